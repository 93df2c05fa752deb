"""An analyzer for commands: whatever is wrong with it ends in a line, not in a traceback."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.errors import FeedbackBotError
from bot.core.ports import Analyzer
from bot.core.sentiment import Sentiment


class Answerable:
    """An analyzer as it is, but that its faults are FeedbackBotErrors; perhaps it is somebody else's."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self.name = analyzer.name
        self.version = analyzer.version
        self.languages = analyzer.languages

    def analyze(self, texts: Sequence[str], language: str) -> list[Sentiment]:
        """One Sentiment a text. The error does not quote what the analyzer said: it may quote a customer."""
        try:
            said = self._analyzer.analyze(texts, language)
        except FeedbackBotError:
            raise
        except Exception as error:
            what = type(error).__name__
            raise FeedbackBotError(
                f"the analyzer {self.name} failed on {len(texts):,} texts in {language!r}: {what}"
            ) from error
        if len(said) != len(texts):
            raise FeedbackBotError(
                f"the analyzer {self.name} gave {len(said):,} opinions on {len(texts):,} texts"
            )
        return said
