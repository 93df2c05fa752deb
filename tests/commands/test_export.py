"""``feedback-bot export``, as an operator types it."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest

from bot.commands import export
from bot.core.effects import Line
from bot.exports.columns import FILTERS, TABLES
from bot.exports.writing import FORMS
from bot.texts import render
from tests.commands.asked import run, with_past, written
from tests.commands.commented import a_shop

WORDS = ["=1+1", "Cold soup", "Lovely, @SUM(A1)", "+49 30 1234567 call me", "fine"]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five customers, a comment each."""
    return a_shop(tmp_path_factory.mktemp("export") / "shop", WORDS)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_past(written(tmp_path_factory.mktemp("past")))


def test_the_command_knows_every_table_and_form() -> None:
    assert tuple(TABLES) == export._TABLES
    assert export._FORMS == FORMS
    assert FILTERS.keys() == TABLES.keys()


def test_every_column_has_its_meaning() -> None:
    names = {column.name for columns in TABLES.values() for column in columns}
    assert [name for name in sorted(names) if not render(Line(f"export.column.{name}"), "en")] == []


@pytest.mark.parametrize(
    ("table", "count"), [("responses", 5), ("answers", 10), ("comments", 5), ("customers", 5)]
)
def test_a_table_goes_to_standard_output(shop: Path, table: str, count: int) -> None:
    done = run("export", table, "--config", str(shop))
    assert (done.returncode, done.stderr) == (0, f"{count} rows\n")
    head, *rows = csv.reader(StringIO(done.stdout.removeprefix("\ufeff")))
    assert head == [column.name for column in TABLES[table]]
    assert len(rows) == count


def test_purchases_are_narrowed_down_by_period_and_touchpoint(past: Path) -> None:
    def orders(*narrowed: str) -> set[str]:
        done = run("export", "purchases", *narrowed, "--format", "jsonl", "--config", str(past))
        assert done.returncode == 0, done.stderr
        return {json.loads(line)["order"] for line in done.stdout.splitlines()}

    assert {"1040", "1042"} <= orders()
    assert orders("last", "10", "days") == orders() - {"1040"}
    assert orders("--touchpoint", "visit") == set()


def test_a_file_ends_as_its_form(shop: Path, tmp_path: Path) -> None:
    for form, begins in (("csv", b"\xef\xbb\xbfresponse,"), ("jsonl", b'{"response"'), ("xlsx", b"PK")):
        path = tmp_path / f"answers.{form}"
        done = run("export", "answers", "--out", str(path), "--config", str(shop))
        assert (done.returncode, done.stdout) == (0, "")
        assert path.read_bytes().startswith(begins)


def test_no_formula_leaves_the_house(shop: Path) -> None:
    done = run("export", "comments", "--config", str(shop))
    cells = [cell for row in csv.reader(StringIO(done.stdout)) for cell in row]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+4"))]


def test_for_research_there_are_pseudonyms_and_a_code_book(shop: Path, tmp_path: Path) -> None:
    path = tmp_path / "study.csv"
    done = run("export", "answers", "--research", "--out", str(path), "--config", str(shop))
    assert done.returncode == 0, done.stderr
    rows = [*csv.DictReader(StringIO(path.read_text("utf-8-sig")))]
    assert len({row["customer"] for row in rows}) == 5
    assert not {row["customer"] for row in rows} & {f"c{number:05}" for number in range(5)}
    assert {row["comment"] for row in rows} == {""}  # nobody has said that they may be quoted
    assert {len(row["answered_at"]) for row in rows} == {len("2026-03-02")}
    assert {row["segments"] for row in rows} == {""}  # fewer than five share a store
    book = [*csv.DictReader(StringIO((tmp_path / "study.codebook.csv").read_text("utf-8-sig")))]
    assert [entry["column"] for entry in book[: len(rows[0])]] == [*rows[0]]
    asked = [entry["column"] for entry in book if entry["column"].startswith("delivery/")]
    assert asked


def test_every_export_is_on_record_with_who_what_and_where(shop: Path, tmp_path: Path) -> None:
    path = tmp_path / "comments.csv"
    told = (
        "export",
        "comments",
        "2026",
        "--segment",
        "store=Wien",
        "--out",
        str(path),
        "--config",
        str(shop),
    )
    assert run(*told).returncode == 0
    (line,) = run("audit", "--json", "--limit", "1", "--config", str(shop)).stdout.splitlines()
    on_record = json.loads(line)
    assert on_record["action"] == "export"
    assert on_record["detail"] == f"comments 2026 segment=store=Wien (csv) to {path}"
    assert on_record["actor"].startswith("terminal::")
    assert run("export", "--list", "--config", str(shop)).stdout.splitlines()[-1].endswith(str(path))


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ([], "name a table"),
        (["answers", "next", "blue", "moon"], "no period is called 'next blue moon'"),
        (["answers", "--survey", "delivry"], 'did you mean "delivery"?'),
        (["answers", "--segment", "Berlin"], "NAME=VALUE"),
        (["customers", "last", "month"], "customers cannot be narrowed down by period"),
        (["cases", "--survey", "nps"], "cases cannot be narrowed down by survey"),
        (["answers", "--format", "xlsx"], "--out FILE.xlsx"),
        (["answers", "--research"], "--out FILE"),
        (["answers", "--out", "/nowhere/at/all.csv"], "cannot be written"),
    ],
)
def test_a_mistake_is_a_line(shop: Path, options: list[str], problem: str) -> None:
    done = run("export", *options, "--config", str(shop))
    assert done.returncode == 2
    assert problem in done.stderr
    assert "Traceback" not in done.stderr
