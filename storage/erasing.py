"""Taking one person out of every table: what is deleted, what stays and leads to nobody.

Their ratings stay, each for itself: under another id, of no customer, at the beginning of its day. So every
count is what it was, and no two answers can be told to be one person's. The walk through messages and raw
events is ``storage/walking.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, insert, or_, select, update

from bot.core.audit import CUSTOMER_EXPORT, EXPORT
from bot.core.conversation import GONE, State
from bot.core.identity import short_id
from storage import chores
from storage.chores import AT_ONCE, Job
from storage.codec import decode_gathered, encode_gathered, micros, moment
from storage.statements import change_by, many, rows_by
from storage.tables import (
    addresses,
    answers,
    audit,
    case_entries,
    cases,
    contributors,
    customers,
    gestures,
    incidents,
    invitations,
    links,
    observations,
    outbox,
    promises,
    purchases,
    suppressions,
    timers,
)
from storage.traces import Traces

Draw = Callable[[], int]
"""Random bits for an id, at least 80."""

NOBODY = ""
MEANWHILE_US = 5_000_000
"""What was committed together with the wish may bear a slightly later moment."""
_TALKS_AT_ONCE = 40  # with their answers, far fewer rows than a unit may write

_LOCK = select(customers.c.id).where(customers.c.id.in_(many())).order_by(customers.c.id).with_for_update()


_IN_HAND = select(addresses.c.key).where(addresses.c.lease_owner.is_not(None))
_UNSENT = delete(outbox).where(
    outbox.c.address.in_(bindparam("places", expanding=True)),
    outbox.c.state == "waiting",
    outbox.c.created_us < bindparam("at_us"),
    outbox.c.address.not_in(_IN_HAND),
)
"""What they were to be sent, and was not when they wished it; what is on its way ends by itself."""


class Taking:
    """One unit of it, for one person. Every step writes ``AT_ONCE`` rows at most and says how many."""

    def __init__(self, connection: Connection, job: Job, traces: Traces, zone: ZoneInfo, draw: Draw) -> None:
        self._connection = connection
        self._job = job
        self._traces = traces
        self._zone = zone
        self._draw = draw

    def some(self) -> int:
        """The next rows of any table; 0 when nothing is left but their chats."""
        with self._connection.begin():
            rows_by(self._connection, _LOCK, self._traces.ids)
            for rule in RULES.values():
                if rule is not None and (n := rule(self)):
                    return n
        return 0

    def customer(self) -> int:
        """Their record says only that there was one, and since when there is not."""
        table = customers
        found = (
            select(table.c.id)
            .where(
                table.c.id.in_(sorted(self._traces.ids)),
                or_(
                    table.c.erased_us.is_(None),
                    table.c.name.is_not(None),
                    table.c.preferred_name.is_not(None),
                    table.c.attributes.is_not(None),
                    table.c.orders > 0,
                    table.c.ratings != "[]",
                    table.c.invited_at != "{}",
                ),
            )
            .limit(AT_ONCE)
        )
        ids = [id_ for (id_,) in self._connection.execute(found)]
        at_us = self._job.at_us
        blank = {
            column.name: None
            for column in table.columns
            if column.nullable and column.name not in {"opted_out_us", "erased_us"}
        }
        empty = {"orders": 0, "ratings": "[]", "invited_at": "{}", "ignored": 0}
        statement = update(table).where(table.c.id.in_(many()))
        change_by(self._connection, statement.values(**blank, **empty), ids)
        for column in (table.c.erased_us, table.c.opted_out_us):
            change_by(self._connection, statement.where(column.is_(None)).values({column: at_us}), ids)
        return len(ids)

    def talks(self) -> int:
        """Invitations: those that count stay without their customer, under another id."""
        found = self._connection.execute(
            select(invitations).where(self._theirs(invitations)).limit(_TALKS_AT_ONCE)
        ).all()
        for row in found:
            self._talk(dict(row._mapping))
        return len(found)

    def _talk(self, talk: dict[str, Any]) -> None:
        given = self._connection.execute(select(answers).where(answers.c.invitation_id == talk["id"])).all()
        counts = not talk["trial"] and (talk["delivered_us"] is not None or given)
        if counts:
            new_id = short_id(self._draw())
            self._connection.execute(insert(invitations), self._unlinked(talk, new_id))
            if given:
                kept = [self._bare(dict(row._mapping), new_id) for row in given]
                self._connection.execute(insert(answers), kept)
        self._connection.execute(delete(answers).where(answers.c.invitation_id == talk["id"]))
        self._connection.execute(delete(invitations).where(invitations.c.id == talk["id"]))

    def _unlinked(self, talk: dict[str, Any], new_id: str) -> dict[str, Any]:
        over = talk["finished_us"] is not None
        return {
            **talk,
            **{name: self._day(talk[name]) for name in talk if name.endswith("_us")},
            **dict.fromkeys(("purchase_id", "address", "product", "question", "message", "aside")),
            "id": new_id,
            "customer_id": new_id,  # each is somebody else's, so that people can still be counted
            "asked_again": 0,
            "reminded": 0,
            "state": talk["state"] if over else State.EXPIRED.value,
            "finished_us": self._day(talk["finished_us"] if over else self._job.at_us),
        }

    def _bare(self, answer: dict[str, Any], new_id: str) -> dict[str, Any]:
        return {
            **answer,
            **dict.fromkeys(("evidence", "said_in", "felt", "playback")),
            "invitation_id": new_id,
            "answered_us": self._day(answer["answered_us"]),
            "comment": GONE if answer["comment"] else None,
        }

    def _day(self, at_us: int | None) -> int | None:
        """The beginning of its day by the business's clock."""
        if at_us is None:
            return None
        day = moment(at_us).astimezone(self._zone).date()
        return micros(datetime.combine(day, time(), self._zone).astimezone(UTC))

    def given(self) -> int:
        """What a gesture cost was spent; to whom is not known any more."""
        found = self._connection.execute(
            select(gestures.c.id, gestures.c.at_us).where(self._theirs(gestures)).limit(AT_ONCE)
        ).all()
        for id_, at_us in found:
            values = {"id": short_id(self._draw()), "customer_id": NOBODY, "case_id": None}
            change = update(gestures).where(gestures.c.id == id_)
            self._connection.execute(change.values(**values, at_us=self._day(at_us)))
        return len(found)

    def not_asked(self) -> int:
        """That somebody was not asked, and why, still counts."""
        found = self._connection.execute(
            select(suppressions.c.sequence, suppressions.c.at_us)
            .where(self._theirs(suppressions))
            .limit(AT_ONCE)
        ).all()
        for sequence, at_us in found:
            change = update(suppressions).where(suppressions.c.sequence == sequence)
            nobody = {"purchase_id": NOBODY, "customer_id": NOBODY, "at_us": self._day(at_us)}
            self._connection.execute(change.values(**nobody))
        return len(found)

    def gathered(self) -> int:
        """The lines of messages that gather many cases."""
        changed = 0
        for id_, stored in self._connection.execute(select(incidents.c.id, incidents.c.cases)).all():
            lines = decode_gathered(stored)
            kept = tuple(one for one in lines if one.case_id not in self._traces.ids)
            if kept != lines:
                change = update(incidents).where(incidents.c.id == id_)
                self._connection.execute(change.values(cases=encode_gathered(kept)))
                changed += 1
        return changed

    def on_record(self) -> int:
        """Who did what and when stays; about whom does not, but where copies of theirs may lie."""
        subjects = [f"{kind}:{id_}" for kind in ("case", "customer") for id_ in self._traces.ids]
        found = rows_by(
            self._connection,
            select(audit.c.sequence).where(
                audit.c.action != EXPORT, audit.c.action != CUSTOMER_EXPORT, audit.c.subject.in_(many())
            ),
            subjects,
        )[:AT_ONCE]
        numbers = [sequence for (sequence,) in found]
        change = update(audit).where(audit.c.sequence.in_(numbers))
        self._connection.execute(change.values(subject=NOBODY, detail=None))
        return len(numbers)

    def wake_ups(self) -> int:
        """Nothing wakes up for anything of theirs."""
        return self._deleted(timers, timers.c.subject.in_(sorted(self._traces.ids | self._traces.places)))

    def log(self) -> int:
        """The lines of their cases."""
        return self._deleted(case_entries, case_entries.c.case_id.in_(sorted(self._traces.ids)))

    def of(self, table: Table) -> int:
        """What is theirs in a table of which nothing need stay."""
        return self._deleted(table, self._theirs(table))

    def _theirs(self, table: Table) -> ColumnElement[bool]:
        return table.c.customer_id.in_(sorted(self._traces.ids))

    def _deleted(self, table: Table, which: ColumnElement[bool]) -> int:
        key = [*table.primary_key]
        found = self._connection.execute(select(*key).where(which).limit(AT_ONCE)).all()
        for row in found:
            here = [column == value for column, value in zip(key, row, strict=True)]
            self._connection.execute(delete(table).where(*here))
        return len(found)

    def chats(self) -> bool | None:
        """The chats themselves, once the last words there are said. Whether all is done; None: not yet.

        Whoever has written again since is somebody new there, whose messages stay.
        """
        with self._connection.begin():
            people, places = sorted(self._traces.ids), sorted(self._traces.places)
            old = outbox.c.created_us <= self._job.at_us + MEANWHILE_US
            here = outbox.c.address.in_(places)
            still = select(outbox.c.id).where(here, old, outbox.c.state == "waiting").limit(1)
            self._connection.execute(_UNSENT, {"at_us": self._job.at_us, "places": places})
            sent = select(outbox.c.sequence).where(here, old, outbox.c.state != "waiting").limit(AT_ONCE)
            numbers = [sequence for (sequence,) in self._connection.execute(sent)]
            self._connection.execute(delete(outbox).where(outbox.c.sequence.in_(numbers)))
            if len(numbers) == AT_ONCE:
                return None
            if self._connection.execute(still).first() is not None:
                return False
            waiting = select(outbox.c.address).where(outbox.c.state == "waiting")
            theirs = (addresses.c.customer_id.in_(people), addresses.c.key.not_in(waiting))
            self._connection.execute(delete(addresses).where(*theirs))
            chores.done(self._connection, self._job)
            chores.wish_scrub(self._connection, moment(self._job.at_us))
        return True


RULES: Mapping[str, Callable[[Taking], int] | None] = {
    "timers": Taking.wake_ups,
    "customers": Taking.customer,
    "case_entries": Taking.log,
    "promises": lambda taking: taking.of(promises),
    "cases": lambda taking: taking.of(cases),
    "invitations": Taking.talks,
    "answers": None,  # with their invitations
    "claims": None,  # of the team
    "grants": None,  # of the team
    "gestures": Taking.given,
    "observations": lambda taking: taking.of(observations),
    "incidents": Taking.gathered,
    "contributors": lambda taking: taking.of(contributors),
    "links": lambda taking: taking.of(links),
    "purchases": lambda taking: taking.of(purchases),
    "suppressions": Taking.not_asked,
    "audit": Taking.on_record,
    "outbox": None,  # walked through, then with the chats
    "inbox": None,  # walked through
    "dead_letters": None,  # walked through
    "addresses": None,  # with the chats
    "chores": None,  # ends with the job itself
}
"""Table → what is done about what it holds of somebody; each table that is not anonymous has one."""
