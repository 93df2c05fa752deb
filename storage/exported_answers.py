"""What buyers answered, as it is given out: a row for each response, each answer, or each comment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, func, select

from bot.core.conversation import Answer
from bot.core.survey import Audience
from storage import codec, rows
from storage.export_reading import Reading, Row, Taken, given_out, pages, pairs, people, there
from storage.report_filters import WORK_HERE, in_period, in_segment
from storage.statements import many, rows_by
from storage.tables import answers, invitations

_PLACED = (
    *("id", "customer_id", "purchase_id", "survey", "survey_version", "touchpoint", "place", "product"),
    "segments",
)
_ANSWERS = select(*answers.c).where(answers.c.invitation_id.in_(many())).order_by(answers.c.position)


def responses(reading: Reading) -> Iterator[Taken]:
    """One row for each survey that something was answered in."""
    statement = select(*invitations.c).where(*_asked(reading), _answered_in_period())
    for page in pages(reading, statement, invitations.c.id, **reading.days):
        given: dict[str, list[Any]] = {}
        for row in rows_by(reading.connection, _ANSWERS, [one.id for one in page]):
            given.setdefault(row.invitation_id, []).append(row)
        who = people(reading, (one.customer_id for one in page))
        for one in page:
            invitation = rows.invitation_from(one, tuple(map(rows.answer_from, given[one.id])))
            headline = _headline(reading, one.survey, one.survey_version)
            rated = invitation.answer_to(headline) if headline else None
            words = "\n".join(answer.comment for answer in invitation.answers if answer.comment)
            yield given_out(
                reading,
                who.get(one.customer_id),
                {
                    **_place(one),
                    "started_by_customer": bool(one.started_by_customer),
                    "state": one.state,
                    "sent_at": codec.moment_or_none(one.sent_us),
                    "answered_at": min(answer.answered_at for answer in invitation.answers),
                    "finished_at": codec.moment_or_none(one.finished_us),
                    "question": headline,
                    "kind": rated.kind.value if rated else None,
                    "rating": rated.rating if rated else None,
                    "answers": len(invitation.answers),
                    "comment": words or None,
                },
            )


def every_answer(reading: Reading) -> Iterator[Taken]:
    """One row for each answer."""
    yield from _of_answers(reading, answers.c.answered_us.is_not(None))


def comments(reading: Reading) -> Iterator[Taken]:
    """One row for each answer that has words."""
    yield from _of_answers(reading, func.coalesce(answers.c.comment, "") != "")


def _of_answers(reading: Reading, which: ColumnElement[bool]) -> Iterator[Taken]:
    statement = (
        select(*answers.c, *[column.label(f"of_{column.name}") for column in invitations.c])
        .join(invitations, invitations.c.id == answers.c.invitation_id)
        .where(*_asked(reading), in_period(answers.c.answered_us), which)
    )
    key = answers.c.invitation_id, answers.c.question
    for page in pages(reading, statement, *key, **reading.days):
        who = people(reading, (one.of_customer_id for one in page))
        for one in page:
            answer = rows.answer_from(one[: len(answers.c)])
            place = {name: getattr(one, f"of_{name}") for name in _PLACED}
            yield given_out(reading, who.get(one.of_customer_id), {**_place(place), **_answer(answer)})


def _answer(answer: Answer) -> Row:
    felt = answer.sentiment
    return {
        "question": answer.question,
        "kind": answer.kind.value,
        "answered_at": answer.answered_at,
        "rating": answer.rating,
        "options": list(answer.options),
        "skipped": answer.skipped,
        "comment": answer.comment or None,
        "sentiment": felt.label.value if felt else None,
        "polarity": felt.polarity if felt else None,
        "p_unhappy": felt.p_unhappy if felt else None,
        "analyzer": felt.analyzer if felt else None,
    }


def _place(invitation: Any) -> Row:
    """What a response was about; from a row, or from its columns by name."""
    of = invitation if isinstance(invitation, Mapping) else invitation._mapping
    return {
        "response": of["id"],
        "customer": of["customer_id"],
        "purchase": of["purchase_id"],
        "audience": Audience.BUYER.value,
        "survey": of["survey"],
        "survey_version": of["survey_version"],
        "touchpoint": of["touchpoint"],
        "place": of["place"],
        "product": of["product"],
        "segments": pairs(of["segments"]),
    }


def _asked(reading: Reading) -> Iterator[ColumnElement[bool]]:
    """Of invitations: whose they are."""
    wanted = reading.wanted
    yield invitations.c.trial == 0
    yield invitations.c.survey.not_in(reading.internal)
    yield invitations.c.customer_id.not_in(WORK_HERE)
    yield from there(wanted, invitations.c)
    if wanted.survey:
        yield invitations.c.survey == wanted.survey
    if wanted.segment:
        yield in_segment(invitations.c.segments, wanted.segment)


def _answered_in_period() -> ColumnElement[bool]:
    first = (
        select(func.min(answers.c.answered_us))
        .where(answers.c.invitation_id == invitations.c.id)
        .correlate(invitations)
        .scalar_subquery()
    )
    return in_period(first)


def _headline(reading: Reading, survey: str, version: str) -> str | None:
    known = reading.settings.surveys.get((survey, version))
    return known.headline if known else None
