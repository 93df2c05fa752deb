"""What staff promise is kept in mind: reminded in time, asked about when it is due, and counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.effects import Parcel
from bot.core.identity import Address
from bot.core.promises import PromiseState
from bot.core.recovery import CaseState
from bot.texts import render
from bot.texts.cards import rendered
from tests.handlers.conftest import KIM, MAYA, SAM, SAM_ON_SLACK, SAM_ON_TELEGRAM, World

TUESDAY_NOON = datetime(2026, 3, 3, 11, tzinfo=UTC)  # in Berlin
DATED = {"text": "I'm on it, Maya.", "promise_date": "2026-03-03", "promise_time": "12:00"}
SOUNDS = "I'll call you Tuesday before noon."


def unhappy(world: World, room: Address = SAM) -> str:
    """A case in this room; the alert's receipt there."""
    world.staff_on(room)
    world.ask()
    world.press("1")
    world.read(room)
    world.read(MAYA)
    return world.case.alert


def promised(world: World) -> None:
    unhappy(world)
    assert world.submit("reply", DATED) == {"ok": True}
    world.read(SAM)


def about_it(world: World, room: Address = SAM) -> list[Parcel]:
    """What the thread was told of the promise since the last look."""
    return [parcel for parcel in world.read(room) if parcel.purpose.startswith("promise")]


def said(parcels: list[Parcel]) -> list[str]:
    return ["\n".join(render(line, "en") for line in parcel.message.lines) for parcel in parcels]


def labels(parcel: Parcel) -> list[str]:
    return [render(button.label, "en") for row in parcel.message.rows for button in row]


def from_staff(world: World) -> list[str]:
    return [words for words in world.words(MAYA) if words.startswith("Sam: ")]


def words_of(reply: Mapping[str, object]) -> str:
    return str(rendered(reply["text"], "en", render))


def form_of(reply: Mapping[str, object]) -> dict[str, str]:
    """What is in the fields of a form that comes back, by name."""
    form = reply["form"]
    assert isinstance(form, Mapping)
    return {field["name"]: field["initial"] for field in form["fields"]}


def test_a_reply_with_a_date_is_a_promise_and_the_thread_says_so(world: World) -> None:
    alert = unhappy(world)
    world.submit("reply", DATED)
    assert from_staff(world) == ["Sam: I'm on it, Maya."]
    (promise,) = world.rows.promises.values()
    assert (promise.case_id, promise.customer_id) == (world.case.id, world.case.customer_id)
    assert (promise.by, promise.by_name, promise.words) == (SAM.user, "Sam Reed", "I'm on it, Maya.")
    assert (promise.made_at, promise.due_at, promise.state) == (world.now, TUESDAY_NOON, PromiseState.OPEN)
    (told,) = about_it(world)
    assert said([told]) == ["Sam Reed gave their word, by 2026-03-03 12:00: I'm on it, Maya."]
    assert told.thread == alert
    assert {entry.kind for entry in world.entries[-2:]} == {"promised", "replied"}
    assert world.case.entries == len(world.entries), "both are in the log"


def test_its_giver_is_reminded_before_and_asked_when_it_is_due(world: World) -> None:
    promised(world)
    world.wait(hours=21, minutes=59)
    assert about_it(world) == []
    world.wait(minutes=61)
    reminder, asked = about_it(world)
    assert said([reminder]) == ["Sam Reed, this is due on 2026-03-03 12:00: I'm on it, Maya."]
    assert said([asked]) == [
        "Sam Reed, this was for now, 2026-03-03 12:00: I'm on it, Maya. Did it work out?"
    ]
    assert (labels(reminder), labels(asked)) == (["Kept"], ["Kept", "Not kept"])
    assert reminder.thread == asked.thread == world.case.alert


@pytest.mark.parametrize("hours", [1, 22.5, 23.5, 60])
@pytest.mark.parametrize(("word", "state"), [("kept", PromiseState.KEPT), ("broken", PromiseState.BROKEN)])
def test_staff_say_how_it_went_and_nothing_more_is_asked(
    world: World, word: str, state: PromiseState, hours: float
) -> None:
    promised(world)
    world.wait(hours=hours)
    about_it(world)
    (promise,) = world.rows.promises.values()
    reply = world.press_data(f"c|{world.case.id}|{word}|{promise.id}", KIM, "Kim Abel")
    (promise,) = world.rows.promises.values()
    assert promise.state is state
    if reply["ok"]:
        (settled,) = about_it(world)
        told = [parcel.id for parcel in world.parcels if parcel.purpose == "promise"]
        assert settled.target == told[-1], "in place of the latest message about it"
        assert "says Kim Abel: I'm on it, Maya." in said([settled])[0]
        assert labels(settled) == []
        assert world.entries[-1].kind == f"promise_{state}"
    assert "promise" not in {timer.kind for timer in world.timers.values()}
    world.wait(days=9)
    assert about_it(world) == []


def test_a_timer_that_was_on_its_way_as_it_was_kept_asks_nothing(world: World) -> None:
    promised(world)
    (timer,) = [one for one in world.timers.values() if one.kind == "promise"]
    (promise,) = world.rows.promises.values()
    world.press_data(f"c|{world.case.id}|kept|{promise.id}", SAM, "Sam Reed")
    world.read(SAM)
    world.fire(timer)
    assert about_it(world) == []


def test_of_which_nobody_says_that_it_was_kept_counts_as_broken_a_day_later(world: World) -> None:
    promised(world)
    world.wait(hours=46.9)
    assert [one.state for one in world.rows.promises.values()] == [PromiseState.OPEN]
    about_it(world)
    world.wait(hours=0.2)
    (promise,) = world.rows.promises.values()
    assert (promise.state, promise.settled_at) == (PromiseState.BROKEN, TUESDAY_NOON + timedelta(days=1))
    (told,) = about_it(world)
    assert "counts as broken" in said([told])[0]
    world.press_data(f"c|{world.case.id}|kept|{promise.id}", SAM, "Sam Reed")
    (promise,) = world.rows.promises.values()
    assert promise.state is PromiseState.KEPT, "it can be put right"


def test_after_a_long_downtime_only_the_last_is_told(world: World) -> None:
    promised(world)
    (timer,) = [one for one in world.timers.values() if one.kind == "promise"]
    world.now += timedelta(days=5)
    world.fire(timer)
    assert len(about_it(world)) == 1
    assert [one.state for one in world.rows.promises.values()] == [PromiseState.BROKEN]
    assert [one for one in world.timers.values() if one.kind == "promise"] == []


def test_the_same_said_twice_is_said_once(world: World) -> None:
    promised(world)
    (promise,) = world.rows.promises.values()
    data = f"c|{world.case.id}|kept|{promise.id}"
    assert world.press_data(data, SAM, "Sam Reed") == {"ok": True}
    assert world.press_data(data, KIM, "Kim Abel")["ok"] is False
    assert [entry.kind for entry in world.entries].count("promise_kept") == 1


def test_what_was_no_promise_is_let_go(world: World) -> None:
    promised(world)
    world.press_data(world.button(next(iter(world.rows.promises)), SAM).data, SAM, "Sam Reed")
    (promise,) = world.rows.promises.values()
    assert promise.state is PromiseState.DROPPED
    world.read(SAM)
    world.wait(days=5)
    assert about_it(world) == []


def test_nobody_but_staff_says_how_it_went(world: World) -> None:
    promised(world)
    (promise,) = world.rows.promises.values()
    reply = world.press_data(f"c|{world.case.id}|kept|{promise.id}", MAYA)
    assert reply["ok"] is False
    assert world.rows.promises[promise.id].state is PromiseState.OPEN


def test_a_promise_of_another_case_is_not_this_ones(world: World) -> None:
    promised(world)
    (promise,) = world.rows.promises.values()
    world.rows.promises[promise.id] = replace(promise, case_id="another")
    assert world.press_data(f"c|{world.case.id}|kept|{promise.id}", SAM, "Sam Reed")["ok"] is False


def test_of_somebody_who_is_gone_nothing_is_asked(world: World) -> None:
    promised(world)
    del world.rows.customers[world.case.customer_id]
    (timer,) = [one for one in world.timers.values() if one.kind == "promise"]
    world.fire(timer)
    assert [one.state for one in world.rows.promises.values()] == [PromiseState.DROPPED]
    assert about_it(world) == []


@pytest.mark.parametrize(
    "wrong", [{"promise_date": "2026-03-01"}, {"promise_date": "soon"}, {"promise_time": "x"}]
)
def test_a_date_that_cannot_be_is_said_and_nothing_is_sent(world: World, wrong: dict[str, str]) -> None:
    unhappy(world)
    reply = world.submit("reply", {**DATED, **wrong})
    assert (reply["ok"], "2026-03-31 and 14:30" in words_of(reply)) == (False, True)
    assert from_staff(world) == []
    assert world.case.state is CaseState.OPEN


# Words that sound like one.


def test_words_that_sound_like_a_promise_bring_the_form_back_with_the_date_filled_in(world: World) -> None:
    unhappy(world)
    reply = world.submit("reply", {"text": SOUNDS, "promise_date": "", "promise_time": ""})
    assert reply["ok"] is False
    assert f"“{SOUNDS}” sounds like a promise" in words_of(reply)
    assert form_of(reply) == {"text": "", "promise_date": "2026-03-03", "promise_time": "12:00"}
    assert from_staff(world) == []
    form = reply["form"]
    assert isinstance(form, Mapping)
    filled = {**form_of(reply), "text": SOUNDS}
    assert world.submit_data(str(form["data"]), filled) == {"ok": True}
    assert from_staff(world) == [f"Sam: {SOUNDS}"]
    assert [one.due_at for one in world.rows.promises.values()] == [TUESDAY_NOON]


def test_with_a_date_nothing_more_is_suggested_whatever_the_words_say(world: World) -> None:
    unhappy(world)
    assert world.submit("reply", {"text": SOUNDS, "promise_date": "2026-03-04"}) == {"ok": True}
    (promise,) = world.rows.promises.values()
    assert promise.due_at == datetime(2026, 3, 4, 17, tzinfo=UTC), "Wednesday, as the day ends"


def test_without_the_date_it_is_sent_as_mere_words(world: World) -> None:
    unhappy(world)
    form = world.submit("reply", {"text": SOUNDS})["form"]
    assert isinstance(form, Mapping)
    assert world.submit_data(str(form["data"]), {"text": SOUNDS}) == {"ok": True}
    assert from_staff(world) == [f"Sam: {SOUNDS}"]
    assert world.rows.promises == {}


def test_blame_and_a_promise_are_said_together(world: World) -> None:
    unhappy(world)
    reply = world.submit("reply", {"text": f"You should have checked it. {SOUNDS}"})
    assert "You should have checked" in words_of(reply)
    assert "sounds like a promise" in words_of(reply)
    assert form_of(reply)["promise_date"] == "2026-03-03"


@pytest.mark.parametrize("room", [SAM_ON_TELEGRAM, SAM_ON_SLACK], ids=lambda one: one.platform)
def test_in_a_message_it_holds_nothing_up_and_one_tap_makes_it_one(world: World, room: Address) -> None:
    alert = unhappy(world, room)
    world.command("reply", SOUNDS, room, sender="Sam Reed", answers=alert)
    assert from_staff(world) == [f"Sam: {SOUNDS}"]
    assert world.rows.promises == {}
    (asked,) = about_it(world, room)
    assert said([asked]) == [f"“{SOUNDS}” sounds like a promise for 2026-03-03 12:00. Shall I remind you?"]
    ((keep,),) = asked.message.rows
    assert world.press_data(keep.data, room, "Sam Reed") == {"ok": True}
    (promise,) = world.rows.promises.values()
    assert (promise.words, promise.due_at, promise.by) == (SOUNDS, TUESDAY_NOON, room.user)
    again = world.press_data(keep.data, room, "Sam Reed")
    assert words_of(again) == "I have that in mind already."
    assert len(world.rows.promises) == 1


def test_what_is_over_by_the_time_of_the_tap_is_none(world: World) -> None:
    alert = unhappy(world, SAM_ON_TELEGRAM)
    world.command("reply", SOUNDS, SAM_ON_TELEGRAM, sender="Sam Reed", answers=alert)
    data = world.button(str(world.entries[-1].number), SAM_ON_TELEGRAM).data
    world.wait(days=2)
    assert words_of(world.press_data(data, SAM_ON_TELEGRAM, "Sam Reed")) == "That moment is over already."
    assert world.rows.promises == {}


@pytest.mark.parametrize("number", ["0", "1", "99", "x", "-1", "9" * 20])
def test_no_other_line_of_the_log_becomes_a_promise(world: World, number: str) -> None:
    alert = unhappy(world, SAM_ON_TELEGRAM)
    world.command("note", SOUNDS, SAM_ON_TELEGRAM, sender="Sam Reed", answers=alert)
    for one in {number, *(str(entry.number) for entry in world.entries)}:
        world.press_data(f"c|{world.case.id}|promise|{one}", SAM_ON_TELEGRAM, "Sam Reed")
    assert world.rows.promises == {}


# By command.


def test_a_command_begins_with_the_date(world: World) -> None:
    alert = unhappy(world, SAM_ON_TELEGRAM)
    words = "tomorrow 12:00 I'll call you before noon"
    assert world.command("promise", words, SAM_ON_TELEGRAM, sender="Sam Reed", answers=alert) == {"ok": True}
    assert from_staff(world) == ["Sam: I'll call you before noon"]
    (promise,) = world.rows.promises.values()
    assert (promise.words, promise.due_at) == ("I'll call you before noon", TUESDAY_NOON)


@pytest.mark.parametrize("words", ["", "I'll call you", "12:00 I'll call you"])
def test_a_command_without_a_date_says_how_it_is_written(world: World, words: str) -> None:
    alert = unhappy(world, SAM_ON_TELEGRAM)
    reply = world.command("promise", words, SAM_ON_TELEGRAM, sender="Sam Reed", answers=alert)
    assert "/promise tomorrow 12:00" in words_of(reply)
    assert from_staff(world) == []


def test_a_blaming_promise_is_held_with_its_date(world: World) -> None:
    alert = unhappy(world, SAM_ON_TELEGRAM)
    words = "You should have checked it. I call you."
    world.command("promise", f"tomorrow 12:00 {words}", SAM_ON_TELEGRAM, sender="Sam Reed", answers=alert)
    assert from_staff(world) == []
    (warned,) = world.read(SAM_ON_TELEGRAM)
    assert world.press_data(warned.message.rows[0][0].data, SAM_ON_TELEGRAM, "Sam Reed") == {"ok": True}
    assert from_staff(world) == [f"Sam: {words}"]
    assert [one.due_at for one in world.rows.promises.values()] == [TUESDAY_NOON]
    assert world.press_data(warned.message.rows[0][0].data, SAM_ON_TELEGRAM, "Sam Reed")["ok"] is False


def test_a_promise_to_a_stranger_is_the_customers_once_we_know_who_they_are(world: World) -> None:
    world.link_everywhere()
    world.staff_on(SAM)
    world.say("where is my order?", MAYA)
    world.submit("reply", DATED)
    token = world.buy("7", who="maya", address=None)["link_token"]
    world.open_link(token, MAYA)
    (promise,) = world.rows.promises.values()
    assert promise.customer_id == world.case.customer_id
    world.read(SAM)
    world.wait(hours=30)
    assert len(about_it(world)) == 2, "reminded and asked, as for anybody"
