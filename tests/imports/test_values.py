"""Amounts and dates as people write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import OperatorError
from bot.imports import amounts, dates
from bot.imports.files import Number
from bot.imports.rejects import harmless

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cell", "sign", "digits"),
    [
        ("12.90", ".", "12.90"),
        ("12,90", ",", "12.90"),
        ("1.234,50", ",", "1234.50"),
        ("1,234.50", ".", "1234.50"),
        ("1 234,50 €", ",", "1234.50"),
        ("1\u202f234,50", ",", "1234.50"),
        ("1'234.50", ".", "1234.50"),
        ("CHF 1'234.50", ".", "1234.50"),
        ("1,234,567", ".", "1234567"),
        ("1.234.567", ",", "1234567"),
        ("0.500", ".", "0.500"),
        ("-5,00", ",", "-5.00"),
        ("(5.00)", ".", "-5.00"),
        ("7", ".", "7"),
    ],
)
def test_an_amount_shows_its_decimal_sign_and_is_read_exactly(cell: str, sign: str, digits: str) -> None:
    assert amounts.decided([cell], None, "Total") == sign
    assert amounts.reader(sign)(cell) == digits


def test_one_clear_cell_decides_for_the_column() -> None:
    assert amounts.decided(["1.234", "", "5", "12,5"], None, "Total") == ","


@pytest.mark.parametrize("cell", ["1,234", "1.234", "12.345 €"])
def test_what_could_be_thousands_or_decimals_is_asked_about(cell: str) -> None:
    with pytest.raises(OperatorError, match=r"--decimal \. or --decimal ,"):
        amounts.decided([cell, "5"], None, "Total")


def test_a_number_in_json_has_its_point_before_the_decimals() -> None:
    assert amounts.decided([Number("1.234")], None, "total") == "."
    assert amounts.reader(",")(Number("1.5e1")) == "15"


@pytest.mark.parametrize("cell", ["free", "12.5.0", "1,23,4", "--5", "€", "9" * 20])
def test_what_is_no_amount_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        amounts.reader(".")(cell)


@given(st.decimals(0, 10**9, places=2), st.sampled_from([(",", "."), (".", ",")]))
def test_whatever_is_written_with_thousands_is_read_back(amount: object, signs: tuple[str, str]) -> None:
    decimal, thousands = signs
    written = f"{amount:,.2f}".translate(str.maketrans(".,", decimal + thousands))
    assert amounts.reader(decimal)(written) == f"{amount:.2f}"


def read(cell: str, order: str | None = None) -> datetime:
    return datetime.fromtimestamp(dates.reader(order, BERLIN, NOW)(cell) / 1_000_000, UTC)


@pytest.mark.parametrize(
    ("cell", "order", "moment"),
    [
        ("2026-01-31T18:05:06+01:00", None, "2026-01-31T17:05:06"),
        ("2026-01-31T18:05:06Z", None, "2026-01-31T18:05:06"),
        ("2026-01-31 18:05", None, "2026-01-31T17:05:00"),
        ("2025-07-31 18:05", None, "2025-07-31T16:05:00"),
        ("2026-01-31 18:05:06 UTC", None, "2026-01-31T18:05:06"),
        ("2026-01-31 18:05:06 +0200", None, "2026-01-31T16:05:06"),
        ("2026-01-31", None, "2026-01-31T11:00:00"),
        ("2026/1/31", None, "2026-01-31T11:00:00"),
        ("31.01.2026", dates.DAY_FIRST, "2026-01-31T11:00:00"),
        ("31/1/26 18:05", dates.DAY_FIRST, "2026-01-31T17:05:00"),
        ("1/31/2026 6:05 PM", dates.MONTH_FIRST, "2026-01-31T17:05:00"),
        ("1/31/2026 12:05 am", dates.MONTH_FIRST, "2026-01-30T23:05:00"),
        ("1769880306", None, "2026-01-31T17:25:06"),
        ("1769880306123", None, "2026-01-31T17:25:06.123000"),
        ("31 Jan 2026", None, "2026-01-31T11:00:00"),
        ("2025-03-30 02:30", None, "2025-03-30T01:30:00"),  # in the gap: an hour later
        ("2025-10-26 02:30", None, "2025-10-26T00:30:00"),  # twice: the first
    ],
)
def test_a_moment_is_read_as_it_is_written(cell: str, order: str | None, moment: str) -> None:
    assert read(cell, order) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize("cell", ["", "soon", "31.02.2025", "1899-12-31", "2099-01-01", "12"])
def test_what_is_no_date_of_a_purchase_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="date"):
        read(cell, dates.DAY_FIRST)


def test_one_clear_date_decides_for_the_column() -> None:
    cells = [(2, "04/05/2024"), (3, "13/05/2024")]
    assert dates.decided(cells, None, "Date") == dates.DAY_FIRST


def test_dates_with_points_have_the_day_first() -> None:
    assert dates.decided([(2, "04.05.2024")], None, "Date") == dates.DAY_FIRST


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-cmd", "@x", "\tx", "|x"])
def test_no_cell_is_a_formula_for_a_spreadsheet(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "-5,00", "+49 170 1", "Anna", "1.5"])
def test_what_is_harmless_stays_as_it_was(cell: str) -> None:
    assert harmless(cell) == cell
