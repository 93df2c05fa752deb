"""From what the events of a batch need to the rows that they may see: a select for each kind of row.

First everything that is named leads to its customers; then the customers are locked, in order (PostgreSQL;
SQLite's writer is alone); only then is read what the lock covers, their conversations and cases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select, text

from bot.core import callbacks
from bot.core.conversation import Answer
from bot.core.effects import Sent
from bot.core.ports import BOUGHT_SHOWN, OPEN_CASES_SHOWN, PAST_SHOWN, Needs
from bot.core.view import Rows
from storage import case_rows, granting, improving, postgres, recovering, rows
from storage.codec import fit, micros
from storage.failures import Conflict
from storage.statements import AnyRow, change_by, many, rows_by
from storage.tables import (
    CASE_OPEN,
    INVITATION_ACTIVE,
    INVITATION_STARTED,
    PARCEL_ANSWERABLE,
    addresses,
    answers,
    case_entries,
    cases,
    customers,
    digest_runs,
    invitations,
    links,
    outbox,
    pauses,
    purchases,
)

_CONTACT = (addresses.c.key, addresses.c.customer_id, addresses.c.reachable, addresses.c.stray)
_ADDRESSES = select(*_CONTACT).where(addresses.c.key.in_(many()))
_CONTACTS_OF = select(*_CONTACT).where(addresses.c.customer_id.in_(many()))
_LINKS = select(links).where(links.c.token_hash.in_(many()))
_PURCHASES = select(purchases).where(purchases.c.id.in_(many()))
_INVITATION_CUSTOMERS = select(invitations.c.customer_id).where(invitations.c.id.in_(many()))
_CASE_CUSTOMERS = select(cases.c.customer_id).where(cases.c.id.in_(many()))
_CUSTOMERS = select(customers).where(customers.c.id.in_(many())).order_by(customers.c.id)
_CUSTOMERS_LOCKED = _CUSTOMERS.with_for_update()
_KNOWN_CUSTOMERS = select(customers.c.id).where(customers.c.id.in_(many()))
_KNOWN_ADDRESSES = select(addresses.c.key).where(addresses.c.key.in_(many()))
_INVITATIONS = select(invitations).where(invitations.c.id.in_(many()))
_ACTIVE = select(invitations).where(invitations.c.customer_id.in_(many()), text(INVITATION_ACTIVE))
ANSWERS = (
    select(answers)
    .where(answers.c.invitation_id.in_(many()))
    .order_by(answers.c.invitation_id, answers.c.position)
)
_CASES = select(cases).where(cases.c.id.in_(many()))
_OPEN = select(cases).where(cases.c.customer_id.in_(many()), text(CASE_OPEN))
_CASE_LOG = select(case_entries).where(
    case_entries.c.case_id.in_(many()), case_entries.c.number >= bindparam("number")
)
_LONGEST_OPEN = (
    select(cases.c.customer_id)
    .where(text(CASE_OPEN))
    .order_by(cases.c.opened_us, cases.c.id)
    .limit(OPEN_CASES_SHOWN)
)
_SENT = (
    select(outbox.c.receipt, outbox.c.id, outbox.c.purpose, outbox.c.about)
    .where(outbox.c.address == bindparam("place"), outbox.c.receipt.in_(many()), text(PARCEL_ANSWERABLE))
    .order_by(outbox.c.sequence)
)
_ended = (
    select(
        invitations.c.id,
        func.row_number()
        .over(
            partition_by=invitations.c.customer_id,
            order_by=(invitations.c.finished_us.desc(), invitations.c.id.desc()),
        )
        .label("place"),
    )
    .where(invitations.c.customer_id.in_(many()), invitations.c.finished_us.is_not(None))
    .subquery()
)
_PAST = select(invitations).join(_ended, invitations.c.id == _ended.c.id).where(_ended.c.place <= PAST_SHOWN)
_ENDED_SINCE = select(invitations).where(
    invitations.c.customer_id.in_(many()), invitations.c.finished_us >= bindparam("since_us")
)
_bought_places = (
    select(
        purchases.c.id,
        func.row_number()
        .over(
            partition_by=purchases.c.customer_id,
            order_by=(purchases.c.bought_us.desc(), purchases.c.id.desc()),
        )
        .label("place"),
    )
    .where(purchases.c.customer_id.in_(many()))
    .subquery()
)
_BOUGHT = (
    select(purchases)
    .join(_bought_places, purchases.c.id == _bought_places.c.id)
    .where(_bought_places.c.place <= BOUGHT_SHOWN)
)
_PAUSE = select(pauses)
_INVITED = (
    select(func.count())
    .select_from(invitations)
    .where(text(INVITATION_STARTED), invitations.c.sent_us >= bindparam("since_us"))
)
_MEMBERS = (
    select(customers.c.id)
    .where(customers.c.audience == bindparam("audience"), customers.c.id > bindparam("after"))
    .order_by(customers.c.id)
    .limit(bindparam("at_most"))
)
_DIGEST_RUNS = select(digest_runs).where(
    digest_runs.c.digest == bindparam("digest"), digest_runs.c.local_date.in_(many())
)


@dataclass(slots=True)
class Loaded:
    """The rows for the view, and which address keys have a row, known customer or not."""

    rows: Rows = field(default_factory=Rows)
    known_addresses: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Wanted:
    """Everything that a batch names, merged."""

    addresses: set[str] = field(default_factory=set)
    customers: set[str] = field(default_factory=set)
    purchases: set[str] = field(default_factory=set)
    invitations: set[str] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    claims: set[str] = field(default_factory=set)
    digest_runs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    sent: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # receipts by place
    case_log: dict[str, int] = field(default_factory=dict)  # the first line wanted, by case
    contacts: bool = False
    subjects: bool = False
    open_cases: bool = False
    past: list[Needs] = field(default_factory=list)  # those that ask for it
    ended: list[Needs] = field(default_factory=list)  # those that ask for what ended since a moment
    bought: list[Needs] = field(default_factory=list)  # those that ask for it
    members: set[tuple[str, str, int]] = field(default_factory=set)
    recovery: recovering.Wanted = field(default_factory=recovering.Wanted)
    improving: improving.Wanted = field(default_factory=improving.Wanted)
    standing: datetime | None = None


def load(connection: Connection, needs: Sequence[Needs], *, to_save: bool = True) -> Loaded:
    """Everything that these needs lead to; ``to_save``: nobody else changes it until we are done.

    Raises Conflict when it led elsewhere once it was locked.
    """
    locking = to_save and postgres.is_server(connection)
    locked = _lock(connection, needs) if locking else frozenset()
    wanted = _merged(needs)
    loaded = Loaded()
    _resolve(connection, wanted, loaded)
    if locking and not wanted.customers <= locked:
        raise Conflict
    found = loaded.rows
    for row in rows_by(connection, _CUSTOMERS, wanted.customers):
        found.customers[row[0]] = rows.customer_from(row)
    if wanted.contacts:
        _take_addresses(loaded, rows_by(connection, _CONTACTS_OF, wanted.customers))
    found.claims.update((one.token_hash, one) for one in granting.claims_with(connection, wanted.claims))
    _load_invitations(connection, wanted, found)
    _load_cases(connection, wanted, found)
    _load_past(connection, wanted, found)
    _load_ended(connection, wanted, found)
    if wanted.subjects:
        _load_subjects(connection, found)
    _load_bought(connection, wanted, found)
    _load_standing(connection, wanted, found)
    _load_recovery(connection, wanted, found)
    raised = {id_ for need in wanted.improving.theirs for id_ in _customers_of(need, found)}
    improving.load(connection, wanted.improving, raised, found)
    for digest, dates in wanted.digest_runs.items():
        for row in rows_by(connection, _DIGEST_RUNS, dates, digest=digest):
            run = rows.digest_run_from(row)
            found.digest_runs[run.digest, run.local_date] = run
    return loaded


def _lock(connection: Connection, needs: Sequence[Needs]) -> frozenset[str]:
    """Lock the customers that these needs lead to, and the names of what has no row yet; the customers' ids.

    All is read again afterwards: who changed it before us has committed by then.
    """
    named = _merged(needs)
    new = {
        f"address:{key}" for key in named.addresses - _known(connection, _KNOWN_ADDRESSES, named.addresses)
    }
    new.update(
        f"customer:{id_}" for id_ in named.customers - _known(connection, _KNOWN_CUSTOMERS, named.customers)
    )
    new.update(f"claim:{token_hash}" for token_hash in named.claims)
    postgres.reserve(connection, [*new, *_common(named)])
    _resolve(connection, named, Loaded())
    change_by(connection, _CUSTOMERS_LOCKED, named.customers)
    return frozenset(named.customers)


def _common(wanted: _Wanted) -> list[str]:
    """What is counted over all rows, so that no row's lock holds it: whoever decides by it does so alone."""
    recovery = wanted.recovery
    counted = (
        ("launch cap", wanted.standing is not None),
        ("incidents", recovery.gathering is not None),
        ("budget", recovery.gestures_since is not None),
        ("book", recovery.books),
    )
    return [f"common:{name}" for name, is_wanted in counted if is_wanted]


def _known(connection: Connection, statement: Select[Any], keys: Iterable[str]) -> set[str]:
    return {key for (key,) in rows_by(connection, statement, keys)}


def _merged(needs: Iterable[Needs]) -> _Wanted:
    wanted = _Wanted()
    for need in needs:
        wanted.addresses.update([address.key for address in need.addresses])
        wanted.customers.update(need.customers)
        wanted.purchases.update(need.purchases)
        wanted.invitations.update(need.invitations)
        wanted.cases.update(need.cases)
        wanted.links.update(need.links)
        wanted.claims.update(need.claims)
        for digest, local_date in need.digest_runs:
            wanted.digest_runs[digest].add(local_date)
        for place, receipt in need.sent:
            wanted.sent[place].add(receipt)
        for case_id, number in need.case_log:
            wanted.case_log[case_id] = min(number, wanted.case_log.get(case_id, number))
        wanted.contacts = wanted.contacts or need.contacts
        wanted.open_cases = wanted.open_cases or need.open_cases
        wanted.subjects = wanted.subjects or need.subjects
        if need.past:
            wanted.past.append(need)
        if need.ended_since is not None:
            wanted.ended.append(need)
        if need.bought:
            wanted.bought.append(need)
        if need.members is not None:
            wanted.members.add(need.members)
        wanted.recovery.add(need)
        wanted.improving.add(need)
        if need.standing is not None:
            wanted.standing = max(need.standing, wanted.standing or need.standing)
    return wanted


def _resolve(connection: Connection, wanted: _Wanted, loaded: Loaded) -> None:
    """Load what can be named without its customer, and want the customers behind it."""
    _load_sent(connection, wanted, loaded.rows)
    recovering.resolve(connection, wanted.recovery, wanted.cases, loaded.rows)
    if wanted.open_cases:
        wanted.customers.update(customer_id for (customer_id,) in connection.execute(_LONGEST_OPEN))
    for audience, after, at_most in sorted(wanted.members):
        found = connection.execute(_MEMBERS, {"audience": audience, "after": after, "at_most": at_most})
        members = loaded.rows.members[audience, after, at_most] = tuple(found.scalars())
        wanted.customers.update(members)
    for row in rows_by(connection, _LINKS, wanted.links):
        link = loaded.rows.links[row[0]] = rows.link_from(row)
        wanted.customers.add(link.customer_id)
        if link.purchase_id:
            wanted.purchases.add(link.purchase_id)
    for row in rows_by(connection, _PURCHASES, wanted.purchases):
        purchase = loaded.rows.purchases[row[0]] = rows.purchase_from(row)
        wanted.customers.add(purchase.customer_id)
    _take_addresses(loaded, rows_by(connection, _ADDRESSES, wanted.addresses))
    wanted.customers.update(contact.customer_id for contact in loaded.rows.contacts.values())
    for statement, keys in (
        (_INVITATION_CUSTOMERS, wanted.invitations),
        (_CASE_CUSTOMERS, wanted.cases),
    ):
        wanted.customers.update(customer_id for (customer_id,) in rows_by(connection, statement, keys))


def _take_addresses(loaded: Loaded, found: Iterable[AnyRow]) -> None:
    for row in found:
        loaded.known_addresses.add(row[0])
        if (contact := rows.contact_from(row)) is not None:
            loaded.rows.contacts[row[0]] = contact


def _load_sent(connection: Connection, wanted: _Wanted, found: Rows) -> None:
    """Load what has these receipts, and want what it is about. A receipt that cannot be is none."""
    for place, receipts in wanted.sent.items():
        fitting = [receipt for receipt in receipts if fit(receipt) == receipt]
        for receipt, id_, purpose, about in rows_by(connection, _SENT, fitting, place=fit(place)):
            sent = found.sent[place, receipt] = Sent(id_, purpose, about)
            if (case_id := _case_of(sent)) is not None:
                wanted.cases.add(case_id)
            pressed = callbacks.parse(sent.about)
            if isinstance(pressed, callbacks.ImprovementPressed):
                wanted.improving.ids.add(pressed.improvement_id)


def _case_of(sent: Sent) -> str | None:
    """The case that an alert, or a prompt by its button, is about."""
    kind, _, id_ = sent.about.partition(":")
    if kind == "case":
        return id_
    pressed = callbacks.parse(sent.about)
    return pressed.case_id if isinstance(pressed, callbacks.CasePressed) else None


def _load_invitations(connection: Connection, wanted: _Wanted, found: Rows) -> None:
    raw = {row[0]: row for row in rows_by(connection, _ACTIVE, wanted.customers)}
    missing = wanted.invitations.difference(raw)
    raw.update((row[0], row) for row in rows_by(connection, _INVITATIONS, missing))
    _take_invitations(connection, raw, found)


def _load_past(connection: Connection, wanted: _Wanted, found: Rows) -> None:
    """What has ended, of the customers only that a need which asks for it leads to."""
    customer_ids = {customer_id for need in wanted.past for customer_id in _customers_of(need, found)}
    raw = {row[0]: row for row in rows_by(connection, _PAST, customer_ids)}
    _take_invitations(connection, raw, found)


def _load_ended(connection: Connection, wanted: _Wanted, found: Rows) -> None:
    """What has just ended, of the customers only that a need which asks for it leads to."""
    since = [need.ended_since for need in wanted.ended if need.ended_since is not None]
    if not since:
        return
    customer_ids = {customer_id for need in wanted.ended for customer_id in _customers_of(need, found)}
    rows_ = rows_by(connection, _ENDED_SINCE, customer_ids, since_us=micros(min(since)))
    raw = {row[0]: row for row in rows_ if row[0] not in found.invitations}
    _take_invitations(connection, raw, found)


def _load_subjects(connection: Connection, found: Rows) -> None:
    """The invitations that the cases came from, and the purchases that the invitations are about."""
    came_from = {case.invitation_id for case in found.cases.values() if case.invitation_id is not None}
    missing = came_from.difference(found.invitations)
    _take_invitations(connection, {row[0]: row for row in rows_by(connection, _INVITATIONS, missing)}, found)
    about = {one.purchase_id for one in found.invitations.values() if one.purchase_id is not None}
    for row in rows_by(connection, _PURCHASES, about.difference(found.purchases)):
        found.purchases[row[0]] = rows.purchase_from(row)


def _load_bought(connection: Connection, wanted: _Wanted, found: Rows) -> None:
    """The last purchases, of the customers only that a need which asks for them leads to."""
    customer_ids = {customer_id for need in wanted.bought for customer_id in _customers_of(need, found)}
    for row in rows_by(connection, _BOUGHT, customer_ids):
        found.purchases[row[0]] = rows.purchase_from(row)


def _load_standing(connection: Connection, wanted: _Wanted, found: Rows) -> None:
    """Whether we pause, and how many invitations we started."""
    if wanted.standing is None:
        return
    for row in connection.execute(_PAUSE):
        found.pause = rows.pause_from(row)
    found.invited = connection.execute(_INVITED, {"since_us": micros(wanted.standing)}).scalar_one()


def _take_invitations(connection: Connection, raw: Mapping[str, AnyRow], found: Rows) -> None:
    given: dict[str, list[Answer]] = defaultdict(list)
    for row in rows_by(connection, ANSWERS, raw):
        given[row[0]].append(rows.answer_from(row))
    for id_, row in raw.items():
        found.invitations[id_] = rows.invitation_from(row, tuple(given.get(id_, ())))


def _customers_of(need: Needs, found: Rows) -> Iterator[str]:
    """The customers that one need leads to, by what is loaded."""
    about = [_case_of(found.sent[name]) for name in need.sent if name in found.sent]
    named: tuple[tuple[Iterable[Any], Mapping[Any, Any]], ...] = (
        ([address.key for address in need.addresses], found.contacts),
        (need.links, found.links),
        (need.purchases, found.purchases),
        (need.invitations, found.invitations),
        ((*need.cases, *about), found.cases),
    )
    yield from need.customers
    for keys, facts in named:
        yield from [facts[key].customer_id for key in keys if key in facts]


def _load_cases(connection: Connection, wanted: _Wanted, found: Rows) -> None:
    raw = {row[0]: row for row in rows_by(connection, _OPEN, wanted.customers)}
    missing = wanted.cases.difference(raw)
    raw.update((row[0], row) for row in rows_by(connection, _CASES, missing))
    found.cases.update((id_, case_rows.case_from(row)) for id_, row in raw.items())
    first = min(wanted.case_log.values(), default=0)
    for row in rows_by(connection, _CASE_LOG, wanted.case_log, number=first):
        entry = case_rows.case_entry_from(row)
        if entry.number >= wanted.case_log[entry.case_id]:
            found.case_entries[entry.case_id, entry.number] = entry


def _load_recovery(connection: Connection, wanted: _Wanted, found: Rows) -> None:
    """What belongs to the cases, and what their customers' cards show."""
    whole = {customer_id for need in wanted.recovery.whole for customer_id in _customers_of(need, found)}
    recovering.load_whole(connection, whole, found)
    recovering.load(connection, wanted.recovery, found)
    seen = {customer_id for need in wanted.recovery.seen for customer_id in _customers_of(need, found)}
    recovering.load_last_seen(connection, seen, found)
