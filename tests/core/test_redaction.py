"""What tells who somebody is stays here, however it is written, and comes back where it was."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.redaction import GAP, readable, redact, restored
from tests import hostile

NAMES = ("Maya Okafor", "Kim Lee")

STAYS_HERE: Mapping[str, tuple[str, str]] = {
    "a link": ("Look at https://shop.example/o/2041?x=1 please", "shop.example"),
    "a link without its beginning": ("see mugandco.com/returns or www.mug.example", "mug"),
    "an address that runs": ("javascript:alert(1)", "alert"),
    "an e-mail address": ("write to maya.o+shop@mail.example.org", "@"),
    "one that was spelt out": ("maya (at) post (dot) com", "post"),
    "one that was spelt out in words": ("maya at post dot com", "post"),
    "one in wide letters": ("ＭＡＹＡ＠ｐｏｓｔ．ｃｏｍ", "post"),
    "one with what is not seen in it": ("may\u200ba@po\u00adst.c\u2060om", "post"),
    "a handle": ("I am @maya_o there", "maya_o"),
    "a mention of Slack's": ("<@U0123ABCD> <!channel>", "U0123"),
    "a telephone number": ("call +49 (0)176 / 1234 56-78", "176"),
    "one in pieces": ("0 1 7 6 1 2 3 4 5 6", "6 1"),
    "one in Arabic digits": ("اتصل بي ٠١٢٣٤٥٦٧٨٩", "٠١"),
    "a card": ("4111 1111 1111 1111", "1111"),
    "an account": ("DE89 3704 0044 0532 0130 00", "3704"),
    "an account in small letters": ("gb29 nwbk 6016 1331 9268 19", "nwbk"),
    "an order": ("order #2041", "2041"),
    "an order in letters": ("mi pedido MUG-2041-A", "2041"),
    "a postcode": ("in 10115 Berlin", "10115"),
    "a German street": ("Ich wohne Lange Straße 5a, Hauptstr. 12", "5a"),
    "an English street": ("at 12 Baker Street", "Baker"),
    "a French street": ("au 5, rue de la Paix", "Paix"),
    "a Spanish street": ("en la Calle Mayor 12", "Mayor"),
    "a Russian street": ("ул. Ленина, д. 5", "Ленина"),
    "a Turkish street": ("Atatürk Caddesi No: 5", "Atatürk"),
    "an Arabic street": ("شارع الملك 5", "الملك"),
    "a name that is known": ("It was Kim who said so", "Kim"),
    "a name in capitals": ("MAYA OKAFOR here", "OKAFOR"),
    "a name with an ending": ("Maya's mug, Mayas Tasse", "Maya"),
    "a name after a greeting": ("Me llamo Lucía Pérez", "Lucía"),
    "a name after a title": ("Frau Schmidt war grob, Mr Bean too", "Schmidt"),
    "a name in Arabic": ("اسمي أحمد", "أحمد"),
    "a name in Russian": ("меня зовут Иван Петров", "Петров"),
}


@pytest.mark.parametrize(("words", "tells"), STAYS_HERE.values(), ids=STAYS_HERE)
def test_what_tells_who_somebody_is_does_not_leave(words: str, tells: str) -> None:
    leaves = redact(words, NAMES)
    assert tells.lower() not in leaves.text.lower()
    assert restored(leaves.text, leaves.hidden) == readable(words)


@pytest.mark.parametrize(
    "words",
    [
        "I waited 45 minutes on 3 of 4 visits and paid 12.50 in 2024",
        "The coffee was cold. The staff were rude",
        "This is bad: 2/10",
        "Der Kaffee war kalt, weg damit",
    ],
)
def test_what_tells_nothing_leaves_as_it_is(words: str) -> None:
    assert redact(words, NAMES).text == words


def test_the_same_words_have_the_same_placeholder() -> None:
    assert redact("Maya said Kim, not Maya", NAMES).text == "[[NAME_1]] said [[NAME_2]], not [[NAME_1]]"


def test_a_placeholder_that_a_customer_typed_is_not_taken_for_ours() -> None:
    leaves = redact("[[NAME_1]] and Maya", NAMES)
    assert "[[TEXT_1]]" in leaves.text
    assert restored(leaves.text, leaves.hidden) == "[[NAME_1]] and Maya"


def test_a_placeholder_that_a_model_wrote_a_little_differently_is_known() -> None:
    leaves = redact("Maya waits", NAMES)
    assert restored("[[ name 1 ]] wartet", leaves.hidden) == "Maya wartet"


@pytest.mark.parametrize(
    "made_up",
    [
        "https://evil.example/pay",
        "evil.com",
        "a@evil.org",
        "@channel",
        "<!channel>",
        "+49 176 1234567",
        "DE89370400440532013000",
        "ABC-12345",
        "[[NAME_7]]",
    ],
)
def test_what_a_model_makes_up_that_leads_somewhere_is_taken_out(made_up: str) -> None:
    said = restored(f"Danke {made_up} gut", ())
    assert GAP in said
    assert said.startswith("Danke")
    assert said.endswith("gut")
    assert made_up not in said


def test_what_the_customer_wrote_themselves_is_back_whole() -> None:
    leaves = redact("see https://shop.example/a or call +34 612 345 678")
    assert restored(leaves.text, leaves.hidden) == "see https://shop.example/a or call +34 612 345 678"


@pytest.mark.parametrize("words", hostile.WORDS.values(), ids=hostile.WORDS)
def test_the_hostile_corpus_leaves_without_what_leads_anywhere_and_is_back_whole(words: str) -> None:
    words = words[:4000]
    leaves = redact(words, NAMES)
    bare = re.sub(r"\[\[[A-Z]+_\d+\]\]", "", leaves.text)
    assert not re.search(r"://|javascript:|<[@#]|<!\w|@channel|evil\.example|\d{5}", bare)
    assert restored(leaves.text, leaves.hidden) == readable(words)


@given(st.text(max_size=300), st.lists(st.text(min_size=1, max_size=12), max_size=3))
def test_whatever_is_typed_is_back_as_it_was_and_no_long_number_leaves(words: str, names: list[str]) -> None:
    leaves = redact(words, names)
    assert restored(leaves.text, leaves.hidden) == readable(words).replace("\ue000", "").replace("\ue001", "")
    assert not re.search(r"\d{5}", re.sub(r"\[\[[A-Z]+_\d+\]\]", "", leaves.text))


@pytest.mark.parametrize(
    "piece",
    ["rue a", "a.", "a-", "a@", "1 ", "x at ", "[[", "a.a@a", "DE12 AB12 ", "4a-", "(1", "mr A", "#a"],
)
def test_no_words_take_long(piece: str) -> None:
    words = (piece * 8000)[:8000]
    began = time.process_time()
    redact(words, NAMES)
    assert time.process_time() - began < 2
