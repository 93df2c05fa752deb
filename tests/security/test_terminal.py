"""What any command prints steers no terminal and turns no line round, whatever anybody is called or says."""

from __future__ import annotations

import csv
import json
import zipfile
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from bot.commands import TABLE
from bot.imports.rejects import harmless
from tests.commands.asked import run
from tests.hostile import SHORT, steering
from tests.security.hostile_shop import hostile_shop

READING = {
    "why": (["why", "o8"], ["why", "o21", "--json"], ["why", "pwned"]),
    "preview": (["preview", "o8"], ["preview", "o21", "--json"]),
    "rules": (
        ["rules", "show"],
        ["rules", "show", "--json"],
        ["rules", "test", "alerts.rating=4", "--comments"],
        ["rules", "test", "alerts.rating=4", "--comments", "--json"],
    ),
    "digest": (
        ["digest", "today"],
        ["digest", "last 30 days"],
        ["digest", "last 30 days", "--format", "json"],
    ),
    "book": (["book"],),
    "ledger": (["ledger"], ["ledger", "--period", "all", "--json"]),
    "audit": (["audit"], ["audit", "--json"]),
    "touchpoints": (["touchpoints", "--by", "place"], ["touchpoints", "--by", "place", "--json"]),
    "rollups": (["rollups", "verify"],),
    "link": (["link", "o8"],),
    "reanalyze": (["reanalyze", "--dry-run"],),
    "check": (["check"],),
    "trace": (["trace", "o8"], ["trace", "o8", "--json"]),
    "customer": (
        ["customer", "show", "o8"],
        ["customer", "show", "o21", "--json"],
        ["customer", "show", "pwned"],
    ),
    "export": (["export", "--list"],),
}
"""Command → ways in which it is given; each reads and prints what somebody wrote, or might."""
OTHERS = frozenset(
    {"demo", "run", "slack", "migrate", "import", "invite", "analyze", "backup", "restore", "move", "adapt"}
    | {
        "replay-reviews",
        "simulate",
        "bench",
        "texts",
        "health",
        "reload",
        "replay",
        "init",
        "send-test",
        "claim",
    }
    | {"completion", "language-model"}
)
"""Commands that print nothing that a customer wrote, and those that are looked at by themselves below."""


@cache
def printed(*given: str) -> CompletedProcess[str]:
    """The same command prints the same, as often as it is looked at."""
    return run(*given)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_shop(tmp_path_factory.mktemp("hostile"))


def test_every_command_is_looked_at_or_prints_nothing_of_what_anybody_wrote() -> None:
    assert set(TABLE) == set(READING) | OTHERS


@pytest.mark.parametrize("given", [one for ways in READING.values() for one in ways], ids=" ".join)
def test_a_command_that_reads_prints_words_and_nothing_that_steers(given: list[str], shop: Path) -> None:
    done = printed(*given, "--config", str(shop))
    assert done.stdout or done.stderr
    assert "Traceback" not in done.stderr
    assert steering(done.stdout) == []
    assert steering(done.stderr) == []


def test_hostile_words_are_there_to_be_seen(shop: Path) -> None:
    """The test above would be content with an empty shop."""
    said = "".join(printed(*one, "--config", str(shop)).stdout for ways in READING.values() for one in ways)
    for words in ("pwned", "HYPERLINK", "DROP TABLE", "evil.example", "<script>"):
        assert words in said


def test_what_an_operator_types_and_a_configuration_holds_is_printed_as_words(
    tmp_path: Path, shop: Path
) -> None:
    steers = [words for words in SHORT.values() if steering(words)]
    assert len(steers) >= 4
    for words in steers:
        typed = words.replace("\0", "")
        for given in (["why", typed], ["digest", typed]):
            done = run(*given, "--config", str(shop))
            assert "Traceback" not in done.stderr
            assert steering(done.stdout + done.stderr) == [], given
        file = tmp_path / "config.toml"
        file.write_text(f"[business]\nname = 5\n{json.dumps(typed)} = {json.dumps(typed)}\n", "utf-8")
        done = run("check", "--config", str(file))
        assert done.returncode != 0
        assert steering(done.stdout + done.stderr) == []


# --- tables for spreadsheets


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines(keepends=True)))


def table(path: Path, *columns: str) -> Path:
    """One row for every word of the corpus, in every column."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([words] * len(columns) for words in SHORT.values())
    return path


def is_harmless(cell: str) -> bool:
    """No spreadsheet takes it for a formula: https://owasp.org/www-community/attacks/CSV_Injection"""
    return cell[:1] not in set("=+-@\t\r\n\0|＝＋－＠") or cell.lstrip("+-").replace(".", "").isdigit()


def test_what_is_analyzed_becomes_a_table_without_formulas(tmp_path: Path) -> None:
    made = tmp_path / "out.csv"
    told = table(tmp_path / "in.csv", "comment", "@kept")
    done = run("analyze", str(told), "--comment", "comment", "--keep", "@kept", "--out", str(made))
    assert done.returncode == 0, done.stderr
    rows = rows_of(made.read_text("utf-8"))
    assert len(rows) > len(SHORT) - 3
    assert all(is_harmless(cell) for row in rows for cell in row)
    assert steering(done.stdout + done.stderr) == []


def test_rows_that_are_not_imported_become_a_table_without_formulas(tmp_path: Path, shop: Path) -> None:
    told = table(tmp_path / "in.csv", "order", "customer", "bought_at", "product", "@touchpoint")
    rejects = tmp_path / "rejects.csv"
    done = run(
        "import", "purchases", str(told), "--shop", "web", "--rejects", str(rejects), "--config", str(shop)
    )
    assert "Traceback" not in done.stderr
    assert rejects.exists(), done.stderr
    rows = rows_of(rejects.read_text("utf-8-sig"))
    assert len(rows) > len(SHORT) - 3
    assert all(is_harmless(cell) for row in rows for cell in row)
    assert steering(done.stdout + done.stderr) == []


@pytest.mark.parametrize("words", SHORT.values(), ids=SHORT)
def test_a_cell_is_harmless_and_says_what_it_said(words: str) -> None:
    cell = harmless(words)
    assert is_harmless(cell)
    assert cell in (words, f"'{words}")


@pytest.mark.parametrize("what", ["responses", "answers", "comments", "cases", "purchases", "customers"])
def test_what_is_exported_becomes_a_table_without_formulas(what: str, shop: Path, tmp_path: Path) -> None:
    rows = rows_of(printed("export", what, "--format", "csv", "--config", str(shop)).stdout)
    assert len(rows) > len(SHORT) - 3
    assert all(is_harmless(cell) for row in rows for cell in row)
    book = tmp_path / "out.xlsx"
    done = run("export", what, "--out", str(book), "--config", str(shop))
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(book) as packed:
        sheets = [packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml")]
    assert not any(mark in sheet for sheet in sheets for mark in ("<f>", "<hyperlink", "<f "))
