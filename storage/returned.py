"""Which customers bought again after they had answered, happy beside unhappy ones.

The *cohort* are the invitations that were sent in a span as long as the query's period, and at least 90 days,
that ended 90 days before the period did, or before today. An answer counts where the 90 days after it are
over by then. Each customer counts once, by the latest rating. Of the newest invitations a bounded number is
looked at: each takes a few steps of an index, and none reads a table through.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, time, timedelta
from functools import lru_cache

from sqlalchemy import BigInteger, Connection, Integer, and_, bindparam, case, exists, func, or_, select, text

from bot.core.journey import TAKEN_BACK
from bot.core.periods import EARLIEST, wall_to_utc
from bot.core.report import ReportQuery, Returned
from bot.core.settings import Settings
from bot.core.survey import Audience, QuestionKind, is_high, is_low
from storage.codec import micros
from storage.report_filters import KEPT, Scope, in_period, in_segments, scope_of
from storage.statements import Prepared
from storage.tables import INVITATION_STARTED, answers, customers, invitations, purchases

WITHIN = timedelta(days=90)
NEWEST = 500  # invitations; twice as many take twice as long

_WITHIN_US = WITHIN // timedelta(microseconds=1)


def returned(connection: Connection, query: ReportQuery, settings: Settings) -> Returned | None:
    """Who came back, of the query's touchpoint and segments; None where there is no such time yet."""
    span = cohort(query)
    if span is None:
        return None
    start, end = span
    leads = sorted({(survey.name, survey.headline) for survey in settings.surveys.values()})
    sent = {"start_us": _midnight_us(start, settings), "end_us": _midnight_us(end, settings)}
    over_us = _midnight_us(end + WITHIN, settings) - _WITHIN_US
    found = _counted(scope_of(query, settings), tuple(leads)).rows(
        connection, **sent, newest=NEWEST, over_us=over_us
    )
    counts: Counter[str] = Counter()
    for kind, rating, n, back in found:
        if is_high(QuestionKind(kind), rating):
            counts.update(happy=n, happy_back=back)
        elif is_low(QuestionKind(kind), rating):
            counts.update(unhappy=n, unhappy_back=back)
    ((looked_at,),) = _LOOKED_AT.rows(connection, **sent, newest=NEWEST + 1)
    return Returned(
        start=start,
        end=end,
        happy=counts["happy"],
        happy_back=counts["happy_back"],
        unhappy=counts["unhappy"],
        unhappy_back=counts["unhappy_back"],
        newest=NEWEST if looked_at > NEWEST else None,
    )


def cohort(query: ReportQuery) -> tuple[date, date] | None:
    """The days on which the invitations were sent, the last one excluded."""
    if query.today is None:
        return None
    end = min(query.period.end, query.today) - WITHIN
    if end <= EARLIEST:
        return None
    longest = min(end - EARLIEST, max(WITHIN, timedelta(days=query.period.days)))
    return end - longest, end


_SENT = (
    select(invitations.c.id)
    .where(text(INVITATION_STARTED), in_period(invitations.c.sent_us))
    .order_by(invitations.c.sent_us.desc(), invitations.c.id.desc())
    .limit(bindparam("newest", type_=Integer))
    .subquery("newest")
)
_LOOKED_AT = Prepared(select(func.count()).select_from(_SENT))


@lru_cache(KEPT)
def _counted(scope: Scope, leads: tuple[tuple[str, str], ...]) -> Prepared:
    """The customers' latest headline ratings: kind, value, how many gave it, how many of them came back.

    ``leads`` are surveys and their headlines.
    """
    order = (answers.c.answered_us.desc(), invitations.c.id.desc(), answers.c.question)
    rated = (
        select(
            invitations.c.customer_id,
            answers.c.kind,
            answers.c.rating,
            answers.c.answered_us,
            func.row_number().over(partition_by=invitations.c.customer_id, order_by=order).label("place"),
        )
        .select_from(_SENT)
        .join(answers, answers.c.invitation_id == _SENT.c.id)
        .join(invitations, invitations.c.id == _SENT.c.id)
        .join(customers, customers.c.id == invitations.c.customer_id)
        .where(
            answers.c.rating.is_not(None),
            or_(*[and_(invitations.c.survey == name, answers.c.question == lead) for name, lead in leads]),
            answers.c.answered_us <= bindparam("over_us", type_=BigInteger),
            invitations.c.survey.not_in(scope.internal),
            customers.c.audience == Audience.BUYER.value,
            customers.c.erased_us.is_(None),
        )
    )
    if scope.touchpoint is not None:
        rated = rated.where(invitations.c.touchpoint == scope.touchpoint)
    if scope.slices:
        rated = rated.where(in_segments(invitations.c.segments, scope.slices))
    one = rated.subquery("rated")
    again = exists().where(
        purchases.c.customer_id == one.c.customer_id,
        purchases.c.bought_us > one.c.answered_us,
        purchases.c.bought_us <= one.c.answered_us + _WITHIN_US,
        or_(purchases.c.not_asked.is_(None), purchases.c.not_asked.not_in(sorted(TAKEN_BACK))),
    )
    back = func.sum(case((again, 1), else_=0))
    latest = select(one.c.kind, one.c.rating, func.count(), back).where(one.c.place == 1)
    return Prepared(latest.group_by(one.c.kind, one.c.rating))


def _midnight_us(day: date, settings: Settings) -> int:
    return micros(wall_to_utc(day, time(0), settings.zone))
