"""Every text that is asked for is there, every text that is there is asked for, and none has holes."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import texts
from bot.core.effects import Line, Value
from bot.core.evidence import EvidenceKind
from bot.core.platforms import PLATFORMS
from bot.core.recovery import CaseKind, CaseState
from bot.core.survey import SCALES, QuestionKind
from bot.core.survey_reading import parse_survey
from bot.texts import catalogue, render

ROOT = Path(texts.__file__).parents[2]
SOURCES = [*sorted((ROOT / "bot").rglob("*.py")), *sorted((ROOT / "handlers").rglob("*.py"))]
KEY = re.compile(r"[a-z]\w*(\.\w+)+")
PLURALS = re.compile(r"\.(one|other)$")

# Keys that are put together from a variable beginning, and by whom.
PUT_TOGETHER = (
    "fallback.",  # bot/texts: a name that is not given
    "book.who.",  # bot/core/book_card.py: by what a sentence is
    "scale.",  # handlers/asking.py: by kind of question
    "theme.",  # bot/core/digest_card.py: by name of theme
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A text that some line of code asks for: its key as a pattern, and the names given where seen."""

    where: str
    pattern: str
    names: frozenset[str] | None


@cache
def trees() -> tuple[tuple[str, ast.Module], ...]:
    return tuple((str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))) for path in SOURCES)


def pattern_of(node: ast.expr) -> str | None:
    """The keys that an expression can be, as a regular expression; None where nothing can be told."""
    match node:
        case ast.Constant(value=str(key)):
            return re.escape(key)
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), *rest]) if "." in start:
            known = (
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+" for part in rest
            )
            return re.escape(start) + "".join(known)
        case ast.IfExp(body=body, orelse=orelse):
            either = [pattern_of(body), pattern_of(orelse)]
            return "|".join(one for one in either if one) if all(either) else None
        case _:
            return None


def names_in(call: ast.Call) -> frozenset[str] | None:
    """The names given to a text, or None where they cannot all be seen."""
    if isinstance(call.func, ast.Name) and call.func.id == "line":
        names = [keyword.arg for keyword in call.keywords]
        return None if None in names else frozenset(str(name) for name in names)
    if len(call.args) == 1:
        return frozenset()
    match call.args[1]:
        case ast.Dict(keys=keys) if all(isinstance(key, ast.Constant) for key in keys):
            return frozenset(str(key.value) for key in keys if isinstance(key, ast.Constant))
        case _:
            return None


@cache
def asked() -> tuple[Asked, ...]:
    """Every ``Line("…")`` and ``line("…")`` of the sources."""
    found = []
    for where, tree in trees():
        for node in ast.walk(tree):
            is_line = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"Line", "line"}
            )
            if is_line and isinstance(node, ast.Call) and node.args:
                pattern = pattern_of(node.args[0])
                if pattern is not None:
                    found.append(Asked(f"{where}:{node.lineno}", pattern, names_in(node)))
    return tuple(found)


def spoken_of() -> Iterator[str]:
    """Every text in the sources that looks like a key, and every one that is put together like one."""
    for _, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value):
                yield re.escape(node.value)
            elif isinstance(node, ast.JoinedStr) and (pattern := pattern_of(node)) is not None:
                yield pattern


def base(key: str) -> str:
    """The key by which a text is asked for: without its plural form, where it has both."""
    stem = PLURALS.sub("", key)
    return stem if {f"{stem}.one", f"{stem}.other"} <= ENGLISH.keys() else key


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def survey_texts() -> Iterator[tuple[str, str]]:
    for path in sorted((texts.FOLDER / "surveys").glob("*.toml")):
        survey = parse_survey(tomllib.loads(path.read_text("utf-8")), ["en"])
        for question in survey.questions:
            yield f"{survey.name}.{question.name}", question.text["en"]
            if question.low_text:
                yield f"{survey.name}.{question.name}.low", question.low_text["en"]


ENGLISH = catalogue("en")
BASES = {base(key) for key in ENGLISH}
ALWAYS_NAMED = {"ui.demo_bought"}
GREETINGS = [
    (key, text)
    for key, text in [*ENGLISH.items(), *survey_texts()]
    if "{name}" in text and key not in ALWAYS_NAMED
]


def test_english_is_shipped_and_what_is_not_shipped_is_said_so() -> None:
    assert "en" in texts.shipped_languages()
    with pytest.raises(FileNotFoundError):
        catalogue("xx")


def found_by(pattern: str) -> list[str]:
    """The texts that an asked-for pattern means."""
    if re.fullmatch(r"[\w\\.]+", pattern) and r"\w" not in pattern:
        key = pattern.replace("\\", "")
        return [key] if key in BASES else []
    return [key for key in BASES if re.fullmatch(pattern, key)]


def test_every_text_that_is_asked_for_is_there() -> None:
    missing = [f"{one.where} asks for {one.pattern}" for one in asked() if not found_by(one.pattern)]
    assert missing == []


def test_every_name_in_a_text_is_given_where_it_is_asked_for() -> None:
    fallbacks = {key.removeprefix("fallback.") for key in ENGLISH if key.startswith("fallback.")}
    templates: dict[str, list[str]] = {}
    for key, template in ENGLISH.items():
        templates.setdefault(base(key), []).append(template)
    missing = []
    for one in asked():
        if one.names is None or not re.fullmatch(r"[\w.\\]+", one.pattern):
            continue
        given = one.names | fallbacks | {"name"}
        for key in found_by(one.pattern):
            missing += [
                f"{one.where}: {key}: {said}" for said in templates[key] if placeholders(said) - given
            ]
    assert missing == []


def test_every_text_that_is_there_is_asked_for() -> None:
    patterns = re.compile("|".join(f"(?:{pattern})" for pattern in sorted(set(spoken_of()))))
    unused = [
        key
        for key in ENGLISH
        if not key.startswith(PUT_TOGETHER)
        and not patterns.fullmatch(key)
        and not patterns.fullmatch(base(key))
    ]
    assert unused == []


@pytest.mark.parametrize("spoken", texts.shipped_languages())
def test_every_language_is_named_in_every_language(spoken: str) -> None:
    assert all(f"language.{one}" in catalogue(spoken) for one in texts.shipped_languages())


def test_everything_that_somebody_can_send_has_its_words() -> None:
    assert {f"timeline.sent.{kind}" for kind in EvidenceKind} <= ENGLISH.keys()


def test_every_platform_has_its_words() -> None:
    assert {f"mydata.chat.{platform}" for platform in PLATFORMS} <= ENGLISH.keys()


def test_a_plural_has_both_its_forms() -> None:
    assert [key for key in ENGLISH if key.endswith(".one") and base(key) == key] == []


@pytest.mark.parametrize("kind", [kind for kind in QuestionKind if kind in SCALES])
def test_every_rating_scale_has_its_words(kind: QuestionKind) -> None:
    assert f"scale.{kind}.reminder" in ENGLISH
    assert kind is QuestionKind.THUMBS or {f"scale.{kind}.ends", f"scale.{kind}.button"} <= ENGLISH.keys()


def test_every_kind_and_state_of_a_case_has_its_words() -> None:
    for kind in CaseKind:
        assert {f"alert.headline.{kind}", f"reason.{kind}"} <= ENGLISH.keys()
    for kind in (CaseKind.UNHAPPY, CaseKind.QUESTION, CaseKind.PERSON):  # that customers open themselves
        assert f"said.passed_on.{kind}" in ENGLISH
    assert {f"case.{state}" for state in CaseState} <= ENGLISH.keys()


# Rendering.


def test_a_text_with_all_its_names_leaves_no_brace() -> None:
    for key, template in ENGLISH.items():
        values: dict[str, Value] = {name: "x" for name in placeholders(template)}
        if base(key) != key:
            values["n"] = 1 if key.endswith(".one") else 2
        rendered = render(Line(base(key), values), "en")
        assert rendered.strip(), key
        assert not set("{}") & set(rendered), key


def test_a_name_that_is_not_known_leaves_no_hole() -> None:
    for key, template in GREETINGS:
        others: dict[str, Value] = {name: "x" for name in placeholders(template) - {"name"}}
        rendered = render(Line("survey.text", {"text": {"en": template}, **others}), "en")
        assert not set("{}") & set(rendered), key
        assert not re.search(r"  | [,.!?:;]|^[ ,.!?:;]|,[,.!?:;]|[,;]$", rendered), rendered
        known = render(Line("survey.text", {"text": {"en": template}, **others, "name": "Maya"}), "en")
        assert "Maya" in known, key


@pytest.mark.parametrize("name", ["", None])
def test_hi_how_are_you_without_a_name(name: str | None) -> None:
    values: dict[str, Value] = {"text": {"en": "Hi {name}, how is {product}?"}}
    if name is not None:
        values["name"] = name
    assert render(Line("survey.text", values), "en") == "Hi, how is your order?"


def test_what_is_not_known_is_said_in_general_words() -> None:
    assert render(Line("alert.headline.unhappy"), "en") == "A customer is unhappy"
    assert render(Line("alert.headline.unhappy", {"who": "Maya"}), "en") == "Maya is unhappy"


def test_one_and_other_follow_n() -> None:
    assert render(Line("alert.orders", {"n": 1, "ratings": ""}), "en") == "1st order"
    assert render(Line("alert.orders", {"n": 3, "ratings": ""}), "en") == "3 orders"


def test_a_number_is_said_without_needless_digits() -> None:
    values: dict[str, Value] = {"words": 2.50}
    assert render(Line("digest_command.not_understood", values), "en").startswith(
        'I didn\'t understand "2.5"'
    )


def test_a_wording_is_taken_in_the_readers_language_else_any() -> None:
    assert render(Line("survey.text", {"text": {"de": "Hallo", "en": "Hello"}}), "en") == "Hello"
    assert render(Line("survey.text", {"text": {"de": "Hallo"}}), "en") == "Hallo"


def test_a_key_that_is_in_no_catalogue_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        render(Line("no.such.text"), "en")


@given(st.text())
def test_what_people_write_is_shown_as_they_wrote_it(words: str) -> None:
    assert render(Line("staff.reply", {"who": "Sam", "words": words}), "en") == f"Sam: {words}"


@pytest.mark.parametrize("words", ["{name}", "{{name}}", "{who}", "{0}", "{"])
def test_braces_that_people_write_are_no_placeholders(words: str) -> None:
    values: dict[str, Value] = {"text": {"en": "Hi {name}, about {product}"}, "name": words, "product": words}
    assert render(Line("survey.text", values), "en") == f"Hi {words}, about {words}"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Use {{curly}} braces, {name}", "Use {curly} braces, Maya"),
        ("{{{name}}}", "{Maya}"),
        ("{{name}}", "{name}"),
        ("}}{{", "}{"),
    ],
)
def test_a_brace_that_a_survey_means_is_written_twice_and_shown_once(written: str, shown: str) -> None:
    assert render(Line("survey.text", {"text": {"en": written}, "name": "Maya"}), "en") == shown


def test_so_it_is_without_a_name() -> None:
    assert render(Line("survey.text", {"text": {"en": "{{name}} and {name}"}}), "en") == "{name} and"


def test_texts_are_plain_and_never_blame() -> None:
    for key, template in ENGLISH.items():
        assert template == template.strip(), key
        assert not re.search(
            r"\byou (must|failed|forgot|should have)\b|\binvalid\b|\berror\b", template, re.IGNORECASE
        ), key
