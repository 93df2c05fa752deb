"""A wave of invitations that an operator asks for by hand: what it would do, and setting it off.

What it would do is found out by the real handlers, on views that are thrown away. Setting it off is a timer
for each moment: the running bot asks, or the next one that starts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import handlers
from bot.core.conversation import State
from bot.core.effects import Timer
from bot.core.events import TimerDue
from bot.core.periods import local_date
from bot.core.ports import Needs
from bot.core.settings import Settings
from bot.core.view import View
from handlers import invitations, pulses
from handlers.pulses import Moment
from storage import waves
from storage.database import Database

_AT_ONCE = 200  # people on one view


@dataclass(slots=True)
class Foreseen:
    """What a wave would do now. ``moments`` are those to set off: everybody's but the known and the gone."""

    asked: int = 0
    later: int = 0  # once it is not quiet any more where they live
    known: int = 0  # they had their moment today
    gone: list[str] = field(default_factory=list)  # ids that lead to nobody
    not_asked: Counter[str] = field(default_factory=Counter)  # by reason
    moments: list[Moment] = field(default_factory=list)


async def members(database: Database, group: str | None) -> list[str]:
    """The ids of those who work with us, or of one group of them."""
    found = await database.read(waves.internal_customers)
    return [one.id for one in found if pulses.is_asked(one, group)]


async def foresee(
    database: Database,
    settings: Settings,
    touchpoint: str,
    customer_ids: Sequence[str],
    now: datetime,
    progress: Callable[[float], None],
) -> Foreseen:
    """What a wave about this touchpoint would do now; nothing is written. ``progress`` is told the share."""
    found, invited, day = Foreseen(), 0, local_date(now, settings.zone)
    for start in range(0, len(customer_ids), _AT_ONCE):
        chunk = [Moment(pulses.WAVE, touchpoint, day, id_) for id_ in customer_ids[start : start + _AT_ONCE]]
        needs = [_needs(moment, settings, now) for moment in chunk]
        rows = await waves.read_rows(database, needs)
        rows.invited += invited  # by those before them, against the launch cap
        view, before = View(settings, rows), rows.invited
        for number, moment in enumerate(chunk, start):
            view.for_event(now, number << 64)
            _foresee(moment, view, found)
        invited += view.invited - before
        progress(min(1.0, (start + _AT_ONCE) / len(customer_ids)))
    return found


async def set_off(database: Database, moments: Sequence[Moment], now: datetime) -> None:
    """Let the moments come, for the bot that runs or starts next."""
    await waves.set_timers(database, [Timer("moment", moment.subject, now) for moment in moments])


def _event(kind: str, subject: str, now: datetime) -> TimerDue:
    timer = Timer(kind, subject, now)
    return TimerDue("timer", f"{timer.id}@{now.isoformat()}", now, timer.id, kind, subject, now)


def _needs(moment: Moment, settings: Settings, now: datetime) -> Needs:
    """What the moment needs, and what the invitation that follows from it at once will."""
    needs = handlers.needs_of(_event("moment", moment.subject, now), settings)
    asking = handlers.needs_of(_event("invite", "", now), settings)
    return replace(needs, contacts=asking.contacts, bought=asking.bought, standing=asking.standing)


def _foresee(moment: Moment, view: View, found: Foreseen) -> None:
    """Let one moment come on the view, and the invitation after it."""
    for effect in handlers.decide(_event("moment", moment.subject, view.now), view):
        view.apply(effect)
    match view.reply.body if view.reply else {}:
        case {"moment": "gone"}:
            found.gone.append(moment.customer_id)
            return
        case {"moment": "known"}:
            found.known += 1
            return
    found.moments.append(moment)
    planned = view.planned_invitation(moment.customer_id)
    if planned is not None and planned.purchase_id == moment.purchase_id:
        for effect in invitations.came_due(planned, view):
            view.apply(effect)
        state = view.rows.invitations[planned.id].state
        found.asked += state is State.ASKED
        found.later += state is State.PLANNED
    about = (one for one in reversed(view.changes.suppressions) if one.purchase_id == moment.purchase_id)
    if (suppression := next(about, None)) is not None:
        found.not_asked[suppression.reason] += 1
