"""What we hold of somebody: shown to them, and, by a person, deleted for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.callbacks import setting_data
from bot.core.conversation import Invitation, State
from bot.core.effects import Button, Effect, Line, Send
from bot.core.identity import Address, Customer
from bot.core.knowing import CALLED, QUESTIONS, told_of
from bot.core.own_data import FORMS, NOT_SENT, card
from bot.core.platforms import PLATFORMS
from bot.core.quoting import consent_of
from bot.core.view import View
from handlers import asking, cases, knowing, leaving, quoting
from handlers.asking import told
from handlers.invitations import OWN_TOUCHPOINT

SURVEYS_SHOWN = 5


def shown(customer: Customer, address: Address, view: View) -> Effect:
    """A short list of what we hold of them."""
    return told(view, address, customer, "reply", "mydata", *_lines(customer, view))


def given_out(customer: Customer, address: Address, view: View) -> list[Effect]:
    """The short list, and all of it as files: a page, and the same for programs.

    What somebody else's adapter can bring is not known: there a person sees to it.
    """
    if address.platform not in PLATFORMS:
        return [shown(customer, address, view), told(view, address, customer, "reply", "mydata", NOT_SENT)]
    return [shown(customer, address, view), *(_file(form, customer, address, view) for form in FORMS)]


def _file(form: str, customer: Customer, address: Address, view: View) -> Effect:
    words = told(view, address, customer, "reply", "mydata", Line(f"own.file.{form}"))
    return Send(replace(words.parcel, message=replace(words.parcel.message, card=card(form))))


def _lines(customer: Customer, view: View) -> Iterator[Line]:
    yield Line("mydata.title")
    if customer.name:
        yield Line("mydata.name", {"who": customer.name})
    if customer.language in view.settings.languages:
        yield Line("mydata.language", {"code": str(customer.language)})
    for platform in sorted({contact.address.platform for contact in view.contacts_of(customer.id)}):
        if platform in PLATFORMS:
            yield Line(f"mydata.chat.{platform}")
    if customer.orders:
        yield Line("mydata.orders", {"n": customer.orders})
    if customer.ratings:
        yield Line("mydata.ratings", {"ratings": ", ".join(map(str, customer.ratings))})
    yield from _told(customer)
    yield from _surveys(customer, view)
    if view.open_case(customer.id) is not None:
        yield Line("mydata.case")
    yield Line("mydata.stopped" if customer.opted_out_at else "mydata.may_be_asked")
    yield Line("mydata.all")


def _told(customer: Customer) -> Iterator[Line]:
    """What they said of themselves when we asked."""
    told_us = [one for one in told_of(customer) if one.name in QUESTIONS and one.name != CALLED]
    if told_us:
        yield Line("mydata.told")
    yield from (knowing.said(one) for one in told_us)
    if (consent := consent_of(customer.attributes)) is not None:
        yield Line(f"quoting.now.{consent}")
    if customer.preferred_name:
        yield Line("mydata.called", {"who": customer.preferred_name})


def _surveys(customer: Customer, view: View) -> Iterator[Line]:
    """The last answers, latest first, with their words."""
    going_on = view.open_invitation(customer.id)
    past = view.past_invitations(customer.id)
    answered = [one for one in ([going_on] if going_on else []) + past if one.answers and not one.trial]
    for invitation in answered[:SURVEYS_SHOWN]:
        survey = view.settings.survey(invitation.survey, invitation.survey_version)
        day = local_day(invitation.sent_at or invitation.planned_at, view)
        yield touchpoint_line("mydata.survey", invitation, {"when": day})
        for answer in invitation.answers:
            question = survey.question(answer.question)
            if answer.rating is not None or answer.options or answer.skipped:
                yield asking.answer_line(question, answer)
            if answer.comment:
                yield Line("mydata.words", {"words": answer.comment})
            if answer.evidence:
                yield Line("mydata.evidence", {"n": len(answer.evidence)})


def touchpoint_line(key: str, invitation: Invitation, values: dict[str, str]) -> Line:
    """A line about a survey by what it was about; what somebody began themselves has no such name."""
    if invitation.product is None and invitation.touchpoint == OWN_TOUCHPOINT:
        return Line(key, values)
    return Line(key, {"about": invitation.product or invitation.touchpoint.replace("_", " "), **values})


def was_sent(invitation: Invitation) -> bool:
    """Whether the customer ever saw it; what they only tried is no survey of theirs."""
    return invitation.state not in {State.PLANNED, State.WITHDRAWN} and not invitation.trial


def local_day(at: datetime, view: View) -> str:
    """The date in the business's zone."""
    return f"{at.astimezone(view.settings.zone):%Y-%m-%d}"


def forget_asked(customer: Customer, address: Address, view: View) -> Effect:
    """Are they sure? Nothing has happened yet."""
    rows = (
        (
            Button(Line("forget.yes"), setting_data("forget", "yes"), emphasis="primary"),
            Button(Line("forget.no"), setting_data("forget", "no")),
        ),
    )
    return told(view, address, customer, "reply", "forget", Line("forget.ask"), rows=rows)


def forget(customer: Customer, address: Address, view: View) -> Sequence[Effect]:
    """Nothing is asked any more, and staff delete what we hold; pressed again it changes nothing."""
    wanted = cases.forget_wanted(customer, view)
    stopped = (
        leaving.asked_no_more(view.open_invitation(customer.id), customer, view)
        if customer.opted_out_at is None
        else []
    )
    if not wanted and not stopped:
        return []
    told_so = told(view, address, customer, "reply", "forget", Line("forget.passed_on"))
    unquoted = quoting.never_more(address, stopped, view)  # until a person has deleted their words
    return [*stopped, *unquoted, *wanted, told_so]
