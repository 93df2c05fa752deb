"""A customer's words in the staff room's language, beside the original: what is asked and shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.core.effects import Parcel
from bot.core.events import TextWritten
from bot.core.identity import Address, Role
from bot.core.language_model import PLATFORM, TRANSLATION, WORTH_IT_FOR, LanguageModelPlan
from bot.core.settings import Room
from bot.texts import render
from tests.handlers.conftest import MAYA, SAM, STAFF_ROOM, World, bad

SPANISH = "El envío de Maya llegó roto, pedido #2041"
GERMAN = "Mayas Lieferung kam kaputt an"


@pytest.fixture
def world() -> World:
    """A shop whose staff speak English, with a language model for translations."""
    with_model = World()
    plan = LanguageModelPlan("model.example", frozenset({TRANSLATION}))
    with_model.settings = replace(with_model.settings, language_model=plan)
    with_model.written = {SPANISH: "es"}
    with_model.feelings = {SPANISH: bad()}
    return with_model


def asked(world: World) -> list[Parcel]:
    return [one for one in world.parcels if one.address.platform == PLATFORM]


def card(parcel: Parcel) -> dict[str, Any]:
    assert parcel.message.card is not None
    return dict(parcel.message.card)


def unhappy(world: World, words: str = SPANISH) -> World:
    """Maya has given a low rating and said why; her case is open."""
    world.ask()
    world.press("1")
    world.say(words)
    world.read(SAM)
    return world


def in_touch(world: World) -> World:
    """Sam has written to her, so that what she writes comes into the thread."""
    unhappy(world, "the first words")
    world.submit("reply", {"text": "So sorry!"})
    world.read(SAM)
    return world


def answer(world: World, parcel: Parcel, text: str = GERMAN) -> None:
    """The language model answers what this parcel asked."""
    said = card(parcel)
    world.deliver(
        TextWritten(
            platform=PLATFORM,
            key=parcel.id,
            at=world.now,
            use=TRANSLATION,
            about=parcel.about,
            number=said["number"],
            language="en",
            characters=len(said["text"]),
            hidden=len(said["hidden"]),
            text=text,
            beside=said["beside"],
            thread=said["thread"],
        )
    )


def shown(parcel: Parcel) -> list[str]:
    return [render(line, "en") for line in parcel.message.lines]


def test_words_in_another_language_are_asked_about_without_what_tells_who_it_is(world: World) -> None:
    unhappy(world)
    (parcel,) = asked(world)
    said = card(parcel)
    assert said["text"] == "El envío de [[NAME_1]] llegó roto, pedido [[NUMBER_1]]"
    assert (said["from"], said["to"], parcel.about) == ("es", "en", f"case:{world.case.id}")
    assert parcel.not_after == world.now + WORTH_IT_FOR


def test_the_alert_is_there_at_once_and_waits_for_no_translation(world: World) -> None:
    world.ask()
    world.press("1")
    world.read(SAM)
    world.say(SPANISH)
    (alert,) = world.read(SAM)
    assert alert.purpose == "alert_update"
    assert card(alert)["quote"] == SPANISH


def test_the_answer_stands_in_the_thread_with_the_original_and_says_that_a_machine_wrote_it(
    world: World,
) -> None:
    unhappy(world)
    answer(world, asked(world)[0])
    (told,) = world.read(SAM)
    assert shown(told) == [
        f"Maya Okafor wrote: {SPANISH}",
        f"Translated by a machine, which may be wrong: {GERMAN}",
    ]
    assert (told.thread, told.target) == (world.case.alert, None)


def test_the_answer_to_what_is_in_the_thread_joins_the_very_message(world: World) -> None:
    in_touch(world)
    before = len(asked(world))
    world.say(SPANISH)
    line = next(one for one in world.read(SAM) if one.purpose == "relayed")
    parcel = asked(world)[before]
    answer(world, parcel)
    (told,) = world.read(SAM)
    assert (told.target, told.purpose) == (line.id, "relayed")
    assert shown(told)[0] == shown(line)[0]


def test_a_case_that_went_to_another_room_gets_the_answer_there(world: World) -> None:
    in_touch(world)
    before = len(asked(world))
    world.say(SPANISH)
    world.rows.cases[world.case.id] = replace(world.case, alert="elsewhere")
    answer(world, asked(world)[before])
    told = world.parcels[-1]
    assert (told.thread, told.target) == ("elsewhere", None)


def test_words_in_the_language_of_the_room_are_not_asked_about(world: World) -> None:
    world.written = {SPANISH: "en"}
    assert asked(unhappy(world)) == []


def test_the_language_is_that_of_the_room_that_has_the_case(world: World) -> None:
    rooms = [room for room in world.settings.rooms if room.role is not Role.STAFF]
    spanish = Room("staff", STAFF_ROOM, Role.STAFF, "es")
    world.settings = replace(world.settings, rooms=(spanish, *rooms))
    assert asked(unhappy(world)) == []


def test_where_the_words_do_not_tell_their_writers_language_does(world: World) -> None:
    world.written = {}
    world.feelings = {}
    world.ask()
    world.change(language="tr")
    world.press("1")
    world.say("ok ama geç")
    assert [card(one)["from"] for one in asked(world)] == ["tr"]


def test_without_a_language_model_nothing_is_asked_and_nothing_is_missing(world: World) -> None:
    with_model = [one for one in unhappy(world).parcels if one.address.platform != PLATFORM]
    plain = World()
    plain.written, plain.feelings = dict(world.written), dict(world.feelings)
    unhappy(plain)
    assert [(one.purpose, one.message.card) for one in plain.parcels] == [
        (one.purpose, one.message.card) for one in with_model
    ]


def test_who_wants_to_be_quoted_to_nobody_is_left_out(world: World) -> None:
    world.ask()
    world.say("don't quote me")
    world.press("1")
    world.say(SPANISH)
    assert world.rows.cases
    assert asked(world) == []


def test_an_answer_that_comes_after_they_said_so_is_not_shown(world: World) -> None:
    unhappy(world)
    world.say("don't quote me")
    world.read(SAM)
    answer(world, asked(world)[0])
    assert world.words(SAM) == []


def test_people_who_work_with_us_are_left_out(world: World) -> None:
    sure = "Quiero hablar con una persona, por favor"
    world.written[sure] = "es"
    world.buy(touchpoint="pulse", audience="internal")
    world.say(sure)
    world.say("person")
    assert world.rows.cases
    assert asked(world) == []


def test_who_asked_to_be_forgotten_gets_no_translation(world: World) -> None:
    unhappy(world)
    parcel = asked(world)[0]
    del world.rows.cases[world.case.id]
    world.read(SAM)
    answer(world, parcel)
    assert world.read(SAM) == []
    assert [one.subject for one in world.audited if one.action == TRANSLATION] == [""]


def test_what_was_sent_is_on_record_by_its_amount_and_without_its_words(world: World) -> None:
    unhappy(world)
    (parcel,) = asked(world)
    answer(world, parcel)
    answer(world, parcel, text="")
    said = [one for one in world.audited if one.action == TRANSLATION]
    length = len(card(parcel)["text"])
    assert [(one.actor, one.subject, one.detail) for one in said] == [
        (PLATFORM, f"case:{world.case.id}", f"{length} characters, 2 hidden"),
        (PLATFORM, f"case:{world.case.id}", f"{length} characters, 2 hidden, no answer"),
    ]


def test_no_answer_adds_nothing(world: World) -> None:
    unhappy(world)
    answer(world, asked(world)[0], text="")
    assert world.read(SAM) == []


def test_a_made_up_line_of_the_log_is_none(world: World) -> None:
    unhappy(world)
    (parcel,) = asked(world)
    other = replace(parcel, message=replace(parcel.message, card={**card(parcel), "number": 99}))
    answer(world, other)
    assert world.read(SAM) == []


def test_what_staff_observed_is_theirs_and_is_not_asked_about(world: World) -> None:
    in_touch(world)
    before = len(asked(world))
    world.written["Nota interna"] = "es"
    world.submit("note", {"text": "Nota interna"})
    assert len(asked(world)) == before


def test_privacy_says_who_gets_the_words(world: World) -> None:
    world.command("privacy")
    assert any("model.example" in words for words in world.words())


def test_privacy_says_nothing_of_it_where_it_is_off() -> None:
    plain = World()
    plain.command("privacy")
    assert not any("language model" in words for words in plain.words(Address("web", person=MAYA.person)))
