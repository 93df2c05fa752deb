"""From the database into a file: a page of rows at a time, all from one snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.core.settings import Settings
from bot.exports import codebook, research
from bot.exports.columns import TABLES, Column, Kind
from bot.exports.writing import writing
from bot.texts import render
from storage.database import Database
from storage.export_reading import LeftOut, Row, Wanted
from storage.exporting import Read, export


async def written(
    database: Database, wanted: Wanted, made: Settings, path: Path | None, form: str, key: bytes | None
) -> tuple[int, LeftOut]:
    """Write the table; how many rows it has, and what is not in them.

    With ``key``, the installation's own secret, it is for research: with pseudonyms, and a code book beside
    it. Raises OperatorError where the file cannot be written.
    """
    left = LeftOut()
    every = TABLES[wanted.table]
    columns = every if key is None else research.kept(every)

    def write(read: Read) -> int:
        count = 0
        with writing(path, form, wanted.table, columns, made.zone) as file:
            for row in _rows(read, every, made, key, left):
                file.row(row)
                count += 1
        return count

    count = await export(database, wanted, made, write)
    if key is not None and path is not None:
        _write_code_book(path, columns, made)
    return count, left


def _rows(
    read: Read, columns: tuple[Column, ...], made: Settings, key: bytes | None, left: LeftOut
) -> Iterator[Row]:
    if key is None:
        yield from (one.row for one in read(left))
        return
    common = research.shared(columns, read(LeftOut()))
    yield from research.Pseudonymous(columns, key, made.zone, common).rows(read(left))


def _write_code_book(path: Path, columns: tuple[Column, ...], made: Settings) -> None:
    """Beside the file, as CSV whatever the file is."""
    book = path.with_name(f"{path.stem}.codebook.csv")
    heads = tuple(Column(name, Kind.TEXT) for name in codebook.COLUMNS)
    with writing(book, "csv", "code book", heads, made.zone) as file:
        for entry in codebook.entries(columns, made, render):
            file.row(dict(zip(codebook.COLUMNS, entry, strict=True)))
