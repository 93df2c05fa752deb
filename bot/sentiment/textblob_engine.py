"""TextBlob's lexicon as an analyzer. English only.

It is asked for its assessments alone: they work from the lexicon inside the package, while words, sentences
and noun phrases need corpora that are downloaded. TextBlob itself is imported at the first analysis, because
that takes seconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from bot.core.sentiment import Sentiment
from bot.sentiment.judging import Reading, has_letters, judged
from bot.sentiment.once import Once
from bot.sentiment.packages import version_of


class TextBlobAnalyzer:
    """Its own score is the polarity −1…1: the mean over its words, with negation and intensifiers."""

    name = "textblob"
    languages = frozenset({"en"})

    def __init__(self) -> None:
        self.version = version_of("textblob", self.name)

    def analyze(self, texts: Sequence[str], language: str) -> list[Sentiment]:
        """One Sentiment a text, in order; no opinion where ``language`` is not English."""
        return judged(self, texts, language, _read, readable=has_letters)


def _read(texts: Sequence[str]) -> list[Reading]:
    blob = _blob()
    return [_reading(text, blob(text).sentiment_assessments) for text in texts]


def _reading(text: str, found: Any) -> Reading:
    words = [
        (written, -polarity)
        for tokens, polarity, *_ in found.assessments
        if polarity and (written := _as_written(text, tokens))
    ]
    return Reading(found.polarity, tuple(words))


def _as_written(text: str, tokens: Sequence[str]) -> str | None:
    """Tokens stand together in the lexicon's spelling; None where they are not words of the text."""
    match = re.search(r"\W+".join(re.escape(token) for token in tokens), text, re.IGNORECASE)
    return match.group() if match and has_letters(match.group()) else None


def _load() -> Callable[[str], Any]:
    from textblob import TextBlob

    made: Callable[[str], Any] = TextBlob
    return made


_blob = Once(_load)
