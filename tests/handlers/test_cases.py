"""Recovery: staff hear of an unhappy customer at once, put it right, and the customer has the last word."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core.callbacks import case_data, follow_up_data
from bot.core.effects import Lane, Parcel
from bot.core.events import MessageReceived, Outcome
from bot.core.identity import Address, Contact, Role
from bot.core.recovery import CaseKind, CaseState
from bot.core.settings import Room
from bot.texts import render
from tests.handlers.conftest import (
    ALEX,
    KIM,
    MAYA,
    MAYA_ON_SLACK,
    MAYA_ON_TELEGRAM,
    SAM,
    TOM,
    World,
    bad,
    good,
)

DONE = {"cause": "delivery", "done": "Sent a new one"}


def unhappy(world: World, rating: str = "1") -> World:
    """Maya has given a low rating; nobody in the staff room has looked yet."""
    world.ask()
    world.press(rating)
    world.read()
    return world


def resolved(world: World) -> World:
    """Sam has put it right and Maya has been asked whether it is."""
    unhappy(world)
    world.press("skip")
    world.press("skip")
    world.press("take", SAM, "Sam Reed")
    world.submit("reply", {"text": "So sorry!"})
    world.submit("resolve", DONE)
    world.wait(hours=0)
    world.read(SAM)
    return world


def card(parcel: Parcel) -> dict[str, Any]:
    assert parcel.message.card is not None
    return dict(parcel.message.card)


def keys(parcels: list[Parcel]) -> list[str]:
    return [parcel.message.lines[0].key for parcel in parcels]


# The alert.


def test_a_low_rating_is_in_the_staff_room_at_once(world: World) -> None:
    unhappy(world)
    (alert,) = world.read(SAM)
    assert (alert.purpose, alert.lane, alert.about) == ("alert", Lane.ALERT, f"case:{world.case.id}")
    shown = card(alert)
    assert (shown["title"], shown["rating"], shown["quote"]) == ("Maya Okafor", "1/5", None)
    assert shown["reasons"] == [{"key": "reason.low_rating", "values": {}}]
    assert [["key" in str(label), value] for label, value in shown["facts"]][:2] == [
        [True, "Mug"],
        [True, "visit"],
    ]
    assert world.values(SAM) == ["take", "reply", "note", "hand_over", "dismiss", "mute"]


def test_the_alert_shows_how_it_went_before(world: World) -> None:
    world.buy()
    world.change(ratings=(5, 4), orders=3)
    world.wait(hours=2)
    world.press("2")
    history = {"key": "alert.orders_and_ratings", "values": {"n": 3, "ratings": "5 → 4 → 2"}}
    assert [{"key": "alert.history", "values": {}}, history] in card(world.read(SAM)[0])["facts"]


def test_a_first_rating_is_no_history(world: World) -> None:
    unhappy(world)
    history = {"key": "alert.orders", "values": {"n": 1, "ratings": "1"}}
    assert history in [value for _, value in card(world.read(SAM)[0])["facts"]]


def test_of_somebody_who_never_bought_there_is_no_history(world: World) -> None:
    world.command("feedback")
    world.press("1")
    labels = [label["key"] for label, _ in card(world.read(SAM)[0])["facts"]]
    assert labels == ["alert.touchpoint"]


def test_what_the_customer_adds_edits_the_alert(world: World) -> None:
    unhappy(world)
    world.say("it was cold")
    alert, edit = world.read(SAM)
    assert (edit.purpose, edit.target) == ("alert_update", alert.id)
    assert card(edit)["quote"] == "it was cold"
    world.say("speed, and I want my money back")
    (edit,) = world.read(SAM)
    assert card(edit)["quote"] == "it was cold\nand I want my money back"
    signal = {"key": "reason.signal.refund", "values": {}}
    quoted = {"key": "alert.quoting", "values": {"reason": signal, "words": "“money back”"}}
    assert quoted in card(edit)["reasons"]


def test_a_skip_adds_nothing_to_the_alert(world: World) -> None:
    unhappy(world)
    world.read(SAM)
    world.press("skip")
    assert world.read(SAM) == []


def test_a_happy_customer_is_no_case(world: World) -> None:
    world.feelings["it was cold"] = bad()
    world.ask()
    world.press("5")
    world.say("it was cold")
    assert world.rows.cases == {}


def test_what_must_not_wait_is_a_case_however_happy_the_rating(world: World) -> None:
    world.ask()
    world.press("5")
    world.say("lovely, but I ended up in hospital after the soup")
    assert world.case.reasons == ("reason.signal.safety",)
    assert world.case.rating == 5


def test_words_alone_tell_where_no_rating_comes(world: World) -> None:
    world.feelings["it was horrible"] = bad()
    world.ask()
    world.say("it was horrible")
    assert (world.case.words, world.case.rating) == ("it was horrible", None)
    world.read(SAM)
    world.press("2")
    (edit,) = world.read(SAM)
    assert (card(edit)["rating"], card(edit)["quote"]) == ("2/5", "it was horrible")


def test_words_before_a_low_rating_are_in_the_alert(world: World) -> None:
    world.ask()
    world.say("the queue was long")
    world.say("2, and cold coffee")
    (alert,) = world.read(SAM)
    assert card(alert)["quote"] == "the queue was long\nand cold coffee"


def test_a_thumb_is_shown_as_it_was_given(world: World) -> None:
    world.ask("quick")
    world.press("0")
    world.press("skip")
    assert card(world.read(SAM)[0])["rating"] == "\N{THUMBS DOWN SIGN}"
    world.press("revise")
    world.press("1")
    assert card(world.read(SAM)[0])["rating"] == "\N{THUMBS UP SIGN}"


def test_a_rating_that_is_raised_is_shown_and_leaves_the_case_to_staff(world: World) -> None:
    unhappy(world)
    for value in ("skip", "skip", "revise", "5"):
        world.press(value)
    assert (world.case.state, world.case.rating) == (CaseState.OPEN, 5)
    *_, alert, line = world.read(SAM)
    assert card(alert)["rating"] == "5/5"
    assert render(line.message.lines[0], "en") == "Maya Okafor changed the rating: 1/5 → 5/5"
    assert line.thread == world.case.alert


def test_a_rating_that_is_lowered_opens_a_case(world: World) -> None:
    world.ask()
    for value in ("5", "skip", "skip", "revise", "1"):
        world.press(value)
    assert world.case.rating == 1


def test_a_customer_without_a_name_is_somebody(world: World) -> None:
    world.buy(name=None)
    world.wait(hours=2)
    world.press("1")
    (alert,) = world.read(SAM)
    assert card(alert)["title"] == {"key": "alert.somebody", "values": {}}


def test_the_alert_goes_to_the_room_of_its_touchpoint(world: World) -> None:
    kitchen = Address("web", room="kitchen")
    rooms = (*world.settings.rooms, Room("kitchen", kitchen, Role.STAFF, "en", frozenset({"visit"})))
    world.settings = replace(world.settings, rooms=rooms)
    unhappy(world)
    assert [parcel.purpose for parcel in world.read(kitchen)] == ["alert"]
    assert world.read(SAM) == []


def test_where_there_is_no_staff_room_nothing_breaks(world: World) -> None:
    world.settings = replace(world.settings, rooms=())
    unhappy(world)
    assert world.rows.cases == {}
    assert world.invitation.question == "wrong"


def test_answers_of_those_who_work_with_us_open_no_named_case(world: World) -> None:
    world.buy(touchpoint="pulse", audience="internal")
    world.wait(hours=2)
    world.press("1")
    world.press("skip")
    world.say("the hours are too long, I will see a lawyer")
    assert world.rows.cases == {}
    assert world.read(SAM) == []


def test_unless_they_ask_for_somebody(world: World) -> None:
    world.buy(touchpoint="pulse", audience="internal")
    world.wait(hours=2)
    world.press("1")
    world.press("skip")
    world.say("the hours are too long. Please call me")
    assert world.case.reasons == ("reason.low_rating", "reason.signal.person")


def test_what_they_asked_staff_tells_nothing_of_their_answers(world: World) -> None:
    world.buy(touchpoint="pulse", audience="internal")
    world.wait(hours=2)
    world.say("can I talk to somebody?")
    world.read(SAM)
    world.press("1")
    world.say("tools, and the hours are too long")
    assert world.case.rating is None
    assert world.case.words == "can I talk to somebody?"
    assert world.read(SAM) == []


# One open case a customer.


def test_a_later_unhappy_answer_joins_the_open_case(world: World) -> None:
    unhappy(world)
    world.press("skip")
    world.press("skip")
    world.read(SAM)
    world.command("feedback")
    world.say("2, still cold")
    assert len(world.rows.cases) == 1
    edit, line = world.read(SAM)
    assert (card(edit)["rating"], card(edit)["quote"]) == ("2/5", "still cold")
    assert (world.case.product, world.case.touchpoint) == ("Mug", "own_words")
    assert line.message.lines[0].values == {"rating": "2/5", "who": "Maya Okafor"}
    assert line.thread == world.case.alert


def test_joining_an_open_case_gives_staff_no_more_time(world: World) -> None:
    unhappy(world)
    clocks = (world.case.take_by, world.case.contact_by, world.case.resolve_by)
    world.press("skip")
    world.press("skip")
    world.wait(hours=5)
    world.command("feedback")
    world.press("1")
    assert (world.case.take_by, world.case.contact_by, world.case.resolve_by) == clocks


def test_later_unhappy_words_without_a_rating_join_it_too(world: World) -> None:
    world.feelings["horrible music"] = bad()
    unhappy(world)
    world.press("skip")
    world.press("skip")
    world.read(SAM)
    world.command("feedback")
    world.say("horrible music")
    edit, line = world.read(SAM)
    assert (card(edit)["rating"], card(edit)["quote"]) == (None, "horrible music")
    assert line.message.lines[0].values == {"words": "horrible music", "who": "Maya Okafor"}


def test_a_later_happy_answer_leaves_the_case_alone(world: World) -> None:
    unhappy(world)
    world.press("skip")
    world.press("skip")
    world.read(SAM)
    world.command("feedback")
    world.say("5, the cake was great")
    assert world.read(SAM) == []


def test_an_unhappy_answer_after_the_case_was_resolved_opens_it_again(world: World) -> None:
    resolved(world)
    world.command("feedback")
    world.press("1")
    assert (world.case.state, world.case.reopened, world.case.owner) == (CaseState.OPEN, 1, None)
    assert world.case.take_by == world.now + timedelta(hours=1)


def test_after_a_case_has_ended_the_next_is_another(world: World) -> None:
    resolved(world)
    world.press("5")
    world.command("feedback")
    world.press("1")
    assert [case.state for case in world.rows.cases.values()] == [CaseState.CONFIRMED, CaseState.OPEN]


def test_a_question_that_turns_into_a_complaint_is_shown_as_one(world: World) -> None:
    world.ask()
    world.say("where is my order?")
    world.press("1")
    world.say("it never came")
    edit = world.read(SAM)[-1]
    assert world.case.kind is CaseKind.UNHAPPY
    assert edit.message.lines[0].key == "alert.headline.unhappy"
    assert (card(edit)["rating"], card(edit)["quote"]) == ("1/5", "where is my order?\nit never came")
    assert world.case.reasons == ("reason.low_rating", "reason.question")


def test_a_question_from_a_happy_customer_stays_a_question(world: World) -> None:
    world.ask()
    world.say("where is my order?")
    world.press("5")
    assert world.case.kind is CaseKind.QUESTION
    assert world.case.reasons == ("reason.question",)
    assert card(world.read(SAM)[-1])["rating"] == "5/5"


def test_whatever_the_customer_writes_while_a_case_is_open_is_in_its_thread(world: World) -> None:
    unhappy(world)
    world.press("skip")
    world.press("skip")
    world.read(SAM)
    world.say("any news?")
    (line,) = world.read(SAM)
    assert line.message.lines[0].values == {"words": "any news?", "who": "Maya Okafor"}
    assert line.thread == world.case.alert
    assert world.purposes()[-1] == "passed_on"


def test_what_is_written_to_staff_in_the_middle_of_a_survey_reaches_them(world: World) -> None:
    unhappy(world)
    world.press("skip")
    world.press("skip")
    world.submit("reply", {"text": "Which cake was it?"})
    world.wait(minutes=1)
    world.command("feedback")
    world.read(SAM)
    world.say("the lemon cake")
    (line,) = world.read(SAM)
    assert line.message.lines[0].values["words"] == "the lemon cake"
    world.press("5")
    world.say("and thank you for asking")
    assert world.read(SAM)[-1].message.lines[0].values["words"] == "and thank you for asking"
    given = [answer.comment for one in world.rows.invitations.values() for answer in one.answers]
    assert given[-2:] == ["the lemon cake", "and thank you for asking"]


# Who spoke last, when a survey was left open.


def half_finished(world: World) -> World:
    """Maya has given a low rating and left the next question open; an hour later Sam has written."""
    unhappy(world)
    world.wait(hours=1)
    world.submit("reply", {"text": "Which cake was it?"})
    world.read()
    world.read(SAM)
    return world


def test_words_after_staff_have_written_are_for_them(world: World) -> None:
    half_finished(world)
    world.wait(hours=1)
    world.say("the lemon cake")
    (line,) = world.read(SAM)
    assert line.message.lines[0].values["words"] == "the lemon cake"
    assert line.thread == world.case.alert
    assert world.invitation.comments is None


def test_once_the_survey_goes_on_words_are_an_answer_and_in_the_thread(world: World) -> None:
    half_finished(world)
    world.press("go_on")
    world.say("the lemon cake")
    edit, line = world.read(SAM)
    assert card(edit)["quote"] == line.message.lines[0].values["words"] == "the lemon cake"
    assert line.thread == world.case.alert
    assert world.invitation.comments == "the lemon cake"


def test_a_press_after_staff_have_written_is_none_of_their_business(world: World) -> None:
    half_finished(world)
    world.press("go_on")
    world.press("skip")
    world.press("quality")
    world.press("done")
    assert world.read(SAM) == []


@pytest.mark.parametrize(("said", "state"), [("yes", CaseState.CONFIRMED), ("no", CaseState.OPEN)])
def test_yes_and_no_after_the_follow_up_answer_it_and_not_the_survey(
    world: World, said: str, state: CaseState
) -> None:
    half_finished(world)
    world.submit("resolve", DONE)
    world.wait(hours=1)
    world.say(said)
    assert world.case.state is state
    assert world.invitation.question == "wrong"
    assert world.invitation.answer_to("wrong") is None


def test_other_words_after_the_follow_up_are_an_answer_and_open_the_case_again(world: World) -> None:
    half_finished(world)
    world.submit("resolve", DONE)
    world.wait(hours=1)
    world.press("go_on")
    world.read(SAM)
    world.say("the new cake was stale too")
    assert (world.case.state, world.case.reopened, world.case.owner) == (CaseState.OPEN, 1, None)
    assert world.case.take_by == world.now + timedelta(hours=1)
    assert world.invitation.comments == "the new cake was stale too"
    edit, line = world.read(SAM)
    assert card(edit)["quote"] == line.message.lines[0].values["words"] == "the new cake was stale too"


def test_a_rating_is_a_rating_whoever_spoke_last(world: World) -> None:
    world.ask()
    world.say("where is my order?")
    world.wait(hours=1)
    world.submit("reply", {"text": "On its way"})
    world.submit("resolve", DONE)
    world.wait(hours=1)
    world.press("go_on")
    world.say("5")
    assert world.maya.ratings == (5,)
    assert world.case.state is CaseState.RESOLVED


def test_what_was_typed_before_the_follow_up_came_answers_the_survey_however_late_it_arrives(
    world: World,
) -> None:
    half_finished(world)
    world.press("go_on")
    world.press("skip")
    world.press("skip")
    world.command("feedback")
    typed_at = world.now
    world.wait(minutes=5)
    world.submit("resolve", DONE)
    world.wait(minutes=5)
    assert world.case.followed_up_at is not None
    world.deliver(MessageReceived(MAYA.platform, "on its way", typed_at, MAYA, "3", "Maya Okafor"))
    assert world.maya.ratings == (1, 3)
    assert (world.case.state, world.case.reopened) == (CaseState.RESOLVED, 0)


def test_a_survey_that_was_started_after_the_follow_up_takes_the_words(world: World) -> None:
    half_finished(world)
    world.submit("resolve", DONE)
    world.wait(hours=1)
    world.press("go_on")
    world.press("skip")
    world.press("skip")
    world.wait(hours=1)
    world.command("feedback")
    world.press("5")
    world.say("yes")
    assert world.case.state is CaseState.RESOLVED
    assert "yes" in [answer.comment for one in world.rows.invitations.values() for answer in one.answers]


def test_stop_is_stop_whoever_spoke_last(world: World) -> None:
    half_finished(world)
    world.wait(hours=1)
    world.say("stop asking me")
    assert world.maya.opted_out_at is not None


# Staff at work.


def test_two_who_take_it_at_once_are_one_owner_and_the_other_is_told_who(world: World) -> None:
    unhappy(world)
    assert world.press("take", SAM, "Sam Reed") == {"ok": True}
    data = case_data(world.case.id, "take")
    late = world.press_data(data, KIM, "Kim Abel")
    assert late == {"ok": False, "text": {"key": "case.taken_by", "values": {"who": "Sam Reed"}}}
    assert (world.case.owner, world.case.owner_name) == (SAM.user, "Sam Reed")
    assert world.case.state is CaseState.TAKEN


def test_taking_it_edits_the_alert_and_tells_the_thread(world: World) -> None:
    unhappy(world)
    world.read(SAM)
    world.press("take", SAM, "Sam Reed")
    edit, line = world.read(SAM)
    assert (edit.target, edit.purpose) == (world.case.alert, "alert_update")
    assert (line.thread, line.message.lines[0].values) == (world.case.alert, {"who": "Sam Reed"})
    assert [{"key": "alert.owner", "values": {}}, "Sam Reed"] in card(edit)["facts"]
    assert world.values(SAM) == ["reply", "note", "resolve", "hand_over", "release", "dismiss", "mute"]


def test_what_has_an_owner_offers_nobody_else_to_take_it(world: World) -> None:
    unhappy(world)
    world.submit("reply", {"text": "So sorry!"})
    assert world.values(SAM) == ["reply", "note", "resolve", "hand_over", "release", "mute"]


def test_the_headline_leads_with_the_name(world: World) -> None:
    unhappy(world)
    assert world.words(SAM) == ["Maya Okafor is unhappy"]


def test_a_room_reads_in_its_own_language_and_a_customer_in_theirs(world: World) -> None:
    staff, managers = world.settings.rooms
    rooms = (replace(staff, language="fr"), managers)
    world.settings = replace(world.settings, rooms=rooms, languages=("en", "de"))
    world.buy()
    world.change(language="de")
    world.wait(hours=2)
    world.press("1")
    world.press_data(case_data(world.case.id, "take"), SAM, "Sam Reed")
    assert {parcel.language for parcel in world.read(SAM)} == {"fr"}
    assert {parcel.language for parcel in world.read()} == {"de"}


def test_where_a_language_is_unknown_the_businesss_own_is_spoken(world: World) -> None:
    world.buy()
    world.change(language="tlh")
    world.wait(hours=2)
    world.press("1")
    assert {parcel.language for parcel in world.read()} == {"en"}
    world.settings = replace(world.settings, rooms=())
    world.press_data(case_data(world.case.id, "take"), SAM, "Sam Reed")
    assert {parcel.language for parcel in world.read(SAM)} == {"en"}


@pytest.mark.parametrize("action", ["take", "release", "reply", "note", "resolve"])
@pytest.mark.parametrize("who", [ALEX, MAYA, TOM, Address("web", room="staff", person="guest")])
def test_only_staff_work_on_cases(world: World, who: Address, action: str) -> None:
    unhappy(world)
    before, sent = world.case, len(world.parcels)
    reply = world.press_data(case_data(world.case.id, action), who, "Somebody")
    assert reply["text"] == {"key": "case.staff_only", "values": {"user": who.user}}
    assert world.case == before
    assert len(world.parcels) == sent


def test_a_case_that_is_not_there_is_said_so(world: World) -> None:
    assert world.press_data(case_data("gone", "take"), SAM)["text"] == {"key": "case.gone", "values": {}}


def test_an_action_that_has_no_button_does_nothing(world: World) -> None:
    unhappy(world)
    assert world.press_data(case_data(world.case.id, "close"), SAM) == {}
    assert world.case.state is CaseState.OPEN


def test_a_reply_reaches_the_customers_own_chat_under_the_first_name(world: World) -> None:
    unhappy(world)
    world.read(SAM)
    assert world.submit("reply", {"text": "  So sorry! "}) == {"ok": True}
    assert world.words()[-1] == "Sam: So sorry!"
    assert (world.case.state, world.case.contacted_at) == (CaseState.CONTACTED, world.now)
    assert (world.case.owner, world.case.taken_at) == (SAM.user, world.now)
    assert keys(world.read(SAM))[-1] == "timeline.replied"


def test_a_reply_to_somebody_elses_case_leaves_it_theirs(world: World) -> None:
    unhappy(world)
    world.press("take", SAM, "Sam Reed")
    world.submit("reply", {"text": "Hello!"}, KIM, "Kim Abel")
    assert world.words()[-1] == "Kim: Hello!"
    assert world.case.owner == SAM.user


@pytest.mark.parametrize(("name", "first"), [("", "sam"), ("   ", "sam"), (" Sam Reed", "Sam")])
def test_a_reply_is_sent_whatever_the_platform_calls_its_writer(world: World, name: str, first: str) -> None:
    unhappy(world)
    world.submit("reply", {"text": "Hello"}, name=name)
    assert world.words()[-1] == f"{first}: Hello"


def test_a_reply_needs_words_and_somebody_to_read_them(world: World) -> None:
    unhappy(world)
    assert world.submit("reply", {"text": " \n"})["text"] == {"key": "case.empty", "values": {}}
    world.settle(world.parcels[0], Outcome.UNREACHABLE)
    assert world.submit("reply", {"text": "Hello"})["text"] == {"key": "case.unreachable", "values": {}}
    assert world.case.state is CaseState.OPEN


def test_a_case_that_was_released_can_be_taken_by_another(world: World) -> None:
    unhappy(world)
    world.press("take", SAM, "Sam Reed")
    first = world.case.taken_at
    world.wait(minutes=5)
    world.press_data(case_data(world.case.id, "release"), SAM, "Sam Reed")
    assert (world.case.owner, world.case.owner_name, world.case.state) == (None, None, CaseState.OPEN)
    world.press("take", KIM, "Kim Abel")
    assert (world.case.owner, world.case.taken_at) == (KIM.user, first)


def test_who_replies_after_a_release_owns_it_and_the_first_taking_counts(world: World) -> None:
    unhappy(world)
    world.press("take", SAM, "Sam Reed")
    first = world.case.taken_at
    world.wait(minutes=5)
    world.press_data(case_data(world.case.id, "release"), SAM, "Sam Reed")
    world.submit("reply", {"text": "Hello!"}, KIM, "Kim Abel")
    assert (world.case.owner, world.case.taken_at) == (KIM.user, first)


@pytest.mark.parametrize("action", ["take", "release", "resolve", "reply"])
def test_what_the_case_has_moved_past_is_refused(world: World, action: str) -> None:
    resolved(world)
    world.press("5")
    moved_on = world.case
    world.rows.cases[moved_on.id] = replace(moved_on, owner=None)
    reply = world.submit_data(case_data(moved_on.id, action), {"text": "Hello", **DONE})
    assert reply["text"] == {"key": "case.moved_on", "values": {}}


def test_a_note_stays_among_staff(world: World) -> None:
    unhappy(world)
    world.read(SAM)
    assert world.submit("note", {"text": "Second time this month"}) == {"ok": True}
    assert keys(world.read(SAM)) == ["timeline.noted"]
    assert world.purposes() == []
    assert world.entries[-1].text == "Second time this month"
    assert world.submit("note", {"text": ""})["text"] == {"key": "case.empty", "values": {}}


def test_resolving_needs_a_cause_and_what_was_done(world: World) -> None:
    unhappy(world)
    world.press("take", SAM, "Sam Reed")
    incomplete: list[dict[str, str]] = [
        {"cause": "delivery", "done": ""},
        {"cause": "weather", "done": "No"},
        {},
    ]
    for fields in incomplete:
        assert world.submit("resolve", fields)["text"] == {"key": "case.resolve_needs", "values": {}}
    assert world.case.state is CaseState.TAKEN


def test_every_step_is_in_the_log_in_order(world: World) -> None:
    resolved(world)
    world.press("1")
    kinds = ["opened", "took", "replied", "resolved", "asked", "reopened"]
    assert [entry.kind for entry in world.entries] == kinds
    assert [entry.number for entry in world.entries] == [1, 2, 3, 4, 5, 6]
    assert [entry.actor for entry in world.entries] == [None, SAM.user, SAM.user, SAM.user, None, None]
    assert world.entries[3].text == "delivery: Sent a new one"


# The customer has the last word.


def test_when_it_is_put_right_the_customer_is_asked_once(world: World) -> None:
    resolved(world)
    asked = world.words()
    assert asked[-1].startswith("Hello again, Maya.")
    assert "Sent a new one" not in "".join(asked)
    assert world.case.cause == "delivery"
    world.wait(days=6)
    assert world.purposes() == []


def test_yes_ends_it(world: World) -> None:
    resolved(world)
    data = world.button("5").data
    world.press_data(data)
    assert world.case.state is CaseState.CONFIRMED
    assert world.case.ended_at == world.now
    assert keys(world.read(SAM)) == ["alert.headline.unhappy", "timeline.confirmed_rated"]
    world.read()
    world.press_data(data)
    world.press_data(follow_up_data(world.case.id, False))
    assert world.case.state is CaseState.CONFIRMED
    assert world.purposes() == []


def test_no_opens_it_again_and_the_clocks_run_anew(world: World) -> None:
    resolved(world)
    world.wait(days=1)
    world.press("1")
    case = world.case
    assert (case.state, case.reopened, case.resolved_at) == (CaseState.OPEN, 1, None)
    assert case.take_by == world.now + timedelta(hours=1)
    assert world.values(SAM)[0] == "take"
    world.press("take", KIM, "Kim Abel")
    assert world.case.owner == KIM.user


def test_silence_ends_it_too(world: World) -> None:
    resolved(world)
    world.wait(days=7)
    assert world.case.state is CaseState.SILENT
    world.press("5")
    assert world.case.state is CaseState.SILENT


def test_a_case_resolved_a_second_time_is_asked_about_a_second_time(world: World) -> None:
    resolved(world)
    world.wait(days=5)
    world.press("1")
    world.press("take", KIM, "Kim Abel")
    world.submit("resolve", DONE, KIM)
    world.wait(hours=0)
    assert world.purposes()[-1] == "followup"
    world.wait(days=6, hours=23)
    before = world.case.state
    world.wait(hours=1)
    assert (before, world.case.state) == (CaseState.RESOLVED, CaseState.SILENT)


def test_what_is_put_right_at_night_is_asked_about_in_the_morning(world: World) -> None:
    unhappy(world)
    world.press("skip")
    world.press("skip")
    world.now = world.now.replace(hour=21)
    world.press("take", SAM, "Sam Reed")
    world.submit("resolve", DONE)
    world.read()
    world.wait(hours=10)
    assert world.purposes() == []
    world.wait(hours=1)
    assert world.purposes() == ["followup"]
    world.wait(days=7)
    assert world.case.state is CaseState.SILENT


def test_nobody_asks_in_the_morning_whether_it_is_right_once_they_said_it_is_not(world: World) -> None:
    unhappy(world)
    world.press("skip")
    world.press("skip")
    world.now = world.now.replace(hour=21)
    world.press("take", SAM, "Sam Reed")
    world.submit("resolve", DONE)
    world.say("it is still broken")
    world.read()
    world.wait(days=1)
    assert world.purposes() == []
    assert world.case.state is CaseState.OPEN


def test_who_cannot_be_reached_is_not_asked_and_the_case_ends_silent(world: World) -> None:
    unhappy(world)
    world.press("take", SAM, "Sam Reed")
    world.settle(world.parcels[0], Outcome.UNREACHABLE)
    world.read()
    world.submit("resolve", DONE)
    assert world.purposes() == []
    world.wait(days=8)
    assert world.case.state is CaseState.SILENT


def test_the_follow_up_of_another_customer_is_ignored(world: World) -> None:
    resolved(world)
    data = world.button("5").data
    world.press_data(data, at=TOM)
    world.rows.contacts[TOM.key] = Contact(TOM, "tom")
    world.rows.customers["tom"] = replace(world.maya, id="tom")
    world.press_data(data, at=TOM)
    world.press_data(follow_up_data("gone", True))
    assert world.case.state is CaseState.RESOLVED


@pytest.mark.parametrize("said", ["yes", "Yes, thank you!", "yep", "👍"])
def test_yes_can_be_typed(world: World, said: str) -> None:
    resolved(world)
    world.say(said)
    assert world.case.state is CaseState.CONFIRMED
    assert keys(world.read())[-1] == "followup.confirmed"


def test_no_can_be_typed_and_its_words_reach_staff(world: World) -> None:
    resolved(world)
    world.say("no, the new one is broken too")
    assert world.case.state is CaseState.OPEN
    assert world.read(SAM)[-1].message.lines[0].values["words"] == "the new one is broken too"


@pytest.mark.parametrize("said", ["thanks!", "ok", "no comment"])
def test_a_mere_thank_you_leaves_it_resolved_and_is_seen_by_staff(world: World, said: str) -> None:
    resolved(world)
    world.say(said)
    assert world.case.state is CaseState.RESOLVED
    assert world.read(SAM)[-1].message.lines[0].values["words"] == said


def test_a_plain_no_opens_it_again(world: World) -> None:
    resolved(world)
    world.say("not yet")
    assert (world.case.state, world.case.reopened) == (CaseState.OPEN, 1)
    assert world.values(SAM)[0] == "take"


@pytest.mark.parametrize("said", ["the box is still missing", "where is it?"])
def test_anything_else_opens_it_again_with_the_words(world: World, said: str) -> None:
    resolved(world)
    world.say(said)
    assert (world.case.state, world.case.reopened) == (CaseState.OPEN, 1)
    assert said in str([parcel.message.lines[0].values for parcel in world.read(SAM)])
    assert world.values(SAM)[0] == "take"


def test_an_empty_message_opens_nothing(world: World) -> None:
    resolved(world)
    world.say("\u200b")
    assert world.case.state is CaseState.RESOLVED


def test_stop_never_ends_answers_to_their_own_case(world: World) -> None:
    unhappy(world)
    world.say("stop asking me")
    world.submit("reply", {"text": "Of course. A new one is on its way"})
    assert world.words()[-1] == "Sam: Of course. A new one is on its way"
    world.press("take", KIM)
    world.submit("resolve", DONE)
    world.wait(hours=0)
    assert world.purposes()[-1] == "followup"


def test_happy_words_beside_a_low_rating_are_a_reason_to_look_twice(world: World) -> None:
    world.feelings["1, best coffee ever"] = good()
    world.ask()
    world.say("1, best coffee ever")
    assert world.case.reasons == ("reason.low_rating", "reason.contradiction.low_rating")


def test_a_case_whose_customer_is_gone_is_left_alone(world: World) -> None:
    resolved(world)
    case = world.case
    world.rows.customers.clear()
    world.wait(days=8)
    assert world.case == case
    assert world.press_data(case_data(case.id, "note"), SAM)["text"] == {"key": "case.gone", "values": {}}


# Where the customer is written to.


def in_both_chats(world: World) -> None:
    """Maya is asked on the web, and can be reached on Telegram too."""
    unhappy(world)
    world.rows.contacts[MAYA_ON_TELEGRAM.key] = Contact(MAYA_ON_TELEGRAM, world.maya.id)
    world.read(MAYA_ON_TELEGRAM)


def test_staff_write_where_the_customer_last_spoke(world: World) -> None:
    in_both_chats(world)
    world.submit("reply", {"text": "Hello"})
    assert world.words(MAYA)[-1] == "Sam: Hello"
    world.say("hello to you", MAYA_ON_TELEGRAM)
    world.read(MAYA_ON_TELEGRAM)
    world.submit("reply", {"text": "Hello"})
    assert world.words(MAYA_ON_TELEGRAM) == ["Sam: Hello"]


def test_so_they_do_once_the_survey_has_ended(world: World) -> None:
    in_both_chats(world)
    for value in ("skip", "skip"):
        world.press(value)
    world.submit("reply", {"text": "Hello"})
    world.submit("resolve", {"cause": "quality", "done": "Said sorry"})
    world.wait(hours=0)
    assert "Did we put it right?" in world.words(MAYA)[-1]
    assert world.words(MAYA_ON_TELEGRAM) == []


def test_where_that_chat_is_blocked_they_write_to_another(world: World) -> None:
    in_both_chats(world)
    world.be(False, MAYA)
    world.submit("reply", {"text": "Hello"})
    assert world.words(MAYA_ON_TELEGRAM) == ["Sam: Hello"]


def test_of_a_case_without_a_survey_the_last_survey_tells_where(world: World) -> None:
    world.ask()
    world.press("decline")
    world.rows.contacts[MAYA_ON_SLACK.key] = Contact(MAYA_ON_SLACK, world.maya.id)
    world.say("where is it?")
    assert world.case.invitation_id is None
    world.submit("reply", {"text": "On its way"})
    assert world.words(MAYA)[-1] == "Sam: On its way"


def test_a_survey_that_is_open_elsewhere_goes_before_the_one_of_the_case(world: World) -> None:
    in_both_chats(world)
    for value in ("skip", "skip"):
        world.press(value)
    world.command("feedback", at=MAYA_ON_TELEGRAM)
    world.read(MAYA_ON_TELEGRAM)
    world.submit("reply", {"text": "Hello"})
    assert world.words(MAYA_ON_TELEGRAM)[-1] == "Sam: Hello"


def test_a_bare_stop_while_a_case_is_open_is_no_news_for_staff(world: World) -> None:
    unhappy(world)
    for value in ("skip", "skip"):
        world.press(value)
    world.read(SAM)
    world.say("stop")
    assert world.maya.opted_out_at == world.now
    assert world.words(SAM) == []
