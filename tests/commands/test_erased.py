"""What the commands say of somebody who was erased: that, and nothing else."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot import app
from tests.commands.asked import run, with_past, written


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Maya was erased; the id that is left of her stands in the tombstones."""
    path = with_past(written(tmp_path_factory.mktemp("past")))
    done = run("customer", "erase", "1040", "--yes", "--config", str(path))
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture
def erased_id(shop: Path) -> str:
    with closing(sqlite3.connect(shop.parent / "data" / app.DATABASE_FILE)) as connection:
        statement = "SELECT id FROM customers WHERE erased_us IS NOT NULL"
        (found, *_) = connection.execute(statement).fetchall()
    return str(found[0])


def test_show_and_export_say_that_they_were_erased_and_write_nothing(
    shop: Path, erased_id: str, tmp_path: Path
) -> None:
    for action in (("show",), ("export", "--out", str(tmp_path))):
        done = run("customer", action[0], erased_id, *action[1:], "--config", str(shop))
        assert (done.returncode, done.stdout) == (2, "")
        assert f"{erased_id} was erased on " in done.stderr
        assert "nothing else is kept of them" in done.stderr
    assert [*tmp_path.iterdir()] == []


def test_trace_says_when_and_nothing_else(shop: Path, erased_id: str) -> None:
    done = run("trace", erased_id, "--config", str(shop))
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    assert line.split()[2:] == ["erased", erased_id]


def test_an_order_of_theirs_names_nothing_and_nothing_of_them_waits_to_be_handled_again(shop: Path) -> None:
    for command in (("trace", "1040"), ("why", "1040"), ("customer", "show", "1040"), ("replay",)):
        done = run(*command, "--config", str(shop))
        said = (done.stdout + done.stderr).casefold()
        assert [word for word in ("maya", "okafor", "traceback") if word in said] == [], command


def test_an_export_has_no_line_of_theirs(shop: Path, erased_id: str, tmp_path: Path) -> None:
    for kind in ("customers", "purchases", "comments"):
        out = tmp_path / f"{kind}.csv"
        done = run("export", kind, "--out", str(out), "--config", str(shop))
        assert done.returncode == 0, done.stderr
        written_out = out.read_text("utf-8")
        assert [word for word in ("maya", "okafor", erased_id) if word in written_out.casefold()] == [], kind
