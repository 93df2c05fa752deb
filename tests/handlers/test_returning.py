"""Whoever talks with us on a page can come back to it: by a link of their own, while it lasts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.effects import Parcel
from bot.core.identity import Address, LinkKind
from tests.handlers.conftest import MAYA, MAYA_ON_TELEGRAM, SAM, TOM, World, bad

PHONE = Address("web", person="phone")
THIEF = Address("web", person="thief")
WORDS = "I was treated horribly and want my money back"


@pytest.fixture
def world(world: World) -> World:
    world.link_everywhere()
    world.feelings[WORDS] = bad()
    return world


def given(world: World, at: Address = MAYA) -> list[Parcel]:
    return [parcel for parcel in world.read(at) if parcel.purpose == "return"]


def unhappy(world: World) -> list[str]:
    """Maya is unhappy out of the blue; the tokens that she is given, of the page and of Telegram."""
    world.buy()
    world.say(WORDS)
    (parcel,) = given(world)
    urls = [str(line.values["url"]) for line in parcel.message.lines[1:]]
    return [url.rpartition("/")[2].rpartition("=")[2] for url in urls]


def customer_at(world: World, at: Address) -> str:
    return world.rows.contacts[at.key].customer_id


def test_once_a_case_is_open_they_get_a_link_back_and_one_on_into_telegram(world: World) -> None:
    world.buy()
    world.say(WORDS)
    (parcel,) = given(world)
    keys = [line.key for line in parcel.message.lines]
    assert keys == ["return.keep", "return.way.web", "return.way.telegram"]
    assert {link.kind for link in world.rows.links.values() if not link.purchase_id} == {
        LinkKind.RETURN,
        LinkKind.CONNECT,
    }


def test_in_a_survey_it_waits_for_the_end(world: World) -> None:
    world.ask()
    world.press("1")
    assert given(world) == []
    world.press("skip")
    assert given(world) == []
    world.press("skip")
    assert len(given(world)) == 1


def test_nobody_who_is_happy_and_nobody_on_telegram_gets_one(world: World) -> None:
    world.ask()
    world.press("5")
    world.press("skip")
    world.press("skip")
    world.say(WORDS, MAYA_ON_TELEGRAM)
    assert given(world) == []
    assert given(world, MAYA_ON_TELEGRAM) == []


def test_what_joins_an_open_case_brings_no_second_one(world: World) -> None:
    unhappy(world)
    world.say(WORDS)
    assert given(world) == []


def test_where_it_is_switched_off_nobody_gets_one(world: World) -> None:
    world.settings = replace(world.settings, return_lives_for=timedelta(0))
    world.buy()
    world.say(WORDS)
    assert given(world) == []


def test_on_another_device_it_leads_to_the_same_person_and_both_are_told(world: World) -> None:
    page, _ = unhappy(world)
    assert world.open_link(page, PHONE) == {"ok": True}
    assert customer_at(world, PHONE) == customer_at(world, MAYA)
    assert world.words(PHONE) == ["Welcome back, Maya. Here is your chat."]
    assert "opened on another device" in world.words(MAYA)[0]
    world.read(SAM)
    world.say("and another thing", PHONE)
    assert "and another thing" in "\n".join(world.words(SAM))


def test_where_it_was_given_it_changes_nothing_and_still_works_elsewhere(world: World) -> None:
    page, _ = unhappy(world)
    assert world.open_link(page, MAYA) == {"ok": True}
    assert world.read(MAYA) == []
    assert world.open_link(page, PHONE) == {"ok": True}


def test_it_belongs_to_whoever_opens_it_first(world: World) -> None:
    page, _ = unhappy(world)
    world.open_link(page, PHONE)
    assert world.open_link(page, THIEF)["ok"] is False
    assert THIEF.key not in world.rows.contacts
    assert world.open_link(page, PHONE) == {"ok": True}


def test_it_runs_out(world: World) -> None:
    page, _ = unhappy(world)
    world.now += timedelta(days=14)
    reply = world.open_link(page, PHONE)
    assert reply["text"] == {"key": "return.expired", "values": {"slash": "/"}}


def test_switched_off_it_opens_nothing(world: World) -> None:
    page, chat = unhappy(world)
    world.press_data(f"r|{world.case.id}|off", MAYA)
    assert "they open nothing any more" in world.words(MAYA)[0]
    assert world.open_link(page, PHONE)["ok"] is False
    assert world.open_link(chat, MAYA_ON_TELEGRAM)["ok"] is False


def test_somebody_who_came_by_it_and_was_not_them_is_out_again(world: World) -> None:
    page, _ = unhappy(world)
    world.open_link(page, THIEF)
    world.read(THIEF)
    world.press_data(f"r|{world.case.id}|off", MAYA)
    assert customer_at(world, THIEF) != customer_at(world, MAYA)
    assert world.purposes(THIEF) == ["handover"]
    world.read(MAYA)
    world.press("reply", SAM)
    world.submit_data(f"c|{world.case.id}|reply", {"text": "Here is your refund"})
    assert world.read(THIEF) == []
    assert any("refund" in words for words in world.words(MAYA))


def test_nobody_else_switches_it_off(world: World) -> None:
    page, _ = unhappy(world)
    world.buy("2", who="tom", name="Tom", address=TOM)
    world.press_data(f"r|{world.case.id}|off", TOM)
    assert world.open_link(page, PHONE) == {"ok": True}


def test_into_telegram_it_connects_both_chats(world: World) -> None:
    _, chat = unhappy(world)
    assert world.open_link(chat, MAYA_ON_TELEGRAM) == {"ok": True}
    assert customer_at(world, MAYA_ON_TELEGRAM) == customer_at(world, MAYA)
