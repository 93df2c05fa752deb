"""A table in a file, whoever wrote it: CSV, TSV, JSON lines or plain lines, in whatever encoding.

What was found out about it is told (``Table.found``), what cannot be read is an OperatorError with the place
and the remedy. A row that cannot be read costs that row only.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

from bot.core.errors import OperatorError

STANDARD_INPUT = "-"
FORMATS = ("csv", "tsv", "jsonl")
LINES = "lines"  # plain text: a table of one column, which has no name in the file
TEXT_COLUMN = "text"
_DELIMITERS = ",;\t|"
_NONE = "\x1f"  # a delimiter that nobody types
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_HEAD = 1 << 16  # bytes that are looked at to find out what a file is
_BLOCK = 1 << 20  # bytes
_MOST_IN_A_FIELD = 1 << 20  # characters: more than that is a quote that was never closed
_ROWS_LOOKED_AT = 1000  # of JSON lines, for the names in them
_MOST_CONTROLS = 0.02  # of the characters of a text
_TEXT_CONTROLS = frozenset("\t\n\r\f\v\x1a")  # 0x1a ends a file of old
_EXTENSIONS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a workbook or a zip archive. Save it as CSV, or unpack it"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook. Save it as CSV"),
    (b"\x1f\x8b", "packed with gzip. Unpack it: gunzip FILE"),
    (b"%PDF", "a PDF. Export the table as CSV"),
    (b"SQLite format 3", "a SQLite database. Export the table as CSV"),
    (b"\x89PNG", "a picture. Export the table as CSV"),
    (b"\xff\xd8\xff", "a picture. Export the table as CSV"),
    (b"PAR1", "a Parquet file. Export it as CSV"),
)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Number(str):
    """A number in JSON, its digits as written: the point in it is a decimal point, whatever else is."""

    __slots__ = ()


Row = tuple[int, Sequence[str], str | None]
"""One row: the line that it begins in, its cells, and why it cannot be used, if it cannot."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How the operator wants a file to be read, where that is not to be found out."""

    form: str | None = None
    encoding: str | None = None
    delimiter: str | None = None


class Table:
    """An open table. ``columns`` are its names; ``found`` says what was found out about the file."""

    def __init__(self, name: str, file: BinaryIO, reading: Reading) -> None:
        self.name = name
        self.found: list[str] = []
        self._file = file
        self.size = file.seek(0, io.SEEK_END)  # bytes
        head = self._head()
        self._refuse_others(head)
        self._encoding = self._encoding_of(head, reading.encoding)
        start = head.decode(self._encoding, "ignore") if reading.encoding else self._decoded(head)
        self._form = reading.form or _form_of(name, start)
        if self._form == "json":
            raise OperatorError(
                f"{name}: is one JSON list; write one object a line (jq -c '.[]' does) and name it .jsonl"
            )
        self._delimiter = self._delimiter_of(start, reading.delimiter)
        self.columns = self._columns()
        self.found.insert(0, self._said())

    def rows(self) -> Iterator[Row]:
        """All rows below the names, from the first on, however often this is asked."""
        if self._form == "jsonl":
            return self._jsonl()
        if self._form == LINES:
            return self._lines()
        return islice(self._csv(len(self.columns)), 1, None)

    @property
    def position(self) -> int:
        """How many bytes were read so far."""
        return self._file.tell()

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    # what it is

    def _said(self) -> str:
        encoding = self._encoding.upper()
        if self._form == LINES:
            return f"plain text, {encoding}"
        is_parted = self._form == "csv" and self._delimiter != _NONE
        parted = f", separated by {_NAMES.get(self._delimiter, self._delimiter)}s" if is_parted else ""
        columns = "1 column" if len(self.columns) == 1 else f"{len(self.columns)} columns"
        return f"{self._form.upper()}{parted}, {encoding}, {columns}"

    def _head(self) -> bytes:
        self._file.seek(0)
        head = self._file.read(_HEAD)
        if not head.strip():
            raise OperatorError(f"{self.name}: is empty. Give a table whose first line names its columns.")
        return head

    def _refuse_others(self, head: bytes) -> None:
        for magic, words in _MAGIC:
            if head.startswith(magic):
                raise OperatorError(f"{self.name}: this is {words}.")

    def _encoding_of(self, head: bytes, wanted: str | None) -> str:
        if wanted is not None:
            return self._proven(wanted)
        for mark, encoding in _MARKS:
            if head.startswith(mark):
                return self._proven(encoding)
        if head.count(0) * 4 > len(head):
            wide = "utf-16-be" if head[:1] == b"\0" else "utf-16-le"
            raise OperatorError(f"{self.name}: looks like {wide} without its mark. Give --encoding {wide}.")
        controls = sum(head.count(byte) for byte in range(32) if chr(byte) not in _TEXT_CONTROLS)
        if controls > len(head) * _MOST_CONTROLS:
            raise OperatorError(f"{self.name}: is not text. Give a table as CSV, TSV or JSON lines.")
        for encoding in ("utf-8", "cp1252"):
            if self._undecodable(encoding) is None:
                break
        else:
            encoding = "latin-1"
        if encoding != "utf-8":
            self.found.append(f"not UTF-8, so it is read as {encoding}; --encoding says otherwise")
        return encoding

    def _proven(self, encoding: str) -> str:
        """Raises OperatorError for an encoding that there is not, or that the file is not in."""
        try:
            codecs.getincrementaldecoder(encoding)
        except LookupError:
            raise OperatorError(
                f"there is no encoding {encoding!r}; utf-8, utf-16, cp1252 and latin-1 are some"
            ) from None
        line = self._undecodable(encoding)
        if line is not None:
            raise OperatorError(
                f"{self.name}:{line}: is not in {encoding}. Leave --encoding out, or name another."
            )
        return encoding

    def _undecodable(self, encoding: str) -> int | None:
        """The first line that is not in this encoding; None where all are."""
        decoder = codecs.getincrementaldecoder(encoding)()
        self._file.seek(0)
        line = 1
        while True:
            block = self._file.read(_BLOCK)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeError as error:
                start = error.start if isinstance(error, UnicodeDecodeError) else 0
                return line + block[:start].count(b"\n")
            if not block:
                return None
            line += text.count("\n")

    def _decoded(self, head: bytes) -> str:
        return codecs.getincrementaldecoder(self._encoding)("ignore").decode(head)

    def _delimiter_of(self, start: str, wanted: str | None) -> str:
        if self._form == "tsv":
            return wanted or "\t"
        lines = start.splitlines()
        first = lines[0].strip().lower() if lines else ""
        if first.startswith("sep=") and len(first) <= len("sep=;"):
            return wanted or lines[0].strip()[4:] or "\t"
        if wanted is not None:
            return wanted
        # A head that was cut off may end in the middle of a row.
        whole = start if len(start) < _HEAD // 4 else start[: start.rfind("\n") + 1]
        best = max(_DELIMITERS, key=lambda one: (*_regularity(whole, one), -_DELIMITERS.index(one)))
        # A single column: what looks like a delimiter further down is part of somebody's words.
        return _NONE if _regularity(whole, best)[1] == 1 else best

    def _columns(self) -> tuple[str, ...]:
        if self._form == LINES:
            return (TEXT_COLUMN,)
        if self._form == "jsonl":
            names: dict[str, None] = {}
            for _, fields, _ in islice(self._objects(), _ROWS_LOOKED_AT):
                names.update(dict.fromkeys(fields))
            if not names:
                raise OperatorError(f"{self.name}: holds no JSON object; write one a line.")
            return tuple(names)
        first = next(self._csv(), None)
        if first is None or first[2] is not None:
            why = first[2] if first else "is empty"
            raise OperatorError(f"{self.name}:1: {why}. The first line is to name the columns.")
        return self._named(*first[:2])

    def _named(self, line: int, first: Sequence[str]) -> tuple[str, ...]:
        cells = [" ".join(cell.replace("\0", "").split()) for cell in first]
        while cells and not cells[-1]:
            cells.pop()
        values = [cell for cell in cells if _is_value(cell)]
        if values:
            raise OperatorError(
                f"{self.name}:{line}: the first line holds {values[0]!r}, a value and no name. "
                "Put a line above it that names the columns."
            )
        names: list[str] = []
        for place, cell in enumerate(cells, start=1):
            name, times = cell or f"column {place}", 2
            while name in names:
                name, times = f"{cell} ({times})", times + 1
            if cell and name != cell:
                self.found.append(f"two columns are called {cell!r}; the second is called {name!r} here")
            names.append(name)
        return tuple(names)

    # rows

    def _text(self) -> io.TextIOWrapper:
        self._file.seek(0)
        # Detached by nobody: the wrapper is dropped, the file below it stays open.
        return io.TextIOWrapper(cast(BinaryIO, _Kept(self._file)), self._encoding, newline="")

    def _csv(self, width: int | None = None) -> Iterator[Row]:
        """The names, then all rows, without those that are empty. A field may hold whole lines."""
        csv.field_size_limit(_MOST_IN_A_FIELD)
        reader = csv.reader(self._text(), delimiter=self._delimiter, strict=True)
        line = 1
        while True:
            try:
                for cells in reader:
                    # An empty line is an empty list; one of empty cells is nothing either.
                    if any(cells) and not (line == 1 and _is_mark(cells)):
                        if width is None or len(cells) == width:
                            yield line, cells, None
                        else:
                            yield _fitted(line, cells, width)
                    line = reader.line_num + 1
            except csv.Error as error:
                yield line, (), f"cannot be read: {_said(error)}"
                line = reader.line_num + 1
                continue
            return

    def _lines(self) -> Iterator[Row]:
        for line, text in enumerate(self._text(), start=1):
            if said := text.strip():
                yield line, (said,), None

    def _jsonl(self) -> Iterator[Row]:
        columns = self.columns
        for line, fields, problem in self._objects():
            yield line, [fields.get(name, "") for name in columns], problem

    def _objects(self) -> Iterator[tuple[int, dict[str, str], str | None]]:
        for line, text in enumerate(self._text(), start=1):
            if not text.strip():
                continue
            try:
                said = json.loads(text, parse_float=Number, parse_int=Number, parse_constant=str)
            except (ValueError, RecursionError) as error:
                yield line, {}, f"is not JSON: {error}"
                continue
            if not isinstance(said, dict):
                yield line, {}, "is no JSON object"
                continue
            fields: dict[str, str] = {}
            _flatten("", said, fields)
            yield line, fields, None


def open_table(path: str, reading: Reading) -> Table:
    """The table in this file, or in standard input ("-"). Raises OperatorError where there is none."""
    file: BinaryIO
    if path == STANDARD_INPUT:
        file = _kept(sys.stdin.buffer)
        name = "standard input"
    else:
        place = Path(path)
        if place.is_dir():
            raise OperatorError(f"{path}: is a folder. Name a file in it.")
        try:
            file = place.open("rb")
        except OSError as error:
            raise OperatorError(f"{path}: cannot be read ({error.strerror}). Name another file.") from None
        if not file.seekable():
            with file as pipe:
                file = _kept(pipe)
        name = path
    try:
        return Table(name, file, reading)
    except BaseException:
        file.close()
        raise


def _kept(stream: BinaryIO) -> BinaryIO:
    """What is read more than once is kept: in a file without a name, gone with this process."""
    file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - closed with the table
    shutil.copyfileobj(stream, file)
    return file


class _Kept(io.RawIOBase):
    """The file below a text reader, which must not close it."""

    def __init__(self, file: BinaryIO) -> None:
        self._below = file

    def readable(self) -> bool:
        return True

    def read1(self, size: int = -1, /) -> bytes:
        return self._below.read(_HEAD if size < 0 else max(size, _HEAD))

    def read(self, size: int = -1, /) -> bytes:
        return self._below.read(size)


def _form_of(name: str, start: str) -> str:
    known = _EXTENSIONS.get(Path(name).suffix.lower())
    shape = start.lstrip("\ufeff \t\r\n")[:1]
    if known == "jsonl" or (known is None and shape == "{"):
        return "json" if shape == "[" else "jsonl"
    if known is None and shape == "[":
        return "json"
    first = start.splitlines()[0] if start.strip() else ""
    return known or ("tsv" if "\t" in first and not any(one in first for one in ",;|") else "csv")


def _regularity(text: str, delimiter: str) -> tuple[float, int]:
    """How much of a text comes out as wide as its first row, and how wide that is, with this delimiter."""
    try:
        rows = [
            row for row in islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 50) if row
        ]
    except csv.Error:
        return 0.0, 0
    width = len(rows[0]) if rows else 0
    if width < 2:
        return 0.0, width
    return round(sum(len(row) == width for row in rows) / len(rows), 1), width


def _fitted(line: int, cells: Sequence[str], width: int) -> Row:
    """A row of another width: what hangs over is passed over where it is empty."""
    if len(cells) > width and not any(cells[width:]):
        return line, cells[:width], None
    return line, cells, f"has {len(cells)} columns instead of {width}"


def _is_mark(cells: Sequence[str]) -> bool:
    """Excel's own first line, which tells the delimiter."""
    return cells[0].lower().startswith("sep=")


def _is_value(cell: str) -> bool:
    """Whether this is plainly no name of a column."""
    digits = sum(one.isdigit() for one in cell)
    is_number = digits > 0 and not any(one.isalpha() for one in cell)
    is_email = "@" in cell and "." in cell.partition("@")[2] and " " not in cell
    return is_number or is_email


def _flatten(before: str, said: object, fields: dict[str, str]) -> None:
    """Objects in objects by names with points; what is not there is empty."""
    if isinstance(said, dict):
        for name, value in said.items():
            _flatten(f"{before}.{name}" if before else str(name), value, fields)
    elif isinstance(said, list):
        fields[before] = json.dumps(said, ensure_ascii=False)
    elif isinstance(said, bool):
        fields[before] = "true" if said else "false"
    else:
        fields[before] = "" if said is None else cast(str, said)


def _said(error: csv.Error) -> str:
    words = str(error)
    if "field larger" in words:
        return "a quote is opened here and not closed within a million characters"
    if "unexpected end" in words:
        return "a quote is opened here and never closed"
    return words
