"""``feedback-bot analyze`` as an operator types it: right files are read, wrong ones end with clear words."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.commands.asked import run, written

ROOT = Path(__file__).parents[2]
PATIENCE_S = 120
TABLE = """id,Review Text,Stars
7,"The courier was rude, and the parcel came late.",1
8,Wonderful mugs. I love them!,5
9,,4
10,Das war leider alles ganz furchtbar und viel zu spät.,2
"""


def a_file(folder: Path, text: str | bytes, name: str = "reviews.csv") -> str:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


def analyzed(*words: str, status: int = 0) -> list[dict[str, Any]]:
    """The rows that come out."""
    done = run("analyze", *words)
    assert done.returncode == status, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def refused(*words: str) -> str:
    """What is said where nothing is begun."""
    done = run("analyze", *words)
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


# --- what comes out


def test_a_row_comes_out_for_each_that_goes_in(tmp_path: Path) -> None:
    rows = analyzed(a_file(tmp_path, TABLE), "--comment", "Review Text")
    assert [(row["line"], row["label"], row["language"]) for row in rows] == [
        (2, "unhappy", "en"),
        (3, "happy", "en"),
        (4, "unknown", None),
        (5, "unknown", "de"),
    ]
    assert list(rows[0]) == (
        "line p_unhappy has_complaint mixed label polarity confidence language themes signals engine".split()
    )
    assert rows[0]["p_unhappy"] > 0.2 > rows[1]["p_unhappy"]
    assert {"delivery", "staff"} <= set(rows[0]["themes"])
    assert rows[0]["engine"].split()[1]


def test_what_nobody_can_say_is_empty_and_no_zero(tmp_path: Path) -> None:
    german = analyzed(a_file(tmp_path, TABLE), "--comment", "Review Text")[3]
    scores = ("p_unhappy", "has_complaint", "mixed", "polarity", "confidence")
    assert [german[name] for name in scores] == [None] * 5


def test_with_ratings_comes_the_verdict_on_both(tmp_path: Path) -> None:
    rows = analyzed(a_file(tmp_path, TABLE), "--comment", "Review Text", "--rating", "Stars")
    assert [(row["rating"], row["verdict"], row["contradiction"]) for row in rows] == [
        (1, "unhappy", False),
        (5, "happy", False),
        (4, "happy", False),
        (2, "unhappy", False),
    ]


def test_words_and_a_rating_that_say_the_opposite_are_told(tmp_path: Path) -> None:
    file = a_file(tmp_path, "text,stars\nHorrible. The worst shop ever and rude staff.,5\n")
    (row,) = analyzed(file, "--comment", "text", "--rating", "stars")
    assert row["contradiction"] is True
    assert "1 words and rating contradict each other" in run(
        "analyze", file, "--comment", "text", "--rating", "stars"
    ).stderr.replace("in 1", "1")


def test_without_a_rating_in_its_cell_the_words_decide(tmp_path: Path) -> None:
    file = a_file(tmp_path, "text,stars\nHorrible. The worst shop ever.,\n,\n")
    rows = analyzed(file, "--comment", "text", "--rating", "stars")
    assert [(row["rating"], row["verdict"]) for row in rows] == [(None, "unhappy")]
    rows = analyzed(a_file(tmp_path, "text,stars,id\n,,1\n"), "--comment", "text", "--rating", "stars")
    assert [(row["rating"], row["verdict"]) for row in rows] == [(None, None)]


def test_ratings_may_be_on_other_scales(tmp_path: Path) -> None:
    file = a_file(tmp_path, "why;score\nfine;6\nfine;9,0\nfine;7\n")
    rows = analyzed(file, "--comment", "why", "--rating", "score", "--scale", "0-10")
    assert [(row["rating"], row["verdict"]) for row in rows] == [(6, "unhappy"), (9, "happy"), (7, "neutral")]


def test_signals_are_named(tmp_path: Path) -> None:
    (row,) = analyzed(
        a_file(tmp_path, "text\nI want my money back or I call my lawyer.\n"), "--comment", "text"
    )
    assert set(row["signals"]) == {"refund", "legal"}


def test_a_table_for_spreadsheets_holds_no_formula(tmp_path: Path) -> None:
    file = a_file(tmp_path, 'text,=id\n"=HYPERLINK(""x"")",+1\n@here,-cmd\nfine,-2.5\n')
    done = run("analyze", file, "--comment", "text", "--keep", "text", "--keep", "=id", "--format", "csv")
    rows = list(csv.reader(io.StringIO(done.stdout)))
    assert rows[0][-2:] == ["text", "'=id"]
    assert [row[-2:] for row in rows[1:]] == [
        ['\'=HYPERLINK("x")', "+1"],
        ["'@here", "'-cmd"],
        ["fine", "-2.5"],
    ]
    assert all(len(row) == len(rows[0]) for row in rows)


def test_polarities_below_zero_stay_numbers_in_a_table(tmp_path: Path) -> None:
    done = run("analyze", a_file(tmp_path, TABLE), "--comment", "Review Text", "--format", "csv")
    row = next(csv.DictReader(io.StringIO(done.stdout)))
    assert float(row["polarity"]) < 0
    assert row["mixed"] in {"true", "false"}
    assert "; " in row["themes"]


def test_the_result_goes_to_a_file_and_its_name_says_how(tmp_path: Path) -> None:
    out = tmp_path / "felt.csv"
    done = run("analyze", a_file(tmp_path, TABLE), "--comment", "Review Text", "--out", str(out))
    assert (done.returncode, done.stdout) == (0, "")
    assert len(list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"))))) == 4


def test_the_end_says_what_it_comes_to(tmp_path: Path) -> None:
    told = run("analyze", a_file(tmp_path, TABLE), "--comment", "Review Text").stderr
    assert "4 comments in " in told
    assert "1 unhappy (25 %), 0 neutral, 1 happy (25 %), 2 unknown (50 %)" in told
    assert "What the 1 unhappy mention most: delivery (1)" in told


# --- what goes in


def test_fields_with_lines_in_them_and_a_mark_in_front_are_read(tmp_path: Path) -> None:
    text = 'text;id\n"First line.\nSecond line, terrible.";1\nGood;2\n'
    rows = analyzed(a_file(tmp_path, b"\xef\xbb\xbf" + text.encode()), "--comment", "text")
    assert [row["line"] for row in rows] == [2, 4]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.jsonl", '{"text": "Terrible."}\n{"text": "Great!"}\n'),
        ("a.tsv", "text\tid\nTerrible.\t1\nGreat!\t2\n"),
        ("a.txt", "Terrible.\n\nGreat!\n"),
    ],
)
def test_other_forms_of_files_are_read(tmp_path: Path, name: str, text: str) -> None:
    column = () if name.endswith(".txt") else ("--comment", "text")
    rows = analyzed(a_file(tmp_path, text, name), *column)
    assert [row["label"] for row in rows] == ["unhappy", "happy"]


def test_in_a_table_of_one_column_a_comma_is_part_of_the_words(tmp_path: Path) -> None:
    rows = analyzed(
        a_file(tmp_path, 'text\nRude, slow; terrible.\n"Great, ""really"" great!"\n'), "--comment", "text"
    )
    assert [row["label"] for row in rows] == ["unhappy", "happy"]


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    class Typed:
        buffer = io.BytesIO(b"text,id\nTerrible.,1\n")

    monkeypatch.setattr("sys.stdin", Typed)
    assert [row["label"] for row in analyzed("-", "--comment", "text")] == ["unhappy"]


def test_a_column_is_found_whatever_its_capitals(tmp_path: Path) -> None:
    assert len(analyzed(a_file(tmp_path, TABLE), "--comment", "review text")) == 4


def test_short_comments_are_in_the_language_of_the_others(tmp_path: Path) -> None:
    long = "Das war leider alles ganz furchtbar und viel zu spät.\n"
    file = a_file(tmp_path, long * 3 + "Super\n", "a.txt")
    assert [row["language"] for row in analyzed(file)] == ["de"] * 4


def test_a_language_that_is_said_is_that_of_all(tmp_path: Path) -> None:
    rows = analyzed(a_file(tmp_path, TABLE), "--comment", "Review Text", "--language", "en-GB")
    assert {row["language"] for row in rows} == {"en", None}
    done = run("analyze", a_file(tmp_path, TABLE), "--comment", "Review Text", "--language", "fi")
    assert "does not speak 'fi' but en: no comment gets a score" in done.stderr
    assert '"unhappy"' not in done.stdout


def test_a_configuration_gives_the_engine(tmp_path: Path) -> None:
    file = written(tmp_path)
    file.write_text(file.read_text() + '[sentiment]\nanalyzer = "none"\n')
    rows = analyzed(a_file(tmp_path, TABLE), "--comment", "Review Text", "--config", str(file))
    assert {(row["engine"], row["label"]) for row in rows} == {("none", "unknown")}


def test_half_a_character_from_json_stops_nothing(tmp_path: Path) -> None:
    file = a_file(tmp_path, '{"text": "Terrible \\ud83d service\\u0000."}\n', "a.jsonl")
    out = tmp_path / "out.jsonl"
    done = run("analyze", file, "--comment", "text", "--keep", "text", "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert json.loads(out.read_text("utf-8"))["text"] == "Terrible ? service."


# --- what cannot be read


def test_a_row_that_cannot_be_read_is_told_with_its_line_and_the_others_go_on(tmp_path: Path) -> None:
    file = a_file(tmp_path, "text,stars\nTerrible.,1\na,b,c\nGreat!,5\n")
    done = run("analyze", file, "--comment", "text", "--rating", "stars")
    assert done.returncode == 1
    assert [json.loads(line)["line"] for line in done.stdout.splitlines()] == [2, 4]
    assert "line 3: has 3 columns instead of 2" in done.stderr
    assert "1 row could not be read and is not in the result." in done.stderr


@pytest.mark.parametrize(
    ("rating", "said"),
    [
        ("9", "rating 9 is not on the scale 1-5; --scale names another"),
        ("good", "rating 'good' is no number"),
        ("4.5", "rating 4.5 is no whole number"),
        ("nan", "is not on the scale"),
        ("inf", "is not on the scale"),
    ],
)
def test_a_rating_that_is_none_costs_the_verdict_only(tmp_path: Path, rating: str, said: str) -> None:
    done = run(
        "analyze", a_file(tmp_path, f"text,stars\nFine.,{rating}\n"), "--comment", "text", "--rating", "stars"
    )
    row = json.loads(done.stdout)
    assert (done.returncode, row["rating"], row["verdict"], row["label"] != "unknown") == (
        1,
        None,
        None,
        True,
    )
    assert f"line 2: {said}" in done.stderr or said in done.stderr


def test_a_wrong_column_is_answered_with_those_there_are(tmp_path: Path) -> None:
    said = refused(a_file(tmp_path, TABLE), "--comment", "Reviews", "--rating", "Sterne")
    assert '--comment="Reviews": there is no such column; did you mean "Review Text"?' in said
    assert '--rating="Sterne": there is no such column' in said
    assert "The columns of the file are: 'id', 'Review Text', 'Stars'." in said


def test_a_file_in_another_encoding_is_read_and_what_it_was_taken_for_is_said(tmp_path: Path) -> None:
    file = a_file(tmp_path, "text\nSehr schön war das alles hier.\n".encode("cp1252"))
    assert "not UTF-8, so it is read as cp1252" in run("analyze", file, "--comment", "text").stderr
    said = refused(file, "--comment", "text", "--encoding", "utf-8")
    assert "reviews.csv:2: is not in utf-8" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--comment COLUMN is missing"),
        (("--comment", ""), "--comment needs the name of a column"),
        (("--comment", "text", "--scale", "0-10"), "--scale goes with --rating"),
        (("--comment", "text", "--input", "txt"), "--comment does not go with plain text"),
        (("--input", "txt", "--rating", "stars"), "--rating and --keep need a table"),
        (("--comment", "text", "--engine", "oracle"), "no sentiment analyzer 'oracle'; known are: default"),
        (("--comment", "text", "--language", "english"), "'english' is no language; write two letters"),
        (
            ("--comment", "text", "--keep", "label"),
            "--keep label: the result has a column of that name itself",
        ),
        (("--comment", "text", "--keep", "nothing"), '--keep nothing="nothing": there is no such column'),
        (("--comment", "text", "--delimiter", "::"), "give one sign, or tab"),
        (("--comment", "text", "--config", "none.toml"), "none.toml"),
        (("--comment", "text", "--out", "no/such/folder/out.csv"), "cannot be written (No such file"),
    ],
)
def test_what_is_typed_wrong_is_answered_with_the_remedy(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    assert said in refused(a_file(tmp_path, "text,label\nFine.,x\n"), *words)


def test_the_file_itself_is_never_written_over(tmp_path: Path) -> None:
    file = a_file(tmp_path, TABLE)
    assert "that is the file to be read" in refused(file, "--comment", "Review Text", "--out", file)
    assert Path(file).read_text() == TABLE


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "is empty"),
        ("book.xlsx", b"PK\x03\x04rest", "Save it as CSV"),
        ("list.json", b'[{"text": "a"}]', "write one object a line"),
        ("broken.csv", b'text,id\n"never closed,1\n', "a quote is opened here and never closed"),
    ],
)
def test_files_that_are_no_tables_are_named(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    done = run("analyze", a_file(tmp_path, content, name), "--comment", "text")
    assert done.returncode in {1, 2}
    assert said in done.stderr
    assert done.stdout == ""


def test_a_file_that_is_not_there_and_a_folder_are_named(tmp_path: Path) -> None:
    assert "cannot be read (No such file" in refused(str(tmp_path / "none.csv"), "--comment", "text")
    assert "is a folder" in refused(str(tmp_path), "--comment", "text")


# --- how it runs


def test_it_needs_no_configuration_and_reads_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_file(tmp_path, "not [ a configuration", "config.toml")
    monkeypatch.chdir(tmp_path)
    assert len(analyzed(a_file(tmp_path, TABLE), "--comment", "Review Text")) == 4


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    file = a_file(tmp_path, "text\n" + "Terrible service, never again.\n" * 5000)
    command = f"{sys.executable} -m bot analyze {file} --comment text | head -1"
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    assert (done.returncode, done.stdout.count("\n"), "Traceback" in done.stderr) == (0, 1, False)


def test_ten_times_as_many_rows_take_no_more_memory(tmp_path: Path) -> None:
    few, many = (_peak_mb(tmp_path, rows) for rows in (2_000, 20_000))
    assert many < few + 6


_MEASURED = """
import resource, sys
from bot.cli import main
status = main(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)
sys.exit(status)
"""


def _peak_mb(folder: Path, rows: int) -> int:
    """The peak memory of a process that reads so many rows, no two of them the same."""
    lines = (
        f"{number},The parcel {number} came {number % 9} days late and was number {number}."
        for number in range(rows)
    )
    file = a_file(folder, "\n".join(["id,text", *lines, ""]), f"{rows}.csv")
    out = folder / f"{rows}.jsonl"
    words = ["analyze", file, "--comment", "text", "--keep", "text", "--out", str(out)]
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(out.read_text().splitlines()) == rows
    return int(done.stderr.splitlines()[-1])
