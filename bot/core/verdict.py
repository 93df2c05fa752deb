"""What a rating and a comment together say, and why.

An explicit rating wins over what the words sound like; words decide only where there is no rating.
A rating and a comment that contradict each other are a verdict of their own, *mixed*.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.evidence import Evidence
from bot.core.sentiment import Label, Sentiment
from bot.core.survey import Audience, QuestionKind, is_high, is_low

UNHAPPY_FROM = 0.5  # probability at or above which words are unhappy


@dataclass(frozen=True, slots=True)
class Aside:
    """Something said before, or beside, the question that it belongs to; kept until it finds its place.

    ``text`` is empty where there is only evidence.
    """

    text: str
    sentiment: Sentiment | None = None
    evidence: tuple[Evidence, ...] = ()


def joined(first: Aside | None, second: Aside | None) -> Aside | None:
    """Both, in order; of two sentiments the unhappier one stands."""
    if first is None or second is None:
        return first or second
    sentiments = [aside.sentiment for aside in (first, second) if aside.sentiment is not None]
    worst = unhappiest(sentiments)
    text = "\n".join(filter(None, (first.text, second.text)))
    return Aside(text, worst, (*first.evidence, *second.evidence))


def unhappiest(sentiments: Iterable[Sentiment]) -> Sentiment | None:
    """Of several opinions the one that counts; None where there is none."""
    return max(sentiments, key=lambda sentiment: (sentiment.p_unhappy, -sentiment.polarity), default=None)


class Verdict(StrEnum):
    """How a customer feels about the touchpoint, from rating and comment together."""

    HAPPY = "happy"
    NEUTRAL = "neutral"
    MIXED = "mixed"
    UNHAPPY = "unhappy"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its reasons; a reason is a text key of the catalogue, ``reason.…``.

    ``needs_case``: staff must hear of it, by the operator's ``AlertRules``.
    """

    verdict: Verdict
    reasons: tuple[str, ...]
    signals: tuple[str, ...] = ()
    needs_case: bool = False


@dataclass(frozen=True, slots=True)
class AlertRules:
    """What makes a case; the verdict itself keeps to the field's thresholds.

    ``low_up_to`` (question kind → highest rating that makes one) holds what differs from those thresholds; a
    value below the scale means that no rating does. ``mixed``: unhappy words make one also beside a rating
    that does not. ``words_alone``: so do unhappy words without a rating. What must not wait (``URGENT``)
    always does.
    """

    low_up_to: Mapping[QuestionKind, int] = field(default_factory=dict)
    unhappy_from: float = UNHAPPY_FROM  # probability at or above which words are unhappy
    mixed: bool = False
    words_alone: bool = True

    def hears_of(self, kind: QuestionKind, rating: int) -> bool:
        """Whether this rating makes a case, whatever the words beside it."""
        up_to = self.low_up_to.get(kind)
        return is_low(kind, rating) if up_to is None else rating <= up_to


DEFAULT_ALERTS = AlertRules()


URGENT = frozenset({"safety", "legal", "person"})
"""Signals that staff must hear of however happy the rating is."""


# What is said that must not wait, in English. Order is severity: the first named leads the alert. Those that are
# URGENT must mean it: "they call me by my name" and "no need to call me" ask for nobody.
_PLEASE = r"(?:^|[.!?;,]\s*|\b(?:please|pls|someone|somebody|anyone|manager|you|and|just)\s+(?:(?:to|please|should|must|can|could)\s+)?)"
_WISH = r"\b(?:want(?:ed)?|need|like|demand|wish|love|let me|(?:can|could|may) (?:i|we)|ask(?:ed|ing)?)\s+(?:to\s+)?"
_SOMEBODY = r"(?:(?:a|an|the|your|some|real|actual|live)\s+)*(?:human|person|someone|somebody|manager|staff|agent|supervisor)"
_SIGNALS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE | re.MULTILINE))
    for name, pattern in (
        (
            "safety",
            r"\b(?:injur\w*|hospital\w*|ambulance|(?:food )?poison(?:ing|ed)|allergic|unsafe|electric shock|caught fire|burn(?:t|ed) (?:me|my)|(?:made|makes) (?:me|us|my \w+) (?:\w+ )?(?:sick|ill)|(?:got|fell|was) (?:\w+ )?(?:sick|ill) (?:from|after)|(?:glass|metal|plastic) in (?:my|the|our))\b",
        ),
        (
            "legal",
            r"\b(?:lawyer|attorney|sue (?:you|them)|suing|legal action|small claims|to court|consumer protection)\b",
        ),
        ("refund", r"\b(?:refund|money back|charge ?back|reimburse\w*)\b"),
        (
            "public",
            r"\b(?:bad review|one[- ]star review|post (?:this|about this)|tell everyone|go(?:ing)? public|social media)\b",
        ),
        (
            "person",
            rf"{_PLEASE}(?:call|phone|ring|contact|get back to|get in touch with)\s+me\b(?!\s+(?:by|a|an|old|crazy|picky|biased)\b)|{_WISH}(?:speak|talk)\s+(?:to|with)\s+{_SOMEBODY}\b|{_WISH}(?:a\s+)?call\s?back\b",
        ),
        (
            "leaving",
            r"\b(?:never again|(?:never|not|won't|wont) (?:be )?(?:coming|going) back|never (?:be |ever )?(?:buy|order|shop|eat|visit|use|return|com|go)\w*(?: (?!elsewhere|else|anywhere|another|other)\w+){0,4} again|never (?:ever )?(?:return|come back|go back|coming back)(?=[.!?,;]|$| here| to you)|(?:my|the|our|was) last (?:order|purchase|visit)|last time (?:i|we) (?:\w+ )?(?:order|buy|shop|come|eat|visit)\b|cancel(?:l?ing)? my (?:account|subscription|membership)|switch(?:ing)? to)",
        ),
    )
)


def signals_in(text: str) -> tuple[str, ...]:
    """The names of the signals that a comment carries, most severe first."""
    return tuple(name for name, pattern in _SIGNALS if pattern.search(text))


def judge(
    kind: QuestionKind | None,
    rating: int | None,
    comment: str | None,
    sentiment: Sentiment | None,
    rules: AlertRules = DEFAULT_ALERTS,
) -> Judgement:
    """The verdict on a response so far, with reasons, and whether it makes a case by these rules.

    ``kind`` and ``rating`` are those of the headline question, ``comment`` everything written so far.
    """
    signals = signals_in(comment) if comment else ()
    said = tuple(f"reason.signal.{name}" for name in signals)
    sounds_bad = sentiment is not None and sentiment.p_unhappy >= rules.unhappy_from
    sounds_good = sentiment is not None and sentiment.label is Label.HAPPY
    must_not_wait = not URGENT.isdisjoint(signals)
    if kind is None or rating is None:
        verdict = Verdict.UNHAPPY if sounds_bad else Verdict.HAPPY if sounds_good else Verdict.NEUTRAL
        reasons = (*said, "reason.words_sound_unhappy") if sounds_bad else said
        return Judgement(verdict, reasons, signals, must_not_wait or (sounds_bad and rules.words_alone))
    hears_of = rules.hears_of(kind, rating)
    needs_case = must_not_wait or hears_of or (sounds_bad and rules.mixed)
    if is_low(kind, rating):
        contradicts = ("reason.words_sound_happy",) if sounds_good and not signals else ()
        return Judgement(Verdict.UNHAPPY, ("reason.low_rating", *said, *contradicts), signals, needs_case)
    listed = ("reason.listed_rating",) if hears_of else ()
    if sounds_bad:
        reasons = (*listed, *said, "reason.words_sound_unhappy")
        return Judgement(Verdict.MIXED, reasons, signals, needs_case)
    verdict = Verdict.HAPPY if is_high(kind, rating) else Verdict.NEUTRAL
    return Judgement(verdict, (*listed, *said), signals, needs_case)


def may_be_named(audience: Audience, judgement: Judgement) -> bool:
    """Answers of people who work with us are in no named case unless the person asks for contact."""
    return audience is Audience.BUYER or "person" in judgement.signals
