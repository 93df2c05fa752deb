"""What must not wait reaches whoever is on call, at any hour, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.core.callbacks import follow_up_data
from bot.core.duty import OffDuty
from bot.core.effects import Lane, Parcel
from bot.core.events import Outcome
from bot.core.identity import Address
from bot.core.recovery import CaseState, Severity
from bot.texts import render
from tests.handlers.conftest import MAYA, SAM, World
from tests.handlers.test_clocks import NINE_TO_FIVE

ADA = Address("web", person="ada")
SAM_ALONE = Address("web", person="sam")
ILL = "I ended up in hospital after your cake"
DONE = {"cause": "delivery", "done": "Sent a new one"}


def on_call(world: World, *users: str) -> World:
    """Maya is asked on a Monday evening, when everybody has gone home but those who are on call."""
    people = {"web::ada": "Ada", "web::sam": "Sam Reed"}
    world.settings = replace(world.settings, on_call=users, people=people, hours=NINE_TO_FIVE)
    world.now = datetime(2026, 3, 2, 15, tzinfo=UTC)
    world.ask()
    world.read(SAM)
    return world


def said(parcel: Parcel) -> str:
    return "\n".join(render(line, "en") for line in parcel.message.lines)


def pages(world: World, at: Address = ADA) -> list[Parcel]:
    return [parcel for parcel in world.read(at) if parcel.purpose == "page"]


def test_who_is_on_call_hears_of_it_at_once_in_their_own_chat(world: World) -> None:
    on_call(world, "web::ada", "web::sam")
    world.say(ILL)
    (page,), (other,) = pages(world), pages(world, SAM_ALONE)
    assert said(page) == "You are on call, and this must not wait: Maya Okafor.\nIt is in the room staff."
    assert page.lane is Lane.ALERT
    assert page.message.card is not None
    assert page.message.card["quote"] == ILL
    assert page.message.rows == (), "who is no staff works on no case"
    assert [button.data.split("|")[-1] for row in other.message.rows for button in row] == ["take"]
    assert [said(one) for one in world.read(SAM) if one.purpose == "timeline"] == [
        "Ada, Sam Reed has been told, being on call"
    ]
    assert world.entries[-1].kind == "paged"


def test_the_page_says_how_it_stands_once_somebody_has_taken_it(world: World) -> None:
    on_call(world, "web::ada", "web::sam")
    world.say(ILL)
    world.press("take", SAM_ALONE, "Sam Reed")
    (shown,) = world.screen(ADA).values()
    assert said(shown) == "Sam Reed has it now.\nIt is in the room staff."


def test_nobody_is_paged_twice_for_one_opening(world: World) -> None:
    on_call(world, "web::ada")
    world.say(ILL)
    assert len(pages(world)) == 1
    world.press("1")
    world.say("they had to call an ambulance")
    world.wait(hours=1)
    assert pages(world) == []


def test_somebody_is_paged_again_once_it_is_open_again(world: World) -> None:
    on_call(world, "web::ada")
    world.say(ILL)
    pages(world)
    world.press("take", SAM, "Sam Reed")
    world.submit("resolve", DONE)
    world.wait(hours=16)
    world.press_data(follow_up_data(world.case.id, False))
    assert world.case.state is CaseState.OPEN
    assert len(pages(world)) == 1


def test_what_is_only_unhappy_wakes_nobody(world: World) -> None:
    on_call(world, "web::ada")
    world.press("1")
    world.wait(hours=200)
    assert pages(world) == []


def test_a_case_that_turns_dangerous_pages_then(world: World) -> None:
    on_call(world, "web::ada")
    world.press("1")
    world.press("skip")
    world.press("skip")
    assert pages(world) == []
    world.say(ILL)
    assert world.case.severity is Severity.URGENT
    assert len(pages(world)) == 1


def test_its_clocks_run_round_the_clock(world: World) -> None:
    on_call(world)
    world.say(ILL)
    assert world.case.take_by == world.now + timedelta(hours=1)
    assert world.case.contact_by == world.now + timedelta(hours=24)


def test_a_case_that_turns_dangerous_has_no_later_deadline_than_one_that_begins_so(world: World) -> None:
    on_call(world)
    world.press("1")
    world.press("skip")
    world.press("skip")
    assert world.case.take_by > world.now + timedelta(hours=12)
    world.say(ILL)
    assert world.case.take_by == world.now + timedelta(hours=1)
    assert world.timers[f"sla:{world.case.id}"].due <= world.case.take_by


def test_who_is_off_duty_is_not_paged_while_somebody_else_is_there(world: World) -> None:
    on_call(world, "web::ada", "web::sam")
    world.rows.off_duty["web::ada"] = OffDuty("web::ada", True, world.now)
    world.say(ILL)
    assert [len(pages(world, at)) for at in (ADA, SAM_ALONE)] == [0, 1]


def test_where_everybody_on_call_is_off_duty_all_are_paged(world: World) -> None:
    on_call(world, "web::ada", "web::sam")
    for user in world.settings.on_call:
        world.rows.off_duty[user] = OffDuty(user, True, world.now)
    world.say(ILL)
    assert [len(pages(world, at)) for at in (ADA, SAM_ALONE)] == [1, 1]


def test_where_a_page_does_not_arrive_the_room_hears_of_that_aloud(world: World) -> None:
    world.arrives = False
    on_call(world)
    world.settings = replace(world.settings, on_call=("web::ada",))
    world.say(ILL)
    (page,) = pages(world)
    world.read(SAM)
    world.settle(page, Outcome.UNREACHABLE)
    (aloud,) = world.read(SAM)
    assert said(aloud) == "Ada is on call and can't be reached. Please look after Maya Okafor right now."
    assert aloud.thread is None
    assert [button.data.split("|")[-1] for row in aloud.message.rows for button in row] == ["take"]
    world.settle(page, Outcome.UNREACHABLE)
    assert world.read(SAM) == []


def test_where_nobody_is_on_call_the_alert_is_all_there_is(world: World) -> None:
    on_call(world)
    world.say(ILL)
    assert "page" not in {parcel.purpose for parcel in world.parcels}
    assert [parcel.purpose for parcel in world.read(SAM)] == ["alert"]


def test_the_customer_hears_that_somebody_on_call_knows(world: World) -> None:
    on_call(world, "web::ada")
    world.read(MAYA)
    world.press("skip") if "skip" in world.values(MAYA) else None
    world.say(ILL)
    assert any("Somebody on call has been told just now." in words for words in world.words(MAYA))
