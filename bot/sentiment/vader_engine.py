"""VADER's lexicon and rules as an analyzer (Hutto and Gilbert 2014, in nltk-vader-sentiment). English only.

It reads emoji, too, by their names. The package is imported at the first analysis.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.core.sentiment import Sentiment
from bot.sentiment.judging import Words, has_letters, judged, versioned
from bot.sentiment.once import Once
from bot.sentiment.packages import version_of

if TYPE_CHECKING:
    from vader import SentimentIntensityAnalyzer

_TOKEN = re.compile(r"\S+")
_REACH = 3  # tokens over which VADER lets a negation act
_NEGATED = -0.74  # what VADER multiplies a negated word by


class VaderAnalyzer:
    """Its own score is the compound −1…1: the sum of the words' valences in context, normalised."""

    name = "vader"
    languages = frozenset({"en"})

    def __init__(self) -> None:
        self.version = versioned(self.name, version_of("nltk-vader-sentiment", self.name))

    def analyze(self, texts: Sequence[str], language: str) -> list[Sentiment]:
        """One Sentiment a text, in order; no opinion where ``language`` is not English."""
        return judged(self, texts, language, _score, _words, readable=_is_readable)


def _is_readable(text: str) -> bool:
    """Not every emoji and emoticon is in the lexicon: those alone say something only where one is."""
    return has_letters(text) or _vader().polarity_scores(text)["compound"] != 0


def _score(texts: Sequence[str]) -> list[float]:
    vader = _vader()
    return [vader.polarity_scores(text)["compound"] for text in texts]


def _words(text: str) -> Words:
    """The words that have a valence, each with what negates it: "not good"."""
    vader = _vader()
    tokens = list(_TOKEN.finditer(text))
    bare = [_bare(token.group(), vader) for token in tokens]
    found: list[tuple[str, float]] = []
    for place, word in enumerate(bare):
        valence = vader.lexicon.get(word.lower().replace("’", "'"), 0.0)
        if not valence:
            continue
        before = range(max(0, place - _REACH), place)
        negation = next((near for near in before if _is_negation(bare[near], vader)), None)
        first = place if negation is None else negation
        start = tokens[first].start() + tokens[first].group().find(bare[first])
        end = tokens[place].start() + tokens[place].group().find(word) + len(word)
        found.append((text[start:end], -valence if negation is None else -valence * _NEGATED))
    return found


def _bare(token: str, vader: SentimentIntensityAnalyzer) -> str:
    """Without what stands around it, unless it is an emoticon."""
    return token if token.lower() in vader.lexicon else re.sub(r"^\W+|\W+$", "", token) or token


def _is_negation(word: str, vader: SentimentIntensityAnalyzer) -> bool:
    lower = word.lower().replace("’", "'")
    return lower in vader.negations or lower.endswith("n't")


def _load() -> SentimentIntensityAnalyzer:
    from vader import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


_vader = Once(_load)
