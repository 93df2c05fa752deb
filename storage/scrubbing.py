"""Taking what was deleted off the disk.

SQLite leaves copies of rows in pages that it rearranged, and in its log. What is deleted is overwritten as it
goes (``secure_delete``); what was left elsewhere goes when the file is written anew and the log cut off. A
server does the like by itself (autovacuum), and keeps its own logs and backups by its own rules.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy import Connection


def scrub(connection: Connection) -> bool:
    """Write the file anew and cut off its log. Whether it is done: somebody who reads may be in the way."""
    driver = _driver(connection)
    if driver is None:
        return True
    driver.execute("VACUUM")
    busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _driver(connection: Connection) -> sqlite3.Connection | None:
    """SQLite's own connection: what is done here is done outside every transaction."""
    found = connection.connection.driver_connection
    return found if isinstance(found, sqlite3.Connection) else None
