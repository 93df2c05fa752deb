"""Which message a case's alert gathers in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.core.incidents import APART, MOST, WITHIN, Gathered, Incident, joinable, with_case

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
LINE = Gathered("a", "Ann Roe", "2/5", "late", "open")
INCIDENT = Incident("i", "web::staff:", "delivery", "Berlin", NOW, NOW, (LINE,))
BURST = replace(INCIDENT, id="b", theme=None, place=None)


def test_a_case_joins_the_message_of_its_theme_and_place_for_an_hour_after_the_last() -> None:
    assert joinable([BURST, INCIDENT], "delivery", "Berlin", NOW + WITHIN) == INCIDENT
    assert joinable([INCIDENT], "delivery", "Berlin", NOW + WITHIN + timedelta(seconds=1)) is None
    assert joinable([INCIDENT], "delivery", "Potsdam", NOW) is None
    assert joinable([INCIDENT], "taste", "Berlin", NOW) is None


def test_a_burst_goes_on_for_as_long_as_the_next_comes_within_seconds() -> None:
    assert joinable([INCIDENT, BURST], None, None, NOW + APART) == BURST
    assert joinable([BURST], None, None, NOW + APART + timedelta(microseconds=1)) is None


def test_a_full_message_takes_no_more() -> None:
    full = replace(INCIDENT, cases=tuple(replace(LINE, case_id=str(n)) for n in range(MOST)))
    assert joinable([full], "delivery", "Berlin", NOW) is None
    assert joinable([replace(full, cases=full.cases[1:])], "delivery", "Berlin", NOW) is not None


def test_a_line_keeps_its_number_as_it_changes() -> None:
    later = NOW + timedelta(minutes=5)
    two = with_case(INCIDENT, replace(LINE, case_id="b", who="Ben"), later)
    assert (two.last_at, two.number_of("a"), two.number_of("b"), two.number_of("c")) == (later, 1, 2, 0)
    taken = with_case(two, replace(LINE, owner_name="Sam"), later + WITHIN)
    assert [one.owner_name for one in taken.cases] == ["Sam", None]
    assert taken.last_at == later
