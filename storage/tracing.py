"""The whole way of one event, invitation, parcel, case or order, as it is stored: ids, kinds and moments.

No words and no names: those are for whoever looks at the case itself. What belongs together is found by the
ids that rows carry; the events of a conversation by its chat and its time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from storage import codec, finding
from storage.codec import moment
from storage.outbox_since import first_since
from storage.statements import AnyRow, many, rows_by
from storage.tables import (
    addresses,
    answers,
    case_entries,
    cases,
    customers,
    dead_letters,
    inbox,
    invitations,
    outbox,
    purchases,
    suppressions,
    timers,
)

PLATFORMS = ("telegram", "slack", "web", "timer", "courier", "replay")
EVENTS_SHOWN = 200  # of one chat
_IDS = re.compile(r"[A-Za-z0-9_-]{8,}")
_GONE = select(customers.c.id, customers.c.erased_us).where(
    customers.c.id.in_(many()), customers.c.erased_us.is_not(None)
)
_ROUNDS = 4  # from an event to its conversation, to its case, to its order, to other invitations about it


@dataclass(frozen=True, slots=True)
class Step:
    """Something happened, or is to happen (``ahead``). ``facts`` by name; none of them quotes anybody."""

    at: datetime
    what: str
    id: str
    facts: Mapping[str, object] = field(default_factory=dict)
    ahead: bool = False


@dataclass(slots=True)
class _Found:
    """Ids of what belongs together, and events by their inbox keys."""

    invitations: set[str] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)
    purchases: set[str] = field(default_factory=set)
    parcels: set[str] = field(default_factory=set)
    events: dict[tuple[str, str], AnyRow] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.size > 0

    @property
    def size(self) -> int:
        ids = (self.invitations, self.cases, self.purchases, self.parcels)
        return sum(len(some) for some in ids) + len(self.events)


def trace(
    connection: Connection, word: str, shops: Iterable[str] = (), adapters: Iterable[str] = ()
) -> list[Step]:
    """The way of whatever this word names, in order of time; empty where it names nothing.

    Events are looked for of these shops, and of these adapters besides our own.
    """
    found = _named(connection, word, tuple(shops), tuple(adapters))
    if found:
        for _ in range(_ROUNDS):
            before = found.size
            _widen(connection, found)
            if found.size == before:
                break
    if (gone := _erased(connection, word, found)) is not None:
        return [gone]
    return sorted(_steps(connection, found), key=lambda step: (step.ahead, step.at, _turn(step)))


def _erased(connection: Connection, word: str, found: _Found) -> Step | None:
    """That they were erased, where the word names a customer who was, or what was told of one since."""
    named = {
        word.strip(),
        *(row.customer_id for row in _rows(connection, purchases, purchases.c.id, found.purchases)),
    }
    for row in rows_by(connection, _GONE, named):
        return Step(moment(row.erased_us), "erased", row.id)
    return None


_TURNS = (
    "came in",
    "could not",
    "bought",
    "not asked",
    "invitation planned",
    "answered",
    "invitation",
    "case",
)


def _turn(step: Step) -> int:
    """Of what happened at the same moment: cause before effect, parcels last."""
    return next((turn for turn, words in enumerate(_TURNS) if step.what.startswith(words)), len(_TURNS))


# --- what the word names


def _named(connection: Connection, word: str, shops: tuple[str, ...], adapters: tuple[str, ...]) -> _Found:
    platforms = (*PLATFORMS, *adapters, *(f"shop:{shop}" for shop in shops))
    platform, _, key = word.partition("/")
    keys = [(one, word) for one in platforms] + ([(platform, key)] if platform else [])
    found = _Found(
        invitations=_those(connection, invitations.c.id, [word]),
        cases=_those(connection, cases.c.id, [word]),
        parcels=_those(connection, outbox.c.id, [word]),
        events={one: row for one in keys if (row := _event(connection, one)) is not None},
    )
    if not found:
        found.purchases.update(finding.find(connection, word, shops).purchases)
    return found


def _those(connection: Connection, column: Any, ids: Iterable[str]) -> set[str]:
    """Those of these ids that there are."""
    return {id_ for (id_,) in rows_by(connection, select(column).where(column.in_(many())), ids)}


_EVENT = select(inbox).where(inbox.c.platform == bindparam("platform"), inbox.c.key == bindparam("key"))


def _event(connection: Connection, key: tuple[str, str]) -> AnyRow | None:
    return connection.execute(_EVENT, {"platform": key[0], "key": key[1]}).first()


# --- what belongs to it


def _widen(connection: Connection, found: _Found) -> None:
    """Add what the rows found so far lead to."""
    for key, row in found.events.items():
        _by_event(connection, key, row, found)
    for row in _rows(connection, outbox, outbox.c.id, found.parcels):
        _add_subject(row.about, found)
    for row in _rows(connection, cases, cases.c.id, found.cases):
        found.invitations.update(filter(None, [row.invitation_id]))
        found.parcels.add(row.alert)
    found.cases.update(row.id for row in _rows(connection, cases, cases.c.invitation_id, found.invitations))
    for row in _rows(connection, invitations, invitations.c.id, found.invitations):
        found.purchases.update(filter(None, [row.purchase_id]))
    found.invitations.update(
        row.id for row in _rows(connection, invitations, invitations.c.purchase_id, found.purchases)
    )
    about = [
        *(f"invitation:{id_}" for id_ in found.invitations),
        *(f"case:{id_}" for id_ in found.cases),
        *(f"purchase:{id_}" for id_ in found.purchases),
    ]
    since = first_since(connection, _began_us(connection, found)) if about else 0
    found.parcels.update(id_ for (id_,) in rows_by(connection, _ABOUT, about, since=since))
    found.parcels.intersection_update(_those(connection, outbox.c.id, found.parcels))


_ABOUT = select(outbox.c.id).where(outbox.c.sequence >= bindparam("since"), outbox.c.about.in_(many()))


def _began_us(connection: Connection, found: _Found) -> int:
    """Before this none of it was there, and so no parcel about it."""
    began = [row.planned_us for row in _rows(connection, invitations, invitations.c.id, found.invitations)]
    began += [row.opened_us for row in _rows(connection, cases, cases.c.id, found.cases)]
    for row in _rows(connection, purchases, purchases.c.id, found.purchases):
        reported = _event(connection, (f"shop:{row.shop}", row.order))
        began.append(row.bought_us if reported is None else min(row.bought_us, reported.at_us))
    return min(began, default=0)


def _by_event(connection: Connection, key: tuple[str, str], row: AnyRow, found: _Found) -> None:
    ids = _IDS.findall(_carried(codec.loads(row.payload)))
    for table, into in ((invitations, found.invitations), (cases, found.cases), (purchases, found.purchases)):
        into.update(_those(connection, table.c.id, ids))
    if row.kind == "purchase":
        platform, order = key
        of_shop = select(purchases.c.id).where(
            purchases.c.shop == platform.removeprefix("shop:"), purchases.c.order == order
        )
        found.purchases.update(connection.execute(of_shop).scalars())
    if row.place:
        open_then = select(invitations.c.id).where(
            invitations.c.address == row.place,
            invitations.c.sent_us <= row.at_us,
            (invitations.c.finished_us.is_(None)) | (invitations.c.finished_us >= row.at_us),
        )
        found.invitations.update(connection.execute(open_then).scalars())


def _carried(payload: Mapping[str, Any]) -> str:
    """What an event says that may hold our ids: a button's data, a timer's subject; nobody's words."""
    return " ".join(str(payload.get(name, "")) for name in ("data", "subject", "parcel_id", "about"))


def _add_subject(about: str, found: _Found) -> None:
    kind, _, id_ = about.partition(":")
    into = {"invitation": found.invitations, "case": found.cases, "purchase": found.purchases}.get(kind)
    if into is not None:
        into.add(id_)


def _rows(connection: Connection, table: Any, column: Any, ids: Iterable[str]) -> Iterator[AnyRow]:
    statement: Select[Any] = select(table).where(column.in_(many()))
    yield from rows_by(connection, statement, ids)


# --- what happened


def _steps(connection: Connection, found: _Found) -> Iterator[Step]:
    for table, column, ids, tell in _TOLD:
        for row in _rows(connection, table, column, ids(found)):
            yield from tell(row)
    yield from _events(connection, found)
    platforms = _platforms(connection, found.parcels)
    for row in _rows(connection, outbox, outbox.c.id, found.parcels):
        yield from _parcel(row, platforms.get(row.address, "?"))


def _purchase(row: AnyRow) -> Iterator[Step]:
    facts = {"shop": row.shop, "order": row.order, "touchpoint": row.touchpoint, "not_asked": row.not_asked}
    yield Step(moment(row.bought_us), "bought", row.id, facts)


def _invitation(row: AnyRow) -> Iterator[Step]:
    facts = {"survey": row.survey, "version": row.survey_version, "touchpoint": row.touchpoint}
    yield Step(moment(row.planned_us), "invitation planned", row.id, {**facts, "due": _iso(row.due_us)})
    for at_us, what in ((row.sent_us, "sent"), (row.delivered_us, "delivered")):
        if at_us is not None:
            yield Step(moment(at_us), f"invitation {what}", row.id)
    if row.finished_us is not None:
        yield Step(moment(row.finished_us), f"invitation {row.state}", row.id)
    else:
        yield Step(moment(row.expires_us), "invitation expires", row.id, {"state": row.state}, ahead=True)


def _answer(row: AnyRow) -> Iterator[Step]:
    facts = {
        "question": row.question,
        "rating": row.rating,
        "skipped": bool(row.skipped) or None,
        "comment": f"{len(row.comment)} characters" if row.comment else None,
        "said_in": row.said_in,
        "analyzer": f"{row.analyzer} {row.analyzer_version}" if row.analyzer else None,
    }
    yield Step(moment(row.answered_us), "answered", row.invitation_id, facts)


def _case(row: AnyRow) -> Iterator[Step]:
    facts = {"kind": row.kind, "severity": row.severity, "room": row.room, "owner": row.owner}
    yield Step(moment(row.opened_us), "case opened", row.id, {**facts, "take_by": _iso(row.take_by_us)})


def _entry(row: AnyRow) -> Iterator[Step]:
    yield Step(moment(row.at_us), f"case: {row.kind}", f"{row.case_id}/{row.number}", {"by": row.actor})


def _suppression(row: AnyRow) -> Iterator[Step]:
    yield Step(moment(row.at_us), "not asked", row.purchase_id, {"reason": row.reason})


def _timer(row: AnyRow) -> Iterator[Step]:
    yield Step(moment(row.due_us), f"timer: {row.kind}", row.id, ahead=True)


_TOLD: tuple[tuple[Any, Any, Callable[[_Found], Iterable[str]], Callable[[AnyRow], Iterator[Step]]], ...] = (
    (purchases, purchases.c.id, lambda found: found.purchases, _purchase),
    (suppressions, suppressions.c.purchase_id, lambda found: found.purchases, _suppression),
    (invitations, invitations.c.id, lambda found: found.invitations, _invitation),
    (answers, answers.c.invitation_id, lambda found: found.invitations, _answer),
    (cases, cases.c.id, lambda found: found.cases, _case),
    (case_entries, case_entries.c.case_id, lambda found: found.cases, _entry),
    (
        timers,
        timers.c.subject,
        lambda found: {*found.invitations, *found.cases, *found.purchases},
        _timer,
    ),
)


def _parcel(row: AnyRow, platform: str) -> Iterator[Step]:
    facts = {"purpose": row.purpose, "about": row.about, "platform": platform, "edits": row.target}
    yield Step(moment(row.created_us), "parcel written", row.id, facts)
    tried = {"attempts": row.attempts or None, "outcome_unknown": bool(row.unknown) or None}
    if row.settled_us is not None:
        yield Step(moment(row.settled_us), f"parcel {row.state}", row.id, {**tried, "receipt": row.receipt})
    else:
        yield Step(moment(row.not_before_us), "parcel waits", row.id, tried, ahead=True)


def _platforms(connection: Connection, parcels: Iterable[str]) -> Mapping[str, str]:
    """Of the addresses of these parcels, by key."""
    keys = {row.address for row in _rows(connection, outbox, outbox.c.id, parcels)}
    return {row.key: row.platform for row in _rows(connection, addresses, addresses.c.key, keys)}


_IN_CHAT = (
    select(inbox)
    .where(
        inbox.c.place == bindparam("place"),
        inbox.c.place != "",
        inbox.c.at_us >= bindparam("from_us"),
        inbox.c.at_us <= bindparam("until_us"),
    )
    .order_by(inbox.c.at_us)
    .limit(EVENTS_SHOWN)
)
_LETTERS = select(dead_letters).where(
    dead_letters.c.platform == bindparam("platform"), dead_letters.c.key == bindparam("key")
)
_FOR_EVER_US = 2**62


def _events(connection: Connection, found: _Found) -> Iterator[Step]:
    """What came in: what was asked for, the orders, and what was said in a conversation's chat meanwhile."""
    rows = dict(found.events)
    for bought in _rows(connection, purchases, purchases.c.id, found.purchases):
        key = (f"shop:{bought.shop}", bought.order)
        if (row := _event(connection, key)) is not None:
            rows[key] = row
    for asked in _rows(connection, invitations, invitations.c.id, found.invitations):
        if asked.address is not None and asked.sent_us is not None:
            until_us = _FOR_EVER_US if asked.finished_us is None else asked.finished_us
            by = {"place": asked.address, "from_us": asked.sent_us, "until_us": until_us}
            rows.update({(row.platform, row.key): row for row in connection.execute(_IN_CHAT, by)})
    for key, row in rows.items():
        facts = {"from": row.platform, "replied": row.reply is not None or None}
        yield Step(moment(row.at_us), f"came in: {row.kind}", "/".join(key), facts)
        for letter in connection.execute(_LETTERS, {"platform": key[0], "key": key[1]}):
            why = {"error": str(letter.error).partition(":")[0], "letter": letter.sequence}
            yield Step(moment(letter.at_us), "could not be handled", "/".join(key), why)


def _iso(us: int) -> str:
    return moment(us).isoformat()
