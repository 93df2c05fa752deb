"""The only prose: one catalogue per language, of ``customers/*.LANGUAGE.toml`` and ``team/*.LANGUAGE.toml``.

What customers may read is there in every language that is shipped; what the team reads is there in some, and
English in the others.

A text is a template with ``{placeholders}``, or a table of ``one`` and ``other`` chosen by the value
``n``. A value may hold one wording per language (a survey's own texts do). A name that is not known
leaves no hole: it goes, with the comma before it. A brace that is meant is written twice.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from bot.core.effects import Line, Value
from bot.core.numerals import count

FOLDER = Path(__file__).parent
CUSTOMERS = FOLDER / "customers"
TEAM = FOLDER / "team"
_TEAM_FALLBACK = "en"
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([a-z_]+)\}")
_MISSING = re.compile(r",? ?(?<!\{)\{name\}")


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every text of a language by its dotted key. Raises FileNotFoundError for one that is not shipped."""
    if language not in shipped_languages():
        raise FileNotFoundError(f"no texts are shipped in {language!r}")
    texts: dict[str, str] = {}
    for folder, spoken in ((CUSTOMERS, language), (TEAM, _TEAM_FALLBACK), (TEAM, language)):
        for path in sorted(folder.glob(f"*.{spoken}.toml")):
            _flatten(tomllib.loads(path.read_text("utf-8")), "", texts)
    return texts


@cache
def shipped_languages() -> tuple[str, ...]:
    """The languages that have a catalogue."""
    return tuple(sorted(path.stem.removeprefix("chat.") for path in CUSTOMERS.glob("chat.*.toml")))


def render(line: Line, language: str) -> str:
    """The line in this language. Raises KeyError for a key that is in no catalogue."""
    values, texts, key = line.values, catalogue(language), line.key
    if "n" in values and (form := f"{key}.{_plural(values['n'])}") in texts:
        key = form
    return _fill(texts[key], values, language)


def _plural(n: Value) -> str:
    return "one" if n == 1 else "other"


def _fill(template: str, values: Mapping[str, Value], language: str) -> str:
    words, names = _parsed(template, bool(values.get("name")))
    if not names:
        return words[0]
    filled = [words[0]]
    for name, after in zip(names, words[1:], strict=True):
        filled += (_word(name, values, language), after)
    return "".join(filled)


def _word(name: str, values: Mapping[str, Value], language: str) -> str:
    """What stands in the place of a name."""
    if name not in values:
        return catalogue(language).get(f"fallback.{name}", f"{{{name}}}")
    value = values[name]
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return _fill(local(value, language), {k: v for k, v in values.items() if k != name}, language)
    return f"{value:g}" if isinstance(value, float) else count(value)


@lru_cache(maxsize=2048)
def _parsed(template: str, has_name: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a template, and the names between them: one fewer. Each is taken apart once."""
    if not has_name:
        template = _MISSING.sub("", template)
    words, names, end = [""], list[str](), 0
    for found in _PLACEHOLDER.finditer(template):
        words[-1] += template[end : found.start()]
        end = found.end()
        if (name := found.group(1)) is None:
            words[-1] += found.group(0)[0]
        else:
            names.append(name)
            words.append("")
    words[-1] += template[end:]
    return tuple(words), tuple(names)


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
