"""Scores, the range each one likely lies in, and whether two of them really differ.

Input is always a histogram, value → count, of *answered* questions: skips and dismissals are not in it and so
are in no denominator. Shares run 0..1, NPS -100..100 points, means in the unit of the answers. All ranges are
95 %. The formulas are plain ones with a name and a paper; the tests hold them against scipy.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from statistics import NormalDist

Z = 1.96  # standard normal quantile for 97.5 %
COUNTS_ONLY_BELOW = 5  # answers; also the anonymity limit for internal audiences
GREY_BELOW = 30  # answers

Histogram = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, both included, in the unit of what it bounds."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A score with its n. `value` is None without answers, never 0; `interval` if none can be given."""

    value: float | None
    n: int
    interval: Interval | None


NO_ANSWERS = Estimate(value=None, n=0, interval=None)

_TELLING_ALIKE = 6  # answers: of half and half, 5 are all alike in 6 % of samples, 6 in 3 %

_CSAT = (range(1, 6), (4, 5))  # the scale, the good answers
_CES = (range(1, 8), (5, 6, 7))
_THUMBS = (range(2), (1,))
_STARS = range(1, 6)
_NPS = range(11)


@dataclass(frozen=True, slots=True)
class Change:
    """Now minus before. `clear` only if the interval excludes 0 and the answers, taken for those of one
    population, would seldom differ as much (``_beyond_chance``); otherwise there is no clear change.
    """

    difference: float
    interval: Interval
    clear: bool


class Showing(StrEnum):
    """How much of a result may be shown."""

    HIDDEN = "hidden"
    COUNTS = "counts"
    GREY = "grey"
    FULL = "full"


def showing(n: int, internal: bool) -> Showing:
    """Under 5 answers only counts, for an internal audience nothing; 5-29 grey, with range; from 30 full."""
    if n < COUNTS_ONLY_BELOW:
        return Showing.HIDDEN if internal else Showing.COUNTS
    return Showing.GREY if n < GREY_BELOW else Showing.FULL


def total(histogram: Histogram) -> int:
    """The number of answers."""
    return sum(histogram.values())


def merge(*histograms: Histogram) -> dict[int, int]:
    """One histogram of all their answers."""
    merged: Counter[int] = Counter()
    for histogram in histograms:
        merged.update(histogram)
    return dict(merged)


def share(successes: int, n: int, z: float = Z) -> Estimate:
    """A share 0..1 with the score interval of Wilson (1927, "Probable inference, the law of succession, and
    statistical inference"): (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n).

    Raises ValueError unless 0 ≤ successes ≤ n.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is not a share")
    if n == 0:
        return NO_ANSWERS
    p = successes / n
    shrink = 1 + z**2 / n
    centre = (p + z**2 / (2 * n)) / shrink
    half_width = z / shrink * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    # The interval always holds p; min and max only undo the rounding at 0 and 1.
    low, high = max(0.0, min(p, centre - half_width)), min(1.0, max(p, centre + half_width))
    return Estimate(p, n, Interval(low, high))


def nps(histogram: Histogram) -> Estimate:
    """Net Promoter Score of answers 0..10: % of 9-10 minus % of 0-6 (Reichheld 2003, "The One Number You Need
    to Grow"), -100..100.

    Adjusted Wald interval (Rocks 2016, "Interval Estimation for the 'Net Promoter Score'"): n' = n+3, p' =
    (P+¾)/n', d' = (D+¾)/n', (p'-d') ± z·√((p'+d'-(p'-d')²)/n'), clipped. It is centred on the shrunken score,
    not on `value`.
    """
    promoters, detractors, n = _nps_groups(histogram)
    if n == 0:
        return NO_ANSWERS
    centre, variance = _adjusted_nps(promoters, detractors, n)
    interval = _around(100 * centre, 100 * Z * math.sqrt(variance))
    return Estimate(100 * (promoters - detractors) / n, n, _clipped(interval, -100.0, 100.0))


def csat(histogram: Histogram) -> Estimate:
    """Share of 4-5 among answers 1..5, with Wilson's interval."""
    return share(*_successes(histogram, *_CSAT))


def ces(histogram: Histogram) -> Estimate:
    """Share of 5-7 ("it was easy") among answers 1..7, with Wilson's interval."""
    return share(*_successes(histogram, *_CES))


def thumbs(histogram: Histogram) -> Estimate:
    """Share of 1 (up) among answers 0 and 1, with Wilson's interval."""
    return share(*_successes(histogram, *_THUMBS))


def stars(histogram: Histogram) -> Estimate:
    """The mean of 1..5 stars, its interval clipped to the scale."""
    _check(histogram, _STARS)
    estimate = mean(histogram)
    if estimate.interval is None:
        return estimate
    return Estimate(estimate.value, estimate.n, _clipped(estimate.interval, 1.0, 5.0))


def mean(histogram: Histogram) -> Estimate:
    """Mean ± t·s/√n, t of n-1 degrees (Student 1908, "The probable error of a mean"); none for n < 2."""
    n, centre, variance = _moments(histogram)
    if n == 0:
        return NO_ANSWERS
    interval = _around(centre, t_quantile(n - 1) * math.sqrt(variance / n)) if n > 1 else None
    return Estimate(centre, n, interval)


@lru_cache(maxsize=1024)
def t_quantile(degrees: float, below: float = 0.975) -> float:
    """Student's t for 97.5 %, or the share `below`, at `degrees` ≥ 1 of freedom, which need not be whole;
    right to 1e-4 of it.

    With t = √k·tan a the probability from 0 to t is c·∫ cos^(k-1), c = Γ((k+1)/2) / (√π·Γ(k/2)) (Abramowitz
    and Stegun 1964, "Handbook of Mathematical Functions", 26.7). It is concave in a, so Newton's steps climb
    from 0 to the root without passing it.
    """
    if degrees < 1:
        raise ValueError(f"{degrees} degrees of freedom")
    if degrees > 1e6:
        return NormalDist().inv_cdf(below)
    scale = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(math.pi)
    if degrees < (4 if below > 0.99 else 2):
        return _t_of_tail(degrees, 1 - below, scale)

    def density(angle: float) -> float:
        return scale * math.pow(math.cos(angle), degrees - 1)

    return math.sqrt(degrees) * math.tan(_climbed(density, below - 0.5))


def _t_of_tail(degrees: float, tail: float, scale: float) -> float:
    """Student's t with the probability `tail` beyond it. With t = √k / tan b that is c·∫ sin^(k-1) from 0 to
    b, and with s = b^k an integral of (sin b / b)^(k-1), which is as even as its sum needs it.
    """

    def density(power: float) -> float:
        angle = math.pow(power, 1 / degrees)
        return scale / degrees * math.pow(math.sin(angle) / angle if angle else 1.0, degrees - 1)

    return math.sqrt(degrees) / math.tan(math.pow(_climbed(density, tail), 1 / degrees))


def _climbed(density: Callable[[float], float], share: float) -> float:
    """Where the integral of a falling `density` from 0 reaches `share`, by Newton's steps from below."""
    end = 0.0
    for _ in range(50):
        step = (share - _simpson(density, end)) / density(end)
        end += step
        if step < 1e-12:
            break
    return end


def change_of_shares(
    successes_now: int, n_now: int, successes_before: int, n_before: int, *, z: float = Z
) -> Change:
    """p₁-p₂ (now - before) with method 10 of Newcombe (1998, "Interval estimation for the difference between
    independent proportions: comparison of eleven methods"): d - √((p₁-l₁)²+(u₂-p₂)²) .. d +
    √((u₁-p₁)²+(p₂-l₂)²), l and u Wilson's limits of each.

    Raises ValueError if either side has no answers.
    """
    p_now, now = _answered(share(successes_now, n_now, z))
    p_before, before = _answered(share(successes_before, n_before, z))
    difference = p_now - p_before
    below = math.hypot(p_now - now.low, before.high - p_before)
    above = math.hypot(now.high - p_now, p_before - before.low)
    both = (successes_now + successes_before) / (n_now + n_before)
    return _change(
        difference,
        Interval(difference - below, difference + above),
        _beyond_chance(difference, both * (1 - both), n_now, n_before, z),
    )


def change_of_nps(now: Histogram, before: Histogram, *, z: float = Z) -> Change:
    """Points now - before; the interval from `nps`'s adjustment in both periods: Δ' ± z·√(v₁'/n₁' + v₂'/n₂')
    (Rocks 2016, as in `nps`), clipped to ±200. Raises ValueError if either side has no answers.
    """
    value_now, _ = _answered(nps(now))
    value_before, _ = _answered(nps(before))
    centre_now, variance_now = _adjusted_nps(*_nps_groups(now))
    centre_before, variance_before = _adjusted_nps(*_nps_groups(before))
    margin = 100 * z * math.sqrt(variance_now + variance_before)
    interval = _around(100 * (centre_now - centre_before), margin)
    difference, (promoters, detractors, n) = value_now - value_before, _nps_groups(merge(now, before))
    spread = (promoters + detractors) / n - ((promoters - detractors) / n) ** 2
    return _change(
        difference,
        _clipped(interval, -200.0, 200.0),
        _beyond_chance(difference / 100, spread, total(now), total(before), z),
    )


def change_of_means(now: Histogram, before: Histogram, *, z: float = Z) -> Change:
    """m₁-m₂ ± t·√(s₁²/n₁ + s₂²/n₂) with the degrees of freedom of Welch (1947, "The generalization of
    'Student's' problem when several different population variances are involved").

    Unbounded, hence not clear, while a side cannot tell its own spread: one answer, or fewer than 6 all
    alike. Raises ValueError if either side has no answers.
    """
    n_now, mean_now, variance_now = _moments(now)
    n_before, mean_before, variance_before = _moments(before)
    if n_now == 0 or n_before == 0:
        raise ValueError("no answers to compare")
    difference = mean_now - mean_before
    if not (_knows_its_spread(n_now, variance_now) and _knows_its_spread(n_before, variance_before)):
        return _change(difference, Interval(-math.inf, math.inf), False)
    _, _, spread = _moments(merge(now, before))
    is_beyond = _beyond_chance(difference, spread, n_now, n_before, z, _step(now, before))
    noise_now, noise_before = variance_now / n_now, variance_before / n_before
    noise = noise_now + noise_before
    if noise == 0:
        return _change(difference, Interval(difference, difference), is_beyond)
    degrees = noise**2 / (noise_now**2 / (n_now - 1) + noise_before**2 / (n_before - 1))
    t = t_quantile(degrees, 0.975 if z == Z else NormalDist().cdf(z))
    return _change(difference, _around(difference, t * math.sqrt(noise)), is_beyond)


def headline(kind: str, histogram: Histogram) -> Estimate:
    """The score that leads for a rating of this kind: nps, csat, ces, stars or thumbs.

    Raises ValueError for another kind, or naming an answer outside the kind's whole numbers.
    """
    return _measure(kind).estimate(histogram)


def on_scale(kind: str, value: float) -> float:
    """Where a score of this kind lies between the worst and the best, 0..1."""
    if kind == "nps":
        return (value + 100) / 200
    return (value - 1) / 4 if kind == "stars" else value


def change(kind: str, now: Histogram, before: Histogram, *, z: float = Z) -> Change | None:
    """The change of `headline` from `before` to `now`; None if either has no answers. Raises as it does.

    `z` is that of its range and of what chance may do: `z_for` where it is one of several comparisons.
    """
    measure = _measure(kind)
    if measure.estimate(now).n == 0 or measure.estimate(before).n == 0:
        return None
    return measure.change(now, before, z)


def z_for(comparisons: int) -> float:
    """The z of each of so many comparisons, so that in all of them together chance makes one look like a
    difference in 5 % (Dunn 1961, "Multiple comparisons among means", by Bonferroni's inequality).
    """
    return Z if comparisons <= 1 else NormalDist().inv_cdf(1 - 0.025 / comparisons)


def is_tellable(kind: str, here: Histogram, others: Histogram) -> bool:
    """Whether the smaller side has enough answers for the normal curve, also far out where one of many
    comparisons is decided: at least one answer is to be expected there that is not worth what most are
    (Cochran 1954, "Some methods for strengthening the common χ² tests": no expected count below 1).
    """
    worth = _measure(kind).worth
    outcomes: Counter[int] = Counter()
    for value, count in merge(here, others).items():
        outcomes[worth(value)] += count
    n, smaller = outcomes.total(), min(total(here), total(others))
    return n > 0 and smaller * (n - max(outcomes.values())) >= n


def deviation(histogram: Histogram) -> float | None:
    """The standard deviation s of the answers, n-1 below; None for n < 2."""
    n, _, variance = _moments(histogram)
    return math.sqrt(variance) if n > 1 else None


def variance_of_one_answer(kind: str, histogram: Histogram) -> float | None:
    """Variance of a single answer in the headline's unit squared, for `control_limits`: p(1-p) for a share,
    10⁴·(p + d - (p-d)²) for NPS. None without answers. Raises as `headline` does.
    """
    measure = _measure(kind)
    estimate = measure.estimate(histogram)
    if estimate.value is None:
        return None
    centre = estimate.value
    squares = math.fsum(count * (measure.worth(value) - centre) ** 2 for value, count in histogram.items())
    return squares / estimate.n


def control_limits(centre: float, variance: float, n: int, baseline_n: int) -> Interval:
    """Where a period's score lies if nothing changed: c ± 3·√(v/n + v/N), wider for fewer answers, unclipped.

    `centre` is the baseline's score from `baseline_n` (N) answers, `variance` (v) that of a single answer in
    the same unit squared. A funnel limit (Spiegelhalter 2005, "Funnel plots for comparing institutional
    performance") at three sigma, plus the baseline's own uncertainty. Raises ValueError unless both n ≥ 1.
    """
    if n < 1 or baseline_n < 1:
        raise ValueError("control limits need answers")
    return _around(centre, 3 * math.sqrt(variance / n + variance / baseline_n))


@dataclass(frozen=True, slots=True)
class _Measure:
    estimate: Callable[[Histogram], Estimate]
    change: Callable[[Histogram, Histogram, float], Change]
    worth: Callable[[int], int]  # what one answer adds to the score, before dividing by n


def _change_of_nps(now: Histogram, before: Histogram, z: float) -> Change:
    return change_of_nps(now, before, z=z)


def _change_of_stars(now: Histogram, before: Histogram, z: float) -> Change:
    found = change_of_means(now, before, z=z)
    return replace(found, interval=_clipped(found.interval, -4.0, 4.0))


def _change_of_good(allowed: range, good: tuple[int, ...]) -> Callable[[Histogram, Histogram, float], Change]:
    def change_of_good(now: Histogram, before: Histogram, z: float) -> Change:
        return change_of_shares(*_successes(now, allowed, good), *_successes(before, allowed, good), z=z)

    return change_of_good


_MEASURES: Mapping[str, _Measure] = {
    "nps": _Measure(nps, _change_of_nps, lambda value: 100 * ((value >= 9) - (value <= 6))),
    "csat": _Measure(csat, _change_of_good(*_CSAT), lambda value: value in _CSAT[1]),
    "ces": _Measure(ces, _change_of_good(*_CES), lambda value: value in _CES[1]),
    "stars": _Measure(stars, _change_of_stars, lambda value: value),
    "thumbs": _Measure(thumbs, _change_of_good(*_THUMBS), lambda value: value in _THUMBS[1]),
}


def _measure(kind: str) -> _Measure:
    if kind not in _MEASURES:
        raise ValueError(f"{kind!r} is not a kind of rating; known: {', '.join(_MEASURES)}")
    return _MEASURES[kind]


def _check(histogram: Histogram, allowed: range | None = None) -> None:
    for value, count in histogram.items():
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if not is_whole or (allowed is not None and value not in allowed):
            scale = f" from {allowed[0]} to {allowed[-1]}" if allowed else ""
            raise ValueError(f"{value!r} is not a whole number{scale}")
        if count < 0:
            raise ValueError(f"{count} answers of {value}")


def _successes(histogram: Histogram, allowed: range, good: tuple[int, ...]) -> tuple[int, int]:
    _check(histogram, allowed)
    return sum(histogram.get(value, 0) for value in good), total(histogram)


def _nps_groups(histogram: Histogram) -> tuple[int, int, int]:
    """Promoters, detractors, n."""
    _check(histogram, _NPS)
    promoters = sum(count for value, count in histogram.items() if value >= 9)
    detractors = sum(count for value, count in histogram.items() if value <= 6)
    return promoters, detractors, total(histogram)


def _adjusted_nps(promoters: int, detractors: int, n: int) -> tuple[float, float]:
    """p'-d' and its variance, as a share -1..1."""
    adjusted_n = n + 3
    p, d = (promoters + 0.75) / adjusted_n, (detractors + 0.75) / adjusted_n
    return p - d, (p + d - (p - d) ** 2) / adjusted_n


def _moments(histogram: Histogram) -> tuple[int, float, float]:
    """n, mean and sample variance s² (0 for n < 2)."""
    _check(histogram)
    n = total(histogram)
    if n == 0:
        return 0, 0.0, 0.0
    centre = sum(value * count for value, count in histogram.items()) / n
    squares = math.fsum(count * (value - centre) ** 2 for value, count in histogram.items())
    return n, centre, squares / (n - 1) if n > 1 else 0.0


def _knows_its_spread(n: int, variance: float) -> bool:
    return n >= _TELLING_ALIKE or (n > 1 and variance > 0)


def _answered(estimate: Estimate) -> tuple[float, Interval]:
    if estimate.value is None or estimate.interval is None:
        raise ValueError("no answers to compare")
    return estimate.value, estimate.interval


def _change(difference: float, interval: Interval, is_beyond_chance: bool) -> Change:
    excludes_nought = interval.low > 0 or interval.high < 0
    return Change(difference, interval, clear=excludes_nought and is_beyond_chance)


def _step(now: Histogram, before: Histogram) -> int:
    """From one answer to the next that was given: where all are of 1 or 5 stars it is 4. The side with fewer
    answers says so, since its mean is the coarser one.
    """
    fewer = now if total(now) <= total(before) else before
    for histogram in (fewer, merge(now, before)):
        given = [value for value, count in histogram.items() if count > 0]
        if step := math.gcd(*(value - given[0] for value in given)):
            return step
    return 1


def _beyond_chance(
    difference: float, spread: float, n_now: int, n_before: int, z: float = Z, step: int = 1
) -> bool:
    """|d| - ½·(1/n₁ + 1/n₂) > z·√(v·(1/n₁ + 1/n₂)): the test of no change, with the variance v of one answer
    over both sides together and the correction of Yates (1934, "Contingency tables involving small numbers
    and the χ² test"), which is half a step from one answer to the next.

    An interval has each side's own spread, and a few answers near the end of the scale hardly show any: of
    5 after 1,000 one unlike the rest would be a change, and so would 5 stars five times. By enumeration the
    intervals alone err in 12 % of unchanged shares, 15 % of NPS and 58 % of stars, at worst; with this test
    none does in more than 5.5 %.
    """
    noise = 1 / n_now + 1 / n_before
    return abs(difference) - step * noise / 2 > z * math.sqrt(spread * noise)


def _around(centre: float, half_width: float) -> Interval:
    return Interval(centre - half_width, centre + half_width)


def _clipped(interval: Interval, low: float, high: float) -> Interval:
    return Interval(min(max(interval.low, low), high), max(min(interval.high, high), low))


def _simpson(function: Callable[[float], float], end: float, panels: int = 64) -> float:
    """∫ of `function` from 0 to `end` by Simpson's rule."""
    width = end / panels
    inner = sum((4 if i % 2 else 2) * function(i * width) for i in range(1, panels))
    return width / 3 * (function(0.0) + inner + function(end))
