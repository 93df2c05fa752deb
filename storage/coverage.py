"""How far each touchpoint is heard of, counted from the rows: purchases, invitations, answers. Reads only.

There is no index on a purchase's moment, since imports would pay for it with every row: this is asked for
by hand, now and then, and reads the whole tables (about a second for a million purchases).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, false, func, null, or_, select

from bot.core.conversation import State
from bot.core.coverage import COUNTED, Coverage, told
from bot.core.periods import local_date
from bot.core.settings import Settings
from storage.codec import micros, moment_or_none
from storage.tables import answers, invitations, purchases

_Where = tuple[str, str | None]
"""Touchpoint and place."""


@dataclass(slots=True)
class _Counts:
    moments: int = 0
    invited: int = 0
    delivered: int = 0
    answered: int = 0
    last_us: int | None = None


def coverage(
    connection: Connection, settings: Settings, now: datetime, *, by_place: bool = False
) -> list[Coverage]:
    """Every configured touchpoint, and those that moments name beside them; perhaps by place."""
    since_us = micros(now - COUNTED)
    found: dict[_Where, _Counts] = defaultdict(_Counts)
    with connection.begin():
        for touchpoint, place, n in connection.execute(_moments(since_us, by_place)):
            found[touchpoint, place].moments = n
        for touchpoint, place, *heard in connection.execute(_asked(since_us, settings, by_place)):
            if touchpoint in settings.touchpoints or (touchpoint, place) in found:
                counts = found[touchpoint, place]
                counts.invited, counts.delivered, counts.answered, counts.last_us = heard
        unheard = set(settings.touchpoints).difference(touchpoint for touchpoint, _ in found)
        unheard.update(touchpoint for (touchpoint, _), counts in found.items() if not counts.last_us)
        for touchpoint, place, last_us in connection.execute(_long_ago(since_us, unheard, by_place)):
            counts = found[touchpoint, place]
            counts.last_us = counts.last_us or last_us
    silent = set(settings.touchpoints).difference(touchpoint for touchpoint, _ in found)
    found.update({(touchpoint, None): _Counts() for touchpoint in silent})
    return [_told(where, counts, settings) for where, counts in found.items()]


def _moments(since_us: int, by_place: bool) -> Select[Any]:
    where = (purchases.c.touchpoint, _place(purchases.c.place, by_place))
    # One that was withdrawn before it was reported has no customer, and is not known to have happened.
    happened = (purchases.c.bought_us >= since_us, purchases.c.customer_id != "")
    return select(*where, func.count()).where(*happened).group_by(*_named(where, by_place))


def _asked(since_us: int, settings: Settings, by_place: bool) -> Select[Any]:
    sent = invitations.c
    where = (sent.touchpoint, _place(sent.place, by_place))
    last_of_it = (
        select(func.max(answers.c.answered_us)).where(answers.c.invitation_id == sent.id).scalar_subquery()
    )
    return (
        select(
            *where,
            _count(sent.started_by_customer == 0),
            _count(sent.delivered_us.is_not(None)),
            _count(_headline_given(settings)),
            func.max(last_of_it),
        )
        .where(sent.sent_us >= since_us, sent.trial == 0)
        .group_by(*_named(where, by_place))
    )


def _long_ago(since_us: int, touchpoints: Iterable[str], by_place: bool) -> Select[Any]:
    """When the last survey that was sent before was answered to its end."""
    sent = invitations.c
    where = (sent.touchpoint, _place(sent.place, by_place))
    return (
        select(*where, func.max(sent.finished_us))
        .where(
            sent.touchpoint.in_(sorted(touchpoints)),
            sent.sent_us < since_us,
            sent.state == State.COMPLETED.value,
            sent.trial == 0,
        )
        .group_by(*_named(where, by_place))
    )


def _place(column: ColumnElement[str | None], by_place: bool) -> ColumnElement[Any]:
    return column if by_place else null()


def _named(where: tuple[ColumnElement[Any], ...], by_place: bool) -> tuple[ColumnElement[Any], ...]:
    """The columns among these: what is no column cannot be grouped by."""
    return where if by_place else where[:1]


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _headline_given(settings: Settings) -> ColumnElement[bool]:
    """Whether the rating that its survey leads with, in any version of it, was given."""
    headlines: dict[str, set[str]] = defaultdict(set)
    for survey in settings.surveys.values():
        headlines[survey.name].add(survey.headline)
    led = [
        and_(invitations.c.survey == name, answers.c.question.in_(sorted(questions)))
        for name, questions in sorted(headlines.items())
    ]
    return exists().where(
        answers.c.invitation_id == invitations.c.id, answers.c.rating.is_not(None), or_(false(), *led)
    )


def _told(where: _Where, counts: _Counts, settings: Settings) -> Coverage:
    touchpoint, place = where
    configured = settings.touchpoints.get(touchpoint)
    survey = settings.survey(configured.survey) if configured else None
    last = moment_or_none(counts.last_us)
    return told(
        touchpoint,
        survey.name if survey else None,
        survey.audience if survey else None,
        place,
        counts.moments,
        counts.invited,
        counts.delivered,
        counts.answered,
        local_date(last, settings.zone) if last else None,
    )
