"""``feedback-bot customer``, as an operator types it."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.commands.asked import run, with_past, written


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_past(written(tmp_path_factory.mktemp("customer")))


@pytest.mark.parametrize("words", [["1042"], ["maya"], ["telegram::7"], ["Maya", "Okafor"]])
def test_an_order_a_number_a_chat_and_a_name_lead_to_all_of_it(path: Path, words: list[str]) -> None:
    done = run("customer", "show", *words, "--config", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    for part in ("Name: Maya Okafor", "Telegram: 7", "tier: gold", "1041, Mug, 12.50 EUR", "you: not now"):
        assert part in done.stdout
    assert "Lena" not in done.stdout


def test_as_json_it_is_by_table(path: Path) -> None:
    shown = json.loads(run("customer", "show", "maya", "--json", "--config", str(path)).stdout)
    assert shown["customers"][0]["name"] == "Maya Okafor"
    assert {row["order"] for row in shown["purchases"]} == {"1040", "1041", "1042"}
    assert [one["text"] for one in shown["messages"] if one["from"] == "customer"] == ["not now"]


def test_the_files_are_for_this_user_alone_and_may_be_written_again(path: Path, tmp_path: Path) -> None:
    told = ("customer", "export", "maya", "--out", str(tmp_path), "--config", str(path))
    assert run(*told).returncode == 0
    done = run(*told)
    assert done.returncode == 0
    page, data = sorted(tmp_path.iterdir())
    assert done.stdout.split() == [str(page), str(data)]
    assert {stat.S_IMODE(file.stat().st_mode) for file in (page, data)} == {0o600}
    assert "<h1>What Bean There holds of you</h1>" in page.read_text("utf-8")
    assert json.loads(data.read_text("utf-8"))["business"] == "Bean There"


def test_nobody_and_several_are_said_so_and_nothing_is_written(path: Path, tmp_path: Path) -> None:
    for words in ("nobody", "lena", "telegram::404"):
        done = run("customer", "export", words, "--out", str(tmp_path), "--config", str(path))
        assert done.returncode == 2, words
    assert [*tmp_path.iterdir()] == []


def test_what_customers_are_called_steers_no_terminal(path: Path) -> None:
    done = run("customer", "show", "3002", "--config", str(path))
    assert "Lena [31m Brandt" in done.stdout
    assert "\x1b" not in done.stdout


def test_what_somebody_who_works_here_answered_is_not_for_the_operator(path: Path, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("customer,name\nada,Ada King\n", "utf-8")
    imported = run("import", "customers", str(people), "--audience", "internal", "--config", str(path))
    assert imported.returncode == 0, imported.stderr
    done = run("customer", "show", "Ada", "--json", "--config", str(path))
    assert "confidential" in done.stderr
    shown = json.loads(done.stdout)
    assert shown["customers"][0]["name"] == "Ada King"
    assert "ratings" not in shown["customers"][0]


def test_who_looked_and_what_was_given_out_is_on_record(path: Path, tmp_path: Path) -> None:
    run("customer", "show", "2001", "--config", str(path))
    run("customer", "export", "2001", "--out", str(tmp_path), "--config", str(path))
    done = run("audit", "--json", "--limit", "2", "--config", str(path))
    looked, exported = (json.loads(line) for line in done.stdout.splitlines())
    assert (looked["action"], exported["action"]) == ("customer", "customer_export")
    assert looked["about"] == exported["about"]
    assert looked["actor"].startswith("terminal::")
    assert exported["detail"] == str(tmp_path)
    assert str(tmp_path) in run("export", "--list", "--config", str(path)).stdout
