"""``feedback-bot trace``: the whole way, from whichever of its ids one begins, and nobody's words."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import app, config
from bot.core.events import ButtonPressed, MessageReceived, PurchaseReceived, Unreadable
from bot.core.identity import Address
from tests.commands.asked import run, written
from tests.http.conftest import NOW, StillClock
from tests.test_again import Sent

MAYA = Address("telegram", person="7")
WORDS = "The courier was rude and the cup broke"


async def _live(file: Path) -> None:
    """Maya buys, is asked, is unhappy and says so; a case is opened."""
    loaded, clock, sent = config.load(file), StillClock(), Sent()
    async with app.opened(loaded, loaded.data_folder) as kept:
        engine = app.Engine(kept.settings, kept.store, clock=clock)
        engine.senders["telegram"] = sent
        async with engine.running(ticking=False):
            await engine.deliver(
                PurchaseReceived(
                    *("shop:web", "1001", NOW, "web", "1001", "maya", "delivery", NOW),
                    customer_name="Maya Okafor",
                    address=MAYA,
                )
            )
            clock.forward(timedelta(hours=3))
            await engine.settle()
            clock.forward(timedelta(minutes=1))
            await engine.deliver(MessageReceived("telegram", "12", clock.now(), MAYA, f"2, {WORDS}"))
            await engine.settle()
            first = sent.parcels[-1].message.rows[0][0].data
            clock.forward(timedelta(minutes=1))
            await engine.deliver(ButtonPressed("telegram", "11", clock.now(), MAYA, first))
            await engine.settle()
            await engine.deliver(Unreadable("telegram", "update/13", clock.now(), WORDS, "no chat"))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = written(tmp_path_factory.mktemp("traced"))
    asyncio.run(_live(path))
    return path


def ids(file: Path) -> Iterator[tuple[str, str]]:
    with sqlite3.connect(file.parent / "data" / app.DATABASE_FILE) as connection:
        for table in ("purchases", "invitations", "cases"):
            yield table, str(connection.execute(f"SELECT id FROM {table}").fetchone()[0])  # noqa: S608 - a table of ours
        alert = "SELECT id FROM outbox WHERE purpose = 'alert'"
        yield "alert", str(connection.execute(alert).fetchone()[0])
    yield from [("order", "1001"), ("press", "11"), ("message", "telegram/12"), ("report", "shop:web/1001")]


def traced(file: Path, word: str) -> list[dict[str, Any]]:
    done = run("trace", word, "--json", "--config", str(file))
    assert done.returncode == 0, done.stderr
    steps: list[dict[str, Any]] = json.loads(done.stdout)["steps"]
    return steps


def test_the_whole_way_is_told_whichever_of_its_ids_one_begins_with(file: Path) -> None:
    whole = traced(file, "1001")
    for name, word in ids(file):
        assert traced(file, word) == whole, name
    told = [step["what"] for step in whole if not step["ahead"]]
    wanted = [
        "came in: purchase",
        "bought",
        "invitation planned",
        "invitation sent",
        "invitation delivered",
        "came in: button",
        "answered",
        "came in: message",
        "case opened",
        "parcel written",
        "parcel sent",
    ]
    assert [what for what in wanted if what not in told] == []
    assert told.index("bought") < told.index("invitation sent") < told.index("came in: message")
    ((rating, comment, said_in),) = [
        (step["rating"], step["comment"], step["said_in"]) for step in whole if "rating" in step
    ]
    assert (rating, comment, said_in) == (2, f"{len(WORDS)} characters", "12")
    assert any(step["what"].startswith("timer:") and step["ahead"] for step in whole)


def test_nobody_is_named_or_quoted(file: Path) -> None:
    for word in ("1001", "update/13"):
        for options in ((), ("--json",)):
            done = run("trace", word, *options, "--config", str(file))
            for private in ("Maya", "Okafor", "courier", "rude"):
                assert private not in done.stdout


def test_an_event_that_could_not_be_handled_says_so_and_leads_to_its_letter(file: Path) -> None:
    steps = traced(file, "telegram/update/13")
    assert [(step["what"], step.get("letter")) for step in steps] == [
        ("came in: unreadable", None),
        ("could not be handled", 1),
    ]
    assert steps[1]["error"] == "UnreadableEvent"


def test_a_line_holds_moment_what_and_id(file: Path) -> None:
    done = run("trace", "1001", "--config", str(file))
    first = done.stdout.splitlines()[0]
    assert first.startswith("2026-11-22 12:00:00.000   ")
    assert "shop:web/1001" in done.stdout


def test_what_is_not_there_is_said_with_what_would_do(file: Path) -> None:
    done = run("trace", "nothing-of-ours", "--config", str(file))
    assert done.returncode == 2
    assert "nothing is called 'nothing-of-ours'" in done.stderr
