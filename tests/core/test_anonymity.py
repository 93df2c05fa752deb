"""Nobody's answer can be made out: not below five, not by comparing periods, not by taking groups away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from bot.core import anonymity
from bot.core.anonymity import EVERYBODY, PATIENCE_DAYS, REST, Block, People
from bot.core.periods import EARLIEST
from bot.core.statistics import COUNTS_ONLY_BELOW

DAY = 740_000  # an ordinal
TIME_BEGAN = EARLIEST.toordinal()
LATER = DAY + 1000

Sizes = Mapping[int, Mapping[str, int]]
"""How many answered, by day and group: somebody else each time."""
groups_of_a_day = st.dictionaries(
    st.sampled_from(["bar", "kitchen", "office", REST]), st.integers(0, 9), max_size=4
)
years = st.dictionaries(st.integers(DAY, DAY + 120), groups_of_a_day, max_size=40)


def people_of(sizes: Sizes) -> People:
    return {
        day: {group: {f"{group}{day}-{number}" for number in range(n)} for group, n in groups.items()}
        for day, groups in sizes.items()
    }


def blocks(sizes: Sizes, today: int) -> list[Block]:
    return anonymity.blocks(people_of(sizes), today)


def everybody(*answered: int) -> Sizes:
    """So many answered, day by day."""
    return {DAY + number: {EVERYBODY: n} for number, n in enumerate(answered)}


def within(people: Sizes, block: Block) -> Counter[str]:
    found: Counter[str] = Counter()
    for day, answered in people.items():
        if block.first <= day <= block.last:
            found.update(answered)
    return found


def test_days_are_put_together_until_five_have_answered() -> None:
    told = blocks(everybody(2, 2, 1, 4, 9), LATER)
    assert [(block.first, block.last) for block in told] == [
        (TIME_BEGAN, DAY + 2),
        (DAY + 3, DAY + 4),
    ]


def test_what_came_after_the_last_five_waits() -> None:
    assert [block.last for block in blocks(everybody(5, 4), LATER)] == [DAY]


def test_a_day_that_is_not_over_is_not_told() -> None:
    assert blocks(everybody(5), DAY) == []
    assert len(blocks(everybody(5), DAY + 1)) == 1


def test_a_group_with_fewer_than_five_is_left_out_and_the_next_smallest_with_it() -> None:
    day = {"kitchen": 9, "bar": 6, "office": 2}
    (block,) = blocks({DAY: day}, LATER)
    assert block.groups == {"kitchen"}  # 17 - 9 - 6 would be the office's two


def test_groups_that_are_too_small_but_five_together_need_nobody_else_left_out() -> None:
    (block,) = blocks({DAY: {"kitchen": 9, "bar": 3, "office": 2}}, LATER)
    assert block.groups == {"kitchen"}


def test_a_group_is_not_told_where_the_few_who_belong_to_none_would_be_left() -> None:
    (block,) = blocks({DAY: {"kitchen": 9, REST: 2}}, LATER)
    assert block.groups == frozenset()


def test_groups_wait_for_each_other_and_are_then_told_whole() -> None:
    (block,) = blocks({DAY: {"kitchen": 9, "bar": 2}, DAY + 6: {"bar": 3}}, LATER)
    assert (block.last, set(block.groups)) == (DAY + 6, {"kitchen", "bar"})


def test_groups_wait_for_each_other_a_week_at_most() -> None:
    people = {DAY: {"kitchen": 9, "bar": 6, "office": 4}, DAY + 90: {"office": 1}}
    (block,) = blocks(people, LATER)
    assert (block.last, set(block.groups)) == (DAY + PATIENCE_DAYS, {"kitchen"})
    assert blocks(people, DAY + PATIENCE_DAYS) == []
    assert blocks(people, DAY + PATIENCE_DAYS + 1) == [block]


def test_days_without_anybody_are_no_beginning() -> None:
    people = {DAY: {EVERYBODY: 0}, DAY + 60: {EVERYBODY: 5}}
    assert [block.last for block in blocks(people, LATER)] == [DAY + 60]


def test_three_who_answer_again_and_again_are_three() -> None:
    people = {DAY + number: {"office": {"ann", "bob", "eve"}} for number in range(9)}
    assert anonymity.blocks(people, LATER) == []


def test_groups_are_told_of_the_kind_that_was_there_first() -> None:
    assert anonymity.kind_told({"store": DAY + 1, "group": DAY}) == "group"
    assert anonymity.kind_told({"store": DAY, "group": DAY}) == "group"
    assert anonymity.kind_told({}) is None


@given(years)
def test_whatever_is_told_and_whatever_is_left_has_five_or_nobody(people: Sizes) -> None:
    for block in blocks(people, LATER):
        found = within(people, block)
        assert found.total() >= COUNTS_ONLY_BELOW
        assert all(found[group] >= COUNTS_ONLY_BELOW for group in block.groups)
        left = sum(found.values()) - sum(found[group] for group in block.groups)
        assert left == 0 or left >= COUNTS_ONLY_BELOW


@given(years)
def test_blocks_have_no_gaps_and_do_not_overlap(people: Sizes) -> None:
    told = blocks(people, LATER)
    firsts = [TIME_BEGAN, *(block.last + 1 for block in told)]
    assert [block.first for block in told] == firsts[: len(told)]
    assert all(block.first <= block.last < LATER for block in told)


@given(years, st.integers(DAY - 1, DAY + 160))
def test_what_was_told_stays_as_it_was_told(people: Sizes, today: int) -> None:
    """Later answers come later: they are on other days, and the blocks before them do not move."""
    known = {day: answered for day, answered in people.items() if day < today}
    told = blocks(known, today)
    assert blocks(people, today) == told
    assert blocks(people, LATER)[: len(told)] == told


@given(st.lists(st.integers(0, 7), max_size=40))
def test_any_two_periods_differ_by_nobody_or_by_five(answered: list[int]) -> None:
    people = everybody(*answered)
    told = blocks(people, LATER)
    ends = [DAY + number for number in range(len(answered) + 1)]
    sums = {
        (start, end): sum(within(people, block).total() for block in told if start <= block.last < end)
        for start, end in combinations(ends, 2)
    }
    for (start, end), n in sums.items():
        for other in ((start, end + 1), (start - 1, end), (start + 1, end)):
            difference = abs(sums.get(other, n) - n)
            assert difference == 0 or difference >= COUNTS_ONLY_BELOW
