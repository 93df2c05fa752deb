"""The audit log, as it is read; and what an operator's commands put into it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, or_, select

from bot.core.audit import CUSTOMER_EXPORT, EXPORT, Audited
from storage.case_rows import audited_from, audited_row
from storage.codec import micros
from storage.tables import audit

_COLUMNS = [column for column in audit.c if column is not audit.c.sequence]


def audited(
    connection: Connection,
    *,
    about: str | None = None,
    by: str | None = None,
    since: datetime | None = None,
    limit: int,
) -> list[Audited]:
    """The last lines of the log, oldest first: about a case or a customer, by a user, since a moment."""
    wanted = select(*_COLUMNS).order_by(audit.c.sequence.desc()).limit(limit)
    if about is not None:
        id_ = about.partition(":")[2] or about
        wanted = wanted.where(audit.c.subject.in_((f"case:{id_}", f"customer:{id_}")))
    if by is not None:
        wanted = wanted.where(audit.c.actor == by)
    if since is not None:
        wanted = wanted.where(audit.c.at_us >= micros(since))
    with connection.begin():
        return [audited_from(row) for row in reversed(connection.execute(wanted).all())]


def put_down(connection: Connection, line: Audited) -> None:
    """Put one line on record, in a transaction of its own."""
    with connection.begin():
        connection.execute(insert(audit).values(audited_row(line)))


def exports(connection: Connection, customer_id: str | None = None) -> list[Audited]:
    """Everything that was written into files, oldest first: whole tables, and what is held of one customer.

    With ``customer_id``: what may hold something of them. Their own files are left out where it was somebody
    else's; of a file of a whole table nobody can say who is not in it.
    """
    wanted = select(*_COLUMNS).where(audit.c.action.in_((EXPORT, CUSTOMER_EXPORT)))
    if customer_id is not None:
        wanted = wanted.where(or_(audit.c.action == EXPORT, audit.c.subject == f"customer:{customer_id}"))
    with connection.begin():
        return [audited_from(row) for row in connection.execute(wanted.order_by(audit.c.sequence)).all()]
