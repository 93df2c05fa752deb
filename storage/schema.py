"""The schema's revision: which one a database has, and how it gets to ours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from bot.core.errors import DataFolderError

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0015"
"""The newest revision, named here too: a database that has it is opened without loading Alembic."""


def head() -> str:
    """The revision that this code works with."""
    return HEAD


def current(connection: Connection) -> str | None:
    """The database's revision, None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def upgrade(connection: Connection) -> None:
    """Bring the database to our revision, in the caller's transaction.

    Raises DataFolderError when it was written by a newer version of this program.
    """
    found = current(connection)
    if found == HEAD:
        return
    # Alembic takes a third of a second to load, and is needed once in a release.
    from alembic import command
    from alembic.script import ScriptDirectory

    configuration = alembic_configuration()
    known = {script.revision for script in ScriptDirectory.from_config(configuration).walk_revisions()}
    if found is not None and found not in known:
        raise DataFolderError(
            f"the database has schema revision {found}, which this version does not know: it was used by a "
            "newer version; install that version again, or restore a backup made before"
        )
    configuration.attributes["connection"] = connection
    command.upgrade(configuration, "head")


def alembic_configuration() -> Config:
    """Alembic's settings; its scripts lie beside this file."""
    from alembic.config import Config

    configuration = Config()
    configuration.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return configuration
