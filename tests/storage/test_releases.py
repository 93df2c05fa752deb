"""On a server a database of any release gets where one that was made today is, with all that is in it; and
processes of two versions work on one database while the newer one takes over.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import asyncpg
import pytest
from alembic.script import ScriptDirectory

from bot.cli import main
from bot.core.ports import Needs
from bot.core.settings import Settings
from storage import schema
from storage.database import open_database
from storage.unit_of_work import SqlStore
from tests.crash.on_server import rows_of
from tests.logging_state import logging_put_back
from tests.postgres import Server, database_name
from tests.storage.conftest import ANNA, customer, message, parcel, pending, saving, sending
from tests.storage.test_migrations import first_release_on, step

SCHEMA = """
    SELECT 'column', table_name || '.' || column_name,
        concat_ws(' ', data_type, is_nullable, column_default, is_identity, collation_name)
    FROM information_schema.columns WHERE table_schema = current_schema()
    UNION ALL
    SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()
    UNION ALL
    SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
"""
REVISIONS = [
    one.revision
    for one in reversed([*ScriptDirectory.from_config(schema.alembic_configuration()).walk_revisions()])
]
# What a version after this one may do to the schema while this one works on it (docs/scaling.md).
NEWER = """
    ALTER TABLE customers ADD COLUMN newer TEXT;
    ALTER TABLE outbox ADD COLUMN newer INTEGER NOT NULL DEFAULT 7;
    CREATE INDEX newer ON customers (newer);
    CREATE TABLE newest (id TEXT PRIMARY KEY);
    UPDATE alembic_version SET version_num = '9999';
"""

CONFIGURATION = """
business.name = "Mugs"
storage.url = "{}"
telegram.token = "123456:TEST-TOKEN-OF-THE-PEER"
rooms.staff = {{platform = "telegram", room = "-1005550001", role = "staff"}}
roles.staff = ["telegram::1"]
"""


async def schema_of(url: str) -> dict[tuple[str, str], str]:
    connection = await asyncpg.connect(url)
    found = {(kind, name): words for kind, name, words in await connection.fetch(SCHEMA)}
    await connection.close()
    return found


async def upgraded(url: str) -> tuple[dict[tuple[str, str], str], Mapping[str, bytes]]:
    """Opened by this version: its schema, and its rows."""
    database = await open_database(url)
    assert await database.read(schema.current) == schema.head()
    await database.close()
    async with rows_of(url) as rows:
        return await schema_of(url), await rows.left()


async def test_from_every_release_a_database_gets_to_todays_schema_with_all_that_is_in_it(
    postgres_server: Server, postgres_url: str
) -> None:
    """It goes up one release after the other; of each a copy goes to the newest at once."""
    today = await schema_of(postgres_url)
    assert len(today) > 300
    ends: dict[str, Mapping[str, bytes]] = {}
    with postgres_server.database(empty=True) as url:
        await first_release_on(url)
        for revision in REVISIONS:
            await step(url, revision)
            with postgres_server.database(of=database_name(url)) as copy:
                made, ends[revision] = await upgraded(copy)
                assert made == today, revision
    assert len(ends) == len(REVISIONS) >= 12
    assert b"Anna Example" in ends["0001"]["customers"]
    for revision, rows in ends.items():
        assert rows == ends["0001"], revision


async def test_an_old_process_works_on_while_a_newer_one_changes_the_schema_and_is_told_when_it_starts_again(
    business: Settings, postgres_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = await open_database(postgres_url)
    old = SqlStore(database, business, "old")
    needs = Needs(customers=("c1",), addresses=(ANNA,))

    async def work(first: int, last: int) -> None:
        for number in range(first, last):
            both = [pending(message(key=f"{what}{number}"), needs) for what in "ab"]
            await old.work(both[:1], saving(customer("c1"), customer(f"c{number}")))
            await old.work(both[1:], sending(parcel(f"p{number}")))

    await work(0, 10)
    newer = await asyncpg.connect(postgres_url)
    async with asyncio.TaskGroup() as group:
        group.create_task(work(10, 40))
        group.create_task(newer.execute(NEWER))
    await work(40, 50)
    assert await old.dead_letters() == []
    assert await newer.fetchval("SELECT count(*) FROM customers") == 50
    assert await newer.fetchval("SELECT count(*) FROM outbox WHERE newer = 7") == 50
    await newer.close()
    await database.close()

    file = tmp_path / "config.toml"
    file.write_text(CONFIGURATION.format(postgres_url), "utf-8")
    with logging_put_back():
        status = await asyncio.to_thread(main, ["migrate", "--config", str(file)])
    assert status == 2
    said = capsys.readouterr().err
    assert "the database has schema revision 9999, which this version does not know" in said
    assert "Traceback" not in said
