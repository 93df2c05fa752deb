"""``/ask`` and ``/why``: who may, where, about whom, and what the gates say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.callbacks import tool_data
from bot.core.conversation import State
from bot.core.eligibility import GATES
from bot.core.events import PurchaseWithdrawn
from bot.core.identity import Address, derived_id
from bot.core.link_tokens import link_token, token_hash
from bot.texts import catalogue
from handlers import explaining
from tests.handlers.conftest import (
    ALEX,
    MAYA,
    MAYA_ON_SLACK,
    MAYA_ON_TELEGRAM,
    SAM,
    SAM_ON_SLACK,
    SAM_ON_TELEGRAM,
    STAFF_ROOM,
    TOM,
    World,
)

GROUP = SAM_ON_TELEGRAM
OWN_CHAT = replace(GROUP, room="")
ANYWHERE_ON_SLACK = replace(SAM_ON_SLACK, room="C99")
PURCHASE = derived_id("purchase", "demo", "1")


def asked(world: World, words: str = "1", at: Address = SAM) -> str:
    """Staff ask about somebody; what they are told."""
    world.command("ask", words, at)
    (told,) = world.words(at)
    return told


def why(world: World, words: str = "1", at: Address = SAM) -> str:
    world.command("why", words, at)
    (told,) = world.words(at)
    return told


# /ask: the gates say.


def test_whoever_may_be_asked_is_asked_at_once_and_not_again_when_it_was_planned(world: World) -> None:
    world.buy()
    assert asked(world) == "Asked Maya Okafor about order 1."
    assert world.purposes(MAYA) == ["invitation"]
    assert world.invitation.state is State.ASKED
    assert not world.invitation.started_by_customer
    world.wait(hours=5)
    assert world.read(MAYA) == []


def test_that_staff_asked_is_an_invitation_like_any_other(world: World) -> None:
    world.buy()
    asked(world)
    assert world.maya.invited_at == {"three-questions": world.now}
    world.wait(days=3, minutes=1)
    assert world.purposes(MAYA) == ["invitation", "retired", "reminder"]


def test_at_night_it_is_planned_for_the_moment_that_the_quiet_hours_end(world: World) -> None:
    world.buy(timezone="Asia/Tokyo")
    world.now += timedelta(hours=4)  # eleven at night in Tokyo
    assert asked(world) == "I'll ask Maya Okafor about order 1 on 2026-03-03 09:00 (Asia/Tokyo)."
    assert world.read(MAYA) == []
    world.wait(hours=10)
    assert world.purposes(MAYA) == ["invitation"]
    assert world.now.hour == 0


def test_staff_cannot_overrule_a_cool_down_and_are_told_of_it(world: World) -> None:
    world.ask()
    world.press("decline")
    world.now += timedelta(days=1)
    world.buy("2")
    assert asked(world, "2") == (
        "I haven't asked Maya Okafor about order 2:\n"
        "✗ 30 days between any two: the last was three-questions on 2026-03-02, the next may be on 2026-04-01"
    )
    assert [one.state for one in world.rows.invitations.values()] == [State.DECLINED, State.PLANNED]


def test_a_no_to_staff_is_on_record_once(world: World) -> None:
    world.ask()
    world.press("decline")
    world.buy("2")
    world.wait(hours=3)
    assert world.reasons == ["cool_down"]
    for _ in range(2):
        asked(world, "2")
    assert world.reasons == ["cool_down"]
    world.change(opted_out_at=world.now)
    for _ in range(2):
        assert "told me to stop asking" in asked(world, "2")
    assert world.reasons == ["cool_down", "opted_out"]


def test_nobody_is_asked_twice_about_one_purchase_even_without_cool_downs(world: World) -> None:
    world.rule(between_any=timedelta(0))
    world.ask()
    assert asked(world) == "Maya Okafor was asked about order 1 on 2026-03-02 13:00 already."
    world.press("5")
    world.press("skip")
    world.press("price")
    world.read(MAYA)
    assert "already" in asked(world)
    assert world.read(MAYA) == []


def test_an_order_that_was_taken_back_is_not_asked_about(world: World) -> None:
    world.buy()
    world.deliver(PurchaseWithdrawn("shop:demo", "1/refunded", world.now, "demo", "1", "refunded"))
    assert asked(world).endswith("✗ Nobody is asked about this order: refunded")
    world.deliver(PurchaseWithdrawn("shop:demo", "9/cancelled", world.now, "demo", "9", "cancelled"))
    assert asked(world, "9").endswith("✗ Nobody is asked about this order: cancelled")


def test_what_is_planned_gives_way_to_what_staff_want_to_know(world: World) -> None:
    world.buy("1")
    world.now += timedelta(minutes=1)
    world.buy("2")
    assert world.reasons == ["merged"]
    assert asked(world, "1") == "Asked Maya Okafor about order 1."
    assert world.invitation.purchase_id == PURCHASE
    assert world.reasons == ["merged", "merged"]


def test_a_customer_stands_for_their_latest_purchase_that_was_not_taken_back(world: World) -> None:
    world.buy("1")
    world.now += timedelta(minutes=1)
    world.buy("2")
    world.deliver(PurchaseWithdrawn("shop:demo", "2/refunded", world.now, "demo", "2", "refunded"))
    assert asked(world, "maya") == "Asked Maya Okafor about order 1."


def test_a_customer_who_bought_nothing_is_asked_the_default_survey(world: World) -> None:
    world.say("hello", TOM, name="Tom Berger")
    world.read(TOM)
    assert asked(world, "Tom") == "Asked Tom Berger."
    assert world.invitation.survey == "three-questions"
    assert world.purposes(TOM) == ["invitation"]


# /ask: nowhere to write to.


def linked(world: World) -> None:
    links = {"web": "https://example.org/chat/{token}", "telegram": "https://t.me/voices?start={token}"}
    world.settings = replace(world.settings, links=links)


def test_where_there_is_no_chat_the_link_is_handed_over(world: World) -> None:
    linked(world)
    world.buy(address=None)
    token = link_token(world.settings.link_key, PURCHASE)
    assert asked(world).splitlines()[1:] == [
        f"https://example.org/chat/{token}",
        f"https://t.me/voices?start={token}",
    ]
    world.open_link(token)
    assert world.purposes(MAYA)[-1] == "invitation"


def test_a_link_that_ran_out_is_good_again_once_it_is_handed_over(world: World) -> None:
    linked(world)
    world.buy(address=None)
    world.now += timedelta(days=100)
    asked(world)
    assert world.rows.links[token_hash(link_token(world.settings.link_key, PURCHASE))].expires_at > world.now


def test_a_link_that_led_to_a_chat_which_is_gone_is_not_handed_over_again(world: World) -> None:
    linked(world)
    world.open_link(world.buy(address=None)["link_token"], TOM)
    world.press("decline", TOM)
    world.be(present=False, at=TOM)
    world.buy("2", address=None)
    assert "Their link was opened before" in asked(replaced(world), "1")


def replaced(world: World) -> World:
    """As if they had never been asked about it."""
    world.rows.invitations.clear()
    return world


def test_without_a_link_that_leads_anywhere_it_is_said_so(world: World) -> None:
    world.buy(address=None)
    assert asked(world) == "There is no chat with Maya Okafor, and no order whose link could be handed over."


def test_whoever_asked_us_to_stop_gets_no_link_either(world: World) -> None:
    linked(world)
    world.buy()
    world.change(opted_out_at=world.now)
    world.be(present=False)
    assert "told me to stop asking" in asked(world)


# Whom is it about?


@pytest.mark.parametrize("tool", ["ask", "why"])
def test_without_words_it_says_how(world: World, tool: str) -> None:
    world.command(tool, "  ", SAM)
    assert f"/{tool} 1043" in world.words(SAM)[0]


@pytest.mark.parametrize("tool", ["ask", "why"])
def test_words_that_lead_nowhere_are_said_back_with_what_would_do(world: World, tool: str) -> None:
    world.command(tool, "<!channel> nobody", SAM)
    (told,) = world.words(SAM)
    assert told.startswith('I found nothing for "<!channel> nobody".')


@pytest.mark.parametrize("tool", ["ask", "why"])
def test_of_several_staff_choose_one_by_button(world: World, tool: str) -> None:
    world.buy("1")
    world.buy("2", who="max", name="Maya Stone", address=TOM)
    world.command(tool, "maya", SAM)
    (which,) = world.read(SAM)
    maya, max_ = [button.data for row in which.message.rows for button in row]
    assert {maya, max_} == {tool_data(tool, world.rows.contacts[at.key].customer_id) for at in (MAYA, TOM)}
    world.press_data(maya, SAM)
    (told,) = world.words(SAM)
    assert "Maya Okafor" in told


def test_a_press_on_something_that_is_gone_finds_nothing(world: World) -> None:
    world.press_data(tool_data("ask", "nobodyatallhere2"), SAM)
    assert world.words(SAM)[0].startswith("I found nothing")


# Who may, and where.


@pytest.mark.parametrize("tool", ["ask", "why", "tryit"])
@pytest.mark.parametrize("at", [ALEX, MAYA, MAYA_ON_TELEGRAM], ids=lambda one: one.key)
def test_whoever_is_no_staff_is_refused_kindly_with_their_own_id(
    world: World, tool: str, at: Address
) -> None:
    world.buy()
    reply = world.command(tool, "1", replace(at, room=""))
    assert reply["ok"] is False
    assert reply["text"]["values"] == {"user": at.user}  # type: ignore[index]  # a line's JSON
    assert at.user in world.words(replace(at, room=""))[0]
    assert world.invitation.state is State.PLANNED


STAFF_IN_MANAGERS_ROOM = replace(SAM, room="managers")


@pytest.mark.parametrize("tool", ["ask", "why", "tryit"])
@pytest.mark.parametrize(
    ("at", "purposes"),
    [
        (SAM, ["reply"]),
        (replace(SAM, room=""), ["reply"]),
        (replace(ALEX, room="staff"), ["refused"]),
        (replace(ALEX, room=""), ["refused"]),
        (replace(MAYA, room="staff"), ["refused"]),
        (MAYA, ["refused"]),
        (STAFF_ROOM, ["reply"]),  # who shows no name is asked to
        (STAFF_IN_MANAGERS_ROOM, ["reply"]),  # that room's own help
        (ALEX, ["reply"]),
        (replace(SAM, room="elsewhere"), []),
    ],
)
def test_every_tool_for_every_role_at_every_place(
    world: World, tool: str, at: Address, purposes: list[str]
) -> None:
    world.command(tool, "", at)
    assert world.purposes(at) == purposes
    done = {"tool" for parcel in world.parcels if parcel.purpose == "reply" and parcel.about == "tool"}
    assert done == ({"tool"} if at in {SAM, replace(SAM, room="")} else set())


def test_a_button_for_staff_does_nothing_for_anybody_else(world: World) -> None:
    world.buy()
    world.press_data(tool_data("ask", PURCHASE), MAYA)
    assert world.invitation.state is State.PLANNED
    assert MAYA.user in world.words(MAYA)[0]


def test_a_guest_in_the_staff_room_is_refused_there(world: World) -> None:
    world.staff_on(GROUP)
    world.buy()
    guest = replace(GROUP, person="99")
    assert world.command("why", "1", guest)["ok"] is False
    assert "telegram::99" in world.words(guest)[0]


def test_whoever_shows_no_name_is_asked_to(world: World) -> None:
    world.staff_on(GROUP)
    world.command("why", "1", GROUP.place)
    assert "Remain anonymous" in world.words(GROUP)[0]


def test_what_a_customer_says_with_such_a_command_is_not_swallowed(world: World) -> None:
    world.command("why", "is my coffee so late", MAYA_ON_TELEGRAM, sender="Maya")
    assert world.purposes(MAYA_ON_TELEGRAM) == ["refused", "menu"]
    stray = world.rows.contacts[MAYA_ON_TELEGRAM.key].stray
    assert stray is not None
    assert stray.text == "is my coffee so late"


def test_staff_may_ask_in_their_own_chat_as_well(world: World) -> None:
    world.buy()
    world.command("why", "1", OWN_CHAT)
    assert "Order 1 (demo)" in world.words(OWN_CHAT)[0]


def test_in_a_room_that_is_not_theirs_staff_are_answered_where_nobody_else_reads_it(world: World) -> None:
    world.buy()
    assert world.command("why", "1", ANYWHERE_ON_SLACK) == {"ok": True}
    assert world.read(ANYWHERE_ON_SLACK) == []
    assert "Order 1 (demo)" in world.words(replace(SAM_ON_SLACK, room=""))[0]
    world.command("why", "1", replace(GROUP, room="-5"))
    assert world.read(replace(GROUP, room="-5")) == []


def test_on_slack_a_refusal_is_whispered(world: World) -> None:
    reply = world.command("ask", "", MAYA_ON_SLACK)
    assert reply["ok"] is False
    assert world.read(MAYA_ON_SLACK) == []


def test_the_staff_rooms_help_names_the_tools(world: World) -> None:
    world.command("help", "", SAM)
    assert "/why says who is asked and why not" in world.words(STAFF_ROOM)[0]


def test_staff_find_the_tools_on_their_own_page(world: World) -> None:
    world.home(replace(SAM, room=""))
    (page,) = world.read(replace(SAM, room=""))
    assert page.message.card is not None
    titles = [one["title"]["key"] for one in page.message.card["sections"]]  # type: ignore[attr-defined]
    assert "home.staff" in titles
    world.home(MAYA)
    (page,) = world.read(MAYA)
    assert page.message.card is not None
    assert "home.staff" not in str(page.message.card)


# /why.


def test_why_prints_every_gate_with_its_rule_and_its_verdict(world: World) -> None:
    world.buy(timezone="Asia/Tokyo")
    told = why(world)
    assert len([line for line in told.splitlines() if line[:1] in "✓✗–"]) == len(GATES) + 2
    assert "✓ 30 days between any two: they were never asked before" in told
    assert "quiet from 20:00 to 09:00" in told
    assert "(Asia/Tokyo)" in told
    assert "Planned for 2026-03-02 21:00: three-questions" in told


def test_why_says_what_is_in_the_way_first(world: World) -> None:
    world.ask()
    marks = [line[0] for line in why(world).splitlines() if line[:1] in "✓✗"]
    assert marks == sorted(marks, key="✗✓".index)
    assert marks.count("✗") == 2  # going on, and the cool-down


def test_why_tells_what_happened_in_local_time_oldest_first(world: World) -> None:
    world.ask()
    world.press("decline")
    world.buy("2")
    world.wait(hours=3)
    assert "2026-03-02 13:00: asked about 1, three-questions\n2026-03-02 13:00: said not now" in why(world)
    assert "2026-03-02 15:00: not asked about 2, too soon after another survey" in why(world, "2")
    whole = why(world, "maya")
    assert whole.index("asked about 1") < whole.index("not asked about 2")


def test_why_tells_what_we_know_of_them(world: World) -> None:
    for order, day in (("1", 0), ("2", 10), ("3", 30)):
        world.buy(
            order, product="Mug" if order != "2" else "Grinder", bought_at=world.now + timedelta(days=day)
        )
    told = why(world, "maya")
    for fact in (
        "Name: Maya Okafor",
        "Orders: 3",
        "First purchase: 2026-03-02 11:00",
        "Last purchase: 2026-04-01 12:00",
        "Buys: every 15 days",
        "Usual hour: 11:00",
        "Favourite: Mug",
        "Time zone: Europe/Berlin, the business's",
    ):
        assert fact in told.splitlines(), told


def test_why_of_an_order_that_was_taken_back_before_it_was_reported(world: World) -> None:
    world.deliver(PurchaseWithdrawn("shop:demo", "9/cancelled", world.now, "demo", "9", "cancelled"))
    assert "✗ Nobody is asked about this order: cancelled" in why(world, "9")


def test_why_tells_nobody_how_a_colleague_answered(world: World) -> None:
    world.buy(touchpoint="pulse", audience="internal")
    world.wait(hours=2)
    world.press("2")
    world.press("skip")
    told = why(world)
    assert "Who: somebody who works with us" in told
    assert "asked about 1, internal-pulse" in told
    assert "Ratings" not in told
    assert "answered to the end" not in told


def test_why_tells_how_a_customer_rated_us(world: World) -> None:
    world.ask()
    world.press("4")
    assert "Ratings, the latest last: 4" in why(world)


def test_why_changes_nothing(world: World) -> None:
    world.buy()
    before = (dict(world.rows.invitations), dict(world.rows.customers), dict(world.timers))
    why(world)
    why(world, "maya")
    assert (dict(world.rows.invitations), dict(world.rows.customers), dict(world.timers)) == before
    assert world.suppressions == []


@pytest.mark.parametrize("gate", [gate for gate, _ in GATES] + ["expired", "no_address"])
def test_every_gate_has_its_sentences(gate: str) -> None:
    assert {f"why.gate.{gate}.passed", f"why.gate.{gate}.closed"} <= catalogue("en").keys()


@pytest.mark.parametrize("reason", explaining.REASONS)
def test_every_reason_has_its_sentence(reason: str) -> None:
    assert f"why.reason.{reason}" in catalogue("en")


def test_every_fact_says_what_it_is_and_what_it_is_for_them() -> None:
    facts = {key: text for key, text in catalogue("en").items() if key.startswith("why.record.")}
    assert all(text.count(": ") >= 1 for text in facts.values()), facts
