"""A parcel → what to send. Pure: words are rendered here, in the receiver's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.adapters.telegram import cards
from bot.adapters.telegram.keyboards import Key, key, laid_out
from bot.adapters.telegram.passages import Mark, MarkKind, Passage, pages, sendable, visible
from bot.core.effects import Message
from bot.core.ports import Render
from bot.texts.cards import charts_of, rendered
from bot.texts.cutting import cut, utf16_units

MAX_PLACEHOLDER = 64  # https://core.telegram.org/bots/api#forcereply
MAX_CAPTION = 1024  # UTF-16 units


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who has just done something in a room, and may be who a prompt is for."""

    user: int
    name: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart to draw and send, and what it shows, in words."""

    chart: Mapping[str, object]
    caption: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a parcel becomes. ``passages`` has at least one; what follows the first is sent after it.

    ``prompt`` is the placeholder of the reply box, empty for one without, None where none opens.
    ``leaves``: the room is left afterwards. ``dropped`` counts buttons that Telegram would refuse.
    """

    passages: tuple[Passage, ...]
    keyboard: tuple[tuple[Key, ...], ...] = ()
    prompt: str | None = None
    pictures: tuple[Picture, ...] = ()
    leaves: bool = False
    dropped: int = 0


def drawn(message: Message, language: str, render: Render, present: Sequence[Present] = ()) -> Outgoing:
    """The message in words, cut and laid out. ``present``: who may have asked for a prompt."""
    lines = [render(line, language) for line in message.lines]
    card = message.card or {}
    said = {
        name: rendered(part, language, render)
        for name, part in card.items()
        if name not in {"charts", "type"}
    }
    rows = [
        [key(render(button.label, language), button.data, button.emphasis) for button in row]
        for row in message.rows
    ]
    passages = [_spoken(lines)]
    prompt = None
    match card.get("type"):
        case "alert":
            passages = [cards.alert(lines, said)]
        case "incident":
            passages = [cards.incident(lines, said)]
        case "told":
            passages = [cards.told(lines, said)]
        case "digest":
            passages = pages(cards.digest(lines, said, lambda line: render(line, language)))
        case "home":
            page, keys = cards.home(lines, said)
            passages, rows = [page], [*([one] for one in keys), *rows]
        case "prompt":
            passages = [_mentioning(passages[0], present)]
            prompt = cut(visible(str(said.get("placeholder") or "")), MAX_PLACEHOLDER)
    return Outgoing(
        passages=tuple(sendable(one) for one in passages or [Passage("")]),
        keyboard=_keyboard(rows),
        prompt=prompt,
        pictures=tuple(_pictures(card, language, render)),
        leaves=card.get("type") == "farewell",
        dropped=sum(one is None for row in rows for one in row),
    )


def notice(reply: Mapping[str, object], language: str, render: Render) -> str:
    """What somebody who pressed a button is told, to them alone; empty for nothing."""
    text = rendered(reply.get("text"), language, render)
    return cut(visible(text), MAX_NOTICE, utf16_units) if isinstance(text, str) else ""


MAX_NOTICE = 200  # https://core.telegram.org/bots/api#answercallbackquery


def _spoken(lines: Sequence[str]) -> Passage:
    return Passage("\n".join([said for line in lines if (said := visible(line))]))


def _mentioning(text: Passage, present: Sequence[Present]) -> Passage:
    """The text with the first name of somebody present marked: a prompt's box opens for who is mentioned.

    For nobody else, on purpose: their next words would go where they do not expect them.
    """
    named = [(text.text.find(name), -len(name), one.user) for one in present if (name := visible(one.name))]
    found = sorted(place for place in named if place[0] >= 0)
    if not found:
        return text
    at, length, user = found[0]
    start, end = utf16_units(text.text[:at]), utf16_units(text.text[: at - length])
    return replace(text, marks=(*text.marks, Mark(MarkKind.MENTION, start, end - start, user)))


def _keyboard(rows: Sequence[Sequence[Key | None]]) -> tuple[tuple[Key, ...], ...]:
    kept = ([one for one in row if one is not None] for row in rows)
    return tuple(row for keys in kept for row in laid_out(keys))


def _pictures(card: Mapping[str, object], language: str, render: Render) -> list[Picture]:
    captions = ((chart, rendered(chart["alt"], language, render)) for chart in charts_of(card))
    return [
        Picture(chart, cut(visible(str(caption)), MAX_CAPTION, utf16_units)) for chart, caption in captions
    ]
