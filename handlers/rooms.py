"""Rooms: what staff write and command there. Most of it is their own talk, and none of our business."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.core.callbacks import CasePressed
from bot.core.effects import Effect, Line, Reply, Save, Sent, Unkept
from bot.core.events import CommandGiven, MessageReceived
from bot.core.identity import Address, Role
from bot.core.permissions import may
from bot.core.platforms import platform_of
from bot.core.promise_words import dated
from bot.core.promises import due_moment
from bot.core.recovery import log
from bot.core.spoken import clean
from bot.core.view import View
from handlers import case_forms, casework, improvements, prompts
from handlers.asking import slash
from handlers.places import is_nameless, refused, told_there, who_are_you


def said(event: MessageReceived, view: View) -> Sequence[Effect]:
    """A reply to a prompt does the work; a reply to an alert is for the customer, or stays among staff."""
    sent = view.sent(event.address, event.answers) if event.answers else None
    wanted = improvements.prompted(sent) if sent else None
    if wanted is not None:
        return improvements.answered(wanted, event, view)
    case_id = prompts.case_of(sent) if sent else None
    if sent is None or case_id is None:
        return _several(sent, event, view) if sent else []
    words, is_internal = clean(event.text), platform_of(event.address).thread_is_internal
    pressed = prompts.prompted(sent)
    if pressed is None and is_internal:
        return _noted(case_id, words, event.address, view)
    if is_nameless(event.address):
        return [who_are_you(view, event.address, _thread(sent, view))]
    if not words:
        done: Sequence[Effect] = [refused(Line("case.words_only"))]
    else:
        pressed = pressed or CasePressed(case_id, "reply")
        fields = prompts.fields_of(pressed, words)
        done = casework.worked_on(pressed, fields, event.address, event.sender_name, view)
    return _aloud(done, event.address, sent, view)


def _several(sent: Sent, event: MessageReceived, view: View) -> Sequence[Effect]:
    """Nobody can tell whom a reply is for that answers a message about many: that is said."""
    if sent.purpose != "incident" or platform_of(event.address).thread_is_internal:
        return []
    line = Line("incident.which")
    return [told_there(view, event.address, "refused", sent.about, line, thread=sent.parcel_id)]


def _noted(case_id: str, words: str, address: Address, view: View) -> Sequence[Effect]:
    """What staff write in the alert's thread stays with them, and in the case's log."""
    case = view.case(case_id)
    if case is None:
        return [Unkept()]
    if not words or not may("note", address, view.settings):
        return []
    noted, entry = log(case, "noted", view.now, address.user, words)
    return [Save(noted), Save(entry)]


def commanded(event: CommandGiven, view: View) -> Sequence[Effect]:
    """Work on a case, named in an alert's thread: ``take``, ``reply`` …; else what can be done."""
    room = view.settings.room_at(event.address)
    if room is None:
        return []
    sent = view.sent(event.address, event.answers) if event.answers else None
    case_id = prompts.case_of(sent) if sent else None
    if sent is None or case_id is None or event.name not in WORK:
        return [_help(event.address, room.role, view)]
    if is_nameless(event.address):
        return [who_are_you(view, event.address, _thread(sent, view))]
    pressed, fields = _meant(case_id, event.name, clean(event.argument), view)
    done = casework.worked_on(pressed, fields, event.address, event.sender_name, view)
    return _aloud(done, event.address, sent, view)


SAME = {"hand": "hand_over", "handover": "hand_over"}
WORK = frozenset(
    {
        "take",
        "release",
        "reply",
        "note",
        "resolve",
        "hand_over",
        "dismiss",
        "undo",
        "mute",
        "promise",
        "gesture",
        *SAME,
    }
)
_TO = re.compile(r"(?:over\b\s*)?(?:to\b\s*)?", re.IGNORECASE)  # "hand over to Kim"


def _meant(case_id: str, action: str, words: str, view: View) -> tuple[CasePressed, dict[str, str] | None]:
    """The work that a command means; without words it is like the button."""
    if action == "promise":
        return _promised(case_id, words, view)
    if action == "gesture":
        return CasePressed(case_id, action, detail=words.lower() or None), None
    if action == "resolve":
        first, _, rest = words.partition(" ")
        cause = first.lower() if first.lower() in view.settings.causes else None
        pressed = CasePressed(case_id, action, cause)
        done = rest.strip() if cause else ""
        return pressed, {"done": done} if done else None
    action = SAME.get(action, action)
    if action == "hand_over":
        words = _TO.sub("", words, count=1)
    pressed = CasePressed(case_id, action)
    return pressed, prompts.fields_of(pressed, words) if words else None


def _promised(case_id: str, words: str, view: View) -> tuple[CasePressed, dict[str, str] | None]:
    """A reply with a date before it; without one it is said how that is written."""
    read = dated(words, view.now.astimezone(view.settings.zone))
    if read is None:
        return CasePressed(case_id, "promise"), None
    hint, words = read
    due_at = due_moment(hint.day, hint.at, view.settings.hours)
    return CasePressed(case_id, "reply"), case_forms.filled_in(words, due_at, view)


def _help(address: Address, role: Role, view: View) -> Effect:
    """What can be done in this room."""
    if role is Role.WINS:
        return told_there(view, address, "reply", "help", Line("rooms.help.wins"))
    where = "mention" if platform_of(address).thread_is_internal else "answer"
    key = f"rooms.help.{role}" if role is Role.MANAGER else f"rooms.help.{where}"
    names = {"slash": slash(view, address)}
    more = () if role is Role.MANAGER else (Line("rooms.help.tools", names),)
    return told_there(view, address, "reply", "help", Line(key, names), *more)


def _aloud(effects: Sequence[Effect], address: Address, sent: Sent, view: View) -> Sequence[Effect]:
    """A refusal is said in the alert's thread where the platform has no way to say it to one person alone."""
    if platform_of(address).forms:
        return effects
    thread = _thread(sent, view)
    said: list[Effect] = []
    for effect in effects:
        match effect:
            case Reply({"ok": False, "text": {"key": str(key), "values": dict(values)}}):
                said.append(told_there(view, address, "refused", "case", Line(key, values), thread=thread))
    return [*effects, *said]


def _thread(sent: Sent, view: View) -> str:
    """The alert in whose thread it is said."""
    case = view.case(prompts.case_of(sent) or "")
    return case.alert if case else sent.parcel_id
