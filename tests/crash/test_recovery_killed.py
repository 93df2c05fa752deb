"""Recovery, killed at every crash point of its dialogues: nothing lost, and nothing doubled on Slack."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.crash.dying import DyingStage, Ending, Image

DIALOGUES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parents[1] / "dialogues" / "recovered.toml").read_text("utf-8")
)["dialogue"]
AGAIN_EVERY = 8  # images, of which one is killed a second time
SECOND_POINT = 2  # of the process that was started anew
DOWN_EVERY = 3  # images
STAFF, LEAD, ALEX = (
    "slack:T0TESTTEAM:C0STAFF00:",
    "slack:T0TESTTEAM:C0LEAD000:",
    "slack:T0TESTTEAM::U0PERSON3",
)


async def played(folder: Path, dialogue: dict[str, Any]) -> tuple[Ending, list[Image]]:
    """How it ends when nothing happens to it, and where it might have been cut off."""
    stage = DyingStage(folder, dialogue, watched=True)
    return await stage.play(), stage.images


def assert_as_if_nothing_had_happened(ending: Ending, unbroken: Ending, in_doubt: frozenset[str]) -> None:
    """Each room stands as it would have stood; Telegram may show twice what was sent and not recorded."""
    assert ending.rooms == unbroken.rooms
    assert ending.rows == unbroken.rows
    assert ending.doubled.keys() <= in_doubt
    assert all(place.startswith("telegram:") for place in ending.doubled.values())


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda one: one["title"])
async def test_killed_at_any_point_a_case_ends_as_if_nothing_had_happened(
    dialogue: dict[str, Any], tmp_path: Path
) -> None:
    unbroken, images = await played(tmp_path / "unbroken", dialogue)
    assert unbroken.doubled == {}
    assert unbroken.rows["dead_letters"] == []
    assert len(images) > 30
    for number, image in enumerate(images):
        is_killed_again = number % AGAIN_EVERY == 0
        stage = DyingStage(tmp_path / f"{number}", dialogue, image=image, watched=is_killed_again)
        try:
            ending = await stage.play()
            assert_as_if_nothing_had_happened(ending, unbroken, stage.in_doubt)
            for second in stage.images[SECOND_POINT : SECOND_POINT + 1]:
                again = DyingStage(tmp_path / f"{number}-again", dialogue, image=second)
                in_doubt = stage.in_doubt | again.in_doubt
                assert_as_if_nothing_had_happened(await again.play(), unbroken, in_doubt)
        except AssertionError as error:
            raise AssertionError(f"killed {image.point}, in step {image.position.step}: {error}") from error


async def test_down_for_half_a_day_what_is_overdue_is_told_late_and_once(tmp_path: Path) -> None:
    dialogue = next(one for one in DIALOGUES if "staff are silent" in one["title"])
    _, images = await played(tmp_path / "unbroken", dialogue)
    for number, image in enumerate(images[::DOWN_EVERY]):
        stage = DyingStage(tmp_path / f"{number}", dialogue, image=image, down=timedelta(hours=12))
        ending = await stage.play()
        where = f"killed {image.point}, in step {image.position.step}"
        told = [shown for place in (STAFF, LEAD, ALEX) for _, shown in ending.rooms[place]]
        assert [shown for shown in told if told.count(shown) > 1] == [], where
        assert any("has been waiting" in str(shown) for _, shown in ending.rooms[LEAD]), where
        assert [case["state"] for case in ending.rows["cases"]] == ["contacted"], where


async def test_if_slack_could_not_be_read_back_it_would_show_some_twice(tmp_path: Path) -> None:
    """So there are crash points between a message that was sent and its record."""
    dialogue = DIALOGUES[0]
    _, images = await played(tmp_path / "unbroken", dialogue)
    doubled: set[str] = set()
    for number, image in enumerate(images):
        if "not recorded" in image.point:
            stage = DyingStage(tmp_path / f"{number}", dialogue, image=image, readable=frozenset())
            doubled.update((await stage.play()).doubled.values())
    assert doubled == {STAFF, "telegram:::7"}
