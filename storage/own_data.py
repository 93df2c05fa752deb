"""Everything that is held of one customer, walked table by table by what each holds of a person.

A table that is *personal* or *derived* has a way to their rows here, or a reason why none is needed; a test
sees to it. What was said in their chats lies in the inbox and the outbox, and is read as a conversation.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, or_, select

from bot.core.own_data import Held, Row, Spoken
from storage import codec
from storage.history import history
from storage.tables import (
    addresses,
    answers,
    audit,
    case_entries,
    cases,
    contributors,
    customers,
    dead_letters,
    gestures,
    invitations,
    links,
    observations,
    promises,
    purchases,
    suppressions,
)

MOST_SPOKEN = 100_000  # lines of one chat

_SUFFIX = "_us"
_OURS = frozenset(
    {"token_hash", "lease_until", "lease_owner", "fence", "blocked_until", "sequence", "position", "said_in"}
)
"""Columns by which we work, and that say nothing of anybody; a link's hash would be half of its secret."""

_JSON = frozenset(
    {
        *("aside", "attributes", "copies", "evidence", "felt", "grounds", "invited_at", "options", "payload"),
        *("playback", "ratings", "reasons", "segments", "stray", "told"),
    }
)

_Which = Callable[[str], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class _Way:
    """Which rows of a table are about a customer, by their id."""

    table: Table
    which: _Which


def _by(column: Column[Any]) -> _Which:
    return lambda customer_id: column == customer_id


def _of_invitations(customer_id: str) -> Select[Any]:
    return select(invitations.c.id).where(invitations.c.customer_id == customer_id)


def _of_cases(customer_id: str) -> Select[Any]:
    return select(cases.c.id).where(cases.c.customer_id == customer_id)


def _looked_at(customer_id: str) -> ColumnElement[bool]:
    of_cases = select("case:" + cases.c.id).where(cases.c.customer_id == customer_id)
    return or_(audit.c.subject == f"customer:{customer_id}", audit.c.subject.in_(of_cases))


_WAYS: tuple[_Way, ...] = (
    _Way(customers, _by(customers.c.id)),
    _Way(addresses, _by(addresses.c.customer_id)),
    _Way(links, _by(links.c.customer_id)),
    _Way(purchases, _by(purchases.c.customer_id)),
    _Way(invitations, _by(invitations.c.customer_id)),
    _Way(answers, lambda id_: answers.c.invitation_id.in_(_of_invitations(id_))),
    _Way(suppressions, _by(suppressions.c.customer_id)),
    _Way(cases, _by(cases.c.customer_id)),
    _Way(case_entries, lambda id_: case_entries.c.case_id.in_(_of_cases(id_))),
    _Way(promises, _by(promises.c.customer_id)),
    _Way(gestures, _by(gestures.c.customer_id)),
    _Way(observations, _by(observations.c.customer_id)),
    _Way(contributors, _by(contributors.c.customer_id)),
    _Way(audit, _looked_at),
)
WALKED = frozenset(way.table.name for way in _WAYS) | {dead_letters.name}
SPOKEN = frozenset({"inbox", "outbox"})
LEFT_OUT: Mapping[str, str] = {
    "incidents": "gathers cases of several customers; each is told with its own",
    "timers": "says when something is looked at again, and nothing else",
}


def held(connection: Connection, customer_id: str, now: datetime) -> Held:
    """All that there is of this customer; empty tables for somebody whom nobody knows."""
    tables: dict[str, list[Row]] = {}
    with connection.begin():
        for way in _WAYS:
            wanted = select(way.table).where(way.which(customer_id)).order_by(*way.table.primary_key.columns)
            tables[way.table.name] = [_json(row._asdict()) for row in connection.execute(wanted)]
        keys = [
            key
            for (key,) in connection.execute(
                select(addresses.c.key).where(addresses.c.customer_id == customer_id)
            )
        ]
        tables[dead_letters.name] = [*_dead_letters(connection, keys)]
    spoken = sorted(_spoken(connection, keys), key=lambda one: one.at)
    return Held(customer_id, now, tables, spoken)


def customer_at(connection: Connection, address_key: str) -> str | None:
    """Whose address this is."""
    with connection.begin():
        found = connection.execute(select(addresses.c.customer_id).where(addresses.c.key == address_key))
        return found.scalar_one_or_none()


def _json(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as JSON: moments in words, what is JSON as it is, what is ours alone left out."""
    found = {name.removesuffix(_SUFFIX): _value(name, value) for name, value in row.items()}
    return {name: value for name, value in found.items() if name not in _OURS}


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name.endswith(_SUFFIX):
        return codec.moment(value).isoformat()
    if name == "attributes":
        return [
            {"name": one.name, "value": one.value, "source": one.source, "at": one.at.isoformat()}
            for one in codec.decode_attributes(value)
        ]
    if name == "invited_at":
        return {survey: at.isoformat() for survey, at in codec.decode_moments(value).items()}
    return json.loads(value) if name in _JSON else value


def _dead_letters(connection: Connection, keys: list[str]) -> Iterator[Row]:
    """What came from their chats and could not be handled; there are few of them, of anybody."""
    people = [codec.address(key) for key in keys]
    named = [dead_letters.c.payload.contains(f':{one.person}"', autoescape=True) for one in people]
    if not named:
        return
    for row in connection.execute(select(dead_letters).where(or_(*named)).order_by(dead_letters.c.sequence)):
        if getattr(codec.decode_event(row.payload), "address", None) in people:
            yield _json(row._asdict())


def _spoken(connection: Connection, keys: list[str]) -> Iterator[Spoken]:
    for key in keys:
        for one in history(connection, codec.address(key), MOST_SPOKEN):
            yield Spoken(one.at, one.text, one.message, one.language)
