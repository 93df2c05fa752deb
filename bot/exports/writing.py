"""Writes rows into a file as they come, in one of three forms; no cell can become a formula.

A file appears under its name once it is whole, and nobody but this user may read it.
"""

from __future__ import annotations

import csv
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, Protocol
from unicodedata import category
from zoneinfo import ZoneInfo

from bot.core.errors import OperatorError
from bot.exports.columns import Column, Kind
from bot.imports.rejects import harmless
from bot.texts.terminal import steadied

FORMS = ("csv", "jsonl", "xlsx")

_ROWS_A_SHEET = 1_048_576  # of a spreadsheet, its heading included
_LONGEST_CELL = 32_767  # characters, of a spreadsheet
_BETWEEN = "; "
_ALSO = "\n＝＋－＠"  # begin a formula too, in a spreadsheet for wide letters
_WITHIN = re.compile(r"(?<=[;,\t|\r\n\"])(\s*)([=@＝＠]|[-+＋－](?=\S))")


class Write(Protocol):
    """Takes what is to be written."""

    def row(self, row: Mapping[str, Any]) -> None: ...


class _Out(Protocol):
    def write(self, words: str, /) -> object: ...


class _Terminal:
    """For the eyes of whoever sits there; a file, or what a pipe leads to, gets what was said as it is."""

    def __init__(self, out: IO[str]) -> None:
        self._out = out

    def write(self, words: str, /) -> object:
        return self._out.write(steadied(words))


class _Csv:
    def __init__(self, file: _Out, columns: Sequence[Column], zone: ZoneInfo) -> None:
        self._names, self._zone = [column.name for column in columns], zone
        self._write = csv.writer(file).writerow
        self._write(self._names)

    def row(self, row: Mapping[str, Any]) -> None:
        zone = self._zone
        self._write([_csv_cell(row.get(name), zone) for name in self._names])


class _JsonLines:
    def __init__(self, file: _Out, columns: Sequence[Column], zone: ZoneInfo) -> None:
        self._file, self._columns, self._zone = file, columns, zone

    def row(self, row: Mapping[str, Any]) -> None:
        said = {column.name: _told(row.get(column.name), self._zone) for column in self._columns}
        self._file.write(json.dumps(said, ensure_ascii=False) + "\n")


class _Xlsx:
    """Of a sheet one row is in memory. What does not fit on one goes on on the next."""

    def __init__(self, path: Path, title: str, columns: Sequence[Column], zone: ZoneInfo) -> None:
        import xlsxwriter  # here: nothing else needs it

        self._columns, self._zone, self._title = columns, zone, title
        self._book = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "tmpdir": str(path.parent),  # what people said stays where it is to be
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_date_format": "yyyy-mm-dd hh:mm",
            },
        )
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._sheets = 0
        self._begin()

    def _begin(self) -> None:
        self._sheets += 1
        title = self._title if self._sheets == 1 else f"{self._title} {self._sheets}"
        self._sheet = self._book.add_worksheet(title)
        self._sheet.freeze_panes(1, 0)
        self._sheet.write_row(0, 0, [column.name for column in self._columns])
        self._at = 1

    def row(self, row: Mapping[str, Any]) -> None:
        if self._at == _ROWS_A_SHEET:
            self._begin()
        for place, column in enumerate(self._columns):
            self._cell(place, column, row.get(column.name))
        self._at += 1

    def _cell(self, place: int, column: Column, value: Any) -> None:
        match value:
            case None | []:
                return
            case datetime():
                self._sheet.write_datetime(self._at, place, value.astimezone(self._zone).replace(tzinfo=None))
            case date():
                self._sheet.write_datetime(self._at, place, value, self._day)
            case bool():
                self._sheet.write_boolean(self._at, place, value)
            case int() | float():
                self._sheet.write_number(self._at, place, value)
            case str() if column.kind is Kind.AMOUNT:
                self._sheet.write_number(self._at, place, float(value))
            case list():
                self._sheet.write_string(self._at, place, _joined(value)[:_LONGEST_CELL])
            case _:
                self._sheet.write_string(self._at, place, _visible(str(value))[:_LONGEST_CELL])

    def close(self) -> None:
        self._book.close()


def _visible(words: str) -> str:
    """Without what steers a terminal or a printer; lines and tabs stay."""
    return words if words.isprintable() else "".join(map(_sign, words))


def _sign(sign: str) -> str:
    return " " if sign not in "\n\t" and category(sign) == "Cc" else sign


def _joined(values: Iterable[str]) -> str:
    return _visible(_BETWEEN.join(values))


def _told(value: Any, zone: ZoneInfo) -> Any:
    """As JSON: moments with their distance from UTC."""
    match value:
        case str():
            return _visible(value)
        case list():
            return [_visible(one) for one in value]
        case datetime():
            return value.astimezone(zone).isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case _:
            return value


def _no_formula(words: str) -> str:
    """Words in which no spreadsheet finds a formula: not where they begin, and, since one may take another
    sign for what parts cells and know no quotes then, not behind such a sign either.
    """
    words = _WITHIN.sub(r"\1'\2", _visible(words))
    return f"'{words}" if words[:1] in _ALSO and words else harmless(words)


_short = lru_cache(4096)(_no_formula)  # of names, which many rows share
_SHORT = 40  # characters


def _csv_cell(value: Any, zone: ZoneInfo) -> Any:
    if value is None:
        return value
    if isinstance(value, str):
        # Most cells are letters and digits alone, in which there is no formula.
        return value if value.isalnum() else _short(value) if len(value) <= _SHORT else _no_formula(value)
    match value:
        case bool():
            return "true" if value else "false"
        case list():
            return _csv_cell(_joined(value), zone)
        case _:
            return _told(value, zone)


_STREAMS: Mapping[str, Callable[[_Out, Sequence[Column], ZoneInfo], Write]] = {
    "csv": _Csv,
    "jsonl": _JsonLines,
}
_ENCODINGS = {"csv": "utf-8-sig"}  # a spreadsheet takes other CSV for the letters of some country


@contextmanager
def writing(
    path: Path | None, form: str, title: str, columns: Sequence[Column], zone: ZoneInfo
) -> Iterator[Write]:
    """What writes into this file, or for None to standard output. Raises OperatorError where it cannot."""
    if path is None:
        out = _Terminal(sys.stdout) if sys.stdout.isatty() else sys.stdout
        yield _STREAMS[form](out, columns, zone)
        sys.stdout.flush()
        return
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield from _into(part, form, title, columns, zone)
        part.replace(path)
    except OSError as error:
        raise OperatorError(f"{path}: cannot be written ({error.strerror})") from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _into(part: Path, form: str, title: str, columns: Sequence[Column], zone: ZoneInfo) -> Iterator[Write]:
    if form == "xlsx":
        book = _Xlsx(part, title, columns, zone)
        try:
            yield book
        finally:
            book.close()  # else its rows stay behind in a file of their own
        return
    with part.open("w", encoding=_ENCODINGS.get(form, "utf-8"), newline="") as file:
        yield _STREAMS[form](file, columns, zone)
