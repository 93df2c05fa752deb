"""The digest as a page: everything that the card says, in one file that asks nobody for anything."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from html import escape, unescape
from html.parser import HTMLParser
from typing import Any

import pytest

from bot.charts import DARK, LIGHT, spec
from bot.charts.page import Drawn, page, page_of, pictures
from bot.core.digest import Digest
from bot.core.digest_card import card
from bot.core.digest_told import told
from bot.core.report import Numbers
from bot.texts import render
from bot.texts.cards import rendered
from tests.core.test_digest import NOW, busy, comment, lines_in, settings, words
from tests.core.test_digest import csat as rated
from tests.core.test_digest_asked import ALL, WHY_WAITING, card_of, counted
from tests.hostile import WORDS

__all__ = ["busy"]

MADE = datetime(2026, 11, 2, 9, 5, tzinfo=UTC)
VOID = {"meta", "img", "source", "rect"}


class Reader(HTMLParser):
    """What a browser makes of a page: its tags in order, and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def drawn(of: Mapping[str, Any]) -> list[Drawn]:
    """Pictures that nobody drew."""
    ready: Any = rendered(of["charts"], "en", render)
    return [Drawn(one["kind"], b"light", b"dark", one["alt"], one["data"]) for one in ready]


def read(of: Mapping[str, Any]) -> Reader:
    return Reader(page_of(of, drawn(of), render, "en", MADE))


def cards() -> Mapping[str, Mapping[str, Any]]:
    return {name: card_of(report) for name, report in ALL.items()}


def test_everything_that_the_card_says_stands_on_the_page(busy: Digest) -> None:
    for one in (card(busy), *cards().values()):
        shown = read(one)
        alts = [unescape(str(found.get("alt"))) for tag, found in shown.tags if tag == "img"]
        for line in lines_in({**one, "charts": []}):
            assert " ".join(str(rendered(line, "en", render)).split()) in shown.text
        assert len(alts) == len(one["charts"])


def test_every_tag_is_closed_and_the_page_asks_nobody_for_anything(busy: Digest) -> None:
    shown = read(card(busy))
    assert shown.open == []
    links = [
        value
        for tag, found in shown.tags
        for name, value in found.items()
        if name in {"src", "href", "srcset", "action"} and value is not None
    ]
    assert links
    assert all(link.startswith("data:image/svg+xml;base64,") for link in links)
    assert "script" not in {tag for tag, _ in shown.tags}
    assert not re.search(r"url\(|@import", " ".join(shown.words))


def test_the_page_forbids_everything_but_its_own_style_and_pictures(busy: Digest) -> None:
    text = page_of(card(busy), drawn(card(busy)), render, "en", MADE)
    policy = next(str(found["content"]) for _, found in Reader(text).tags if "http-equiv" in found)
    style = text.partition("<style>")[2].partition("</style>")[0]
    assert f"style-src 'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in policy
    assert "default-src 'none'; img-src data:;" in policy
    assert "unsafe" not in policy
    assert " style=" not in text  # which the policy would forbid


def test_behind_every_picture_stands_a_table_with_its_numbers(busy: Digest) -> None:
    for one in (card(busy), *cards().values()):
        text = page_of(one, drawn(one), render, "en", MADE)
        tables = re.findall(r"<details>.*?</details>", text, re.DOTALL)
        assert len(tables) == len(one["charts"])
        for chart, table in zip(one["charts"], tables, strict=True):
            shown = Reader(table).text
            for number in numbers_in({**chart["data"], "words": None}):
                assert number in shown, (chart["kind"], number)


def numbers_in(value: Any) -> list[str]:
    """The n of every mark, and its figure."""
    if isinstance(value, Mapping):
        own = [str(value[name]) for name in ("n", "figure", "week") if value.get(name) is not None]
        return own + [found for one in value.values() for found in numbers_in(one)]
    if isinstance(value, list | tuple):
        return [found for one in value for found in numbers_in(one)]
    return []


def test_what_was_expected_stands_behind_the_map_only_where_somebody_said_so() -> None:
    counts = {"n": 8, "low": 2, "middle": 2, "high": 4, "grey": True}
    rows = [
        {"label": "delivery", **counts, "felt": 0.625, "expected": None},
        {"label": "visit", **counts, "felt": 0.5, "expected": None},
    ]

    def shown() -> str:
        one = Drawn("map", b"", b"", "alt", {"touchpoints": rows, "words": {}})
        return Reader(page_of(card_of(ALL["theme"]), [one], render, "en", MADE)).text

    assert "0 unhappy, 1 happy" not in shown()
    rows[1]["expected"] = 0.875
    assert "Expected (0 unhappy, 1 happy)" in shown()
    assert "Felt (0 unhappy, 1 happy)" in shown()
    assert "0.625" in shown()
    assert "0.875" in shown()


def test_a_kind_of_picture_that_nobody_foresaw_has_a_table_all_the_same() -> None:
    data = {"names": [], "marks": [{"label": "delivery", "n": 7, "low": None, "grey": True}], "words": {}}
    text = page_of(card_of(ALL["theme"]), [Drawn("new", b"", b"", "alt", data)], render, "en", MADE)
    assert "delivery" in Reader(text).text
    assert ">7<" in text


@pytest.mark.parametrize("name", WORDS)
def test_what_anybody_wrote_is_words_on_the_page(name: str) -> None:
    hostile = f'late {WORDS[name]} <script>alert(1)</script> "><img src=x onerror=y> {{n}}'
    numbers = Numbers(WHY_WAITING, (rated({5: 9}),), comments=(comment(hostile),))
    configured = replace(settings({"delivery": "delivery"}), business=hostile)
    shown = read(told(counted(numbers), configured, NOW))
    assert shown.open == []
    assert {tag for tag, _ in shown.tags} <= {tag for one in cards().values() for tag, _ in read(one).tags}
    assert "onerror" not in {name for _, found in shown.tags for name in found}


async def test_the_page_holds_every_picture_in_light_and_in_dark() -> None:
    one = card_of(ALL["versus"])
    text = await page(one, render, "en", MADE)
    svg = b64encode(b"<svg xmlns").decode()[:12]
    assert text.count(f"data:image/svg+xml;base64,{svg}") == 2 * len(one["charts"])
    assert 'media="screen and (prefers-color-scheme: dark)"' in text
    (picture,) = await pictures(one, render, "en", as_png=True)
    assert picture.light != picture.dark
    assert picture.light[:4] == b"\x89PNG"
    assert picture.alt == words(one["charts"][0]["alt"])


@pytest.mark.parametrize(("dark", "palette"), [(False, LIGHT), (True, DARK)])
def test_two_sides_are_told_apart_by_shape_and_not_by_colour_alone(dark: bool, palette: Any) -> None:
    (chart,) = card_of(ALL["versus"])["charts"]
    drawing = spec(chart, render, "en", dark=dark)
    sides = [one for one in drawing["layer"] if one["mark"]["type"] == "point"]
    for points in sides:
        assert points["encoding"]["shape"]["scale"]["range"] == ["circle", "square"]
        assert points["encoding"]["color"]["scale"]["range"] == [palette.good, palette.bad]
    assert [points["data"]["values"][0]["says"] for points in sides] == ["88% (n=80)", "43% (n=70)"]


def test_a_side_with_too_few_answers_says_so_in_the_picture() -> None:
    (chart,) = card_of(ALL["versus"])["charts"]
    drawing = spec(chart, render, "en")
    marks = [mark for one in drawing["layer"] for mark in one["data"]["values"]]
    assert "no answers" in [mark.get("says") for mark in marks]


def test_a_long_name_of_the_business_is_escaped_once() -> None:
    configured = replace(settings({}), business="Mug & <b>Bean</b>")
    text = page_of(told(ALL["theme"], configured, NOW), [], render, "en", MADE)
    assert escape("Mug & <b>Bean</b>") in text
    assert "&amp;amp;" not in text
