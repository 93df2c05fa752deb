"""What staff saw or heard: written down for whom it is about, perhaps with a case, and in no score."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.core.callbacks import tool_data
from bot.core.observations import Mood, Observation
from bot.core.recovery import CaseKind
from handlers.observing import NOBODY, typed
from tests.handlers.conftest import ALEX, MAYA, SAM, SAM_ON_SLACK, SAM_ON_TELEGRAM, TOM, World, settings

SAM_ALONE_ON_TELEGRAM = replace(SAM_ON_TELEGRAM, room="")
FORM = {"touchpoint": "visit", "mood": "unhappy", "words": "Waited half an hour", "case": "no"}


def observed(world: World) -> Observation:
    """The only one there is."""
    (one,) = world.rows.observations.values()
    return one


def test_a_line_is_written_down_for_the_customer_before_the_colon(world: World) -> None:
    world.buy()
    world.command("observe", "unhappy visit maya: waited half an hour", SAM, sender="Sam Reed")
    one = observed(world)
    assert (one.mood, one.touchpoint, one.words) == (Mood.UNHAPPY, "visit", "waited half an hour")
    assert (one.customer_id, one.by, one.by_name, one.case_id) == (world.maya.id, SAM.user, "Sam Reed", None)
    assert world.words(SAM) == ["Written down: Maya Okafor, visit, unhappy. “waited half an hour”"]


def test_it_enters_no_score_and_the_customer_hears_nothing_of_it(world: World) -> None:
    world.buy()
    before = world.maya
    world.command("observe", "unhappy visit maya: waited half an hour", SAM)
    assert world.maya == before
    assert world.read(MAYA) == []
    assert world.rows.cases == {}
    assert all(not one.answers for one in world.rows.invitations.values())


def test_without_a_customer_it_is_of_nobody(world: World) -> None:
    world.command("observe", "happy visit a child laughed at the counter", SAM)
    assert (observed(world).customer_id, observed(world).words) == (None, "a child laughed at the counter")


def test_what_stands_before_a_colon_and_is_nobody_was_said_too(world: World) -> None:
    world.command("observe", "mixed visit she said: nice, but dear", SAM)
    assert observed(world).words == "she said: nice, but dear"


def test_of_several_who_may_be_meant_none_is_taken(world: World) -> None:
    world.buy("1")
    world.buy("2", who="maya2", name="Maya Berg", address=TOM)
    world.command("observe", "unhappy visit maya: waited", SAM)
    assert world.rows.observations == {}
    assert "Several customers" in world.words(SAM)[0]


def test_with_the_word_case_a_case_is_opened_by_staff(world: World) -> None:
    world.buy()
    world.command("observe", "unhappy visit case 1: left without her order", SAM, sender="Sam Reed")
    case = world.case
    assert (case.kind, case.words, case.touchpoint) == (
        CaseKind.OBSERVED,
        "left without her order",
        "visit",
    )
    assert case.reasons == ("reason.observed",)
    assert observed(world).case_id == case.id
    assert world.entries[0].actor == SAM.user
    assert world.read(MAYA) == []
    assert "alert" in world.purposes(SAM)


def test_it_joins_the_case_that_is_open_already(world: World) -> None:
    world.ask()
    world.press("1")
    world.read(SAM)
    world.command("observe", "unhappy visit case maya: in tears at the counter", SAM, sender="Sam Reed")
    assert observed(world).case_id == world.case.id
    assert world.entries[-1].text == "in tears at the counter"
    assert "It is with the case that is open for them already." in "\n".join(world.words(SAM))


def test_a_case_needs_somebody_and_nobody_who_works_with_us_gets_one_by_name(world: World) -> None:
    world.buy(touchpoint="pulse", audience="internal")
    world.command("observe", "unhappy visit case: angry at the till", SAM)
    world.command("observe", "unhappy visit case maya: angry at the till", SAM)
    assert world.rows.cases == {}
    assert all("No case was opened" in words for words in world.words(SAM))


def test_on_slack_a_form_asks_what_was_seen(world: World) -> None:
    world.staff_on(SAM_ON_SLACK)
    reply: Any = world.command("observe", "", SAM_ON_SLACK)
    form = reply["form"]
    assert form["data"] == tool_data("observe", NOBODY)
    assert [one["name"] for one in form["fields"]] == ["touchpoint", "mood", "words", "customer", "case"]
    world.buy()
    assert world.submit_data(form["data"], {**FORM, "customer": "maya"}, SAM_ON_SLACK) == {"ok": True}
    assert observed(world).customer_id == world.maya.id


def test_of_a_customer_that_is_settled_the_form_does_not_ask(world: World) -> None:
    world.buy()
    data = tool_data("observe", world.maya.id)
    reply: Any = world.press_data(data, SAM)
    assert "customer" not in [one["name"] for one in reply["form"]["fields"]]
    world.submit_data(data, {**FORM, "case": "yes"})
    assert observed(world).customer_id == world.maya.id
    assert world.case.kind is CaseKind.OBSERVED


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"words": "  "}, "observe.no_words"),
        ({"mood": "furious"}, "observe.no_words"),
        ({"touchpoint": "moon"}, "observe.no_words"),
        ({"customer": "Zoe"}, "observe.nobody"),
    ],
)
def test_a_form_that_says_too_little_is_sent_back(world: World, fields: dict[str, str], key: str) -> None:
    reply: Any = world.submit_data(tool_data("observe", NOBODY), {**FORM, **fields})
    assert (reply["ok"], reply["text"]["key"]) == (False, key)
    assert world.rows.observations == {}


def test_on_telegram_it_is_typed_and_said_how(world: World) -> None:
    world.staff_on(SAM_ON_TELEGRAM)
    world.command("observe", "", SAM_ALONE_ON_TELEGRAM)
    (how,) = world.words(SAM_ALONE_ON_TELEGRAM)
    assert "/observe unhappy visit Order 1043: waited half an hour" in how
    world.command("observe", "unhappy visit waited half an hour", SAM_ALONE_ON_TELEGRAM)
    assert observed(world).words == "waited half an hour"


@pytest.mark.parametrize("at", [MAYA, ALEX])
def test_nobody_else_observes_anybody(world: World, at: Any) -> None:
    world.buy()
    world.command("observe", "unhappy visit maya: waited", at)
    world.press_data(tool_data("observe", world.maya.id), at)
    assert world.submit_data(tool_data("observe", world.maya.id), FORM, at)["ok"] is False
    assert world.rows.observations == {}


@pytest.mark.parametrize(
    ("words", "mood", "touchpoint", "said"),
    [
        ("Unhappy Visit, waited", "unhappy", "visit", "waited"),
        ("visit happy happy people", "happy", "visit", "happy people"),
        ("case for a lawyer", None, None, "case for a lawyer"),
        ("", None, None, ""),
    ],
)
def test_mood_and_moment_come_first_in_any_order(
    words: str, mood: str | None, touchpoint: str | None, said: str
) -> None:
    noticed = typed(words, settings())
    assert (noticed.mood, noticed.touchpoint, noticed.words) == (mood, touchpoint, said)
