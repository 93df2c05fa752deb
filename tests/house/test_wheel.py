"""What is installed: our three packages, with all that lies in them, and nothing else."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from configparser import ConfigParser
from itertools import chain
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = {"bot", "handlers", "storage"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return ZipFile(built)


def test_at_the_top_of_the_wheel_are_our_packages_and_its_own_description(wheel: ZipFile) -> None:
    top = {name.split("/")[0] for name in wheel.namelist()}
    description = {name for name in top if name.endswith(".dist-info")}
    assert top - description == PACKAGES
    assert len(description) == 1


def test_everything_that_lies_in_our_packages_is_in_the_wheel(wheel: ZipFile) -> None:
    lying = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert "bot/texts/customers/chat.en.toml" in lying
    assert lying - set(wheel.namelist()) == set()


def test_the_wheel_brings_the_command_and_refuses_to_be_uploaded(wheel: ZipFile) -> None:
    (description,) = {name.split("/")[0] for name in wheel.namelist() if ".dist-info/" in name}
    entry_points = ConfigParser()
    entry_points.read_string(wheel.read(f"{description}/entry_points.txt").decode())
    assert entry_points["console_scripts"]["feedback-bot"] == "bot.cli:main"
    assert b"Classifier: Private :: Do Not Upload" in wheel.read(f"{description}/METADATA")


def test_no_test_tool_is_a_dependency_of_the_product() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    tools = {name_of(one) for one in project["dependency-groups"]["test"]}
    assert tools & {name_of(one) for one in project["project"]["dependencies"]} == set()
    assert set(project["project"]["optional-dependencies"]) == {
        "accurate",
        "multilingual",
        "postgres",
        "train",
    }


def name_of(requirement: str) -> str:
    """Of the package, without extras and bounds."""
    return re.split(r"[\[<>=~! ]", requirement)[0]


def test_every_dependency_has_its_reason_on_record() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    reasons = (ROOT / "docs" / "dependencies.md").read_text("utf-8").casefold()
    extras = project["project"]["optional-dependencies"].values()
    declared = [*project["project"]["dependencies"], *project["dependency-groups"]["test"], *chain(*extras)]
    assert [one for one in declared if name_of(one) not in reasons] == []
