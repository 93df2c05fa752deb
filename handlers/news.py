"""You said, we did: customers hear what became of what they said, once, and say whether it is better now.

Everybody who raised an improvement has a timer of their own: nobody is told twice, however often we are
stopped on the way, and nobody at a time at which they do not want to hear from us.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.callbacks import BetterPressed, better_data
from bot.core.effects import Button, Effect, Lane, Line, Save, SetTimer, Timer
from bot.core.events import TimerDue
from bot.core.identity import Address, Customer, derived_id
from bot.core.improvements import (
    Better,
    Contributor,
    Improvement,
    Improving,
    Raised,
    answered,
)
from bot.core.ports import Needs
from bot.core.settings import Settings
from bot.core.survey import Audience
from bot.core.view import View
from handlers import asking, improvement_cards
from handlers.asking import told
from handlers.customers import reached_at
from handlers.improvement_words import about, news_lines

AT_ONCE = 200  # contributors a unit of work
_APART = timedelta(minutes=1)  # between those
_LATER = timedelta(days=1)  # for somebody who is busy with us
_UNQUOTED = "…"  # in the place of words that nobody else is to read
_GIVE_UP_AFTER = timedelta(days=14)  # since it was approved
_ANSWERS = (Better.YES, Better.NO, Better.UNSURE)


def begun(improvement: Improvement, view: View) -> SetTimer:
    """The sending goes off."""
    return SetTimer(Timer("tell", f"{improvement.id}@", view.now))


def needs_of_batch(event: TimerDue, _: Settings) -> Needs:
    """The next of those who raised it."""
    improvement_id, after = event.subject.split("@", 1)
    return Needs(improving=Improving(ids=(improvement_id,), batch=(improvement_id, after, AT_ONCE)))


def needs_of_one(event: TimerDue, _: Settings) -> Needs:
    """One of those who raised it."""
    improvement_id, customer_id = event.subject.split("/", 1)
    return Needs(
        customers=(customer_id,),
        contacts=True,
        standing=event.at,
        last_seen=True,
        improving=Improving(ids=(improvement_id,), theirs=True),
    )


def next_batch(event: TimerDue, view: View) -> Sequence[Effect]:
    """A timer for each of these, and one for those behind them."""
    improvement_id, _, after = event.subject.partition("@")
    improvement = view.improvement(improvement_id)
    if improvement is None or improvement.told_at is None:
        return []
    found = view.contributors_to(improvement_id, after)[:AT_ONCE]
    effects: list[Effect] = [
        SetTimer(Timer("tell_one", f"{improvement_id}/{one.customer_id}", view.now))
        for one in found
        if one.waits
    ]
    if len(found) == AT_ONCE:
        subject = f"{improvement_id}@{found[-1].customer_id}"
        effects.append(SetTimer(Timer("tell", subject, view.now + _APART)))
    return effects


def one_told(event: TimerDue, view: View) -> Sequence[Effect]:
    """Tell them, later, or never: then the reason is on record."""
    improvement_id, _, customer_id = event.subject.partition("/")
    improvement = view.improvement(improvement_id)
    contributor = view.contributor(improvement_id, customer_id)
    if improvement is None or improvement.told_at is None or contributor is None or not contributor.waits:
        return []
    customer = view.customer(customer_id)
    reason = _never(customer, view)
    address = reached_at(customer, view) if customer is not None else None
    if reason is not None or customer is None or address is None:
        return _left_out(improvement, contributor, reason or "no_address", view)
    later = _later(customer, view)
    if later is None:
        return _sent(improvement, contributor, customer, address, view)
    why, at = later
    if at > improvement.told_at + _GIVE_UP_AFTER:
        return _left_out(improvement, contributor, why, view)
    return [SetTimer(Timer("tell_one", event.subject, at))]


def _never(customer: Customer | None, view: View) -> str | None:
    """Why this customer is not told at all."""
    if customer is None or customer.erased_at is not None:
        return "erased"
    if customer.opted_out_at is not None:
        return "opted_out"
    if customer.audience is Audience.INTERNAL:
        return "audience"
    return "muted" if customer.muted_until is not None and customer.muted_until > view.now else None


def _later(customer: Customer, view: View) -> tuple[str, datetime] | None:
    """Why not now, and when it is looked at again: one thing at a time, and none in quiet hours."""
    if view.open_case(customer.id) is not None:
        return "open_case", view.now + _LATER
    if view.open_invitation(customer.id) is not None or view.is_paused:
        return "too_late", view.now + _LATER
    allowed = asking.allowed_from(view, customer)
    return ("too_late", allowed) if allowed > view.now else None


def _left_out(
    improvement: Improvement, contributor: Contributor, reason: str, view: View
) -> Sequence[Effect]:
    counted = replace(improvement, left_out=improvement.left_out + 1)
    quote = "" if reason == "erased" else contributor.quote
    kept = replace(contributor, left_out=reason, quote=quote)
    return [Save(kept), Save(counted), *_reported(counted, view)]


def _sent(
    improvement: Improvement, contributor: Contributor, customer: Customer, address: Address, view: View
) -> Sequence[Effect]:
    counted = replace(improvement, told=improvement.told + 1)
    message = told(
        view,
        address,
        customer,
        "news",
        about(improvement),
        *_lines_to(improvement, contributor, customer, address, view),
        rows=(_answers(improvement),),
        lane=Lane.BROADCAST,
        parcel_id=_message(contributor),
    )
    return [Save(replace(contributor, told_at=view.now)), Save(counted), message, *_reported(counted, view)]


def _reported(improvement: Improvement, view: View) -> list[Effect]:
    """Managers are told once everybody was."""
    if not improvement.is_sent:
        return []
    return [
        *improvement_cards.draft(improvement, None, view, is_new=False),
        *improvement_cards.card(improvement, view),
    ]


def _lines_to(
    improvement: Improvement, contributor: Contributor, customer: Customer, address: Address, view: View
) -> list[Line]:
    language, slash = asking.language_of(view, customer), asking.slash(view, address)
    return news_lines(improvement, contributor.quote, contributor.said_at, customer, language, view, slash)


def _answers(improvement: Improvement) -> tuple[Button, ...]:
    return tuple(
        Button(Line(f"improve.better.{word}"), better_data(improvement.id, word)) for word in _ANSWERS
    )


def _message(contributor: Contributor) -> str:
    return derived_id("news", contributor.improvement_id, contributor.customer_id)


def better(pressed: BetterPressed, address: Address, view: View) -> Sequence[Effect]:
    """Whether it is better now: their first word on it counts."""
    customer = view.customer_at(address)
    improvement = view.improvement(pressed.improvement_id)
    contributor = view.contributor(pressed.improvement_id, customer.id) if customer else None
    if customer is None or improvement is None or contributor is None or contributor.told_at is None:
        return []
    if contributor.better is not None:
        return []
    word = Better(pressed.word)
    counted = answered(improvement, word)
    said = _lines_to(improvement, contributor, customer, address, view)[:-1]
    thanks = (Line(f"improve.better.{word}"), Line(f"improve.thanks.{word}"))
    shown = told(
        view,
        address,
        customer,
        "news_answered",
        about(improvement),
        *said,
        *thanks,
        target=_message(contributor),
    )
    return [
        Save(replace(contributor, better=word)),
        Save(counted),
        shown,
        *improvement_cards.card(counted, view),
    ]


def raised_by(contributor: Contributor, view: View) -> Raised:
    """How they raised it."""
    is_quotable = contributor.customer_id not in view.rows.never_quoted
    return Raised(
        contributor.customer_id,
        contributor.invitation_id,
        contributor.quote,
        contributor.said_at,
        is_quotable,
    )


def sample(raised: Iterable[Raised]) -> Raised | None:
    """Whose words managers read in the draft; those of nobody who does not want to be quoted."""
    known = list(raised)
    quotable = next((one for one in known if one.is_quotable), None)
    return quotable or next((replace(one, words=_UNQUOTED) for one in known), None)


def contributor_of(improvement: Improvement, raised: Raised) -> Contributor:
    """Somebody who raised it, and waits to be told."""
    return Contributor(improvement.id, raised.customer_id, raised.invitation_id, raised.words, raised.at)
