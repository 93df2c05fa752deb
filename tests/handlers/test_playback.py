"""What we heard, said back once at the end of a conversation, and what the customer's word on it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.callbacks import heard_data
from bot.core.conversation import Answer, Invitation, State
from bot.core.evidence import Evidence, EvidenceKind
from bot.core.identity import Address
from bot.core.playback import Playback, PlaybackReply
from bot.core.recovery import CaseState
from bot.core.sentiment import Clause, Label, Sentiment
from bot.core.settings import Webhook
from bot.core.verdict import AlertRules, Verdict
from bot.texts import render
from tests.feelings import feeling
from tests.handlers.conftest import (
    MAYA,
    MAYA_ON_SLACK,
    MAYA_ON_TELEGRAM,
    SAM,
    SAM_ON_TELEGRAM,
    SURVEYS,
    World,
)

CHATS = pytest.mark.parametrize("chat", [MAYA, MAYA_ON_TELEGRAM, MAYA_ON_SLACK], ids=lambda one: one.platform)

BAD, GOOD = feeling(-0.98), feeling(0.98)
PRAISE, COMPLAINT = "the barista was lovely", "the coffee was cold and nobody cared"
MIXED = replace(
    feeling(0.0), mixed=True, has_complaint=0.95, clauses=(Clause(0, 5, 0.03), Clause(6, 20, 0.95))
)


def said(
    world: World,
    rating: str | None,
    words: str,
    felt: Sentiment,
    chat: Address = MAYA,
    touchpoint: str = "visit",
) -> None:
    """Maya rates, writes, and skips what else there is, unless that waits; read so far."""
    world.ask(touchpoint, chat)
    world.feelings[words] = felt
    world.press(rating or "skip", chat)
    world.say(words, chat)
    while world.invitation.question is not None and world.invitation.message is not None:
        world.press("skip", chat)


def closing(world: World, chat: Address = MAYA) -> str:
    """The chat's last message as it stands."""
    *_, last = world.screen(chat).values()
    return "\n".join(render(line, "en") for line in last.message.lines)


def playback(world: World) -> Playback | None:
    found = [answer.playback for answer in world.invitation.answers if answer.playback is not None]
    assert len(found) <= 1
    return found[0] if found else None


@CHATS
def test_a_clear_comment_is_played_back_in_the_thanks_above_the_way_to_change_the_rating(
    world: World, chat: Address
) -> None:
    said(world, "5", PRAISE, GOOD, chat)
    shown = closing(world, chat)
    assert "Thank you, Maya!" in shown
    assert shown.endswith("Sounds like you're happy with it. Did I get that right?")
    assert world.values(chat) == ["yes", "no", "revise"]
    assert playback(world) == Playback(Verdict.HAPPY, (), "test", "1")


@CHATS
def test_yes_takes_the_buttons_away_and_is_kept(world: World, chat: Address) -> None:
    said(world, "5", PRAISE, GOOD, chat)
    world.read(chat)
    sent = len(world.screen(chat))
    world.press("yes", chat)
    assert closing(world, chat).endswith("Thank you, that's good to know.")
    assert len(world.screen(chat)) == sent
    assert world.values(chat) == ["revise"]
    assert playback(world) == Playback(Verdict.HAPPY, (), "test", "1", PlaybackReply.RIGHT)
    assert (world.invitation.message is None) == (chat == MAYA)


@CHATS
def test_not_quite_asks_how_it_was_and_keeps_what_was_meant(world: World, chat: Address) -> None:
    said(world, "3", COMPLAINT, BAD, chat)
    sent = len(world.screen(chat))
    world.press("no", chat)
    assert closing(world, chat).endswith("Sorry, how was it really?")
    assert world.values(chat) == ["happy", "mixed", "neutral", "unhappy", "revise"]
    world.press("happy", chat)
    assert "Happy, then: that's lovely to hear." in closing(world, chat)
    assert world.values(chat) == ["revise"]
    assert len(world.screen(chat)) == sent
    assert playback(world) == Playback(
        Verdict.UNHAPPY, (), "test", "1", PlaybackReply.NOT_QUITE, Verdict.HAPPY
    )


def test_words_that_are_not_clear_enough_are_not_played_back(world: World) -> None:
    said(world, "3", COMPLAINT, feeling(-0.6))
    assert playback(world) is None
    assert world.values() == ["revise"]


def test_a_rating_that_says_the_same_makes_less_clear_words_clear_enough(world: World) -> None:
    said(world, "1", COMPLAINT, feeling(-0.6))
    assert playback(world) is not None


def test_a_rating_that_says_otherwise_without_being_at_its_end_leaves_it_unsaid(world: World) -> None:
    said(world, "2", PRAISE, GOOD)
    assert playback(world) is None


def test_what_is_no_comment_is_not_played_back(world: World) -> None:
    world.ask()
    for value in ("5", "skip", "skip"):
        world.press(value)
    assert world.values() == ["revise"]


@pytest.mark.parametrize(
    "words", ["I found glass in my cup", "please call me", "I'll see you in court, my lawyer says"]
)
def test_what_must_not_wait_is_no_moment_for_it(world: World, words: str) -> None:
    said(world, "1", words, BAD)
    assert playback(world) is None


def test_a_text_in_a_language_that_nobody_knows_is_not_played_back(world: World) -> None:
    said(world, "1", COMPLAINT, replace(BAD, label=Label.UNKNOWN))
    assert playback(world) is None


def test_two_comments_that_feel_differently_are_not_played_back(world: World) -> None:
    world.ask()
    world.feelings |= {PRAISE: GOOD, COMPLAINT: BAD}
    world.press("3")
    world.say(COMPLAINT)
    world.say(PRAISE)
    assert world.invitation.state is not State.COMPLETED or playback(world) is None


def test_unhappy_words_are_met_with_sorry_first_whatever_the_rating(world: World) -> None:
    said(world, "3", COMPLAINT, BAD)
    lines = closing(world).split("\n")
    assert lines[-2:] == [
        "I'm sorry it wasn't as it should have been.",
        "Sounds like it wasn't what you had hoped for. Did I get that right?",
    ]


def test_sorry_is_said_once(world: World) -> None:
    said(world, "1", COMPLAINT, BAD)
    assert closing(world).lower().count("sorry") == 1


def test_mixed_words_are_played_back_where_both_sides_are_clear(world: World) -> None:
    said(world, "4", "lovely cake but the coffee was cold", MIXED)
    assert "some of it was good and some of it wasn't" in closing(world)


# What a word on it changes.


def test_pressed_again_each_changes_nothing(world: World) -> None:
    said(world, "5", PRAISE, GOOD)
    data = {
        word: heard_data(world.invitation.id, word) for word in ("yes", "no", "happy", "unhappy", "stays")
    }
    for word in ("happy", "unhappy", "stays"):
        world.press_data(data[word])
    assert playback(world) == Playback(Verdict.HAPPY, (), "test", "1")
    world.press_data(data["yes"])
    before, sent = world.invitation, len(world.parcels)
    for one in data.values():
        world.press_data(one)
    assert (world.invitation, len(world.parcels)) == (before, sent)


def test_a_word_after_a_day_changes_nothing_and_is_answered_kindly(world: World) -> None:
    said(world, "5", PRAISE, GOOD)
    before = world.invitation
    world.now += timedelta(hours=25)
    reply = world.press("yes")
    assert reply["text"] == {"key": "playback.late", "values": {"slash": "/"}}
    assert world.invitation == before


def test_nobody_else_has_a_word_on_it(world: World) -> None:
    said(world, "5", PRAISE, GOOD)
    world.buy("2", who="tom", address=Address("web", person="tom"))
    world.press_data(heard_data(next(iter(world.rows.invitations)), "yes"), Address("web", person="tom"))
    assert all(
        answer.playback is None or answer.playback.reply is None
        for invitation in world.rows.invitations.values()
        for answer in invitation.answers
    )


def test_a_correction_to_unhappy_opens_a_case_where_it_needs_one_now(world: World) -> None:
    world.settings = replace(world.settings, alerts=AlertRules(mixed=True))
    said(world, "3", "well that was something", GOOD)
    assert world.rows.cases == {}
    world.press("no")
    world.press("unhappy")
    assert world.case.words == "well that was something"
    assert world.read(SAM)[0].purpose == "alert"
    assert closing(world).split("\n")[-2:] == [
        "I'm sorry it wasn't right. Thank you for telling me.",
        "Our team knows about it now.",
    ]


def test_a_correction_is_told_in_the_thread_of_its_case(world: World) -> None:
    said(world, "1", COMPLAINT, BAD)
    world.read(SAM)
    world.press("no")
    world.press("mixed")
    lines = [render(line, "en") for parcel in world.read(SAM) for line in parcel.message.lines]
    assert "Maya Okafor says how it was meant: some good, some bad" in lines
    assert world.entries[-1].kind == "corrected"
    assert len({(entry.case_id, entry.number) for entry in world.entries}) == len(world.entries)


def test_of_who_works_with_us_no_correction_goes_to_a_room(world: World) -> None:
    world.buy(touchpoint="pulse", audience="internal")
    world.wait(hours=2)
    world.feelings[COMPLAINT] = BAD
    world.press("2")
    world.say("I want to talk to a person")
    assert world.case.invitation_id == world.invitation.id
    while world.invitation.question is not None:
        kind = SURVEYS["internal-pulse"].question(world.invitation.question).kind
        if kind == "text":
            world.say(COMPLAINT)
        else:
            world.press("skip")
    assert playback(world) is not None
    world.read(SAM)
    world.press("no")
    world.press("mixed")
    assert world.read(SAM) == []
    assert playback(world).meant is Verdict.MIXED  # type: ignore[union-attr]  # it is there


# Typed.


@pytest.mark.parametrize("words", ["yes", "Yes!", "that's right", "exactly", "👍"])
def test_yes_may_be_typed(world: World, words: str) -> None:
    said(world, "5", PRAISE, GOOD)
    world.read()
    world.say(words)
    assert world.words()[-1] == "Thank you, that's good to know."
    assert world.values() == ["revise"]
    assert playback(world) == Playback(Verdict.HAPPY, (), "test", "1", PlaybackReply.RIGHT)


@pytest.mark.parametrize("words", ["no", "Not quite.", "not really", "👎"])
def test_no_may_be_typed_and_is_asked_how_it_was(world: World, words: str) -> None:
    said(world, "5", PRAISE, GOOD)
    world.read()
    world.say(words)
    assert world.words()[-1] == "Sorry, how was it really?"
    assert world.values() == ["happy", "mixed", "neutral", "unhappy", "revise"]
    world.say("good and bad")
    assert world.words()[-1].startswith("Some good and some bad, then.")
    assert playback(world) == Playback(Verdict.HAPPY, (), "test", "1", PlaybackReply.NOT_QUITE, Verdict.MIXED)


def test_no_and_clear_words_say_how_it_was_and_are_kept_as_a_comment(world: World) -> None:
    said(world, "3", COMPLAINT, BAD)
    world.feelings["it was great"] = GOOD
    world.say("no, it was great")
    assert world.words()[-1].startswith("Happy, then")
    assert playback(world) == Playback(
        Verdict.UNHAPPY, (), "test", "1", PlaybackReply.NOT_QUITE, Verdict.HAPPY
    )
    assert f"{COMPLAINT}\nit was great" == world.invitation.comments


def test_no_and_words_that_are_not_clear_are_kept_and_asked_about(world: World) -> None:
    said(world, "5", PRAISE, GOOD)
    world.say("not really, the food was cold")
    assert world.words()[-1] == "Sorry, how was it really?"
    assert world.invitation.comments == f"{PRAISE}\nthe food was cold"
    world.press("mixed")
    assert playback(world).meant is Verdict.MIXED  # type: ignore[union-attr]  # it is there


def test_words_without_a_mood_do_not_say_how_it_was(world: World) -> None:
    said(world, "5", PRAISE, GOOD)
    world.feelings["it came on Tuesday"] = replace(feeling(0.0), confidence=0.9)
    world.say("no, it came on Tuesday")
    assert world.words()[-1] == "Sorry, how was it really?"


def test_how_it_was_may_be_told_in_their_own_words(world: World) -> None:
    said(world, "5", PRAISE, GOOD)
    world.press("no")
    world.say("hard to tell, the cups were new")
    assert world.words()[-1] == "Thank you, I've kept that."
    assert world.invitation.comments == f"{PRAISE}\nhard to tell, the cups were new"
    assert world.values() == ["happy", "mixed", "neutral", "unhappy", "revise"]


def test_yes_and_more_is_kept_too_and_staff_read_it_in_their_case(world: World) -> None:
    said(world, "1", COMPLAINT, BAD)
    world.say("yes, and the toilet was closed")
    assert playback(world).reply is PlaybackReply.RIGHT  # type: ignore[union-attr]  # it is there
    assert (world.invitation.comments or "").endswith("\nand the toilet was closed")
    assert (world.case.words or "").endswith("and the toilet was closed")


@pytest.mark.parametrize("words", ["When do you open?", "please call me", "no one told me anything", "stop"])
def test_what_is_no_word_on_it_goes_its_usual_way(world: World, words: str) -> None:
    said(world, "5", PRAISE, GOOD)
    before = playback(world)
    world.say(words)
    assert playback(world) == before


def test_a_yes_to_staff_who_have_written_is_for_them(world: World) -> None:
    said(world, "1", COMPLAINT, BAD)
    world.press("take", SAM)
    world.submit("reply", {"text": "May I call you?"})
    assert world.case.state is CaseState.CONTACTED
    world.say("yes")
    assert playback(world).reply is None  # type: ignore[union-attr]  # it is there


def test_a_yes_typed_a_day_later_is_none(world: World) -> None:
    said(world, "5", PRAISE, GOOD)
    world.now += timedelta(hours=25)
    world.say("yes")
    assert playback(world).reply is None  # type: ignore[union-attr]  # it is there


def test_a_yes_in_a_later_survey_answers_that(world: World) -> None:
    said(world, "5", PRAISE, GOOD)
    world.command("feedback")
    world.say("yes")
    assert all(
        answer.playback is None or answer.playback.reply is None
        for invitation in world.rows.invitations.values()
        for answer in invitation.answers
    )


# Rating and words that are opposite.


@CHATS
def test_words_that_sound_the_other_way_round_are_asked_about(world: World, chat: Address) -> None:
    said(world, "1", PRAISE, GOOD, chat)
    assert closing(world, chat).endswith(
        "you chose 1 of 5, but your words sound happy. Which way round did you mean it?"
    )
    assert world.values(chat) == ["stays", "revise"]
    world.press("stays", chat)
    assert closing(world, chat).endswith("Then it stays at 1. Thank you for making that clear.")
    assert world.invitation.answers[0].rating == 1
    assert playback(world) == Playback(
        Verdict.HAPPY, (), "test", "1", PlaybackReply.NOT_QUITE, Verdict.UNHAPPY
    )
    assert world.values(chat) == ["revise"]


@CHATS
def test_a_rating_that_was_the_wrong_way_round_is_changed_by_the_customer(
    world: World, chat: Address
) -> None:
    said(world, "5", COMPLAINT, BAD, chat)
    assert "you chose 5 of 5, but your words sound as if something went wrong" in closing(world, chat)
    world.press("revise", chat)
    assert world.values(chat) == ["1", "2", "3", "4", "5"]
    world.press("1", chat)
    assert world.invitation.answers[0].rating == 1
    assert playback(world) == Playback(Verdict.UNHAPPY, (), "test", "1", PlaybackReply.RIGHT)


def test_which_was_meant_may_be_typed(world: World) -> None:
    said(world, "1", PRAISE, GOOD)
    world.say("5")
    assert world.invitation.answers[0].rating == 5
    assert playback(world) == Playback(Verdict.HAPPY, (), "test", "1", PlaybackReply.RIGHT)


def test_the_same_rating_typed_again_stays(world: World) -> None:
    said(world, "1", PRAISE, GOOD)
    world.say("1")
    assert world.words()[-1].startswith("Then it stays at 1.")
    assert world.invitation.answers[0].rating == 1


def test_praise_beside_a_thumb_down_is_asked_about_by_its_thumb(world: World) -> None:
    said(world, "0", PRAISE, GOOD, touchpoint="quick")
    assert "you chose 👎, but your words sound happy" in closing(world)


def test_a_complaint_beside_four_of_five_is_no_contradiction(world: World) -> None:
    said(world, "4", COMPLAINT, BAD)
    assert "stays" not in world.values()


@CHATS
def test_a_rating_that_is_changed_anyway_takes_the_question_off_the_screen(
    world: World, chat: Address
) -> None:
    said(world, "5", PRAISE, GOOD, chat)
    yes = world.button("yes", chat).data
    world.press("revise", chat)
    assert "yes" not in world.values(chat)
    world.press("4", chat)
    world.press_data(yes, chat)
    assert playback(world) is None
    assert world.invitation.answers[0].rating == 4


# It never blocks, and never decides.


WORDS = st.sampled_from(
    ["yes", "no", "no, it was great", "not really, the food was cold", "5", "1", "ok", "hm?"]
)
STEPS = st.one_of(
    st.tuples(
        st.just("press"), st.sampled_from(["yes", "no", "stays", "happy", "mixed", "neutral", "unhappy"])
    ),
    st.tuples(st.just("say"), WORDS.filter(lambda one: one not in {"5", "1"})),
)


@given(
    st.sampled_from(["1", "2", "3", "4", "5"]),
    st.floats(-1, 1),
    st.sampled_from([MAYA, MAYA_ON_TELEGRAM, MAYA_ON_SLACK]),
    st.lists(STEPS, max_size=4),
)
@settings(max_examples=60, deadline=None)
def test_a_playback_never_says_more_than_one_message_and_never_changes_a_rating(
    rating: str, polarity: float, chat: Address, steps: list[tuple[str, str]]
) -> None:
    world = World()
    said(world, rating, COMPLAINT, feeling(polarity), chat)
    assert sum("Did I get that right?" in line for line in world.words(chat)) <= 1
    assert world.invitation.state is State.COMPLETED
    for kind, what in steps:
        before = set(world.screen(chat))
        if kind == "say":
            world.say(what, chat)
        else:
            world.press_data(heard_data(world.invitation.id, what), chat)
        assert len(set(world.screen(chat)) - before) <= 1
        assert world.invitation.answers[0].rating == int(rating)


def test_the_other_answers_stay_as_they_are(world: World) -> None:
    said(world, "3", COMPLAINT, BAD)

    def without(invitation: Invitation) -> list[Answer]:
        return [replace(answer, playback=None) for answer in invitation.answers]

    before = without(world.invitation)
    world.press("no")
    world.press("neutral")
    assert without(world.invitation) == before


def test_who_tries_a_survey_sees_it_too_and_nothing_of_it_is_counted_or_told(world: World) -> None:
    here = replace(SAM_ON_TELEGRAM, room="")
    world.command("start", "", here, sender="Sam Reed")
    world.command("tryit", "three-questions", here)
    world.feelings[COMPLAINT] = BAD
    world.press("1", here)
    world.say(COMPLAINT, here)
    world.press("skip", here)
    assert "Did I get that right?" in "\n".join(world.words(here))
    world.press("no", here)
    world.press("unhappy", here)
    world.say("yes", here)
    assert playback(world).meant is Verdict.UNHAPPY  # type: ignore[union-attr]  # it is there
    assert world.rows.cases == {}
    assert world.read(SAM) == []


def test_what_is_sent_instead_of_words_is_kept_with_the_comment(world: World) -> None:
    said(world, "5", PRAISE, GOOD)
    world.press("no")
    world.say("", evidence=(Evidence(EvidenceKind.VOICE, "v1"),))
    kept = world.invitation.answers[1]
    assert kept.evidence == (Evidence(EvidenceKind.VOICE, "v1"),)
    assert kept.comment == PRAISE


def test_a_question_is_answered_by_a_person_and_not_played_back(world: World) -> None:
    said(world, "1", "Why is the coffee always cold here?", BAD)
    assert playback(world) is None


def test_a_mere_yes_is_no_news_to_other_programs_and_a_correction_is(world: World) -> None:
    world.settings = replace(world.settings, webhooks=(Webhook("desk", frozenset({"response"})),))
    said(world, "3", COMPLAINT, BAD)
    desk = Address("webhook", room="desk")
    assert len(world.read(desk)) == 1
    world.press("no")
    assert world.read(desk) == []
    world.press("happy")
    (parcel,) = world.read(desk)
    assert parcel.message.card is not None
    assert parcel.message.card["event"] == "response.updated"
