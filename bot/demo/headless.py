"""``feedback-bot demo --headless``: a shop's months in a minute, ending with the managers' digest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import app
from bot.core.digest_card import card
from bot.core.events import PurchaseReceived
from bot.core.identity import Role
from bot.demo.clocks import SetClock
from bot.demo.sandbox import Sandbox, digests_due, judged, room_address, sandbox, summary
from bot.progress import Progress
from bot.simulation.checker import Findings
from bot.simulation.people import (
    Bought,
    Person,
    Reaction,
    customer_reaction,
    person,
    purchases,
    staff_reactions,
)
from bot.simulation.run import MovableClock, Run, purchase_deed
from bot.simulation.transcript import Entry
from bot.texts import render
from bot.texts.digest_text import text

START = datetime(2026, 3, 2, tzinfo=UTC)  # a fixed past, so that the same seed tells the same story
STEP = timedelta(hours=1)
CALM_DOWN = timedelta(days=10)  # after the last purchase, for what is still open


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run ends with."""

    digest: str
    counts: dict[str, int]
    findings: Findings


async def headless(folder: Path, customers: int, days: int, seed: int) -> Outcome:
    """Live through ``days`` of a shop with so many customers; goes on where a killed run stopped."""
    clock = SetClock(START)
    end = START + timedelta(days=days) + CALM_DOWN
    async with sandbox(folder, clock, seed=seed) as box:
        with Progress("Living through the months") as bar:
            await live(box, clock, START, days, end, customers, seed, bar.at)
        findings = await judged(box, digests_due(box.settings, START, end))
        words = f"last {days + CALM_DOWN.days} days"
        digest = await app.digest_for(words, box.engine.store, clock.now())
        return Outcome(
            text(card(digest), render, box.settings.language),
            await summary(box, findings),
            findings,
        )


async def live(
    box: Sandbox,
    clock: MovableClock,
    start: datetime,
    days: int,
    end: datetime,
    customers: int,
    seed: int,
    progress: Callable[[float], None],
) -> None:
    """Let simulated people live through the period in this sandbox; ``progress`` is told the share, 0…1."""
    staff_room = room_address(box.settings, Role.STAFF)
    people: dict[str, Person] = {
        who.address.key: who for who in (person(seed, number) for number in range(customers))
    }

    def react(entry: Entry) -> Iterable[Reaction]:
        if entry["room"] == staff_room.key:
            return staff_reactions(seed, entry, staff_room)
        who = people.get(entry["room"])
        reaction = customer_reaction(seed, entry, who, start, days) if who else None
        return [reaction] if reaction else []

    run = Run(box.engine, box.rooms, clock, react, STEP)
    for bought in purchases(seed, customers, start, days):
        run.add(purchase_deed(purchase_event(bought)))
    run.resume()
    await run.until(end, lambda now: progress((now - start) / (end - start)))


def purchase_event(bought: Bought) -> PurchaseReceived:
    """How the simulated shop reports an order."""
    who = bought.person
    return PurchaseReceived(
        platform="shop:demo",
        key=bought.order,
        at=bought.at,
        shop="demo",
        order=bought.order,
        customer_ref=str(who.number),
        touchpoint=bought.touchpoint,
        bought_at=bought.at,
        customer_name=who.name,
        product=bought.product,
        place=who.place,
        amount=bought.amount,
        currency="EUR",
        segments={"store": who.place},
        address=who.address,
    )
