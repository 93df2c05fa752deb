"""``feedback-bot audit``, as an operator types it."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import app, config
from bot.core.events import CommandGiven
from bot.core.identity import Address
from tests.commands.asked import run, with_past, written

SAM = Address("telegram", person="1")
KIM = Address("telegram", person="2")
ROLES = '[roles]\nstaff = ["telegram::1", "telegram::2"]\n'


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sam looked at Maya, Kim at two people called Lena, and somebody unknown was refused."""
    file = written(tmp_path_factory.mktemp("audit"))
    file.write_text(file.read_text("utf-8") + ROLES, "utf-8")
    with_past(file)
    asyncio.run(_looked(file))
    return file


async def _looked(file: Path) -> None:
    loaded = config.load(file)
    async with app.opened(loaded, loaded.data_folder) as opened:
        engine = app.Engine(opened.settings, opened.store, clock=app.SystemClock())
        async with engine.running(ticking=False):
            for number, (who, words) in enumerate(
                ((SAM, "1042"), (KIM, "lena"), (Address("telegram", person="9"), "maya"))
            ):
                now = datetime.now(UTC)
                name = "Eve \x1b[31m" if who.person == "9" else "Sam Reed"
                event = CommandGiven("telegram", f"look{number}", now, who, "customer", words, name)
                await engine.deliver(event)


def lines(path: Path, *options: str) -> list[dict[str, object]]:
    done = run("audit", *options, "--json", "--config", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_look_is_a_line_the_latest_last(path: Path) -> None:
    found = lines(path)
    assert [one["actor"] for one in found] == ["telegram::1", "telegram::2", "telegram::2", "telegram::9"]
    assert [one["allowed"] for one in found] == [True, True, True, False]
    assert found[-1]["detail"] == "staff_tools.staff_only"
    assert found[0]["name"] == "Sam Reed"


def test_of_one_person_of_one_customer_and_since_a_day(path: Path) -> None:
    (mine,) = lines(path, "--by", "telegram::1")
    about = str(mine["about"])
    assert lines(path, "--about", about) == lines(path, "--about", about.partition(":")[2]) == [mine]
    assert lines(path, "--since", "2020-01-01") == lines(path)
    assert lines(path, "--since", "2090-01-01") == []
    assert [one["actor"] for one in lines(path, "--limit", "1")] == ["telegram::9"]


def test_as_a_table_it_stands_in_columns_and_nothing_escapes(path: Path) -> None:
    done = run("audit", "--config", str(path))
    head, *rows = done.stdout.splitlines()
    assert head.split() == ["when", "(UTC)", "who", "action", "about", "allowed", "detail"]
    assert len(rows) == 4
    assert "\x1b" not in done.stdout


def test_where_there_is_none_it_says_so_and_what_is_no_date_is_refused(path: Path) -> None:
    assert run("audit", "--by", "telegram::404", "--config", str(path)).stdout == "Nothing on record.\n"
    refused = run("audit", "--since", "yesterday", "--config", str(path))
    assert refused.returncode != 0
    assert "must be a date such as 2026-03-02" in refused.stderr
