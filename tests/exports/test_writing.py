"""Files of rows: no cell is a formula, nothing steers a terminal, nobody else reads them, none is half."""

from __future__ import annotations

import csv
import json
import re
import stat
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.core.errors import OperatorError
from bot.exports import writing
from bot.exports.columns import Column, Kind

BERLIN = ZoneInfo("Europe/Berlin")
COLUMNS = (
    Column("comment", Kind.WORDS),
    Column("rating", Kind.NUMBER),
    Column("at", Kind.MOMENT),
    Column("amount", Kind.AMOUNT),
    Column("skipped", Kind.FLAG),
    Column("segments", Kind.LIST),
)
ROW: dict[str, Any] = {
    "comment": "Cold, “soup”\nand late",
    "rating": 2,
    "at": datetime(2026, 3, 2, 12, tzinfo=UTC),
    "amount": "12.50",
    "skipped": False,
    "segments": ["shift=night", "store=Berlin"],
}
FORMULAS = (
    '=HYPERLINK("http://example.org","x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "|calc",
    "\n=1",
    "＝1+1",
    "＠SUM(A1)",
)
BEHIND = (
    'fine",=1+1,"',
    "fine;=1+1",
    "fine\r\n=2+2",
    "fine\t@SUM(A1)",
    "fine; -1+cmd|' /C calc'!A0",
)


def written(path: Path, rows: Iterable[dict[str, Any]], form: str) -> Path:
    with writing.writing(path, form, "answers", COLUMNS, BERLIN) as file:
        for row in rows:
            file.row(row)
    return path


def test_csv_has_a_heading_local_moments_and_what_is_empty_is_empty(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", [ROW, {}], "csv")
    head, row, empty = csv.reader(path.read_text("utf-8-sig").splitlines(keepends=True))
    assert head == [column.name for column in COLUMNS]
    assert row == [
        "Cold, “soup”\nand late",
        "2",
        "2026-03-02T13:00:00+01:00",
        "12.50",
        "false",
        "shift=night; store=Berlin",
    ]
    assert empty == [""] * len(COLUMNS)


def test_json_lines_keep_lists_and_numbers(tmp_path: Path) -> None:
    (line,) = written(tmp_path / "a.jsonl", [ROW], "jsonl").read_text("utf-8").splitlines()
    assert json.loads(line) == {**ROW, "at": "2026-03-02T13:00:00+01:00"}


@pytest.mark.parametrize("words", FORMULAS)
def test_no_cell_of_csv_begins_as_a_formula_does(tmp_path: Path, words: str) -> None:
    row = {"comment": words, "segments": [words]}
    cells = [*csv.reader(written(tmp_path / "a.csv", [row], "csv").read_text("utf-8-sig").splitlines())][1]
    assert [cell[:1] for cell in cells if cell.strip()] == ["'", "'"] or words[0] in "\t\r"
    assert not any(cell.startswith(("=", "+", "-", "@", "|", "\t", "\r", "\n", "＝", "＠")) for cell in cells)


@pytest.mark.parametrize("words", BEHIND)
def test_nor_does_what_another_sign_would_part(tmp_path: Path, words: str) -> None:
    said = written(tmp_path / "a.csv", [{"comment": words}], "csv").read_text("utf-8-sig")
    parts = re.split(r'[;,\t\r\n"]', said)
    assert not [part for part in parts if re.match(r"\s*([=@]|[-+]\S)", part)]


def test_a_list_of_words_stays_one(tmp_path: Path) -> None:
    said = "Good:\n- soup, and\n- bread; 4 - 5 stars, a=b"
    assert said in written(tmp_path / "a.csv", [{"comment": said}], "csv").read_text("utf-8-sig")


def test_a_spreadsheet_has_no_formula_and_no_link_whatever_is_said(tmp_path: Path) -> None:
    rows = [{"comment": words} for words in (*FORMULAS, "http://example.org", "mailto:a@example.org")]
    path = written(tmp_path / "a.xlsx", rows, "xlsx")
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        names = book.namelist()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert not [name for name in names if "rels" in name and "sheet" in name]
    assert "=HYPERLINK(" in sheet  # as the words that they are


def test_a_spreadsheet_has_numbers_moments_and_flags_as_what_they_are(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", [{**ROW, "at": date(2026, 3, 2)}, ROW], "xlsx")
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    for cell in ("<v>2</v>", "<v>12.5</v>", "<v>46083</v>", "<v>46083.54166666666</v>", 't="b"'):
        assert cell in sheet, cell


def test_a_full_sheet_goes_on_on_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_ROWS_A_SHEET", 3)
    path = written(tmp_path / "a.xlsx", [ROW] * 5, "xlsx")
    with zipfile.ZipFile(path) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
        last = book.read("xl/worksheets/sheet3.xml").decode()
    assert len(sheets) == 3
    assert last.count("<row") == 2


@pytest.mark.parametrize("form", writing.FORMS)
def test_what_steers_a_terminal_is_in_no_file(tmp_path: Path, form: str) -> None:
    path = written(tmp_path / f"a.{form}", [{"comment": "red \x1b[31m \x9b2J bell\x07"}], form)
    content = path.read_bytes()
    if form == "xlsx":
        with zipfile.ZipFile(path) as book:
            content = b"".join(book.read(name) for name in book.namelist())
    for sign in (b"\x1b", "\x9b".encode(), b"\x07", b"\\u001b", b"_x001B_", b"_x0007_"):
        assert sign not in content


@pytest.mark.parametrize("form", writing.FORMS)
def test_nobody_else_may_read_it(tmp_path: Path, form: str) -> None:
    path = written(tmp_path / f"a.{form}", [ROW], form)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("form", writing.FORMS)
def test_what_breaks_in_the_middle_leaves_no_file_and_what_was_there_before(
    tmp_path: Path, form: str
) -> None:
    path = tmp_path / f"a.{form}"
    path.write_text("as it was", "utf-8")

    def rows() -> Iterator[dict[str, Any]]:
        yield ROW
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        written(path, rows(), form)
    assert path.read_text("utf-8") == "as it was"
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_folder_that_is_not_there_is_an_operators_mistake(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="cannot be written"):
        written(tmp_path / "nowhere" / "a.csv", [ROW], "csv")


class Screen(StringIO):
    """A standard output that a person sits at."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_on_a_terminal_nothing_turns_what_is_written_round_and_a_pipe_gets_it_as_it_was_said(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "cheap\u202eesiwrehto\u202c and \u2067odd\u2069"
    shown: dict[bool, str] = {}
    for out in (Screen(), StringIO()):
        monkeypatch.setattr(sys, "stdout", out)
        with writing.writing(None, form, "answers", COLUMNS, BERLIN) as file:
            file.row({**ROW, "comment": said})
        shown[out.isatty()] = out.getvalue()
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", shown[True])
    assert "cheap\\u202eesiwrehto" in shown[True]
    assert said in shown[False]
    if form == "jsonl":
        assert json.loads(shown[True])["comment"] == said
