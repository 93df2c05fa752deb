"""A receipt's link: whoever opens it first is asked at once; nobody else can use it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.conversation import Invitation, State
from bot.core.effects import Button
from bot.core.events import PurchaseReceived, PurchaseWithdrawn
from bot.core.identity import Address, Contact, Customer
from bot.core.journey import Place
from bot.core.recovery import CaseState
from bot.core.view import View
from handlers import asking, invitations
from handlers.links import place_token
from tests.handlers.conftest import MAYA, MAYA_ON_TELEGRAM, MONDAY, SAM, TOM, World

CHAT = MAYA_ON_TELEGRAM


def test_opening_the_link_asks_at_once_at_any_hour_and_under_any_cool_down(world: World) -> None:
    reply = world.buy(address=None)
    world.now = MONDAY.replace(hour=2)  # quiet
    assert world.open_link(reply["link_token"]) == {"ok": True}
    assert world.purposes() == ["invitation"]
    assert world.invitation.started_by_customer
    assert world.maya.invited_at == {}


def test_a_link_works_once(world: World) -> None:
    reply = world.buy(address=None)
    world.open_link(reply["link_token"])
    world.read()
    assert world.open_link(reply["link_token"]) == {"ok": True}
    assert world.purposes() == []


def test_another_person_is_refused_and_changes_nothing(world: World) -> None:
    reply = world.buy(address=None)
    world.open_link(reply["link_token"])
    refused = world.open_link(reply["link_token"], at=TOM)
    assert refused == {"ok": False, "text": {"key": "link.unknown", "values": {"slash": "/"}}}
    assert world.purposes(TOM) == []
    assert TOM.key not in world.rows.contacts


def test_an_unknown_or_expired_link_is_refused(world: World) -> None:
    reply = world.buy(address=None)
    assert world.open_link("0" * 32)["ok"] is False
    world.now += timedelta(days=60)
    assert world.open_link(reply["link_token"])["ok"] is False
    assert world.rows.contacts == {}


def test_the_erased_cannot_be_brought_back_by_a_link(world: World) -> None:
    reply = world.buy(address=None)
    (customer,) = world.rows.customers.values()
    world.rows.customers.clear()
    assert world.open_link(reply["link_token"])["ok"] is False
    world.rows.customers[customer.id] = customer
    world.buy("2", address=MAYA)
    world.change(erased_at=world.now)
    assert world.open_link(reply["link_token"])["ok"] is False


def test_a_link_takes_over_the_invitation_that_waits_about_its_purchase(world: World) -> None:
    reply = world.buy()
    world.open_link(reply["link_token"])
    assert world.invitation.purchase_id == reply["purchase"]
    world.read()
    world.wait(days=1)
    assert world.purposes() == []
    assert world.reasons == []


def test_a_link_asks_about_its_own_purchase_and_about_no_other_on_top(world: World) -> None:
    first = world.buy("1", product="Mug")
    second = world.buy("2", product="Grinder", touchpoint="delivery")
    world.open_link(first["link_token"])
    assert world.invitation.purchase_id == first["purchase"]
    assert (world.invitation.product, world.invitation.touchpoint) == ("Mug", "visit")
    assert world.invitation.state is State.ASKED
    assert world.reasons == ["merged", "merged"]
    assert [one.purchase_id for one in world.suppressions] == [first["purchase"], second["purchase"]]
    world.read()
    world.wait(days=1)
    assert world.purposes() == []


def test_a_link_goes_on_with_the_conversation_that_is_open(world: World) -> None:
    world.ask()
    second = world.buy("2")
    world.open_link(second["link_token"])
    assert world.purposes() == ["retired", "question"]
    assert [one.state for one in world.rows.invitations.values()] == [State.ASKED, State.PLANNED]


def test_words_that_wait_for_their_meaning_outlive_the_link(world: World) -> None:
    world.say("the soup was lovely")
    reply = world.buy(address=None)
    world.open_link(reply["link_token"])
    assert world.rows.contacts[MAYA.key].stray is not None


# In a chat.


def test_in_a_chat_a_link_that_is_used_up_is_said_so_there(world: World) -> None:
    assert world.open_link("nonsense", CHAT, "Maya Okafor")["ok"] is False
    (words,) = world.words(CHAT)
    assert words.startswith("I can't open this link here. Each link works for the one person")
    assert world.maya.name == "Maya Okafor"
    world.open_link("nonsense", TOM)
    assert world.words(TOM) == []


def test_in_a_chat_the_own_link_opened_again_shows_the_question_again(world: World) -> None:
    token = world.buy(address=None)["link_token"]
    world.open_link(token, CHAT)
    world.be(False, CHAT)
    world.open_link(token, CHAT)
    assert world.purposes(CHAT) == ["invitation", "retired", "question"]
    assert world.rows.contacts[CHAT.key].reachable
    for value in ("5", "skip", "skip"):
        world.press(value, CHAT)
    world.read(CHAT)
    world.open_link(token, CHAT)
    assert [parcel.about for parcel in world.read(CHAT)] == ["start"]


def test_the_platform_tells_the_name_and_language_that_the_shop_did_not(world: World) -> None:
    world.settings = replace(world.settings, languages=("en", "de"))
    token = world.buy(address=None, name=None)["link_token"]
    world.open_link(token, CHAT, "Maya Okafor", "de-DE")
    assert (world.maya.name, world.maya.language) == ("Maya Okafor", "de")
    assert world.read(CHAT)[0].language == "de"


def test_what_the_shop_told_stays(world: World) -> None:
    world.settings = replace(world.settings, languages=("en", "de"))
    token = world.buy(address=None, language="en")["link_token"]
    world.open_link(token, CHAT, "Mimi", "de")
    assert (world.maya.name, world.maya.language) == ("Maya Okafor", "en")


# A stranger turns out to be a customer.


def turn_out(world: World, **known: str | None) -> None:
    """Whoever is in this chat opens Maya's link."""
    token = world.buy(address=None, **known)["link_token"]  # type: ignore[arg-type]  # told by the caller
    world.open_link(token, CHAT)


def of_stranger(world: World) -> list[Invitation]:
    return [one for one in world.rows.invitations.values() if one.customer_id != world.maya.id]


def test_what_the_stranger_was_asked_waits_no_more(world: World) -> None:
    world.command("feedback", at=CHAT)
    turn_out(world)
    (asked,) = of_stranger(world)
    assert asked.state is State.WITHDRAWN
    assert not {f"expire:{asked.id}", f"remind:{asked.id}"} & world.timers.keys()
    assert world.values(CHAT) == ["1", "2", "3", "4", "5", "decline", "later", "stop"]
    world.press("5", CHAT)
    assert world.maya.ratings == (5,)


@pytest.mark.parametrize("deed", ["4", "the cake was good"])
def test_what_the_stranger_said_is_kept(world: World, deed: str) -> None:
    world.command("feedback", at=CHAT)
    world.say(deed, CHAT)
    turn_out(world)
    (asked,) = of_stranger(world)
    assert asked.state is State.PARTIAL
    assert (asked.answers[0].rating, asked.answers[0].comment) in {(4, None), (None, "the cake was good")}


def test_a_planned_question_to_the_stranger_is_dropped(world: World) -> None:
    world.command("help", at=CHAT)
    stranger = world.maya
    planned = replace(
        invitations.by_customer(stranger, View(world.settings).for_event(world.now, 99)), id="planned"
    )
    world.rows.invitations["planned"] = planned
    turn_out(world)
    assert world.rows.invitations["planned"].state is State.WITHDRAWN


def test_the_strangers_open_case_becomes_the_customers_and_staff_learn_who_it_is(world: World) -> None:
    world.say("where is my parcel?", CHAT, name=None)
    world.read(SAM)
    turn_out(world)
    assert world.case.customer_id == world.maya.id
    alert, line = world.read(SAM)
    assert alert.message.card is not None
    assert alert.message.card["title"] == "Maya Okafor"
    assert line.message.lines[0].key == "timeline.known"
    world.submit("reply", {"text": "It comes tomorrow"})
    assert world.words(CHAT)[-1] == "Sam: It comes tomorrow"


@pytest.mark.parametrize("contacted", [False, True])
def test_where_the_customer_has_an_open_case_it_goes_on_there(world: World, contacted: bool) -> None:
    world.say("where is my parcel?", CHAT, name=None)
    strangers = world.case.id
    if contacted:
        world.submit("reply", {"text": "Hello"})
    world.buy("first", address=MAYA)
    world.wait(hours=2)
    world.press("1", MAYA)
    theirs = next(one for one in world.rows.cases.values() if one.id != strangers)
    world.read(SAM)
    world.open_link(world.buy("second", address=None)["link_token"], CHAT)
    assert world.rows.cases[strangers].state is CaseState.CLOSED
    assert f"sla:{strangers}" not in world.timers
    assert world.rows.cases[theirs.id].state is CaseState.OPEN
    assert world.words(SAM)[1:] == [
        "Maya Okafor has another case open: this goes on there",
        "Maya Okafor wrote: where is my parcel?",
    ]


def test_who_had_asked_to_be_left_alone_is_left_alone(world: World) -> None:
    world.command("stop", at=CHAT)
    stopped = world.maya.opted_out_at
    world.wait(hours=1)
    turn_out(world)
    assert world.maya.opted_out_at == stopped


# Which link it is.


def test_a_guess_and_somebody_elses_link_are_told_the_same(world: World) -> None:
    token = world.buy(address=None)["link_token"]
    world.open_link(token, CHAT)
    theirs = world.open_link(token, TOM)
    assert theirs == world.open_link("0" * 32, TOM) == world.open_link("nonsense", TOM)
    other_chat = Address("telegram", person="8")
    world.open_link(token, other_chat)
    world.open_link("f" * 32, other_chat)
    said = world.words(other_chat)
    assert said[0] == said[1]
    assert "/connect" in said[0]


def test_an_expired_link_says_so_kindly_and_how_to_go_on(world: World) -> None:
    token = world.buy(address=None)["link_token"]
    world.now += timedelta(days=60)
    refused = world.open_link(token, CHAT)
    assert refused["text"] == {"key": "link.expired", "values": {"slash": "/"}}
    (words,) = world.words(CHAT)
    assert "run out" in words
    assert "/feedback" in words
    assert world.rows.invitations == {} or world.invitation.address is None


def test_how_long_a_link_lives_is_settled(world: World) -> None:
    world.settings = replace(world.settings, link_lives_for=timedelta(days=2))
    token = world.buy(address=None)["link_token"]
    world.now += timedelta(days=2, seconds=-1)
    assert world.open_link(token)["ok"] is True


def test_who_opened_it_in_time_finds_their_chat_behind_it_for_ever(world: World) -> None:
    token = world.buy(address=None)["link_token"]
    world.open_link(token, CHAT)
    world.read(CHAT)
    world.now += timedelta(days=90)
    assert world.open_link(token, CHAT) == {"ok": True}
    assert world.words(CHAT) != []


def test_a_link_is_opened_from_every_chat_that_is_known_to_be_theirs(world: World) -> None:
    token = world.buy()["link_token"]
    world.open_link(token)
    world.rows.contacts[CHAT.key] = Contact(CHAT, world.maya.id)
    world.read()
    assert world.open_link(token, CHAT) == {"ok": True}
    assert world.purposes() == ["retired"]
    assert world.purposes(CHAT) == ["question"]


def test_the_same_order_reported_again_gives_the_same_link(world: World) -> None:
    assert world.buy()["link_token"] == world.buy()["link_token"]


@pytest.mark.parametrize("reason", ["refunded", "cancelled"])
def test_about_an_order_that_was_withdrawn_they_may_still_tell_us(world: World, reason: str) -> None:
    reply = world.buy(address=None, touchpoint="delivery")
    withdrawn = PurchaseWithdrawn("shop:demo", f"1/{reason}", world.now, "demo", "1", reason)
    world.deliver(withdrawn)
    assert world.open_link(reply["link_token"]) == {"ok": True}
    asked = [one for one in world.rows.invitations.values() if one.state is State.ASKED]
    assert [(one.touchpoint, one.purchase_id) for one in asked] == [("delivery", reply["purchase"])]


def test_after_a_stop_a_link_is_answered_and_lifts_nothing(world: World) -> None:
    world.buy()
    world.command("stop")
    stopped = world.maya.opted_out_at
    token = world.buy("2", address=None)["link_token"]
    world.read()
    world.open_link(token)
    assert world.purposes() == ["invitation"]
    assert world.maya.opted_out_at == stopped


def test_with_a_case_open_they_are_told_that_staff_hear_of_it_too(world: World) -> None:
    world.ask(address=CHAT)
    world.press("1", CHAT)
    for value in ("skip", "skip"):
        world.press(value, CHAT)
    world.read(CHAT)
    world.open_link(world.buy("2", address=None)["link_token"], CHAT)
    said = world.words(CHAT)
    assert said[0].startswith("Our team is still looking into what you told us.")
    assert len(said) == 2
    world.press("1", CHAT)
    assert world.case.state is CaseState.OPEN


# A shared phone.


def share(world: World) -> object:
    """Maya is asked in a chat; Tom's link is about to be opened there."""
    world.ask(address=CHAT)
    return world.buy("2", who="tom", name="Tom Berger", product="Grinder", address=None)["link_token"]


def maya_of(world: World) -> Customer:
    return next(one for one in world.rows.customers.values() if one.name == "Maya Okafor")


def of(world: World, name: str) -> Invitation:
    ids = {one.id for one in world.rows.customers.values() if one.name == name}
    (found,) = (one for one in world.rows.invitations.values() if one.customer_id in ids)
    return found


def test_a_chat_belongs_to_whoever_opened_the_last_link_there_first(world: World) -> None:
    world.open_link(share(world), CHAT)
    assert world.maya.name == "Tom Berger"
    assert world.purposes(CHAT) == ["retired", "handover", "invitation"]
    assert world.words(CHAT) == []
    buttons = {button.data.split("|")[1] for button in shown_buttons(world, CHAT)}
    assert buttons == {of(world, "Tom Berger").id}


def shown_buttons(world: World, at: Address) -> list[Button]:
    return [button for parcel in world.screen(at).values() for row in parcel.message.rows for button in row]


def test_what_the_former_one_was_asked_without_an_answer_is_put_down_with_its_reason(world: World) -> None:
    world.open_link(share(world), CHAT)
    asked = of(world, "Maya Okafor")
    assert asked.state is State.WITHDRAWN
    assert world.reasons == ["no_address"]
    assert not {f"expire:{asked.id}", f"remind:{asked.id}"} & world.timers.keys()


@pytest.mark.parametrize("deed", ["4", "the cake was good"])
def test_what_the_former_one_said_is_kept_and_is_not_shown_any_more(world: World, deed: str) -> None:
    token = share(world)
    world.say(deed, CHAT)
    world.read(CHAT)
    world.open_link(token, CHAT)
    asked = of(world, "Maya Okafor")
    assert asked.state is State.PARTIAL
    assert (asked.answers[0].rating, asked.answers[0].comment) in {(4, None), (None, "the cake was good")}
    said = world.words(CHAT)
    assert said[0] == "This question is no longer open here."
    assert said[1].startswith("Hello Tom!")


def test_where_the_former_one_has_another_chat_the_question_waits_there(world: World) -> None:
    world.ask(address=CHAT)
    elsewhere = Address("telegram", person="99")
    world.rows.contacts[elsewhere.key] = Contact(elsewhere, world.maya.id)
    world.press("4", CHAT)
    token = world.buy("2", who="tom", name="Tom Berger", address=None)["link_token"]
    world.open_link(token, CHAT)
    asked = of(world, "Maya Okafor")
    assert (asked.state, asked.address) == (State.RUNNING, elsewhere)
    assert world.read(elsewhere) == []
    world.wait(minutes=1)
    assert world.purposes(elsewhere) == ["reminder"]
    world.press("skip", elsewhere)
    assert of(world, "Maya Okafor").answers[-1].skipped


def test_words_of_the_former_one_that_wait_are_not_taken_for_the_new_ones(world: World) -> None:
    world.buy(address=CHAT)
    world.command("stop", at=CHAT)
    world.say("the grinder broke after two days", CHAT)
    assert world.rows.contacts[CHAT.key].stray is not None
    token = world.buy("2", who="tom", name="Tom Berger", address=None)["link_token"]
    world.read(CHAT)
    world.open_link(token, CHAT)
    assert world.rows.contacts[CHAT.key].stray is None
    assert world.case.words == "the grinder broke after two days"
    assert world.case.customer_id == maya_of(world).id
    assert "passed_on" not in world.purposes(CHAT)


def test_words_that_wait_go_to_the_case_or_the_other_chat_of_their_writer(world: World) -> None:
    world.buy(address=CHAT)
    elsewhere = Address("telegram", person="99")
    world.rows.contacts[elsewhere.key] = Contact(elsewhere, world.maya.id)
    world.say("the grinder broke after two days", CHAT)
    token = world.buy("2", who="tom", name="Tom Berger", address=None)["link_token"]
    world.open_link(token, CHAT)
    kept = world.rows.contacts[elsewhere.key].stray
    assert kept is not None
    assert kept.text == "the grinder broke after two days"
    assert world.rows.cases == {}


def test_the_former_ones_own_link_does_not_take_the_chat_back(world: World) -> None:
    mayas = world.buy(address=None)["link_token"]
    world.open_link(mayas, CHAT)
    toms = world.buy("2", who="tom", name="Tom Berger", address=None)["link_token"]
    world.open_link(toms, CHAT)
    assert world.open_link(mayas, CHAT)["ok"] is False
    assert world.maya.name == "Tom Berger"


def test_a_stop_of_the_former_one_is_not_the_new_ones(world: World) -> None:
    world.buy(address=CHAT)
    world.command("stop", at=CHAT)
    token = world.buy("2", who="tom", name="Tom Berger", address=None)["link_token"]
    world.open_link(token, CHAT)
    assert world.maya.opted_out_at is None
    assert maya_of(world).opted_out_at is not None


# A link of a place.

BERLIN_SHOP = Place("Berlin")


def place(world: World, **changes: str) -> str:
    """Berlin has a link at its counter: its token."""
    berlin = replace(BERLIN_SHOP, **changes)  # type: ignore[arg-type]  # told by the caller
    world.settings = replace(world.settings, places={"Berlin": berlin, "Bonn": Place("Bonn")})
    return place_token("Berlin", world.settings.link_key)


def test_whoever_comes_by_a_place_is_asked_about_it_without_a_purchase(world: World) -> None:
    token = place(world, touchpoint="delivery")
    world.now = MONDAY.replace(hour=2)  # quiet
    assert world.open_link(token, CHAT, "Maya Okafor") == {"ok": True}
    assert world.purposes(CHAT) == ["invitation"]
    asked = world.invitation
    assert (asked.place, asked.touchpoint, asked.survey) == ("Berlin", "delivery", "delivery")
    assert (asked.segments, asked.purchase_id) == ({"store": "Berlin"}, None)
    assert asked.started_by_customer
    assert world.maya.name == "Maya Okafor"


def test_a_place_that_names_no_touchpoint_asks_the_first_survey(world: World) -> None:
    world.open_link(place(world), CHAT)
    assert (world.invitation.survey, world.invitation.touchpoint) == ("three-questions", "own_words")


def test_many_may_open_it_and_each_is_asked(world: World) -> None:
    token = place(world)
    for person in (MAYA, TOM, CHAT):
        world.open_link(token, person)
        assert world.purposes(person) == ["invitation"]
    assert len({one.customer_id for one in world.rows.invitations.values()}) == 3


def test_who_comes_back_within_the_hour_is_shown_what_is_open(world: World) -> None:
    token = place(world)
    world.open_link(token, CHAT)
    world.press("4", CHAT)
    world.read(CHAT)
    world.open_link(token, CHAT)
    assert world.purposes(CHAT) == ["retired", "question"]
    assert len(world.rows.invitations) == 1


def test_a_page_that_shows_what_is_open_is_not_asked_twice(world: World) -> None:
    token = place(world)
    world.open_link(token)
    world.read()
    world.open_link(token)
    assert world.purposes() == []


@pytest.mark.parametrize(("minutes", "surveys"), [(59, 1), (60, 2)])
def test_who_has_just_told_us_is_thanked_and_not_asked_anew(world: World, minutes: int, surveys: int) -> None:
    token = place(world)
    world.open_link(token, CHAT)
    for value in ("5", "skip", "skip"):
        world.press(value, CHAT)
    world.wait(minutes=minutes)
    world.read(CHAT)
    world.open_link(token, CHAT)
    assert len(world.rows.invitations) == surveys
    if surveys == 1:
        assert "told us already" in world.words(CHAT)[0]


def test_a_customer_who_walks_in_stays_who_they_are(world: World) -> None:
    world.ask(address=CHAT)
    for value in ("5", "skip", "skip"):
        world.press(value, CHAT)
    world.open_link(place(world), CHAT, "Mimi")
    assert world.maya.name == "Maya Okafor"
    assert len(world.rows.customers) == 1
    walked_in = [one for one in world.rows.invitations.values() if one.purchase_id is None]
    assert [one.customer_id for one in walked_in] == [world.maya.id]


def test_a_place_that_is_gone_from_the_configuration_has_no_link(world: World) -> None:
    token = place(world)
    world.settings = replace(world.settings, places={})
    assert world.open_link(token)["ok"] is False


# Whoever finishes is offered to review the place.


@pytest.mark.parametrize("rating", ["1", "2", "3", "4", "5"])
@pytest.mark.parametrize("chat", [MAYA, CHAT])
def test_a_review_is_offered_to_everyone_whatever_the_score(world: World, rating: str, chat: Address) -> None:
    world.open_link(place(world, review_url="https://reviews.example.com/b"), chat)
    for value in (rating, "skip", "skip"):
        world.press(value, chat)
    assert world.words(chat)[-1].endswith("in your own words: https://reviews.example.com/b")
    world.press("revise", chat)
    world.press("1", chat)
    standing = [line.key for parcel in world.screen(chat).values() for line in parcel.message.lines]
    assert standing.count("survey.review") == 1


@pytest.mark.parametrize("rating", ["0", "6", "7", "10"])
def test_so_it_is_after_every_kind_of_rating(world: World, rating: str) -> None:
    world.open_link(place(world, review_url="https://reviews.example.com/b", touchpoint="recommend"))
    for value in (rating, "skip"):
        world.press(value)
    assert "https://reviews.example.com/b" in world.words()[-1]


def test_no_review_is_offered_before_the_end(world: World) -> None:
    world.open_link(place(world, review_url="https://reviews.example.com/b"))
    world.press("5")
    world.press("skip")
    assert not any("reviews" in words for words in world.words())


def test_a_purchase_at_the_place_leads_there_too(world: World) -> None:
    place(world, review_url="https://reviews.example.com/b")
    bought = PurchaseReceived(
        "shop:demo", "9", world.now, "demo", "9", "maya", "visit", world.now, place="Berlin", address=MAYA
    )
    world.deliver(bought)
    world.wait(hours=2)
    for value in ("2", "skip", "skip"):
        world.press(value)
    assert "https://reviews.example.com/b" in world.words()[-1]


def test_who_works_with_us_is_not_sent_to_a_review(world: World) -> None:
    place(world, review_url="https://reviews.example.com/b")
    bought = PurchaseReceived(
        "shop:demo",
        "9",
        world.now,
        "demo",
        "9",
        "maya",
        "pulse",
        world.now,
        place="Berlin",
        address=MAYA,
        audience="internal",
    )
    world.deliver(bought)
    world.wait(hours=2)
    world.say("5")
    for _ in range(3):
        world.say("skip")
    assert not any("reviews" in words for words in world.words())


def test_staff_who_walk_through_a_survey_are_sent_to_no_review(world: World) -> None:
    world.open_link(place(world, review_url="https://reviews.example.com/b"))
    view = View(world.settings).for_event(world.now, 1)
    survey = invitations.survey_of(world.invitation, view)
    assert asking.review_lines(view, world.invitation, survey) != ()
    assert asking.review_lines(view, replace(world.invitation, trial=True), survey) == ()


def test_what_staff_write_to_the_former_one_does_not_reach_the_new_one(world: World) -> None:
    world.ask(address=CHAT)
    world.press("1", CHAT)
    world.open_link(world.buy("2", who="tom", name="Tom Berger", address=None)["link_token"], CHAT)
    world.read(CHAT)
    refused = world.submit("reply", {"text": "We are so sorry, Maya"})
    assert refused["ok"] is False
    assert world.read(CHAT) == []
