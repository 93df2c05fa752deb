"""A digest whose process died before it could post it says that it is late; nothing else does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.effects import Lane, Line, Message, Parcel
from bot.core.identity import Address
from bot.delivery.lateness import told_late
from bot.texts import render

NINE = datetime(2026, 3, 9, 9, tzinfo=UTC)
ROOM = Address("telegram", room="-100")
DIGEST = Parcel(
    "p1",
    ROOM,
    Lane.BROADCAST,
    "digest",
    "digest:weekly@2026-03-09",
    Message((Line("home.title"),)),
    "en",
    NINE,
)


@pytest.mark.parametrize("purpose", ["digest", "wins"])
def test_what_is_posted_hours_after_it_was_ready_says_so_first(purpose: str) -> None:
    late = told_late(replace(DIGEST, purpose=purpose), NINE + timedelta(hours=3, minutes=10))
    first, second = late.message.lines
    assert render(first, "en") == (
        "This is posted late: it was ready 3 hours ago, and its numbers are of then. The bot was not running."
    )
    assert render(first, "de").startswith("Das kommt spät: Fertig war es vor 3 Stunden")
    assert second == DIGEST.message.lines[0]


def test_an_hour_is_not_late_and_what_is_no_digest_says_nothing() -> None:
    assert told_late(DIGEST, NINE + timedelta(hours=1)) == DIGEST
    alert = replace(DIGEST, purpose="alert")
    assert told_late(alert, NINE + timedelta(hours=3)) == alert
