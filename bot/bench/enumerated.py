"""How often the rule of ``bot.core.statistics`` calls a change where there is none: over every sample.

Needs numpy. A share has two kinds of answers, so every pair of counts is gone through. NPS and stars are of
three kinds here, i of the first, j of the second, the rest of the third. For a sample of one side and j of
the other, both halves of the rule are quadratic in the other's i, so it calls a change outside an interval of
i, and what is outside of it is looked up in sums.

Nothing is drawn by lot. What is left out, the unlikeliest samples of up to ``LEFT_OUT`` on either side,
counts as called: what is told is never less than the truth, and at most twice that more. So it is with stars
where ``EXACT_PAIRS`` pairs of samples are too few: for Student's t of Welch's degrees of freedom that of
n₁+n₂-2 is taken, of which Welch never has more, and the step from answer to answer is 1, so that more is
called than the rule does.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from bot.core.statistics import Z, t_quantile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Flags = NDArray[np.bool_]

SMALLEST, LARGEST = 5, 1000  # answers
LEFT_OUT = 1e-4
EXACT_PAIRS = 60_000
_EDGE = 1e-9  # so near to the edge of the rule it counts as called
_TELLING_ALIKE = 6

Values = tuple[int, int, int]
Population = tuple[float, float]
"""The shares of the first two kinds of answers."""

NPS: Values = (1, 0, -1)
STARS: tuple[Values, ...] = ((5, 4, 1), (5, 4, 3), (3, 2, 1), (5, 3, 1))
POPULATIONS: tuple[Population, ...] = tuple(
    (part * speaking, 1 - speaking)
    for speaking in (0.02, 0.1, 0.3, 0.6, 0.9, 1.0)
    for part in (0.5, 0.75, 0.95)
)
"""Of NPS: promoters and passives."""
RATED: tuple[Population, ...] = (
    *((0.9, 0.0), (0.97, 0.0), (0.5, 0.0), (0.9, 0.05), (0.34, 0.33), (0.7, 0.2), (0.2, 0.6)),
)
"""Of stars: the first two of the three values."""

WORST_POPULATIONS: tuple[Population, ...] = (
    *((0.45, 0.1), (0.855, 0.1)),
    *(one for one in POPULATIONS if one[1] < 1e-9),
)
WORST_RATED: tuple[Population, ...] = ((0.34, 0.33), (0.9, 0.0), (0.97, 0.0), (0.5, 0.0))
WORST_STARS: tuple[Values, ...] = ((5, 4, 1), (5, 3, 1))
"""Those with the largest errors where all are gone through, and all of two kinds of answers."""


@dataclass(frozen=True, slots=True)
class Worst:
    """How often a change is called where there is none, at worst, and where that is."""

    kind: str
    n_now: int
    n_before: int
    error: float
    where: str


# --- shares


def shares(n: int) -> Numbers:
    """True shares up to a half, dense where few answers are of one kind; the rest is a mirror."""
    few = np.geomspace(0.05, 30, 60) / n
    return np.unique(np.concatenate([few[few < 0.5], np.linspace(0.01, 0.5, 50)]))


@cache
def _log_factorials() -> Numbers:
    return np.array([math.lgamma(k + 1) for k in range(2 * LARGEST + 2)])


def binomial(n: int, of: Numbers) -> Numbers:
    """A row for each share: how likely each number of successes is."""
    k, logs = np.arange(n + 1), _log_factorials()
    ways = logs[n] - logs[k] - logs[n - k]
    with np.errstate(divide="ignore", invalid="ignore"):
        yes = np.where(k > 0, k * np.log(of)[:, None], 0.0)
        no = np.where(n - k > 0, (n - k) * np.log1p(-of)[:, None], 0.0)
        found = ways + yes + no
    likely: Numbers = np.exp(found)
    return likely


def _wilson(n: int) -> tuple[Numbers, Numbers, Numbers]:
    p = np.arange(n + 1) / n
    shrink = 1 + Z**2 / n
    centre = (p + Z**2 / (2 * n)) / shrink
    half = Z / shrink * np.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    return p, np.maximum(0, np.minimum(p, centre - half)), np.minimum(1, np.maximum(p, centre + half))


def changed_shares(n_now: int, n_before: int) -> Flags:
    """Which pairs of successes are called a change."""
    (p, low, high), (q, under, over) = _wilson(n_now), _wilson(n_before)
    difference = p[:, None] - q[None]
    below = np.hypot((p - low)[:, None], (over - q)[None])
    above = np.hypot((high - p)[:, None], (q - under)[None])
    noise = 1 / n_now + 1 / n_before
    both = (np.arange(n_now + 1)[:, None] + np.arange(n_before + 1)[None]) / (n_now + n_before)
    beyond = np.abs(difference) - noise / 2 > Z * np.sqrt(both * (1 - both) * noise)
    called: Flags = ((difference - below > 0) | (difference + above < 0)) & beyond
    return called


def apart(n_now: int, n_before: int) -> Flags:
    """Which pairs the naive rule calls one: their ranges do not meet."""
    (_, low, high), (_, under, over) = _wilson(n_now), _wilson(n_before)
    found: Flags = (low[:, None] > over[None]) | (high[:, None] < under[None])
    return found


def worst_share(n_now: int, n_before: int) -> Worst:
    """Over all true shares."""
    of = shares(min(n_now, n_before))
    called = changed_shares(n_now, n_before).astype(float)
    errors = ((binomial(n_now, of) @ called) * binomial(n_before, of)).sum(1)
    at = int(errors.argmax())
    return Worst("shares", n_now, n_before, float(errors[at]), f"a share of {of[at]:.2%}")


def power(n: int, before: float, now: float) -> tuple[float, float]:
    """How often a share's change is found by our rule, and by ranges that do not overlap."""
    likely = binomial(n, np.array([now, before]))
    ours, naive = changed_shares(n, n), apart(n, n)
    return float(likely[0] @ ours @ likely[1]), float(likely[0] @ naive @ likely[1])


# --- NPS and stars


@dataclass(frozen=True, slots=True)
class Samples:
    """The likely samples of n answers: how many of the first two kinds, and how likely that is."""

    n: int
    first: Numbers
    second: Numbers
    weights: Numbers
    left_out: float

    def moments(self, values: Values) -> tuple[Numbers, Numbers]:
        """Sum, and sum of squares."""
        counts = (self.first, self.second, self.n - self.first - self.second)
        sums = sum(value * count for value, count in zip(values, counts, strict=True))
        squares = sum(value**2 * count for value, count in zip(values, counts, strict=True))
        return np.asarray(sums, float), np.asarray(squares, float)


def samples(n: int, of: Population) -> Samples:
    """All but the unlikeliest."""
    second = binomial(n, np.array([of[1]]))[0]
    parts = []
    for j in np.flatnonzero(second > LEFT_OUT / (20 * n)):
        rest = n - int(j)
        share = of[0] / (1 - of[1]) if of[1] < 1 else 0.0
        likely = second[j] * binomial(rest, np.array([min(1.0, share)]))[0]
        some = np.flatnonzero(likely > LEFT_OUT / (20 * n * n))
        parts.append((some, np.full(len(some), j), likely[some]))
    firsts, seconds, every = zip(*parts, strict=True)
    first, other, weights = np.concatenate(firsts), np.concatenate(seconds), np.concatenate(every)
    order = np.argsort(weights)[::-1]
    kept = order[: int(np.searchsorted(np.cumsum(weights[order]), 1 - LEFT_OUT)) + 1]
    return Samples(
        n,
        first[kept].astype(float),
        other[kept].astype(float),
        weights[kept],
        max(0.0, 1 - float(weights[kept].sum())),
    )


Bounds = tuple["Numbers", "Numbers"]


def _roots(a: Numbers | float, b: Numbers, c: Numbers) -> Bounds:
    """Of a·x² + b·x + c with a > 0; where it has none, where it is least."""
    root = np.sqrt(np.maximum(b * b - 4 * a * c, 0))
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def _outside(a: Numbers | float, b: Numbers, c: Numbers) -> Bounds:
    """Between which two roots it is not above nought; without roots: nowhere."""
    low, high = _roots(a, b, c)
    never = b * b < 4 * a * c
    return np.where(never, np.inf, low), np.where(never, -np.inf, high)


def _beyond_chance(
    sums: Numbers, squares: Numbers, n: int, base: float, step: float, base2: float, step2: float, m: int,
    *, unbiased: bool,
) -> Bounds:  # fmt: skip
    """Within which i of the other side the answers could be of one population.

    The other side has n = m, the sum base + step·i and the squares base2 + step2·i.
    """
    whole, noise = n + m, 1 / n + 1 / m
    scale = Z**2 * noise * (whole / (whole - 1) if unbiased else 1)
    ends = []
    for sign in (1, -1):  # now above before, and below it
        # (mean - (base + step·i)/m - sign·noise/2)² - scale·(Q/N - (S/N)²), both quadratic in i
        left, slope = sums / n - base / m - sign * noise / 2, -step / m
        total, pooled = sums + base, squares + base2
        a = slope**2 + scale * (step / whole) ** 2
        b = 2 * left * slope - scale * (step2 / whole - 2 * total * step / whole**2)
        c = left**2 - scale * (pooled / whole - (total / whole) ** 2)
        edge = -left / slope  # beyond it they are further apart than half a step
        is_between = a * edge**2 + b * edge + c <= 0  # else no sample is there, and all beyond counts
        ends.append(np.where(is_between, _roots(a, b, c)[0 if sign > 0 else 1], edge))
    return ends[0], ends[1]


def _excluded_nps(
    sums: Numbers, squares: Numbers, n: int, base: float, step: float, base2: float, step2: float, m: int
) -> Bounds:
    centre = sums / (n + 3)
    variance = ((squares + 1.5) / (n + 3) - centre**2) / (n + 3)
    left, slope = centre - base / (m + 3), -step / (m + 3)
    a = slope**2 + Z**2 / (m + 3) * (step / (m + 3)) ** 2
    b = 2 * left * slope - Z**2 / (m + 3) * (step2 / (m + 3) - 2 * base * step / (m + 3) ** 2)
    c = left**2 - Z**2 * (variance + ((base2 + 1.5) / (m + 3) - (base / (m + 3)) ** 2) / (m + 3))
    return _outside(a, b, c)


def _excluded_means(
    sums: Numbers, squares: Numbers, n: int, base: float, step: float, base2: float, step2: float, m: int
) -> Bounds:
    """As if Welch's degrees of freedom were as many as they can be."""
    t = t_quantile(n + m - 2) * (1 - 1e-6)
    noise = np.maximum(squares - sums**2 / n, 0) / (n - 1) / n
    left, slope, per = sums / n - base / m, -step / m, t**2 / (m - 1) / m
    a = slope**2 + per * step**2 / m
    b = 2 * left * slope - per * (step2 - 2 * base * step / m)
    c = left**2 - t**2 * noise - per * (base2 - base**2 / m)
    return _outside(a, b, c)


def called(
    now: Samples, before: Samples, values: Values, excluded: Callable[..., Bounds], *, unbiased: bool
) -> float:
    """How likely a change is called, or more; by intervals of ``before``'s i, for each of its j."""
    sums, squares = now.moments(values)
    n, m = now.n, before.n
    step, step2 = float(values[0] - values[2]), float(values[0] ** 2 - values[2] ** 2)
    order = np.lexsort((before.first, before.second))
    firsts, weights = before.first[order], before.weights[order]
    js, starts = np.unique(before.second[order], return_index=True)
    ends = [*starts[1:], len(firsts)]
    found = 0.0
    for j, start, end in zip(js, starts, ends, strict=True):
        rest = m - j
        base, base2 = values[1] * j + values[2] * rest, values[1] ** 2 * j + values[2] ** 2 * rest
        of_it = (sums, squares, n, float(base), step, float(base2), step2, m)
        low, high = _beyond_chance(*of_it, unbiased=unbiased)
        under, over = excluded(*of_it)
        low, high = np.minimum(low, under), np.maximum(high, over)
        here = firsts[start:end]
        upto = np.concatenate([[0.0], np.cumsum(weights[start:end])])
        first = np.searchsorted(here, low + _EDGE, side="right")
        last = np.searchsorted(here, high - _EDGE, side="left")
        within = np.maximum(0.0, upto[np.maximum(last, first)] - upto[first])
        found += float(now.weights @ (upto[-1] - within))
    return found + now.left_out + before.left_out


def called_exactly(now: Samples, before: Samples, values: Values) -> float:
    """The same of stars, pair by pair, with Welch's own degrees of freedom."""
    (sums, squares), (sums_before, squares_before) = now.moments(values), before.moments(values)
    n, m = now.n, before.n
    degrees, quantiles = _t_table()

    def noise(of: Samples, total: Numbers, square: Numbers) -> Numbers:
        found: Numbers = np.maximum(square - total**2 / of.n, 0) / (of.n - 1) / of.n
        return found

    ours, theirs = noise(now, sums, squares)[:, None], noise(before, sums_before, squares_before)[None]
    both = ours + theirs
    with np.errstate(divide="ignore", invalid="ignore"):
        welch = both**2 / (ours**2 / (n - 1) + theirs**2 / (m - 1))
    welch = np.where(both > 0, welch, 1e9)
    t = np.interp(np.log(welch), degrees, quantiles) * (1 - 1e-4)
    away = np.abs(sums[:, None] / n - sums_before[None] / m)
    mean = (sums[:, None] + sums_before[None]) / (n + m)
    spread = np.maximum((squares[:, None] + squares_before[None]) / (n + m) - mean**2, 0)
    spread *= (n + m) / (n + m - 1)
    noise_of_both = 1 / n + 1 / m
    half = _steps(now, before, values) * noise_of_both / 2
    is_called = (away > t * np.sqrt(both) - _EDGE) & (
        away - half > Z * np.sqrt(spread * noise_of_both) - _EDGE
    )
    if n < _TELLING_ALIKE:
        is_called &= ours > 1e-12
    if m < _TELLING_ALIKE:
        is_called &= theirs > 1e-12
    return float(now.weights @ is_called @ before.weights) + now.left_out + before.left_out


def _steps(now: Samples, before: Samples, values: Values) -> NDArray[np.int64]:
    """From one answer to the next that was given, for each pair of samples."""
    of_mask = np.array(
        [math.gcd(*(b - a for a in given for b in given)) for given in _given(values)], np.int64
    )
    masks = [
        (one.first > 0) * 1 + (one.second > 0) * 2 + (one.n - one.first - one.second > 0.5) * 4
        for one in (now, before)
    ]
    fewer = masks[0][:, None] if now.n <= before.n else masks[1][None]
    together = of_mask[masks[0][:, None] | masks[1][None]]
    steps = np.where(of_mask[fewer] > 0, of_mask[fewer], together)
    found: NDArray[np.int64] = np.maximum(steps, 1)
    return found


def _given(values: Values) -> Iterator[list[int]]:
    for mask in range(8):
        yield [value for place, value in enumerate(values) if mask >> place & 1]


@cache
def _t_table() -> tuple[Numbers, Numbers]:
    """Logarithms of degrees of freedom, and Student's t."""
    degrees = np.geomspace(1, 1e6, 800)
    return np.log(degrees), np.array([t_quantile(float(one)) for one in degrees])


def worst_nps(n_now: int, n_before: int, of: Sequence[Population] = POPULATIONS) -> Worst:
    """Over these populations."""
    found = [
        (called(samples(n_now, one), samples(n_before, one), NPS, _excluded_nps, unbiased=False), one)
        for one in of
    ]
    error, (promoters, passives) = max(found)
    return Worst("NPS", n_now, n_before, error, f"{promoters:.0%} promoters, {passives:.0%} passives")


def worst_stars(
    n_now: int, n_before: int, of: Sequence[Population] = RATED, values: Sequence[Values] = STARS
) -> Worst:
    """Over these mixtures of three ratings each."""
    found = []
    for one in of:
        now, before = samples(n_now, one), samples(n_before, one)
        is_small = len(now.weights) * len(before.weights) <= EXACT_PAIRS
        for three in values:
            error = (
                called_exactly(now, before, three)
                if is_small
                else called(now, before, three, _excluded_means, unbiased=True)
            )
            found.append((error, one, three))
    error, (first, second), three = max(found)
    shown = zip(three, (first, second, 1 - first - second), strict=True)
    where = ", ".join(f"{share:.0%} of {value}" for value, share in shown if share > 1e-9)
    return Worst("stars", n_now, n_before, error, where)


def unequal() -> Iterator[tuple[int, int]]:
    """The pairs of unequal sizes that are looked at, the smaller one first."""
    sizes = (5, 6, 7, 8, 9, 10, 12, 14, 17, 20, 25, 30, 40, 50, 70, 100, 150, 200, 300, 500, 700, 1000)
    yield from ((n, m) for n in sizes for m in sizes if n < m)
