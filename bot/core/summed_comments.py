"""What a language model is shown of a digest's comments: buyers' who may be quoted, on its top themes."""

from __future__ import annotations

from itertools import chain, zip_longest

from bot.core.digest_composing import buyers_comments
from bot.core.mentions import read_for_themes, top_themes
from bot.core.report import CommentRow, Report
from bot.core.settings import Settings
from bot.core.summaries import MOST

_THEMES = 3  # of the unhappy, and of the happy


def to_sum_up(report: Report, settings: Settings) -> tuple[CommentRow, ...]:
    """The newest on each theme in turn, one of each customer; only where it is known who wrote it."""
    heard = [
        one
        for one in buyers_comments(report.now, settings)
        if one.invitation_id and one.voice and one.voice.is_buyer and one.is_quotable
    ]
    reading = read_for_themes(heard, settings.taxonomy, settings.languages)
    by_theme = [
        [
            one.comment
            for one in reading.tagged
            if (one.comment.happy if happy else one.comment.unhappy)
            and theme.theme in one.mentions(happy=happy)
        ]
        for happy in (False, True)
        for theme in top_themes(reading, happy=happy)[:_THEMES]
    ]
    chosen: dict[str, CommentRow] = {}
    for one in chain.from_iterable(zip_longest(*by_theme)):
        if one is not None and one.voice is not None:
            chosen.setdefault(one.voice.customer_id, one)
    return tuple(chosen.values())[:MOST]
