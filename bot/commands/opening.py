"""How a command that writes comes by the database: to itself, or beside the bot that runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import DataFolderError

if TYPE_CHECKING:
    from bot.config import Config
    from storage.database import Database


async def open_to_write(loaded: Config) -> tuple[Database, bool]:
    """The database, and whether we have it to ourselves: nobody runs, and nobody will until we are done.

    Raises DataFolderError where there is none that can be written to.
    """
    from bot import app
    from storage.database import open_database

    folder = loaded.data_folder
    app.make_folder(folder)
    url, synchronous = app.database_url(loaded, folder), loaded.storage.synchronous.upper()
    is_file = not app.is_shared(loaded)
    try:
        return await open_database(url, synchronous=synchronous), is_file
    except DataFolderError:
        if not is_file:
            raise
        return await open_database(url, synchronous=synchronous, beside=True), False
