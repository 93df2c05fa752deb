"""What every demo is made of: a configuration of its own, a data folder, local rooms and the real engine."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot import app, config, sentiment
from bot.config import Config
from bot.core.identity import Address, Role
from bot.core.periods import missed_runs
from bot.core.ports import Analyzer, Clock, History
from bot.core.settings import Settings
from bot.sentiment.language import language_of
from bot.simulation.checker import Findings, check
from bot.simulation.rooms import LocalRooms
from bot.simulation.transcript import Entry, Transcript
from bot.texts import render
from storage import tallies
from storage.database import Database

DEMO = Path(__file__).with_name("demo.toml")
TRANSCRIPT = "transcript.jsonl"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """An engine among local rooms."""

    engine: app.Engine
    database: Database
    history: History
    settings: Settings
    rooms: LocalRooms
    transcript: Transcript


@contextlib.contextmanager
def data_folder(named: str | None, discard: bool = False) -> Iterator[Path]:
    """The folder that was named, made if need be, or a new one; it goes away at the end unless it was named.

    ``discard`` makes a named one go away too: it was new when a process that replaced itself made it.
    """
    folder = Path(named) if named is not None else Path(tempfile.mkdtemp(prefix="feedback-bot-"))
    app.make_folder(folder)
    try:
        yield folder
    finally:
        if named is None or discard:
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.asynccontextmanager
async def sandbox(
    folder: Path,
    clock: Clock,
    *,
    seed: int,
    configuration: Config | None = None,
    ticking: bool = False,
    analyzer: Analyzer | None = None,
) -> AsyncIterator[Sandbox]:
    """Everything open and running in this folder; closed at the end.

    ``analyzer`` stands in for the configured one.
    """
    demo = configuration or config.load(DEMO, demo=True)
    async with app.opened(demo, folder) as storage_in_use:
        made = storage_in_use.settings
        transcript = Transcript(folder / TRANSCRIPT)
        engine = app.Engine(
            made,
            storage_in_use.store,
            clock=clock,
            seed=app.repeatable_seed(seed),
            analyzer=analyzer or sentiment.analyzer(demo.sentiment.analyzer, demo.model_folder),
            identify=language_of,
        )
        rooms = LocalRooms(transcript, clock, render)
        engine.senders["web"] = rooms
        try:
            async with engine.running(ticking=ticking):
                yield Sandbox(
                    engine, storage_in_use.database, storage_in_use.history, made, rooms, transcript
                )
        finally:
            transcript.close()


async def judged(box: Sandbox, expected_digests: Iterable[str] = ()) -> Findings:
    """The checker's findings on everything that this sandbox has seen."""
    return check(box.transcript.entries, await tallies.read_ratings(box.database), expected_digests)


def digests_due(settings: Settings, start: datetime, end: datetime) -> list[str]:
    """What every scheduled digest between two moments must have been posted as."""
    return [
        f"digest:{plan.name}@{day.isoformat()}"
        for plan in settings.digests.values()
        if not plan.is_wins
        for day, _ in missed_runs(plan.schedule, start, end)
    ]


def room_address(settings: Settings, role: Role) -> Address:
    """Where the room of this role is."""
    room = settings.room_for(role)
    if room is None:
        raise LookupError(f"the demo has no room for {role}")
    return room.address


def _cases_told(entry: Entry) -> list[str]:
    """The cases that staff hear of by this message."""
    if entry["purpose"] == "alert":
        return [entry["about"].removeprefix("case:")]
    is_shared = entry["purpose"] in {"incident", "incident_update"}
    return [data.split("|")[1] for data in entry["buttons"]] if is_shared else []


async def summary(box: Sandbox, findings: Findings) -> dict[str, int]:
    """The last line of a run: how many of everything, and what was lost or doubled."""
    shown = box.transcript.shown.values()
    return {
        **await tallies.read_counts(box.database),
        "alerts": len({case_id for entry in shown for case_id in _cases_told(entry)}),
        "digests": sum(entry["purpose"] == "digest" for entry in shown),
        "lost": len(findings.lost),
        "doubled": len(findings.doubled),
    }
