"""What the team thinks, held against what customers say: confirmed, wrong, or too few answers to tell.

A claim names the values with which it holds: "about 90 %" everything within 10 points of it, "at least half"
everything from there on, "happy" the upper third. It is confirmed where the whole range in which the true
value likely lies is among them, wrong where none of it is (two one-sided tests: Schuirmann 1987, "A
comparison of the two one-sided tests procedure and the power approach"), and in between there are too few
answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import inf

from bot.core.beliefs import (
    HAPPY_COMMENTS,
    About,
    Belief,
    Bound,
    Claim,
    Expected,
    Ruling,
    Scored,
    standing,
)
from bot.core.digest import Group
from bot.core.settings import Settings
from bot.core.statistics import (
    COUNTS_ONLY_BELOW,
    NO_ANSWERS,
    Estimate,
    Interval,
    headline,
    merge,
    nps,
    share,
)
from bot.core.survey import LocalText, QuestionKind, is_high, is_low

_WITHIN: Mapping[str, float] = {QuestionKind.NPS: 20.0, QuestionKind.STARS: 0.4}
_WITHIN_SHARE = 0.1
"""How far "about" reaches: a tenth of the scale."""
_DETRACTOR, _PASSIVE, _PROMOTER = 0, 8, 10


def felt(histograms: Iterable[tuple[str, Mapping[int, int]]]) -> Estimate:
    """How a moment felt, 0 unhappy … 1 happy, from the (kind, histogram) of its headline questions.

    Low ratings count 0, high ones 1, those between ½: half the share of high ones less that of low ones, and
    ½, so the range is that of a Net Promoter Score.
    """
    low = middle = high = 0
    for kind, histogram in histograms:
        for rating, n in histogram.items():
            low += n * is_low(QuestionKind(kind), rating)
            high += n * is_high(QuestionKind(kind), rating)
            middle += n * (not is_low(QuestionKind(kind), rating) and not is_high(QuestionKind(kind), rating))
    balance = nps({_DETRACTOR: low, _PASSIVE: middle, _PROMOTER: high})
    if balance.value is None or balance.interval is None:
        return NO_ANSWERS
    range_ = Interval(_place(balance.interval.low), _place(balance.interval.high))
    return Estimate(_place(balance.value), balance.n, range_)


def _place(points: float) -> float:
    """-100..100 → 0..1."""
    return (points + 100) / 200


def score(
    beliefs: Sequence[Belief], group: Group, settings: Settings, about: str | None
) -> tuple[Scored, ...]:
    """Each claim that somebody stands by, once, the first said first. ``about``: only this touchpoint's."""
    who: dict[Claim, list[str]] = {}
    for belief in standing(beliefs):
        if about is None or belief.claim.touchpoint == about:
            who.setdefault(belief.claim, []).append(belief.by_name)
    scored = []
    for claim, names in who.items():
        estimate = _known(claim, group)
        label = label_of(claim, settings)
        scored.append(Scored(claim, tuple(dict.fromkeys(names)), estimate, ruling(claim, estimate), label))
    return tuple(scored)


def expectations(beliefs: Sequence[Belief]) -> dict[str, Expected]:
    """Touchpoint → how the team expects it to feel."""
    said: dict[str, list[float]] = {}
    for belief in standing(beliefs):
        if belief.claim.about is About.FEELING and belief.claim.touchpoint is not None:
            said.setdefault(belief.claim.touchpoint, []).append(belief.claim.value)
    return {name: Expected(sum(values) / len(values), len(values)) for name, values in said.items()}


def ruling(claim: Claim, known: Estimate) -> Ruling:
    """What the answers say of a claim."""
    if known.n < COUNTS_ONLY_BELOW or known.interval is None:
        return Ruling.TOO_FEW
    low, high = _holds(claim)
    if low <= known.interval.low and known.interval.high <= high:
        return Ruling.CONFIRMED
    return Ruling.WRONG if known.interval.high < low or high < known.interval.low else Ruling.TOO_FEW


def _holds(claim: Claim) -> tuple[float, float]:
    """The least and the greatest value with which a claim holds."""
    if claim.about is About.FEELING:
        return (-inf, 1 / 3) if claim.value == 0 else (2 / 3, inf) if claim.value == 1 else (1 / 3, 2 / 3)
    if claim.bound is Bound.AT_LEAST:
        return claim.value, inf
    if claim.bound is Bound.AT_MOST:
        return -inf, claim.value
    reach = _WITHIN.get(claim.what[0], _WITHIN_SHARE) if claim.about is About.SCORE else _WITHIN_SHARE
    return claim.value - reach, claim.value + reach


def _known(claim: Claim, group: Group) -> Estimate:
    """What customers say of it; a choice that was not counted by people says nothing."""
    there = [one for one in group.headlines if claim.touchpoint in (None, one.touchpoint)]
    match claim.about:
        case About.SCORE:
            (kind,) = claim.what
            return headline(kind, merge(*(one.histogram for one in there if one.kind == kind)))
        case About.FEELING:
            return felt((one.kind, one.histogram) for one in there)
        case About.OPTION:
            survey, question, option = claim.what
            for asked in group.choices:
                if (asked.survey, asked.question) == (survey, question) and asked.answered:
                    chosen = next((n for name, _, n in asked.options if name == option), 0)
                    return share(chosen, asked.answered)
            return NO_ANSWERS
        case About.GUESS:
            return NO_ANSWERS
        case About.THEME:
            theme, mood = claim.what
            voices = group.happy if mood == HAPPY_COMMENTS else group.unhappy
            return share(next((one.n for one in voices.themes if one.theme == theme), 0), voices.n)


def label_of(claim: Claim, settings: Settings) -> LocalText:
    """What its option or theme is called; its own name where the settings have it no more."""
    if claim.about is About.THEME:
        theme = claim.what[0]
        called = ((language, settings.taxonomy(language).theme(theme)) for language in settings.languages)
        return {language: one.label for language, one in called if one} or {settings.language: theme}
    if claim.about is not About.OPTION:
        return {}
    survey, question, option = claim.what
    for (name, _), one in settings.surveys.items():
        for asked in one.questions if name == survey else ():
            for known in asked.options if asked.name == question else ():
                if known.name == option:
                    return known.label
    return {settings.language: option}
