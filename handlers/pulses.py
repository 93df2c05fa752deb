"""Pulses: people who work with us are asked on schedule, each by a moment of a touchpoint of its own.

A pulse's timer fans out into one ``moment`` timer for each of them, some at a time, and sets itself anew.
A moment is a row like a purchase's, and its invitation passes the same gates as every other: whoever is not
asked has the reason on record. ``feedback-bot invite`` brings the same moments, as a wave by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.core.effects import Effect, Reply, Save, SetTimer, Timer
from bot.core.events import TimerDue
from bot.core.identity import Customer
from bot.core.journey import Purchase
from bot.core.periods import missed_runs, next_run
from bot.core.ports import Needs
from bot.core.settings import PulsePlan, Settings
from bot.core.survey import Audience
from bot.core.view import View
from handlers import invitations
from handlers.purchases import purchase_id_of

GROUP = "group"  # the attribute that a pulse's group names, and the segment of its answers
PULSE = "pulse:"  # how the shop of a pulse's moments begins; its name follows
WAVE = "wave"  # the shop of moments that were asked for by hand
MEMBERS_AT_ONCE = 200
_AT_ONCE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Moment:
    """One person's moment of a touchpoint: of which pulse or wave (``shop``), on which local date."""

    shop: str  # "pulse:NAME", or "wave"
    touchpoint: str
    day: date
    customer_id: str

    @property
    def subject(self) -> str:
        """What its timer wakes up for."""
        return f"{self.shop}/{self.touchpoint}/{self.day.isoformat()}/{self.customer_id}"

    @property
    def order(self) -> str:
        """What tells it from the other moments of its shop: one a person, touchpoint and date."""
        return f"{self.day.isoformat()}/{self.touchpoint}/{self.customer_id}"

    @property
    def purchase_id(self) -> str:
        """The id of its row."""
        return purchase_id_of(self.shop, self.order)


def read_moment(subject: str) -> Moment:
    """The moment behind a timer's subject. Raises ValueError for anything else."""
    shop, touchpoint, day, customer_id = subject.split("/")
    return Moment(shop, touchpoint, date.fromisoformat(day), customer_id)


def _of_pulse(event: TimerDue, settings: Settings) -> Needs:
    """Some of the people who work with us, from the first or after the last one that was seen."""
    name, _, after = _parted(event.subject)
    return _members_after(after) if name in settings.pulses else Needs()


def _of_moment(event: TimerDue, _: Settings) -> Needs:
    """Who it is about, and its row if it was made before."""
    moment = read_moment(event.subject)
    return Needs(customers=(moment.customer_id,), purchases=(moment.purchase_id,), subjects=True)


NEEDS: Mapping[str, Callable[[TimerDue, Settings], Needs]] = {
    "pulse": _of_pulse,
    "pulse_part": _of_pulse,
    "moment": _of_moment,
}
"""What each kind of timer here needs."""


def scheduled(event: TimerDue, view: View) -> Sequence[Effect]:
    """A pulse is new or has changed: wake up for its next run."""
    plan = view.settings.pulses.get(event.subject)
    return [] if plan is None else [_next(plan, view)]


def came_due(event: TimerDue, view: View) -> Sequence[Effect]:
    """A pulse's run begins. After downtime only the latest one does: nobody is asked twice about the past."""
    plan = view.settings.pulses.get(event.subject)
    if plan is None:
        return []
    runs = missed_runs(plan.schedule, event.due - timedelta(microseconds=1), view.now)
    return [_next(plan, view), *(_part(plan, runs[-1][0], "", view) if runs else ())]


def next_part(event: TimerDue, view: View) -> Sequence[Effect]:
    """A pulse's run goes on with the next people."""
    name, day, after = _parted(event.subject)
    plan = view.settings.pulses.get(name)
    return [] if plan is None else _part(plan, date.fromisoformat(day), after, view)


def moment_came(event: TimerDue, view: View) -> Sequence[Effect]:
    """Make the moment's row and decide to ask about it; a moment that was made before stays as it is.

    Answers with ``{"moment": "made" | "known" | "gone"}``.
    """
    moment = read_moment(event.subject)
    customer = view.customer(moment.customer_id)
    if customer is None or customer.erased_at is not None:
        return [Reply({"moment": "gone"})]
    if view.purchase(moment.purchase_id) is not None:
        return [Reply({"moment": "known"})]
    group = group_of(customer)
    purchase = Purchase(
        id=moment.purchase_id,
        shop=moment.shop,
        order=moment.order,
        customer_id=customer.id,
        touchpoint=moment.touchpoint,
        bought_at=view.now,
        segments={GROUP: group} if group else {},
    )
    decided = invitations.plan(purchase, customer, view, delay=_AT_ONCE)
    return [Save(purchase), *decided, Reply({"moment": "made"})]


def group_of(customer: Customer) -> str | None:
    """The group that somebody belongs to."""
    return next((one.value for one in customer.attributes if one.name == GROUP and one.value), None)


def is_moment(purchase: Purchase) -> bool:
    """Whether this row is a moment of a pulse or a wave, and nothing that anybody bought."""
    return purchase.shop == WAVE or purchase.shop.startswith(PULSE)


def is_asked(customer: Customer, group: str | None) -> bool:
    """Whether a pulse or a wave of the people who work with us, or of one group of them, is for this one."""
    if customer.audience is not Audience.INTERNAL or customer.erased_at is not None:
        return False
    return group is None or (group_of(customer) or "").casefold() == group.casefold()


def _members_after(customer_id: str) -> Needs:
    return Needs(members=(Audience.INTERNAL.value, customer_id, MEMBERS_AT_ONCE))


def _parted(subject: str) -> tuple[str, str, str]:
    """The pulse's name, and of a later part the run's date and the last one who was seen."""
    name, _, rest = subject.partition("@")
    day, _, after = rest.partition("@")
    return name, day, after


def _part(plan: PulsePlan, day: date, after: str, view: View) -> list[Effect]:
    """A moment for each of these people, and a timer for those behind them."""
    shop = PULSE + plan.name
    members = _members(after, view)
    effects: list[Effect] = [
        SetTimer(Timer("moment", Moment(shop, plan.touchpoint, day, one.id).subject, view.now))
        for one in members
        if is_asked(one, plan.group)
    ]
    if len(members) == MEMBERS_AT_ONCE:
        subject = f"{plan.name}@{day.isoformat()}@{members[-1].id}"
        effects.append(SetTimer(Timer("pulse_part", subject, view.now)))
    return effects


def _members(after: str, view: View) -> list[Customer]:
    need = _members_after(after).members
    ids: Iterable[str] = view.rows.members[need] if need else ()
    found: Mapping[str, Customer] = view.rows.customers
    return [found[id_] for id_ in ids if id_ in found]


def _next(plan: PulsePlan, view: View) -> Effect:
    _, due = next_run(plan.schedule, view.now)
    return SetTimer(Timer("pulse", plan.name, due))
