"""How good scores are. All take weights, so that any share of unhappy customers can be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy import bool_, float64, int64
    from numpy.typing import NDArray

    Vector = NDArray[float64]
    Whole = NDArray[int64]
    Mask = NDArray[bool_]

PREVALENCE = 0.2  # of unhappy customers


def auroc(unhappy: Mask, score: Vector) -> float:
    """The probability that an unhappy text scores above another one; a tie counts half (Mann and Whitney)."""
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    pairs = unhappy.sum() * (~unhappy).sum()
    return float((ranks[unhappy].sum() - unhappy.sum() * (unhappy.sum() + 1) / 2) / pairs)


def at_prevalence(unhappy: Mask, weight: Vector | None = None) -> Vector:
    """Weights with which a fifth is unhappy; they sum to 1."""
    given = np.ones(len(unhappy)) if weight is None else weight
    return np.asarray(
        np.where(
            unhappy,
            PREVALENCE * given / given[unhappy].sum(),
            (1 - PREVALENCE) * given / given[~unhappy].sum(),
        )
    )


def recall_at(precision: float, unhappy: Mask, score: Vector, weight: Vector) -> float:
    """The largest share of the unhappy that a threshold finds while this share of what it flags is right."""
    found, flagged = _cumulated(unhappy, score, weight)
    good = found / flagged >= precision
    return float(found[good].max() / weight[unhappy].sum()) if good.any() else 0.0


def threshold_at(precision: float, unhappy: Mask, score: Vector, weight: Vector) -> float:
    """The lowest threshold of which that share of what it flags is right; the highest score if none is."""
    found, flagged = _cumulated(unhappy, score, weight)
    good = np.flatnonzero(found / flagged >= precision)
    distinct = np.unique(score)[::-1]
    return float(distinct[good[-1]] if len(good) else distinct[0])


def _cumulated(unhappy: Mask, score: Vector, weight: Vector) -> tuple[Vector, Vector]:
    """Weight of the unhappy, and of all, at or above each distinct score, from the highest on."""
    order = np.argsort(-score, kind="stable")
    last = np.append(np.flatnonzero(np.diff(score[order])), len(order) - 1)
    return np.cumsum((weight * unhappy)[order])[last], np.cumsum(weight[order])[last]


def brier(unhappy: Mask, p: Vector, weight: Vector) -> float:
    """The mean squared error of probabilities (Brier 1950)."""
    return float(weight @ (p - unhappy) ** 2 / weight.sum())


def calibration_error(unhappy: Mask, p: Vector, weight: Vector, bins: int = 10) -> float:
    """The mean distance of probability and share of the unhappy over ten equally heavy bins."""
    order = np.argsort(p, kind="stable")
    part = np.minimum((np.cumsum(weight[order]) / weight.sum() * bins).astype(int), bins - 1)
    error = 0.0
    for one in range(bins):
        here = order[part == one]
        if len(here):
            error += abs(float(weight[here] @ (p[here] - unhappy[here])))
    return error / float(weight.sum())


def platt(score: Vector, target: Mask, weight: Vector) -> tuple[float, float]:
    """Slope and intercept of the logistic curve through scores (Platt 1999), by Newton's method."""
    design = np.stack([score, np.ones(len(score))], axis=1)
    line = np.zeros(2)
    for _ in range(100):
        p = 1 / (1 + np.exp(-(design @ line)))
        gradient = design.T @ (weight * (p - target))
        curve = (design * (weight * p * (1 - p))[:, None]).T @ design + 1e-9 * np.eye(2)
        step = np.linalg.solve(curve, gradient)
        line -= step
        if np.abs(step).max() < 1e-9:
            break
    return float(line[0]), float(line[1])


def macro_f1(truth: Whole, said: Whole, weight: Vector, classes: tuple[int, ...]) -> float:
    """The plain mean of each class's F1."""
    each = []
    for one in classes:
        both = weight[(truth == one) & (said == one)].sum()
        either = weight[truth == one].sum() + weight[said == one].sum()
        each.append(2 * both / either if either else 0.0)
    return float(np.mean(each))
