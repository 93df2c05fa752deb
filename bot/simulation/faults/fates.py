"""What else becomes of a customer: they want to hear no more, are erased, block us, take an order back."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.core import callbacks
from bot.core.events import (
    ButtonPressed,
    CommandGiven,
    ErasureRequested,
    Event,
    MessageEdited,
    MessageReceived,
    PresenceChanged,
    PurchaseWithdrawn,
)
from bot.simulation.faults.chance import Chance
from bot.simulation.faults.history import Entry
from bot.simulation.faults.people import Bought, Shopper

_SOON = timedelta(hours=1)
UNSET = datetime.min.replace(tzinfo=UTC)
"""Whoever brings the event says when it happened."""
_EDITED = 0.25


@dataclass(frozen=True, slots=True)
class Fate:
    """Something that they do, of this ``kind``."""

    kind: str
    at: datetime
    event: Event


def fates(bought: Bought, seed: int, chance: Chance) -> Iterator[Fate]:
    """What comes of this order besides answers."""
    drawn = random.Random(f"{seed}/fate/{bought.number}")
    order, who = f"order-{bought.number}", bought.who
    days = timedelta(days=drawn.choice((1, 2, 4, 9)), hours=drawn.randrange(3))
    one = drawn.random()
    at = bought.at + days
    address, platform = who.address, who.address.platform
    if one < 0.04:
        soon = bought.at + _SOON
        withdrawn = PurchaseWithdrawn("shop:demo", f"{order}/refunded", soon, "demo", order, "refunded")
        yield Fate("refund", soon, withdrawn)
    elif one < 0.06:
        key = f"erase/{who.number}"
        yield Fate("erase", at, ErasureRequested("shop:demo", key, at, "demo", str(who.number)))
    elif one < 0.08:
        yield Fate("stop", at, CommandGiven(platform, f"{order}/stop", at, address, "stop", "", who.name))
    elif one < 0.10:
        yield Fate(
            "forget", at, CommandGiven(platform, f"{order}/forget", at, address, "forget", "", who.name)
        )
    if platform == "telegram" and chance.strikes("blocks", order):
        for kind, then in (("block", at), ("unblock", at + timedelta(days=drawn.choice((2, 8, 15))))):
            gone = PresenceChanged(platform, f"{order}/{kind}", then, address, kind == "unblock")
            yield Fate(kind, then, gone)


def confirms(entry: Entry, who: Shopper) -> ButtonPressed | None:
    """Yes, they want to be forgotten."""
    data = callbacks.setting_data("forget", "yes")
    if data not in entry["buttons"]:
        return None
    address = who.address
    return ButtonPressed(address.platform, f"{entry['id']}/yes", UNSET, address, data, who.name)


def edit(said: MessageReceived, seed: int) -> MessageEdited | None:
    """They put it otherwise."""
    drawn = random.Random(f"{seed}/edit/{said.key}")
    if said.platform == "web" or len(said.text) < 20 or drawn.random() > _EDITED:
        return None
    text = f"{said.text} That is how it was."
    return MessageEdited(said.platform, f"{said.key}/edit", UNSET, said.address, text, said.key)
