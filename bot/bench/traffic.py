"""What customers do, as Telegram tells it: raw updates, and what each must be answered with.

Everybody goes through the shipped survey ``support``: they press a rating, press an option, and type a
comment. Nobody is unhappy: an alert would go into a room, and rooms take twenty messages a minute.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.bench.people import invitation_id, name_of, user_id
from bot.core.callbacks import answer_data, invitation_data
from bot.core.settings import Settings
from bot.core.survey import SCALES, Question

SURVEY = "support"
STEPS = 3

ME: Mapping[str, object] = {
    "id": 123456,
    "is_bot": True,
    "first_name": "Bench",
    "username": "bench_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}
_COMMENTS = (
    "Really friendly people, and I had an answer within the hour. Only the hold music could go.",
    "It all went well. Perhaps tell us sooner when the courier changes the day.",
    "nothing, it was great",
    "The second person I talked to knew everything, the first one had to ask around a bit",
    "Good. I would have liked to see the state of my return on the website instead of asking for it.",
)

Keyboard = list[list[dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Update:
    """What somebody did, in their chat. It is answered with a button whose data starts with ``answered_by``,
    and a press by its id as well.
    """

    chat: str
    json: bytes  # the whole update but for its update_id
    answered_by: str
    press: str | None


def conversations(settings: Settings, customers: range, now: datetime) -> list[list[Update]]:
    """What each of these customers does, in order."""
    sent_at = int(now.timestamp())
    return [[_update(number, step, settings, sent_at) for step in range(STEPS)] for number in customers]


def _update(number: int, step: int, settings: Settings, sent_at: int) -> Update:
    invitation = invitation_id(number)
    survey = settings.survey(SURVEY)
    rating, option, words = survey.first, survey.question("solved"), survey.question("words")
    press = f"{user_id(number)}{step}"
    match step:
        case 0:
            happened = _press(press, number, rating, str(4 + number % 4), sent_at)
            answered_by = answer_data(invitation, option.name, "")
        case 1:
            happened = _press(press, number, option, option.options[0].name, sent_at)
            answered_by = answer_data(invitation, words.name, "")
        case _:
            typed = _message(number, 4, sent_at, _COMMENTS[number % len(_COMMENTS)])
            happened = {"message": {**typed, "from": _person(number)}}
            answered_by = invitation_data(invitation, "revise")
    raw = json.dumps(happened).encode()
    return Update(str(user_id(number)), raw, answered_by, press if "callback_query" in happened else None)


def _press(id: str, number: int, question: Question, value: str, sent_at: int) -> dict[str, object]:
    shown = {
        **_message(number, 2, sent_at, question.text["en"]),
        "from": ME,
        "reply_markup": {"inline_keyboard": keyboard(invitation_id(number), question)},
    }
    query = {
        "id": id,
        "from": _person(number),
        "message": shown,
        "chat_instance": str(user_id(number)),
        "data": answer_data(invitation_id(number), question.name, value),
    }
    return {"callback_query": query}


def _message(number: int, message_id: int, sent_at: int, text: str) -> dict[str, object]:
    chat = {"id": user_id(number), "type": "private", "first_name": name_of(number)}
    return {"message_id": message_id, "date": sent_at, "chat": chat, "text": text}


def _person(number: int) -> dict[str, object]:
    return {"id": user_id(number), "is_bot": False, "first_name": name_of(number), "language_code": "en"}


def keyboard(invitation: str, question: Question) -> Keyboard:
    """The buttons under a question."""

    def button(label: str, value: str) -> dict[str, str]:
        return {"text": label, "callback_data": answer_data(invitation, question.name, value)}

    if question.kind in SCALES:
        low, high = SCALES[question.kind]
        return [[button(str(value), str(value)) for value in range(low, high + 1)]]
    options = [[button(option.label["en"], option.name)] for option in question.options]
    return [*options, [button("Skip", "skip")]]
