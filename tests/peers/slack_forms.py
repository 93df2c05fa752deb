"""Filling in a modal, as Slack's own client lets people do it."""

from __future__ import annotations

from typing import Any

from tests.peers.slack_state import Impossible, Json


def filled_in(blocks: list[Json], values: Json) -> Json:
    """``view.state.values`` for what was typed, by block_id or action_id, with the client's own checks."""
    left = dict(values)
    state: Json = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        keys = [key for key in (block["block_id"], element["action_id"]) if key in left]
        value = left.pop(keys[0]) if keys else None
        if value in (None, "") and not block.get("optional"):
            raise Impossible(f"{block['block_id']} has to be filled in")
        state[block["block_id"]] = {element["action_id"]: _state(element, value)}
    if left:
        raise Impossible(f"the form has no input {', '.join(left)}")
    return state


def _state(element: Json, value: Any) -> Json:
    kind = element["type"]
    options = {one["value"]: one for one in element.get("options", [])}
    if kind in ("static_select", "radio_buttons"):
        if value and value not in options:
            raise Impossible(f"{value} is none of the options {', '.join(options)}")
        return {"type": kind, "selected_option": options[value] if value else None}
    if kind in ("multi_static_select", "checkboxes"):
        return {"type": kind, "selected_options": [options[one] for one in value or []]}
    if kind == "datepicker":
        return {"type": kind, "selected_date": value}
    if kind == "timepicker":
        return {"type": kind, "selected_time": value}
    text = None if value in (None, "") else str(value)
    if text is not None and not element.get("min_length", 0) <= len(text) <= element.get("max_length", 3000):
        raise Impossible(f"{len(text)} characters do not fit into {element['action_id']}")
    return {"type": kind, "value": text}
