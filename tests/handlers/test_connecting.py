"""One person over several chats: proven by a link from one to the other, never guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.conversation import State
from bot.core.identity import Address, Contact, LinkKind
from tests.handlers.conftest import MAYA, MAYA_ON_SLACK, MAYA_ON_TELEGRAM, SAM, TOM, World

CHAT = MAYA_ON_TELEGRAM


@pytest.fixture
def world(world: World) -> World:
    world.link_everywhere()
    return world


def token(world: World, at: Address = MAYA) -> str:
    """What ``/connect`` gives here."""
    world.command("connect", at=at)
    (parcel,) = world.read(at)
    url = str(parcel.message.lines[1].values["url"])
    return url.rpartition("/")[2].rpartition("=")[2]


@pytest.mark.parametrize(
    ("here", "there"),
    [(MAYA, ["telegram"]), (CHAT, ["web"]), (MAYA_ON_SLACK, ["web", "telegram"])],
)
def test_a_link_for_every_other_platform_that_links_lead_to(
    world: World, here: Address, there: list[str]
) -> None:
    world.command("connect", at=here)
    (parcel,) = world.read(here)
    assert [line.key for line in parcel.message.lines] == [
        "connect.how",
        *(f"connect.link.{one}" for one in there),
    ]
    (link,) = world.rows.links.values()
    assert (link.kind, link.purchase_id) == (LinkKind.CONNECT, "")
    assert link.expires_at == world.now + timedelta(minutes=15)


def test_on_slack_the_mere_word_is_enough(world: World) -> None:
    world.say("connect", MAYA_ON_SLACK)
    assert [parcel.about for parcel in world.read(MAYA_ON_SLACK)] == ["connect"]


def test_where_no_link_leads_anywhere_else_it_says_so(world: World) -> None:
    world.settings = replace(world.settings, links={"web": "https://shop.example/chat/{token}"})
    world.command("connect")
    assert world.words() == ["There is no other chat of ours to connect this one to."]
    assert world.rows.links == {}


def test_every_request_makes_a_link_of_its_own(world: World) -> None:
    assert token(world) != token(world)


def test_a_new_chat_is_theirs_and_both_chats_are_told(world: World) -> None:
    world.buy()
    assert world.open_link(token(world), CHAT) == {"ok": True}
    assert world.rows.contacts[CHAT.key].customer_id == world.rows.contacts[MAYA.key].customer_id
    assert world.words(CHAT)[0].startswith("Done: this chat and your other one belong together now.")
    assert world.words()[0].startswith("A chat on Telegram is connected to this one now.")


def test_a_conversation_goes_on_in_the_other_chat(world: World) -> None:
    world.ask()
    world.press("4")
    world.read()
    world.open_link(token(world), CHAT)
    world.command("feedback", at=CHAT)
    world.press("skip", CHAT)
    assert [answer.question for answer in world.invitation.answers] == ["how", "liked"]


def test_a_stranger_there_is_them(world: World) -> None:
    world.say("where is my parcel?", CHAT, name=None)
    world.read(SAM)
    world.buy()
    world.open_link(token(world), CHAT)
    assert world.case.customer_id == world.maya.id
    assert "We know now who this is: Maya Okafor" in "\n".join(world.words(SAM))


def test_whom_a_shop_knows_takes_in_the_stranger_who_gave_the_link(world: World) -> None:
    world.buy(address=CHAT)
    shops = world.rows.contacts[CHAT.key].customer_id
    world.say("where is my parcel?", MAYA, name=None)
    world.read()
    world.open_link(token(world), CHAT)
    assert {one.customer_id for one in world.rows.contacts.values()} == {shops}
    assert world.case.customer_id == shops


def test_of_two_that_shops_know_only_the_chat_moves(world: World) -> None:
    world.buy("1")
    world.buy("2", who="tom", name="Tom Berger", address=CHAT)
    world.wait(hours=2)
    world.read(CHAT)
    world.read()
    mayas = world.rows.contacts[MAYA.key].customer_id
    toms = world.rows.contacts[CHAT.key].customer_id
    world.open_link(token(world), CHAT)
    assert world.rows.contacts[CHAT.key].customer_id == mayas != toms
    assert world.rows.customers[toms].orders == 1
    owners = {one.order: one.customer_id for one in world.rows.purchases.values()}
    assert owners == {"1": mayas, "2": toms}
    assert "we still know you" in world.words(CHAT)[-1]
    assert (
        next(one for one in world.rows.invitations.values() if one.customer_id == toms).state
        is State.WITHDRAWN
    )


@pytest.mark.parametrize("at", [MAYA, CHAT])
def test_a_stop_in_either_chat_holds_in_both(world: World, at: Address) -> None:
    world.buy()
    world.command("language", at=CHAT)
    world.command("stop", at=at)
    world.read()
    world.open_link(token(world), CHAT)
    assert world.maya.opted_out_at is not None


def test_the_language_of_the_other_chat_is_kept_where_we_had_none(world: World) -> None:
    world.settings = replace(world.settings, languages=("en", "de"))
    world.buy()
    world.command("help", at=CHAT, language="de")
    world.open_link(token(world), CHAT)
    assert world.maya.language == "de"


def test_the_link_works_once(world: World) -> None:
    world.buy()
    given = token(world)
    world.open_link(given, CHAT)
    assert world.open_link(given, TOM) == {
        "ok": False,
        "text": {"key": "link.unknown", "values": {"slash": "/"}},
    }
    assert TOM.key not in world.rows.contacts


def test_opened_again_where_it_was_opened_it_says_that_all_is_well(world: World) -> None:
    world.buy()
    given = token(world)
    for _ in range(2):
        world.open_link(given, CHAT)
    assert world.words(CHAT)[-1] == "This chat and the one the link came from belong together already."


def test_opened_in_the_chat_that_it_came_from_it_still_works_in_the_other(world: World) -> None:
    world.buy()
    given = token(world)
    assert world.open_link(given)["ok"] is True
    world.open_link(given, CHAT)
    assert CHAT.key in world.rows.contacts


def test_after_a_quarter_of_an_hour_it_has_run_out_and_says_how_to_get_another(world: World) -> None:
    world.buy()
    given = token(world)
    world.now += timedelta(minutes=15)
    assert world.open_link(given, CHAT)["ok"] is False
    assert "/connect" in world.words(CHAT)[0]
    assert len({one.customer_id for one in world.rows.contacts.values()}) == 2


def test_an_erased_customers_link_connects_nobody(world: World) -> None:
    world.buy()
    given = token(world)
    world.change(erased_at=world.now)
    assert world.open_link(given, CHAT)["ok"] is False


def test_who_can_no_longer_be_reached_in_the_other_chat_is_not_written_to_there(world: World) -> None:
    world.buy()
    given = token(world)
    world.rows.contacts[MAYA.key] = Contact(MAYA, world.maya.id, reachable=False)
    world.open_link(given, CHAT)
    assert world.words() == []
