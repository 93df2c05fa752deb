"""Rows for strangers: pseudonyms for ids, days for moments, and nothing that few people share.

It is pseudonymous, not anonymous: whoever has the installation's key can make the same pseudonyms again, so
that two exports fit together, and what is known of somebody from elsewhere may still tell who they are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.quoting import Consent
from bot.exports.columns import Column, Kind
from storage.export_reading import Row, Taken

SHARED_BY = 5  # customers, from whom on a place or product is told
MASK = "[…]"

_PURPOSE = b"feedback-bot research"
_PSEUDONYM_BYTES = 8
_MAY_BE_QUOTED = frozenset({Consent.NAMED.value, Consent.UNNAMED.value})
_REVEALING = re.compile(
    r"\S+@\S+"  # e-mail
    r"|(?:https?://|www\.)\S+"
    r"|(?<!\w)@\w+"
    r"|\+?\d(?:[ ()/.-]{0,3}\d){4,}"  # telephone, order and card numbers
)
_LEAST_OF_A_NAME = 2  # letters

Common = Mapping[str, frozenset[str]]
"""Column → the values that enough customers share."""


def kept(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Those that lead to nobody by themselves."""
    return tuple(column for column in columns if column.kind is not Kind.NAME)


def shared(columns: Iterable[Column], rows: Iterable[Taken]) -> Common:
    """The values that enough customers share; in memory are the values, and a few ids for each."""
    rare = [column.name for column in columns if column.kind in {Kind.RARE, Kind.RARE_LIST}]
    who: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in rows:
        customer = one.row.get("customer")
        for name in rare if customer else ():
            for value in _values(one.row.get(name)):
                if len(seen := who[name, value]) < SHARED_BY:
                    seen.add(str(customer))
    return {
        name: frozenset(value for (of, value), seen in who.items() if of == name and len(seen) >= SHARED_BY)
        for name in rare
    }


def _values(value: Any) -> Sequence[str]:
    return () if value is None else value if isinstance(value, list) else (str(value),)


class Pseudonymous:
    """Makes rows fit for strangers. ``link_key`` is the installation's own secret."""

    def __init__(self, columns: Sequence[Column], link_key: bytes, zone: ZoneInfo, common: Common) -> None:
        self._columns = kept(columns)
        self._key = blake2b(_PURPOSE, key=link_key[:64]).digest()
        self._zone = zone
        self._common = common

    def rows(self, taken: Iterable[Taken]) -> Iterator[Row]:
        """Each of them, without what tells too much."""
        for one in taken:
            yield {column.name: self._cell(column, one) for column in self._columns}

    def _cell(self, column: Column, one: Taken) -> Any:
        value = one.row.get(column.name)
        if value is None:
            return None
        match column.kind:
            case Kind.ID:
                return blake2b(str(value).encode(), key=self._key, digest_size=_PSEUDONYM_BYTES).hexdigest()
            case Kind.MOMENT:
                return value.astimezone(self._zone).date() if isinstance(value, datetime) else value
            case Kind.RARE:
                return value if value in self._common[column.name] else None
            case Kind.RARE_LIST:
                return [part for part in value if part in self._common[column.name]]
            case Kind.WORDS:
                return masked(str(value), one.names) if one.row.get("quotes") in _MAY_BE_QUOTED else None
            case _:
                return value


def masked(words: str, names: Iterable[str]) -> str:
    """The words without addresses, longer numbers, and these names in any capitals."""
    parts = {part for name in names for part in name.split() if len(part) >= _LEAST_OF_A_NAME}
    words = _REVEALING.sub(MASK, words)
    for part in sorted(parts, key=len, reverse=True):
        words = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", MASK, words, flags=re.IGNORECASE)
    return words
