"""Who lives through it: customers on every platform, what they buy when, and how they and staff react.

They are those of the demo, besides who is told apart by platform and zone; all of it follows from the seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from bot.core.events import PurchaseReceived
from bot.core.identity import Address
from bot.simulation.people import PRODUCTS, Person, Reaction, customer_reaction, person, staff_reactions
from bot.simulation.transcript import Entry

WORKSPACE = "T0SIMULATE"
STAFF_ROOM = Address("slack", WORKSPACE, "C0STAFF00")
DAYS = 100
"""Of purchases, where nothing else is said."""

_TOUCHPOINTS = {"visit": 6, "delivery": 4, "support": 1}  # and how often
_ZONES = ("Europe/Berlin", "Europe/Berlin", "Europe/London", "America/New_York", "Asia/Kolkata")
_APART = timedelta(days=41)  # between two purchases of one customer that are both asked about
STAFF = {"sam": "U0SAM", "kim": "U0KIM"}


@dataclass(frozen=True, slots=True)
class Shopper(Person):
    """A customer on a platform of theirs."""

    platform: str
    zone: str

    @property
    def address(self) -> Address:
        workspace = WORKSPACE if self.platform == "slack" else ""
        return Address(self.platform, workspace, "", f"{100000 + self.number}")


@dataclass(frozen=True, slots=True)
class Bought:
    """An order; ``asked`` where the contact rules let us ask about it."""

    number: int
    at: datetime
    who: Shopper
    touchpoint: str
    asked: bool


def shopper(seed: int, number: int) -> Shopper:
    """The customer of this number. Each has a name of their own."""
    chance = random.Random(f"{seed}/shopper/{number}")
    known = person(seed, number)
    platform = chance.choices(("telegram", "web", "slack"), (5, 4, 2))[0]
    return Shopper(
        number,
        known.name,
        mood=known.mood,
        answers=0.35 + known.answers * 0.75,
        place=known.place,
        platform=platform,
        zone=chance.choice(_ZONES),
    )


def purchases(seed: int, conversations: int, start: datetime, days: int) -> Iterator[Bought]:
    """So many that are asked about, and some besides that come too soon; in bursts, as shops sell."""
    chance = random.Random(f"{seed}/purchases")
    bursts = sorted(
        start + timedelta(days=chance.randrange(days), hours=chance.randrange(9, 19))
        for _ in range(max(4, min(60, conversations // 50)))
    )
    last: dict[int, datetime] = {}
    free: list[int] = []  # who may be asked again by now, or not yet
    number = 0
    moments = sorted(chance.choice(bursts) for _ in range(conversations))
    for at in moments:
        who = free.pop(0) if free and at - last[free[0]] >= _APART else len(last)
        yield Bought(number, at, shopper(seed, who), _touchpoint(chance), asked=True)
        last[who] = at
        free.append(who)
        number += 1
        if chance.random() < 0.06:
            soon = at + timedelta(days=chance.choice((4, 9, 14)))
            yield Bought(number, soon, shopper(seed, who), _touchpoint(chance), asked=False)
            number += 1


def _touchpoint(chance: random.Random) -> str:
    return chance.choices(list(_TOUCHPOINTS), list(_TOUCHPOINTS.values()))[0]


def reported(bought: Bought, seed: int) -> PurchaseReceived:
    """How the shop tells of it."""
    chance, who = random.Random(f"{seed}/order/{bought.number}"), bought.who
    _, product, amount = PRODUCTS[chance.randrange(len(PRODUCTS))]
    order = f"order-{bought.number}"
    return PurchaseReceived(
        platform="shop:demo",
        key=order,
        at=bought.at,
        shop="demo",
        order=order,
        customer_ref=str(who.number),
        touchpoint=bought.touchpoint,
        bought_at=bought.at,
        customer_name=who.name,
        timezone=who.zone,
        product=product,
        place=who.place,
        amount=Decimal(amount),
        currency="EUR",
        address=who.address,
    )


def reactions(seed: int, entry: Entry, who: Shopper | None, start: datetime) -> list[Reaction]:
    """What somebody does about a message that is new to them."""
    if who is None:
        found = staff_reactions(seed, entry, STAFF_ROOM) if entry["room"] == STAFF_ROOM.key else []
        return [replace(one, address=replace(one.address, person=STAFF[one.address.person])) for one in found]
    told = {**entry, "at": (start + timedelta(seconds=entry["at"])).isoformat()}
    one = customer_reaction(seed, told, who, start, DAYS)
    return [one] if one is not None else []
