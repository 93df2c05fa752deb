"""Somebody's own page: the home card as a view. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.adapters.slack import blocks
from bot.adapters.slack.blocks import Block
from bot.adapters.slack.outbound import action_id, more
from bot.core.effects import Line, Parcel
from bot.core.ports import Render
from bot.texts.cards import rendered
from bot.texts.cutting import ELLIPSIS

HOME = "home"  # the receipt: everybody has one page, and publishing replaces it


def is_home(parcel: Parcel) -> bool:
    return parcel.message.card is not None and parcel.message.card.get("type") == HOME


def home_view(parcel: Parcel, render: Render) -> dict[str, object]:
    """The view that shows a home card. A page too long for Slack ends early."""
    card = rendered(parcel.message.card, parcel.language, render)
    body = [
        block
        for line in parcel.message.lines
        for block in blocks.rich(*blocks.paragraph(*blocks.said(render(line, parcel.language))))
    ]
    if isinstance(card, Mapping):
        title = _text(card.get("title")) or render(Line("slack.home_title"), parcel.language)
        body = [*blocks.header(title), *body, *_sections(card, parcel.language)]
    shown = blocks.fitted(body, blocks.HOME_BLOCKS, more=more(parcel.language, render))
    return {"type": "home", "blocks": shown}


def _sections(card: Mapping[str, object], language: str) -> Iterator[Block]:
    number = 0
    for section in _mappings(card.get("sections")):
        yield from blocks.header(_text(section.get("title")))
        yield from blocks.context(_text(section.get("note")))
        for item in _mappings(section.get("items")):
            pressed = item.get("button")
            accessory = None
            if isinstance(pressed, Mapping):
                label, data = _text(pressed.get("label")), _text(pressed.get("data"))
                accessory = blocks.button(label, data, action_id(number, language))
                number += 1
            yield from blocks.section(_text(item.get("text")) or ELLIPSIS, accessory)
            yield from blocks.context(_text(item.get("detail")))


def _mappings(value: object) -> Iterator[Mapping[str, object]]:
    yield from (one for one in (value if isinstance(value, list) else []) if isinstance(one, Mapping))


def _text(value: object) -> str:
    return "" if value is None else str(value)
