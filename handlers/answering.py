"""What a reading of an answer leads to: it is saved, and the next question or the thanks follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.conversation import Answer, Invitation, Step, answer_current, answer_from, is_news, record, take
from bot.core.effects import Effect, Line, Save
from bot.core.facts import changed
from bot.core.identity import Customer
from bot.core.platforms import platform_of
from bot.core.playing_back import played_back
from bot.core.recovery import Case, CaseKind
from bot.core.spoken import says_something
from bot.core.survey import Audience, QuestionKind
from bot.core.understanding import (
    Asked,
    Chosen,
    Commented,
    Later,
    OptedOut,
    Rated,
    Reading,
    Skipped,
    Unclear,
    WantsPerson,
    is_lone_question,
)
from bot.core.verdict import Aside
from bot.core.view import View
from handlers import acknowledging, asking, cases, closing, invitations, leaving, quoting, revising
from handlers.asking import told
from handlers.invitations import stop_timers
from handlers.talks import Talk


def heard(talk: Talk, reading: Reading, view: View) -> Sequence[Effect]:
    """One reading, while a question is open."""
    is_text = talk.question.kind is QuestionKind.TEXT
    is_enough = is_text or talk.invitation.asked_again > 0
    match _with_toggled(talk, _confidential(talk, reading)):
        case (Rated() | Chosen() | Skipped()) as answer:
            return _answered(talk, answer, view)
        case Commented("") if not is_text:
            return _comment_first(talk, "", view)
        case Commented(words) as answer if is_enough:
            return _commented(talk, answer, words, view)
        case Commented(words):
            return _comment_first(talk, words, view)
        case Unclear(_, said) if is_enough:
            return _answered(talk, Commented(said) if says_something(said) else Skipped(), view)
        case Unclear():
            return _ask_again(talk, talk.invitation, (Line("said.unclear"),), view)
        case other:
            return _turned_away(talk, other, view)


def _confidential(talk: Talk, reading: Reading) -> Reading:
    """A question in an answer of somebody who works with us is a comment: it goes to nobody by name."""
    if isinstance(reading, Asked) and talk.survey.audience is Audience.INTERNAL:
        return Commented(reading.text)
    return reading


def _commented(talk: Talk, answer: Commented, words: str, view: View) -> Sequence[Effect]:
    """Words where words are enough; when they are a question, staff hear of it, if they do not already."""
    effects = _answered(talk, answer, view)
    staff_know = any(isinstance(effect, Save) and isinstance(effect.fact, Case) for effect in effects)
    is_internal = talk.survey.audience is Audience.INTERNAL
    if staff_know or is_internal or not is_lone_question(words, asking.language_of(view, talk.customer)):
        return effects
    return [*_raised(talk, CaseKind.QUESTION, words, view), *effects]


def _with_toggled(talk: Talk, reading: Reading) -> Reading:
    """What is said to a question with several options comes on top of the buttons chosen there."""
    given = talk.invitation.answer_to(talk.question.name)
    if given is None or not given.options:
        return reading
    match reading:
        case Skipped():
            return Chosen(given.options, None)
        case Commented(words):
            return Chosen(given.options, words or None)
        case Chosen(options, comment):
            names = (option.name for option in talk.question.options)
            return Chosen(tuple(name for name in names if name in {*given.options, *options}), comment)
        case _:
            return reading


def _turned_away(talk: Talk, reading: Reading, view: View) -> Sequence[Effect]:
    """Something else than an answer: the question stays open, unless they want no more of it."""
    match reading:
        case Later():
            return leaving.snoozed(talk.with_aside(), talk.customer, talk.address, view)
        case OptedOut(str(words)):
            return _parting_words(talk, words, view)
        case Asked(words):
            return _raised(talk, CaseKind.QUESTION, words, view)
        case WantsPerson(words):
            return _raised(talk, CaseKind.PERSON, words, view)
        case _:
            return leaving.opt_out(talk.with_aside(), talk.customer, talk.address, view)


def _raised(talk: Talk, kind: CaseKind, words: str, view: View) -> Sequence[Effect]:
    return cases.raise_hand(kind, talk.beside(words), talk.customer, talk.invitation, talk.address, view)


def _answered(talk: Talk, reading: Rated | Chosen | Commented | Skipped, view: View) -> Sequence[Effect]:
    """Save the answer as it comes, then the next question or the thanks; staff hear at once if need be."""
    question, survey = talk.question, talk.survey
    answer = answer_from(
        reading,
        question.kind,
        question.name,
        view.now,
        talk.felt,
        said_in=talk.said_in,
        evidence=talk.evidence,
        within=talk.text,
    )
    target, parcel_id = talk.in_place, view.new_id()
    answered = answer_current(talk.invitation, survey, answer, view.now, target or parcel_id)
    customer = _who_answered(talk, answer)
    effects: list[Effect] = [Save(customer)] if customer != talk.customer else []
    if target is None:
        effects += asking.retire(view, talk.invitation, customer, question, answer)
    news = _news(talk, answered, answer, customer, view)
    case = acknowledging.opened_by(news, view)
    if answered.question is None:
        heard = closing.heard(answered, survey, customer, view)
        if heard is not None or platform_of(talk.address).one_message:
            answered = replace(answered, message=target or parcel_id)
        if heard is not None:
            answered = played_back(answered, heard)
        shown = closing.thanks(
            answered,
            survey,
            customer,
            talk.address,
            view,
            parcel_id=parcel_id,
            target=target,
            heard=heard,
            case=case,
        )
        effects += [Save(answered), *stop_timers(answered), shown]
    elif acknowledging.talks_with_staff(talk.invitation, view):
        effects += [Save(replace(answered, message=None)), _kept(talk, view)]
    elif urgent := acknowledging.made_urgent(news, view):
        effects += [
            Save(replace(answered, message=None)),
            acknowledging.danger(urgent, answered, customer, talk.address, view, target=target),
        ]
    else:
        asked = survey.question(answered.question)
        is_named = any("{name}" in words for words in (asked.low_text or asked.text).values())
        known = acknowledging.known(case, customer, view, is_named=is_named)
        shown = asking.ask(view, answered, customer, talk.address, parcel_id, below=known, target=target)
        effects += [Save(answered), shown]
    return [*effects, *news, *quoting.one_question(news, answered, survey, customer, talk.address, view)]


def _news(
    talk: Talk, answered: Invitation, answer: Answer, customer: Customer, view: View
) -> Sequence[Effect]:
    """What the answer means for staff."""
    if not is_news(answer, talk.survey):
        return []
    said = Aside(answer.comment or "", None, talk.evidence)
    return cases.after_answer(answered, talk.survey, customer, view, said)


def _kept(talk: Talk, view: View) -> Effect:
    """An old button was pressed while the customer talks with staff: the next question waits."""
    rows = ((acknowledging.go_on_button(),),)
    return told(view, talk.address, talk.customer, "kept", talk.about, Line("said.kept"), rows=rows)


def _who_answered(talk: Talk, answer: Answer) -> Customer:
    """The customer with the headline rating in their history; whoever answers ignores nobody.

    Staff read that history in an alert, so that what is confidential is not in it.
    """
    customer = replace(talk.customer, ignored=0) if talk.customer.ignored else talk.customer
    is_told = answer.question == talk.survey.headline and talk.survey.audience is Audience.BUYER
    if not is_told or answer.rating is None:
        return customer
    return changed(customer, ratings=(*customer.ratings, answer.rating)[-revising.RATINGS_KEPT :])


def _parting_words(talk: Talk, words: str, view: View) -> Sequence[Effect]:
    """*Stop*, and a piece of their mind with it: both count."""
    spoken, said = talk.with_aside(words), Aside(words, None, talk.evidence)
    return [
        *leaving.opt_out(spoken, talk.customer, talk.address, view),
        *cases.after_answer(spoken, talk.survey, talk.customer, view, said),
    ]


def _comment_first(talk: Talk, words: str, view: View) -> Sequence[Effect]:
    """Words or a picture where a rating or a choice was asked: kept, and the question is asked once more."""
    kept, said = talk.with_aside(words), Aside(words, None, talk.evidence)
    news = cases.after_answer(kept, talk.survey, talk.customer, view, said)
    known = acknowledging.known(acknowledging.opened_by(news, view), talk.customer, view)
    lines = (Line("said.kept"), *known)
    effects: Sequence[Effect] = (
        _ask_again(talk, kept, lines, view)
        if kept.asked_again == 0
        else [Save(kept), told(view, talk.address, talk.customer, "kept", talk.about, *lines)]
    )
    return [*effects, *news]


def _ask_again(talk: Talk, invitation: Invitation, before: tuple[Line, ...], view: View) -> Sequence[Effect]:
    """One friendly re-ask that shows the scale; after it, whatever is said is kept and we move on."""
    again = replace(invitation, asked_again=invitation.asked_again + 1, message=view.new_id())
    message = told(
        view,
        talk.address,
        talk.customer,
        "again",
        talk.about,
        *before,
        asking.scale_line(talk.question),
        rows=asking.answer_rows(invitation, talk.question),
        parcel_id=again.message,
    )
    return [*invitations.without_buttons(invitation, talk.customer, view), Save(again), message]


def toggled(talk: Talk, value: str, view: View) -> Sequence[Effect]:
    """One of several options was pressed: it is chosen, or no longer."""
    question, invitation = talk.question, talk.invitation
    old = invitation.answer_to(question.name)
    chosen = set(old.options if old else ()) ^ {value}
    options = tuple(option.name for option in question.options if option.name in chosen)
    answer = Answer(question.name, question.kind, view.now, options=options, skipped=not options)
    toggled = take(record(invitation, answer), Step.ANSWER, view.now)
    message = toggled.message or view.new_id()
    shown = asking.ask(
        view,
        toggled,
        talk.customer,
        talk.address,
        view.new_id() if toggled.message else message,
        purpose="toggled",
        target=toggled.message,
    )
    return [Save(replace(toggled, message=message)), shown]
