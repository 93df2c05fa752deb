"""Customers from a file, many at a time: what is told of them goes before what is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import Connection, select, text

from bot.core.identity import derived_id
from storage.codec import address
from storage.imported_records import Record, Tally, first, records_of, save_records
from storage.rows import address_row
from storage.staging import StagedRow
from storage.statements import Values, many, rows_by, run_many
from storage.tables import CASE_OPEN, INVITATION_ACTIVE, addresses, cases, invitations
from storage.upserts import upsert


class PersonRow(NamedTuple):
    """One customer as they are staged. ``address`` is an address's key; ``line`` is where they stand."""

    customer_id: str
    name: str | None
    preferred_name: str | None
    language: str | None
    timezone: str | None
    place: str | None
    attributes: str | None
    address: str | None
    line: int


_AT = select(addresses.c.key, addresses.c.customer_id).where(addresses.c.key.in_(many()))
_BUSY = (
    select(cases.c.customer_id).where(cases.c.customer_id.in_(many()), text(CASE_OPEN)),
    select(invitations.c.customer_id).where(invitations.c.customer_id.in_(many()), text(INVITATION_ACTIVE)),
)
_THEIRS = "is somebody else's already"
_TALKING = "is in a conversation with us just now; import this row again when that has ended"


def save_people(
    connection: Connection, audience: str, parts: Iterable[Sequence[StagedRow]], at_us: int
) -> Tally:
    """Save what these ``PersonRow`` tell of their customers, in one transaction.

    ``at_us`` is since when that is known. Somebody who was known as one of another audience is of this one
    from now on. An address becomes whose the operator says it is, unless it is another customer's.
    """
    tally = Tally()
    with connection.begin():
        for rows in parts:
            records, contacts = _told(connection, audience, rows, at_us, tally)
            save_records(connection, records)
            contacts.sort(key=itemgetter("key"))
            _save_contacts(connection, contacts)
    return tally


def meet_people(connection: Connection, audience: str, rows: Sequence[StagedRow], at_us: int) -> Tally:
    """What ``save_people`` would do with these rows; nothing is changed."""
    tally = Tally()
    _told(connection, audience, rows, at_us, tally, to_save=False)
    return tally


def _told(
    connection: Connection,
    audience: str,
    rows: Sequence[StagedRow],
    at_us: int,
    tally: Tally,
    *,
    to_save: bool = True,
) -> tuple[dict[str, Record], list[Values]]:
    """The records that change, and the contacts that are new."""
    records = records_of(connection, map(first, rows), audience, to_save=to_save)
    refused = _refused(connection, rows)
    known_at = {row[0]: row[1] for row in rows_by(connection, _AT, [row[7] for row in rows if row[7]])}
    changed: dict[str, Record] = {}
    contacts: list[Values] = []
    for customer_id, name, preferred, language, zone, place, attributes, key, line in rows:
        record = records[customer_id]
        if record.erased is not None:
            tally.erased += 1
            continue
        if line in refused:
            tally.refused.append((line, refused[line]))
            continue
        before = record.state()
        record.audience = audience
        record.told(name, preferred, language, zone)
        record.place = record.place or place
        if attributes is not None:
            record.has(attributes, at_us)
        moved = key is not None and known_at.get(key) != customer_id
        if moved:
            known_at[key] = customer_id
            contacts.append({**address_row(address(key)), "customer_id": customer_id})
        if record.is_new and customer_id not in changed:
            tally.new += 1
        elif moved or record.state() != before:
            tally.changed += 1
        else:
            tally.known += 1
            continue
        changed[customer_id] = record
    return changed, contacts


def _save_contacts(connection: Connection, contacts: list[Values]) -> None:
    run_many(connection, upsert(connection.dialect.name, addresses, ("customer_id", "reachable")), contacts)


def _refused(connection: Connection, rows: Sequence[StagedRow]) -> dict[int, str]:
    """By line, why its address cannot become that customer's."""
    wanted = {row[7]: row for row in rows if row[7]}
    taken = {key: of for key, of in rows_by(connection, _AT, wanted) if of and of != wanted[key][0]}
    strangers = [of for key, of in taken.items() if of == derived_id("address", key)]
    talking = {id_ for query in _BUSY for (id_,) in rows_by(connection, query, strangers)}
    refused: dict[int, str] = {}
    for key, of in taken.items():
        if of in talking or of not in strangers:
            refused[wanted[key][8]] = f"{key} {_TALKING if of in talking else _THEIRS}"
    return refused
