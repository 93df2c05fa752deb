"""Scores and changes for machines: null is unknown, and of fewer than 5 answers there is no score."""

from __future__ import annotations

from bot.core.statistics import COUNTS_ONLY_BELOW, Change, Estimate

Json = dict[str, object]


def estimate_json(estimate: Estimate) -> Json:
    """In the unit of the estimate."""
    is_told = estimate.n >= COUNTS_ONLY_BELOW
    interval = estimate.interval if is_told else None
    return {
        "n": estimate.n,
        "value": estimate.value if is_told else None,
        "low": interval.low if interval else None,
        "high": interval.high if interval else None,
    }


def change_json(moved: Change | None) -> Json | None:
    """None where there is nothing to compare."""
    if moved is None:
        return None
    low, high = moved.interval.low, moved.interval.high
    return {"difference": moved.difference, "low": low, "high": high, "clear": moved.clear}
