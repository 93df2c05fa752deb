"""What managers read of improvements in a digest: what was done, whether it helped, what is late."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.core.digest_card import card
from bot.core.digest_json import digest_json
from bot.core.improvements import Effectiveness, Improvement, Measurement, Stage
from bot.core.report import Numbers
from bot.texts import render
from bot.texts.digest_text import text
from tests.core.test_digest import QUERY, TODAY, digest_of

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
PLANNED = Improvement(
    id="i1",
    problem="Couriers come late",
    touchpoint="home_delivery",
    theme="wait",
    owner="web::alex",
    owner_name="Alex",
    due=TODAY + timedelta(days=9),
    by="web::alex",
    made_at=NOW,
    room="web::managers:",
)
DONE = replace(PLANNED, stage=Stage.DONE, words={"en": "Two couriers"}, done_at=NOW)
TOLD = replace(DONE, stage=Stage.TOLD, told_at=NOW, raised=9, told=8, left_out=1, better=5, not_better=2)


def printed(*improvements: Improvement) -> str:
    """The digest in English, its lines unbroken."""
    shown: Any = card(digest_of(Numbers(QUERY, improvements=improvements)))
    return " ".join(text(shown, render, "en").split())


def measured(verdict: Effectiveness, low: float, high: float) -> Improvement:
    found = Measurement(verdict, 30, "csat", 0.62, 40, 0.74, 50, low, high)
    return replace(TOLD, stage=Stage.MEASURED, measurement=found, measured_at=NOW)


def test_what_is_planned_names_who_and_by_when() -> None:
    said = printed(PLANNED)
    assert f"Couriers come late (home delivery): Alex, by {PLANNED.due.isoformat()}" in said
    assert "Overdue" not in said


def test_what_is_late_stands_under_overdue() -> None:
    late = replace(PLANNED, due=date(2026, 1, 1))
    assert "Overdue" in printed(late)
    assert "Alex, was due on 2026-01-01" in printed(late)


def test_what_is_due_today_is_not_late() -> None:
    assert "Overdue" not in printed(replace(PLANNED, due=TODAY))


def test_what_was_done_says_who_was_told_and_what_they_said() -> None:
    said = printed(TOLD)
    assert "8 customers who raised it were told; 5 say it's better, 2 not yet." in said
    assert "Not measured yet." in said
    assert "No customer was told." in printed(DONE)


@pytest.mark.parametrize(
    ("verdict", "low", "high", "words"),
    [
        (Effectiveness.IMPROVED, 0.02, 0.21, "Improved: 62% (n=40) before, 74% (n=50)"),
        (Effectiveness.NO_CLEAR_CHANGE, -0.05, 0.21, "No clear change: 62% (n=40) before"),
        (Effectiveness.WORSE, -0.21, -0.02, "Worse: 62% (n=40) before"),
    ],
)
def test_the_verdict_has_both_numbers_their_n_and_the_range(
    verdict: Effectiveness, low: float, high: float, words: str
) -> None:
    said = printed(measured(verdict, low, high))
    assert words in said
    signs = {True: "+", False: "−"}
    shown = (f"{signs[one > 0]}{round(abs(100 * one))}" for one in (low, high))
    assert f"likely {' to '.join(shown)} points" in said


def test_too_few_answers_are_said_to_be_too_few() -> None:
    few = Measurement(Effectiveness.TOO_FEW, 90, "csat", n_before=40, n_after=3)
    said = printed(replace(DONE, stage=Stage.MEASURED, measurement=few, measured_at=NOW))
    assert "Too few answers to tell whether it helped (n=40 before, n=3 in the 90 days after)" in said


def test_what_is_declined_says_why() -> None:
    declined = replace(PLANNED, stage=Stage.DECLINED, declined_at=NOW, why="No second oven")
    assert "Couriers come late (home delivery): No second oven" in printed(declined)


def test_machines_read_the_same() -> None:
    one = measured(Effectiveness.IMPROVED, 0.02, 0.21)
    machine: Any = json.loads(json.dumps(digest_json(digest_of(Numbers(QUERY, improvements=(one,))))))
    (read,) = machine["improvements"]
    assert (read["stage"], read["raised"], read["told"], read["left_out"]) == ("measured", 9, 8, 1)
    assert read["measured"]["verdict"] == "improved"
    assert read["measured"]["n_after"] == 50
