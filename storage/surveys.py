"""Every version of every survey that was ever asked: old answers keep the questions they were given to."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from bot.core.survey import Survey
from storage import codec
from storage.database import Database
from storage.statements import run_many
from storage.tables import surveys
from storage.upserts import insert_missing


def remember(connection: Connection, used: Iterable[Survey]) -> None:
    """Keep these versions, where they are not kept yet."""
    new = [
        {"name": survey.name, "version": survey.version, "definition": codec.encode_survey(survey)}
        for survey in used
    ]
    run_many(connection, insert_missing(connection.dialect.name, surveys), new)


async def remembered(database: Database, used: Iterable[Survey]) -> dict[tuple[str, str], Survey]:
    """Keep these versions; all that were ever kept."""

    def remember_and_load(connection: Connection) -> dict[tuple[str, str], Survey]:
        with connection.begin():
            remember(connection, used)
            return load(connection)

    return await database.write(remember_and_load)


def load(connection: Connection) -> dict[tuple[str, str], Survey]:
    """All that were kept, by name and version."""
    found = connection.execute(select(surveys))
    return {(name, version): codec.decode_survey(definition) for name, version, definition in found}
