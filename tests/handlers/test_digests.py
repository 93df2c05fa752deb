"""The managers' digest: on schedule once per local date, on ``/digest`` for managers and nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.core.effects import DigestRun, Lane, Timer
from bot.core.events import Outcome
from bot.core.identity import Address
from bot.core.periods import PeriodKind, Schedule
from bot.core.report import CommentRow, Numbers, ReportQuery
from bot.core.settings import DigestPlan
from bot.core.themes import Taxonomy, Theme
from bot.core.view import View
from handlers import digests
from tests.handlers.conftest import (
    ALEX,
    ALEX_ALONE,
    BERLIN,
    KIM,
    MANAGERS_ROOM,
    MAYA,
    MAYA_ON_TELEGRAM,
    MONDAY,
    SAM,
    SAM_ON_SLACK,
    World,
    limited,
)

GUEST = Address("web", room="managers", person="guest")
NINE = datetime(2026, 3, 9, 8, tzinfo=UTC)  # Monday, nine in Berlin


def scheduled(world: World) -> World:
    world.fire(Timer("schedule", "weekly", world.now))
    return world


def runs(world: World) -> list[tuple[str, bool]]:
    return [(run.local_date, run.skipped) for run in world.rows.digest_runs.values()]


def test_a_plan_wakes_up_for_its_next_run(world: World) -> None:
    scheduled(world)
    assert world.timers == {"digest:weekly": Timer("digest", "weekly", NINE)}


def test_a_scheduled_digest_is_posted_at_its_hour_and_the_next_is_planned(world: World) -> None:
    scheduled(world)
    world.wait(days=6, hours=21, minutes=59)
    assert world.read(ALEX) == []
    world.wait(minutes=1)
    (parcel,) = world.read(ALEX)
    assert (parcel.address, parcel.purpose, parcel.lane) == (MANAGERS_ROOM, "digest", Lane.BROADCAST)
    assert parcel.about == "digest:weekly@2026-03-09"
    assert parcel.message.lines == ()
    assert runs(world) == [("2026-03-09", False)]
    assert world.timers["digest:weekly"].due == NINE + timedelta(weeks=1)


def test_it_is_about_the_last_complete_period(world: World) -> None:
    query = digests.query_for("plan:weekly@2026-03-09", NINE, world.settings)
    assert isinstance(query, ReportQuery)
    assert query.period.name == "2026-W10"


def test_it_is_posted_once_per_local_date(world: World) -> None:
    scheduled(world)
    world.rows.digest_runs["weekly", "2026-03-09"] = DigestRun("weekly", "2026-03-09", NINE)
    world.wait(days=7)
    assert world.read(ALEX) == []
    assert world.timers["digest:weekly"].due == NINE + timedelta(weeks=1)


def test_after_downtime_only_the_latest_goes_out_and_says_that_it_is_late(world: World) -> None:
    scheduled(world)
    timer = world.timers["digest:weekly"]
    world.now = NINE + timedelta(weeks=2, days=1)
    world.fire(timer)
    (parcel,) = world.read(ALEX)
    assert parcel.about == "digest:weekly@2026-03-23"
    assert [line.key for line in parcel.message.lines] == ["digest_command.late"]
    assert parcel.message.lines[0].values == {"when": "2026-03-23 09:00"}
    assert runs(world) == [("2026-03-09", True), ("2026-03-16", True), ("2026-03-23", False)]
    assert world.timers["digest:weekly"].due == datetime(2026, 3, 30, 7, tzinfo=UTC)  # still nine in Berlin


def test_one_that_is_not_posted_before_the_next_is_due_is_on_record_as_skipped(world: World) -> None:
    """Slack was away for a week: nobody wants to find two of them there."""
    scheduled(world)
    world.wait(days=7)
    (parcel,) = world.read(ALEX)
    assert parcel.not_after == NINE + timedelta(weeks=1)
    world.settle(parcel, Outcome.DELIVERED)
    assert runs(world) == [("2026-03-09", False)]
    world.settle(parcel, Outcome.EXPIRED)
    assert runs(world) == [("2026-03-09", True)]


def test_one_that_was_asked_for_can_always_be_posted(world: World) -> None:
    world.command("digest", at=ALEX)
    (parcel,) = world.read(ALEX)
    assert parcel.not_after is None
    world.settle(parcel, Outcome.EXPIRED)
    assert runs(world) == []


def test_a_quarter_of_an_hour_is_not_late(world: World) -> None:
    scheduled(world)
    timer = world.timers["digest:weekly"]
    world.now = NINE + timedelta(minutes=15)
    world.fire(timer)
    assert world.read(ALEX)[0].message.lines == ()


def test_a_date_that_was_written_down_before_is_not_written_again(world: World) -> None:
    """The plan moved from nine to noon on a day on which it had run, and then the bot was off."""
    plan = world.settings.digests["weekly"]
    moved = replace(plan, schedule=Schedule(PeriodKind.WEEK, "monday", time(12), BERLIN))
    world.settings = replace(world.settings, digests={"weekly": moved})
    world.rows.digest_runs["weekly", "2026-03-09"] = DigestRun("weekly", "2026-03-09", NINE)
    world.now = NINE + timedelta(weeks=1, days=1)
    world.fire(Timer("digest", "weekly", NINE + timedelta(hours=3)))
    assert runs(world) == [("2026-03-09", False), ("2026-03-16", False)]


def test_before_its_moment_it_only_waits(world: World) -> None:
    world.fire(Timer("digest", "weekly", world.now + timedelta(days=1)))
    assert world.read(ALEX) == []
    assert world.timers["digest:weekly"].due == NINE


def test_a_plan_that_is_gone_is_let_go(world: World) -> None:
    world.settings = replace(world.settings, digests={})
    world.fire(Timer("digest", "weekly", NINE))
    world.fire(Timer("schedule", "weekly", NINE))
    assert world.timers == {}
    assert world.parcels == []


def test_a_digest_for_a_room_that_is_gone_is_not_posted(world: World) -> None:
    plan = world.settings.digests["weekly"]
    world.settings = replace(world.settings, digests={"weekly": replace(plan, room="attic")})
    scheduled(world)
    world.wait(days=8)
    assert world.parcels == []


def test_a_digest_of_a_segment_asks_for_that_segment(world: World) -> None:
    daily = DigestPlan(
        "berlin",
        Schedule(PeriodKind.DAY, None, time(9), BERLIN),
        "managers",
        PeriodKind.DAY,
        ("store", "Berlin"),
    )
    world.settings = replace(world.settings, digests={"berlin": daily})
    query = digests.query_for("plan:berlin@2026-03-03", world.now, world.settings)
    assert isinstance(query, ReportQuery)
    assert (query.period.name, query.segment) == ("2026-03-02", ("store", "Berlin"))


@pytest.mark.parametrize("who", [ALEX, GUEST, Address("web", person="alex")])
def test_managers_and_whoever_is_in_their_room_may_ask(world: World, who: Address) -> None:
    world.command("digest", "last month", at=who)
    (parcel,) = world.read(who)
    assert (parcel.purpose, parcel.lane) == ("digest", Lane.REPLY)
    assert parcel.message.card is not None


@pytest.mark.parametrize("who", [MAYA, SAM, KIM, MAYA_ON_TELEGRAM])
def test_nobody_else_may_and_no_number_is_even_counted_for_them(world: World, who: Address) -> None:
    reply = world.command("digest", at=who)
    (parcel,) = world.read(who)
    assert parcel.message.lines[0].key == "digest_command.managers_only"
    assert parcel.message.card is None
    text = {"key": "digest_command.managers_only", "values": {"user": who.user}}
    assert reply == {"ok": False, "text": text}
    assert not digests.may_ask(who, world.settings)


def test_where_the_platform_can_tell_them_alone_the_room_reads_nothing_of_it(world: World) -> None:
    world.staff_on(SAM_ON_SLACK)
    reply = world.command("digest", at=SAM_ON_SLACK)
    assert reply["ok"] is False
    assert world.parcels == []


ATTIC = Address("telegram", room="-999", person="9")


def test_from_a_room_that_is_not_ours_a_manager_is_answered_in_their_own_chat(world: World) -> None:
    world.settings = replace(world.settings, managers=frozenset({ATTIC.user}))
    world.command("digest", at=ATTIC)
    world.command("digest", "of the moon", at=ATTIC)
    assert [parcel.address for parcel in world.parcels] == [Address("telegram", person="9")] * 2
    assert [parcel.purpose for parcel in world.parcels] == ["digest", "reply"]


def test_and_nothing_is_ever_written_there_to_anybody_else(world: World) -> None:
    assert world.command("digest", at=ATTIC)["ok"] is False
    assert world.command("digest", at=ATTIC.place) == {}
    assert world.parcels == []


def test_whoever_does_not_show_who_they_are_is_told_how_and_no_number_is_counted(world: World) -> None:
    nameless = ALEX.place
    assert not digests.may_ask(nameless, world.settings)
    world.command("digest", "last month", at=nameless)
    (parcel,) = world.read(ALEX)
    assert [line.key for line in parcel.message.lines] == ["rooms.nameless"]


def test_a_manager_in_another_room_is_answered_where_they_alone_read_it(world: World) -> None:
    there = Address("web", room="staff", person="alex")
    world.command("digest", at=there)
    (parcel,) = world.parcels
    assert (parcel.purpose, parcel.address) == ("digest", Address("web", person="alex"))


def test_words_that_make_no_sense_are_said_so_with_examples(world: World) -> None:
    world.command("digest", "of the moon", at=ALEX)
    (parcel,) = world.read(ALEX)
    assert parcel.message.lines[0].key == "digest_command.not_understood"
    assert parcel.message.lines[0].values == {"words": "of the moon"}


def said(world: World, words: str, at: Address = ALEX) -> str:
    world.command("digest", words, at=at)
    message = world.read(at)[-1].message
    return message.lines[0].key if message.lines else str(message.card)


def test_words_that_are_nearly_right_are_answered_with_what_may_be_meant(world: World) -> None:
    world.command("digest", "octobre", at=ALEX)
    (line,) = world.read(ALEX)[-1].message.lines
    assert (line.key, line.values) == ("digest_command.nearest", {"words": "octobre", "nearest": "october"})


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("berlin vs berlin", "digest_command.pair"),
        ("last 30 days vs this month", "digest_command.overlap"),
    ],
)
def test_what_cannot_be_compared_is_said_so(world: World, words: str, key: str) -> None:
    world.segments = [("store", "Berlin")]
    assert said(world, words) == key


def test_two_sides_and_what_is_behind_a_score_can_be_asked_for(world: World) -> None:
    world.segments = [("store", "Berlin"), ("store", "Hamburg")]
    assert "digest.versus.heading_days" in said(world, "berlin vs hamburg")
    assert "digest.subtitle.empty" in said(world, "why visit")


def test_numbers_that_cannot_be_counted_now_are_no_fault_of_the_words(world: World) -> None:
    world.uncountable = True
    assert said(world, "last month") == "digest_command.not_counted"


@pytest.mark.parametrize("words", ["plan:weekly@2026-03-02", "plan:/book", "measured:i1@2026-02-01@14@visit"])
def test_nobody_gets_by_typing_its_name_what_the_clock_asks_for(world: World, words: str) -> None:
    assert said(world, words) == "digest_command.not_counted"


# --- what may be improved


def complained(world: World) -> None:
    """Two unhappy customers say the same."""
    row = CommentRow("The wait was awful", 1, "csat", True, False, "visit", MONDAY, "three-questions")
    other = replace(row, text="Such a long wait")
    world.numbers = lambda query: Numbers(query, comments=(row, other), comments_total=2)
    wait = Taxonomy([Theme("wait", "Waiting", words=("wait",))])
    world.settings = replace(world.settings, taxonomies={"": wait})


@pytest.mark.parametrize(
    ("words", "offered"), [("", 1), ("visit", 1), ("visit vs delivery", 0), ("why visit", 0), ("waiting", 0)]
)
def test_a_plain_digest_offers_to_improve_what_hurts(world: World, words: str, offered: int) -> None:
    complained(world)
    world.command("digest", words, at=ALEX)
    assert len(world.read(ALEX)[-1].message.rows) == offered


def test_whoever_is_limited_to_a_place_is_offered_none(world: World) -> None:
    complained(world)
    limited(world, "Berlin")
    world.command("digest", at=ALEX)
    assert world.read(ALEX)[-1].message.rows == ()


# --- limited to places


@pytest.mark.parametrize("at", [ALEX, ALEX_ALONE, Address("web", room="staff", person="alex")])
def test_whoever_is_limited_to_a_place_is_told_of_that_alone(world: World, at: Address) -> None:
    limited(world, "Berlin")
    for words in ("", "berlin", "why visit"):
        world.command("digest", words, at=at)
    for words in ("hamburg", "berlin vs hamburg", "store=Hamburg"):
        world.command("digest", words, at=at)
    cards, refusals = world.parcels[:3], world.parcels[3:]
    assert all("store Berlin" in str(parcel.message.card) for parcel in cards)
    assert [parcel.message.lines[0].key for parcel in refusals] == ["digest_command.beyond"] * 3
    assert {str(parcel.message.lines[0].values["places"]) for parcel in refusals} == {"Berlin"}


def test_in_a_managers_room_the_answer_is_the_rooms_whoever_asks(world: World) -> None:
    limited(world, "Berlin")
    world.settings = replace(world.settings, manager_places={})
    world.command("digest", at=ALEX)
    assert "store Berlin" in str(world.read(ALEX)[-1].message.card)
    world.settings = replace(
        world.settings,
        rooms=tuple(replace(room, places=frozenset()) for room in world.settings.rooms),
        manager_places={ALEX_ALONE.user: frozenset({"Berlin"})},
    )
    world.command("digest", at=ALEX)
    assert "store Berlin" not in str(world.read(ALEX)[-1].message.card)


def test_a_scheduled_digest_of_a_limited_room_is_about_its_places(world: World) -> None:
    limited(world, "Berlin")
    scheduled(world)
    world.wait(days=7)
    assert "store Berlin" in str(world.read(ALEX)[-1].message.card)


def test_a_digest_of_what_a_room_may_not_see_is_not_posted_there(world: World) -> None:
    limited(world, "Berlin")
    plan = replace(world.settings.digests["weekly"], segment=("store", "Hamburg"))
    world.settings = replace(world.settings, digests={"weekly": plan})
    scheduled(world)
    world.wait(days=8)
    assert world.read(ALEX) == []


# --- numbers that cannot be counted when a digest is due


def test_a_digest_whose_numbers_fail_is_tried_again_and_says_that_it_is_late(world: World) -> None:
    scheduled(world)
    world.uncountable = True
    world.wait(days=7)
    assert world.read(ALEX) == []
    assert runs(world) == []
    assert "digest_again:weekly@2026-03-09" in world.timers
    world.uncountable = False
    world.wait(hours=1)
    (parcel,) = world.read(ALEX)
    assert parcel.about == "digest:weekly@2026-03-09"
    assert [line.key for line in parcel.message.lines] == ["digest_command.late_numbers"]
    assert runs(world) == [("2026-03-09", False)]
    assert "digest_again:weekly@2026-03-09" not in world.timers


def test_it_waits_longer_each_time_but_never_more_than_an_hour(world: World) -> None:
    scheduled(world)
    world.uncountable = True
    timer = world.timers["digest:weekly"]
    world.now = NINE
    world.fire(timer)
    waits = []
    for _ in range(8):
        again = world.timers["digest_again:weekly@2026-03-09"]
        waits.append(again.due - world.now)
        world.now = again.due
        world.fire(again)
    assert waits[0] == digests.AGAIN_FROM
    assert waits == sorted(waits)
    assert waits[-1] == digests.AGAIN_UP_TO


def test_once_the_next_one_is_due_it_is_written_down_as_skipped(world: World) -> None:
    scheduled(world)
    world.uncountable = True
    timer = world.timers["digest:weekly"]
    world.now = NINE
    world.fire(timer)
    again = world.timers["digest_again:weekly@2026-03-09"]
    world.uncountable = False
    world.now = NINE + timedelta(weeks=1, hours=1)
    world.fire(again)
    assert world.read(ALEX) == []
    assert runs(world) == [("2026-03-09", True)]


def test_a_date_that_went_out_meanwhile_is_not_sent_again(world: World) -> None:
    scheduled(world)
    world.rows.digest_runs["weekly", "2026-03-09"] = DigestRun("weekly", "2026-03-09", NINE)
    world.now = NINE + timedelta(hours=1)
    world.fire(Timer(digests.AGAIN, "weekly@2026-03-09", world.now))
    world.fire(Timer(digests.AGAIN, "gone@2026-03-09", world.now))
    assert world.parcels == []


def test_the_digest_asked_for_and_the_scheduled_one_are_the_same(world: World) -> None:
    scheduled(world)
    world.wait(days=6, hours=22)
    world.command("digest", "last week", at=ALEX)
    posted, asked = world.read(ALEX)
    assert posted.message.card == asked.message.card
    assert posted.message.card is not None


def test_a_digest_without_its_report_is_a_defect(world: World) -> None:
    view = View(world.settings).for_event(world.now, 0)
    with pytest.raises(LookupError):
        digests._post(MANAGERS_ROOM, "digest:x", (), Lane.REPLY, view)
