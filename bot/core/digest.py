"""The managers' summary of a period as a value: what is shown is in it, and what must not be shown is not.

``digest_composing`` makes it; ``digest_card``, ``digest_charts`` and ``digest_json`` show it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.core.beliefs import Expected, Guessed, Scored
from bot.core.differing import Differing
from bot.core.improvements import Improvement
from bot.core.ledger import Ledger
from bot.core.mentions import ThemeCount
from bot.core.periods import Period
from bot.core.praise import Praised
from bot.core.report import (
    CaseNumbers,
    Funnel,
    ObservedCount,
    ReportQuery,
    Understood,
)
from bot.core.sides import Sides
from bot.core.statistics import (
    NO_ANSWERS,
    Change,
    Estimate,
    Interval,
    Showing,
)
from bot.core.survey import Audience, LocalText

QUOTES = 3  # verbatims of happy and of unhappy customers each


class Standing(StrEnum):
    """How a score stands against a goal; while its range holds the goal that is open."""

    REACHED = "reached"
    MISSED = "missed"
    OPEN = "open"


class Asks(StrEnum):
    """What a choice question asks about."""

    WANT = "want"
    JUDGEMENT = "judgement"  # it judges a side of the experience
    PROBLEM = "problem"  # it is asked after a low rating only


@dataclass(frozen=True, slots=True)
class Measured:
    """One rating question at one touchpoint, now and in the period before.

    Where ``showing`` is hidden every number is taken out. ``change`` is None where either side has fewer
    than 5 answers. ``mean`` is that of the raw ratings. ``goal`` is in the unit of ``estimate``:
    -100..100 for NPS, 0..1 for shares, 1..5 for stars.
    """

    survey: str
    title: LocalText
    question: str
    attribute: str | None
    kind: str
    touchpoint: str
    histogram: Mapping[int, int]
    estimate: Estimate
    mean: float | None
    showing: Showing
    before: Estimate
    change: Change | None
    goal: float | None
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class Rates:
    """A funnel with its rates, each a share of what was delivered.

    A rate is None where fewer than 5 were delivered, and where more answered than were delivered to: late
    answers to earlier invitations, or conversations that customers began.
    """

    title: LocalText  # of the survey
    counts: Funnel
    responded: float | None
    completed: float | None
    commented: float | None


@dataclass(frozen=True, slots=True)
class Choices:
    """The answers to one choice question: (option, its label, how often), most chosen first.

    ``answered`` is how many answered it; None where that was not counted.
    """

    survey: str
    title: LocalText
    question: str
    words: LocalText
    asks: Asks
    answered: int | None
    options: tuple[tuple[str, LocalText, int], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Something that was written, at most 200 characters of it. Internal ones are without day and rating."""

    text: str
    rating: int | None
    kind: str | None
    touchpoint: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Voices:
    """The happy or the unhappy comments: how many, what about, and the newest three."""

    n: int = 0
    themes: tuple[ThemeCount, ...] = ()
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """The headline in the week from ``week``; a hole where there are no answers, or hidden ones.

    ``limits``: where it would lie if nothing had changed since the weeks before; None where too few answered.
    """

    week: date
    estimate: Estimate
    showing: Showing
    limits: Interval | None = None
    is_unusual: bool = False


@dataclass(frozen=True, slots=True)
class Trend:
    """One survey's headline over all its touchpoints, week by week without gaps."""

    survey: str
    title: LocalText
    kind: str
    goal: float | None
    points: tuple[TrendPoint, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Everything that one audience said. The two audiences are composed apart and never added up.

    ``answers`` counts headline answers; None for an internal audience of which fewer than 5 answered.
    ``hidden``: something internal was left out because fewer than 5 had said it.
    """

    audience: Audience
    headlines: tuple[Measured, ...] = ()
    others: tuple[Measured, ...] = ()
    funnels: tuple[Rates, ...] = ()
    response: Estimate = NO_ANSWERS
    response_before: Estimate = NO_ANSWERS
    response_change: Change | None = None
    choices: tuple[Choices, ...] = ()
    comments: int = 0
    unhappy: Voices = field(default_factory=Voices)
    happy: Voices = field(default_factory=Voices)
    trends: tuple[Trend, ...] = ()
    answers: int | None = 0
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """The managers' summary of one query. ``internal`` is None where no internal survey is in use.

    ``uncovered`` names the touchpoints about which no buyer said anything. Of ``comments_total`` comments
    the newest ``comments_read`` were read for themes; ``understood``: how often we heard right.
    ``beliefs`` is what the team thinks, scored; ``expected``, by touchpoint, how they expect it to feel.
    ``observed`` is what staff noted: it is in no score.
    ``praise`` is of buyers; ``guesses`` those that were made of just these numbers before the digest opened.
    """

    business: str
    query: ReportQuery
    previous: Period
    made_at: datetime
    buyers: Group
    internal: Group | None
    suppressed: tuple[tuple[str, int], ...]
    cases: CaseNumbers
    cases_before: CaseNumbers
    comments_read: int
    comments_total: int
    understood: Understood
    uncovered: tuple[str, ...]
    ledger: Ledger = field(default_factory=Ledger)
    improvements: tuple[Improvement, ...] = ()
    today: date | None = None  # of the business, as it is made
    beliefs: tuple[Scored, ...] = ()
    expected: Mapping[str, Expected] = field(default_factory=dict)
    differing: Differing = field(default_factory=Differing)
    sides: Sides = field(default_factory=Sides)
    observed: tuple[ObservedCount, ...] = ()
    praise: tuple[Praised, ...] = ()
    guesses: tuple[Guessed, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nobody was asked and nobody said anything, now or before, and nothing is open."""
        groups = [group for group in (self.buyers, self.internal) if group is not None]
        said = any(group.answers or group.comments or group.choices for group in groups)
        rated = any(one.estimate.n for group in groups for one in group.others)
        said_before = any(one.before.n for group in groups for one in (*group.headlines, *group.others))
        sent = any(rates.counts.delivered for group in groups for rates in group.funnels)
        cases = (self.cases, self.cases_before, self.ledger) != (CaseNumbers(), CaseNumbers(), Ledger())
        noted = self.improvements or self.observed
        return not (said or rated or said_before or sent or self.suppressed or cases or noted)
