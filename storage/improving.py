"""What an event needs of improvements, what a report tells of them, and who raised one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import BigInteger, Connection, and_, bindparam, or_, select, text

from bot.core.anonymity import internal_surveys
from bot.core.conversation import GONE
from bot.core.improvements import BOARD_SHOWN, RAISED_WITHIN, Improvement, Raised, Stage
from bot.core.mentions import read_for_themes, shortened
from bot.core.ports import Needs
from bot.core.quoting import Consent
from bot.core.raising import raises
from bot.core.report import ReportQuery
from bot.core.settings import Settings
from bot.core.view import Rows
from storage.codec import micros
from storage.comments import comment_from, headline_ratings, voices
from storage.improvement_rows import contributor_from, improvement_from
from storage.report_filters import KEPT, WORK_HERE, in_period, moments
from storage.statements import Prepared, many, rows_by
from storage.tables import IMPROVEMENT_PLANNED, answers, contributors, improvements, invitations

MOST_READ = 5_000  # answers at the touchpoint that are read for who raised it, the newest

_LOCKED = (
    select(improvements).where(improvements.c.id.in_(many())).order_by(improvements.c.id).with_for_update()
)
_PLANNED = (
    select(improvements)
    .where(text(IMPROVEMENT_PLANNED))
    .order_by(improvements.c.due, improvements.c.id)
    .limit(BOARD_SHOWN)
)
_LATEST = select(improvements).order_by(improvements.c.moved_us.desc(), improvements.c.id).limit(BOARD_SHOWN)
_BATCH = (
    select(contributors)
    .where(
        contributors.c.improvement_id == bindparam("improvement_id"),
        contributors.c.customer_id > bindparam("after"),
    )
    .order_by(contributors.c.customer_id)
    .limit(bindparam("at_most"))
)
_THEIRS = select(contributors).where(contributors.c.customer_id.in_(many()))
_CONTRIBUTED_TO = select(improvements).where(improvements.c.id.in_(many()))


@dataclass(slots=True)
class Wanted:
    """What a batch names of improvements, merged."""

    ids: set[str] = field(default_factory=set)
    board: bool = False
    batches: set[tuple[str, str, int]] = field(default_factory=set)
    theirs: list[Needs] = field(default_factory=list)  # those that ask for what customers contributed to

    def add(self, need: Needs) -> None:
        """This event's needs as well."""
        self.ids.update(need.improving.ids)
        self.board = self.board or need.improving.board
        if need.improving.batch is not None:
            self.batches.add(need.improving.batch)
        if need.improving.theirs:
            self.theirs.append(need)


def load(connection: Connection, wanted: Wanted, customer_ids: Collection[str], found: Rows) -> None:
    """Load what is named, and what these customers contributed to; after the customers, as everybody does."""
    for row in rows_by(connection, _LOCKED, wanted.ids):
        found.improvements[row[0]] = improvement_from(row)
    for row in rows_by(connection, _THEIRS, customer_ids):
        contributor = contributor_from(row)
        found.contributors[contributor.improvement_id, contributor.customer_id] = contributor
    for improvement_id, after, at_most in sorted(wanted.batches):
        values = {"improvement_id": improvement_id, "after": after, "at_most": at_most}
        batch = [contributor_from(row) for row in connection.execute(_BATCH, values)]
        found.contributors.update(
            ((improvement_id, one.customer_id), one)
            for one in batch
            if (improvement_id, one.customer_id) not in found.contributors
        )
        who = voices(connection, [one.customer_id for one in batch]).values()
        found.never_quoted.update(one.customer_id for one in who if one.consent is Consent.NEVER)
    if customer_ids:
        about = {improvement_id for improvement_id, _ in found.contributors} - found.improvements.keys()
        for row in rows_by(connection, _CONTRIBUTED_TO, about):
            found.improvements[row[0]] = improvement_from(row)
    if wanted.board:
        for statement in (_PLANNED, _LATEST):
            for row in connection.execute(statement):
                found.improvements.setdefault(row[0], improvement_from(row))


def of_period(connection: Connection, query: ReportQuery, settings: Settings) -> tuple[Improvement, ...]:
    """What took a step in the period, and what was planned by its end and is so still; oldest first.

    It is about everybody: whoever asks about one slice is told of none.
    """
    if query.slices:
        return ()
    found = _moved(query.touchpoint).rows(connection, **moments(query.period, settings.zone))
    return tuple(improvement_from(row) for row in found)


@lru_cache(KEPT)
def _moved(touchpoint: str | None) -> Prepared:
    before_end = improvements.c.made_us < bindparam("end_us", type_=BigInteger)
    planned = and_(improvements.c.stage == Stage.PLANNED.value, before_end)
    statement = (
        select(improvements)
        .where(or_(in_period(improvements.c.moved_us), planned))
        .order_by(improvements.c.made_us, improvements.c.id)
        .limit(BOARD_SHOWN)
    )
    if touchpoint is not None:
        statement = statement.where(improvements.c.touchpoint == touchpoint)
    return Prepared(statement)


def raised(connection: Connection, improvement_id: str, settings: Settings) -> tuple[Raised, ...]:
    """The buyers whose answers raised it, each with the latest of those, in order of customer.

    Those are the answers at its touchpoint, in the time before it was done, that blame its theme or say what
    could be better about it. What people who work with us answer is confidential, and raises nothing.
    """
    with connection.begin():
        row = connection.execute(select(improvements).where(improvements.c.id == improvement_id)).first()
        improvement = improvement_from(row) if row is not None else None
        if improvement is None or improvement.theme is None or improvement.done_at is None:
            return ()
        statement = (
            select(
                answers,
                invitations.c.survey,
                invitations.c.survey_version,
                invitations.c.touchpoint,
                invitations.c.customer_id,
            )
            .join(invitations, invitations.c.id == answers.c.invitation_id)
            .where(
                answers.c.comment.is_not(None),
                answers.c.comment != "",
                answers.c.comment != GONE,
                invitations.c.trial == 0,
                invitations.c.touchpoint == improvement.touchpoint,
                invitations.c.survey.not_in(sorted(internal_surveys(settings))),
                invitations.c.customer_id.not_in(WORK_HERE),
                answers.c.answered_us >= micros(improvement.made_at - RAISED_WITHIN),
                answers.c.answered_us <= micros(improvement.done_at),
            )
            .order_by(answers.c.answered_us.desc(), answers.c.invitation_id, answers.c.question)
            .limit(MOST_READ)
        )
        found = connection.execute(statement).all()
        headlines = headline_ratings(connection, found, settings)
        who = voices(connection, [row.customer_id for row in found])
    comments = [
        comment_from(row, headlines.get(row.invitation_id), who.get(row.customer_id)) for row in found
    ]
    reading = read_for_themes(comments, settings.taxonomy, settings.languages)
    latest: dict[str, Raised] = {}
    for row, tagged in zip(found, reading.tagged, strict=True):
        if raises(tagged, improvement.theme):
            words = shortened(tagged.comment.text)
            said_at, is_quotable = tagged.comment.at, tagged.comment.is_quotable
            one = Raised(row.customer_id, row.invitation_id, words, said_at, is_quotable)
            latest.setdefault(row.customer_id, one)
    return tuple(latest[customer_id] for customer_id in sorted(latest))
