"""What a rating and a comment together say, and why.

An explicit rating wins over what the words sound like; words decide only where there is no rating, and raise
an alert by themselves only in a language whose analyzers are precise. What contradicts itself is flagged,
never guessed at. A customer who said what they meant is believed before any analyzer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from textwrap import shorten

from bot.core.evidence import Evidence
from bot.core.opinions import together, unhappiness
from bot.core.sentiment import Clause, Label, Sentiment
from bot.core.signals import URGENT, heard_signals
from bot.core.survey import Audience, QuestionKind, is_high, is_low

UNHAPPY_FROM = 0.6  # p_unhappy at or above which words raise an alert, where nothing else is said
COMPLAINT_FROM = 0.5  # has_complaint at or above which there is a complaint in the words
PRECISE = frozenset({"en", None})
"""Languages in which words may raise an alert by themselves. In others an analyzer only ranks. None: it did
not say, so that it answers for itself."""

_QUOTED = 3  # words or phrases beside a reason
_QUOTE_CHARACTERS = 60


class Verdict(StrEnum):
    """How a customer feels about the touchpoint, from rating and comment together."""

    HAPPY = "happy"
    NEUTRAL = "neutral"
    MIXED = "mixed"
    UNHAPPY = "unhappy"


@dataclass(frozen=True, slots=True)
class Said:
    """Something written, how it feels, and how the customer says that it was meant, if they did."""

    text: str
    sentiment: Sentiment | None = None
    meant: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Aside:
    """Something said before, or beside, the question that it belongs to; kept until it finds its place.

    ``text`` is empty where there is only evidence.
    """

    text: str
    sentiment: Sentiment | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def said(self) -> tuple[Said, ...]:
        """The words, if there are any."""
        return (Said(self.text, self.sentiment),) if self.text else ()


def joined(first: Aside | None, second: Aside | None) -> Aside | None:
    """Both, in order; of two sentiments the unhappier one stands, with the complaints of both."""
    if first is None or second is None:
        return first or second
    text = "\n".join(filter(None, (first.text, second.text)))
    start = len(text) - len(second.text)
    sentiments = [first.sentiment, second.sentiment and _moved(second.sentiment, start)]
    felt = together(one for one in sentiments if one is not None)
    return Aside(text, felt, (*first.evidence, *second.evidence))


def _moved(sentiment: Sentiment, by: int) -> Sentiment:
    """For a text that has so many characters more in front."""
    clauses = (Clause(one.start + by, one.end + by, one.p_unhappy) for one in sentiment.clauses)
    return replace(sentiment, clauses=tuple(clauses))


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its reasons; a reason is a text key of the catalogue, ``reason.…``.

    ``needs_case``: staff must hear of it, by the operator's ``AlertRules``. ``words``: reason → the
    customer's words that gave it, where words did; ``language`` is theirs, a two-letter code.
    """

    verdict: Verdict
    reasons: tuple[str, ...]
    signals: tuple[str, ...] = ()
    needs_case: bool = False
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    language: str | None = None

    @property
    def is_contradictory(self) -> bool:
        """Rating and words clearly say opposite things: only the customer can tell which is meant."""
        return not CONTRADICTIONS.isdisjoint(self.reasons)


CONTRADICTIONS = frozenset({"reason.contradiction.high_rating", "reason.contradiction.low_rating"})


@dataclass(frozen=True, slots=True)
class AlertRules:
    """What makes a case; the verdict itself keeps to the field's thresholds.

    ``low_up_to`` (question kind → highest rating that makes one) holds what differs from those thresholds; a
    value below the scale means that no rating does. ``mixed``: unhappy words and complaints make one also
    beside a rating that does not. ``words_alone``: so do unhappy words without a rating. What must not wait
    (``URGENT``) always does.
    """

    low_up_to: Mapping[QuestionKind, int] = field(default_factory=dict)
    unhappy_from: float = UNHAPPY_FROM  # p_unhappy at or above which words raise an alert
    complaint_from: float = COMPLAINT_FROM  # has_complaint at or above which there is a complaint
    mixed: bool = False
    words_alone: bool = True
    competitors: tuple[str, ...] = ()  # to be going to one of them is a signal

    def hears_of(self, kind: QuestionKind, rating: int) -> bool:
        """Whether this rating makes a case, whatever the words beside it."""
        up_to = self.low_up_to.get(kind)
        return is_low(kind, rating) if up_to is None else rating <= up_to


DEFAULT_ALERTS = AlertRules()


def judge(
    kind: QuestionKind | None,
    rating: int | None,
    said: Sequence[Said] = (),
    rules: AlertRules = DEFAULT_ALERTS,
) -> Judgement:
    """The verdict on a response so far, with reasons, and whether it makes a case by these rules.

    ``kind`` and ``rating`` are those of the headline question, ``said`` everything written so far.
    """
    heard = _Heard(said, rules)
    if kind is None or rating is None:
        return _by_words(heard, rules)
    return _by_rating(kind, rating, heard, rules)


def mood_of(sentiment: Sentiment, rules: AlertRules = DEFAULT_ALERTS) -> Verdict:
    """What a text's words alone say; NEUTRAL where nobody knows."""
    return _Heard((Said("", sentiment),), rules).mood


def may_be_named(audience: Audience, judgement: Judgement) -> bool:
    """Answers of people who work with us are in no named case unless the person asks for contact."""
    return audience is Audience.BUYER or "person" in judgement.signals


def _by_words(heard: _Heard, rules: AlertRules) -> Judgement:
    """Without a rating the words decide."""
    reasons = heard.signal_reasons
    if heard.says(Verdict.UNHAPPY):
        reasons.append("reason.says_unhappy")
    elif heard.sounds_unhappy:
        reasons.append("reason.words_sound_unhappy")
    elif heard.complains:
        reasons.append("reason.complaint")
    elif heard.says(Verdict.HAPPY):
        reasons.append("reason.says_happy")
    alarms = heard.says(Verdict.UNHAPPY) or heard.alarms_precisely
    return heard.judgement(heard.mood, reasons, needs_case=alarms and rules.words_alone)


def _by_rating(kind: QuestionKind, rating: int, heard: _Heard, rules: AlertRules) -> Judgement:
    """The rating decides; what the words say is told beside it."""
    hears_of = rules.hears_of(kind, rating)
    is_bad, is_good = is_low(kind, rating), is_high(kind, rating)
    reasons = ["reason.low_rating"] if is_bad else ["reason.listed_rating"] if hears_of else []
    reasons += heard.signal_reasons
    if heard.says(Verdict.UNHAPPY):
        reasons.append("reason.says_unhappy")
    elif heard.alarms_precisely and is_good:
        reasons.append("reason.contradiction.high_rating")
    elif heard.sounds_unhappy:
        reasons.append("reason.words_sound_unhappy")
    elif heard.complains and not is_bad:
        reasons.append("reason.complaint")
    elif heard.is_clearly_happy and is_bad:
        reasons.append("reason.contradiction.low_rating")
    elif heard.says(Verdict.HAPPY):
        reasons.append("reason.says_happy")
    told_us = heard.says(Verdict.UNHAPPY) and (rules.words_alone or rules.mixed)
    needs_case = hears_of or told_us or (heard.alarms_at_all and rules.mixed)
    if is_bad:
        verdict = Verdict.UNHAPPY
    elif heard.mood is Verdict.UNHAPPY or heard.complains:
        verdict = Verdict.MIXED
    else:
        verdict = Verdict.HAPPY if is_good else Verdict.NEUTRAL
    return heard.judgement(verdict, reasons, needs_case=needs_case)


class _Heard:
    """What all that was written comes to. Of several texts the worst counts."""

    def __init__(self, said: Sequence[Said], rules: AlertRules) -> None:
        self._meant = frozenset(one.meant for one in said if one.meant is not None)
        self._felt = [
            (one.text, one.sentiment)
            for one in said
            if one.sentiment is not None and one.sentiment.is_known and one.meant is None
        ]
        text = "\n".join(one.text for one in said if one.text)
        self._signals = heard_signals(text, rules.competitors) if text else ()
        whole = together(one for _, one in self._felt)
        precise = together(one for _, one in self._felt if one.language in PRECISE)
        labels = {one.label for _, one in self._felt}
        self.alarms_precisely = precise is not None and precise.p_unhappy >= rules.unhappy_from
        alarms = self.alarms_precisely or (whole is not None and whole.p_unhappy >= rules.unhappy_from)
        complains = whole is not None and whole.has_complaint >= rules.complaint_from
        self.complains = complains or self.says(Verdict.MIXED) or labels >= {Label.HAPPY, Label.UNHAPPY}
        self.alarms_at_all = alarms or complains or self.says(Verdict.MIXED)
        self.sounds_unhappy = alarms or (whole is not None and whole.label is Label.UNHAPPY)
        self._blame = precise if self.alarms_precisely else whole
        self._praise = [one for _, one in self._felt if one.label is Label.HAPPY]

    def says(self, mood: Verdict) -> bool:
        """Whether the customer told us that this is how they meant it."""
        return mood in self._meant

    @property
    def signal_reasons(self) -> list[str]:
        return [f"reason.signal.{one.name}" for one in self._signals]

    @property
    def mood(self) -> Verdict:
        """What the words alone say."""
        praises = self._praise or self.says(Verdict.HAPPY) or any(one.mixed for _, one in self._felt)
        if self.says(Verdict.UNHAPPY) or self.sounds_unhappy:
            return Verdict.UNHAPPY
        if self.complains and (praises or self.says(Verdict.MIXED)):
            return Verdict.MIXED
        return Verdict.HAPPY if self._praise or self.says(Verdict.HAPPY) else Verdict.NEUTRAL

    @property
    def is_clearly_happy(self) -> bool:
        """Nothing in it but praise: beside a low rating, one of the two is a mistake."""
        is_sure = self.says(Verdict.HAPPY) or any(one.language in PRECISE for one in self._praise)
        return is_sure and self.mood is Verdict.HAPPY and not self._signals

    def judgement(self, verdict: Verdict, reasons: Iterable[str], *, needs_case: bool) -> Judgement:
        """The verdict with the words that gave each reason; what must not wait needs a case by any rules."""
        reasons = tuple(reasons)
        signals = tuple(one.name for one in self._signals)
        return Judgement(
            verdict,
            reasons,
            signals,
            needs_case or not URGENT.isdisjoint(signals),
            self._quoted(reasons),
            self._blame.language if self._blame else None,
        )

    def _quoted(self, reasons: Iterable[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Reason → words; none of them twice, as they are or as a part of others."""
        quoted: dict[str, list[str]] = {}
        shown: list[str] = []
        for reason in reasons:
            for word in map(_clipped, self._words_for(reason)):
                plain = word.casefold()
                if len(quoted.get(reason, ())) < _QUOTED and not any(
                    plain in one or one in plain for one in shown
                ):
                    quoted.setdefault(reason, []).append(word)
                    shown.append(plain)
        return tuple((reason, tuple(words)) for reason, words in quoted.items())

    def _words_for(self, reason: str) -> Iterable[str]:
        match reason:
            case "reason.words_sound_unhappy" | "reason.contradiction.high_rating":
                return self._blame.words if self._blame else ()
            case "reason.contradiction.low_rating":
                return min(self._praise, key=unhappiness).words if self._praise else ()
            case "reason.complaint":
                return self._complaint
            case _:
                named = (one for one in self._signals if reason == f"reason.signal.{one.name}")
                return next((one.words for one in named), ())

    @property
    def _complaint(self) -> Iterable[str]:
        """The worst clause, where the text has several; else the words that decided."""
        if not self._felt:
            return ()
        text, felt = max(self._felt, key=lambda one: one[1].has_complaint)
        worst = max(felt.clauses, key=lambda clause: clause.p_unhappy, default=None)
        if worst is None or len(felt.clauses) == 1 or not text[worst.start : worst.end].strip():
            return felt.words
        return (text[worst.start : worst.end].strip(" ,;"),)


def _clipped(words: str) -> str:
    """On one line, and short: cut at a word where it can be."""
    cut = shorten(words, _QUOTE_CHARACTERS, placeholder="…")
    return cut if cut != "…" else f"{words[: _QUOTE_CHARACTERS - 1]}…"
