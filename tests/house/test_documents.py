"""What the README and the documents say is so: commands, options, targets and files exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"feedback-bot ([a-z][a-z-]+)([^`\n]*)")


def words_of(document: Path) -> str:
    return document.read_text("utf-8")


def help_of(command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bot", command, "--help"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, f"there is no command {command!r}"
    return done.stdout


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_and_option_that_is_named_exists(document: Path) -> None:
    for command, rest in COMMAND.findall(words_of(document)):
        explained = help_of(command)
        for option in re.findall(r"--[a-z-]+", rest):
            assert option in explained, f"{document.name}: {command} has no {option}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_make_target_that_is_named_exists(document: Path) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"(?m)(?:^|`)make ([a-z-]+)", words_of(document)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{document.name}: make {target}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_that_is_linked_or_named_exists(document: Path) -> None:
    text = words_of(document)
    linked = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
    for target in linked:
        assert (document.parent / target).exists(), f"{document.name}: {target}"
    for name in re.findall(r"`((?:bot|handlers|storage|tests)/[\w/.]+)`", text):
        assert (ROOT / name).exists(), f"{document.name}: {name}"


def test_the_readme_names_every_command() -> None:
    from bot.cli import command_names

    text = words_of(ROOT / "README.md")
    assert [name for name in command_names() if f"`feedback-bot {name}" not in text] == []
