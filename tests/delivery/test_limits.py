from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.identity import Address
from bot.delivery.limits import PACES, Bucket, Limit, Limits, Pace

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ANNA = Address("telegram", person="1")
GROUP = Address("telegram", room="-100")


def later(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@given(
    st.floats(0.1, 50),
    st.integers(1, 30),
    st.lists(st.floats(0, 5), min_size=1, max_size=60),
)
def test_no_window_ever_holds_more_than_its_rate_and_one_burst(
    per_s: float, burst: int, gaps_s: list[float]
) -> None:
    bucket, at_s, sent_s = Bucket.full(Limit(per_s, burst), NOON), 0.0, []
    for gap_s in gaps_s:
        at_s += gap_s
        bucket, wait_s = bucket.take(later(at_s))
        sent_s.append(at_s + wait_s)
    assert sent_s == sorted(sent_s)
    for first, start in enumerate(sent_s):
        for last in range(first, len(sent_s)):
            assert last - first + 1 <= burst + per_s * (sent_s[last] - start) + 1e-3 * per_s + 1e-6


def test_those_who_wait_are_served_in_turn() -> None:
    bucket = Bucket.full(Limit(2.0, 1), NOON)
    waits = []
    for _ in range(4):
        bucket, wait_s = bucket.take(NOON)
        waits.append(wait_s)
    assert waits == [0.0, 0.5, 1.0, 1.5]


def test_looking_at_the_wait_takes_nothing() -> None:
    limits = Limits()
    assert [limits.wait_s(ANNA, NOON) for _ in range(50)] == [0.0] * 50


def test_a_telegram_group_gets_at_most_twenty_a_minute() -> None:
    limits, at_s, sent = Limits(), 0.0, 0
    while True:
        at_s += limits.take(GROUP, later(at_s))
        if at_s >= 60:
            break
        sent += 1
    assert sent <= 20


def test_one_chat_that_has_to_wait_does_not_make_another_wait() -> None:
    limits = Limits()
    for _ in range(9):
        limits.take(ANNA, NOON)
    other = Address("telegram", person="2")
    assert limits.rest_s(ANNA, NOON) > 5
    assert limits.rest_s(other, NOON) == 0.0
    assert limits.wait_s(other, NOON) <= 0.2


def test_an_address_that_rests_before_it_takes_reserves_nothing_of_what_all_share() -> None:
    limits, at_s = Limits(), 0.0
    for _ in range(20):
        at_s += limits.rest_s(ANNA, later(at_s))
        assert limits.take(ANNA, later(at_s)) == pytest.approx(0.0, abs=1e-5)
        assert limits.wait_s(Address("telegram", person="2"), later(at_s)) == 0.0
    assert at_s == pytest.approx(17, abs=0.001)


def test_looking_at_the_rest_takes_nothing() -> None:
    limits = Limits()
    assert [limits.rest_s(ANNA, NOON) for _ in range(50)] == [0.0] * 50
    assert len(limits) == 0


def test_everyone_on_telegram_shares_thirty_a_second() -> None:
    limits = Limits()
    sent_s = [limits.take(Address("telegram", person=str(number)), NOON) for number in range(300)]
    in_any_second = max(sum(start <= at_s < start + 1 for at_s in sent_s) for start in sent_s)
    assert 25 <= in_any_second <= 30


def test_a_channel_on_slack_gets_one_a_second_and_no_other_waits_for_it() -> None:
    limits, channel, at_s = Limits(), Address("slack", "T", "C1"), 0.0
    for _ in range(63):
        at_s += limits.take(channel, later(at_s))
    assert at_s == pytest.approx(60)
    assert limits.wait_s(Address("slack", "T", "C2"), later(at_s)) == 0.0
    assert limits.wait_s(Address("slack", "T", person="U1"), later(at_s)) == 0.0


def test_a_person_in_a_room_fills_the_room() -> None:
    limits = Limits()
    for number in range(5):
        limits.take(Address("telegram", room="-100", person=str(number)), NOON)
    assert limits.wait_s(GROUP, NOON) > 0


def test_the_web_and_platforms_without_a_pace_never_wait() -> None:
    limits = Limits()
    for platform in ("web", "carrier-pigeon"):
        assert [limits.take(Address(platform, person="1"), NOON) for _ in range(500)] == [0.0] * 500
    assert len(limits) == 0


def test_a_clock_that_was_set_back_does_not_stop_the_sending() -> None:
    limits = Limits()
    for _ in range(3):
        limits.take(ANNA, later(7200))
    assert limits.take(ANNA, NOON) == pytest.approx(1.0)
    assert limits.wait_s(ANNA, later(2)) == 0.0


def test_idle_buckets_are_forgotten() -> None:
    limits = Limits({"telegram": Pace(person=Limit(1.0, 3))})
    for number in range(5000):
        limits.take(Address("telegram", person=str(number)), later(number))
    assert len(limits) <= 1025


def test_each_shipped_platform_has_its_pace() -> None:
    assert set(PACES) == {"telegram", "slack", "web"}
