"""What was counted for a period.

``Numbers`` is what the storage counted for one query; a ``Report`` holds those of the period and of the
period before it, read in one moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.core.beliefs import Belief
from bot.core.improvements import Improvement
from bot.core.journey import STORE
from bot.core.ledger import Ledger
from bot.core.observations import Mood
from bot.core.periods import Period
from bot.core.quoting import Consent
from bot.core.sentiment import Sentiment


@dataclass(frozen=True, slots=True)
class ReportQuery:
    """What somebody wants numbers about. ``segment`` is ("store", "Berlin") or None for everything.

    ``places`` are those whose numbers, together, whoever asks may see; none named: all. Never beside a
    segment. ``against`` is what it is to be compared with. ``why``: what is behind the score, at the
    touchpoint, or of the ``theme``. ``today`` is the business's date when it is asked: of people who work
    with us nothing is told of days that are not over, and nothing at all where it is not known.
    ``by_segment``: each segment by itself as well.
    """

    period: Period
    segment: tuple[str, str] | None = None
    touchpoint: str | None = None
    today: date | None = field(default=None, compare=False)
    by_segment: bool = False
    places: tuple[str, ...] = ()
    against: ReportQuery | None = None
    why: bool = False
    theme: str | None = None

    @property
    def slices(self) -> tuple[tuple[str, str], ...]:
        """The segments whose answers are counted, no two of which share one; none: everybody's."""
        return (self.segment,) if self.segment else tuple((STORE, place) for place in self.places)


@dataclass(frozen=True, slots=True)
class RatingCount:
    """The answers to one rating question at one touchpoint: value → how many gave it."""

    survey: str
    question: str
    kind: str
    touchpoint: str
    histogram: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class JointCount:
    """The answers to one rating question beside the headline of the same response, over all touchpoints:
    (rating, headline rating) → how many."""

    survey: str
    question: str
    kind: str
    headline_kind: str
    counts: Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class ObservedCount:
    """How often staff noted customers in one mood at one touchpoint."""

    touchpoint: str
    mood: Mood
    n: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """How far invitations of one survey at one touchpoint came, in people; delivered by sending date."""

    survey: str
    touchpoint: str
    delivered: int = 0
    responded: int = 0  # the headline rating was given
    completed: int = 0
    commented: int = 0


@dataclass(frozen=True, slots=True)
class Voice:
    """Who wrote something, and whether they may be quoted; their name only where they allowed that.

    ``names`` and ``is_buyer`` are looked up where comments may be shown to a language model, and only there.
    """

    customer_id: str
    consent: Consent | None = None
    first_name: str | None = None
    names: tuple[str, ...] = field(default=(), repr=False)  # to be taken out of words; shown to nobody
    is_buyer: bool = True


@dataclass(frozen=True, slots=True)
class CommentRow:
    """One comment with what is known about it."""

    text: str
    rating: int | None
    kind: str | None
    unhappy: bool
    happy: bool
    touchpoint: str
    at: datetime
    survey: str | None = None  # None: the survey that the settings have for the touchpoint
    sentiment: Sentiment | None = None  # of the text alone
    voice: Voice | None = field(default=None, compare=False)  # None: it is not known who wrote it
    invitation_id: str = field(default="", compare=False)  # known as ``Voice.names`` are

    @property
    def is_quotable(self) -> bool:
        """Whether managers may read its words; who wants to be quoted to nobody is counted all the same."""
        return self.voice is None or self.voice.consent is not Consent.NEVER


@dataclass(frozen=True, slots=True)
class ChoiceCount:
    """How often one option of one choice question was chosen."""

    survey: str
    question: str
    option: str
    n: int
    answered: int = 0  # how many answered the question at all, the same for its every option; 0: not counted


@dataclass(frozen=True, slots=True)
class CaseNumbers:
    """What became of the cases opened in the period."""

    opened: int = 0
    taken: int = 0
    taken_in_time: int = 0
    contacted: int = 0
    contacted_in_time: int = 0
    resolved: int = 0
    confirmed: int = 0
    reopened: int = 0
    still_open: int = 0
    median_to_take: timedelta | None = None
    median_to_contact: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """Of the customers who told us whether we had heard their comment right: how many we had."""

    right: int = 0
    replied: int = 0


@dataclass(frozen=True, slots=True)
class Numbers:
    """What was counted for one query.

    Of people who work with us there is what may be told of them; what is not told by survey, the total of the
    comments, suppressions, cases, observations and what we understood, is of buyers alone; so is ``joint``.
    """

    query: ReportQuery
    ratings: tuple[RatingCount, ...] = ()
    funnels: tuple[Funnel, ...] = ()
    choices: tuple[ChoiceCount, ...] = ()
    comments: tuple[CommentRow, ...] = ()  # newest first, a bounded sample
    comments_total: int = 0
    suppressions: Mapping[str, int] = field(default_factory=dict)  # reason → how many were not asked
    cases: CaseNumbers = field(default_factory=CaseNumbers)
    ledger: Ledger = field(default_factory=Ledger)
    understood: Understood = field(default_factory=Understood)
    improvements: tuple[Improvement, ...] = ()  # planned then, or moved in the period
    joint: tuple[JointCount, ...] = ()
    observed: tuple[ObservedCount, ...] = ()
    trend: tuple[tuple[date, RatingCount], ...] = ()  # first day of each week, headline answers in it


@dataclass(frozen=True, slots=True)
class SegmentCounts:
    """The headline ratings and the funnels of one segment of buyers, such as ("store", "Berlin")."""

    segment: tuple[str, str]
    ratings: tuple[RatingCount, ...] = ()
    funnels: tuple[Funnel, ...] = ()


@dataclass(frozen=True, slots=True)
class Returned:
    """Buyers who were asked from ``start`` to before ``end`` and rated high or low, each by their latest
    headline rating, and how many of them bought again in the days after it.

    ``newest``: of so many invitations, the newest, only; None: of all.
    """

    start: date
    end: date
    happy: int = 0
    happy_back: int = 0
    unhappy: int = 0
    unhappy_back: int = 0
    newest: int | None = None


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where somebody stands who has no answers yet. ``delivered`` are invitations that arrived, ever."""

    purchases: int = 0
    customers: int = 0
    reachable: int = 0  # customers with a chat
    waiting: int = 0  # invitations that are to go out
    next_at: datetime | None = None  # when the first of those does
    delivered: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """Two periods side by side, read in one moment, and what the team believes by then.

    ``slices``: each segment by itself, where that was asked for. ``against`` is the same of what it is to be
    compared with; ``beginning`` is there while nobody ever answered. ``segments``: headlines and funnels
    of the period by segment, as far as the query allows. ``returned``: None without enough history.
    """

    now: Numbers
    before: Numbers
    beliefs: tuple[Belief, ...] = ()
    slices: tuple[Report, ...] = ()
    against: Report | None = None
    beginning: Beginning | None = None
    segments: tuple[SegmentCounts, ...] = ()
    returned: Returned | None = None
