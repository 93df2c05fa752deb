"""Every kind of picture, of little and of very much: as wide as a phone, and readable on one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.charts import DARK, LIGHT, Charts, spec
from bot.charts.figure import WIDTH
from bot.charts.lettering import BODY
from bot.core.beliefs import About, Bound, Claim
from bot.core.digest_told import told
from bot.core.ledger import Ledger
from bot.core.report import CaseNumbers, Numbers, Report
from bot.texts import render
from bot.texts.cards import all_charts_of
from tests.core.test_beliefs import believed
from tests.core.test_digest import NOW, OCTOBER, QUERY, csat, nps, settings
from tests.core.test_digest_asked import ALL, card_of
from tests.core.test_digest_pictures import comments

LONG = (
    "Kundendienstwarteschlangenbenachrichtigungsverfahren an der Außenstelle",
    "انتظار التسليم والمواعيد في الفرع الرئيسي رقم",
    "pick-up point",
)
KINDS = {"trend", "distribution", "map", "themes", "priorities", "funnel", "versus"}


def small(n: int) -> Mapping[str, Any]:
    """A digest of so many answers, comments and cases."""
    numbers = replace(
        comments(unhappy=max(1, n // 10)),
        ratings=(csat({5: n}),),
        cases=CaseNumbers(opened=n, taken=n, taken_in_time=n),
        trend=tuple((OCTOBER.start + timedelta(weeks=week), csat({4: n})) for week in range(4)),
    )
    return told(before(numbers), settings({"delivery": "delivery", "visit": "nps"}), NOW)


def huge() -> Mapping[str, Any]:
    """Forty touchpoints with long names, two years of weeks, hundreds of thousands of answers."""
    names = [f"{LONG[number % 3]} {number}" for number in range(40)]
    first = date(2024, 11, 4)
    numbers = replace(
        comments(unhappy=12, happy=30),
        ratings=(
            *(csat({5: 600_000 + number, 3: 90_000, 1: 70_000}, name) for number, name in enumerate(names)),
            nps({rating: 100_000 for rating in range(11)}, names[0]),
        ),
        cases=CaseNumbers(654_321, 600_000, 500_000, 400_000, 300_000, 300_000, 200_000),
        ledger=Ledger(cases=654_321, resolved_in_time=250_000, recovered=198_765),
        trend=tuple(
            (first + timedelta(weeks=week), csat({5: 9, 1: n}, names[0]))
            for week in range(104)
            for n in [123_456 if week % 9 else 3]
        ),
    )
    felt = believed(*(Claim(About.FEELING, (), name, Bound.ABOUT, 1.0) for name in names[::2]))
    made = settings(dict.fromkeys(names, "delivery"), {"delivery": 90})
    return told(before(numbers, felt), made, NOW)


def before(numbers: Numbers, beliefs: Any = ()) -> Report:
    return Report(numbers, Numbers(replace(QUERY, period=OCTOBER.previous())), beliefs)


CARDS = {
    **{str(n): small(n) for n in (1, 4, 5, 29, 30)},
    "huge": huge(),
    "versus": card_of(ALL["versus"]),
}
DRAWN = [
    pytest.param(chart, id=f"{name}-{number}-{chart['kind']}")
    for name, one in CARDS.items()
    for number, chart in enumerate(all_charts_of(one))
]


def sizes(value: Any) -> Iterator[float]:
    """Every size that something is written in."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            if name in {"fontSize", "labelFontSize", "subtitleFontSize"}:
                yield one
            yield from sizes(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from sizes(one)


def test_every_kind_is_looked_at() -> None:
    assert {chart["kind"] for one in CARDS.values() for chart in all_charts_of(one)} == KINDS


@pytest.mark.parametrize("chart", DRAWN)
def test_nothing_is_written_too_small_for_a_phone(chart: Mapping[str, Any]) -> None:
    drawing = spec(chart, render, "en")
    assert drawing["width"] == WIDTH == 360
    assert min(sizes(drawing)) >= BODY >= 12


@pytest.mark.parametrize("chart", DRAWN)
def test_light_and_dark_differ_in_their_colours_alone(chart: Mapping[str, Any]) -> None:
    light, dark = (str(spec(chart, render, "en", dark=dark)) for dark in (False, True))
    colour = re.compile(r"#[0-9a-f]{6}")
    assert colour.sub("", light) == colour.sub("", dark)
    assert LIGHT.background not in dark
    assert DARK.background not in light


async def test_each_is_drawn_as_wide_as_a_phone_and_with_its_title() -> None:
    charts = Charts()
    try:
        for chart in all_charts_of(CARDS["huge"]):
            drawing = spec(chart, render, "en")
            svg = (await charts.svg(drawing)).decode()
            assert re.search(r'<svg[^>]* width="360"', svg)
            assert drawing["title"]["text"][0] in svg
    finally:
        await charts.close()


def test_what_is_too_much_for_a_picture_is_counted_in_its_words() -> None:
    said = {
        str(chart["kind"]): " ".join(spec(chart, render, "en")["title"]["subtitle"])
        for chart in all_charts_of(CARDS["huge"])
    }
    assert "12 of 40 are drawn" in said["map"]
    assert re.search(r"8 of \d+ themes are drawn", said["themes"])


def test_names_beside_dots_keep_their_distance() -> None:
    (chart,) = (one for one in all_charts_of(CARDS["huge"]) if one["kind"] == "priorities")
    layers = spec(chart, render, "en")["layer"]
    places = sorted(
        {value["slot"] for layer in layers for value in layer["data"]["values"] if "slot" in value}
    )
    assert len(places) == 10
    assert min(high - low for low, high in pairwise(places)) >= 2 * BODY


def test_groups_of_ratings_are_named_and_not_told_by_colour_alone() -> None:
    chart = next(one for one in all_charts_of(CARDS["huge"]) if "Promoters" in str(spec(one, render, "en")))
    layers = spec(chart, render, "en")["layer"]
    heads = [value for layer in layers for value in layer["data"]["values"] if "label" in value]
    assert [head["label"] for head in heads[:3]] == ["Promoters", "Passives", "Detractors"]
    assert len({head["colour"] for head in heads}) == 3


def test_what_was_late_is_an_outline_and_the_legend_says_so() -> None:
    (chart,) = (one for one in all_charts_of(CARDS["huge"]) if one["kind"] == "funnel")
    bars = next(layer for layer in spec(chart, render, "en")["layer"] if layer["mark"]["type"] == "bar")
    fill, stroke = (bars["encoding"][channel]["scale"] for channel in ("fill", "stroke"))
    assert fill["domain"] == stroke["domain"] == ["in time", "later", "without a deadline"]
    assert fill["range"][1] == LIGHT.background != stroke["range"][1]
