"""What somebody's purchases tell: how often they buy, what, where, for how much, at what hour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.core.journey import TAKEN_BACK, Purchase

LEAST_FOR_AN_HOUR = 3  # purchases
_HOURS = 24  # in a day


@dataclass(frozen=True, slots=True)
class Habits:
    """What purchases tell of a customer. What too few of them can tell is None.

    ``every`` is the median time from one purchase to the next. ``spend`` is exact, by currency, an amount
    without one under "". ``usual_hour`` is local, 0…23. ``place`` is the latest purchase's that names one.
    """

    orders: int = 0
    first_bought_at: datetime | None = None
    last_bought_at: datetime | None = None
    every: timedelta | None = None
    spend: Mapping[str, Decimal] = field(default_factory=dict)
    usual_hour: int | None = None
    favourite_product: str | None = None
    place: str | None = None


def habits_of(purchases: Sequence[Purchase], zone: ZoneInfo) -> Habits:
    """The habits that these purchases show, in whatever order they come; ``zone`` is the customer's.

    An order that was refunded or cancelled is no spending, and none of the customer's favourites.
    """
    ordered = sorted(purchases, key=lambda one: (one.bought_at, one.id))
    if not ordered:
        return Habits()
    moments = [purchase.bought_at for purchase in ordered]
    kept = [purchase for purchase in ordered if purchase.not_asked not in TAKEN_BACK]
    places = [purchase.place for purchase in ordered if purchase.place]
    return Habits(
        orders=len(ordered),
        first_bought_at=moments[0],
        last_bought_at=moments[-1],
        every=_every(moments),
        spend=_spend(kept),
        usual_hour=usual_hour(moments, zone),
        favourite_product=_favourite([purchase.product for purchase in kept if purchase.product]),
        place=places[-1] if places else None,
    )


def usual_hour(moments: Iterable[datetime], zone: ZoneInfo) -> int | None:
    """The local hour, 0…23, around which most of these moments lie; None for fewer than three.

    The circular median: the hour from which the hours of all moments are least far away in sum, going round
    midnight the shorter way, so that 23, 0 and 1 o'clock lie around 0. Of hours equally near, the one at
    which most moments are, then the earliest.
    """
    counts = Counter(moment.astimezone(zone).hour for moment in moments)
    if counts.total() < LEAST_FOR_AN_HOUR:
        return None
    return min(range(_HOURS), key=lambda hour: (_away(hour, counts), -counts[hour], hour))


def _away(hour: int, counts: Counter[int]) -> int:
    """The sum, in hours, of the shorter ways round the clock to every moment."""
    return sum(
        times * min((hour - other) % _HOURS, (other - hour) % _HOURS) for other, times in counts.items()
    )


def _every(moments: Sequence[datetime]) -> timedelta | None:
    """The median gap between moments in order; None for fewer than two."""
    gaps = sorted(later - earlier for earlier, later in pairwise(moments))
    return (gaps[(len(gaps) - 1) // 2] + gaps[len(gaps) // 2]) / 2 if gaps else None


def _spend(purchases: Iterable[Purchase]) -> dict[str, Decimal]:
    spend: dict[str, Decimal] = {}
    for purchase in purchases:
        if purchase.amount is not None:
            currency = purchase.currency or ""
            spend[currency] = spend.get(currency, Decimal(0)) + purchase.amount
    return dict(sorted(spend.items()))


def _favourite(products: Sequence[str]) -> str | None:
    """The most frequent; of several, the one bought last. ``products`` are in order of time."""
    counts = Counter(products)
    last = {product: place for place, product in enumerate(products)}
    return max(counts, key=lambda product: (counts[product], last[product]), default=None)
