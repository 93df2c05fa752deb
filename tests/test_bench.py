"""The benchmark measures the work that it says it measures."""

from __future__ import annotations

import json

import pytest

from bot import bench


def test_every_figure_has_its_baseline_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    bench.run(as_json=True, rounds=1, events=128)
    figures = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(figure["name"], figure["unit"]) for figure in figures] == [
        ("store.normal", "events/s"),
        ("store.full", "events/s"),
        ("store.single", "ms"),
    ]
    assert all(figure[key] > 0 for figure in figures for key in ("value", "baseline", "ratio"))


def test_a_slower_disk_slows_both_sides_down() -> None:
    figures = {figure.name: figure for figure in bench.bench_store(rounds=1, events=64, fsync_ms=10)}
    assert figures["store.single"].value > 10
    assert figures["store.single"].baseline > 10
    assert figures["store.normal"].baseline < 100
    assert figures["store.normal"].ratio > 5, "one commit for many"
