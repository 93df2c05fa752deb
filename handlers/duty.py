"""Who is off duty, and who is not among the staff any more: their cases are open for the others again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.duty import OffDuty, read_until
from bot.core.effects import Effect, Lane, Line, Save, SetTimer, Timer
from bot.core.events import TimerDue
from bot.core.identity import Address, address_from_key, chat_of
from bot.core.platforms import platform_of
from bot.core.ports import Needs
from bot.core.recovery import Case, CaseStep, allows, log, take
from bot.core.settings import Settings
from bot.core.view import View
from handlers import alerts, case_buttons, clocks, colleagues, incidents
from handlers.asking import slash
from handlers.places import told_there

TIMER = "duty"
"""Set at every start: people may have been taken out of ``[roles]`` meanwhile."""


def needs_of(address: Address, settings: Settings) -> Needs:
    """Who is off, and what this person has."""
    return Needs(duty=True, owned_by=_ids_of(address.user, settings))


def needs_of_strays(settings: Settings) -> Needs:
    """The cases of people who are not among the staff."""
    return Needs(strays_from=settings.staff)


def given(words: str, address: Address, view: View) -> Sequence[Effect]:
    """``duty off``, ``on`` or ``until`` a day; alone it says how it stands."""
    word, _, day = words.lower().partition(" ")
    if not word:
        return [_said(address, view, _standing(address.user, view))]
    if word == "on":
        return [*_marked(OffDuty(address.user, False, view.now), view), _said(address, view, Line("duty.on"))]
    until = None
    if word != "off" or day:
        read = read_until(day if word in {"off", "until"} else words, view.now, view.settings.zone)
        if read is None or read[0] <= view.now or read[1]:
            return [_said(address, view, Line("duty.how", {"slash": slash(view, address)}))]
        until = read[0]
    return _went_off(OffDuty(address.user, True, view.now, until), address, view)


def is_back(user: str, view: View) -> list[Effect]:
    """Who takes a case is at work."""
    return _marked(OffDuty(user, False, view.now), view) if view.is_off_duty(user) else []


def strays_found(event: TimerDue, view: View) -> Sequence[Effect]:
    """Cases of people who were taken out of ``[roles]`` are open again; the next of them at once."""
    gone = [
        case for case in view.open_cases() if case.owner is not None and case.owner not in view.settings.staff
    ]
    effects = [effect for case in gone for effect in _open_again(case, "gone", view)]
    return [*effects, SetTimer(Timer(TIMER, event.subject, view.now))] if effects else []


def _went_off(off: OffDuty, address: Address, view: View) -> list[Effect]:
    """Said to them, with how many of their cases are the others' now."""
    theirs = [case for case in view.open_cases() if case.owner in _ids_of(off.user, view.settings)]
    opened = [effects for case in theirs if (effects := _open_again(case, "off_duty", view))]
    lines = [Line("duty.open_again", {"n": len(opened)})] if opened else []
    told = _said(address, view, _off("off", off, address, view), *lines)
    return [*_marked(off, view), *(effect for effects in opened for effect in effects), told]


def _standing(user: str, view: View) -> Line:
    off = view.rows.off_duty.get(user)
    if off is None or not off.covers(view.now):
        return Line("duty.on")
    return _off("is_off", off, chat_of(user), view)


def _off(word: str, off: OffDuty, address: Address, view: View) -> Line:
    names = {"slash": slash(view, address)}
    if off.until is None:
        return Line(f"duty.{word}", names)
    day = f"{off.until.astimezone(view.settings.zone):%Y-%m-%d}"
    return Line(f"duty.{word}_until", {"when": day, **names})


def _said(address: Address, view: View, *lines: Line) -> Effect:
    return told_there(view, address, "reply", "tool", *lines)


def _open_again(case: Case, why: str, view: View) -> list[Effect]:
    """Nobody has it any more, and its room hears of it; one that waits for the customer's word stays."""
    customer = view.customer(case.customer_id)
    if customer is None or not allows(case, CaseStep.RELEASE):
        return []
    who = case.owner_name or colleagues.name_of(case.owner or "", view)
    free = clocks.given_back(take(case, CaseStep.RELEASE, view.now), view)
    free, entry = log(free, why, view.now, case.owner, who)
    free, shown = incidents.shown(free, customer, view)
    room = address_from_key(free.room)
    told = told_there(
        view,
        room,
        "off_duty",
        f"case:{free.id}",
        Line(f"duty.who_takes.{why}", {"by": who, **alerts.named(customer)}),
        rows=((case_buttons.button(free, "take", emphasis="primary"),),),
        # A thread that is a room of its own would hide it.
        thread=None if platform_of(room).thread_is_internal else free.alert,
        lane=Lane.ALERT,
    )
    return [Save(free), Save(entry), *shown, told, clocks.wound(free, view)]


def _marked(said: OffDuty, view: View) -> list[Effect]:
    """It holds on every platform that this person is named on."""
    return [Save(replace(said, user=user)) for user in _ids_of(said.user, view.settings)]


def _ids_of(user: str, settings: Settings) -> tuple[str, ...]:
    """What one person is called on the platforms: those that ``[people]`` gives the same name."""
    name = settings.people.get(user)
    same = {one for one, called in settings.people.items() if name is not None and called == name}
    return tuple(sorted({user, *same}))
