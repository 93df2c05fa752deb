"""Whatever comes in, the table has an answer: nothing that is pressed, typed or submitted may raise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import handlers
from bot.core.conversation import ACTIVE, State
from bot.core.effects import Effect, Save, Send, Timer
from bot.core.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FormSubmitted,
    LinkOpened,
    MessageReceived,
    TimerDue,
)
from bot.core.evidence import Evidence, EvidenceKind
from bot.core.identity import Address
from bot.core.ports import Needs
from bot.core.recovery import ENDED
from bot.core.view import Rows, View
from bot.texts import render
from handlers.timers import KINDS
from tests.handlers.conftest import (
    ALEX,
    MAYA,
    MAYA_ON_SLACK,
    MAYA_ON_TELEGRAM,
    MONDAY,
    SAM,
    SAM_ON_SLACK,
    SAM_ON_TELEGRAM,
    TOM,
    World,
)
from tests.handlers.conftest import settings as shop

PEOPLE = st.sampled_from(
    [MAYA, TOM, SAM, ALEX, MAYA_ON_TELEGRAM, MAYA_ON_SLACK, SAM_ON_TELEGRAM, SAM_ON_SLACK]
)
WORDS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            *("5", "1", "8/10", "skip", "later", "stop", "stop asking me. It was awful", "👍", "done"),
            *(
                "where is it?",
                "I want to talk to a human",
                "the cake",
                "price and quality",
                "yes",
                "no",
                "11",
            ),
            *("food poisoning", "", "\u202e", "\ud800", "\x00"),
        ]
    ),
)
DATA = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from(
            "a i c f m s t v y | x how ask yes no take resolve later 5 forget new done words send".split()
        ),
        max_size=6,
    ).map("|".join),
)
COMMANDS = st.sampled_from(
    "digest feedback stop start help language privacy mydata forget take reply note resolve hm".split()
    + "ask why tryit pause resume name connect improve improvements mine".split()
)
VOICE = (Evidence(EvidenceKind.VOICE, "voice"),)


def nothing(*_: object) -> None:
    """There is nothing yet."""


def an_invitation(world: World) -> None:
    world.buy()
    world.wait(hours=2)


def a_case(world: World) -> None:
    an_invitation(world)
    world.say("1, it was cold")


def a_resolved_case(world: World) -> None:
    a_case(world)
    world.press("skip")
    world.press("price")
    world.press("take", SAM)
    world.submit("resolve", {"cause": "quality", "done": "Said sorry"})


@pytest.mark.parametrize("event", get_args(Event))
def test_every_kind_of_event_is_in_the_table(event: type) -> None:
    assert event in handlers.TABLE


@given(DATA, PEOPLE)
def test_no_button_data_can_make_a_handler_raise(data: str, who: Address) -> None:
    view = View(shop(), Rows()).for_event(MONDAY, 1)
    for event in (
        ButtonPressed("web", "1", MONDAY, who, data),
        FormSubmitted("web", "1", MONDAY, who, data, {}),
    ):
        assert isinstance(handlers.needs_of(event, view.settings), Needs)
        for effect in handlers.decide(event, view):
            view.apply(effect)


@pytest.mark.parametrize("before", [nothing, an_invitation, a_case, a_resolved_case])
@settings(max_examples=40)
@given(steps=st.data())
def test_whatever_people_do_the_world_stays_whole(
    before: Callable[[World], None], steps: st.DataObject
) -> None:
    world = World()
    before(world)
    if steps.draw(st.booleans(), label="staff on telegram"):
        world.staff_on(SAM_ON_TELEGRAM)
    said: list[tuple[str, Address]] = []
    for _ in range(steps.draw(st.integers(1, 8), label="steps")):
        who = steps.draw(PEOPLE, label="who")
        if steps.draw(st.booleans(), label="speaks"):
            speak(world, who, said, steps)
        else:
            act(world, who, steps)
    assert_whole(world)


def speak(world: World, who: Address, said: list[tuple[str, Address]], steps: st.DataObject) -> None:
    """Somebody says something, in whatever way."""
    words = steps.draw(WORDS, label="words")
    answers = steps.draw(
        st.sampled_from([None, *(receipt for _, receipt in world.rows.sent)]), label="answers"
    )
    match steps.draw(st.integers(0, 2), label="way"):
        case 0:
            evidence = steps.draw(st.sampled_from([(), VOICE]), label="evidence")
            said.append((world.say(words, at=who, evidence=evidence, answers=answers), who))
        case 1 if said:
            original, writer = steps.draw(st.sampled_from(said), label="message")
            world.edit(original, words, at=writer)
        case _:
            world.command(steps.draw(COMMANDS, label="command"), words, at=who, answers=answers)


def act(world: World, who: Address, steps: st.DataObject) -> None:
    """Somebody does something, or time does."""
    seen = sorted({button.data for parcel in world.parcels for row in parcel.message.rows for button in row})
    data = steps.draw(st.sampled_from(seen) if seen else DATA, label="data")
    match steps.draw(st.integers(0, 6), label="deed"):
        case 0:
            world.press_data(data, at=who)
        case 1:
            words = steps.draw(WORDS, label="field")
            world.submit_data(data, {"text": words, "cause": "quality", "done": words}, who, words)
        case 2:
            world.wait(hours=steps.draw(st.sampled_from([1, 30, 80, 200]), label="hours"))
        case 3:
            token = world.buy(str(steps.draw(st.integers(1, 3), label="order")))["link_token"]
            if steps.draw(st.booleans(), label="opens the link"):
                world.open_link(token, who)
        case 4:
            world.home(replace(who, room=""))
        case 5:
            world.be(steps.draw(st.booleans(), label="present"), at=who)
        case _:
            world.press_data(data, at=steps.draw(st.sampled_from([MAYA, MAYA_ON_TELEGRAM]), label="customer"))


def assert_whole(world: World) -> None:
    """What must hold at any moment."""
    for customer_id in world.rows.customers:
        active = [one for one in world.rows.invitations.values() if one.customer_id == customer_id]
        assert sum(one.state in ACTIVE and one.state is not State.PLANNED for one in active) <= 1
        assert sum(one.state is State.PLANNED for one in active) <= 1
        cases = [one for one in world.rows.cases.values() if one.customer_id == customer_id]
        assert sum(one.state not in ENDED for one in cases) <= 1
    for invitation in world.rows.invitations.values():
        assert (invitation.question is not None) is (
            invitation.state in ACTIVE and invitation.state is not State.PLANNED
        )
        questions = [answer.question for answer in invitation.answers]
        assert len(questions) == len(set(questions))
    for timer in world.timers.values():
        assert timer.due > world.now - timedelta(microseconds=1)
    for parcel in world.parcels:
        assert all(len(button.data.encode()) <= 64 for row in parcel.message.rows for button in row)
        for line in parcel.message.lines:
            assert render(line, parcel.language)
    numbers = [(entry.case_id, entry.number) for entry in world.entries]
    assert len(numbers) == len(set(numbers))


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_words_from_a_stranger_are_answered_and_kept(text: str, name: str) -> None:
    view = View(shop()).for_event(MONDAY, 1)
    effects = handlers.decide(MessageReceived("web", "1", MONDAY, MAYA, text, name), view)
    assert any(isinstance(effect, Send) for effect in effects)
    assert any(isinstance(effect, Save) for effect in effects)


@pytest.mark.parametrize(
    "event",
    [
        CommandGiven("web", "1", MONDAY, MAYA, "digest", ""),
        CommandGiven("web", "1", MONDAY, ALEX, "digest", "last month"),
        LinkOpened("web", "1", MONDAY, MAYA, "token"),
        TimerDue("timer", "1", MONDAY, "x:y", "unheard-of", "y", MONDAY),
    ],
)
def test_on_an_empty_world_nothing_raises(event: Event) -> None:
    view = View(shop()).for_event(MONDAY, 1)
    assert isinstance(handlers.needs_of(event, view.settings), Needs)
    effects: list[Effect] = list(handlers.decide(event, view))
    for effect in effects:
        view.apply(effect)


def test_only_what_may_hold_a_comment_is_analysed() -> None:
    def texts(words: str, at: Address = MAYA) -> tuple[str, ...]:
        return handlers.needs_of(MessageReceived("web", "1", MONDAY, at, words), shop()).texts

    assert texts("4, the courier was rude") == ("4, the courier was rude",)
    assert texts("4") == texts("skip") == texts("hi") == ()
    assert texts("the courier was rude", SAM) == ()


def test_a_report_is_counted_for_managers_only() -> None:
    def report(who: Address) -> str | None:
        event = CommandGiven("web", "1", MONDAY, who, "digest", "last month")
        return handlers.needs_of(event, shop()).report

    assert report(ALEX) == "last month"
    assert report(MAYA) is None


def test_the_same_event_decided_twice_gives_the_same_ids() -> None:
    def decided() -> list[Effect]:
        view = View(shop()).for_event(MONDAY, 7)
        return list(handlers.decide(MessageReceived("web", "1", MONDAY, MAYA, "hello there you"), view))

    assert decided() == decided()


def test_every_timer_that_is_set_has_somebody_who_wakes_up_for_it() -> None:
    world = World()
    a_resolved_case(world)
    world.fire(Timer("schedule", "weekly", world.now))
    assert {timer.kind for timer in world.timers.values()} <= KINDS.keys()
