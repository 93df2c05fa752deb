"""The worked example of docs/adapters.md owes what every adapter owes, and runs beside the others."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import config, plugins
from bot.adapter_kit import AdapterContract, Counterpart, Inbox, render
from bot.app import SystemClock
from bot.config import Secret
from bot.core.errors import ConfigurationError, OperatorError
from bot.plugins import Surroundings
from tests.adapters.example.lines import LinesAdapter
from tests.adapters.example.server import OnLines, serving
from tests.contracts.running import BUSINESS

ENTRY = "[feedback_bot.adapters]\nlines = tests.adapters.example.lines:PLUGIN\n"
ROOMS = """
[telegram]
token = "123456:TEST-TOKEN-OF-THE-PEER"
[rooms.staff]
platform = "telegram"
room = "-1001112223334"
role = "staff"
"""


class TestLines(AdapterContract):
    @pytest.fixture
    async def counterpart(self) -> AsyncIterator[Counterpart]:
        async with serving() as server:
            inbox = Inbox()
            given = Surroundings(inbox.deliver, SystemClock(), render, ("en",))
            adapter = LinesAdapter("127.0.0.1", server.port, given)
            yield OnLines(server, adapter, inbox)
            await adapter.close()


@pytest.fixture
def offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that offers the example is installed."""
    package = tmp_path / "site" / "feedback_lines-1.dist-info"
    package.mkdir(parents=True)
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: feedback-lines\nVersion: 1\n")
    (package / "entry_points.txt").write_text(
        f"{ENTRY}broken = tests.adapters.example.nowhere:PLUGIN\nother = json:dumps\ntelegram = json:dumps\n"
    )
    monkeypatch.syspath_prepend(str(package.parent))


def problems(section: str, tmp_path: Path) -> list[str]:
    """What ``check`` says of a configuration with this section."""
    file = tmp_path / "config.toml"
    file.write_text(f"{BUSINESS}{ROOMS}{section}", "utf-8")
    try:
        config.load(file)
    except ConfigurationError as error:
        return [one.partition(": ")[2] for one in error.problems]
    return []


@pytest.mark.usefixtures("offered")
def test_a_section_switches_on_what_a_package_offers(tmp_path: Path) -> None:
    assert problems('[adapters.lines]\nhost = "127.0.0.1"\nport = 4000\n', tmp_path) == []


@pytest.mark.usefixtures("offered")
def test_what_is_wrong_is_said_by_the_adapter_itself_or_names_what_there_is(tmp_path: Path) -> None:
    assert problems("[adapters.lines]\nhots = 1\nport = 4000\n", tmp_path) == [
        'adapters.lines.host: must be given: the server\'s name, such as "127.0.0.1"',
        "adapters.lines.hots: unknown key; known: host, password, port",
    ]
    (unknown,) = problems("[adapters.lnes]\n", tmp_path)
    assert unknown == "adapters.lnes: no adapter 'lnes' is installed; there are: broken, lines, other"
    (broken,) = problems("[adapters.broken]\n", tmp_path)
    assert broken.startswith("adapters.broken: the adapter 'broken' cannot be loaded: No module named")
    (other,) = problems("[adapters.other]\n", tmp_path)
    assert other == "adapters.other: json:dumps is a function, where bot.plugins.Plugin is needed"
    (ours,) = problems("[adapters.telegram]\n", tmp_path)
    assert ours == "adapters.telegram: telegram is ours, and has a section of its own; choose another name"


def test_without_any_package_that_is_said(tmp_path: Path) -> None:
    (said,) = problems("[adapters.lines]\n", tmp_path)
    assert said == "adapters.lines: no adapter 'lines' is installed; no installed package offers any"


@pytest.mark.usefixtures("offered")
def test_a_secret_of_a_section_is_looked_up_and_never_shown(tmp_path: Path) -> None:
    section = '[adapters.lines]\nhost = "127.0.0.1"\nport = 4000\n'
    file = tmp_path / "config.toml"
    file.write_text(f'{BUSINESS}{ROOMS}{section}password = {{file = "password"}}\n', "utf-8")
    (tmp_path / "password").write_text("not-to-be-seen\n")
    secret = config.load(file).adapters["lines"]["password"]
    assert isinstance(secret, Secret)
    assert secret.reveal() == "not-to-be-seen"
    assert "not-to-be-seen" not in repr(secret)


@pytest.mark.usefixtures("offered")
def test_one_that_cannot_be_made_is_told_in_one_line() -> None:
    given = Surroundings(Inbox().deliver, SystemClock(), render, ("en",))
    with pytest.raises(OperatorError, match="the adapter 'lines' cannot be made: 'host'"):
        plugins.made("lines", {}, given)
