"""The audit log: every view and every action of staff and managers, allowed or refused, written in one place.

What was done is read off the event, by the word that its button or command carries; whether it was allowed
off the answer to it. An action that staff have a button for is on record whoever tried it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core import callbacks
from bot.core.audit import Audited
from bot.core.effects import Effect, Reply, Save, Send, Sent, Unkept
from bot.core.events import ButtonPressed, CommandGiven, Event, FormSubmitted, HomeOpened, MessageReceived
from bot.core.identity import Address, Role
from bot.core.observations import Observation
from bot.core.permissions import TOOLS
from bot.core.platforms import platform_of
from bot.core.view import View
from handlers import improvements, pausing, prompts, rooms

_OF_MANAGERS = frozenset({"digest", "book", *pausing.COMMANDS, *improvements.NAMES})
_LONGEST_DETAIL = 100  # characters
_FORM = "form"


@dataclass(frozen=True, slots=True)
class _Tried:
    """One thing that somebody tried: its word, what it was about, and what else there is to say."""

    action: str
    subjects: tuple[str, ...] = ("",)
    detail: str | None = None


def of(event: Event, effects: Sequence[Effect], view: View) -> list[Effect]:
    """What is on record of this event: nothing of what customers do."""
    if not isinstance(event, CommandGiven | ButtonPressed | FormSubmitted | MessageReceived | HomeOpened):
        return []
    tried = _tried(event, effects, view)
    if tried is None:
        return []
    allowed, why = _outcome(effects)
    name = None if isinstance(event, HomeOpened) else event.sender_name
    return [
        Save(
            Audited(
                at=view.now,
                actor=event.address.user,
                actor_name=name,
                action=tried.action,
                subject=subject,
                allowed=allowed,
                detail=why or tried.detail,
            )
        )
        for subject in tried.subjects
    ]


def _tried(
    event: CommandGiven | ButtonPressed | FormSubmitted | MessageReceived | HomeOpened,
    effects: Sequence[Effect],
    view: View,
) -> _Tried | None:
    match event:
        case CommandGiven():
            return _commanded(event, effects, view)
        case MessageReceived():
            return _said(event, effects, view)
        case HomeOpened():
            is_theirs = view.settings.roles_of(event.address) & {Role.STAFF, Role.MANAGER}
            return _Tried("home") if is_theirs else None
        case _:
            return _pressed(event, effects, view)


def _pressed(event: ButtonPressed | FormSubmitted, effects: Sequence[Effect], view: View) -> _Tried | None:
    match callbacks.parse(event.data):
        case callbacks.CasePressed(case_id, action):
            return _Tried(action, (f"case:{case_id}",), _FORM if _asks(effects) else None)
        case callbacks.ImprovementPressed(improvement_id, action):
            subjects = (f"improvement:{improvement_id}",) if improvement_id else ("",)
            return _Tried(f"improve_{action}", subjects, _FORM if _asks(effects) else None)
        case callbacks.ToolPressed(tool):
            return _Tried(tool, _seen(effects, view), _FORM if _asks(effects) else None)
        case _:
            return None


def _commanded(event: CommandGiven, effects: Sequence[Effect], view: View) -> _Tried | None:
    if event.name in _OF_MANAGERS:
        return _Tried(event.name, detail=event.argument[:_LONGEST_DETAIL] or None)
    if event.name in TOOLS:
        return _Tried(event.name, _seen(effects, view), _FORM if _asks(effects) else None)
    sent = _answered(event.address, event.answers, view)
    case_id = prompts.case_of(sent) if sent else None
    if case_id is not None and event.name in rooms.WORK:
        return _Tried(rooms.SAME.get(event.name, event.name), (f"case:{case_id}",))
    return None


def _said(event: MessageReceived, effects: Sequence[Effect], view: View) -> _Tried | None:
    """A reply to an alert or a prompt; what others talk in a thread is nobody's action."""
    sent = _answered(event.address, event.answers, view)
    case_id = prompts.case_of(sent) if sent else None
    if sent is None or case_id is None or all(isinstance(one, Unkept) for one in effects):
        return None
    asked = prompts.prompted(sent)
    plain = "note" if platform_of(event.address).thread_is_internal else "reply"
    return _Tried(asked.action if asked else plain, (f"case:{case_id}",))


def _answered(address: Address, answers: str | None, view: View) -> Sent | None:
    return view.sent(address, answers) if address.room and answers else None


def _seen(effects: Sequence[Effect], view: View) -> tuple[str, ...]:
    """The customers that something was told of, or written down about."""
    saved = [one.fact for one in effects if isinstance(one, Save)]
    observed = [fact.customer_id for fact in saved if isinstance(fact, Observation)]
    found: list[str | None] = observed or [*_found(view)]
    return tuple(dict.fromkeys(f"customer:{id_}" if id_ else "" for id_ in found)) or ("",)


def _found(view: View) -> Iterator[str]:
    if view.found is None:
        return
    for purchase_id in view.found.purchases:
        purchase = view.purchase(purchase_id)
        if purchase is not None and purchase.customer_id:
            yield purchase.customer_id
    yield from view.found.customers


def _outcome(effects: Sequence[Effect]) -> tuple[bool, str | None]:
    """Whether it was done; else why not, as a text's key."""
    replies: list[Any] = [one.body for one in effects if isinstance(one, Reply)]
    for body in replies:
        if body.get("ok") is False:
            text = body.get("text")
            return False, str(text.get("key")) if isinstance(text, dict) else None
    nameless = any(isinstance(one, Send) and one.parcel.about == "nameless" for one in effects)
    return not nameless, "rooms.nameless" if nameless else None


def _asks(effects: Sequence[Effect]) -> bool:
    """Whether nothing was done yet but to show a form."""
    return any(isinstance(one, Reply) and one.body.get("ok") and _FORM in one.body for one in effects)
