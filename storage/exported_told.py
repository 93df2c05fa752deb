"""What people who work with us answered, as far as it may be told: no more than a digest tells of it.

A row for each rating that is counted in a block that may be told (``bot.core.anonymity``), and one for each
comment from those days. It has the last day of the block, and nothing of who gave it or what else they said.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from bot.core.periods import wall_to_utc
from bot.core.report import ReportQuery
from bot.core.survey import Audience
from storage.codec import micros
from storage.confidential import Confidential, confidential
from storage.export_reading import Reading, Row, Taken, there
from storage.report_filters import WORK_HERE, in_period, in_segment
from storage.tables import answers, invitations


def ratings(reading: Reading) -> Iterator[Taken]:
    """Of every question."""
    yield from _ratings(reading, headlines_only=False)


def headlines(reading: Reading) -> Iterator[Taken]:
    """Of the question that is the response."""
    yield from _ratings(reading, headlines_only=True)


def comments(reading: Reading) -> Iterator[Taken]:
    """What was written in the blocks that may be told, by the last day of its block."""
    told, settings = 0, reading.settings
    for one in _told(reading).spoken(reading.wanted.period):
        if reading.wanted.survey not in {None, one.survey}:
            continue
        first_us = micros(wall_to_utc(one.first, time(0), settings.zone))
        end_us = micros(wall_to_utc(one.last + timedelta(days=1), time(0), settings.zone))
        written = (
            select(answers.c.question, answers.c.kind, answers.c.comment)
            .join(invitations, invitations.c.id == answers.c.invitation_id)
            .where(
                invitations.c.survey == one.survey,
                invitations.c.touchpoint == one.touchpoint,
                answers.c.answered_us >= first_us,
                answers.c.answered_us < end_us,
                *_asked(reading),
                _has_words(),
            )
            .order_by(answers.c.comment)  # not as they came
        )
        for question, kind, comment in reading.connection.execute(written):
            told += 1
            row = {**_place(one.survey, one.touchpoint, one.last), "question": question, "kind": kind}
            yield Taken({**row, "comment": comment})
    reading.left.confidential += max(0, _in_all(reading, _has_words()) - told)


def _ratings(reading: Reading, *, headlines_only: bool) -> Iterator[Taken]:
    heads = {(one.name, one.headline) for one in reading.settings.surveys.values()}
    told = 0
    for day, one in _told(reading).by_block(reading.wanted.period):
        if reading.wanted.survey not in {None, one.survey}:
            continue
        if headlines_only and (one.survey, one.question) not in heads:
            continue
        row = {**_place(one.survey, one.touchpoint, day), "question": one.question, "kind": one.measure}
        for _ in range(one.n):
            told += 1
            yield Taken({**row, "rating": one.value})
    which: ColumnElement[bool] = answers.c.rating.is_not(None)
    if headlines_only:
        which = and_(which, answers.c.question.in_(sorted({question for _, question in heads})))
    reading.left.confidential += max(0, _in_all(reading, which) - told)


def _told(reading: Reading) -> Confidential:
    wanted = reading.wanted
    query = ReportQuery(
        wanted.period, segment=wanted.segment, touchpoint=wanted.touchpoint, today=wanted.today
    )
    return confidential(reading.connection, query, reading.settings)


def _place(survey: str, touchpoint: str, day: date) -> Row:
    return {
        "audience": Audience.INTERNAL.value,
        "survey": survey,
        "touchpoint": touchpoint,
        "answered_at": day,
    }


def _asked(reading: Reading) -> Iterator[ColumnElement[bool]]:
    yield invitations.c.trial == 0
    if reading.wanted.segment:
        yield in_segment(invitations.c.segments, reading.wanted.segment)


def _has_words() -> ColumnElement[bool]:
    return func.coalesce(answers.c.comment, "") != ""


def _in_all(reading: Reading, which: ColumnElement[bool]) -> int:
    """How many there are, told or not."""
    statement: Any = (
        select(func.count())
        .select_from(answers)
        .join(invitations, invitations.c.id == answers.c.invitation_id)
        .where(
            or_(invitations.c.survey.in_(reading.internal), invitations.c.customer_id.in_(WORK_HERE)),
            in_period(answers.c.answered_us),
            *_asked(reading),
            *there(reading.wanted, invitations.c),
            which,
        )
    )
    if reading.wanted.survey:
        statement = statement.where(invitations.c.survey == reading.wanted.survey)
    return int(reading.connection.execute(statement, dict(reading.days)).scalar_one())
