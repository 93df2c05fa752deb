"""What other programs are told of responses and cases, and what they are never told."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema_rs
import pytest

from bot.adapters.webhook.sender import body_of
from bot.core.effects import Parcel
from bot.core.events import ErasureRequested
from bot.core.settings import Webhook
from bot.core.verdict import AlertRules
from bot.http.notices import NOTICES, schema_of
from tests.handlers.conftest import MAYA, SAM, SAM_ON_TELEGRAM, World, bad, good

DONE = {"cause": "delivery", "done": "Sent a new one"}
VALIDATORS = {event: jsonschema_rs.Draft202012Validator(schema_of(event)) for event in NOTICES}


@pytest.fixture
def world() -> World:
    """A shop with one program that is told of everything."""
    told = World()
    told.settings = replace(told.settings, webhooks=(Webhook("crm", frozenset({"response", "case"})),))
    return told


def parcels(world: World, webhook: str = "crm") -> list[Parcel]:
    return [one for one in world.parcels if one.address == Webhook(webhook, frozenset()).address]


def notices(world: World) -> list[dict[str, Any]]:
    """What the program was told, each held against its schema."""
    told = []
    for parcel in parcels(world):
        assert parcel.message.card is not None
        event = str(parcel.message.card["event"])
        VALIDATORS[event].validate(json.loads(body_of(parcel)))
        told.append({"event": event, **dict(parcel.message.card)})
    return told


def events(world: World) -> list[str]:
    return [one["event"] for one in notices(world)]


def answer_all(world: World, rating: str = "5") -> None:
    """Answer the whole survey about the visit."""
    world.press(rating)
    world.say("The beans are great")
    world.press("skip")


# --- responses


def test_a_response_is_told_whole_once_it_is_completed(world: World) -> None:
    world.ask()
    world.press("5")
    assert events(world) == []
    world.say("The beans are great")
    world.press("skip")
    (notice,) = notices(world)
    data = notice["data"]
    assert notice["event"] == "response.completed"
    assert (data["shop"], data["order"]) == ("demo", "1")
    assert data["customer"] == {"id": world.maya.id, "name": "Maya Okafor"}
    assert (data["survey"], data["touchpoint"], data["state"]) == ("three-questions", "visit", "completed")
    assert (data["verdict"], data["started_by"]) == ("happy", "us")
    rated, said, skipped = data["answers"]
    assert (rated["kind"], rated["rating"]) == ("csat", 5)
    assert said["comment"] == "The beans are great"
    assert skipped["skipped"]
    assert data["finished_at"] == "2026-03-02T12:00:00Z"


@pytest.mark.parametrize(
    ("complaint_from", "verdict", "reasons"), [(0.7, "mixed", ["complaint"]), (0.9, "neutral", [])]
)
def test_the_verdict_told_is_by_the_same_rules_as_the_alert(
    world: World, complaint_from: float, verdict: str, reasons: list[str]
) -> None:
    world.settings = replace(world.settings, alerts=AlertRules(complaint_from=complaint_from))
    world.feelings["The queue was long"] = replace(good(0.1), has_complaint=0.8)
    world.ask()
    world.press("3")
    world.say("The queue was long")
    world.press("skip")
    told = notices(world)[-1]["data"]
    assert (told["verdict"], told["reasons"]) == (verdict, reasons)


def test_how_a_comment_feels_is_told_with_it_and_what_the_customer_says_of_that(world: World) -> None:
    felt = replace(bad(-0.6), words=("long",), language="en")
    world.feelings["The queue was long"] = felt
    world.ask()
    world.press("3")
    world.say("The queue was long")
    world.press("skip")
    rated, said, _ = notices(world)[-1]["data"]["answers"]
    assert (rated["sentiment"], said["meant"]) == (None, None)
    assert said["sentiment"] == {
        "label": "unhappy",
        "p_unhappy": 0.8,
        "has_complaint": 0.8,
        "mixed": False,
        "polarity": -0.6,
        "confidence": 0.6,
        "language": "en",
        "words": ["long"],
        "analyzer": "test",
        "analyzer_version": "1",
    }


def test_what_was_said_before_a_conversation_ended_early_is_told(world: World) -> None:
    world.ask()
    world.press("5")
    world.wait(days=30)
    (notice,) = notices(world)
    assert (notice["event"], notice["data"]["state"]) == ("response.completed", "partial")


def test_where_nothing_was_said_nothing_is_told(world: World) -> None:
    world.ask()
    world.wait(days=30)
    world.buy("2")
    world.wait(days=40)
    world.press("decline")
    assert events(world) == []


def test_a_rating_that_is_changed_later_is_told_again(world: World) -> None:
    world.ask()
    answer_all(world)
    world.press("revise")
    assert events(world) == ["response.completed"]
    world.press("4")
    assert events(world) == ["response.completed", "response.updated"]
    first, second = (one["data"] for one in notices(world))
    assert first["response"] == second["response"]
    assert (first["answers"][0]["rating"], second["answers"][0]["rating"]) == (5, 4)
    assert second["order"] == "1"


def test_what_a_customer_began_without_a_purchase_names_no_order(world: World) -> None:
    world.command("feedback")
    answer_all(world)
    (notice,) = notices(world)
    assert (notice["data"]["order"], notice["data"]["started_by"]) == (None, "customer")


def test_a_message_of_the_courier_changes_nothing_that_is_told(world: World) -> None:
    world.ask()
    answer_all(world)
    told = len(parcels(world))
    world.wait(days=3)
    assert len(parcels(world)) == told


# --- cases


def test_a_case_is_told_as_it_opens_moves_and_ends(world: World) -> None:
    world.ask()
    world.press("1")
    world.press("skip")
    world.press("skip")
    world.press("take", SAM, "Sam Reed")
    world.submit("note", {"text": "Called the courier"})
    world.submit("reply", {"text": "So sorry!"})
    world.submit("resolve", DONE)
    world.wait(hours=0)
    world.say("yes, all good now")
    cases = [one for one in notices(world) if one["event"].startswith("case.")]
    assert [(one["event"], one["data"]["state"]) for one in cases] == [
        ("case.opened", "open"),
        ("case.updated", "taken"),
        ("case.updated", "contacted"),
        ("case.updated", "resolved"),
        ("case.ended", "confirmed"),
    ]
    assert {one["data"]["order"] for one in cases} == {"1"}
    assert len({one["data"]["case"] for one in cases}) == 1
    assert [one["data"]["owner"] for one in cases] == [None, *["Sam Reed"] * 4]
    assert cases[-1]["data"]["cause"] == "delivery"
    assert cases[0]["data"]["reasons"] == ["low_rating"]
    assert cases[0]["data"]["rating"] == 1


def test_more_words_for_a_case_are_told(world: World) -> None:
    world.ask()
    world.press("1")
    world.say("The courier was rude")
    told = [one for one in notices(world) if one["event"] == "case.updated"]
    assert told[-1]["data"]["words"] == "The courier was rude"


# --- what is not told


def test_without_a_webhook_nothing_is_written() -> None:
    world = World()
    world.ask()
    answer_all(world)
    assert [one for one in world.parcels if one.purpose == "notice"] == []


def test_a_program_is_told_only_of_what_it_wants_to_hear(world: World) -> None:
    hooks = (Webhook("answers", frozenset({"response"})), Webhook("trouble", frozenset({"case"})))
    world.settings = replace(world.settings, webhooks=hooks)
    world.ask()
    answer_all(world, "1")
    heard = {
        one.name: {str((parcel.message.card or {})["event"]) for parcel in parcels(world, one.name)}
        for one in hooks
    }
    assert heard["answers"] == {"response.completed"}
    assert heard["trouble"] == {"case.opened", "case.updated"}


def test_nothing_is_told_of_people_who_work_with_us(world: World) -> None:
    """They are reported from five on: one by one would tell who it was, by the time alone."""
    world.buy(touchpoint="pulse", audience="internal")
    world.wait(hours=3)
    world.press("0")
    world.say("I want to talk to a person")
    world.wait(days=30)
    assert world.rows.cases
    assert parcels(world) == []


def test_nothing_is_told_of_staff_who_walk_through_a_survey(world: World) -> None:
    in_private = replace(SAM_ON_TELEGRAM, room="")
    world.command("start", "", in_private, sender="Sam Reed")
    world.command("tryit", "csat", in_private)
    assert world.invitation.trial
    world.press("1", in_private)
    world.press("skip", in_private)
    world.wait(days=30)
    assert parcels(world) == []


def test_of_somebody_who_is_forgotten_nothing_is_told(world: World) -> None:
    world.ask()
    world.press("1")
    world.deliver(ErasureRequested("shop:demo", "erase/maya", world.now, "demo", "maya"))
    assert [one for one in notices(world) if one["event"] == "response.completed"] == []
    assert MAYA not in {one.address for one in parcels(world)}


def test_the_same_event_decided_again_gives_the_same_notices(world: World) -> None:
    """A batch that is redone sends nothing twice: ids follow from the seed."""
    again = World()
    again.settings = world.settings
    for one in (world, again):
        one.ask()
        answer_all(one)
    assert [one.id for one in parcels(world)] == [one.id for one in parcels(again)]
