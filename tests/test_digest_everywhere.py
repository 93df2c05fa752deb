"""Whatever a digest is asked for in words, every platform takes its card."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.adapters.slack import outbound as slack
from bot.adapters.telegram import outbound as telegram
from bot.adapters.web.outbound import parcel_entry
from bot.core.effects import Lane, Message, Parcel
from bot.core.identity import Address
from bot.texts import render
from tests.core.test_digest import NOW, words
from tests.core.test_digest_asked import ALL, card_of
from tests.peers.slack_blocks import Check, readable
from tests.peers.telegram_methods import utf16_length


def parcel(name: str) -> Parcel:
    message = Message((), card=dict(card_of(ALL[name])))
    return Parcel("p1", Address("web", room="m"), Lane.REPLY, "digest", "digest", message, "en", NOW)


def rows(name: str) -> list[str]:
    """The first cell of every row of every table."""
    tables: Any = [one["table"] for one in card_of(ALL[name])["sections"] if one["table"]]
    return [words(row[0]) for table in tables for row in table["rows"]]


@pytest.mark.parametrize("name", ALL)
def test_it_can_be_read_in_slack_on_telegram_and_on_the_web(name: str) -> None:
    said = parcel(name)
    shown = slack.payload(replace(said, address=replace(said.address, platform="slack")), render)
    check = Check()
    check.blocks(list(shown.blocks), "message")
    assert check.problems == []
    outgoing = telegram.drawn(said.message, "en", render)
    assert outgoing.dropped == 0
    assert all(0 < utf16_length(one.text) <= 4096 for one in outgoing.passages)
    in_telegram = "\n".join(one.text for one in outgoing.passages)
    on_the_web = json.dumps(parcel_entry(said, NOW, render), ensure_ascii=False)
    for text in (readable({"blocks": list(shown.blocks)}), in_telegram, on_the_web):
        for cell in rows(name):
            assert cell in text
