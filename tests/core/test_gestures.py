"""What is left to give this month."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.core.gestures import Budget, Gesture, GestureRules, budget, money, month_start

SAM, KIM = "web::sam", "web::kim"
NOW = datetime(2026, 3, 20, tzinfo=UTC)


def given(cost: str, by: str = SAM, currency: str = "EUR", undone: bool = False) -> Gesture:
    return Gesture("g", "c", None, "coffee", Decimal(cost), currency, by, "Sam", NOW, NOW if undone else None)


def test_the_month_is_the_business_own() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert month_start(NOW, berlin) == datetime(2026, 2, 28, 23, tzinfo=UTC)
    assert month_start(datetime(2026, 3, 31, 22, 30, tzinfo=UTC), berlin) == datetime(
        2026, 3, 31, 22, tzinfo=UTC
    )


def test_what_everybody_gave_counts_for_all_and_ones_own_for_oneself() -> None:
    rules = GestureRules(a_month=Decimal(100), a_month_each=Decimal(30))
    assert budget(rules, [given("20"), given("50", KIM)], SAM) == Budget(Decimal(30), Decimal(10))


def test_what_was_taken_back_or_is_in_another_currency_counts_for_nothing() -> None:
    rules = GestureRules(a_month=Decimal(10))
    assert budget(rules, [given("9", undone=True), given("9", currency="CHF")], SAM).left == 10


def test_the_smaller_of_both_limits_decides_to_the_cent() -> None:
    left = Budget(Decimal("3.50"), Decimal(20))
    assert left.left == Decimal("3.50")
    assert left.covers(Decimal("3.50"))
    assert not left.covers(Decimal("3.51"))


def test_without_limits_anything_can_be_given() -> None:
    left = budget(GestureRules(), [given("1000000")], SAM)
    assert left.left is None
    assert left.covers(Decimal(1_000_000))


def test_more_than_the_limit_leaves_nothing_and_not_less() -> None:
    assert budget(GestureRules(a_month=Decimal(5)), [given("9")], SAM).left == 0


def test_an_amount_is_written_with_its_currency() -> None:
    assert money(Decimal("1200.50"), "EUR") == "1,200.50 EUR"
