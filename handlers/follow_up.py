"""After a case was put right the customer has the last word: whether it is.

They are asked once, a while later: the question that it began with once more, with its own scale. What they
answer says whether it was put right, and enters no score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.callbacks import FollowUpPressed, follow_up_data, rated_anew_data
from bot.core.effects import Button, Effect, Line, Save, SetTimer, Timer
from bot.core.events import MessageReceived
from bot.core.followup_reading import (
    LastWord,
    is_off_scale,
    pressed_word,
    says_nothing_new,
    scale_of,
    typed_word,
    wants_something,
)
from bot.core.identity import Address, Customer, derived_id
from bot.core.periods import outside_quiet_hours
from bot.core.recovery import Case, CaseKind, CaseState, CaseStep, allows, log, take
from bot.core.verdict import Aside, Judgement, Verdict, mood_of
from bot.core.view import View
from handlers import alerts, asking, cases, clocks, gestures, invitations, opening
from handlers.asking import told
from handlers.customers import reached_at

FOLLOW_UP_WAITS = timedelta(days=7)


def planned(case: Case, customer: Customer, view: View) -> list[Effect]:
    """Ask after a while, when they may be written to."""
    moment = view.now + view.settings.service.follow_up_after
    return [SetTimer(Timer("followup", case.id, _allowed_from(moment, customer, view)))]


def _allowed_from(moment: datetime, customer: Customer, view: View) -> datetime:
    quiet = view.settings.rules("", "", customer.audience).quiet
    return outside_quiet_hours(moment, quiet, asking.zone_of(view, customer))


def follow_up_due(case: Case, view: View) -> Sequence[Effect]:
    """Ask whether it was put right, unless it has moved on meanwhile, and wait for an answer.

    Who cannot be reached, or wants to hear nothing more from us, is not asked. Once somebody is, staff are
    offered no way back any more.
    """
    customer = view.customer(case.customer_id)
    if case.state is not CaseState.RESOLVED or customer is None or case.followed_up_at is not None:
        return []
    moment = _allowed_from(view.now, customer, view)
    if moment > view.now:
        return [SetTimer(Timer("followup", case.id, moment))]
    waits = SetTimer(Timer("silent", case.id, view.now + FOLLOW_UP_WAITS))
    address = reached_at(customer, view, case)
    if address is None or _wants_none(customer, view):
        return [waits]
    asked, entry = log(replace(case, followed_up_at=view.now), "asked", view.now)
    told_of = cases.edited(asked, customer, view)
    return [Save(asked), Save(entry), waits, _asked(asked, customer, address, view), *told_of]


def _wants_none(customer: Customer, view: View) -> bool:
    """Whether they were forgotten, or are muted for now."""
    is_muted = customer.muted_until is not None and view.now < customer.muted_until
    return customer.erased_at is not None or is_muted


def _asked(case: Case, customer: Customer, address: Address, view: View) -> Effect:
    kind = scale_of(case)
    buttons: tuple[Button, ...]
    lines: tuple[Line, ...]
    if kind is None:
        lines = (_ask(customer),)
        buttons = (
            Button(Line("followup.yes"), follow_up_data(case.id, True), emphasis="primary"),
            Button(Line("followup.no"), follow_up_data(case.id, False)),
        )
    else:
        lines = (
            _ask(customer, "followup.ask_again"),
            _question(case, customer, view),
            *asking.scale_ends(kind),
        )
        buttons = tuple(
            Button(label, rated_anew_data(case.id, value)) for value, label in asking.scale_labels(kind)
        )
    parcel_id = _message_of(case, address)
    about = f"case:{case.id}"
    return told(view, address, customer, "followup", about, *lines, rows=(buttons,), parcel_id=parcel_id)


def _ask(customer: Customer, key: str = "followup.ask") -> Line:
    return Line(key, {"name": customer.first_name or ""})


def _question(case: Case, customer: Customer, view: View) -> Line:
    """The question that it began with, in its own words where they are at hand."""
    invitation = view.invitation(case.invitation_id) if case.invitation_id else None
    if invitation is None:
        return Line("followup.again")
    survey = invitations.survey_of(invitation, view)
    headline = survey.question(survey.headline)
    if headline.kind != case.question_kind:
        return Line("followup.again")
    return Line("followup.question", {"text": headline.text, **asking.names(view, invitation, customer)})


def _message_of(case: Case, address: Address) -> str:
    """The parcel that asks, so that it can be edited in place."""
    return derived_id("followup", case.id, str(case.reopened), address.key)


def heard(
    case: Case, event: MessageReceived, message: Aside, language: str, customer: Customer, view: View
) -> Sequence[Effect]:
    """What a customer types or sends while their case is open.

    Once it was put right that is their last word, a mere thank-you, or something new.
    """
    address = event.address
    if case.state is not CaseState.RESOLVED:
        return cases.customer_wrote(case, message, customer, address, view)
    rules = view.settings.alert_rules(case.touchpoint)
    word = typed_word(case, message.text, language, rules)
    if not was_asked(case, event.at):
        return _before_asked(case, word, message, language, customer, address, view)
    if word is not None:
        said = replace(message, text=word.comment or "")
        return _said_whether(case, word, said, customer, address, view)
    if is_off_scale(case, message.text, language):
        reminder = told(view, address, customer, "reply", f"case:{case.id}", _reminder(case))
        return [*cases.wrote(case, message, customer, view), reminder]
    if says_nothing_new(message.text, language) or _is_glad(message, language, view):
        return cases.wrote(case, message, customer, view)
    return cases.customer_wrote(case, message, customer, address, view)


def was_asked(case: Case, said_at: datetime) -> bool:
    """Whether we had asked when it was said, however late it arrived."""
    return case.followed_up_at is not None and said_at >= case.followed_up_at


def _is_glad(message: Aside, language: str, view: View) -> bool:
    """Whether these are happy words, and no more: no reason to open the case again, and no answer either."""
    if message.sentiment is None or wants_something(message.text, language):
        return False
    return mood_of(message.sentiment, view.settings.alerts) is Verdict.HAPPY


def _before_asked(
    case: Case,
    word: LastWord | None,
    message: Aside,
    language: str,
    customer: Customer,
    address: Address,
    view: View,
) -> Sequence[Effect]:
    """Put right, and said before we asked: thanks are for staff to read, anything else opens it again."""
    if word is None:
        is_kind = says_nothing_new(message.text, language) or _is_glad(message, language, view)
    else:
        is_kind = word.put_right and not wants_something(word.comment, language)
    if is_kind:
        return cases.wrote(case, message, customer, view)
    return cases.customer_wrote(case, message, customer, address, view)


def _reminder(case: Case) -> Line:
    return Line(f"scale.{scale_of(case)}.reminder")


def says_whether(case: Case, words: str, language: str, view: View) -> bool:
    """Whether these words answer if it was put right."""
    return typed_word(case, words, language, view.settings.alert_rules(case.touchpoint)) is not None


def followed_up(pressed: FollowUpPressed, address: Address, view: View) -> Sequence[Effect]:
    """The customer says whether it was put right."""
    case, customer = view.case(pressed.case_id), view.customer_at(address)
    if case is None or customer is None or case.customer_id != customer.id:
        return []
    word = _pressed(pressed, case, view)
    if word is None:
        return []
    chosen = _retired(case, word, customer, address, view)
    if case.state is CaseState.SILENT and case.followed_up_at is not None:
        return [*chosen, *_said_late(case, word, customer, address, view)]
    return [*chosen, *_said_whether(case, word, Aside(""), customer, address, view)]


def _said_late(
    case: Case, word: LastWord, customer: Customer, address: Address, view: View
) -> Sequence[Effect]:
    """The case has ended in silence: their word is kept all the same, and a no is a case of its own."""
    key = "confirmed" if word.put_right else "reopened"
    heard, entry = log(replace(case, followed_up_at=None, rating_after=word.rating), key, view.now)
    line = _line_about(heard, key, word, customer)
    effects: list[Effect] = [Save(heard), Save(entry), alerts.timeline(heard, line, view)]
    current = view.open_case(customer.id)
    if not word.put_right and current is not None:
        effects.append(alerts.timeline(current, line, view))
    elif not word.put_right:
        effects += opening.opened(
            CaseKind.UNHAPPY,
            customer,
            view,
            judgement=Judgement(Verdict.UNHAPPY, ("reason.not_recovered",)),
            touchpoint=case.touchpoint,
            place=case.place,
            product=case.product,
            rating=word.rating,
            question_kind=case.question_kind,
            words=case.words,
        )
    answer = told(view, address, customer, "reply", f"case:{case.id}", Line(f"followup.{key}"))
    return [*effects, answer]


def _line_about(case: Case, key: str, word: LastWord, customer: Customer) -> Line:
    """What staff read of it, with the rating where there is one."""
    rating = alerts.rating_words(replace(case, rating=word.rating))
    if rating is None:
        return Line(f"timeline.{key}", cases.who_is(customer))
    return Line(f"timeline.{key}_rated", {"rating": rating, **cases.who_is(customer)})


def _pressed(pressed: FollowUpPressed, case: Case, view: View) -> LastWord | None:
    if pressed.put_right is not None:
        return LastWord(pressed.put_right)
    if pressed.rating is None:
        return None
    return pressed_word(case, pressed.rating, view.settings.alert_rules(case.touchpoint))


def _said_whether(
    case: Case, word: LastWord, said: Aside, customer: Customer, address: Address, view: View
) -> Sequence[Effect]:
    step = CaseStep.CONFIRM if word.put_right else CaseStep.REOPEN
    if not allows(case, step):
        return []
    moved = replace(take(case, step, view.now), rating_after=word.rating)
    if step is CaseStep.REOPEN:
        moved = clocks.started(moved, view)
    key = "confirmed" if word.put_right else "reopened"
    moved, entry = log(moved, key, view.now)
    effects: list[Effect] = [
        Save(moved),
        Save(entry),
        *cases.edited(moved, customer, view),
        alerts.timeline(moved, _line_about(moved, key, word, customer), view),
        clocks.wound(moved, view),
    ]
    if word.put_right:
        effects += gestures.proposed_to_recovered(moved, customer, view)
    effects += cases.wrote(moved, said, customer, view)
    answer = told(view, address, customer, "reply", f"case:{case.id}", Line(f"followup.{key}"))
    return [*effects, answer]


def _retired(case: Case, word: LastWord, customer: Customer, address: Address, view: View) -> list[Effect]:
    """The message that asked, in its place: what was chosen, and no buttons."""
    if case.followed_up_at is None or case.state not in {CaseState.RESOLVED, CaseState.SILENT}:
        return []
    kind = scale_of(case)
    if word.rating is not None and kind is not None:
        answer = asking.rated_line(kind, word.rating)
    else:
        answer = Line(f"followup.{'yes' if word.put_right else 'no'}")
    lines, about = (_ask(customer), answer), f"case:{case.id}"
    target = _message_of(case, address)
    return [told(view, address, customer, "followed_up", about, *lines, target=target)]


def went_silent(case: Case, view: View) -> Sequence[Effect]:
    """Nobody answered whether it was put right."""
    customer = view.customer(case.customer_id)
    if not allows(case, CaseStep.GO_SILENT) or customer is None:
        return []
    until = _waits_until(case, view)
    if until > view.now:  # it was asked about before, opened again, and resolved again since
        return [SetTimer(Timer("silent", case.id, until))]
    silent, entry = log(take(case, CaseStep.GO_SILENT, view.now), "silent", view.now)
    return [Save(silent), Save(entry), *cases.edited(silent, customer, view)]


def _waits_until(case: Case, view: View) -> datetime:
    planned_at = (case.resolved_at or view.now) + view.settings.service.follow_up_after
    return (case.followed_up_at or planned_at) + FOLLOW_UP_WAITS
