"""Many cases at once: their alerts gather under one message, each case stays its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

WITHIN = timedelta(hours=1)
"""How close together cases of one theme and place are to be one incident."""

APART = timedelta(seconds=2)
"""How far apart a room's alerts are to stand alone."""

MOST = 40
"""Cases of one message: Slack takes 50 blocks. https://docs.slack.dev/reference/block-kit/blocks"""


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


@dataclass(frozen=True, slots=True)
class Recent:
    """Cases of one room, theme and place that were opened lately: how many, and when the last was."""

    n: int
    last_at: datetime
