"""The benchmark of alerts: small, whole, and it sees whom staff never heard of."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot import bench
from bot.bench import alerts
from bot.bench.alerts import Unheard, standing_in
from bot.bench.sizes import QUICK
from bot.bench.traffic import Update


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerts, "ROOMS", 40)
    monkeypatch.setattr(alerts, "BURST_ROOMS", 2)


def test_every_figure_is_measured_and_printed(capsys: pytest.CaptureFixture[str]) -> None:
    bench.run("alerts", replace(QUICK, seconds=0.3, cases=60), as_json=True)
    said = capsys.readouterr()
    figures = [json.loads(line) for line in said.out.splitlines()]
    assert [(figure["name"], figure["unit"], figure["against"]) for figure in figures] == [
        ("alerts.p99", "ms", "allowed"),
        ("alerts.burst", "cases", "messages"),
    ]
    assert figures[1]["value"] == 60
    assert figures[1]["baseline"] < 30, "they are gathered"
    assert "p50" in said.err
    assert "loop" in said.err


def test_a_case_that_staff_never_hear_of_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    made = alerts._unhappy

    def but_one(rated: Update, number: int) -> Update:
        return rated if number == 3 else made(rated, number)

    monkeypatch.setattr(alerts, "_unhappy", but_one)
    monkeypatch.setattr(alerts, "_SETTLED_WITHIN_S", 1.0)
    with pytest.raises(Unheard, match="1 of 10"):
        alerts.measured(rounds=1, seconds=0.1, say=lambda _: None, cases=60)


def test_what_an_edit_took_away_does_not_stand_any_more() -> None:
    posted = [
        ("chat.postMessage", "C", "1", 0.0, "№1"),
        ("chat.postMessage", "D", "1", 0.0, "№2"),
        ("chat.update", "C", "1", 1.0, "№3"),
    ]
    assert standing_in(posted) == {("C", "1"): "№3", ("D", "1"): "№2"}
