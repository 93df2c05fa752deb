"""Every language says all that English says, in its own plural forms, and nothing is left in English."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot import texts
from bot.core.effects import Line, Value
from bot.core.survey_reading import parse_survey
from bot.texts import Wording, render, texts_in
from bot.texts.catalogues import FORMAL
from bot.texts.limits import COMMAND, LABEL, most_characters
from bot.texts.locales import LOCALES, PLURALS

LANGUAGES = texts.shipped_languages()
OTHERS = [one for one in LANGUAGES if one != "en"]
TEAM = [one for one in texts.team_languages() if one != "en"]
FOLDERS = [(texts.CUSTOMERS, one) for one in OTHERS] + [(texts.TEAM, one) for one in TEAM]
FORMALS = sorted({path.stem.partition(".")[2] for path in texts.CUSTOMERS.glob(f"*{FORMAL}.toml")})
ROOT = Path(texts.__file__).parents[2]
SAME_EVERYWHERE = {"language"}  # named in their own language
NEEDS_NO_NUMBER = {"zero", "one", "two"}
TELEGRAM_DESCRIPTION = 3  # characters at least, https://core.telegram.org/bots/api#botcommand


def named(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def plurals(catalogue: Mapping[str, str]) -> dict[str, set[str]]:
    """The texts that go by a number, each with the forms that it has."""
    found: dict[str, set[str]] = {}
    for key in catalogue:
        base, _, form = key.rpartition(".")
        if form in PLURALS and f"{base}.other" in catalogue and f"{base}.one" in catalogue:
            found.setdefault(base, set()).add(form)
    return found


def by_base(catalogue: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Base key → (form, template); the form is "" for what goes by no number."""
    numbered = plurals(catalogue)
    found: dict[str, list[tuple[str, str]]] = {}
    for key, template in catalogue.items():
        base, _, form = key.rpartition(".")
        at = (base, form) if base in numbered and form in PLURALS else (key, "")
        found.setdefault(at[0], []).append((at[1], template))
    return found


def ids(value: object) -> str:
    return value.name if isinstance(value, Path) else str(value)


def test_eight_languages_are_shipped_and_the_team_reads_two() -> None:
    assert LANGUAGES == ("ar", "de", "en", "es", "fr", "pt", "ru", "tr")
    assert LOCALES.keys() == set(LANGUAGES)
    assert texts.team_languages() == ("de", "en")


@pytest.mark.parametrize(("folder", "language"), FOLDERS, ids=ids)
def test_everything_is_said_in_every_language(folder: Path, language: str) -> None:
    english, theirs = by_base(texts_in(folder, "en")), by_base(texts_in(folder, language))
    assert sorted(english.keys() - theirs.keys()) == [], "these are missing"
    assert sorted(theirs.keys() - english.keys()) == [], "these are said by nobody"


@pytest.mark.parametrize(("folder", "language"), FOLDERS, ids=ids)
def test_every_text_has_the_names_of_the_english_one(folder: Path, language: str) -> None:
    english, theirs = by_base(texts_in(folder, "en")), by_base(texts_in(folder, language))
    for key in english.keys() & theirs.keys():
        wanted = set.union(*(named(template) for _, template in english[key]))
        for form, template in theirs[key]:
            spared = {"n"} if form in NEEDS_NO_NUMBER else set()
            optional = {"more"} if form in NEEDS_NO_NUMBER else set()
            assert named(template) <= wanted, f"{language} {key}: {template}"
            assert wanted - named(template) <= spared | optional, f"{language} {key}.{form}: {template}"


@pytest.mark.parametrize(("folder", "language"), FOLDERS, ids=ids)
def test_what_goes_by_a_number_has_the_forms_of_the_language(folder: Path, language: str) -> None:
    english, theirs = plurals(texts_in(folder, "en")), plurals(texts_in(folder, language))
    shown = {key for key in english if "n" in named(texts_in(folder, "en")[f"{key}.other"])}
    wanted = LOCALES[language].forms
    assert {key: forms for key, forms in theirs.items() if key in shown and forms != wanted} == {}
    assert {key: forms for key, forms in theirs.items() if not {"one", "other"} <= forms <= wanted} == {}
    assert {key for key in english if key not in theirs} == set()


@pytest.mark.parametrize(("folder", "language"), FOLDERS, ids=ids)
def test_nothing_is_left_in_english(folder: Path, language: str) -> None:
    english, theirs = texts_in(folder, "en"), texts_in(folder, language)
    left = [
        key
        for key, template in theirs.items()
        if template == english.get(key)
        and key.partition(".")[0] not in SAME_EVERYWHERE
        and len(re.findall(r"[^\W\d_]{2,}", re.sub(r"\{\w+\}", "", template))) > 1
    ]
    assert left == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_in_the_script_of_its_language(language: str) -> None:
    script = {"ar": "ARABIC", "ru": "CYRILLIC"}.get(language)
    for key, template in texts_in(texts.CUSTOMERS, language).items():
        words = re.sub(
            r"\{\w+\}|/?\w*\{slash\}\w+|https?:\S+|/connect|JavaScript|Telegram|Slack", "", template
        )
        letters = [letter for letter in words if letter.isalpha()]
        if script and letters and key.partition(".")[0] not in SAME_EVERYWHERE and not key.endswith("ui.n"):
            theirs = [letter for letter in letters if not letter.isascii()]
            assert len(theirs) / len(letters) > 0.6 or len(letters) < 3, f"{key}: {template}"


@pytest.mark.parametrize("language", [*LANGUAGES, *FORMALS])
def test_every_text_is_short_enough_for_every_chat_app(language: str) -> None:
    found = texts_in(texts.CUSTOMERS, language)
    assert {key: text for key, text in found.items() if len(text) > most_characters(key)} == {}
    commands = {key: text for key, text in found.items() if key.startswith("command.")}
    assert {key for key, text in commands.items() if len(text) < TELEGRAM_DESCRIPTION} == set()
    assert all(text == text.strip() for text in found.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_filled_in_without_a_brace_left(language: str) -> None:
    for key in by_base(texts.catalogue(language)):
        for n in (0, 1, 2, 3, 11, 100):
            values: dict[str, Value] = dict.fromkeys(_names_of(key, language), "x")
            rendered = render(Line(key, {**values, "n": n}), language)
            assert rendered.strip()
            assert not set("{}") & set(rendered), key
            if f"{key}.other" not in texts.catalogue(language):
                break


def _names_of(key: str, language: str) -> set[str]:
    found = texts.catalogue(language)
    return set().union(
        *(named(text) for one, text in found.items() if one == key or one.startswith(f"{key}."))
    )


@pytest.mark.parametrize("formal", FORMALS)
def test_formal_words_are_there_only_where_they_differ(formal: str) -> None:
    base = texts_in(texts.CUSTOMERS, formal.removesuffix(FORMAL))
    for key, text in texts_in(texts.CUSTOMERS, formal).items():
        assert key in base, key
        assert text != base[key], key
        assert named(text) == named(base[key]), key


DU = re.compile(r"\b(?:du|dich|dir|dein(?:e[mnrs]?)?)\b", re.IGNORECASE)


def test_formal_german_never_says_du_and_informal_german_never_says_sie() -> None:
    formal = Wording(formal=True)
    for key in by_base(texts_in(texts.CUSTOMERS, "de")):
        values: dict[str, Value] = {**dict.fromkeys(_names_of(key, "de"), "x"), "n": 2}
        assert not DU.search(formal(Line(key, values), "de")), key
        assert not re.search(r"\b(?:Ihnen|Ihre?[mnrs]?)\b", render(Line(key, values), "de")), key


@pytest.mark.parametrize(
    "path", sorted((texts.FOLDER / "surveys").glob("*.toml")), ids=lambda path: path.stem
)
def test_every_shipped_survey_can_be_asked_in_every_language(path: Path) -> None:
    parse_survey(tomllib.loads(path.read_text("utf-8")), LANGUAGES)


# Labels: what stands on buttons is known to be one.


def labels_in_the_sources() -> set[str]:
    """The keys of every ``Button(Line("a.key"), …)``; what is put together is listed by hand."""
    found: set[str] = set()
    for path in sorted((ROOT / "handlers").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id="Button"),
                    args=[ast.Call(args=[ast.Constant(value=str()) as key, *_]), *_],
                ):
                    found.add(str(key.value))
    return found


def test_whatever_stands_on_a_customers_button_is_held_short() -> None:
    on_buttons = labels_in_the_sources() & texts_in(texts.CUSTOMERS, "en").keys()
    assert len(on_buttons) > 10
    assert {key for key in on_buttons if most_characters(key) > LABEL} == set()
    assert (LABEL, COMMAND) < (75, 257)  # Slack's and Telegram's own
