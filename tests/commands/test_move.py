"""``feedback-bot move``: what the operator reads, and what is refused."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot import app, config
from bot.cli import main
from bot.core.errors import OperatorError
from storage import moving
from storage.database import open_database, sqlite_url

CONFIGURATION = """
[business]
name = "Corner Roastery"

[telegram]
token = "123456:TEST-TOKEN-OF-THE-PEER"

[rooms.staff]
platform = "telegram"
room = "-100200300"
role = "staff"

[[touchpoint]]
name = "visit"
survey = "three-questions"
"""


def installed(folder: Path) -> str:
    """A database with an order and a key; its address."""
    folder.mkdir()
    (folder / "config.toml").write_text(CONFIGURATION)
    (folder / "orders.csv").write_text("order,customer,name,date\n1,c1,Maya Okafor,2026-03-02\n")
    orders = ["import", "purchases", str(folder / "orders.csv"), "--shop", "main"]
    assert main([*orders, "--touchpoint", "visit", "--config", str(folder / "config.toml")]) == 0
    data = folder / "data"
    app.link_key(data)
    return sqlite_url(data / app.DATABASE_FILE)


def test_a_history_moves_to_a_server_and_its_links_stay_good(
    tmp_path: Path, postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    source, back = installed(tmp_path / "bot"), sqlite_url(tmp_path / "back" / app.DATABASE_FILE)
    assert main(["move", "--from", source, "--to", postgres_url]) == 0
    assert "Moved 2 rows of" in capsys.readouterr().out
    assert main(["move", "--from", postgres_url, "--to", back]) == 0
    assert app.link_key(tmp_path / "back") == app.link_key(tmp_path / "bot" / "data")
    assert main(["move", "--from", source, "--to", postgres_url]) == 2
    assert "the target is not empty" in capsys.readouterr().err


def test_a_source_that_is_not_there_is_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing, target = sqlite_url(tmp_path / "no" / "feedback.db"), sqlite_url(tmp_path / "to" / "feedback.db")
    assert main(["move", "--from", missing, "--to", target]) == 2
    assert "there is no database to move" in capsys.readouterr().err
    assert not (tmp_path / "no").exists()
    assert main(["move", "--from", "mysql://here", "--to", target]) == 2
    assert "write postgresql://" in capsys.readouterr().err


def test_a_source_that_a_bot_has_open_is_in_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = installed(tmp_path / "bot")

    async def move_beside() -> int:
        database = await open_database(source)
        moving_it = ["move", "--from", source, "--to", sqlite_url(tmp_path / "to" / "feedback.db")]
        try:
            return await asyncio.to_thread(main, moving_it)
        finally:
            await database.close()

    assert asyncio.run(move_beside()) == 2
    assert "is using this data folder; stop it first" in capsys.readouterr().err


def test_no_bot_starts_on_a_database_that_is_still_being_filled(tmp_path: Path) -> None:
    source = installed(tmp_path / "bot")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "config.toml").write_text(CONFIGURATION)
    loaded = config.load(tmp_path / "other" / "config.toml")

    async def start_halfway() -> None:
        here = await open_database(source)
        there = await open_database(sqlite_url(loaded.data_folder / app.DATABASE_FILE))
        await moving.begin(here, there, here.name)
        for database in (here, there):
            await database.close()
        async with app.opened(loaded, loaded.data_folder):
            raise AssertionError("it started")

    with pytest.raises(OperatorError, match="is being filled by feedback-bot move"):
        asyncio.run(start_halfway())
