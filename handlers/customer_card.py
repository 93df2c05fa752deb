"""What staff see of one customer: who they are, what they bought and said, and what was done about it.

Told where only staff read. What people who work with us answered is confidential and not in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.callbacks import tool_data
from bot.core.conversation import Invitation, State
from bot.core.effects import Button, Effect, Line
from bot.core.identity import Address, Customer
from bot.core.knowing import QUESTIONS, told_of
from bot.core.quoting import QUOTES
from bot.core.survey import SCALES, Audience, QuestionKind
from bot.core.view import View
from handlers import explaining, knowing, observing, pulses, quoting
from handlers.alerts import rating_words
from handlers.explaining import Subject, local
from handlers.own_data import was_sent
from handlers.places import told_there

SHOWN = 5  # of each kind, the latest first
_LONGEST = 200  # characters of somebody's words
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
_WENT = {State.COMPLETED: "completed", State.PARTIAL: "partial"}

Part = Mapping[str, object]
"""A line of a card as JSON: its values may be lines themselves."""


def shown(subject: Subject, address: Address, view: View) -> Sequence[Effect]:
    """The card of the customer, or of whoever made this purchase."""
    customer = subject.customer
    if customer is None:
        line = Line("staff_tools.none", {"words": subject.purchase.order if subject.purchase else ""})
        return [told_there(view, address, "reply", "tool", line)]
    rows = ((observing.button(customer, address, view),),) if customer.erased_at is None else ()
    about = f"customer:{customer.id}"
    return [told_there(view, address, "card", about, rows=rows, card=card(customer, view))]


def button(customer: Customer) -> Button:
    """What leads to the card."""
    return Button(Line("card.button.card"), tool_data("customer", customer.id), emphasis="quiet")


def card(customer: Customer, view: View) -> dict[str, object]:
    """Everything, in sections; one that would be empty is left out. Drawn like a digest's."""
    zone = view.settings.zone_for(customer)[0]
    title = Line("card.title", {"who": customer.name or customer.id}).json
    if customer.erased_at is not None:
        return {"type": "digest", "title": title, "subtitle": Line("card.erased").json, "sections": []}
    muted = customer.muted_until
    until = Line("card.muted", {"when": local(muted, zone)}).json if muted and view.now < muted else None
    found = [(head, [*section(customer, zone, view)]) for head, section in _SECTIONS.items()]
    sections = [
        {"title": Line(f"card.head.{head}").json, "lists": [{"title": None, "items": items}]}
        for head, items in found
        if items
    ]
    return {"type": "digest", "title": title, "subtitle": until, "sections": sections}


def _record(customer: Customer, zone: ZoneInfo, view: View) -> Iterator[Part]:
    others = tuple(one for one in told_of(customer) if one.name not in {*QUESTIONS, QUOTES})
    for line in explaining.record(replace(customer, attributes=others), zone, view):
        yield line.json
    contacts = view.contacts_of(customer.id)
    chats = ", ".join(sorted({contact.address.platform for contact in contacts}))
    yield Line("card.chats", {"words": chats}).json if chats else Line("card.no_chats").json
    seen = [at for one in contacts if (at := view.last_seen(one.address)) is not None]
    if seen:
        yield Line("card.last_seen", {"when": local(max(seen), zone)}).json


def _told(customer: Customer, zone: ZoneInfo, view: View) -> Iterator[Part]:  # noqa: ARG001 - a section
    """What they said of themselves when they were asked."""
    for one in told_of(customer):
        if one.name in QUESTIONS:
            label = Line(f"know.label.{one.name}").json
            yield _nested("card.told", label=label, words=knowing.said(one).json)
    if (quoted := quoting.of_customer(customer)) is not None:
        yield _nested("card.told", label=Line("quoting.card.label").json, words=quoted.json)


def _purchases(customer: Customer, zone: ZoneInfo, view: View) -> Iterator[Part]:
    bought = [one for one in view.purchases_of(customer.id) if not pulses.is_moment(one)]
    for one in bought[:SHOWN]:
        key = "card.purchase" if one.not_asked is None else "card.taken_back"
        named = Line("card.order", {"order": one.order}).json
        yield _nested(key, when=_day(one.bought_at, zone), words=one.product or named)


def _surveys(customer: Customer, zone: ZoneInfo, view: View) -> Iterator[Part]:
    if customer.audience is Audience.INTERNAL:
        yield Line("card.internal").json
        return
    going_on = view.open_invitation(customer.id)
    past = view.past_invitations(customer.id)
    for one in [one for one in (going_on, *past) if one is not None and was_sent(one)][:SHOWN]:
        yield _nested(
            "card.survey",
            when=_day(one.sent_at or one.planned_at, zone),
            about=_spaced(one.product or one.touchpoint),
            words=_answered(one, view),
            comment=_quoted(one.comments),
        )


def _answered(one: Invitation, view: View) -> object:
    """The rating with its scale; without one, how the survey went."""
    answer = one.answer_to(view.settings.survey(one.survey, one.survey_version).headline)
    if answer is None or answer.rating is None:
        return Line(f"card.survey_went.{_WENT.get(one.state, 'unanswered')}").json
    if answer.kind is QuestionKind.THUMBS:
        return "\N{THUMBS UP SIGN}" if answer.rating else "\N{THUMBS DOWN SIGN}"
    return f"{answer.rating}/{SCALES[answer.kind][1]}"


def _cases(customer: Customer, zone: ZoneInfo, view: View) -> Iterator[Part]:
    for case in view.cases_of(customer.id)[:SHOWN]:
        rating = rating_words(case)
        yield _nested(
            "card.case",
            when=_day(case.opened_at, zone),
            state=Line(f"case.{case.state}").json,
            rating=f", {rating}" if rating else "",
            owner=f", {case.owner_name}" if case.owner_name else "",
            words=_quoted(case.words),
            done=_quoted(case.done),
        )


def _notes(customer: Customer, zone: ZoneInfo, view: View) -> Iterator[Part]:
    logs = [view.case_entries(case.id, 1) for case in view.cases_of(customer.id)]
    noted = [entry for log in logs for entry in log if entry.kind == "noted" and entry.text]
    noted.sort(key=lambda entry: entry.at, reverse=True)
    for entry in noted[:SHOWN]:
        who = view.settings.people.get(entry.actor or "", "")
        words = _short(entry.text or "")
        yield _nested("card.note", when=_day(entry.at, zone), who=f", {who}" if who else "", words=words)


def _promises(customer: Customer, zone: ZoneInfo, view: View) -> Iterator[Part]:
    made = [one for case in view.cases_of(customer.id) for one in view.promises_of(case.id)]
    for one in sorted(made, key=lambda one: one.due_at, reverse=True)[:SHOWN]:
        state = Line(f"card.promise_state.{one.state}").json
        when, words = local(one.due_at, zone), _short(one.words)
        yield _nested("card.promise", when=when, who=one.by_name, words=words, state=state)


def _gestures(customer: Customer, zone: ZoneInfo, view: View) -> Iterator[Part]:
    plans = view.settings.gestures.plans
    for one in view.gestures_to(customer.id)[:SHOWN]:
        plan = plans.get(one.name)
        named = Line("card.words", {"words": plan.label}).json if plan else one.name
        key = "card.gesture" if one.undone_at is None else "card.gesture_undone"
        yield _nested(key, when=_day(one.at, zone), who=one.by_name, words=named)


def _observed(customer: Customer, zone: ZoneInfo, view: View) -> Iterator[Part]:
    for one in view.observations_of(customer.id)[:SHOWN]:
        yield _nested(
            "card.observed",
            when=_day(one.at, zone),
            who=one.by_name,
            about=_spaced(one.touchpoint),
            mood=Line(f"observe.mood.{one.mood}").json,
            words=_short(one.words),
        )


_SECTIONS = {
    "record": _record,
    "told": _told,
    "purchases": _purchases,
    "surveys": _surveys,
    "cases": _cases,
    "notes": _notes,
    "promises": _promises,
    "gestures": _gestures,
    "observed": _observed,
}


def _nested(key: str, **values: object) -> Part:
    return {"key": key, "values": values}


def _day(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d}"


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _short(words: str) -> str:
    """In one line, and not at any length: it is on record whole."""
    said = " ".join(words.split())
    return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}{_ELLIPSIS}"


def _quoted(words: str | None) -> str:
    return f" “{_short(words)}”" if words else ""
