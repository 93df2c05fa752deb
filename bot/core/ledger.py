"""The ledger of recovery: what became of the cases of a period, what it took, and what came back.

A case counts where it was opened in the period; promises where they were due in it, gestures where they were
given in it. What customers bought later is counted to this day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from bot.core.statistics import Estimate, share


@dataclass(frozen=True, slots=True)
class Money:
    """A sum in one currency (ISO 4217, None where the shop named none), over ``n`` purchases or gestures."""

    currency: str | None
    amount: Decimal
    n: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """What became of the buyers' cases.

    ``in_time``: none of its clocks ran out. ``recovered`` and ``not_recovered`` are the customer's last word,
    ``silent`` who was asked and said nothing, ``asked`` who was asked at all; ``false_alarms`` were closed as
    not a problem. ``later`` is what recovered customers bought after they had said so, ``back`` how many of
    them did; ``later_of_gestures`` what those bought who were given something, after it.
    """

    cases: int = 0
    in_time: int = 0
    resolved_in_time: int = 0
    median_to_resolve: timedelta | None = None
    asked: int = 0
    recovered: int = 0
    not_recovered: int = 0
    silent: int = 0
    false_alarms: int = 0
    causes: tuple[tuple[str, int], ...] = ()  # most frequent first
    promises_kept: int = 0
    promises_broken: int = 0
    gestures: tuple[Money, ...] = ()
    back: int = 0
    later: tuple[Money, ...] = ()
    later_of_gestures: tuple[Money, ...] = ()

    @property
    def kept_levels(self) -> Estimate:
        """The share of cases whose service levels were all kept."""
        return share(self.in_time, self.cases)

    @property
    def recovered_share(self) -> Estimate:
        """Of the customers who said whether it was put right, those for whom it was. Silence is no answer."""
        return share(self.recovered, self.recovered + self.not_recovered)

    @property
    def kept_promises(self) -> Estimate:
        """Of the promises that are settled, those that were kept."""
        return share(self.promises_kept, self.promises_kept + self.promises_broken)
