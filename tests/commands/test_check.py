"""``feedback-bot check`` loads what has to be loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.asked import run, written


def test_the_engine_that_is_chosen_is_loaded(tmp_path: Path) -> None:
    file = written(tmp_path)
    with file.open("a", encoding="utf-8") as config:
        config.write('[sentiment]\nanalyzer = "vader"\n')
    assert run("check", "--config", str(file)).returncode == 0


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ('analyzer = "acurate"', "sentiment.analyzer: there is no 'acurate'; did you mean \"accurate\"?"),
        (
            'analyzer = "multilingual"\nmodel_path = "models"',
            "models/sp.model: the model file cannot be read",
        ),
        (
            'analyzer = "accurate"\nmodel_path = "models"',
            "models/e5-small-q4.bin: this is not the model file",
        ),
    ],
)
def test_an_engine_that_cannot_be_loaded_is_a_problem_of_the_configuration(
    lines: str, problem: str, tmp_path: Path
) -> None:
    file = written(tmp_path)
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "e5-small-q4.bin").write_bytes(b"another")
    with file.open("a", encoding="utf-8") as config:
        config.write(f"[sentiment]\n{lines}\n")
    done = run("check", "--config", str(file))
    assert done.returncode == 2
    assert problem in done.stderr
    assert "Traceback" not in done.stderr
