"""What was said at an address, for a page that is opened again.

Where an address was handed over to somebody else, what was said there before is not theirs to read. Who came
back to their chat on another page, by the link of their own, reads there what was said on their pages before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, case, func, select

from bot.core.effects import HANDOVER, Message
from bot.core.events import CommandGiven, Event, MessageReceived
from bot.core.identity import Address, LinkKind
from bot.core.ports import Spoken
from storage import codec
from storage.database import Database
from storage.statements import AnyRow, many, rows_by
from storage.tables import addresses, inbox, links, outbox

_PAGE = "web"  # the platform whose chats are pages

# A parcel was said when it could be sent, not when its receipt was written down: what somebody answers to it
# may be written down before that.
_said_us = case(
    (outbox.c.not_before_us > outbox.c.created_us, outbox.c.not_before_us), else_=outbox.c.created_us
)
_handed_over = (
    select(outbox.c.sequence, outbox.c.created_us)
    .where(outbox.c.address == bindparam("place"), outbox.c.purpose == HANDOVER)
    .order_by(outbox.c.sequence.desc())
    .limit(1)
    .subquery()
)
_since_sequence = func.coalesce(select(_handed_over.c.sequence).scalar_subquery(), -1)
_since_us = func.coalesce(select(_handed_over.c.created_us).scalar_subquery(), -1)
_SENT = (
    select(
        outbox.c.id,
        _said_us.label("at_us"),
        outbox.c.message,
        outbox.c.target,
        outbox.c.thread,
        outbox.c.language,
    )
    .where(
        outbox.c.address == bindparam("place"),
        outbox.c.state == "sent",
        outbox.c.sequence >= _since_sequence,
    )
    .order_by(_said_us.desc(), outbox.c.sequence.desc())
    .limit(bindparam("most"))
)
_HEARD = (
    select(inbox.c.payload)
    .where(
        inbox.c.place == bindparam("place"),
        inbox.c.place != "",
        inbox.c.at_us > _since_us,
        inbox.c.kind.in_([codec.KINDS[MessageReceived], codec.KINDS[CommandGiven]]),
    )
    .order_by(inbox.c.at_us.desc(), inbox.c.key.desc())
    .limit(bindparam("most"))
)

_LAST_SENT = (
    select(outbox.c.address, func.max(outbox.c.settled_us))
    .where(outbox.c.address.in_(many()), outbox.c.state == "sent")
    .group_by(outbox.c.address)
)

_mine = select(addresses.c.customer_id).where(addresses.c.key == bindparam("place")).scalar_subquery()
_CAME_BACK = select(links.c.token_hash).where(
    links.c.customer_id == _mine,
    links.c.kind == LinkKind.RETURN.value,
    links.c.opened_by == bindparam("place"),
)
_PAGES = select(addresses.c.key).where(
    addresses.c.customer_id == _mine, addresses.c.key != bindparam("place")
)

_MESSAGE = select(outbox.c.message, outbox.c.language).where(outbox.c.id == bindparam("id"))


def history(connection: Connection, address: Address, limit: int) -> list[Spoken]:
    """The last ``limit`` things said at the address's place, oldest first; in a room, by everybody."""
    heard: list[Spoken] = []
    sent: list[Spoken] = []
    with connection.begin():
        for place in (address.place.key, *_other_pages(connection, address)):
            which = {"place": place, "most": limit}
            rows = connection.execute(_HEARD, which).all()
            heard += [_heard(codec.decode_event(payload)) for (payload,) in reversed(rows)]
            sent += [_sent(row) for row in reversed(connection.execute(_SENT, which).all())]
    # What was heard goes first where both have one moment: the answer was decided at the moment of the event.
    said = sorted([*heard, *sent], key=lambda spoken: spoken.at)
    return said[-limit:]


def _other_pages(connection: Connection, address: Address) -> list[str]:
    """The other pages of whoever came to this one by their link back, as far as they still are theirs."""
    if address.platform != _PAGE or address.room:
        return []
    here = {"place": address.key}
    if connection.execute(_CAME_BACK, here).first() is None:
        return []
    return [key for (key,) in connection.execute(_PAGES, here) if key.startswith(f"{_PAGE}:")]


def last_sent(connection: Connection, places: Iterable[str]) -> dict[str, int]:
    """By address key, when anything was last sent there, in microseconds; nothing for where nothing was."""
    return {row[0]: row[1] for row in rows_by(connection, _LAST_SENT, places)}


def message(connection: Connection, parcel_id: str) -> tuple[Message, str] | None:
    """What a parcel says, and in which language."""
    with connection.begin():
        row = connection.execute(_MESSAGE, {"id": parcel_id}).one_or_none()
    return None if row is None else (codec.decode_message(row.message), row.language)


def _sent(row: AnyRow) -> Spoken:
    return Spoken(
        id=row.id,
        at=codec.moment(row.at_us),
        message=codec.decode_message(row.message),
        text=None,
        person=None,
        target=row.target,
        thread=row.thread,
        language=row.language,
    )


def _heard(event: Event) -> Spoken:
    assert isinstance(event, MessageReceived | CommandGiven), "only these are selected"  # noqa: S101
    text = event.text if isinstance(event, MessageReceived) else f"/{event.name} {event.argument}".rstrip()
    return Spoken(
        id=event.key,
        at=event.at,
        message=None,
        text=text,
        person=event.address.person,
        target=None,
        thread=None,
        language="",
    )


class SqlHistory:
    """The port History on a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, address: Address, limit: int) -> list[Spoken]:
        """What was said at the address, oldest first."""
        return await self._database.read(lambda connection: history(connection, address, limit))

    async def last_sent(self, places: Iterable[str]) -> Mapping[str, int]:
        """By address key, when anything was last sent there: it grows whenever there is something new."""
        wanted = list(places)
        return await self._database.read(lambda connection: last_sent(connection, wanted))

    async def message(self, parcel_id: str) -> tuple[Message, str] | None:
        """What this parcel says and in which language; None for a parcel that is not known."""
        return await self._database.read(lambda connection: message(connection, parcel_id))
