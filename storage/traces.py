"""What leads to one person: their ids, chats, names and words, and what of it is found in a text.

Words are found as they were written, and cut as a quote cuts them. A single first name is looked for only
where something else says already that it is theirs: others are called so too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

_QUOTED = 12  # characters from which on a piece of a comment is told from what anybody might say
_SAID = 3  # characters from which on something is looked for at all
_AROUND = " \n“”\"'…"  # what a quote is set in
_GAP = "…"


def _escaped(text: str) -> str:
    """As it stands in JSON."""
    return json.dumps(text)[1:-1]


@dataclass(slots=True)
class Traces:
    """Of one person. ``ids`` are of them and of all that is theirs, ``places`` address keys.

    ``orders`` are inbox keys of what a shop reported, (platform, key); ``receipts`` the platforms' own names
    of messages about them.
    """

    ids: frozenset[str]
    places: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    orders: frozenset[tuple[str, str]] = frozenset()
    receipts: frozenset[str] = frozenset()
    _long: tuple[str, ...] = field(init=False)
    _short: frozenset[str] = field(init=False)
    _full_names: tuple[str, ...] = field(init=False)
    _called: frozenset[str] = field(init=False)
    _in_json: re.Pattern[str] = field(init=False)
    _known_by: re.Pattern[str] = field(init=False)
    _numbers: re.Pattern[str] | None = field(init=False)

    def __post_init__(self) -> None:
        said = {word.strip() for word in self.words if len(word.strip()) >= _SAID}
        lines = {line.strip() for word in said for line in word.splitlines()}
        pieces = {one for one in said | lines if len(one) >= _QUOTED}
        self._long = tuple(sorted(pieces, key=len, reverse=True))
        self._short = frozenset(one for one in said if len(one) < _QUOTED)
        self._full_names = tuple(name for name in self.names if len(name.split()) > 1)
        self._called = frozenset(self.names) | {name.split()[0] for name in self.names if name.split()}
        exact = [*self._short, *self.places, *self.receipts]
        self._in_json = _any_of(
            [*self.ids, *map(_escaped, self._long), *(f'"{_escaped(one)}"' for one in exact)]
        )
        self._known_by = _any_of(map(_escaped, self._full_names))
        people = {place.rpartition(":")[2] for place in self.places}
        numbers = "|".join(re.escape(one) for one in sorted(people) if len(one) > _SAID)
        self._numbers = re.compile(rf"(?<![0-9A-Za-z])(?:{numbers})(?![0-9A-Za-z])") if numbers else None

    @property
    def json(self) -> dict[str, Any]:
        """To keep until the job is done."""
        return {
            "ids": sorted(self.ids),
            "places": sorted(self.places),
            "names": list(self.names),
            "words": list(self.words),
            "orders": sorted(self.orders),
            "receipts": sorted(self.receipts),
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Traces:
        """What ``json`` kept."""
        return cls(
            frozenset(kept["ids"]),
            frozenset(kept["places"]),
            tuple(kept["names"]),
            tuple(kept["words"]),
            frozenset((platform, key) for platform, key in kept["orders"]),
            frozenset(kept["receipts"]),
        )

    def is_about(self, subject: str) -> bool:
        """Whether "case:ID" or the like names something of theirs."""
        return any(part in self.ids for part in re.split(r"[^a-z0-9]+", subject))

    def are_in(self, text: str) -> bool:
        """Whether a JSON text holds an id or words of theirs."""
        return self._in_json.search(text) is not None

    def names_are_in(self, text: str) -> bool:
        """Whether a JSON text holds their full name."""
        return self._known_by.search(text) is not None

    def numbers_are_in(self, text: str) -> bool:
        """Whether a text that nobody could read holds a platform's own number for them."""
        return self._numbers is not None and self._numbers.search(text) is not None

    def taken_out(self, value: Any) -> Any:
        """The JSON value without their words and names; where a name stands beside their words, that too."""
        match value:
            case str():
                return self._without(value)
            case dict():
                return self._taken_out_of(value)
            case list():
                return [self.taken_out(one) for one in value]
            case _:
                return value

    def _taken_out_of(self, values: dict[str, Any]) -> dict[str, Any]:
        kept = {name: self.taken_out(one) for name, one in values.items()}
        if kept == values:
            return values
        return {name: _GAP if self._is_called(one) else one for name, one in kept.items()}

    def _is_called(self, value: Any) -> bool:
        """Whether this is how they are called: by their whole name, or by the first of it."""
        return isinstance(value, str) and value in self._called

    def _without(self, text: str) -> str:
        if text in self._short or self._is_quote(text):
            return _GAP
        for one in (*self._long, *self._full_names):
            text = text.replace(one, _GAP)
        return text

    def _is_quote(self, text: str) -> bool:
        """Whether it is a piece of what they wrote."""
        bare = text.strip(_AROUND)
        return len(bare) >= _QUOTED and any(bare in one for one in self._long)


def _any_of(texts: Iterable[str]) -> re.Pattern[str]:
    """Any of these; nothing where there are none."""
    return re.compile("|".join(map(re.escape, sorted(set(texts), key=len, reverse=True))) or r"(?!)")
