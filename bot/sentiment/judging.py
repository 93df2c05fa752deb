"""From an engine's own scores to what every engine says: one way for all of them.

An engine scores texts, on the scale of its calibration, and says which words made a score. Whole texts and
their clauses are scored in one call; words are asked for whole texts only.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from hashlib import sha256
from itertools import islice
from typing import Protocol

from bot.core.clauses import clauses_of, turns_round
from bot.core.sentiment import Clause, Label, Sentiment, no_opinion
from bot.sentiment.calibration import Calibration, calibration

_MOST_WORDS = 5
_LEAST_OF_STRONGEST = 0.25
_PART = re.compile(r"[\w']+")
# They decide with others only. Negations are none of them: "never" and "nobody" say much alone.
_FUNCTION_WORDS = frozenset(
    """a about after again all also am an and any are around as at back be because been before being
    between both by came can come could did do does doing done down during each else even ever every
    for from further get gets getting go goes going gone got had has have having he her here hers
    him his how i i'd i'll i'm i've if in into is it it's its itself just let like made make many
    may me might mine more most much must my myself of off on once one ones only or other our ours
    out over own put quite rather really said same say she should since so some someone something
    still such take than that that's the their theirs them then there these they thing things this
    those though through till to today too took two under until up upon us very via was we went were
    what when where whether which while who whom whose why will with within would yet
    you your yours""".split()
)


Score = Callable[[Sequence[str]], Sequence[float]]
Words = Sequence[tuple[str, float]]
"""As they stand in the text, with how unhappy (> 0) or happy (< 0) each makes it."""


class Engine(Protocol):
    """What judging needs to know of an engine; every analyzer is one."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def languages(self) -> frozenset[str] | None: ...


def versioned(engine: str, shown: str, *more: str) -> str:
    """A version that changes with all that a probability depends on: ``shown``, ``more``, the calibration."""
    digest = sha256(repr((more, calibration(engine))).encode()).hexdigest()
    return f"{shown}-{digest[:8]}"


def has_letters(text: str) -> bool:
    """Whether there is anything to read for an engine that knows words only."""
    return any(character.isalpha() for character in text)


def has_signs(text: str) -> bool:
    """Whether there is anything to read at all: a letter, a digit, an emoji, an emoticon's bracket."""
    return any(not character.isspace() and unicodedata.category(character)[0] != "C" for character in text)


def speaks(engine: Engine, language: str) -> bool:
    """Whether the engine knows the language; ``language`` may be a locale."""
    code = language.replace("_", "-").partition("-")[0].lower()
    return engine.languages is None or code in engine.languages


def no_words(text: str) -> Words:  # noqa: ARG001 - the signature of those that have some
    """For an engine that cannot say which words made a score."""
    return ()


def judged(
    engine: Engine,
    texts: Sequence[str],
    language: str,
    score: Score,
    words: Callable[[str], Words] = no_words,
    *,
    readable: Callable[[str], bool] = has_signs,
) -> list[Sentiment]:
    """One Sentiment a text, in order.

    No opinion where the engine does not speak ``language``, and where the text is not ``readable``.
    """
    silent = no_opinion(engine.name, engine.version, language)
    if not speaks(engine, language):
        return [silent for _ in texts]
    spans = [parts_of(text) if readable(text) else None for text in texts]
    wanted: list[str] = []
    for text, parts in zip(texts, spans, strict=True):
        if parts is not None:
            wanted.append(text)
            wanted.extend(text[start:end] for start, end in parts)
    scores = iter(score(wanted) if wanted else ())
    scale = calibration(engine.name)
    return [
        silent
        if parts is None
        else made_of(silent, scale, text, next(scores), parts, list(islice(scores, len(parts))), words(text))
        for text, parts in zip(texts, spans, strict=True)
    ]


def parts_of(text: str) -> list[tuple[int, int]]:
    """Where the clauses stand, where there are several: one alone is the text."""
    spans = clauses_of(text)
    return spans if len(spans) > 1 else []


def made_of(
    silent: Sentiment,
    scale: Calibration,
    text: str,
    whole: float,
    spans: Sequence[tuple[int, int]],
    parts: Sequence[float],
    words: Words,
) -> Sentiment:
    """What the scores of a text and of its clauses mean; ``silent`` says of which analyzer they are."""
    p = scale.p_unhappy(whole)
    clauses = tuple(
        Clause(start, end, scale.p_unhappy(part)) for (start, end), part in zip(spans, parts, strict=True)
    )
    felt = {scale.label(clause.p_unhappy) for clause in clauses}
    mixed = {Label.UNHAPPY, Label.HAPPY} <= felt
    label = scale.label(p)
    return Sentiment(
        label,
        p,
        complaint(text, max((clause.p_unhappy for clause in clauses), default=p)),
        scale.polarity(whole),
        scale.confidence(whole),
        silent.analyzer,
        silent.version,
        mixed,
        silent.language,
        deciding(words, label),
        clauses,
    )


def complaint(text: str, worst: float) -> float:
    """The probability of a complaint, by that of the worst clause.

    A turn in the text is evidence of one: in MAMS it stands in 67 % of the sentences with praise and
    complaint, and in 19 % of those with praise alone. Odds of 3.6 are taken for no more than e: one set is
    one set.
    """
    if not turns_round(text):
        return worst
    odds = math.e * worst
    return odds / (odds + 1 - worst)


def deciding(words: Words, label: Label) -> tuple[str, ...]:
    """The words that speak for the label, strongest first; for a neutral one the strongest of either side.

    Rather one word than five: what is weak beside the strongest is left out, and so are words that say
    nothing alone, and parts of one another.
    """
    side = {Label.UNHAPPY: 1, Label.HAPPY: -1}.get(label)
    telling = [
        (word, abs(weight))
        for word, weight in words
        if (side is None or weight * side > 0) and not _FUNCTION_WORDS.issuperset(_parts(word))
    ]
    least = _LEAST_OF_STRONGEST * max((weight for _, weight in telling), default=0.0)
    chosen: dict[frozenset[str], str] = {}
    for word, weight in sorted(telling, key=lambda one: -one[1]):
        parts = frozenset(_parts(word))
        if weight >= least and not any(parts <= other or other <= parts for other in chosen):
            chosen[parts] = word
    return tuple(chosen.values())[:_MOST_WORDS]


def _parts(word: str) -> list[str]:
    return _PART.findall(word.lower().replace("’", "'")) or [word]
