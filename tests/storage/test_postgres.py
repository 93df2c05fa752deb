"""What is particular to PostgreSQL: several processes on one database."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from sqlalchemy import make_url

from bot.core.effects import Effect, Reply, Save, Send
from bot.core.errors import DataFolderError, StorageUnavailable
from bot.core.events import Event
from bot.core.identity import Address
from bot.core.ports import Needs
from bot.core.settings import Settings
from bot.core.view import Rows, View
from storage import schema
from storage.database import open_database
from storage.installation import known_link_key, shared_link_key
from storage.unit_of_work import SqlStore
from tests.postgres import Server
from tests.storage.conftest import (
    NOW,
    customer,
    decide_nothing,
    invitation,
    message,
    parcel,
    pending,
    saving,
    sending,
    settled,
)

LATER = NOW + timedelta(minutes=1)


async def test_a_fresh_database_has_the_newest_schema(postgres_url: str) -> None:
    database = await open_database(postgres_url)
    assert await database.read(schema.current) == schema.head()
    await database.close()


@asynccontextmanager
async def stores(url: str, business: Settings, count: int) -> AsyncIterator[list[SqlStore]]:
    """So many processes' stores on one database."""
    opened = [await open_database(url) for _ in range(count)]
    try:
        yield [SqlStore(database, business, f"process {number}") for number, database in enumerate(opened)]
    finally:
        for database in opened:
            await database.close()


async def test_many_that_start_at_once_migrate_once(postgres_server: Server) -> None:
    with postgres_server.database(empty=True) as url:
        opened = await asyncio.gather(*[open_database(url) for _ in range(4)])
        found = {await database.read(schema.current) for database in opened}
        for database in opened:
            await database.close()
    assert found == {schema.head()}


async def test_what_two_processes_add_to_one_customer_is_all_there(
    postgres_url: str, business: Settings
) -> None:
    """Also to one whom nobody knew before: then there is no row yet that could be locked."""

    def decide(_event: Event, view: View) -> Sequence[Effect]:
        known = [view.customer(id_) or customer(id_) for id_ in ("c1", "c2")]
        return [Save(replace(one, orders=one.orders + 1)) for one in known]

    async with stores(postgres_url, business, 3) as processes:
        await asyncio.gather(
            *[
                process.work([pending(message(key=f"{name} {number}"), needs)], decide)
                for name, process in enumerate(processes)
                for number in range(8)
                for needs in [Needs(customers=("c1", "c2") if number % 2 else ("c2", "c1"))]
            ]
        )
        view = await seen_by(processes[0])
    assert [view.customers[id_].orders for id_ in ("c1", "c2")] == [24, 24]


async def seen_by(store: SqlStore) -> Rows:
    found: list[Rows] = []

    def look(_event: Event, view: View) -> Sequence[Effect]:
        found.append(view.rows)
        return ()

    await store.work([pending(message(key="look"), Needs(customers=("c1", "c2")))], look)
    return found[0]


async def test_what_is_counted_over_all_is_decided_by_one_at_a_time(
    postgres_url: str, business: Settings
) -> None:
    """Such as the launch cap: of two that see room for one more only one is right."""

    def decide(event: Event, view: View) -> Sequence[Effect]:
        if view.rows.invited > int(event.key[-1]):
            return []
        return [Save(customer(event.key)), Save(invitation(f"i {event.key}", event.key))]

    async with stores(postgres_url, business, 3) as processes:
        for room in range(6):  # for one more
            events = [pending(message(key=f"{name} {room}"), Needs(standing=NOW)) for name in "abc"]
            await asyncio.gather(
                *[process.work([event], decide) for process, event in zip(processes, events, strict=True)]
            )
    connection = await asyncpg.connect(postgres_url)
    assert await connection.fetchval("SELECT count(*) FROM invitations") == 6
    await connection.close()


async def test_events_that_both_are_brought_are_handled_by_one_and_answered_by_both(
    postgres_url: str, business: Settings
) -> None:
    def decide(event: Event, _view: View) -> Sequence[Effect]:
        return [
            Send(parcel(f"to {event.key}", Address("telegram", person=event.key))),
            Reply({"said": event.key}),
        ]

    batch = [pending(message(key=str(number))) for number in range(40)]
    async with stores(postgres_url, business, 2) as processes:
        one, other = await asyncio.gather(
            *[
                process.work(some, decide)
                for process, some in zip(processes, (batch, batch[::-1]), strict=True)
            ]
        )
        letters = await processes[0].dead_letters()
    assert [reply["said"] for reply in one.replies] == [str(number) for number in range(40)]
    assert [*reversed(other.replies)] == [*one.replies]
    sent = [errand.parcel.id for errand in (*one.errands, *other.errands)]
    assert sorted(sent) == sorted(f"to {number}" for number in range(40))
    assert letters == []


async def test_a_parcel_that_waits_is_claimed_by_one_of_many(postgres_url: str, business: Settings) -> None:
    waiting = [
        parcel(f"p{number}", Address("telegram", person=str(number)), not_before=LATER)
        for number in range(30)
    ]
    async with stores(postgres_url, business, 4) as processes:
        await processes[0].work([pending(message())], sending(*waiting))
        claimed = await asyncio.gather(*[process.claim(LATER, 30) for process in processes])
        rest = await processes[0].claim(LATER, 30)
    ids = [errand.parcel.id for errands in (*claimed, rest) for errand in errands]
    assert sorted(ids) == sorted(one.id for one in waiting)


async def test_a_receipt_that_two_bring_is_taken_once(postgres_url: str, business: Settings) -> None:
    decided: list[str] = []

    def decide(event: Event, _view: View) -> Sequence[Effect]:
        decided.append(event.key)
        return ()

    names = [f"p{number}" for number in range(8)]
    async with stores(postgres_url, business, 2) as processes:
        await processes[1].work([pending(message(key="it is connected"))], decide_nothing)
        sent = [parcel(name, Address("telegram", person=name)) for name in names]
        for errand in (await processes[0].work([pending(message())], sending(*sent))).errands:
            await asyncio.gather(*[process.work([pending(settled(errand))], decide) for process in processes])
    assert sorted(decided) == names


async def test_a_deadlock_is_gone_through_again(postgres_url: str, business: Settings) -> None:
    """Whoever locks in another order is in our way once; then the same work is done."""
    async with stores(postgres_url, business, 1) as (store,):
        await store.work([pending(message())], saving(customer("c1"), customer("c2")))
        other = await asyncpg.connect(postgres_url)
        await other.execute("SET deadlock_timeout = '20s'")
        await other.execute("BEGIN; SELECT 1 FROM customers WHERE id = 'c2' FOR UPDATE")
        both = pending(message(key="2"), Needs(customers=("c1", "c2")))
        working = asyncio.ensure_future(store.work([both], saving(customer("c1"))))
        await until_somebody_waits(other)
        await other.execute("SELECT 1 FROM customers WHERE id = 'c1' FOR UPDATE")
        await other.execute("COMMIT")
        await working
        await other.close()
        assert await store.dead_letters() == []


async def until_somebody_waits(connection: Any) -> None:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    async with asyncio.timeout(30):
        while not await connection.fetchval(waiting):
            await connection.execute("SELECT pg_sleep(0.02)")


async def test_a_connection_that_is_cut_is_unavailable_and_the_next_try_succeeds(
    postgres_url: str, business: Settings
) -> None:
    async with stores(postgres_url, business, 1) as (store,):
        await store.work([pending(message())], saving(customer()))
        other = await asyncpg.connect(postgres_url)
        await other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await other.close()
        with pytest.raises(StorageUnavailable):
            await store.work([pending(message(key="2"))], saving(customer("c2")))
        await store.work([pending(message(key="2"))], saving(customer("c2")))
        assert await store.seen([("telegram", "2")]) == {("telegram", "2")}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"database": "nowhere"}, 'database "nowhere" does not exist'),
        ({"port": 1}, "Connect call failed"),
        ({"username": "nobody-there"}, 'role "nobody-there" does not exist'),
    ],
)
async def test_a_server_that_cannot_be_used_is_named_without_its_password(
    postgres_url: str, change: dict[str, Any], words: str
) -> None:
    url = make_url(postgres_url).set(password="correct-horse", **change)
    with pytest.raises(DataFolderError, match=re.escape(words)) as told:
        await open_database(url.render_as_string(hide_password=False))
    assert "correct-horse" not in str(told.value)


async def test_a_newer_schema_is_met_politely(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    await connection.execute("UPDATE alembic_version SET version_num = '9999'")
    await connection.close()
    with pytest.raises(DataFolderError, match=r"9999.*newer version"):
        await open_database(postgres_url)
    with pytest.raises(DataFolderError, match="9999"):
        await open_database(postgres_url, read_only=True)


async def test_every_process_makes_links_with_the_same_key(postgres_url: str) -> None:
    first, second = await open_database(postgres_url), await open_database(postgres_url)
    looking = await open_database(postgres_url, read_only=True)
    assert await shared_link_key(looking, b"mine") == b"mine"
    assert await known_link_key(looking) is None
    assert await shared_link_key(first, b"one") == b"one"
    assert await shared_link_key(second, b"two") == b"one"
    assert await known_link_key(looking) == b"one"
    for database in (first, second, looking):
        await database.close()
