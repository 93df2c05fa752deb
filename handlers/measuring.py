"""Did it help? The headline at an improvement's own touchpoint, as many days after it was done as before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.core.digest import Measured
from bot.core.digest_composing import compose
from bot.core.effects import Effect, Save, SetTimer, Timer
from bot.core.events import TimerDue
from bot.core.improvements import (
    MEASURED_AFTER,
    Effectiveness,
    Improvement,
    Improving,
    Measurement,
    Step,
    allows,
    take,
)
from bot.core.periods import Period, local_date, wall_to_utc
from bot.core.ports import Needs
from bot.core.report import Report, ReportQuery
from bot.core.settings import Settings
from bot.core.view import View
from handlers import improvement_cards

PREFIX = "measured:"
_AT = time(9)  # local, on the day after the last that is counted
_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Span:
    """So many ``days`` from the one after ``day``, on which it was done, at this touchpoint."""

    improvement_id: str
    day: date
    days: int
    touchpoint: str

    @property
    def subject(self) -> str:
        """What its timer wakes up for."""
        return f"{self.improvement_id}@{self.day.isoformat()}@{self.days}@{self.touchpoint}"


def read_span(subject: str) -> Span:
    """The span behind a timer's subject. Raises ValueError for anything else."""
    improvement_id, day, days, touchpoint = subject.split("@", 3)
    return Span(improvement_id, date.fromisoformat(day), int(days), touchpoint)


def planned(improvement: Improvement, view: View) -> SetTimer:
    """It is measured as soon as there can be enough answers."""
    day = local_date(view.now, view.settings.zone)
    return _timer(Span(improvement.id, day, MEASURED_AFTER[0], improvement.touchpoint), view.settings)


def _timer(span: Span, settings: Settings) -> SetTimer:
    due = wall_to_utc(span.day + timedelta(days=span.days + 1), _AT, settings.zone)
    return SetTimer(Timer("measure", span.subject, due))


def needs_of(event: TimerDue, _: Settings) -> Needs:
    """The improvement, and the numbers after and before."""
    span = read_span(event.subject)
    return Needs(improving=Improving(ids=(span.improvement_id,)), report=f"{PREFIX}{event.subject}")


def query(words: str, today: date) -> ReportQuery:
    """The report behind those words: the period after it was done, and before it as many days as that has."""
    span = read_span(words.removeprefix(PREFIX))
    start = span.day + timedelta(days=1)
    end = start + timedelta(days=span.days)
    last = end - timedelta(days=1)
    period = Period(f"{start.isoformat()}..{last.isoformat()}", start, end)
    return ReportQuery(period, touchpoint=span.touchpoint, today=today)


def measured(event: TimerDue, view: View) -> Sequence[Effect]:
    """The verdict; with too few answers it is looked at again later, and in the end that is the verdict."""
    span = read_span(event.subject)
    improvement = view.improvement(span.improvement_id)
    if improvement is None or not allows(improvement, Step.MEASURE):
        return []
    if view.report is None:
        return [SetTimer(Timer("measure", event.subject, view.now + _AGAIN))]
    found = measurement(view.report, span, view)
    later = next((days for days in MEASURED_AFTER if days > span.days), None)
    if found.verdict is Effectiveness.TOO_FEW and later is not None:
        longer = Span(span.improvement_id, span.day, later, span.touchpoint)
        return [_timer(longer, view.settings)]
    known = take(improvement, Step.MEASURE, measured_at=view.now, measurement=found)
    return [
        Save(known),
        *improvement_cards.card(known, view),
        *improvement_cards.note(known, improvement_cards.result(known), view),
    ]


def measurement(report: Report, span: Span, view: View) -> Measurement:
    """What the headline at the touchpoint says, by the digest's own numbers."""
    digest = compose(report, view.settings, view.now)
    groups = [group for group in (digest.buyers, digest.internal) if group is not None]
    here = [one for group in groups for one in group.headlines if one.touchpoint == span.touchpoint]
    most = max(here, key=lambda one: one.estimate.n + one.before.n, default=None)
    return Measurement(Effectiveness.TOO_FEW, span.days) if most is None else _of(most, span.days)


def _of(one: Measured, days: int) -> Measurement:
    moved = one.change
    if moved is None:
        return Measurement(
            Effectiveness.TOO_FEW, days, one.kind, n_before=one.before.n, n_after=one.estimate.n
        )
    verdict = Effectiveness.NO_CLEAR_CHANGE
    if moved.clear:
        verdict = Effectiveness.IMPROVED if moved.difference > 0 else Effectiveness.WORSE
    return Measurement(
        verdict,
        days,
        one.kind,
        one.before.value,
        one.before.n,
        one.estimate.value,
        one.estimate.n,
        moved.interval.low,
        moved.interval.high,
    )
