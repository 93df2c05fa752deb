"""What a customer is shown: a question with its buttons, and what becomes of it once it is answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.callbacks import answer_data, invitation_data
from bot.core.conversation import Answer, Invitation
from bot.core.effects import Button, Effect, Lane, Line, Message, Parcel, Send, Value
from bot.core.eligibility import ContactRules
from bot.core.identity import Address, Customer
from bot.core.periods import outside_quiet_hours, quiet_from
from bot.core.platforms import platform_of
from bot.core.survey import SCALES, Audience, Question, QuestionKind, Survey, is_low
from bot.core.view import View


def language_of(view: View, customer: Customer | None) -> str:
    """The customer's own language where we have it, else the business's."""
    if customer is not None and customer.language in view.settings.languages:
        return str(customer.language)
    return view.settings.language


def zone_of(view: View, customer: Customer) -> ZoneInfo:
    """The customer's own time zone where we have it, else the one where they buy, else the business's."""
    return view.settings.zone_for(customer)[0]


def allowed_from(view: View, customer: Customer, rules: ContactRules | None = None) -> datetime:
    """When the customer may be written to unasked: now, or when the quiet hours end.

    They are those of ``rules``, or without any those that people of this audience have in general.
    """
    if rules is None:
        rules = view.settings.rules("", "", customer.audience)
    return outside_quiet_hours(view.now, rules.quiet, zone_of(view, customer))


def day_ends(view: View, customer: Customer, rules: ContactRules) -> datetime | None:
    """When it is quiet again where the customer is; None: never."""
    return quiet_from(view.now, rules.quiet, zone_of(view, customer))


def by_day(send: Send, view: View, customer: Customer, rules: ContactRules) -> Send:
    """What nobody asked for is sent before it is quiet again or not at all, whatever kept it on its way."""
    return Send(replace(send.parcel, not_after=day_ends(view, customer, rules)))


def told(
    view: View,
    address: Address,
    customer: Customer | None,
    purpose: str,
    about: str,
    *lines: Line,
    rows: tuple[tuple[Button, ...], ...] = (),
    lane: Lane = Lane.REPLY,
    target: str | None = None,
    parcel_id: str | None = None,
) -> Send:
    """One message to a customer, due now."""
    return Send(
        Parcel(
            id=parcel_id or view.new_id(),
            address=address,
            lane=lane,
            purpose=purpose,
            about=about,
            message=Message(lines, rows),
            language=language_of(view, customer),
            not_before=view.now,
            target=target,
        )
    )


def slash(view: View, address: Address) -> str:
    """What stands before the name of a command that is typed here."""
    return view.settings.before_commands.get(address.platform, "/")


def names(view: View, invitation: Invitation, customer: Customer) -> dict[str, Value]:
    """What the texts of a survey may call by name; what is not known is left out."""
    known: dict[str, Value] = {"business": view.settings.business}
    if customer.first_name:
        known["name"] = customer.first_name
    if invitation.product:
        known["product"] = invitation.product
    return known


def question_line(view: View, invitation: Invitation, customer: Customer, question: Question) -> Line:
    """The question's words; sorry first where the headline rating was low."""
    survey = view.settings.survey(invitation.survey, invitation.survey_version)
    text = question.low_text if question.low_text and was_low(invitation, survey) else question.text
    return Line("survey.text", {"text": text, **names(view, invitation, customer)})


def was_low(invitation: Invitation, survey: Survey) -> bool:
    """Whether the headline rating, as far as it was given, is a low one."""
    headline = survey.question(survey.headline)
    answer = invitation.answer_to(survey.headline)
    return answer is not None and answer.rating is not None and is_low(headline.kind, answer.rating)


def ask(
    view: View,
    invitation: Invitation,
    customer: Customer,
    address: Address,
    parcel_id: str,
    *,
    before: tuple[Line, ...] = (),
    below: tuple[Line, ...] = (),
    purpose: str = "question",
    target: str | None = None,
) -> Send:
    """The message that asks the current question; in place of another it keeps the answers shown there."""
    survey = view.settings.survey(invitation.survey, invitation.survey_version)
    question = survey.question(invitation.question or survey.first.name)
    first = question.name == survey.first.name
    above = so_far(view, invitation, customer) if target is not None else ()
    lines = [*before, *above, question_line(view, invitation, customer, question), *below]
    lines += [*_ends(question), *_progress(survey, question)]
    if purpose == "invitation":
        lines.append(_who_asks(view))
    rows = (
        *answer_rows(invitation, question),
        *((_ways_out(invitation),) if first and not invitation.answers else ()),
    )
    return told(
        view,
        address,
        customer,
        purpose,
        f"invitation:{invitation.id}",
        *lines,
        rows=rows,
        lane=Lane.SURVEY if purpose in {"invitation", "reminder"} else Lane.REPLY,
        target=target,
        parcel_id=parcel_id,
    )


def _who_asks(view: View) -> Line:
    """That this is a program, that answers are analysed, how to reach a person, and where to read more."""
    who: dict[str, Value] = {"business": view.settings.business}
    if view.settings.privacy_url:
        return Line("survey.consent_link", {**who, "url": view.settings.privacy_url})
    return Line("survey.consent", who)


def _progress(survey: Survey, question: Question) -> Iterable[Line]:
    """ "2 of 3", once there is something behind and the end is in sight."""
    at = survey.position(question.name)
    of = at + survey.longest_path_from(question.name) - 1
    if of > 1:
        yield Line("survey.progress", {"at": at, "of": of})


def _ends(question: Question) -> Iterable[Line]:
    """What the two ends of the scale mean."""
    if question.kind in SCALES:
        yield from scale_ends(question.kind)


def scale_ends(kind: QuestionKind) -> tuple[Line, ...]:
    """What the two ends of the scale mean, where a thumb does not say it."""
    return () if kind is QuestionKind.THUMBS else (Line(f"scale.{kind}.ends"),)


def answer_rows(invitation: Invitation, question: Question) -> tuple[tuple[Button, ...], ...]:
    """The rows of buttons under a question: the scale, the options, and a way past it."""

    def button(value: object, label: Line, emphasis: str = "") -> Button:
        return Button(label, answer_data(invitation.id, question.name, value), emphasis=emphasis)

    if question.kind in SCALES:
        return (tuple(button(value, label) for value, label in scale_labels(question.kind)),)
    skip = (button("skip", Line("survey.skip"), "quiet"),)
    if question.kind is QuestionKind.TEXT:
        return (skip,)
    chosen = _chosen(invitation, question)
    options = tuple(
        button(option.name, Line(_option_key(option.name in chosen), {"label": option.label}))
        for option in question.options
    )
    if question.kind is QuestionKind.CHOICE or not chosen:
        return (options, skip)
    return (options, (button("done", Line("survey.done"), "primary"),))


def scale_labels(kind: QuestionKind) -> tuple[tuple[int, Line], ...]:
    """Each rating of a scale, in the order of its buttons, with what stands on its button."""
    if kind is QuestionKind.THUMBS:
        return ((1, Line("scale.thumbs.up")), (0, Line("scale.thumbs.down")))
    low, high = SCALES[kind]
    key = f"scale.{kind}.button"
    return tuple((value, Line(key, {"value": str(value)})) for value in range(low, high + 1))


def _option_key(chosen: bool) -> str:
    return "survey.option_chosen" if chosen else "survey.option"


def _chosen(invitation: Invitation, question: Question) -> tuple[str, ...]:
    answer = invitation.answer_to(question.name)
    return answer.options if answer else ()


def _ways_out(invitation: Invitation) -> tuple[Button, ...]:
    return tuple(
        Button(Line(f"survey.{action}"), invitation_data(invitation.id, action), emphasis="quiet")
        for action in ("decline", "later", "stop")
    )


def answered_lines(
    view: View, invitation: Invitation, customer: Customer, question: Question, answer: Answer
) -> tuple[Line, ...]:
    """What the question's message becomes: the question, and the answer that was given."""
    return (question_line(view, invitation, customer, question), answer_line(question, answer))


def so_far(view: View, invitation: Invitation, customer: Customer) -> tuple[Line, ...]:
    """What was answered in the survey's message, question and answer; nothing on a page that scrolls.

    A typed answer moves the survey into a new message below it, so what was typed stands above already.
    """
    if invitation.address is None or not platform_of(invitation.address).one_message:
        return ()
    survey = view.settings.survey(invitation.survey, invitation.survey_version)
    given = [answer for answer in invitation.answers if answer.question != invitation.question]
    typed = max((place for place, answer in enumerate(given, 1) if answer.said_in is not None), default=0)
    return tuple(
        line
        for answer in given[typed:]
        for line in answered_lines(view, invitation, customer, survey.question(answer.question), answer)
    )


_COMMAS = {"ar": "، "}
"""What stands between the things of a list, where it is not the Latin comma."""


def answer_line(question: Question, answer: Answer) -> Line:
    """The answer in words."""
    if answer.rating is not None:
        return rated_line(question.kind, answer.rating)
    if answer.options:
        labels = [option.label for option in question.options if option.name in answer.options]
        languages = {language for label in labels for language in label}
        joined = {
            language: _COMMAS.get(language, ", ").join(
                label.get(language, next(iter(label.values()))) for label in labels
            )
            for language in languages
        }
        return Line("answered.options", {"labels": joined})
    if answer.comment:
        return Line("answered.comment")
    if answer.evidence:
        return Line("answered.evidence")
    return Line("answered.skipped")


def rated_line(kind: QuestionKind, rating: int) -> Line:
    """A rating in words."""
    if kind is QuestionKind.THUMBS:
        return Line(f"answered.thumbs.{'up' if rating else 'down'}")
    return Line("answered.rating", {"value": str(rating), "of": str(SCALES[kind][1])})


def retire(
    view: View, invitation: Invitation, customer: Customer, question: Question, answer: Answer
) -> list[Effect]:
    """Edit the question's message in place: the answer shown, the buttons gone."""
    lines = answered_lines(view, invitation, customer, question, answer)
    return redrawn(view, invitation, customer, "answered", *lines)


def redrawn(
    view: View,
    invitation: Invitation,
    customer: Customer,
    purpose: str,
    *lines: Line,
    rows: tuple[tuple[Button, ...], ...] = (),
) -> list[Effect]:
    """The conversation's message in its place, with these lines and buttons below what it keeps showing."""
    if invitation.address is None or invitation.message is None:
        return []
    return [
        told(
            view,
            invitation.address,
            customer,
            purpose,
            f"invitation:{invitation.id}",
            *so_far(view, invitation, customer),
            *lines,
            rows=rows,
            target=invitation.message,
        )
    ]


def review_lines(view: View, invitation: Invitation, survey: Survey) -> tuple[Line, ...]:
    """Where the place can be reviewed in public: offered to every buyer who finishes, whatever the score."""
    place = view.settings.places.get(invitation.place or "")
    if place is None or place.review_url is None:
        return ()
    if survey.audience is not Audience.BUYER or invitation.trial:
        return ()
    return (Line("survey.review", {"url": place.review_url}),)


def scale_line(question: Question) -> Line:
    """The friendly reminder of how a question can be answered."""
    if question.kind in SCALES:
        return Line(f"scale.{question.kind}.reminder")
    return Line("scale.choice.reminder")
