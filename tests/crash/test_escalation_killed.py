"""What is overdue, and what must not wait, told at every crash point as if nothing had happened."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.crash.dying import DyingStage
from tests.crash.test_recovery_killed import assert_as_if_nothing_had_happened, played

FOLDER = Path(__file__).parents[1] / "dialogues"
TITLES = {
    "a room, then a person in their own chat, who takes it from there",
    "danger, late in the evening: the operator's words first, and who is on call is paged",
    "while staff and customer talk no question is asked, and the survey goes on when they want it to",
}
DIALOGUES: list[dict[str, Any]] = [
    dialogue
    for name in ("acknowledged", "escalated")
    for dialogue in tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))["dialogue"]
    if dialogue["title"] in TITLES
]


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda one: one["title"])
async def test_killed_at_any_point_nobody_hears_it_twice_and_nobody_never(
    dialogue: dict[str, Any], tmp_path: Path
) -> None:
    unbroken, images = await played(tmp_path / "unbroken", dialogue)
    assert unbroken.rows["dead_letters"] == []
    for number, image in enumerate(images):
        stage = DyingStage(tmp_path / f"{number}", dialogue, image=image)
        try:
            assert_as_if_nothing_had_happened(await stage.play(), unbroken, stage.in_doubt)
        except AssertionError as error:
            raise AssertionError(f"killed {image.point}, in step {image.position.step}: {error}") from error


def test_all_of_them_are_there() -> None:
    assert {dialogue["title"] for dialogue in DIALOGUES} == TITLES
