"""Many cases at once: their alerts gather under one message, each case stays its own.

The rules:

* From so many cases of one theme and place within an hour their alerts are lines of one *incident*.
* Alerts of a room that come in a *burst*, seconds after one another, are lines of one message as well,
  whatever they are about: a platform takes about one new message a second.
* What is urgent never gathers. A message takes only so many lines; then there is a next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

WITHIN = timedelta(hours=1)
"""How close together cases of one theme and place are to be one incident."""

APART = timedelta(seconds=2)
"""How far apart a room's alerts are to stand alone."""

MOST = 40
"""Cases of one message, so that each keeps its name, some words and a button: Slack takes 50 blocks
(https://docs.slack.dev/reference/block-kit/blocks), Telegram 4096 characters."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A case as the incident's message shows it. ``words`` are the beginning of what the customer said."""

    case_id: str
    who: str | None
    rating: str | None  # with its scale, "2/10"
    words: str | None
    state: str
    owner_name: str | None = None
    is_shown: bool = False  # it has an alert of its own by now


@dataclass(frozen=True, slots=True)
class Incident:
    """A message in ``room`` (address key) that gathers the alerts of cases. ``id`` is its parcel's.

    With a ``theme`` it is an incident of that theme at ``place``; without one, a burst of unrelated cases.
    """

    id: str
    room: str
    theme: str | None
    place: str | None
    opened_at: datetime
    last_at: datetime  # of the latest case
    cases: tuple[Gathered, ...] = ()

    def number_of(self, case_id: str) -> int:
        """Which of its lines is this case's, counted from 1; 0 for none."""
        return next((n for n, one in enumerate(self.cases, 1) if one.case_id == case_id), 0)


@dataclass(frozen=True, slots=True)
class Recent:
    """Cases of one room, theme and place that were opened lately: how many, and when the last was."""

    n: int
    last_at: datetime


def joinable(
    incidents: Sequence[Incident], theme: str | None, place: str | None, now: datetime
) -> Incident | None:
    """The first of these messages that a case of this theme and place, or of a burst, is still to join."""
    within = WITHIN if theme else APART
    return next(
        (
            one
            for one in incidents
            if (one.theme, one.place) == (theme, place)
            and len(one.cases) < MOST
            and now - one.last_at <= within
        ),
        None,
    )


def with_case(incident: Incident, gathered: Gathered, now: datetime) -> Incident:
    """The message with this case's line: behind the others, or in place of what was said of it before."""
    number = incident.number_of(gathered.case_id)
    if number == 0:
        return replace(incident, cases=(*incident.cases, gathered), last_at=now)
    before, after = incident.cases[: number - 1], incident.cases[number:]
    return replace(incident, cases=(*before, gathered, *after))
