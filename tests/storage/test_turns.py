"""Who goes when, by every way that parcels can need each other."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.effects import Lane
from storage.turns import Waiting, turn
from tests.storage.conftest import parcel


def waiting(number: int, lane: Lane, target: str | None = None, thread: str | None = None) -> Waiting:
    return Waiting(replace(parcel(str(number), lane=lane), target=target, thread=thread), number)


def ids(found: list[Waiting]) -> list[str]:
    return [one.parcel.id for one in found]


@st.composite
def due_parcels(draw: st.DrawFn) -> list[Waiting]:
    """As the storage reads them: by lane, then in order of commit. What is needed was committed before."""
    found = []
    for number in range(draw(st.integers(0, 8))):
        named = st.none() | st.integers(-2, number).map(str)
        found.append(waiting(number, draw(st.sampled_from(Lane)), draw(named), draw(named)))
    return sorted(found, key=lambda one: (one.parcel.lane, one.sequence))


@given(due_parcels())
def test_nobody_goes_with_or_before_what_they_need(due: list[Waiting]) -> None:
    here = {one.parcel.id for one in due}
    for one in turn(due, (), {}).ready:
        assert here.isdisjoint(one.needed)


@given(due_parcels())
def test_somebody_always_goes(due: list[Waiting]) -> None:
    assert bool(turn(due, (), {}).ready) == bool(due)


@given(due_parcels())
def test_read_again_after_each_receipt_everybody_goes_once(due: list[Waiting]) -> None:
    gone: list[str] = []
    left = due
    while left:
        ready = ids(turn(left, (), {}).ready)
        gone += ready
        left = [one for one in left if one.parcel.id not in ready]
    assert sorted(gone) == sorted(ids(due))


@given(due_parcels())
def test_those_who_need_nobody_keep_lane_and_order(due: list[Waiting]) -> None:
    free = [one for one in due if not one.needed]
    assert ids(turn(free, (), {}).ready) == ids(free)


def test_what_needs_somebody_on_their_way_waits_and_so_does_everybody_behind_it() -> None:
    due = [waiting(1, Lane.ALERT), waiting(2, Lane.ALERT, thread="0"), waiting(3, Lane.ALERT)]
    assert ids(turn(due, ["0"], {}).ready) == ["1"]


def test_a_thread_that_is_put_off_takes_its_own_with_it_and_nobody_else() -> None:
    due = [
        waiting(1, Lane.ALERT, thread="0"),
        waiting(2, Lane.ALERT),
        waiting(3, Lane.ALERT, target="0"),
        waiting(4, Lane.ALERT, thread="0"),
    ]
    found = turn(due, (), {"0": 5})
    assert ids(found.ready) == ["2", "3"]
    assert found.late == {"1": 5, "4": 5}


def test_a_single_one_whose_thread_is_put_off_waits_too() -> None:
    assert turn([waiting(1, Lane.ALERT, thread="0")], (), {"0": 5}).late == {"1": 5}
