"""What may be told of people who work with us, so that nobody's answer can be made out by subtraction.

A limit of five alone keeps no secret: what six said less what five said is what one said, and whoever may ask
for any period and any group need only ask twice. So answers are told in *blocks* of whole days that are over.
A block takes day after day until at least five people have answered; it is told whole, in the period that its
last day is in, or not at all. Whatever periods are compared, they differ by whole blocks.

Among groups a block is told for those that have five in it, and only if those left have five together, or
there are none left; otherwise the smallest that would be told is left out too (complementary suppression,
L. Willenborg and T. de Waal, Elements of Statistical Disclosure Control, 2001). A block of groups waits until
none is left out, at most four weeks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.periods import EARLIEST
from bot.core.settings import Settings
from bot.core.statistics import COUNTS_ONLY_BELOW
from bot.core.survey import Audience

PATIENCE_DAYS = 28
EVERYBODY = ""  # the only group, where there are no groups
REST = "\N{NULL}"  # those who belong to no group; no group is called so

Day = int
"""A date's ordinal."""


@dataclass(frozen=True, slots=True)
class Block:
    """Days, both included, that are told together, and for which groups."""

    first: Day
    last: Day
    groups: frozenset[str]


def internal_surveys(settings: Settings) -> frozenset[str]:
    """The surveys of which any version was for those who work with us: what was said stays confidential."""
    return frozenset(name for (name, _), one in settings.surveys.items() if one.audience is Audience.INTERNAL)


def blocks(people: Mapping[Day, Mapping[str, int]], today: Day) -> list[Block]:
    """The blocks that are complete, in order and without gaps; what came after the last one waits.

    ``people``: how many answered, by day and group. Days from ``today`` on are not over. What is told of a
    day that is over stays the same for ever.
    """
    found: list[Block] = []
    first: Day = EARLIEST.toordinal()  # of the block; the first of all begins with time
    began: Day | None = None  # the first day in it with an answer
    waiting: Counter[str] = Counter()

    def close(last: Day, groups: frozenset[str]) -> None:
        nonlocal first, began
        found.append(Block(first, last, groups))
        first, began = last + 1, None
        waiting.clear()

    for day in sorted(day for day in people if day < today):
        if began is not None and day > began + PATIENCE_DAYS and (groups := _told(waiting)):
            close(began + PATIENCE_DAYS, groups)
        answered = {group: n for group, n in people[day].items() if n > 0}
        if not answered:
            continue
        waiting.update(answered)
        began = day if began is None else began
        groups = _told(waiting)
        if groups and (groups == waiting.keys() or day >= began + PATIENCE_DAYS):
            close(day, groups)
    if began is not None and today > began + PATIENCE_DAYS and (groups := _told(waiting)):
        close(began + PATIENCE_DAYS, groups)
    return found


def _told(people: Mapping[str, int]) -> frozenset[str]:
    """The groups that may be told, of these."""
    told = sorted(
        (group for group, n in people.items() if n >= COUNTS_ONLY_BELOW),
        key=lambda group: (people[group], group),
        reverse=True,
    )
    left = sum(people.values()) - sum(people[group] for group in told)
    while told and 0 < left < COUNTS_ONLY_BELOW:
        left += people[told.pop()]
    return frozenset(told)
