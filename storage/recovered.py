"""What became of the buyers' cases: how far staff came with them, and the ledger of what it took and brought.

A case belongs to the audience of the survey that it came from; without one to that of who spoke.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from statistics import median

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from bot.core.journey import TAKEN_BACK
from bot.core.ledger import Ledger, Money
from bot.core.promises import PromiseState
from bot.core.recovery import ENDED, CaseState
from bot.core.report import CaseNumbers, ReportQuery
from bot.core.settings import Settings
from storage.report_filters import KEPT, WORK_HERE, Scope, in_period, in_segments, moments, scope_of
from storage.statements import AnyRow, Prepared, many, rows_by
from storage.tables import case_entries, cases, gestures, invitations, promises, purchases

_LAST_WORDS = {"confirmed": "recovered", "reopened": "not_recovered", "silent": "silent"}
_ESCALATED, _ASKED = "escalated", "asked"


def recovered(connection: Connection, query: ReportQuery, settings: Settings) -> tuple[CaseNumbers, Ledger]:
    """The buyers' cases that were opened in the period, counted, and the ledger of the period."""
    scope, days = scope_of(query, settings), moments(query.period, settings.zone)
    found = _opened(scope).rows(connection, **days)
    return _numbers(found), _ledger(connection, found, scope, days)


_CASES = select(
    cases.c.id,
    cases.c.customer_id,
    cases.c.state,
    # One that was opened again has its clocks from then on.
    func.coalesce(cases.c.clocks_from_us, cases.c.opened_us).label("began_us"),
    # Whoever writes without pressing Take first has taken it by that.
    func.coalesce(cases.c.taken_us, cases.c.contacted_us).label("taken_us"),
    cases.c.contacted_us,
    cases.c.resolved_us,
    cases.c.ended_us,
    cases.c.take_by_us,
    cases.c.contact_by_us,
    cases.c.resolve_by_us,
    cases.c.reopened,
    cases.c.cause,
    cases.c.closed_for,
)


@lru_cache(KEPT)
def _opened(scope: Scope) -> Prepared:
    return Prepared(_CASES.where(in_period(cases.c.opened_us), *_of(scope)))


def _of(scope: Scope) -> list[ColumnElement[bool]]:
    """Cases of buyers at the scope's touchpoint and of its slices."""
    which = [*_of_buyers(scope)]
    if scope.touchpoint is not None:
        which.append(cases.c.touchpoint == scope.touchpoint)
    if scope.slices:
        asked = invitations.alias()
        which.append(
            exists().where(asked.c.id == cases.c.invitation_id, in_segments(asked.c.segments, scope.slices))
        )
    return which


def _of_buyers(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    asked = invitations.alias()
    of_survey = exists().where(asked.c.id == cases.c.invitation_id, asked.c.survey.in_(scope.internal))
    of_speaker = and_(cases.c.invitation_id.is_(None), cases.c.customer_id.in_(WORK_HERE))
    return ~of_survey, ~of_speaker


def _numbers(found: Sequence[AnyRow]) -> CaseNumbers:
    taken = [row for row in found if row.taken_us is not None]
    contacted = [row for row in found if row.contacted_us is not None]
    return CaseNumbers(
        opened=len(found),
        taken=len(taken),
        taken_in_time=sum(row.taken_us <= row.take_by_us for row in taken),
        contacted=len(contacted),
        contacted_in_time=sum(row.contacted_us <= row.contact_by_us for row in contacted),
        resolved=sum(row.resolved_us is not None for row in found),
        confirmed=sum(row.state == CaseState.CONFIRMED for row in found),
        reopened=sum(row.reopened > 0 for row in found),
        still_open=sum(CaseState(row.state) not in ENDED for row in found),
        median_to_take=_median([row.taken_us - row.began_us for row in taken]),
        median_to_contact=_median([row.contacted_us - row.began_us for row in contacted]),
    )


def _ledger(connection: Connection, found: Sequence[AnyRow], scope: Scope, days: Mapping[str, int]) -> Ledger:
    logged = _logged(connection, [row.id for row in found])
    said = Counter(word for row in found if (word := _last_word(logged[row.id])) is not None)
    resolved = [row for row in found if row.resolved_us is not None]
    won_back = {row.customer_id: row.ended_us for row in found if _last_word(logged[row.id]) == "recovered"}
    later, back = _bought_since(connection, won_back)
    kept = Counter({row.state: row.n for row in _promised(scope).rows(connection, **days)})
    given, given_to = _gestures(connection, scope, days)
    causes = Counter(row.cause for row in found if row.cause is not None)
    return Ledger(
        cases=len(found),
        in_time=sum(_is_in_time(row, logged[row.id]) for row in found),
        resolved_in_time=sum(row.resolved_us <= row.resolve_by_us for row in resolved),
        median_to_resolve=_median([row.resolved_us - row.began_us for row in resolved]),
        asked=sum(not {_ASKED, *_LAST_WORDS}.isdisjoint(logged[row.id]) for row in found),
        recovered=said["recovered"],
        not_recovered=said["not_recovered"],
        silent=said["silent"],
        false_alarms=sum(row.closed_for == "false_alarm" for row in found),
        causes=tuple(sorted(causes.items(), key=lambda one: (-one[1], one[0]))),
        promises_kept=kept[PromiseState.KEPT],
        promises_broken=kept[PromiseState.BROKEN],
        gestures=given,
        back=back,
        later=later,
        later_of_gestures=_bought_since(connection, given_to)[0],
    )


_LOGGED = (
    select(case_entries.c.case_id, case_entries.c.kind)
    .where(
        case_entries.c.case_id.in_(many()),
        or_(*[case_entries.c.kind == kind for kind in (*_LAST_WORDS, _ESCALATED, _ASKED)]),
    )
    .order_by(case_entries.c.case_id, case_entries.c.number)
)


def _logged(connection: Connection, case_ids: Iterable[str]) -> Mapping[str, list[str]]:
    """Case → what matters here of its log, in order."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for case_id, kind in rows_by(connection, _LOGGED, case_ids):
        kinds[case_id].append(kind)
    return kinds


def _last_word(logged: Sequence[str]) -> str | None:
    return next((_LAST_WORDS[kind] for kind in reversed(logged) if kind in _LAST_WORDS), None)


def _is_in_time(row: AnyRow, logged: Sequence[str]) -> bool:
    """Whether no clock of the case ran out: nobody was told so, and nothing was done late."""
    steps = (
        (row.taken_us, row.take_by_us),
        (row.contacted_us, row.contact_by_us),
        (row.resolved_us, row.resolve_by_us),
    )
    is_late = any(done_us is not None and done_us > by_us for done_us, by_us in steps)
    return not is_late and _ESCALATED not in logged


_BOUGHT = select(
    purchases.c.customer_id, purchases.c.bought_us, purchases.c.amount, purchases.c.currency
).where(
    purchases.c.customer_id.in_(many()),
    or_(
        purchases.c.not_asked.is_(None),
        and_(*[purchases.c.not_asked != reason for reason in sorted(TAKEN_BACK)]),
    ),
)


def _bought_since(connection: Connection, since_us: Mapping[str, int]) -> tuple[tuple[Money, ...], int]:
    """What each of these customers bought after this moment, by currency, and how many of them did."""
    bought = [
        row for row in rows_by(connection, _BOUGHT, since_us) if row.bought_us > since_us[row.customer_id]
    ]
    paid = [(row.currency, Decimal(row.amount)) for row in bought if row.amount is not None]
    return _sums(paid), len({row.customer_id for row in bought})


def _sums(paid: Iterable[tuple[str | None, Decimal]]) -> tuple[Money, ...]:
    by_currency: dict[str | None, list[Decimal]] = defaultdict(list)
    for currency, amount in paid:
        by_currency[currency].append(amount)
    return tuple(
        Money(currency, sum(amounts, Decimal(0)), len(amounts))
        for currency, amounts in sorted(by_currency.items(), key=lambda one: one[0] or "")
    )


@lru_cache(KEPT)
def _promised(scope: Scope) -> Prepared:
    """State → how many that were due in the period."""
    return Prepared(
        select(promises.c.state, func.count().label("n"))
        .join(cases, cases.c.id == promises.c.case_id)
        .where(in_period(promises.c.due_us), *_of(scope))
        .group_by(promises.c.state)
    )


@lru_cache(KEPT)
def _given(scope: Scope) -> Prepared:
    """What was given to buyers in the period; at a touchpoint or of a slice what was given on cases there."""
    statement = select(gestures.c.customer_id, gestures.c.at_us, gestures.c.cost, gestures.c.currency).where(
        gestures.c.undone_us.is_(None), in_period(gestures.c.at_us)
    )
    if scope.touchpoint is None and not scope.slices:
        statement = statement.where(gestures.c.customer_id.not_in(WORK_HERE))
    else:
        statement = statement.join(cases, cases.c.id == gestures.c.case_id).where(*_of(scope))
    return Prepared(statement.order_by(gestures.c.at_us.desc()))


def _gestures(
    connection: Connection, scope: Scope, days: Mapping[str, int]
) -> tuple[tuple[Money, ...], Mapping[str, int]]:
    """What was given, by currency, and to whom first when, in microseconds."""
    found = _given(scope).rows(connection, **days)
    return _sums((row.currency, Decimal(row.cost)) for row in found), {
        row.customer_id: row.at_us for row in found
    }


def _median(waited_us: Sequence[int]) -> timedelta | None:
    return timedelta(microseconds=median(waited_us)) if waited_us else None
