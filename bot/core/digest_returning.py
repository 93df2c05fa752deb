"""Whether happy customers came back more often than unhappy ones: association, and said to be no more."""

from __future__ import annotations

from datetime import timedelta

from bot.core.differing import CameBack
from bot.core.digest_charts import Json, line, percent
from bot.core.digest_parts import named_list
from bot.core.digest_spread import count
from bot.core.periods import EARLIEST
from bot.core.report import Returned
from bot.core.statistics import COUNTS_ONLY_BELOW, Estimate, change_of_shares, share

DAYS = 90  # after the answer


def came_back(counted: Returned | None) -> CameBack | None:
    """Both shares and their difference; None where either side has fewer than 5 customers."""
    if counted is None or min(counted.happy, counted.unhappy) < COUNTS_ONLY_BELOW:
        return None
    sides = (counted.happy_back, counted.happy), (counted.unhappy_back, counted.unhappy)
    return CameBack(
        start=counted.start,
        end=counted.end,
        days=DAYS,
        happy=share(*sides[0]),
        unhappy=share(*sides[1]),
        happier=change_of_shares(*sides[0], *sides[1]),
        newest=counted.newest,
    )


def returning(found: CameBack | None) -> list[Json]:
    """Both shares, what is to be made of their difference, and whom it is about, as a list."""
    if found is None:
        return []
    moved = found.happier
    verdict = "none" if not moved.clear else "more" if moved.difference > 0 else "less"
    span = {"start": found.start.isoformat(), "end": (found.end - timedelta(days=1)).isoformat()}
    items = [
        line(
            "digest.returning.shares", days=found.days, **_side("a", found.happy), **_side("b", found.unhappy)
        ),
        line(
            f"digest.returning.{verdict}", low=_points(moved.interval.low), high=_points(moved.interval.high)
        ),
    ]
    whom = "ever" if found.start == EARLIEST else "whom"
    if found.newest is None:
        items.append(line(f"digest.returning.{whom}", **span))
    else:
        items.append(line(f"digest.returning.{whom}_newest", newest=f"{found.newest:,}", **span))
    return named_list("returning", items)


def _side(side: str, estimate: Estimate) -> dict[str, object]:
    interval = estimate.interval
    return {
        f"share_{side}": percent(estimate.value or 0.0),
        f"low_{side}": percent(interval.low if interval else 0.0),
        f"high_{side}": percent(interval.high if interval else 0.0),
        f"count_{side}": count(estimate.n),
    }


def _points(difference: float) -> str:
    points = round(100 * abs(difference))
    return f"{'−' if difference < 0 and points else '+' if points else ''}{points}"
