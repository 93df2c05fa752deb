"""A reply that a machine drafts: asked for by staff, shown as a proposal, and sent by a person alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.callbacks import MAX_BYTES
from bot.core.effects import Parcel
from bot.core.events import Outcome, TextWritten
from bot.core.language_model import DRAFTS, PLATFORM, TRANSLATION, LanguageModelPlan
from tests.handlers.conftest import KIM, MAYA, SAM, SAM_ON_TELEGRAM, World, bad
from tests.handlers.test_translating import asked, card, shown

WORDS = "Maya here: the mug came broken, order #2041"
DRAFT = "We are so sorry that your mug came broken. Thank you for telling us."


def with_model(*uses: str) -> World:
    world = World()
    plan = LanguageModelPlan("model.example", frozenset(uses))
    world.settings = replace(world.settings, language_model=plan, languages=("en", "es"))
    world.feelings = {WORDS: bad()}
    return world


def unhappy(world: World, words: str = WORDS) -> World:
    world.ask()
    world.press("1")
    world.say(words)
    world.read(SAM)
    world.read()
    return world


@pytest.fixture
def world() -> World:
    """Maya is unhappy, and drafts may be asked for."""
    return unhappy(with_model(DRAFTS))


def ask(world: World) -> Parcel:
    """Sam asks for a draft; the parcel that does."""
    assert world.press_data(world.button("draft", SAM).data, SAM, "Sam Reed") == {"ok": True}
    return asked(world)[-1]


def answer(world: World, parcel: Parcel, text: str = DRAFT, *, again: bool = False) -> None:
    said = card(parcel)
    world.deliver(
        TextWritten(
            platform=PLATFORM,
            key=f"{parcel.id}@{world.now.isoformat()}" if again else parcel.id,
            at=world.now,
            use=said["use"],
            about=parcel.about,
            number=said["number"],
            language=said["to"],
            characters=len(said["text"]),
            hidden=len(said["hidden"]),
            text=text,
            beside=said["beside"],
            thread=said["thread"],
        )
    )


def values(parcel: Parcel) -> list[str]:
    return [one.data.split("|")[2] for row in parcel.message.rows for one in row]


def drafted(world: World, text: str = DRAFT) -> Parcel:
    """The message in the thread once the draft has come."""
    parcel = ask(world)
    world.read(SAM)
    answer(world, parcel, text)
    return world.read(SAM)[-1]


@pytest.mark.parametrize(("uses", "there"), [((), False), ((TRANSLATION,), False), ((DRAFTS,), True)])
def test_the_button_stands_only_where_drafts_may_be_asked_for(uses: tuple[str, ...], there: bool) -> None:
    assert ("draft" in unhappy(with_model(*uses)).values(SAM)) is there
    assert "draft" not in unhappy(World()).values(SAM)


def test_what_leaves_is_the_redacted_comment_the_rating_in_words_and_the_touchpoint(world: World) -> None:
    parcel = ask(world)
    said = card(parcel)
    assert (said["use"], said["text"]) == (
        DRAFTS,
        "[[NAME_1]] here: the mug came broken, order [[NUMBER_1]]",
    )
    assert dict(said["facts"]) == {"touchpoint": world.case.touchpoint, "rating": "very low"}
    assert (said["to"], parcel.about) == ("en", f"case:{world.case.id}")


def test_a_draft_is_asked_for_in_the_language_that_the_customer_speaks() -> None:
    world = with_model(DRAFTS)
    world.buy()
    world.change(language="es")
    world.wait(hours=2)
    world.press("1")
    assert card(ask(world))["to"] == "es"


def test_the_draft_stands_where_it_was_asked_for_and_nothing_has_gone_out(world: World) -> None:
    parcel = ask(world)
    (waiting,) = world.read(SAM)
    assert shown(waiting)[0].startswith("Sam Reed asked for a draft of a reply.")
    answer(world, parcel)
    (told,) = world.read(SAM)
    assert (told.target, told.thread) == (waiting.id, world.case.alert)
    assert shown(told) == [f"Draft by a machine, which may be wrong; nothing has gone out yet: {DRAFT}"]
    assert values(told) == ["drafted", "reply"]
    assert all(len(one.data) <= MAX_BYTES for row in told.message.rows for one in row)
    assert world.read() == []
    assert world.case.contacted_at is None


def test_one_press_sends_just_what_was_shown_as_a_reply_of_whoever_presses(world: World) -> None:
    button = drafted(world).message.rows[0][0]
    world.press_data(button.data, KIM, "Kim Lee")
    assert world.words()[-1:] == [f"Kim: {DRAFT}"]
    assert (world.case.owner, world.case.contacted_at) == (KIM.user, world.now)
    replied = [one for one in world.entries if one.kind == "replied"]
    assert [(one.actor, one.text) for one in replied] == [(KIM.user, DRAFT)]


def test_it_goes_out_once(world: World) -> None:
    button = drafted(world).message.rows[0][0]
    world.press_data(button.data, SAM, "Sam Reed")
    world.read()
    assert world.press_data(button.data, SAM, "Sam Reed")["ok"] is False
    assert world.press_data(button.data, KIM, "Kim Lee")["ok"] is False
    assert world.read() == []


def test_a_draft_that_may_promise_something_has_no_button_that_sends_it(world: World) -> None:
    for words in ("You get 10 back", "You get a refund", "I'll call you on Tuesday", "See www.evil.example"):
        told = drafted(world, words)
        assert values(told) == ["reply"]
        assert "not sent from here" in shown(told)[-1]
    drafts = [one.number for one in world.entries if one.kind == "drafted"]
    assert len(drafts) == 4
    for number in drafts:
        data = f"c|{world.case.id}|drafted|{number}"
        assert world.press_data(data, SAM, "Sam Reed")["ok"] is False
    assert world.read() == []


def test_words_that_may_sound_blaming_are_told_before_they_go_out(world: World) -> None:
    told = drafted(world, "You should have read the instructions")
    assert len(told.message.lines) == 2
    world.press_data(told.message.rows[0][0].data, SAM, "Sam Reed")
    assert world.words()[-1:] == ["Sam: You should have read the instructions"]
    assert [one.kind for one in world.entries].count("warned") == 1


def test_where_none_comes_the_thread_says_so(world: World) -> None:
    told = drafted(world, "")
    assert shown(told) == ["No draft came. Please write your own with Reply."]
    assert told.message.rows == ()


def test_while_it_is_asked_again_nothing_is_said(world: World) -> None:
    parcel = ask(world)
    world.read(SAM)
    answer(world, parcel, "", again=True)
    assert world.read(SAM) == []
    answer(world, parcel)
    assert DRAFT in shown(world.read(SAM)[-1])[0]


def test_one_that_could_not_be_asked_in_time_is_said_too(world: World) -> None:
    parcel = ask(world)
    world.read(SAM)
    world.settle(parcel, Outcome.EXPIRED)
    (told,) = world.read(SAM)
    assert shown(told) == ["No draft came. Please write your own with Reply."]


def test_what_was_sent_is_on_record_by_its_amount_and_without_its_words(world: World) -> None:
    parcel = ask(world)
    answer(world, parcel)
    (said,) = [one for one in world.audited if one.action == DRAFTS]
    length = len(card(parcel)["text"])
    assert (said.actor, said.detail) == (PLATFORM, f"{length} characters, 2 hidden")


def test_of_who_wants_to_be_quoted_to_nobody_no_draft_is_asked_and_none_is_shown(world: World) -> None:
    parcel = ask(world)
    data = world.button("draft", SAM).data
    world.say("don't quote me")
    world.read(SAM)
    answer(world, parcel)
    assert shown(world.read(SAM)[-1]) == ["No draft came. Please write your own with Reply."]
    before = len(asked(world))
    assert world.press_data(data, SAM, "Sam Reed")["ok"] is False
    assert len(asked(world)) == before


def test_people_who_work_with_us_are_left_out() -> None:
    world = with_model(DRAFTS)
    world.buy(touchpoint="pulse", audience="internal")
    world.say("I want to talk to a person, please")
    world.say("person")
    assert world.rows.cases
    assert "draft" not in world.values(SAM)
    assert world.press_data(f"c|{world.case.id}|draft", SAM, "Sam Reed")["ok"] is False
    assert asked(world) == []


def test_of_who_was_forgotten_nothing_is_shown(world: World) -> None:
    parcel = ask(world)
    world.read(SAM)
    del world.rows.cases[world.case.id]
    answer(world, parcel)
    assert world.read(SAM) == []


def test_a_button_that_was_made_up_sends_nothing(world: World) -> None:
    drafted(world)
    for number in ("0", "1", "99", "x"):
        assert world.press_data(f"c|{world.case.id}|drafted|{number}", SAM, "Sam Reed")["ok"] is False
    assert world.read() == []


def test_an_answer_to_a_line_that_asked_for_none_is_none(world: World) -> None:
    parcel = ask(world)
    world.read(SAM)
    other = replace(parcel, message=replace(parcel.message, card={**card(parcel), "number": 1}))
    answer(world, other)
    assert world.read(SAM) == []


def test_on_telegram_it_is_the_same(world: World) -> None:
    room = replace(SAM_ON_TELEGRAM, room="-100")
    world.staff_on(room)
    assert world.press_data(f"c|{world.case.id}|draft", room, "Sam Reed") == {"ok": True}
    answer(world, asked(world)[-1])
    world.press_data(world.parcels[-1].message.rows[0][0].data, room, "Sam Reed")
    assert world.words()[-1:] == [f"Sam: {DRAFT}"]


def test_with_translations_staff_read_below_it_what_it_says() -> None:
    world = with_model(DRAFTS, TRANSLATION)
    world.buy()
    world.change(language="es")
    world.wait(hours=2)
    world.press("1")
    world.read()
    parcel = ask(world)
    waiting = world.read(SAM)[-1]
    answer(world, parcel, "Lo sentimos mucho.")
    assert [one.target for one in world.read(SAM)] == [waiting.id]
    translating = asked(world)[-1]
    assert (card(translating)["from"], card(translating)["to"]) == ("es", "en")
    answer(world, translating, "We are very sorry.")
    (told,) = world.read(SAM)
    assert told.target == waiting.id
    assert shown(told)[1] == "Translated by a machine, which may be wrong: We are very sorry."
    world.press_data(told.message.rows[0][0].data, SAM, "Sam Reed")
    assert world.words()[-1:] == ["Sam: Lo sentimos mucho."]


def test_customers_are_told_of_drafts_and_of_translations_where_each_is_on() -> None:
    for uses in ((DRAFTS,), (TRANSLATION,), (DRAFTS, TRANSLATION)):
        world = with_model(*uses)
        world.command("privacy")
        said = " ".join(world.words(MAYA))
        assert ("may draft what our team answers" in said) is (DRAFTS in uses)
        assert ("may be translated" in said) is (TRANSLATION in uses)
