"""The walk through everything that was sent and everything that came in, for what is of one person.

Read a piece at a time beside whoever works; what is found is changed in short units. A message that staff
have read is emptied where it stands: a parcel that edits it goes out in the same unit.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, false, or_, select, tuple_, update

from bot.core.effects import ABOUT_MESSAGE, BLANKED, EMPTIED, Lane, Parcel
from bot.core.identity import derived_id
from bot.core.language_model import PLATFORM
from storage import codec
from storage.codec import address, decode_message, encode_message, micros
from storage.erasing import MEANWHILE_US
from storage.inbox import FORGOTTEN
from storage.outbox import put_in
from storage.statements import AnyRow, many, rows_by
from storage.tables import addresses, dead_letters, inbox, outbox
from storage.traces import Traces

READ_AT_ONCE = 2000  # rows
_UNREADABLE = "unreadable"
_GONE = ("webhook:", f"{PLATFORM}:")  # where other programs are told or asked: it cannot be taken back

_EMPTY_STORED = encode_message(EMPTIED)

_PARCELS = (
    select(
        outbox.c.sequence,
        outbox.c.id,
        outbox.c.address,
        outbox.c.purpose,
        outbox.c.about,
        outbox.c.message,
        outbox.c.target,
    )
    .where(outbox.c.sequence > bindparam("after"))
    .order_by(outbox.c.sequence)
    .limit(READ_AT_ONCE)
)
_STANDING = (
    select(
        outbox.c.id,
        outbox.c.address,
        outbox.c.lane,
        outbox.c.about,
        outbox.c.language,
        outbox.c.state,
        outbox.c.receipt,
        outbox.c.thread,
        addresses.c.lease_owner,
    )
    .outerjoin(addresses, addresses.c.key == outbox.c.address)
    .where(outbox.c.id.in_(many()))
)
_SHOWN_LAST = (
    select(outbox.c.id)
    .where(
        outbox.c.address == bindparam("place"),
        or_(outbox.c.id == bindparam("root"), outbox.c.target == bindparam("root")),
        outbox.c.purpose != BLANKED,
    )
    .order_by(outbox.c.sequence.desc())
    .limit(1)
)
_RAW = (
    select(inbox)
    .where(
        tuple_(inbox.c.platform, inbox.c.key) > tuple_(bindparam("platform"), bindparam("after")),
        inbox.c.payload != "{}",
    )
    .order_by(inbox.c.platform, inbox.c.key)
    .limit(READ_AT_ONCE)
)
_BLANK_RAW = update(inbox).values(payload="{}", place="", reply=None)
_WRITTEN = ("message", "edit", "command")
_THEIR_WORDS = update(inbox).where(inbox.c.kind.in_(_WRITTEN)).values(kind=FORGOTTEN)
_LETTERS = (
    select(dead_letters.c.sequence, dead_letters.c.error, dead_letters.c.payload)
    .where(dead_letters.c.sequence > bindparam("after"))
    .order_by(dead_letters.c.sequence)
    .limit(READ_AT_ONCE)
)


@dataclass(frozen=True, slots=True)
class Found:
    """A parcel with something of theirs. ``kept`` is what stays of its message, None for nothing.

    ``root`` is the parcel whose message it changes, its own id where it is one of its own.
    """

    id: str
    root: str
    purpose: str
    kept: str | None


# --- what was sent


def parcels(connection: Connection, traces: Traces, after: int) -> tuple[list[Found], int | None]:
    """Those of the next parcels that hold something, and where to go on; None at the end."""
    rows = connection.execute(_PARCELS, {"after": after}).all()
    found = [one for row in rows if (one := _found(row, traces)) is not None]
    return found, rows[-1].sequence if rows else None


def _found(row: AnyRow, traces: Traces) -> Found | None:
    if row.address in traces.places or row.purpose == BLANKED or row.message == _EMPTY_STORED:
        return None
    root = row.target or row.id
    if traces.is_about(row.about):
        return Found(row.id, root, row.purpose, None)
    may_quote = row.purpose in {"digest", "wins"}
    if not (may_quote or traces.are_in(row.message) or traces.names_are_in(row.message)):
        return None
    if row.address.startswith(_GONE):
        return Found(row.id, root, row.purpose, None)
    message = codec.loads(row.message)
    kept = traces.taken_out(message)
    return None if kept == message else Found(row.id, root, row.purpose, codec.dumps(kept))


def empty(connection: Connection, found: Sequence[Found], now: datetime, subject: str) -> None:
    """Take the words out of these parcels, and out of the messages that they became."""
    by_id = {one.id: one for one in found}
    edits: list[Parcel] = []
    with connection.begin():
        for row in rows_by(connection, _STANDING, by_id):
            one = by_id[row.id]
            edits += _emptied(connection, one, row, now, subject)
        put_in(connection, edits, {edit.address.key for edit in edits}, now)


def _emptied(
    connection: Connection, found: Found, row: AnyRow, now: datetime, subject: str
) -> Iterable[Parcel]:
    """The parcel without the words; what edits the message, where it is there or about to be."""
    values: dict[str, Any] = {"message": found.kept or _EMPTY_STORED}
    is_under_way = row.state == "waiting" and row.lease_owner is not None
    if row.state == "waiting" and (found.kept is None and not is_under_way):
        values |= {"state": "expired", "settled_us": micros(now)}
    connection.execute(update(outbox).where(outbox.c.id == found.id).values(**values))
    if row.address.startswith(_GONE):
        return
    if not (is_under_way or (row.state == "sent" and row.receipt is not None)):
        return
    message = EMPTIED
    if found.kept is None and found.root != found.id:
        return  # the message that it changed is emptied by itself
    if found.kept is not None:
        last = connection.execute(_SHOWN_LAST, {"place": row.address, "root": found.root}).scalar()
        if last != found.id:
            return
        message = decode_message(found.kept)
    yield Parcel(
        id=derived_id(BLANKED, found.id, subject),
        address=address(row.address),
        lane=Lane(row.lane),
        purpose=BLANKED,
        about=f"{ABOUT_MESSAGE}:{row.thread or found.root}",
        message=message,
        language=row.language,
        not_before=now,
        target=found.root,
    )


# --- what came in


Key = tuple[str, str]


def events(
    connection: Connection, traces: Traces, at_us: int, team: frozenset[str], after: Key
) -> tuple[list[Key], Key | None]:
    """The inbox keys of those of the next events that hold something, and where to go on.

    ``team``: staff and managers, ``platform:workspace:user``, who may have named them anywhere.
    """
    rows = connection.execute(_RAW, {"platform": after[0], "after": after[1]}).all()
    found = [(row.platform, row.key) for row in rows if _is_theirs(row, traces, at_us, team)]
    return found, (rows[-1].platform, rows[-1].key) if rows else None


def long_empty(connection: Connection, traces: Traces, after: Key) -> tuple[list[Key], Key | None]:
    """The keys, of what they wrote and was let go of since, that begin with the number of their chat."""
    begins = [
        and_(inbox.c.platform == one.platform, inbox.c.key.startswith(f"{one.person}/", autoescape=True))
        for one in map(address, sorted(traces.places))
        if one.person
    ]
    found = select(inbox.c.platform, inbox.c.key).where(
        or_(false(), *begins),
        inbox.c.kind.in_(_WRITTEN),
        inbox.c.payload == "{}",
        tuple_(inbox.c.platform, inbox.c.key) > after,
    )
    rows = connection.execute(found.order_by(inbox.c.platform, inbox.c.key).limit(READ_AT_ONCE)).all()
    return [(row.platform, row.key) for row in rows], (rows[-1].platform, rows[-1].key) if rows else None


def _is_theirs(row: AnyRow, traces: Traces, at_us: int, team: frozenset[str]) -> bool:
    if row.place in traces.places:
        return bool(row.at_us <= at_us + MEANWHILE_US)
    if (row.platform, row.key.partition("/")[0]) in traces.orders:
        return True
    for text in filter(None, (row.payload, row.reply)):
        if traces.are_in(text) or (_may_name(row.place, team) and traces.names_are_in(text)):
            return True
    return bool(row.kind == _UNREADABLE and traces.numbers_are_in(row.payload))


def _may_name(place: str, team: frozenset[str]) -> bool:
    """Whether others than customers speak there: what another customer says of somebody is theirs."""
    if not place:
        return True
    spoken_at = address(place)
    return bool(spoken_at.room) or spoken_at.user in team


def blank(connection: Connection, keys: Iterable[Key]) -> None:
    """Keep of these events that they were handled, and nothing else."""
    with connection.begin():
        for platform, key in keys:
            here = (inbox.c.platform == platform, inbox.c.key == key)
            connection.execute(_BLANK_RAW.where(*here))
            connection.execute(_THEIR_WORDS.where(*here))


def letters(connection: Connection, traces: Traces, after: int) -> tuple[list[int], int | None]:
    """Those of the next dead letters that hold something, and where to go on."""
    rows = connection.execute(_LETTERS, {"after": after}).all()
    found = [
        row.sequence
        for row in rows
        for text in (f"{row.payload} {json.dumps(row.error)}",)
        if traces.are_in(text) or traces.names_are_in(text) or traces.numbers_are_in(text)
    ]
    return found, rows[-1].sequence if rows else None


def throw_away(connection: Connection, sequences: Iterable[int]) -> None:
    """Delete these dead letters."""
    with connection.begin():
        for sequence in sequences:
            connection.execute(delete(dead_letters).where(dead_letters.c.sequence == sequence))
