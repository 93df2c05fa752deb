from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import app, config
from bot.core.conversation import Answer
from bot.core.effects import Save
from bot.core.survey import QuestionKind
from tests.commands.asked import run, written
from tests.storage.conftest import answered, customer, invitation, message, pending

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
Comment = tuple[str, int]
"""Words and rating, 1…5."""

NUMBERED = [f"the mug {number}" for number in range(1000, 1320)]
"""Numbers, so that no two customers write the very same; VADER takes some smaller ones for slang."""

FLOPPY: list[Comment] = [
    (f"{mug} is floppy", 1) if number % 4 == 0 else (f"{mug} is springy", 5)
    for number, mug in enumerate(NUMBERED)
]
NOISE: list[Comment] = [
    (f"{mug} is blue", 1 if number % 4 == 0 else 5) for number, mug in enumerate(NUMBERED)
]


def shop(folder: Path, comments: Sequence[Comment]) -> Path:
    """A shop whose customers have said this, one each."""
    file = written(folder)
    file.write_text(file.read_text() + '\n[sentiment]\nanalyzer = "vader"\n')
    asyncio.run(_fill(file, comments))
    return file


async def _fill(file: Path, comments: Sequence[Comment]) -> None:
    loaded = config.load(file)
    async with app.opened(loaded, loaded.data_folder) as opened:
        survey = opened.settings.surveys["delivery", opened.settings.current["delivery"]]
        effects: list[Save] = []
        for number, (words, rating) in enumerate(comments):
            at, who = START + timedelta(minutes=number), f"c{number}"
            asked = answered(
                invitation(f"i{number}", who),
                Answer(survey.headline, QuestionKind.CSAT, at, rating=rating),
                Answer("words", QuestionKind.TEXT, at, comment=words),
            )
            object.__setattr__(asked, "survey", survey.name)
            object.__setattr__(asked, "survey_version", survey.version)
            effects += [Save(customer(who)), Save(asked)]
        await opened.store.work([pending(message())], lambda _event, _view: effects)


def test_what_was_learnt_is_written_down_and_what_to_do_with_it_is_said(tmp_path: Path) -> None:
    done = run("adapt", "--config", str(shop(tmp_path, FLOPPY)))
    assert done.returncode == 0, done.stderr
    (made,) = (tmp_path / "data" / "adaptation").iterdir()
    assert "320 rated comments, 80 of them with a low rating, beside the analyzer vader" in done.stdout
    assert "AUROC of unhappy on comments that it had not learnt from: 0.500 → 1.000." in done.stdout
    assert "words for unhappy: floppy" in done.stdout
    assert "words for happy: springy" in done.stdout
    assert f'[sentiment]\nadaptation = "{made.stem}"\n' in done.stdout


def test_the_line_that_was_printed_puts_it_in_use(tmp_path: Path) -> None:
    file = shop(tmp_path, FLOPPY)
    line = next(line for line in run("adapt", "--config", str(file)).stdout.splitlines() if "= " in line)
    file.write_text(file.read_text() + line + "\n")
    checked = run("check", "--config", str(file))
    assert checked.returncode == 0, checked.stderr
    (made,) = (tmp_path / "data" / "adaptation").iterdir()
    made.unlink()
    checked = run("check", "--config", str(file))
    assert checked.returncode != 0
    assert "feedback-bot adapt makes one" in checked.stderr


def test_the_same_past_makes_the_same_version(tmp_path: Path) -> None:
    file = shop(tmp_path, FLOPPY)
    first, second = (json.loads(run("adapt", "--config", str(file), "--json").stdout) for _ in range(2))
    assert first == second
    assert first["auroc_before"] == 0.5
    assert first["auroc_after"] == 1.0
    assert Path(first["file"]).stem == first["adaptation"]


def test_without_a_clear_gain_nothing_is_written(tmp_path: Path) -> None:
    done = run("adapt", "--config", str(shop(tmp_path, NOISE)))
    assert done.returncode == 0
    assert "no clear gain: nothing was written" in done.stdout
    assert not (tmp_path / "data" / "adaptation").exists()


@pytest.mark.parametrize(
    "comments", [FLOPPY[:299], [("fine", 5)] * 320], ids=["too few", "nobody is unhappy"]
)
def test_too_little_to_learn_from_is_said_with_what_it_takes(
    tmp_path: Path, comments: Sequence[Comment]
) -> None:
    done = run("adapt", "--config", str(shop(tmp_path, comments)))
    assert done.returncode != 0
    assert "too little to learn from" in done.stderr
    assert "it takes 300, with at least 20 of each kind" in done.stderr
    assert done.stdout == ""


def test_an_analyzer_that_cannot_be_adapted_is_named(tmp_path: Path) -> None:
    file = written(tmp_path)
    file.write_text(file.read_text() + '\n[sentiment]\nanalyzer = "none"\n')
    done = run("adapt", "--config", str(file))
    assert done.returncode != 0
    assert "'none' cannot be adapted" in done.stderr
