"""Who is asked: customers with an open conversation, stored the way that ours are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from importlib.resources import files
from tomllib import loads
from zoneinfo import ZoneInfo

import handlers
from bot.core.conversation import Invitation, State
from bot.core.effects import Effect, Save
from bot.core.eligibility import ContactRules
from bot.core.events import CommandGiven, Event, Outcome, ParcelSettled
from bot.core.identity import Address, Contact, Customer, derived_id
from bot.core.journey import Touchpoint
from bot.core.periods import BusinessHours
from bot.core.ports import Errand, Needs, Pending
from bot.core.recovery import ServiceLevels
from bot.core.settings import Settings
from bot.core.survey import Audience
from bot.core.survey_reading import parse_survey
from bot.core.view import View
from handlers import invitations
from storage.unit_of_work import SqlStore

TOUCHPOINT = "delivery"
_ASKED_AT_ONCE = 1000  # customers
_STORES = ("Berlin", "Hamburg", "Leipzig")
_NAMES = ("Maya Brown", "Jonas Weber", "Aylin Demir", "Chloé Martin", "Tom Okafor", "Ana Sousa", "Li Wei")


def settings_with(survey_name: str) -> Settings:
    """A business that asks this shipped survey after every delivery, and has no rooms."""
    text = files("bot.texts").joinpath(f"surveys/{survey_name}.toml").read_text("utf-8")
    survey = parse_survey(loads(text), ["en"])
    zone = ZoneInfo("Europe/Berlin")
    return Settings(
        business="Bench",
        languages=("en",),
        zone=zone,
        hours=BusinessHours({}, frozenset(), zone),
        touchpoints={TOUCHPOINT: Touchpoint(TOUCHPOINT, survey.name, timedelta(days=1))},
        surveys={(survey.name, survey.version): survey},
        current={survey.name: survey.version},
        rooms=(),
        staff=frozenset(),
        managers=frozenset(),
        contact=ContactRules(),
        service=ServiceLevels(),
        digests={},
        causes=(),
        link_key=b"bench",
        get_to_know=False,
    )


def user_id(number: int) -> int:
    """Telegram's own name for this customer, and for their chat."""
    return 100_000_000 + number


def address_of(number: int) -> Address:
    return Address("telegram", "", "", str(user_id(number)))


def name_of(number: int) -> str:
    return _NAMES[number % len(_NAMES)]


def invitation_id(number: int) -> str:
    return derived_id("bench", str(number))


def invitation_of(number: int, settings: Settings, now: datetime) -> tuple[Customer, Contact, Invitation]:
    """Customer, contact, and an invitation that waits for its moment."""
    survey = settings.survey(settings.default_survey)
    customer = Customer(
        derived_id("bench customer", str(number)), Audience.BUYER, name_of(number), "en", None, orders=3
    )
    contact = Contact(address_of(number), customer.id)
    invitation = Invitation(
        id=invitation_id(number),
        customer_id=customer.id,
        purchase_id=derived_id("bench purchase", str(number)),
        survey=survey.name,
        survey_version=survey.version,
        touchpoint=TOUCHPOINT,
        segments={"store": _STORES[number % len(_STORES)], "customer": "returning"},
        started_by_customer=False,
        state=State.PLANNED,
        planned_at=now - timedelta(days=1),
        due_at=now,
        expires_at=now + timedelta(days=7),
        product="Mug",
    )
    return customer, contact, invitation


About = Callable[[int, Customer, Invitation], tuple[Customer, Invitation]]


def _as_they_are(_: int, customer: Customer, invitation: Invitation) -> tuple[Customer, Invitation]:
    return customer, invitation


async def ask_everybody(
    store: SqlStore, settings: Settings, customers: int, now: datetime, about: About = _as_they_are
) -> None:
    """The first question is out to everybody and has arrived; reminders and expiries are set.

    ``about`` may change who somebody is and what they are asked about, by their number.
    """
    for start in range(0, customers, _ASKED_AT_ONCE):
        numbers = range(start, min(start + _ASKED_AT_ONCE, customers))
        everybody = CommandGiven("bench", f"ask {start}", now, Address("bench"), "ask", "")

        def ask(_event: Event, view: View, numbers: range = numbers) -> Sequence[Effect]:
            return [effect for number in numbers for effect in _asking(number, view, about)]

        asked = await store.work([Pending(everybody, Needs(), now, start << 32)], ask)
        receipts = [
            receipt_of(errand, settings, str(1 + place)) for place, errand in enumerate(asked.errands)
        ]
        await store.work(receipts, handlers.decide)


def _asking(number: int, view: View, about: About) -> list[Effect]:
    customer, contact, invitation = invitation_of(number, view.settings, view.now)
    customer, invitation = about(number, customer, invitation)
    return [Save(contact), *invitations.start(invitation, customer, contact.address, view)]


def receipt_of(errand: Errand, settings: Settings, message: str) -> Pending:
    """The parcel has arrived, and the platform calls it ``message``."""
    parcel = errand.parcel
    event = ParcelSettled(
        "courier",
        parcel.id,
        parcel.not_before,
        parcel.id,
        parcel.address,
        parcel.purpose,
        parcel.about,
        Outcome.DELIVERED,
        message,
    )
    return Pending(event, handlers.needs_of(event, settings), parcel.not_before, seed=0)
