"""Where a business stands that has no answers yet: what has come in, and when the first question goes out."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from bot.core.conversation import State
from bot.core.report import Beginning, ReportQuery
from storage.codec import moment_or_none
from storage.report_filters import WORK_HERE
from storage.tables import addresses, answers, customers, invitations, purchases

_ANSWERED = select(answers.c.invitation_id).limit(1)
_BOUGHT = select(func.count()).select_from(purchases)
_BUYERS = select(func.count()).where(customers.c.id.not_in(WORK_HERE))
_REACHABLE = select(func.count(addresses.c.customer_id.distinct())).where(
    addresses.c.customer_id.is_not(None),
    addresses.c.reachable == 1,
    addresses.c.customer_id.not_in(WORK_HERE),
)
_WAITING = select(func.count(), func.min(invitations.c.due_us)).where(
    invitations.c.state == State.PLANNED.value, invitations.c.finished_us.is_(None), invitations.c.trial == 0
)
_DELIVERED = select(func.count()).where(invitations.c.delivered_us.is_not(None), invitations.c.trial == 0)


def beginning(connection: Connection, query: ReportQuery) -> Beginning | None:
    """What there is; None once anybody has answered anything, and for those who may see only some places."""
    if query.slices or connection.execute(_ANSWERED).first() is not None:
        return None
    waiting, next_us = connection.execute(_WAITING).one()
    return Beginning(
        purchases=connection.execute(_BOUGHT).scalar_one(),
        customers=connection.execute(_BUYERS).scalar_one(),
        reachable=connection.execute(_REACHABLE).scalar_one(),
        waiting=waiting,
        next_at=moment_or_none(next_us),
        delivered=connection.execute(_DELIVERED).scalar_one(),
    )
