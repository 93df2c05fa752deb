"""Payloads as nobody should send them: true ones, with something wrong in them. Seeded, so repeatable."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from random import Random
from typing import Any

from tests.hostile import WORDS

_DEEP = 3000  # brackets: more than any reader of JSON goes down
_NUMBERS: tuple[Any, ...] = (0, -1, 1, 2**31, 2**63, -(2**63) - 1, 10**30, 1e308, -0.0, 1.5, True, False)
_OTHERS: tuple[Any, ...] = (
    None,
    "",
    [],
    {},
    [None],
    {"": None},
    [[[[]]]],
    "null",
    "0",
    "\ud800",
    "\x00",
    "x" * 70_000,
)

Node = tuple[Any, Any]
"""A container, and the key or place in it."""


def junk(chance: Random) -> Any:
    """A value that is not what is expected."""
    return copy.deepcopy(chance.choice((*_NUMBERS, *_OTHERS, *WORDS.values())))


def nodes(value: Any) -> list[Node]:
    """Every place in it that can be changed."""
    found: list[Node] = []
    waiting = [value]
    while waiting:
        one = waiting.pop()
        keys: Any = one.keys() if isinstance(one, dict) else range(len(one)) if isinstance(one, list) else ()
        for key in keys:
            found.append((one, key))
            waiting.append(one[key])
    return found


def _replace(holder: Any, key: Any, chance: Random) -> None:
    holder[key] = junk(chance)


def _remove(holder: Any, key: Any, _chance: Random) -> None:
    del holder[key]


def _wrap(holder: Any, key: Any, chance: Random) -> None:
    holder[key] = chance.choice(
        ([holder[key]], {"value": holder[key]}, json.dumps(holder[key]), str(holder[key]))
    )


def _add(holder: Any, key: Any, chance: Random) -> None:
    if isinstance(holder, dict):
        holder[str(junk(chance))] = junk(chance)
    else:
        holder.extend([holder[key]] * chance.choice((1, 2, 500)))


def _rename(holder: Any, key: Any, chance: Random) -> None:
    if isinstance(holder, dict):
        holder[chance.choice((str(key).upper(), f"{key} ", f"{key}\x00", "type", "id"))] = holder.pop(key)
    else:
        chance.shuffle(holder)


_CHANGES: tuple[Callable[[Any, Any, Random], None], ...] = (
    _replace,
    _replace,
    _replace,
    _remove,
    _wrap,
    _add,
    _rename,
)


def changed(payload: Any, chance: Random) -> Any:
    """A payload of which one to three places are wrong."""
    made = copy.deepcopy(payload)
    for _ in range(chance.choice((1, 1, 2, 3))):
        places = nodes(made)
        if places:
            chance.choice(_CHANGES)(*chance.choice(places), chance)
    return made


def broken(body: bytes, chance: Random) -> bytes:
    """Bytes that are no JSON, or no text, or end too early."""
    at = chance.randrange(len(body) + 1)
    return chance.choice(
        (
            b"",
            body[:at],
            body + body,
            body[:at] + bytes([chance.randrange(256)]) + body[at + 1 :],
            body[:at] + b"\xff\xfe\x00" + body[at:],
            b"[" * _DEEP,
            b'{"a":' * _DEEP + b"1" + b"}" * _DEEP,
            b"1" * 5000,
            b"NaN",
            b"null",
            b'"' + body[:100],
            body.replace(b":", b"=", 1),
            body.decode("utf-8", "replace").encode("utf-16"),
        )
    )


_NAMES = frozenset(
    {"update_id", "message_id", "id", "ts", "event_ts", "event_id", "trigger_id", "key", "order"}
)


def renamed(payload: Any, chance: Random) -> Any:
    """The same as something that nobody has seen yet: what is known already is not read any further."""
    made, number = copy.deepcopy(payload), chance.randrange(10**9)
    for holder, key in nodes(made):
        value = holder[key]
        if key not in _NAMES or (isinstance(holder, dict) and holder.get("type") == "private"):
            continue
        if type(value) is int and value > 0:
            holder[key] = number
        elif isinstance(value, str) and re.fullmatch(r"\d+\.\d+", value):
            holder[key] = f"1767225600.{number:09d}"
        elif isinstance(value, str) and key in {"event_id", "trigger_id", "key", "order"}:
            holder[key] = f"{value[:20]}{number}"
    return made


def input_of(payload: Any, chance: Random) -> bytes:
    """One payload in ten is true, one in five no JSON at all, the others are wrong somewhere."""
    kind = chance.random()
    made = renamed(payload, chance)
    made = made if kind < 0.1 else changed(made, chance)
    body = json.dumps(made).encode()
    return broken(body, chance) if kind > 0.8 else body
