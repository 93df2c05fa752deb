"""The clocks of a case: which one counts, when something is told of it, and that nothing is told twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.clocks import (
    PENDING,
    Clock,
    Due,
    Nudge,
    deadline,
    escalated,
    given_back,
    hastened,
    next_due,
    overdue,
    running_since,
    started,
)
from bot.core.periods import BusinessHours, business_time_between
from bot.core.recovery import ENDED, Case, CaseKind, CaseState, ServiceLevels, Severity

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday
ALWAYS = BusinessHours({}, frozenset(), ZoneInfo("UTC"))
NINE_TO_FIVE = BusinessHours(
    {day: ((time(9), time(17)),) for day in range(5)}, frozenset(), ZoneInfo("Europe/Berlin")
)
SERVICE = ServiceLevels()
MINUTES = st.integers(0, 60 * 24 * 14).map(lambda minutes: timedelta(minutes=minutes))


def opened(
    state: CaseState = CaseState.OPEN, service: ServiceLevels = SERVICE, hours: BusinessHours = ALWAYS
) -> Case:
    """A case whose clocks were started at noon."""
    case = Case(
        id="case",
        customer_id="c",
        invitation_id=None,
        kind=CaseKind.UNHAPPY,
        state=state,
        opened_at=NOON - timedelta(days=1),
        touchpoint="visit",
        room="web::staff:",
        alert="alert",
        reasons=(),
        take_by=NOON,
        contact_by=NOON,
        resolve_by=NOON,
        told=("take.reminder",),
    )
    return started(case, NOON, service, hours)


def test_a_start_forgets_what_was_told_before() -> None:
    case = opened()
    assert (case.told, running_since(case)) == ((), NOON)
    assert running_since(replace(case, clocks_from=None)) == case.opened_at


def test_the_clock_that_counts_is_that_of_the_next_step() -> None:
    found = {state: deadline(opened(state)) for state in CaseState}
    assert found == {
        CaseState.OPEN: (Clock.TAKE, NOON + timedelta(hours=1)),
        CaseState.TAKEN: (Clock.CONTACT, NOON + timedelta(hours=24)),
        CaseState.CONTACTED: (Clock.RESOLVE, NOON + timedelta(hours=72)),
        **dict.fromkeys([CaseState.RESOLVED, *sorted(ENDED)]),
    }


@pytest.mark.parametrize("state", [CaseState.RESOLVED, *sorted(ENDED)])
def test_of_a_case_that_waits_for_no_one_of_ours_nothing_is_due(state: CaseState) -> None:
    case, late = opened(state), NOON + timedelta(days=99)
    assert overdue(case, late, SERVICE, ALWAYS) is next_due(case, NOON, SERVICE, ALWAYS) is None


def test_a_promise_that_was_shorter_then_has_no_reminder_after_its_deadline() -> None:
    case = opened(service=ServiceLevels(take=timedelta(minutes=10)))
    due = next_due(case, NOON, SERVICE, ALWAYS)
    by = NOON + timedelta(minutes=10)
    assert due == Due(Clock.TAKE, Nudge.ESCALATION, by, by)


@given(st.sampled_from(sorted(PENDING)), st.sampled_from([ALWAYS, NINE_TO_FIVE]), st.floats(0.05, 0.95))
def test_a_reminder_comes_at_its_share_of_the_open_time(
    state: CaseState, hours: BusinessHours, share: float
) -> None:
    service = ServiceLevels(remind_at=share)
    case = opened(state, service, hours)
    due = next_due(case, NOON, service, hours)
    assert due is not None
    assert due.nudge is Nudge.REMINDER
    there_is = {Clock.TAKE: service.take, Clock.CONTACT: service.contact, Clock.RESOLVE: service.resolve}
    assert business_time_between(NOON, due.at, hours) == there_is[due.clock] * share
    assert due.by == deadline(case)[1]  # type: ignore[index]  # there is one


@given(
    st.sampled_from(sorted(PENDING)),
    st.sampled_from([ALWAYS, NINE_TO_FIVE]),
    st.sampled_from([0.0, 0.5, 0.9]),
    st.lists(MINUTES, max_size=12),
)
def test_however_often_and_late_one_looks_each_is_told_once_and_the_escalation_is_told_in_the_end(
    state: CaseState, hours: BusinessHours, share: float, looks: list[timedelta]
) -> None:
    service = ServiceLevels(remind_at=share)
    case = opened(state, service, hours)
    told: list[Nudge] = []
    for after in [*sorted(looks), timedelta(days=60)]:
        now = NOON + after
        while due := overdue(case, now, service, hours):
            assert due.at <= now
            told.append(due.nudge)
            case = replace(case, told=(*case.told, due.mark))
        following = next_due(case, now, service, hours)
        assert following is None or following.at > now
    assert told in ([Nudge.ESCALATION], [Nudge.REMINDER, Nudge.ESCALATION])
    assert share or len(told) == 1
    assert next_due(case, NOON, service, hours) is None


# Several who are to hear of it, what is urgent, and what is given back.

CHAIN = ServiceLevels(remind_at=0.0, escalate_to=("room", "lead", "web::boss"))


def told(case: Case, moments: list[timedelta], service: ServiceLevels, hours: BusinessHours) -> list[int]:
    """The step that is told at each of these moments, 0 for none."""
    steps = []
    for after in moments:
        due = overdue(case, NOON + after, service, hours)
        steps.append(due.step if due else 0)
        case = replace(case, told=(*case.told, due.mark)) if due else case
    return steps


def test_each_time_that_passes_again_is_the_turn_of_the_next() -> None:
    hours = [timedelta(minutes=minutes) for minutes in (59, 60, 61, 120, 179, 180, 9999)]
    assert told(opened(service=CHAIN), hours, CHAIN, ALWAYS) == [0, 1, 0, 2, 0, 3, 0]


def test_of_several_that_are_overdue_the_highest_is_told_and_none_below_it_after() -> None:
    assert told(opened(service=CHAIN), [timedelta(hours=2.5), timedelta(hours=9)], CHAIN, ALWAYS) == [2, 3]


def test_each_of_several_has_its_time_in_business_hours() -> None:
    case = opened(service=CHAIN, hours=NINE_TO_FIVE)
    found = []
    while due := next_due(case, NOON, CHAIN, NINE_TO_FIVE):
        found.append(due.at)
        case = replace(case, told=(*case.told, due.mark))
    assert [business_time_between(NOON, at, NINE_TO_FIVE) for at in found] == [
        timedelta(hours=hours) for hours in (1, 2, 3)
    ]


def test_how_many_were_told_is_read_from_its_marks() -> None:
    case = opened()
    assert escalated(replace(case, told=("take.reminder",)), Clock.TAKE) == 0
    assert escalated(replace(case, told=("take.escalation",)), Clock.TAKE) == 1
    assert escalated(replace(case, told=("take.escalation", "take.escalation.12")), Clock.TAKE) == 12
    assert escalated(replace(case, told=("take.escalation",)), Clock.CONTACT) == 0


def test_what_is_urgent_runs_round_the_clock() -> None:
    urgent = replace(opened(), severity=Severity.URGENT)
    assert started(urgent, NOON, SERVICE, NINE_TO_FIVE).contact_by == NOON + timedelta(hours=24)
    due = next_due(started(urgent, NOON, CHAIN, NINE_TO_FIVE), NOON, CHAIN, NINE_TO_FIVE)
    assert due is not None
    assert due.at == NOON + timedelta(hours=1)


@given(st.sampled_from([ALWAYS, NINE_TO_FIVE]), MINUTES)
def test_what_turns_urgent_has_no_deadline_later_than_before_and_none_later_than_anew(
    hours: BusinessHours, after: timedelta
) -> None:
    case, now = opened(hours=hours), NOON + after
    urgent = hastened(replace(case, severity=Severity.URGENT), now, SERVICE)
    assert urgent.take_by == min(case.take_by, now + SERVICE.take)
    assert urgent.contact_by == min(case.contact_by, now + SERVICE.contact)
    assert urgent.resolve_by == min(case.resolve_by, now + SERVICE.resolve)
    assert hastened(urgent, now + after, SERVICE) == urgent or after == timedelta(0)
    assert hastened(case, now, SERVICE) == case


def test_what_is_given_back_is_to_be_taken_anew_and_its_other_clocks_run_on() -> None:
    case = replace(opened(), told=("take.reminder", "take.escalation", "contact.reminder", "paged"))
    later = NOON + timedelta(hours=30)
    back = given_back(case, later, SERVICE, ALWAYS)
    assert back.take_by == later + SERVICE.take
    assert back.told == ("contact.reminder", "paged")
    assert (back.contact_by, running_since(back)) == (case.contact_by, NOON)
    due = next_due(back, later, SERVICE, ALWAYS)
    assert due is not None
    assert (due.nudge, due.at) == (Nudge.REMINDER, later + SERVICE.take / 2)
