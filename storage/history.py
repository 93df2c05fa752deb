"""What was said at an address, for a page that is opened again.

Where an address was handed over to somebody else, what was said there before is not theirs to read.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, case, func, select

from bot.core.effects import HANDOVER, Message
from bot.core.events import CommandGiven, Event, MessageReceived
from bot.core.identity import Address
from bot.core.ports import Spoken
from storage import codec
from storage.database import Database
from storage.statements import AnyRow
from storage.tables import inbox, outbox

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

_MESSAGE = select(outbox.c.message, outbox.c.language).where(outbox.c.id == bindparam("id"))


def history(connection: Connection, address: Address, limit: int) -> list[Spoken]:
    """The last ``limit`` things said at the address's place, oldest first; in a room, by everybody."""
    which = {"place": address.place.key, "most": limit}
    with connection.begin():
        heard = [_heard(codec.decode_event(payload)) for (payload,) in connection.execute(_HEARD, which)]
        sent = [_sent(row) for row in connection.execute(_SENT, which)]
    # What was heard goes first where both have one moment: the answer was decided at the moment of the event.
    said = sorted([*reversed(heard), *reversed(sent)], key=lambda spoken: spoken.at)
    return said[-limit:]


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

    async def message(self, parcel_id: str) -> tuple[Message, str] | None:
        """What this parcel says and in which language; None for a parcel that is not known."""
        return await self._database.read(lambda connection: message(connection, parcel_id))
