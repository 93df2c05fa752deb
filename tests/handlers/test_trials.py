"""``/tryit``: a survey as a customer walks through it; nothing of it is counted, and nobody else is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.callbacks import tool_data
from bot.core.conversation import ACTIVE, State
from bot.core.evidence import Evidence, EvidenceKind
from bot.core.identity import Address
from tests.handlers.conftest import (
    SAM,
    SAM_ON_SLACK,
    SAM_ON_TELEGRAM,
    STAFF_ROOM,
    SURVEYS,
    World,
    bad,
)

HERE = replace(SAM_ON_TELEGRAM, room="")
ON_SLACK = replace(SAM_ON_SLACK, room="")
OVER = "nothing of it was counted, and nobody else was told."


def trying(world: World, survey: str = "three-questions", at: Address = HERE) -> None:
    """Sam has said hello before, and tries this survey; read so far."""
    world.command("start", "", at, sender="Sam Reed")
    world.command("tryit", survey, at)
    world.read(at)


def assert_nothing_counted(world: World) -> None:
    """No record of any customer, no case, no decision not to ask, and nothing in any room."""
    for customer in world.rows.customers.values():
        assert (customer.ratings, customer.invited_at, customer.ignored) == ((), {}, 0)
        assert customer.opted_out_at is None
    assert world.rows.cases == {}
    assert world.suppressions == []
    assert world.read(STAFF_ROOM) == []


def test_the_survey_is_asked_as_a_customer_gets_it_below_a_line_that_says_that_it_is_a_try(
    world: World,
) -> None:
    world.command("start", "", HERE, sender="Sam Reed")
    world.read(HERE)
    assert world.command("tryit", "nps", HERE) == {"ok": True}
    intro, question = world.words(HERE)
    assert intro == "This is a try of nps, just as a customer sees it. Nothing of it is counted."
    assert question.startswith("Hi Sam, how likely")
    assert "I am Bean There's feedback bot" in question
    assert world.values(HERE)[-3:] == ["decline", "later", "stop"]
    assert world.invitation.trial


@pytest.mark.parametrize("survey", SURVEYS)
@pytest.mark.parametrize("at", [HERE, ON_SLACK], ids=lambda one: one.platform)
def test_every_survey_can_be_walked_to_its_end_by_the_lowest_answers(
    world: World, survey: str, at: Address
) -> None:
    trying(world, survey, at)
    world.feelings["It was cold and late. Never again!"] = bad()
    for _ in range(20):
        if world.invitation.state not in ACTIVE:
            break
        kind = SURVEYS[survey].question(str(world.invitation.question)).kind
        if kind == "text":
            world.say("It was cold and late. Never again!", at)
        elif kind == "choices":
            world.press(world.values(at)[-2], at)
            world.press("done", at)
        else:
            first = [value for value in world.values(at) if value not in {"decline", "later", "stop", "skip"}]
            world.press(first[0], at)
    assert world.invitation.state is State.COMPLETED
    assert world.words(at)[-1].endswith(OVER)
    assert_nothing_counted(world)
    world.wait(days=30)
    assert world.read(at) == []


def test_a_low_rating_is_met_with_the_words_that_an_unhappy_customer_reads(world: World) -> None:
    trying(world, "csat")
    world.press("1", HERE)
    assert any("sorry" in words.lower() for words in world.words(HERE))
    assert_nothing_counted(world)


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("where is my order?", "they can answer you right here"),
        ("I want to talk to a human", "they can write to you right here"),
        ("stop asking me. It was awful", "I won't ask you again"),
        ("later", "I'll come back to you tomorrow"),
    ],
)
def test_what_a_customer_may_say_is_answered_as_ever_and_comes_to_nothing(
    world: World, said: str, answered: str
) -> None:
    trying(world)
    world.say(said, HERE)
    assert any(answered in words for words in world.words(HERE))
    assert_nothing_counted(world)
    world.wait(days=30)
    assert_nothing_counted(world)
    assert world.invitation.state not in ACTIVE


@pytest.mark.parametrize("way_out", ["decline", "later", "stop"])
def test_every_way_out_ends_the_try_and_is_said_to(world: World, way_out: str) -> None:
    trying(world)
    world.press(way_out, HERE)
    assert world.words(HERE)[-1].endswith(OVER)
    assert world.invitation.state is State.DECLINED
    assert world.timers == {}
    assert_nothing_counted(world)


def test_the_stop_command_in_the_middle_of_a_try_opts_nobody_out(world: World) -> None:
    trying(world)
    world.command("stop", "", HERE)
    assert world.words(HERE)[-1].endswith(OVER)
    assert_nothing_counted(world)


def test_a_voice_note_an_edit_and_a_change_of_the_rating_come_to_nothing_either(world: World) -> None:
    trying(world, "csat")
    key = world.say("2", HERE, evidence=(Evidence(EvidenceKind.VOICE, "v"),))
    world.edit(key, "1", HERE)
    world.say("so cold", HERE)
    while world.invitation.state in ACTIVE:
        world.press("skip", HERE)
    world.press("revise", HERE)
    world.press("1", HERE)
    assert world.invitation.answers[0].rating == 1
    assert sum(OVER in words for words in world.words(HERE)) == 1
    assert_nothing_counted(world)


def test_what_was_planned_in_earnest_stays_planned(world: World) -> None:
    world.buy(address=HERE, bought_at=world.now + timedelta(days=2))
    trying(world)
    world.press("stop", HERE)
    planned = [one for one in world.rows.invitations.values() if not one.trial]
    assert [one.state for one in planned] == [State.PLANNED]
    assert_nothing_counted(world)


def test_after_an_hour_a_try_is_over_without_a_word(world: World) -> None:
    trying(world)
    world.wait(minutes=59)
    assert world.read(HERE) == []
    world.wait(minutes=1)
    assert world.purposes(HERE) == ["retired"]
    assert world.invitation.state is State.EXPIRED
    assert_nothing_counted(world)


def test_a_real_survey_that_is_open_is_not_disturbed(world: World) -> None:
    world.ask(address=HERE)
    world.command("tryit", "nps", HERE)
    assert "survey of your own open" in world.words(HERE)[0]
    assert world.invitation.state is State.ASKED
    assert not world.invitation.trial


def test_a_real_survey_that_is_about_to_come_is_not_disturbed(world: World) -> None:
    world.buy(address=HERE)
    world.now += timedelta(hours=1, minutes=30)
    world.command("tryit", "nps", HERE)
    assert "survey of your own" in world.words(HERE)[0]
    world.wait(hours=1)
    assert world.purposes(HERE) == ["invitation"]


def test_a_real_survey_that_comes_all_the_same_takes_the_place_of_the_try(world: World) -> None:
    world.rule(between_any=timedelta(0))
    world.ask(address=HERE)
    world.press("decline", HERE)
    trying(world)
    world.buy("2", address=HERE, bought_at=world.now - timedelta(hours=2))
    world.wait(minutes=1)
    assert [one.trial for one in world.rows.invitations.values() if one.state in ACTIVE] == [False]


def test_another_try_takes_the_place_of_the_one_that_is_open(world: World) -> None:
    trying(world)
    world.command("tryit", "nps", HERE)
    assert world.purposes(HERE) == ["retired", "reply", "trial"]
    assert [one.survey for one in world.rows.invitations.values() if one.state in ACTIVE] == ["nps"]


# Which survey, and where.


def test_without_a_name_it_offers_every_survey(world: World) -> None:
    world.command("tryit", "", HERE)
    (which,) = world.read(HERE)
    data = [button.data for row in which.message.rows for button in row]
    assert data == [tool_data("tryit", name) for name in world.settings.current]
    world.press_data(data[0], HERE)
    assert world.purposes(HERE) == ["reply", "trial"]


def test_of_a_name_that_there_is_not_the_nearest_is_offered(world: World) -> None:
    world.command("tryit", "tree questions", HERE)
    assert world.words(HERE) == ['There is no survey called "tree questions". Did you mean three-questions?']


def test_capitals_and_blanks_in_a_name_are_no_matter(world: World) -> None:
    world.command("tryit", "Three questions", HERE)
    assert world.invitation.survey == "three-questions"


def test_from_the_staff_room_it_goes_on_in_ones_own_chat(world: World) -> None:
    world.staff_on(SAM_ON_SLACK)
    world.command("tryit", "nps", SAM_ON_SLACK)
    assert world.words(SAM_ON_SLACK) == ["It goes on in your own chat with me."]
    assert world.purposes(ON_SLACK) == ["reply", "trial"]


@pytest.mark.parametrize("room", [SAM_ON_TELEGRAM, SAM], ids=lambda one: one.platform)
def test_whom_we_cannot_write_to_is_told_how_to_change_that(world: World, room: Address) -> None:
    world.staff_on(room)
    world.command("tryit", "nps", room)
    assert world.words(room) == [
        "I can't write to you yet. Open a chat with me, say hello, and type /tryit nps there."
    ]
    assert world.rows.invitations == {}
    assert world.rows.customers == {}


def test_a_try_is_no_survey_of_theirs_on_their_own_page_or_in_their_data(world: World) -> None:
    trying(world, "thumbs")
    world.press("1", HERE)
    world.press("skip", HERE)
    world.read(HERE)
    assert world.invitation.state is State.COMPLETED
    world.command("mydata", "", HERE)
    assert "About " not in world.words(HERE)[0]
    world.home(HERE)
    (page,) = world.read(HERE)
    assert page.message.card is not None
    assert "home.survey'" not in str(page.message.card)


def test_a_try_counts_against_no_launch_cap(world: World) -> None:
    trying(world, "thumbs")
    world.rule(launch_cap=1)
    world.buy()
    world.wait(hours=2)
    assert world.reasons == []
