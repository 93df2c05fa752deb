"""What an event about recovery needs beside its case: promises, gestures, who is off, incidents."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, text

from bot.core.incidents import Recent
from bot.core.ports import STRAYS_SHOWN, Needs
from bot.core.view import Rows
from storage import beliefs, books, case_rows
from storage.codec import micros, moment
from storage.statements import many, rows_by
from storage.tables import (
    CASE_OPEN,
    case_entries,
    cases,
    gestures,
    inbox,
    incidents,
    observations,
    off_duty,
    promises,
)

_PROMISES = select(promises).where(promises.c.id.in_(many()))
_PROMISES_OF_CASES = select(promises).where(promises.c.case_id.in_(many()))
_PROMISES_TO = select(promises).where(promises.c.customer_id.in_(many()))
_GESTURES_SINCE = select(gestures).where(gestures.c.at_us >= bindparam("since_us"))
_GESTURES_TO = select(gestures).where(gestures.c.customer_id.in_(many()))
_OFF_DUTY = select(off_duty).where(off_duty.c.is_off == 1)
_OWNED = select(cases.c.id).where(cases.c.owner.in_(many()), text(CASE_OPEN))
_OWNED_BY_ALL = (
    select(cases.c.id, cases.c.owner)
    .where(cases.c.owner.is_not(None), text(CASE_OPEN))
    .order_by(cases.c.opened_us, cases.c.id)
)
_OBSERVED = select(observations).where(observations.c.customer_id.in_(many()))
_CASES_OF = select(cases).where(cases.c.customer_id.in_(many()))
_LOGS = select(case_entries).where(case_entries.c.case_id.in_(many()))
_INCIDENTS = select(incidents).where(incidents.c.id.in_(many())).order_by(incidents.c.id).with_for_update()
_INCIDENTS_SINCE = select(incidents.c.id).where(incidents.c.last_us >= bindparam("since_us"))
_RECENT = (
    select(cases.c.room, cases.c.theme, cases.c.place, func.count(), func.max(cases.c.opened_us))
    .where(cases.c.opened_us >= bindparam("since_us"))
    .group_by(cases.c.room, cases.c.theme, cases.c.place)
)
_LAST_SEEN = (
    select(inbox.c.place, func.max(inbox.c.at_us))
    .where(inbox.c.place.in_(many()), text("place <> ''"))
    .group_by(inbox.c.place)
)


@dataclass(slots=True)
class Wanted:
    """What a batch names of it, merged."""

    promises: set[str] = field(default_factory=set)
    promises_of_cases: bool = False
    owned_by: set[str] = field(default_factory=set)
    strays_from: frozenset[str] | None = None
    duty: bool = False
    beliefs: bool = False
    books: bool = False
    gestures_since: datetime | None = None
    gathering: datetime | None = None
    seen: list[Needs] = field(default_factory=list)  # those that ask when somebody was last seen
    whole: list[Needs] = field(default_factory=list)  # those that ask for all that there is of somebody

    def add(self, need: Needs) -> None:
        """This event's needs as well."""
        self.promises.update(need.promises)
        self.promises_of_cases = self.promises_of_cases or need.promises_of_cases
        self.owned_by.update(need.owned_by)
        if need.strays_from is not None:
            self.strays_from = need.strays_from
        self.duty = self.duty or need.duty
        self.beliefs = self.beliefs or need.beliefs
        self.books = self.books or need.books
        self.gestures_since = _earlier(self.gestures_since, need.gestures_since)
        self.gathering = _earlier(self.gathering, need.gathering)
        if need.last_seen:
            self.seen.append(need)
        if need.whole:
            self.whole.append(need)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((moment for moment in (one, other) if moment is not None), default=None)


def resolve(connection: Connection, wanted: Wanted, case_ids: set[str], found: Rows) -> None:
    """Load what is named by itself, and want the cases behind it."""
    for row in rows_by(connection, _PROMISES, wanted.promises):
        promise = found.promises[row[0]] = case_rows.promise_from(row)
        case_ids.add(promise.case_id)
    case_ids.update(case_id for (case_id,) in rows_by(connection, _OWNED, wanted.owned_by))
    if wanted.strays_from is not None:
        owned = connection.execute(_OWNED_BY_ALL).all()
        strays = [case_id for case_id, owner in owned if owner not in wanted.strays_from]
        case_ids.update(strays[:STRAYS_SHOWN])


def load(connection: Connection, wanted: Wanted, found: Rows) -> None:
    """Load what the cases that are loaded lead to, and what stands for itself."""
    if wanted.promises_of_cases:
        for row in rows_by(connection, _PROMISES_OF_CASES, found.cases):
            found.promises[row[0]] = case_rows.promise_from(row)
    if wanted.gestures_since is not None:
        for row in connection.execute(_GESTURES_SINCE, {"since_us": micros(wanted.gestures_since)}):
            found.gestures[row[0]] = case_rows.gesture_from(row)
    _load_team(connection, wanted, found)
    gathering = {case.incident for case in found.cases.values() if case.incident is not None}
    if wanted.gathering is not None:
        since_us = micros(wanted.gathering)
        for room, theme, place, n, last_us in connection.execute(_RECENT, {"since_us": since_us}):
            found.recent[room, theme, place] = Recent(n, moment(last_us))
        gathering.update(id_ for (id_,) in connection.execute(_INCIDENTS_SINCE, {"since_us": since_us}))
    for row in rows_by(connection, _INCIDENTS, gathering):
        found.incidents[row[0]] = case_rows.incident_from(row)


def _load_team(connection: Connection, wanted: Wanted, found: Rows) -> None:
    """Load who is off duty, what the team believes, and what it knows."""
    if wanted.duty:
        for row in connection.execute(_OFF_DUTY):
            found.off_duty[row[0]] = case_rows.off_duty_from(row)
    if wanted.beliefs:
        found.beliefs.update((one.id, one) for one in beliefs.load(connection))
    if wanted.books:
        found.books.update((one.version, one) for one in books.newest(connection))


def load_whole(connection: Connection, customer_ids: Collection[str], found: Rows) -> None:
    """Load all cases of these customers with their logs, and what was promised, given and observed."""
    if not customer_ids:
        return
    for row in rows_by(connection, _CASES_OF, customer_ids):
        found.cases.setdefault(row[0], case_rows.case_from(row))
    theirs = [case.id for case in found.cases.values() if case.customer_id in customer_ids]
    for row in rows_by(connection, _LOGS, theirs):
        entry = case_rows.case_entry_from(row)
        found.case_entries[entry.case_id, entry.number] = entry
    for row in rows_by(connection, _PROMISES_TO, customer_ids):
        found.promises[row[0]] = case_rows.promise_from(row)
    for row in rows_by(connection, _GESTURES_TO, customer_ids):
        found.gestures[row[0]] = case_rows.gesture_from(row)
    for row in rows_by(connection, _OBSERVED, customer_ids):
        found.observations[row[0]] = case_rows.observation_from(row)


def load_last_seen(connection: Connection, customer_ids: Collection[str], found: Rows) -> None:
    """Load when something last came from the contacts of these customers that are loaded."""
    if not customer_ids:
        return
    keys = [key for key, contact in found.contacts.items() if contact.customer_id in customer_ids]
    for place, at_us in rows_by(connection, _LAST_SEEN, keys):
        found.last_seen[place] = moment(at_us)
