"""A case: only steps of the table, one owner, clocks that never run back, an end that is final."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.core.errors import ImpossibleStep
from bot.core.recovery import (
    ENDED,
    TABLE,
    Case,
    CaseKind,
    CaseState,
    CaseStep,
    ServiceLevels,
    allows,
    can_undo,
    log,
    take,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FINAL = ENDED - {CaseState.CLOSED}  # closing was a decision of staff, and can be taken back
OWNED = frozenset({CaseState.TAKEN, CaseState.CONTACTED})


def opened() -> Case:
    return Case(
        id="case",
        customer_id="c",
        invitation_id="i",
        kind=CaseKind.UNHAPPY,
        state=CaseState.OPEN,
        opened_at=NOON,
        touchpoint="visit",
        room="web::staff:",
        alert="alert",
        reasons=("reason.low_rating",),
        take_by=NOON + timedelta(hours=1),
        contact_by=NOON + timedelta(hours=24),
        resolve_by=NOON + timedelta(hours=72),
    )


def after(*steps: CaseStep) -> Case:
    """The case after these steps, an hour apart; whoever takes it is Sam."""
    case = opened()
    for number, step in enumerate(steps, 1):
        case = take(case, step, NOON + timedelta(hours=number))
        if step is CaseStep.TAKE:
            case = replace(case, owner="web::sam", owner_name="Sam")
    return case


class Working(RuleBasedStateMachine):
    """Any step at any time, by staff who own what they take or answer."""

    @initialize()
    def start(self) -> None:
        self.case = opened()
        self.now = NOON
        self.reopened = 0
        self.first_taken: datetime | None = None
        self.first_contact: datetime | None = None
        self.put_right: datetime | None = None
        self.numbers: list[int] = []

    @rule(
        step=st.sampled_from(CaseStep),
        who=st.sampled_from(["sam", "kim"]),
        waited=st.timedeltas(timedelta(0), timedelta(days=2)),
    )
    def any_step(self, step: CaseStep, who: str, waited: timedelta) -> None:
        self.now += waited
        before = self.case
        expected = TABLE[before.state].get(step)
        if step is CaseStep.UNDO and not can_undo(before):
            expected = None
        assert allows(before, step) is (expected is not None)
        if expected is None:
            with pytest.raises(ImpossibleStep) as refused:
                take(before, step, self.now)
            assert (refused.value.machine, refused.value.step) == ("case", step)
            return
        self.case = take(before, step, self.now)
        if step in {CaseStep.TAKE, CaseStep.HAND_OVER, CaseStep.UNDO}:
            has_owner = step is not CaseStep.UNDO or before.owner is not None
            wrote = CaseState.CONTACTED if self.first_contact else CaseState.TAKEN
            expected = wrote if has_owner else CaseState.OPEN
        assert self.case.state is expected
        if step is CaseStep.HAND_OVER or (
            step in {CaseStep.TAKE, CaseStep.CONTACT} and self.case.owner is None
        ):
            self.case = replace(self.case, owner=who, owner_name=who.title())
        if step in {CaseStep.CLOSE, CaseStep.MUTE}:
            self.case = replace(self.case, closed_for="settled")
        if step in {CaseStep.TAKE, CaseStep.HAND_OVER}:
            self.first_taken = self.first_taken or self.now
        if step is CaseStep.CONTACT:
            self.first_contact = self.first_contact or self.now
        if step is CaseStep.RESOLVE:
            self.put_right = self.now
        if expected not in {*ENDED, CaseState.RESOLVED}:
            self.put_right = None
        self.reopened += before.state is CaseState.RESOLVED and expected is CaseState.OPEN

    @rule(kind=st.sampled_from(["noted", "wrote"]), words=st.text(max_size=5))
    def a_line(self, kind: str, words: str) -> None:
        self.case, entry = log(self.case, kind, self.now, None, words)
        self.numbers.append(entry.number)
        assert (entry.case_id, entry.kind, entry.text, entry.at) == ("case", kind, words, self.now)

    @invariant()
    def one_owner_while_somebody_works_on_it_and_none_while_it_is_open(self) -> None:
        assert (self.case.owner is None) is (self.case.owner_name is None)
        if self.case.state in OWNED:
            assert self.case.owner is not None
        if self.case.state is CaseState.OPEN:
            assert self.case.owner is None

    @invariant()
    def its_moments_are_in_order(self) -> None:
        moments = (self.case.taken_at, self.case.contacted_at, self.case.resolved_at, self.case.ended_at)
        assert all(NOON <= moment <= self.now for moment in moments if moment is not None)
        if self.case.ended_at is not None and self.case.resolved_at is not None:
            assert self.case.resolved_at <= self.case.ended_at

    @invariant()
    def the_first_taking_the_first_contact_and_the_last_end_of_work_are_remembered(self) -> None:
        assert self.case.taken_at == self.first_taken
        assert self.case.contacted_at == self.first_contact
        assert self.case.resolved_at == self.put_right

    @invariant()
    def an_end_is_an_end(self) -> None:
        assert (self.case.ended_at is not None) is (self.case.state in ENDED)
        assert all(TABLE[state] == {} for state in FINAL)

    @invariant()
    def openings_are_counted(self) -> None:
        assert self.case.reopened == self.reopened

    @invariant()
    def the_log_counts_from_one_without_holes(self) -> None:
        assert self.numbers == list(range(1, len(self.numbers) + 1))
        assert self.case.entries == len(self.numbers)


TestWorking = Working.TestCase


def test_every_state_has_its_row() -> None:
    assert TABLE.keys() == set(CaseState)
    assert {state for state, row in TABLE.items() if not row} == FINAL
    assert TABLE[CaseState.CLOSED].keys() == {CaseStep.UNDO}


@pytest.mark.parametrize("step", [CaseStep.REOPEN, CaseStep.APPEND])
def test_a_resolved_case_that_opens_again_starts_from_nothing_but_its_history(step: CaseStep) -> None:
    case = after(CaseStep.TAKE, CaseStep.CONTACT, CaseStep.RESOLVE, step)
    assert (case.state, case.owner, case.resolved_at, case.reopened) == (CaseState.OPEN, None, None, 1)
    assert case.taken_at == NOON + timedelta(hours=1)
    assert case.contacted_at == NOON + timedelta(hours=2)
    assert allows(case, CaseStep.TAKE)


def test_what_is_said_meanwhile_changes_nothing_about_a_case_in_hand() -> None:
    taken = after(CaseStep.TAKE)
    assert take(taken, CaseStep.APPEND, NOON) == taken


def test_a_release_frees_it() -> None:
    released = after(CaseStep.TAKE, CaseStep.RELEASE)
    assert (released.state, released.owner, released.owner_name) == (CaseState.OPEN, None, None)


@pytest.mark.parametrize("last", [CaseStep.CONFIRM, CaseStep.GO_SILENT])
def test_an_ended_case_keeps_who_put_it_right(last: CaseStep) -> None:
    case = after(CaseStep.TAKE, CaseStep.RESOLVE, last)
    assert (case.owner, case.ended_at) == ("web::sam", NOON + timedelta(hours=3))


def test_a_case_can_be_closed_without_contact() -> None:
    assert after(CaseStep.CLOSE).state is CaseState.CLOSED
    assert not allows(after(CaseStep.CONTACT), CaseStep.CLOSE)


def test_the_promised_times_are_those_of_the_house() -> None:
    assert ServiceLevels() == ServiceLevels(timedelta(hours=1), timedelta(hours=24), timedelta(hours=72))


def test_who_takes_a_case_that_was_released_goes_on_where_it_was() -> None:
    released = after(CaseStep.TAKE, CaseStep.CONTACT, CaseStep.RELEASE)
    assert (released.state, released.owner) == (CaseState.OPEN, None)
    assert take(released, CaseStep.TAKE, NOON + timedelta(hours=4)).state is CaseState.CONTACTED
    untold = after(CaseStep.TAKE, CaseStep.RELEASE, CaseStep.TAKE)
    assert (untold.state, untold.taken_at) == (CaseState.TAKEN, NOON + timedelta(hours=1))


def test_after_the_customer_opened_it_again_the_first_word_is_to_be_said_anew() -> None:
    again = after(CaseStep.TAKE, CaseStep.CONTACT, CaseStep.RESOLVE, CaseStep.REOPEN)
    again = replace(again, clocks_from=NOON + timedelta(hours=4))
    taken = take(again, CaseStep.TAKE, NOON + timedelta(hours=5))
    assert (taken.state, taken.taken_at) == (CaseState.TAKEN, NOON + timedelta(hours=5))
    written = take(replace(taken, owner="web::sam"), CaseStep.CONTACT, NOON + timedelta(hours=6))
    assert written.contacted_at == NOON + timedelta(hours=6)


def test_what_was_put_right_can_be_taken_back_until_the_customer_is_asked() -> None:
    resolved = after(CaseStep.TAKE, CaseStep.CONTACT, CaseStep.RESOLVE)
    undone = take(resolved, CaseStep.UNDO, NOON + timedelta(hours=4))
    assert (undone.state, undone.owner, undone.resolved_at, undone.reopened) == (
        CaseState.CONTACTED,
        "web::sam",
        None,
        0,
    )
    asked = replace(resolved, followed_up_at=NOON + timedelta(hours=4))
    assert not allows(asked, CaseStep.UNDO)
    before = replace(resolved, followed_up_at=NOON + timedelta(hours=2))  # it was asked, and opened again
    assert allows(before, CaseStep.UNDO)


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ((CaseStep.CLOSE,), CaseState.OPEN),
        ((CaseStep.TAKE, CaseStep.CLOSE), CaseState.TAKEN),
        ((CaseStep.TAKE, CaseStep.CONTACT, CaseStep.MUTE), CaseState.CONTACTED),
    ],
)
def test_what_staff_closed_goes_back_to_where_it_was(steps: tuple[CaseStep, ...], state: CaseState) -> None:
    closed = replace(after(*steps), closed_for="settled")
    undone = take(closed, CaseStep.UNDO, NOON + timedelta(hours=9))
    assert (undone.state, undone.ended_at, undone.closed_for) == (state, None, None)


@pytest.mark.parametrize("reason", [None, "merged", "erased"])
def test_nobody_takes_back_what_was_closed_for_another_reason(reason: str | None) -> None:
    assert not allows(replace(after(CaseStep.CLOSE), closed_for=reason), CaseStep.UNDO)


def test_a_case_that_goes_to_another_room_is_nobodys() -> None:
    moved = after(CaseStep.TAKE, CaseStep.CONTACT, CaseStep.MOVE)
    assert (moved.state, moved.owner, moved.owner_name) == (CaseState.OPEN, None, None)
