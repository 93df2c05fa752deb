"""Themes in the configuration: a file or a folder of one's own, and names to look for."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import parse, settings
from bot.core.errors import ConfigurationError
from bot.core.settings import Settings
from bot.core.themes import themes_in

GIFT = '[theme.gift]\nlabel = "Gifts"\nwords = ["gift*"]\n'


def configured(folder: Path, text: str = "") -> Settings:
    raw = f'[business]\nname = "Mug & Bean"\n{text}'
    return settings(parse(raw, folder / "config.toml", {}, demo=True), b"key")


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        configured(folder, text)
    return [line.replace(f"{folder}/", "") for line in caught.value.problems]


def test_without_a_word_the_shipped_themes_are_looked_for(tmp_path: Path) -> None:
    assert themes_in("rude waiter", configured(tmp_path).taxonomy("en")) == ("staff",)


def test_a_file_is_for_the_first_language(tmp_path: Path) -> None:
    (tmp_path / "themes.toml").write_text(GIFT)
    taxonomy = configured(tmp_path, '[themes]\nfile = "themes.toml"').taxonomy()
    assert themes_in("a gift from a rude waiter", taxonomy) == ("staff", "gift")


def test_a_folder_has_a_file_for_each_language(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_text(GIFT)
    (tmp_path / "de.toml").write_text('[theme.gift]\nlabel = "Geschenke"\nwords = ["geschenk*"]')
    found = configured(tmp_path, f'[themes]\nfile = "{tmp_path}"')
    assert themes_in("gifts", found.taxonomy("en")) == ("gift",)
    assert themes_in("Geschenke, gifts, rude", found.taxonomy("de")) == ("gift",)


def test_names_are_looked_for_in_every_language(tmp_path: Path) -> None:
    found = configured(tmp_path, '[themes]\nstaff = ["Maria"]\ncompetitors = ["Rival"]')
    assert themes_in("Maria, Rival", found.taxonomy("en")) == ("staff", "staff: Maria", "competitor: Rival")
    assert themes_in("rude Maria, Rival", found.taxonomy("sw")) == ("staff: Maria", "competitor: Rival")
    assert found.competitors == ("Rival",)


@pytest.mark.parametrize("language", [None, "und"])
def test_where_the_language_is_not_known_it_is_the_businesss_own(
    tmp_path: Path, language: str | None
) -> None:
    assert themes_in("rude", configured(tmp_path).taxonomy(language)) == ("staff",)


def test_a_wrong_pattern_is_named_with_its_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "themes.toml").write_text(
        '[theme.gift]\nlabel = "Gifts"\nwords = [\n  "gift",\n  "pre(sent",\n]\n'
    )
    assert problems(tmp_path, '[themes]\nfile = "themes.toml"') == [
        "themes.toml:5: theme.gift.words.2: 'pre(sent': a ( is not closed; add )"
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('file = "none.toml"', "config.toml:4: themes.file: there is no file none.toml; write it"),
        ('staff = ["Ann", "ANN"]', "config.toml:4: themes.staff.2: 'ANN' is named twice; remove one"),
        (
            'staff = ["Ann"]\ncompetitors = ["ann"]',
            "config.toml:5: themes.competitors.1: 'ann' is named twice",
        ),
        ('staff = ["!"]', "config.toml:4: themes.staff.1: there is no word in '!'; write the name"),
        ('names = ["Ann"]', "config.toml:4: themes.names: unknown key"),
    ],
)
def test_what_is_wrong_is_told_with_its_remedy(tmp_path: Path, text: str, problem: str) -> None:
    assert any(one.startswith(problem) for one in problems(tmp_path, f"[themes]\n{text}"))


def test_a_file_in_the_folder_is_named_after_its_language(tmp_path: Path) -> None:
    folder = tmp_path / "themes"
    folder.mkdir()
    (folder / "themes.toml").write_text(GIFT)
    (folder / "en.toml").write_bytes(b"\xff")
    said = problems(tmp_path, '[themes]\nfile = "themes"')
    assert any(one.startswith("themes/themes.toml:1: name it after its language") for one in said)
    assert any("themes/en.toml:1: this is not text in UTF-8" in one for one in said)
