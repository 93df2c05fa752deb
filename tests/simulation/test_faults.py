"""Months among faulty platforms: the real core, handlers, storage and courier keep every promise.

Here run a few seeds of few conversations; ``make promises`` runs twenty of a thousand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from bot.simulation.faults.chance import HIGH, LEVELS
from bot.simulation.faults.promises import judge
from bot.simulation.faults.shrinking import shortest, story
from bot.simulation.faults.world import START, Build, Lived, Told, live
from tests.simulation.planted import OFTEN, PLANTED

CONVERSATIONS = 40
DAYS_OF_PURCHASES = 60


def broken(lived: Lived) -> Sequence[str]:
    return judge(lived.history, lived.rows, START).broken


@pytest.mark.parametrize("seed", range(1, 7))
def test_no_promise_is_broken_whatever_goes_wrong(seed: int) -> None:
    """Every other seed with two processes at once on one database."""
    lived = live(Told(CONVERSATIONS, seed, "high", processes=1 + seed % 2, days=DAYS_OF_PURCHASES))
    assert broken(lived) == []
    assert lived.crashes > 0
    assert len(lived.struck) > CONVERSATIONS / 2


def test_the_same_seed_gives_the_same_history_and_another_seed_another() -> None:
    one, same, other = (live(Told(20, seed, "high", processes=2, days=30)).digest for seed in (7, 7, 8))
    assert one == same != other


def test_without_faults_nothing_comes_twice_and_nothing_dies() -> None:
    lived = live(Told(30, 3, "none", days=40))
    found = judge(lived.history, lived.rows, START)
    assert (found.broken, found.excused, found.late) == ([], [], [])
    assert (lived.crashes, list(lived.struck)) == (0, [])
    assert Counter(one["t"] for one in lived.history).keys() == {"started", "did", "acked", "shown"}


def test_every_kind_of_fault_strikes_and_low_is_less_than_high() -> None:
    often = Build(rates={kind: min(0.5, rate * 4) for kind, rate in HIGH.items()})
    high, low = (live(Told(60, 2, level), often) for level in ("high", "low"))
    assert {one.partition("/")[0] for one in high.struck} == HIGH.keys()
    assert len(low.struck) < len(high.struck) / 2
    assert LEVELS["low"] < LEVELS["high"]
    assert broken(low) == []


@pytest.mark.parametrize(
    ("bug", "seed", "kind"),
    [
        ("acknowledge before commit", 1, "lost"),
        ("alert in a second transaction", 2, "lost"),
        ("unknown treated as sent", 1, "lost"),
        ("lease without fencing", 2, "doubled_alerts"),
    ],
)
def test_a_planted_bug_is_found(bug: str, seed: int, kind: str) -> None:
    told = Told(60, seed, "high", processes=2 if "lease" in bug else 1)
    found = broken(live(told, PLANTED[bug]))
    assert any(one.startswith(kind) for one in found), found


@pytest.mark.parametrize("processes", [1, 2])
def test_without_a_planted_bug_the_same_runs_are_whole(processes: int) -> None:
    lived = live(Told(60, processes, "high", processes), Build(rates=OFTEN))
    assert broken(lived) == []
    assert lived.crashes > 50


def test_a_failing_seed_is_shrunk_to_its_shortest_story() -> None:
    told = Told(12, 1, "high", days=20)
    found = shortest(told, PLANTED["unknown treated as sent"], most_runs=25)
    assert found is not None
    lived, wrong = found
    orders = [one for one in lived.history if one["t"] == "did" and one["kind"] == "buy"]
    assert len(orders) <= 1
    assert len(lived.struck) == 1
    told_so = story(lived, wrong)
    assert "tries to send" in told_so
    assert told_so.splitlines()[-1].strip() == wrong[-1]
    assert shortest(told, most_runs=1) is None
