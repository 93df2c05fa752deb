"""``feedback-bot invite``, as an operator types it: nobody twice a day, and every "no" has its reason."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import app, config
from bot.core.effects import Fact, Parcel, Save
from bot.core.events import MessageReceived
from bot.core.identity import Address, Attribute, Contact, Customer
from bot.core.ports import Needs, Pending, Receipt
from bot.core.survey import Audience
from handlers.purchases import customer_id_of

ROOT = Path(__file__).parents[2]
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
[contact]
quiet_from = "00:00"
quiet_to = "00:00"
[[touchpoint]]
name = "visit"
survey = "stars"
[[touchpoint]]
name = "team"
survey = "internal-pulse"
"""


def run(*arguments: str, answer: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "invite", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        input=answer,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def person(name: str, audience: Audience, group: str | None = None) -> Customer:
    attributes = (Attribute("group", group, "import", datetime(2026, 1, 1, tzinfo=UTC)),) if group else ()
    return Customer(customer_id_of("main", name), audience, name, None, None, attributes=attributes)


@pytest.fixture
def people() -> list[Customer]:
    return [
        person("ada", Audience.INTERNAL, "kitchen"),
        person("bob", Audience.INTERNAL, "bar"),
        person("cleo", Audience.INTERNAL),
        person("maya", Audience.BUYER),
    ]


@pytest.fixture
def path(tmp_path: Path, people: list[Customer]) -> Path:
    """A shop with three people who work there, of whom two can be written to, and one buyer."""
    file = tmp_path / "config.toml"
    file.write_text(SHOP, "utf-8")

    async def fill() -> None:
        loaded = config.load(file)
        async with app.opened(loaded, loaded.data_folder) as opened:
            facts: list[Fact] = [
                *people,
                *(
                    Contact(Address("web", person=one.name or ""), one.id)
                    for one in people
                    if one.name != "cleo"
                ),
            ]
            now = app.SystemClock().now()
            event = MessageReceived("web", "1", now, Address("web", person="x"), "hello")
            pending = Pending(event, Needs(), now, 1)
            await opened.store.work([pending], lambda _event, _view: [Save(fact) for fact in facts])

    asyncio.run(fill())
    return file


class Chat:
    """Stands in for a platform: whatever is sent arrives."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    async def send(self, parcel: Parcel, *_how: object) -> Receipt:
        self.sent.append(parcel.address.person)
        return Receipt(str(len(self.sent)))


def with_running_bot(path: Path, during: Callable[[], None] = lambda: None) -> list[str]:
    """Whom the bot writes to that runs meanwhile and until nothing is left to do."""

    async def running() -> list[str]:
        loaded, chat = config.load(path), Chat()
        async with app.opened(loaded, loaded.data_folder) as opened:
            engine = app.Engine(opened.settings, opened.store, clock=app.SystemClock())
            engine.senders["web"] = chat
            async with engine.running(ticking=False):
                await asyncio.to_thread(during)
                await engine.settle()
        return sorted(chat.sent)

    return asyncio.run(running())


def rows(path: Path, what: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path.parent / "data" / "feedback-bot.db")
    found = connection.execute(what).fetchall()
    connection.close()
    return found


def refused(done: subprocess.CompletedProcess[str], *wanted: str) -> None:
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    for words in wanted:
        assert words in done.stderr


def test_beside_a_running_bot_it_asks_everybody_who_works_with_us(path: Path) -> None:
    done: list[subprocess.CompletedProcess[str]] = []
    asked = with_running_bot(
        path, lambda: done.append(run("team", "--internal", "--yes", "--config", str(path)))
    )
    assert done[0].returncode == 0, done[0].stderr
    assert "team (survey internal-pulse), 3 people:" in done[0].stdout
    assert "asked now: 2" in done[0].stdout
    assert "not asked, 1: no chat with us yet" in done[0].stdout
    assert asked == ["ada", "bob"]
    assert rows(path, "select reason from suppressions") == [("no_address",)]


def test_what_is_set_off_while_no_bot_runs_waits_for_the_next_one(path: Path) -> None:
    assert run("team", "--internal", "--yes", "--config", str(path)).returncode == 0
    assert with_running_bot(path) == ["ada", "bob"]


def test_a_second_time_on_the_same_day_nobody_is_asked_again(path: Path) -> None:
    run("team", "--internal", "--yes", "--config", str(path))
    run("team", "--internal", "--yes", "--config", str(path))  # before the bot has come to it
    assert with_running_bot(path) == ["ada", "bob"]
    again = run("team", "--internal", "--yes", "--config", str(path))
    assert "had this today already: 3" in again.stdout
    assert "nothing was done" in again.stdout
    assert with_running_bot(path) == []
    assert rows(path, "select count(*) from purchases") == [(3,)]


@pytest.mark.parametrize(("answer", "asked"), [("", []), ("n\n", []), ("y\n", ["ada", "bob"])])
def test_it_asks_before_it_does_anything(answer: str, asked: list[str], path: Path) -> None:
    done = run("team", "--internal", "--config", str(path), answer=answer)
    assert done.returncode == 0
    assert "Go on?" in done.stdout
    assert ("Nothing was done." in done.stdout) is not bool(asked)
    assert with_running_bot(path) == asked


def test_looking_changes_nothing(path: Path) -> None:
    run("team", "--internal", "--config", str(path))
    for table in ("timers", "purchases", "invitations", "suppressions"):
        assert rows(path, f"select count(*) from {table}") == [(0,)]  # noqa: S608 - from the line above


def test_a_group_alone_may_be_asked(path: Path) -> None:
    done = run("team", "--internal", "--group", "Kitchen", "--yes", "--config", str(path))
    assert "1 person" in done.stdout
    assert with_running_bot(path) == ["ada"]


def test_customers_are_named_as_their_shop_names_them(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("customer\nmaya\n\nmaya,twice\nnobody\n", "utf-8")
    done = run("visit", "--customers", str(file), "--shop", "main", "--yes", "--config", str(path))
    assert "2 people" in done.stdout
    assert "asked now: 1" in done.stdout
    assert "not known: 1 (nobody)" in done.stdout
    assert with_running_bot(path) == ["maya"]


def test_a_buyer_is_not_asked_what_is_for_those_who_work_with_us(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("maya\n", "utf-8")
    done = run("team", "--customers", str(file), "--shop", "main", "--yes", "--config", str(path))
    assert "asked now: 0" in done.stdout
    assert "the survey is for other people" in done.stdout
    assert with_running_bot(path) == []
    assert rows(path, "select reason from suppressions") == [("audience",)]


def test_a_wave_on_another_day_is_another_wave_behind_the_cool_downs(path: Path) -> None:
    run("team", "--internal", "--yes", "--config", str(path))
    with_running_bot(path)
    data = sqlite3.connect(path.parent / "data" / "feedback-bot.db")
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    data.execute('update purchases set "order" = ? || "order", id = ? || id', (yesterday, "x"))
    data.commit()
    data.close()
    again = run("team", "--internal", "--yes", "--config", str(path))
    assert "asked now: 0" in again.stdout
    assert "not asked, 2: still had a question from us open" in again.stdout


def test_mistakes_end_with_one_clear_line(path: Path, tmp_path: Path) -> None:
    at = ("--config", str(path))
    refused(run("taem", "--internal", *at), "there is no touchpoint 'taem'", '"team"')
    refused(run("visit", "--internal", *at), "is for buyers", "internal-pulse")
    refused(run("visit", *at), "--internal", "--customers")
    refused(run("visit", "--group", "bar", "--customers", "x", "--shop", "main", *at), "--group goes with")
    refused(run("visit", "--customers", "x", *at), "--shop")
    refused(run("visit", "--customers", str(tmp_path / "no"), "--shop", "main", *at), "cannot be read")
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe")
    refused(run("visit", "--customers", str(binary), "--shop", "main", *at), "UTF-8")


def test_without_a_database_the_remedy_is_named(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(SHOP, "utf-8")
    refused(run("team", "--internal", "--config", str(file)), "start feedback-bot first")
