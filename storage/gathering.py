"""Finding what leads to somebody, before any of it is taken away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Column, Connection, Select, bindparam, select

from bot.core.identity import address_from_key, stranger_id
from storage.chores import Job
from storage.codec import decode_aside, decode_gathered
from storage.statements import AnyRow, many, rows_by
from storage.tables import (
    addresses,
    answers,
    case_entries,
    cases,
    contributors,
    customers,
    gestures,
    incidents,
    invitations,
    observations,
    outbox,
    promises,
    purchases,
)
from storage.traces import Traces


def _of_customer(*columns: Column[Any]) -> Select[Any]:
    """These columns of what is theirs."""
    table = columns[0].table
    statement: Select[Any] = select(*columns).where(table.c.customer_id.in_(many()))
    return statement


_ADDRESSES = _of_customer(addresses.c.key, addresses.c.stray)
_NAMES = select(customers.c.name, customers.c.preferred_name).where(customers.c.id.in_(many()))
_INVITATIONS = _of_customer(invitations.c.id, invitations.c.aside)
_COMMENTS = select(answers.c.comment).where(
    answers.c.invitation_id.in_(many()), answers.c.comment.is_not(None)
)
_CASES = _of_customer(cases.c.id, cases.c.words)
_ENTRIES = select(case_entries.c.text).where(
    case_entries.c.case_id.in_(many()), case_entries.c.text.is_not(None)
)
_PROMISES = _of_customer(promises.c.id, promises.c.words)
_OBSERVED = _of_customer(observations.c.id, observations.c.words)
_GIVEN = _of_customer(gestures.c.id)
_QUOTES = _of_customer(contributors.c.quote)
_PURCHASES = _of_customer(purchases.c.id, purchases.c.shop, purchases.c.order)
_INCIDENTS = select(incidents.c.cases).where(incidents.c.cases.like(bindparam("case_id")))
_RECEIPTS = select(outbox.c.receipt).where(outbox.c.about.in_(many()), outbox.c.receipt.is_not(None))


def gather(connection: Connection, job: Job) -> Traces:
    """Everything that leads to the customer of a job, with what it was told of them at the beginning."""
    with connection.begin():
        places = set(job.detail.get("places", ()))
        known = {job.subject, *_strangers(places)}
        found = rows_by(connection, _ADDRESSES, known)
        places.update(key for key, _ in found)
        people = known.union(_strangers(places))
        words = [*job.detail.get("words", ()), *_aside(stray for _, stray in found)]
        names = [*job.detail.get("names", ())]
        names += [name for row in rows_by(connection, _NAMES, people) for name in row if name]

        talks = rows_by(connection, _INVITATIONS, people)
        talk_ids = [id_ for id_, _ in talks]
        words += [*_aside(aside for _, aside in talks), *_texts(rows_by(connection, _COMMENTS, talk_ids))]
        theirs = rows_by(connection, _CASES, people)
        case_ids = [id_ for id_, _ in theirs]
        words += [*(said for _, said in theirs if said), *_texts(rows_by(connection, _ENTRIES, case_ids))]
        beside = [row for one in (_PROMISES, _OBSERVED) for row in rows_by(connection, one, people)]
        words += [*(said for _, said in beside), *_texts(rows_by(connection, _QUOTES, people))]
        for who, said in _gathered(connection, case_ids):
            names += [who] if who else []
            words += [said] if said else []
        bought = rows_by(connection, _PURCHASES, people)
        ids = {*people, *talk_ids, *case_ids, *(id_ for id_, _ in beside), *(row[0] for row in bought)}
        ids.update(_texts(rows_by(connection, _GIVEN, people)))
        receipts = _texts(rows_by(connection, _RECEIPTS, [f"case:{id_}" for id_ in case_ids]))
        return Traces(
            frozenset(ids),
            frozenset(places),
            tuple(dict.fromkeys(names)),
            tuple(dict.fromkeys(words)),
            frozenset((f"shop:{shop}", order) for _, shop, order in bought),
            frozenset(receipts),
        )


def _strangers(places: Iterable[str]) -> Iterator[str]:
    """Whom somebody is taken for in a chat of which nothing else is known."""
    for place in places:
        yield stranger_id(address_from_key(place))


def _texts(rows: Iterable[AnyRow]) -> list[str]:
    return [row[0] for row in rows]


def _aside(stored: Iterable[str | None]) -> Iterator[str]:
    for one in stored:
        aside = decode_aside(one)
        if aside is not None and aside.text:
            yield aside.text


def _gathered(connection: Connection, case_ids: Iterable[str]) -> Iterator[tuple[str | None, str | None]]:
    """Name and words as a message that gathers many cases shows them."""
    for case_id in case_ids:
        for (stored,) in connection.execute(_INCIDENTS, {"case_id": f"%{case_id}%"}):
            yield from ((one.who, one.words) for one in decode_gathered(stored) if one.case_id == case_id)
