"""What customers say: pressed or typed, in any order, twice, late, or about something else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.callbacks import answer_data, invitation_data
from bot.core.conversation import Answer, State
from bot.core.effects import Lane
from bot.core.identity import Address, Contact
from tests.handlers.conftest import ALEX, MAYA, SAM, STAFF_ROOM, TOM, World, bad, good

RATINGS = ["1", "2", "3", "4", "5"]
WAYS_OUT = ["decline", "later", "stop"]
WANTS = ["price", "quality", "speed", "friendliness", "choice", "ease"]


def answer(world: World, question: str) -> Answer:
    found = world.invitation.answer_to(question)
    assert found is not None
    return found


def completed(world: World, rating: str = "5") -> World:
    world.ask()
    for value in (rating, "skip", "skip"):
        world.press(value)
    assert world.invitation.state is State.COMPLETED
    world.read()
    world.read(SAM)
    return world


# The happy path.


def test_the_first_message_asks_in_one_tap_and_offers_every_way_out(world: World) -> None:
    world.buy()
    world.wait(hours=2)
    (parcel,) = world.read()
    assert parcel.lane is Lane.SURVEY
    assert world.values() == [*RATINGS, *WAYS_OUT]
    assert parcel.message.lines[-1].key == "survey.consent"


def test_the_first_message_leads_to_what_is_said_of_privacy_in_one_line(world: World) -> None:
    world.settings = replace(world.settings, privacy_url="https://bean.example/privacy")
    world.buy()
    world.wait(hours=2)
    (words,) = world.words()
    assert words.splitlines()[-1] == (
        "I am Bean There's feedback bot, a program. Answers are analysed to help us improve. "
        'Type "person" to reach a person. More: https://bean.example/privacy'
    )


def test_a_press_edits_the_message_and_asks_the_next_question(world: World) -> None:
    world.ask()
    asked = world.parcels[-1].id
    world.press("4")
    edited, question = world.read()
    assert (edited.purpose, edited.target, edited.message.rows) == ("answered", asked, ())
    assert question.purpose == "question"
    assert world.values() == ["skip"]
    assert answer(world, "how").rating == 4


def test_a_whole_conversation_by_buttons_ends_with_thanks_and_nothing_left_to_press(world: World) -> None:
    completed(world)
    assert world.values() == ["revise"]
    assert [given.question for given in world.invitation.answers] == ["how", "liked", "wants"]
    assert world.timers == {}
    assert world.maya.ratings == (5,)


def test_a_whole_conversation_by_typing_is_the_same(world: World) -> None:
    world.ask()
    world.feelings["the oat milk"] = good()
    for words in ("I'd give it a 5", "the oat milk", "quality and price"):
        world.say(words)
    assert world.invitation.state is State.COMPLETED
    assert answer(world, "how").rating == 5
    assert (answer(world, "liked").comment, answer(world, "liked").sentiment) == ("the oat milk", good())
    assert answer(world, "wants").options == ("quality", "price")


def test_a_comment_volunteered_with_the_rating_is_kept_with_it(world: World) -> None:
    world.ask()
    world.feelings["4, the courier was rude"] = bad()
    world.say("4, the courier was rude")
    given = answer(world, "how")
    assert (given.rating, given.comment, given.sentiment) == (4, "the courier was rude", bad())


def test_only_the_first_message_says_who_is_asking(world: World) -> None:
    world.ask()
    world.press("5")
    world.wait(days=3)
    keys = [line.key for parcel in world.read() for line in parcel.message.lines]
    assert "survey.reminder" in keys
    assert "survey.consent" not in keys


@pytest.mark.parametrize(
    ("touchpoint", "said", "shown"),
    [
        ("visit", "4", "Your answer: 4 of 5"),
        ("quick", "yes", "Your answer: 👍"),
        ("quick", "no", "Your answer: 👎"),
        ("visit", "skip", "Skipped"),
    ],
)
def test_the_message_becomes_the_answer_that_was_given(
    world: World, touchpoint: str, said: str, shown: str
) -> None:
    world.ask(touchpoint)
    world.say(said)
    assert world.words()[0].endswith(shown)


def test_so_it_does_for_words_and_options(world: World) -> None:
    at_wants(world)
    assert world.screen()
    world.say("quality and price")
    assert world.words()[0].endswith("Your answer: Price, Quality")
    world.command("feedback")
    for words in ("5", "the cake"):
        world.say(words)
    assert "Thank you, I've kept your words." in "".join(world.words())


def test_a_survey_of_one_question_counts_no_progress(world: World) -> None:
    survey = world.settings.survey("thumbs")
    short = replace(survey, questions=(replace(survey.questions[0], goto="end"),), version="x")
    world.settings = replace(
        world.settings,
        surveys={**world.settings.surveys, (survey.name, "x"): short},
        current={**world.settings.current, survey.name: "x"},
    )
    world.buy(touchpoint="quick")
    world.wait(hours=2)
    assert "survey.progress" not in [line.key for line in world.read()[0].message.lines]
    world.press("1")
    assert world.invitation.state is State.COMPLETED


def test_the_name_is_said_where_it_is_known_and_leaves_no_hole_where_it_is_not(world: World) -> None:
    world.buy()
    world.wait(hours=2)
    assert world.words()[0].startswith("Hi Maya, how satisfied are you with Mug?")
    world.buy("2", who="tom", name=None, product=None, address=TOM)
    world.wait(hours=2)
    assert world.words(TOM)[0].startswith("Hi, how satisfied are you with your order?")


def test_a_low_rating_is_met_with_sorry_first(world: World) -> None:
    world.ask()
    world.press("1")
    assert world.words()[-1].startswith("We are sorry, Maya.")
    world.press("skip")
    world.press("skip")
    assert world.read()[-1].message.lines[0].key == "said.thanks_low"


def test_the_promise_that_somebody_will_look_is_made_only_where_somebody_will(world: World) -> None:
    world.buy(touchpoint="pulse", audience="internal")
    world.wait(hours=2)
    for value in ("2", "skip", "skip"):
        world.press(value)
    assert world.read()[-1].message.lines[0].key == "said.thanks"
    assert world.rows.cases == {}


# Presses that come late, twice, or from somebody else.


def test_a_second_press_changes_nothing(world: World) -> None:
    world.ask()
    data = world.button("4").data
    world.press_data(data)
    before, sent = world.invitation, len(world.parcels)
    world.press_data(data)
    world.press_data(data.replace("|4", "|1"))
    assert world.invitation == before
    assert len(world.parcels) == sent


def test_a_press_on_somebody_elses_button_is_ignored(world: World) -> None:
    invitation = world.ask()
    data = world.button("4").data
    sent = len(world.parcels)
    world.press_data(data, at=TOM)
    world.buy("2", who="tom", address=TOM)
    world.press_data(data, at=TOM)
    for action in (*WAYS_OUT, "revise"):
        world.press_data(invitation_data(invitation.id, action), at=TOM)
    assert world.rows.invitations[invitation.id] == invitation
    assert len(world.parcels) == sent


@pytest.mark.parametrize("value", ["6", "-1", "four", "", "done", "4,5", "price"])
def test_a_value_that_no_button_carries_is_ignored(world: World, value: str) -> None:
    invitation = world.ask()
    for _ in range(3):
        world.press_data(answer_data(invitation.id, "how", value))
    assert world.invitation == invitation
    assert world.purposes() == []


def test_a_question_that_the_survey_does_not_have_is_ignored(world: World) -> None:
    invitation = world.ask()
    world.press_data(answer_data(invitation.id, "where", "4"))
    world.press_data(answer_data("gone", "how", "4"))
    assert world.invitation == invitation


def test_a_typed_answer_after_days_goes_on_at_the_open_question(world: World) -> None:
    world.ask()
    world.press("2")
    world.wait(days=6)
    world.say("it was cold")
    assert answer(world, "wrong").comment == "it was cold"
    assert world.invitation.question == "wants"


def test_whoever_writes_from_another_chat_is_answered_there(world: World) -> None:
    world.ask()
    phone = Address("web", person="maya-phone")
    world.rows.contacts[phone.key] = Contact(phone, world.maya.id)
    world.say("5", at=phone)
    assert "question" in world.purposes(phone)
    assert world.invitation.address == phone


# What is unclear.


def test_what_is_unclear_is_asked_once_more_with_the_scale_and_then_we_move_on(world: World) -> None:
    world.ask()
    world.say("11")
    retired, again = world.read()
    assert (retired.purpose, again.purpose) == ("retired", "again")
    assert [line.key for line in again.message.lines] == ["said.unclear", "scale.csat.reminder"]
    assert world.values() == RATINGS
    world.say("12")
    assert answer(world, "how").rating is None
    assert answer(world, "how").comment == "12"
    assert world.invitation.question == "better"


@pytest.mark.parametrize("said", ["???", "\u200b", "..."])
def test_what_says_nothing_twice_is_a_skip(world: World, said: str) -> None:
    world.ask()
    world.say(said)
    world.say(said)
    assert answer(world, "how").skipped
    assert answer(world, "how").comment is None


def test_what_says_nothing_where_words_were_asked_is_a_skip_at_once(world: World) -> None:
    world.ask()
    world.press("5")
    world.say("...")
    assert answer(world, "liked").skipped
    assert world.invitation.question == "wants"


def test_the_re_ask_counts_anew_for_the_next_question(world: World) -> None:
    world.ask("support")
    world.say("11")
    world.say("6")
    world.read()
    world.say("perhaps")
    assert world.purposes()[-1] == "again"


def test_what_nobody_can_see_is_not_kept(world: World) -> None:
    world.ask()
    world.press("5")
    world.say("nice\u202e \x00place")
    assert answer(world, "liked").comment == "nice  place"


# Words before the rating.


def test_words_before_the_rating_are_kept_and_become_its_comment(world: World) -> None:
    world.ask()
    world.feelings["The queue was long"] = bad(-0.1)
    world.say("The queue was long")
    assert [line.key for line in world.read()[-1].message.lines] == ["said.kept", "scale.csat.reminder"]
    world.say("3, but nice staff")
    given = answer(world, "how")
    assert (given.rating, given.comment) == (3, "The queue was long\nbut nice staff")
    assert given.sentiment == bad(-0.1)


def test_words_twice_are_an_answer_without_a_rating(world: World) -> None:
    world.ask()
    world.say("The queue was long")
    world.say("and the soup cold")
    given = answer(world, "how")
    assert (given.rating, given.comment) == (None, "The queue was long\nand the soup cold")
    assert world.invitation.question == "better"


def test_words_and_then_a_skip_are_kept(world: World) -> None:
    world.ask()
    world.say("The queue was long")
    world.say("skip")
    given = answer(world, "how")
    assert (given.rating, given.comment, given.skipped) == (None, "The queue was long", True)


@pytest.mark.parametrize("way_out", ["decline", "stop"])
def test_words_before_the_rating_are_kept_by_whoever_then_leaves(world: World, way_out: str) -> None:
    world.ask()
    data = world.button(way_out).data
    world.say("The queue was long")
    world.press_data(data)
    assert world.invitation.state is State.PARTIAL
    assert answer(world, "how").comment == "The queue was long"


# Several options.


def at_wants(world: World) -> World:
    world.ask()
    world.press("5")
    world.press("skip")
    world.read()
    return world


def test_options_are_switched_on_and_off_until_done(world: World) -> None:
    at_wants(world)
    shown = world.parcels[-1].id
    assert world.values() == [*WANTS, "skip"]
    for value in ("quality", "price", "speed", "quality"):
        world.press(value)
    assert {parcel.target for parcel in world.read()} == {shown}
    assert world.values() == [*WANTS, "done"]
    assert answer(world, "wants").options == ("price", "speed")
    world.press("done")
    assert world.invitation.state is State.COMPLETED
    assert answer(world, "wants").options == ("price", "speed")


def test_what_was_switched_on_is_marked(world: World) -> None:
    at_wants(world)
    world.press("price")
    keys = [button.label.key for row in world.parcels[-1].message.rows for button in row]
    assert keys == ["survey.option_chosen", *["survey.option"] * 5, "survey.done"]


def test_done_with_nothing_chosen_is_a_skip(world: World) -> None:
    at_wants(world)
    world.press_data(answer_data(world.invitation.id, "wants", "done"))
    assert answer(world, "wants").skipped


@pytest.mark.parametrize(
    ("said", "options", "comment"),
    [
        ("that's all", ("price", "speed"), None),
        ("and please open earlier", ("price", "speed"), "and please open earlier"),
        ("quality", ("price", "quality", "speed"), None),
    ],
)
def test_what_is_typed_after_switching_options_on_comes_on_top(
    world: World, said: str, options: tuple[str, ...], comment: str | None
) -> None:
    at_wants(world)
    world.press("speed")
    world.press("price")
    world.say(said)
    assert world.invitation.state is State.COMPLETED
    assert (answer(world, "wants").options, answer(world, "wants").comment) == (options, comment)


def test_a_stale_skip_does_not_undo_the_options(world: World) -> None:
    at_wants(world)
    skip = world.button("skip").data
    world.press("price")
    world.press_data(skip)
    assert answer(world, "wants").options == ("price",)


def test_options_chosen_and_never_confirmed_are_kept(world: World) -> None:
    at_wants(world)
    world.press("price")
    world.wait(days=7)
    assert world.invitation.state is State.PARTIAL
    assert answer(world, "wants").options == ("price",)


def test_an_option_is_an_answer_even_to_the_first_question(world: World) -> None:
    survey = world.settings.survey("internal-pulse")
    reordered = replace(survey, questions=(survey.questions[1], survey.questions[0]), version="x")
    world.settings = replace(
        world.settings,
        surveys={**world.settings.surveys, (survey.name, "x"): reordered},
        current={**world.settings.current, survey.name: "x"},
    )
    world.buy(touchpoint="pulse", audience="internal")
    world.wait(hours=2)
    world.press("time")
    assert not set(WAYS_OUT) & set(world.values())
    world.wait(days=7)
    assert world.invitation.state is State.PARTIAL
    assert world.maya.ignored == 0


def test_an_option_that_the_question_does_not_have_is_ignored(world: World) -> None:
    at_wants(world)
    before = world.invitation
    world.press_data(answer_data(before.id, "wants", "gold"))
    assert world.invitation == before
    assert world.purposes() == []


# Not now, later, stop.


def test_not_now_ends_it_in_place(world: World) -> None:
    world.ask()
    asked = world.parcels[-1].id
    data = world.button("decline").data
    world.press_data(data)
    (said,) = world.read()
    assert (said.target, said.message.lines[0].key) == (asked, "said.declined")
    assert world.invitation.state is State.DECLINED
    assert world.timers == {}
    world.press_data(data)
    assert world.purposes() == []


@pytest.mark.parametrize("how", ["pressed", "typed"])
def test_later_comes_back_tomorrow_and_then_no_more(world: World, how: str) -> None:
    world.ask()
    if how == "pressed":
        world.press("later")
        assert [parcel.purpose for parcel in world.parcels[-1:]] == ["reply"]
        assert len(world.screen()) == 1
    else:
        world.say("not now")
        assert len(world.screen()) == 2
    assert "tomorrow" in world.words()[-1]
    assert world.values() == []
    world.wait(hours=23, minutes=59)
    assert world.purposes() == []
    world.wait(minutes=1)
    assert world.purposes() == ["reminder"]
    assert world.values() == [*RATINGS, *WAYS_OUT]
    world.wait(days=5)
    assert world.purposes() == []


def test_later_pressed_twice_is_said_once(world: World) -> None:
    world.ask()
    data = world.button("later").data
    world.press_data(data)
    world.read()
    world.wait(minutes=1)
    world.press_data(data)
    assert world.purposes() == []


def test_whoever_says_later_on_the_last_day_is_still_asked_tomorrow(world: World) -> None:
    world.ask()
    world.wait(days=6, hours=23)
    world.read()
    world.say("later")
    world.wait(days=1)
    assert "reminder" in world.purposes()
    world.press("5")
    assert answer(world, "how").rating == 5


def test_whoever_says_later_at_night_is_not_woken_up(world: World) -> None:
    world.ask()
    world.now = world.now.replace(hour=22)
    world.say("later")
    world.read()
    world.wait(days=1)
    assert world.purposes() == []
    world.wait(hours=10)
    assert world.purposes() == ["reminder"]


def test_an_answer_is_taken_while_it_is_put_off(world: World) -> None:
    world.ask()
    world.press("later")
    world.read()
    world.say("5")
    assert world.purposes() == ["question"]
    assert answer(world, "how").rating == 5


def test_later_in_the_middle_keeps_what_was_answered(world: World) -> None:
    world.ask()
    world.press("5")
    world.say("I'm busy right now")
    assert world.invitation.state is State.RUNNING
    world.wait(days=1)
    assert world.invitation.question == "liked"
    world.say("the cake")
    assert answer(world, "liked").comment == "the cake"


@pytest.mark.parametrize("how", ["pressed", "typed", "command"])
def test_stop_is_answered_once_and_nothing_comes_after_it(world: World, how: str) -> None:
    world.ask()
    data = world.button("stop").data
    match how:
        case "pressed":
            world.press_data(data)
        case "typed":
            world.say("please stop asking me")
        case _:
            world.command("stop")
    assert sum("won't ask you again" in words for words in world.words()) == 1
    assert world.invitation.state is State.DECLINED
    assert world.maya.opted_out_at == world.now
    assert world.values() == []
    assert len(world.screen()) == (1 if how == "pressed" else 2)
    world.press_data(data)
    world.wait(days=100)
    world.buy("2")
    world.wait(hours=2)
    assert world.purposes() == []
    assert world.reasons == ["opted_out"]


def test_stop_with_a_reason_keeps_the_words(world: World) -> None:
    world.ask()
    world.feelings["Stop asking me. The coffee was awful"] = bad()
    world.say("Stop asking me. The coffee was awful")
    assert world.maya.opted_out_at is not None
    assert world.invitation.state is State.PARTIAL
    assert answer(world, "how").comment == "Stop asking me. The coffee was awful"
    assert answer(world, "how").sentiment == bad()
    assert world.case.words == "Stop asking me. The coffee was awful"


def test_stop_after_options_keeps_them(world: World) -> None:
    at_wants(world)
    world.press("price")
    world.say("Stop asking me. You are too expensive")
    assert answer(world, "wants").options == ("price",)
    assert answer(world, "wants").comment == "Stop asking me. You are too expensive"


def test_stop_before_the_invitation_withdraws_it_and_the_record_says_why(world: World) -> None:
    world.buy()
    world.command("stop")
    assert world.invitation.state is State.WITHDRAWN
    assert world.reasons == ["opted_out"]
    world.read()
    world.wait(days=1)
    assert world.purposes() == []


def test_stop_from_an_old_message_counts(world: World) -> None:
    world.ask()
    data = world.button("stop").data
    world.wait(days=8)
    world.read()
    world.press_data(data)
    assert world.maya.opted_out_at is not None
    world.press_data(data)
    assert world.purposes() == ["reply"]


def test_something_about_stopping_that_is_not_about_us_is_a_comment(world: World) -> None:
    world.ask()
    world.press("2")
    world.say("Stop putting onions on it")
    assert world.maya.opted_out_at is None
    assert answer(world, "wrong").comment == "Stop putting onions on it"


# Changing one's mind.


def test_a_completed_response_can_be_revised_for_a_day(world: World) -> None:
    completed(world, "4")
    world.press("revise")
    assert world.values() == ["revise", *RATINGS]
    world.wait(hours=23)
    world.press("3")
    assert answer(world, "how").rating == 3
    assert world.maya.ratings == (3,)
    assert world.values() == ["revise"]
    assert "Changed" in world.words()[-1]


def test_after_a_day_it_can_not(world: World) -> None:
    completed(world)
    world.press("revise")
    data = world.button("3").data
    world.wait(hours=24, minutes=1)
    world.read()
    world.press_data(data)
    world.press("revise")
    assert answer(world, "how").rating == 5
    assert world.purposes() == []


def test_revise_pressed_twice_offers_once_and_the_rating_pressed_twice_counts_once(world: World) -> None:
    completed(world)
    world.press("revise")
    world.press("revise")
    assert world.purposes() == ["revise"]
    data = world.button("4").data
    world.press_data(data)
    world.press_data(data.replace("|4", "|1"))
    assert world.purposes() == ["revised"]
    assert answer(world, "how").rating == 4


def test_a_late_press_on_an_answered_question_revises_nothing(world: World) -> None:
    world.ask()
    late = world.button("1").data
    for value in ("5", "skip", "skip"):
        world.press(value)
    world.press_data(late)
    assert answer(world, "how").rating == 5
    assert world.rows.cases == {}


def test_pressing_the_same_rating_again_is_acknowledged(world: World) -> None:
    completed(world)
    world.press("revise")
    world.read()
    world.press("5")
    assert world.purposes() == ["revised"]
    assert world.maya.ratings == (5,)


def test_the_words_stay_when_the_number_changes(world: World) -> None:
    world.ask()
    world.say("5, lovely")
    for value in ("skip", "skip", "revise", "4"):
        world.press(value)
    assert (answer(world, "how").rating, answer(world, "how").comment) == (4, "lovely")


def test_a_skipped_rating_can_be_given_later_and_leaves_earlier_ones_alone(world: World) -> None:
    world.buy()
    world.change(ratings=(2,))
    world.wait(hours=2)
    for words in ("skip", "nothing", "nothing"):
        world.say(words)
    world.press("revise")
    world.press("5")
    assert world.maya.ratings == (2, 5)
    assert not answer(world, "how").skipped


def test_a_rating_that_has_fallen_out_of_the_history_joins_it_at_its_end(world: World) -> None:
    completed(world, "4")
    world.change(ratings=(1, 1, 1, 1, 1))
    world.press("revise")
    world.press("5")
    assert world.maya.ratings == (1, 1, 1, 1, 5)


def test_of_two_equal_ratings_the_later_is_revised(world: World) -> None:
    completed(world, "4")
    world.change(ratings=(4, 2, 4, 3))
    world.press("revise")
    world.press("5")
    assert world.maya.ratings == (4, 2, 5, 3)


def test_only_a_rating_revises(world: World) -> None:
    completed(world)
    world.press("revise")
    world.press_data(answer_data(world.invitation.id, "how", "skip"))
    world.press_data(answer_data(world.invitation.id, "wants", "price"))
    assert answer(world, "how").rating == 5


def test_the_last_five_ratings_are_remembered(world: World) -> None:
    world.buy()
    world.change(ratings=(1, 2, 3, 4, 5))
    world.wait(hours=2)
    world.press("4")
    assert world.maya.ratings == (2, 3, 4, 5, 4)


# Messages that answer nothing.


def test_a_message_out_of_the_blue_is_never_swallowed(world: World) -> None:
    world.say("the new chairs are comfortable")
    (menu,) = world.read()
    assert menu.purpose == "menu"
    assert world.values() == ["feedback", "person", "nothing"]
    stray = world.rows.contacts[MAYA.key].stray
    assert stray is not None
    assert stray.text == "the new chairs are comfortable"
    assert world.maya.name == "Maya Okafor"


def test_feedback_asks_at_once_and_keeps_the_words_as_a_comment(world: World) -> None:
    world.feelings["the new chairs are comfortable"] = good()
    world.say("the new chairs are comfortable")
    world.press("feedback")
    world.press("5")
    given = answer(world, "how")
    assert (given.rating, given.comment, given.sentiment) == (5, "the new chairs are comfortable", good())
    assert world.rows.contacts[MAYA.key].stray is None
    assert world.invitation.started_by_customer


def test_several_messages_wait_together(world: World) -> None:
    world.say("the new chairs are comfortable")
    world.say("the music is too loud")
    world.press("feedback")
    world.press("4")
    assert answer(world, "how").comment == "the new chairs are comfortable\nthe music is too loud"


@pytest.mark.parametrize("hello", ["hi", "👍", "thanks!"])
def test_a_greeting_is_no_comment(world: World, hello: str) -> None:
    world.say(hello)
    world.press("feedback")
    world.press("5")
    assert answer(world, "how").comment is None


def test_person_reaches_the_staff_room_with_the_words(world: World) -> None:
    world.say("the new chairs are comfortable")
    world.read()
    world.press("person")
    world.press("person")
    assert world.case.words == "the new chairs are comfortable"
    assert world.purposes() == ["passed_on"]
    assert world.purposes(SAM) == ["alert"]


def test_nothing_is_nothing(world: World) -> None:
    world.say("the new chairs are comfortable")
    world.read()
    world.press("nothing")
    world.press("nothing")
    assert world.purposes() == ["reply"]
    assert world.rows.contacts[MAYA.key].stray is None
    assert not world.rows.invitations
    assert not world.rows.cases


def test_feedback_pressed_twice_asks_once(world: World) -> None:
    world.say("the new chairs are comfortable")
    world.press("feedback")
    world.read()
    world.press_data("m|feedback")
    assert world.purposes() == []


def test_a_mind_changed_after_nothing_is_welcome(world: World) -> None:
    world.say("the new chairs are comfortable")
    world.press("nothing")
    world.press("feedback")
    assert world.invitation.state is State.ASKED


def test_a_menu_does_not_work_in_a_room(world: World) -> None:
    world.press_data("m|feedback", at=SAM)
    world.press_data("m|person", at=SAM)
    assert not world.rows.customers
    assert not world.rows.cases


def test_words_for_the_menu_join_the_conversation_that_began_meanwhile(world: World) -> None:
    world.buy()
    world.say("the new chairs are comfortable")
    world.wait(hours=2)
    world.read()
    world.press("feedback")
    assert world.purposes() == ["retired", "question"]
    world.press("4")
    assert answer(world, "how").comment == "the new chairs are comfortable"


def test_feedback_takes_the_invitation_that_is_planned_anyway(world: World) -> None:
    bought = world.buy()
    world.command("feedback")
    world.press(str(bought["purchase"]))
    assert world.invitation.state is State.ASKED
    assert world.invitation.product == "Mug"
    assert world.invitation.started_by_customer
    assert "invite" not in {timer.kind for timer in world.timers.values()}


def test_feedback_in_an_open_conversation_shows_its_question_again(world: World) -> None:
    world.ask()
    world.press("5")
    world.read()
    world.command("feedback")
    assert world.purposes() == ["retired", "question"]
    assert world.values() == ["skip"]


def test_trouble_that_must_not_wait_goes_to_staff_without_a_menu(world: World) -> None:
    world.say("I got food poisoning from your soup")
    assert world.purposes() == ["passed_on"]
    assert (world.case.kind, world.case.reasons) == ("unhappy", ("reason.signal.safety",))
    assert world.purposes(SAM) == ["alert"]


def test_parting_words_out_of_the_blue_reach_staff_where_they_must_not_be_lost(world: World) -> None:
    world.say("Stop asking me. I will see my lawyer")
    assert world.maya.opted_out_at is not None
    assert world.case.words == "Stop asking me. I will see my lawyer"
    world.say("Leave me alone. I have a complaint about the chairs")
    assert world.entries[-1].text == "Leave me alone. I have a complaint about the chairs"


def test_parting_words_that_say_little_are_just_a_stop(world: World) -> None:
    world.say("Please stop messaging me. Have a nice day")
    assert world.rows.cases == {}
    assert world.purposes() == ["reply"]


@pytest.mark.parametrize(
    ("said", "kind"), [("where is my order?", "question"), ("I want to talk to a human", "person")]
)
def test_a_question_and_a_wish_to_talk_go_to_staff(world: World, said: str, kind: str) -> None:
    world.say(said)
    assert (world.case.kind, world.case.words) == (kind, said)
    assert world.read()[-1].message.lines[0].key == f"said.passed_on.{kind}"


@pytest.mark.parametrize("said", ["where is my order?", "can I talk to a human"])
def test_a_question_in_the_middle_leaves_the_survey_open(world: World, said: str) -> None:
    world.ask()
    world.say(said)
    assert world.case.words == said
    assert world.invitation.question == "how"
    world.press("5")
    assert answer(world, "how").rating == 5


def test_what_is_said_in_a_room_stays_there(world: World) -> None:
    world.say("nice weather", at=SAM)
    world.say("I'd give it a 5", at=ALEX)
    assert world.rows.customers == {}
    assert world.read(STAFF_ROOM) == []


# Commands.


def test_help_and_start_explain(world: World) -> None:
    world.command("start")
    world.command("help")
    assert all("/feedback" in words and "/stop" in words for words in world.words())


def test_a_command_that_nobody_knows_offers_the_menu_and_keeps_its_words(world: World) -> None:
    world.command("complain", "the soup was cold")
    assert world.purposes() == ["menu"]
    world.press("feedback")
    world.press("4")
    assert answer(world, "how").comment == "the soup was cold"


def test_a_command_without_words_offers_the_menu(world: World) -> None:
    world.command("hm")
    world.press("nothing")
    assert world.purposes() == ["menu", "reply"]


def test_a_customers_command_in_a_room_is_nobodys(world: World) -> None:
    for name in ("feedback", "stop", "help", "hm"):
        world.command(name, at=SAM)
    assert world.rows.customers == {}
    assert [parcel.about for parcel in world.read(SAM)] == ["help"] * 4


def test_feedback_is_for_those_who_opted_out_too(world: World) -> None:
    world.command("stop")
    world.command("feedback")
    assert world.purposes() == ["reply", "invitation"]


def test_words_to_the_menu_are_forgotten_by_nobody_but_the_menu(world: World) -> None:
    world.say("the new chairs are comfortable")
    world.wait(days=30)
    world.say("hello?")
    assert world.case.words == "hello?"
    assert world.rows.contacts[MAYA.key].stray is not None


def test_a_choice_typed_is_a_choice(world: World) -> None:
    world.ask("support")
    world.say("6")
    world.say("partly")
    assert answer(world, "solved").options == ("partly",)
    assert world.invitation.question == "open"


def test_thumbs_are_pressed_and_typed(world: World) -> None:
    world.ask("quick")
    assert world.values()[:2] == ["1", "0"]
    world.say("👎")
    assert answer(world, "good").rating == 0
    assert world.case.rating == 0


def test_progress_counts_up_to_the_end_that_is_in_sight(world: World) -> None:
    world.ask()
    world.press("5")
    world.press("skip")
    progress = [
        (line.values["at"], line.values["of"])
        for parcel in world.parcels
        for line in parcel.message.lines
        if line.key == "survey.progress"
    ]
    assert progress == [(1, 3), (2, 3), (3, 3)]


def test_everything_is_over_after_the_timers_have_gone_off(world: World) -> None:
    world.ask()
    world.press("5")
    world.wait(days=30)
    assert world.timers == {}
    assert world.invitation.finished_at is not None
    assert world.invitation.finished_at - world.invitation.planned_at < timedelta(days=8)
