"""The ledger of recovery: what became of the cases of a period, what it took, and what came back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from bot.core.effects import Save
from bot.core.gestures import Gesture
from bot.core.identity import Customer
from bot.core.journey import Purchase
from bot.core.ledger import Ledger, Money
from bot.core.periods import PeriodKind, containing
from bot.core.promises import Promise, PromiseState
from bot.core.recovery import Case, CaseEntry, CaseState
from bot.core.report import ReportQuery
from bot.core.survey import Audience
from tests.storage.conftest import NOW, House, case, customer, invitation

MARCH = containing(PeriodKind.MONTH, date(2026, 3, 2))
HOUR = timedelta(hours=1)


async def ledger(house: House, query: ReportQuery | None = None) -> Ledger:
    return (await house.store.report(query or ReportQuery(MARCH))).now.ledger


async def had(house: House, number: int, *kinds: str, **changes: object) -> Case:
    """A case of its own customer, with these lines in its log."""
    one = replace(case(f"case{number}", f"c{number}"), **changes)  # type: ignore[arg-type]  # any field
    lines = [CaseEntry(one.id, place, NOW, kind, None) for place, kind in enumerate(kinds, 1)]
    known = Customer(one.customer_id, Audience.BUYER, f"Customer {number}", "en", None)
    await house.decided(Save(known), Save(one), *[Save(line) for line in lines])
    return one


async def bought(house: House, who: str, order: str, hours: float, **changes: object) -> None:
    purchase = Purchase(
        order, "main", order, who, "delivery", NOW + hours * HOUR, amount=Decimal("12.50"), currency="EUR"
    )
    await house.decided(Save(replace(purchase, **changes)))  # type: ignore[arg-type]  # any field


async def test_the_customers_last_word_decides(house: House) -> None:
    done = {"state": CaseState.CONFIRMED, "resolved_at": NOW, "ended_at": NOW}
    await had(house, 1, "opened", "resolved", "asked", "confirmed", **done)
    await had(house, 2, "resolved", "asked", "reopened", "resolved", "asked", "confirmed", **done)
    await had(house, 3, "resolved", "asked", "reopened", "took")
    await had(house, 4, "resolved", "asked", "silent", state=CaseState.SILENT, ended_at=NOW)
    await had(house, 5, "resolved", "asked", state=CaseState.RESOLVED, resolved_at=NOW)
    await had(house, 6, "opened")
    found = await ledger(house)
    assert (found.cases, found.asked) == (6, 5)
    assert (found.recovered, found.not_recovered, found.silent) == (2, 1, 1)
    share = found.recovered_share
    assert (share.n, share.value) == (3, 2 / 3)
    assert share.interval is not None


async def test_a_case_is_in_time_if_none_of_its_clocks_ran_out(house: House) -> None:
    await had(house, 1, "opened", "took", taken_at=NOW + HOUR / 2, contacted_at=NOW + HOUR)
    await had(house, 2, "opened", "escalated", "took", taken_at=NOW + HOUR / 2)
    await had(house, 3, "opened", "took", taken_at=NOW + 2 * HOUR)
    await had(house, 4, "opened", resolved_at=NOW + 80 * HOUR, taken_at=NOW, contacted_at=NOW)
    await had(house, 5, "opened")
    found = await ledger(house)
    assert (found.in_time, found.kept_levels.n) == (2, 5)


async def test_the_time_to_put_it_right_counts_from_when_its_clocks_ran(house: House) -> None:
    await had(house, 1, resolved_at=NOW + 10 * HOUR)
    await had(house, 2, resolved_at=NOW + 100 * HOUR, clocks_from=NOW + 80 * HOUR)
    await had(house, 3, resolved_at=NOW + 30 * HOUR)
    found = await ledger(house)
    assert found.median_to_resolve == 20 * HOUR
    assert found.resolved_in_time == 2


async def test_causes_are_counted_the_most_frequent_first(house: House) -> None:
    for number, cause in enumerate(("quality", "delivery", "delivery", None)):
        await had(house, number, cause=cause)
    await had(house, 9, state=CaseState.CLOSED, closed_for="false_alarm", ended_at=NOW)
    found = await ledger(house)
    assert found.causes == (("delivery", 2), ("quality", 1))
    assert found.false_alarms == 1


async def test_what_recovered_customers_bought_later_is_summed_by_currency(house: House) -> None:
    done = {"state": CaseState.CONFIRMED, "resolved_at": NOW, "ended_at": NOW}
    for number in (1, 2):
        await had(house, number, "asked", "confirmed", **done)
    await had(house, 3, "asked", "silent", state=CaseState.SILENT, ended_at=NOW)
    await bought(house, "c1", "before", -1)
    await bought(house, "c1", "after", 1)
    await bought(house, "c1", "much later", 24 * 200)
    await bought(house, "c1", "francs", 2, currency="CHF", amount=Decimal("0.10"))
    await bought(house, "c1", "refunded", 3, not_asked="refunded")
    await bought(house, "c1", "late", 3, not_asked="late", amount=None)
    await bought(house, "c3", "of the silent", 3)
    found = await ledger(house)
    assert found.later == (Money("CHF", Decimal("0.10"), 1), Money("EUR", Decimal("25.00"), 2))
    assert found.back == 1


def promise(number: int, state: PromiseState, due_in: timedelta = HOUR) -> Promise:
    return Promise(
        f"p{number}", "case1", "c1", "slack:W1:U1", "Sam", "I'll call you", NOW, NOW + due_in, state
    )


async def test_promises_count_where_they_were_due(house: House) -> None:
    await had(house, 1, opened_at=NOW - timedelta(days=20), take_by=NOW)  # opened in February
    states = (PromiseState.KEPT, PromiseState.KEPT, PromiseState.BROKEN, PromiseState.OPEN)
    given = [promise(number, state) for number, state in enumerate(states)]
    in_april = promise(9, PromiseState.KEPT, timedelta(days=40))
    await house.decided(*[Save(one) for one in (*given, in_april)])
    found = await ledger(house)
    assert (found.cases, found.promises_kept, found.promises_broken) == (0, 2, 1)
    assert (found.kept_promises.n, found.kept_promises.value) == (3, 2 / 3)


def gesture(number: int, who: str = "c1", **changes: object) -> Gesture:
    given = Gesture(
        f"g{number}", who, "case1", "coffee", Decimal("3.50"), "EUR", "slack:W1:U1", "Sam", NOW + HOUR
    )
    return replace(given, **changes)  # type: ignore[arg-type]  # any field


async def test_gestures_are_what_was_given_in_the_period_and_not_taken_back(house: House) -> None:
    await had(house, 1)
    await had(house, 2)
    for one in (
        gesture(1),
        gesture(2, case_id=None),
        gesture(3, undone_at=NOW),
        gesture(4, "c2", at=NOW - timedelta(days=30)),
    ):
        await house.decided(Save(one))
    await bought(house, "c1", "before it", 0.5)
    await bought(house, "c1", "since", 2)
    await bought(house, "c2", "nobody's", 2)
    found = await ledger(house)
    assert found.gestures == (Money("EUR", Decimal("7.00"), 2),)
    assert found.later_of_gestures == (Money("EUR", Decimal("12.50"), 1),)


async def test_a_touchpoint_and_a_segment_leave_the_others_out(house: House) -> None:
    await house.decided(Save(customer()), Save(invitation("i1", "c1")))
    await had(house, 1, cause="quality", invitation_id="i1")
    await had(house, 2, cause="price", touchpoint="support")
    await house.decided(Save(gesture(1)), Save(gesture(2, case_id="case2")), Save(gesture(3, case_id=None)))
    await house.decided(Save(promise(1, PromiseState.KEPT)))
    by_touchpoint = await ledger(house, ReportQuery(MARCH, touchpoint="support"))
    assert (by_touchpoint.causes, by_touchpoint.promises_kept) == ((("price", 1),), 0)
    assert [one.n for one in by_touchpoint.gestures] == [1]
    by_segment = await ledger(house, ReportQuery(MARCH, ("store", "Berlin")))
    assert (by_segment.causes, by_segment.promises_kept) == ((("quality", 1),), 1)


async def test_people_who_work_with_us_are_not_in_it(house: House) -> None:
    inside = Customer("c1", Audience.INTERNAL, "Kim", "en", None)
    await had(house, 1, "asked", "confirmed", state=CaseState.CONFIRMED, ended_at=NOW)
    await house.decided(Save(inside), Save(gesture(1, case_id=None)), Save(promise(1, PromiseState.KEPT)))
    assert await ledger(house) == Ledger()
