"""What is held of somebody, as what they are given: a page that needs no other file, JSON, or plain lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from html import escape
from zoneinfo import ZoneInfo

from bot.core.effects import Line
from bot.core.own_data import Held, Section, Spoken, sections
from bot.core.ports import Render
from bot.core.settings import Settings
from bot.texts.locales import direction

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:0 auto;padding:1rem}"
    "p{overflow-wrap:anywhere}"
    "h1{font-size:1.4rem}h2{font-size:1.1rem;margin:1.5rem 0 .25rem}p{margin:.15rem 0;white-space:pre-line}"
    ".made,.notes{opacity:.75}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def as_page(held: Held, settings: Settings, zone: ZoneInfo, language: str, render: Render) -> str:
    """An HTML page. No word in it can be markup, and it runs and fetches nothing."""

    def words(line: Line) -> str:
        return escape(render(line, language))

    title = words(Line("own.title", {"business": settings.business}))
    parts = "".join(_part(one, language, render) for one in sections(held, settings, zone))
    when = f"{held.at.astimezone(zone):%Y-%m-%d %H:%M}"
    return (
        f'<!doctype html><html lang="{escape(language)}" dir="{direction(language)}"><head>'
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body><h1>{title}</h1>"
        f'<p class="made">{words(Line("own.made", {"when": when}))}</p>{parts}'
        f'<p class="notes">{words(Line("own.team_notes"))}</p></body></html>\n'
    )


def _part(section: Section, language: str, render: Render) -> str:
    lines = "".join(f'<p dir="auto">{escape(render(line, language))}</p>' for line in section.lines)
    return f"<h2>{escape(render(section.title, language))}</h2>{lines}"


def as_lines(
    found: Sequence[Section], language: str, render: Render
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each section's title and lines, in words."""
    for one in found:
        yield render(one.title, language), tuple(render(line, language) for line in one.lines)


def as_json(held: Held, business: str, language: str, render: Render) -> str:
    """All of it, by table; and what was said in their chats, in words."""
    return json.dumps(
        {
            "business": business,
            "made_at": held.at.isoformat(),
            **{name: list(rows) for name, rows in held.tables.items()},
            "messages": [_said(one, language, render) for one in held.spoken],
        },
        indent=2,
        ensure_ascii=False,
    )


def _said(one: Spoken, language: str, render: Render) -> dict[str, object]:
    if one.message is None:
        return {"at": one.at.isoformat(), "from": "customer", "text": one.text}
    text = "\n".join(render(line, one.language or language) for line in one.message.lines)
    return {"at": one.at.isoformat(), "from": "business", "text": text}
