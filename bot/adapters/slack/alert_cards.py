"""Cards about cases as blocks: an alert, and the message that gathers several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.adapters.slack import blocks
from bot.adapters.slack.blocks import Block
from bot.texts.cutting import cut

_TONES = {
    "open": "\N{LARGE RED CIRCLE}",
    "taken": "\N{LARGE YELLOW CIRCLE}",
    "done": "\N{LARGE GREEN CIRCLE}",
}
_LOUD = "\N{DOUBLE EXCLAMATION MARK}\N{VARIATION SELECTOR-16}"

_TOGETHER = 10  # lines that are one text: an element of its own for each would count for Slack
_SHORT_QUOTE = 30  # characters, where the lines of many cases are to fit into one message


def alert(lines: Sequence[str], card: Mapping[str, object]) -> list[Block]:
    """The name leads with what happened; then rating, words, what else is known, and the next deadline."""
    title = _text(card.get("title"))
    head, said = (lines[0], lines[1:]) if lines and title in lines[0] else (title, lines)
    severity = _text(card.get("severity"))
    loud = f"{_LOUD} {severity}" if severity else ""
    badge = " ".join(filter(None, (_dot(card), _text(card.get("badge")))))
    status = " · ".join(filter(None, (loud, badge, _text(card.get("rating")))))
    parts = [part for line in said for part in blocks.paragraph(*blocks.said(line))]
    parts += blocks.paragraph(*blocks.said(status, bold=True))
    parts += _for(card.get("for"))
    parts += blocks.quote(_text(card.get("quote")))
    for fact in _list(card.get("facts")):
        label, value = (*map(_text, _list(fact)), "", "")[:2]
        parts += blocks.paragraph(*blocks.said(f"{label}: ", bold=True), *blocks.said(value))
    parts += blocks.bullets([_text(reason) for reason in _list(card.get("reasons"))])
    return [
        *blocks.header(head),
        *blocks.rich(*parts),
        *blocks.context(_text(card.get("deadline"))),
    ]


def _for(asked: object) -> list[Block]:
    """Whom it is given to: mentioned where they are on Slack, so that they hear of it."""
    if not isinstance(asked, Mapping):
        return []
    platform, _, user = _text(asked.get("user")).partition(":")
    person = user.rpartition(":")[2]
    is_here = platform == "slack" and person.isascii() and person.isalnum()
    who = blocks.mention(person) if is_here else blocks.said(_text(asked.get("name")))
    return blocks.paragraph(*blocks.said(f"{_text(asked.get('label'))}: ", bold=True), *who)


def told(lines: Sequence[str], card: Mapping[str, object]) -> list[Block]:
    """Words that are meant for somebody."""
    parts = [part for line in lines for part in blocks.paragraph(*blocks.said(line))]
    return blocks.rich(*parts, *_for(card.get("for")))


def incident(lines: Sequence[str], card: Mapping[str, object]) -> list[Block]:
    """What happens, and below it every case in a line of its own, numbered."""
    cases = (block for line in _lines(card) for block in blocks.section(line))
    return [*_head(lines, card), *cases]


def beside(
    body: list[Block], buttons: Sequence[Block], card: Mapping[str, object]
) -> tuple[list[Block], Sequence[Block]]:
    """The body of an incident with each case's button beside its line, and the buttons that are left.

    Where that is more than Slack takes, shorter lines are together, and the buttons below them.
    """
    pressed = {_text(one.get("value")): one for row in buttons for one in _mappings(row.get("elements"))}
    cases = _mappings(card.get("cases"))
    head, lines = body[: len(body) - len(cases)], body[len(body) - len(cases) :]
    together = [
        {**line, "accessory": pressed[data]} if (data := _text(one.get("data"))) in pressed else line
        for line, one in zip(lines, cases, strict=True)
    ]
    whole = [*head, *together]
    if blocks.size(whole) <= blocks.ALL_BLOCKS and len(whole) <= blocks.MESSAGE_BLOCKS:
        return whole, ()
    short = _lines(card, _SHORT_QUOTE)
    texts = ("\n".join(short[at : at + _TOGETHER]) for at in range(0, len(short), _TOGETHER))
    return [*head, *blocks.rich(*(part for text in texts for part in _paragraph(text)))], buttons


def _head(lines: Sequence[str], card: Mapping[str, object]) -> list[Block]:
    return [
        *blocks.header(" ".join(lines)),
        *blocks.context(_text(card.get("note"))),
        *blocks.rich(*_for(card.get("for"))),
    ]


def _lines(card: Mapping[str, object], quoted: int = blocks.SECTION) -> list[str]:
    return [_line(number, one, quoted) for number, one in enumerate(_mappings(card.get("cases")), 1)]


def _line(number: int, one: Mapping[str, object], quoted: int) -> str:
    quote = cut(_text(one.get("quote")), quoted)
    parts = (_text(one.get("who")), _text(one.get("rating")), f"“{quote}”" if quote else "")
    said = " · ".join(filter(None, (*parts, _text(one.get("state")))))
    return f"{number}. {_dot(one)} {said}"


def _paragraph(text: str) -> list[Block]:
    return blocks.paragraph(*blocks.said(text))


def _dot(card: Mapping[str, object]) -> str:
    return _TONES.get(str(card.get("tone")), "")


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, Sequence) and not isinstance(value, str) else ()


def _mappings(value: object) -> list[Mapping[str, object]]:
    return [one for one in _list(value) if isinstance(one, Mapping)]
