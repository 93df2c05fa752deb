"""``feedback-bot rollups`` as an operator types it."""

from __future__ import annotations

import contextlib
import fcntl
import sqlite3
from pathlib import Path

import pytest

from storage.database import LOCK_FILE
from tests.commands.asked import run
from tests.commands.commented import a_shop, differences


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return a_shop(tmp_path, ["Fine.", "Late again.", "Lovely mugs."], days_apart=10)


def spoil(file: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(file.parent / "data" / "feedback-bot.db")) as connection:
        connection.execute(statement)
        connection.commit()


def test_right_counts_are_said_to_be_right(shop: Path) -> None:
    done = run("rollups", "verify", "--config", str(shop))
    assert (done.returncode, done.stdout) == (0, "Every count is that of the stored answers.\n")


def test_a_planted_difference_is_found_and_named(shop: Path) -> None:
    spoil(shop, "UPDATE rollups SET n = 7 WHERE measure = 'stars' AND value = 3 AND segment = '' AND day > 0")
    done = run("rollups", "verify", "--config", str(shop))
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "1 count differs from the stored answers:",
        "  2026-03-02, everybody, delivery delivery delivery stars 3: counted 7, should be 1",
    ]
    assert differences(shop), "verify changes nothing"


def test_a_lost_row_and_one_too_many_are_found_too(shop: Path) -> None:
    spoil(shop, "DELETE FROM rollups WHERE measure = 'delivered' AND segment = 'store=Berlin' AND day = 0")
    spoil(shop, "INSERT INTO rollups VALUES ('', 0, 'delivery', 'moon', 'rating', 'stars', 5, 2, 10)")
    said = run("rollups", "verify", "--config", str(shop)).stdout
    assert "all time, store=Berlin, delivery delivery delivered: counted 0, should be 1" in said
    assert "all time, everybody, delivery moon rating stars 5: counted 2, should be 0" in said


def test_two_ratings_beside_each_other_are_named_as_two(shop: Path) -> None:
    spoil(
        shop,
        "INSERT INTO rollups VALUES ('=', 0, 'delivery', 'moon', 'courier', 'joint:stars:csat', 405, 2, 0),"
        " ('=store=Berlin', 0, 'delivery', 'moon', 'courier', 'joint:stars:csat', 405, 2, 0)",
    )
    said = run("rollups", "verify", "--config", str(shop)).stdout
    for whose in ("everybody", "store=Berlin"):
        assert (
            f"all time, {whose}, delivery moon courier joint:stars:csat 4 beside 5: counted 2, should" in said
        )


def test_a_week_is_told_by_its_monday(shop: Path) -> None:
    spoil(shop, "INSERT INTO rollups VALUES ('', -105683, 'delivery', 'moon', 'rating', 'stars', 5, 2, 10)")
    said = run("rollups", "verify", "--config", str(shop)).stdout
    assert "week of 2026-06-08, everybody, delivery moon" in said


def test_rebuild_puts_right_what_differs(shop: Path) -> None:
    spoil(shop, "UPDATE rollups SET n = n + 1, total = total + 4 WHERE measure = 'stars'")
    spoil(shop, "DELETE FROM rollups WHERE measure = 'comment'")
    spoil(shop, "INSERT INTO rollups VALUES ('', 0, 'delivery', 'moon', 'rating', 'stars', 5, 2, 10)")
    done = run("rollups", "rebuild", "--config", str(shop))
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "They are put right.")
    assert differences(shop) == {}
    assert run("rollups", "rebuild", "--config", str(shop)).stdout.startswith("Every count is ")


def test_rebuild_works_beside_the_bot_that_runs(shop: Path) -> None:
    spoil(shop, "DELETE FROM rollups")
    with (shop.parent / "data" / LOCK_FILE).open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # as the bot that runs holds it
        assert run("rollups", "rebuild", "--config", str(shop)).returncode == 0
    assert differences(shop) == {}


def test_without_a_database_there_is_one_line_and_no_traceback(tmp_path: Path, shop: Path) -> None:
    (tmp_path / "data" / "feedback-bot.db").unlink()
    done = run("rollups", "verify", "--config", str(shop))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "there is no database yet" in done.stderr
