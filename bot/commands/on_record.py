"""What an operator's command puts on record: who sat at the terminal, and what they looked at or took."""

from __future__ import annotations

import getpass
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.config import Config

PLATFORM = "terminal"


async def put_on_record(
    loaded: Config, now: datetime, action: str, *, about: str = "", detail: str | None = None
) -> None:
    """A line of the audit log, written beside a bot that runs. Raises DataFolderError without a database."""
    from bot import app
    from bot.core.audit import Audited
    from storage import auditing
    from storage.database import open_database

    synchronous = loaded.storage.synchronous.upper()
    url = app.database_url(loaded, loaded.data_folder)
    database = await open_database(url, synchronous=synchronous, beside=True)
    line = Audited(now, f"{PLATFORM}::{_user()}", None, action, about, allowed=True, detail=detail)
    try:
        await database.write(lambda connection: auditing.put_down(connection, line))
    finally:
        await database.close()


def _user() -> str:
    """Their name on this machine; where it has none for them, their number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user stands in no list
        return str(os.getuid())
