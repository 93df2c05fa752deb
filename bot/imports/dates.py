"""Moments in somebody's spreadsheet: ISO 8601, day or month first, seconds since 1970."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.errors import OperatorError
from bot.core.periods import wall_to_utc
from storage.codec import micros

Read = Callable[[str], int]
"""A cell → microseconds since 1970 in UTC. Raises ValueError with the reason."""

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
ORDERS = (DAY_FIRST, MONTH_FIRST)
NOON = 12  # o'clock, for a date alone
_PARTS = re.compile(
    r"(\d{1,2})[./\-](\d{1,2})[./\-](\d{4}|\d{2})"
    r"(?:[ T,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([AaPp]\.?[Mm]\.?)?)?(?: Uhr)?"
).fullmatch
_SECONDS = re.compile(r"-?\d{9,10}(?:\.\d+)?").fullmatch
_MILLISECONDS = re.compile(r"-?\d{12,13}").fullmatch
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(.*)").fullmatch
_ZONED = re.compile(r"(.*\d:\d{2}(?:\.\d+)?) ?(?:(UTC|GMT)|([+-]\d{2}):?(\d{2}))", re.IGNORECASE).fullmatch
_WORDS = ("%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%B %d, %Y")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATE_ALONE = len("2026-07-31")
_FIRST_YEAR, _MOST_AHEAD = 1980, timedelta(days=366)


def has_order(cell: str) -> bool:
    """Whether this is written so that day and month have to be told apart."""
    return _PARTS(cell.strip()) is not None


def decided(cells: Iterable[tuple[int, str]], wanted: str | None, column: str) -> str | None:
    """Whether day or month comes first in (line, cell) of this column; None where no cell is written so.

    A column that is written so is looked at to its end: where both orders occur, or neither is certain,
    OperatorError is raised, which says how to settle it.
    """
    if wanted is not None:
        return wanted
    seen: dict[str, tuple[int, str]] = {}
    unclear: str | None = None
    for line, cell in cells:
        parts = _PARTS(cell.strip())
        if parts is None:
            continue
        first, second = int(parts[1]), int(parts[2])
        if first > 12:
            seen.setdefault(DAY_FIRST, (line, cell))
        elif second > 12:
            seen.setdefault(MONTH_FIRST, (line, cell))
        elif first != second:
            # Only dots are written day first wherever they are used.
            if "." in cell[:3]:
                seen.setdefault(DAY_FIRST, (line, cell))
            unclear = unclear or cell
    if len(seen) > 1:
        (day_line, day), (month_line, month) = seen[DAY_FIRST], seen[MONTH_FIRST]
        raise OperatorError(
            f"{column}: line {day_line} has the day first ({day!r}), "
            f"line {month_line} the month ({month!r}). "
            "Mend the file, or say --dates day-first or --dates month-first: the others are rejected then."
        )
    if not seen and unclear is not None:
        raise OperatorError(
            f"{column}: {unclear!r} and the others can be read in two ways. "
            "Say --dates day-first or --dates month-first."
        )
    return next(iter(seen), None)


def reader(order: str | None, zone: ZoneInfo, now: datetime) -> Read:
    """What reads cells; where they name no zone they are local times in ``zone``, a date alone is noon."""
    low_us, high_us = micros(datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC)), micros(now + _MOST_AHEAD)
    iso = datetime.fromisoformat

    def read(cell: str) -> int:
        if cell.isdecimal():  # seconds since 1970, though Python could read some of them as ISO 8601
            at = _otherwise(cell, order)
        else:
            try:
                at = iso(cell)
            except ValueError:
                at = _otherwise(cell.strip(), order)
            else:
                if len(cell) == _DATE_ALONE:
                    at = at.replace(hour=NOON)
        if at.tzinfo is None:
            at = wall_to_utc(at.date(), at.time(), zone)
        at_us = round(at.timestamp() * 1_000_000)  # exact: so many digits has a float until the year 2255
        if not low_us <= at_us <= high_us:
            raise ValueError(f"{cell[:40]!r} is no date of a purchase: its year is {at.year}")
        return at_us

    return read


def _otherwise(cell: str, order: str | None) -> datetime:
    """A moment that is not written as ISO 8601 has it. Raises ValueError for what is none."""
    if not cell:
        raise ValueError("there is no date")
    if cell.isdecimal() and len(cell) == len("20260731"):
        return datetime.fromisoformat(cell).replace(hour=NOON)
    if _SECONDS(cell):
        return _EPOCH + timedelta(seconds=float(cell))
    if _MILLISECONDS(cell):
        return _EPOCH + timedelta(milliseconds=int(cell))
    if zoned := _ZONED(cell):
        behind = "+00:00" if zoned[2] else f"{zoned[3]}:{zoned[4]}"
        at = _otherwise_or_iso(zoned[1], order)
        return datetime.fromisoformat(f"{at.replace(tzinfo=None).isoformat()}{behind}")
    if parts := _YEAR_FIRST(cell):
        return _again(f"{parts[1]}-{int(parts[2]):02}-{int(parts[3]):02}{parts[4]}", cell)
    if parts := _PARTS(cell):
        return _by_parts(parts, cell, order)
    for form in _WORDS:
        try:
            return datetime.strptime(cell, form).replace(hour=NOON)  # noqa: DTZ007 - its zone is the caller's
        except ValueError:
            continue
    raise ValueError(f"date {cell[:40]!r} is not understood; write it as 2026-07-31T18:05")


def _otherwise_or_iso(cell: str, order: str | None) -> datetime:
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        return _otherwise(cell, order)


def _again(iso: str, cell: str) -> datetime:
    try:
        at = datetime.fromisoformat(iso.strip())
    except ValueError:
        raise ValueError(f"date {cell[:40]!r} is not understood; write it as 2026-07-31T18:05") from None
    return at.replace(hour=NOON) if len(iso) == _DATE_ALONE else at


def _by_parts(parts: re.Match[str], cell: str, order: str | None) -> datetime:
    first, second, year = int(parts[1]), int(parts[2]), int(parts[3])
    day, month = (second, first) if order == MONTH_FIRST else (first, second)
    if len(parts[3]) == 2:
        year += 2000
    hour = NOON if parts[4] is None else int(parts[4])
    half = (parts[7] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        return datetime(year, month, day, hour, int(parts[5] or 0), int(parts[6] or 0))  # noqa: DTZ001
    except ValueError:
        said = order or DAY_FIRST
        raise ValueError(f"date {cell[:40]!r} is no date when it is read {said}") from None
