"""Doing the long jobs: each in many short units, so that whoever works beside them hardly waits.

What a job looks for is found first and kept until it is done, so that one that was cut off goes on, wherever
that was, and finds the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection

from bot.core.settings import Settings
from storage import chores, gathering, retaining, scrubbing, walking
from storage.chores import AT_ONCE, ERASE, RETAIN, SCRUB, Job
from storage.database import Database
from storage.erasing import Draw, Taking
from storage.traces import Traces

T = TypeVar("T")
Place = TypeVar("Place")


def _turned(work: Callable[[Connection, Place], T], what: Place, connection: Connection) -> T:
    return work(connection, what)


def _found(
    rule: retaining.Rule, connection: Connection, *, before_us: int, after: retaining.Key | None
) -> list[retaining.Key]:
    return rule.found(connection, before_us, after)


class SqlChores:
    """The long jobs on a database. ``settings`` tells them as they are now; ``small`` is the size in bytes up
    to which a file is written anew at once.
    """

    def __init__(
        self, database: Database, settings: Callable[[], Settings], small: int = scrubbing.SMALL
    ) -> None:
        self._database = database
        self._settings = settings
        self._small = small
        self._alone = False
        self._not_before: datetime | None = None

    async def work(
        self,
        now: datetime,
        draw: Draw,
        kinds: frozenset[str] = frozenset({ERASE, RETAIN, SCRUB}),
        *,
        alone: bool = False,
    ) -> bool:
        """Do what is to be done. Whether anything was; what has to wait for something else is not.

        ``alone``: nobody else is at work, so nothing is put off. Raises StorageUnavailable: then it goes on
        from there the next time.
        """
        did = False
        self._alone = alone
        for job in await self._database.read(chores.under_way):
            if job.kind in kinds:
                did |= await self._DO[job.kind](self, job, now, draw)
        return did

    # -- one person

    async def _erase(self, job: Job, now: datetime, draw: Draw) -> bool:
        zone = self._settings().zone
        walked = bool(job.detail.get("walked"))
        if not walked:
            traces = await self._traces(job)
            while await self._database.write(lambda one: Taking(one, job, traces, zone, draw).some()):
                pass
            await self._walk(job, traces, now)
            await self._walked(job, traces)
        else:
            traces = Traces.of(job.detail)
        is_done: bool | None = None
        while is_done is None:
            is_done = await self._database.write(lambda one: Taking(one, job, traces, zone, draw).chats())
        return not walked or is_done

    async def _traces(self, job: Job) -> Traces:
        """What leads to them: as it was found when it was all there."""
        if "ids" in job.detail:
            return Traces.of(job.detail)
        traces = await self._database.read(lambda one: gathering.gather(one, job))
        await self._keep(job, traces.json)
        return traces

    async def _keep(self, job: Job, detail: dict[str, object]) -> None:
        def keep(connection: Connection) -> None:
            with connection.begin():
                chores.note(connection, job, detail)

        await self._database.write(keep)

    async def _walked(self, job: Job, traces: Traces) -> None:
        """What they said is nowhere any more, so it need not be known here either."""
        rest = Traces(traces.ids, traces.places).json

        def keep(connection: Connection) -> None:
            with connection.begin():
                chores.note(connection, job, {**rest, "walked": True})
                chores.wish_scrub(connection, job.at)

        await self._database.write(keep)

    async def _walk(self, job: Job, traces: Traces, now: datetime) -> None:
        team = self._settings().staff | self._settings().managers
        await self._through(
            0,
            lambda one, after: walking.parcels(one, traces, after),
            lambda one, found: walking.empty(one, found, now, job.subject),
        )
        await self._through(
            ("", ""), lambda one, after: walking.events(one, traces, job.at_us, team, after), walking.blank
        )
        await self._through(
            ("", ""), lambda one, after: walking.long_empty(one, traces, after), walking.blank
        )
        await self._through(0, lambda one, after: walking.letters(one, traces, after), walking.throw_away)

    async def _through(
        self,
        start: Place,
        look: Callable[[Connection, Place], tuple[list[T], Place | None]],
        change: Callable[[Connection, Sequence[T]], None],
    ) -> None:
        """Look at everything, a piece at a time, and change what was found, so many rows at a time."""
        place: Place | None = start
        while place is not None:
            found, place = await self._database.read(partial(_turned, look, place))
            for begun in range(0, len(found), AT_ONCE):
                some = found[begun : begun + AT_ONCE]
                await self._database.write(partial(_turned, change, some))

    # -- the disk

    async def _scrub(self, job: Job, now: datetime, draw: Draw) -> bool:  # noqa: ARG002 - as every job is done
        if self._database.is_shared:
            await self._database.beside(scrubbing.vacuum)
            await self._over(job)
            return True
        if not job.detail.get("cut"):
            if not await self._database.write(scrubbing.cut_off):
                return False
            await self._keep(job, {"cut": True})
        if not await self._written_anew(now):
            return False
        await self._database.read(scrubbing.fold_in)
        is_done = await self._database.write(scrubbing.cut_off)
        if is_done:
            await self._over(job)
        return is_done

    async def _written_anew(self, now: datetime) -> bool:
        """Whether the file was: a large one when that is in nobody's way, or the night is nearly over."""
        when = scrubbing.when(now, self._settings().zone)
        if self._alone or await self._database.read(scrubbing.size) <= self._small:
            when = scrubbing.When.NOW
        if when is scrubbing.When.LATER or (self._not_before is not None and now < self._not_before):
            return False
        if when is scrubbing.When.NOW:
            return await self._database.write(scrubbing.write_anew)
        is_done = await self._database.give_way(scrubbing.write_anew)
        self._not_before = None if is_done else now + scrubbing.AGAIN_AFTER
        return bool(is_done)

    async def _over(self, job: Job, *, scrubs: bool = False) -> None:
        def end(connection: Connection) -> None:
            with connection.begin():
                chores.done(connection, job)
                if scrubs:
                    chores.wish_scrub(connection, job.at)

        await self._database.write(end)

    # -- what is old

    async def _retain(self, job: Job, now: datetime, draw: Draw) -> bool:  # noqa: ARG002 - as every job is done
        let_go = 0
        for rule, before_us in retaining.wanted(self._settings().retention, now):
            after: retaining.Key | None = None
            while found := await self._database.read(partial(_found, rule, before_us=before_us, after=after)):
                after = found[-1]
                let_go += len(found)
                for begun in range(0, len(found), AT_ONCE):
                    some = found[begun : begun + AT_ONCE]
                    await self._database.write(partial(_turned, rule.let_go, some))
        await self._over(job, scrubs=let_go > 0)
        return True

    _DO = {ERASE: _erase, SCRUB: _scrub, RETAIN: _retain}  # noqa: RUF012 - never changed
