"""What may be told of people who work with us, so that nobody's answer can be made out by subtraction.

People are counted, not answers: three who answered twice are three. A limit of five alone keeps no secret:
what six said less what five said is what one said, and whoever may ask for any period and any group need
only ask twice. So answers are told in *blocks* of whole days that are over. A block takes day after day until
at least five people have answered; it is told whole, in the period that its last day is in, or not at all.
Whatever periods are compared, they differ by whole blocks.

Among groups a block is told for those that have five in it, and only if those left have five together, or
there are none left; otherwise the smallest that would be told is left out too (complementary suppression,
L. Willenborg and T. de Waal, Elements of Statistical Disclosure Control, 2001). A block waits until none is
left out, at most a week. Everybody is told of in the same blocks as groups are: else what everybody said
until Friday, less what all groups said until Wednesday, would be what one said on Thursday. So whatever is
told is made of whole *cells*, a group's part of a block or what is left of it, and each of those has five
people or none: no sum and no difference of what is told is about fewer.

Groups are told of one kind only, that by which people were told apart first (``kind_told``): who is in the
kitchen and who is in Berlin overlap in ways that no count shows, and one less the other may be one person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass

from bot.core.periods import EARLIEST
from bot.core.settings import Settings
from bot.core.statistics import COUNTS_ONLY_BELOW
from bot.core.survey import Audience

PATIENCE_DAYS = 7
EVERYBODY = ""  # the only group, where there are no groups
REST = "\N{NULL}"  # those who belong to no group; no group is called so

Day = int
"""A date's ordinal."""
People = Mapping[Day, Mapping[str, Set[str]]]
"""Who answered, by day and group."""


@dataclass(frozen=True, slots=True)
class Block:
    """Days, both included, that are told together, of everybody and of these groups."""

    first: Day
    last: Day
    groups: frozenset[str]


def internal_surveys(settings: Settings) -> frozenset[str]:
    """The surveys of which any version was for those who work with us: what was said stays confidential."""
    return frozenset(name for (name, _), one in settings.surveys.items() if one.audience is Audience.INTERNAL)


def blocks(people: People, today: Day) -> list[Block]:
    """The blocks that are complete, in order and without gaps; what came after the last one waits.

    Days from ``today`` on are not over. What is told of a day that is over stays the same for ever.
    """
    found: list[Block] = []
    first: Day = EARLIEST.toordinal()  # of the block; the first of all begins with time
    began: Day | None = None  # the first day in it with an answer
    waiting: dict[str, set[str]] = defaultdict(set)

    def close(last: Day) -> None:
        nonlocal first, began
        found.append(Block(first, last, _told(waiting)))
        first, began = last + 1, None
        waiting.clear()

    for day in sorted(day for day in people if day < today):
        if began is not None and day > began + PATIENCE_DAYS and _are_enough(waiting):
            close(began + PATIENCE_DAYS)
        answered = {group: who for group, who in people[day].items() if who}
        if not answered:
            continue
        for group, who in answered.items():
            waiting[group] |= who
        began = day if began is None else began
        is_whole = _told(waiting) == waiting.keys()
        if _are_enough(waiting) and (is_whole or day >= began + PATIENCE_DAYS):
            close(day)
    if began is not None and today > began + PATIENCE_DAYS and _are_enough(waiting):
        close(began + PATIENCE_DAYS)
    return found


def kind_told(seen: Mapping[str, Day]) -> str | None:
    """The kind of group that is told of, by the first day on which each kind was seen; what is over stays."""
    return min(seen, key=lambda kind: (seen[kind], kind), default=None)


def _are_enough(people: Mapping[str, Set[str]]) -> bool:
    return len(set().union(*people.values())) >= COUNTS_ONLY_BELOW


def _told(people: Mapping[str, Set[str]]) -> frozenset[str]:
    """The groups that may be told, of these."""
    told_of = sorted(
        (group for group, who in people.items() if len(who) >= COUNTS_ONLY_BELOW),
        key=lambda group: (len(people[group]), group),
        reverse=True,
    )
    left = set().union(*(who for group, who in people.items() if group not in told_of))
    while told_of and 0 < len(left) < COUNTS_ONLY_BELOW:
        left |= people[told_of.pop()]
    return frozenset(told_of)
