"""Staff at work in a room: replies to alerts and prompts, forms, and commands in an alert's thread."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.callbacks import case_data
from bot.core.effects import Lane, Parcel
from bot.core.identity import Address
from bot.core.recovery import CaseState
from tests.handlers.conftest import (
    ALEX,
    MANAGERS_ROOM,
    MAYA,
    SAM,
    SAM_ON_SLACK,
    SAM_ON_TELEGRAM,
    World,
)

GROUP, CHANNEL = SAM_ON_TELEGRAM, SAM_ON_SLACK
GUEST = replace(GROUP, person="99")
NAMELESS = GROUP.place
BOTH = pytest.mark.parametrize("room", [GROUP, CHANNEL], ids=lambda one: one.platform)


def unhappy(world: World, room: Address = GROUP) -> str:
    """A case in this room; the alert's receipt there."""
    world.staff_on(room)
    world.ask()
    world.press("1")
    world.read(room)
    world.read(MAYA)
    return world.case.alert


def prompted(world: World, action: str, cause: str | None = None) -> Parcel:
    """Sam presses the button and is asked for words."""
    data = case_data(world.case.id, action, cause)
    assert world.press_data(data, GROUP, "Sam Reed") == {"ok": True}
    (prompt,) = world.read(GROUP)
    return prompt


def answer(world: World, words: str, receipt: str, at: Address = GROUP) -> None:
    world.say(words, at, name="Sam Reed", answers=receipt)


# Prompts.


@pytest.mark.parametrize(("action", "cause"), [("reply", None), ("note", None), ("resolve", "quality")])
def test_where_there_are_no_forms_a_press_asks_for_the_words_in_the_alerts_thread(
    world: World, action: str, cause: str | None
) -> None:
    alert = unhappy(world)
    world.press("take", GROUP, "Sam Reed")
    world.read(GROUP)
    prompt = prompted(world, action, cause)
    assert (prompt.purpose, prompt.lane, prompt.thread) == ("prompt", Lane.ALERT, alert)
    assert prompt.about == case_data(world.case.id, action, cause)
    assert prompt.message.card == {
        "type": "prompt",
        "placeholder": {"key": f"prompt.hint.{action}", "values": {}},
    }
    line = prompt.message.lines[0]
    assert line.values == {"staff": "Sam Reed", "who": "Maya Okafor"}


def test_the_reply_to_a_prompt_goes_to_the_customer(world: World) -> None:
    unhappy(world)
    answer(world, " So sorry! ", prompted(world, "reply").id)
    assert world.words(MAYA)[-1] == "Sam: So sorry!"
    assert (world.case.state, world.case.owner) == (CaseState.CONTACTED, GROUP.user)
    assert world.words(GROUP)[-1] == "Sam Reed wrote to the customer: So sorry!"


def test_the_reply_to_a_notes_prompt_stays_among_staff(world: World) -> None:
    unhappy(world)
    answer(world, "Second time", prompted(world, "note").id)
    assert world.words(MAYA) == []
    assert world.entries[-1].text == "Second time"


def test_resolving_asks_the_cause_and_then_what_was_done(world: World) -> None:
    unhappy(world)
    world.press("take", GROUP, "Sam Reed")
    world.read(GROUP)
    causes = prompted(world, "resolve")
    buttons = [button.data for row in causes.message.rows for button in row]
    assert buttons == [case_data(world.case.id, "resolve", cause) for cause in ("delivery", "quality")]
    assert causes.thread == world.case.alert
    prompt = prompted(world, "resolve", "quality")
    answer(world, "Sent a new one", prompt.id)
    assert (world.case.state, world.case.cause) == (CaseState.RESOLVED, "quality")
    world.wait(hours=0)
    assert "Did we put it right?" in world.words(MAYA)[-1]


def test_words_before_a_cause_was_chosen_are_kindly_refused(world: World) -> None:
    unhappy(world)
    world.press("take", GROUP, "Sam Reed")
    world.read(GROUP)
    answer(world, "Sent a new one", prompted(world, "resolve").id)
    assert world.words(GROUP) == ["Please choose a cause and say what was done."]
    assert world.case.state is CaseState.TAKEN


def test_a_cause_that_nobody_configured_is_refused(world: World) -> None:
    unhappy(world)
    world.press("take", GROUP, "Sam Reed")
    reply = world.press_data(case_data(world.case.id, "resolve", "weather"), GROUP, "Sam Reed")
    assert reply["text"] == {"key": "case.resolve_needs", "values": {}}


@BOTH
@pytest.mark.parametrize("action", ["reply", "resolve"])
def test_for_work_that_comes_too_late_no_words_are_asked(world: World, room: Address, action: str) -> None:
    unhappy(world, room)
    world.rows.cases[world.case.id] = replace(world.case, state=CaseState.CONFIRMED)
    reply = world.press_data(case_data(world.case.id, action), room, "Sam Reed")
    assert reply["text"] == {"key": "case.moved_on", "values": {}}
    assert world.read(room) == []


@BOTH
def test_where_nobody_can_be_reached_no_words_are_asked(world: World, room: Address) -> None:
    unhappy(world, room)
    contact = world.rows.contacts[MAYA.key]
    world.rows.contacts[MAYA.key] = replace(contact, reachable=False)
    reply = world.press_data(case_data(world.case.id, "reply"), room, "Sam Reed")
    assert reply["text"] == {"key": "case.unreachable", "values": {}}


def test_a_case_that_moved_on_after_the_prompt_is_said_so_in_its_thread(world: World) -> None:
    alert = unhappy(world)
    prompt = prompted(world, "reply")
    world.rows.cases[world.case.id] = replace(world.case, state=CaseState.CONFIRMED)
    answer(world, "So sorry!", prompt.id)
    (told,) = world.read(GROUP)
    assert ([line.key for line in told.message.lines], told.thread) == (["case.moved_on"], alert)
    assert world.words(MAYA) == []


# Replies to the alert itself.


def test_a_reply_to_the_alert_goes_to_the_customer_where_that_is_how_it_is_done(world: World) -> None:
    answer(world, "So sorry!", unhappy(world))
    assert world.words(MAYA)[-1] == "Sam: So sorry!"


def test_so_does_a_reply_to_what_the_customer_wrote_there_but_none_to_what_staff_noted(world: World) -> None:
    alert = unhappy(world)
    answer(world, "So sorry!", alert)
    world.read(MAYA)
    world.read(GROUP)
    world.say("It is still broken")
    (wrote,) = [parcel for parcel in world.read(GROUP) if parcel.thread]
    world.read(MAYA)
    answer(world, "A new one is coming", wrote.id)
    assert world.words(MAYA) == ["Sam: A new one is coming"]
    world.read(GROUP)
    answer(world, "Second time", prompted(world, "note").id)
    (noted,) = [parcel for parcel in world.read(GROUP) if parcel.thread]
    answer(world, "He always complains", noted.id)
    assert world.words(MAYA) == []


def test_elsewhere_it_stays_among_staff_and_is_on_record(world: World) -> None:
    alert = unhappy(world, CHANNEL)
    answer(world, "he always says that", alert, CHANNEL)
    assert world.words(MAYA) == []
    assert world.words(CHANNEL) == []
    assert (world.entries[-1].kind, world.entries[-1].actor) == ("noted", CHANNEL.user)
    assert world.entries[-1].text == "he always says that"


def test_what_others_write_in_the_thread_is_their_own_talk(world: World) -> None:
    alert = unhappy(world, CHANNEL)
    before = len(world.entries)
    for person in ("U9", ""):
        world.say("hm", replace(CHANNEL, person=person), answers=alert)
    world.say("", CHANNEL, answers=alert)
    assert (len(world.entries), world.words(CHANNEL)) == (before, [])


def test_only_staff_write_to_customers(world: World) -> None:
    alert = unhappy(world)
    answer(world, "I am Sam, trust me", alert, GUEST)
    (told,) = world.read(GROUP)
    assert ([line.key for line in told.message.lines], told.thread) == (["case.staff_only"], alert)
    assert world.words(MAYA) == []


def test_a_reply_without_words_is_not_passed_on(world: World) -> None:
    answer(world, "", unhappy(world))
    assert world.words(GROUP) == ["I can only pass on words so far. Could you write it?"]


def test_what_is_said_beside_the_alerts_is_none_of_our_business(world: World) -> None:
    unhappy(world)
    before = len(world.parcels)
    world.say("lunch?", GROUP)
    world.say("yes", GROUP, answers="12345")
    assert len(world.parcels) == before


def test_a_case_that_is_gone_is_said_so(world: World) -> None:
    alert = unhappy(world)
    world.rows.cases.clear()
    answer(world, "So sorry!", alert)
    assert world.words(GROUP) == ["This case can't be found any more."]
    world.staff_on(CHANNEL)
    world.rows.sent[CHANNEL.place.key, alert] = world.rows.sent[GROUP.place.key, alert]
    answer(world, "So sorry!", alert, CHANNEL)
    assert world.words(CHANNEL) == []


# Those who do not show who they are.


@pytest.mark.parametrize("words", ["So sorry!", ""])
def test_a_nameless_reply_changes_nothing_and_is_told_how_to_sign(world: World, words: str) -> None:
    alert = unhappy(world)
    before = world.case
    for receipt in (alert, prompted(world, "reply").id):
        answer(world, words, receipt, NAMELESS)
        (told,) = world.read(GROUP)
        assert ([line.key for line in told.message.lines], told.thread) == (["rooms.nameless"], alert)
    assert (world.case, world.words(MAYA)) == (before, [])


def test_nor_do_nameless_commands(world: World) -> None:
    alert = unhappy(world)
    before = world.case
    world.command("take", at=NAMELESS, answers=alert)
    assert "Remain anonymous" in world.words(GROUP)[0]
    assert world.case == before


# Forms.


def test_where_there_are_forms_a_press_is_answered_with_one(world: World) -> None:
    unhappy(world, CHANNEL)
    world.press("take", CHANNEL, "Sam Reed")
    world.read(CHANNEL)
    reply = world.press("resolve", CHANNEL, "Sam Reed")
    form = reply["form"]
    assert isinstance(form, dict)
    assert (reply["ok"], form["data"]) == (True, case_data(world.case.id, "resolve"))
    cause, done = form["fields"]
    assert [value for value, _ in cause["options"]] == ["delivery", "quality"]
    assert (done["name"], done["required"]) == ("done", True)
    assert world.read(CHANNEL) == []


def test_a_cause_that_is_chosen_already_is_not_asked_again(world: World) -> None:
    unhappy(world, CHANNEL)
    world.press("take", CHANNEL, "Sam Reed")
    data = case_data(world.case.id, "resolve", "quality")
    form = world.press_data(data, CHANNEL, "Sam Reed")["form"]
    assert isinstance(form, dict)
    assert [field["name"] for field in form["fields"]] == ["done"]
    assert world.submit_data(data, {"done": "Sent a new one"}, CHANNEL) == {"ok": True}
    assert world.case.cause == "quality"


@pytest.mark.parametrize(
    ("action", "fields"), [("reply", ["text", "promise_date", "promise_time"]), ("note", ["text"])]
)
def test_the_form_of_words_asks_for_no_more(world: World, action: str, fields: list[str]) -> None:
    unhappy(world, CHANNEL)
    form = world.press(action, CHANNEL, "Sam Reed")["form"]
    assert isinstance(form, dict)
    assert [field["name"] for field in form["fields"]] == fields
    assert [field["name"] for field in form["fields"] if field["required"]] == ["text"]


# Commands.


def command(world: World, name: str, argument: str = "", at: Address = GROUP) -> dict[str, object]:
    reply = world.command(name, argument, at=at, sender="Sam Reed", answers=world.case.alert)
    return dict(reply)


@BOTH
def test_a_case_is_worked_on_by_commands_in_its_thread(world: World, room: Address) -> None:
    unhappy(world, room)
    command(world, "take", at=room)
    assert world.case.owner == room.user
    command(world, "reply", "So sorry!", room)
    assert world.words(MAYA)[-1] == "Sam: So sorry!"
    command(world, "note", "Second time", room)
    assert world.entries[-1].text == "Second time"
    command(world, "resolve", "Quality Sent a new one", room)
    assert (world.case.state, world.case.cause) == (CaseState.RESOLVED, "quality")


@BOTH
def test_a_case_is_released_by_a_command(world: World, room: Address) -> None:
    unhappy(world, room)
    command(world, "take", at=room)
    command(world, "release", at=room)
    assert world.case.state is CaseState.OPEN


@pytest.mark.parametrize("action", ["reply", "note", "resolve"])
def test_a_command_without_words_is_like_the_button(world: World, action: str) -> None:
    unhappy(world)
    command(world, "take")
    world.read(GROUP)
    command(world, action)
    assert [parcel.purpose for parcel in world.read(GROUP)] == ["prompt"]


@pytest.mark.parametrize("action", ["reply", "note", "resolve"])
def test_or_opens_the_form(world: World, action: str) -> None:
    unhappy(world, CHANNEL)
    command(world, "take", at=CHANNEL)
    assert "form" in command(world, action, at=CHANNEL)


def test_resolve_with_a_cause_alone_asks_what_was_done(world: World) -> None:
    unhappy(world)
    command(world, "take")
    world.read(GROUP)
    command(world, "resolve", "quality")
    (prompt,) = world.read(GROUP)
    assert prompt.about == case_data(world.case.id, "resolve", "quality")


def test_a_command_in_reply_to_a_prompt_is_about_its_case(world: World) -> None:
    unhappy(world)
    prompt = prompted(world, "reply")
    world.command("take", at=GROUP, sender="Sam Reed", answers=prompt.id)
    assert world.case.owner == GROUP.user


def test_a_command_that_comes_too_late_is_refused_in_the_thread_or_to_them_alone(world: World) -> None:
    alert = unhappy(world)
    command(world, "take")
    world.read(GROUP)
    command(world, "take")
    (told,) = world.read(GROUP)
    assert ([line.key for line in told.message.lines], told.thread) == (["case.taken_by"], alert)
    world.staff_on(CHANNEL)
    world.rows.sent[CHANNEL.place.key, alert] = world.rows.sent[GROUP.place.key, alert]
    assert command(world, "take", at=CHANNEL)["ok"] is False
    assert world.read(CHANNEL) == []


@BOTH
@pytest.mark.parametrize("name", ["take", "hm", "feedback"])
def test_a_command_beside_a_thread_is_told_what_can_be_done(world: World, room: Address, name: str) -> None:
    unhappy(world, room)
    world.command(name, at=room)
    (told,) = world.read(room)
    assert (told.address, told.thread) == (room.place, None)
    mention = "answer" if room is GROUP else "mention"
    assert [line.key for line in told.message.lines] == [f"rooms.help.{mention}", "rooms.help.tools"]


def test_words_that_are_no_command_in_a_thread_are_told_too(world: World) -> None:
    unhappy(world)
    command(world, "dance")
    assert "/take" in world.words(GROUP)[0]


def test_managers_are_told_of_the_digest(world: World) -> None:
    world.command("hm", at=ALEX)
    (told,) = world.read(ALEX)
    assert told.address == MANAGERS_ROOM
    assert [line.key for line in told.message.lines] == ["rooms.help.manager"]


def test_in_a_room_that_is_not_ours_nothing_is_said(world: World) -> None:
    world.command("take", at=Address("telegram", room="-999", person="1"))
    world.say("hello", Address("telegram", room="-999", person="1"), answers="5")
    assert world.parcels == []


def test_staff_on_the_web_fill_in_the_form_on_their_page(world: World) -> None:
    unhappy(world, SAM)
    assert "form" in world.press("reply", SAM, "Sam Reed")
