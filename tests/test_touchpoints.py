"""Touchpoints through the whole engine: support with its own survey, room and section; pulses of a team."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from bot import app, config
from bot.core.digest_card import card
from bot.core.effects import Effect, Save
from bot.core.events import ButtonPressed, Event, MessageReceived, PurchaseReceived, TimerDue
from bot.core.identity import Address, Attribute, Contact, Customer
from bot.core.ports import Needs, Pending
from bot.core.survey import Audience
from bot.demo.clocks import SetClock
from bot.demo.sandbox import Sandbox, sandbox
from bot.simulation.transcript import Entry
from bot.texts import render
from bot.texts.digest_text import text
from storage import tables

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)  # ten in Berlin
MAYA = Address("web", person="maya")
SHOP = """
[business]
name = "Bean There"
languages = ["en"]
timezone = "Europe/Berlin"
[storage]
synchronous = "normal"
[rooms.staff]
platform = "web"
room = "staff"
role = "staff"
[rooms.helpdesk]
platform = "web"
room = "helpdesk"
role = "staff"
touchpoints = ["support"]
[[touchpoint]]
name = "visit"
survey = "three-questions"
delay_hours = 24
[[touchpoint]]
name = "support"
survey = "support"
delay_hours = 2
[[touchpoint]]
name = "team"
survey = "internal-pulse"
[contact.audience.internal]
between_any_days = 5
between_same_nps_days = 5
[[pulse]]
name = "kitchen"
touchpoint = "team"
every = "week"
at = "11:00"
group = "kitchen"
[[pulse]]
name = "bar"
touchpoint = "team"
every = "week"
at = "11:00"
group = "bar"
"""


class Business:
    """A shop that is open, and a clock that is set by hand."""

    def __init__(self, box: Sandbox, clock: SetClock) -> None:
        self.box = box
        self.clock = clock
        self._keys = 0

    async def deliver(self, event: Event) -> None:
        await self.box.engine.deliver(event)
        await self.box.engine.settle()

    async def wait(self, **amount: float) -> None:
        """What comes due happens at its moment."""
        until = self.clock.now() + timedelta(**amount)
        while (moment := await self.box.engine.next_moment()) is not None and moment <= until:
            self.clock.move_to(max(moment, self.clock.now()))
            await self.box.engine.settle()
        self.clock.move_to(until)

    async def contact(self, touchpoint: str) -> None:
        """Maya has to do with us."""
        now = self.clock.now()
        await self.deliver(
            PurchaseReceived(
                platform="shop:web",
                key=touchpoint,
                at=now,
                shop="web",
                order=touchpoint,
                customer_ref="maya",
                touchpoint=touchpoint,
                bought_at=now,
                customer_name="Maya Okafor",
                address=MAYA,
            )
        )

    async def press(self, value: str, at: Address = MAYA) -> None:
        buttons = [data for entry in self.shown(at) for data in entry["buttons"]]
        data = next(data for data in reversed(buttons) if data.split("|")[-1] == value)
        self._keys += 1
        await self.deliver(ButtonPressed("web", f"press{self._keys}", self.clock.now(), at, data))

    async def say(self, words: str, at: Address = MAYA) -> None:
        self._keys += 1
        await self.deliver(MessageReceived("web", f"say{self._keys}", self.clock.now(), at, words))

    async def hire(self, *names: str, group: str) -> None:
        """People who work here, as an import writes them."""
        now = self.clock.now()
        facts: list[Effect] = []
        for name in names:
            attributes = (Attribute("group", group, "import", now),)
            facts.append(
                Save(Customer(f"id-{name}", Audience.INTERNAL, name, None, None, attributes=attributes))
            )
            facts.append(Save(Contact(Address("web", person=name), f"id-{name}")))
        event = MessageReceived("import", f"hire {names}", now, MAYA, "")
        await self.box.engine.store.work([Pending(event, Needs(), now, 1)], lambda _event, _view: facts)

    def shown(self, place: Address) -> list[Entry]:
        return [entry for entry in self.box.transcript.entries if entry.get("room") == place.key]

    def invited(self) -> list[str]:
        """Who got an invitation, one after another."""
        return [
            entry["room"].split(":")[-1]
            for entry in self.box.transcript.entries
            if entry.get("purpose") == "invitation"
        ]

    async def rows(self, column: Any) -> list[Any]:
        def read(connection: Connection) -> list[Any]:
            with connection.begin():
                return list(connection.execute(select(column)).scalars())

        return await self.box.database.read(read)


@asynccontextmanager
async def business(folder: Path, at: datetime = MONDAY) -> AsyncIterator[Business]:
    clock = SetClock(at)
    shop = config.parse(SHOP, folder / "shop.toml", demo=True)
    async with sandbox(folder, clock, seed=1, configuration=shop) as box:
        yield Business(box, clock)


async def test_a_contact_with_support_goes_its_own_way_to_the_end(tmp_path: Path) -> None:
    async with business(tmp_path) as shop:
        await shop.contact("support")
        await shop.wait(hours=1, minutes=59)
        assert shop.shown(MAYA) == []
        await shop.wait(minutes=1)
        (invitation,) = shop.shown(MAYA)
        assert "made it easy for me to handle my issue" in " ".join(invitation["lines"])
        await shop.press("2")
        await shop.press("unsolved")
        await shop.say("my mug is still broken")
        (alert,) = [
            entry for entry in shop.shown(Address("web", room="helpdesk")) if entry["purpose"] == "alert"
        ]
        assert "Maya Okafor" in str(alert["title"])
        assert shop.shown(Address("web", room="staff")) == []
        digest = await app.digest_for("support", shop.box.engine.store, shop.clock.now())
        (measured,) = digest.buyers.headlines
        assert (measured.survey, measured.touchpoint, measured.histogram) == ("support", "support", {2: 1})
        words = text(card(digest), render, "en")
        assert "support" in words.splitlines()[0]
        assert digest.cases.opened == 1
        everything = await app.digest_for("", shop.box.engine.store, shop.clock.now())
        assert "visit" in everything.uncovered


async def test_alerts_about_anything_else_do_not_go_to_the_room_of_support(tmp_path: Path) -> None:
    async with business(tmp_path) as shop:
        await shop.contact("visit")
        await shop.wait(hours=24)
        await shop.press("1")
        assert shop.shown(Address("web", room="helpdesk")) == []
        assert [entry["purpose"] for entry in shop.shown(Address("web", room="staff"))][:1] == ["alert"]


async def test_two_pulses_of_the_same_moment_ask_each_their_own_group(tmp_path: Path) -> None:
    """Their timers come in one batch."""
    async with business(tmp_path) as shop:
        await shop.hire("ada", "abe", group="kitchen")
        await shop.hire("bob", group="bar")
        await shop.wait(hours=1)
        assert sorted(shop.invited()) == ["abe", "ada", "bob"]
        assert sorted(await shop.rows(tables.purchases.c.shop)) == [
            *("pulse:bar", "pulse:kitchen", "pulse:kitchen")
        ]


async def test_many_are_asked_through_the_storage_each_once_and_next_week_again(tmp_path: Path) -> None:
    names = [f"w{number:03}" for number in range(450)]
    async with business(tmp_path) as shop:
        await shop.hire(*names, group="bar")
        await shop.wait(hours=1)
        assert sorted(shop.invited()) == names
        await shop.press("9", Address("web", person="w000"))
        await shop.wait(days=7)
        again = shop.invited()[len(names) :]
        assert set(again) <= set(names)
        assert len(again) == len(set(again))


async def test_a_timer_that_two_processes_bring_makes_one_moment(tmp_path: Path) -> None:
    async with business(tmp_path) as shop:
        await shop.hire("ada", group="kitchen")
        now = shop.clock.now()
        subject = "pulse:kitchen/team/2026-03-02/id-ada"
        event = TimerDue("timer", f"moment:{subject}@1", now, f"moment:{subject}", "moment", subject, now)
        replies = await asyncio.gather(*(shop.box.engine.deliver(event) for _ in range(2)))
        await shop.box.engine.settle()
        assert replies[0] == replies[1] == {"moment": "made"}
        assert len(await shop.rows(tables.purchases.c.id)) == 1
        assert shop.invited() == ["ada"]


async def test_after_a_stop_the_run_that_was_missed_last_is_made_once(tmp_path: Path) -> None:
    async with business(tmp_path) as shop:
        await shop.hire("ada", group="kitchen")
    async with business(tmp_path, MONDAY + timedelta(days=15, hours=2)) as shop:  # a Tuesday, two runs later
        await shop.box.engine.settle()
        assert shop.invited() == ["ada"]
        orders = await shop.rows(tables.purchases.c.order)
        assert orders == ["2026-03-16/team/id-ada"]
