"""The clocks of a case: by when somebody takes it, writes to the customer, and puts it right.

The rules:

* Of a case one clock counts, that of the step which it waits for; one that has ended, or waits for the
  customer's word, has none. They all run, in business time, from when it was opened, or opened again; the
  clock to take it runs anew once whoever had it gives it back. What is urgent runs round the clock.
* At a share of a clock's time staff are reminded; at its deadline it is escalated to the first who is to hear
  of it, at twice the time to the next, and so on: each once for an opening. What is past as the step's turn
  comes is not a reminder any more; whoever should have heard of a step before its turn hears of it after the
  time that there is to take a case, the next after as much again.
* Where several are due, as after a downtime, the highest alone is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.periods import BusinessHours, add_business_time
from bot.core.recovery import Case, CaseState, ServiceLevels, Severity


class Clock(StrEnum):
    """The step that a clock is about."""

    TAKE = "take"
    CONTACT = "contact"
    RESOLVE = "resolve"


class Nudge(StrEnum):
    REMINDER = "reminder"
    ESCALATION = "escalation"


PENDING: Mapping[CaseState, Clock] = {
    CaseState.OPEN: Clock.TAKE,
    CaseState.TAKEN: Clock.CONTACT,
    CaseState.CONTACTED: Clock.RESOLVE,
}


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be told of a clock, when, and what its deadline is; an escalation is to the ``step``-th."""

    clock: Clock
    nudge: Nudge
    at: datetime
    by: datetime
    step: int = 1

    @property
    def mark(self) -> str:
        """How a case remembers that it was told."""
        return f"{self.clock}.{self.nudge}" + (f".{self.step}" if self.step > 1 else "")


def started(case: Case, now: datetime, service: ServiceLevels, hours: BusinessHours) -> Case:
    """The case with every clock at its start, and nothing told."""
    running = _running(case, hours)
    return replace(
        case,
        clocks_from=now,
        waits_since=now,
        told=(),
        take_by=add_business_time(now, service.take, running),
        contact_by=add_business_time(now, service.contact, running),
        resolve_by=add_business_time(now, service.resolve, running),
    )


def given_back(case: Case, now: datetime, service: ServiceLevels, hours: BusinessHours) -> Case:
    """The case that nobody has any more: there is as long to take it as when it was opened."""
    return replace(
        case,
        waits_since=now,
        told=tuple(mark for mark in case.told if not mark.startswith(f"{Clock.TAKE}.")),
        take_by=add_business_time(now, service.take, _running(case, hours)),
    )


def hastened(case: Case, now: datetime, service: ServiceLevels) -> Case:
    """The case with no deadline later than if what is urgent had been told just now."""
    if case.severity is not Severity.URGENT:
        return case
    return replace(
        case,
        take_by=min(case.take_by, now + service.take),
        contact_by=min(case.contact_by, now + service.contact),
        resolve_by=min(case.resolve_by, now + service.resolve),
    )


def running_since(case: Case) -> datetime:
    """When the clocks were started."""
    return case.clocks_from or case.opened_at


def deadline(case: Case) -> tuple[Clock, datetime] | None:
    """The clock that counts, and its deadline."""
    clock = PENDING.get(case.state)
    if clock is None:
        return None
    return clock, {
        Clock.TAKE: case.take_by,
        Clock.CONTACT: case.contact_by,
        Clock.RESOLVE: case.resolve_by,
    }[clock]


def overdue(case: Case, now: datetime, service: ServiceLevels, hours: BusinessHours) -> Due | None:
    """What is to be told by now and was not: the highest of it."""
    return next((one for one in reversed(_untold(case, service, hours)) if one.at <= now), None)


def next_due(case: Case, now: datetime, service: ServiceLevels, hours: BusinessHours) -> Due | None:
    """What is to be told next; what should have been told by now is told at once."""
    untold = _untold(case, service, hours)
    late = [one for one in untold if one.at <= now]
    if late:
        return replace(late[-1], at=now)
    return next(iter(untold), None)


def escalated(case: Case, clock: Clock) -> int:
    """How many of those who are to hear that this clock has run out were told, or passed over."""
    first = f"{clock}.{Nudge.ESCALATION}"
    further = [int(mark.rpartition(".")[2]) for mark in case.told if mark.startswith(f"{first}.")]
    return max(further, default=int(first in case.told))


def steps(service: ServiceLevels) -> int:
    """How many are to hear of what is overdue; where nobody is named, the case's own room."""
    return max(1, len(service.escalate_to))


def _untold(case: Case, service: ServiceLevels, hours: BusinessHours) -> list[Due]:
    """Of the clock that counts, in order of time."""
    counted = deadline(case)
    if counted is None:
        return []
    clock, by = counted
    running = _running(case, hours)
    escalations = sorted(_escalations(case, clock, by, service, running), key=lambda one: (one.at, one.step))
    if escalated(case, clock):
        return escalations
    return [*_reminder(case, clock, by, service, running), *escalations]


def _reminder(
    case: Case, clock: Clock, by: datetime, service: ServiceLevels, running: BusinessHours
) -> Iterator[Due]:
    since, turn = running_since(case), _turn(case)
    begins = turn if clock is Clock.TAKE else since
    at = add_business_time(begins, _time_for(clock, service) * service.remind_at, running)
    reminder = Due(clock, Nudge.REMINDER, at, by)
    # What was promised before the operator changed it may be due earlier than its reminder.
    if service.remind_at and reminder.mark not in case.told and turn <= at < by:
        yield reminder


def _escalations(
    case: Case, clock: Clock, by: datetime, service: ServiceLevels, running: BusinessHours
) -> Iterator[Due]:
    turn, told, late = _turn(case), escalated(case, clock), 0
    for step in range(1, steps(service) + 1):
        at = add_business_time(by, _time_for(clock, service) * (step - 1), running)
        if at <= turn:
            late += 1
            at = add_business_time(turn, service.take * late, running)
        if step > told:
            yield Due(clock, Nudge.ESCALATION, at, by, step)


def _turn(case: Case) -> datetime:
    """Since when the step is waited for."""
    return case.waits_since or running_since(case)


def _running(case: Case, hours: BusinessHours) -> BusinessHours:
    """When the case's clocks run."""
    if case.severity is not Severity.URGENT:
        return hours
    return BusinessHours({}, frozenset(), hours.zone)


def _time_for(clock: Clock, service: ServiceLevels) -> timedelta:
    return {Clock.TAKE: service.take, Clock.CONTACT: service.contact, Clock.RESOLVE: service.resolve}[clock]
