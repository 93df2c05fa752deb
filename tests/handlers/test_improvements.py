"""Improvements: from a theme in one tap to done, and told to exactly those who raised it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.core.callbacks import better_data, improvement_data, new_improvement_data
from bot.core.effects import Line, Parcel, Pause, Timer
from bot.core.events import CommandGiven
from bot.core.identity import Address, Role, derived_id
from bot.core.improvements import Effectiveness, Improvement, Stage
from bot.core.report import Numbers, RatingCount, ReportQuery
from bot.core.settings import Room
from bot.core.survey import Audience
from bot.core.themes import Taxonomy, Theme
from bot.texts import render
from handlers import improvements
from tests.handlers.conftest import (
    ALEX,
    ALEX_ALONE,
    MANAGERS_ROOM,
    MAYA,
    MONDAY,
    SAM,
    TOM,
    World,
    bad,
    good,
    limited,
)

ANN = Address("web", person="ann")
ALEX_ON_TELEGRAM = Address("telegram", room="-200", person="3")
TELEGRAM_ROOM = ALEX_ON_TELEGRAM.place
WAITING = Taxonomy(
    [Theme("wait", "Waiting", words=("wait", "late", "slow")), Theme("staff", "Staff", words=("waiter",))]
)
LATE = "It was so late, the wait was awful"
DONE = "There are two couriers in the evening now."


@pytest.fixture
def shop(world: World) -> World:
    world.settings = replace(world.settings, taxonomies={"": WAITING})
    return world


def said(world: World, address: Address, words: str, rating: str = "2", touchpoint: str = "visit") -> None:
    """Somebody buys, is asked, and says this about it; their case, if there is one, is over."""
    world.feelings[words] = bad() if int(rating) < 4 else good()
    who = address.person
    world.buy(f"order of {who}", who=who, name=f"{who.title()} Doe", address=address, touchpoint=touchpoint)
    world.wait(hours=2)
    world.press(rating, address)
    world.say(words, address, name=None)
    world.press("skip", address)
    world.wait(hours=1)
    for id_ in [one.id for one in world.rows.cases.values()]:
        del world.rows.cases[id_]
    world.wait(hours=45)
    world.read(address)


def planned(
    world: World, theme: str | None = "wait", at: Address = ALEX, fields: Mapping[str, str] | None = None
) -> Improvement:
    """The form behind a digest's button."""
    given = {"problem": "Couriers come late", "touchpoint": "visit", **(fields or {})}
    reply = world.submit_data(new_improvement_data(theme), given, at, "Alex Moor")
    assert reply.get("ok") is True, reply
    return only(world)


def only(world: World) -> Improvement:
    (improvement,) = world.rows.improvements.values()
    return improvement


def act(world: World, action: str, at: Address = ALEX, **fields: str) -> Mapping[str, object]:
    data = improvement_data(only(world).id, action)
    if fields:
        return world.submit_data(data, fields, at, "Alex Moor")
    return world.press_data(data, at, "Alex Moor")


def done(world: World) -> Improvement:
    """It is done, those who raised it are found, and what they would be told is drafted."""
    planned(world)
    assert act(world, "done", words_en=DONE) == {"ok": True}
    world.wait(minutes=1)
    return only(world)


def told(world: World) -> Improvement:
    done(world)
    assert act(world, "send") == {"ok": True}
    world.wait(hours=1)
    return only(world)


def news(world: World, address: Address) -> list[Parcel]:
    return [one for one in world.parcels if one.address == address and one.purpose == "news"]


def words(parcel: Parcel) -> str:
    return "\n".join(render(line, parcel.language) for line in parcel.message.lines)


def on_screen(world: World, at: Address = MANAGERS_ROOM) -> str:
    return "\n".join(words(one) for one in world.screen(at).values())


# --- planning


def test_a_theme_of_the_digest_becomes_an_improvement_by_a_form(shop: World) -> None:
    reply = shop.press_data(new_improvement_data("wait", "visit"), ALEX, "Alex Moor")
    form = reply["form"]
    assert isinstance(form, dict)
    initial = {field["name"]: field["initial"] for field in form["fields"]}
    assert initial == {
        "problem": "Waiting",
        "touchpoint": "visit",
        "owner": derived_id("owner", ALEX.user),
        "due": "2026-04-01",
    }
    reply = shop.submit_data(form["data"], {**initial, "problem": "Couriers come late"}, ALEX, "Alex Moor")
    assert reply == {"ok": True}
    improvement = only(shop)
    assert (improvement.problem, improvement.theme, improvement.touchpoint) == (
        "Couriers come late",
        "wait",
        "visit",
    )
    assert (improvement.owner, improvement.owner_name, improvement.due) == (
        ALEX.user,
        "Alex Moor",
        date(2026, 4, 1),
    )
    assert "Planned: Alex Moor, by 2026-04-01" in on_screen(shop)


def test_somebody_else_of_the_team_can_have_it(shop: World) -> None:
    improvement = planned(shop, fields={"owner": derived_id("owner", SAM.user), "due": "2026-03-20"})
    assert (improvement.owner, improvement.due) == (SAM.user, date(2026, 3, 20))


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"problem": "  "}, "improve.needs_problem"),
        ({"touchpoint": "moon"}, "improve.needs_problem"),
        ({"due": "2026-03-01"}, "improve.due_past"),
    ],
)
def test_what_cannot_be_is_asked_for_again(shop: World, fields: Mapping[str, str], key: str) -> None:
    given = {"problem": "Couriers come late", "touchpoint": "visit", **fields}
    reply = shop.submit_data(new_improvement_data("wait"), given, ALEX, "Alex Moor")
    assert reply["text"] == Line(key).json
    assert not shop.rows.improvements


def test_it_is_typed_in_one_line(shop: World) -> None:
    shop.command("improve", "visit: couriers come late, by 2026-03-20", ALEX, sender="Alex Moor")
    improvement = only(shop)
    assert (improvement.problem, improvement.due) == ("couriers come late", date(2026, 3, 20))
    assert (improvement.touchpoint, improvement.theme) == ("visit", "wait")


def test_typed_without_a_moment_it_is_asked_for(shop: World) -> None:
    shop.command("improve", "couriers come late", ALEX, sender="Alex Moor")
    assert not shop.rows.improvements
    assert "visit, delivery" in shop.words(ALEX)[-1]


def test_on_telegram_one_tap_and_a_moment_are_enough(shop: World) -> None:
    telegram(shop)
    shop.press_data(new_improvement_data("wait"), ALEX_ON_TELEGRAM, "Alex Moor")
    shop.press_data(new_improvement_data("wait", "visit"), ALEX_ON_TELEGRAM, "Alex Moor")
    assert (only(shop).problem, only(shop).owner) == ("Waiting", ALEX_ON_TELEGRAM.user)
    reply = shop.press_data(new_improvement_data("wait", "visit"), ALEX_ON_TELEGRAM, "Alex Moor")
    assert reply["text"] == Line("improve.known").json
    assert len(shop.rows.improvements) == 1


def telegram(world: World) -> None:
    room = Room("managers", TELEGRAM_ROOM, Role.MANAGER, "en")
    staff = [one for one in world.settings.rooms if one.role is Role.STAFF]
    world.settings = replace(world.settings, rooms=(*staff, room))


def test_on_telegram_what_was_done_is_the_answer_to_a_prompt(shop: World) -> None:
    said(shop, MAYA, LATE)
    telegram(shop)
    shop.press_data(new_improvement_data("wait", "visit"), ALEX_ON_TELEGRAM, "Alex Moor")
    act(shop, "done", ALEX_ON_TELEGRAM)
    prompt = next(one for one in reversed(shop.parcels) if one.purpose == "prompt")
    shop.say(DONE, ALEX_ON_TELEGRAM, name="Alex Moor", answers=prompt.id)
    assert (only(shop).stage, only(shop).words) == (Stage.DONE, {"en": DONE})


def test_who_is_no_manager_plans_nothing(shop: World) -> None:
    for address in (MAYA, SAM):
        shop.submit_data(new_improvement_data("wait"), {"problem": "x", "touchpoint": "visit"}, address)
        shop.command("improve", "visit: x", address)
    assert not shop.rows.improvements
    planned(shop)
    assert act(shop, "done", SAM, words_en=DONE)["ok"] is False
    assert only(shop).stage is Stage.PLANNED


@pytest.mark.parametrize("at", [ALEX, ALEX_ALONE])
def test_whoever_is_limited_to_places_plans_and_sees_nothing(shop: World, at: Address) -> None:
    shop.command("improve", "visit: couriers come late", ALEX, sender="Alex Moor")
    limited(shop, "Berlin")
    shop.command("improvements", "", at)
    assert "about Berlin only" in shop.words(at)[-1]
    shop.command("improve", "visit: and they ring twice", at)
    assert "about Berlin only" in shop.words(at)[-1]
    shop.submit_data(new_improvement_data("wait"), {"problem": "x", "touchpoint": "visit"}, at)
    assert act(shop, "done", at, words_en=DONE)["ok"] is False
    assert (only(shop).problem, only(shop).stage) == ("couriers come late", Stage.PLANNED)
    board = CommandGiven("web", "k", MONDAY, at, "improvements", "")
    assert not improvements.needs_of_command(board, shop.settings).improving.board


def test_what_is_planned_alone_stands_in_no_room_that_is_limited_to_places(shop: World) -> None:
    limited(shop, "Berlin")
    shop.settings = replace(shop.settings, manager_places={})
    shop.command("improve", "visit: couriers come late", ALEX_ALONE, sender="Alex Moor")
    assert only(shop).room == ALEX_ALONE.key
    assert not on_screen(shop)


def test_a_room_that_was_limited_to_places_since_is_told_nothing_more_of_it(shop: World) -> None:
    said(shop, MAYA, LATE)
    planned(shop)
    limited(shop, "Berlin")
    shop.read(MANAGERS_ROOM)
    everything = Address("web", room="direction")
    shop.settings = replace(
        shop.settings, rooms=(*shop.settings.rooms, Room("direction", everything, Role.MANAGER, "en"))
    )
    boss = replace(everything, person="boss")
    assert act(shop, "done", boss, words_en=DONE) == {"ok": True}
    shop.wait(days=60)
    assert shop.read(MANAGERS_ROOM) == []
    there = [words(one) for one in shop.read(boss)]
    assert any(DONE in one for one in there)
    assert any(LATE in one for one in there)


def test_where_every_room_is_limited_nobody_is_told_of_it_and_it_goes_on(shop: World) -> None:
    planned(shop)
    limited(shop, "Berlin")
    shop.read(MANAGERS_ROOM)
    shop.wait(days=60)
    assert shop.read(MANAGERS_ROOM) == []
    assert only(shop).reminded_at is not None


# --- done, and told


def test_managers_do_not_read_in_the_draft_what_nobody_is_to_quote(shop: World) -> None:
    said(shop, MAYA, LATE)
    shop.say("don't quote me", MAYA)
    done(shop)
    shown = on_screen(shop)
    assert "“…”" in shown
    assert LATE not in shown
    act(shop, "words", words_en="Three of them.")
    assert LATE not in on_screen(shop)
    said(shop, TOM, "so slow, and nobody said a word")
    act(shop, "send")
    shop.wait(hours=1)
    assert any(LATE in words(one) for one in news(shop, MAYA)), "their own words, back to themselves"


def test_what_they_would_be_told_is_shown_to_managers_before_anything_is_sent(shop: World) -> None:
    said(shop, MAYA, LATE)
    improvement = done(shop)
    assert (improvement.stage, improvement.raised, improvement.told_at) == (Stage.DONE, 1, None)
    assert LATE in on_screen(shop)
    assert DONE in on_screen(shop)
    assert shop.values(MANAGERS_ROOM) == ["send", "words", "hush"]
    shop.wait(days=2)
    assert not news(shop, MAYA)


def test_only_those_who_raised_it_hear_of_it(shop: World) -> None:
    said(shop, MAYA, LATE)
    said(shop, TOM, "The waiter was rude to me")
    said(shop, ANN, "So glad that I didn't have to wait, lovely", "5")
    told(shop)
    (message,) = news(shop, MAYA)
    assert f"“{LATE}”" in words(message)
    assert "2026-03-02" in words(message)
    assert DONE in words(message)
    assert not news(shop, TOM)
    assert not news(shop, ANN)
    assert only(shop).told == 1


def test_a_happy_customer_who_says_what_could_be_better_raised_it_too(shop: World) -> None:
    said(shop, MAYA, "All good, but you could shorten the wait", "5")
    assert told(shop).told == 1


def test_what_was_said_about_another_moment_did_not_raise_it(shop: World) -> None:
    said(shop, MAYA, LATE)
    planned(shop, fields={"touchpoint": "support"})
    act(shop, "done", words_en=DONE)
    shop.wait(minutes=1)
    improvement = only(shop)
    assert improvement.raised == 0
    assert "there is nobody to tell" in on_screen(shop)


def test_what_was_said_after_it_was_done_did_not_raise_it(shop: World) -> None:
    planned(shop)
    act(shop, "done", words_en=DONE)
    shop.wait(days=1)
    said(shop, MAYA, LATE)
    assert only(shop).raised == 0


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"erased_at": MONDAY}, "erased"),
        ({"opted_out_at": MONDAY}, "opted_out"),
        ({"muted_until": MONDAY + timedelta(days=90)}, "muted"),
        ({"audience": Audience.INTERNAL}, "audience"),
    ],
)
def test_who_does_not_want_to_hear_from_us_does_not(
    shop: World, changes: Mapping[str, object], reason: str
) -> None:
    said(shop, MAYA, LATE)
    shop.change(**changes)
    improvement = told(shop)
    assert not news(shop, MAYA)
    (contributor,) = shop.rows.contributors.values()
    assert (contributor.left_out, contributor.told_at) == (reason, None)
    assert bool(contributor.quote) is (reason != "erased")
    assert (improvement.told, improvement.left_out) == (0, 1)
    assert "Sent to 0 of the 1" in on_screen(shop)


def test_who_opts_out_between_the_approval_and_their_turn_hears_nothing(shop: World) -> None:
    said(shop, MAYA, LATE)
    done(shop)
    shop.now = shop.now.replace(hour=22)  # quiet in Berlin
    act(shop, "send")
    shop.wait(hours=1)
    assert not news(shop, MAYA)
    shop.command("stop", "", MAYA)
    shop.wait(days=2)
    assert not news(shop, MAYA)


def test_quiet_hours_put_it_off(shop: World) -> None:
    said(shop, MAYA, LATE)
    done(shop)
    shop.now = shop.now.replace(hour=22, minute=0)
    act(shop, "send")
    shop.wait(hours=9)
    assert not news(shop, MAYA)
    shop.wait(hours=2)
    assert len(news(shop, MAYA)) == 1


def test_who_has_an_open_case_hears_of_it_once_that_is_over(shop: World) -> None:
    said(shop, MAYA, LATE)
    said(shop, TOM, LATE)
    done(shop)
    shop.buy("again", who="maya", address=MAYA)
    shop.say("I want to talk to a human", MAYA)
    act(shop, "send")
    shop.wait(hours=1)
    assert (len(news(shop, MAYA)), len(news(shop, TOM))) == (0, 1)
    for id_ in [*shop.rows.cases]:
        del shop.rows.cases[id_]
    for id_ in [*shop.rows.invitations]:
        shop.rows.invitations[id_] = replace(shop.rows.invitations[id_], finished_at=shop.now)
    shop.wait(days=15)
    (contributor,) = [one for one in shop.rows.contributors.values() if one.customer_id == shop.maya.id]
    assert contributor.told_at is not None or contributor.left_out == "too_late"


def test_nobody_is_told_while_we_pause(shop: World) -> None:
    said(shop, MAYA, LATE)
    done(shop)
    shop.rows.pause = Pause(is_on=True, at=shop.now, by=ALEX.user)
    act(shop, "send")
    shop.wait(days=2)
    assert not news(shop, MAYA)
    shop.rows.pause = Pause(is_on=False, at=shop.now, by=ALEX.user)
    shop.wait(days=1)
    assert len(news(shop, MAYA)) == 1


def test_approved_twice_it_is_told_once(shop: World) -> None:
    said(shop, MAYA, LATE)
    told(shop)
    assert act(shop, "send")["ok"] is False
    (contributor,) = shop.rows.contributors.values()
    shop.fire(Timer("tell", f"{only(shop).id}@", shop.now))
    shop.fire(Timer("tell_one", f"{only(shop).id}/{contributor.customer_id}", shop.now))
    shop.wait(days=3)
    assert only(shop).told == 1
    assert len(news(shop, MAYA)) == 1


def test_many_are_told_batch_by_batch_and_each_once(shop: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.news.AT_ONCE", 2)
    monkeypatch.setattr("handlers.improvement_steps.GATHERED_AT_ONCE", 2)
    people = [Address("web", person=f"p{number}") for number in range(5)]
    for one in people:
        said(shop, one, LATE)
    improvement = told(shop)
    assert (improvement.raised, improvement.told) == (5, 5)
    assert [len(news(shop, one)) for one in people] == [1] * 5


def test_the_words_can_be_changed_before_they_are_sent(shop: World) -> None:
    said(shop, MAYA, LATE)
    done(shop)
    assert act(shop, "words")["form"]
    act(shop, "words", words_en="Three couriers now.")
    assert "Three couriers now." in on_screen(shop)
    act(shop, "send")
    shop.wait(hours=1)
    assert "Three couriers now." in words(news(shop, MAYA)[0])
    assert act(shop, "words", words_en="Four")["ok"] is False


def test_a_manager_may_choose_to_tell_nobody(shop: World) -> None:
    said(shop, MAYA, LATE)
    done(shop)
    act(shop, "hush")
    assert shop.values(MANAGERS_ROOM) == []
    assert act(shop, "send")["ok"] is False
    shop.wait(days=3)
    assert not news(shop, MAYA)


def test_each_is_told_in_their_language_as_far_as_it_was_written(shop: World) -> None:
    shop.settings = replace(shop.settings, languages=("en", "xx"))
    said(shop, MAYA, LATE)
    shop.change(language="xx")
    planned(shop)
    act(shop, "done", words_en=DONE, words_xx="XX")
    shop.wait(minutes=1)
    act(shop, "send")
    shop.wait(hours=1)
    (message,) = news(shop, MAYA)
    assert message.language == "xx"
    assert [line.values.get("words") for line in message.message.lines if "words" in line.values] == ["XX"]


# --- better now?


def test_better_now_is_one_tap_and_counts_once(shop: World) -> None:
    said(shop, MAYA, LATE)
    told(shop)
    shop.press_data(better_data(only(shop).id, "yes"), MAYA)
    shop.press_data(better_data(only(shop).id, "no"), MAYA)
    assert (only(shop).better, only(shop).not_better) == (1, 0)
    assert "thank you" in on_screen(shop, MAYA)
    (message,) = news(shop, MAYA)
    assert shop.screen(MAYA)[message.id].message.rows == ()
    assert "Yes: 1, not yet: 0" in on_screen(shop)


def test_before_it_is_told_nobody_has_a_say(shop: World) -> None:
    said(shop, MAYA, LATE)
    done(shop)
    shop.press_data(better_data(only(shop).id, "yes"), MAYA)
    assert only(shop).better == 0


def test_who_was_not_told_has_no_say(shop: World) -> None:
    said(shop, MAYA, LATE)
    said(shop, TOM, "The waiter was rude to me")
    told(shop)
    shop.press_data(better_data(only(shop).id, "no"), TOM)
    shop.press_data(better_data("nonsense", "no"), MAYA)
    assert only(shop).not_better == 0


# --- measured


def rated(now: Mapping[int, int], before: Mapping[int, int], split: date) -> World:
    world = World()
    survey = world.settings.touchpoints["visit"].survey
    kind = world.settings.survey(survey).headline

    def numbers(query: ReportQuery) -> Numbers:
        histogram = now if query.period.start > split else before
        counted = RatingCount(survey, kind, "csat", "visit", histogram)
        return Numbers(query, ratings=(counted,)) if histogram else Numbers(query)

    world.numbers = numbers
    return world


@pytest.mark.parametrize(
    ("now", "before", "verdict"),
    [
        ({5: 95, 1: 5}, {5: 50, 1: 50}, Effectiveness.IMPROVED),
        ({5: 50, 1: 50}, {5: 95, 1: 5}, Effectiveness.WORSE),
        ({5: 55, 1: 45}, {5: 50, 1: 50}, Effectiveness.NO_CLEAR_CHANGE),
        ({5: 4}, {5: 50, 1: 50}, Effectiveness.TOO_FEW),
        ({}, {}, Effectiveness.TOO_FEW),
    ],
)
def test_it_is_measured_on_its_own_touchpoint_before_and_after(
    now: Mapping[int, int], before: Mapping[int, int], verdict: Effectiveness
) -> None:
    world = rated(now, before, MONDAY.date())
    planned(world, None)
    act(world, "done", words_en=DONE)
    world.wait(days=32)
    later = verdict is Effectiveness.TOO_FEW
    assert (only(world).stage is Stage.MEASURED) is not later
    world.wait(days=60)
    measured = only(world).measurement
    assert measured is not None
    assert (only(world).stage, measured.verdict) == (Stage.MEASURED, verdict)
    assert measured.days == (90 if later else 30)
    if not later:
        assert (measured.n_before, measured.n_after) == (sum(before.values()), sum(now.values()))
        assert measured.low is not None
        assert measured.high is not None
        assert (measured.low > 0 or measured.high < 0) is (verdict is not Effectiveness.NO_CLEAR_CHANGE)
        assert "n=100" in on_screen(world)


def test_the_periods_are_as_long_and_the_day_it_was_done_is_before() -> None:
    asked: list[ReportQuery] = []
    world = World()

    def numbers(query: ReportQuery) -> Numbers:
        asked.append(query)
        return Numbers(query)

    world.numbers = numbers
    planned(world, None)
    act(world, "done", words_en=DONE)
    world.wait(days=32)
    after, before = asked[:2]
    assert (after.period.start, after.period.end) == (date(2026, 3, 3), date(2026, 4, 2))
    assert (before.period.start, before.period.end) == (date(2026, 2, 1), date(2026, 3, 3))
    assert {one.touchpoint for one in asked} == {"visit"}


# --- declined, overdue, the board, what customers see


def test_what_is_declined_says_why(shop: World) -> None:
    said(shop, MAYA, LATE)
    planned(shop)
    act(shop, "decline", why="There is no second oven.")
    assert only(shop).stage is Stage.DECLINED
    shop.command("mine", "", MAYA)
    assert "We won't do it, and this is why: There is no second oven." in shop.words(MAYA)[-1]
    assert act(shop, "done", words_en=DONE)["ok"] is False


def test_what_is_said_after_it_was_declined_is_heard_as_ever(shop: World) -> None:
    planned(shop)
    act(shop, "decline", why="There is no second oven.")
    shop.wait(days=1)
    said(shop, MAYA, LATE)
    shop.command("mine", "", MAYA)
    assert "Heard." in shop.words(MAYA)[-1]


def test_an_overdue_one_reminds_its_owner_once(shop: World) -> None:
    planned(shop, fields={"due": "2026-03-04"})
    shop.wait(days=2)
    assert not [one for one in shop.parcels if one.purpose == "improvement_note"]
    shop.wait(days=20)
    (reminder,) = [one for one in shop.parcels if one.purpose == "improvement_note"]
    assert "Alex Moor, this was due on 2026-03-04" in words(reminder)
    assert reminder.message.card is not None
    assert "Overdue" in on_screen(shop)
    shop.fire(Timer("improve_due", only(shop).id, shop.now))
    assert len([one for one in shop.parcels if one.purpose == "improvement_note"]) == 1


def test_what_is_done_in_time_reminds_nobody(shop: World) -> None:
    planned(shop, fields={"due": "2026-03-04"})
    assert f"improve_due:{only(shop).id}" in shop.timers
    act(shop, "done", words_en=DONE)
    assert f"improve_due:{only(shop).id}" not in shop.timers
    shop.wait(days=20)
    assert not [one for one in shop.parcels if one.purpose == "improvement_note"]


def test_somebody_else_can_take_it_over(shop: World) -> None:
    planned(shop)
    shop.press_data(improvement_data(only(shop).id, "take"), replace(ALEX, person="pat"), "Pat Ames")
    assert (only(shop).owner, only(shop).owner_name) == ("web::pat", "Pat Ames")


def test_the_board_shows_what_is_due_first(shop: World) -> None:
    shop.command("improvements", "", ALEX)
    assert "Nothing is planned yet" in shop.words(ALEX)[-1]
    for day, what in (("2026-03-20", "later"), ("2026-03-10", "sooner")):
        shop.command("improve", f"visit: {what}, by {day}", ALEX, sender="Alex Moor")
    shop.command("improvements", "", ALEX)
    board = shop.words(ALEX)[-1]
    assert board.index("sooner") < board.index("later")


def test_customers_see_what_became_of_what_they_said(shop: World) -> None:
    shop.command("mine", "", TOM)
    assert "You haven't written anything" in shop.words(TOM)[-1]
    said(shop, MAYA, LATE)
    shop.command("mine", "", MAYA)
    assert f"“{LATE}”\nHeard." in shop.words(MAYA)[-1]
    planned(shop)
    shop.command("mine", "", MAYA)
    assert "Planned: we are working on it (Waiting)." in shop.words(MAYA)[-1]
    act(shop, "done", words_en=DONE)
    shop.wait(minutes=1)
    shop.command("mine", "", MAYA)
    assert f"Done. {DONE}" in shop.words(MAYA)[-1]


def test_what_managers_call_the_problem_is_not_shown_to_customers(shop: World) -> None:
    said(shop, MAYA, LATE)
    planned(shop, fields={"problem": "Courier Tim is lazy"})
    act(shop, "done", words_en=DONE)
    shop.wait(minutes=1)
    act(shop, "send")
    shop.wait(hours=1)
    shop.command("mine", "", MAYA)
    assert "Tim" not in on_screen(shop, MAYA)


def test_who_said_nothing_about_it_sees_nothing_of_it(shop: World) -> None:
    said(shop, TOM, "The waiter was rude to me")
    planned(shop)
    shop.command("mine", "", TOM)
    assert "Heard" in shop.words(TOM)[-1]


def test_the_audit_log_has_who_approved_it(shop: World) -> None:
    said(shop, MAYA, LATE)
    told(shop)
    assert [one.action for one in shop.audited if one.action == "improve_send"]
    assert only(shop).approved_by == ALEX.user
