"""Every night: what is older than it is to be kept is let go of, as a long job."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from bot.core.chores import Chore, ChoreKind
from bot.core.effects import Effect, Save, SetTimer, Timer
from bot.core.events import TimerDue
from bot.core.periods import PeriodKind, Schedule, next_run
from bot.core.view import View

TIMER = "retention"
AT = time(3, 30)  # when nobody is asked, and few write


def came_due(event: TimerDue, view: View) -> Sequence[Effect]:
    """Begin, and wake up for the next night."""
    return [Save(Chore(ChoreKind.RETAIN, "", view.now)), *scheduled(event, view)]


def scheduled(_event: TimerDue, view: View) -> Sequence[Effect]:
    """Wake up in the night that comes."""
    _, due = next_run(Schedule(PeriodKind.DAY, None, AT, view.settings.zone), view.now)
    return [SetTimer(Timer(TIMER, TIMER, due))]
