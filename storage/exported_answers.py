"""What buyers answered, as it is given out: a row for each response, each answer, or each comment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select

from bot.core.survey import Audience
from storage import codec
from storage.export_reading import Reading, Row, Taken, given_out, pages, pairs, people, there
from storage.report_filters import WORK_HERE, in_period, in_segment
from storage.statements import many, rows_by
from storage.tables import answers, invitations

_PLACED = (
    *("id", "customer_id", "purchase_id", "survey", "survey_version", "touchpoint", "place", "product"),
    "segments",
)
_ASKED = (*_PLACED, "started_by_customer", "state", "sent_us", "finished_us")
_GIVEN = (
    *("invitation_id", "question", "kind", "answered_us", "rating", "options", "skipped", "comment"),
    *("polarity", "sentiment_label", "p_unhappy", "analyzer"),
)
_SUMMED = ("invitation_id", "question", "kind", "answered_us", "rating", "comment")
_ANSWERS = (
    select(*[answers.c[name] for name in _SUMMED])
    .where(answers.c.invitation_id.in_(many()))
    .order_by(answers.c.position)
)
_BUYER = Audience.BUYER.value


def responses(reading: Reading) -> Iterator[Taken]:
    """One row for each survey that something was answered in."""
    asked = [invitations.c[name] for name in _ASKED]
    statement = select(*asked).where(*_asked(reading), _answered_in_period())
    for page in pages(reading, statement, invitations.c.id, **reading.days):
        given: dict[str, list[Any]] = {}
        for row in rows_by(reading.connection, _ANSWERS, [one.id for one in page]):
            given.setdefault(row.invitation_id, []).append(row)
        who = people(reading, (one.customer_id for one in page))
        for one in page:
            if not (told := given.get(one.id)):
                continue
            headline = _headline(reading, one.survey, one.survey_version)
            rated = next((answer for answer in told if answer.question == headline), None)
            words = "\n".join(answer.comment for answer in told if answer.comment)
            yield given_out(
                reading,
                who.get(one.customer_id),
                {
                    **_place(one[: len(_PLACED)]),
                    "started_by_customer": bool(one.started_by_customer),
                    "state": one.state,
                    "sent_at": codec.moment_or_none(one.sent_us),
                    "answered_at": codec.moment(min(answer.answered_us for answer in told)),
                    "finished_at": codec.moment_or_none(one.finished_us),
                    "question": headline,
                    "kind": rated.kind if rated else None,
                    "rating": rated.rating if rated else None,
                    "answers": len(told),
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
        select(*[answers.c[name] for name in _GIVEN], *[invitations.c[name] for name in _PLACED])
        .join(invitations, invitations.c.id == answers.c.invitation_id)
        .where(*_asked(reading), in_period(answers.c.answered_us), which)
    )
    key = answers.c.invitation_id, answers.c.question
    for page in pages(reading, statement, *key, **reading.days):
        who = people(reading, (one.customer_id for one in page))
        for one in page:
            (_, *answered), placed = one[: len(_GIVEN)], one[len(_GIVEN) :]
            yield given_out(reading, who.get(one.customer_id), {**_place(placed), **_answer(answered)})


def _answer(of: Sequence[Any]) -> Row:
    """What was answered, from the columns ``_GIVEN`` but for the first."""
    question, kind, answered_us, rating, options, skipped, comment, polarity, *felt = of
    label, p_unhappy, analyzer = felt if polarity is not None else (None, None, None)
    return {
        "question": question,
        "kind": kind,
        "answered_at": codec.moment(answered_us),
        "rating": rating,
        "options": list(codec.decode_texts(options)),
        "skipped": bool(skipped),
        "comment": comment or None,
        "sentiment": label,
        "polarity": polarity,
        "p_unhappy": p_unhappy,
        "analyzer": analyzer,
    }


def _place(of: Sequence[Any]) -> Row:
    """What a response was about, from the columns ``_PLACED``."""
    id_, customer_id, purchase_id, survey, survey_version, touchpoint, place, product, segments = of
    return {
        "response": id_,
        "customer": customer_id,
        "purchase": purchase_id,
        "audience": _BUYER,
        "survey": survey,
        "survey_version": survey_version,
        "touchpoint": touchpoint,
        "place": place,
        "product": product,
        "segments": pairs(segments),
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
