"""The recovery of one unhappy customer: the case machine as a table, with its rules on top.

The rules:

* A customer has at most one open case; what they say later joins it.
* *open* → *taken* by one of the staff → *contacted* once a person has written → *resolved*, and then
  the customer is asked once whether it was put right: *confirmed*, *not recovered* (it is open again)
  or *silent*. A case may also be *closed*: without contact, with a reason, or *merged* into the one
  that the same person has open already, or because the customer is *muted* for abuse.
* Whoever is late is told so: two people who press *Take* at once get one owner. A case that is open,
  again or for the first time, has none, so that anybody can take it; somebody hands theirs over to a
  person, who has it then, or *moves* it to another room, where it is open.
* A step that leads back to somebody's work (*take* what was released, *undo* what was resolved or closed)
  leads to *contacted* where the customer has been written to since the clocks run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from bot.core.errors import ImpossibleStep


class CaseState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    CONTACTED = "contacted"
    RESOLVED = "resolved"
    CONFIRMED = "confirmed"
    SILENT = "silent"
    CLOSED = "closed"


class CaseStep(StrEnum):
    TAKE = "take"
    RELEASE = "release"
    CONTACT = "contact"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    GO_SILENT = "go_silent"
    CLOSE = "close"
    UNDO = "undo"
    HAND_OVER = "hand_over"  # to a person
    MOVE = "move"  # to another room
    MUTE = "mute"
    MERGE = "merge"
    APPEND = "append"


TABLE: Mapping[CaseState, Mapping[CaseStep, CaseState]] = {
    CaseState.OPEN: {
        CaseStep.TAKE: CaseState.TAKEN,
        CaseStep.HAND_OVER: CaseState.TAKEN,
        CaseStep.MOVE: CaseState.OPEN,
        CaseStep.CONTACT: CaseState.CONTACTED,
        CaseStep.CLOSE: CaseState.CLOSED,
        CaseStep.MUTE: CaseState.CLOSED,
        CaseStep.MERGE: CaseState.CLOSED,
        CaseStep.APPEND: CaseState.OPEN,
    },
    CaseState.TAKEN: {
        CaseStep.RELEASE: CaseState.OPEN,
        CaseStep.HAND_OVER: CaseState.TAKEN,
        CaseStep.MOVE: CaseState.OPEN,
        CaseStep.CONTACT: CaseState.CONTACTED,
        CaseStep.RESOLVE: CaseState.RESOLVED,
        CaseStep.CLOSE: CaseState.CLOSED,
        CaseStep.MUTE: CaseState.CLOSED,
        CaseStep.MERGE: CaseState.CLOSED,
        CaseStep.APPEND: CaseState.TAKEN,
    },
    CaseState.CONTACTED: {
        CaseStep.TAKE: CaseState.CONTACTED,
        CaseStep.RELEASE: CaseState.OPEN,
        CaseStep.HAND_OVER: CaseState.CONTACTED,
        CaseStep.MOVE: CaseState.OPEN,
        CaseStep.CONTACT: CaseState.CONTACTED,
        CaseStep.RESOLVE: CaseState.RESOLVED,
        CaseStep.MUTE: CaseState.CLOSED,
        CaseStep.MERGE: CaseState.CLOSED,
        CaseStep.APPEND: CaseState.CONTACTED,
    },
    CaseState.RESOLVED: {
        CaseStep.CONFIRM: CaseState.CONFIRMED,
        CaseStep.REOPEN: CaseState.OPEN,
        CaseStep.GO_SILENT: CaseState.SILENT,
        CaseStep.UNDO: CaseState.TAKEN,
        CaseStep.MUTE: CaseState.CLOSED,
        CaseStep.MERGE: CaseState.CLOSED,
        CaseStep.APPEND: CaseState.OPEN,
    },
    CaseState.CONFIRMED: {},
    CaseState.SILENT: {},
    CaseState.CLOSED: {
        CaseStep.UNDO: CaseState.OPEN,
    },
}

ENDED = frozenset({CaseState.CONFIRMED, CaseState.SILENT, CaseState.CLOSED})


class CaseKind(StrEnum):
    """Why staff are asked to look: unhappiness, a question, the wish to talk to a person, what is known."""

    UNHAPPY = "unhappy"
    QUESTION = "question"
    PERSON = "person"
    OBSERVED = "observed"  # by staff
    TROUBLE = "trouble"  # that the shop reported


class Severity(IntEnum):
    """How much a case matters, for its place among others; what is urgent is told at any hour."""

    NORMAL = 0
    HIGH = 1
    URGENT = 2


@dataclass(frozen=True, slots=True)
class Grounds:
    """What of a customer's words a case rests on, as staff see it at a glance; it quotes the customer.

    ``words``: reason (a text key) → the words that gave it. ``language``: of the words, a two-letter code.
    ``aspects``: theme → how they feel about it ("+", "−", "mixed").
    """

    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    language: str | None = None
    aspects: tuple[tuple[str, str], ...] = ()


NO_GROUNDS = Grounds()


@dataclass(frozen=True, slots=True)
class Case:
    """One customer's recovery. ``alert`` is the parcel in the staff room, edited in place."""

    id: str
    customer_id: str
    invitation_id: str | None
    kind: CaseKind
    state: CaseState
    opened_at: datetime
    touchpoint: str
    room: str  # address key of the staff room
    alert: str  # parcel id
    reasons: tuple[str, ...]  # text keys
    take_by: datetime
    contact_by: datetime
    resolve_by: datetime
    rating: int | None = None
    question_kind: str | None = None
    words: str | None = None
    product: str | None = None
    owner: str | None = None  # platform:workspace:user
    owner_name: str | None = None
    taken_at: datetime | None = None
    contacted_at: datetime | None = None
    resolved_at: datetime | None = None
    ended_at: datetime | None = None
    reopened: int = 0
    cause: str | None = None
    entries: int = 0
    grounds: Grounds = NO_GROUNDS
    clocks_from: datetime | None = None  # None: from when it was opened
    told: tuple[str, ...] = ()  # of its clocks, since then
    severity: Severity = Severity.NORMAL
    place: str | None = None
    theme: str | None = None  # what is blamed most
    asked: str | None = None  # whom it was given to by the rules, platform:workspace:user
    closed_for: str | None = None  # why without contact: false_alarm, settled, muted, erased …
    done: str | None = None  # what staff did about it
    followed_up_at: datetime | None = None  # when the customer was asked whether it was put right
    rating_after: int | None = None  # what they said then, on the scale of question_kind
    incident: str | None = None  # the message that stands for its alert (parcel id); None: its own alert does
    copies: tuple[tuple[str, str], ...] = ()  # (parcel id, address key) of what was told of it elsewhere
    waits_since: datetime | None = None  # when the step that it waits for had its turn; None: as clocks_from


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """One line of a case's timeline and audit log; ``number`` counts from 1 within the case."""

    case_id: str
    number: int
    at: datetime
    kind: str  # opened, took, released, replied, noted, wrote, sent, changed, resolved, confirmed …
    actor: str | None  # platform:workspace:user, None for the customer or the clock
    text: str | None = None


@dataclass(frozen=True, slots=True)
class ServiceLevels:
    """How soon, in business time, an unhappy customer is taken care of.

    ``remind_at``: the share of each time after which staff are reminded; 0: never. ``escalate_to``: who is
    told of what is overdue, one after the other, names of rooms or ``platform:workspace:user``; none: the
    case's own room. ``follow_up_after``: how long after it was put right the customer is asked, by the
    calendar.
    """

    take: timedelta = timedelta(hours=1)
    contact: timedelta = timedelta(hours=24)
    resolve: timedelta = timedelta(hours=72)
    remind_at: float = 0.5
    escalate_to: tuple[str, ...] = ()
    follow_up_after: timedelta = timedelta(0)


_FREES = frozenset({CaseStep.RELEASE, CaseStep.MOVE})
_LEADS_BACK = frozenset({CaseStep.TAKE, CaseStep.HAND_OVER, CaseStep.UNDO})
_UNDOABLE = frozenset({"false_alarm", "settled", "muted"})


def allows(case: Case, step: CaseStep) -> bool:
    """Whether the table has this step from where the case is, and what there is to undo can be undone."""
    if step is CaseStep.UNDO and not can_undo(case):
        return False
    return step in TABLE[case.state]


def can_undo(case: Case) -> bool:
    """Whether staff may take back that it was put right (nobody was asked about it yet), or closed."""
    if case.state is CaseState.RESOLVED:
        asked_at, since = case.followed_up_at, case.resolved_at
        return asked_at is None or (since is not None and asked_at < since)
    return case.state is CaseState.CLOSED and case.closed_for in _UNDOABLE


def is_contacted(case: Case) -> bool:
    """Whether a person has written to the customer since the case's clocks run."""
    return _since_clocks_run(case.contacted_at, case)


def take(case: Case, step: CaseStep, now: datetime) -> Case:
    """The case after this step. Raises ImpossibleStep where the table has none.

    ``taken_at`` and ``contacted_at`` are the first since it was opened, or opened again by what the customer
    said. Who has it after TAKE, CONTACT or HAND_OVER, and where it is after MOVE, is the caller's to say.
    """
    state = TABLE[case.state].get(step) if allows(case, step) else None
    if state is None:
        raise ImpossibleStep("case", case.state, step)
    reopens = state is CaseState.OPEN and case.state is CaseState.RESOLVED
    is_free = reopens or step in _FREES
    if step in _LEADS_BACK:
        has_owner = case.owner is not None or step is not CaseStep.UNDO
        state = _STANDING[is_contacted(case)] if has_owner else CaseState.OPEN
    takes = step in {CaseStep.TAKE, CaseStep.HAND_OVER} and not _since_clocks_run(case.taken_at, case)
    contacts = step is CaseStep.CONTACT and not is_contacted(case)
    return replace(
        case,
        state=state,
        taken_at=now if takes else case.taken_at,
        contacted_at=now if contacts else case.contacted_at,
        resolved_at=now if step is CaseStep.RESOLVE else case.resolved_at if state in _AFTER else None,
        ended_at=now if state in ENDED else None,
        closed_for=case.closed_for if state in ENDED else None,
        waits_since=now if state is not case.state else case.waits_since,
        reopened=case.reopened + reopens,
        followed_up_at=None if reopens else case.followed_up_at,
        owner=None if is_free else case.owner,
        owner_name=None if is_free else case.owner_name,
    )


_STANDING = {False: CaseState.TAKEN, True: CaseState.CONTACTED}
_AFTER = ENDED | {CaseState.RESOLVED}  # in which it stays known when it was put right


def _since_clocks_run(moment: datetime | None, case: Case) -> bool:
    return moment is not None and moment >= (case.clocks_from or case.opened_at)


def log(
    case: Case, kind: str, now: datetime, actor: str | None = None, text: str | None = None
) -> tuple[Case, CaseEntry]:
    """The case with one more line in its timeline, and that line."""
    number = case.entries + 1
    return replace(case, entries=number), CaseEntry(case.id, number, now, kind, actor, text)
