"""The themes that comments are looked through for: one ``LANGUAGE.toml`` per language, ours or an operator's.

An operator's file adds to the shipped one; a theme of the same name takes the shipped one's place, and one
with ``words = []`` goes. How such a file is written: docs/themes.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from bot.core.themes import ATTRIBUTES, COMPETITOR, STAFF, Taxonomy, Theme
from bot.core.word_patterns import PatternError, wordings

FOLDER = Path(__file__).parent
_KEYS = ("label", "attribute", "words", "except", "praised", "blamed")
_LONGEST_LABEL = 60  # characters; it stands in tables and under pictures


KeyPath = tuple[str | int, ...]


class ThemeError(ValueError):
    """What is wrong with a file of themes: (path of the key, message with its remedy), all of it."""

    def __init__(self, problems: list[tuple[KeyPath, str]]) -> None:
        super().__init__("; ".join(f"{'.'.join(map(str, path))}: {message}" for path, message in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class ThemeFile:
    """What one file says: themes by name, those that it takes away, and the labels of names."""

    themes: Mapping[str, Theme]
    removed: frozenset[str] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)
    stop_words: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()

    def over(self, shipped: ThemeFile) -> ThemeFile:
        """This file laid over another: its themes replace, add and remove; the order stays."""
        merged = {**shipped.themes, **self.themes}
        left = {name: theme for name, theme in merged.items() if name not in self.removed}
        labels = {**shipped.labels, **self.labels}
        return ThemeFile(
            left,
            frozenset(),
            labels,
            shipped.stop_words | self.stop_words,
            shipped.openers | self.openers,
        )

    def taxonomy(self, staff: Iterable[str] = (), competitors: Iterable[str] = ()) -> Taxonomy:
        """What to look for, with these names among it."""
        return Taxonomy(self.themes.values(), staff, competitors, self.labels, self.stop_words, self.openers)


def shipped_languages() -> tuple[str, ...]:
    """The languages that come with themes."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def shipped(language: str) -> ThemeFile:
    """The themes that come with us; none in a language for which nobody has written them."""
    path = FOLDER / f"{language}.toml"
    return read(tomllib.loads(path.read_text("utf-8"))) if path.is_file() else ThemeFile({})


@cache
def shipped_taxonomy(language: str) -> Taxonomy:
    """The shipped themes of this language, as they are looked for."""
    return shipped(language).taxonomy()


def parse(tables: Mapping[str, object], known: ThemeFile | None = None) -> ThemeFile:
    """What a file's tables say, every pattern proven. ``known`` is what it will be laid over.

    Raises ThemeError with every problem.
    """
    reading = _Reading(known or ThemeFile({}))
    found = reading.file(tables)
    for name, theme in found.themes.items():
        for key, patterns in (("words", theme.words), ("except", theme.exceptions)):
            for place, pattern in enumerate(patterns):
                try:
                    wordings(pattern)
                except PatternError as error:
                    reading.problems.append((("theme", name, key, place), f"{pattern!r}: {error}"))
    if reading.problems:
        raise ThemeError(reading.problems)
    return found


def read(tables: Mapping[str, object]) -> ThemeFile:
    """What the tables of a shipped file say; a test proves its patterns. Raises ThemeError."""
    reading = _Reading(ThemeFile({}))
    found = reading.file(tables)
    if reading.problems:
        raise ThemeError(reading.problems)
    return found


class _Reading:
    """One reading of one file, noting problems instead of stopping at the first."""

    def __init__(self, known: ThemeFile) -> None:
        self.problems: list[tuple[KeyPath, str]] = []
        self._known = known

    def _note(self, path: KeyPath, message: str) -> None:
        self.problems.append((path, message))

    def file(self, tables: Mapping[str, object]) -> ThemeFile:
        for key in tables:
            if key not in ("theme", "labels", "stop_words", "openers"):
                self._note((key,), "unknown key; a theme begins with [theme.NAME]")
        themes: dict[str, Theme] = {}
        removed: set[str] = set()
        for name, raw in self._tables(tables, "theme"):
            if not _is_name(name):
                self._note(("theme", name), 'a name is of a-z, 0-9, "-" and "_", at most 40, a letter first')
            elif not isinstance(raw, Mapping):
                self._note(("theme", name), "this must be a table: [theme.NAME]")
            elif raw.get("words") == [] and set(raw) <= set(_KEYS):
                removed.add(name)
            elif theme := self._theme(name, raw):
                themes[name] = theme
        for name in sorted(removed - self._known.themes.keys()):
            self._note(("theme", name, "words"), "there is nothing in it, and no shipped theme to take away")
        self._check_labels(themes, removed)
        stop_words, openers = (self._word_list(tables, key) for key in ("stop_words", "openers"))
        return ThemeFile(themes, frozenset(removed), dict(self._labels(tables)), stop_words, openers)

    def _tables(self, tables: Mapping[str, object], key: str) -> Iterator[tuple[str, object]]:
        raw = tables.get(key, {})
        if isinstance(raw, Mapping):
            yield from raw.items()
        else:
            self._note((key,), f"this must be a table: [{key}]")

    def _theme(self, name: str, raw: Mapping[str, object]) -> Theme | None:
        here = ("theme", name)
        before = len(self.problems)
        for key in raw:
            if key not in _KEYS:
                self._note((*here, key), f"unknown key; known: {', '.join(_KEYS)}")
        label, attribute = raw.get("label"), raw.get("attribute")
        if not isinstance(label, str) or not label.strip() or not label.isprintable():
            self._note((*here, "label") if "label" in raw else here, 'add label = "…", as digests call it')
        elif len(label) > _LONGEST_LABEL:
            self._note((*here, "label"), f"this must be at most {_LONGEST_LABEL} characters")
        if attribute is not None and attribute not in ATTRIBUTES:
            self._note((*here, "attribute"), f"there is no {attribute!r}; known: {', '.join(ATTRIBUTES)}")
        inside = {key: self._inside(here, key, raw) for key in ("praised", "blamed")}
        lists = {key: self._list(here, key, raw) for key in ("words", "except")}
        if len(self.problems) > before or not isinstance(label, str):
            return None
        return Theme(
            name,
            label,
            lists["words"],
            lists["except"],
            attribute if isinstance(attribute, str) else None,
            inside["praised"],
            inside["blamed"],
        )

    def _inside(self, here: KeyPath, key: str, raw: Mapping[str, object]) -> str | None:
        said = raw.get(key)
        if said is None or (isinstance(said, str) and (said == "" or said.isprintable())):
            return said
        self._note((*here, key), 'write it as inside a sentence, such as "the wait", or "" for never')
        return None

    def _word_list(self, tables: Mapping[str, object], key: str) -> frozenset[str]:
        said = tables.get(key, "")
        if isinstance(said, str):
            return frozenset(said.casefold().split())
        self._note((key,), "this must be a text of words with spaces between them")
        return frozenset()

    def _list(self, here: KeyPath, key: str, raw: Mapping[str, object]) -> tuple[str, ...]:
        if key == "words" and key not in raw:
            self._note(here, 'add words = ["…"], what to look for')
        said = raw.get(key, [])
        if isinstance(said, list) and all(isinstance(one, str) for one in said):
            return tuple(said)
        self._note((*here, key), 'this must be a list of texts: ["late", "too slow"]')
        return ()

    def _check_labels(self, themes: Mapping[str, Theme], removed: set[str]) -> None:
        """No two themes may be called the same: nobody could tell them apart."""
        called = {
            theme.label.casefold(): name
            for name, theme in self._known.themes.items()
            if name not in removed and name not in themes
        }
        for name, theme in themes.items():
            other = called.setdefault(theme.label.casefold(), name)
            if other != name:
                self._note(
                    ("theme", name, "label"),
                    f"the theme {other} is called {theme.label!r} too; give one of them another label",
                )

    def _labels(self, tables: Mapping[str, object]) -> Iterator[tuple[str, str]]:
        for key, label in self._tables(tables, "labels"):
            if key not in (STAFF, COMPETITOR):
                self._note(("labels", key), f"unknown key; known: {STAFF}, {COMPETITOR}")
            elif not isinstance(label, str) or "{name}" not in label:
                self._note(("labels", key), 'write it with the name in it, such as "Staff: {name}"')
            else:
                yield key, label


def _is_name(name: str) -> bool:
    return 0 < len(name) <= 40 and name[0].isalpha() and all(sign in _NAME_SIGNS for sign in name)


_NAME_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")
