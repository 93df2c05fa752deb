"""The words about an improvement that customers and managers both read."""

from __future__ import annotations

from datetime import datetime

from bot.core.effects import Line
from bot.core.identity import Customer
from bot.core.improvements import Improvement
from bot.core.view import View


def about(improvement: Improvement) -> str:
    """What its messages are about."""
    return f"improvement:{improvement.id}"


def words_in(improvement: Improvement, language: str) -> str:
    """What was done, as customers are told, in this language, else in the first that there is."""
    return improvement.words.get(language) or next(iter(improvement.words.values()), "")


def theme_name(theme: str, view: View) -> str:
    """What a theme is called in the business's own language."""
    return view.settings.taxonomy().labels.get(theme, theme)


def news_lines(
    improvement: Improvement,
    quote: str,
    said_at: datetime,
    customer: Customer | None,
    language: str,
    view: View,
    slash: str = "/",
) -> list[Line]:
    """The message: their own words, what was done, and the question; in the language of who reads it."""
    said: dict[str, str] = {
        "business": view.settings.business,
        "when": f"{said_at.astimezone(view.settings.zone):%Y-%m-%d}",
        "quote": quote,
    }
    if customer is not None and customer.first_name:
        said["name"] = customer.first_name
    return [
        Line("improve.news.said", said),
        Line("improve.news.done", {"words": words_in(improvement, language)}),
        Line("improve.news.ask"),
        Line("improve.news.stop", {"slash": slash}),
    ]
