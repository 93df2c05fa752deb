"""A database of an earlier release is brought up to date with everything that is in it."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import asyncpg
import pytest
from alembic import command
from sqlalchemy import Connection, make_url, select

from bot.core.conversation import State
from bot.core.effects import Save, Send, Timer
from bot.core.evidence import Evidence, EvidenceKind
from bot.core.ports import Needs
from bot.core.sentiment import Label, Sentiment
from bot.core.settings import Settings
from bot.core.verdict import Aside
from storage import postgres, schema
from storage.database import Database, open_database, sqlite_url
from storage.rollups import ALL_TIME, week_of
from storage.sqlite_driver import synchronous_engine
from storage.tables import rollups
from storage.unit_of_work import SqlStore
from tests.postgres import Server
from tests.storage.conftest import ANNA, NOW, STAFF_ROOM, House, contact, customer, parcel

LEFT = Path(__file__).with_name("release_0001.sql")


def _first_release(file: Path) -> None:
    """The database as a program of revision 0001 left it."""
    file.parent.mkdir()
    configuration = schema.alembic_configuration()
    engine = synchronous_engine("BEGIN IMMEDIATE", f"sqlite+pysqlite:///{file}")
    with engine.begin() as connection:
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, "0001")
    engine.dispose()
    with closing(sqlite3.connect(file)) as driver:
        driver.executescript(LEFT.read_text("utf-8"))


async def first_release_on(url: str) -> None:
    """The same on a server."""
    await step(url, "0001")
    connection = await asyncpg.connect(url)
    await connection.execute(LEFT.read_text("utf-8"))
    for table in ("outbox", "dead_letters", "suppressions"):  # the file numbers its rows itself
        await connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'sequence'), 100)")
    await connection.close()


async def step(url: str, revision: str) -> None:
    """Bring the schema of an empty database to this revision."""
    engine = postgres.upgrader(make_url(url))

    def upgrade(connection: Connection) -> None:
        configuration = schema.alembic_configuration()
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, revision)

    async with engine.begin() as connection:
        await connection.run_sync(upgrade)
    await engine.dispose()


@pytest.fixture
async def released(engine: str, request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """Where a database of the first release is."""
    if engine == "sqlite":
        file = request.getfixturevalue("file")
        _first_release(file)
        yield sqlite_url(file)
    else:
        server: Server = request.getfixturevalue("postgres_server")
        with server.database(empty=True) as url:
            await first_release_on(url)
            yield url


@pytest.fixture
async def upgraded(released: str) -> AsyncIterator[Database]:
    database = await open_database(released, synchronous="NORMAL")
    yield database
    await database.close()


@pytest.fixture
def old_house(upgraded: Database, business: Settings) -> House:
    return House(SqlStore(upgraded, business, "this process"), upgraded, business)


async def test_the_schema_is_the_newest(upgraded: Database) -> None:
    assert await upgraded.read(schema.current) == schema.head() == "0017"


async def test_answers_of_before_are_read_without_evidence(old_house: House) -> None:
    view = await old_house.view(Needs(addresses=(ANNA,)))
    assert view.customer("c1") == customer()
    assert view.contact(ANNA) == replace(contact(), stray=Aside("hm"))
    asked = view.open_invitation("c1")
    assert asked is not None
    assert asked.aside == Aside("slow", Sentiment(Label.UNHAPPY, 0.75, 0.75, -0.5, 0.9, "linear", "3"))
    (answer,) = asked.answers
    assert (answer.rating, answer.comment, answer.evidence, answer.said_in) == (4, "good", (), None)
    assert asked.state is State.RUNNING


async def test_how_an_answer_of_before_felt_is_read_in_todays_words(old_house: House) -> None:
    asked = (await old_house.view(Needs(addresses=(ANNA,)))).open_invitation("c1")
    assert asked is not None
    (answer,) = asked.answers
    assert answer.sentiment == Sentiment(Label.HAPPY, 0.25, 0.25, 0.5, 0.9, "linear", "3")
    assert answer.playback is None


async def test_an_answer_of_before_takes_evidence(old_house: House) -> None:
    asked = (await old_house.view(Needs(addresses=(ANNA,)))).open_invitation("c1")
    assert asked is not None
    heard = replace(asked.answers[0], evidence=(Evidence(EvidenceKind.VOICE, "v"),), said_in="100/1")
    await old_house.decided(Save(replace(asked, answers=(heard,))))
    assert (await old_house.view(Needs(addresses=(ANNA,)))).open_invitation("c1") == replace(
        asked, answers=(heard,)
    )


async def test_parcels_of_before_are_sent_and_found_by_their_receipts(old_house: House) -> None:
    (errand,) = await old_house.store.claim(NOW, 10)
    assert (errand.parcel.id, errand.attempts, errand.recovered) == ("q", 7, True)
    assert await old_house.store.oldest_due(NOW) == {"telegram": NOW}
    view = await old_house.view(Needs(sent=((STAFF_ROOM.key, "C1/17.5"),)))
    assert view.rows.sent[STAFF_ROOM.key, "C1/17.5"].about == "case:x"
    (new,) = await old_house.decided(Send(replace(parcel("line", STAFF_ROOM), thread="a1")))
    assert new.thread_message == "C1/17.5"


async def test_open_cases_of_before_are_escalated_at_the_deadlines_that_they_had(old_house: House) -> None:
    found = await old_house.store.due_timers(NOW + timedelta(days=9), 10)
    assert [one for one in found if one.kind == "sla"] == [
        Timer("sla", "k2", NOW + timedelta(hours=1)),
        Timer("sla", "k3", NOW + timedelta(hours=24)),
        Timer("sla", "k4", NOW + timedelta(hours=72)),
    ]
    view = await old_house.view(Needs(cases=("k2",)))
    case = view.case("k2")
    assert case is not None
    assert (case.clocks_from, case.told) == (None, ())


async def test_what_was_counted_by_day_is_counted_by_week_too(upgraded: Database) -> None:
    weeks = select(rollups.c.day, rollups.c.value, rollups.c.n, rollups.c.total).where(
        rollups.c.day < ALL_TIME
    )
    found = await upgraded.read(lambda on: on.execute(weeks.order_by(rollups.c.day.desc())).all())
    monday = date(2026, 6, 8).toordinal()
    assert [tuple(row) for row in found] == [
        (week_of(monday), 4, 3, 12.0),
        (week_of(monday + 7), 4, 1, 4.0),
    ]


async def test_dead_letters_of_before_are_read(old_house: House) -> None:
    (letter,) = await old_house.store.dead_letters()
    assert letter.event.key == "1"


@pytest.mark.usefixtures("file")
async def test_receipts_are_looked_up_in_an_index_of_their_own(database: Database) -> None:
    def plan(connection: Connection) -> str:
        found = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT id FROM outbox WHERE address = 'a' AND receipt IN ('r')"
            " AND purpose IN ('alert', 'incident', 'prompt', 'relayed') AND receipt IS NOT NULL"
        )
        return " ".join(row[-1] for row in found)

    assert "outbox_answerable" in await database.read(plan)
