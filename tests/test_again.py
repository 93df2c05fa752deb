"""What could not be handled is handled again, what was given up is sent again: once, whoever dies."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from bot import app, config
from bot.core.effects import Lane, Line, Message, Parcel
from bot.core.events import Event, MessageReceived, Outcome, ParcelSettled, PurchaseReceived, Unreadable
from bot.core.identity import Address
from bot.core.ports import Receipt
from storage import codec, dead_letters, inbox, outbox, replaying
from storage.dead_letters import DeadLetter
from tests.commands.asked import run, written
from tests.http.conftest import NOW, StillClock

TOM = Address("telegram", person="9")
BOUGHT = PurchaseReceived(
    "shop:web", "1001", NOW, "web", "1001", "tom", "delivery", NOW, customer_name="Tom", address=TOM
)


@dataclass
class Sent:
    """A platform that takes everything."""

    parcels: list[Parcel] = field(default_factory=list)
    recovered: list[bool] = field(default_factory=list)

    async def send(
        self,
        parcel: Parcel,
        target: str | None,  # noqa: ARG002 - the port's signature
        recovered: bool,
        thread: str | None = None,  # noqa: ARG002
    ) -> Receipt:
        self.parcels.append(parcel)
        self.recovered.append(recovered)
        return Receipt(f"m{len(self.parcels)}")


@dataclass
class House:
    """An installation that runs, on a clock that stands still."""

    file: Path
    kept: app.Storage
    engine: app.Engine
    clock: StillClock
    sent: Sent

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return await self.kept.database.read(lambda one: [tuple(row) for row in one.execute(text(sql))])

    async def failed(self, *events: Event) -> None:
        """As if each had come in and not been handled."""

        def write(connection: Connection) -> None:
            with connection.begin():
                for event in events:
                    if (key := inbox.key_of(event)) is not None:
                        inbox.insert_new(connection, {key: event})
                    error = ValueError("could not go on")
                    dead_letters.put_in(connection, [DeadLetter.of(event, error, NOW)])

        await self.kept.database.write(write)

    async def ask(self, *numbers: int) -> int:
        return await self.kept.database.write(lambda one: replaying.ask_for(one, numbers, self.clock.now()))


@asynccontextmanager
async def house(folder: Path) -> AsyncIterator[House]:
    file, clock, sent = written(folder), StillClock(), Sent()
    loaded = config.load(file)
    async with app.opened(loaded, loaded.data_folder) as kept:
        engine = app.Engine(kept.settings, kept.store, clock=clock)
        engine.senders["telegram"] = sent
        async with engine.running(ticking=False):
            yield House(file, kept, engine, clock, sent)


async def test_a_letter_is_handled_as_if_it_came_now_and_then_it_is_gone(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        await at.failed(BOUGHT)
        await at.engine.deliver(BOUGHT)
        assert await at.rows('SELECT "order" FROM purchases') == [], "what came before is not handled anew"
        assert await at.ask(1) == 1
        assert await at.ask(1) == 0, "nor is a letter that waits to be handled asked for twice"
        await at.engine.settle()
        assert await at.rows('SELECT "order" FROM purchases') == [("1001",)]
        assert await at.rows("SELECT count(*) FROM dead_letters") == [(0,)]
        assert await at.rows("SELECT count(*) FROM timers WHERE kind = 'replay'") == [(0,)]
        await at.engine.deliver(BOUGHT)
        assert await at.rows("SELECT count(*) FROM purchases") == [(1,)]


async def test_a_process_that_dies_before_the_letter_is_gone_handles_nothing_twice(tmp_path: Path) -> None:
    said = MessageReceived("telegram", "5", NOW, TOM, "hello there")
    async with house(tmp_path) as at:
        await at.failed(said)
        await at.ask(1)
        await at.engine.deliver(said)  # all that was committed before it died
        await at.engine.settle()
        answered = len(at.sent.parcels)
        await at.engine.settle()
    assert answered > 0
    async with house(tmp_path) as at:
        await at.engine.settle()
        assert len(at.sent.parcels) == 0
        assert await at.rows("SELECT count(*) FROM dead_letters") == [(0,)]


async def test_what_fails_once_more_is_a_letter_of_its_own(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        await at.failed(Unreadable("telegram", "update/7", NOW, "{}", "no update_id"))
        await at.ask(1)
        await at.engine.settle()
        letters = await at.kept.database.read(lambda one: replaying.letters(one, 9))
        assert [(one.sequence, one.why) for one in letters] == [(2, "UnreadableEvent: no update_id")]
        again = {1: ("telegram", "update/7")}
        found = await at.kept.database.read(lambda one: replaying.failed_again(one, again))
        assert found == {1: "UnreadableEvent: no update_id"}


@pytest.mark.parametrize("is_understood", [True, False])
async def test_what_could_not_be_read_is_read_anew_by_its_platform(
    tmp_path: Path, is_understood: bool
) -> None:
    async with house(tmp_path) as at:

        async def read_again(raw: str) -> None:
            await at.engine.deliver(MessageReceived("telegram", "7", NOW, TOM, json.loads(raw)["words"]))

        at.engine.readers["telegram"] = read_again
        raw = '{"words": "hello there"}' if is_understood else '{"words": "hel'
        await at.failed(Unreadable("telegram", "update/7", NOW, raw, "no update_id"))
        await at.ask(1)
        await at.engine.settle()
        assert await at.rows("SELECT count(*) FROM dead_letters") == [(0 if is_understood else 1,)]
        assert bool(at.sent.parcels) is is_understood


async def test_what_became_of_a_parcel_is_decided_again_though_the_parcel_is_settled(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        await at.engine.deliver(BOUGHT)
        at.clock.forward(timedelta(hours=3))
        await at.engine.settle()
        ((parcel, about),) = [(one.id, one.about) for one in at.sent.parcels]
        await at.kept.database.write(_undelivered)
        settled = ParcelSettled(
            "courier", parcel, at.clock.now(), parcel, TOM, "invitation", about, Outcome.DELIVERED, "m1"
        )
        await at.failed(settled)
        await at.ask(1)
        await at.engine.settle()
        assert await at.rows("SELECT delivered_us IS NOT NULL FROM invitations") == [(1,)]
        assert await at.rows("SELECT count(*) FROM dead_letters") == [(0,)]
        assert len(at.sent.parcels) == 1


def _undelivered(connection: Connection) -> None:
    with connection.begin():
        connection.execute(text("UPDATE invitations SET delivered_us = NULL"))


async def test_a_letter_of_a_kind_that_nobody_knows_is_kept_and_wakes_nobody(tmp_path: Path) -> None:
    def write(connection: Connection) -> None:
        with connection.begin():
            connection.execute(text('UPDATE dead_letters SET payload = \'{"type":"from_tomorrow"}\''))

    async with house(tmp_path) as at:
        await at.failed(BOUGHT)
        await at.kept.database.write(write)
        await at.ask(1)
        await at.engine.settle()
        assert await at.rows("SELECT sequence FROM dead_letters") == [(1,)]
        assert await at.rows("SELECT count(*) FROM timers WHERE kind = 'replay'") == [(0,)]


# --- the command, beside the bot that runs

PARKED = Parcel("p1", TOM, Lane.REPLY, "note", "case:c1", Message((Line("said.thanks"),)), "en", NOW)


def _park(connection: Connection) -> None:
    with connection.begin():
        outbox.put_in(connection, [PARKED], set(), NOW)
        state = "UPDATE outbox SET state = 'parked', attempts = 9, unknown = 1, settled_us = :now"
        connection.execute(text(state), {"now": codec.micros(NOW)})


@asynccontextmanager
async def at_work(at: House) -> AsyncIterator[None]:
    """What the ticker does, without its second."""

    async def tick() -> None:
        while True:
            await at.engine.settle()
            await asyncio.sleep(0.05)

    at.clock.at = app.SystemClock().now() + timedelta(seconds=60)  # a command's now is the machine's
    working = asyncio.create_task(tick())
    try:
        yield
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


async def command(at: House, *words: str) -> tuple[int, str]:
    done = await asyncio.to_thread(run, "replay", *words, "--config", str(at.file))
    return done.returncode, done.stdout + done.stderr


async def test_everything_is_listed_and_done_again_while_the_bot_runs(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        await at.failed(BOUGHT, Unreadable("telegram", "update/7", NOW, "{}", "no \x1b[31mupdate_id"))
        await at.kept.database.write(_park)
        status, said = await command(at)
        assert status == 0
        assert "Dead letters: 2\n" in said
        assert "1  2026-11-22 12:00:00 UTC  shop:web purchase: ValueError: could not go on" in said
        assert "\x1b" not in said
        assert "p1  2026-11-22 12:00:00 UTC  telegram note of case:c1 (may have arrived all the same)" in said
        status, said = await command(at, "list", "--json")
        found: Mapping[str, Any] = json.loads(said)
        assert [one["id"] for one in found["letters"]] == [2, 1]
        assert [one["id"] for one in found["parcels"]] == ["p1"]

        async with at_work(at):
            status, said = await command(at, "all")
        assert status == 1, "one failed once more"
        assert (
            said.splitlines()
            == [
                "2 dead letters to be handled again, 1 parcel to be sent again.",
                "Dead letter 2 failed once more: ValueError: could not go on",
                "1 dead letter handled.",
                "1 parcel sent.",
            ]
            or "UnreadableEvent" in said
        )
        assert (at.sent.parcels[0].id, at.sent.recovered[0]) == ("p1", True), (
            "it may have arrived: it is known"
        )
        assert await at.rows("SELECT state FROM outbox WHERE id = 'p1'") == [("sent",)]


async def test_without_a_bot_it_is_left_for_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.commands.failed._WAIT_S", 0.1)
    async with house(tmp_path) as at:
        await at.failed(BOUGHT)
        status, said = await command(at, "1")
        assert status == 0
        assert said.splitlines() == [
            "1 dead letter to be handled again, 0 parcels to be sent again.",
            "The rest is done as soon as the bot runs, or gets to it.",
        ]
        status, said = await command(at, "7c0f")
        assert status == 2
        assert "neither the number of a dead letter nor the id of a parked parcel" in said
    async with house(tmp_path) as at:
        at.clock.at = app.SystemClock().now() + timedelta(seconds=1)
        await at.engine.settle()
        assert await at.rows("SELECT count(*) FROM purchases") == [(1,)]
