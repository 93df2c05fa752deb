from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.habits import Habits, habits_of, usual_hour
from bot.core.journey import Purchase

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


def purchase(days: float, **told: object) -> Purchase:
    at = MONDAY + timedelta(days=days)
    facts = {"shop": "s", "order": str(days), "customer_id": "c", "touchpoint": "delivery"} | told
    return Purchase(id=f"p{days}", bought_at=at, **facts)  # type: ignore[arg-type]  # a test's shorthand


def at(hour: int, day: int = 1) -> datetime:
    return datetime(2026, 1, day, hour, 30, tzinfo=UTC)


def test_nobody_who_bought_nothing_has_habits() -> None:
    assert habits_of([], BERLIN) == Habits()


def test_one_purchase_tells_when_and_where_but_not_how_often() -> None:
    habits = habits_of([purchase(0, place="Berlin", product="Mug")], BERLIN)
    assert (habits.orders, habits.first_bought_at, habits.last_bought_at) == (1, MONDAY, MONDAY)
    assert (habits.every, habits.usual_hour) == (None, None)
    assert (habits.place, habits.favourite_product) == ("Berlin", "Mug")


def test_the_rhythm_is_the_median_gap() -> None:
    assert habits_of([purchase(day) for day in (0, 1, 8, 108)], BERLIN).every == timedelta(days=7)


def test_the_rhythm_of_an_even_number_of_gaps_lies_between_the_middle_two() -> None:
    assert habits_of([purchase(day) for day in (0, 2, 6)], BERLIN).every == timedelta(days=3)


def test_spend_is_exact_and_never_adds_two_currencies() -> None:
    told = [("0.10", "EUR"), ("0.20", "EUR"), ("5", "USD"), ("1.5", None), (None, "EUR")]
    bought = [
        purchase(day, amount=None if amount is None else Decimal(amount), currency=currency)
        for day, (amount, currency) in enumerate(told)
    ]
    assert habits_of(bought, BERLIN).spend == {
        "": Decimal("1.5"),
        "EUR": Decimal("0.30"),
        "USD": Decimal(5),
    }


@pytest.mark.parametrize("why", ["refunded", "cancelled"])
def test_what_was_given_back_is_no_spending_and_no_favourite(why: str) -> None:
    bought = [
        purchase(0, product="Mug", amount=Decimal(1)),
        purchase(1, product="Lamp", amount=Decimal(9), not_asked=why),
        purchase(2, product="Lamp", amount=Decimal(9), not_asked=why),
    ]
    habits = habits_of(bought, BERLIN)
    assert (habits.orders, habits.spend, habits.favourite_product) == (3, {"": Decimal(1)}, "Mug")


def test_an_imported_purchase_is_spending_like_any_other() -> None:
    assert habits_of([purchase(0, amount=Decimal(3), not_asked="imported")], BERLIN).spend == {"": Decimal(3)}


def test_the_favourite_is_what_was_bought_most_often() -> None:
    bought = [purchase(day, product=product) for day, product in enumerate(["Tea", "Mug", "Tea", "Pot"])]
    assert habits_of(bought, BERLIN).favourite_product == "Tea"


def test_of_two_favourites_the_one_bought_last_wins() -> None:
    bought = [purchase(day, product=product) for day, product in enumerate(["Tea", "Mug", "Mug", "Tea"])]
    assert habits_of(bought, BERLIN).favourite_product == "Tea"


def test_the_place_is_the_latest_that_is_named() -> None:
    bought = [purchase(2), purchase(1, place="Hamburg"), purchase(0, place="Berlin")]
    assert habits_of(bought, BERLIN).place == "Hamburg"


def test_the_order_in_which_purchases_come_changes_nothing() -> None:
    bought = [
        purchase(0, product="Tea", place="Berlin", amount=Decimal("0.1")),
        purchase(1, product="Mug", amount=Decimal("0.2")),
        purchase(5, product="Mug", place="Hamburg", amount=Decimal("0.3")),
        purchase(9, product="Tea"),
    ]
    assert len({repr(habits_of(order, BERLIN)) for order in permutations(bought)}) == 1


def test_two_purchases_are_too_few_for_an_hour() -> None:
    assert usual_hour([at(9), at(9)], BERLIN) is None


def test_the_usual_hour_is_the_customers_own() -> None:
    assert usual_hour([at(17), at(17), at(18)], BERLIN) == 18  # an hour ahead of UTC in winter


def test_hours_around_midnight_lie_around_midnight() -> None:
    assert usual_hour([at(22), at(23), at(0)], BERLIN) == 0


def test_one_odd_hour_does_not_move_the_usual_one() -> None:
    assert usual_hour([at(8), at(8), at(8), at(20)], BERLIN) == 9


def test_of_hours_equally_near_the_earliest_at_which_they_bought_is_taken() -> None:
    assert usual_hour([at(7), at(7), at(11), at(11)], BERLIN) == 8


@given(st.lists(st.integers(0, 23), min_size=3, max_size=30))
def test_the_usual_hour_is_one_at_which_something_was_bought(hours: list[int]) -> None:
    found = usual_hour([at(hour) for hour in hours], ZoneInfo("UTC"))
    assert found in hours


@given(st.lists(st.integers(0, 23), min_size=3, max_size=30), st.integers(0, 23))
def test_turning_the_clock_turns_the_usual_hour_as_far(hours: list[int], turn: int) -> None:
    utc = ZoneInfo("UTC")
    found = usual_hour([at(hour) for hour in hours], utc)
    turned = usual_hour([at((hour + turn) % 24) for hour in hours], utc)
    assert found is not None
    assert turned is not None
    away = sum(min(abs(hour - found), 24 - abs(hour - found)) for hour in hours)
    moved = [(hour + turn) % 24 for hour in hours]
    assert sum(min(abs(hour - turned), 24 - abs(hour - turned)) for hour in moved) == away
