"""How often the ranges hold the truth, and how often "changed" is said of what has not: by going through
every sample there is, of 5 to 1,000 answers. No drawing of lots.

What is enumerated of means and of NPS is the same rule written for arrays; that it is the same is a test too.
"""

from __future__ import annotations

import math
import random
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats as scipy_stats

from bot.core import statistics as ours

Z = 1.96
NOMINAL = 0.05
ALLOWED = 0.055
Numbers = NDArray[np.float64]

SIZES = (5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 20, 25, 30, 40, 50, 70, 100, 200, 300, 500, 1000)
SHARES = np.concatenate([np.geomspace(2e-5, 0.02, 40), np.linspace(0.025, 0.5, 60)])  # the rest is its mirror


def pmf(n: int, shares: Numbers) -> Numbers:
    """A row for each share: how likely each number of successes is."""
    found: Numbers = scipy_stats.binom.pmf(np.arange(n + 1)[None], n, shares[:, None])
    return found


# --- does the range hold the truth?


def coverage_of_wilson(n: int, shares: Numbers) -> Numbers:
    ranges = [ours.share(successes, n).interval for successes in range(n + 1)]
    low = np.array([one.low for one in ranges if one])
    high = np.array([one.high for one in ranges if one])
    holds = (low[None] <= shares[:, None] + 1e-12) & (shares[:, None] <= high[None] + 1e-12)
    found: Numbers = (pmf(n, shares) * holds).sum(1)
    return found


@pytest.mark.parametrize(
    ("n", "least"), [(5, 0.83), (10, 0.83), (20, 0.88), (30, 0.90), (100, 0.92), (300, 0.93), (1000, 0.935)]
)
def test_the_range_of_a_share_holds_the_truth_as_often_as_it_says(n: int, least: float) -> None:
    coverages = coverage_of_wilson(n, np.linspace(0.05, 0.95, 181))
    assert coverages.mean() == pytest.approx(0.95, abs=0.008)
    assert coverages.min() >= least


def coverage_of_nps(n: int, promoters: float, detractors: float) -> float:
    """Every sample but the least likely ones, which count as missed: at most one in a thousand."""
    truth = promoters - detractors
    samples = three_valued(n, (1, -1, 0), (promoters, detractors), left_out=1e-3)
    centre = samples.sums / (n + 3)
    noise = np.sqrt(((samples.squares + 1.5) / (n + 3) - centre**2) / (n + 3))
    low, high = np.maximum(-1, centre - Z * noise), np.minimum(1, centre + Z * noise)
    return float(samples.weights[(low <= truth + 1e-12) & (truth <= high + 1e-12)].sum())


POPULATIONS = ((0.5, 0.17), (0.7, 0.1), (0.4, 0.4), (0.2, 0.5), (0.1, 0.1), (0.6, 0.3), (0.33, 0.33))


@pytest.mark.parametrize(
    ("n", "mean", "least"),
    [(5, 0.93, 0.9), (10, 0.94, 0.925), (30, 0.945, 0.94), (100, 0.945, 0.94), (1000, 0.945, 0.94)],
)
def test_the_range_of_nps_holds_the_truth_as_often_as_it_says(n: int, mean: float, least: float) -> None:
    coverages = [coverage_of_nps(n, *population) for population in POPULATIONS]
    assert sum(coverages) / len(coverages) >= mean
    assert min(coverages) >= least


# --- samples


@dataclass(frozen=True)
class Samples:
    """Every sample of n answers: their sum, the sum of their squares, and how likely it is."""

    n: int
    sums: Numbers
    squares: Numbers
    weights: Numbers

    @property
    def left_out(self) -> float:
        """How likely those are that are not here."""
        return max(0.0, 1 - float(self.weights.sum()))


@cache
def three_valued(
    n: int, values: tuple[int, int, int], shares: tuple[float, float], left_out: float = 1e-7
) -> Samples:
    """Of answers with three values; ``shares`` are of the first two. The least likely are left out."""
    spoken = sum(shares)
    those = np.arange(n + 1)  # how many have one of the first two values
    likely = scipy_stats.binom.pmf(those, n, spoken)
    parts = []
    for both, weight in zip(
        those[likely > left_out / n / 10], likely[likely > left_out / n / 10], strict=True
    ):
        of_first = np.arange(both + 1)
        parts.append(
            (of_first, both - of_first, weight * scipy_stats.binom.pmf(of_first, both, shares[0] / spoken))
        )
    first, second, weights = (np.concatenate(part) for part in zip(*parts, strict=True))
    third = n - first - second
    order = np.argsort(weights)[::-1]
    some = order[: int(np.searchsorted(np.cumsum(weights[order]), 1 - left_out)) + 1]
    counts = (first[some], second[some], third[some])
    return Samples(
        n,
        np.asarray(sum(value * count for value, count in zip(values, counts, strict=True)), float),
        np.asarray(sum(value**2 * count for value, count in zip(values, counts, strict=True)), float),
        np.asarray(weights[some], float),
    )


Rule = Callable[[Samples, slice, Samples], NDArray[np.bool_]]


def said_to_have_changed(now: Samples, before: Samples, rule: Rule) -> float:
    """How likely the rule calls it a change; what is left out counts as called one."""
    at_once = max(1, 1_000_000 // len(before.weights))
    called = math.fsum(
        float(now.weights[rows] @ (rule(now, rows, before) @ before.weights))
        for rows in (slice(start, start + at_once) for start in range(0, len(now.weights), at_once))
    )
    return called + now.left_out + before.left_out


# --- the rule, written for arrays


def beyond_chance(now: Samples, rows: slice, before: Samples, *, unbiased: bool) -> NDArray[np.bool_]:
    n = now.n + before.n
    noise = 1 / now.n + 1 / before.n
    difference = np.abs(now.sums[rows, None] / now.n - before.sums[None] / before.n)
    mean = (now.sums[rows, None] + before.sums[None]) / n
    spread = (now.squares[rows, None] + before.squares[None]) / n - mean**2
    spread = np.maximum(spread, 0) * (n / (n - 1) if unbiased else 1)
    beyond: NDArray[np.bool_] = difference - noise / 2 > Z * np.sqrt(spread * noise)
    return beyond


def nps_changed(now: Samples, rows: slice, before: Samples) -> NDArray[np.bool_]:
    def adjusted(samples: Samples) -> tuple[Numbers, Numbers]:
        centre = samples.sums / (samples.n + 3)
        return centre, ((samples.squares + 1.5) / (samples.n + 3) - centre**2) / (samples.n + 3)

    (centre_now, noise_now), (centre_before, noise_before) = adjusted(now), adjusted(before)
    away = np.abs(centre_now[rows, None] - centre_before[None])
    excluded: NDArray[np.bool_] = away > Z * np.sqrt(noise_now[rows, None] + noise_before[None])
    return excluded & beyond_chance(now, rows, before, unbiased=False)


def mean_changed(now: Samples, rows: slice, before: Samples) -> NDArray[np.bool_]:
    """Of at least 5 answers on both sides."""

    def noise(samples: Samples) -> Numbers:
        spread = (samples.squares - samples.sums**2 / samples.n) / (samples.n - 1)
        found: Numbers = np.maximum(spread, 0) / samples.n
        return found

    noise_now, noise_before = noise(now)[rows, None], noise(before)[None]
    both = noise_now + noise_before
    with np.errstate(divide="ignore", invalid="ignore"):
        degrees = both**2 / (noise_now**2 / (now.n - 1) + noise_before**2 / (before.n - 1))
    degrees = np.where(both > 0, degrees, 1e9)
    # Student's t falls so smoothly that a table of it is exact to 1e-6.
    table = np.geomspace(1, 1e9, 20_000)
    t = np.interp(np.log(degrees), np.log(table), scipy_stats.t.ppf(0.975, table))
    away = np.abs(now.sums[rows, None] / now.n - before.sums[None] / before.n)
    excluded: NDArray[np.bool_] = away > t * np.sqrt(both)
    if now.n < 6:
        excluded &= noise_now > 1e-12  # so few, and all alike: they cannot tell their spread
    if before.n < 6:
        excluded &= noise_before > 1e-12
    return excluded & beyond_chance(now, rows, before, unbiased=True)


@pytest.mark.parametrize(
    ("kind", "values", "rule"),
    [
        ("nps", (10, 0, 8), nps_changed),
        ("stars", (5, 1, 4), mean_changed),
        ("stars", (5, 4, 3), mean_changed),
        ("stars", (5, 1, 3), mean_changed),
    ],
)
def test_the_rule_that_is_enumerated_is_ours(kind: str, values: Sequence[int], rule: Rule) -> None:
    chance = random.Random(7)
    worth = (1, -1, 0) if kind == "nps" else values
    called = 0
    for _ in range(250):
        histograms, samples = [], []
        for n in (chance.choice(SIZES), chance.choice(SIZES)):
            weights = [chance.random() ** 3 for _ in values]
            drawn = chance.choices(range(3), weights, k=n)
            counts = [drawn.count(place) for place in range(3)]
            histograms.append(dict(zip(values, counts, strict=True)))
            sums = sum(one * count for one, count in zip(worth, counts, strict=True))
            squares = sum(one**2 * count for one, count in zip(worth, counts, strict=True))
            samples.append(Samples(n, np.array([sums], float), np.array([squares], float), np.array([1.0])))
        found = ours.change(kind, *histograms)
        assert found is not None
        is_called = bool(rule(samples[0], slice(None), samples[1])[0, 0])
        # Of stars more is called here: as if every sample had ratings next to each other.
        assert found.clear == is_called or (kind == "stars" and is_called), histograms
        called += found.clear
    assert 50 < called < 200, "both answers were looked at"


# --- changed, of what has not


@cache
def changed_shares(n_now: int, n_before: int) -> NDArray[np.bool_]:
    """Which pairs of successes we call a change. Whatever is further away is one if what is nearer is."""
    called = np.zeros((n_now + 1, n_before + 1), bool)
    for now in range(n_now + 1):
        nearest = round(now * n_before / n_now)

        def is_clear(before: int, now: int = now) -> bool:
            return ours.change_of_shares(now, n_now, before, n_before).clear

        up = bisect_left(range(nearest, n_before + 1), True, key=is_clear) + nearest
        down = nearest - bisect_left(range(nearest + 1), True, key=lambda away: is_clear(nearest - away))
        called[now, up:] = True
        called[now, : max(0, down + 1)] = True
    return called


def test_a_share_that_is_further_away_is_a_change_if_a_nearer_one_is() -> None:
    for n_now, n_before in ((5, 5), (5, 30), (13, 8), (20, 45), (40, 40)):
        every = [
            [ours.change_of_shares(now, n_now, before, n_before).clear for before in range(n_before + 1)]
            for now in range(n_now + 1)
        ]
        assert (changed_shares(n_now, n_before) == np.array(every)).all()


def pairs_of_sizes() -> Iterator[tuple[int, int]]:
    for n_now in SIZES:
        for n_before in SIZES:
            if n_now <= n_before and (n_now <= 50 or n_now in (100, 1000)):
                yield n_now, n_before


def test_an_unchanged_share_is_called_changed_in_at_most_55_of_1000() -> None:
    worst = {
        sizes: float(
            ((pmf(sizes[0], SHARES) @ changed_shares(*sizes).astype(float)) * pmf(sizes[1], SHARES))
            .sum(1)
            .max()
        )
        for sizes in pairs_of_sizes()
    }
    assert len(worst) > 200
    assert max(worst.values()) <= ALLOWED, max(worst.items(), key=lambda one: one[1])
    assert max(worst.values()) > 0.04, "a rule that never speaks is not meant"


NPS_PAIRS = (
    (5, 5), (5, 7), (5, 20), (5, 100), (5, 300), (5, 1000), (6, 15), (7, 500), (8, 8), (8, 1000), (9, 1000),
    (10, 10), (10, 12), (10, 100), (10, 1000), (15, 60), (20, 20), (20, 1000), (30, 30), (30, 300), (50, 50),
    (100, 100),
)  # fmt: skip
UNCHANGED = tuple(
    (part * speaking, (1 - part) * speaking)
    for speaking in (0.02, 0.06, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
    for part in (0.5, 0.75, 0.95, 1.0)
)  # promoters and detractors; the rest is passive


@pytest.mark.parametrize(("n_now", "n_before"), NPS_PAIRS)
def test_an_unchanged_nps_is_called_changed_in_at_most_55_of_1000(n_now: int, n_before: int) -> None:
    assert worst_of(nps_changed, n_now, n_before, (1, -1, 0), UNCHANGED) <= ALLOWED


def test_nor_is_one_of_a_thousand_answers() -> None:
    for population in ((0.45, 0.45), (0.6, 0.1)):
        sample = three_valued(1000, (1, -1, 0), population, left_out=1e-3)
        assert said_to_have_changed(sample, sample, nps_changed) <= ALLOWED


STAR_PAIRS = (
    (5, 5), (5, 8), (8, 8), (5, 30), (5, 100), (5, 1000), (10, 10), (10, 100), (10, 1000), (30, 30),
    (30, 200), (50, 50),
)  # fmt: skip
STARS = ((5, 1, 4), (5, 4, 3), (1, 2, 3), (5, 1, 3))


@pytest.mark.parametrize(("n_now", "n_before"), STAR_PAIRS)
def test_unchanged_stars_are_called_changed_in_at_most_55_of_1000(n_now: int, n_before: int) -> None:
    populations = ((0.9, 0.1), (0.97, 0.03), (0.5, 0.5), (0.9, 0.05), (0.34, 0.33), (0.7, 0.1))
    assert max(worst_of(mean_changed, n_now, n_before, values, populations) for values in STARS) <= ALLOWED


def worst_of(
    rule: Rule,
    n_now: int,
    n_before: int,
    values: tuple[int, int, int],
    populations: Sequence[tuple[float, float]],
) -> float:
    kept = 1e-4 if n_before >= 200 else 1e-6
    return max(
        said_to_have_changed(
            three_valued(n_now, values, population, kept),
            three_valued(n_before, values, population, kept),
            rule,
        )
        for population in populations
    )


def test_five_perfect_ratings_after_a_thousand_good_ones_are_no_change() -> None:
    """The range alone would say so in 59 of 100 periods that are like any other."""
    assert not ours.change_of_means({5: 5}, {5: 900, 4: 100}).clear


def test_one_unlike_the_rest_of_five_is_no_change_after_a_thousand() -> None:
    assert not ours.change_of_shares(4, 5, 970, 1000).clear
    assert not ours.change_of_nps({10: 5}, {10: 700, 8: 300}).clear


# --- what has changed is found


def overlap_free(n: int) -> NDArray[np.bool_]:
    """The naive rule: both ranges are drawn, and they do not meet."""
    ranges = [ours.share(successes, n).interval for successes in range(n + 1)]
    low = np.array([one.low for one in ranges if one])
    high = np.array([one.high for one in ranges if one])
    apart: NDArray[np.bool_] = (low[:, None] > high[None]) | (high[:, None] < low[None])
    return apart


def test_a_change_is_found_more_often_than_where_ranges_must_not_overlap(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cases: Any = [(10, 0.9, 0.4), (20, 0.9, 0.6), (30, 0.85, 0.55), (50, 0.8, 0.6), (100, 0.8, 0.65),
                  (200, 0.8, 0.7), (1000, 0.8, 0.75)]  # fmt: skip
    lines = ["answers  share     changed: found  by ranges that do not overlap"]
    for n, before, now in cases:
        weights = [pmf(n, np.array([share]))[0] for share in (before, now)]
        found = float(weights[0] @ changed_shares(n, n) @ weights[1])
        naive = float(weights[0] @ overlap_free(n) @ weights[1])
        lines.append(f"{n:7}  {before:.0%} → {now:.0%}  {found:14.0%}  {naive:14.0%}")
        assert found > 1.4 * naive
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
