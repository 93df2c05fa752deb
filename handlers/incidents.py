"""Alerts that come one after the other gather: one message for many cases, a line and a button for each.

A case that is gathered has no alert of its own: ``case.alert`` and ``case.incident`` are the message that
stands for it, and its timeline is in that message's thread. It gets its own once somebody takes it, or it
moves on in any other way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.core.callbacks import case_data
from bot.core.effects import Button, Effect, Lane, Line, Message, Parcel, Save, Send
from bot.core.identity import Customer, address_from_key
from bot.core.incidents import APART, Gathered, Incident, joinable, with_case
from bot.core.recovery import ENDED, Case, CaseState, Severity
from bot.core.settings import Room
from bot.core.view import View
from handlers import alerts, routing

_NAME_CHARACTERS = 40
_WORDS_CHARACTERS = 80


def opened(case: Case, customer: Customer, view: View) -> tuple[Case, list[Effect]]:
    """A new case in its room: an alert of its own, or a line among others."""
    incident = _gathering(case, view)
    if incident is not None:
        return _joined(case, incident, customer, view)
    return case, [alerts.alert(case, customer, view, parcel_id=case.alert, edits=False)]


def shown(case: Case, customer: Customer, view: View) -> tuple[Case, list[Effect]]:
    """The case as staff see it from now on, where it stands already.

    Returns the case to go on with: one that was gathered has an alert of its own once it is taken.
    """
    incident = view.incident(case.incident) if case.incident else None
    if incident is None:
        return case, [alerts.alert(case, customer, view, parcel_id=view.new_id(), edits=True)]
    if case.state in ENDED or (_waits(case) and case.severity is not Severity.URGENT):
        return case, _retold(incident, _line(case, customer), view)
    own = replace(case, alert=view.new_id(), incident=None)
    line = replace(_line(own, customer), is_shown=True)
    alert = alerts.alert(own, customer, view, parcel_id=own.alert, edits=False)
    return own, [*_retold(incident, line, view), alert]


def sorted_anew(
    case: Case, before: Case, segments: Mapping[str, str], customer: Customer, view: View
) -> tuple[Case, list[Effect]]:
    """The case once more is known of it than ``before``.

    As long as nobody has taken it, it may turn out to be another room's, or part of an incident.
    """
    if _waits(before) and _waits(case):
        room, former = (routing.room_of(one, segments, view) for one in (case, before))
        if room is not None and room != former and room.address.key != case.room:
            return moved_to(case, room, customer, view)
        incident = _incident_of(case, view) if case.theme != before.theme else None
        if incident is not None and case.incident is None:
            line = Line("alert.gathered", alerts.named(customer))
            folded, effects = _joined(case, incident, customer, view)
            return folded, [alerts.pointer(case, line, view), *effects]
    return shown(case, customer, view)


def moved_to(case: Case, room: Room, customer: Customer, view: View) -> tuple[Case, list[Effect]]:
    """The case with its alert in another room; where it was, one line says where it goes on."""
    incident = view.incident(case.incident) if case.incident else None
    asked = routing.owner_on_duty(room, view)
    moved = replace(case, room=room.address.key, alert=view.new_id(), incident=None, asked=asked)
    alert = alerts.alert(moved, customer, view, parcel_id=moved.alert, edits=False)
    if incident is not None:
        return moved, [*_retold(incident, replace(_line(case, customer), is_shown=True), view), alert]
    line = Line("alert.moved_to", {"room": room.name, **alerts.named(customer)})
    return moved, [alerts.pointer(case, line, view), alert]


def _waits(case: Case) -> bool:
    return case.state is CaseState.OPEN and case.owner is None


# --- which message


def _gathering(case: Case, view: View) -> Incident | None:
    """The message that a new case is a line of: an incident's, or that of a burst."""
    return _incident_of(case, view) or _burst_of(case, view)


def _incident_of(case: Case, view: View) -> Incident | None:
    if case.theme is None or not _may_gather(case, view):
        return None
    others = view.recent(case.room, case.theme, case.place)
    if 1 + (others.n if others else 0) < view.settings.incident_from:
        return None
    return _joinable(case.room, case.theme, case.place, view)


def _burst_of(case: Case, view: View) -> Incident | None:
    last = view.last_alert_at(case.room) if _may_gather(case, view) else None
    if last is None or view.now - last > APART:
        return None
    return _joinable(case.room, None, None, view)


def _may_gather(case: Case, view: View) -> bool:
    return case.severity is not Severity.URGENT and view.settings.incident_from > 0


def _joinable(room: str, theme: str | None, place: str | None, view: View) -> Incident:
    found = joinable(view.incidents_in(room), theme, place, view.now)
    return found or Incident(view.new_id(), room, theme, place, view.now, view.now)


# --- what it says


def _joined(case: Case, incident: Incident, customer: Customer, view: View) -> tuple[Case, list[Effect]]:
    gathered = replace(case, alert=incident.id, incident=incident.id)
    more = with_case(incident, _line(gathered, customer), view.now)
    return gathered, [Save(more), _message(more, view, edits=bool(incident.cases))]


def _retold(incident: Incident, line: Gathered, view: View) -> list[Effect]:
    """The message with this line as it is now."""
    changed = with_case(incident, line, view.now)
    return [Save(changed), _message(changed, view, edits=True)] if changed != incident else []


def _line(case: Case, customer: Customer) -> Gathered:
    return Gathered(
        case.id,
        _beginning(customer.name, _NAME_CHARACTERS),
        alerts.rating_words(case),
        _beginning(case.words, _WORDS_CHARACTERS),
        str(case.state),
        case.owner_name,
    )


def _beginning(words: str | None, characters: int) -> str | None:
    """On one line, and short."""
    plain = " ".join((words or "").split())
    return (plain if len(plain) <= characters else f"{plain[: characters - 1].rstrip()}…") or None


def _message(incident: Incident, view: View, *, edits: bool) -> Send:
    """The cases that are gathered, as they stand, with a button for each that is still to be taken."""
    address = address_from_key(incident.room)
    room = view.settings.room_at(address)
    buttons = tuple(_take(number, one) for number, one in enumerate(incident.cases, 1) if _is_free(one))
    return Send(
        Parcel(
            id=view.new_id() if edits else incident.id,
            address=address,
            lane=Lane.ALERT,
            purpose="incident_update" if edits else "incident",
            about=f"incident:{incident.id}",
            message=Message(
                (_headline(incident, view),), (buttons,) if buttons else (), _card(incident, view)
            ),
            language=room.language if room else view.settings.language,
            not_before=view.now,
            target=incident.id if edits else None,
        )
    )


def _headline(incident: Incident, view: View) -> Line:
    if incident.theme is None:
        return Line("incident.headline.burst")
    theme = view.settings.taxonomy().labels.get(incident.theme, incident.theme)
    if incident.place is None:
        return Line("incident.headline.theme", {"theme": theme})
    return Line("incident.headline.place", {"theme": theme, "place": incident.place})


def _card(incident: Incident, view: View) -> dict[str, object]:
    kind = "burst" if incident.theme is None else "theme"
    owner = routing.owner_on_duty(view.settings.room_at(address_from_key(incident.room)), view)
    return {
        "type": "incident",
        "for": alerts.meant_for(owner, view),
        "note": Line(f"incident.note.{kind}", {"n": len(incident.cases)}).json,
        "cases": [_drawn(one) for one in incident.cases],
    }


def _drawn(one: Gathered) -> dict[str, object]:
    """A line; ``data`` is that of its button, for a platform that draws the two together."""
    taken = Line("incident.taken_by", {"who": one.owner_name}) if one.owner_name else None
    return {
        "who": one.who or Line("alert.somebody").json,
        "rating": one.rating,
        "quote": one.words,
        "state": (taken or Line("incident.moved" if one.is_shown else f"case.{one.state}")).json,
        "tone": "open" if _is_free(one) else "taken" if one.is_shown else "done",
        "data": case_data(one.case_id, "take") if _is_free(one) else None,
    }


def _is_free(one: Gathered) -> bool:
    return one.state == CaseState.OPEN and one.owner_name is None and not one.is_shown


def _take(number: int, one: Gathered) -> Button:
    return Button(Line("incident.take", {"n": number}), case_data(one.case_id, "take"))
