"""``feedback-bot simulate``, as an operator types it."""

from __future__ import annotations

import json

import pytest

from bot.simulation.faults import shrinking, world
from tests.commands.asked import run
from tests.simulation.planted import PLANTED

COUNTS = (
    "conversations events sends crashes faults lost doubled_answers doubled_alerts doubled_digests "
    "doubled_messages unexcused asked_wrongly arrived_by_night history"
).split()


def test_it_ends_with_one_object_that_counts_what_went_wrong() -> None:
    done = run(
        "simulate", "--conversations", "12", "--days", "30", "--seed", "3", "--faults", "low", "--json"
    )
    counts = json.loads(done.stdout.splitlines()[-1])
    assert done.returncode == 0
    assert list(counts) == COUNTS
    assert counts["conversations"] >= 8
    assert counts["faults"] > 0
    assert [counts[name] for name in COUNTS if name.startswith(("lost", "doubled_a", "doubled_d"))] == [0] * 4
    assert counts["unexcused"] == 0


def test_several_seeds_are_summed_up_in_words() -> None:
    done = run("simulate", "--conversations", "4", "--days", "20", "--seeds", "2", "--faults", "none")
    lines = done.stdout.splitlines()
    assert done.returncode == 0
    assert [line.split(":")[0] for line in lines] == ["seed 1", "seed 2", "in all"]
    assert "lost 0" in lines[-1]


def test_a_broken_promise_fails_the_command_and_is_told_as_a_story(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shrinking, "MOST_RUNS", 4)
    monkeypatch.setattr(world, "Build", lambda: PLANTED["unknown treated as sent"])
    done = run("simulate", "--conversations", "6", "--days", "20", "--seed", "1")
    assert done.returncode == 1
    assert "broke a promise" in done.stderr
    assert "Its shortest story:" in done.stderr
    assert "tries to send" in done.stderr
