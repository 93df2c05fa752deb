"""May we share your words? One quiet question to a happy customer, once; they may change their mind."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import quoting
from bot.core.callbacks import KnowingPressed, knowing_data, setting_data
from bot.core.commented import is_clearly_happy
from bot.core.conversation import Invitation
from bot.core.effects import Button, Effect, Line, Save
from bot.core.events import Event, MessageEdited, MessageReceived
from bot.core.identity import Address, Customer, derived_id
from bot.core.quoting import QUOTES, Consent, consent_of
from bot.core.spoken import clean
from bot.core.survey import Audience, Survey
from bot.core.verdict import Aside
from bot.core.view import View
from handlers import knowing
from handlers.asking import told


def one_question(
    done: Sequence[Effect],
    ended: Invitation,
    survey: Survey,
    customer: Customer,
    address: Address,
    view: View,
) -> list[Effect]:
    """After the thanks at most one thing is asked: whether they may be quoted, else something of them."""
    may_we = _asked(done, ended, survey, customer, address, view)
    return may_we or knowing.asked(done, ended, survey, customer, address, view)


def _asked(
    done: Sequence[Effect],
    ended: Invitation,
    survey: Survey,
    customer: Customer,
    address: Address,
    view: View,
) -> list[Effect]:
    """Only of what is clearly happy, and of whoever was never asked."""
    if not view.settings.ask_to_quote or quoting.was_asked(customer):
        return []
    if not is_clearly_happy(ended, survey) or not knowing.is_welcome(done, ended, survey, customer, view):
        return []
    asks = told(
        view,
        address,
        customer,
        "quote",
        f"invitation:{ended.id}",
        Line("quoting.ask"),
        rows=tuple((Button(_label(one), knowing_data(ended.id, QUOTES, one.value)),) for one in Consent),
        parcel_id=_message(ended.id),
    )
    return [Save(quoting.asked(customer, ended.id, view.now)), asks]


def pressed(press: KnowingPressed, address: Address, view: View) -> Sequence[Effect]:
    """The answer, or one to another small question. Pressed again it changes nothing."""
    if press.question != QUOTES:
        return knowing.pressed(press, address, view)
    customer = view.customer_at(address)
    if customer is None or press.value not in set(Consent):
        return []
    if not quoting.is_open(customer, press.invitation_id):
        return []
    return _answered(customer, Consent(press.value), press.invitation_id, address, view)


def typed(message: Aside, address: Address, customer: Customer, view: View) -> list[Effect] | None:
    """What is typed while the question waits, as far as it is an answer; None where it is something else."""
    invitation_id = quoting.waits(customer, view.now)
    if invitation_id is None or message.evidence:
        return None
    consent = quoting.read_answer(message.text)
    return None if consent is None else _answered(customer, consent, invitation_id, address, view)


def _answered(
    customer: Customer, consent: Consent, invitation_id: str, address: Address, view: View
) -> list[Effect]:
    """The question in its place, with what they said and without buttons."""
    lines = Line("quoting.ask"), Line(f"quoting.said.{consent}")
    about, target = f"invitation:{invitation_id}", _message(invitation_id)
    shown = told(view, address, customer, "quoted", about, *lines, target=target)
    return [Save(quoting.said(customer, consent, view.now)), shown]


# --- a change of mind


def settled(value: str, customer: Customer, address: Address, view: View) -> list[Effect]:
    """A button below ``/privacy``, at any time."""
    if value not in set(Consent) or customer.erased_at is not None:
        return []
    consent = Consent(value)
    line = Line(f"quoting.said.{consent}")
    return [
        Save(quoting.said(customer, consent, view.now)),
        told(view, address, customer, "reply", "quotes", line),
    ]


def choices(customer: Customer, view: View) -> tuple[tuple[Line, ...], tuple[tuple[Button, ...], ...]]:
    """How it stands, and buttons to change it: for buyers, where it is asked or was said."""
    consent = consent_of(customer.attributes)
    if customer.audience is not Audience.BUYER or not (view.settings.ask_to_quote or consent):
        return (), ()
    now = Line(f"quoting.now.{consent or 'unasked'}")
    buttons = [Button(_label(one), setting_data(QUOTES, one.value)) for one in Consent if one is not consent]
    return (now,), tuple((one,) for one in buttons)


def wanted(words: str, address: Address, customer: Customer, view: View) -> list[Effect] | None:
    """``quote me``, or ``quotes``: how it stands and what can be chosen; None for any other words."""
    lines, rows = choices(customer, view) if quoting.asks(words) else ((), ())
    return [told(view, address, customer, "reply", "quotes", *lines, rows=rows)] if lines else None


def is_objection(event: MessageReceived | MessageEdited) -> bool:
    """Whether this says that they are not to be quoted, and nothing else."""
    return not event.address.room and quoting.only_objects(clean(event.text))


def objected(event: Event, effects: Sequence[Effect], view: View) -> list[Effect]:
    """Who says, alone or amid other words, that they are not to be quoted, is not quoted from now on."""
    if not isinstance(event, MessageReceived | MessageEdited) or event.address.room:
        return []
    if not quoting.objects(clean(event.text)):
        return []
    customer = _as_saved(event.address, effects, view)
    if customer is None or customer.erased_at is not None:
        return []
    known = consent_of(customer.attributes) is Consent.NEVER
    if known and not is_objection(event):
        return []
    done: list[Effect] = [] if known else [Save(quoting.said(customer, Consent.NEVER, view.now))]
    line = Line(f"quoting.said.{Consent.NEVER}")
    return [*done, told(view, event.address, customer, "reply", "quotes", line)]


def never_more(address: Address, effects: Sequence[Effect], view: View) -> list[Effect]:
    """They want to be forgotten: nobody is to read their words meanwhile. ``effects`` are done before."""
    customer = _as_saved(address, effects, view)
    return [] if customer is None else [Save(quoting.said(customer, Consent.NEVER, view.now))]


def _as_saved(address: Address, effects: Sequence[Effect], view: View) -> Customer | None:
    """Who writes here, as what is done already leaves them."""
    saved = [one.fact for one in effects if isinstance(one, Save) and isinstance(one.fact, Customer)]
    known = view.customer_at(address)
    if known is None:
        return saved[-1] if len({one.id for one in saved}) == 1 else None
    return next((one for one in reversed(saved) if one.id == known.id), known)


def of_customer(customer: Customer) -> Line | None:
    """What they said about it, for their card and their own data."""
    consent = consent_of(customer.attributes)
    return None if consent is None else Line(f"quoting.answer.{consent}")


def _label(consent: Consent) -> Line:
    return Line(f"quoting.answer.{consent}")


def _message(invitation_id: str) -> str:
    """The parcel that asks: one at most for each customer."""
    return derived_id("quote", invitation_id)
