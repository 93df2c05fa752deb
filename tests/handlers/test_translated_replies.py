"""A reply that a machine translates: held, shown beside the original, and sent once its writer says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.effects import Parcel
from bot.core.language_model import PLATFORM, TRANSLATION, LanguageModelPlan
from bot.texts import render
from tests.handlers.conftest import KIM, MAYA, SAM, SAM_ON_TELEGRAM, World
from tests.handlers.test_translating import answer, asked, card, shown, unhappy

WORDS = "So sorry, Maya! We send a new one"
SPANISH = "¡Lo siento, Maya! Enviamos otro"


@pytest.fixture
def world() -> World:
    """Maya speaks Spanish, the staff English; her case is open."""
    with_model = World()
    plan = LanguageModelPlan("model.example", frozenset({TRANSLATION}))
    with_model.settings = replace(with_model.settings, language_model=plan, languages=("en", "es"))
    with_model.buy()
    with_model.change(language="es")
    with_model.wait(hours=2)
    with_model.press("1")
    with_model.read(SAM)
    with_model.read()
    return with_model


def replied(world: World, words: str = WORDS) -> Parcel:
    """Sam has written a reply to be translated; the parcel that asks for it."""
    assert world.submit("translate", {"text": words}) == {"ok": True}
    return asked(world)[-1]


def test_only_a_case_whose_customer_speaks_another_language_has_the_button(world: World) -> None:
    assert "translate" in world.values(SAM)
    plain = unhappy(World())
    assert "translate" not in plain.values(SAM)


def test_what_staff_write_is_held_and_can_be_sent_as_it_is_from_the_first(world: World) -> None:
    parcel = replied(world)
    assert world.read() == []
    (held,) = world.read(SAM)
    assert shown(held) == [
        f"Sam Reed wrote a reply that is being translated, and nothing has gone out yet: {WORDS}"
    ]
    assert (card(parcel)["from"], card(parcel)["to"], card(parcel)["beside"]) == ("en", "es", held.id)
    assert card(parcel)["text"] == "So sorry, [[NAME_1]]! We send a new one"
    world.press_data(held.message.rows[0][0].data, SAM, "Sam Reed")
    assert world.words()[-1] == f"Sam: {WORDS}"


def test_the_translation_stands_below_the_original_and_goes_out_when_it_is_pressed(world: World) -> None:
    parcel = replied(world)
    (held,) = world.read(SAM)
    answer(world, parcel, SPANISH)
    (told,) = world.read(SAM)
    assert told.target == held.id
    assert shown(told) == [
        f"Not sent yet. The original: {WORDS}",
        f"Translated by a machine, which may be wrong: {SPANISH}",
    ]
    assert world.read() == []
    world.press_data(told.message.rows[0][0].data, SAM, "Sam Reed")
    sent = world.read()[-1]
    assert shown(sent) == [f"Sam: {SPANISH}", f"Translated by a machine. The original: {WORDS}"]
    assert render(sent.message.lines[1], "es") == f"Traducido por una máquina. El original: {WORDS}"
    assert world.case.contacted_at == world.now


def test_it_goes_out_once_whichever_button_is_pressed(world: World) -> None:
    parcel = replied(world)
    answer(world, parcel, SPANISH)
    translated, as_it_is = world.read(SAM)[-1].message.rows[0]
    world.press_data(translated.data, SAM, "Sam Reed")
    world.read()
    again = world.press_data(translated.data, SAM, "Sam Reed")
    assert again["ok"] is False
    assert world.press_data(as_it_is.data, SAM, "Sam Reed")["ok"] is False
    assert world.read() == []


def test_a_translation_that_comes_after_the_original_went_out_is_not_offered(world: World) -> None:
    parcel = replied(world)
    (held,) = world.read(SAM)
    world.press_data(held.message.rows[0][0].data, SAM, "Sam Reed")
    world.read(SAM)
    answer(world, parcel, SPANISH)
    assert world.read(SAM) == []


def test_nobody_sends_what_somebody_else_wrote(world: World) -> None:
    answer(world, replied(world), SPANISH)
    button = world.read(SAM)[-1].message.rows[0][0]
    assert world.press_data(button.data, KIM, "Kim Lee")["ok"] is False
    assert world.read() == []


def test_without_an_answer_the_reply_still_waits_to_be_sent_as_it_is(world: World) -> None:
    answer(world, replied(world), "")
    (held,) = world.read(SAM)
    assert len(held.message.rows[0]) == 1
    assert world.press_data(held.message.rows[0][0].data, SAM, "Sam Reed") == {"ok": True}


def test_words_that_may_sound_blaming_are_told_before_they_go_out(world: World) -> None:
    replied(world, "You should have read the instructions")
    (held,) = world.read(SAM)
    assert len(held.message.lines) == 2


def test_who_wants_to_be_quoted_to_nobody_is_written_to_without_a_machine(world: World) -> None:
    data = world.button("translate", SAM).data
    world.say("no me cites")
    world.say("don't quote me")
    before = len(asked(world))
    assert world.press_data(data, SAM, "Sam Reed")["ok"] is True
    assert world.submit_data(data, {"text": WORDS})["ok"] is False
    assert len(asked(world)) == before


def test_a_button_that_was_made_up_sends_nothing(world: World) -> None:
    for number in ("0", "1", "99", "x"):
        assert world.press_data(f"c|{world.case.id}|translated|{number}", SAM, "Sam Reed")["ok"] is False
    assert world.read() == []


def test_where_there_are_no_forms_a_prompt_asks_for_the_words(world: World) -> None:
    room = replace(SAM_ON_TELEGRAM, room="-100")
    world.staff_on(room)
    world.press_data(f"c|{world.case.id}|translate", room, "Sam Reed")
    prompt = world.parcels[-1]
    assert prompt.purpose == "prompt"
    assert "A machine translates them" in render(prompt.message.lines[0], "en")


def test_only_the_customer_gets_anything_and_the_model_nothing_but_the_placeholder(world: World) -> None:
    parcel = replied(world)
    assert parcel.address.platform == PLATFORM
    assert "Maya" not in card(parcel)["text"]
    assert [one.address for one in world.parcels if one.purpose == "staff_reply"] == []
    answer(world, parcel, SPANISH)
    world.press_data(world.read(SAM)[-1].message.rows[0][0].data, SAM, "Sam Reed")
    assert [one.address for one in world.parcels if one.purpose == "staff_reply"] == [MAYA]
