"""What is said, what must be answered, what is stored: dialogues as data, through the whole engine.

What the steps of the ``[[dialogue]]`` in the files beside this one mean is told in ``stage.py``.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from storage import tables
from tests.dialogues.stage import Stage, assert_stored

DIALOGUES: list[dict[str, Any]] = [
    {**dialogue, "file": path.stem}
    for path in sorted(Path(__file__).parent.glob("*.toml"))
    for dialogue in tomllib.loads(path.read_text("utf-8"))["dialogue"]
]


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda one: f"{one['file']}: {one['title']}")
async def test_dialogue(dialogue: dict[str, Any], tmp_path: Path) -> None:
    stage = Stage(tmp_path, dialogue)
    await stage.open()
    try:
        if dialogue.get("asked", True):
            await stage.buy("Mug")
            await stage.wait(2)
        for number, step in enumerate(dialogue["steps"], 1):
            try:
                await stage.step(step)
            except (AssertionError, LookupError) as error:
                failed = [row["error"] for row in await stage.rows(tables.dead_letters)]
                raise AssertionError("\n".join((f"step {number}: {step}: {error}", *failed))) from error
        await assert_stored(stage, dialogue)
    finally:
        await stage.close()


def test_every_dialogue_has_a_title_of_its_own_and_says_what_is_stored() -> None:
    titles = [dialogue["title"] for dialogue in DIALOGUES]
    assert len(titles) == len(set(titles))
    assert all("stored" in dialogue for dialogue in DIALOGUES)
