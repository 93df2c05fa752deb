"""What is posted: within Slack's limits, whatever is said, and with nothing in it that Slack would act on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack import blocks
from bot.adapters.slack.homes import home_view
from bot.adapters.slack.outbound import Payload, Picture, language_in, metadata, notice, offer, payload
from bot.core.effects import Button, Lane, Line, Message, Parcel
from bot.core.identity import Address
from tests.peers.slack_blocks import Check, characters, readable, texts_in

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOSTILE = (
    "<!channel> <@U1> <https://evil.example|click> *bold* _it_ ~no~ `code` :boom:\n"
    "> quoted\n&amp; & <3 \u202egnp"
)


def words(line: Line, _language: str) -> str:
    return str(line.values.get("words", line.key))


def said(text: str) -> Line:
    return Line("said", {"words": text})


def parcel(
    *lines: str, rows: tuple[tuple[Button, ...], ...] = (), card: Mapping[str, object] | None = None
) -> Parcel:
    message = Message(tuple(said(line) for line in lines), rows, card)
    address = Address("slack", "T1", "C1")
    return Parcel("p1", address, Lane.REPLY, "question", "case:1", message, "en", NOW)


def button(label: str, data: str = "a|I|q|1", emphasis: str = "") -> Button:
    return Button(said(label), data, emphasis=emphasis)


def problems(shown: Payload | Mapping[str, Any]) -> list[str]:
    """What Slack, by its own models and its documented limits, would object to."""
    pictures = frozenset({"F000000001"})
    check = Check(pictures)
    if isinstance(shown, Payload):
        check.blocks(list(shown.blocks), "message")
    else:
        check.view(shown, str(shown["type"]))
    return check.problems


def blocks_of(shown: Payload, kind: str) -> list[dict[str, Any]]:
    return [dict(block) for block in shown.blocks if block["type"] == kind]


def read(shown: Payload) -> str:
    return readable({"blocks": list(shown.blocks)})


ALERT: Mapping[str, object] = {
    "type": "alert",
    "title": "Maya Brown",
    "badge": "Open",
    "tone": "open",
    "rating": "2/10",
    "quote": "The soup was cold",
    "facts": [["Bought", "Soup"], ["History", "3rd order, 9 → 2"]],
    "reasons": ["low rating"],
    "deadline": "Take by 10:30",
}


def digest(text: str, times: int) -> dict[str, object]:
    section = {
        "title": text,
        "note": text,
        "metrics": [{"label": text, "value": "42", "range": text, "n": 7, "change": text, "grey": False}],
        "lists": [{"title": text, "items": [text] * times}],
        "quotes": [{"text": text, "by": text}] * times,
        "table": {"head": ["", text], "rows": [[text, "3"]] * times},
    }
    return {"type": "digest", "title": text, "subtitle": text, "sections": [section] * times, "charts": [{}]}


def test_lines_are_said_one_below_the_other() -> None:
    shown = payload(parcel("Hello", "How was it?"), words)
    assert read(shown) == "Hello\nHow was it?"
    assert shown.text == "Hello\nHow was it?"
    assert problems(shown) == []


def test_an_address_of_the_businesss_own_can_be_clicked_and_nothing_that_a_customer_wrote() -> None:
    url = "https://reviews.example.com/x?a=1&b=2"
    review = Line("said", {"words": f"Tell others: {url}!", "url": url})
    theirs = said("look at https://evil.example")
    shown = payload(replace(parcel(), message=Message((theirs, review))), words)
    (rich,) = blocks_of(shown, "rich_text")
    assert [section["elements"] for section in rich["elements"]] == [
        [{"type": "text", "text": "look at https://evil.example"}],
        [
            {"type": "text", "text": "Tell others: "},
            {"type": "link", "url": url, "text": url},
            {"type": "text", "text": "!"},
        ],
    ]
    assert problems(shown) == []


def test_nought_to_ten_stand_in_six_and_five() -> None:
    row = tuple(button(str(number), f"a|I|q|{number}") for number in range(11))
    rows = blocks_of(payload(parcel("?", rows=(row,)), words), "actions")
    assert [[one["text"]["text"] for one in row["elements"]] for row in rows] == [
        ["0", "1", "2", "3", "4", "5"],
        ["6", "7", "8", "9", "10"],
    ]


def test_a_button_carries_its_data_and_the_messages_language() -> None:
    rows = ((button("Yes", "f|C|yes", "primary"),), (button("No", "f|C|no", "quiet"),))
    yes, no = (block["elements"][0] for block in blocks_of(payload(parcel(rows=rows), words), "actions"))
    assert (yes["value"], yes["style"]) == ("f|C|yes", "primary")
    assert "style" not in no
    assert yes["action_id"] != no["action_id"]
    assert {language_in(yes["action_id"]), language_in(no["action_id"])} == {"en"}


def test_an_alert_leads_with_the_name_and_says_everything() -> None:
    shown = payload(parcel("Maya is unhappy", rows=((button("Take"),),), card=ALERT), words)
    assert shown.blocks[0]["type"] == "header"
    assert read(shown).splitlines()[0] == "Maya Brown"
    for part in ("Maya is unhappy", "2/10", "The soup was cold", "Soup", "low rating", "Take by 10:30"):
        assert part in read(shown)
    assert shown.text == "Maya is unhappy"
    assert problems(shown) == []


def test_an_alert_of_which_little_is_known_is_fine() -> None:
    bare: Mapping[str, object] = {"type": "alert", "title": "", "quote": None, "facts": [], "rating": None}
    assert problems(payload(parcel(card=bare), words)) == []


def test_a_digest_says_its_numbers_with_their_n() -> None:
    shown = payload(parcel(card=digest("Delivery", 1)), words)
    assert "Delivery: 42 (digest.sure) · Delivery · Delivery" in read(shown)
    assert "Delivery: Delivery 3" in read(shown)
    assert problems(shown) == []


def test_pictures_stand_below_with_what_they_show_in_words() -> None:
    shown = payload(parcel(card=digest("x", 1)), words, [Picture("F000000001", "NPS rises from 3 to 42")])
    (image,) = blocks_of(shown, "image")
    assert image["slack_file"] == {"id": "F000000001"}
    assert image["alt_text"] == "NPS rises from 3 to 42"
    assert problems(shown) == []


@pytest.mark.parametrize(
    "text", [HOSTILE, "🧑🏽‍🍳" * 3000, "مرحبا " * 2000, "x" * 10_000, "", " \n ", '"\\' * 5000]
)
def test_nothing_that_can_be_said_breaks_a_limit(text: str) -> None:
    row = tuple(button(text, f"a|I|q|{number}") for number in range(80))
    card = {**ALERT, "title": text, "quote": text, "rating": text, "facts": [[text, text]] * 20}
    card |= {"reasons": [text] * 40, "deadline": text}
    for shown in (
        payload(parcel(text, rows=(row,)), words),
        payload(parcel(text, text, rows=(row,), card=card), words),
        payload(parcel(text, card=digest(text, 12)), words),
        notice(text),
        offer(text, "c|C|note", "en"),
    ):
        assert problems(shown) == []
        assert len(shown.blocks) <= 50
        assert characters(list(shown.blocks)) <= 13_200
        assert blocks.size(shown.blocks) <= blocks.ALL_BLOCKS
        assert 0 < len(shown.text) <= 4000
        assert 0 < len(shown.as_text.text) <= 4000


@given(st.text(), st.integers(0, 30))
def test_no_text_and_no_number_of_lines_breaks_a_limit(text: str, times: int) -> None:
    shown = payload(parcel(*[text] * times, card={**ALERT, "quote": text * times}), words)
    assert problems(shown) == []


def test_buttons_stay_when_words_must_go() -> None:
    card = {**ALERT, "quote": "very " * 5000, "reasons": ["because " * 300] * 30}
    shown = payload(parcel("x", rows=((button("Take"), button("Reply")),), card=card), words)
    assert len(blocks_of(shown, "actions")) == 1
    assert "slack.more" in read(shown)


def test_what_is_whole_does_not_say_that_something_is_missing() -> None:
    assert "slack.more" not in read(payload(parcel("x" * 3000, card=ALERT), words))
    assert "slack.more" in read(payload(parcel("x" * 3001, card=ALERT), words))


def test_nobodys_words_are_markup_in_the_blocks() -> None:
    card = {**ALERT, "title": HOSTILE, "quote": HOSTILE, "facts": [[HOSTILE, HOSTILE]], "reasons": [HOSTILE]}
    for body in (parcel(HOSTILE, card=card), parcel(HOSTILE), parcel(card=digest(HOSTILE, 2))):
        found = list(texts_in(list(payload(body, words).blocks)))
        assert found
        assert not any(markup for _, markup in found)


def test_the_text_beside_the_blocks_mentions_and_links_nobody() -> None:
    text = payload(parcel(HOSTILE), words).text
    assert "<" not in text
    assert "&lt;!channel&gt;" in text
    assert "&amp;amp; &amp; &lt;3" in text


def test_text_that_stands_alone_is_not_formatted_either() -> None:
    text = payload(parcel(HOSTILE), words).as_text.text
    joiner = "\N{WORD JOINER}"
    assert f"{joiner}*bold{joiner}*" in text
    assert f":{joiner}boom:" in text
    assert f"\n{joiner}&gt; quoted" in text


def test_text_that_stands_alone_says_what_the_card_said() -> None:
    text = payload(parcel("Maya is unhappy", card=ALERT), words).as_text.text
    assert "The soup was cold" in text
    assert "Take by 10:30" in text


def test_a_posted_message_names_its_parcel() -> None:
    assert metadata("p1") == {"event_type": "feedback_bot_parcel", "event_payload": {"parcel": "p1"}}


# --- somebody's own page


def home(**card: object) -> dict[str, Any]:
    return home_view(parcel(card={"type": "home", **card}), words)


def test_a_page_shows_its_sections_and_their_buttons() -> None:
    item = {"text": "Maya Brown", "detail": "2/10", "button": {"label": "Take", "data": "c|C|take"}}
    view = home(title="Cases", sections=[{"title": "Open", "note": "oldest first", "items": [item]}])
    assert readable(view).split("\n") == ["Cases", "Open", "oldest first", "Maya Brown", "Take", "2/10"]
    assert problems(view) == []


@pytest.mark.parametrize("text", [HOSTILE, "", "x" * 5000])
def test_a_page_of_any_length_fits(text: str) -> None:
    item = {"text": text, "detail": text, "button": {"label": text, "data": "c|C|take"}}
    view = home(title=text, sections=[{"title": text, "note": text, "items": [item] * 60}] * 3)
    assert problems(view) == []
    assert len(json.dumps(view)) < 250_000


def test_an_empty_page_is_a_page() -> None:
    assert readable(home(title="", sections=[])) == "slack.home_title"
    assert problems(home(title="", sections=[])) == []
