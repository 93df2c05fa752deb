"""What staff do by command besides working on cases: ``/ask``, ``/why``, ``/tryit``, ``/duty`` and others.

They are given in a staff room or in a staff member's own chat, and answered there. The gates protect people:
staff cannot overrule them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from bot.core.callbacks import MAX_BYTES, ToolPressed, tool_data
from bot.core.conversation import Invitation, State
from bot.core.effects import Button, Effect, Line, Reply, Save, Send, SetTimer, Timer
from bot.core.eligibility import GateVerdict, decision
from bot.core.events import ButtonPressed, CommandGiven, FormSubmitted
from bot.core.identity import Address, Customer, Link, Role
from bot.core.link_tokens import link_token, token_hash
from bot.core.permissions import TOOLS, may
from bot.core.platforms import platform_of
from bot.core.ports import Needs
from bot.core.settings import Settings
from bot.core.spoken import clean
from bot.core.verdict import Aside
from bot.core.view import View
from handlers import customer_card, duty, explaining, invitations, observing, strays, trials
from handlers.asking import slash
from handlers.customers import known_customer, reached_at
from handlers.explaining import Subject
from handlers.places import is_nameless, refused_there, told_there, who_are_you

_NO_LINK_HELPS = frozenset({"erased", "opted_out", "withdrawn", "audience"})  # whatever link they open


def needs_of(
    tool: str, words: str, event: CommandGiven | ButtonPressed | FormSubmitted, settings: Settings
) -> Needs:
    """What a tool needs: nothing is looked for by whoever may not use it."""
    if not may(tool, event.address, settings) or tool == "tryit":
        return Needs(addresses=(_own_chat(event.address),))
    if tool == "duty":
        return duty.needs_of(event.address, settings)
    if tool == "observe":
        return observing.needs_of(words, event, settings)
    if not words.strip():
        return Needs()
    is_card = tool == "customer"
    return Needs(
        contacts=True,
        past=True,
        bought=True,
        standing=None if is_card else invitations.standing(settings, event.at),
        last_seen=is_card,
        whole=is_card,
        find=words,
    )


def given(event: CommandGiven, view: View) -> Sequence[Effect]:
    """A command of staff. What a customer says with it is a message like any other."""
    words = clean(event.argument)
    effects = _used(event.name, words, event, view)
    if event.address.room or may(event.name, event.address, view.settings) or not words:
        return effects
    customer, known = known_customer(event.address, view, event.sender_name, event.language)
    return [*known, *effects, *strays.offer_menu(Aside(words), event.address, customer, view)]


def pressed(press: ToolPressed, event: ButtonPressed | FormSubmitted, view: View) -> Sequence[Effect]:
    """Which of several was meant, or the form behind a tool."""
    return _used(press.tool, press.subject, event, view)


def _used(
    tool: str, words: str, event: CommandGiven | ButtonPressed | FormSubmitted, view: View
) -> Sequence[Effect]:
    address = event.address
    if is_nameless(address):
        return [who_are_you(view, address)]
    if not may(tool, address, view.settings):
        # With the id that whoever runs the bot needs.
        return refused_there(Line("staff_tools.staff_only", {"user": address.user}), address, view, "tool")
    at = _answered_at(address, view.settings)
    if tool == "observe":
        return _observe(words, event, at, view)
    return [*GIVEN[tool](words, at, view), Reply({"ok": True})]


def is_for(event: CommandGiven, settings: Settings) -> bool:
    """Whether this is a tool of staff, given where it can be answered: in no managers' room, say."""
    if event.name not in TOOLS:
        return False
    room = settings.room_at(event.address)
    in_place = not event.address.room or (room is not None and room.role is Role.STAFF)
    return in_place or platform_of(event.address).whispers


def _own_chat(address: Address) -> Address:
    return replace(address, room="")


def _answered_at(address: Address, settings: Settings) -> Address:
    """In the staff room where it was asked there; else in their own chat."""
    room = settings.room_at(address)
    return address if room is not None and room.role is Role.STAFF else _own_chat(address)


def _told(address: Address, view: View, *lines: Line, rows: tuple[tuple[Button, ...], ...] = ()) -> Send:
    return told_there(view, address, "reply", "tool", *lines, rows=rows)


# --- whom is it about?


def _about_one(
    tool: str, how: str, use: Callable[[Subject, Address, View], Sequence[Effect]]
) -> Callable[[str, Address, View], Sequence[Effect]]:
    """A tool for one purchase or customer: what the words lead to, or a choice, or how to say it."""

    def used(words: str, address: Address, view: View) -> Sequence[Effect]:
        subjects = explaining.found_subjects(view)
        if len(subjects) == 1:
            return use(subjects[0], address, view)
        if not words:
            return [_told(address, view, Line(how, {"slash": slash(view, address)}))]
        if not subjects:
            return [_told(address, view, Line("staff_tools.none", {"words": words}))]
        rows = tuple((_choice(tool, subject, view),) for subject in subjects)
        return [_told(address, view, Line("staff_tools.which"), rows=rows)]

    return used


def _choice(tool: str, subject: Subject, view: View) -> Button:
    names = dict(subject.names)
    id_ = subject.purchase.id if subject.purchase else subject.customer.id if subject.customer else ""
    if subject.purchase is not None:
        names["when"] = explaining.local(subject.purchase.bought_at, view.settings.zone)[:10]
    return Button(Line(f"staff_tools.choice.{subject.kind}", {**names, "code": id_}), tool_data(tool, id_))


# --- /ask


def _ask(subject: Subject, address: Address, view: View) -> Sequence[Effect]:
    """Ask them now, or when the quiet hours end, or say why not."""
    customer = subject.customer
    if customer is None:
        reason = subject.purchase.not_asked if subject.purchase else None
        gate = GateVerdict("withdrawn", passed=False, values={"reason": reason or ""})
        return [_not_now(subject, gate, address, view)]
    invitation = explaining.to_ask(subject, customer, view)
    about = _about(subject, invitation, view)
    before = _asked_before(about, view)
    zone = view.settings.zone_for(customer)[0]
    if before is not None:
        asked_at = {"when": explaining.local(before.sent_at or before.planned_at, zone)}
        return [_told(address, view, Line("ask.already.purchase", {**about.names, **asked_at}))]
    # Somebody wants to know now: the time for it does not run from the purchase.
    rules = invitations.rules_for(invitation, customer, view)
    invitation = replace(invitation, due_at=view.now, expires_at=view.now + rules.expires_after)
    closed = decision(invitations.asking_about(invitation, customer, view))
    chat = reached_at(customer, view)
    if chat is None and (closed is None or closed.gate not in _NO_LINK_HELPS):
        return _link(about, customer, address, view)
    if closed is not None and closed.until is None:
        return [*_on_record(invitation, customer, closed, view), _not_now(about, closed, address, view)]
    invitation, effects = _instead_of_planned(invitation, customer, view)
    if closed is not None and closed.until is not None:
        when = {"when": explaining.local(closed.until, zone), "zone": str(zone)}
        waiting = replace(invitation, due_at=closed.until)
        effects += [Save(waiting), SetTimer(Timer("invite", waiting.id, closed.until))]
        return [*effects, _told(address, view, Line(f"ask.later.{about.kind}", {**about.names, **when}))]
    if chat is not None:
        effects += invitations.trial_ended(view.open_invitation(customer.id), customer, view)
        effects += invitations.start(invitation, customer, chat, view)
    return [*effects, _told(address, view, Line(f"ask.asked.{about.kind}", about.names))]


def _about(subject: Subject, invitation: Invitation, view: View) -> Subject:
    """A customer is asked about their latest purchase, where they have one."""
    purchase = view.purchase(invitation.purchase_id) if invitation.purchase_id else None
    return Subject(purchase or subject.purchase, subject.customer)


def _asked_before(about: Subject, view: View) -> Invitation | None:
    """The invitation by which they were, or are being, asked about this very purchase."""
    if about.purchase is None:
        return None
    sent = [one for one in explaining.invitations_about(about, view) if one.sent_at is not None]
    return next((one for one in reversed(sent) if one.state is not State.WITHDRAWN), None)


def _not_now(about: Subject, closed: GateVerdict, address: Address, view: View) -> Send:
    lines = (Line(f"ask.not_now.{about.kind}", about.names), Line(closed.key, closed.values))
    return _told(address, view, *lines)


def _on_record(
    invitation: Invitation, customer: Customer, closed: GateVerdict, view: View
) -> Sequence[Effect]:
    """The decision not to ask, once for each reason; what is planned is still to be decided."""
    if view.planned_invitation(customer.id) is not None or invitation.purchase_id is None:
        return []
    kept = view.found.suppressions if view.found else ()
    if any((one.purchase_id, one.reason) == (invitation.purchase_id, closed.reason) for one in kept):
        return []
    touchpoint = invitation.touchpoint
    return [invitations.suppressed(invitation.purchase_id, customer, touchpoint, closed.reason, view)]


def _instead_of_planned(
    invitation: Invitation, customer: Customer, view: View
) -> tuple[Invitation, list[Effect]]:
    """One invitation, about what staff want to know: it takes the place of one that waits for its moment."""
    planned = view.planned_invitation(customer.id)
    if planned is None or planned.id == invitation.id:
        return invitation, []
    effects: list[Effect] = []
    if planned.purchase_id is not None:
        merged = invitations.suppressed(planned.purchase_id, customer, planned.touchpoint, "merged", view)
        effects.append(merged)
    return replace(invitation, id=planned.id, planned_at=planned.planned_at), effects


def _link(about: Subject, customer: Customer, address: Address, view: View) -> Sequence[Effect]:
    """Where there is no chat the link of the purchase is handed over; one that ran out is good again."""
    settings = view.settings
    if about.purchase is None or not settings.links:
        return [_told(address, view, Line("ask.no_link", about.names))]
    token = link_token(settings.link_key, about.purchase.id)
    key = token_hash(token)
    link = view.link(key)
    if link is not None and link.opened_by is not None:
        return [_told(address, view, Line("ask.link_used", about.names))]
    effects: list[Effect] = []
    if link is None or view.now >= link.expires_at:
        until = view.now + settings.link_lives_for
        effects = [Save(Link(key, customer.id, about.purchase.id, until))]
    urls = [Line("ask.link_url", {"url": url.replace("{token}", token)}) for url in settings.links.values()]
    return [*effects, _told(address, view, Line("ask.link", about.names), *urls)]


# --- /why


def _why(subject: Subject, address: Address, view: View) -> Sequence[Effect]:
    return [_told(address, view, *explaining.chat_lines(explaining.explain(subject, view)))]


# --- /observe


def _observe(
    words: str, event: CommandGiven | ButtonPressed | FormSubmitted, at: Address, view: View
) -> Sequence[Effect]:
    """What they saw or heard of somebody, under their name."""
    name = (event.sender_name or "").strip() or event.address.person
    if isinstance(event, CommandGiven):
        return observing.commanded(words, at, event.address, name, view)
    fields = event.fields if isinstance(event, FormSubmitted) else None
    return observing.pressed(words, fields, at, event.address, name, view)


# --- /tryit


def _try(words: str, address: Address, view: View) -> Sequence[Effect]:
    """Walk through a survey, in one's own chat."""
    settings, name = view.settings, words.lower().replace(" ", "-")
    if not words:
        return [_told(address, view, Line("tryit.surveys"), rows=_surveys(settings))]
    if name not in settings.current:
        nearest = get_close_matches(name, settings.current, n=1, cutoff=0.0)[0]
        rows = ((_survey_button(nearest),),)
        line = Line("tryit.none", {"words": words, "nearest": nearest})
        return [_told(address, view, line, rows=rows)]
    chat = _own_chat(address)
    if address.room and view.contact(chat) is None and not platform_of(address).whispers:
        line = Line("tryit.write_first", {"survey": name, "slash": slash(view, address)})
        return [_told(address, view, line)]
    customer, effects = known_customer(chat, view)
    current, planned = view.open_invitation(customer.id), view.planned_invitation(customer.id)
    soon = planned is not None and planned.due_at < view.now + trials.LASTS
    if soon or (current is not None and not current.trial):
        return [_told(address, view, Line("tryit.busy"))]
    effects += invitations.trial_ended(current, customer, view)
    if address.room:
        effects.append(_told(address, view, Line("tryit.in_your_chat")))
    return [*effects, *trials.begun(settings.survey(name), customer, chat, view)]


def _surveys(settings: Settings) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        (_survey_button(name),)
        for name in settings.current
        if len(tool_data("tryit", name).encode()) <= MAX_BYTES
    )


def _survey_button(name: str) -> Button:
    return Button(Line("tryit.survey", {"survey": name}), tool_data("tryit", name))


GIVEN: Mapping[str, Callable[[str, Address, View], Sequence[Effect]]] = {
    "ask": _about_one("ask", "ask.how", _ask),
    "why": _about_one("why", "why.how", _why),
    "customer": _about_one("customer", "card.how", customer_card.shown),
    "tryit": _try,
    "duty": duty.given,
}
