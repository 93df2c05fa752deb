"""Our own analyzer, the default: a linear model over words. English only; needs the standard library alone.

A text's score is the sum of its grams' weights (``features.py``) over a power of their number: the log-odds
that somebody is unhappy, before calibration. ``docs/sentiment.md`` says what it was trained with and how good
it is; ``python -m bot.sentiment.train`` makes the weights.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from bot.core.sentiment import Sentiment, no_opinion
from bot.sentiment.calibration import calibration
from bot.sentiment.features import divisor, grams_of, located, surface_of
from bot.sentiment.judging import Words, has_signs, made_of, parts_of, speaks, versioned
from bot.sentiment.once import Once
from bot.sentiment.weights import Weights, load

_weights = Once(load)
_BETWEEN = " \t\r\n\"'“”‘’()[]{}-–—*/_.,;:"  # what may stand after a word
_MOST_WORDS = 7  # told of a text
_LEAST_OF_STRONGEST = 0.25  # a gram that weighs less is not told


class LinearAnalyzer:
    """Its own score is the log-odds of an unhappy writer; the weights are loaded at the first analysis."""

    name = "default"
    languages = frozenset({"en"})

    def __init__(self, weights: Weights | None = None) -> None:
        self._given = weights

    @property
    def version(self) -> str:
        """Of the weights, and of what their scores mean."""
        return versioned(self.name, self._weights.version)

    @property
    def _weights(self) -> Weights:
        return self._given or _weights()

    def analyze(self, texts: Sequence[str], language: str) -> list[Sentiment]:
        """One Sentiment a text, in order; no opinion where ``language`` is not English."""
        silent = no_opinion(self.name, self.version, language)
        if not speaks(self, language):
            return [silent for _ in texts]
        weights = self._weights
        scale = calibration(self.name)
        found = []
        for text in texts:
            if not has_signs(text):
                found.append(silent)
                continue
            read = Reading(text, weights)
            spans = parts_of(text)
            parts = [read.part(start, end) for start, end in spans]
            found.append(made_of(silent, scale, text, read.score(), spans, parts, read.words()))
        return found

    def logits(self, texts: Sequence[str]) -> list[float]:
        """The score of each text."""
        weights = self._weights
        return [Reading(text, weights).score() for text in texts]

    def words(self, text: str) -> Words:
        """What made the score of a text, strongest first."""
        return Reading(text, self._weights).words()


class Reading:
    """A text's grams with their weights; whole, by clause, and by word."""

    __slots__ = ("_grams", "_places", "_starts", "_text", "_tokens", "_values", "_weights")

    def __init__(self, text: str, weights: Weights) -> None:
        self._text = text
        self._weights = weights
        self._tokens, self._starts = located(text)
        self._grams, self._places = grams_of(self._tokens)
        weight_of = weights.by_gram.get
        self._values = [weight_of(gram, 0.0) for gram in self._grams]

    def score(self) -> float:
        """The log-odds that whoever wrote this is unhappy, before calibration."""
        return self._scored(self._text, len(self._tokens), self._values)

    def part(self, start: int, end: int) -> float:
        """The same of a part of the text, as if it stood alone; what was negated before it stays so."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        values = self._values[bisect_left(self._places, first) : bisect_left(self._places, last)]
        return self._scored(self._text[start:end], last - first, values)

    def _scored(self, text: str, tokens: int, values: Sequence[float]) -> float:
        weight_of = self._weights.by_gram.get
        surface = [weight_of(gram, 0.0) for gram in surface_of(text, tokens)]
        total = sum(values) + sum(surface)
        return total / divisor(len(values) + len(surface)) + self._weights.bias

    def words(self) -> Words:
        """Words as they stand in the text, with what they add to the score, the strongest first.

        A word goes together with the one before it where the pair says more than it does: "not worth".
        """
        values = self._values
        least = _LEAST_OF_STRONGEST * max(map(abs, values), default=0.0)
        alone: dict[int, float] = {}
        together: dict[int, tuple[int, float]] = {}
        for at, value in enumerate(values):
            if -least < value < least or not value:
                continue
            place, gram = self._places[at], self._grams[at]
            if " " not in gram:
                alone[place] = alone.get(place, 0.0) + value
            else:
                together[place] = (gram.count(" ") if "{" in gram else 1, value)
        found = []
        for place in alone.keys() | together.keys():
            word = alone.get(place, 0.0)
            length, pair = together.get(place, (0, 0.0))
            found.append((-abs(word + pair), place, length if abs(pair) > abs(word) else 0, word + pair))
        found.sort()
        strongest = found[:_MOST_WORDS]
        return tuple((self._quoted(place - more, place), value) for _, place, more, value in strongest)

    def _quoted(self, first: int, last: int) -> str:
        """From the first of these tokens to the last."""
        following = last + 1
        end = self._starts[following] if following < len(self._starts) else len(self._text)
        return self._text[self._starts[first] : end].rstrip(_BETWEEN)
