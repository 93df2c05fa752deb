"""Pictures: what is in them, and that they are drawn by a process that may come and go."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from bot.charts import DARK, LIGHT, Charts, ChartUnavailable, Palette, map_spec, spec, themes_spec, trend_spec
from bot.texts import render

PNG = b"\x89PNG\r\n\x1a\n"
TREND_WORDS = {
    "title": "Delivery (% satisfied)",
    "subtitle": "By week.",
    "full": "30 or more",
    "grey": "5 to 29: rough",
    "goal": "Dashed: the goal, 90%.",
}
MAP_WORDS = {
    "map": "How each moment felt",
    "low": "low",
    "middle": "middling",
    "high": "high",
    "no_answers": "no answers",
    "too_few": "too few",
}
EXPECTED_WORDS = {
    **MAP_WORDS,
    "expected": "we expected",
    "felt": "they felt",
    "expected_subtitle": "Above … Below …",
}


def week(day: int, n: int, value: float | None) -> dict[str, Any]:
    low, high = (None, None) if value is None else (max(0.0, value - 10), min(100.0, value + 10))
    return {"week": f"2026-10-{day:02}", "n": n, "value": value, "low": low, "high": high, "grey": n < 30}


def trend(*points: Mapping[str, Any], goal: float | None = None, unit: str = "percent") -> dict[str, Any]:
    return {"unit": unit, "goal": goal, "points": list(points)}


WITH_A_HOLE = trend(week(5, 40, 70.0), week(12, 3, None), week(19, 12, 80.0), week(26, 33, 75.0), goal=90)


def layers(specification: Mapping[str, Any], mark: str) -> list[dict[str, Any]]:
    return [layer for layer in specification["layer"] if layer["mark"]["type"] == mark]


def texts(specification: Mapping[str, Any]) -> list[str]:
    """Everything written into the plot."""
    written = []
    for layer in layers(specification, "text"):
        name = layer["encoding"]["text"]["field"]
        written += [value[name] for value in layer["data"]["values"]]
    return written


def colours(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for one in value.values():
            yield from colours(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from colours(one)
    elif isinstance(value, str) and value.startswith("#") and len(value) == 7:
        yield value


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2.2 defines it, 1 to 21."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


# --- what is in a picture


def test_a_week_without_a_score_is_a_gap_in_the_line() -> None:
    (line,) = layers(trend_spec(WITH_A_HOLE, TREND_WORDS), "line")
    runs = {value["week"]: value["run"] for value in line["data"]["values"]}
    assert "2026-10-12" not in runs
    assert runs["2026-10-05"] != runs["2026-10-19"] == runs["2026-10-26"]


def test_a_lone_week_shows_its_range_too() -> None:
    bar = layers(trend_spec(WITH_A_HOLE, TREND_WORDS), "rule")[0]
    assert [value["week"] for value in bar["data"]["values"]] == ["2026-10-05"]
    assert (bar["encoding"]["y"]["field"], bar["encoding"]["y2"]["field"]) == ("low", "high")


def test_every_n_stands_under_its_week_holes_included() -> None:
    assert {"40", "3", "12", "33", "n"} <= set(texts(trend_spec(WITH_A_HOLE, TREND_WORDS)))


def test_a_week_of_fewer_than_30_is_drawn_as_rough_and_the_legend_says_so() -> None:
    points, _ = layers(trend_spec(WITH_A_HOLE, TREND_WORDS), "point")
    assert [value["sureness"] for value in points["data"]["values"]] == [
        "30 or more",
        "5 to 29: rough",
        "30 or more",
    ]
    assert points["encoding"]["fill"]["scale"]["domain"] == ["30 or more", "5 to 29: rough"]


def test_the_axis_is_the_whole_scale() -> None:
    for unit, domain in (("percent", [0, 100]), ("points", [-100, 100]), ("stars", [1, 5])):
        (line,) = layers(trend_spec(trend(week(5, 40, 4.0), unit=unit), TREND_WORDS), "line")
        assert line["encoding"]["y"]["scale"]["domain"] == domain


def test_the_goal_is_a_dashed_line_and_the_words_above_say_so() -> None:
    with_one, without = (trend_spec(data, TREND_WORDS) for data in (WITH_A_HOLE, trend(week(5, 40, 70.0))))
    lines = [layer["data"]["values"] for layer in layers(with_one, "rule") if "strokeDash" in layer["mark"]]
    assert lines == [[{"value": 90}]]
    assert "the goal, 90%" in " ".join(with_one["title"]["subtitle"])
    assert not any("strokeDash" in layer["mark"] for layer in layers(without, "rule"))
    assert "goal" not in " ".join(without["title"]["subtitle"])


def test_a_week_that_chance_does_not_explain_is_marked_by_its_shape() -> None:
    usual, unusual = week(5, 40, 70.0), {**week(12, 40, 20.0), "unusual": True}
    _, marked = layers(trend_spec(trend(usual, unusual), TREND_WORDS), "point")
    assert marked["mark"]["shape"] == "diamond"
    assert [value["week"] for value in marked["data"]["values"]] == ["2026-10-12"]


def test_crowded_weeks_are_thinned_out_together_with_their_ns() -> None:
    points = [{**week(1, 7, 50.0), "week": f"2026-{i // 28 + 1:02}-{i % 28 + 1:02}"} for i in range(52)]
    specification = trend_spec(trend(*points), TREND_WORDS)
    named = layers(specification, "line")[0]["encoding"]["x"]["axis"]["values"]
    assert len(named) == texts(specification).count("7") == 6


def test_two_years_of_weeks_are_named_by_month_and_year() -> None:
    first = date(2024, 11, 4)
    points = [
        {**week(1, 7, 50.0), "week": (first + timedelta(weeks=number)).isoformat()} for number in range(104)
    ]
    axis = layers(trend_spec(trend(*points), TREND_WORDS), "line")[0]["encoding"]["x"]["axis"]
    assert axis["labelExpr"] == "slice(datum.value, 0, 7)"
    assert len(axis["values"]) <= 5


def test_themes_show_both_moods_on_one_scale() -> None:
    themes = [
        {"label": "Delivery", "unhappy": 9, "happy": 3},
        {"label": "Staff", "unhappy": 0, "happy": 6},
    ]
    heads = {"title": "Themes", "unhappy": "Unhappy (n=18)", "happy": "Happy (n=12)"}
    specification = themes_spec({"themes": themes}, heads)
    (bars,) = layers(specification, "bar")
    assert [(bar["theme"], bar["mentions"]) for bar in bars["data"]["values"]] == [
        ("Delivery", -9),
        ("Delivery", 3),
        ("Staff", 6),
    ]
    heads_and_counts = {"9", "3", "6", "Unhappy (n=18)", "Happy (n=12)"}
    assert set(texts(specification)) == {"Delivery", "Staff", "", *heads_and_counts}


def test_a_touchpoint_without_answers_is_a_hole_in_the_map() -> None:
    rows = [
        {"label": "delivery", "n": 40, "grey": False, "low": 10, "middle": 10, "high": 20},
        {"label": "phone", "n": 0, "grey": True, "low": None, "middle": None, "high": None},
        {"label": "visit", "n": 3, "grey": True, "low": None, "middle": None, "high": None},
    ]
    specification = map_spec({"touchpoints": rows}, MAP_WORDS)
    bars, holes = layers(specification, "bar")
    assert {bar["touchpoint"] for bar in bars["data"]["values"]} == {"delivery"}
    assert bars["encoding"]["y"]["scale"]["domain"] == [0, 1, 2]
    assert [hole["touchpoint"] for hole in holes["data"]["values"]] == ["phone", "visit"]
    assert "strokeDash" in holes["mark"]
    assert texts(specification) == [
        *("25%", "25%", "50%"),
        *("no answers", "too few"),
        *("n=40", "n=0", "n=3"),
        *("delivery", "phone", "visit"),
    ]


def test_where_nobody_said_what_they_expected_the_map_is_as_it_was() -> None:
    row = {"label": "delivery", "n": 40, "grey": False, "low": 10, "middle": 10, "high": 20}
    rows = [{**row, "felt": 0.625, "expected": None}]
    assert map_spec({"touchpoints": rows}, EXPECTED_WORDS) == map_spec({"touchpoints": [row]}, EXPECTED_WORDS)


def test_the_map_draws_what_was_expected_what_was_felt_and_the_gap() -> None:
    rows = [
        {"label": "delivery", "n": 40, "grey": False, "low": 10, "middle": 10, "high": 20}
        | {"felt": 0.625, "expected": 1.0},
        {"label": "phone", "n": 0, "grey": True, "low": None, "middle": None, "high": None}
        | {"felt": None, "expected": 0.0},
        {"label": "visit", "n": 5, "grey": True, "low": 5, "middle": 0, "high": 0}
        | {"felt": 0.0, "expected": None},
    ]
    specification = map_spec({"touchpoints": rows}, EXPECTED_WORDS)
    (marks,) = layers(specification, "point")
    drawn = [(one["touchpoint"], one["which"], one["from"]) for one in marks["data"]["values"]]
    assert drawn == [
        ("delivery", "we expected", 1.0),
        ("phone", "we expected", 0.0),
        ("delivery", "they felt", 0.625),
    ]
    _, gaps = layers(specification, "rule")
    assert gaps["data"]["values"] == [{"row": 0, "touchpoint": "delivery", "from": 0.625, "to": 1.0}]
    bars, _ = layers(specification, "bar")
    assert bars["mark"]["yOffset"] < 0 < marks["mark"]["yOffset"]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_whatever_is_written_can_be_read(palette: Palette) -> None:
    for ink in (palette.text, palette.quiet, palette.good):
        assert contrast(ink, palette.background) >= 4.5
    assert contrast(palette.on_good, palette.good) >= 4.5
    assert contrast(palette.on_bad, palette.bad) >= 4.5
    assert contrast(palette.text, palette.middle) >= 4.5
    assert contrast(palette.bad, palette.background) >= 3  # large and bold only


def test_the_dark_picture_has_none_of_the_colours_of_the_light_one() -> None:
    light = set(colours(trend_spec(WITH_A_HOLE, TREND_WORDS, LIGHT)))
    assert not light & set(colours(trend_spec(WITH_A_HOLE, TREND_WORDS, DARK)))


def test_a_chart_of_a_card_is_put_into_words() -> None:
    chart = {
        "kind": "themes",
        "alt": {"key": "digest.chart.themes", "values": {}},
        "data": {
            "themes": [
                {
                    "label": {"key": "digest.themes.label", "values": {"theme": {"en": "Staff"}}},
                    "unhappy": 2,
                    "happy": 1,
                }
            ],
            "words": {
                "title": {"key": "digest.chart.themes", "values": {}},
                "unhappy": {"key": "digest.themes.unhappy", "values": {"n": 2}},
                "happy": {"key": "digest.themes.happy", "values": {"n": 1}},
            },
        },
    }
    specification = spec(chart, render, "en")
    assert specification["title"]["text"] == ["What comments mention"]
    assert "Unhappy (n=2)" in texts(specification)
    assert "Staff" in str(specification)


# --- the process that draws


@pytest.fixture
async def charts() -> AsyncIterator[Charts]:
    drawing = Charts()
    yield drawing
    await drawing.close()


def child_of(charts: Charts) -> int | None:
    return None if charts._child is None else charts._child.pid


EMPTY = trend_spec(trend(week(5, 0, None)), TREND_WORDS)
SIMPLE = trend_spec(WITH_A_HOLE, TREND_WORDS)


async def test_pictures_are_drawn_one_after_the_other_by_one_process(charts: Charts) -> None:
    assert child_of(charts) is None
    pictures = await asyncio.gather(charts.png(SIMPLE), charts.png(EMPTY), charts.png(SIMPLE))
    assert [picture[:8] for picture in pictures] == [PNG] * 3
    assert pictures[0] == pictures[2]
    pid = child_of(charts)
    await charts.png(SIMPLE)
    assert child_of(charts) == pid


async def test_a_specification_that_cannot_be_drawn_is_unavailable_and_the_next_one_is_drawn(
    charts: Charts,
) -> None:
    with pytest.raises(ChartUnavailable):
        await charts.png({"mark": "no such mark"})
    assert (await charts.png(SIMPLE))[:8] == PNG


async def test_a_process_that_died_is_replaced(charts: Charts) -> None:
    await charts.png(SIMPLE)
    pid = child_of(charts)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert (await charts.png(SIMPLE))[:8] == PNG
    assert child_of(charts) != pid


async def test_a_picture_that_takes_too_long_is_unavailable_and_its_process_ends() -> None:
    charts = Charts(timeout_s=0.001)
    with pytest.raises(ChartUnavailable):
        await charts.png(SIMPLE)
    assert child_of(charts) is None


async def test_a_cancelled_picture_is_not_taken_for_the_next_one(charts: Charts) -> None:
    await charts.png(SIMPLE)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await charts.png(EMPTY)
    assert await charts.png(SIMPLE) != await charts.png(EMPTY)
    assert (await charts.png(SIMPLE)) == (await charts.png(SIMPLE))


async def test_whoever_will_ask_for_a_picture_may_have_the_process_started_before(charts: Charts) -> None:
    charts.get_ready()
    charts.get_ready()
    starting = charts._readying
    assert starting is not None
    await starting
    pid = child_of(charts)
    assert pid is not None
    assert (await charts.png(SIMPLE))[:8] == PNG
    assert child_of(charts) == pid


async def test_a_process_that_was_started_for_nothing_is_let_go() -> None:
    charts = Charts()
    charts.get_ready()
    await charts.close()
    assert child_of(charts) is None


async def test_an_svg_has_its_words_as_words(charts: Charts) -> None:
    drawing = (await charts.svg(SIMPLE)).decode()
    assert drawing.startswith("<svg")
    assert "Delivery (% satisfied)" in drawing


async def test_an_idle_process_is_let_go_and_the_next_picture_starts_another() -> None:
    charts = Charts(idle_s=0.0)
    await charts.png(SIMPLE)
    child, waiting = charts._child, charts._idle
    assert child is not None
    assert waiting is not None
    await waiting
    assert child.returncode is not None
    assert child_of(charts) is None
    assert (await charts.png(EMPTY))[:8] == PNG
    await charts.close()


async def test_nothing_is_fetched_for_a_picture(charts: Charts) -> None:
    with pytest.raises(ChartUnavailable):
        await charts.png({**SIMPLE, "layer": [{"data": {"url": "http://127.0.0.1:9/x.json"}, "mark": "bar"}]})
