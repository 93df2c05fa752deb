"""The ports: what the core's surroundings must offer. Signatures only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Protocol, TypeVar

from bot.core.claims import Grant
from bot.core.digest_words import Misread
from bot.core.effects import Effect, Line, Message, Parcel, Timer
from bot.core.events import Event
from bot.core.evidence import Contents, Evidence
from bot.core.found import Found
from bot.core.identity import Address
from bot.core.improvements import NO_IMPROVING, Improving, Raised
from bot.core.report import Report, ReportQuery
from bot.core.sentiment import Sentiment
from bot.core.view import View

Render = Callable[[Line, str], str]
"""A line in a language, as words."""


class Clock(Protocol):
    """Tells the time. Aware, UTC."""

    def now(self) -> datetime: ...


class Analyzer(Protocol):
    """Says how texts feel. Batch in, batch out, in order. Must not do I/O over a network.

    ``languages`` are the two-letter codes that it speaks, None for every one. A text in another language has
    no score: the label is unknown.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def languages(self) -> frozenset[str] | None: ...

    def analyze(self, texts: Sequence[str], language: str) -> list[Sentiment]: ...


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform took the parcel; ``message`` is its own name for it, needed to edit it later."""

    message: str


class Sender(Protocol):
    """Makes one attempt to send.

    Raises only TryLater, NotReady, Unreachable, Rejected or Unknown; must not retry, must not decide.
    ``target`` is the receipt of the earlier message to edit in place, or None to send anew; the receipt of
    an edit is that of the message. ``recovered`` is true when an earlier attempt's outcome is not known.
    ``thread`` is the receipt of the message whose thread it belongs in.
    """

    async def send(
        self, parcel: Parcel, target: str | None, recovered: bool, thread: str | None = None
    ) -> Receipt: ...


class EvidenceSource(Protocol):
    """Reads what somebody sent from the platform where it lies."""

    async def fetch(self, reference: str, into: BinaryIO, most: int) -> None:
        """Write it there as it comes, at most ``most`` bytes.

        Raises EvidenceLost where it cannot be had at all, TryLater where it may be had later.
        """


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that was fetched: ``size`` bytes, read from its beginning, and what they say that they are."""

    file: BinaryIO
    size: int
    contents: Contents


class Members(Protocol):
    """Tells who is in a group, by the group's id as ``[roles]`` has it, in ids of people.

    ``of``: everybody, or of a platform that keeps that to itself, those of ``known`` who still are. ``has``:
    whether this person is; False where only ``of`` can tell. Both raise OperatorError where they cannot say.
    """

    async def of(self, group: str, known: frozenset[str]) -> frozenset[str]: ...

    async def has(self, group: str, person: str) -> bool: ...


_T = TypeVar("_T")


class Fetcher(Protocol):
    """Fetches evidence from wherever it lies, beside the sending: a large file holds up nothing else."""

    async def prepared(
        self, parcel: Parcel, evidence: Evidence, make: Callable[[Brought], Awaitable[_T]]
    ) -> _T:
        """What ``make`` makes of the file, once for a parcel while we keep it.

        Raises NotReady while that is under way, EvidenceLost where the file cannot be had. What ``make``
        raises is EvidenceLost too, or TryLater where it is worth another attempt.
        """

    def forget(self, parcel: Parcel) -> None:
        """Let go of what was prepared for it."""


class OwnData(Protocol):
    """Writes the file that a message with a card of ``core.own_data`` brings."""

    async def of(self, address: Address, form: str, language: str) -> bytes | None:
        """All that is held of whose address this is at this moment, in one of its forms.

        None where it is nobody's. Raises StorageUnavailable.
        """


class LanguageModel(Protocol):
    """Answers one request within its time. Must not try again, keep or log what it is asked."""

    async def complete(self, request: Mapping[str, object]) -> object:
        """The JSON that came back, whatever it is. Raises ModelUnavailable."""


Deliver = Callable[[Event], Awaitable[Mapping[str, object]]]
"""Hands an event in; returns the committed reply. Storage trouble raises StorageUnavailable."""


@dataclass(frozen=True, slots=True)
class Health:
    """How a platform's connection is. ``problem`` in a few words, with no secret in them."""

    connected: bool
    last_event_at: datetime | None = None
    problem: str | None = None


class Source(Protocol):
    """Brings a platform's events in, by the ``deliver`` that it was made with.

    Must not acknowledge upstream before ``deliver`` has returned. ``run`` ends when it is cancelled; it
    raises PlatformRefused when the platform has refused us for longer than it was told to bear with.
    """

    async def run(self) -> None: ...

    def health(self) -> Health: ...


OPEN_CASES_SHOWN = 20
PAST_SHOWN = 10
BOUGHT_SHOWN = 20
STRAYS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Needs:
    """What an event needs before it can be decided: rows by key, texts to analyse, a report.

    Whatever is named leads to its customers; with a customer come their active invitations, the
    answers in those and their open case, and with ``contacts`` every address of theirs. ``links`` are
    token hashes, and bring their purchase too. ``sent`` are (place key, receipt) of alerts, prompts and
    relayed words, and each brings its case. ``case_log`` are (case, number), and bring the lines of that
    case's log from this number on. ``open_cases`` brings those of everybody, at most
    ``OPEN_CASES_SHOWN``, oldest first, and ``past`` the last invitations of each customer that have
    ended, at most ``PAST_SHOWN``, and ``ended_since`` those that have since then; ``bought`` their last
    purchases, at most ``BOUGHT_SHOWN``, and ``subjects`` the purchases that what is loaded is about.
    ``standing`` is the moment from which invitations are counted against the launch cap, and brings whether
    we pause. ``members`` brings customers of one audience, by id, after this id, at most so many. ``find``
    holds the words that name a purchase or a customer; what is found is loaded as if it were named.
    ``gathering`` is the moment from which the cases of each room are counted by theme and place, and brings
    the incidents that got a case since then; a loaded case brings its own. ``promises`` are ids, and bring
    their cases; ``promises_of_cases`` brings those of every loaded case. ``gestures_since`` brings what was
    given to anybody since then. ``duty`` brings who is off duty, ``owned_by`` the open cases of these users,
    ``strays_from`` those of anybody else, at most ``STRAYS_SHOWN``.
    ``beliefs`` brings all that the team believes, ``books`` the last two versions of the customer book.
    ``last_seen`` brings when something last came from the contacts of those whom the need leads to.
    ``whole`` brings all that there is of them: every case with its log, promises, gestures, observations.
    ``improving`` is what it needs of improvements, described there. ``claims`` are hashes of what roles are
    claimed by.
    ``texts`` are analysed; ``language`` is that of the chat that they come from, for those too short to tell.
    ``report`` holds the words after ``/digest``, or ``plan:NAME@DATE`` for a scheduled one, or
    ``plan:/book``; ``within`` are the places that whoever asks for it is limited to.
    """

    addresses: tuple[Address, ...] = ()
    customers: tuple[str, ...] = ()
    purchases: tuple[str, ...] = ()
    invitations: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    digest_runs: tuple[tuple[str, str], ...] = ()
    sent: tuple[tuple[str, str], ...] = ()
    case_log: tuple[tuple[str, int], ...] = ()
    contacts: bool = False
    open_cases: bool = False
    past: bool = False
    ended_since: datetime | None = None
    bought: bool = False
    subjects: bool = False
    standing: datetime | None = None
    members: tuple[str, str, int] | None = None  # audience, after this id, at most
    find: str | None = None
    gathering: datetime | None = None
    promises: tuple[str, ...] = ()
    promises_of_cases: bool = False
    gestures_since: datetime | None = None
    duty: bool = False
    owned_by: tuple[str, ...] = ()
    strays_from: frozenset[str] | None = None
    beliefs: bool = False
    books: bool = False
    last_seen: bool = False
    whole: bool = False
    improving: Improving = NO_IMPROVING
    claims: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    language: str | None = None
    report: str | None = None
    within: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pending:
    """One event on its way into a unit of work, with what it was enriched with."""

    event: Event
    needs: Needs
    now: datetime
    seed: int
    sentiments: Mapping[str, Sentiment] = field(default_factory=dict)
    report: Report | Misread | None = None
    found: Found | None = None
    raised: tuple[Raised, ...] | None = None
    written: Mapping[str, str] = field(default_factory=dict)  # text → the language that it surely is in


Decide = Callable[[Event, View], Sequence[Effect]]


@dataclass(frozen=True, slots=True)
class Errand:
    """A parcel to send now, under a lease on its address that ends at ``until``.

    ``fence`` tells this lease from a later one. ``attempts`` counts those made before whose outcome is not
    known. ``recovered``: there was one. ``target_message`` is the receipt of the parcel to edit,
    ``thread_message`` that of the parcel whose thread it belongs in.
    """

    parcel: Parcel
    fence: int
    until: datetime
    attempts: int = 0
    recovered: bool = False
    target_message: str | None = None
    thread_message: str | None = None


@dataclass(frozen=True, slots=True)
class Committed:
    """What one unit of work did: a reply per event, in order, and the errands that it hands out.

    ``errands`` are the due parcels of every address that was leased in the same transaction, or that
    this process holds and has just settled a parcel of, and alerts that join what it holds; per address by
    lane, then by order of commit.
    ``wake_at`` is the earliest moment at which something committed here, but not due yet, is due.
    ``grants`` are the roles that somebody has from now on.
    """

    replies: tuple[Mapping[str, object], ...]
    errands: tuple[Errand, ...]
    wake_at: datetime | None = None
    grants: tuple[Grant, ...] = ()


class Store(Protocol):
    """The one place that events are made durable in.

    ``work`` does everything in one transaction: inbox keys, load, decide, save, outbox, leases. Raises
    StorageUnavailable when nothing was written. An event whose handler fails goes to the dead letters
    and the others commit.
    """

    async def work(self, batch: Sequence[Pending], decide: Decide) -> Committed: ...

    async def seen(self, keys: Iterable[tuple[str, str]]) -> set[tuple[str, str]]: ...

    async def due_timers(self, now: datetime, limit: int) -> list[Timer]: ...

    async def next_timer(self) -> datetime | None: ...

    async def report(self, query: ReportQuery) -> Report: ...

    async def segments(self) -> list[tuple[str, str]]: ...

    async def find(self, words: str) -> Found: ...

    async def raised(self, improvement_id: str) -> tuple[Raised, ...]: ...


class Outbox(Protocol):
    """What the courier needs of the storage. What was sent comes back in as ``ParcelSettled``."""

    async def claim(self, now: datetime, limit: int) -> list[Errand]:
        """Lease addresses that have due parcels and are free, or whose holder's lease has ended."""

    async def put_off(
        self, errand: Errand, now: datetime, until: datetime, *, whole_address: bool, unknown: bool
    ) -> None:
        """Let the parcel (or everything for its address) wait, and free the lease.

        ``unknown`` counts an attempt; a wait that the platform asks for does not.
        """

    async def next_due(self) -> datetime | None:
        """The earliest moment at which ``claim`` may find something."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One line of a chat as it is kept: what we sent (``message``) or what somebody said (``text``).

    ``id`` is the parcel's id or the inbox key; ``target`` the parcel that this one edits.
    """

    id: str
    at: datetime
    message: Message | None
    text: str | None
    person: str | None
    target: str | None
    thread: str | None
    language: str


class History(Protocol):
    """What was said at an address, oldest first: for a page that is opened again."""

    async def read(self, address: Address, limit: int) -> list[Spoken]: ...

    async def message(self, parcel_id: str) -> tuple[Message, str] | None:
        """What this parcel says and in which language; None for a parcel that is not known."""
