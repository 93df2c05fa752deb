"""What is sent → entries for the page. Pure; words are rendered here, in the receiver's language.

An entry::

    {"id": parcel id or inbox key, "mine": bool, "who": name | null, "at": ISO 8601,
     "lines": [text…],
     "rows": [[{"label", "data", "emphasis": "" | "primary" | "quiet",
                "form": [{"name", "label", "lines", "options": [[value, label]…], "required",
                          "kind", "initial"}]}]],
     "card": {…} | null, "pictures": [{"src", "alt"}], "target": id | null, "thread": id | null,
     "links": [address of the business's own, in one of the lines…]}

Cards are JSON objects. Whatever in them has the shape ``{"key": text key, "values": {…}}`` (or is a
``Line``) is rendered, at any depth; everything else passes through. T below is a text or such a line::

    {"type": "alert", "title": T, "badge": T, "tone": "open" | "taken" | "done",
     "severity": T | null, "for": {"label": T, "user": platform:workspace:user, "name": str} | null,
     "rating": str | null, "quote": str | null, "facts": [[T, T]…], "reasons": [T…],
     "deadline": T | null}

    {"type": "incident", "note": T, "for": as above, "cases": [{"who": T, "rating": str | null,
     "quote": str | null, "state": T, "tone": "open" | "taken" | "done", "data": its button's | null}]}

    {"type": "digest", "title": T, "subtitle": T | null, "sections": [
        {"title": T, "note": T | null,
         "metrics": [{"label": T, "value": T, "range": T | null, "n": int | null, "change": T | null,
                      "grey": bool, "bar": {"low": 0…1, "value": 0…1, "high": 0…1} | null}],
         "lists": [{"title": T | null, "items": [T…]}],
         "quotes": [{"text": str, "by": T | null}],
         "table": {"head": [T…], "rows": [[T…]…]} | null}]}

    {"type": "own_data", "file": what it is called, beside the socket's address}

Every member but ``type`` and ``title`` may be left out. Any card may carry ``"charts": [{"kind", "alt": T,
"data"}]``; they are shown under it, as pictures that are drawn when a page asks for them. A metric's ``n``
gets a rendered neighbour ``n_text``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.core.effects import Button, Field, Line, Message, Parcel, not_brought
from bot.core.evidence import evidence_in
from bot.core.identity import Address
from bot.core.own_data import FILE, form_in
from bot.core.ports import Render, Spoken
from bot.texts.cards import charts_of, rendered

Entry = dict[str, object]

PICTURES = "/chat/pictures"


def parcel_entry(parcel: Parcel, at: datetime, render: Render) -> Entry:
    """The entry that shows a parcel."""
    return {
        **_blank(parcel.id, at, target=parcel.target, thread=parcel.thread),
        **_message(parcel.id, parcel.message, parcel.language, render),
    }


def said_entry(key: str, at: datetime, text: str, *, mine: bool, who: str | None) -> Entry:
    """The entry for what a person typed; ``key`` is its inbox key."""
    return {**_blank(key, at), "mine": mine, "who": who, "lines": [text]}


def spoken_entry(spoken: Spoken, reader: Address, names: Mapping[str, str], render: Render) -> Entry:
    """The entry for one line of the history, as ``reader`` sees it. ``names``: person → display name."""
    entry = _blank(spoken.id, spoken.at, target=spoken.target, thread=spoken.thread)
    if spoken.message is not None:
        return {**entry, **_message(spoken.id, spoken.message, spoken.language, render)}
    person = spoken.person or ""
    mine = not reader.room or person == reader.person
    return {**entry, "mine": mine, "who": names.get(person), "lines": [spoken.text or ""]}


def _blank(id: str, at: datetime, *, target: str | None = None, thread: str | None = None) -> Entry:
    return {
        "id": id,
        "mine": False,
        "who": None,
        "at": at.isoformat(),
        "lines": [],
        "rows": [],
        "card": None,
        "pictures": [],
        "links": [],
        "target": target,
        "thread": thread,
    }


def _message(id: str, message: Message, language: str, render: Render) -> Entry:
    card, pictures = _card(id, message.card, language, render)
    return {
        "lines": [render(line, language) for line in _lines(message)],
        "links": [url for line in message.lines if isinstance(url := line.values.get("url"), str)],
        "rows": [[_button(button, language, render) for button in row] for row in message.rows],
        "card": card,
        "pictures": pictures,
    }


def _lines(message: Message) -> tuple[Line, ...]:
    """What is said; where somebody sent a file to another platform, that it lies there."""
    evidence = evidence_in(message.card)
    return message.lines if evidence is None else (*message.lines, not_brought(evidence, "elsewhere"))


def _button(button: Button, language: str, render: Render) -> Entry:
    return {
        "label": render(button.label, language),
        "data": button.data,
        "emphasis": button.emphasis,
        "form": [_field(field, language, render) for field in button.form],
    }


def _field(field: Field, language: str, render: Render) -> Entry:
    return {
        "name": field.name,
        "label": render(field.label, language),
        "lines": field.lines,
        "options": [[value, render(label, language)] for value, label in field.options],
        "required": field.required,
        "kind": field.kind,
        "initial": field.initial,
    }


def _card(
    id: str, card: Mapping[str, object] | None, language: str, render: Render
) -> tuple[dict[str, object] | None, list[object]]:
    """The card in words, and where its charts are to be had as pictures: they are drawn when asked for."""
    if card is None or evidence_in(card) is not None:
        return None, []
    if (form := form_in(card)) is not None:
        return {"type": "own_data", "file": f"{FILE}.{form}"}, []
    words = {name: part for name, part in card.items() if name != "charts"}
    pictures: list[object] = [
        {"src": f"{PICTURES}/{id}/{number}.png", "alt": rendered(chart["alt"], language, render)}
        for number, chart in enumerate(charts_of(card))
    ]
    return {name: rendered(_counted(part), language, render) for name, part in words.items()}, pictures


def _counted(value: object) -> object:
    """A digest's metrics with their ``n`` as a line beside it, at whatever depth they are."""
    if isinstance(value, Mapping):
        counted = {name: _counted(part) for name, part in value.items()}
        n = counted.get("n")
        if isinstance(n, int) and "label" in counted:
            counted["n_text"] = Line("ui.n", {"n": n})
        return counted
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_counted(part) for part in value]
    return value
