"""The benchmark of the storage measures the work that it says it measures."""

from __future__ import annotations

import pytest

from bot.bench import store


def test_every_figure_has_its_baseline_beside_it() -> None:
    figures = store.measured(rounds=1, events=128)
    assert [(figure.name, figure.unit) for figure in figures] == [
        ("store.normal", "events/s"),
        ("store.full", "events/s"),
        ("store.single", "ms"),
    ]
    assert all(min(figure.value, figure.baseline, figure.ratio, *figure.rounds) > 0 for figure in figures)


def test_a_slower_disk_slows_both_sides_down() -> None:
    figures = {figure.name: figure for figure in store.measured(rounds=1, events=64, fsync_ms=10)}
    assert figures["store.single"].value > 10
    assert figures["store.single"].baseline > 10
    assert figures["store.normal"].baseline < 100
    assert figures["store.normal"].ratio > 1.5, "one commit for many, also while others keep the cores"


def test_the_ratio_is_of_each_round_with_its_own_baseline() -> None:
    from bot.bench.figures import rate

    figure = rate("x", "y", "z", ours=[10.0, 30.0, 40.0], theirs=[10.0, 60.0, 20.0])
    assert (figure.value, figure.baseline, figure.ratio) == pytest.approx((30.0, 20.0, 1.0))
