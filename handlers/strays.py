"""Messages that answer no question. None is swallowed: it joins a case, goes to staff, or is asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.core.callbacks import MenuPressed, SubjectPressed, menu_data, subject_data
from bot.core.conversation import State
from bot.core.effects import Button, Effect, Line, Save
from bot.core.events import MessageReceived
from bot.core.identity import Address, Customer
from bot.core.journey import Purchase
from bot.core.recovery import CaseKind
from bot.core.survey import Audience
from bot.core.understanding import Asked, OptedOut, WantsPerson, needs_analysis, read_typed
from bot.core.verdict import Aside, joined, judge, may_be_named
from bot.core.view import View
from handlers import asking, cases, follow_up, invitations, leaving, links, own_data, pulses
from handlers.asking import told
from handlers.customers import contact_at, known_customer

_AT_ONCE = timedelta(seconds=30)  # two presses on one button
_OFFERED = 3  # purchases


def heard(event: MessageReceived, message: Aside, customer: Customer, view: View) -> Sequence[Effect]:
    """A message while nothing is asked. It is never swallowed."""
    words, address = message.text, event.address
    language = asking.language_of(view, customer)
    case = view.open_case(customer.id)
    match read_typed(words, None, language):
        case OptedOut(comment):
            said = replace(message, text=comment or "")
            stopped = leaving.opt_out(None, customer, address, view)
            judgement = judge(None, None, said.said, view.settings.alert_rules(None))
            is_worth_a_case = judgement.needs_case and may_be_named(customer.audience, judgement)
            if case is None and not is_worth_a_case:
                return [*stopped, *_kept(replace(message, text=""), address, customer, view)]
            if not said.text and not said.evidence:
                return stopped
            return [*stopped, *cases.raise_hand(CaseKind.UNHAPPY, said, customer, None, address, view)]
        case _ if case is not None:
            return follow_up.heard(case, event, message, language, customer, view)
        case WantsPerson():
            return cases.raise_hand(CaseKind.PERSON, message, customer, None, address, view)
        case Asked():
            return cases.raise_hand(CaseKind.QUESTION, message, customer, None, address, view)
        case _ if customer.audience is Audience.BUYER and _needs_case(message, view):
            return _trouble(message, address, customer, view)
        case _:
            return offer_menu(message, address, customer, view)


def _needs_case(message: Aside, view: View) -> bool:
    """Whether staff must hear of it: it sounds unhappy, for all we understand, or it must not wait."""
    return judge(None, None, message.said, view.settings.alert_rules(None)).needs_case


def _trouble(message: Aside, address: Address, customer: Customer, view: View) -> Sequence[Effect]:
    """Staff hear of it at once, with what was said before it and is still waiting."""
    contact = contact_at(address, customer, view)
    whole = joined(contact.stray, message) or message
    settled = [Save(replace(contact, stray=None))] if contact.stray else []
    return [*settled, *cases.raise_hand(CaseKind.UNHAPPY, whole, customer, None, address, view)]


def _kept(message: Aside, address: Address, customer: Customer, view: View) -> list[Effect]:
    """What was sent waits with the contact, should they ever say what it is about."""
    if not message.evidence:
        return []
    contact = contact_at(address, customer, view)
    return [Save(replace(contact, stray=joined(contact.stray, message)))]


def menu_pressed(pressed: MenuPressed, address: Address, view: View) -> Sequence[Effect]:
    """What a message that answered no question was: feedback, a wish to talk, or nothing.

    The words wait as the contact's ``stray`` until a button is pressed; a second press finds none.
    """
    if address.room:
        return []
    customer, effects = known_customer(address, view)
    if pressed.action == "go_on" and _goes_on(customer, address, view):
        return effects
    if pressed.action == "go_on" and _is_all_answered(customer, view):
        return [*effects, links.told_already(address, customer, view)]
    contact = contact_at(address, customer, view)
    stray = contact.stray
    if stray is not None:
        effects.append(Save(replace(contact, stray=None)))
    match pressed.action:
        case "feedback" | "go_on" if stray is not None or not _just_asked(customer, view):
            effects += feedback_wanted(address, customer, view, _as_comment(stray, customer, view))
        case "person":
            message = stray or Aside("")
            effects += cases.raise_hand(CaseKind.PERSON, message, customer, None, address, view)
        case "nothing" if stray is not None:
            effects.append(told(view, address, customer, "reply", "menu", Line("said.nothing")))
    return effects


def _goes_on(customer: Customer, address: Address, view: View) -> bool:
    """Whether what was put aside is asked about here again: however late it is pressed once more, once is
    enough."""
    current = view.open_invitation(customer.id)
    return current is not None and current.message is not None and current.address == address


def _is_all_answered(customer: Customer, view: View) -> bool:
    """Whether what was put aside was answered to its end all the same: a press may have been under way."""
    past = view.past_invitations(customer.id)
    is_over = view.open_invitation(customer.id) is None and bool(past)
    return is_over and past[0].state is State.COMPLETED


def _just_asked(customer: Customer, view: View) -> bool:
    """Whether a press is the second of two: the first has asked already. What was put aside asks nothing."""
    current = view.open_invitation(customer.id)
    if current is None or current.sent_at is None or current.message is None:
        return False
    return view.now - current.sent_at < _AT_ONCE


def _as_comment(stray: Aside | None, customer: Customer, view: View) -> Aside | None:
    """What waited, as far as it says something: a greeting is no comment."""
    if stray is None or needs_analysis(stray.text, asking.language_of(view, customer)):
        return stray
    return replace(stray, text="", sentiment=None) if stray.evidence else None


def feedback_wanted(
    address: Address, customer: Customer, view: View, aside: Aside | None = None
) -> Sequence[Effect]:
    """A customer wants to give feedback: ask now, at any hour, or go on with what is open.

    Who has bought something says first what it is about, unless their words wait already.
    """
    current = view.open_invitation(customer.id)
    if current is None and aside is None and (bought := _untold(customer, view)):
        return [_which(bought, customer, address, view)]
    if current is not None:
        going_on = replace(current, aside=joined(current.aside, aside))
        effects = invitations.ask_current(going_on, customer, address, view)
    else:
        invitation = view.planned_invitation(customer.id) or invitations.by_customer(customer, view)
        going_on = replace(invitation, aside=aside, started_by_customer=True)
        effects = invitations.start(going_on, customer, address, view)
    if aside is None:
        return effects
    survey = invitations.survey_of(going_on, view)
    return [*effects, *cases.after_answer(going_on, survey, customer, view, aside)]


def _untold(customer: Customer, view: View) -> list[Purchase]:
    """The last purchases that they have not told us about."""
    told_about = _told_about(customer, view)
    bought = [one for one in view.purchases_of(customer.id) if not pulses.is_moment(one)]
    return [one for one in bought if one.id not in told_about][:_OFFERED]


def _told_about(customer: Customer, view: View) -> set[str | None]:
    return {one.purchase_id for one in view.past_invitations(customer.id) if one.answers}


def _which(bought: Sequence[Purchase], customer: Customer, address: Address, view: View) -> Effect:
    """*Mug · Grinder · something else*."""
    rows = [(Button(_named(one, view), subject_data(one.id)),) for one in bought]
    rows.append((Button(Line("feedback.other"), subject_data(None)),))
    return told(view, address, customer, "feedback", "feedback", Line("feedback.which"), rows=tuple(rows))


def _named(purchase: Purchase, view: View) -> Line:
    when = own_data.local_day(purchase.bought_at, view)
    if purchase.product:
        return Line("feedback.purchase", {"product": purchase.product, "when": when})
    return Line("feedback.order", {"order": purchase.order, "when": when})


def subject_pressed(pressed: SubjectPressed, address: Address, view: View) -> Sequence[Effect]:
    """What they want to tell us about: a purchase of theirs, or something else."""
    if address.room:
        return []
    customer, effects = known_customer(address, view)
    purchase = view.purchase(pressed.purchase_id) if pressed.purchase_id else None
    if pressed.purchase_id and (purchase is None or purchase.customer_id != customer.id):
        return []
    current = view.open_invitation(customer.id)
    if current is not None:
        again = [] if _just_asked(customer, view) else feedback_wanted(address, customer, view)
        return [*effects, *again]
    if purchase is not None and purchase.id in _told_about(customer, view):
        line = Line("feedback.told", {"slash": asking.slash(view, address)})
        return [*effects, told(view, address, customer, "reply", "feedback", line)]
    if purchase is None:
        invitation = invitations.by_customer(customer, view)
        return [*effects, *invitations.start(invitation, customer, address, view)]
    return [*effects, *links.asked_about(purchase, customer, address, view)]


def offer_menu(message: Aside, address: Address, customer: Customer, view: View) -> Sequence[Effect]:
    """Ask what the message was; its words wait for the answer, behind those that wait already."""
    contact = contact_at(address, customer, view)
    earlier = contact.stray if contact.stray and (contact.stray.text or contact.stray.evidence) else None
    says_something = message.text or message.evidence
    stray = joined(earlier, message) if says_something else earlier or message
    return [Save(replace(contact, stray=stray)), _menu(address, customer, view)]


def _menu(address: Address, customer: Customer, view: View) -> Effect:
    """*Give feedback · talk to a person · nothing*."""
    rows = tuple(
        (Button(Line(f"menu.{action}"), menu_data(action)),) for action in ("feedback", "person", "nothing")
    )
    return told(view, address, customer, "menu", "menu", Line("said.menu"), rows=rows)
