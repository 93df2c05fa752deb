"""A completed response is changed within a day: the number counts anew, the words stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.conversation import Invitation, Step, record, take
from bot.core.effects import Effect, Line, Save
from bot.core.identity import Address, Customer
from bot.core.platforms import platform_of
from bot.core.playing_back import settled_by_rating, taken_back, waiting
from bot.core.survey import Audience
from bot.core.understanding import Rated, read_pressed
from bot.core.view import View
from handlers import asking, cases, closing, invitations
from handlers.asking import told
from handlers.talks import Talk

RATINGS_KEPT = 5


def is_offered(invitation: Invitation) -> bool:
    """Whether the rating of a completed response is being asked once more."""
    return invitation.asked_again > 0


def offer_revision(
    invitation: Invitation, customer: Customer, address: Address, view: View
) -> Sequence[Effect]:
    """The rating is asked once more: in the survey's own message, or in a new one that waits for it."""
    survey = invitations.survey_of(invitation, view)
    question = survey.question(survey.headline)
    target = invitation.message if platform_of(address).one_message else None
    parcel_id = view.new_id()
    is_left = target is None and waiting(invitation, view.now) is not None
    return [
        *(closing.retired(invitation, survey, customer, view) if is_left else ()),
        Save(replace(invitation, message=target or parcel_id, asked_again=1)),
        told(
            view,
            address,
            customer,
            "revise",
            f"invitation:{invitation.id}",
            Line("said.revise"),
            asking.question_line(view, invitation, customer, question),
            rows=asking.answer_rows(invitation, question),
            parcel_id=parcel_id,
            target=target,
        ),
    ]


def revised(talk: Talk, value: str, view: View) -> Sequence[Effect]:
    """Only the message that offered it takes a new rating, and only once: a press on any other is late.

    What we had said back is settled by it where it was the rating that did not fit; else it is not asked on.
    """
    question, survey, customer = talk.question, talk.survey, talk.customer
    reading = read_pressed(value, question)
    old = talk.invitation.answer_to(question.name)
    is_headline = question.name == survey.headline
    if not isinstance(reading, Rated) or old is None or not is_headline or not is_offered(talk.invitation):
        return []
    answer = replace(old, rating=reading.value, skipped=False)
    changed = replace(
        record(take(talk.invitation, Step.REVISE, view.now), answer),
        message=talk.in_place,
        asked_again=0,
    )
    asked_which = closing.asks_which(talk.invitation, survey)
    changed = settled_by_rating(changed, survey) if asked_which else taken_back(changed)
    if survey.audience is Audience.BUYER:
        customer = replace(customer, ratings=with_revised(customer.ratings, old.rating, reading.value))
    above = asking.so_far(view, changed, customer)
    line = asking.answer_line(question, answer)
    return [
        Save(changed),
        Save(customer),
        told(
            view,
            talk.address,
            customer,
            "revised",
            talk.about,
            *above,
            Line("said.revised"),
            *(() if line in above else (line,)),
            *(asking.review_lines(view, changed, survey) if talk.in_place else ()),
            rows=closing.revise_rows(changed, survey) if talk.in_place else (),
            target=talk.invitation.message,
        ),
        *cases.after_answer(changed, survey, customer, view),
    ]


def with_revised(ratings: tuple[int, ...], old: int | None, new: int) -> tuple[int, ...]:
    """The history with the latest ``old`` replaced; with the new one at its end if none was given."""
    if old is None or old not in ratings:
        return (*ratings, new)[-RATINGS_KEPT:]
    place = len(ratings) - 1 - ratings[::-1].index(old)
    return (*ratings[:place], new, *ratings[place + 1 :])
