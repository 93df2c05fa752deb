"""TextBlob's lexicon as an analyzer. English only.

It is asked for polarity and assessments alone: they work from the lexicon inside the package, while words,
sentences and noun phrases need corpora that are downloaded. TextBlob itself is imported at the first
analysis, because that takes seconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from bot.core.sentiment import Sentiment
from bot.sentiment.judging import Words, has_letters, judged, versioned
from bot.sentiment.once import Once
from bot.sentiment.packages import version_of


class TextBlobAnalyzer:
    """Its own score is the polarity −1…1: the mean over its words, with negation and intensifiers."""

    name = "textblob"
    languages = frozenset({"en"})

    def __init__(self) -> None:
        self.version = versioned(self.name, version_of("textblob", self.name))

    def analyze(self, texts: Sequence[str], language: str) -> list[Sentiment]:
        """One Sentiment a text, in order; no opinion where ``language`` is not English."""
        return judged(self, texts, language, _score, _words, readable=has_letters)


def _score(texts: Sequence[str]) -> list[float]:
    blob = _blob()
    return [blob(text).sentiment.polarity for text in texts]


def _words(text: str) -> Words:
    return [
        (written, -polarity)
        for tokens, polarity, *_ in _blob()(text).sentiment_assessments.assessments
        if polarity and (written := _as_written(text, tokens))
    ]


def _as_written(text: str, tokens: Sequence[str]) -> str | None:
    """Tokens stand together in the lexicon's spelling; None where they are not words of the text."""
    match = re.search(r"\W+".join(re.escape(token) for token in tokens), text, re.IGNORECASE)
    return match.group() if match and has_letters(match.group()) else None


def _load() -> Callable[[str], Any]:
    from textblob import TextBlob

    made: Callable[[str], Any] = TextBlob
    return made


_blob = Once(_load)
