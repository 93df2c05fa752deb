"""Until when somebody is off: days as people say them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.duty import OffDuty, read_until

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "day", "rest"),
    [
        ("2026-03-09", "2026-03-09", ""),
        ("2026-03-09: insults", "2026-03-09", "insults"),
        ("tomorrow", "2026-03-03", ""),
        ("Friday, holidays", "2026-03-06", "holidays"),
        ("monday", "2026-03-09", ""),  # not today
        ("1 day", "2026-03-03", ""),
        ("10d insults", "2026-03-12", "insults"),
        ("2 weeks", "2026-03-16", ""),
        ("2026-02-01", "2026-02-01", ""),  # whether it is past is for others to mind
    ],
)
def test_a_day_is_read_from_the_beginning_of_the_words(words: str, day: str, rest: str) -> None:
    read = read_until(words, MONDAY, BERLIN)
    assert read is not None
    moment, left = read
    assert (f"{moment:%Y-%m-%d %H:%M}", moment.tzinfo, left) == (f"{day} 00:00", BERLIN, rest)


@pytest.mark.parametrize(
    "words", ["", "soon", "2026-13-01", "2026-03-091", "2026-03-09-10", "days", "fridayish"]
)
def test_what_is_no_day_is_not_guessed_at(words: str) -> None:
    assert read_until(words, MONDAY, BERLIN) is None


def test_today_is_the_day_that_it_is_there() -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # half past midnight on Tuesday in Berlin
    read = read_until("tomorrow", late, BERLIN)
    assert read is not None
    assert read[0] == datetime(2026, 3, 4, tzinfo=BERLIN)


@given(st.text(max_size=40))
def test_no_words_are_an_error(words: str) -> None:
    read = read_until(words, MONDAY, BERLIN)
    assert read is None or read[0].utcoffset() is not None


def test_off_holds_until_its_moment() -> None:
    until = MONDAY + timedelta(days=1)
    off = OffDuty("web::sam", True, MONDAY, until)
    assert off.covers(MONDAY)
    assert not off.covers(until)
    assert OffDuty("web::sam", True, MONDAY).covers(MONDAY + timedelta(days=999))
    assert not OffDuty("web::sam", False, MONDAY, until).covers(MONDAY)
