"""Whatever customers and staff write, rooms and chats show it as words: nobody is pinged, nothing is markup.

One story with hostile words in every place that takes words; every message that comes of it is drawn for each
of the platforms, and looked over with the limits that these have.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from functools import cache
from typing import Any

import pytest

from bot.adapters.slack import homes
from bot.adapters.slack import outbound as slack
from bot.adapters.telegram import outbound as telegram
from bot.adapters.telegram import payloads
from bot.adapters.telegram.passages import MarkKind
from bot.adapters.web.outbound import parcel_entry
from bot.core.effects import Parcel, Timer
from bot.core.identity import Address, Role
from bot.core.periods import PeriodKind, Schedule
from bot.core.quoting import Consent
from bot.core.recovery import CaseState
from bot.core.report import CommentRow, Numbers, Voice
from bot.core.settings import DigestPlan, Room
from bot.texts import render
from handlers.case_forms import DATE, TEXT, TIME
from tests.feelings import feeling
from tests.handlers.conftest import ALEX, MAYA, MONDAY, SAM, World, good
from tests.hostile import WORDS
from tests.peers.slack_blocks import Check, readable
from tests.peers.slack_reading import pings_in, texts_in
from tests.peers.telegram_methods import utf16_length

SLACK_TEXT_MOST = 40_000
TELEGRAM_MOST = 4096  # UTF-16 units


@cache
def told(name: str) -> tuple[Parcel, ...]:
    """Everything that is said in a case whose every word is hostile, from the answer to its end."""
    words = WORDS[name]
    world = World()
    world.buy(name=words, product=words)
    world.wait(hours=2)
    world.press("1")
    world.say(words, name=words)
    world.press_data(world.button("take", SAM).data, SAM, words)
    world.submit("note", {TEXT: words}, name=words)
    friday = {DATE: "2026-03-06", TIME: "12:00"}
    world.submit("reply", {TEXT: words, **friday}, name=words)
    world.say(words)
    world.edit(world.say(words), f"{words} edited")
    world.command("customer", words[:40], SAM)
    world.command("customer", "1", SAM)
    world.home(replace(SAM, room=""))
    world.submit("resolve", {"cause": "delivery", "done": words}, name=words)
    assert world.case.state is CaseState.RESOLVED
    world.wait(hours=25)
    assert any(parcel.purpose == "staff_reply" for parcel in world.parcels)
    return tuple(world.parcels)


@cache
def gathered(name: str, customers: int = 6) -> tuple[Parcel, ...]:
    """What a room is told of customers with such names and words who come all at once."""
    words = WORDS[name]
    world = World()
    people = [Address("web", person=f"p{number}") for number in range(customers)]
    for number, one in enumerate(people):
        world.buy(f"o{number}", who=f"p{number}", name=f"{number} {words}", product=words, address=one)
    world.wait(hours=2)
    for one in people:
        world.press("1", one)
        world.say(words, one)
    world.press_data(world.button("take", SAM).data, SAM, words)
    return tuple(parcel for parcel in world.parcels if parcel.address == SAM.place)


@cache
def praised(name: str) -> tuple[Parcel, ...]:
    """What a room of wins and a digest quote of such words, said by and of people with such names."""
    words, joy = WORDS[name], Address("web", room="joy")
    world = World()
    daily = Schedule(PeriodKind.DAY, None, time(12), world.settings.zone)
    plans = (
        DigestPlan("wins:joy", daily, "joy", PeriodKind.DAY, is_wins=True),
        DigestPlan("daily", daily, "managers", PeriodKind.DAY, guess=True),
    )
    world.settings = replace(
        world.settings,
        rooms=(*world.settings.rooms, Room("joy", joy, Role.WINS, "en")),
        digests={plan.name: plan for plan in plans},
        staff_names=("Maria", words[:60]),
    )
    voice = Voice("c1", Consent.NAMED, words)
    glad = CommentRow(words, 5, "csat", False, True, "visit", MONDAY, "three-questions", good(0.95), voice)
    praise = replace(glad, text=f"Maria {words}", sentiment=feeling(0.95))
    world.numbers = lambda query: Numbers(query, comments=(glad, praise), comments_total=2)
    world.command("guess", "45", ALEX, sender=words)
    for plan in plans:
        world.fire(Timer("schedule", plan.name, world.now))
    world.wait(days=2)
    assert {"wins", "digest", "guess"} <= {parcel.purpose for parcel in world.parcels}
    return tuple(world.parcels)


def everything(name: str) -> Iterator[Parcel]:
    yield from told(name)
    yield from gathered(name)
    yield from praised(name)


def beginning(words: str, most: int = 12) -> str:
    """What must be there to be read, in whatever place is short of room."""
    plain = "".join(one for one in words if unicodedata.category(one) not in ("Cc", "Cf"))
    return " ".join(plain.replace("\\", "").split())[:most].strip()


@pytest.mark.parametrize("name", WORDS)
def test_slack_pings_nobody_and_takes_every_message(name: str) -> None:
    for said in everything(name):
        parcel = replace(said, address=replace(said.address, platform="slack", workspace="T0"))
        if homes.is_home(parcel):
            view: Any = homes.home_view(parcel, render)
            check = Check()
            check.view(view, "home")
            assert check.problems == []
            assert pings_in({"blocks": view["blocks"]}) == []
            continue
        shown = slack.payload(parcel, render)
        for one in (shown, shown.as_text):
            assert pings_in({"text": one.text, "blocks": list(one.blocks)}) == [], parcel.purpose
            assert 0 < len(one.text) <= SLACK_TEXT_MOST
        check = Check()
        check.blocks(list(shown.blocks), "message")
        assert check.problems == [], parcel.purpose


@pytest.mark.parametrize("name", ["a link", "markup", "a ping of somebody"])
def test_slack_reads_none_of_it_as_markup(name: str) -> None:
    for parcel in everything(name):
        if homes.is_home(parcel):
            continue
        shown = slack.payload(replace(parcel, address=replace(parcel.address, platform="slack")), render)
        marked = [text for text, is_markup in texts_in(list(shown.blocks)) if is_markup]
        assert not any(start in text for text in (*marked, shown.text) for start in ("<h", "<b", "<@", "<!"))
        links = json.dumps(list(shown.blocks)).count('"type": "link"')
        assert links == 0, parcel.purpose


@pytest.mark.parametrize("name", WORDS)
def test_telegram_takes_every_message_and_marks_nobodys_words(name: str) -> None:
    for parcel in everything(name):
        outgoing = telegram.drawn(parcel.message, parcel.language, render)
        assert outgoing.dropped == 0
        for passage in outgoing.passages:
            assert 0 < utf16_length(passage.text) <= TELEGRAM_MOST, parcel.purpose
            assert not any(unicodedata.category(one) == "Cc" and one not in "\n\t" for one in passage.text)
            assert all(mark.kind is not MarkKind.MENTION for mark in passage.marks)
        sent = payloads.new_message(1, outgoing, None)
        assert "parse_mode" not in sent
        assert sent["link_preview_options"] == {"is_disabled": True}
        for row in outgoing.keyboard:
            assert all(key.label and len(key.data.encode()) <= 64 for key in row)


@pytest.mark.parametrize("name", WORDS)
def test_on_every_platform_staff_can_read_what_was_written(name: str) -> None:
    wanted = beginning(WORDS[name])
    alerts = [one for one in told(name) if one.purpose in ("alert", "alert_update")]
    relayed = [one for one in told(name) if one.purpose == "relayed"]
    incidents = [one for one in gathered(name) if one.purpose.startswith("incident")]
    about_them = [one for one in told(name) if (one.message.card or {}).get("type") == "digest"]
    for kind in (alerts, relayed, incidents, about_them):
        parcel = kind[-1]
        in_slack = readable({"blocks": list(slack.payload(parcel, render).blocks)})
        in_telegram = telegram.drawn(parcel.message, "en", render).passages[0].text
        on_the_web = json.dumps(parcel_entry(parcel, MONDAY, render), ensure_ascii=False).replace("\\", "")
        for shown in (in_slack, in_telegram, on_the_web):
            assert wanted[:4] in beginning(shown, len(shown)), parcel.purpose


def test_every_one_of_many_is_named_in_some_message_that_stands() -> None:
    standing: dict[str, Parcel] = {}
    for parcel in gathered("a ping of everybody", 45):
        standing[parcel.target or parcel.id] = parcel
    drawn = "\n".join(
        readable({"blocks": list(slack.payload(parcel, render).blocks)}) for parcel in standing.values()
    )
    assert all(f"{number} <!channel>" in drawn for number in range(45))


def test_the_story_goes_through_every_kind_of_message() -> None:
    purposes = {parcel.purpose for name in WORDS for parcel in everything(name)}
    assert {"alert", "alert_update", "relayed", "timeline", "staff_reply", "incident", "home"} <= purposes
    assert "promise" in purposes
    assert any(parcel.address == MAYA for parcel in told("markup"))
