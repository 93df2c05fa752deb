"""A world in memory in which the oracle sees what is sent and what is not, event by event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any

from bot.core.conversation import OPEN, State
from bot.core.effects import Parcel
from bot.core.events import Event, Outcome, PurchaseReceived, TimerDue
from bot.core.periods import QuietHours
from bot.core.recovery import ENDED
from handlers.purchases import customer_id_of, purchase_id_of
from tests.handlers.conftest import World
from tests.simulation.contact_oracle import Oracle

PEOPLE = {  # the audience; whether the shop knows where to write to them; whether it knows their zone
    "maya": ("buyer", True, True),
    "tom": ("buyer", True, False),
    "rosa": ("buyer", False, True),  # is known to us only by the link on her receipt
    "omar": ("buyer", True, True),
    "kim": ("internal", True, False),
}
TOUCHPOINTS = {
    "visit": ("three-questions", timedelta(hours=2)),
    "recommend": ("nps", timedelta(0)),
    "support": ("support", timedelta(hours=26)),
    "team": ("internal-pulse", timedelta(hours=1)),
}
NORMAL: dict[str, Any] = {
    "between_any": 30,
    "between_same_nps": 90,
    "between_same": 0,
    "quiet": (time(20), time(9)),
    "reminder": 3,
    "expires": 7,
    "ignored": 2,
    "sampling": 1.0,
    "while_case_open": False,
    "usual_hour": False,
}

lived: Counter[str] = Counter()  # examples, steps, what was judged and how it came out


def as_fields(said: Mapping[str, Any]) -> dict[str, Any]:
    """The rules as the core calls them."""
    names = {"ignored": "ignored_in_a_row", "usual_hour": "near_usual_hour"}
    spans = {"reminder": "reminder_after", "expires": "expires_after"}
    fields: dict[str, Any] = {}
    for key, value in said.items():
        if key == "quiet":
            fields[key] = QuietHours(*value)
        elif key in spans or key.startswith("between"):
            fields[spans.get(key, key)] = timedelta(days=value)
        else:
            fields[names.get(key, key)] = value
    return fields


def as_told(said: Mapping[str, Any]) -> dict[str, object]:
    """The rules as the oracle calls them."""
    told = {key: value for key, value in said.items() if key != "quiet"}
    if "quiet" in said:
        told["quiet_from"], told["quiet_to"] = said["quiet"]
    return told


@dataclass(kw_only=True)
class Watched(World):
    """Whoever is ``blocked`` blocks us; while it ``is_lossy`` nobody hears whether something arrived."""

    oracle: Oracle
    blocked: set[str] = field(default_factory=set)
    is_lossy: bool = False
    arrives: bool = False  # what is sent is settled here

    def deliver(self, event: Event) -> Mapping[str, object]:
        sent, dropped = len(self.parcels), len(self.suppressions)
        reply = super().deliver(event)
        reported = None
        if isinstance(event, PurchaseReceived):
            reported = self.oracle.orders[purchase_id_of(event.shop, event.order)]
        for suppression in self.suppressions[dropped:]:
            order = self.oracle.orders.get(suppression.purchase_id)
            if order is not None:
                self.oracle.suppressed(self.now, order, suppression.reason, reported)
                lived[str(suppression.reason)] += 1
        for parcel in self.parcels[sent:]:
            talk = parcel.about.removeprefix("invitation:")
            if parcel.purpose == "invitation":
                self._seen_asking(event, talk)
            elif parcel.purpose == "reminder":
                assert isinstance(event, TimerDue), "nobody is reminded but by the clock"
                self.oracle.reminded(self.now, talk)
                lived["reminded"] += 1
        if isinstance(event, TimerDue) and event.kind == "expire":
            self._seen_ending(event.subject)
        self.look()
        for parcel in self.parcels[sent:]:
            self._arrive(parcel)
        return reply

    def _seen_asking(self, event: Event, talk: str) -> None:
        invitation = self.rows.invitations[talk]
        order = self.oracle.orders.get(invitation.purchase_id or "")
        if isinstance(event, TimerDue):
            assert order is not None, "we ask about purchases only"
            self.oracle.invited(self.now, talk, order)
            lived["asked"] += 1
        else:
            self.oracle.started(self.now, talk, self.who(invitation.customer_id), order, invitation.survey)
            lived["started by them"] += 1

    def _seen_ending(self, talk: str) -> None:
        if talk in self.oracle.talks and self.rows.invitations[talk].state not in OPEN:
            who = self.oracle.people[self.oracle.talks[talk].who]
            if who.talking == talk:
                self.oracle.silent(talk)

    def _arrive(self, parcel: Parcel) -> None:
        if parcel.address.person in self.blocked:
            self.settle(parcel, Outcome.UNREACHABLE)
        elif not self.is_lossy:
            asked = self.oracle.talks.get(parcel.about.removeprefix("invitation:"))
            if asked is not None and parcel.purpose == "invitation":
                asked.delivered = True
            self.settle(parcel, Outcome.DELIVERED)

    def who(self, customer_id: str) -> str:
        return next(name for name in PEOPLE if customer_id_of("demo", name) == customer_id)

    def look(self) -> None:
        """What is plain to see: who is talking to us, whose case is open, whom we can write to."""
        for name, person in self.oracle.people.items():
            id_ = customer_id_of("demo", name)
            talks = [
                one.id
                for one in self.rows.invitations.values()
                if one.customer_id == id_ and one.state in OPEN
            ]
            assert len(talks) <= 1, "one conversation at a time"
            person.talking = talks[0] if talks else None
            is_waiting = any(
                one.customer_id == id_ and one.state is State.PLANNED
                for one in self.rows.invitations.values()
            )
            person.waiting_since = (person.waiting_since or self.now) if is_waiting else None
            person.case_open = any(
                case.customer_id == id_ and case.state not in ENDED for case in self.rows.cases.values()
            )
            person.reachable = any(
                contact.customer_id == id_ and contact.reachable for contact in self.rows.contacts.values()
            )
