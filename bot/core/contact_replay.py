"""One set of contact rules living through the stored past.

A ``ContactReplay`` decides nothing itself: it is given the very functions that plan an invitation and that
decide when its moment has come (``Deciding``), so that a rule does here what it does in earnest. What the
past cannot tell is assumed, in ``ASSUMPTIONS``.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.core.conversation import Invitation, State
from bot.core.effects import Effect, Pause, Save
from bot.core.eligibility import Suppression
from bot.core.facts import changed
from bot.core.identity import Address, Contact, Customer
from bot.core.journey import Purchase
from bot.core.past import PastPurchase, PastTalk
from bot.core.periods import local_date
from bot.core.ports import BOUGHT_SHOWN
from bot.core.reactions import Person, Reaction, Span, reaction_to
from bot.core.recovery import Case, CaseKind, CaseState
from bot.core.settings import Settings
from bot.core.view import Rows, View

ASKED, BY_CUSTOMER, WAITING = "asked", "started_by_customer", "waiting"

ASSUMPTIONS = (
    "a purchase is reported when it is made",
    "whoever is asked about the same purchase as in the past reacts as they did then",
    "whoever is asked about another one reacts as to their last invitation; without any, answers at once",
    "what customers began themselves, opt-outs, refunds, pauses and other cases happen as they did",
)

_TALK = "talk"
_IDS_EACH = 1 << 8  # more than one decision makes
_NEVER_TO_BE_ASKED = frozenset({"imported"})  # whenever it was that this was written down


@dataclass(frozen=True, slots=True)
class Deciding:
    """What decides in earnest: what a purchase leads to, and an invitation whose moment has come."""

    plan: Callable[[Purchase, Customer, View], Sequence[Effect]]
    came_due: Callable[[Invitation, View], Sequence[Effect]]


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted: decisions from ``since`` to before ``until``, of one touchpoint, or of all (None)."""

    since: datetime
    until: datetime
    touchpoint: str | None = None

    def has(self, touchpoint: str, at: datetime) -> bool:
        return self.since <= at < self.until and self.touchpoint in {None, touchpoint}


@dataclass(slots=True)
class Tally:
    """What was decided: purchases by outcome, ASKED among them; invitations by local date of sending."""

    outcomes: Counter[str] = field(default_factory=Counter)
    asked: Counter[date] = field(default_factory=Counter)
    customers: int = 0  # asked at least once
    postponed: int = 0  # to a better hour: after the quiet ones, or to the usual one


@dataclass(slots=True)
class _Standing:
    """Where one customer stands in one replay."""

    person: Person
    customer: Customer
    planned: Invitation | None = None
    about: PastPurchase | None = None  # what is planned about
    talk: Span | None = None  # the last one that was begun
    cases: tuple[Span, ...] = ()  # after the last invitation of this replay
    ignores: bool = False  # whether the talk is one that silence ends
    facts_seen: int = 0
    is_counted: bool = False  # among those asked at least once
    last: Reaction | None = None
    bought: tuple[Purchase, ...] = ()  # the last ones, where they matter


class ContactReplay:
    """One set of rules living through the past: ``bought`` in order of time, then ``finish``."""

    def __init__(self, settings: Settings, deciding: Deciding, counted: Counted, tally: Tally) -> None:
        self.tally = tally
        self._settings = settings
        self._deciding = deciding
        self._counted = counted
        self._standings: dict[str, _Standing] = {}
        self._due: list[tuple[datetime, str]] = []
        self._today = date.min
        self._invited_today = 0
        self._decisions = 0
        differing = (rules.get("near_usual_hour") for rules in settings.contact_for.values())
        self._hours_matter = settings.contact.near_usual_hour or any(differing)

    def bought(self, person: Person, past: PastPurchase) -> None:
        """The next purchase, after everything that came due before it."""
        purchase, now = past.purchase, past.purchase.bought_at
        self._until(now)
        standing = self._standings.get(purchase.customer_id)
        if standing is None:
            standing = self._standings[purchase.customer_id] = _Standing(person, person.customer)
        self._catch_up(standing, now)
        if self._hours_matter:
            standing.bought = (*standing.bought, purchase)[-BOUGHT_SHOWN:]
        reason = _not_asked(past, now)
        if reason is not None:
            self._count(reason, purchase.touchpoint, now)
            return
        view = self._view(standing, now)
        planned = standing.planned
        effects = self._deciding.plan(_as_reported(purchase), standing.customer, view)
        self._decided(effects, standing, now)
        if standing.planned is None:
            standing.planned = planned  # it gave way to what is planned already
        else:
            standing.about = past
            heapq.heappush(self._due, (standing.planned.due_at, purchase.customer_id))

    def finish(self) -> None:
        """Whatever comes due within what is counted; what is left is still waiting."""
        until, touchpoint = self._counted.until, self._counted.touchpoint
        self._until(until)
        waiting = [one.planned for one in self._standings.values() if one.planned is not None]
        self.tally.outcomes[WAITING] += sum(touchpoint in {None, one.touchpoint} for one in waiting)

    def _until(self, now: datetime) -> None:
        while self._due and self._due[0][0] <= now:
            due, customer_id = heapq.heappop(self._due)
            standing = self._standings[customer_id]
            self._catch_up(standing, due)
            planned = standing.planned
            if planned is None or planned.due_at != due:
                continue  # moved on, or begun by the customer
            self._decided(self._deciding.came_due(planned, self._view(standing, due)), standing, due)
            if standing.planned is None:
                standing.about = None
                continue
            heapq.heappush(self._due, (standing.planned.due_at, customer_id))
            self.tally.postponed += self._counted.has(planned.touchpoint, due)

    # What happens whatever the rules.

    def _catch_up(self, standing: _Standing, now: datetime) -> None:
        """Let happen what the customer and the shop did until now."""
        self._taken_back(standing, now)
        self._left(standing, now)
        if standing.talk is not None and not _covers(standing.talk, now):
            standing.talk = None
            if standing.ignores:
                standing.customer = changed(standing.customer, ignored=standing.customer.ignored + 1)
        facts = standing.person.facts
        while standing.facts_seen < len(facts) and facts[standing.facts_seen].sent_at <= now:
            self._happened(facts[standing.facts_seen], standing)
            standing.facts_seen += 1

    def _taken_back(self, standing: _Standing, now: datetime) -> None:
        """The shop withdrew the order before its moment had come."""
        past, planned = standing.about, standing.planned
        if past is not None and planned is not None and past.suppression is not None:
            reason = _not_asked(past, now)
            if reason is not None:
                self._count(reason, planned.touchpoint, past.suppression.at)
                standing.planned = standing.about = None

    def _left(self, standing: _Standing, now: datetime) -> None:
        person, customer = standing.person, standing.customer
        if person.erased_at is not None and customer.erased_at is None and person.erased_at <= now:
            standing.customer = changed(standing.customer, erased_at=person.erased_at)
        if person.opted_out_at is not None and customer.opted_out_at is None and person.opted_out_at <= now:
            standing.customer = changed(standing.customer, opted_out_at=person.opted_out_at)
            if standing.planned is not None:
                self._count("opted_out", standing.planned.touchpoint, person.opted_out_at)
                standing.planned = standing.about = None

    def _happened(self, fact: PastTalk, standing: _Standing) -> None:
        """A talk about an earlier purchase, or one that the customer began."""
        customer = standing.customer
        invited_at = (
            {**customer.invited_at, fact.survey: fact.sent_at} if fact.is_ours else customer.invited_at
        )
        ignored = 0 if fact.was_answered else customer.ignored
        standing.customer = changed(customer, invited_at=invited_at, ignored=ignored)
        if fact.is_ours:
            standing.last = reaction_to(fact)
        elif standing.planned is not None:
            is_about = fact.purchase_id in {None, standing.planned.purchase_id}
            self._count(BY_CUSTOMER if is_about else "merged", standing.planned.touchpoint, fact.sent_at)
            standing.planned = standing.about = None
        if not fact.was_withdrawn:
            standing.talk = (fact.sent_at, fact.ended_at)
            standing.ignores = fact.was_ignored

    # What the rules decide.

    def _view(self, standing: _Standing, now: datetime) -> View:
        """All that may be looked at: this customer as they stand."""
        customer, person, about = standing.customer, standing.person, standing.about
        rows = Rows(customers={customer.id: customer}, invited=self._invited_on(now))
        recorded = about.suppression.reason if about is not None and about.suppression is not None else None
        if person.has_address and recorded != "no_address":
            address = Address("web", person=customer.id)
            rows.contacts[address.key] = Contact(address, customer.id)
        if recorded == "paused":
            rows.pause = Pause(is_on=True, at=now, by="")
        for purchase in (*standing.bought, *(() if about is None else (about.purchase,))):
            rows.purchases[purchase.id] = _as_reported(purchase)
        if standing.planned is not None:
            rows.invitations[standing.planned.id] = standing.planned
        if standing.talk is not None and _covers(standing.talk, now):
            rows.invitations[_TALK] = _going_on(customer.id, now)
        if any(_covers(case, now) for case in (*person.cases, *standing.cases)):
            rows.cases["case"] = _some_case(customer.id, now)
        self._decisions += 1
        return View(self._settings, rows).for_event(now, self._decisions * _IDS_EACH)

    def _decided(self, effects: Sequence[Effect], standing: _Standing, now: datetime) -> None:
        """Make so what was decided, as far as it matters here."""
        standing.planned = None
        asked: Invitation | None = None
        for effect in effects:
            match effect:
                case Save(Suppression() as suppression):
                    self._count(suppression.reason, suppression.touchpoint, now)
                case Save(Customer() as customer):
                    standing.customer = customer
                case Save(Invitation(state=State.PLANNED) as planned):
                    standing.planned = planned
                case Save(Invitation(state=State.ASKED) as sent):
                    asked = sent
                case _:
                    pass
        if asked is not None:
            self._asked(asked, standing, now)

    def _asked(self, sent: Invitation, standing: _Standing, now: datetime) -> None:
        self._invited_today = self._invited_on(now) + 1
        reactions = standing.person.reactions
        known = reactions.get(sent.purchase_id or "")
        reaction = known or standing.last or next(iter(reactions.values()), None) or _answers_at_once(now)
        standing.last = reaction
        standing.talk = (now, _after(now, reaction.lasts))
        standing.ignores = reaction.was_ignored
        if reaction.was_answered and standing.customer.ignored:
            standing.customer = changed(standing.customer, ignored=0)
        if reaction.case is not None:
            opened_at = now + reaction.case[0]
            standing.cases = ((opened_at, _after(opened_at, reaction.case[1])),)
        if reaction.was_withdrawn:
            recorded = standing.about.suppression if standing.about is not None else None
            self._count(recorded.reason if recorded else "unreachable", sent.touchpoint, now)
        elif self._counted.has(sent.touchpoint, now):
            self.tally.outcomes[ASKED] += 1
            self.tally.asked[local_date(now, self._settings.zone)] += 1
            self.tally.customers += not standing.is_counted
            standing.is_counted = True

    def _invited_on(self, now: datetime) -> int:
        """How many were invited so far on this date, where the business is."""
        if not self._settings.contact.launch_cap:
            return 0
        day = local_date(now, self._settings.zone)
        if day != self._today:
            self._today, self._invited_today = day, 0
        return self._invited_today

    def _count(self, outcome: str, touchpoint: str, at: datetime) -> None:
        self.tally.outcomes[outcome] += self._counted.has(touchpoint, at)


def _not_asked(past: PastPurchase, now: datetime) -> str | None:
    """Why nobody was to be asked about it any more at this moment."""
    reason, recorded = past.purchase.not_asked, past.suppression
    if reason is None or reason in _NEVER_TO_BE_ASKED:
        return reason
    return reason if recorded is not None and recorded.reason == reason and recorded.at <= now else None


def _as_reported(purchase: Purchase) -> Purchase:
    return purchase if purchase.not_asked is None else changed(purchase, not_asked=None)


def _covers(span: Span, now: datetime) -> bool:
    return span[0] <= now and (span[1] is None or now < span[1])


def _after(moment: datetime, lasts: timedelta | None) -> datetime | None:
    return None if lasts is None else moment + lasts


def _answers_at_once(now: datetime) -> Reaction:
    return Reaction(now, timedelta(0), was_answered=True, was_ignored=False, was_withdrawn=False)


def _going_on(customer_id: str, now: datetime) -> Invitation:
    """An open conversation, of which nothing matters but that it is one."""
    return Invitation(_TALK, customer_id, None, "", "", "", {}, False, State.RUNNING, now, now, now)


def _some_case(customer_id: str, now: datetime) -> Case:
    """An open case, of which nothing matters but that there is one."""
    kind, state = CaseKind.UNHAPPY, CaseState.OPEN
    return Case("case", customer_id, None, kind, state, now, "", "", "", (), now, now, now)
