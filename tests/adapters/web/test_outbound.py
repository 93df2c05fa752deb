"""What is sent becomes entries of text only, in the receiver's language."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

from bot.adapters.web.outbound import parcel_entry, spoken_entry
from bot.core.effects import Button, Field, Lane, Line, Message, Parcel
from bot.core.identity import Address
from bot.core.ports import Spoken
from bot.texts.cards import rendered
from tests.adapters.web.conftest import render

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MAYA = Address("web", person="maya")
ANA = Address("web", room="staff", person="ana")


def entry_of(message: Message, language: str = "en") -> dict[str, object]:
    sent = Parcel("p2", MAYA, Lane.REPLY, "alert", "case:1", message, language, AT, target="p1", thread="p0")
    return parcel_entry(sent, AT, render)


def spoken(text: str | None, person: str | None, message: Message | None = None) -> Spoken:
    return Spoken("s1", AT, message, text, person, None, None, "de")


def test_a_parcel_becomes_an_entry_with_its_buttons_and_their_forms() -> None:
    field = Field("cause", Line("cause"), lines=3, options=(("late", Line("late")),), required=False)
    field = replace(field, initial="late")
    buttons = (Button(Line("resolve"), "c:1", form=(field,), emphasis="primary"),)
    assert entry_of(Message((Line("hi", {"name": "Maya"}),), (buttons,)), "de") == {
        "id": "p2",
        "mine": False,
        "who": None,
        "at": "2026-03-02T09:30:00+00:00",
        "lines": ["de:hi name=Maya"],
        "rows": [
            [
                {
                    "label": "de:resolve",
                    "data": "c:1",
                    "emphasis": "primary",
                    "form": [
                        {
                            "name": "cause",
                            "label": "de:cause",
                            "lines": 3,
                            "options": [["late", "de:late"]],
                            "required": False,
                            "kind": "text",
                            "initial": "late",
                        }
                    ],
                }
            ]
        ],
        "card": None,
        "pictures": [],
        "links": [],
        "target": "p1",
        "thread": "p0",
    }


def test_only_an_address_of_the_businesss_own_can_be_clicked() -> None:
    review = Line("survey.review", {"url": "https://reviews.example.com"})
    theirs = Line("words", {"words": "look at https://evil.example"})
    assert entry_of(Message((theirs, review)))["links"] == ["https://reviews.example.com"]


def test_every_line_in_a_card_is_rendered_and_everything_else_passes() -> None:
    card = {
        "type": "alert",
        "title": "Maya <b>",
        "badge": {"key": "open", "values": {}},
        "facts": [
            [{"key": "bought", "values": {}}, "beans"],
            (Line("where"), {"key": "x", "values": {"n": 1}}),
        ],
        "quote": None,
        "odd": {"key": "x", "values": {}, "more": 1},
    }
    assert entry_of(Message((), card=card))["card"] == {
        "type": "alert",
        "title": "Maya <b>",
        "badge": "en:open",
        "facts": [["en:bought", "beans"], ["en:where", "en:x n=1"]],
        "quote": None,
        "odd": {"key": "x", "values": {}, "more": 1},
    }


def test_a_metrics_n_is_said_in_words_too() -> None:
    metric = {"label": "NPS", "value": "+31", "n": 184}
    card = {"type": "digest", "title": "Week", "sections": [{"title": "Us", "metrics": [metric]}]}
    shown = json.dumps(entry_of(Message((), card=card))["card"])
    assert '"n_text": "en:ui.n n=184"' in shown


def test_charts_leave_the_card_and_are_shown_as_pictures_with_their_words() -> None:
    charts = [{"kind": "trend", "alt": {"key": "trend", "values": {}}, "data": {"points": [1, 2]}}, 7]
    entry = entry_of(Message((), card={"type": "digest", "title": "Week", "charts": charts}))
    assert entry["card"] == {"type": "digest", "title": "Week"}
    (picture,) = json.loads(json.dumps(entry["pictures"]))
    assert picture["alt"] == "en:trend"
    assert re.fullmatch(r"/chat/pictures/[^/]+/0\.png", picture["src"])


def test_in_a_private_chat_whatever_was_typed_is_mine() -> None:
    entry = spoken_entry(spoken("hi", None), MAYA, {}, render)
    assert (entry["mine"], entry["who"], entry["lines"]) == (True, None, ["hi"])


def test_in_a_room_what_others_typed_carries_their_name() -> None:
    names = {"ana": "Ana", "ben": "Ben"}
    assert spoken_entry(spoken("hi", "ana"), ANA, names, render)["mine"] is True
    others = spoken_entry(spoken("hi", "ben"), ANA, names, render)
    assert (others["mine"], others["who"]) == (False, "Ben")


def test_history_shows_our_messages_in_the_language_they_were_sent_in() -> None:
    assert spoken_entry(spoken(None, None, Message((Line("hi"),))), ANA, {}, render)["lines"] == ["de:hi"]


def test_an_entry_is_json() -> None:
    card = {"type": "alert", "title": Line("t"), "reasons": (Line("a"), Line("b"))}
    json.dumps(entry_of(Message((Line("hi"),), card=card)))
    assert rendered({"a": (Line("x"), 1, None, True)}, "en", render) == {"a": ["en:x", 1, None, True]}
