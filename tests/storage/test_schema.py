"""The migrations and the tables say the same."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text

from bot.core.errors import DataFolderError
from storage import schema
from storage.database import Database, open_database, sqlite_url
from storage.privacy import Privacy, classes
from storage.tables import metadata


def _definitions(connection: Connection) -> dict[str, str]:
    found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    return {name: re.sub(r"\s+", " ", sql) for name, sql in found if name != "alembic_version"}


@pytest.mark.usefixtures("file")
async def test_migrating_makes_exactly_the_tables_that_the_code_has(
    database: Database, tmp_path: Path
) -> None:
    migrated = await database.read(_definitions)
    engine = create_engine(f"sqlite:///{tmp_path / 'made.sqlite'}")
    metadata.create_all(engine)
    with engine.connect() as connection:
        made = _definitions(connection)
    engine.dispose()
    assert migrated == made


async def test_alembic_finds_nothing_left_to_migrate(database: Database) -> None:
    def compare(connection: Connection) -> object:
        return compare_metadata(MigrationContext.configure(connection), metadata)

    assert await database.read(compare) == []


def test_the_newest_revision_is_the_one_named_in_the_code() -> None:
    scripts = ScriptDirectory.from_config(schema.alembic_configuration())
    assert scripts.get_current_head() == schema.head()


OPENING = """
import asyncio, sys
from storage.database import open_database

async def main():
    await (await open_database(sys.argv[1])).close()

asyncio.run(main())
sys.exit("alembic" in sys.modules)
"""


def test_a_database_at_our_revision_is_opened_without_loading_alembic(file: Path) -> None:
    arguments = [sys.executable, "-c", OPENING, sqlite_url(file)]
    assert subprocess.run(arguments, check=False).returncode == 1, "an empty database is migrated"
    assert subprocess.run(arguments, check=False).returncode == 0


async def test_a_database_of_a_newer_version_is_refused(file: Path) -> None:
    database = await open_database(sqlite_url(file))

    def from_the_future(connection: Connection) -> None:
        with connection.begin():
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    await database.write(from_the_future)
    await database.close()
    with pytest.raises(DataFolderError, match=r"9999.*newer version"):
        await open_database(sqlite_url(file))
    with pytest.raises(DataFolderError, match="9999"):
        await open_database(sqlite_url(file), read_only=True)


def test_every_table_says_what_it_holds_of_a_person() -> None:
    assert set(classes()) == set(metadata.tables)
    assert classes()["answers"] is Privacy.PERSONAL
    assert classes()["rollups"] is Privacy.ANONYMOUS
