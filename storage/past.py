"""What really happened, read for the rule lab in order and in portions: nothing here writes.

Purchases have no index by time: those of some thousand customers are read by theirs and sorted, those of all
in slices of days, each one pass over the table. So memory does not grow with the past.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, bindparam, func, select

from bot.core.conversation import Answer, State
from bot.core.eligibility import Suppression
from bot.core.past import (
    EVERYBODY,
    Part,
    Past,
    PastCase,
    PastCustomer,
    PastPurchase,
    PastResponse,
    PastTalk,
    PastVoice,
)
from bot.core.recovery import CaseKind
from storage import rows
from storage.codec import micros, moment, moment_or_none
from storage.loading import ANSWERS
from storage.statements import AnyRow, many, rows_by
from storage.tables import addresses, answers, cases, customers, invitations, purchases, suppressions

T = TypeVar("T")

_SLICE = timedelta(days=10)
_PORTION = 1000  # purchases
_CUSTOMERS_AT_ONCE = 500
_CUSTOMERS_A_PART = 20_000

_SUPPRESSIONS = (
    select(suppressions)
    .where(suppressions.c.purchase_id.in_(many()))
    .order_by(suppressions.c.sequence.desc())
)
_CUSTOMERS = select(customers).where(customers.c.id.in_(many()))
_ADDRESSED = select(addresses.c.customer_id).where(addresses.c.customer_id.in_(many())).distinct()
_TALKS = (
    select(
        invitations.c.customer_id,
        invitations.c.id,
        invitations.c.purchase_id,
        purchases.c.bought_us,
        invitations.c.survey,
        invitations.c.started_by_customer,
        invitations.c.sent_us,
        invitations.c.finished_us,
        invitations.c.delivered_us,
        invitations.c.state,
    )
    .outerjoin(purchases, purchases.c.id == invitations.c.purchase_id)
    .where(invitations.c.customer_id.in_(many()))
    .where(invitations.c.sent_us.is_not(None), invitations.c.trial == 0)
    .order_by(invitations.c.sent_us, invitations.c.id)
)
_ANSWERED = select(answers.c.invitation_id).where(answers.c.invitation_id.in_(many())).distinct()
_CASES = (
    select(
        cases.c.customer_id,
        cases.c.opened_us,
        cases.c.ended_us,
        cases.c.kind,
        cases.c.invitation_id,
        cases.c.closed_for,
    )
    .where(cases.c.customer_id.in_(many()))
    .order_by(cases.c.opened_us, cases.c.id)
)
_ASKED = (
    select(
        invitations.c.customer_id,
        invitations.c.id,
        invitations.c.touchpoint,
        invitations.c.survey,
        invitations.c.survey_version,
    )
    .where(
        invitations.c.customer_id.in_(many()),
        invitations.c.trial == 0,
        invitations.c.sent_us >= bindparam("since_us"),
        invitations.c.sent_us < bindparam("until_us"),
    )
    .order_by(invitations.c.sent_us, invitations.c.id)
)


class SqlPast:
    """The past in one snapshot; see ``bot.core.past.Past``. Made within a transaction of the connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def first_purchase(self) -> datetime | None:
        return moment_or_none(self._connection.execute(select(func.min(purchases.c.bought_us))).scalar())

    def parts(self) -> Sequence[Part]:
        ends: list[str] = []
        while (end := self._connection.execute(_part_end(ends[-1] if ends else "")).scalar()) is not None:
            ends.append(end)
        return [*zip(["", *ends], [*ends, None], strict=True)]

    def purchases(self, since: datetime, until: datetime, part: Part) -> Iterator[Sequence[PastPurchase]]:
        start = since
        while start < until:
            end = min(start + _SLICE, until) if part == EVERYBODY else until
            found = self._connection.execution_options(yield_per=_PORTION).execute(_bought(start, end, part))
            for portion in found.partitions():
                yield self._with_suppressions(portion)
            start = end

    def _with_suppressions(self, portion: Sequence[AnyRow]) -> list[PastPurchase]:
        bought = [rows.purchase_from(row) for row in portion]
        first: dict[str, Suppression] = {}  # a later row is an earlier decision, and takes its place
        for row in rows_by(self._connection, _SUPPRESSIONS, [one.id for one in bought]):
            _, purchase_id, customer_id, touchpoint, reason, at_us = row
            first[purchase_id] = Suppression(purchase_id, customer_id, touchpoint, reason, moment(at_us))
        return [PastPurchase(one, first.get(one.id)) for one in bought]

    def customers(self, ids: Iterable[str]) -> Sequence[PastCustomer]:
        wanted = set(ids)
        known = [rows.customer_from(row) for row in rows_by(self._connection, _CUSTOMERS, wanted)]
        addressed = {row[0] for row in rows_by(self._connection, _ADDRESSED, wanted)}
        talks = self._talks(wanted)
        cases_of = self._cases(wanted)
        return [
            PastCustomer(one, one.id in addressed, tuple(talks[one.id]), tuple(cases_of[one.id]))
            for one in known
        ]

    def _talks(self, customer_ids: Iterable[str]) -> dict[str, list[PastTalk]]:
        found = rows_by(self._connection, _TALKS, customer_ids)
        answered = {row[0] for row in rows_by(self._connection, _ANSWERED, [row.id for row in found])}
        talks: dict[str, list[PastTalk]] = defaultdict(list)
        for row in sorted(found, key=lambda row: (row.sent_us, row.id)):
            talks[row.customer_id].append(_talk(row, row.id in answered))
        return talks

    def _cases(self, customer_ids: Iterable[str]) -> dict[str, list[PastCase]]:
        found = rows_by(self._connection, _CASES, customer_ids)
        by_customer: dict[str, list[PastCase]] = defaultdict(list)
        for row in sorted(found, key=lambda row: row.opened_us):
            customer_id, opened_us, ended_us, kind, talk, closed_for = row
            no_problem = closed_for == "false_alarm"
            case = PastCase(moment(opened_us), moment_or_none(ended_us), CaseKind(kind), talk, no_problem)
            by_customer[customer_id].append(case)
        return by_customer

    def case_lengths(self, since: datetime, until: datetime) -> Sequence[timedelta]:
        opened = select(cases.c.ended_us - cases.c.opened_us).where(
            cases.c.opened_us >= micros(since),
            cases.c.opened_us < micros(until),
            cases.c.ended_us.is_not(None),
        )
        return [timedelta(microseconds=row[0]) for row in self._connection.execute(opened)]

    def voices(self, since: datetime, until: datetime) -> Iterator[tuple[float, Sequence[PastVoice]]]:
        total = self._connection.execute(select(func.count(invitations.c.customer_id.distinct()))).scalar()
        done, last = 0, ""
        while ids := [row[0] for row in self._connection.execute(_asked_after(last))]:
            done, last = done + len(ids), ids[-1]
            yield done / max(1, total or 0), self._voices(ids, since, until)

    def _voices(self, ids: Sequence[str], since: datetime, until: datetime) -> list[PastVoice]:
        asked = rows_by(self._connection, _ASKED, ids, since_us=micros(since), until_us=micros(until))
        given: dict[str, list[Answer]] = defaultdict(list)
        for row in rows_by(self._connection, ANSWERS, [row.id for row in asked]):
            given[row.invitation_id].append(rows.answer_from(row))
        responses: dict[str, list[PastResponse]] = defaultdict(list)
        for customer_id, id_, touchpoint, survey, version in asked:
            if id_ in given:
                one = PastResponse(id_, touchpoint, survey, version, tuple(given[id_]))
                responses[customer_id].append(one)
        cases_of = self._cases(responses)
        return [PastVoice(id_, tuple(said), tuple(cases_of[id_])) for id_, said in responses.items()]


def reading_past(work: Callable[[Past], T]) -> Callable[[Connection], T]:
    """The work as the database runs it, on one snapshot."""

    def run(connection: Connection) -> T:
        with connection.begin():
            return work(SqlPast(connection))

    return run


def _bought(start: datetime, end: datetime, part: Part) -> Select[Any]:
    after, up_to = part  # nobody's id is empty but that of purchases withdrawn before they were reported
    found = select(purchases).where(
        purchases.c.bought_us >= micros(start),
        purchases.c.bought_us < micros(end),
        purchases.c.customer_id > after,
    )
    if up_to is not None:
        found = found.where(purchases.c.customer_id <= up_to)
    return found.order_by(purchases.c.bought_us, purchases.c.id)


def _part_end(after: str) -> Select[Any]:
    """The last customer of the part that begins after this one, where others follow it."""
    return (
        select(customers.c.id)
        .where(customers.c.id > after)
        .order_by(customers.c.id)
        .limit(1)
        .offset(_CUSTOMERS_A_PART - 1)
    )


def _asked_after(customer_id: str) -> Select[Any]:
    """The next customers who were invited, by id."""
    return (
        select(invitations.c.customer_id)
        .where(invitations.c.customer_id > customer_id)
        .distinct()
        .order_by(invitations.c.customer_id)
        .limit(_CUSTOMERS_AT_ONCE)
    )


def _talk(row: AnyRow, was_answered: bool) -> PastTalk:
    is_ours = not row.started_by_customer
    was_delivered = row.delivered_us is not None
    return PastTalk(
        id=row.id,
        purchase_id=row.purchase_id,
        bought_at=moment_or_none(row.bought_us),
        survey=row.survey,
        is_ours=is_ours,
        sent_at=moment(row.sent_us),
        ended_at=moment_or_none(row.finished_us),
        was_answered=was_answered,
        was_ignored=is_ours and was_delivered and not was_answered and row.state == State.EXPIRED,
        was_withdrawn=row.state == State.WITHDRAWN,
    )
