"""A moment is found in the outbox without reading it: nothing that was written since lies before it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, create_engine, event

from storage import tables
from storage.codec import micros
from storage.outbox_since import first_since

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
KEPT = [*range(1, 400), *range(700, 1001)]  # what is old was let go of, and not in one piece


def filled(connection: Connection, sequences: list[int]) -> None:
    """A parcel an hour, numbered by its hour."""
    tables.outbox.create(connection)
    common = {"address": "a", "lane": 1, "purpose": "x", "about": "y", "message": "{}", "language": "en"}
    for number in sequences:
        at_us = micros(NOON + timedelta(hours=number))
        state = {"not_before_us": at_us, "state": "sent", "attempts": 0, "unknown": 0, "created_us": at_us}
        connection.execute(
            tables.outbox.insert(), {"sequence": number, "id": f"p{number}", **common, **state}
        )


@pytest.mark.parametrize("hours", [-100, 0, 1, 24, 25, 26, 300, 423, 424, 500, 724, 900, 1000, 1024, 5000])
def test_what_was_written_in_the_day_before_and_since_lies_behind_it(hours: int) -> None:
    looks: list[str] = []
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        filled(connection, KEPT)
        event.listen(engine, "before_cursor_execute", lambda *said: looks.append(said[2]))
        first = first_since(connection, micros(NOON + timedelta(hours=hours)))
    wanted = [number for number in KEPT if number >= hours - 24]
    assert [number for number in KEPT if number >= first] == (
        wanted or KEPT[-1:] if first <= 1000 else wanted
    )
    assert len(looks) <= 12


def test_in_an_empty_outbox_everything_lies_behind_it() -> None:
    with create_engine("sqlite://").connect() as connection:
        filled(connection, [])
        assert first_since(connection, 0) == 0
