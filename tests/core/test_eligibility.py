"""Whom to ask, and when: each gate alone decides, under its own name; quiet hours only postpone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.eligibility import GATES, Asking, ContactRules, first_closed, gate_verdicts
from bot.core.identity import Customer
from bot.core.periods import QuietHours
from bot.core.survey import Audience

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NO_RULES = ContactRules(
    between_any=timedelta(0),
    between_same_nps=timedelta(0),
    quiet=QuietHours(time(0), time(0)),
    ignored_in_a_row=0,
    while_case_open=True,
)
CUSTOMER = Customer("c", Audience.BUYER, "Maya", None, None)
ASKING = Asking(
    now=NOON,
    customer=CUSTOMER,
    purchase_id="p",
    survey="nps",
    survey_is_nps=True,
    case_open=False,
    conversation_open=False,
    rules=ContactRules(),
    zone=ZoneInfo("UTC"),
)


def asking(customer: Mapping[str, object] | None = None, **changes: object) -> Asking:
    who = replace(CUSTOMER, **(customer or {}))  # type: ignore[arg-type]  # by name
    return replace(ASKING, customer=who, **changes)  # type: ignore[arg-type]  # by name


def days_ago(days: float) -> datetime:
    return NOON - timedelta(days=days)


CLOSED: dict[str, Asking] = {
    "erased": asking({"erased_at": NOON}),
    "opted_out": asking({"opted_out_at": days_ago(1000)}),
    "conversation_open": asking(conversation_open=True),
    "open_case": asking(case_open=True),
    "sampling": asking(rules=ContactRules(sampling=0)),
    "ignored": asking({"ignored": 2}),
    "cool_down": asking({"invited_at": {"csat": days_ago(29.99)}}),
    "same_nps": asking({"invited_at": {"nps": days_ago(89.99)}}),
    "quiet_hours": asking(now=NOON.replace(hour=21)),
}


def test_who_is_in_nobodys_way_is_asked() -> None:
    assert first_closed(ASKING) is None


@pytest.mark.parametrize("gate", CLOSED)
def test_each_gate_alone_decides_under_its_own_name(gate: str) -> None:
    verdict = first_closed(CLOSED[gate])
    assert verdict is not None
    assert verdict.gate == gate
    assert [one.gate for one in gate_verdicts(CLOSED[gate]) if not one.passed] == [gate]


def test_every_gate_has_such_a_case_and_all_are_told() -> None:
    told = [verdict.gate for verdict in gate_verdicts(ASKING)]
    assert told == [*(name for name, _ in GATES), "quiet_hours"] == list(CLOSED)


def test_only_quiet_hours_postpone() -> None:
    for gate, about in CLOSED.items():
        verdict = first_closed(about)
        assert verdict is not None
        assert (verdict.until is not None) is (gate == "quiet_hours")


def test_quiet_hours_postpone_to_their_end_in_the_customers_zone() -> None:
    night = asking(now=datetime(2026, 3, 2, 20, 30, tzinfo=UTC), zone=ZoneInfo("Europe/Berlin"))
    verdict = first_closed(night)
    assert verdict is not None
    assert verdict.until == datetime(2026, 3, 3, 8, tzinfo=UTC)
    assert first_closed(replace(night, now=verdict.until)) is None


def test_a_gate_that_drops_goes_before_quiet_hours_that_postpone() -> None:
    verdict = first_closed(asking({"ignored": 2}, now=NOON.replace(hour=21)))
    assert verdict is not None
    assert (verdict.gate, verdict.until) == ("ignored", None)


@pytest.mark.parametrize(("days", "asked"), [(29.999, False), (30, True)])
def test_thirty_days_lie_between_any_two_invitations(days: float, asked: bool) -> None:
    about = asking({"invited_at": {"csat": days_ago(400), "stars": days_ago(days)}})
    assert (first_closed(about) is None) is asked


def test_ninety_days_lie_between_two_of_the_same_nps_and_only_those() -> None:
    invited = {"invited_at": {"nps": days_ago(60)}}
    assert first_closed(asking(invited)) is not None
    assert first_closed(asking(invited, survey="csat", survey_is_nps=False)) is None
    assert first_closed(asking(invited, survey="nps2")) is None
    assert first_closed(asking({"invited_at": {"nps": days_ago(90)}})) is None


def test_one_ignored_invitation_is_forgiven() -> None:
    assert first_closed(asking({"ignored": 1})) is None


def test_a_zero_switches_a_rule_off() -> None:
    pestered = {"ignored": 99, "invited_at": {"nps": NOON.replace(hour=3)}}
    about = asking(pestered, case_open=True, rules=NO_RULES, now=NOON.replace(hour=3))
    assert first_closed(about) is None


@pytest.mark.parametrize("gate", ["erased", "opted_out", "conversation_open"])
def test_no_rule_switches_the_others_off(gate: str) -> None:
    assert first_closed(replace(CLOSED[gate], rules=NO_RULES)) is not None


@given(st.text(max_size=30), st.floats(0, 1))
def test_the_same_purchase_is_always_on_the_same_side_of_sampling(purchase: str, share: float) -> None:
    about = asking(purchase_id=purchase, rules=ContactRules(sampling=share))
    later = replace(about, now=NOON + timedelta(days=1), customer=replace(CUSTOMER, name="Somebody"))
    assert first_closed(about) == first_closed(later)


@given(st.text(max_size=30), st.floats(0, 1), st.floats(0, 1))
def test_who_is_in_a_small_sample_is_in_every_larger_one(purchase: str, one: float, other: float) -> None:
    small, large = sorted((one, other))
    in_small = first_closed(asking(purchase_id=purchase, rules=ContactRules(sampling=small))) is None
    in_large = first_closed(asking(purchase_id=purchase, rules=ContactRules(sampling=large))) is None
    assert in_large or not in_small


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 1.0])
def test_the_sampled_share_is_the_one_that_was_asked_for(share: float) -> None:
    rules = ContactRules(sampling=share)
    n = 4000
    asked = sum(first_closed(asking(purchase_id=f"purchase-{i}", rules=rules)) is None for i in range(n))
    assert abs(asked / n - share) <= 4 * (share * (1 - share) / n) ** 0.5
