"""Staff at work on a case: each button of an alert, and what is behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.core.callbacks import CasePressed
from bot.core.effects import Effect, Line, Reply, Save, Unkept
from bot.core.identity import Address
from bot.core.permissions import may
from bot.core.recovery import Case, CaseStep, allows, log, take
from bot.core.view import View
from handlers import (
    alerts,
    clocks,
    dismissing,
    duty,
    gestures,
    handing_over,
    muting,
    promising,
    prompts,
    reply_drafts,
    replying,
    resolving,
    translated_replies,
    undoing,
)
from handlers.places import refused
from handlers.work import Work, moved


def worked_on(
    pressed: CasePressed,
    fields: Mapping[str, str] | None,
    address: Address,
    actor_name: str | None,
    view: View,
    *,
    in_form: bool = False,
) -> Sequence[Effect]:
    """Staff pressed a button on an alert, or said what is behind it, in a form or in a message.

    ``fields`` is None for a press alone: work that needs words asks for them first.
    """
    case = view.case(pressed.case_id)
    customer = view.customer(case.customer_id) if case else None
    if case is None or customer is None:
        return [refused(Line("case.gone")), Unkept()]
    if not may(pressed.action, address, view.settings):
        return [refused(Line("case.staff_only", {"user": address.user}))]
    name = (actor_name or "").strip() or address.person
    if fields is None and pressed.action in prompts.STEPS and pressed.detail is None:
        return prompts.ask(pressed, case, customer, address, name, view)
    given = {"cause": pressed.cause or "", **(fields or {})}
    done = ACTIONS[pressed.action](Work(case, customer, pressed, given, address, name, in_form), view)
    return [*done, *_at_work(case, done, address, view)]


def _at_work(case: Case, done: Sequence[Effect], address: Address, view: View) -> list[Effect]:
    """Who has taken a case is on duty, whatever they said before, and is told so."""
    saved = [one.fact for one in done if isinstance(one, Save) and isinstance(one.fact, Case)]
    takes = any(one.owner == address.user != case.owner for one in saved)
    back = duty.is_back(address.user, view) if takes else []
    return [*back, Reply({"ok": True, "text": Line("duty.on").json})] if back else []


def _take(work: Work, view: View) -> Sequence[Effect]:
    """Two people who press at once get one owner; the other is told who."""
    if work.case.owner is not None:
        return [refused(Line("case.taken_by", {"who": work.case.owner_name or work.case.owner}))]
    if not allows(work.case, CaseStep.TAKE):
        return [refused(Line("case.moved_on"))]
    taken = replace(take(work.case, CaseStep.TAKE, view.now), owner=work.address.user, owner_name=work.name)
    return moved(taken, work, "took", Line("timeline.took", {"who": work.name}), None, view)


def _release(work: Work, view: View) -> Sequence[Effect]:
    if not allows(work.case, CaseStep.RELEASE):
        return [refused(Line("case.moved_on"))]
    released = clocks.given_back(take(work.case, CaseStep.RELEASE, view.now), view)
    return moved(released, work, "released", Line("timeline.released", {"who": work.name}), None, view)


def _note(work: Work, view: View) -> Sequence[Effect]:
    words = work.field("text")
    if not words:
        return [refused(Line("case.empty"))]
    noted, entry = log(work.case, "noted", view.now, work.address.user, words)
    line = Line("timeline.noted", {"who": work.name, "words": words})
    return [Save(noted), Save(entry), alerts.timeline(noted, line, view), Reply({"ok": True})]


ACTIONS: Mapping[str, Callable[[Work, View], Sequence[Effect]]] = {
    "take": _take,
    "release": _release,
    "reply": replying.reply,
    "send": replying.send_held,
    "translate": translated_replies.ask,
    "translated": translated_replies.send,
    "draft": reply_drafts.ask,
    "drafted": reply_drafts.send,
    "note": _note,
    "resolve": resolving.resolve,
    "hand_over": handing_over.hand_over,
    "dismiss": dismissing.dismiss,
    "undo": undoing.undo,
    "mute": muting.mute,
    "promise": promising.kept_in_mind,
    **dict.fromkeys(("kept", "broken", "drop"), promising.settled),
    "gesture": gestures.give,
    "takeback": gestures.taken_back,
}
