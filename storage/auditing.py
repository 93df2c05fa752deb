"""The audit log, as it is read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from bot.core.audit import Audited
from storage.case_rows import audited_from
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
