"""Reading the configuration file: every problem at once, each with its line and its remedy.

The shape is proven first (``bot.config.models``). What is wrong is noted and left out, so that the
surveys, and what several keys say together (``bot.config.checks``), are looked at in the same reading.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from bot import texts, themes
from bot.config.changes import Changes, with_changes
from bot.config.checks import findings
from bot.config.location import KeyPath, line_of, locate
from bot.config.models import DEMO_ROOMS, ConfigFile
from bot.config.values import Section, Surroundings, shown, suggestion
from bot.core.errors import ConfigurationError
from bot.core.survey import Survey
from bot.core.survey_reading import SurveyError, parse_survey
from bot.themes import ThemeFile

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_ROUNDS = 4  # a wrong value left out may be one that its table must have, and so on outwards
SHIPPED_SURVEYS = texts.FOLDER / "surveys"


def read(
    raw: bytes | str, path: Path, around: Surroundings, changes: Changes
) -> tuple[ConfigFile, Mapping[str, Survey], Mapping[str, ThemeFile]]:
    """What the text says, with these changes made; every survey that can be asked, by name; every file of
    themes that is not the shipped one, laid over that, by language.

    Raises ConfigurationError; what is wrong with a change names no line.
    """
    document = _document(raw, str(path))
    if isinstance(document, Problem):
        raise ConfigurationError([str(document)])
    changed = replace(document, tables=with_changes(document.tables, changes), changed=frozenset(changes))
    return _Reading(changed, around).result()


# --- problems and their places


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One ``file:line: key: message``; a key that is not from a file has no ``file``."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: " if self.file else ""
        return f"{where}{self.key}: {self.message}" if self.key else where + self.message


@dataclass(frozen=True, slots=True)
class _Document:
    """A TOML text, with the places of its keys."""

    file: str
    tables: dict[str, Any]  # as tomllib gives it
    lines: Mapping[KeyPath, int] = field(repr=False)
    changed: frozenset[KeyPath] = frozenset()  # keys whose values are not from the text

    def problem(self, path: KeyPath, message: str) -> Problem:
        if self._is_from_elsewhere(path):
            return Problem("", 0, self._named(path), message)
        return Problem(self.file, line_of(self.lines, path), self._named(path), message)

    def _is_from_elsewhere(self, path: KeyPath) -> bool:
        """Whether a change brought this key, or something in it that the text has nothing of."""
        return any(
            path[: len(changed)] == changed or (path == changed[: len(path)] and path not in self.lines)
            for changed in self.changed
        )

    def _named(self, path: KeyPath) -> str:
        """``digest.weekly.at``: an element of an array goes by its name, else by its place from 1."""
        words: list[str] = []
        value: object = self.tables
        for part in path:
            value = _inside(value, part)
            name = value.get("name") if isinstance(part, int) and isinstance(value, dict) else None
            word = name if isinstance(name, str) else str(part + 1 if isinstance(part, int) else part)
            words.append(word if word.isprintable() else shown(word))
        return ".".join(words)

    def path_of(self, start: KeyPath, key: str) -> KeyPath:
        """Where the ``question.how.goto`` of a survey problem stands; elements by name, or counted from 1."""
        path = start
        value: object = self.tables
        for part in start:
            value = _inside(value, part)
        for word in key.split("."):
            place = _place(value, word)
            if place is None:
                break
            path = (*path, place)
            value = _inside(value, place)
        return path


def _inside(value: object, part: str | int) -> object:
    if isinstance(value, dict):
        return value.get(part)
    if isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value):
        return value[part]
    return None


def _place(value: object, word: str) -> str | int | None:
    if isinstance(value, dict):
        return word if word in value else None
    if isinstance(value, list):
        names = [one.get("name") if isinstance(one, dict) else None for one in value]
        if word in names:
            return names.index(word)
        return int(word) - 1 if re.fullmatch("[0-9]{1,4}", word) else None
    return None


def _document(raw: bytes | str, file: str) -> _Document | Problem:
    text = ""
    try:
        text = raw if isinstance(raw, str) else raw.decode("utf-8-sig")  # Windows editors begin with a mark
        text = text.replace("\r\n", "\n")
        return _Document(file, tomllib.loads(text), locate(text))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return Problem(file, line, "", "this is not text in UTF-8; save the file as UTF-8")
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+),", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        said = str(error).partition(" (at ")[0]
        remedy = "; text stands in quotes" if said == "Invalid value" else ""
        return Problem(file, line, "", f"this is not TOML: {said}{remedy}")
    except (RecursionError, ValueError):  # ValueError: a number with more digits than Python reads
        return Problem(file, 1, "", "this is nested too deeply, or holds a number that is too long")


# --- the reading


class _Reading:
    """One reading of one file, noting problems instead of stopping at the first."""

    def __init__(self, document: _Document, around: Surroundings) -> None:
        self._document = document
        self._around = around
        self._problems: list[Problem] = []
        self._own: set[str] = set()  # the names of the operator's own surveys, as far as there are any

    def result(self) -> tuple[ConfigFile, Mapping[str, Survey], Mapping[str, ThemeFile]]:
        tables = dict(self._document.tables)
        if self._around.demo:
            tables.setdefault("rooms", {name: place.model_dump() for name, place in DEMO_ROOMS.items()})
        file = self._validated(tables)
        surveys = self._surveys(file) if file else {}
        theme_files = dict(self._theme_files(file)) if file else {}
        if file:
            for path, message in findings(
                file, self._document.tables, surveys, self._own, demo=self._around.demo
            ):
                self._note(path, message)
        if self._problems or not file:
            raise ConfigurationError([str(problem) for problem in sorted(set(self._problems))])
        known = {name: survey for name, survey in surveys.items() if survey is not None}
        return file, known, theme_files

    def _note(self, path: KeyPath, message: str) -> None:
        self._problems.append(self._document.problem(path, message))

    def _validated(self, tables: dict[str, Any]) -> ConfigFile | None:
        """The file by its shape, without what is wrong in it; None where too little is left to go on with."""
        is_first = True
        for _ in range(_ROUNDS):
            try:
                return ConfigFile.model_validate(tables, context=self._around)
            except ValidationError as error:
                wrong = error.errors(include_url=False)
            for one in wrong if is_first else ():
                path = _toml_path(one)
                self._note(path, _plain(path, one))
            is_first = False
            tables = _without(tables, wrong)
        return None

    # Surveys by name; None stands for one that is there but cannot be used.

    def _surveys(self, file: ConfigFile) -> dict[str, Survey | None]:
        shipped = texts.shipped_languages()  # another language is a problem already
        languages = [one for one in file.business.languages if one in shipped] or shipped[:1]
        own: dict[str, Survey | None] = {}
        for document, start, raw in (*self._in_folder(file), *self._in_the_file()):
            name = raw.get("name")
            if isinstance(name, str) and name in own:
                self._problems.append(
                    document.problem((*start, "name"), f"there are two surveys {shown(name)}; rename one")
                )
            survey = self._parsed(document, start, raw, languages)
            own[name if isinstance(name, str) else ""] = survey
        self._own.update(own)
        return {**shipped_surveys(languages), **own}

    def _parsed(
        self, document: _Document, start: KeyPath, raw: Mapping[str, object], languages: Sequence[str]
    ) -> Survey | None:
        try:
            return parse_survey(raw, languages)
        except SurveyError as error:
            for one in error.problems:
                place = document.problem(document.path_of(start, one.key), "")
                prefix = f"survey.{raw['name']}." if isinstance(raw.get("name"), str) and start else ""
                self._problems.append(Problem(place.file, place.line, prefix + one.key, one.message))
            return None

    def _in_the_file(self) -> Iterator[tuple[_Document, KeyPath, Mapping[str, object]]]:
        tables = self._document.tables.get("survey")
        for place, raw in enumerate(tables if isinstance(tables, list) else []):
            if isinstance(raw, dict):
                yield self._document, ("survey", place), raw

    def _in_folder(self, file: ConfigFile) -> Iterator[tuple[_Document, KeyPath, Mapping[str, object]]]:
        if file.surveys.folder is None:
            return
        folder = self._around.folder / Path(file.surveys.folder).expanduser()
        if not folder.is_dir():
            self._note(("surveys", "folder"), f"there is no folder {folder}; make it, or remove this key")
        for path in sorted(folder.glob("*.toml")):
            try:
                document = _document(path.read_bytes(), str(path))
            except OSError as error:
                document = Problem(str(path), 1, "", f"this cannot be read: {error.strerror}")
            if isinstance(document, Problem):
                self._problems.append(document)
                self._own.add(path.stem)  # as good as every file is called after its survey
            else:
                yield document, (), document.tables

    # Themes: one file for the business's first language, or a folder with a LANGUAGE.toml for each.

    def _theme_files(self, file: ConfigFile) -> Iterator[tuple[str, ThemeFile]]:
        for language, path in self._theme_paths(file):
            try:
                document = _document(path.read_bytes(), str(path))
            except OSError as error:
                document = Problem(str(path), 1, "", f"this cannot be read: {error.strerror}")
            if isinstance(document, Problem):
                self._problems.append(document)
                continue
            try:
                shipped = themes.shipped(language)
                yield language, themes.parse(document.tables, shipped).over(shipped)
            except themes.ThemeError as error:
                self._problems += [document.problem(where, message) for where, message in error.problems]

    def _theme_paths(self, file: ConfigFile) -> Iterator[tuple[str, Path]]:
        if file.themes.file is None:
            return
        path = self._around.folder / Path(file.themes.file).expanduser()
        if path.is_file():
            yield file.business.languages[0], path
        elif not path.is_dir():
            self._note(("themes", "file"), f"there is no file {path}; write it, or remove this key")
        for one in sorted(path.glob("*.toml")) if path.is_dir() else ():
            if re.fullmatch("[a-z]{2}", one.stem):
                yield one.stem, one
            else:
                message = 'name it after its language, such as "en.toml" or "de.toml"'
                self._problems.append(Problem(str(one), 1, "", message))


def shipped_surveys(languages: Sequence[str]) -> dict[str, Survey | None]:
    """The surveys that come with us, by name; None for one without words in all of these languages."""
    surveys: dict[str, Survey | None] = {}
    for path in sorted(SHIPPED_SURVEYS.glob("*.toml")):
        try:
            surveys[path.stem] = parse_survey(tomllib.loads(path.read_text("utf-8")), languages)
        except SurveyError:
            surveys[path.stem] = None
    return surveys


# --- pydantic's errors in plain words


def _toml_path(error: ErrorDetails) -> KeyPath:
    return tuple(part for part in error["loc"] if part != "[key]")


def _without(tables: dict[str, Any], errors: Iterable[ErrorDetails]) -> dict[str, Any]:
    """The tables without what is wrong: the key itself, or what lacks a key that it must have."""
    wrong = {_toml_path(one)[: -1 if one["type"] == "missing" else None] for one in errors}
    left = _pruned(tables, (), wrong - {(), ("business",)})
    business = left.get("business")
    return {**left, "business": {"name": "?", **(business if isinstance(business, dict) else {})}}


def _pruned(value: Any, path: KeyPath, wrong: set[KeyPath]) -> Any:
    if isinstance(value, dict):
        return {k: _pruned(one, (*path, k), wrong) for k, one in value.items() if (*path, k) not in wrong}
    if isinstance(value, list):
        return [_pruned(one, (*path, i), wrong) for i, one in enumerate(value) if (*path, i) not in wrong]
    return value


_PLAIN: Mapping[str, str] = {
    "string_type": "this must be text in quotes",
    "string_too_short": "this must not be empty",
    "string_too_long": "this must be at most {max_length} characters",
    "string_pattern_mismatch": 'this must be a name of a-z, 0-9, "-" and "_", at most 40, a letter first',
    "bool_type": "this must be true or false",
    "int_type": "this must be a whole number",
    "float_type": "this must be a number",
    "finite_number": "this must be a number with an end",
    "greater_than": "this must be more than {gt:g}",
    "greater_than_equal": "this must be at least {ge:g}",
    "less_than": "this must be less than {lt:g}",
    "less_than_equal": "this must be at most {le:g}",
    "too_short": "this must name at least {min_length}",
    "too_long": "this must name at most {max_length}",
    "tuple_type": "this must be a list in [ ]",
    "dict_type": "this must be a table",
    "model_type": "this must be a table",
    "value_error": "{error}",
}
"""pydantic's type of error → what to say; the braces are filled from its context."""

_TELLS_ITS_VALUE = frozenset(
    {"value_error", "string_too_short", "string_too_long"}
    | {"dict_type", "model_type"}  # a table's place may hold a token
)


def _plain(path: KeyPath, error: ErrorDetails) -> str:
    """One problem in plain words. Quotes what was written where it is short and no secret."""
    kind, context, said = error["type"], error.get("ctx", {}), error["input"]
    if kind == "extra_forbidden":
        return f"unknown key; {suggestion(path[-1], _fields(path))}"
    if kind == "literal_error":
        options = {one: one for one in re.findall("'([^']+)'", context["expected"])}
        return f"there is no {shown(said)}; {suggestion(said, options)}"
    if kind == "missing":
        field = _fields(path).get(str(path[-1]))
        return f"this is missing; {(field and field.description) or 'add it'}"
    message = _PLAIN.get(kind, error["msg"]).format(**context)
    is_short = isinstance(said, str | int | float) and kind not in _TELLS_ITS_VALUE
    return f"{message}, not {shown(said)}" if is_short else message


def _fields(path: KeyPath) -> Mapping[str, FieldInfo]:
    """The keys of the section that the last part of this path stands in."""
    section: type[Section] | None = ConfigFile
    parts = iter(path[:-1])
    for part in parts:
        known = section.model_fields.get(str(part)) if section else None
        if known is None:
            return {}
        section = _section_in(known.annotation)
        if _holds_many(known.annotation):
            next(parts, None)  # which one of them
    return section.model_fields if section else {}


def _holds_many(annotation: object) -> bool:
    """Whether sections stand in it under names or numbers, also where there may be none."""
    return any(get_origin(one) in {dict, tuple} for one in (annotation, *get_args(annotation)))


def _section_in(annotation: object) -> type[Section] | None:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    return next((found for one in get_args(annotation) if (found := _section_in(one))), None)
