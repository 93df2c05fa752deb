"""Praise: where it is read, when, of whom, and whether customers are asked if they may be quoted."""

from __future__ import annotations

from bot.config.models import ConfigFile
from bot.core.periods import PeriodKind, Schedule
from bot.core.settings import DigestPlan

_WINS = "wins"


def wins_plans(file: ConfigFile) -> dict[str, DigestPlan]:
    """For each room of *wins* one post a day about the day before; no digest can have such a name."""
    schedule = Schedule(PeriodKind.DAY, None, file.wins.at, file.business.timezone)
    plans = (
        DigestPlan(f"{_WINS}:{name}", schedule, name, PeriodKind.DAY, is_wins=True)
        for name, room in file.rooms.items()
        if room.role == _WINS
    )
    return {plan.name: plan for plan in plans}


def asks_to_quote(file: ConfigFile) -> bool:
    """Whether happy customers are asked if they may be quoted: as it is said, else where a room reads it."""
    if file.quotes.ask is not None:
        return file.quotes.ask
    return any(room.role == _WINS for room in file.rooms.values())


def staff_names(file: ConfigFile) -> tuple[str, ...]:
    """Who may be praised by name, each once, as [people] spells it."""
    named = {" ".join(name.split()).casefold(): name for name in (*file.themes.staff, *file.people)}
    return tuple(named.values())
