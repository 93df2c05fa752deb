"""Whom to ask, and when: each gate alone decides, under its own name; some only postpone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.eligibility import (
    GATES,
    REASONS,
    Asking,
    ContactRules,
    GateVerdict,
    decision,
    first_closed,
    gate_verdicts,
    planned,
)
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


BY_HABIT = ContactRules(near_usual_hour=True)
CLOSED: dict[str, Asking] = {
    "erased": asking({"erased_at": NOON}),
    "opted_out": asking({"opted_out_at": days_ago(1000)}),
    "withdrawn": asking(not_asked="refunded"),
    "paused": asking(paused_since=days_ago(1)),
    "audience": asking(audience=Audience.INTERNAL),
    "sampling": asking(rules=ContactRules(sampling=0)),
    "ignored": asking({"ignored": 2}),
    "quiet_hours": asking(now=NOON.replace(hour=21)),
    "usual_hour": asking(rules=BY_HABIT, usual_hour=17),
    "conversation_open": asking(conversation_open=True),
    "open_case": asking(case_open=True),
    "cool_down": asking({"invited_at": {"csat": days_ago(29.99)}}),
    "same_nps": asking({"invited_at": {"nps": days_ago(89.99)}}),
    "same_survey": asking(
        {"invited_at": {"csat": days_ago(39)}},
        survey="csat",
        survey_is_nps=False,
        rules=ContactRules(between_same=timedelta(days=40)),
    ),
    "launch_cap": asking(invited_today=5, rules=ContactRules(launch_cap=5)),
}
POSTPONING = {"quiet_hours", "usual_hour"}


def only(gate: str, about: Asking) -> GateVerdict:
    (verdict,) = [one for one in gate_verdicts(about) if one.gate == gate]
    return verdict


def test_who_is_in_nobodys_way_is_asked() -> None:
    assert first_closed(ASKING) is None
    assert decision(ASKING) is None


@pytest.mark.parametrize("gate", CLOSED)
def test_each_gate_alone_decides_under_its_own_name(gate: str) -> None:
    verdict = first_closed(CLOSED[gate])
    assert verdict is not None
    assert verdict.gate == gate
    assert [one.gate for one in gate_verdicts(CLOSED[gate]) if not one.passed] == [gate]


def test_every_gate_has_such_a_case_and_all_are_told() -> None:
    told = [verdict.gate for verdict in gate_verdicts(ASKING)]
    assert told == [name for name, _ in GATES] == list(CLOSED)


def test_behind_a_closed_gate_the_others_are_told_too() -> None:
    night = asking({"opted_out_at": NOON, "ignored": 9}, now=NOON.replace(hour=21), case_open=True)
    closed = [one.gate for one in gate_verdicts(night) if not one.passed]
    assert closed == ["opted_out", "ignored", "quiet_hours", "open_case"]


def test_only_quiet_hours_and_the_wait_for_the_usual_hour_postpone() -> None:
    for gate, about in CLOSED.items():
        verdict = first_closed(about)
        assert verdict is not None
        assert (verdict.until is not None) is (gate in POSTPONING)


@pytest.mark.parametrize("gate", [gate for gate in CLOSED if gate not in POSTPONING])
def test_what_drops_gives_its_reason(gate: str) -> None:
    verdict = decision(CLOSED[gate])
    assert verdict is not None
    assert verdict.reason == ("refunded" if gate == "withdrawn" else gate)
    assert verdict.reason in REASONS
    assert verdict.key == f"why.gate.{gate}.closed"


def test_quiet_hours_postpone_to_their_end_in_the_customers_zone() -> None:
    night = asking(now=datetime(2026, 3, 2, 20, 30, tzinfo=UTC), zone=ZoneInfo("Europe/Berlin"))
    verdict = first_closed(night)
    assert verdict is not None
    assert verdict.until == datetime(2026, 3, 3, 8, tzinfo=UTC)
    assert first_closed(replace(night, now=verdict.until)) is None


@pytest.mark.parametrize(
    "gate", ["erased", "opted_out", "withdrawn", "paused", "audience", "sampling", "ignored"]
)
def test_what_lasts_drops_at_night_too(gate: str) -> None:
    verdict = decision(replace(CLOSED[gate], now=NOON.replace(hour=21)))
    assert verdict is not None
    assert (verdict.gate, verdict.until) == (gate, None)


@pytest.mark.parametrize(
    "gate", ["conversation_open", "open_case", "cool_down", "same_nps", "same_survey", "launch_cap"]
)
def test_what_may_be_different_in_the_morning_is_judged_in_the_morning(gate: str) -> None:
    night = replace(CLOSED[gate], now=NOON.replace(hour=1))
    verdict = decision(night)
    assert verdict is not None
    assert (verdict.gate, verdict.until) == ("quiet_hours", NOON.replace(hour=9))


@pytest.mark.parametrize(
    ("hours", "gate"), [(13, "quiet_hours"), (12, "expired"), (0, "expired"), (-1, "expired")]
)
def test_what_could_only_be_asked_after_it_expired_is_dropped_as_expired(hours: int, gate: str) -> None:
    night = asking(now=NOON.replace(hour=21), expires_at=NOON.replace(hour=21) + timedelta(hours=hours))
    verdict = decision(night)
    assert verdict is not None
    assert verdict.gate == gate
    assert (verdict.until is None) is (gate == "expired")


# Near the hour at which they usually buy.


@pytest.mark.parametrize(
    ("now", "hour", "until"),
    [
        ("12:00", 17, "17:00"),
        ("17:00", 17, None),
        ("17:59", 17, None),
        ("18:00", 17, "tomorrow 17:00"),
        ("11:30", 11, None),
    ],
)
def test_we_wait_for_the_hour_at_which_they_usually_buy(now: str, hour: int, until: str | None) -> None:
    at = datetime.combine(NOON, time.fromisoformat(now), UTC)
    verdict = decision(asking(now=at, rules=BY_HABIT, usual_hour=hour))
    if until is None:
        assert verdict is None
        return
    assert verdict is not None
    day = NOON + timedelta(days=until.startswith("tomorrow"))
    assert verdict.until == datetime.combine(day, time.fromisoformat(until[-5:]), UTC)


@pytest.mark.parametrize("hour", [20, 23, 0, 8])
def test_for_a_quiet_usual_hour_nobody_waits(hour: int) -> None:
    about = asking(rules=BY_HABIT, usual_hour=hour)
    assert decision(about) is None
    assert only("usual_hour", about).because == "quiet"


def test_of_a_usual_hour_that_is_quiet_in_part_the_other_part_is_used() -> None:
    rules = replace(BY_HABIT, quiet=QuietHours(time(20), time(9, 30)))
    verdict = decision(asking(rules=rules, usual_hour=9))
    assert verdict is not None
    assert verdict.until == (NOON + timedelta(days=1)).replace(hour=9, minute=30)
    assert decision(asking(now=verdict.until, rules=rules, usual_hour=9)) is None


def test_what_would_be_expired_at_the_usual_hour_is_asked_now() -> None:
    about = asking(rules=BY_HABIT, usual_hour=17, expires_at=NOON.replace(hour=17))
    assert decision(about) is None
    assert only("usual_hour", about).because == "late"


def test_whose_usual_hour_is_not_known_is_asked_now() -> None:
    assert only("usual_hour", asking(rules=BY_HABIT)).because == "never"
    assert only("usual_hour", asking(usual_hour=17)).because == "off"


@given(
    st.floats(0, 365, allow_nan=False),
    st.integers(0, 23),
    st.sampled_from(
        ["Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia"]
    ),
)
def test_who_waits_for_their_hour_waits_once_for_less_than_two_days(
    days: float, hour: int, zone: str
) -> None:
    rules = replace(BY_HABIT, quiet=QuietHours(time(0), time(0)))
    about = asking(now=NOON + timedelta(days=days), rules=rules, usual_hour=hour, zone=ZoneInfo(zone))
    verdict = decision(about)
    if verdict is not None:
        assert verdict.until is not None
        assert about.now < verdict.until < about.now + timedelta(days=2)
        assert decision(replace(about, now=verdict.until)) is None


# What a person reads about it.


@pytest.mark.parametrize(
    ("about", "gate", "values"),
    [
        (CLOSED["opted_out"], "opted_out", {"since": "2023-06-06"}),
        (CLOSED["withdrawn"], "withdrawn", {"reason": "refunded"}),
        (CLOSED["paused"], "paused", {"since": "2026-03-01 12:00"}),
        (CLOSED["audience"], "audience", {"survey": "nps", "audience": "buyer", "asked": "internal"}),
        (asking(rules=ContactRules(sampling=0.25)), "sampling", {"percent": 25.0}),
        (CLOSED["ignored"], "ignored", {"ignored": 2, "limit": 2}),
        (CLOSED["launch_cap"], "launch_cap", {"cap": 5, "invited": 5}),
        (
            asking({"invited_at": {"csat": days_ago(400), "stars": days_ago(3)}}),
            "cool_down",
            {"days": 30.0, "survey": "stars", "last": "2026-02-27", "next": "2026-03-29"},
        ),
        (
            replace(CLOSED["quiet_hours"], zone=ZoneInfo("Asia/Kolkata"), zone_from="place"),
            "quiet_hours",
            {
                "from": "20:00",
                "to": "09:00",
                "zone": "Asia/Kolkata",
                "zone_from": "place",
                "local": "2026-03-03 02:30",
                "next": "2026-03-03 09:00",
            },
        ),
        (CLOSED["usual_hour"], "usual_hour", {"hour": "17:00", "zone": "UTC", "next": "2026-03-02 17:00"}),
    ],
)
def test_a_verdict_carries_the_rule_and_what_was_found(
    about: Asking, gate: str, values: Mapping[str, object]
) -> None:
    assert only(gate, about).values == values


@pytest.mark.parametrize(
    ("gate", "about", "how"),
    [
        ("cool_down", ASKING, "never"),
        ("cool_down", asking({"invited_at": {"csat": days_ago(31)}}), "passed"),
        ("same_nps", ASKING, "never"),
        ("same_nps", asking(survey_is_nps=False), "other"),
        ("same_survey", ASKING, "other"),
        ("same_survey", asking(survey_is_nps=False), "off"),
        ("sampling", ASKING, "off"),
        ("sampling", asking(rules=ContactRules(sampling=0.999999)), "passed"),
        ("launch_cap", ASKING, "off"),
        ("launch_cap", asking(rules=ContactRules(launch_cap=1)), "passed"),
        ("open_case", asking(case_open=True, rules=ContactRules(while_case_open=True)), "off"),
        ("quiet_hours", asking(rules=NO_RULES), "off"),
        ("ignored", asking(rules=NO_RULES), "off"),
        ("cool_down", asking(rules=NO_RULES), "off"),
    ],
)
def test_why_a_gate_is_open_is_told_apart(gate: str, about: Asking, how: str) -> None:
    assert only(gate, about).key == f"why.gate.{gate}.{how}"


def test_time_runs_from_the_purchase_and_not_from_its_report() -> None:
    day = timedelta(days=1)
    rules = ContactRules()
    assert planned(NOON, NOON, day, rules) == (NOON + day, NOON + 8 * day)
    assert planned(NOON, NOON + 3 * day, day, rules) == (NOON + 3 * day, NOON + 8 * day)
    assert planned(NOON, NOON, day, replace(rules, delays=False)) == (NOON, NOON + 7 * day)


# Each rule by itself.


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


@pytest.mark.parametrize(
    "gate", ["erased", "opted_out", "withdrawn", "paused", "audience", "conversation_open"]
)
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
