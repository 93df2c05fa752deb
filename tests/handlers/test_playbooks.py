"""What staff see as they write: what helps with the likely cause, words to begin with, who is far away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import pytest

from bot.core.promise_words import hint_in
from bot.core.recovery import Grounds
from bot.core.settings import Playbook
from bot.core.tone import warnings_in
from bot.texts import catalogue, render
from bot.texts.cards import rendered
from bot.themes import shipped
from handlers import playbooks
from tests.handlers.conftest import MAYA, MAYA_ON_TELEGRAM, MONDAY, SAM, SAM_ON_TELEGRAM, World

OWN = Playbook(
    {"en": ("Look up the parcel",), "de": ("Paket suchen",)},
    {"en": ("Sorry about the {product}, {name}.",), "de": ("Entschuldigung, {name}.",)},
)


def unhappy(
    world: World, *aspects: tuple[str, str], causes: tuple[str, ...] = ("delivery", "quality", "other")
) -> None:
    world.settings = replace(world.settings, causes=causes)
    world.ask()
    world.press("1")
    case = replace(world.case, grounds=Grounds(aspects=aspects))
    world.rows.cases[case.id] = case


def form(world: World, action: str = "reply") -> Mapping[str, object]:
    shown = rendered(world.press(action, SAM, "Sam Reed")["form"], "en", render)
    assert isinstance(shown, Mapping)
    return shown


def templates(shown: Mapping[str, object]) -> list[str]:
    fields = shown["fields"]
    assert isinstance(fields, list)
    return list(fields[0]["templates"])


def test_the_reply_shows_what_helps_with_what_is_blamed_most(world: World) -> None:
    unhappy(world, ("staff", "+"), ("delivery", "−"), ("quality", "−"))
    shown = form(world)
    note = shown["note"]
    assert isinstance(note, list)
    assert "What helps with a delivery:" in note
    assert "• Offer the choice: send it again, or the money back." in note
    assert templates(shown)[0].startswith("I'm sorry your order didn't reach you as it should, Maya.")


@pytest.mark.parametrize(
    "aspects", [(), (("delivery", "+"),), (("price", "−"),), (("a theme of ours", "−"),)]
)
def test_where_nothing_tells_the_cause_it_is_what_helps_in_any_case(
    world: World, aspects: tuple[tuple[str, str], ...]
) -> None:
    unhappy(world, *aspects)
    note = form(world)["note"]
    assert isinstance(note, list)
    assert "What helps in any case:" in note


def test_a_theme_of_the_case_goes_before_what_else_is_mentioned(world: World) -> None:
    unhappy(world, ("delivery", "−"))
    case = replace(world.case, theme="broken")
    world.rows.cases[case.id] = case
    assert playbooks.likely_cause(case, world.settings) == "quality"


def test_what_it_came_from_before_goes_first_where_it_is_open_again(world: World) -> None:
    unhappy(world, ("delivery", "−"))
    assert playbooks.likely_cause(replace(world.case, cause="quality"), world.settings) == "quality"
    assert playbooks.likely_cause(replace(world.case, cause="long gone"), world.settings) == "delivery"


def test_resolving_begins_with_the_likely_cause(world: World) -> None:
    unhappy(world, ("delivery", "mixed"))
    world.press("take", SAM, "Sam Reed")
    fields = form(world, "resolve")["fields"]
    assert isinstance(fields, list)
    assert (fields[0]["name"], fields[0]["initial"]) == ("cause", "delivery")


def test_the_operators_own_playbook_takes_the_place_of_ours_in_the_customers_language(world: World) -> None:
    unhappy(world, ("delivery", "−"))
    world.settings = replace(world.settings, playbooks={"delivery": OWN}, languages=("en", "de"))
    world.change(language="de")
    reply = world.press("reply", SAM, "Sam Reed")["form"]
    assert isinstance(reply, Mapping)
    assert rendered(reply["note"][-1], "en", render) == "• Look up the parcel", "staff read their own"
    (words,) = reply["fields"][0]["templates"]
    assert words["language"] == "de"
    assert words["values"]["text"] == {"de": "Entschuldigung, {name}."}


def test_the_customers_name_and_what_they_bought_are_filled_in(world: World) -> None:
    unhappy(world, ("delivery", "−"))
    world.settings = replace(world.settings, playbooks={"delivery": OWN})
    assert templates(form(world)) == ["Sorry about the Mug, Maya."]
    world.change(name=None)
    assert templates(form(world)) == ["Sorry about the Mug."]


def test_where_there_are_no_forms_the_prompt_shows_all_that(world: World) -> None:
    world.staff_on(SAM_ON_TELEGRAM)
    unhappy(world, ("delivery", "−"))
    world.read(SAM_ON_TELEGRAM)
    world.press("reply", SAM_ON_TELEGRAM, "Sam Reed")
    (prompt,) = world.words(SAM_ON_TELEGRAM)
    assert "What helps with a delivery:" in prompt
    assert "Words you could begin with:\nI'm sorry your order didn't reach you as it should, Maya." in prompt


# Who is out of reach.


def out_of_reach(world: World) -> list[str]:
    note = form(world)["note"]
    assert isinstance(note, list)
    return [line for line in note if "only chat is the web page" in line]


def test_who_has_the_web_page_only_hears_of_nothing_and_staff_are_told_so(world: World) -> None:
    unhappy(world)
    (line,) = out_of_reach(world)
    assert line.endswith(
        ("They'll read this when they look there again.", "They were last there on 2026-03-02 13:00.")
    )


def test_who_can_be_told_elsewhere_is_in_reach(world: World) -> None:
    unhappy(world)
    contact = world.rows.contacts[MAYA.key]
    world.rows.contacts[MAYA_ON_TELEGRAM.key] = replace(contact, address=MAYA_ON_TELEGRAM)
    assert out_of_reach(world) == []
    world.rows.contacts[MAYA_ON_TELEGRAM.key] = replace(contact, address=MAYA_ON_TELEGRAM, reachable=False)
    assert len(out_of_reach(world)) == 1


# What is shipped.


def test_every_cause_has_its_playbook() -> None:
    english = catalogue("en")
    causes = {key.removeprefix("cause.") for key in english if key.startswith("cause.")}
    parts = ("head", "step1", "step2", "step3", "reply1", "reply2")
    assert {f"playbook.{cause}.{part}" for cause in causes for part in parts} <= english.keys()
    assert set(playbooks.CAUSES.values()) <= causes


def test_every_theme_that_leads_to_a_cause_is_one() -> None:
    assert playbooks.CAUSES.keys() <= shipped("en").themes.keys()


@pytest.mark.parametrize(
    "key", sorted(key for key in catalogue("en") if ".reply" in key and "playbook" in key)
)
def test_words_to_begin_with_blame_nobody_and_promise_nothing(key: str) -> None:
    words = catalogue("en")[key].replace("{name}", "Maya")
    assert warnings_in(words) == ()
    assert hint_in(words, datetime(2026, 3, 2, 11, tzinfo=MONDAY.tzinfo)) is None
