"""Voice notes, pictures, videos and files are kept where they belong, and never lost."""

from __future__ import annotations

import pytest

from bot.core.conversation import Answer, State
from bot.core.evidence import Evidence, EvidenceKind, evidence_in
from bot.texts import render
from tests.handlers.conftest import MAYA_ON_TELEGRAM, SAM, World, bad

CHAT = MAYA_ON_TELEGRAM
VOICE = (Evidence(EvidenceKind.VOICE, "voice-1"),)
PHOTO = (Evidence(EvidenceKind.PHOTO, "photo-1"),)


def answer(world: World, question: str) -> Answer:
    found = world.invitation.answer_to(question)
    assert found is not None
    return found


def asked_for_words(world: World, rating: str = "5") -> None:
    world.ask(address=CHAT)
    world.press(rating, CHAT)
    world.read(CHAT)
    world.read(SAM)


def test_a_voice_note_answers_an_open_question(world: World) -> None:
    asked_for_words(world)
    world.say("", CHAT, evidence=VOICE)
    given = answer(world, "liked")
    assert (given.evidence, given.comment, given.skipped) == (VOICE, None, False)
    assert world.invitation.question == "wants"
    assert world.words(CHAT)[0].endswith("Thank you, I've kept what you sent.")


def test_a_caption_is_the_comment(world: World) -> None:
    asked_for_words(world)
    world.feelings["the foam was a heart"] = bad()
    world.say("the foam was a heart", CHAT, evidence=PHOTO)
    given = answer(world, "liked")
    assert (given.evidence, given.comment, given.sentiment) == (PHOTO, "the foam was a heart", bad())


@pytest.mark.parametrize("caption", ["", "...", "skip"])
def test_a_caption_that_says_nothing_makes_no_skip_of_it(world: World, caption: str) -> None:
    asked_for_words(world)
    world.say(caption, CHAT, evidence=PHOTO)
    given = answer(world, "liked")
    assert (given.evidence, given.comment, given.skipped) == (PHOTO, None, False)


def test_a_voice_note_is_never_judged(world: World) -> None:
    asked_for_words(world)
    world.feelings[""] = bad()
    world.say("", CHAT, evidence=VOICE)
    assert answer(world, "liked").sentiment is None
    assert world.rows.cases == {}


def test_where_a_rating_is_asked_it_is_kept_and_the_question_asked_once_more(world: World) -> None:
    world.ask(address=CHAT)
    world.say("", CHAT, evidence=VOICE)
    said, asked = world.words(CHAT)
    assert said == "Hi Maya, how satisfied are you with Mug?"
    assert asked.startswith("Thank you, I've kept that.\nA number from 1 to 5 is perfect")
    world.say("", CHAT, evidence=PHOTO)
    assert world.words(CHAT) == ["Thank you, I've kept that."]
    assert world.invitation.question == "how"
    world.press("4", CHAT)
    given = answer(world, "how")
    assert (given.rating, given.evidence, given.comment) == (4, (*VOICE, *PHOTO), None)


def test_a_number_as_caption_is_the_rating(world: World) -> None:
    world.ask(address=CHAT)
    world.say("4", CHAT, evidence=PHOTO)
    given = answer(world, "how")
    assert (given.rating, given.evidence) == (4, PHOTO)


def test_words_as_caption_of_a_rating_wait_with_the_picture(world: World) -> None:
    world.ask(address=CHAT)
    world.say("look at this mess", CHAT, evidence=PHOTO)
    world.press("2", CHAT)
    given = answer(world, "how")
    assert (given.comment, given.evidence) == ("look at this mess", PHOTO)


def test_what_was_sent_is_kept_when_the_conversation_ends_first(world: World) -> None:
    world.ask(address=CHAT)
    world.say("", CHAT, evidence=VOICE)
    world.wait(days=9)
    assert world.invitation.state is State.PARTIAL
    assert answer(world, "how").evidence == VOICE


@pytest.mark.parametrize("caption", ["later", "stop", "stop asking me. It was awful"])
def test_what_comes_with_a_wish_to_be_left_alone_is_kept_too(world: World, caption: str) -> None:
    world.ask(address=CHAT)
    world.say(caption, CHAT, evidence=VOICE)
    world.wait(days=9)
    assert answer(world, "how").evidence == VOICE


@pytest.mark.parametrize("caption", ["where is my parcel?", "I want to talk to a human"])
def test_what_comes_with_a_raised_hand_is_told_to_staff(world: World, caption: str) -> None:
    world.ask(address=CHAT)
    world.say(caption, CHAT, evidence=PHOTO)
    assert world.words(SAM)[-1] == "Maya Okafor sent a picture"
    assert world.entries[-1].text == "photo photo-1"


def test_what_an_unhappy_customer_sends_is_told_to_staff(world: World) -> None:
    asked_for_words(world, "1")
    world.say("", CHAT, evidence=VOICE)
    assert "Maya Okafor sent a voice note" in world.words(SAM)
    assert (world.entries[-1].kind, world.entries[-1].text) == ("sent", "voice voice-1")


def test_a_picture_with_options_chosen_is_kept_with_them(world: World) -> None:
    asked_for_words(world)
    world.press("skip", CHAT)
    world.press("price", CHAT)
    world.say("", CHAT, evidence=PHOTO)
    given = answer(world, "wants")
    assert (given.options, given.evidence, given.comment) == (("price",), PHOTO, None)


@pytest.mark.parametrize("kind", list(EvidenceKind))
def test_while_a_case_is_open_it_is_in_its_thread(world: World, kind: EvidenceKind) -> None:
    asked_for_words(world, "1")
    world.press("skip", CHAT)
    world.press("skip", CHAT)
    world.read(SAM)
    world.say("", CHAT, evidence=(Evidence(kind, "it"),))
    (said,) = world.words(SAM)
    assert said.startswith("Maya Okafor sent a ")
    assert world.entries[-1].text == f"{kind} it"
    world.say("see here", CHAT, evidence=PHOTO)
    assert world.words(SAM) == ["Maya Okafor wrote: see here", "Maya Okafor sent a picture"]


@pytest.mark.parametrize("kind", list(EvidenceKind))
def test_the_thing_itself_is_brought_into_the_thread(world: World, kind: EvidenceKind) -> None:
    asked_for_words(world, "1")
    sent = Evidence(kind, "AwAC", "telegram")
    world.say("", CHAT, evidence=(sent,))
    brought = next(one for one in world.read(SAM) if one.message.card and one.purpose == "relayed")
    assert evidence_in(brought.message.card) == sent
    assert brought.thread == world.case.alert


def test_what_was_sent_before_they_were_unhappy_is_brought_too(world: World) -> None:
    world.ask(address=CHAT)
    world.say("", CHAT, evidence=(Evidence(EvidenceKind.PHOTO, "first", "telegram"),))
    world.press("1", CHAT)
    found = [evidence_in(one.message.card) for one in world.read(SAM)]
    assert [one.reference for one in found if one] == ["first"]


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("geo:53.5,9.9", "Maya Okafor sent a place: 53.5,9.9"),
        ("tel:+4940", "Maya Okafor sent a phone number: +4940"),
    ],
)
def test_a_place_and_a_number_are_told_in_words(world: World, reference: str, words: str) -> None:
    asked_for_words(world, "1")
    world.say("", CHAT, evidence=(Evidence(EvidenceKind.FILE, reference, "telegram"),))
    told = next(one for one in world.read(SAM) if one.purpose == "relayed")
    assert [render(line, "en") for line in told.message.lines] == [words]
    assert told.message.card is None


def test_sent_after_the_case_was_put_right_it_opens_it_again(world: World) -> None:
    asked_for_words(world, "1")
    for value in ("skip", "skip"):
        world.press(value, CHAT)
    world.press("take", SAM, "Sam Reed")
    world.submit("resolve", {"cause": "quality", "done": "Said sorry"})
    world.say("", CHAT, evidence=VOICE)
    assert world.case.state == "open"


def test_a_picture_with_a_yes_confirms_and_is_seen_by_staff(world: World) -> None:
    asked_for_words(world, "1")
    for value in ("skip", "skip"):
        world.press(value, CHAT)
    world.press("take", SAM, "Sam Reed")
    world.submit("resolve", {"cause": "quality", "done": "Said sorry"})
    world.wait(hours=0)
    world.say("yes", CHAT, evidence=PHOTO)
    assert world.case.state == "confirmed"
    assert world.words(SAM)[-1] == "Maya Okafor sent a picture"


def test_where_nothing_is_open_it_waits_for_its_meaning(world: World) -> None:
    world.say("", CHAT, evidence=VOICE)
    assert world.purposes(CHAT) == ["menu"]
    world.say("", CHAT, evidence=PHOTO)
    world.press("feedback", CHAT)
    world.press("5", CHAT)
    given = answer(world, "how")
    assert (given.evidence, given.comment) == ((*VOICE, *PHOTO), None)


def test_a_greeting_that_came_with_it_is_no_comment(world: World) -> None:
    world.say("hi", CHAT, evidence=VOICE)
    world.press("feedback", CHAT)
    world.press("5", CHAT)
    given = answer(world, "how")
    assert (given.evidence, given.comment) == (VOICE, None)


def test_given_to_a_person_it_is_in_the_case(world: World) -> None:
    world.say("", CHAT, evidence=VOICE)
    world.press("person", CHAT)
    assert world.words(SAM)[-1] == "Maya Okafor sent a voice note"


def test_beside_a_stop_it_waits_and_is_not_lost(world: World) -> None:
    world.say("stop", CHAT, evidence=VOICE)
    stray = world.rows.contacts[CHAT.key].stray
    assert stray is not None
    assert (stray.text, stray.evidence) == ("", VOICE)
    assert world.purposes(CHAT) == ["reply"]


def test_beside_a_stop_while_a_case_is_open_staff_see_it(world: World) -> None:
    asked_for_words(world, "1")
    for value in ("skip", "skip"):
        world.press(value, CHAT)
    world.read(SAM)
    world.say("stop", CHAT, evidence=VOICE)
    assert world.words(SAM) == ["Maya Okafor sent a voice note"]
