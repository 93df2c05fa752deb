"""The only prose: one catalogue per language, made of ``LANGUAGE.toml`` and ``*.LANGUAGE.toml``.

A text is a template with ``{placeholders}``, or a table of ``one`` and ``other`` chosen by the value
``n``. A value may hold one wording per language (a survey's own texts do). A name that is not known
leaves no hole: it goes, with the comma before it. A brace that is meant is written twice.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from bot.core.effects import Line, Value

FOLDER = Path(__file__).parent
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([a-z_]+)\}")
_MISSING = re.compile(r",? ?(?<!\{)\{name\}")


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every text of a language by its dotted key. Raises FileNotFoundError for one that is not shipped."""
    texts: dict[str, str] = {}
    for path in sorted({FOLDER / f"{language}.toml", *FOLDER.glob(f"*.{language}.toml")}):
        _flatten(tomllib.loads(path.read_text("utf-8")), "", texts)
    return texts


def shipped_languages() -> tuple[str, ...]:
    """The languages that have a catalogue."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml") if "." not in path.stem))


def render(line: Line, language: str) -> str:
    """The line in this language. Raises KeyError for a key that is in no catalogue."""
    values = line.values
    key = f"{line.key}.{_plural(values['n'])}" if "n" in values else line.key
    texts = catalogue(language)
    template = texts[key] if key in texts else texts[line.key]
    return _fill(template, values, language)


def _plural(n: Value) -> str:
    return "one" if n == 1 else "other"


def _fill(template: str, values: Mapping[str, Value], language: str) -> str:
    if not values.get("name"):
        template = _MISSING.sub("", template)

    def fill(found: re.Match[str]) -> str:
        name = found.group(1)
        if name is None:
            return found.group(0)[0]
        if name not in values:
            return catalogue(language).get(f"fallback.{name}", found.group(0))
        value = values[name]
        if isinstance(value, Mapping):
            return _fill(local(value, language), {k: v for k, v in values.items() if k != name}, language)
        return f"{value:g}" if isinstance(value, float) else str(value)

    return _PLACEHOLDER.sub(fill, template)


def local(words: Mapping[str, str], language: str) -> str:
    """The wording in this language, else the first there is."""
    return words.get(language) or next(iter(words.values()))


def _flatten(table: Mapping[str, object], prefix: str, into: dict[str, str]) -> None:
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping):
            _flatten(value, f"{key}.", into)
        else:
            into[key] = str(value)
