"""Our own long poll: deliver, then confirm. An update is confirmed once everything before it is committed.

The library's loop confirms what is only in memory, ends for good on one 401 and spins on an update that
it cannot parse.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from telegram.error import TelegramError

from bot.adapters.telegram.client import ALLOWED_UPDATES, Client, Garbled, Refused, pause_s
from bot.adapters.telegram.condition import Condition
from bot.adapters.telegram.failures import described, is_token_refused
from bot.adapters.telegram.inbound import confirmed_by
from bot.core.errors import StorageUnavailable

WAIT_S = 25  # how long one question may stay open; the least that the platform's guide calls long
_SPARE_S = 8.0  # what an answer may take beyond that
_DRIP_S = 10.0  # and what an answer that comes in drips may take beyond both
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 15.0
_STORAGE_PAUSE_S = 1.0
_FAULTS_BEFORE_DEAD_LETTER = 3

_log = logging.getLogger(__name__)

Take = Callable[[object], Awaitable[None]]


@dataclass(slots=True)
class _Waiting:
    """An update that is not committed yet, what came of the last try, and how often it failed itself."""

    update: object
    failure: Exception | None = None
    faults: int = 0


class Poller:
    """Asks for updates and hands them to ``take``, which returns once an update is committed.

    ``give_up`` takes an update that ``take`` failed on again and again, and makes a dead letter of it.
    """

    def __init__(
        self, client: Client, condition: Condition, take: Take, give_up: Take, wait_s: int = WAIT_S
    ) -> None:
        self._client = client
        self._condition = condition
        self._take = take
        self._give_up = give_up
        self._wait_s = wait_s
        self._offset: int | None = None
        self._failures = 0

    async def run(self) -> None:
        """Poll until cancelled. Raises PlatformRefused when the token has been refused for too long."""
        await self._insist(self._remove_webhook)
        while True:
            await self._insist(self._round)

    async def _insist(self, attempt: Callable[[], Awaitable[None]]) -> None:
        """Make an attempt, and again until one succeeds."""
        while True:
            try:
                await attempt()
            except (TelegramError, TimeoutError) as error:
                await asyncio.sleep(await self._pause_s(error))
            else:
                self._failures = 0
                return

    async def _remove_webhook(self) -> None:
        """A webhook and polling exclude each other. What waits for it comes to us."""
        await self._client.api.delete_webhook(drop_pending_updates=False)
        self._condition.answered()

    async def _round(self) -> None:
        async with asyncio.timeout(self._wait_s + _SPARE_S + _DRIP_S):
            updates = await self._client.updates(self._offset, self._wait_s, _SPARE_S, ALLOWED_UPDATES)
        if not isinstance(updates, list):
            raise Garbled(200)
        self._condition.answered()
        if updates:
            await self._commit(updates)

    async def _commit(self, updates: Sequence[object]) -> None:
        """Hand all of them over in order, those that were not taken again, until all are committed."""
        left = [_Waiting(update) for update in updates]
        while left:
            outcomes = await asyncio.gather(*(self._take(one.update) for one in left), return_exceptions=True)
            for one, outcome in zip(left, outcomes, strict=True):
                if outcome is not None and not isinstance(outcome, Exception):
                    raise outcome  # cancelled
                one.failure = outcome
            left = [one for one in left if one.failure is not None and not await self._buried(one)]
            if left:
                await asyncio.sleep(_STORAGE_PAUSE_S)
        await self._confirm(updates)

    async def _buried(self, waiting: _Waiting) -> bool:
        """Whether an update that was not taken is a dead letter now: only the storage may wait for ever."""
        if isinstance(waiting.failure, StorageUnavailable):
            self._condition.trouble("the storage takes nothing just now; updates wait")
            return False
        waiting.faults += 1
        _log.error("telegram: an update was not taken (%s)", type(waiting.failure).__name__)
        if waiting.faults < _FAULTS_BEFORE_DEAD_LETTER:
            return False
        try:
            await self._give_up(waiting.update)
        except Exception as error:  # noqa: BLE001  # it stays unconfirmed, and is tried again
            _log.error("telegram: a dead letter was not taken (%s)", type(error).__name__)
            return False
        return True

    async def _confirm(self, updates: Sequence[object]) -> None:
        numbers = [number for number in map(confirmed_by, updates) if number is not None]
        if numbers:
            self._offset = max(numbers) + 1
        else:  # there is nothing to confirm them by: they will come again
            await asyncio.sleep(_STORAGE_PAUSE_S)

    async def _pause_s(self, error: Exception) -> float:
        """Say what is wrong, mend what can be mended, and how long to wait. May raise PlatformRefused."""
        wait_s = pause_s(self._failures, _FIRST_PAUSE_S, _LONGEST_PAUSE_S)
        self._failures += 1
        if is_token_refused(error):
            self._condition.refused()
        elif isinstance(error, Refused) and error.status == 409:
            return await self._conflict(error, wait_s)
        elif isinstance(error, Refused) and error.retry_after_s is not None:
            self._condition.trouble("Telegram asks to slow down")
            return max(error.retry_after_s, wait_s)
        else:
            self._condition.trouble(f"Telegram does not answer as it should ({described(error)})")
        return wait_s

    async def _conflict(self, error: Refused, wait_s: float) -> float:
        """Two causes: a webhook, which we remove, and another program, which somebody has to stop."""
        if "webhook" not in error.description.lower():
            self._condition.trouble(
                "another program polls with the same token; stop it, or give each its own bot"
            )
            return wait_s
        self._condition.trouble("a webhook was set while we poll; it is being removed")
        try:
            await self._remove_webhook()
        except TelegramError:
            return wait_s
        return _FIRST_PAUSE_S
