"""What is asked of a language model, on its way: a parcel goes out, an event with the answer comes in.

A parcel holds what may leave and nothing else can be sent. Whatever goes wrong, nothing is missing: the
parcel ends, or waits until nobody needs the answer any more. After failures in a row nothing is asked for a
while, so that a model that is down costs nobody anything.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.core.effects import Parcel
from bot.core.errors import ModelUnavailable, StorageUnavailable, TryLater
from bot.core.events import TextWritten
from bot.core.language_model import PLATFORM, Asked, answer_in, request_of
from bot.core.ports import Clock, Deliver, LanguageModel, Receipt

FAILURES = 3  # in a row, after which nothing is asked for a while
SHORTEST, LONGEST = timedelta(seconds=30), timedelta(minutes=10)
AGAIN_S = 5.0

_log = logging.getLogger(__name__)


class _Model(LanguageModel, Protocol):
    async def close(self) -> None: ...


@dataclass(slots=True)
class _Breaker:
    """How many failures there were in a row, and until when nothing is asked."""

    failures: int = 0
    until: datetime | None = None
    said: set[str] = field(default_factory=set)  # why, since it last answered: not to say it again and again

    def failed(self, why: str, now: datetime) -> None:
        self.failures += 1
        if self.failures >= FAILURES:
            self.until = now + min(SHORTEST * 2 ** min(self.failures - FAILURES, 10), LONGEST)
        if why not in self.said:
            _log.warning("language model: %s; what it was to write is left out", why)
            self.said.add(why)

    def answered(self) -> None:
        self.failures, self.until = 0, None
        self.said.clear()

    def wait_s(self, now: datetime) -> float:
        return max(0.0, (self.until - now).total_seconds()) if self.until else 0.0


class ModelSender:
    """The port Sender over the port LanguageModel; ``name`` is the model's."""

    def __init__(self, model: _Model, name: str, clock: Clock, deliver: Deliver) -> None:
        self._model = model
        self._name = name
        self._clock = clock
        self._deliver = deliver
        self._breaker = _Breaker()

    async def send(
        self,
        parcel: Parcel,
        target: str | None,  # noqa: ARG002  # a port; nothing that was asked is changed
        recovered: bool,  # noqa: ARG002  # asked twice, it is answered once: by the key of the event
        thread: str | None = None,  # noqa: ARG002
    ) -> Receipt:
        """One attempt. Raises TryLater alone."""
        card = parcel.message.card
        if card is None:
            return Receipt(parcel.id)  # its words were taken out meanwhile
        if (wait_s := self._breaker.wait_s(self._clock.now())) > 0:
            raise TryLater(wait_s)
        asked = Asked.of(card)
        try:
            answer = answer_in(await self._model.complete(request_of(asked, self._name)), asked)
        except ModelUnavailable as trouble:
            self._breaker.failed(trouble.why, self._clock.now())
            if trouble.sent:
                await self._tell(parcel, card, asked, "", again=trouble.again)
            if trouble.again:
                raise TryLater(self._breaker.wait_s(self._clock.now()) or AGAIN_S) from None
            return Receipt(parcel.id)
        if answer is None:
            self._breaker.failed("its answer is of no use", self._clock.now())
        else:
            self._breaker.answered()
        await self._tell(parcel, card, asked, answer or "", again=False)
        return Receipt(parcel.id)

    async def close(self) -> None:
        await self._model.close()

    async def _tell(self, parcel: Parcel, card: Any, asked: Asked, text: str, *, again: bool) -> None:
        """What was sent, and what came. Raises TryLater where the storage does not take it."""
        now = self._clock.now()
        key = f"{parcel.id}@{now.isoformat()}" if again else parcel.id
        event = TextWritten(
            platform=PLATFORM,
            key=key,
            at=now,
            use=asked.use,
            about=parcel.about,
            number=int(card["number"]),
            language=asked.target,
            characters=len(asked.text),
            hidden=len(asked.hidden),
            text=text,
            beside=card.get("beside"),
            thread=card.get("thread"),
            place=card.get("place"),
        )
        try:
            await self._deliver(event)
        except StorageUnavailable:
            raise TryLater(AGAIN_S) from None
