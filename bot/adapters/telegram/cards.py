"""Cards as Telegram text. Pure; words are rendered before they come here.

The alert leads with the name and the customer's words stand in a quote of their own, so that nothing in
them passes for a line of ours. Tables become lines: a phone shows no columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from bot.adapters.telegram.keyboards import Key, key
from bot.adapters.telegram.passages import (
    MAX_TEXT,
    MarkKind,
    Passage,
    joined,
    passage,
    shortened,
    visible,
)
from bot.core.effects import Line
from bot.texts.cutting import cut

Json = Mapping[str, object]
Words = Callable[[Line], str]

_DOTS = {"open": "🔴", "taken": "🟡", "done": "🟢"}  # beside the word, never instead of it
_LOUD = "‼️"
_SHORTEST_QUOTE = 256  # UTF-16 units


def alert(lines: Sequence[str], card: Json) -> Passage:
    """A case: name, rating, words, facts, reasons, deadline. What is too long is cut from the words."""
    head = "\n".join(lines)
    title = _text(card, "title")
    named = [passage(head, MarkKind.BOLD)]
    if title and title not in head:
        named.append(passage(title))
    dot = _DOTS.get(_text(card, "tone"), "")
    state = " · ".join(part for part in (_text(card, "badge"), _text(card, "rating")) if part)
    loud = f"{_LOUD} {severity}" if (severity := _text(card, "severity")) else ""
    top = joined([*named, passage(loud, MarkKind.BOLD), passage(f"{dot} {state}"), _for(card.get("for"))])
    facts = [passage(f"{label}: {said}") for label, said in _pairs(card, "facts")]
    below = joined(
        [
            *facts,
            passage(" · ".join(_texts(card, "reasons"))),
            passage(_text(card, "deadline"), MarkKind.BOLD),
        ]
    )
    room = MAX_TEXT - joined((top, below), "\n\n").size - len("\n\n")
    words = shortened(passage(_text(card, "quote")), max(room, _SHORTEST_QUOTE))
    return joined((top, passage(words.text, MarkKind.QUOTE), below), "\n\n")


def _for(asked: object) -> Passage:
    """Whom it is given to: mentioned where they are on Telegram, so that they hear of it."""
    if not isinstance(asked, Mapping):
        return Passage("")
    platform, _, user = _text(asked, "user").partition(":")
    person = user.rpartition(":")[2]
    is_here = platform == "telegram" and person.isascii() and person.isdecimal()
    name = passage(
        _text(asked, "name"), MarkKind.MENTION if is_here else None, int(person) if is_here else None
    )
    return joined([passage(f"{_text(asked, 'label')}:"), name], " ")


def told(lines: Sequence[str], card: Json) -> Passage:
    """Words that are meant for somebody."""
    return joined([passage("\n".join(lines)), _for(card.get("for"))])


def incident(lines: Sequence[str], card: Json) -> Passage:
    """What happens, and every case in a line of its own, numbered like its button.

    Where they are too many their words go first, then a part of the names: every case is named.
    """
    title, note = passage("\n".join(lines), MarkKind.BOLD), passage(_text(card, "note"))
    head = joined([title, note, _for(card.get("for"))])
    cases = list(_objects(card, "cases"))
    drawn = (_listed(head, cases, quoted, named) for quoted, named in _SHORTER)
    return next((one for one in drawn if one.size <= MAX_TEXT), _listed(head, cases, *_SHORTER[-1]))


def _listed(head: Passage, cases: Sequence[Json], quoted: int, named: int) -> Passage:
    lines = (_case(number, one, quoted, named) for number, one in enumerate(cases, 1))
    return joined([head, joined(lines)], "\n\n")


_SHORTER = ((80, 40), (30, 40), (0, 40), (0, 12))  # characters of the words, and of the name


def _case(number: int, one: Json, quoted: int, named: int) -> Passage:
    quote = cut(visible(_text(one, "quote")), quoted) if quoted else ""
    parts = (cut(visible(_text(one, "who")), named), _text(one, "rating"), f"“{quote}”" if quote else "")
    said = " · ".join(part for part in (*parts, _text(one, "state")) if part)
    return passage(f"{number}. {_DOTS.get(_text(one, 'tone'), '')} {said}")


def home(lines: Sequence[str], card: Json) -> tuple[Passage, list[Key | None]]:
    """Somebody's own page: sections of items; the button of an item carries its number."""
    blocks = [passage("\n".join(lines)), passage(_text(card, "title"), MarkKind.BOLD)]
    buttons: list[tuple[int, Json]] = []
    number = 0
    for section in _objects(card, "sections"):
        written = [passage(_text(section, "title"), MarkKind.BOLD), passage(_text(section, "note"))]
        for item in _objects(section, "items"):
            number += 1
            written.append(passage(f"{number}. {_text(item, 'text')}"))
            written.append(passage(_text(item, "detail")))
            button = item.get("button")
            if isinstance(button, Mapping):
                buttons.append((number, button))
        blocks.append(joined(written))
    keys = [
        key(f"{number}. {_text(button, 'label')}", str(button.get("data", ""))) for number, button in buttons
    ]
    return joined(blocks, "\n\n"), keys


def digest(lines: Sequence[str], card: Json, words: Words) -> Iterator[Passage]:
    """The managers' summary, a block for its head and for each section, however long."""
    yield joined(
        [
            passage("\n".join(lines)),
            passage(_text(card, "title"), MarkKind.BOLD),
            passage(_text(card, "subtitle")),
        ]
    )
    for section in _objects(card, "sections"):
        yield from _section(section, words)


def _section(section: Json, words: Words) -> Iterator[Passage]:
    """A section in parts that stay whole, its title with the first."""
    parts = [
        [passage(_text(section, "note"))],
        [_metric(metric, words) for metric in _objects(section, "metrics")],
        *(_list(one) for one in _objects(section, "lists")),
        _table(section.get("table")),
        [_quote(quote) for quote in _objects(section, "quotes")],
    ]
    title = passage(_text(section, "title"), MarkKind.BOLD)
    whole = joined([title, *(joined(part) for part in parts)], "\n\n")
    if whole.size <= MAX_TEXT:
        yield whole
        return
    yield title
    for part in parts:
        yield from part


def _metric(metric: Json, words: Words) -> Passage:
    """``label: value (n = 12)``, and below it range and change."""
    n, grey = metric.get("n"), metric.get("grey") is True and metric.get("range") is not None
    said = f"{_text(metric, 'label')}: {_text(metric, 'value')}"
    if isinstance(n, int):
        said += f" {words(Line('digest.rough' if grey else 'digest.sure', {'n': n}))}"
    beside = "; ".join(part for part in (_text(metric, "range"), _text(metric, "change")) if part)
    return joined([passage(said), passage(beside, MarkKind.ITALIC)])


def _list(one: Json) -> list[Passage]:
    title = passage(_text(one, "title"), MarkKind.ITALIC)
    return [title, *(passage(f"• {item}") for item in _texts(one, "items"))]


def _table(table: object) -> list[Passage]:
    """``first: figure · figure`` under a line that says what is what."""
    if not isinstance(table, Mapping):
        return []
    rows = [_row(row) for row in _sequence(table.get("rows"))]
    head = passage(_row(table.get("head")), MarkKind.ITALIC)
    return [head, *(passage(row) for row in rows)]


def _row(cells: object) -> str:
    said = [" ".join(str(cell).split()) or "–" for cell in _sequence(cells)]
    return f"{said[0]}: {' · '.join(said[1:])}" if len(said) > 1 else "".join(said)


def _quote(quote: Json) -> Passage:
    return joined([passage(_text(quote, "text"), MarkKind.QUOTE), passage(_text(quote, "by"))])


# --- parts of a card; what is not there is nothing


def _text(of: Json, name: str) -> str:
    value = of.get(name)
    return "" if value is None else str(value)


def _texts(of: Json, name: str) -> list[str]:
    return [str(value) for value in _sequence(of.get(name))]


def _objects(of: Json, name: str) -> Iterable[Json]:
    return (value for value in _sequence(of.get(name)) if isinstance(value, Mapping))


def _pairs(of: Json, name: str) -> Iterator[tuple[str, str]]:
    for value in _sequence(of.get(name)):
        pair = _sequence(value)
        if len(pair) == 2:
            yield str(pair[0]), str(pair[1])


def _sequence(value: object) -> Sequence[object]:
    return value if isinstance(value, Sequence) and not isinstance(value, str) else ()
