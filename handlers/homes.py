"""Everybody's own page: their surveys and how to be heard, and for staff the cases that wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.core.callbacks import menu_data, tool_data
from bot.core.clocks import deadline
from bot.core.conversation import Invitation, State
from bot.core.effects import Button, Effect, Lane, Line, Message, Parcel, Send, Value
from bot.core.events import HomeOpened
from bot.core.identity import Customer, Role
from bot.core.ports import OPEN_CASES_SHOWN
from bot.core.recovery import Case, CaseState
from bot.core.view import View
from handlers import alerts, customer_card, observing
from handlers.asking import language_of, slash
from handlers.own_data import local_day, touchpoint_line, was_sent

SHOWN_FOR = timedelta(seconds=60)  # later it is of no use: they have gone, or opened it anew

_Json = dict[str, object]


def opened(event: HomeOpened, view: View) -> Sequence[Effect]:
    """Draw the page as things are now."""
    customer = view.customer_at(event.address)
    roles = view.settings.roles_of(event.address)
    sections: list[_Json] = []
    if Role.STAFF in roles:
        sections.append(_cases(view))
        note = Line("home.staff_note", {"slash": slash(view, event.address)})
        sections.append(_section("home.staff", note=note, items=[_observe()]))
    sections += [_surveys(customer, view), _how(slash(view, event.address), view)]
    if Role.MANAGER in roles:
        sections.append(_section("home.digest", note=Line("home.digest_note")))
    title = Line("home.title", {"business": view.settings.business})
    card = {"type": "home", "title": title.json, "sections": sections}
    return [
        Send(
            Parcel(
                id=view.new_id(),
                address=event.address,
                lane=Lane.REPLY,
                purpose="home",
                about="home",
                message=Message((), card=card),
                language=language_of(view, customer),
                not_before=view.now,
                not_after=view.now + SHOWN_FOR,
            )
        )
    ]


def _section(key: str, *, note: Line | None = None, items: Sequence[_Json] = ()) -> _Json:
    return {"title": Line(key).json, "note": note.json if note else None, "items": [*items]}


def _item(text: str | Line, detail: Line | None = None, button: _Json | None = None) -> _Json:
    return {
        "text": text if isinstance(text, str) else text.json,
        "detail": detail.json if detail else None,
        "button": button,
    }


def _cases(view: View) -> _Json:
    """The cases that are open: what is overdue, and of the rest the one that has waited longest, first."""
    cases = sorted(view.open_cases()[:OPEN_CASES_SHOWN], key=lambda case: not _is_overdue(case, view))
    if not cases:
        note = Line("home.no_cases")
    elif len(cases) == OPEN_CASES_SHOWN:
        note = Line("home.longest_waiting", {"n": len(cases)})
    else:
        note = Line("home.open_cases", {"n": len(cases)})
    return _section("home.cases", note=note, items=[_case(case, view) for case in cases])


def _case(case: Case, view: View) -> _Json:
    customer = view.customer(case.customer_id)
    names: dict[str, Value] = {"who": customer.name} if customer and customer.name else {}
    rating = alerts.rating_words(case)
    headline = Line(f"alert.headline.{case.kind}", names)
    if rating is not None:
        headline = Line("home.rated", {**names, "rating": rating})
    clocks: Mapping[CaseState, tuple[str, datetime]] = {
        CaseState.TAKEN: ("contact_by", case.contact_by),
        CaseState.CONTACTED: ("resolve_by", case.resolve_by),
        CaseState.RESOLVED: ("resolved", case.resolved_at or case.resolve_by),
    }
    word, at = clocks.get(case.state, ("take_by", case.take_by))
    values: dict[str, Value] = {
        "when": f"{at.astimezone(view.settings.zone):%Y-%m-%d %H:%M}",
        "words": f"\n{case.words}" if case.words else "",
    }
    if case.owner_name:
        values["owner"] = case.owner_name
    button = _leads_to(customer_card.button(customer)) if customer else None
    detail: _Json = Line(f"home.case.{word}", values).json
    if _is_overdue(case, view):
        detail = {"key": "home.overdue", "values": {"words": detail}}
    return {"text": headline.json, "detail": detail, "button": button}


def _is_overdue(case: Case, view: View) -> bool:
    running = deadline(case)
    return running is not None and running[1] <= view.now


def _observe() -> _Json:
    """What they saw or heard can be written down from here, too."""
    button = Button(Line("card.button.observe"), tool_data("observe", observing.NOBODY))
    return _item(Line("observe.offer"), None, _leads_to(button))


def _leads_to(button: Button) -> _Json:
    return {"label": button.label.json, "data": button.data}


def _surveys(customer: Customer | None, view: View) -> _Json:
    """The one that is open, with a way to go on, and those that were."""
    going_on = view.open_invitation(customer.id) if customer else None
    past = [one for one in view.past_invitations(customer.id) if was_sent(one)] if customer else []
    items: list[_Json] = []
    if going_on is not None:
        day = local_day(going_on.sent_at or going_on.planned_at, view)
        line = touchpoint_line("home.survey", going_on, {})
        items.append(_item(line, Line("home.going_on", {"when": day}), _feedback("home.go_on")))
    else:
        items.append(_item(Line("home.nothing_asked"), None, _feedback("menu.feedback")))
    items += [_past(one, view) for one in past]
    return _section("home.surveys", items=items)


def _feedback(key: str) -> _Json:
    return {"label": Line(key).json, "data": menu_data("feedback")}


_HOW_IT_ENDED = {State.COMPLETED: "answered", State.PARTIAL: "partly"}


def _past(invitation: Invitation, view: View) -> _Json:
    word = _HOW_IT_ENDED.get(invitation.state, "unanswered")
    day = local_day(invitation.sent_at or invitation.planned_at, view)
    return _item(touchpoint_line("home.survey", invitation, {}), Line(f"home.past.{word}", {"when": day}))


def _how(slash_here: str, view: View) -> _Json:
    note = Line("home.how_note", {"business": view.settings.business, "slash": slash_here})
    return _section("home.how", note=note)
