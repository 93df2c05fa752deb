"""A button's form as a modal, and what came back in one. Pure.

``private_metadata`` carries what the button carried and where it stood: the modal itself stands nowhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.adapters.slack import blocks
from bot.adapters.slack.blocks import Block
from bot.core.effects import Line
from bot.core.ports import Render
from bot.texts.cards import rendered
from bot.texts.cutting import ELLIPSIS, cut

CALLBACK = "form"
TITLE = 24  # characters, as all below
INPUT = 3000
OPTION = 75
OPTIONS = 100  # in one select
OPTION_VALUE = 150
FIELD_LABEL = 2000

_PICKERS: Mapping[str, tuple[str, str]] = {
    "date": ("datepicker", "initial_date"),
    "time": ("timepicker", "initial_time"),
}
_TYPED = ("value", "selected_date", "selected_time")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a form was opened: the button's data, the channel (empty: a private chat), and the language."""

    data: str
    channel: str
    language: str


def modal(
    form: Mapping[str, object],
    channel: str,
    language: str,
    render: Render,
    *,
    note: str = "",
    filled: Mapping[str, str] | None = None,
) -> dict[str, object]:
    """The view for a form in the shape of ``effects.form_json``.

    ``note`` stands above the fields, and ``filled`` (by the field's name) is in them already.
    """
    words = rendered(form, language, render)
    shown = words if isinstance(words, Mapping) else {}
    fields = shown.get("fields")
    given = filled or {}
    inputs = (
        [_input(one, given) for one in fields if isinstance(one, Mapping)] if isinstance(fields, list) else []
    )
    origin = {"data": str(shown.get("data", "")), "channel": channel, "language": language}
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": _title(str(shown.get("title", ""))),
        "submit": _title(str(shown.get("submit") or render(Line("slack.form_submit"), language))),
        "close": _title(render(Line("slack.form_cancel"), language)),
        "private_metadata": json.dumps(origin),
        "blocks": [*blocks.section(note), *inputs],
    }


def origin_in(view: Mapping[str, object]) -> Origin | None:
    """What a modal of ours was opened with; None for any other."""
    try:
        found = json.loads(str(view.get("private_metadata")))
    except ValueError:
        return None
    if view.get("callback_id") != CALLBACK or not isinstance(found, dict):
        return None
    data, channel, language = (found.get(name) for name in ("data", "channel", "language"))
    if isinstance(data, str) and isinstance(channel, str) and isinstance(language, str):
        return Origin(data, channel, language)
    return None


def fields_in(view: Mapping[str, object]) -> dict[str, str]:
    """What was filled in, by the field's name; an empty field is an empty text."""
    state = view.get("state")
    values = state.get("values") if isinstance(state, Mapping) else None
    found: dict[str, str] = {}
    for block in values.values() if isinstance(values, Mapping) else ():
        for name, element in block.items() if isinstance(block, Mapping) else ():
            if isinstance(element, Mapping):
                found[str(name)] = _value(element)
    return found


def first_block(view: Mapping[str, object]) -> str | None:
    """The id of the first input, under which a problem with the form is shown."""
    shown = view.get("blocks")
    ids = [
        block.get("block_id")
        for block in (shown if isinstance(shown, list) else [])
        if isinstance(block, Mapping) and block.get("type") == "input"
    ]
    return next((id for id in ids if isinstance(id, str)), None)


def _value(element: Mapping[str, object]) -> str:
    chosen = element.get("selected_option")
    typed = next((element[name] for name in _TYPED if element.get(name)), None)
    value = chosen.get("value") if isinstance(chosen, Mapping) else typed
    return value if isinstance(value, str) else ""


def _title(text: str) -> Block:
    return blocks.plain(text.strip() or ELLIPSIS, TITLE)


def _input(field: Mapping[str, object], filled: Mapping[str, str]) -> Block:
    name, kind = str(field.get("name", "")), str(field.get("kind", ""))
    options, value = field.get("options"), filled.get(name, str(field.get("initial", "")))
    if isinstance(options, Sequence) and options:
        chosen = _select(name, options, value)
    elif kind in _PICKERS:
        chosen = _picker(name, kind, value)
    else:
        chosen = _text_input(name, field, value)
    return {
        "type": "input",
        "block_id": f"field.{name}"[:255],
        "label": blocks.plain(str(field.get("label", "")).strip() or ELLIPSIS, FIELD_LABEL),
        "element": chosen,
        "optional": not field.get("required", True),
    }


def _text_input(name: str, field: Mapping[str, object], filled: str) -> Block:
    lines = field.get("lines")
    multiline = isinstance(lines, int) and lines > 1
    element: Block = {
        "type": "plain_text_input",
        "action_id": name,
        "multiline": multiline,
        "max_length": INPUT,
    }
    return {**element, "initial_value": filled[:INPUT]} if filled else element


def _picker(name: str, kind: str, filled: str) -> Block:
    """https://docs.slack.dev/reference/block-kit/block-elements/date-picker-element, time-picker-element."""
    picker, initial = _PICKERS[kind]
    element: Block = {"type": picker, "action_id": name}
    return {**element, initial: filled} if filled else element


def _select(name: str, options: Sequence[object], filled: str) -> Block:
    pairs = [option for option in options if isinstance(option, Sequence) and len(option) == 2]
    shown: list[Block] = [
        {
            "text": blocks.plain(cut(str(label), OPTION) or ELLIPSIS, OPTION),
            "value": str(value)[:OPTION_VALUE],
        }
        for value, label in pairs[:OPTIONS]
    ]
    element: Block = {"type": "static_select", "action_id": name, "options": shown}
    chosen = [one for one in shown if filled and one["value"] == filled]
    return {**element, "initial_option": chosen[0]} if chosen else element
