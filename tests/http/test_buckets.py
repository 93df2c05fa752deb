"""Whoever comes too often is slowed down, one visitor at a time, and forgotten again."""

from __future__ import annotations

from bot.http.buckets import Buckets


def test_after_a_burst_they_come_at_their_pace() -> None:
    buckets = Buckets(burst=3, per_s=0.5)
    assert [buckets.take("a", 0.0) for _ in range(5)] == [True, True, True, False, False]
    assert [buckets.take("a", at_s) for at_s in (1.9, 2.1, 2.2, 4.2)] == [False, True, False, True]
    assert buckets.wait_s == 2.0


def test_one_visitor_does_not_slow_another_one_down() -> None:
    buckets = Buckets(burst=1)
    assert buckets.take("a", 0.0)
    assert not buckets.take("a", 0.0)
    assert buckets.take("b", 0.0)


def test_a_pause_gives_no_more_than_the_burst() -> None:
    buckets = Buckets(burst=2, per_s=1)
    buckets.take("a", 0.0)
    assert [buckets.take("a", 1e6) for _ in range(3)] == [True, True, False]


def test_ever_new_visitors_take_no_more_memory() -> None:
    buckets = Buckets(burst=1, per_s=0)
    for number in range(20_000):
        assert buckets.take(str(number), 0.0)
    assert not buckets.take("19999", 0.0)
    assert buckets.take("0", 0.0)  # was forgotten
