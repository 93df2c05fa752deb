"""How much a case matters: by what was said, how bad it is, and how much the customer means to us.

The rules, the first that holds:

* Danger to somebody is *urgent*.
* A signal (the law, money back, going public, a person, leaving), the worst rating of its scale, unhappy
  words beside a low rating, and somebody who has bought often make it *high*.
* Everything else is *normal*.
"""

from __future__ import annotations

from bot.core.identity import Customer
from bot.core.recovery import CaseKind, Severity
from bot.core.survey import SCALES, QuestionKind
from bot.core.verdict import Judgement

VALUED_FROM = 5  # orders
_URGENT = "safety"
_SOUNDS_UNHAPPY = frozenset({"reason.words_sound_unhappy", "reason.says_unhappy"})
_LOW = "reason.low_rating"


def severity_of(
    kind: CaseKind, judgement: Judgement, rating: int | None, question_kind: str | None, customer: Customer
) -> Severity:
    """How much it matters. ``rating`` is on the scale of ``question_kind``."""
    if _URGENT in judgement.signals:
        return Severity.URGENT
    if judgement.signals or kind is CaseKind.PERSON or is_valued(customer):
        return Severity.HIGH
    if _is_worst(rating, question_kind):
        return Severity.HIGH
    is_low = _LOW in judgement.reasons
    return Severity.HIGH if is_low and not _SOUNDS_UNHAPPY.isdisjoint(judgement.reasons) else Severity.NORMAL


def is_valued(customer: Customer) -> bool:
    """Whether they have bought so often that losing them would hurt."""
    return customer.orders >= VALUED_FROM


def _is_worst(rating: int | None, question_kind: str | None) -> bool:
    """The lowest of its scale; of two thumbs one is down, which says no more than that they are unhappy."""
    if rating is None or question_kind is None or question_kind == QuestionKind.THUMBS:
        return False
    return rating == SCALES[QuestionKind(question_kind)][0]
