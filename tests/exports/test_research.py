"""Rows for strangers lead to nobody by themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.exports import research
from bot.exports.columns import TABLES, Kind
from storage.export_reading import Row, Taken

KEY = b"the installation's own secret, 32"
ANSWERS = TABLES["answers"]


def taken(customer: str, place: str = "Berlin", **more: object) -> Taken:
    row: Row = {
        "response": f"r-{customer}",
        "customer": customer,
        "place": place,
        "segments": [f"store={place}", f"tag={customer}"],
        "answered_at": datetime(2026, 3, 2, 23, 30, tzinfo=UTC),
        "rating": 4,
        "comment": "lovely",
        "quotes": "unnamed",
        **more,
    }
    return Taken(row, ("Anna Example", "Änni"))


def made(*rows: Taken, key: bytes = KEY) -> list[Row]:
    common = research.shared(ANSWERS, rows)
    return [*research.Pseudonymous(ANSWERS, key, ZoneInfo("Europe/Berlin"), common).rows(rows)]


def test_ids_are_pseudonyms_the_same_in_every_export_and_others_elsewhere() -> None:
    first, second, other = made(taken("c1"), taken("c1"), taken("c2"))
    assert first["customer"] == second["customer"] != other["customer"]
    assert "c1" not in str(first)
    assert made(taken("c1"))[0]["customer"] == first["customer"]
    assert made(taken("c1"), key=b"another")[0]["customer"] != first["customer"]


def test_of_moments_the_local_day_is_left() -> None:
    assert made(taken("c1"))[0]["answered_at"] == date(2026, 3, 3)


def test_what_fewer_than_five_customers_share_is_left_out() -> None:
    common = [taken(f"c{number}") for number in range(5)]
    rare = [taken(f"d{number}", "Ulm") for number in range(4)]
    rows = made(*common, *rare, *rare)
    assert {row["place"] for row in rows[:5]} == {"Berlin"}
    assert {row["place"] for row in rows[5:]} == {None}
    assert rows[0]["segments"] == ["store=Berlin"]


@pytest.mark.parametrize("quotes", [None, "never"])
def test_words_are_given_only_of_those_who_said_that_they_may_be_quoted(quotes: str | None) -> None:
    assert made(taken("c1", quotes=quotes))[0]["comment"] is None
    assert made(taken("c1"))[0]["comment"] == "lovely"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("write to ann@example.org please", "write to […] please"),
        ("call +49 (30) 1234-567!", "call […]!"),
        ("order 4711123 came late", "order […] came late"),
        ("see https://example.org/ann?x=1", "see […]"),
        ("I am anna, ANNA EXAMPLE, änni", "I am […], […] […], […]"),
        ("ask @ann_b about the savannah", "ask […] about the savannah"),
        ("8 of 10 in 2026, 12.50 paid", "8 of 10 in 2026, 12.50 paid"),
    ],
)
def test_words_are_masked(said: str, left: str) -> None:
    assert research.masked(said, ("Anna Example", "Änni")) == left


@pytest.mark.parametrize("table", TABLES)
def test_no_column_that_leads_to_somebody_is_left(table: str) -> None:
    left = {column.name for column in research.kept(TABLES[table])}
    assert left.isdisjoint({"name", "preferred_name", "order", "owner", "done"})
    assert not any(column.kind is Kind.NAME for column in research.kept(TABLES[table]))
