"""What staff see of one customer, and who sees it where."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.core.callbacks import tool_data
from bot.core.effects import Parcel
from bot.core.gestures import Gesture, GesturePlan, GestureRules
from bot.core.identity import Address, Attribute
from bot.core.promises import Promise
from bot.texts import render
from bot.texts.cards import rendered
from tests.handlers.conftest import ALEX, MAYA, SAM, SAM_ON_SLACK, SAM_ON_TELEGRAM, TOM, World

SAM_ELSEWHERE = replace(SAM_ON_SLACK, room="C99")


def shown(
    world: World, words: str = "maya", at: Address = SAM, told: Address | None = None
) -> dict[str, Any]:
    """The card that this asks for, in words: title, and the items of each section."""
    world.read(told or at)
    world.command("customer", words, at)
    (parcel,) = world.read(told or at)
    return drawn(parcel)


def drawn(parcel: Parcel) -> dict[str, Any]:
    card: Any = rendered(parcel.message.card, "en", render)
    sections = {one["title"]: one["lists"][0]["items"] for one in card["sections"]}
    return {"title": card["title"], "subtitle": card["subtitle"], **sections}


def test_it_says_who_they_are_and_what_they_bought(world: World) -> None:
    world.buy("1043", language="en")
    world.change(preferred_name="May")
    card = shown(world, "1043")
    assert card["title"] == "Maya Okafor: what we know of them"
    assert {"Name: Maya Okafor", "Called: May", "Orders: 1", "Reached on: web"} <= set(card["Who they are"])
    assert card["What they bought"] == ["2026-03-02: Mug"]


def test_it_says_how_they_rated_us_and_their_words(world: World) -> None:
    world.ask()
    world.press("4")
    world.say("The coffee was a bit cold")
    assert shown(world)["What they said"] == ["2026-03-02, Mug: 4/5 “The coffee was a bit cold”"]


def test_a_survey_that_was_not_answered_says_so(world: World) -> None:
    world.ask()
    assert shown(world)["What they said"] == ["2026-03-02, Mug: not answered"]


def test_cases_with_their_notes_also_those_that_are_over(world: World) -> None:
    world.ask()
    world.press("1")
    world.press("take", SAM, "Sam Reed")
    world.press_data(f"c|{world.case.id}|note", SAM)
    world.submit_data(f"c|{world.case.id}|note", {"text": "Knows the owner"})
    card = shown(world)
    assert card["Their cases"] == ["2026-03-02: Taken, 1/5, Sam Reed"]
    assert card["What staff noted"] == ["2026-03-02: Knows the owner"]


def test_promises_and_gestures(world: World) -> None:
    world.ask()
    world.press("1")
    case, maya, day = world.case, world.maya, timedelta(days=1)
    promise = Promise("p", case.id, maya.id, SAM.user, "Sam", "A new mug", world.now, world.now + day)
    world.rows.promises["p"] = promise
    given = Gesture("g", maya.id, case.id, "cake", Decimal(4), "EUR", SAM.user, "Sam", world.now)
    world.rows.gestures["g"] = given
    world.rows.gestures["h"] = replace(given, id="h", name="gone", undone_at=world.now)
    plan = GesturePlan("cake", {"en": "A cake"}, Decimal(4))
    world.settings = replace(world.settings, gestures=GestureRules({"cake": plan}))
    card = shown(world)
    assert card["What we promised"] == ["By 2026-03-03 13:00, Sam: A new mug (open)"]
    assert set(card["What we gave"]) == {"2026-03-02, Sam: A cake", "2026-03-02, Sam: gone, taken back"}


def test_what_staff_saw_and_what_they_told_of_themselves(world: World) -> None:
    world.buy()
    told = (
        Attribute("heard_of_us", "friend", "customer", world.now),
        Attribute("role", "my second kitchen", "customer", world.now),
        Attribute("how_long", "an-invitation", "us", world.now),
    )
    world.change(attributes=told)
    world.command("observe", "mixed visit maya: likes the window seat", SAM, sender="Sam Reed")
    card = shown(world)
    assert card["What we saw"] == ["2026-03-02, Sam Reed, visit, mixed: likes the window seat"]
    assert card["What they told us"] == [
        "Heard of us: From a friend",
        "What we are to them: my second kitchen",
    ]


def test_what_somebody_who_works_with_us_answered_is_not_in_it(world: World) -> None:
    world.buy(touchpoint="pulse", audience="internal")
    world.wait(hours=2)
    world.press("2")
    world.say("My boss shouts")
    card = shown(world)
    assert "shouts" not in str(card)
    assert card["What they said"] == [
        "What people who work with us answer is confidential: it is not shown by name."
    ]


def test_of_somebody_who_was_erased_nothing_is_shown(world: World) -> None:
    world.buy("1043")
    world.change(erased_at=world.now, name=None)
    card = shown(world, "1043")
    assert list(card) == ["title", "subtitle"]


def test_a_mute_is_told_while_it_lasts(world: World) -> None:
    world.buy()
    world.change(muted_until=world.now + timedelta(days=2))
    assert shown(world)["subtitle"].startswith("Muted until 2026-03-04")
    world.now += timedelta(days=3)
    assert shown(world)["subtitle"] is None


def test_long_words_are_shortened_and_stay_in_one_line(world: World) -> None:
    world.ask()
    world.press("4")
    world.say("so\ncold " * 400)
    (said,) = shown(world)["What they said"]
    assert len(said) < 250
    assert "\n" not in said


def test_it_leads_on_to_writing_down_what_was_seen(world: World) -> None:
    world.buy()
    world.command("customer", "maya", SAM)
    assert world.button(world.maya.id, SAM).data == tool_data("observe", world.maya.id)


def test_whom_of_several_is_chosen_by_a_button(world: World) -> None:
    world.buy("1")
    world.buy("2", who="maya2", name="Maya Berg", address=TOM)
    world.command("customer", "maya", SAM)
    world.read(SAM)
    world.press_data(tool_data("customer", world.maya.id), SAM)
    (parcel,) = world.read(SAM)
    assert drawn(parcel)["title"].startswith("Maya Okafor")


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (SAM, SAM.place),
        (SAM_ELSEWHERE, replace(SAM_ON_SLACK, room="")),
        (replace(SAM_ON_TELEGRAM, room=""), replace(SAM_ON_TELEGRAM, room="")),
    ],
)
def test_it_is_told_where_only_staff_read(world: World, at: Address, told: Address) -> None:
    world.buy()
    assert shown(world, at=at, told=told)["title"].startswith("Maya")


@pytest.mark.parametrize("at", [MAYA, ALEX, TOM])
def test_nobody_else_sees_it(world: World, at: Address) -> None:
    world.buy()
    world.read(at)
    world.command("customer", "maya", at)
    world.press_data(tool_data("customer", world.maya.id), at)
    assert all(parcel.message.card is None for parcel in world.read(at))


def test_words_that_lead_nowhere_say_so(world: World) -> None:
    world.command("customer", "zoe", SAM)
    assert "I found nothing" in world.words(SAM)[0]
    world.command("customer", "", SAM)
    assert "/customer 1043" in world.words(SAM)[0]
