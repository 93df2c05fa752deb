from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.backoff import BASE_S, CAP_S, MAX_ATTEMPTS, seed_of, wait_s

attempts = st.integers(0, 10_000)
seeds = st.integers(-(2**128), 2**128)


@given(attempts, seeds)
def test_a_wait_is_between_half_and_all_of_the_capped_power_of_two(made: int, seed: int) -> None:
    ceiling_s = CAP_S if made > 60 else min(CAP_S, BASE_S * 2**made)
    assert ceiling_s / 2 <= wait_s(made, BASE_S, CAP_S, seed) <= ceiling_s


@given(attempts, seeds)
def test_the_same_seed_waits_the_same(made: int, seed: int) -> None:
    assert wait_s(made, BASE_S, CAP_S, seed) == wait_s(made, BASE_S, CAP_S, seed)


def test_what_failed_together_does_not_come_back_together() -> None:
    waits = {wait_s(3, BASE_S, CAP_S, seed_of(f"parcel-{number}")) for number in range(100)}
    assert len(waits) == 100
    assert max(waits) - min(waits) > 0.4 * BASE_S * 2**3


def test_a_parcel_outlives_a_platform_that_is_out_for_three_hours() -> None:
    shortest_s = sum(min(CAP_S, BASE_S * 2**made) / 2 for made in range(MAX_ATTEMPTS - 1))
    assert shortest_s > 3.5 * 3600
