"""Who cannot sign is slowed down, one address at a time, and forgotten again."""

from __future__ import annotations

from bot.http.refusals import Refusals


def test_after_a_burst_refusals_come_at_their_pace() -> None:
    refusals = Refusals(burst=3, per_s=0.5)
    assert [refusals.take("a", 0.0) for _ in range(5)] == [True, True, True, False, False]
    assert [refusals.take("a", at_s) for at_s in (1.9, 2.1, 2.2, 4.2)] == [False, True, False, True]
    assert refusals.wait_s == 2.0


def test_one_address_does_not_slow_another_one_down() -> None:
    refusals = Refusals(burst=1)
    assert refusals.take("a", 0.0)
    assert not refusals.take("a", 0.0)
    assert refusals.take("b", 0.0)


def test_a_pause_gives_no_more_than_the_burst() -> None:
    refusals = Refusals(burst=2, per_s=1)
    refusals.take("a", 0.0)
    assert [refusals.take("a", 1e6) for _ in range(3)] == [True, True, False]


def test_ever_new_addresses_take_no_more_memory() -> None:
    refusals = Refusals(burst=1, per_s=0)
    for number in range(10_000):
        assert refusals.take(str(number), 0.0)
    assert not refusals.take("9999", 0.0)
    assert refusals.take("0", 0.0)  # was forgotten
