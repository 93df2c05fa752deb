"""Everybody's own page: what staff see there, what customers do, and kind words where there is nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.core.conversation import State
from bot.core.effects import Parcel
from bot.core.identity import Address
from bot.core.ports import OPEN_CASES_SHOWN
from bot.core.recovery import CaseState
from bot.texts import render
from bot.texts.cards import rendered
from tests.handlers.conftest import MAYA_ON_SLACK, SAM, SAM_ON_SLACK, World

SAM_AT_HOME = replace(SAM_ON_SLACK, room="")
ALEX_AT_HOME = Address("slack", "T0", person="U2")


def opened(world: World, at: Address) -> Parcel:
    world.read(at)
    world.home(at)
    (parcel,) = world.read(at)
    return parcel


def section(parcel: Parcel, key: str) -> dict[str, Any]:
    """The page's section with this title, in words."""
    card: Any = parcel.message.card
    (found,) = [one for one in card["sections"] if one["title"]["key"] == key]
    items = [
        {name: words(part) if name != "button" else part for name, part in item.items()}
        for item in found["items"]
    ]
    return {"note": words(found["note"]), "items": items}


def titles(parcel: Parcel) -> list[str]:
    card: Any = parcel.message.card
    return [one["title"]["key"] for one in card["sections"]]


def words(part: Any) -> str | None:
    return str(rendered(part, "en", render)) if isinstance(part, dict) else part


def test_a_page_is_drawn_at_once_or_not_at_all(world: World) -> None:
    parcel = opened(world, MAYA_ON_SLACK)
    assert (parcel.purpose, parcel.address) == ("home", MAYA_ON_SLACK)
    assert parcel.not_after == world.now + timedelta(seconds=60)


def test_somebody_unknown_finds_kind_words_and_stays_unknown(world: World) -> None:
    parcel = opened(world, MAYA_ON_SLACK)
    assert titles(parcel) == ["home.surveys", "home.how"]
    (item,) = section(parcel, "home.surveys")["items"]
    assert item["text"] == "Nothing is open. We're still glad to hear how we did."
    assert item["button"]["data"] == "m|feedback"
    assert world.rows.customers == {}


def test_customers_find_their_open_survey_and_go_on_with_it(world: World) -> None:
    world.ask(address=MAYA_ON_SLACK)
    world.press("5", MAYA_ON_SLACK)
    world.wait(hours=1)
    (item,) = section(opened(world, MAYA_ON_SLACK), "home.surveys")["items"]
    assert (item["text"], item["detail"]) == ("About Mug", "Begun 2026-03-02")
    world.press_data(item["button"]["data"], MAYA_ON_SLACK)
    assert world.purposes(MAYA_ON_SLACK) == ["retired", "question"]


def test_and_those_that_were_with_how_they_went(world: World) -> None:
    for number, deeds in enumerate((["5", "skip", "skip"], ["4"], [])):
        world.rule(between_any=timedelta(0))
        world.buy(str(number), address=MAYA_ON_SLACK, product=None)
        world.wait(hours=2)
        for value in deeds:
            world.press(value, MAYA_ON_SLACK)
        world.wait(days=10)
    items = section(opened(world, MAYA_ON_SLACK), "home.surveys")["items"][1:]
    assert [item["text"] for item in items] == ["About visit"] * 3
    assert [item["detail"].partition(", ")[2] for item in items] == [
        "not answered",
        "answered in part. Thank you!",
        "answered. Thank you!",
    ]


def test_of_what_they_began_themselves_it_says_so(world: World) -> None:
    world.command("feedback", at=MAYA_ON_SLACK)
    (item,) = section(opened(world, MAYA_ON_SLACK), "home.surveys")["items"]
    assert item["text"] == "About what you told us"


def test_what_was_never_sent_is_not_shown(world: World) -> None:
    world.ask(address=MAYA_ON_SLACK)
    world.rows.invitations[world.invitation.id] = replace(
        world.invitation, state=State.WITHDRAWN, finished_at=world.now, question=None
    )
    items = section(opened(world, MAYA_ON_SLACK), "home.surveys")["items"]
    assert len(items) == 1


def test_staff_find_what_waits_oldest_first(world: World) -> None:
    world.staff_on(SAM_ON_SLACK)
    for number, name in enumerate(("Maya Okafor", "Tom Berger", None)):
        chat = replace(MAYA_ON_SLACK, person=f"U{number + 10}")
        world.buy(str(number), who=str(number), name=name, address=chat)
        world.wait(hours=2)
        world.press("1", chat)
    world.say("where is it?", replace(MAYA_ON_SLACK, person="U99"), name="Zoe")
    world.press_data(f"c|{list(world.rows.cases)[1]}|take", SAM_ON_SLACK, "Sam Reed")
    cases = section(opened(world, SAM_AT_HOME), "home.cases")
    assert cases["note"] == "4 are waiting"
    assert [item["text"] for item in cases["items"]] == [
        "Maya Okafor, 1/5",
        "Tom Berger, 1/5",
        "A customer, 1/5",
        "Zoe has a question",
    ]
    details = [item["detail"] for item in cases["items"]]
    assert details[0] == "Overdue. Nobody has it yet, please take by 2026-03-02 14:00"
    assert details[1].startswith("Sam Reed has it, first contact by ")
    assert details[3].endswith("\nwhere is it?")


def test_every_state_of_an_open_case_has_its_words(world: World) -> None:
    world.staff_on(SAM_ON_SLACK)
    world.ask(address=MAYA_ON_SLACK)
    world.press("1", MAYA_ON_SLACK)
    for state in (CaseState.CONTACTED, CaseState.RESOLVED):
        world.rows.cases[world.case.id] = replace(world.case, state=state)
        (item,) = section(opened(world, SAM_AT_HOME), "home.cases")["items"]
        assert item["detail"].startswith(
            "Nobody yet is in touch" if state is CaseState.CONTACTED else "Put right "
        )


def test_staff_with_nothing_to_do_are_told_so_and_customers_see_no_cases(world: World) -> None:
    parcel = opened(world, SAM_AT_HOME)
    assert titles(parcel)[0] == "home.cases"
    assert section(parcel, "home.cases") == {
        "note": "Nobody is waiting for you just now. Well done!",
        "items": [],
    }
    world.ask(address=MAYA_ON_SLACK)
    world.press("1", MAYA_ON_SLACK)
    assert "home.cases" not in titles(opened(world, MAYA_ON_SLACK))


def test_of_very_many_those_that_have_waited_longest_are_shown(world: World) -> None:
    world.ask()
    world.press("1")
    case = world.case
    for number in range(OPEN_CASES_SHOWN + 3):
        world.rows.cases[str(number)] = replace(case, id=str(number), customer_id=f"c{number}")
    cases = section(opened(world, SAM_AT_HOME), "home.cases")
    assert len(cases["items"]) == OPEN_CASES_SHOWN
    assert cases["note"] == f"The {OPEN_CASES_SHOWN} that have waited longest"


def test_managers_read_of_the_digest(world: World) -> None:
    world.settings = replace(world.settings, managers=frozenset({ALEX_AT_HOME.user}))
    assert titles(opened(world, ALEX_AT_HOME))[-1] == "home.digest"
    assert "home.digest" not in titles(opened(world, SAM_AT_HOME))


def test_how_to_be_heard_is_written_as_it_is_typed_there(world: World) -> None:
    note = section(opened(world, MAYA_ON_SLACK), "home.how")["note"]
    assert "/voices stop ends" in note
    assert SAM.platform == "web"


def test_each_open_case_leads_to_what_we_know_of_the_customer(world: World) -> None:
    world.staff_on(SAM_ON_SLACK)
    world.ask(address=MAYA_ON_SLACK)
    world.press("1", MAYA_ON_SLACK)
    (item,) = section(opened(world, SAM_AT_HOME), "home.cases")["items"]
    assert item["button"]["data"] == f"t|customer|{world.case.customer_id}"
    world.press_data(item["button"]["data"], SAM_AT_HOME)
    (parcel,) = world.read(SAM_AT_HOME)
    assert parcel.message.card is not None
    assert parcel.address == SAM_AT_HOME


def test_a_case_that_is_overdue_says_so_there(world: World) -> None:
    world.staff_on(SAM_ON_SLACK)
    world.ask(address=MAYA_ON_SLACK)
    world.press("1", MAYA_ON_SLACK)
    world.wait(hours=2)
    (item,) = section(opened(world, SAM_AT_HOME), "home.cases")["items"]
    assert item["detail"].startswith("Overdue. Nobody has it yet")


def test_what_staff_saw_can_be_written_down_from_there(world: World) -> None:
    (item,) = section(opened(world, SAM_AT_HOME), "home.staff")["items"]
    reply: Any = world.press_data(item["button"]["data"], SAM_AT_HOME)
    assert reply["form"]["data"] == "t|observe|nobody"
