"""What came of trying alert rules on the stored past: what both sets did, and what others would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.core.survey import SCALES, QuestionKind
from bot.core.verdict import Judgement


@dataclass(frozen=True, slots=True)
class Alert:
    """One response that needs staff, at the answer that first did."""

    response: str  # id of the invitation
    customer_id: str
    touchpoint: str
    at: datetime
    kind: QuestionKind
    rating: int | None
    comment: str | None
    judgement: Judgement
    again: tuple[datetime, ...] = ()  # later answers of the same response, while it still needs staff


@dataclass(slots=True)
class AlertTally:
    """What one set of rules did in the days that are counted."""

    opened: Counter[date] = field(default_factory=Counter)  # cases, by local date
    joined: int = 0  # alerts that came to an open case
    touchpoints: Counter[str] = field(default_factory=Counter)  # alerts
    reasons: Counter[str] = field(default_factory=Counter)  # alerts that name it; one may name several
    no_problem: int = 0  # alerts whose case staff closed as none
    warned: int = 0  # of ``AlertFindings.turned``: alerted before that

    @property
    def alerts(self) -> int:
        return self.touchpoints.total()


@dataclass(slots=True)
class WordFindings:
    """What the words of the responses came to; probabilities are in hundredths, rounded down.

    ``alerts`` (p_unhappy → responses) are those that alert only where words as unhappy are heard of, and
    ``heard`` those of them that do under the rules that are tried. ``rated`` and ``rated_low`` (p_unhappy →
    comments) had a rating beside them, and a low one. ``readers`` (analyzer → comments) read the comments,
    and ``unread`` were read by none.
    """

    alerts: Counter[int] = field(default_factory=Counter)
    heard: int = 0
    rated: Counter[int] = field(default_factory=Counter)
    rated_low: Counter[int] = field(default_factory=Counter)
    readers: Counter[str] = field(default_factory=Counter)
    unread: int = 0


@dataclass(slots=True)
class AlertFindings:
    """What the present rules (``now``) and the others (``then``) made of ``responses``.

    ``gained`` and ``lost`` are the latest examples of those ``gained_n`` and ``lost_n`` that alert only then,
    and only now. ``turned`` counts customers with a low rating after an earlier response. ``by_rating`` (kind
    of question → rating) counts the responses that alert only where ratings as high are heard of.
    """

    now: AlertTally = field(default_factory=AlertTally)
    then: AlertTally = field(default_factory=AlertTally)
    responses: int = 0
    really_opened: int = 0
    gained: list[Alert] = field(default_factory=list)
    lost: list[Alert] = field(default_factory=list)
    gained_n: int = 0
    lost_n: int = 0
    turned: int = 0
    by_rating: dict[QuestionKind, Counter[int]] = field(default_factory=dict)
    heard_by_rating: Counter[QuestionKind] = field(default_factory=Counter)  # of those, under ``then``
    words: WordFindings = field(default_factory=WordFindings)


def heard_up_to(findings: AlertFindings, kind: QuestionKind) -> Iterator[tuple[int, int]]:
    """Each rating that could be the highest to be heard of, with the alerts of all kinds, all else the same.

    The first is below the scale: no rating of this kind alone makes a case.
    """
    low, high = SCALES[kind]
    by_rating = findings.by_rating.get(kind, Counter())
    total = findings.then.alerts - findings.heard_by_rating[kind]
    for rating in range(low - 1, high + 1):
        total += by_rating[rating]
        yield rating, total


def heard_from(findings: AlertFindings, hundredths: int) -> int:
    """The alerts if words were heard of from this probability on, all else the same."""
    words = findings.words
    return findings.then.alerts - words.heard + _from(words.alerts, hundredths)


def rated_from(findings: AlertFindings, hundredths: int) -> tuple[int, int]:
    """Of the comments with a rating beside them, those from this probability on: with a low one, and all."""
    words = findings.words
    return _from(words.rated_low, hundredths), _from(words.rated, hundredths)


def _from(counted: Counter[int], hundredths: int) -> int:
    return sum(n for one, n in counted.items() if one >= hundredths)
