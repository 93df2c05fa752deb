"""What the operator has settled: rooms, roles, languages and the surveys in use."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.eligibility import ContactRules
from bot.core.identity import Address, Customer, Role
from bot.core.journey import Place, Touchpoint
from bot.core.periods import BusinessHours
from bot.core.recovery import ServiceLevels
from bot.core.settings import Room, Scope, Settings
from bot.core.survey import Audience, Survey
from bot.core.survey_reading import parse_survey

UTC_ZONE = ZoneInfo("UTC")
PULSE = {"name": "pulse", "question": [{"name": "how", "kind": "csat", "text": {"en": "How is it?"}}]}


def survey(name: str, question: str = "How was it?") -> Survey:
    return parse_survey(
        {"name": name, "question": [{"name": "how", "kind": "csat", "text": {"en": question}}]}, ["en"]
    )


OLD, NEW, OTHER = survey("csat"), survey("csat", "How did we do?"), survey("other")
STAFF = Room("staff", Address("web", room="staff"), Role.STAFF, "en")
KITCHEN = Room("kitchen", Address("web", room="kitchen"), Role.STAFF, "en", frozenset({"visit"}))
MANAGERS = Room("managers", Address("web", room="managers"), Role.MANAGER, "en")
SETTINGS = Settings(
    business="Bean There",
    languages=("de", "en"),
    zone=UTC_ZONE,
    hours=BusinessHours({}, frozenset(), UTC_ZONE),
    touchpoints={
        "visit": Touchpoint("visit", "other", timedelta(0)),
        "delivery": Touchpoint("delivery", "csat", timedelta(0)),
    },
    surveys={(one.name, one.version): one for one in (OLD, NEW, OTHER)},
    current={"csat": NEW.version, "other": OTHER.version},
    rooms=(STAFF, KITCHEN, MANAGERS),
    staff=frozenset({"web::sam"}),
    managers=frozenset({"web::alex"}),
    contact=ContactRules(),
    service=ServiceLevels(),
    digests={},
    causes=(),
    link_key=b"key",
)


def test_the_first_language_is_the_businesss_own() -> None:
    assert SETTINGS.language == "de"


def test_the_current_version_is_asked_and_an_old_one_is_found_by_its_own() -> None:
    assert SETTINGS.survey("csat") == NEW
    assert SETTINGS.survey("csat", OLD.version) == OLD


@pytest.mark.parametrize(("name", "version"), [("gone", None), ("csat", "0"), ("gone", "0")])
def test_an_unknown_survey_is_a_key_error(name: str, version: str | None) -> None:
    with pytest.raises(KeyError):
        SETTINGS.survey(name, version)


def test_without_a_purchase_the_first_touchpoints_survey_is_asked() -> None:
    assert SETTINGS.default_survey == "other"
    assert replace(SETTINGS, touchpoints={}).default_survey == "csat"


def test_a_room_that_names_the_touchpoint_goes_before_one_that_takes_all() -> None:
    assert SETTINGS.room_for(Role.STAFF, "visit") == KITCHEN
    assert SETTINGS.room_for(Role.STAFF, "delivery") == STAFF
    assert SETTINGS.room_for(Role.STAFF) == STAFF
    assert SETTINGS.room_for(Role.MANAGER, "visit") == MANAGERS


def test_where_no_room_takes_all_an_alert_still_finds_one() -> None:
    assert replace(SETTINGS, rooms=(KITCHEN, MANAGERS)).room_for(Role.STAFF, "delivery") == KITCHEN
    assert replace(SETTINGS, rooms=(MANAGERS,)).room_for(Role.STAFF, "delivery") is None


def test_whoever_is_in_a_room_is_in_that_room() -> None:
    assert SETTINGS.room_at(Address("web", room="kitchen", person="sam")) == KITCHEN
    assert SETTINGS.room_at(Address("web", room="attic")) is None
    assert SETTINGS.room_at(Address("web", person="kitchen")) is None
    assert SETTINGS.room_at(Address("slack", room="kitchen")) is None


@pytest.mark.parametrize(
    ("address", "roles"),
    [
        (Address("web", person="sam"), {Role.CUSTOMER, Role.STAFF}),
        (Address("web", room="managers", person="sam"), {Role.CUSTOMER, Role.STAFF}),
        (Address("web", room="staff", person="alex"), {Role.CUSTOMER, Role.MANAGER}),
        (Address("web", room="staff", person="guest"), {Role.CUSTOMER}),
        (Address("slack", person="sam"), {Role.CUSTOMER}),
        (Address("web", "other", person="sam"), {Role.CUSTOMER}),
        (Address("web", room="sam"), {Role.CUSTOMER}),
    ],
)
def test_roles_go_by_who_somebody_is_and_never_by_where(address: Address, roles: set[Role]) -> None:
    assert SETTINGS.roles_of(address) == roles


# The contact rules, and whose zone they go by.

DAY = timedelta(days=1)
RULES_OF_THEIR_OWN: dict[tuple[Scope, str], dict[str, object]] = {
    (Scope.AUDIENCE, "internal"): {"between_any": 7 * DAY, "sampling": 0.5},
    (Scope.SURVEY, "other"): {"between_any": 5 * DAY, "ignored_in_a_row": 4},
    (Scope.TOUCHPOINT, "visit"): {"between_any": 2 * DAY},
}


def test_without_differences_the_same_rules_hold_for_all() -> None:
    assert SETTINGS.rules("other", "visit", Audience.BUYER) is SETTINGS.contact
    made = replace(SETTINGS, contact_for=RULES_OF_THEIR_OWN)
    assert made.rules("csat", "delivery", Audience.BUYER) is SETTINGS.contact


@pytest.mark.parametrize(
    ("survey", "touchpoint", "audience", "rules"),
    [
        ("csat", "delivery", Audience.INTERNAL, ContactRules(between_any=7 * DAY, sampling=0.5)),
        ("other", "delivery", Audience.BUYER, ContactRules(between_any=5 * DAY, ignored_in_a_row=4)),
        ("csat", "visit", Audience.BUYER, ContactRules(between_any=2 * DAY)),
        (
            *("other", "visit", Audience.INTERNAL),
            ContactRules(between_any=2 * DAY, ignored_in_a_row=4, sampling=0.5),
        ),
    ],
)
def test_a_touchpoints_rules_go_before_a_surveys_and_those_before_an_audiences(
    survey: str, touchpoint: str, audience: Audience, rules: ContactRules
) -> None:
    made = replace(SETTINGS, contact_for=RULES_OF_THEIR_OWN)
    assert made.rules(survey, touchpoint, audience) == rules


@pytest.mark.parametrize(
    ("timezone", "place", "found"),
    [
        ("Asia/Kolkata", "harbour", ("Asia/Kolkata", "customer")),
        (None, "harbour", ("Africa/Casablanca", "place")),
        ("Moon/Base", "harbour", ("Africa/Casablanca", "place")),
        (None, "station", ("UTC", "business")),
        (None, "elsewhere", ("UTC", "business")),
        (None, None, ("UTC", "business")),
    ],
)
def test_the_zone_is_the_customers_own_else_the_places_else_the_businesss(
    timezone: str | None, place: str | None, found: tuple[str, str]
) -> None:
    places = {"harbour": Place("harbour", ZoneInfo("Africa/Casablanca")), "station": Place("station")}
    customer = Customer("c", Audience.BUYER, None, None, timezone, place=place)
    zone, whose = replace(SETTINGS, places=places).zone_for(customer)
    assert (zone.key, whose) == found


def test_who_comes_without_a_purchase_is_asked_a_survey_that_is_for_them() -> None:
    pulse = parse_survey({"audience": "internal", **PULSE}, ["en"])
    made = replace(
        SETTINGS,
        surveys={**SETTINGS.surveys, (pulse.name, pulse.version): pulse},
        current={**SETTINGS.current, pulse.name: pulse.version},
    )
    assert made.default_survey_for(Audience.BUYER) == "other"
    assert made.default_survey_for(Audience.INTERNAL) == "pulse"
    assert SETTINGS.default_survey_for(Audience.INTERNAL) == "other"
