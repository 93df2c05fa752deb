"""A digest as one page: a file that needs no other, for a browser, a phone or a printer.

Its pictures lie in it, light and dark, and behind each stands a table with the same numbers.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape as escaped
from pathlib import Path
from typing import Any

from bot.charts import Charts, ChartUnavailable
from bot.charts.kinds import Render, spec, worded
from bot.charts.specs import Json
from bot.core.effects import Line
from bot.core.numerals import count
from bot.texts.cards import charts_of, rendered

Words = Callable[..., str]
"""A key and its values → the words."""

_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")


@dataclass(frozen=True, slots=True)
class Drawn:
    """One picture, as two PNGs; its words for those who cannot see it; and its numbers."""

    kind: str
    light: bytes
    dark: bytes
    alt: str
    data: Json


async def pictures(card: Mapping[str, object], render: Render, language: str) -> list[Drawn]:
    """The card's pictures, drawn. One that cannot be drawn is left out: its numbers are in the card."""
    charts = Charts()
    drawn = []
    try:
        for chart in charts_of(card):
            try:
                light, dark = [
                    await charts.png(spec(chart, render, language, dark=dark)) for dark in (False, True)
                ]
            except ChartUnavailable:
                continue
            alt = str(rendered(chart["alt"], language, render))
            drawn.append(Drawn(str(chart["kind"]), light, dark, alt, worded(chart["data"], render, language)))
    finally:
        await charts.close()
    return drawn


async def page(card: Mapping[str, object], render: Render, language: str, made_at: datetime) -> str:
    """The whole page. ``made_at`` is shown as it is: give it in the business's zone."""
    drawn = await pictures(card, render, language)
    return page_of(card, drawn, render, language, made_at)


def page_of(
    card: Mapping[str, object], drawn: Sequence[Drawn], render: Render, language: str, made_at: datetime
) -> str:
    """The page of these pictures. Whatever anybody wrote stands in it as text."""
    whole: Any = rendered(card, language, render)

    def words(key: str, **values: str) -> str:
        return render(Line(key, values), language)

    title = str(whole["title"])
    sections = "".join(_section(one, words) for one in whole["sections"])
    shown = "".join(_picture(one, words) for one in drawn)
    return (
        f'<!doctype html>\n<html lang="{escaped(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'
        f"<title>{escaped(title)}</title><style>{_style()}</style></head>\n<body><main>"
        f"<header><h1>{escape(title)}</h1><p>{escape(str(whole['subtitle']))}</p></header>\n"
        f"{sections}"
        + (f"<section><h2>{escape(words('page.pictures'))}</h2>{shown}</section>\n" if shown else "")
        + f"<footer>{escape(words('page.made', at=f'{made_at:%Y-%m-%d %H:%M}'))}</footer>"
        + "</main></body></html>\n"
    )


@cache
def _style() -> str:
    return Path(__file__).with_name("page.css").read_text("utf-8")


# --- sections


def escape(text: str) -> str:
    """The text as HTML shows it, its days in one piece."""
    return _DAY.sub(r'<span class="day">\g<0></span>', escaped(text))


def _section(section: Mapping[str, Any], words: Words) -> str:
    parts = [f"<h2>{escape(section['title'])}</h2>"]
    if section["note"]:
        parts.append(f'<p class="note">{escape(section["note"])}</p>')
    if section["metrics"]:
        parts.append(f'<dl class="metrics">{"".join(_metric(one, words) for one in section["metrics"])}</dl>')
    if section["table"]:
        parts.append(_table(section["table"]["head"], section["table"]["rows"]))
    for one in section["lists"]:
        title = f"<h3>{escape(one['title'])}</h3>" if one["title"] else ""
        items = "".join(f"<li>{escape(str(item))}</li>" for item in one["items"])
        parts.append(f"{title}<ul>{items}</ul>")
    parts += [
        f"<figure><blockquote>{escape(one['text'])}</blockquote>"
        f"<figcaption>{escape(one['by'])}</figcaption></figure>"
        for one in section["quotes"]
    ]
    return f"<section>{''.join(parts)}</section>\n"


def _metric(metric: Mapping[str, Any], words: Words) -> str:
    rough = metric["grey"] and metric["range"] is not None
    n = escape(words("digest.rough" if rough else "digest.sure", n=count(metric["n"])))
    beside = "; ".join(escape(metric[name]) for name in ("range", "change") if metric[name])
    return (
        f'<div class="metric{" grey" if metric["grey"] else ""}"><dt>{escape(metric["label"])}</dt>'
        f"<dd><strong>{escape(metric['value'])}</strong> <small>{n}</small>{_bar(metric['bar'])}"
        + (f'<span class="beside">{beside}</span>' if beside else "")
        + "</dd></div>"
    )


def _bar(bar: Mapping[str, float] | None) -> str:
    """Where the score lies between worst and best; the words beside it say the same."""
    if bar is None:
        return ""
    low, value, high = (100 * bar[name] for name in ("low", "value", "high"))
    return (
        '<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="scale" y="2.5" width="100" height="1"/>'
        f'<rect class="range" x="{low:.2f}" y="1" width="{max(high - low, 0.5):.2f}" height="4"/>'
        f'<rect class="value" x="{min(value, 99):.2f}" width="1" height="6"/></svg>'
    )


def _table(head: Sequence[object], rows: Sequence[Sequence[object]]) -> str:
    names = [escaped(str(cell)) for cell in head]
    top = "".join(f'<th scope="col">{escape(str(cell))}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{escape(str(row[0]))}</th>'
        # On a phone each cell stands below its row, with the name of its column.
        + "".join(
            f'<td data-name="{name}">{escape(str(cell)) or "–"}</td>'
            for name, cell in zip(names[1:], row[1:], strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


# --- pictures


def _picture(one: Drawn, words: Words) -> str:
    light, dark = (base64.b64encode(png).decode() for png in (one.light, one.dark))
    return (
        '<figure class="picture"><div class="wide" tabindex="0"><picture>'
        f'<source media="screen and (prefers-color-scheme: dark)" srcset="data:image/png;base64,{dark}">'
        f'<img alt="{escaped(one.alt)}" src="data:image/png;base64,{light}"></picture></div>'
        f"<details><summary>{escape(words('page.numbers'))}</summary>{_numbers(one, words)}</details>"
        "</figure>"
    )


def _numbers(one: Drawn, words: Words) -> str:
    """The table behind a picture: a row for each of its marks."""
    table = _TABLES.get(one.kind, _plain)
    names, rows = table(one.data)
    return _table([words(f"page.column.{name}") for name in names], rows)


_Rows = tuple[Sequence[str], list[list[object]]]


def _trend(data: Json) -> _Rows:
    rows = [[one[name] for name in ("week", "value", "low", "high", "n")] for one in data["points"]]
    return ("week", "value", "low", "high", "n"), [[_cell(cell) for cell in row] for row in rows]


def _versus(data: Json) -> _Rows:
    rows = [
        [row["label"], name, side["figure"] or "–", side["n"]]
        for row in data["rows"]
        for name, side in zip(data["names"], row["sides"], strict=True)
    ]
    return ("label", "side", "value", "n"), rows


def _map(data: Json) -> _Rows:
    """How it was expected to feel stands there only where somebody said so, as in the picture."""
    names, rows = _plain(data)
    if any(one.get("expected") is not None for one in data["touchpoints"]):
        return names, rows
    kept = [place for place, name in enumerate(names) if name not in {"expected", "felt"}]
    return [names[place] for place in kept], [[row[place] for place in kept] for row in rows]


def _plain(data: Json) -> _Rows:
    """Whatever list of marks it has, by the names that they have there."""
    marks = next((one for one in data.values() if isinstance(one, list) and one), [])
    names = [name for name, cell in marks[0].items() if name != "grey"] if marks else ["label"]
    return names, [[_cell(mark.get(name)) for name in names] for mark in marks]


def _cell(cell: object) -> object:
    return "–" if cell is None else f"{cell:g}" if isinstance(cell, float) else cell


_TABLES = {"trend": _trend, "versus": _versus, "map": _map}
