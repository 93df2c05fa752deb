"""What staff noted of customers, counted: no customer and no words."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import Connection, exists, func, or_, select

from bot.core.observations import Mood
from bot.core.report import ObservedCount, ReportQuery
from bot.core.settings import Settings
from storage.report_filters import KEPT, WORK_HERE, Scope, in_period, in_segments, moments, scope_of
from storage.statements import Prepared
from storage.tables import cases, invitations, observations

_COUNTED = (observations.c.touchpoint, observations.c.mood)


def observed(connection: Connection, query: ReportQuery, settings: Settings) -> tuple[ObservedCount, ...]:
    """By touchpoint and mood, the most often noted first; nothing of people who work with us.

    Only one that opened a case, or belongs to one, is known to be of a slice: by what was asked there.
    """
    found = _counts(scope_of(query, settings)).rows(connection, **moments(query.period, settings.zone))
    return tuple(ObservedCount(touchpoint, Mood(mood), n) for touchpoint, mood, n in found)


@lru_cache(KEPT)
def _counts(scope: Scope) -> Prepared:
    statement = (
        select(*_COUNTED, func.count())
        .where(
            in_period(observations.c.at_us),
            observations.c.touchpoint.not_in(scope.internal_touchpoints),
            or_(observations.c.customer_id.is_(None), observations.c.customer_id.not_in(WORK_HERE)),
        )
        .group_by(*_COUNTED)
        .order_by(func.count().desc(), *_COUNTED)
    )
    if scope.touchpoint is not None:
        statement = statement.where(observations.c.touchpoint == scope.touchpoint)
    if scope.slices:
        in_case = exists().where(
            cases.c.id == observations.c.case_id,
            invitations.c.id == cases.c.invitation_id,
            in_segments(invitations.c.segments, scope.slices),
        )
        statement = statement.where(in_case)
    return Prepared(statement)
