"""Cases on Slack: whom an alert is for, and many of them in one message."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import pytest

from bot.adapters.slack.outbound import payload
from bot.core.effects import Button
from bot.core.incidents import MOST
from tests.adapters.slack.test_outbound import ALERT, blocks_of, parcel, problems, read, said, words


def incident(
    names: Sequence[str], quote: str = "The soup was cold", *, free: bool = True
) -> Mapping[str, object]:
    cases = [
        {
            "who": name,
            "rating": "2/10",
            "quote": quote,
            "state": "Open" if free else "Sam Reed has it",
            "tone": "open" if free else "taken",
            "data": f"c|abcdefghijklmn{number:02}|take" if free else None,
        }
        for number, name in enumerate(names)
    ]
    asked = {"label": "For", "user": "slack:T0TESTTEAM:U0PERSON1", "name": "Maria"}
    return {"type": "incident", "note": "Many customers", "for": asked, "cases": cases}


def takes(count: int) -> tuple[tuple[Button, ...], ...]:
    labels = [said(f"Take {number + 1}") for number in range(count)]
    return (tuple(Button(one, f"c|abcdefghijklmn{n:02}|take") for n, one in enumerate(labels)),)


def test_each_case_of_an_incident_has_its_button_beside_it() -> None:
    shown = payload(parcel("Delivery", rows=takes(3), card=incident(["Ann", "Ben", "Cleo"])), words)
    lines = blocks_of(shown, "section")
    assert [one["text"]["text"][:6] for one in lines] == ["1. 🔴 A", "2. 🔴 B", "3. 🔴 C"]
    assert [one["accessory"]["value"] for one in lines] == [f"c|abcdefghijklmn0{n}|take" for n in range(3)]
    assert blocks_of(shown, "actions") == []
    assert json.dumps(shown.blocks).count('"user_id": "U0PERSON1"') == 1
    assert problems(shown) == []


def test_a_case_that_is_taken_has_no_button() -> None:
    shown = payload(parcel("Delivery", card=incident(["Ann"], free=False)), words)
    (line,) = blocks_of(shown, "section")
    assert "accessory" not in line
    assert "Sam Reed has it" in read(shown)


@pytest.mark.parametrize("quote", ["x" * 80, '"\\' * 40, "🧑🏽‍🍳" * 80, "مرحبا " * 13])
def test_a_full_message_names_every_case_and_has_every_button(quote: str) -> None:
    names = [f"Somebody with quite a long name, No. {number:02}" for number in range(MOST)]
    shown = payload(parcel("Delivery", rows=takes(MOST), card=incident(names, quote)), words)
    assert all(name in read(shown) for name in names)
    pressed = [one["value"] for block in blocks_of(shown, "actions") for one in block["elements"]]
    pressed += [one["accessory"]["value"] for one in blocks_of(shown, "section") if "accessory" in one]
    assert len(set(pressed)) == MOST
    assert problems(shown) == []


def test_whoever_the_case_is_for_is_mentioned_on_slack_and_named_elsewhere() -> None:
    asked = {"label": "For", "user": "slack:T0TESTTEAM:U0PERSON1", "name": "Maria"}
    shown = payload(parcel("Maya is unhappy", card={**ALERT, "for": asked}), words)
    assert '"user_id": "U0PERSON1"' in json.dumps(shown.blocks)
    assert problems(shown) == []
    other = payload(parcel("Maya is unhappy", card={**ALERT, "for": {**asked, "user": "web::maria"}}), words)
    assert "For: Maria" in read(other).replace("\n", "")
    assert "user_id" not in json.dumps(other.blocks)


def test_words_for_somebody_mention_them() -> None:
    asked = {"label": "For", "user": "slack:T0TESTTEAM:U0PERSON1", "name": "Maria"}
    shown = payload(parcel("This is due", card={"type": "told", "for": asked}), words)
    assert "This is due" in read(shown)
    assert '"user_id": "U0PERSON1"' in json.dumps(shown.blocks)
    assert problems(shown) == []


def test_what_matters_more_than_others_says_so_before_its_state() -> None:
    shown = payload(parcel("Maya is unhappy", card={**ALERT, "severity": "Urgent"}), words)
    assert "‼️ Urgent · 🔴 Open · 2/10" in read(shown)
