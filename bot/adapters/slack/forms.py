"""A button's form as a modal, and what came back in one. Pure.

``private_metadata`` carries what the button carried and where it stood: the modal itself stands nowhere. What
people typed is kept as long as the input's ``block_id`` is the same; what is to fill an input needs another.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

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
_TEMPLATE = "template"  # an action_id is template.FIELD.NUMBER
_OF_A_VIEW = ("type", "callback_id", "title", "submit", "close", "private_metadata", "blocks")


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

    ``note`` stands above the fields, before the form's own, and ``filled`` (by the field's name) is in them
    already. Templates stand above their field, each with a button.
    """
    words = rendered(form, language, render)
    shown = words if isinstance(words, Mapping) else {}
    fields, own = shown.get("fields"), shown.get("note")
    given, use = filled or {}, render(Line("slack.use_template"), language)
    inputs = [
        block
        for one in (fields if isinstance(fields, list) else ())
        if isinstance(one, Mapping)
        for block in (*_templates(one, use), _input(one, given))
    ]
    beside = "\n".join(str(line) for line in own) if isinstance(own, list) else ""
    origin = {"data": str(shown.get("data", "")), "channel": channel, "language": language}
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": _title(str(shown.get("title", ""))),
        "submit": _title(str(shown.get("submit") or render(Line("slack.form_submit"), language))),
        "close": _title(render(Line("slack.form_cancel"), language)),
        "private_metadata": json.dumps(origin),
        "blocks": [*blocks.section(note), *blocks.context(beside), *inputs],
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


@dataclass(frozen=True, slots=True)
class Filling:
    """A modal with an input that a template has filled; ``version`` is that of what the person sees."""

    view_id: str
    version: str
    view: dict[str, object]


def filling(body: Mapping[str, object]) -> Filling | None:
    """What a press on a template makes of its modal; None for any other press. Words typed before stay."""
    view, actions = body.get("view"), body.get("actions")
    action = actions[0] if isinstance(actions, list) and actions else None
    if not isinstance(view, Mapping) or not isinstance(action, Mapping) or origin_in(view) is None:
        return None
    kind, _, place = str(action.get("action_id")).partition(".")
    words, shown = action.get("value"), view.get("blocks")
    if kind != _TEMPLATE or not isinstance(words, str) or not isinstance(shown, list):
        return None
    name = place.rpartition(".")[0]
    typed = fields_in(view).get(name, "").strip()
    pieces = [block for block in shown if isinstance(block, Mapping)]
    untouched = not typed or any(_template_in(block) == typed for block in pieces)
    text = words if untouched else f"{typed}\n\n{words}"
    filled = [_filled(block, name, text) for block in pieces]
    kept = {member: view[member] for member in _OF_A_VIEW if member in view}
    return Filling(str(view.get("id")), str(view.get("hash")), {**kept, "blocks": filled})


def _template_in(block: Mapping[str, object]) -> object:
    """The words that this block offers, as a field would hold them."""
    accessory = block.get("accessory")
    words = accessory.get("value") if isinstance(accessory, Mapping) else None
    return words.strip() if isinstance(words, str) else None


def _filled(block: Mapping[str, object], name: str, text: str) -> Mapping[str, object]:
    element = block.get("element")
    if not isinstance(element, Mapping) or element.get("action_id") != name:
        return block
    holds = {**element, "initial_value": text[:INPUT]}
    return {**block, "block_id": _block_id(name, text), "element": holds}


def _templates(field: Mapping[str, object], use: str) -> list[Block]:
    """Each template as it reads, with the button that fills the field."""
    templates, name = field.get("templates"), str(field.get("name", ""))
    return [
        block
        for number, words in enumerate(templates if isinstance(templates, list) else ())
        for block in blocks.section(
            str(words), blocks.button(use, str(words), f"{_TEMPLATE}.{name}.{number}"[:255])
        )
    ]


def _block_id(name: str, text: str = "") -> str:
    """Of the input with this name; another one for each text that is to fill it."""
    mark = f".{blake2b(text.encode(), digest_size=6).hexdigest()}" if text else ""
    return f"field.{name}"[:200] + mark


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
    initial = "" if name in filled else str(field.get("initial", ""))
    options, value = field.get("options"), filled.get(name, initial)
    if isinstance(options, Sequence) and options:
        chosen = _select(name, options, value)
    elif kind in _PICKERS:
        chosen = _picker(name, kind, value)
    else:
        chosen = _text_input(name, field, value)
    return {
        "type": "input",
        "block_id": _block_id(name, initial),
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
