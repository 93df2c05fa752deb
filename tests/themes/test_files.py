"""The files of themes: those that are shipped, and what operators write."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from bot.config import parse as parse_config
from bot.config import settings
from bot.core.themes import themes_in
from bot.core.word_patterns import wordings
from bot.texts import shipped_languages as text_languages
from bot.themes import FOLDER, ThemeError, ThemeFile, parse, shipped, shipped_languages

ROOT = Path(__file__).parents[2]


def own(text: str, language: str = "en") -> ThemeFile:
    known = shipped(language)
    return parse(tomllib.loads(text), known).over(known)


def problems(text: str) -> list[str]:
    with pytest.raises(ThemeError) as caught:
        own(text)
    return [f"{'.'.join(map(str, path))}: {message}" for path, message in caught.value.problems]


def test_every_language_with_texts_has_themes() -> None:
    assert set(text_languages()) <= set(shipped_languages())


@pytest.mark.parametrize("language", shipped_languages())
def test_a_shipped_file_is_right_in_every_pattern(language: str) -> None:
    assert parse(tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))) == shipped(language)


@pytest.mark.parametrize("language", shipped_languages())
def test_no_shipped_exception_is_for_nothing(language: str) -> None:
    """Each begins with, or holds, something that its theme looks for; else it could never spare anything."""
    for theme in shipped(language).themes.values():
        alone = ThemeFile({theme.name: theme}).taxonomy()
        without = ThemeFile({theme.name: type(theme)(theme.name, theme.label, theme.words)}).taxonomy()
        for pattern in theme.exceptions:
            said = [" ".join(words).replace("*", "").replace("_", "so") for words in wordings(pattern)]
            assert any(themes_in(one, without) and not themes_in(one, alone) for one in said), (
                theme.name,
                pattern,
            )


def test_an_own_theme_is_added_to_the_shipped_ones() -> None:
    file = own('[theme.gift]\nlabel = "Gift wrapping"\nwords = ["gift (box|wrap*)"]')
    assert list(file.themes) == [*shipped("en").themes, "gift"]
    assert themes_in("the gift-wrapping", file.taxonomy()) == ("packaging", "gift")


def test_an_own_theme_takes_the_place_of_the_shipped_one_of_its_name() -> None:
    taxonomy = own('[theme.price]\nlabel = "Prices"\nwords = ["dear"]').taxonomy()
    assert taxonomy.labels["price"] == "Prices"
    assert themes_in("dear, that was expensive", taxonomy) == ("price",)
    assert taxonomy.names == tuple(shipped("en").themes)


def test_a_theme_without_words_goes() -> None:
    assert "health" not in own("[theme.health]\nwords = []").themes


def test_names_are_labelled_in_the_files_words() -> None:
    taxonomy = own('[labels]\nstaff = "Served by {name}"').taxonomy(["Ann"], ["Rival"])
    assert taxonomy.labels["staff: Ann"] == "Served by Ann"
    assert taxonomy.labels["competitor: Rival"] == "Competitor: Rival"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[themes.x]\nlabel = "X"', "themes: unknown key"),
        ('theme = "x"', "theme: this must be a table"),
        ('[theme.X]\nlabel = "X"\nwords = ["x"]', "theme.X: a name is of a-z"),
        ('[theme.x]\nwords = ["xx"]', "theme.x: add label"),
        ('[theme.x]\nlabel = ""\nwords = ["xx"]', "theme.x.label: add label"),
        (f'[theme.x]\nlabel = "{"x" * 61}"\nwords = ["xx"]', "theme.x.label: this must be at most 60"),
        ('[theme.x]\nlabel = "X"', "theme.x: add words"),
        ('[theme.x]\nlabel = "X"\nwords = "xx"', "theme.x.words: this must be a list"),
        ('[theme.x]\nlabel = "X"\nwords = [1]', "theme.x.words: this must be a list"),
        ('[theme.x]\nlabel = "X"\nwords = ["a", "b(c"]', "theme.x.words.1: 'b(c': a ( is not closed; add )"),
        (
            '[theme.x]\nlabel = "X"\nwords = ["xx"]\nexcept = ["x["]',
            "theme.x.except.0: 'x[': '[' means nothing",
        ),
        ('[theme.x]\nlabel = "X"\nwords = ["xx"]\nregex = ["x"]', "theme.x.regex: unknown key; known: label"),
        (
            '[theme.x]\nlabel = "X"\nwords = ["xx"]\nattribute = "speed"',
            "theme.x.attribute: there is no 'speed'",
        ),
        ('[theme.x]\nlabel = "Delivery"\nwords = ["xx"]', "theme.x.label: the theme delivery is called"),
        ('[theme.x]\nlabel = "X"\nwords = ["xx"]\npraised = 1', "theme.x.praised: write it as inside"),
        ("[theme.x]\nwords = []", "theme.x.words: there is nothing in it, and no shipped theme"),
        ("stop_words = 1", "stop_words: this must be a text"),
        ('[labels]\nstaff = "Staff"', "labels.staff: write it with the name in it"),
        ('[labels]\nboss = "{name}"', "labels.boss: unknown key"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_remedy(text: str, problem: str) -> None:
    assert [one for one in problems(text) if one.startswith(problem)]


def test_every_problem_is_told_at_once() -> None:
    assert len(problems('[theme.x]\nlabel = "X"\nwords = ["a*", "(b"]\n[theme.y]\nwords = ["yy"]')) == 3


def test_the_examples_in_the_documents_are_right(tmp_path: Path) -> None:
    pieces = re.findall(r"(?ms)^```\n(.*?)^```", (ROOT / "docs" / "themes.md").read_text("utf-8"))
    configuration, themes = pieces[1:]
    (tmp_path / "themes.toml").write_text(themes)
    config = parse_config(f'business.name = "x"\n{configuration}', tmp_path / "config.toml", {}, demo=True)
    taxonomy = settings(config, b"").taxonomy("en")
    assert themes_in("Sitting outside with Maria: dear, no, too dear", taxonomy)[0] == "staff"
    assert {"price", "terrace", "staff: Maria"} <= set(themes_in("Maria, the terrace is too dear", taxonomy))
    assert "health" not in taxonomy.names
