"""A backup and a restore, killed at every step that they take on the disk."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from storage import backup
from tests.commands.asked import run, with_past, written

ROOT = Path(__file__).parents[2]

# Does the command again and again in a child, each time on a copy of the folder, and kills it at its first,
# second, third … step; prints how many steps it took in the end. Loading everything is done once.
DYING = """
import os, shutil, signal, sys
from pathlib import Path

from bot.cli import main
from bot.commands import *
from bot import config, restoring, service
from storage import backup

folder, copies, *command = sys.argv[1:]
STEPS = {"os.rename", "os.link", "os.remove", "sqlite3.connect", "shutil.copyfile"}
seen = 0

def count(event, arguments):
    global seen
    if event in STEPS:
        seen += 1
        if seen == deadly:
            os.kill(os.getpid(), signal.SIGKILL)

for deadly in range(1, 200):
    copy = Path(copies) / str(deadly)
    shutil.copytree(folder, copy)
    child = os.fork()
    if not child:
        seen = 0
        sys.addaudithook(count)
        os.chdir(copy)
        os._exit(main([*command, "--config", "config.toml"]))
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        print(deadly - 1, os.waitstatus_to_exitcode(status))
        break
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A shop with a past, and a backup of it; since then everything was lost that could be."""
    (tmp_path / "shop").mkdir()
    path = with_past(written(tmp_path / "shop"))
    done = run("backup", "--to", str(path.parent / "one.db"), "--config", str(path))
    assert done.returncode == 0, done.stderr
    return path.parent


def died(shop: Path, *command: str) -> list[Path]:
    """The folders in which it died, step by step."""
    copies = shop.parent / "copies"
    copies.mkdir()
    arguments = [sys.executable, "-c", DYING, str(shop), str(copies), *command]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    steps, status = map(int, done.stdout.split()[-2:])
    assert (status, steps > 5) == (0, True), done.stderr
    return [copies / str(step) for step in range(1, steps + 1)]


def test_killed_at_any_step_a_backup_is_whole_or_not_there_and_the_next_one_is_made(shop: Path) -> None:
    for folder in died(shop, "backup", "--to", "two.db"):
        made = folder / "two.db"
        if made.exists():
            assert backup.check(made).rows["purchases"] == 7
            made.unlink()
        if int(folder.name) % 3:
            continue
        done = run("backup", "--to", str(made), "--config", str(folder / "config.toml"))
        assert done.returncode == 0, done.stderr
        assert [path.name for path in folder.glob(".*")] == []


def test_killed_at_any_step_a_restore_leaves_a_whole_database_and_the_next_one_succeeds(shop: Path) -> None:
    database = shop / "data" / "feedback-bot.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DELETE FROM purchases WHERE \"order\" = '1040'")
        connection.commit()
    for folder in died(shop, "restore", "one.db"):
        with closing(sqlite3.connect(folder / "data" / "feedback-bot.db")) as connection:
            assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
            (count,) = connection.execute("SELECT count(*) FROM purchases").fetchone()
            (waiting,) = connection.execute("SELECT count(*) FROM outbox WHERE state = 'waiting'").fetchone()
        assert (count, waiting > 0) in {(6, True), (7, False)}, "the one, or the other with nothing to send"
        if int(folder.name) % 3:
            continue
        done = run("restore", str(folder / "one.db"), "--config", str(folder / "config.toml"))
        assert done.returncode == 0, done.stderr
        assert not (folder / "data" / "restoring").exists()
        assert [*(folder / "data").glob("feedback-bot.db.before-*")]
