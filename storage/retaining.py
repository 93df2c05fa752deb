"""Letting go of what is old, class by class, as ``[retention]`` says: what is looked for, what becomes of it.

What is found is read beside whoever works, and changed in short units. Ratings and counts are never touched;
of a comment that goes it stays known that there was one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.sql.dml import UpdateBase

from bot.core.audit import CUSTOMER_EXPORT, EXPORT
from bot.core.chores import Retention
from bot.core.conversation import GONE
from bot.core.identity import derived_id
from storage.codec import micros
from storage.inbox import FORGOTTEN
from storage.tables import (
    addresses,
    answers,
    audit,
    case_entries,
    cases,
    contributors,
    customers,
    dead_letters,
    inbox,
    invitations,
    links,
    observations,
    outbox,
    promises,
    purchases,
    suppressions,
)

WRITTEN_OUT = (EXPORT, CUSTOMER_EXPORT)
"""What stays on record: it says where copies may lie."""

FOUND_AT_ONCE = 5000  # rows looked up in one go

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """What is let go of: rows of ``table`` ``when`` they are old. ``values``: emptied so; None: deleted.

    ``days`` is the field of Retention that says when.
    """

    days: str
    table: Table
    when: ColumnElement[bool]
    values: dict[str, Any] | None = None

    def found(self, connection: Connection, before_us: int, after: Key | None) -> list[Key]:
        """The keys of the next rows, in their order; those of ``after`` and before it are done."""
        key = [*self.table.primary_key]
        statement = select(*key).where(self.when).order_by(*key).limit(FOUND_AT_ONCE)
        if after is not None:
            statement = statement.where(tuple_(*key) > tuple_(*after))
        rows = connection.execute(statement, {"before_us": before_us})
        return [tuple(row) for row in rows]

    def let_go(self, connection: Connection, keys: Sequence[Key]) -> None:
        """Empty or delete these, in one unit."""
        change: UpdateBase = delete(self.table)
        if self.values is not None:
            change = update(self.table).values(**self.values)
        with connection.begin():
            for key in keys:
                here = [one == value for one, value in zip(self.table.primary_key, key, strict=True)]
                connection.execute(change.where(*here))  # type: ignore[attr-defined]  # both kinds have it


_BEFORE: ColumnElement[int] = bindparam("before_us")
_QUOTE_GONE = {"comment": GONE, "felt": None, "playback": None, "evidence": None, "said_in": None}
_IS_OF_ENDED = exists().where(cases.c.id == case_entries.c.case_id, cases.c.ended_us < _BEFORE)
_CASE_ENDED = exists().where(cases.c.id == promises.c.case_id, cases.c.ended_us < _BEFORE)


def _has_no_chat(customer_id: ColumnElement[str]) -> ColumnElement[bool]:
    return ~exists().where(addresses.c.customer_id == customer_id)


RULES: tuple[Rule, ...] = (
    Rule(
        "raw_days",
        inbox,
        and_(inbox.c.at_us < _BEFORE, inbox.c.payload != "{}"),
        {"payload": "{}", "place": "", "reply": None},
    ),
    Rule("dead_letters_days", dead_letters, dead_letters.c.at_us < _BEFORE),
    Rule("messages_days", outbox, and_(outbox.c.created_us < _BEFORE, outbox.c.state != "waiting")),
    Rule("messages_days", case_entries, and_(case_entries.c.text.is_not(None), _IS_OF_ENDED), {"text": None}),
    Rule(
        "messages_days",
        cases,
        and_(cases.c.ended_us < _BEFORE, or_(cases.c.words.is_not(None), cases.c.grounds.is_not(None))),
        {"words": None, "grounds": None, "done": None},
    ),
    Rule("messages_days", promises, and_(promises.c.words != "", _CASE_ENDED), {"words": ""}),
    Rule(
        "comments_days",
        answers,
        and_(answers.c.comment.is_not(None), answers.c.comment != GONE, answers.c.answered_us < _BEFORE),
        _QUOTE_GONE,
    ),
    Rule(
        "comments_days",
        contributors,
        and_(contributors.c.quote != "", contributors.c.said_us < _BEFORE),
        {"quote": ""},
    ),
    Rule(
        "comments_days",
        observations,
        and_(observations.c.words != "", observations.c.at_us < _BEFORE),
        {"words": ""},
    ),
    Rule("audit_days", audit, and_(audit.c.at_us < _BEFORE, audit.c.action.not_in(WRITTEN_OUT))),
    Rule("suppressions_days", suppressions, suppressions.c.at_us < _BEFORE),
    Rule("unlinked_days", links, and_(links.c.expires_us < _BEFORE, _has_no_chat(links.c.customer_id))),
    Rule(
        "unlinked_days",
        purchases,
        and_(purchases.c.bought_us < _BEFORE, _has_no_chat(purchases.c.customer_id)),
    ),
    Rule(
        "unlinked_days",
        customers,
        and_(
            customers.c.erased_us.is_(None),
            customers.c.opted_out_us.is_(None),  # that they want nothing stays known
            func.coalesce(customers.c.last_bought_us, _BEFORE) < _BEFORE,
            _has_no_chat(customers.c.id),
            ~exists().where(invitations.c.customer_id == customers.c.id),
            ~exists().where(purchases.c.customer_id == customers.c.id),
            ~exists().where(cases.c.customer_id == customers.c.id),
        ),
    ),
)
"""In this order: a customer goes once no purchase of theirs is left."""


@dataclass(frozen=True, slots=True)
class Nameless(Rule):
    """What came from somebody who was forgotten loses its key too, which names a chat: it comes no more."""

    def let_go(self, connection: Connection, keys: Sequence[Key]) -> None:
        """Another key for each of these, that leads nowhere, in one unit."""
        with connection.begin():
            for platform, key in keys:
                here = update(inbox).where(inbox.c.platform == platform, inbox.c.key == key)
                connection.execute(here.values(key=f"{_NAMELESS}{derived_id('handled', platform, key)}"))


BROUGHT_AGAIN = timedelta(days=2)
"""For so long a platform may bring again what was not acknowledged: Telegram for a day, Slack for hours."""

_NAMELESS = "handled/"
_KEYS = Nameless(
    "",
    inbox,
    and_(
        inbox.c.at_us < _BEFORE,
        inbox.c.kind == FORGOTTEN,
        ~inbox.c.key.startswith(_NAMELESS),
    ),
)


def wanted(retention: Retention, now: datetime) -> Iterator[tuple[Rule, int]]:
    """The rules that are in force, each with the moment before which things are let go, in microseconds.

    The last is for whoever was forgotten, and always is.
    """
    for rule in RULES:
        days: int = attrgetter(rule.days)(retention)
        if days > 0:
            yield rule, micros(now - timedelta(days=days))
    yield _KEYS, micros(now - BROUGHT_AGAIN)
