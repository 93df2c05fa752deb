"""Evidence on its way from where it lies to the staff room: fetched beside the sending, and looked at.

It goes into a file that nobody else can open and that is gone with us. A process that dies fetches it again:
the parcel that brings it is still in the outbox.
"""

from __future__ import annotations

import asyncio
import logging
import os
import tempfile
import traceback
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import BinaryIO, TypeVar, cast

from bot.core.effects import Parcel
from bot.core.errors import EvidenceLost, NotReady, TryLater
from bot.core.evidence import HEAD, MOST_BYTES, Evidence, contents_of
from bot.core.ports import Brought, Clock, EvidenceSource

GIVE_UP_AFTER = timedelta(hours=1)  # of trying
IN_TIME_S = 120.0  # one attempt: 20 MB over a slow line, there and back
AT_ONCE = 4

_PATIENCE_S = 0.3  # most pictures and voice notes are here by then
_LOOK_AGAIN_S = 1.0
_IN_MEMORY = 2**20  # bytes; what is larger goes to disk
_KEPT = 64  # parcels
_T = TypeVar("_T")

_log = logging.getLogger(__name__)


class EvidenceFetcher:
    """The port Fetcher over the platforms' sources."""

    def __init__(self, clock: Clock, sources: Mapping[str, EvidenceSource]) -> None:
        self._clock = clock
        self._sources = sources
        self._tasks: OrderedDict[str, asyncio.Task[object]] = OrderedDict()  # by parcel id
        self._places = asyncio.Semaphore(AT_ONCE)

    async def prepared(
        self, parcel: Parcel, evidence: Evidence, make: Callable[[Brought], Awaitable[_T]]
    ) -> _T:
        """As the port says."""
        task = self._tasks.get(parcel.id)
        if task is None:
            task = self._tasks[parcel.id] = asyncio.create_task(self._bring(evidence, make))
            self._make_room()
        await asyncio.wait({task}, timeout=_PATIENCE_S)
        if not task.done():
            raise NotReady(_LOOK_AGAIN_S)
        try:
            return cast(_T, task.result())
        except (TryLater, TimeoutError) as trouble:
            self.forget(parcel)
            if self._clock.now() - parcel.not_before > GIVE_UP_AFTER:
                raise EvidenceLost("unreachable") from None
            after_s = trouble.after_s if isinstance(trouble, TryLater) else _LOOK_AGAIN_S
            raise NotReady(max(after_s, _LOOK_AGAIN_S)) from None
        except EvidenceLost:
            raise
        except Exception as defect:  # noqa: BLE001  # ours: the words that go with the file are not to wait for it
            where = "".join(traceback.format_tb(defect.__traceback__))
            _log.error("parcel %s: its file is not brought: %s\n%s", parcel.id, type(defect).__name__, where)
            raise EvidenceLost("refused") from None

    def forget(self, parcel: Parcel) -> None:
        """As the port says."""
        task = self._tasks.pop(parcel.id, None)
        if task is not None:
            task.cancel()

    async def close(self) -> None:
        """Stop fetching."""
        tasks = list(self._tasks.values())
        self._tasks.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _make_room(self) -> None:
        """Forget what was prepared longest ago: its parcel has gone another way."""
        done = [id_ for id_, task in self._tasks.items() if task.done()]
        for id_ in done[: max(0, len(self._tasks) - _KEPT)]:
            del self._tasks[id_]

    async def _bring(self, evidence: Evidence, make: Callable[[Brought], Awaitable[_T]]) -> _T:
        source = self._sources.get(evidence.platform)
        if source is None:
            raise EvidenceLost("unreachable")
        async with self._places, asyncio.timeout(IN_TIME_S):
            with tempfile.SpooledTemporaryFile(_IN_MEMORY) as spooled:
                file = cast(BinaryIO, spooled)
                await source.fetch(evidence.reference, file, MOST_BYTES)
                return await make(_looked_at(file))


def _looked_at(file: BinaryIO) -> Brought:
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        raise EvidenceLost("gone")
    file.seek(0)
    contents = contents_of(file.read(HEAD))
    file.seek(0)
    return Brought(file, size, contents)
