"""What the documents call by name is so called: links' places, commands of the chats, keys, addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest

from bot.adapters.slack.manifest import RESERVED_COMMANDS
from bot.commands import TABLE
from bot.config.models import ConfigFile
from bot.config.values import Section
from bot.core.permissions import TABLE as MAY
from handlers import rooms

ROOT = Path(__file__).parents[2]
README, DOCS = ROOT / "README.md", ROOT / "docs"
DOCUMENTS = [README, *sorted(DOCS.glob("*.md"))]
OTHERS = {"newbot", "mybots", "invite", "remove", "kunden"}  # those of @BotFather and Slack, and an example
WORDS = MAY.keys() | rooms.WORK | {"customers"}


def text_of(document: Path) -> str:
    return document.read_text("utf-8")


def anchors(document: Path) -> set[str]:
    """How its headings are linked to."""
    without_code = re.sub(r"(?ms)^```.*?^```", "", text_of(document))
    headings = re.findall(r"(?m)^#+ (.+)$", without_code)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_leads_to_a_heading_that_there_is() -> None:
    wrong = []
    for document in DOCUMENTS:
        for file, anchor in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", text_of(document)):
            target = document.parent / file if file else document
            if anchor not in anchors(target):
                wrong.append(f"{document.name}: {file}#{anchor}")
    assert wrong == []


def test_the_index_names_every_document() -> None:
    index = text_of(DOCS / "README.md")
    there = {path.name for path in DOCS.glob("*.md")} - {"README.md"}
    assert sorted(name for name in there if f"({name}" not in index) == []
    assert "docs/README.md" in text_of(README)


def routes() -> set[str]:
    """The first part of every address that is served, or that others serve."""
    served = json.loads((DOCS / "openapi.json").read_text("utf-8"))["paths"]
    sources = "\n".join(path.read_text("utf-8") for path in (ROOT / "bot").rglob("*.py"))
    named = re.findall(r'"(/[a-z][\w-]*)', sources)
    return {re.split(r"[/.]", path.strip("/"))[0] for path in (*served, *named)}


def test_every_command_of_the_chats_that_is_named_exists() -> None:
    known = WORDS | OTHERS | {one.removeprefix("/") for one in RESERVED_COMMANDS} | routes()
    wrong = []
    for document in DOCUMENTS:
        without_code = re.sub(r"(?ms)^```.*?^```", "", text_of(document))
        for code in re.findall(r"`([^`\n]+)`", without_code):
            found = re.match(r"/([a-z_]+)(?=$|[ /.@])", code)
            if found and found[1] not in known:
                wrong.append(f"{document.name}: {code}")
    assert wrong == []


def test_every_word_after_slacks_command_is_one() -> None:
    named = [
        (document.name, word)
        for document in DOCUMENTS
        for word in re.findall(r"`/customers\s([a-z_]+)", text_of(document))
    ]
    assert [one for one in named if one[1] not in WORDS] == []
    assert ("slack.md", "believe") in named


def keys_named() -> Iterator[tuple[str, str, str]]:
    """Document, section and key of each "[section] key" in the text."""
    for document in DOCUMENTS:
        for code in re.findall(r"`(\[\[?[a-z][\w.]*\]?\](?: [a-z_]+)?)", text_of(document)):
            found = re.fullmatch(r"\[\[?([\w.]+)\]?\](?: ([a-z_]+))?", code)
            if found is not None:
                yield document.name, found[1], found[2] or ""


def is_key(section: str, key: str) -> bool:
    """Whether the configuration has this section, and this key in it."""
    at: Any = ConfigFile
    for name in (*section.split("."), *([key] if key else ())):
        at = _inside(at, name)
        if at is None:
            return False
    return True


def _inside(kind: Any, name: str) -> Any:
    """What stands under a name; None where there is nothing of that name."""
    if isinstance(kind, type) and issubclass(kind, Section):
        field = kind.model_fields.get(name)
        return field.annotation if field else None
    if get_origin(kind) is dict:
        return get_args(kind)[1]
    for one in get_args(kind):
        if (found := _inside(one, name)) is not None:
            return found
    return None


EXTRAS = {"postgres", "accurate", "multilingual", "train", "test"}  # of the package
OWN = {"survey", "survey.question", "question", "labels"}  # tables of surveys and themes


def test_every_key_of_the_configuration_that_is_named_exists() -> None:
    wrong = [
        f"{document}: [{section}] {key}"
        for document, section, key in keys_named()
        if section not in EXTRAS | OWN and not is_key(section, key)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("section", "key", "there"),
    [("http", "port", True), ("rooms.staff", "places", True), ("http", "prot", False), ("nope", "", False)],
)
def test_a_key_that_there_is_not_is_noticed(section: str, key: str, there: bool) -> None:
    assert is_key(section, key) is there


def test_every_command_has_its_own_help_and_stands_in_the_readmes_table() -> None:
    rows = re.findall(r"(?m)^\| `feedback-bot ([a-z-]+)", text_of(README))
    assert set(rows) == set(TABLE)
    assert all(words for words, _ in TABLE.values())
