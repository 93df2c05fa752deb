"""Reads a table of reviews, CSV or TSV: rows that can be used, and rows that cannot, with line and reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from bot.core.errors import OperatorError

DATE_FORMATS = (
    "%d-%b-%y",
    "%d-%b-%Y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%Y/%m/%d",
    "%d.%m.%Y",
)
"""Tried after ISO 8601. A date such as 04/05/2018 has two meanings and is refused."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what."""

    date: str
    rating: str
    comment: str
    customer: str | None = None
    product: str | None = None

    def named(self) -> dict[str, str]:
        """What each is for → its name, for those that were named."""
        parts = ("date", "rating", "comment", "customer", "product")
        return {part: name for part in parts if (name := getattr(self, part)) is not None}


@dataclass(frozen=True, slots=True)
class Review:
    """One usable row; ``line`` counts from 1 with the header."""

    line: int
    at: datetime
    rating: int
    comment: str
    customer: str | None
    product: str | None


@dataclass(frozen=True, slots=True)
class Rejected:
    """One row that cannot be used."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """A whole file. ``file_hash`` names its content."""

    file_hash: str
    reviews: tuple[Review, ...]
    rejected: tuple[Rejected, ...]


def read(path: Path, columns: Columns, scale: tuple[int, int]) -> Table:
    """The table in this file. Raises OperatorError for a file that cannot be read, or that breaks off."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise OperatorError(f"{path}: cannot be read ({error.strerror}). Name another file.") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise OperatorError(f"{path}:{line}: is not UTF-8. Save the file as UTF-8.") from None
    header, rows = _rows(path, text)
    places = _places(path, header, columns)
    reviews: list[Review] = []
    rejected: list[Rejected] = []
    for line, row in rows:
        read_row = _review(line, row, len(header), places, scale)
        if isinstance(read_row, Review):
            reviews.append(read_row)
        else:
            rejected.append(read_row)
    return Table(sha256(raw).hexdigest()[:16], tuple(reviews), tuple(rejected))


def _rows(path: Path, text: str) -> tuple[Sequence[str], list[tuple[int, list[str]]]]:
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first else ",", strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for row in reader:
            if row:
                rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error as error:
        raise OperatorError(
            f"{path}:{line}: {error}. The file seems to break off or a quote is not closed; "
            "get the whole file or mend this row."
        ) from None
    if not rows:
        raise OperatorError(f"{path}: is empty. Give a table with a header line.")
    (_, header), *body = rows
    if body and len(body[-1][1]) < len(header) and not text.endswith("\n"):
        raise OperatorError(
            f"{path}:{body[-1][0]}: the file breaks off in the middle of this row. Get the whole file."
        )
    return header, body


def _places(path: Path, header: Sequence[str], columns: Columns) -> Mapping[str, int]:
    names = [name.strip() for name in header]
    missing = {part: name for part, name in columns.named().items() if name not in names}
    if missing:
        wanted = ", ".join(f"--{part} {name}" for part, name in missing.items())
        raise OperatorError(f"{path}:1: no such column: {wanted}. The columns are: {', '.join(names)}.")
    return {part: names.index(name) for part, name in columns.named().items()}


def _review(
    line: int, row: Sequence[str], width: int, places: Mapping[str, int], scale: tuple[int, int]
) -> Review | Rejected:
    if len(row) != width:
        return Rejected(line, f"{len(row)} columns instead of {width}")
    values = {part: row[place].strip() for part, place in places.items()}
    at = read_date(values["date"])
    if at is None:
        return Rejected(line, f"date {values['date']!r} is not understood; write it as 2018-07-31")
    low, high = scale
    rating = values["rating"].removesuffix(".0")
    if not rating.isdecimal() or not low <= int(rating) <= high:
        return Rejected(line, f"rating {values['rating']!r} is not a whole number from {low} to {high}")
    return Review(
        line,
        at,
        int(rating),
        values["comment"],
        values.get("customer") or None,
        values.get("product") or None,
    )


def read_date(raw: str) -> datetime | None:
    """The moment that a cell names, noon UTC where it is a date only; None where it is not understood."""
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        return next(filter(None, (_by_format(raw, form) for form in DATE_FORMATS)), None)
    if len(raw) <= len("2018-07-31"):
        return moment.replace(hour=12, tzinfo=UTC)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _by_format(raw: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(raw, form).replace(hour=12, tzinfo=UTC)
    except ValueError:
        return None


def write_rejects(path: Path, rejected: Iterable[Rejected]) -> None:
    """One row a reject: its line and the reason."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t")
        writer.writerow(("line", "reason"))
        writer.writerows((reject.line, reject.reason) for reject in rejected)
