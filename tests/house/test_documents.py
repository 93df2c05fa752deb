"""What the README and the documents say is so: commands, options, targets and files exist."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.cli import parser
from bot.config import parse

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"feedback-bot (?!is running)([a-z][a-z-]+)([^`\n]*)")


def words_of(document: Path) -> str:
    return document.read_text("utf-8")


@cache
def help_of(command: str) -> str:
    """What its ``--help`` says, with that of what stands under it."""
    made = parser()
    commands = next(one for one in made._actions if isinstance(one, argparse._SubParsersAction))
    assert command in commands.choices, f"there is no command {command!r}"
    return _explained(commands.choices[command])


def _explained(command: argparse.ArgumentParser) -> str:
    under = [one for one in command._actions if isinstance(one, argparse._SubParsersAction)]
    inner = [_explained(one) for choices in under for one in choices.choices.values()]
    return "\n".join([command.format_help(), *inner])


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


def configurations() -> Iterator[tuple[str, str]]:
    """Every piece of configuration that a document shows, with where it stands."""
    for document in DOCUMENTS:
        for number, piece in enumerate(re.findall(r"(?ms)^```toml\n(.*?)^```", words_of(document))):
            yield f"{document.name}-{number}", piece


@pytest.mark.parametrize(("where", "piece"), [pytest.param(*one, id=one[0]) for one in configurations()])
def test_every_piece_of_configuration_that_is_shown_is_one(where: str, piece: str) -> None:
    """Filled up with the least that must be there, and with the other pieces of its document before it."""
    environ = {
        "TELEGRAM_TOKEN": "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234",
        "TELEGRAM_SECRET_TOKEN": "made-up-secret",
        "SLACK_BOT_TOKEN": "xoxb-1-abcdef",
        "SLACK_APP_TOKEN": "xapp-1-abcdef",
        "SLACK_SIGNING_SECRET": "0123456789abcdef",
        "SHOP_SECRET": "whsec_bWFkZSB1cCBmb3IgdGVzdHMsIG5vYm9keSdzIGtleQ==",
    }
    first = next(one for name, one in configurations() if name == where.rpartition("-")[0] + "-0")
    text = _together(first, piece) if piece != first else piece
    parse(text, ROOT / "config.toml", environ)


def _together(first: str, piece: str) -> str:
    """The keys of a later piece in the sections that the first one has."""
    for section, keys in re.findall(r"(?m)^(\[.+\])\n((?:^[^\[\n].*\n)+)", piece):
        first = (
            first.replace(f"{section}\n", f"{section}\n{keys}")
            if section in first
            else f"{first}\n{section}\n{keys}"
        )
    return first


def test_the_readme_names_every_command() -> None:
    from bot.commands import TABLE

    text = words_of(ROOT / "README.md")
    assert [name for name in TABLE if f"`feedback-bot {name}" not in text] == []
