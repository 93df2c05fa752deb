"""``feedback-bot touchpoints``, as an operator types it: holes first, and nothing is written."""

from __future__ import annotations

import asyncio
import json
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from bot import app, config
from bot.core.conversation import Answer, Invitation, State
from bot.core.effects import Fact, Save
from bot.core.events import MessageReceived
from bot.core.identity import Address
from bot.core.journey import Purchase
from bot.core.ports import Needs, Pending
from bot.core.survey import QuestionKind
from tests.commands.asked import run as typed

SHOP = """
[business]
name = "Shop"
[telegram]
token = "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234"
api_base_url = "http://127.0.0.1:9"
[rooms.staff]
platform = "telegram"
room = "-1009876543210"
role = "staff"
[[touchpoint]]
name = "visit"
survey = "stars"
[[touchpoint]]
name = "support"
survey = "support"
[[touchpoint]]
name = "team"
survey = "internal-pulse"
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return typed("touchpoints", *arguments)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Visits are answered, support is never, the team is silent, and a shop reports an unknown name."""
    file = tmp_path / "config.toml"
    file.write_text(SHOP, "utf-8")

    async def fill() -> None:
        loaded = config.load(file)
        async with app.opened(loaded, loaded.data_folder) as opened:
            now = app.SystemClock().now()
            day = now - timedelta(days=1)
            stars = opened.settings.survey("stars")
            visited = Invitation(
                id="i1",
                customer_id="c1",
                purchase_id="p1",
                survey="stars",
                survey_version=stars.version,
                touchpoint="visit",
                segments={},
                started_by_customer=False,
                state=State.RUNNING,
                planned_at=day,
                due_at=day,
                expires_at=now + timedelta(days=7),
                sent_at=day,
                delivered_at=day,
                answers=(Answer(stars.headline, QuestionKind.STARS, day, rating=5),),
                place="Ulm",
            )
            facts: list[Fact] = [
                visited,
                Purchase("p1", "main", "1", "c1", "visit", day, place="Ulm"),
                Purchase("p2", "main", "2", "c2", "visit", day, place="Bonn"),
                Purchase("p3", "main", "3", "c3", "support", day),
                Purchase("p4", "main", "4", "c4", "pick\x1b[2Jup", day),
            ]
            event = MessageReceived("web", "1", now, Address("web", person="x"), "hello")
            pending = Pending(event, Needs(), now, 1)
            await opened.store.work([pending], lambda _event, _view: [Save(fact) for fact in facts])

    asyncio.run(fill())
    return file


def test_holes_come_first_and_say_what_to_do(path: Path) -> None:
    done = run("--config", str(path))
    assert done.returncode == 0, done.stderr
    head, *lines = done.stdout.split("\n\n")[0].splitlines()
    assert head.split()[:4] == ["touchpoint", "survey", "audience", "moments"]
    assert [line.split("  ")[0] for line in lines] == ["pick [2Jup", "support", "team", "visit"]
    heard = [line.split("  ")[-1].strip() for line in lines]
    assert heard == ["not configured", "never", "no moments", "fresh"]
    assert "Add a [[touchpoint]] of this name" in done.stdout
    assert "stale:" not in done.stdout  # nothing is


def test_a_name_that_a_shop_made_up_cannot_move_the_cursor(path: Path) -> None:
    assert "\x1b" not in run("--config", str(path)).stdout


def test_each_line_has_its_n_and_its_rate(path: Path) -> None:
    (visit,) = [line for line in run("--config", str(path)).stdout.splitlines() if line.startswith("visit ")]
    cells = visit.split()
    assert cells[1:9] == ["stars", "buyer", "2", "1", "1", "1", "100%", cells[8]]


def test_by_place_each_place_has_a_line(path: Path) -> None:
    lines = run("--by", "place", "--config", str(path)).stdout.splitlines()
    visits = {line.split()[1]: line.split()[-1] for line in lines if line.startswith("visit ")}
    assert visits == {"Ulm": "fresh", "Bonn": "never"}


def test_as_json_it_is_one_object_with_the_same_order(path: Path) -> None:
    told = json.loads(run("--json", "--config", str(path)).stdout)
    assert told["days"] == 90
    assert [one["heard"] for one in told["touchpoints"]] == ["not configured", "never", "no moments", "fresh"]
    unknown, *_, visit = told["touchpoints"]
    assert (unknown["survey"], unknown["moments"], unknown["response_rate"]) == (None, 1, None)
    assert (visit["answered"], visit["response_rate"]) == (1, 1.0)


def test_beside_a_running_bot_it_reads(path: Path) -> None:
    async def beside() -> int:
        loaded = config.load(path)
        async with app.opened(loaded, loaded.data_folder):
            return (await asyncio.to_thread(run, "--config", str(path))).returncode

    assert asyncio.run(beside()) == 0


def test_without_a_database_the_remedy_is_named(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(SHOP, "utf-8")
    done = run("--config", str(file))
    assert done.returncode == 2
    assert "start feedback-bot first" in done.stderr
