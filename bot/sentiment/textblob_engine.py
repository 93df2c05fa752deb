"""TextBlob's lexicon as an analyzer. English only.

It is asked for ``.sentiment`` alone: that works from the lexicon inside the package, while words,
sentences and noun phrases need corpora that are downloaded. TextBlob itself is imported at the first
analysis, because that takes seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from bot.core.errors import OperatorError
from bot.core.verdict import Sentiment
from bot.sentiment import unknown

_NEUTRAL_BELOW = 0.1  # |polarity|


class TextBlobAnalyzer:
    """Polarity is the mean over the lexicon's words, with negation and intensifiers.

    Confidence is |polarity|: how clearly the words lean to one side. TextBlob knows no probability.
    """

    name = "textblob"

    def __init__(self) -> None:
        try:
            self.version = version("textblob")
        except PackageNotFoundError as error:
            raise OperatorError("sentiment analyzer 'textblob' needs the package textblob") from error

    def analyze(self, texts: Sequence[str], language: str) -> list[Sentiment]:
        """One Sentiment a text; label "unknown" and no opinion where ``language`` is not English."""
        if language.partition("-")[0].lower() != "en":
            return [unknown(self) for _ in texts]
        from textblob import TextBlob

        return [self._sentiment(TextBlob(text).sentiment.polarity) for text in texts]

    def _sentiment(self, polarity: float) -> Sentiment:
        lean = "positive" if polarity > 0 else "negative"
        label = "neutral" if abs(polarity) < _NEUTRAL_BELOW else lean
        return Sentiment(polarity, label, abs(polarity), self.name, self.version)
