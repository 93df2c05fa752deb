"""``/tryit``: staff walk through a survey as a customer would, in their own chat, and nothing is counted.

The conversation is the real one. What it decides is let through only as far as it is said to the one who
tries, or kept with the trial itself: no customer's record, case, notice or reminder comes of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.core.conversation import ACTIVE, Invitation, State, Step, allows, end, take
from bot.core.effects import CancelTimer, Effect, Line, Reply, Save, Send, SetTimer, Timer
from bot.core.identity import Address, Contact, Customer
from bot.core.survey import Survey
from bot.core.view import View
from handlers import asking, invitations
from handlers.asking import told

LASTS = timedelta(hours=1)


def begun(survey: Survey, customer: Customer, address: Address, view: View) -> list[Effect]:
    """The first question, as a customer gets it, below a line that says that this is a try."""
    message = view.new_id()
    trial = take(
        Invitation(
            id=view.new_id(),
            customer_id=customer.id,
            purchase_id=None,
            survey=survey.name,
            survey_version=survey.version,
            touchpoint=invitations.OWN_TOUCHPOINT,
            segments={},
            started_by_customer=True,
            state=State.PLANNED,
            planned_at=view.now,
            due_at=view.now,
            expires_at=view.now + LASTS,
            trial=True,
        ),
        Step.SEND,
        view.now,
        address=address,
        question=survey.first.name,
        message=message,
    )
    asked = asking.ask(view, trial, customer, address, message, purpose="invitation")
    intro = Line("tryit.begins", {"survey": survey.name})
    return [
        Save(trial),
        SetTimer(Timer("expire", trial.id, trial.expires_at)),
        told(view, address, customer, "reply", f"invitation:{trial.id}", intro),
        # Under a purpose of its own: whether it arrives is nobody's delivered invitation.
        Send(replace(asked.parcel, purpose="trial")),
    ]


def tried(
    trial: Invitation, effects: Sequence[Effect], customer: Customer, address: Address, view: View
) -> list[Effect]:
    """What is left of these effects of a conversation where it was a try; at its end that is said.

    *Later* ends it too: nobody is reminded of a try.
    """
    kept, now = [], trial
    for effect in effects:
        if _is_its_own(effect, trial, address):
            kept.append(effect)
        if isinstance(effect, Save) and isinstance(effect.fact, Invitation) and effect.fact.id == trial.id:
            now = effect.fact
    is_put_off = now.reminded and not trial.reminded
    if is_put_off and allows(now, Step.DECLINE):
        now = end(now, invitations.survey_of(now, view), Step.DECLINE, view.now)
        kept.append(Save(now))
    if trial.state in ACTIVE and now.state not in ACTIVE:
        over = Line("tryit.over", {"survey": trial.survey})
        kept += [
            CancelTimer(f"expire:{trial.id}"),
            told(view, address, customer, "reply", f"invitation:{trial.id}", over),
        ]
    return kept


def _is_its_own(effect: Effect, trial: Invitation, address: Address) -> bool:
    """Whether it is said to the one who tries, or about nothing but the trial."""
    match effect:
        case Save(Invitation(id=id_)):
            return id_ == trial.id
        case Save(Contact()) | Reply():
            return True
        case Send(parcel):
            return parcel.address in {address, trial.address}
        case _:
            return False
