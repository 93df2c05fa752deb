"""Giving stored comments to another analyzer: which are to go, and saving what it says of them.

A comment whose customer has said what they meant is never among them. A comment that the analyzer has no
opinion on keeps none, and is marked with its name and version, so that it is not given to it again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, or_, select, tuple_, update

from bot.core.conversation import GONE, Answer, Invitation
from bot.core.playback import PlaybackReply
from bot.core.sentiment import Label, Sentiment
from bot.core.settings import Settings
from storage import rollups, rows
from storage.loading import ANSWERS
from storage.statements import Values, many, rows_by, run_many
from storage.tables import answers, customers, invitations

AT_ONCE = 500  # comments in one unit: whoever runs beside us waits no longer
_LOOKED_AT = 1000  # comments at each end

Place = tuple[int, str, str]
"""When a comment was made, in microseconds, in which invitation, to which question: the order of the walk."""
Key = tuple[str, str]
"""Invitation and question."""


@dataclass(frozen=True, slots=True)
class Version:
    """One analyzer, as it is kept beside a comment."""

    analyzer: str
    version: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A comment as it is stored. ``language`` is its customer's, None where it is not known."""

    place: Place
    text: str
    language: str | None

    @property
    def key(self) -> Key:
        """Where it belongs."""
        return self.place[1:]


@dataclass(slots=True)
class Moved:
    """What became of comments. ``before`` and ``after`` count labels.

    ``relabelled`` have another label now, ``rescored`` another score only. ``passed_over`` were changed or
    corrected by their customer while the analyzer read them.
    """

    before: Counter[Label] = field(default_factory=Counter)
    after: Counter[Label] = field(default_factory=Counter)
    relabelled: int = 0
    rescored: int = 0
    passed_over: int = 0

    @property
    def comments(self) -> int:
        """Those that were given to the analyzer and have its opinion now."""
        return self.after.total()

    def count(self, was: Sentiment | None, now: Sentiment | None) -> None:
        """One comment more."""
        label_was, label = label_of(was), label_of(now)
        self.before[label_was] += 1
        self.after[label] += 1
        self.relabelled += label is not label_was
        self.rescored += label is label_was and _score(was) != _score(now)

    def add(self, other: Moved) -> None:
        """Those of another unit."""
        self.before.update(other.before)
        self.after.update(other.after)
        self.relabelled += other.relabelled
        self.rescored += other.rescored
        self.passed_over += other.passed_over


def label_of(sentiment: Sentiment | None) -> Label:
    """Unknown where there is no opinion."""
    return Label.UNKNOWN if sentiment is None else sentiment.label


def _score(sentiment: Sentiment | None) -> float | None:
    return None if sentiment is None else sentiment.p_unhappy


# --- which

_COMMENTED: ColumnElement[bool] = and_(
    answers.c.comment.is_not(None), answers.c.comment != "", answers.c.comment != GONE
)
# A playback's JSON ends in the reply and what was meant, a text or null.
_CORRECTION = f'%,"{PlaybackReply.NOT_QUITE}","%'
_CORRECTED = func.coalesce(answers.c.playback.like(_CORRECTION), False)
_OF_ANOTHER: ColumnElement[bool] = or_(
    answers.c.analyzer != bindparam("analyzer"), answers.c.analyzer_version != bindparam("version")
)
_STALE = and_(
    _COMMENTED,
    answers.c.answered_us >= bindparam("since_us"),
    or_(answers.c.analyzer.is_(None), _OF_ANOTHER),
)
_PLACE = (answers.c.answered_us, answers.c.invitation_id, answers.c.question)
_NEXT = (
    select(*_PLACE, answers.c.comment, customers.c.language)
    .join(invitations, invitations.c.id == answers.c.invitation_id)
    .outerjoin(customers, customers.c.id == invitations.c.customer_id)
    .where(
        _STALE,
        ~_CORRECTED,
        answers.c.answered_us <= bindparam("at_us"),
        tuple_(*_PLACE) < tuple_(bindparam("at_us"), bindparam("invitation"), bindparam("question")),
    )
    .order_by(*[column.desc() for column in _PLACE])
    .limit(AT_ONCE)
)
_COUNT = select(func.count(), func.count().filter(_CORRECTED)).select_from(answers).where(_STALE)
_OLDER = select(func.count()).select_from(
    select(answers.c.question)
    .where(_COMMENTED, _OF_ANOTHER, ~_CORRECTED)
    .limit(bindparam("at_most"))
    .subquery()
)


def _at_an_end(order: ColumnElement[int]) -> Select[int]:
    """Whether one of the first comments in this order is of another version."""
    has_words = and_(answers.c.comment.is_not(None), answers.c.comment != GONE)
    those = select(answers).where(has_words).order_by(order).limit(_LOOKED_AT).subquery()
    is_other = or_(
        those.c.analyzer != bindparam("analyzer"), those.c.analyzer_version != bindparam("version")
    )
    is_corrected = func.coalesce(those.c.playback.like(_CORRECTION), False)
    return select(func.count()).select_from(those).where(is_other, ~is_corrected)


_AT_THE_ENDS = (_at_an_end(answers.c.answered_us.asc()), _at_an_end(answers.c.answered_us.desc()))

FROM_THE_NEWEST: Place = (2**62, "", "")
"""Before the walk: no comment is newer."""


def count(connection: Connection, version: Version, since_us: int) -> tuple[int, int]:
    """How many comments since then are of no version or another: to be given to this one, and corrected."""
    values = {**_of(version), "since_us": since_us}
    stale, corrected = connection.execute(_COUNT, values).one()
    return stale - corrected, corrected


def older(connection: Connection, version: Version, at_most: int) -> int:
    """How many comments another analyzer, or version of it, has spoken of; counted up to so many.

    Without looking at all: an analyzer changes in the course of time, and a walk that was stopped has left
    the oldest. Where those at both ends are of this version, all are taken to be.
    """
    if not any(connection.execute(end, _of(version)).scalar_one() for end in _AT_THE_ENDS):
        return 0
    number: int = connection.execute(_OLDER, {**_of(version), "at_most": at_most}).scalar_one()
    return number


def following(connection: Connection, version: Version, since_us: int, place: Place) -> list[Stored]:
    """The next comments to be given to this version, ``AT_ONCE``, from this place towards the past."""
    at_us, invitation, question = place
    values = {
        **_of(version),
        "since_us": since_us,
        "at_us": at_us,
        "invitation": invitation,
        "question": question,
    }
    return [
        Stored((at, id_, asked), text, language)
        for at, id_, asked, text, language in connection.execute(_NEXT, values)
    ]


def _of(version: Version) -> Values:
    return {"analyzer": version.analyzer, "version": version.version}


# --- saving

_CUSTOMERS_OF = select(invitations.c.customer_id).where(invitations.c.id.in_(many()))
_LOCK = select(customers.c.id).where(customers.c.id.in_(many())).order_by(customers.c.id).with_for_update()
_INVITATIONS = select(invitations).where(invitations.c.id.in_(many()))
_SAID_OF = (
    "polarity",
    "sentiment_label",
    "confidence",
    "analyzer",
    "analyzer_version",
    "p_unhappy",
    "has_complaint",
    "felt",
)
_SAVE = update(answers).where(
    answers.c.invitation_id == bindparam("of_invitation"), answers.c.question == bindparam("of_question")
)


def save(
    connection: Connection,
    settings: Settings,
    version: Version,
    said: Mapping[Key, tuple[Stored, Sentiment | None]],
) -> Moved:
    """Save what this version says of comments, and what that changes in the counts, in one transaction.

    Whoever may answer just now is kept out by the lock on their customer, and what they said before it is
    seen: a comment that is another one by now, or that was corrected, stays as it is.
    """
    with connection.begin():
        ids = sorted({invitation_id for invitation_id, _ in said})
        rows_by(connection, _LOCK, [row[0] for row in rows_by(connection, _CUSTOMERS_OF, ids)])
        moved, updates = Moved(), list[Values]()
        counted: list[rollups.Change] = []
        for before in _invitations(connection, ids):
            after = _changed(before, version, said, moved, updates)
            headline = rollups.headline_of(settings, before)
            counted.extend(rollups.changes(before, after, settings.zone, headline))
        run_many(connection, _SAVE, updates)
        rollups.add(connection, rollups.summed_up(counted))
    return moved


def meet(connection: Connection, said: Mapping[Key, tuple[Stored, Sentiment | None]]) -> Moved:
    """What saving these would do; nothing is changed."""
    moved, ids = Moved(), {invitation_id for invitation_id, _ in said}
    for row in rows_by(connection, ANSWERS, ids):
        answer = rows.answer_from(row)
        if (told := said.get((row[0], answer.question))) is not None:
            moved.count(answer.sentiment, told[1])
    return moved


def _invitations(connection: Connection, ids: Sequence[str]) -> Iterator[Invitation]:
    given: dict[str, tuple[Answer, ...]] = {
        id_: tuple(rows.answer_from(row) for row in group)
        for id_, group in groupby(rows_by(connection, ANSWERS, ids), key=lambda row: str(row[0]))
    }
    for row in rows_by(connection, _INVITATIONS, ids):
        yield rows.invitation_from(row, given.get(row[0], ()))


def _changed(
    before: Invitation,
    version: Version,
    said: Mapping[Key, tuple[Stored, Sentiment | None]],
    moved: Moved,
    updates: list[Values],
) -> Invitation:
    """The invitation with what is said of its comments now; what that does is noted."""
    changed: list[Answer] = []
    for position, answer in enumerate(before.answers):
        told = said.get((before.id, answer.question))
        if told is None:
            changed.append(answer)
            continue
        stored, sentiment = told
        if answer.comment != stored.text or _is_corrected(answer):
            moved.passed_over += 1
            changed.append(answer)
            continue
        moved.count(answer.sentiment, sentiment)
        after = replace(answer, sentiment=sentiment)
        row = rows.answer_row(before.id, position, after)
        marked = {"analyzer": version.analyzer, "analyzer_version": version.version}
        updates.append(
            {
                "of_invitation": before.id,
                "of_question": answer.question,
                **{name: row[name] for name in _SAID_OF},
                **marked,
            }
        )
        changed.append(after)
    return replace(before, answers=tuple(changed))


def _is_corrected(answer: Answer) -> bool:
    return answer.playback is not None and answer.playback.meant is not None
