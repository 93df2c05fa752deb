"""The clocks of a case: by when somebody takes it, writes to the customer, and puts it right.

The rules:

* Of a case one clock counts, that of the step which it waits for; one that has ended, or waits for the
  customer's word, has none. They all run, in business time, from when it was opened, or opened again.
* At a share of a clock's time staff are reminded, and at its deadline it is escalated: each once for an
  opening. What is past as the step's turn comes is not a reminder any more; a step that is overdue by then
  is escalated after the time that there is to take a case.
* Where both are due, as after a downtime, the escalation alone is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.periods import BusinessHours, add_business_time
from bot.core.recovery import Case, CaseState, ServiceLevels


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
    """What is to be told of a clock, when, and what its deadline is."""

    clock: Clock
    nudge: Nudge
    at: datetime
    by: datetime

    @property
    def mark(self) -> str:
        """How a case remembers that it was told."""
        return f"{self.clock}.{self.nudge}"


def started(case: Case, now: datetime, service: ServiceLevels, hours: BusinessHours) -> Case:
    """The case with every clock at its start, and nothing told."""
    return replace(
        case,
        clocks_from=now,
        told=(),
        take_by=add_business_time(now, service.take, hours),
        contact_by=add_business_time(now, service.contact, hours),
        resolve_by=add_business_time(now, service.resolve, hours),
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
    """What is to be told by now and was not: the latest of it."""
    return next((one for one in reversed(_untold(case, service, hours)) if one.at <= now), None)


def next_due(case: Case, now: datetime, service: ServiceLevels, hours: BusinessHours) -> Due | None:
    """What is to be told next, after now."""
    untold = _untold(case, service, hours)
    if not untold:
        return None
    last = untold[-1]
    if last.at <= now:
        return replace(last, at=add_business_time(now, service.take, hours))
    return next(one for one in untold if one.at > now)


def _untold(case: Case, service: ServiceLevels, hours: BusinessHours) -> list[Due]:
    """Of the clock that counts, in order of time."""
    counted = deadline(case)
    if counted is None:
        return []
    clock, by = counted
    escalation = Due(clock, Nudge.ESCALATION, by, by)
    if escalation.mark in case.told:
        return []
    reminded_at = add_business_time(running_since(case), _time_for(clock, service) * service.remind_at, hours)
    reminder = Due(clock, Nudge.REMINDER, reminded_at, by)
    # What was promised before the operator changed it may be due earlier than its reminder.
    if not service.remind_at or reminder.mark in case.told or reminded_at >= by:
        return [escalation]
    return [reminder, escalation]


def _time_for(clock: Clock, service: ServiceLevels) -> timedelta:
    return {Clock.TAKE: service.take, Clock.CONTACT: service.contact, Clock.RESOLVE: service.resolve}[clock]
