"""Who raised an improvement is told of it once, wherever we are killed on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.crash.test_recovery_killed import assert_survives, played

EVERY = 3  # of the images every so manieth
TOLD: dict[str, Any] = {
    "platform": "telegram",
    "staff_on": "slack",
    "feels": {"You should open a second till, the queue was long": -0.3},
    "configures": """
[rooms.managers]
platform = "slack"
room = "C0BOARD00"
role = "managers"
""",
    "steps": [
        {"press": "3"},
        {"customer": "You should open a second till, the queue was long"},
        {"press": "skip"},
        {"staff": "alex", "in": "managers", "command": "/improve visit: the queue, by 2026-03-20"},
        {"staff": "alex", "in": "managers", "form": {"action": "done", "words_en": "A second till."}},
        {"staff": "alex", "in": "managers", "press": "send"},
        {"wait_hours": 1},
        {"press": "yes"},
    ],
}


async def test_nobody_is_told_twice_wherever_it_was_cut_off(tmp_path: Path) -> None:
    ending, _ = await played(tmp_path / "whole", TOLD)
    assert [one["better"] for one in ending.rows["contributors"]] == ["yes"]
    assert await assert_survives(TOLD, tmp_path, EVERY) > 10
