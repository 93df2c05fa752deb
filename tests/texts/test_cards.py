"""Lines inside cards become words, at any depth."""

from __future__ import annotations

from bot.core.effects import Line
from bot.texts import render
from bot.texts.cards import rendered

PRICE = {"key": "alert.theme.praised", "values": {"theme": "Price"}}
STAFF = {"key": "alert.theme.blamed", "values": {"theme": {"en": "Staff", "de": "Personal"}}}


def test_a_line_in_a_card_is_words() -> None:
    card = {"facts": [[Line("alert.bought"), "Mug"]], "badge": Line("case.open").json}
    assert rendered(card, "en", render) == {"facts": [["Bought", "Mug"]], "badge": "Open"}


def test_the_values_of_a_line_may_be_lines() -> None:
    listed = {"key": "alert.theme.listed", "values": {"first": STAFF, "rest": PRICE}}
    whole = {"key": "alert.quoting", "values": {"reason": Line("alert.mentions").json, "words": listed}}
    assert rendered(whole, "en", render) == "Mentions: Staff −, Price +"


def test_a_customer_who_writes_braces_is_quoted_with_them() -> None:
    reason = Line("reason.words_sound_unhappy").json
    line = {"key": "alert.quoting", "values": {"reason": reason, "words": "{who} {{key}}"}}
    assert rendered(line, "en", render) == "Sounds unhappy: {who} {{key}}"
