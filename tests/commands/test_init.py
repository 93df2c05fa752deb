"""``feedback-bot init`` and ``claim``: a configuration from nothing, and the first manager."""

from __future__ import annotations

import asyncio
import os
import re
import select
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import app, config
from bot.core.events import LinkOpened
from bot.core.identity import Address, Role
from tests.commands.asked import run
from tests.logging_state import logging_put_back
from tests.peers.slack_control import SlackControl
from tests.peers.slack_peer import SlackPeer
from tests.peers.slack_state import APP_TOKEN, BOT_TOKEN
from tests.peers.telegram_control import TOKEN, USERNAME, TelegramControl
from tests.peers.telegram_objects import BOT_ID
from tests.peers.telegram_peer import TelegramPeer

ROOT = Path(__file__).parents[2]
GROUP = -1009876543210
LEAST = ("--telegram", "--name", 'Mug "&" Co', "--timezone", "UTC", "--staff-room", str(GROUP))
EVE = Address("telegram", person="4711")


@pytest.fixture(autouse=True)
def nobody_to_ask(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("TELEGRAM_TOKEN", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with Path(os.devnull).open() as nothing, logging_put_back():
        monkeypatch.setattr(sys, "stdin", nothing)
        yield


def word_in(printed: str) -> str:
    found = re.search(r"claim-[a-z2-7]{26}", printed)
    assert found is not None, printed
    return found[0]


def test_by_options_alone_it_writes_what_check_accepts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    file = tmp_path / "config.toml"
    done = run("init", "--config", str(file), *LEAST, "--username", "mugandco_bot")
    assert done.returncode == 0, done.stderr
    loaded = config.load(file)
    assert (loaded.business.name, loaded.rooms["staff"].room) == ('Mug "&" Co', str(GROUP))
    assert TOKEN not in file.read_text("utf-8")
    assert all("#" in part for part in file.read_text("utf-8").split("\n\n")), "a word on every section"
    assert f"https://t.me/mugandco_bot?start={word_in(done.stdout)}" in done.stdout


def test_what_is_there_is_never_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    file = tmp_path / "config.toml"
    file.write_text("mine", "utf-8")
    done = run("init", "--config", str(file), *LEAST)
    assert done.returncode == 2
    assert file.read_text("utf-8") == "mine"


def test_all_that_is_missing_or_wrong_is_said_at_once_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "xoxb-of-a-slack-app")
    file = tmp_path / "config.toml"
    done = run("init", "--config", str(file), "--telegram", "--timezone", "Berlin", "--staff-room", "12")
    assert done.returncode == 2
    for said in ("--name is missing", 'did you mean "Europe/Berlin"', "bot token of a Slack app", "a minus"):
        assert said in done.stderr
    assert [*tmp_path.iterdir()] == []


async def test_who_opens_the_printed_link_is_a_manager_of_the_bot_that_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    file = tmp_path / "config.toml"
    done = await asyncio.to_thread(run, "init", "--config", str(file), *LEAST, "--username", "mugandco_bot")
    loaded = config.load(file)
    async with app.opened(loaded, loaded.data_folder) as kept:
        engine = app.Engine(kept.settings, kept.store, clock=app.SystemClock())
        async with engine.running(ticking=False):
            now = datetime.now(UTC)
            await engine.deliver(LinkOpened("telegram", "1", now, EVE, word_in(done.stdout)))
            assert engine.settings.roles_of(EVE) == {Role.CUSTOMER, Role.STAFF, Role.MANAGER}
            beside = await asyncio.to_thread(run, "claim", "--config", str(file), "--role", "staff")
            assert beside.returncode == 0, "a word is printed while the bot runs, too"
    await asyncio.to_thread(takes_back, file)


def takes_back(file: Path) -> None:
    def claim(*options: str) -> subprocess.CompletedProcess[str]:
        return run("claim", "--config", str(file), *options)

    assert re.findall(r"telegram::4711  (\w+)", claim("--list").stdout) == ["manager", "staff"]
    assert claim("--take-back", EVE.user).returncode == 0
    assert "Nobody" in claim("--list").stdout
    assert claim("--take-back", EVE.user).returncode == 2


async def test_online_what_the_platforms_know_need_not_be_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("SLACK_BOT_TOKEN", BOT_TOKEN)
    monkeypatch.setenv("SLACK_APP_TOKEN", APP_TOKEN)
    file = tmp_path / "config.toml"
    async with TelegramPeer() as telegram, TelegramControl(telegram.url) as phone, SlackPeer() as slack:
        await phone.add_group(GROUP, "Front desk", [4711])
        apis = ("--telegram-api", telegram.url, "--slack-api", f"{slack.url}/api", "--online")
        done = await asyncio.to_thread(run, "init", "--config", str(file), *LEAST, "--slack", *apis)
    assert done.returncode == 0, done.stderr
    loaded = config.load(file)
    assert loaded.telegram is not None
    assert loaded.slack is not None
    assert (loaded.telegram.username, loaded.slack.workspace) == (USERNAME, "T0TESTTEAM")
    assert f"✓ Telegram room staff ({GROUP})" in done.stdout
    assert f"/customers claim {word_in(done.stdout).removeprefix('claim-')}" in done.stdout


class Terminal:
    """A person at a terminal, who reads until something is asked and types."""

    def __init__(self, *arguments: str, folder: Path) -> None:
        self._ours, theirs = os.openpty()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TZ": "Europe/Berlin"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
        os.close(theirs)
        self.read = ""
        self._heard = 0

    def answer(self, question: str, typed: str) -> None:
        while (found := self.read.find(question, self._heard)) < 0:
            assert select.select([self._ours], [], [], 20.0)[0], self.read
            self.read += os.read(self._ours, 4096).decode(errors="ignore")
        self._heard = found + len(question)
        while typed and "not shown" in question and not self._is_silent():
            time.sleep(0.01)
        os.write(self._ours, f"{typed}\n".encode())

    def end(self) -> int:
        try:
            while part := os.read(self._ours, 4096):
                self.read += part.decode(errors="ignore")
        except OSError:  # nobody is at the other end any more
            pass
        os.close(self._ours)
        return self.process.wait(timeout=30)

    def _is_silent(self) -> bool:
        return not termios.tcgetattr(self._ours)[3] & termios.ECHO


async def test_on_a_terminal_it_asks_and_finds_the_group_by_itself(tmp_path: Path) -> None:
    async with TelegramPeer() as telegram, TelegramControl(telegram.url) as phone:
        await phone.add_group(GROUP, "Front desk", [4711], status="left")
        await phone.member(GROUP, BOT_ID, "member")

        def talk() -> Terminal:
            at = Terminal("init", "--telegram", "--telegram-api", telegram.url, folder=tmp_path)
            at.answer("called?", "Mug & Co")
            at.answer("language", "xx")
            at.answer("no texts in 'xx'", "")
            at.answer("[Europe/Berlin]", "")
            at.answer("[Y/n]", "")
            at.answer("not shown", "1:NOT-THE-TOKEN-AT-ALL")
            at.answer("not shown", TOKEN)
            at.answer("press Enter", "")
            at.answer("of your staff (", "")
            at.answer("of your managers", "")
            assert at.end() == 0, at.read
            return at

        at = await asyncio.to_thread(talk)
    loaded = config.load(tmp_path / "config.toml", {})
    assert loaded.telegram is not None
    assert (loaded.telegram.username, loaded.business.timezone.key) == (USERNAME, "Europe/Berlin")
    assert loaded.rooms["staff"].room == str(GROUP)
    assert "Front desk" in at.read
    assert TOKEN not in at.read
    kept = tmp_path / "telegram.token"
    assert (kept.read_text("utf-8").strip(), kept.stat().st_mode & 0o777) == (TOKEN, 0o600)


async def test_a_wrong_app_token_is_asked_for_again_and_channels_go_by_their_titles(tmp_path: Path) -> None:
    async with SlackPeer() as slack, SlackControl(slack.url) as control:
        await control.add_channel("C0STAFF", "front-desk", ["U0BOT"])
        await control.add_channel("C0BOSSES", "management", ["U0BOT"])

        def talk() -> Terminal:
            at = Terminal("init", "--slack-api", f"{slack.url}/api", folder=tmp_path)
            at.answer("called?", "Mug & Co")
            at.answer("language", "")
            at.answer("zone", "")
            at.answer("both?", "Slack")
            at.answer("[Y/n]", "")
            at.answer("not shown", BOT_TOKEN)
            at.answer("not shown", "xapp-1-A0123ABCD-456-of-another-app")
            at.answer("not shown", APP_TOKEN)
            at.answer("press Enter", "")
            at.answer("of your staff (", "#Front-Desk")
            at.answer("of your managers (", "management")
            assert at.end() == 0, at.read
            return at

        at = await asyncio.to_thread(talk)
    loaded = config.load(tmp_path / "config.toml", {})
    assert [place.room for place in loaded.rooms.values()] == ["C0STAFF", "C0BOSSES"]
    assert "Slack refuses the app token" in at.read
    assert "✓ Slack: the app token is accepted" in at.read
