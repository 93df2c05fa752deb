"""What is particular to PostgreSQL: several processes on one database."""

from __future__ import annotations

from storage import schema
from storage.database import open_database


async def test_a_fresh_database_has_the_newest_schema(postgres_url: str) -> None:
    database = await open_database(postgres_url)
    assert await database.read(schema.current) == schema.head()
    await database.close()
