"""A digest as one page: a file that needs no other, for a browser, a phone or a printer.

Its pictures lie in it, light and dark, and behind each stands a table with the same numbers. They are as
wide as a phone; where there is more room they stand side by side.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from html import escape as escaped
from pathlib import Path
from typing import Any

from bot.charts import Charts, ChartUnavailable
from bot.charts.figure import WIDTH, Json
from bot.charts.kinds import Render, spec, worded
from bot.core.effects import Line
from bot.core.numerals import count
from bot.texts.cards import all_charts_of, rendered

Words = Callable[..., str]
"""A key and its values → the words."""

_COMPACT = 6  # columns of short numbers that have room on a phone
_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")


@dataclass(frozen=True, slots=True)
class Drawn:
    """One picture, as two SVGs or two PNGs; its words for those who cannot see it; and its numbers."""

    kind: str
    light: bytes
    dark: bytes
    alt: str
    data: Json


async def pictures(
    card: Mapping[str, object], render: Render, language: str, *, as_png: bool = False
) -> list[Drawn]:
    """The card's pictures, drawn. One that cannot be drawn is left out: its numbers are in the card."""
    charts = Charts()
    draw = charts.png if as_png else charts.svg
    drawn = []
    try:
        for chart in sorted(all_charts_of(card), key=_place):
            try:
                light, dark = [await draw(spec(chart, render, language, dark=dark)) for dark in (False, True)]
            except ChartUnavailable:
                continue
            alt = str(rendered(chart["alt"], language, render))
            drawn.append(Drawn(str(chart["kind"]), light, dark, alt, worded(chart["data"], render, language)))
    finally:
        await charts.close()
    return drawn


_ORDER = ("trend", "distribution", "map", "themes", "priorities", "funnel")


def _place(chart: Mapping[str, object]) -> int:
    """The order on the page; of one kind they stay as they are."""
    kind = str(chart["kind"])
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


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
    shown = f'<div class="pictures">{"".join(_picture(one, words) for one in drawn)}</div>'
    heading = escape(words("page.pictures"))
    return (
        f'<!doctype html>\n<html lang="{escaped(language)}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy()}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'
        f"<title>{escaped(title)}</title><style>{_style()}</style></head>\n<body><main>"
        f"<header><h1>{escape(title)}</h1><p>{escape(str(whole['subtitle']))}</p></header>\n"
        f"{sections}"
        + (f"<section><h2>{heading}</h2>{shown}</section>\n" if drawn else "")
        + f"<footer>{escape(words('page.made', at=f'{made_at:%Y-%m-%d %H:%M}'))}</footer>"
        + "</main></body></html>\n"
    )


@cache
def _style() -> str:
    return Path(__file__).with_name("page.css").read_text("utf-8")


@cache
def _policy() -> str:
    """Nothing runs and nothing is fetched, whatever anybody wrote: our own style, and the pictures in it."""
    style = base64.b64encode(sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; img-src data:; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'"
    )


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


def _table(head: Sequence[object], rows: Sequence[Sequence[object]], *, compact: bool = False) -> str:
    """A table. Where there is little room each cell stands below its row, but not in a ``compact`` one."""
    names = [escaped(str(cell)) for cell in head]
    top = "".join(f'<th scope="col">{escape(str(cell))}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{escape(str(row[0]))}</th>'
        # There it has the name of its column.
        + "".join(
            f'<td data-name="{name}">{escape(count(cell)) or "–"}</td>'
            for name, cell in zip(names[1:], row[1:], strict=True)
        )
        + "</tr>"
        for row in rows
    )
    kind = ' class="compact"' if compact else ""
    return f"<table{kind}><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


# --- pictures


def _picture(one: Drawn, words: Words) -> str:
    light, dark = (
        f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}" for svg in (one.light, one.dark)
    )
    return (
        '<figure class="picture"><picture>'
        f'<source media="screen and (prefers-color-scheme: dark)" srcset="{dark}">'
        f'<img alt="{escaped(one.alt)}" width="{WIDTH}" src="{light}"></picture>'
        f"<details><summary>{escape(words('page.numbers'))}</summary>{_numbers(one, words)}</details>"
        "</figure>"
    )


def _numbers(one: Drawn, words: Words) -> str:
    """The table behind a picture: a row for each of its marks."""
    table = _TABLES.get(one.kind, _plain)
    names, rows = table(one.data)
    return _table([words(f"page.column.{name}") for name in names], rows, compact=len(names) <= _COMPACT)


_Rows = tuple[Sequence[str], list[list[object]]]


def _trend(data: Json) -> _Rows:
    names = ["week", "value", "low", "high", "n"]
    rows = [[_cell(one[name]) for name in names] for one in data["points"]]
    if not any(one.get("unusual") for one in data["points"]):
        return names, rows
    marks = ("◆" if one.get("unusual") else "" for one in data["points"])
    return [*names, "unusual"], [[*row, mark] for row, mark in zip(rows, marks, strict=True)]


def _versus(data: Json) -> _Rows:
    rows = [
        [row["label"], name, side["figure"] or "–", side["n"]]
        for row in data["rows"]
        for name, side in zip(data["names"], row["sides"], strict=True)
    ]
    return ("label", "side", "value", "n"), rows


def _distribution(data: Json) -> _Rows:
    """Each group, and below it its ratings."""
    rows: list[list[object]] = [["Σ", "100%", data["n"]]]
    for group in data["groups"]:
        rows.append([group["label"], group["share"], group["n"]])
        of_group = (one for one in data["ratings"] if one["mood"] == group["mood"])
        rows += [[one["rating"], one["share"], one["n"]] for one in of_group]
    return ("rating", "share", "n"), rows


def _priorities(data: Json) -> _Rows:
    rows = [[_cell(one[name]) for name in ("label", "n", "unhappy", "share")] for one in data["themes"]]
    return ("label", "mentions", "unhappy", "unhappy_share"), rows


def _funnel(data: Json) -> _Rows:
    rows = [[_cell(one[name]) for name in ("label", "n", "share", "in_time")] for one in data["steps"]]
    return ("step", "n", "share", "in_time"), rows


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
    names = [name for name in marks[0] if name not in {"grey", "drawn"}] if marks else ["label"]
    return names, [[_cell(mark.get(name)) for name in names] for mark in marks]


def _cell(cell: object) -> object:
    return "–" if cell is None else f"{cell:g}" if isinstance(cell, float) else cell


_TABLES = {
    "trend": _trend,
    "versus": _versus,
    "map": _map,
    "distribution": _distribution,
    "priorities": _priorities,
    "funnel": _funnel,
}
