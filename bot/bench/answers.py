"""Whether every update was answered, and once, and when: judged by what was handed to the transport."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence

from bot.bench.traffic import Update
from bot.bench.transport import Call


class Unanswered(Exception):
    """A benchmark that did not do its work has measured nothing."""


def reply_times_s(updates: Sequence[Update], calls: Iterable[Call]) -> list[float]:
    """When each update was replied to, as the calls tell the time.

    Raises Unanswered where one was not replied to, or not exactly once, or its press was not answered so.
    """
    replied: dict[str, list[float]] = defaultdict(list)
    pressed: dict[str, list[float]] = defaultdict(list)
    for call in calls:
        for marker in _markers(call):
            replied[marker].append(call.at_s)
        if call.method == "answerCallbackQuery":
            pressed[call.parameters["callback_query_id"]].append(call.at_s)
    wrong = [
        update
        for update in updates
        if len(replied[update.answered_by]) != 1
        or (update.press is not None and len(pressed[update.press]) != 1)
    ]
    if wrong:
        first = wrong[0]
        raise Unanswered(
            f"{len(wrong)} of {len(updates)} updates were not answered once, such as {first.answered_by}: "
            f"{len(replied[first.answered_by])} replies, "
            f"{len(pressed[first.press]) if first.press else 'no'} answers to its press"
        )
    return [replied[update.answered_by][0] for update in updates]


def _markers(call: Call) -> set[str]:
    """What the buttons of a message ask: their data, answers without their value."""
    keyboard = json.loads(call.parameters.get("reply_markup", "{}")).get("inline_keyboard", [])
    datas = [button["callback_data"] for row in keyboard for button in row]
    return {_without_value(data) for data in datas}


def _without_value(data: str) -> str:
    return data if data.startswith("i|") else data[: data.rindex("|") + 1]
