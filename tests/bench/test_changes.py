"""What ``bench statistics`` enumerates is the rule that digests go by; it errs in at most 55 of 1000."""

from __future__ import annotations

import json
import math
import random
from itertools import product

import numpy as np
import pytest

from bot.bench import changes, enumerated
from bot.core import statistics as ours
from bot.core.errors import OperatorError

ALLOWED = 0.055


def test_the_shares_that_are_called_a_change_are_ours() -> None:
    chance = random.Random(4)
    for n, m in ((5, 5), (5, 40), (17, 17), (30, 12), (211, 340), (1000, 1000)):
        called, apart = enumerated.changed_shares(n, m), enumerated.apart(n, m)
        for _ in range(300):
            now = chance.randrange(n + 1)
            before = min(m, max(0, round(now * m / n) + chance.randrange(-m // 5 - 3, m // 5 + 4)))
            assert called[now, before] == ours.change_of_shares(now, n, before, m).clear
            one, other = ours.share(now, n).interval, ours.share(before, m).interval
            assert one is not None
            assert other is not None
            assert apart[now, before] == (one.low > other.high or one.high < other.low)


def by_hand(kind: str, n: int, m: int, values: enumerated.Values, of: enumerated.Population) -> float:
    """Over all pairs of samples there are, with the digest's own rule."""
    scale = dict(zip(values, (10, 8, 0), strict=True)) if kind == "nps" else {one: one for one in values}

    def every(size: int) -> list[tuple[dict[int, int], float]]:
        found = []
        for i, j in product(range(size + 1), repeat=2):
            if i + j <= size:
                counts = (i, j, size - i - j)
                ways = math.factorial(size)
                likely = 1.0
                for count, share in zip(counts, (*of, 1 - sum(of)), strict=True):
                    ways //= math.factorial(count)
                    likely *= max(0.0, share) ** count
                histogram = {scale[value]: count for value, count in zip(values, counts, strict=True)}
                found.append((histogram, ways * likely))
        return found

    total = 0.0
    for (now, p), (before, q) in product(every(n), every(m)):
        if p * q > 0:
            change = ours.change(kind, now, before)
            total += p * q * (change is not None and change.clear)
    return total


@pytest.mark.parametrize("of", [(0.45, 0.1), (0.855, 0.1), (0.2, 0.5)])
@pytest.mark.parametrize(("n", "m"), [(5, 5), (5, 14), (9, 9)])
def test_what_is_told_of_nps_is_its_error_or_a_little_more(n: int, m: int, of: enumerated.Population) -> None:
    truth = by_hand("nps", n, m, enumerated.NPS, of)
    told = enumerated.worst_nps(n, m, [of]).error
    assert truth <= told + 1e-12
    assert told - truth <= 2.1 * enumerated.LEFT_OUT + 1e-3


@pytest.mark.parametrize("values", enumerated.STARS)
@pytest.mark.parametrize(("n", "m"), [(5, 5), (5, 14), (10, 10)])
def test_what_is_told_of_stars_is_their_error_or_a_little_more(
    n: int, m: int, values: enumerated.Values
) -> None:
    of = (0.34, 0.33)
    truth = by_hand("stars", n, m, values, of)
    told = enumerated.worst_stars(n, m, [of], [values]).error
    assert truth <= told + 1e-12
    assert told - truth <= 2.1 * enumerated.LEFT_OUT + 1e-3


def test_where_pairs_are_too_many_more_is_told_of_stars_and_not_much(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = {n: enumerated.worst_stars(n, n) for n in (20, 40)}
    monkeypatch.setattr(enumerated, "EXACT_PAIRS", 0)
    for n, one in exact.items():
        assert one.error <= enumerated.worst_stars(n, n).error <= one.error + 0.008


@pytest.mark.parametrize("kind", ["shares", "NPS", "stars"])
def test_a_change_is_called_where_there_is_none_in_at_most_55_of_1000(
    kind: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(changes, "SPREAD", (5, 8, 9, 17, 30, 60, 120))
    changes.run(every=False, as_json=True, only=kind)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    found = [line for line in lines if "error" in line]
    assert {line["n_now"] for line in found} >= set(changes.SPREAD)
    assert len(found) > 60
    worst = max(found, key=lambda line: line["error"])
    assert 0.03 < worst["error"] <= ALLOWED, worst
    powers = [line for line in lines if "found" in line]
    assert all(line["found"] > 1.4 * line["not_overlapping"] for line in powers)


def test_the_table_names_the_worst_case_of_each_kind_and_the_power(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(changes, "SPREAD", (5, 9))
    changes.run(every=False, as_json=False, only="shares")
    shown = capsys.readouterr().out
    assert "shares  equal, 2 pairs" in shown
    assert "a share of" in shown
    assert "80% to 75%" in shown


def test_without_numpy_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "bot.bench.enumerated", None)
    monkeypatch.delattr("bot.bench.enumerated", raising=False)
    with pytest.raises(OperatorError, match="needs numpy"):
        changes.run(every=False, as_json=False)


def test_a_binomial_with_nothing_and_with_all_is_certain() -> None:
    assert enumerated.binomial(3, np.array([0.0, 1.0])).tolist() == [[1, 0, 0, 0], [0, 0, 0, 1]]
