"""Improvements: what is put right because customers said so, and who of them hears of it.

The rules:

* An improvement is planned, then done or declined. Once it is done it may be told to those whose answers
  raised it, when a manager says so, and it is measured on its own touchpoint.
* Who raised it is settled when it is done: the answers of its theme at its touchpoint, in the time before.
* Each of them is told once, or there is a reason on record why not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.core.errors import ImpossibleStep

RAISED_WITHIN = timedelta(days=90)
"""How long before it was planned an answer counts as having raised it."""

MEASURED_AFTER = (30, 60, 90)
"""Days after it was done that are compared with as many before; later ones where there is too little."""

DUE_WITHIN = timedelta(days=30)
"""When it is due where nobody said."""

MOST_WORDS = 1_000  # characters of what a manager writes


class Stage(StrEnum):
    PLANNED = "planned"
    DONE = "done"
    TOLD = "told"  # a manager let it be told; the sending may be going on
    MEASURED = "measured"
    DECLINED = "declined"


class Step(StrEnum):
    DO = "do"
    DECLINE = "decline"
    TELL = "tell"
    MEASURE = "measure"


TABLE: Mapping[Stage, Mapping[Step, Stage]] = {
    Stage.PLANNED: {Step.DO: Stage.DONE, Step.DECLINE: Stage.DECLINED},
    Stage.DONE: {Step.TELL: Stage.TOLD, Step.MEASURE: Stage.MEASURED},
    Stage.TOLD: {Step.MEASURE: Stage.MEASURED},
    Stage.MEASURED: {Step.TELL: Stage.MEASURED},
    Stage.DECLINED: {},
}


class Effectiveness(StrEnum):
    """What the touchpoint's headline says of it: a change only where the difference's interval has no 0."""

    IMPROVED = "improved"
    NO_CLEAR_CHANGE = "no_clear_change"
    WORSE = "worse"
    TOO_FEW = "too_few"  # fewer than 5 answers before or after, in all the time that was waited for


@dataclass(frozen=True, slots=True)
class Measurement:
    """The headline at the touchpoint, so many ``days`` before and after; in the unit of its ``kind``.

    ``low`` and ``high`` bound the difference, after minus before. All None where there were too few.
    """

    verdict: Effectiveness
    days: int
    kind: str | None = None
    before: float | None = None
    n_before: int = 0
    after: float | None = None
    n_after: int = 0
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Improvement:
    """A fix. ``owner`` and ``by`` are ``platform:workspace:user``; ``room`` has its card (address key).

    ``words`` tell customers what was done, by language. ``raised`` is how many customers raised it, ``told``
    and ``left_out`` what became of them; ``better``, ``not_better`` and ``unsure`` is what they said to it.
    ``hushed``: a manager chose to tell nobody.
    """

    id: str
    problem: str
    touchpoint: str
    theme: str | None
    owner: str
    owner_name: str
    due: date  # local, of the business
    by: str
    made_at: datetime
    room: str
    stage: Stage = Stage.PLANNED
    words: Mapping[str, str] = field(default_factory=dict)
    done_at: datetime | None = None
    raised: int = 0
    drafted_at: datetime | None = None
    hushed: bool = False
    approved_by: str | None = None
    told_at: datetime | None = None
    told: int = 0
    left_out: int = 0
    better: int = 0
    not_better: int = 0
    unsure: int = 0
    measured_at: datetime | None = None
    measurement: Measurement | None = None
    declined_at: datetime | None = None
    why: str | None = None
    reminded_at: datetime | None = None

    def covers(self, at: datetime) -> bool:
        """Whether what was said at this moment may have raised it."""
        last = self.done_at or self.declined_at
        return at >= self.made_at - RAISED_WITHIN and (last is None or at <= last)

    def is_overdue(self, today: date) -> bool:
        """Whether it should have been done by now; ``today`` is local."""
        return self.stage is Stage.PLANNED and self.due < today

    @property
    def is_sent(self) -> bool:
        """Whether everybody who raised it was told, or left out."""
        return self.told_at is not None and self.told + self.left_out >= self.raised


def allows(improvement: Improvement, step: Step) -> bool:
    """Whether it can take this step from where it is; it is told once."""
    if step is Step.TELL and improvement.told_at is not None:
        return False
    return step in TABLE[improvement.stage]


def take(improvement: Improvement, step: Step, **changes: Any) -> Improvement:
    """The improvement after this step, with ``changes``. Raises ImpossibleStep where there is none."""
    if not allows(improvement, step):
        raise ImpossibleStep("improvement", improvement.stage, step)
    return replace(improvement, stage=TABLE[improvement.stage][step], **changes)


class Better(StrEnum):
    """What a customer who was told says: is it better now?"""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Contributor:
    """A customer who raised an improvement, by one of their answers; ``quote`` is the beginning of it.

    ``told_at`` and ``left_out`` (why they were not told) exclude each other; with neither they wait.
    """

    improvement_id: str
    customer_id: str
    invitation_id: str
    quote: str
    said_at: datetime
    told_at: datetime | None = None
    left_out: str | None = None  # erased, opted_out, muted, no_address, open_case, too_late
    better: Better | None = None

    @property
    def waits(self) -> bool:
        return self.told_at is None and self.left_out is None


COUNTED: Mapping[Better, str] = {
    Better.YES: "better",
    Better.NO: "not_better",
    Better.UNSURE: "unsure",
}
"""Where an improvement counts each of these."""


def answered(improvement: Improvement, better: Better) -> Improvement:
    """One more said this."""
    name = COUNTED[better]
    return replace(improvement, **{name: getattr(improvement, name) + 1})


@dataclass(frozen=True, slots=True)
class Improving:
    """What an event needs of improvements.

    ``ids`` are locked. ``board`` brings those that are not ended and the latest that are, at most
    ``BOARD_SHOWN``. ``batch`` is (improvement, after this customer, at most) and brings contributors in order
    of customer. ``theirs`` brings all that the customers whom the need leads to contributed to. ``raised``
    has the customers who raised this improvement looked for, before the event is decided.
    """

    ids: tuple[str, ...] = ()
    board: bool = False
    batch: tuple[str, str, int] | None = None
    theirs: bool = False
    raised: str | None = None


NO_IMPROVING = Improving()
BOARD_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Raised:
    """A customer who raised an improvement, the latest answer by which, and its words."""

    customer_id: str
    invitation_id: str
    words: str
    at: datetime
    is_quotable: bool = True  # to anybody but themselves


def by_urgency(improvements: Sequence[Improvement]) -> list[Improvement]:
    """What is planned first, by when it is due; then what has moved last."""
    planned = [one for one in improvements if one.stage is Stage.PLANNED]
    others = [one for one in improvements if one.stage is not Stage.PLANNED]
    moved = sorted(others, key=lambda one: (moved_at(one), one.id), reverse=True)
    return [*sorted(planned, key=lambda one: (one.due, one.made_at, one.id)), *moved]


def moved_at(improvement: Improvement) -> datetime:
    """When it last took a step."""
    steps = (
        improvement.made_at,
        improvement.done_at,
        improvement.told_at,
        improvement.measured_at,
        improvement.declined_at,
    )
    return max(at for at in steps if at is not None)
