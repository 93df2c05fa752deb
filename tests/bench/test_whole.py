"""The whole table: one command, each benchmark by itself, and a document that follows from its file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.bench import whole
from bot.bench.figures import Figure
from bot.bench.machine import Machine
from bot.bench.report import markdown
from bot.bench.sizes import QUICK
from bot.bench.table import BENCHES
from bot.bench.whole import Entry, Failed
from bot.cli import main
from bot.commands import bench as command
from bot.commands.options import MISUSED, OK

ROOT = Path(__file__).parents[2]
MACHINE = Machine("A processor", 2, "3.11.7", "3.40.1", fsync_ms=0.2, loop_ms=4.0)
FIGURE = Figure("store.full", 5700.0, "events/s", "sqlite3", 2700.0, 2.11, (5600.0, 5700.0, 5800.0))
ENTRY = Entry("2026-11-22T17:00:00+00:00", 3, "medians", MACHINE, 4.1, 0.5, 12.0, (FIGURE,))


def test_one_command_prints_the_table_and_writes_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "all.json"
    only = "postgres,persistence,memory,startup"
    assert main(["bench", "all", "--quick", "--only", only, "--json", str(file)]) == OK
    printed = capfd.readouterr().out
    entries = whole.read(file)
    assert list(entries) == only.split(",")
    assert "--postgres" in entries["postgres"].missing, "without a server it says what to give it"
    figures = [figure for entry in entries.values() for figure in entry.figures]
    assert [(figure.name, figure.against) for figure in figures] == [
        ("persistence.rate", "PicklePersistence"),
        ("persistence.bare", "PicklePersistence"),
        ("killed.answers", "PicklePersistence"),
        ("killed.open", "PicklePersistence"),
        ("memory.150", "50 open"),
        ("reply.150", "50 open"),
        *[(f"startup.{what}", "bare Python") for what in ("help", "check", "run")],
    ]
    assert all(f"\n{figure.name} " in printed for figure in figures)
    lost = [figure.value for figure in figures if figure.name.startswith("killed.")]
    assert lost == [0, 0]
    measured = [figure for figure in figures if not figure.name.startswith("killed.")]
    assert all(min(one.value, one.baseline, one.ratio, *one.rounds) > 0 for one in measured)


def test_the_document_is_what_follows_from_its_file() -> None:
    entries = whole.read(ROOT / "docs/performance.json")
    assert (ROOT / "docs/performance.md").read_text("utf-8") == markdown(entries)


def test_every_benchmark_can_be_asked_for_by_name() -> None:
    assert list(BENCHES) == list(command.NAMES)


def test_a_report_has_value_baseline_ratio_rounds_and_machine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "all.json"
    whole.write(file, {"store": replace(ENTRY, note="From an older run.")})
    assert main(["bench", "report", str(file)]) == OK
    printed = capsys.readouterr().out
    assert "| store.full | 5,700 events/s | sqlite3: 2,700 | 2.11 |  | 3 | 5,600, 5,700, 5,800 |" in printed
    assert "A processor, 2 cores, Python 3.11.7" in printed
    assert "load average 0.5" in printed
    assert "From an older run." in printed


def test_a_busy_machine_is_named() -> None:
    busy = replace(ENTRY, loop_after_ms=6.3)
    assert ", busy." in markdown({"store": busy})
    assert ", busy." not in markdown({"store": ENTRY})
    assert ", busy." in markdown({"store": replace(ENTRY, machine=replace(MACHINE, loop_ms=9.0))})
    assert ", busy." in markdown({"store": replace(ENTRY, load=2.1)})


def test_what_was_measured_before_stays_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    kept = {"store": ENTRY, "postgres": ENTRY}
    whole.write(file, kept)
    assert whole.run(QUICK, ["postgres"], file, lambda _: None) == kept, "no server: nothing newer is known"
    assert whole.read(file) == kept


def test_a_benchmark_that_fails_is_told_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(BENCHES, "broken", BENCHES["store"])
    file = tmp_path / "all.json"
    with pytest.raises(Failed, match="broken"):
        whole.run(QUICK, ["broken", "postgres"], file, print)
    assert list(json.loads(file.read_text("utf-8"))) == ["postgres", "broken"]
    assert "not measured: it failed with status 1" in capfd.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["report"],
        ["report", "no-such-file.json"],
        ["all", "--only", "nothing"],
        ["store", "--json", "file.json"],
    ],
)
def test_a_mistake_is_one_line(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", *words]) == MISUSED
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_file_of_something_else_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "other.json"
    for content in ("", "[]", '{"store": 1}', '{"store": {"machine": {}}}'):
        file.write_text(content, "utf-8")
        assert main(["bench", "report", str(file)]) == MISUSED
        assert "is not what bench all" in capsys.readouterr().err
