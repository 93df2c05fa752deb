"""``feedback-bot customer erase``, as an operator types it: alone, and beside the bot that runs."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot import app, config
from bot.commands import customer_erase
from tests.commands.asked import MAYA, run, with_past, written


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_past(written(tmp_path_factory.mktemp("past")))


@pytest.fixture
def path(past: Path, tmp_path: Path) -> Path:
    shutil.copytree(past.parent, tmp_path / "shop")
    return tmp_path / "shop" / "config.toml"


def files(path: Path) -> bytes:
    """Everything in the data folder."""
    return b"".join(one.read_bytes() for one in (path.parent / "data").rglob("*") if one.is_file())


def rows(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path.parent / "data" / app.DATABASE_FILE)) as connection:
        return connection.execute(statement).fetchall()


@pytest.mark.parametrize("words", ["1040", "maya", "Maya Okafor", MAYA.user])
def test_whatever_names_them_nothing_of_them_is_left_in_any_file(path: Path, words: str) -> None:
    assert b"Maya Okafor" in files(path)
    done = run("customer", "erase", words, "--yes", "--config", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Done: nothing leads to them any more." in done.stdout
    assert b"Maya" not in files(path)
    assert b"Lena" in files(path)
    assert run("rollups", "verify", "--config", str(path)).returncode == 0


def test_it_asks_first_and_no_answer_is_no(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _: "")
    done = run("customer", "erase", "1040", "--config", str(path))
    assert done.stdout.endswith("Nothing was done.\n")
    assert b"Maya Okafor" in files(path)


def test_nobody_and_several_are_said_in_a_sentence(path: Path) -> None:
    nobody = run("customer", "erase", "telegram::99", "--yes", "--config", str(path))
    assert (nobody.returncode, nobody.stdout) == (2, "")
    assert "nobody is known at 'telegram::99'" in nobody.stderr
    several = run("customer", "erase", "Lena", "--yes", "--config", str(path))
    assert "may be several" in several.stderr


def test_it_says_which_exports_may_hold_copies(path: Path) -> None:
    target = path.parent / "out.csv"
    made = run("export", "purchases", "--format", "csv", "--out", str(target), "--config", str(path))
    assert made.returncode == 0, made.stderr
    done = run("customer", "erase", "1040", "--yes", "--config", str(path))
    assert "out.csv" in done.stdout.partition("These files may hold copies")[2]


def test_beside_the_bot_that_runs_it_does_it_within_seconds(path: Path) -> None:
    async def beside() -> int:
        loaded = config.load(path)
        async with app.opened(loaded, loaded.data_folder) as opened:
            engine = app.Engine(opened.settings, opened.store, clock=app.SystemClock())
            async with engine.running():
                return await customer_erase.erased(loaded, "1040", is_agreed=True)

    assert asyncio.run(beside()) == 0
    assert rows(path, "SELECT count(*) FROM customers WHERE name = 'Maya Okafor'") == [(0,)]
    assert b"Maya" not in files(path)


def test_who_was_erased_is_not_brought_in_again(path: Path) -> None:
    run("customer", "erase", "1040", "--yes", "--config", str(path))
    table = path.parent / "more.csv"
    table.write_text("order,customer,name,date,product\n9,maya,Maya Okafor,2026-01-02,Cup\n", "utf-8")
    run("import", "purchases", str(table), "--shop", "web", "--config", str(path))
    assert rows(path, "SELECT count(*) FROM customers WHERE name = 'Maya Okafor'") == [(0,)]
    assert b"Maya" not in files(path)
