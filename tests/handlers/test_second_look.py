"""A reply that may sound blaming, or promises too much, is seen again by its writer before anybody else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from bot.core.callbacks import case_data
from bot.core.effects import Parcel
from bot.core.identity import Address
from bot.core.recovery import CaseState
from bot.core.tone import mark_of, warnings_in
from bot.texts import render
from bot.texts.cards import rendered
from tests.handlers.conftest import KIM, MAYA, SAM, SAM_ON_SLACK, SAM_ON_TELEGRAM, World

BLAMING = "You should have told us. It will never happen again."
MILD = "You should have checked it."
KIND = "I'm sorry, Maya. The new one leaves today."
KIM_ON_TELEGRAM = replace(SAM_ON_TELEGRAM, person="2")


def unhappy(world: World, room: Address = SAM) -> str:
    """A case in this room; the alert's receipt there."""
    world.staff_on(room)
    world.settings = replace(world.settings, staff=world.settings.staff | {KIM_ON_TELEGRAM.user})
    world.ask()
    world.press("1")
    world.read(room)
    world.read(MAYA)
    return world.case.alert


def from_staff(world: World) -> list[str]:
    """What staff wrote to Maya since the last look."""
    return [words for words in world.words(MAYA) if words.startswith("Sam: ")]


def kinds(world: World) -> list[str]:
    """What the case's log says was done with the reply."""
    return [entry.kind for entry in world.entries if entry.kind in {"held", "warned", "replied"}]


def warning(reply: Mapping[str, object]) -> str:
    return str(rendered(reply["text"], "en", render))


def data_of(reply: Mapping[str, object]) -> str:
    form = reply["form"]
    assert isinstance(form, Mapping)
    return str(form["data"])


def held(world: World, words: str = MILD, room: Address = SAM_ON_TELEGRAM) -> Parcel:
    """Sam answers the alert with these words; what the room is then told."""
    alert = unhappy(world, room)
    world.say(words, room, name="Sam Reed", answers=alert)
    (told,) = world.read(room)
    return told


# In a form.


def test_a_reply_that_may_sound_blaming_is_not_sent_and_its_form_says_why(world: World) -> None:
    unhappy(world)
    reply = world.submit("reply", {"text": BLAMING})
    assert reply["ok"] is False
    assert "“You should have told”" in warning(reply)
    assert "“will never happen”" in warning(reply)
    assert world.read(MAYA) == []
    assert kinds(world) == []
    assert world.case.state is CaseState.OPEN


def test_sent_again_unchanged_it_goes_out_and_the_log_says_that_there_was_a_warning(world: World) -> None:
    unhappy(world)
    again = data_of(world.submit("reply", {"text": BLAMING}))
    assert len(again.encode()) <= 64
    assert world.submit_data(again, {"text": f"{BLAMING} "}) == {"ok": True}
    assert from_staff(world) == [f"Sam: {BLAMING}"]
    assert kinds(world) == ["warned", "replied"]
    (noted,) = [entry for entry in world.entries if entry.kind == "warned"]
    assert noted.text == "blame: You should have told; promise: will never happen"
    assert noted.actor == SAM.user
    assert world.case.state is CaseState.CONTACTED


def test_changed_into_something_kind_it_goes_out_with_no_word_about_it(world: World) -> None:
    unhappy(world)
    again = data_of(world.submit("reply", {"text": MILD}))
    assert world.submit_data(again, {"text": KIND}) == {"ok": True}
    assert from_staff(world) == [f"Sam: {KIND}"]
    assert kinds(world) == ["replied"]


def test_changed_into_something_else_that_blames_it_is_warned_of_again(world: World) -> None:
    unhappy(world)
    again = data_of(world.submit("reply", {"text": MILD}))
    second = world.submit_data(again, {"text": "Calm down."})
    assert "“Calm down”" in warning(second)
    assert data_of(second) != again
    assert world.read(MAYA) == []


def test_the_form_is_the_same_but_for_its_button(world: World) -> None:
    unhappy(world)
    first = world.press("reply", SAM)["form"]
    again = world.submit("reply", {"text": MILD})["form"]
    assert isinstance(first, Mapping)
    assert isinstance(again, Mapping)
    assert again == {**first, "data": again["data"], "submit": again["submit"]}
    assert rendered(again["submit"], "en", render) == "Send anyway"


def test_a_mark_of_other_words_lets_nothing_through(world: World) -> None:
    unhappy(world)
    data = case_data(world.case.id, "reply", mark_of("something else"))
    assert world.submit_data(data, {"text": MILD})["ok"] is False
    assert world.read(MAYA) == []


@pytest.mark.parametrize("words", [KIND, "You should have received it by now.", "Lo siento mucho."])
def test_a_reply_without_such_words_is_sent_as_ever(world: World, words: str) -> None:
    unhappy(world)
    assert world.submit("reply", {"text": words}) == {"ok": True}
    assert from_staff(world) == [f"Sam: {words}"]


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_where_nothing_is_found_minding_the_tone_changes_nothing(words: str) -> None:
    words = " ".join(words.split())
    if not words or warnings_in(words):
        return
    outcomes = []
    for minds in (True, False):
        world = World()
        unhappy(world)
        world.settings = replace(world.settings, mind_tone=minds)
        reply = world.submit("reply", {"text": words})
        outcomes.append((reply, world.parcels, world.entries, world.rows.cases))
    assert outcomes[0] == outcomes[1]


def test_where_the_operator_does_not_want_it_nothing_is_warned_of(world: World) -> None:
    unhappy(world)
    world.settings = replace(world.settings, mind_tone=False)
    assert world.submit("reply", {"text": BLAMING}) == {"ok": True}
    assert from_staff(world) == [f"Sam: {BLAMING}"]
    assert kinds(world) == ["replied"]


def test_what_staff_say_to_each_other_is_their_own(world: World) -> None:
    unhappy(world)
    assert world.submit("note", {"text": BLAMING}) == {"ok": True}
    alert = world.case.alert
    world.say(BLAMING, SAM, name="Sam Reed", answers=alert)
    assert [entry.kind for entry in world.entries][-2:] == ["noted", "noted"]
    assert world.read(MAYA) == []


def test_a_case_that_is_gone_meanwhile_is_said_first(world: World) -> None:
    unhappy(world)
    again = data_of(world.submit("reply", {"text": MILD}))
    world.rows.cases.clear()
    reply = world.submit_data(again, {"text": MILD})
    assert reply["text"] == {"key": "case.gone", "values": {}}


# In a message.


def test_a_message_that_may_sound_blaming_is_held_and_the_thread_says_so(world: World) -> None:
    told = held(world)
    assert told.thread == world.case.alert
    assert [render(line, "en") for line in told.message.lines] == [
        "Not sent yet: “You should have checked” may sound as if it were the customer's fault."
    ]
    labels = [render(button.label, "en") for row in told.message.rows for button in row]
    assert labels == ["Send anyway", "Write it anew"]
    assert all(len(button.data.encode()) <= 64 for row in told.message.rows for button in row)
    assert world.read(MAYA) == []
    assert kinds(world) == ["held"]
    assert world.case.state is CaseState.OPEN


@pytest.mark.parametrize("room", [SAM_ON_TELEGRAM, SAM_ON_SLACK], ids=lambda one: one.platform)
def test_its_writer_sends_it_anyway_once(world: World, room: Address) -> None:
    alert = unhappy(world, room)
    world.command("reply", MILD, room, sender="Sam Reed", answers=alert)
    (told,) = world.read(room)
    send = told.message.rows[0][0].data
    assert world.press_data(send, room, "Sam Reed") == {"ok": True}
    assert from_staff(world) == [f"Sam: {MILD}"]
    assert kinds(world) == ["held", "warned", "replied"]
    again = world.press_data(send, room, "Sam Reed")
    assert again["text"] == {"key": "tone.sent_already", "values": {}}
    assert world.read(MAYA) == []


def test_what_was_said_in_the_thread_meanwhile_does_not_lose_it(world: World) -> None:
    told = held(world)
    world.say("hello?", MAYA)
    world.press("take", KIM_ON_TELEGRAM, "Kim Lee")
    world.read(MAYA)
    world.press_data(told.message.rows[0][0].data, SAM_ON_TELEGRAM, "Sam Reed")
    assert from_staff(world) == [f"Sam: {MILD}"]


def test_nobody_else_sends_it_under_their_own_name(world: World) -> None:
    told = held(world)
    reply = world.press_data(told.message.rows[0][0].data, KIM_ON_TELEGRAM, "Kim Lee")
    assert reply["text"] == {"key": "tone.by_writer", "values": {}}
    assert world.read(MAYA) == []


def test_written_anew_it_is_a_reply_like_any_other(world: World) -> None:
    told = held(world)
    assert world.press_data(told.message.rows[0][1].data, SAM_ON_TELEGRAM, "Sam Reed") == {"ok": True}
    (prompt,) = world.read(SAM_ON_TELEGRAM)
    world.say(KIND, SAM_ON_TELEGRAM, name="Sam Reed", answers=prompt.id)
    assert from_staff(world) == [f"Sam: {KIND}"]


def test_an_answer_to_the_warning_is_what_is_sent_instead(world: World) -> None:
    told = held(world)
    world.say(KIND, SAM_ON_TELEGRAM, name="Sam Reed", answers=told.id)
    assert from_staff(world) == [f"Sam: {KIND}"]
    assert kinds(world) == ["held", "replied"]


@pytest.mark.parametrize("number", ["0", "1", "99", "x", "²", "-1", "9" * 20, ""])
def test_a_press_that_names_no_held_reply_sends_nothing(world: World, number: str) -> None:
    held(world)
    world.press_data(f"c|{world.case.id}|send|{number}", SAM_ON_TELEGRAM, "Sam Reed")
    assert world.read(MAYA) == []
    assert kinds(world) == ["held"]


def test_nothing_that_staff_told_each_other_can_be_sent_that_way(world: World) -> None:
    told = held(world)
    world.command("note", "she is always late", SAM_ON_TELEGRAM, sender="Sam Reed", answers=told.thread)
    for entry in world.entries:
        if entry.kind != "held":
            data = case_data(world.case.id, "send", str(entry.number))
            reply = world.press_data(data, SAM_ON_TELEGRAM, "Sam Reed")
            assert reply["text"] == {"key": "case.gone", "values": {}}
    assert "noted" in {entry.kind for entry in world.entries}
    assert world.read(MAYA) == []


def test_a_case_that_was_put_right_meanwhile_takes_no_late_reply(world: World) -> None:
    told = held(world)
    world.press("take", SAM_ON_TELEGRAM, "Sam Reed")
    world.command(
        "resolve", "delivery sent a new one", SAM_ON_TELEGRAM, sender="Sam Reed", answers=told.thread
    )
    world.read(MAYA)
    reply = world.press_data(told.message.rows[0][0].data, SAM_ON_TELEGRAM, "Sam Reed")
    assert reply["text"] == {"key": "case.moved_on", "values": {}}
    assert world.read(MAYA) == []


def test_no_warning_has_holes(world: World) -> None:
    unhappy(world)
    for words in (MILD, "I guarantee it.", BLAMING):
        assert not re.search(r"[{}]", warning(world.submit("reply", {"text": words})))
    assert KIM.user in world.settings.staff
