"""Why somebody is asked, or not: every gate with its rule, what is on record, and what we know of them.

Made for ``/why`` and ``feedback-bot why`` alike: keys and values here, words at the far edge. Moments are
local to the customer, as far as their zone is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.core.conversation import ACTIVE, Invitation, State
from bot.core.effects import Line, Value
from bot.core.eligibility import GATES, GateVerdict, Suppression, decision, gate_verdicts
from bot.core.habits import Habits, habits_of
from bot.core.identity import Customer
from bot.core.journey import Purchase
from bot.core.knowing import told_of
from bot.core.ports import BOUGHT_SHOWN
from bot.core.survey import Audience
from bot.core.view import View
from handlers import invitations, pulses

REASONS = (
    *(gate for gate, _ in GATES),
    *("refunded", "cancelled", "late", "cancelled_by_us", "out_of_stock"),
    *("imported", "expired", "no_address", "merged", "no_survey"),
    *("unreachable", "rejected", "restored"),
)
"""Everything that a suppression may name; each has a text ``why.reason.…``."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked about: a purchase with whose it is, or a customer. A purchase that was taken back
    before it was reported has no customer.
    """

    purchase: Purchase | None
    customer: Customer | None

    @property
    def kind(self) -> str:
        """ "purchase" or "customer", the end of the text keys that differ."""
        return "customer" if self.purchase is None else "purchase"

    @property
    def names(self) -> dict[str, Value]:
        """What a text may call it by."""
        known: dict[str, Value] = {}
        if self.customer is not None:
            known["who"] = self.customer.name or self.customer.id
        if self.purchase is not None:
            known["order"] = self.purchase.order
            known["shop"] = self.purchase.shop
            if self.purchase.product:
                known["product"] = self.purchase.product
        return known


@dataclass(frozen=True, slots=True)
class Explanation:
    """``now`` says what would come of asking at this moment, ``gates`` why. ``history`` is oldest first.

    Each line of the ``record`` says what it is, a colon, and what it is for them.
    """

    subject: Subject
    title: Line
    status: tuple[Line, ...]
    now: Line
    gates: tuple[GateVerdict, ...]
    history: tuple[Line, ...]
    record: tuple[Line, ...]


def subject_of(id_: str, view: View) -> Subject | None:
    """The purchase or the customer with this id, as far as it is loaded."""
    purchase = view.purchase(id_)
    if purchase is not None:
        return Subject(purchase, view.customer(purchase.customer_id))
    customer = view.customer(id_)
    return None if customer is None else Subject(None, customer)


def found_subjects(view: View) -> list[Subject]:
    """What the words led to, best first."""
    if view.found is None:
        return []
    ids = (*view.found.purchases, *view.found.customers)
    return [subject for id_ in ids if (subject := subject_of(id_, view)) is not None]


def to_ask(subject: Subject, customer: Customer, view: View) -> Invitation:
    """The invitation that asking now is about: the planned one if it is about this, else a new one."""
    purchase = subject.purchase or latest(customer, view)
    planned = view.planned_invitation(customer.id)
    if planned is not None and (purchase is None or planned.purchase_id == purchase.id):
        return planned
    return replace(invitations.by_customer(customer, view, purchase), started_by_customer=False)


def latest(customer: Customer, view: View) -> Purchase | None:
    """The last purchase that was not taken back; else the last one."""
    bought = _bought_by(customer, view)
    return next((one for one in bought if one.not_asked is None), bought[0] if bought else None)


def _bought_by(customer: Customer, view: View) -> list[Purchase]:
    """Their last purchases, the latest first; a moment of a pulse is none."""
    return [one for one in view.purchases_of(customer.id) if not pulses.is_moment(one)][:BOUGHT_SHOWN]


def invitations_about(subject: Subject, view: View) -> list[Invitation]:
    """Every invitation that is loaded about the purchase, or to the customer; oldest first."""
    about = [
        one
        for one in view.rows.invitations.values()
        if not one.trial
        and (
            one.purchase_id == subject.purchase.id
            if subject.purchase is not None
            else subject.customer is not None and one.customer_id == subject.customer.id
        )
    ]
    return sorted(about, key=lambda one: (one.planned_at, one.id))


def explain(subject: Subject, view: View) -> Explanation:
    """Everything that there is to say."""
    customer = subject.customer
    zone = view.settings.zone_for(customer)[0] if customer else view.settings.zone
    names = dict(subject.names)
    if subject.purchase is not None:
        names["when"] = local(subject.purchase.bought_at, zone)
    title = Line(f"why.title.{subject.kind}", names)
    history = tuple(_history(subject, zone, view))
    if customer is None:
        reason = subject.purchase.not_asked if subject.purchase else None
        gate = GateVerdict("withdrawn", passed=False, values={"reason": reason or ""})
        return Explanation(subject, title, (), Line("why.now.closed"), (gate,), history, ())
    invitation = to_ask(subject, customer, view)
    about = invitations.asking_about(invitation, customer, view)
    gates = (*gate_verdicts(about), *_beside(invitation, customer, view))
    return Explanation(
        subject,
        title,
        tuple(_status(subject, zone, view)),
        _now(decision(about), gates, zone),
        gates,
        history,
        tuple(record(customer, zone, view)),
    )


def local(at: datetime, zone: ZoneInfo) -> str:
    """A moment as people there read it on a clock."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def _beside(invitation: Invitation, customer: Customer, view: View) -> Iterator[GateVerdict]:
    """What stands in the way besides the gates: too late, and nowhere to write to."""
    yield GateVerdict("expired", passed=view.now < invitation.expires_at)
    chats = sorted({contact.address.platform for contact in view.contacts_of(customer.id)})
    yield GateVerdict("no_address", passed=bool(chats), values={"chats": ", ".join(chats)})


def _status(subject: Subject, zone: ZoneInfo, view: View) -> Iterator[Line]:
    """What is going on at present."""
    active = [one for one in invitations_about(subject, view) if one.state in ACTIVE]
    for one in active:
        if one.state is State.PLANNED:
            yield Line("why.status.planned", {"when": local(one.due_at, zone), "survey": one.survey})
        else:
            since = local(one.sent_at or one.planned_at, zone)
            yield Line("why.status.going_on", {"when": since, "survey": one.survey})
    if not active:
        yield Line("why.status.nothing")


def _now(closed: GateVerdict | None, gates: tuple[GateVerdict, ...], zone: ZoneInfo) -> Line:
    if closed is not None and closed.until is not None:
        return Line("why.now.later", {"when": local(closed.until, zone), "zone": str(zone)})
    if closed is not None or not all(gate.passed for gate in gates):
        return Line("why.now.closed")
    return Line("why.now.open")


def _history(subject: Subject, zone: ZoneInfo, view: View) -> Iterator[Line]:
    happened = [
        *((one.at, _not_asked(one, zone, view)) for one in suppressions_about(subject, view)),
        *(moment for one in invitations_about(subject, view) for moment in _of_invitation(one, zone, view)),
    ]
    for _, line in sorted(happened, key=lambda one: one[0]):
        yield line


def suppressions_about(subject: Subject, view: View) -> list[Suppression]:
    """The recorded decisions not to ask about the purchase, or the customer; the latest first."""
    kept = view.found.suppressions if view.found else ()
    if subject.purchase is not None:
        mine = {subject.purchase.id, *(one.id for one in invitations_about(subject, view))}
        return [one for one in kept if one.purchase_id in mine]
    return [one for one in kept if subject.customer and one.customer_id == subject.customer.id]


def _not_asked(one: Suppression, zone: ZoneInfo, view: View) -> Line:
    names: dict[str, Value] = {"when": local(one.at, zone), **_order(one.purchase_id, view)}
    if one.reason not in REASONS:
        return Line("why.unknown_reason", {**names, "reason": one.reason})
    return Line(f"why.reason.{one.reason}", names)


def _of_invitation(one: Invitation, zone: ZoneInfo, view: View) -> Iterator[tuple[datetime, Line]]:
    """When it was sent, and how it ended; of somebody who works with us that is nobody's business."""
    names: dict[str, Value] = {"survey": one.survey, **_order(one.purchase_id, view)}
    if one.sent_at is not None:
        who = "customer" if one.started_by_customer else "us"
        yield one.sent_at, Line(f"why.sent.{who}", {**names, "when": local(one.sent_at, zone)})
    customer = view.customer(one.customer_id)
    if customer is None or customer.audience is Audience.INTERNAL:
        return
    if one.finished_at is not None and one.sent_at is not None and one.state is not State.WITHDRAWN:
        yield one.finished_at, Line(f"why.ended.{one.state}", {**names, "when": local(one.finished_at, zone)})


def _order(purchase_id: str | None, view: View) -> dict[str, Value]:
    """The order that it is about, where we know it."""
    purchase = view.purchase(purchase_id) if purchase_id else None
    return {"order": purchase.order} if purchase else {}


# --- what we know of them


def record(customer: Customer, zone: ZoneInfo, view: View) -> Iterator[Line]:
    """Name, zone, what they buy, how they rated us, and what else was told of them."""
    bought = _bought_by(customer, view)
    if customer.name:
        yield Line("why.record.name", {"words": customer.name})
    if customer.preferred_name:
        yield Line("why.record.preferred_name", {"words": customer.preferred_name})
    yield Line(f"why.record.audience.{customer.audience}")
    if customer.language:
        yield Line("why.record.language", {"words": customer.language})
    yield Line(f"why.record.zone.{view.settings.zone_for(customer)[1]}", {"zone": str(zone)})
    yield from _bought(customer, habits_of(bought, zone), zone, view)
    if customer.ratings and customer.audience is Audience.BUYER:
        yield Line("why.record.ratings", {"words": " → ".join(map(str, customer.ratings))})
    for one in told_of(customer):
        values = {"label": one.name, "words": one.value, "source": one.source, "when": local(one.at, zone)}
        yield Line("why.record.attribute", values)


def _bought(customer: Customer, habits: Habits, zone: ZoneInfo, view: View) -> Iterator[Line]:
    yield Line("why.record.orders", {"n": max(customer.orders, habits.orders)})
    first = customer.first_bought_at or habits.first_bought_at
    last = customer.last_bought_at or habits.last_bought_at
    if first is not None:
        yield Line("why.record.first_bought", {"when": local(first, zone)})
    if last is not None and last != first:
        yield Line("why.record.last_bought", {"when": local(last, zone)})
    if habits.every is not None:
        yield Line("why.record.every", {"n": round(habits.every / timedelta(days=1), 1)})
    spent = view.found.spent.get(customer.id) if view.found else None
    if spent:
        words = ", ".join(_money(amount, currency) for currency, amount in spent.items())
        yield Line("why.record.spent", {"words": words})
    if habits.usual_hour is not None:
        yield Line("why.record.usual_hour", {"when": f"{habits.usual_hour:02}:00"})
    if habits.favourite_product:
        yield Line("why.record.favourite", {"words": habits.favourite_product})
    place = customer.place or habits.place
    if place:
        yield Line("why.record.place", {"words": place})


def _money(amount: Decimal, currency: str) -> str:
    return f"{amount:,} {currency}".strip()


def chat_lines(said: Explanation) -> tuple[Line, ...]:
    """The explanation as a message: of the gates, those that are closed first."""
    gates = sorted(said.gates, key=lambda gate: gate.passed)
    return (
        said.title,
        *said.status,
        said.now,
        *(Line(gate.key, gate.values) for gate in gates),
        *((Line("why.head.history"), *said.history) if said.history else ()),
        *((Line("why.head.record"), *said.record) if said.record else ()),
    )
