"""Sentiments for tests: only how it feels matters, the rest follows."""

from __future__ import annotations

from bot.core.sentiment import Label, Sentiment


def feeling(polarity: float, analyzer: str = "test", version: str = "1") -> Sentiment:
    """What an analyzer says whose every number follows from the polarity, −1…1."""
    label = Label.UNHAPPY if polarity <= -0.25 else Label.HAPPY if polarity >= 0.25 else Label.NEUTRAL
    p_unhappy = (1 - polarity) / 2
    return Sentiment(label, p_unhappy, p_unhappy, polarity, abs(polarity), analyzer, version, language="en")
