"""What staff noted of customers, counted: no customer and no words."""

from __future__ import annotations

from sqlalchemy import Connection, exists, func, or_, select

from bot.core.anonymity import internal_surveys
from bot.core.observations import Mood
from bot.core.report import ObservedCount, ReportQuery
from bot.core.settings import Settings
from storage.report_filters import WORK_HERE, in_segments, within
from storage.tables import cases, invitations, observations

_COUNTED = (observations.c.touchpoint, observations.c.mood)


def observed(connection: Connection, query: ReportQuery, settings: Settings) -> tuple[ObservedCount, ...]:
    """By touchpoint and mood, the most often noted first; nothing of people who work with us.

    Only one that opened a case, or belongs to one, is known to be of a slice: by what was asked there.
    """
    surveys = internal_surveys(settings)
    internal = sorted(name for name, one in settings.touchpoints.items() if one.survey in surveys)
    statement = (
        select(*_COUNTED, func.count())
        .where(
            within(observations.c.at_us, query.period, settings.zone),
            observations.c.touchpoint.not_in(internal),
            or_(observations.c.customer_id.is_(None), observations.c.customer_id.not_in(WORK_HERE)),
        )
        .group_by(*_COUNTED)
        .order_by(func.count().desc(), *_COUNTED)
    )
    if query.touchpoint is not None:
        statement = statement.where(observations.c.touchpoint == query.touchpoint)
    if query.slices:
        in_case = exists().where(
            cases.c.id == observations.c.case_id,
            invitations.c.id == cases.c.invitation_id,
            in_segments(invitations.c.segments, query.slices),
        )
        statement = statement.where(in_case)
    return tuple(ObservedCount(row[0], Mood(row[1]), row[2]) for row in connection.execute(statement))
