"""A while after a case was put right the customer is asked once, and has the last word."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.callbacks import rated_anew_data
from bot.core.effects import Timer
from bot.core.events import MessageReceived
from bot.core.identity import Contact
from bot.core.recovery import CaseState
from tests.handlers.conftest import MAYA, MAYA_ON_TELEGRAM, SAM, World, good

DONE = {"cause": "delivery", "done": "Sent a new one"}
DAY = timedelta(days=1)


@pytest.fixture
def world(world: World) -> World:
    """Customers are asked a day after it was put right."""
    service = replace(world.settings.service, follow_up_after=DAY)
    world.settings = replace(world.settings, service=service)
    return world


def resolved(world: World, touchpoint: str = "visit", rating: str = "1") -> None:
    """Sam has put it right just now."""
    world.ask(touchpoint)
    world.press(rating)
    world.press("skip")
    world.press("skip")
    world.press("take", SAM, "Sam Reed")
    world.submit("resolve", DONE)
    world.read()
    world.read(SAM)


def offered(world: World) -> list[str]:
    """What can be pressed in Maya's chat, beside changing the rating of the survey."""
    return [value for value in world.values() if value != "revise"]


def test_nobody_is_asked_before_the_time_that_is_configured(world: World) -> None:
    resolved(world)
    world.wait(hours=23)
    assert world.purposes() == []
    assert world.case.followed_up_at is None
    world.wait(hours=1)
    assert world.purposes() == ["followup"]
    assert world.case.followed_up_at == world.now
    assert world.entries[-1].kind == "asked"


def test_once_they_are_asked_staff_are_not_offered_to_take_it_back(world: World) -> None:
    resolved(world)
    world.wait(hours=23)
    assert "undo" in world.values(SAM)
    world.wait(hours=1)
    assert "undo" not in world.values(SAM)


def test_the_question_is_the_one_that_it_began_with_in_its_words_and_on_its_scale(world: World) -> None:
    resolved(world, "recommend", "3")
    world.wait(days=1)
    words = world.words()[-1]
    assert "how likely is it that you would recommend Bean There" in words
    assert "0 = not at all likely" in words
    assert offered(world) == [str(value) for value in range(11)]


def test_where_that_survey_is_not_at_hand_the_scale_is_asked_for_all_the_same(world: World) -> None:
    resolved(world)
    world.rows.cases[world.case.id] = replace(world.case, invitation_id=None)
    world.wait(days=1)
    assert "How was it, all in all?" in world.words()[-1]
    assert offered(world) == ["1", "2", "3", "4", "5"]


def test_what_they_answer_enters_no_score(world: World) -> None:
    resolved(world)
    world.wait(days=1)
    before = world.maya.ratings, world.invitation
    world.press("5")
    assert (world.maya.ratings, world.invitation) == before
    assert (world.case.state, world.case.rating, world.case.rating_after) == (CaseState.CONFIRMED, 1, 5)


@pytest.mark.parametrize(
    ("rating", "state"), [("1", CaseState.OPEN), ("2", CaseState.OPEN), ("3", "confirmed")]
)
def test_what_the_alert_rule_hears_of_is_not_recovered(world: World, rating: str, state: str) -> None:
    resolved(world)
    world.wait(days=1)
    world.press(rating)
    assert world.case.state == state
    assert world.case.rating_after == int(rating)


def test_a_press_shows_what_was_chosen_and_leaves_no_button(world: World) -> None:
    resolved(world)
    world.wait(days=1)
    world.press("4")
    assert offered(world) == []
    assert "Your answer: 4 of 5" in world.words()[-2]
    asked = next(one for one in world.parcels if one.purpose == "followup")
    edit = next(one for one in world.parcels if one.purpose == "followed_up")
    assert edit.target == asked.id


def test_a_rating_that_is_not_on_the_scale_is_nothing(world: World) -> None:
    resolved(world)
    world.wait(days=1)
    for value in (0, 6, 99):
        world.press_data(rated_anew_data(world.case.id, value))
    assert world.case.state is CaseState.RESOLVED


def test_a_number_beyond_the_scale_is_asked_for_again(world: World) -> None:
    resolved(world)
    world.wait(days=1)
    world.read()
    world.say("9")
    assert world.words() == ["A number from 1 to 5 is perfect: 1 is very dissatisfied, 5 is very satisfied."]
    assert world.case.state is CaseState.RESOLVED


def test_happy_words_are_no_answer_and_no_reason_to_open_it_again(world: World) -> None:
    world.feelings["the new one is wonderful"] = good()
    resolved(world)
    world.say("the new one is wonderful")
    world.wait(days=1)
    world.say("the new one is wonderful")
    assert world.case.state is CaseState.RESOLVED
    assert [entry.kind for entry in world.entries][-3:] == ["wrote", "asked", "wrote"]


def test_who_says_before_we_ask_that_it_is_not_right_is_heard_at_once(world: World) -> None:
    resolved(world)
    world.say("no, it is still broken")
    assert (world.case.state, world.case.reopened) == (CaseState.OPEN, 1)
    world.wait(days=2)
    assert "followup" not in world.purposes()


@pytest.mark.parametrize(("words", "state"), [("yes", CaseState.RESOLVED), ("no", CaseState.OPEN)])
def test_what_was_typed_before_we_asked_is_read_as_such_however_late_it_arrives(
    world: World, words: str, state: CaseState
) -> None:
    resolved(world)
    typed_at = world.now
    world.wait(days=1)
    world.deliver(MessageReceived(MAYA.platform, "on its way", typed_at, MAYA, words, "Maya Okafor"))
    assert world.case.state is state
    assert [entry.kind for entry in world.entries][-2:] == ["asked", "wrote"]


def test_thanks_with_a_question_in_them_open_it_again(world: World) -> None:
    resolved(world)
    world.say("yes, where is the invoice?")
    assert world.case.state is CaseState.OPEN


def test_a_case_that_is_put_right_a_second_time_waits_for_its_own_answer(world: World) -> None:
    """The wait that began with the first question does not end the second."""
    resolved(world)
    world.wait(days=7, hours=20)
    world.press("1")
    world.press("take", SAM, "Sam Reed")
    world.submit("resolve", DONE)
    assert world.case.followed_up_at is None
    states = []
    for hours in (12, 7 * 24 + 11, 1):
        world.wait(hours=hours)
        states.append(world.case.state)
    assert states == [CaseState.RESOLVED, CaseState.RESOLVED, CaseState.SILENT]


def test_asked_at_once_before_an_update_it_still_ends_silent(world: World) -> None:
    """Its wait was set when it was put right; nobody waits for ever."""
    resolved(world)
    silent = Timer("silent", world.case.id, world.now + timedelta(days=7))
    world.timers = {silent.id: silent}
    world.wait(days=9)
    assert world.case.state is CaseState.SILENT


@pytest.mark.parametrize("how", ["erased", "muted"])
def test_who_wants_to_hear_nothing_is_not_asked(world: World, how: str) -> None:
    resolved(world)
    match how:
        case "erased":
            world.change(erased_at=world.now)
        case _:
            world.change(muted_until=world.now + 2 * DAY)
    world.wait(days=9)
    assert "followup" not in world.purposes()
    assert world.case.state is CaseState.SILENT


def test_they_are_asked_where_they_last_spoke_and_once(world: World) -> None:
    resolved(world)
    world.rows.contacts[MAYA_ON_TELEGRAM.key] = Contact(MAYA_ON_TELEGRAM, world.maya.id)
    world.wait(days=3)
    assert world.purposes(MAYA) == ["followup"]
    assert world.purposes(MAYA_ON_TELEGRAM) == []


def silent(world: World) -> None:
    """A week has gone by since Maya was asked."""
    resolved(world)
    world.wait(days=8)
    assert world.case.state is CaseState.SILENT
    world.read()
    world.read(SAM)


def test_a_late_yes_is_kept_and_opens_nothing(world: World) -> None:
    silent(world)
    for _ in range(2):
        world.press("5")
    assert (world.case.state, world.case.rating_after) == (CaseState.SILENT, 5)
    assert [entry.kind for entry in world.entries].count("confirmed") == 1
    assert world.words(SAM) == ["Maya Okafor says it was put right: 5/5 now"]
    assert world.words()[-1] == "That's good to hear. Thank you for giving us the chance."
    assert offered(world) == []


def test_a_late_no_is_a_case_of_its_own(world: World) -> None:
    silent(world)
    for _ in range(2):
        world.press("2")
    before, after = sorted(world.rows.cases.values(), key=lambda case: case.opened_at)
    assert (before.state, before.rating_after) == (CaseState.SILENT, 2)
    assert (after.state, after.rating, after.touchpoint) == (CaseState.OPEN, 2, before.touchpoint)
    assert after.reasons == ("reason.not_recovered",)


def test_a_late_no_joins_the_case_that_is_open_by_then(world: World) -> None:
    silent(world)
    world.say("where is my parcel?")
    world.read(SAM)
    world.press("2")
    assert len(world.rows.cases) == 2
    assert len({parcel.thread for parcel in world.read(SAM)}) == 2
