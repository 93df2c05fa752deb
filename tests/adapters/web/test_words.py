"""The browser's language is the page's, where there is one."""

from __future__ import annotations

import pytest

from bot.adapters.web.words import CHAT_WORDS, preferred_language, spoken_language, words_in
from tests.adapters.web.conftest import render


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("", "en"),
        ("de-CH,de;q=0.9,en;q=0.8", "de"),
        ("fr, en;q=0.5, de;q=0.7", "de"),
        ("fr", "en"),
        (";q=x,,;q=", "en"),
    ],
)
def test_the_best_liked_available_language_is_chosen(header: str, chosen: str) -> None:
    assert preferred_language(header, ("en", "de")) == chosen


def test_a_browser_that_likes_none_of_ours_has_no_language() -> None:
    assert spoken_language("fr, it;q=0.5", ("en", "de")) is None
    assert spoken_language("", ("en", "de")) is None
    assert spoken_language("de-AT", ("en", "de")) == "de"


def test_words_keep_the_names_that_the_page_fills_in() -> None:
    words = words_in("de", CHAT_WORDS, render)
    assert words["send"] == "de:ui.send"
    assert words["earlier"] == "de:ui.earlier n={n}"
