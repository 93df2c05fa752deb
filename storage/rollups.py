"""Counts that are kept as answers come, so that a digest reads hundreds of rows, not millions.

What one invitation contributes is a pure function of it, ``marks``; a change adds what the invitation
contributes now and takes away what it did before. So the rollups always equal a recount of the stored rows.

=============  ==============================  =====================================  =====================
measure        one for each                    day (local date in the business zone)  question
=============  ==============================  =====================================  =====================
nps, csat, …   rating; value and total are it  of the first answer to the question    the question
option:NAME    option chosen                   the same                               the question
chosen         answer with any option          the same                               the question
skipped        skip                            the same                               the question
comment        comment                         the same                               the question
sentiment      comment that was analysed;      the same                               the question
               total is its polarity
joint:KIND:    rating beside the headline of   the same                               the question
HEADLINE_KIND  its response; value is both
started        response with any answer        of its first answer                    ''
responded      response with the headline      of that rating                         ''
commented      response with a comment         of its first comment                   ''
completed      response to its end             of its end                             ''
delivered      invitation that arrived         of its sending                         ''
=============  ==============================  =====================================  =====================

Each is kept for its day, for its week (from Monday; its day is the week's number below 0) and for all time
(day 0), so that a month is three weeks and some days: a sum costs what its rows cost. And for everybody ('')
and for each segment ('store=Berlin').
Joints are many, and most reports go over the others alone: they lie apart, under '=' and '=store=Berlin'.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, select

from bot.core.conversation import Answer, Invitation, State
from bot.core.settings import Settings
from storage import rows
from storage.loading import ANSWERS
from storage.statements import Values, rows_by, run_many
from storage.tables import invitations, rollups
from storage.upserts import Insert, inserting

ALL_TIME = 0
EVERYBODY = ""
OPTION = "option:"
CHOSEN = "chosen"
JOINT = "joint:"
APART = "="  # no segment begins so: its name comes before it

_BOTH = 100  # more than any rating: value = rating · 100 + headline rating

Mark = tuple[int, str, str, int]
"""Day, question, measure, value."""
Key = tuple[str, int, str, str, str, str, int]
"""Segment, day, survey, touchpoint, question, measure, value: the order of the primary key."""
Count = tuple[int, float]
"""n and total."""
Where = tuple[str, str, tuple[tuple[str, str], ...]]
"""Survey, touchpoint, segments."""
Change = tuple[Where, Mark, int, float]
"""A mark to add, or with negative n to take away."""

_NOTHING: Count = (0, 0.0)

_RECOUNTED_AT_ONCE = 1000  # invitations
_WRITTEN_AT_ONCE = 500  # rows


def keep_first_times(before: Invitation | None, after: Invitation) -> Invitation:
    """``after`` with every revised answer at the moment of the first one to its question."""
    if before is None or not before.answers or before.answers == after.answers:
        return after
    first = {answer.question: answer.answered_at for answer in before.answers}
    if all(first.get(answer.question, answer.answered_at) == answer.answered_at for answer in after.answers):
        return after
    kept = [
        replace(answer, answered_at=first[answer.question])
        if first.get(answer.question, answer.answered_at) != answer.answered_at
        else answer
        for answer in after.answers
    ]
    return replace(after, answers=tuple(kept))


def deltas(
    before: Invitation | None, after: Invitation, zone: ZoneInfo, headline: str | None
) -> list[tuple[Key, int, float]]:
    """What turns the counts with ``before`` into those with ``after``: key, n and total to add.

    ``zone`` is the business's, ``headline`` the survey's headline question.
    """
    summed = summed_up(changes(before, after, zone, headline))
    return [(key, n, total) for key, (n, total) in summed.items()]


def changes(
    before: Invitation | None, after: Invitation, zone: ZoneInfo, headline: str | None
) -> Iterator[Change]:
    """The marks to add, or to take away, and where. Many of these are summed up before they are spread."""
    now = marks(keep_first_times(before, after), zone, headline)
    where = _where(after)
    was = {} if before is None else marks(before, zone, headline)
    if before is not None and was and _where(before) != where:
        for mark, (n, total) in was.items():
            yield _where(before), mark, -n, -total
        was = {}
    for mark, (n, total) in now.items():
        if was.get(mark) != (n, total):
            n_was, total_was = was.get(mark, _NOTHING)
            yield where, mark, n - n_was, total - total_was
    for mark, (n, total) in was.items():
        if mark not in now:
            yield where, mark, -n, -total


def summed_up(found: Iterable[Change]) -> dict[Key, Count]:
    """The changes by key: each is for its day, its week and all time, for everybody and for each segment."""
    sums: dict[tuple[Where, Mark], Count] = {}
    for where, mark, n, total in found:
        n_yet, total_yet = sums.get((where, mark), _NOTHING)
        sums[where, mark] = (n_yet + n, total_yet + total)
    spread: dict[Key, Count] = {}
    for (where, (day, question, measure, value)), (n, total) in sums.items():
        survey, touchpoint, segments = where
        apart = APART if measure.startswith(JOINT) else ""
        for segment in (apart + EVERYBODY, *[f"{apart}{name}={chosen}" for name, chosen in segments]):
            for grain in (day, week_of(day), ALL_TIME):
                key = (segment, grain, survey, touchpoint, question, measure, value)
                n_yet, total_yet = spread.get(key, _NOTHING)
                spread[key] = (n_yet + n, total_yet + total)
    return {key: count for key, count in spread.items() if count != _NOTHING}


def marks(invitation: Invitation, zone: ZoneInfo, headline: str | None) -> dict[Mark, Count]:
    """What one invitation contributes to its survey's counts: of one that staff only tried, nothing."""
    found: dict[Mark, Count] = {}
    if invitation.trial:
        return found
    for answer in invitation.answers:
        day = _day(answer.answered_at, zone)
        for measure, value, total in _measures(answer):
            found[day, answer.question, measure, value] = (1, total)
    for measure, at in _milestones(invitation, headline):
        found[_day(at, zone), "", measure, 0] = (1, 0.0)
    for answer, measure, value in _joints(invitation, headline):
        found[_day(answer.answered_at, zone), answer.question, measure, value] = (1, 0.0)
    return found


def week_of(day: int) -> int:
    """Where the week of this day is kept: −1 for the first of all, and so on downwards. Day 1 is a Monday."""
    return -((day - 1) // 7) - 1


def monday_of(week: int) -> int:
    """The first day of the week that is kept there."""
    return (-week - 1) * 7 + 1


def joint_measure(kind: str, headline_kind: str) -> str:
    """What a rating of this kind is counted under beside a headline of that kind."""
    return f"{JOINT}{kind}:{headline_kind}"


def joint_kinds(measure: str) -> tuple[str, str]:
    """The two kinds in it."""
    _, kind, headline_kind = measure.split(":")
    return kind, headline_kind


def joint_value(rating: int, headline_rating: int) -> int:
    """Both in one."""
    return rating * _BOTH + headline_rating


def joint_ratings(value: int) -> tuple[int, int]:
    """The two ratings in it."""
    return divmod(value, _BOTH)


def _measures(answer: Answer) -> Iterator[tuple[str, int, float]]:
    if answer.rating is not None:
        yield answer.kind.value, answer.rating, float(answer.rating)
    for option in answer.options:
        yield OPTION + option, 0, 0.0
    if answer.options:
        yield CHOSEN, 0, 0.0
    if answer.skipped:
        yield "skipped", 0, 0.0
    if answer.comment:
        yield "comment", 0, 0.0
        if answer.sentiment is not None:
            yield "sentiment", 0, answer.sentiment.polarity


def _milestones(invitation: Invitation, headline: str | None) -> Iterator[tuple[str, datetime]]:
    answers = invitation.answers
    if answers:
        yield "started", min([answer.answered_at for answer in answers])
        if commented := [answer.answered_at for answer in answers if answer.comment]:
            yield "commented", min(commented)
        for answer in answers:
            if answer.question == headline and answer.rating is not None:
                yield "responded", answer.answered_at
    if invitation.state is State.COMPLETED and invitation.finished_at is not None:
        yield "completed", invitation.finished_at
    if invitation.delivered_at is not None:
        yield "delivered", invitation.sent_at or invitation.delivered_at


def _joints(invitation: Invitation, headline: str | None) -> Iterator[tuple[Answer, str, int]]:
    lead = invitation.answer_to(headline) if headline is not None else None
    if lead is None or lead.rating is None:
        return
    for answer in invitation.answers:
        if answer.rating is not None and answer.question != headline:
            measure = joint_measure(answer.kind.value, lead.kind.value)
            yield answer, measure, joint_value(answer.rating, lead.rating)


def _day(at: datetime, zone: ZoneInfo) -> int:
    return at.astimezone(zone).toordinal()


def _where(invitation: Invitation) -> Where:
    return invitation.survey, invitation.touchpoint, tuple(invitation.segments.items())


# --- in the database

_COLUMNS = tuple(column.name for column in rollups.columns)


def add(connection: Connection, counts: Mapping[Key, Count]) -> None:
    """Add these to the counts, in the order of their keys."""
    statement = _adding(connection.dialect.name)
    run_many(connection, statement, [_row(key, counts[key]) for key in sorted(counts)])


def verify(connection: Connection, settings: Settings) -> dict[Key, tuple[Count, Count]]:
    """Where the counts differ from a recount, in one snapshot: key → (as counted, as they should be)."""
    if connection.dialect.name == "postgresql" and not connection.in_transaction():
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
    stored: dict[Key, Count] = {}
    for *key, n, total in connection.execute(select(rollups)):
        stored[tuple(key)] = (n, total)
    recounted = recount(connection, settings)
    pairs = {
        key: (stored.get(key, _NOTHING), recounted.get(key, _NOTHING))
        for key in stored.keys() | recounted.keys()
    }
    return {key: pair for key, pair in sorted(pairs.items()) if not _equal(*pair)}


def corrections(wrong: Mapping[Key, tuple[Count, Count]]) -> Iterator[dict[Key, Count]]:
    """What is to be added to the counts, some rows at a time, to make them what they should be.

    Additions, like everything that answers do to the counts: it does not matter what is counted between the
    verifying and the adding, nor in between. Whoever is stopped halfway verifies again and adds the rest.
    """
    missing = [
        (key, (right[0] - counted[0], right[1] - counted[1]))
        for key, (counted, right) in sorted(wrong.items())
    ]
    for start in range(0, len(missing), _WRITTEN_AT_ONCE):
        yield dict(missing[start : start + _WRITTEN_AT_ONCE])


def correct(connection: Connection, some: Mapping[Key, Count]) -> None:
    """Add these in a transaction of their own."""
    with connection.begin():
        add(connection, some)


def recount(connection: Connection, settings: Settings) -> dict[Key, Count]:
    """The counts as they follow from the stored invitations and answers."""
    return summed_up(
        change
        for invitation in _stored(connection)
        for change in changes(None, invitation, settings.zone, headline_of(settings, invitation))
    )


def headline_of(settings: Settings, invitation: Invitation) -> str | None:
    """The headline question of the invitation's version of its survey, None for an unknown one."""
    survey = settings.surveys.get((invitation.survey, invitation.survey_version))
    return None if survey is None else survey.headline


_NEXT = (
    select(invitations)
    .where(invitations.c.id > bindparam("after"))
    .order_by(invitations.c.id)
    .limit(_RECOUNTED_AT_ONCE)
)


def _stored(connection: Connection) -> Iterator[Invitation]:
    last = ""
    while page := connection.execute(_NEXT, {"after": last}).all():
        last = page[-1][0]
        found = rows_by(connection, ANSWERS, [row[0] for row in page])
        answers: dict[str, tuple[Answer, ...]] = {
            id_: tuple(rows.answer_from(row) for row in group)
            for id_, group in groupby(found, key=lambda row: str(row[0]))
        }
        for row in page:
            yield rows.invitation_from(row, answers.get(row[0], ()))


@cache
def _adding(dialect: str) -> Insert:
    statement = inserting(dialect, rollups)
    added = {name: rollups.c[name] + statement.excluded[name] for name in ("n", "total")}
    return statement.on_conflict_do_update(index_elements=list(rollups.primary_key), set_=added)


def _row(key: Key, count: Count) -> Values:
    return dict(zip(_COLUMNS, (*key, *count), strict=True))


def _equal(one: Count, other: Count) -> bool:
    """Totals are sums of decimal fractions in any order: equal but for rounding."""
    return one[0] == other[0] and abs(one[1] - other[1]) <= 1e-6 * (1 + abs(one[1]))
