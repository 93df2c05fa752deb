"""The world as one batch of events sees it: the rows that they name, loaded once, decided on in memory.

The storage fills a view, the handlers read it, and every effect is applied to it before the next
event is decided; what changed is then saved in one go. A view is plain memory: tests build one by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

from bot.core.audit import Audited
from bot.core.beliefs import Belief
from bot.core.book import Book
from bot.core.chores import Chore
from bot.core.claims import Claim, Grant
from bot.core.conversation import OPEN, Invitation, State
from bot.core.digest_words import Misread
from bot.core.duty import OffDuty
from bot.core.effects import (
    CancelTimer,
    DigestRun,
    Effect,
    Fact,
    MovedRoom,
    Parcel,
    Pause,
    Reply,
    Save,
    Send,
    SendAgain,
    Sent,
    SetTimer,
    Timer,
    Unkept,
)
from bot.core.eligibility import Suppression
from bot.core.found import Found
from bot.core.gestures import Gesture
from bot.core.identity import Address, Contact, Customer, Link, short_id
from bot.core.improvements import Contributor, Improvement, Raised
from bot.core.incidents import Incident, Recent
from bot.core.journey import Purchase
from bot.core.observations import Observation
from bot.core.promises import Promise
from bot.core.recovery import ENDED, Case, CaseEntry
from bot.core.report import Report
from bot.core.sentiment import Sentiment
from bot.core.settings import Settings


@dataclass(slots=True)
class Rows:
    """What is loaded. Keys are ids, except contacts (address key), links (hash), runs (name, date), sent
    (place key, receipt) and case entries (case, number).
    """

    contacts: dict[str, Contact] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    purchases: dict[str, Purchase] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    digest_runs: dict[tuple[str, str], DigestRun] = field(default_factory=dict)
    sent: dict[tuple[str, str], Sent] = field(default_factory=dict)
    case_entries: dict[tuple[str, int], CaseEntry] = field(default_factory=dict)
    members: dict[tuple[str, str, int], tuple[str, ...]] = field(default_factory=dict)  # need → ids, in order
    promises: dict[str, Promise] = field(default_factory=dict)
    gestures: dict[str, Gesture] = field(default_factory=dict)
    off_duty: dict[str, OffDuty] = field(default_factory=dict)  # by user
    observations: dict[str, Observation] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    beliefs: dict[str, Belief] = field(default_factory=dict)
    books: dict[int, Book] = field(default_factory=dict)  # by version
    claims: dict[str, Claim] = field(default_factory=dict)  # by hash
    grants: dict[tuple[str, str, str], Grant] = field(
        default_factory=dict
    )  # (user, role, group); none is loaded
    recent: dict[tuple[str, str | None, str | None], Recent] = field(
        default_factory=dict
    )  # (room, theme, place) -> cases opened since the moment that a need named
    last_seen: dict[str, datetime] = field(default_factory=dict)  # by address key
    improvements: dict[str, Improvement] = field(default_factory=dict)
    contributors: dict[tuple[str, str], Contributor] = field(default_factory=dict)  # (improvement, customer)
    never_quoted: set[str] = field(default_factory=set)  # of the customers who contributed
    pause: Pause | None = None
    invited: int = 0  # invitations that we started since the moment that a need named


@dataclass(slots=True)
class Changes:
    """What a batch decided, in order of decision; facts by key, the last one wins."""

    contacts: dict[str, Contact] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    purchases: dict[str, Purchase] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    digest_runs: dict[tuple[str, str], DigestRun] = field(default_factory=dict)
    suppressions: list[Suppression] = field(default_factory=list)
    case_entries: list[CaseEntry] = field(default_factory=list)
    moved_rooms: list[MovedRoom] = field(default_factory=list)
    promises: dict[str, Promise] = field(default_factory=dict)
    gestures: dict[str, Gesture] = field(default_factory=dict)
    off_duty: dict[str, OffDuty] = field(default_factory=dict)
    observations: dict[str, Observation] = field(default_factory=dict)
    incidents: dict[str, Incident] = field(default_factory=dict)
    improvements: dict[str, Improvement] = field(default_factory=dict)
    contributors: dict[tuple[str, str], Contributor] = field(default_factory=dict)
    beliefs: dict[str, Belief] = field(default_factory=dict)
    books: dict[int, Book] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    grants: dict[tuple[str, str, str], Grant] = field(default_factory=dict)
    audited: list[Audited] = field(default_factory=list)
    chores: list[Chore] = field(default_factory=list)
    pause: Pause | None = None
    parcels: list[Parcel] = field(default_factory=list)
    sent_again: list[SendAgain] = field(default_factory=list)
    timers: dict[str, Timer | None] = field(default_factory=dict)  # None: cancelled


_KEYED: Mapping[type, tuple[str, Callable[[Any], object]]] = {
    Invitation: ("invitations", attrgetter("id")),
    Customer: ("customers", attrgetter("id")),
    Contact: ("contacts", attrgetter("address.key")),
    Case: ("cases", attrgetter("id")),
    Purchase: ("purchases", attrgetter("id")),
    Link: ("links", attrgetter("token_hash")),
    DigestRun: ("digest_runs", attrgetter("digest", "local_date")),
    Promise: ("promises", attrgetter("id")),
    Gesture: ("gestures", attrgetter("id")),
    OffDuty: ("off_duty", attrgetter("user")),
    Observation: ("observations", attrgetter("id")),
    Incident: ("incidents", attrgetter("id")),
    Improvement: ("improvements", attrgetter("id")),
    Contributor: ("contributors", attrgetter("improvement_id", "customer_id")),
    Belief: ("beliefs", attrgetter("id")),
    Book: ("books", attrgetter("version")),
    Claim: ("claims", attrgetter("token_hash")),
    Grant: ("grants", attrgetter("user", "role", "group")),
}
"""Facts by key: where they are, in the rows and in the changes, and by what."""


def _kept_by(case: Case) -> tuple[str, str | None, str | None]:
    """By what cases are counted together."""
    return case.room, case.theme, case.place


class View:
    """The rows that a batch may see. ``for_event`` narrows clock and chance to one event."""

    def __init__(self, settings: Settings, rows: Rows | None = None) -> None:
        self.settings = settings
        self.rows = rows or Rows()
        self.changes = Changes()
        self.reply: Reply | None = None
        self.is_kept = True  # the event, as it came
        self.now: datetime
        self.report: Report | None = None
        self.misread: Misread | None = None
        self.found: Found | None = None
        self.raised: tuple[Raised, ...] | None = None
        self._seed = 0
        self._drawn = 0
        self._sentiments: Mapping[str, Sentiment] = {}
        self._written: Mapping[str, str] = {}
        self._planned: dict[str, str] = {}
        self._open: dict[str, str] = {}
        self._cases: dict[str, str] = {}
        for invitation in self.rows.invitations.values():
            self._index_invitation(invitation)
        for case in self.rows.cases.values():
            self._index_case(case)

    def for_event(
        self,
        now: datetime,
        seed: int,
        sentiments: Mapping[str, Sentiment] | None = None,
        report: Report | Misread | None = None,
        found: Found | None = None,
        raised: tuple[Raised, ...] | None = None,
        written: Mapping[str, str] | None = None,
    ) -> View:
        """This view, ready for the next event: its clock, its 128 bits of chance, its enrichment."""
        self.now = now
        self.report = report if isinstance(report, Report) else None
        self.misread = report if isinstance(report, Misread) else None
        self.found = found
        self.raised = raised
        self.reply = None
        self.is_kept = True
        self._seed = seed
        self._drawn = 0
        self._sentiments = sentiments or {}
        self._written = written or {}
        return self

    def new_id(self) -> str:
        """The event's next id; the same seed gives the same ids."""
        self._drawn += 1
        return short_id(self._seed + self._drawn)

    def sentiment(self, text: str) -> Sentiment | None:
        """What the analyzer said of this text, if it was asked."""
        return self._sentiments.get(text)

    def written_in(self, text: str) -> str | None:
        """The two-letter code of the language that this text surely is in, if that can be said."""
        return self._written.get(text)

    def contact(self, address: Address) -> Contact | None:
        return self.rows.contacts.get(address.key)

    def contacts_of(self, customer_id: str) -> list[Contact]:
        """The customer's addresses that can be written to, in a stable order."""
        found = (
            contact
            for contact in self.rows.contacts.values()
            if contact.customer_id == customer_id and contact.reachable
        )
        return sorted(found, key=lambda contact: contact.address.key)

    def customer(self, customer_id: str) -> Customer | None:
        return self.rows.customers.get(customer_id)

    def customer_at(self, address: Address) -> Customer | None:
        contact = self.contact(address)
        return None if contact is None else self.rows.customers.get(contact.customer_id)

    def purchase(self, purchase_id: str) -> Purchase | None:
        return self.rows.purchases.get(purchase_id)

    def purchases_of(self, customer_id: str) -> list[Purchase]:
        """The customer's purchases that are loaded, the latest first."""
        found = (one for one in self.rows.purchases.values() if one.customer_id == customer_id)
        return sorted(found, key=lambda one: (one.bought_at, one.id), reverse=True)

    @property
    def is_paused(self) -> bool:
        """Whether we ask nobody at present, as far as a need asked for it."""
        return self.rows.pause is not None and self.rows.pause.is_on

    @property
    def invited(self) -> int:
        """How many invitations we started since the moment that the needs named, this batch's included."""
        return self.rows.invited

    def link(self, token_hash: str) -> Link | None:
        return self.rows.links.get(token_hash)

    def claim(self, token_hash: str) -> Claim | None:
        return self.rows.claims.get(token_hash)

    def invitation(self, invitation_id: str) -> Invitation | None:
        return self.rows.invitations.get(invitation_id)

    def planned_invitation(self, customer_id: str) -> Invitation | None:
        """The customer's invitation that waits for its moment."""
        return self.rows.invitations.get(self._planned.get(customer_id, ""))

    def open_invitation(self, customer_id: str) -> Invitation | None:
        """The customer's conversation that is going on."""
        return self.rows.invitations.get(self._open.get(customer_id, ""))

    def case(self, case_id: str) -> Case | None:
        return self.rows.cases.get(case_id)

    def open_case(self, customer_id: str) -> Case | None:
        return self.rows.cases.get(self._cases.get(customer_id, ""))

    def open_cases(self) -> list[Case]:
        """Every case that is loaded and not ended, the one that has waited longest first."""
        found = (self.rows.cases[case_id] for case_id in self._cases.values())
        return sorted(found, key=lambda case: (case.opened_at, case.id))

    def case_entries(self, case_id: str, number: int) -> list[CaseEntry]:
        """The lines of a case's log that are loaded, from this number on, in order."""
        found = (
            one for one in self.rows.case_entries.values() if one.case_id == case_id and one.number >= number
        )
        return sorted(found, key=lambda one: one.number)

    def case_entry(self, case_id: str, number: int) -> CaseEntry | None:
        """The line of this number, if it is loaded."""
        found = (one for one in self.rows.case_entries.values() if one.case_id == case_id)
        return next((one for one in found if one.number == number), None)

    def cases_of(self, customer_id: str) -> list[Case]:
        """The customer's cases that are loaded, ended ones where a need asked for them; latest first."""
        found = (case for case in self.rows.cases.values() if case.customer_id == customer_id)
        return sorted(found, key=lambda case: (case.opened_at, case.id), reverse=True)

    def promise(self, promise_id: str) -> Promise | None:
        return self.rows.promises.get(promise_id)

    def promises_of(self, case_id: str) -> list[Promise]:
        """The case's promises that are loaded, by their dates."""
        found = (promise for promise in self.rows.promises.values() if promise.case_id == case_id)
        return sorted(found, key=lambda promise: (promise.due_at, promise.id))

    def gestures_since(self, moment: datetime) -> list[Gesture]:
        """What was given, and not taken back, from this moment on, as far as a need asked for it."""
        found = (one for one in self.rows.gestures.values() if one.at >= moment and one.undone_at is None)
        return sorted(found, key=lambda one: (one.at, one.id))

    def gestures_to(self, customer_id: str) -> list[Gesture]:
        """What the customer was given, as far as it is loaded, the latest first."""
        found = (one for one in self.rows.gestures.values() if one.customer_id == customer_id)
        return sorted(found, key=lambda one: (one.at, one.id), reverse=True)

    def is_off_duty(self, user: str) -> bool:
        """Whether this person of the staff is off now, as far as a need asked for it."""
        off = self.rows.off_duty.get(user)
        return off is not None and off.covers(self.now)

    def observations_of(self, customer_id: str) -> list[Observation]:
        """What staff observed of the customer, as far as it is loaded, the latest first."""
        found = (one for one in self.rows.observations.values() if one.customer_id == customer_id)
        return sorted(found, key=lambda one: (one.at, one.id), reverse=True)

    def incident(self, incident_id: str) -> Incident | None:
        return self.rows.incidents.get(incident_id)

    def recent(self, room: str, theme: str | None, place: str | None) -> Recent | None:
        """The cases of this room, theme and place that were opened lately, this batch's included."""
        return self.rows.recent.get((room, theme, place))

    def last_alert_at(self, room: str) -> datetime | None:
        """When the room's latest case was opened, as far as a need asked for it."""
        return max((one.last_at for (at, _, _), one in self.rows.recent.items() if at == room), default=None)

    def incidents_in(self, room: str) -> list[Incident]:
        """The messages of this room that gather alerts and are loaded, the latest first."""
        found = (one for one in self.rows.incidents.values() if one.room == room)
        return sorted(found, key=lambda one: (one.opened_at, one.id), reverse=True)

    def improvement(self, improvement_id: str) -> Improvement | None:
        return self.rows.improvements.get(improvement_id)

    def contributor(self, improvement_id: str, customer_id: str) -> Contributor | None:
        """How the customer raised it, as far as it is loaded."""
        return self.rows.contributors.get((improvement_id, customer_id))

    def contributors_to(self, improvement_id: str, after: str = "") -> list[Contributor]:
        """Those that are loaded whose id comes after this one, in the order of it."""
        found = (
            one
            for one in self.rows.contributors.values()
            if one.improvement_id == improvement_id and one.customer_id > after
        )
        return sorted(found, key=lambda one: one.customer_id)

    def last_seen(self, address: Address) -> datetime | None:
        """When something last came from here, as far as a need asked for it."""
        return self.rows.last_seen.get(address.key)

    def past_invitations(self, customer_id: str) -> list[Invitation]:
        """The customer's invitations that are loaded and have ended, the latest first."""
        found = (
            invitation
            for invitation in self.rows.invitations.values()
            if invitation.customer_id == customer_id and invitation.finished_at is not None
        )
        return sorted(found, key=lambda one: (one.finished_at or one.planned_at, one.id), reverse=True)

    def sent(self, address: Address, receipt: str) -> Sent | None:
        """The alert, prompt or relayed line that has this receipt at the address's place."""
        return self.rows.sent.get((address.place.key, receipt))

    def digest_run(self, digest: str, local_date: str) -> DigestRun | None:
        return self.rows.digest_runs.get((digest, local_date))

    def apply(self, effect: Effect) -> None:
        """Make the effect so, in memory, for the events after this one."""
        match effect:
            case Save(fact):
                self._save(fact)
            case Send(parcel):
                self.changes.parcels.append(parcel)
            case SendAgain():
                self.changes.sent_again.append(effect)
            case SetTimer(timer):
                self.changes.timers[timer.id] = timer
            case CancelTimer(timer_id):
                self.changes.timers[timer_id] = None
            case Reply():
                self.reply = effect
            case Unkept():
                self.is_kept = False

    def _save(self, fact: Fact) -> None:
        match fact:
            case Invitation():
                self._count(self.rows.invitations.get(fact.id), fact)
            case Case():
                self._forget(fact)
        keyed = _KEYED.get(type(fact))
        if keyed is None:
            self._add(fact)
            return
        name, key_of = keyed
        key = key_of(fact)
        getattr(self.rows, name)[key] = getattr(self.changes, name)[key] = fact
        match fact:
            case Invitation():
                self._index_invitation(fact)
            case Case():
                self._index_case(fact)

    def _forget(self, case: Case) -> None:
        """What is known of the case from before; one that is new is one more that was opened lately."""
        before = self.rows.cases.get(case.id)
        if before is None or _kept_by(before) != _kept_by(case):
            self._count_case(case)
        if before is not None and self._cases.get(before.customer_id) == case.id:
            del self._cases[before.customer_id]  # a stranger's case may become a shop customer's

    def _count_case(self, case: Case) -> None:
        """One more that was opened lately."""
        before = self.rows.recent.get(_kept_by(case))
        last = case.opened_at if before is None else max(before.last_at, case.opened_at)
        self.rows.recent[_kept_by(case)] = Recent(1 + (before.n if before else 0), last)

    def _count(self, was: Invitation | None, now: Invitation) -> None:
        """One more that we started ourselves, as it is sent."""
        is_sent = now.sent_at is not None and (was is None or was.sent_at is None)
        if is_sent and now.is_ours:
            self.rows.invited += 1

    def _add(self, fact: Fact) -> None:
        """What is written down and never changed, and the one pause that there is."""
        match fact:
            case CaseEntry():
                self.rows.case_entries[fact.case_id, fact.number] = fact
                self.changes.case_entries.append(fact)
            case Suppression():
                self.changes.suppressions.append(fact)
            case MovedRoom():
                self.changes.moved_rooms.append(fact)
            case Audited():
                self.changes.audited.append(fact)
            case Chore():
                self.changes.chores.append(fact)
            case Pause():
                self.rows.pause = self.changes.pause = fact

    def _index_invitation(self, invitation: Invitation) -> None:
        customer_id = invitation.customer_id
        for index, states in ((self._planned, {State.PLANNED}), (self._open, OPEN)):
            if invitation.state in states:
                index[customer_id] = invitation.id
            elif index.get(customer_id) == invitation.id:
                del index[customer_id]

    def _index_case(self, case: Case) -> None:
        if case.state not in ENDED:
            self._cases[case.customer_id] = case.id
        elif self._cases.get(case.customer_id) == case.id:
            del self._cases[case.customer_id]
