"""Trying a configuration with some keys changed: ``contact.sampling=0.5`` as somebody types it.

The changes go into the file's tables before they are checked, so that a changed key is checked like one in
the file, and refused in the same words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, get_args

from bot.config.location import KeyPath
from bot.config.models import ConfigFile
from bot.config.values import Section
from bot.core.errors import OperatorError

Changes = Mapping[KeyPath, object]
"""Path of a key → its value, as TOML gives it."""
NO_CHANGES: Changes = {}

_SAYS_THE_SAME = {"words_precision": "unhappy_from", "unhappy_from": "words_precision"}
"""Two keys for one thing: to try the one is to do without the other."""


def read_changes(typed: Iterable[str], sections: Iterable[str]) -> Changes:
    """``SECTION.KEY=VALUE`` of these sections, each. Raises OperatorError naming what is known."""
    changes: dict[KeyPath, object] = {}
    wanted = tuple(sections)
    for one in typed:
        key, sign, value = one.partition("=")
        path = tuple(part.strip() for part in key.split("."))
        if not sign or not all(path):
            raise OperatorError(f"{one}: write it as KEY=VALUE, such as contact.between_any_days=60")
        if path[0] not in wanted or len(path) < 2:
            raise OperatorError(f"{one}: {_not_known(key, wanted)}")
        if path in changes:
            raise OperatorError(f"{one}: {key} is given twice; remove one")
        changes[path] = _value(value.strip())
    return changes


def with_changes(tables: Mapping[str, Any], changes: Changes) -> dict[str, Any]:
    """The tables with the changes made; whether they make sense is for the checks."""
    changed = dict(tables)
    for path, value in changes.items():
        table = changed
        for part in path[:-1]:
            inner = table.get(str(part))
            inner = dict(inner) if isinstance(inner, Mapping) else {}
            table[str(part)] = inner
            table = inner
        table[str(path[-1])] = value
        other = _SAYS_THE_SAME.get(str(path[-1]))
        if other is not None and (*path[:-1], other) not in changes:
            table.pop(other, None)
    return changed


def _value(typed: str) -> object:
    """As in the file; text needs no quotes here."""
    try:
        return tomllib.loads(f"value = {typed}")["value"]
    except tomllib.TOMLDecodeError:
        return typed


def _not_known(key: str, sections: tuple[str, ...]) -> str:
    known = sorted(known_keys(sections))
    whole = {name.rpartition(".")[2]: name for name in reversed(known)}
    close = get_close_matches(key, known, n=1)
    meant = close[0] if close else whole.get(key.rpartition(".")[2])
    listed = " and ".join(f"[{section}]" for section in sections)
    remedy = f'did you mean "{meant}"?' if meant else f"such as {known[0]}=…"
    return f"only keys of {listed} can be tried; {remedy}"


def known_keys(sections: Iterable[str]) -> Iterator[str]:
    """Every key of these sections, in full; NAME stands for a name of the operator's own."""
    for section in sections:
        yield from _keys(section, ConfigFile.model_fields[section].annotation)


def _keys(at: str, annotation: object) -> Iterator[str]:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        for name, field in annotation.model_fields.items():
            yield from _keys(f"{at}.{name}", field.annotation)
        return
    inner = next((one for one in get_args(annotation) if _is_section(one)), None)
    if inner is None:
        yield at
    else:
        yield from _keys(f"{at}.NAME", inner)


def _is_section(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Section)
