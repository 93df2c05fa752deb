from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.effects import Lane, Message, Parcel
from bot.core.identity import Address
from bot.delivery.patience import AS_TOLD, LATER_CAP_S, PATIENCE, TOLD_FOR, Patience

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ROOM = Address("telegram", room="-100")
PARCEL = Parcel("p", ROOM, Lane.ALERT, "alert", "case:1", Message(()), "en", NOON)


@given(st.floats(0, 10_000), st.integers(1, 100))
def test_no_wait_is_shorter_than_the_platform_asks_nor_longer_than_that_or_the_cap(
    after_s: float, times: int
) -> None:
    patience = Patience()
    waits_s = [patience.later(PARCEL, after_s, NOON) for _ in range(times)]
    assert waits_s[:AS_TOLD] == [after_s] * min(times, AS_TOLD)
    assert all(wait_s is not None and after_s <= wait_s <= max(after_s, LATER_CAP_S) for wait_s in waits_s)


def test_any_other_answer_makes_the_platforms_word_count_again() -> None:
    patience = Patience()
    for _ in range(20):
        patience.later(PARCEL, 1.0, NOON)
    patience.answered(ROOM)
    assert patience.later(PARCEL, 1.0, NOON) == 1.0


def test_one_address_says_nothing_of_another() -> None:
    patience = Patience()
    for _ in range(20):
        patience.later(PARCEL, 1.0, NOON)
    other = Parcel("q", Address("telegram", person="1"), Lane.REPLY, "q", "", Message(()), "en", NOON)
    assert patience.later(other, 1.0, NOON) == 1.0


def test_a_parcel_is_given_up_when_it_was_due_for_days_and_put_off_for_hours() -> None:
    patience, end = Patience(), NOON + PATIENCE
    second = timedelta(seconds=1)
    assert patience.later(PARCEL, 60, end - TOLD_FOR) is not None
    assert patience.later(PARCEL, 60, end - second) is not None
    assert patience.later(PARCEL, 60, end) is None


def test_a_parcel_that_was_due_for_days_is_not_given_up_at_once() -> None:
    patience, end = Patience(), NOON + 2 * PATIENCE
    assert patience.later(PARCEL, 60, end) is not None
    assert patience.later(PARCEL, 60, end + TOLD_FOR - timedelta(seconds=1)) is not None
    patience.answered(ROOM)
    assert patience.later(PARCEL, 60, end + TOLD_FOR) is not None


def test_of_many_thousand_addresses_the_oldest_are_forgotten() -> None:
    patience = Patience()
    for _ in range(20):
        patience.later(PARCEL, 1.0, NOON)
    for number in range(4096):
        address = Address("telegram", person=str(number))
        patience.later(Parcel("q", address, Lane.REPLY, "q", "", Message(()), "en", NOON), 1.0, NOON)
    assert patience.later(PARCEL, 1.0, NOON) == 1.0, "as if it had never said so"
