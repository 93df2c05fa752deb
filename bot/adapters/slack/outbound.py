"""A parcel → what is posted for it. Pure; words are rendered here, in the receiver's language.

A payload is ``text``, which notifications show and screen readers begin with, and ``blocks``. The shapes of
the cards are in ``bot/adapters/web/outbound.py`` and ``bot/core/digest_card.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.adapters.slack import alert_cards, blocks
from bot.adapters.slack.blocks import Block
from bot.core.effects import Button, Line, Parcel
from bot.core.ports import Render
from bot.texts.cards import rendered
from bot.texts.cutting import ELLIPSIS

EVENT_TYPE = "feedback_bot_parcel"
MOST_BUTTONS = 40


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart that Slack has as a file."""

    file_id: str
    alt: str


@dataclass(frozen=True, slots=True)
class Payload:
    """``text`` is read as markup and is safe to be; ``words`` is everything that the blocks say."""

    text: str
    blocks: tuple[Block, ...]
    words: str

    @property
    def as_text(self) -> Payload:
        """The same without blocks, for when Slack refuses them."""
        return replace(self, text=blocks.beside(self.words.strip(), formats=True) or ELLIPSIS, blocks=())


def payload(parcel: Parcel, render: Render, pictures: Sequence[Picture] = ()) -> Payload:
    """What to post for a parcel that is a message."""
    message = parcel.message
    lines = [render(line, parcel.language) for line in message.lines]
    card = rendered(_counted(_drawn(message.card)), parcel.language, render)
    drawing = _CARDS.get(str(card.get("type"))) if isinstance(card, Mapping) else None
    lead = "\n".join(lines)
    if drawing is not None and isinstance(card, Mapping):
        body = drawing(lines, card)
        lead = lead or "\n".join(filter(None, (_text(card.get("title")), _text(card.get("subtitle")))))
    else:
        said = zip(lines, message.lines, strict=True)
        body = blocks.rich(*(part for words, line in said for part in blocks.paragraph(*_said(words, line))))
    body += [blocks.picture(picture.file_id, picture.alt) for picture in pictures]
    buttons: Sequence[Block] = _buttons(message.rows, parcel.language, render)
    if isinstance(card, Mapping) and card.get("type") == "incident":
        body, buttons = alert_cards.beside(body, buttons, card)
    # A room works with what it is told; to a customer their own words are no record.
    left_out = more(parcel.language, render) if parcel.address.room else ()
    return _payload(lead, body, buttons, left_out)


def _said(words: str, line: Line) -> list[Block]:
    """The words of a line; where it names an address of the business's own, that can be clicked."""
    url = line.values.get("url")
    if not isinstance(url, str) or url not in words:
        return blocks.said(words)
    before, _, after = words.partition(url)
    return [*blocks.said(before), *blocks.link(url), *blocks.said(after)]


def notice(words: str) -> Payload:
    """A line that is said to somebody alone."""
    return _payload(words, blocks.rich(*blocks.paragraph(*blocks.said(words))))


def offer(title: str, data: str, language: str) -> Payload:
    """A button that is shown to somebody alone."""
    return _payload(title, [], blocks.actions([blocks.button(title, data, action_id(0, language))]))


def metadata(parcel_id: str) -> dict[str, object]:
    """By which a message is found again whose receipt got lost."""
    return {"event_type": EVENT_TYPE, "event_payload": {"parcel": parcel_id}}


def language_in(action_id: str) -> str | None:
    """The language of the message that a button of ours stands in."""
    return action_id.partition(".")[2] or None


def more(language: str, render: Render) -> list[Block]:
    """What stands where something had to be left out."""
    return blocks.context(render(Line("slack.more"), language))


def _payload(
    lead: str, body: list[Block], buttons: Sequence[Block] = (), more: Sequence[Block] = ()
) -> Payload:
    words = blocks.spoken(body)
    shown = blocks.fitted(body, blocks.MESSAGE_BLOCKS, buttons, more)
    text = blocks.beside(lead.strip() or words.strip(), formats=False) or ELLIPSIS
    return Payload(text, tuple(shown), words or lead)


def _drawn(card: Mapping[str, object] | None) -> Mapping[str, object]:
    return {name: part for name, part in (card or {}).items() if name != "charts"}


def _counted(card: Mapping[str, object]) -> Mapping[str, object]:
    """Each metric of a digest with its ``n`` in words, and that it is rough where it is."""
    sections = [
        {**one, "metrics": [*map(_with_n, _list(one.get("metrics")))]} if isinstance(one, Mapping) else one
        for one in _list(card.get("sections"))
    ]
    return {**card, "sections": sections} if sections else card


def _with_n(metric: object) -> object:
    if not isinstance(metric, Mapping) or not isinstance(metric.get("n"), int):
        return metric
    is_rough = metric.get("grey") is True and metric.get("range") is not None
    said = Line("digest.rough" if is_rough else "digest.sure", {"n": metric["n"]})
    return {**metric, "n_text": said}


def _buttons(rows: Sequence[Sequence[Button]], language: str, render: Render) -> list[Block]:
    drawn: list[Block] = []
    number = 0
    for row in rows:
        elements = []
        for button in row[: MOST_BUTTONS - number]:
            label = render(button.label, language)
            elements.append(blocks.button(label, button.data, action_id(number, language), button.emphasis))
            number += 1
        drawn += blocks.actions(elements)
    return drawn


def action_id(number: int, language: str) -> str:
    """Different for every button of a message, and tells in which language the message is."""
    return f"button{number}.{language}"


# --- cards


def _digest(lines: Sequence[str], card: Mapping[str, object]) -> list[Block]:
    body = [
        *blocks.rich(*(part for line in lines for part in blocks.paragraph(*blocks.said(line)))),
        *blocks.header(_text(card.get("title"))),
        *blocks.context(_text(card.get("subtitle"))),
    ]
    for section in _list(card.get("sections")):
        if isinstance(section, Mapping):
            body += [*blocks.header(_text(section.get("title"))), *blocks.rich(*_parts(section))]
    return body


def _parts(section: Mapping[str, object]) -> Iterator[Block]:
    """What stands under a section's title. Few elements with many lines: each element counts for Slack."""
    yield from blocks.paragraph(*blocks.said(_text(section.get("note"))))
    metrics = [_metric(one) for one in _list(section.get("metrics")) if isinstance(one, Mapping)]
    yield from blocks.paragraph(*blocks.said("\n".join(metrics)))
    table = section.get("table")
    if isinstance(table, Mapping):
        yield from blocks.paragraph(*blocks.said("\n".join(_rows(table))))
    for one in _list(section.get("lists")):
        if isinstance(one, Mapping):
            yield from blocks.paragraph(*blocks.said(_text(one.get("title")), bold=True))
            yield from blocks.bullets([_text(item) for item in _list(one.get("items"))])
    for one in _list(section.get("quotes")):
        if isinstance(one, Mapping):
            by = _text(one.get("by"))
            yield from blocks.quote(f"{_text(one.get('text'))}\n— {by}" if by else _text(one.get("text")))


def _metric(metric: Mapping[str, object]) -> str:
    """Label, value and n on one line; range and change behind them."""
    n = _text(metric.get("n_text"))
    beside = [text for name in ("range", "change") if (text := _text(metric.get(name)))]
    head = f"{_text(metric.get('label'))}: {_text(metric.get('value'))}{f' ({n})' if n else ''}"
    return " · ".join([head, *beside])


def _rows(table: Mapping[str, object]) -> Iterator[str]:
    """A table as lines, each figure with the name of its column: columns do not align in a chat."""
    _, *names = [_text(cell) for cell in _list(table.get("head"))] or [""]
    for row in _list(table.get("rows")):
        first, *cells = [_text(cell) for cell in _list(row)] or [""]
        named = zip(names, cells, strict=False)
        figures = [f"{name} {cell}".strip() for name, cell in named if cell]
        yield f"{first}: {', '.join(figures)}" if figures else first


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, Sequence) and not isinstance(value, str) else ()


_CARDS = {
    "alert": alert_cards.alert,
    "digest": _digest,
    "incident": alert_cards.incident,
    "told": alert_cards.told,
}
