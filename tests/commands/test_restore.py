"""``feedback-bot backup`` and ``restore``, as an operator types them."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Coroutine
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import app, config
from bot.core.events import ErasureRequested, MessageReceived, PurchaseReceived
from bot.core.identity import Address
from bot.demo.clocks import SetClock
from bot.ticker import fire_due
from storage.database import open_database
from tests.commands.asked import MAYA, run, with_past, written

NOOR = Address("telegram", person="9")
Doing = Callable[[app.Engine, SetClock], Coroutine[object, object, None]]


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Maya was asked and said *not now*; one more question to her, and one to Noor, are to come."""
    path = with_past(written(tmp_path_factory.mktemp("past")))

    async def noor_buys(engine: app.Engine, clock: SetClock) -> None:
        await fire_due(engine.store, clock, engine.deliver, 100)
        now = clock.now()
        await engine.deliver(
            PurchaseReceived(
                "shop:web", "4001", now, "web", "4001", "noor", "delivery", now, "Noor Haddad", address=NOOR
            )
        )

    go_on(path, noor_buys)
    return path


@pytest.fixture
def path(past: Path, tmp_path: Path) -> Path:
    """A shop of our own with that past."""
    shutil.copytree(past.parent, tmp_path / "shop")
    return tmp_path / "shop" / "config.toml"


def data(path: Path) -> Path:
    return path.parent / "data"


def rows(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data(path) / app.DATABASE_FILE)) as connection:
        return connection.execute(statement).fetchall()


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(data(path) / app.DATABASE_FILE)) as connection:
        connection.execute(statement)
        connection.commit()


def backed_up(path: Path) -> Path:
    """A backup of now."""
    target = path.parent / "one.db"
    done = run("backup", "--to", str(target), "--config", str(path))
    assert done.returncode == 0, done.stderr
    return target


def restored(path: Path, backup: Path, *more: str) -> str:
    done = run("restore", str(backup), *more, "--config", str(path))
    assert done.returncode == 0, done.stderr
    return done.stdout


def go_on(path: Path, doing: Doing, later: timedelta = timedelta(0)) -> None:
    """Let the bot do this; nothing is sent."""

    async def work() -> None:
        loaded, clock = config.load(path), SetClock(datetime.now(UTC) + later)
        async with app.opened(loaded, loaded.data_folder) as opened:
            engine = app.Engine(opened.settings, opened.store, clock=clock)
            async with engine.running(ticking=False):
                await doing(engine, clock)

    asyncio.run(work())


async def ticked(engine: app.Engine, clock: SetClock) -> None:
    await fire_due(engine.store, clock, engine.deliver, 100)


async def stop_and_forget(engine: app.Engine, clock: SetClock) -> None:
    """Maya says *stop*; the shop passes on that the first Lena wants to be forgotten."""
    await engine.deliver(MessageReceived("telegram", "stop", clock.now(), MAYA, "stop asking me", "Maya"))
    await engine.deliver(ErasureRequested("shop:web", "erase/lena-1", clock.now(), "web", "lena-1"))


# --- backup


def test_a_backup_is_readable_by_its_owner_only_and_its_checksum_stands_beside_it(path: Path) -> None:
    backup = backed_up(path)
    assert backup.stat().st_mode & 0o777 == 0o600
    checked = subprocess.run(
        ["sha256sum", "--check", f"{backup.name}.sha256"], cwd=backup.parent, check=False, capture_output=True
    )
    assert checked.returncode == 0
    assert [*backup.parent.glob(".*")] == []


def test_without_a_name_it_goes_into_a_folder_beside_the_data(path: Path) -> None:
    done = run("backup", "--config", str(path))
    (made,) = data(path).glob("backups/feedback-bot-*Z.db")
    assert done.stdout.startswith(f"{made}: ")
    assert made.parent.stat().st_mode & 0o777 == 0o700


def test_a_file_that_is_there_is_never_written_over(path: Path) -> None:
    backup = backed_up(path)
    before = backup.read_bytes()
    done = run("backup", "--to", str(backup), "--config", str(path))
    assert (done.returncode, backup.read_bytes()) == (2, before)
    assert "there already; name another one with --to" in done.stderr


def test_a_server_is_backed_up_with_its_own_tool_and_no_password_is_printed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = "postgresql+asyncpg://bot:hush@db.example/shop"
    monkeypatch.setattr(app, "database_url", lambda *_: server)
    for command, tool in ((["backup"], "pg_dump --format=custom"), (["restore", "x"], "pg_restore --clean")):
        done = run(*command, "--config", str(path))
        assert done.returncode == 2
        assert tool in done.stderr
        assert "'postgresql://bot@db.example/shop'" in done.stderr
        assert "hush" not in done.stderr


# --- restore


def test_a_restored_database_is_the_one_that_was_backed_up_and_the_present_one_is_kept(path: Path) -> None:
    with closing(sqlite3.connect(data(path) / app.DATABASE_FILE)) as connection:
        before = [*connection.iterdump()]
    backup = backed_up(path)
    change(path, "DELETE FROM purchases")
    said = restored(path, backup)
    assert rows(path, "SELECT count(*) FROM purchases") == [(8,)]
    (aside,) = data(path).glob("feedback-bot.db.before-*")
    with closing(sqlite3.connect(aside)) as kept:
        assert kept.execute("SELECT count(*) FROM purchases").fetchone() == (0,)
    assert str(aside) in said
    with closing(sqlite3.connect(data(path) / app.DATABASE_FILE)) as connection:
        after = [*connection.iterdump()]
    changing = re.compile(r'INSERT INTO "(addresses|outbox|timers|inbox|surveys)"')  # what is settled anew
    assert [one for one in after if not changing.match(one)] == [
        one for one in before if not changing.match(one)
    ]
    assert not (data(path) / "restoring").exists()


def test_on_a_new_machine_the_links_lead_where_they_led(path: Path) -> None:
    link = run("link", "1042", "--config", str(path)).stdout
    backup = backed_up(path)
    shutil.rmtree(data(path))
    restored(path, backup)
    assert run("link", "1042", "--config", str(path)).stdout == link
    assert (data(path) / app.KEY_FILE).stat().st_mode & 0o777 == 0o600


def test_whoever_was_erased_or_said_stop_after_the_backup_stays_so(path: Path) -> None:
    backup = backed_up(path)
    go_on(path, stop_and_forget)
    said = restored(path, backup)
    assert "Customers who were erased, and are so again: 2." in said, "she and whom her chat was taken for"
    assert "Customers who said stop since, and are not asked: 1." in said
    assert rows(path, "SELECT name FROM customers WHERE erased_us IS NOT NULL") == [(None,), (None,)]
    assert rows(path, "SELECT name FROM customers WHERE opted_out_us > 0 AND erased_us IS NULL") == [
        ("Maya Okafor",)
    ]
    assert not rows(path, "SELECT 1 FROM customers WHERE name = 'Lena Abel'")
    assert ("opted_out",) in rows(path, "SELECT reason FROM suppressions")
    tombstones = (data(path) / "tombstones.txt").read_text("utf-8")
    assert "Maya" not in tombstones
    assert "lena" not in tombstones


def test_of_whoever_was_erased_nothing_is_in_the_file_that_is_restored(path: Path) -> None:
    backup = backed_up(path)
    assert b"Lena Abel" in backup.read_bytes()
    go_on(path, stop_and_forget)
    restored(path, backup)
    assert b"Lena Abel" not in (data(path) / app.DATABASE_FILE).read_bytes()
    (left,) = rows(path, "SELECT detail FROM chores WHERE kind = 'erase'")
    assert '"names":[],"words":[]' in str(left), "only that her chat's last message is to be closed"
    assert b"Maya Okafor" in (data(path) / app.DATABASE_FILE).read_bytes(), (
        "who only said stop is still known"
    )


def test_tombstones_of_a_machine_that_is_lost_may_be_brought(path: Path) -> None:
    backup = backed_up(path)
    go_on(path, stop_and_forget)
    copy = path.parent / "copied.txt"
    shutil.copy(data(path) / "tombstones.txt", copy)
    shutil.rmtree(data(path))
    restored(path, backup, "--tombstones", str(copy))
    assert rows(path, "SELECT count(*) FROM customers WHERE erased_us IS NOT NULL") == [(2,)]


def test_what_waited_when_the_backup_was_made_is_parked_and_listed(path: Path) -> None:
    (waiting,) = rows(path, "SELECT count(*) FROM outbox WHERE state = 'waiting'")
    assert int(str(waiting[0])) > 0, "nothing was sent"
    backup = backed_up(path)
    said = restored(path, backup)
    assert rows(path, "SELECT count(*) FROM outbox WHERE state = 'waiting'") == [(0,)]
    assert f"are not sent: {waiting[0]}." in said
    assert len(re.findall(r"(?m)^\d{4}-\d\d-\d\d \d\d:\d\d UTC  \w+, telegram, ", said)) == waiting[0]
    (report,) = data(path).glob("restored-*.txt")
    assert report.stat().st_mode & 0o777 == 0o600
    assert set(said.splitlines()[:-1]) == set(report.read_text("utf-8").splitlines())


def test_a_new_alert_on_slack_is_looked_for_instead_since_nothing_else_brings_it(path: Path) -> None:
    change(path, "UPDATE addresses SET platform = 'slack'")
    change(path, "UPDATE outbox SET lane = 1 WHERE lane = 0")
    first = "SELECT min(sequence), unknown FROM outbox WHERE state = 'waiting'"
    ((sequence, unknown),) = rows(path, first)
    assert unknown == 0
    change(
        path,
        "UPDATE outbox SET lane = 0, target = NULL "
        "WHERE sequence = (SELECT min(sequence) FROM outbox WHERE state = 'waiting')",
    )
    restored(path, backed_up(path))
    assert rows(path, "SELECT sequence, unknown FROM outbox WHERE state = 'waiting'") == [(sequence, 1)]


def test_an_invitation_that_came_due_since_is_not_sent_a_second_time(path: Path) -> None:
    backup = backed_up(path)
    change_in(backup, "UPDATE timers SET due_us = 1 WHERE kind = 'invite'")
    said = restored(path, backup)
    assert "Invitations that came due since, and are not sent: 3." in said
    go_on(path, ticked, timedelta(hours=5))
    assert rows(path, "SELECT count(*) FROM outbox WHERE state = 'waiting'") == [(0,)]
    told = " ".join(run("why", "4001", "--config", str(path)).stdout.split())
    assert "a backup was restored and they may have been asked already" in told


def change_in(backup: Path, statement: str) -> None:
    """As if the backup had been made before something came due."""
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute(statement)
        connection.commit()
    backup.with_name(f"{backup.name}.sha256").unlink()


def test_what_comes_due_later_is_sent_as_ever(path: Path) -> None:
    restored(path, backed_up(path))
    go_on(path, ticked, timedelta(hours=5))
    assert ("invitation", "waiting") in rows(path, "SELECT purpose, state FROM outbox")


def test_a_case_whose_follow_up_came_due_since_waits_for_the_answer(path: Path) -> None:
    backup = backed_up(path)
    change_in(
        backup, "INSERT INTO timers VALUES ('followup:c1', 'followup', 'c1', 5), ('sla:c1', 'sla', 'c1', 6)"
    )
    restored(path, backup)
    kept = rows(path, "SELECT id, kind, due_us FROM timers WHERE subject = 'c1' ORDER BY id")
    assert kept == [("silent:c1", "silent", 5), ("sla:c1", "sla", 6)]


def test_a_restore_is_refused_while_the_bot_runs(path: Path) -> None:
    backup = backed_up(path)

    async def try_it(_engine: app.Engine, _clock: SetClock) -> None:
        done = await asyncio.to_thread(run, "restore", str(backup), "--config", str(path))
        assert done.returncode == 2
        assert "is using this data folder; stop it first" in done.stderr

    go_on(path, try_it)


def test_a_backup_that_has_changed_is_refused_and_nothing_is_touched(path: Path) -> None:
    backup = backed_up(path)
    with backup.open("r+b") as opened:
        opened.seek(5000)
        opened.write(b"\xff" * 8)
    before = (data(path) / app.DATABASE_FILE).read_bytes()
    done = run("restore", str(backup), "--config", str(path))
    assert (done.returncode, (data(path) / app.DATABASE_FILE).read_bytes()) == (2, before)
    assert "it has changed since it was made" in done.stderr


@pytest.mark.parametrize("words", [b"SQLite format 3\x00" + b"x" * 4000, b"a,b\n1,2\n", b""])
def test_what_is_no_backup_is_refused_in_a_sentence(path: Path, words: bytes) -> None:
    other = path.parent / "other.db"
    other.write_bytes(words)
    done = run("restore", str(other), "--config", str(path))
    assert done.returncode == 2
    assert re.search(r"other.db: (this is no backup|it is damaged)", done.stderr)
    assert len(done.stderr.splitlines()) == 1


def test_a_damaged_present_file_is_kept_with_its_log(path: Path) -> None:
    backup = backed_up(path)
    file = data(path) / app.DATABASE_FILE
    file.write_bytes(b"damaged" * 1000)
    file.with_name(f"{file.name}-wal").write_bytes(b"its log")
    restored(path, backup)
    assert rows(path, "SELECT count(*) FROM purchases") == [(8,)]
    (aside,) = data(path).glob("feedback-bot.db.before-*Z")
    assert aside.read_bytes() == b"damaged" * 1000
    assert aside.with_name(f"{aside.name}-wal").read_bytes() == b"its log"


def test_what_a_servers_own_tool_brought_back_is_settled_in_the_same_way(
    tmp_path: Path, postgres_url: str
) -> None:
    path = written(tmp_path)
    words = path.read_text("utf-8")
    path.write_text(f'{words}[storage]\nurl = "{postgres_url}"\n', "utf-8")
    with_past(path)
    now = datetime.now(UTC) + timedelta(hours=1)
    ((lena, _),) = on_server(postgres_url, "SELECT id, name FROM customers WHERE name = 'Lena Abel'")
    (data(path) / "tombstones.txt").write_text(f"{now.isoformat()} erased {lena}\n", "utf-8")
    done = run("restore", "--after-pg-restore", "--config", str(path))
    assert done.returncode == 0, done.stderr
    assert "Customers who were erased, and are so again: 1." in done.stdout
    assert on_server(postgres_url, "SELECT name FROM customers WHERE erased_us IS NOT NULL") == [
        (None,),
        (None,),
    ]
    states = on_server(postgres_url, "SELECT DISTINCT state, purpose FROM outbox ORDER BY 1, 2")
    assert ("parked", "invitation") in states
    assert [one for one in states if one[0] == "waiting"] == [("waiting", "forgotten")], "to staff"


def on_server(url: str, statement: str) -> list[tuple[object, ...]]:
    async def ask() -> list[tuple[object, ...]]:
        database = await open_database(url, read_only=True)
        try:
            return await database.read(lambda connection: [*map(tuple, connection.execute(text(statement)))])
        finally:
            await database.close()

    return asyncio.run(ask())


def test_a_restore_needs_one_thing_to_restore(path: Path) -> None:
    for more in ([], ["x.db", "--after-pg-restore"]):
        done = run("restore", *more, "--config", str(path))
        assert done.returncode == 2
        assert "name one backup to restore" in done.stderr
    assert "is a SQLite file" in run("restore", "--after-pg-restore", "--config", str(path)).stderr
