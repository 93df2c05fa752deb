"""``feedback-bot why``, as an operator types it: every gate, what happened, what we know."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from bot.core.eligibility import GATES
from bot.texts.terminal import COLUMNS, width
from tests.commands.asked import run, with_past, written


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_past(written(tmp_path_factory.mktemp("why")))


def why(path: Path, *words: str) -> str:
    done = run("why", *words, "--config", str(path))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_every_gate_stands_on_a_line_with_its_rule_and_its_verdict(path: Path) -> None:
    told = why(path, "1042")
    lines = told.splitlines()
    for gate, _ in GATES:
        (line,) = [line for line in lines if line.startswith(f"{gate} ")]
        assert line[len(gate) :].strip()[0] in "✓✗–"
    assert "✗ 30 days between any two: the last was delivery on" in told
    assert lines[0].startswith("Order 1042 (web), Maya Okafor, bought ")
    assert lines[1].startswith("Planned for ")


def test_it_fits_a_terminal_and_stands_in_columns(path: Path) -> None:
    lines = why(path, "1042").splitlines()
    assert max(width(line) for line in lines) <= COLUMNS
    marks = {
        line.index(mark) for line in lines for mark in "✓✗–" if mark in line[:40] and "Usual" not in line
    }
    assert len(marks) == 1


def test_what_happened_is_told_with_its_reason(path: Path) -> None:
    told = why(path, "1041")
    assert "Nothing is planned, and nothing is open" in told
    assert "not asked about 1041, too soon after another survey" in told
    assert "left unanswered" in why(path, "1040")


@pytest.mark.parametrize("words", [["maya"], ["Maya", "Okafor"], ["maya okafor"]])
def test_of_a_customer_it_tells_what_we_know(path: Path, words: list[str]) -> None:
    told = [" ".join(line.split()) for line in why(path, *words).splitlines()]
    assert {"Name Maya Okafor", "Orders 3", "Spent 37.50 EUR", "Favourite Mug"} <= {*told}
    assert any(line.startswith("tier gold (from shop:web, ") for line in told)
    assert any(line.startswith("Time zone Asia/Tokyo, their own") for line in told)


def test_as_json_it_has_the_same_with_names_and_values(path: Path) -> None:
    said = json.loads(why(path, "1042", "--json"))
    gates = {gate["gate"]: gate for gate in said["gates"]}
    assert gates.keys() >= {gate for gate, _ in GATES}
    assert gates["cool_down"]["passed"] is False
    assert gates["cool_down"]["values"]["days"] == 30
    assert said["order"] == "1042"


def test_an_order_that_was_taken_back_before_it_was_reported_is_explained_too(path: Path) -> None:
    assert "✗ Nobody is asked about this order: refunded" in why(path, "9")


def test_nothing_is_written(path: Path) -> None:
    def dump() -> list[str]:
        with sqlite3.connect(path.parent / "data" / "feedback-bot.db") as database:
            return [*database.iterdump()]

    before = dump()
    why(path, "1042")
    why(path, "maya")
    assert dump() == before


# What goes wrong.


def refused(*arguments: str) -> str:
    done = run("why", *arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    return done.stderr


def test_words_that_lead_nowhere_are_refused_with_what_would_do(path: Path) -> None:
    assert "nothing is called '4711'" in refused("4711", "--config", str(path))


def test_of_several_each_is_named_by_its_id_and_nothing_steers_the_terminal(path: Path) -> None:
    told = refused("lena", "--config", str(path))
    assert "may be several" in told
    assert "Lena Abel" in told
    assert "\x1b" not in told
    ids = [line.split()[0] for line in told.splitlines() if line.startswith("  ")]
    assert len(ids) == 2
    assert "Name            Lena Abel" in why(path, ids[0]) + why(path, ids[1])


def test_without_a_database_it_says_so(tmp_path: Path) -> None:
    assert "there is no database yet" in refused("1", "--config", str(written(tmp_path)))
    assert not (tmp_path / "data").exists()


def test_without_words_or_configuration_it_says_what_is_missing(tmp_path: Path) -> None:
    assert "PURCHASE|CUSTOMER" in refused()
    assert "none.toml" in refused("1", "--config", str(tmp_path / "none.toml"))
