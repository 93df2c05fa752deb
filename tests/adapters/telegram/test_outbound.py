"""Parcels → what Telegram is sent: words, marks, buttons, pages."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.telegram.keyboards import Key, key, laid_out
from bot.adapters.telegram.outbound import Outgoing, Present, drawn, notice
from bot.adapters.telegram.passages import MAX_TEXT, MarkKind, Passage, is_blank
from bot.core.effects import Button, Line, Message
from bot.core.incidents import MOST
from bot.texts.cutting import ELLIPSIS, utf16_units

EVIL = '<b>*bold*</b> _x_ `y` [a](http://evil.example) <!channel> @everyone "/stop" \u202egnol'


def render(line: Line, _language: str) -> str:
    """A line says its value ``text``, or its key and values."""
    if "text" in line.values:
        return str(line.values["text"])
    values = " ".join(f"{name}={value}" for name, value in sorted(line.values.items()))
    return f"{line.key} {values}".strip()


def say(text: str) -> Line:
    return Line("said", {"text": text})


def button(label: str, data: str = "a|i|q|1", emphasis: str = "") -> Button:
    return Button(say(label), data, emphasis=emphasis)


def sent(
    *texts: str, card: dict[str, object] | None = None, rows: Sequence[Sequence[Button]] = ()
) -> Outgoing:
    message = Message(tuple(map(say, texts)), tuple(map(tuple, rows)), card)
    return drawn(message, "en", render)


def labels(outgoing: Outgoing) -> list[list[str]]:
    return [[one.label for one in row] for row in outgoing.keyboard]


def marked(passage: Passage, kind: MarkKind) -> list[str]:
    """The stretches of text that carry this mark, read back by Telegram's measure."""
    units = passage.text.encode("utf-16-le")
    return [
        units[2 * mark.start : 2 * mark.end].decode("utf-16-le")
        for mark in passage.marks
        if mark.kind is kind
    ]


# --- words


def test_lines_stand_under_each_other() -> None:
    assert sent("One.", "Two.").passages == (Passage("One.\nTwo."),)


def test_nobodys_words_are_taken_for_marks() -> None:
    (passage,) = sent(EVIL).passages
    assert passage.text == EVIL.replace("\u202e", "")
    assert passage.marks == ()


def test_a_text_is_cut_at_telegrams_limit_between_characters() -> None:
    (passage,) = sent("👨‍👩‍👧‍👦" * 2000).passages
    assert utf16_units(passage.text) <= MAX_TEXT
    assert passage.text.removesuffix(ELLIPSIS) == "👨‍👩‍👧‍👦" * 372


@pytest.mark.parametrize("nothing", ["", " \n", "\u200b", "\u2800", "\ud800", "\x00", "\u3164\ufe0f "])
def test_where_there_is_nothing_to_see_there_is_an_ellipsis(nothing: str) -> None:
    assert sent(nothing).passages == (Passage(ELLIPSIS),)


@pytest.mark.parametrize("text", ["שלום עולם", "مرحبا ٥", "👍🏽", "ß", "한국어", "a\tb"])
def test_every_script_is_left_as_it_is(text: str) -> None:
    assert sent(text).passages == (Passage(text),)


@given(st.lists(st.text(max_size=60)), st.integers(1, 200))
def test_whatever_is_said_can_be_sent(texts: list[str], times: int) -> None:
    for passage in sent(*(text * times for text in texts)).passages:
        assert 1 <= utf16_units(passage.text) <= MAX_TEXT
        assert not is_blank(passage.text)
        assert passage.text.encode("utf-8").decode().strip() == passage.text


# --- buttons


@pytest.mark.parametrize(("steps", "rows"), [(11, [6, 5]), (10, [5, 5]), (7, [4, 3]), (5, [5]), (3, [3])])
def test_a_scale_is_laid_out_for_a_thumb(steps: int, rows: list[int]) -> None:
    scale = [button(str(step)) for step in range(steps)]
    assert [len(row) for row in sent("How?", rows=[scale]).keyboard] == rows


def test_stars_stand_in_one_row_and_thumbs_in_another() -> None:
    stars = [button(f"{step} ★") for step in range(1, 6)]
    thumbs = [button("👍 Yes"), button("👎 No")]
    assert [len(row) for row in sent("How?", rows=[stars, thumbs]).keyboard] == [5, 2]


def test_options_stand_in_pairs_while_both_can_be_read() -> None:
    short = [button(label) for label in ("Taste", "Speed", "Friendliness")]
    long = [button("The courier was friendly"), button("Price")]
    assert labels(sent("What?", rows=[short])) == [["Taste", "Speed"], ["Friendliness"]]
    assert labels(sent("What?", rows=[long])) == [["The courier was friendly"], ["Price"]]


def test_the_ways_out_stay_together() -> None:
    ways = [button(label, emphasis="quiet") for label in ("Not now", "Later", "Stop asking")]
    assert labels(sent("How?", rows=[ways])) == [["Not now", "Later", "Stop asking"]]


def test_long_ways_out_part() -> None:
    ways = [
        button(label, emphasis="quiet") for label in ("Nicht jetzt, danke", "Später", "Nicht mehr fragen")
    ]
    assert [len(row) for row in sent("How?", rows=[ways]).keyboard] == [2, 1]


def test_no_button_goes_that_telegram_would_refuse() -> None:
    fits, too_long, empty = button("a", "ü" * 32), button("b", "ü" * 33), button("c", "")
    outgoing = sent("How?", rows=[[fits, too_long, empty]])
    assert labels(outgoing) == [["a"]]
    assert outgoing.dropped == 2


def test_a_label_is_cut_and_never_empty() -> None:
    assert key("x" * 200, "d") == Key("x" * 63 + ELLIPSIS, "d")
    assert key(" \u200b\n", "d") == Key(ELLIPSIS, "d")
    assert key("two\nlines", "d") == Key("two lines", "d")


@given(st.lists(st.text(max_size=80), max_size=30))
def test_laying_out_keeps_every_button_in_order(texts: list[str]) -> None:
    keys = [made for text in texts if (made := key(text, "d")) is not None]
    rows = laid_out(keys)
    assert [one for row in rows for one in row] == keys
    assert all(1 <= len(row) <= 8 for row in rows)


# --- the alert

ALERT: dict[str, object] = {
    "type": "alert",
    "title": "Maya Brown",
    "badge": Line("case.open").json,
    "tone": "open",
    "rating": "3/10",
    "quote": "Cold 😀 food.\nAnd rude.",
    "facts": [["Bought", "Espresso"], [Line("alert.history").json, "9 → 4"]],
    "reasons": [Line("reason.low_rating").json, "Sounds unhappy"],
    "deadline": "Please take by 10:00",
}


def test_an_alert_leads_with_the_name_and_ends_with_the_deadline() -> None:
    (passage,) = sent("Maya Brown is unhappy", card=ALERT).passages
    assert passage.text.split("\n") == [
        "Maya Brown is unhappy",
        "🔴 case.open · 3/10",
        "",
        "Cold 😀 food.",
        "And rude.",
        "",
        "Bought: Espresso",
        "alert.history: 9 → 4",
        "reason.low_rating · Sounds unhappy",
        "Please take by 10:00",
    ]


def test_the_customers_words_stand_in_a_quote_of_their_own() -> None:
    (passage,) = sent("Maya Brown is unhappy 😀", card=ALERT).passages
    assert marked(passage, MarkKind.QUOTE) == ["Cold 😀 food.\nAnd rude."]
    assert marked(passage, MarkKind.BOLD) == ["Maya Brown is unhappy 😀", "Please take by 10:00"]


def test_a_name_that_the_headline_lacks_is_told() -> None:
    (passage,) = sent("Somebody is unhappy", card=ALERT).passages
    assert "Maya Brown" in passage.text.split("\n")


def test_a_very_long_quote_is_cut_and_the_deadline_stays() -> None:
    (passage,) = sent("Maya Brown is unhappy", card={**ALERT, "quote": "words " * 3000}).passages
    assert utf16_units(passage.text) <= MAX_TEXT
    assert passage.text.endswith("Please take by 10:00")
    assert marked(passage, MarkKind.QUOTE)[0].endswith(ELLIPSIS)


def test_a_quote_cannot_pass_for_lines_of_ours() -> None:
    (passage,) = sent("Maya is unhappy", card={**ALERT, "quote": "x\n\nPlease take by never"}).passages
    assert marked(passage, MarkKind.QUOTE) == ["x\n\nPlease take by never"]


def test_an_alert_with_nothing_but_a_name_is_an_alert() -> None:
    (passage,) = sent("Maya asks for you", card={"type": "alert", "title": "Maya"}).passages
    assert passage.text == "Maya asks for you"


def test_whoever_the_case_is_for_is_mentioned_on_telegram_and_named_elsewhere() -> None:
    asked = {"label": "For", "user": "telegram::4711", "name": "Maria"}
    (passage,) = sent("Maya Brown is unhappy", card={**ALERT, "for": asked}).passages
    assert passage.text.split("\n")[2] == "For: Maria"
    assert [mark.user for mark in passage.marks if mark.kind is MarkKind.MENTION] == [4711]
    assert marked(passage, MarkKind.MENTION) == ["Maria"]
    (other,) = sent("Maya is unhappy", card={**ALERT, "for": {**asked, "user": "slack:T1:U1"}}).passages
    assert marked(other, MarkKind.MENTION) == []


def test_words_for_somebody_mention_them() -> None:
    asked = {"label": "For", "user": "telegram::4711", "name": "Maria"}
    (passage,) = sent("This is due", card={"type": "told", "for": asked}).passages
    assert passage.text == "This is due\nFor: Maria"
    assert marked(passage, MarkKind.MENTION) == ["Maria"]


def test_what_matters_more_than_others_says_so_before_its_state() -> None:
    (passage,) = sent("Maya Brown is unhappy", card={**ALERT, "severity": "Urgent"}).passages
    assert passage.text.split("\n")[1:3] == ["‼️ Urgent", "🔴 case.open · 3/10"]


# --- several cases in one message


def incident(names: Sequence[str], quote: str, state: str = "Open") -> dict[str, object]:
    cases = [
        {"who": name, "rating": "2/10", "quote": quote, "state": state, "tone": "open", "data": None}
        for name in names
    ]
    return {"type": "incident", "note": "Many customers", "cases": cases}


def test_every_case_of_an_incident_has_a_numbered_line() -> None:
    (passage,) = sent("Delivery", card=incident(["Ann", "Ben"], "too late")).passages
    assert passage.text.split("\n") == [
        "Delivery",
        "Many customers",
        "",
        "1. 🔴 Ann · 2/10 · “too late” · Open",
        "2. 🔴 Ben · 2/10 · “too late” · Open",
    ]
    assert marked(passage, MarkKind.BOLD) == ["Delivery"]


@pytest.mark.parametrize("quote", ["x" * 80, "😀" * 80, "a\u202eb\n" * 20])
def test_a_full_message_names_every_case(quote: str) -> None:
    names = [f"{number:02} Somebody with quite a long name 😀😀" for number in range(MOST)]
    (passage,) = sent("Delivery", card=incident(names, quote, "Somebody Else has it")).passages
    assert utf16_units(passage.text) <= MAX_TEXT
    assert all(name[:8] in passage.text for name in names)


# --- the digest


def section(title: str, **parts: object) -> dict[str, object]:
    return {"title": title, "note": None, "metrics": [], "lists": [], "quotes": [], "table": None, **parts}


def digest(*sections: dict[str, object], **parts: object) -> dict[str, object]:
    return {"type": "digest", "title": "Kaffee Nord", "subtitle": "12 answers", "sections": sections, **parts}


METRIC = {
    "label": "Delivery NPS",
    "value": "+12",
    "range": "from −3 to +27",
    "n": 40,
    "change": "up 5",
    "grey": False,
    "bar": None,
}


def test_a_digest_reads_as_lines_with_every_n() -> None:
    doing = section(
        "How we are doing",
        metrics=[METRIC],
        lists=[{"title": "Goals", "items": ["Met"]}],
        quotes=[{"text": "Great beans", "by": "delivery, 9/10"}],
        table={"head": ["Touchpoint", "Delivered", "Responded"], "rows": [["delivery", "40", ""]]},
    )
    (passage,) = sent(card=digest(doing)).passages
    assert passage.text.split("\n") == [
        "Kaffee Nord",
        "12 answers",
        "",
        "How we are doing",
        "",
        "Delivery NPS: +12 digest.sure n=40",
        "from −3 to +27; up 5",
        "",
        "Goals",
        "• Met",
        "",
        "Touchpoint: Delivered · Responded",
        "delivery: 40 · –",
        "",
        "Great beans",
        "delivery, 9/10",
    ]
    assert marked(passage, MarkKind.QUOTE) == ["Great beans"]


def test_a_rough_figure_says_that_it_is_rough() -> None:
    (passage,) = sent(card=digest(section("x", metrics=[{**METRIC, "grey": True}]))).passages
    assert "digest.rough n=40" in passage.text


def test_a_long_digest_breaks_between_sections() -> None:
    sections = [section(f"Section {number}", note="word " * 300) for number in range(5)]
    outgoing = sent("Here it is.", card=digest(*sections))
    assert [passage.text.split("\n")[0] for passage in outgoing.passages] == [
        "Here it is.",
        "Section 2",
        "Section 4",
    ]
    assert all(utf16_units(passage.text) <= MAX_TEXT for passage in outgoing.passages)


def test_a_section_longer_than_a_page_goes_on_and_loses_no_line() -> None:
    quotes = [{"text": f"quote {number} " + "w" * 400, "by": None} for number in range(30)]
    outgoing = sent(card=digest(section("Quotes", quotes=quotes)))
    whole = "\n".join(passage.text for passage in outgoing.passages)
    assert all(f"quote {number} " in whole for number in range(30))
    assert len(outgoing.passages) > 2


def test_charts_become_pictures_with_their_words() -> None:
    chart = {"kind": "trend", "alt": say("NPS rose " * 300), "data": []}
    (picture,) = sent(card=digest(charts=[chart, "broken"])).pictures
    assert picture.chart == chart
    assert utf16_units(picture.caption) <= 1024
    assert picture.caption.startswith("NPS rose")


# --- home, prompt, farewell


def test_a_home_lists_items_and_numbers_their_buttons() -> None:
    items = [
        {"text": "Maya", "detail": "3/10", "button": {"label": "Take", "data": "c|1|take"}},
        {"text": "Tom", "detail": None, "button": None},
        {"text": "Ann", "detail": None, "button": {"label": say("Take"), "data": "c|2|take"}},
    ]
    outgoing = sent(
        card={"type": "home", "title": "Cases", "sections": [{"title": "Open", "note": None, "items": items}]}
    )
    assert outgoing.passages[0].text == "Cases\n\nOpen\n1. Maya\n3/10\n2. Tom\n3. Ann"
    assert outgoing.keyboard == ((Key("1. Take", "c|1|take"),), (Key("3. Take", "c|2|take"),))


def prompt(text: str, *present: Present) -> Outgoing:
    message = Message((say(text),), card={"type": "prompt", "placeholder": say("p" * 100)})
    return drawn(message, "en", render, present)


def test_a_prompt_opens_a_reply_box() -> None:
    assert prompt("Write here").prompt == "p" * 63 + ELLIPSIS
    assert sent("no prompt").prompt is None


def test_a_prompt_mentions_who_it_names() -> None:
    """A selective reply box opens for whom the text mentions; somebody else's next words are not for it."""
    ann, annabel, maya = Present(9, "Ann 😀"), Present(8, "Ann 😀 Lee"), Present(7, "Maya")
    (passage,) = prompt("👋 Ann 😀 Lee, write to Maya", maya, ann, annabel).passages
    assert marked(passage, MarkKind.MENTION) == ["Ann 😀 Lee"]
    assert [mark.user for mark in passage.marks] == [8]


@pytest.mark.parametrize("present", [(), (Present(9, "Tom"),), (Present(9, " "),)])
def test_a_prompt_that_names_nobody_present_mentions_nobody(present: tuple[Present, ...]) -> None:
    assert prompt("Ann, write to Maya", *present).passages[0].marks == ()


def test_after_a_farewell_the_room_is_left() -> None:
    assert sent("Goodbye", card={"type": "farewell"}).leaves
    assert not sent("Hello").leaves


# --- what somebody who pressed is told


def test_a_reply_is_told_in_two_hundred_characters() -> None:
    assert notice({"ok": False, "text": say("It moved on").json}, "en", render) == "It moved on"
    assert utf16_units(notice({"text": say("x" * 999).json}, "en", render)) == 200


@pytest.mark.parametrize("reply", [{}, {"ok": True}, {"ok": True, "text": None}, {"form": {"title": "x"}}])
def test_a_reply_without_text_tells_nothing(reply: dict[str, object]) -> None:
    assert notice(reply, "en", render) == ""
