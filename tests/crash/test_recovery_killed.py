"""Recovery, killed at every crash point of its dialogues: nothing lost, and nothing doubled on Slack."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.crash.dying import DyingStage, Image
from tests.crash.endings import Ending
from tests.dialogues.setting import PLACES

FOLDER = Path(__file__).parents[1] / "dialogues"
RECOVERED: list[dict[str, Any]] = tomllib.loads((FOLDER / "recovered.toml").read_text("utf-8"))["dialogue"]
# Each start writes the whole file anew for somebody who was forgotten; tests/crash/test_forgotten_killed.py.
FORGOTTEN = [one for one in RECOVERED if "forgotten" in one["title"]]
DIALOGUES = [one for one in RECOVERED if one not in FORGOTTEN]
ALSO = {
    "promises": "both: a promise is reminded of, kept, and counted",
    "routed": "alerts of one theme gather in one message, and who takes a case gets its own",
    "casework": "customer on Telegram, staff on Slack: to another room, and its thread has what was said",
}
OTHERS = [
    dialogue
    for name, title in ALSO.items()
    for dialogue in tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))["dialogue"]
    if dialogue["title"] == title
]
SOME = 4  # of the others every so manieth image
AGAIN_EVERY = 8  # images, of which one is killed a second time
SECOND_POINT = 2  # of the process that was started anew
LEAD = replace(PLACES["slack"], room="C0LEAD000")
NOBODY_COMES: dict[str, Any] = {
    "platform": "telegram",
    "staff_on": "slack",
    "touchpoint": "quick",
    "configures": """
[rooms.lead]
platform = "slack"
room = "C0LEAD000"
role = "staff"
touchpoints = ["delivery"]

[recovery]
escalate_to = "lead"
""",
    "steps": [{"press": "0"}, {"wait_hours": 0.4}, {"wait_hours": 0.3}, {"wait_hours": 30}],
}


async def played(
    folder: Path, dialogue: dict[str, Any], every: int = 1, url: str | None = None
) -> tuple[Ending, list[Image]]:
    """How it ends when nothing happens to it, and where it might have been cut off."""
    stage = DyingStage(folder, dialogue, watched=True, every=every, url=url)
    return await stage.play(), stage.images


def assert_as_if_nothing_had_happened(ending: Ending, unbroken: Ending, in_doubt: frozenset[str]) -> None:
    """Each room stands as it would have stood; Telegram may show twice what was sent and not recorded."""
    assert ending.rooms == unbroken.rooms
    assert ending.rows == unbroken.rows
    assert ending.doubled.keys() <= in_doubt
    assert all(place.startswith("telegram:") for place in ending.doubled.values())


async def assert_survives(
    dialogue: dict[str, Any], folder: Path, every: int = 1, url: str | None = None
) -> int:
    """Kill it, start it again, and look how it ends; the number of times."""
    return (await survived(dialogue, folder, every, url))[0]


async def survived(
    dialogue: dict[str, Any], folder: Path, every: int = 1, url: str | None = None
) -> tuple[int, Ending]:
    """The same, and how it always ends."""
    unbroken, images = await played(folder / "unbroken", dialogue, every, url)
    assert unbroken.doubled == {}
    assert unbroken.rows["dead_letters"] == []
    for number, image in enumerate(images):
        is_killed_again, most = number % AGAIN_EVERY == 0, SECOND_POINT + 1
        stage = DyingStage(
            folder / f"{number}", dialogue, image=image, watched=is_killed_again, most=most, url=url
        )
        try:
            ending = await stage.play()
            assert_as_if_nothing_had_happened(ending, unbroken, stage.in_doubt)
            for second in stage.images[SECOND_POINT:]:
                again = DyingStage(folder / f"{number}-again", dialogue, image=second, url=url)
                in_doubt = stage.in_doubt | again.in_doubt
                assert_as_if_nothing_had_happened(await again.play(), unbroken, in_doubt)
        except AssertionError as error:
            raise AssertionError(f"killed {image.point}, in step {image.position.step}: {error}") from error
    return len(images), unbroken


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda one: one["title"])
async def test_killed_at_any_point_a_case_ends_as_if_nothing_had_happened(
    dialogue: dict[str, Any], tmp_path: Path
) -> None:
    assert await assert_survives(dialogue, tmp_path) > 30


@pytest.mark.parametrize("dialogue", [*OTHERS, *FORGOTTEN], ids=lambda one: one["title"])
async def test_killed_at_some_points_what_else_belongs_to_a_case_ends_so_too(
    dialogue: dict[str, Any], tmp_path: Path
) -> None:
    assert await assert_survives(dialogue, tmp_path, SOME) > 7


def test_all_of_the_others_are_there() -> None:
    assert [dialogue["title"] for dialogue in OTHERS] == list(ALSO.values())
    assert (len(DIALOGUES), len(FORGOTTEN)) == (len(RECOVERED) - 2, 2)


async def test_down_for_half_a_day_what_is_overdue_is_told_late_and_once(tmp_path: Path) -> None:
    _, images = await played(tmp_path / "unbroken", NOBODY_COMES)
    alerted = [one for one in images if any(entry["purpose"] == "alert" for entry in one.shown)]
    assert len(alerted) > 10
    for number, image in enumerate(alerted):
        stage = DyingStage(tmp_path / f"{number}", NOBODY_COMES, image=image, down=timedelta(hours=12))
        ending = await stage.play()
        where = f"killed {image.point}, in step {image.position.step}"
        told = [said.split("\n")[1].partition(":")[0] for said in stage.arrived(LEAD)]
        assert told == ["Nobody has taken it yet"], where
        marks = [entry["text"] for entry in ending.rows["case_entries"] if entry["kind"] == "escalated"]
        assert len(marks) == len(set(marks)), where


async def test_if_slack_could_not_be_read_back_it_would_show_some_twice(tmp_path: Path) -> None:
    """So there are crash points between a message that was sent and its record."""
    dialogue = DIALOGUES[0]
    _, images = await played(tmp_path / "unbroken", dialogue)
    doubled: set[str] = set()
    for number, image in enumerate(images):
        if "not recorded" in image.point:
            stage = DyingStage(tmp_path / f"{number}", dialogue, image=image, readable=frozenset())
            doubled.update((await stage.play()).doubled.values())
    assert doubled == {PLACES["slack"].key, "telegram:::7"}
