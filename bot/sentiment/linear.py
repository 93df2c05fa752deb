"""Our own analyzer, the default: a linear model over words. English only; the standard library is all it needs.

A text's score is the sum of its grams' weights (``features.py``) over the root of their number: the log-odds
that somebody is unhappy, before calibration. ``docs/sentiment.md`` says what it was trained with and how good
it is; ``python -m bot.sentiment.train`` makes the weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from bot.core.sentiment import Sentiment
from bot.sentiment.features import grams_of, spans_of, surface_of, tokens_of
from bot.sentiment.judging import Words, judged
from bot.sentiment.once import Once
from bot.sentiment.weights import Weights, load

_weights = Once(load)
_MOST_WORDS = 8  # told of a text


class LinearAnalyzer:
    """Its own score is the log-odds of an unhappy writer; the weights are loaded at the first analysis."""

    name = "default"
    languages = frozenset({"en"})

    def __init__(self, weights: Weights | None = None) -> None:
        self._given = weights

    @property
    def version(self) -> str:
        """Of the weights."""
        return self._weights.version

    @property
    def _weights(self) -> Weights:
        return self._given or _weights()

    def analyze(self, texts: Sequence[str], language: str) -> list[Sentiment]:
        """One Sentiment a text, in order; no opinion where ``language`` is not English."""
        return judged(self, texts, language, self.logits, self.words)

    def logits(self, texts: Sequence[str]) -> list[float]:
        """The score of each text."""
        weights = self._weights
        return [score(text, weights) for text in texts]

    def words(self, text: str) -> Words:
        """What made the score of a text."""
        return words(text, self._weights)


def score(text: str, weights: Weights) -> float:
    """The log-odds that whoever wrote this is unhappy, before calibration."""
    tokens = tokens_of(text)
    grams = grams_of(tokens)[0] + surface_of(text, tokens)
    weight_of = weights.by_gram.get
    return sum(weight_of(gram, 0.0) for gram in grams) / sqrt(len(grams)) + weights.bias


def words(text: str, weights: Weights) -> tuple[tuple[str, float], ...]:
    """What made the score, strongest first: words as they stand in the text, and the weight of their grams.

    Two words in a row whose weight together is the greater part are one: "not worth".
    """
    tokens = tokens_of(text)
    spans = spans_of(text)
    grams, places = grams_of(tokens)
    weight_of = weights.by_gram.get
    alone = [0.0] * len(tokens)
    pairs: dict[int, tuple[int, float]] = {}
    for gram, place in zip(grams, places, strict=True):
        weight = weight_of(gram, 0.0)
        length = gram.count(" ")
        if not length or gram[0] == "<":
            alone[place] += weight
        else:
            pairs[place] = (length, weight)
    found = []
    for place, weight in enumerate(alone):
        length, together = pairs.get(place, (0, 0.0))
        if abs(together) > abs(weight) or (length and weight == 0.0 and together):
            first = place - length if grams else place
        else:
            first = place
        total = weight + together
        if total:
            found.append((text[spans[first][0] : spans[place][1]], total))
    found.sort(key=lambda one: -abs(one[1]))
    return tuple(found[:_MOST_WORDS])
