"""What is older than it is to be kept goes, class by class; what is younger, and every count, stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update

from bot.core.audit import EXPORT, Audited
from bot.core.chores import Chore, ChoreKind, Retention
from bot.core.conversation import GONE
from bot.core.effects import Save, Send
from bot.core.eligibility import Suppression
from bot.core.identity import Customer
from bot.core.journey import Purchase
from bot.core.recovery import CaseEntry, CaseState
from bot.core.survey import Audience
from storage import rollups, tables
from storage.chores_done import SqlChores
from storage.inbox import FORGOTTEN
from storage.retaining import RULES
from tests.feelings import feeling
from tests.storage.conftest import (
    ANNA,
    NOW,
    House,
    answered,
    case,
    contact,
    customer,
    invitation,
    message,
    parcel,
    pending,
    rated,
    saving,
)

OFF = Retention(**dict.fromkeys([one.name for one in fields(Retention)], 0.0))
LATER = NOW + timedelta(days=100)


async def rows(house: House, table: str) -> Sequence[Row[*tuple[Any, ...]]]:
    return await house.database.read(lambda one: one.execute(select(tables.metadata.tables[table])).all())


async def kept(house: House, retention: Retention) -> None:
    """A hundred days later, at night."""
    made = replace(house.settings, retention=retention)
    await house.decided(Save(Chore(ChoreKind.RETAIN, "", LATER)), now=LATER)
    long_jobs = SqlChores(house.database, lambda: made)
    while await long_jobs.work(LATER, lambda: 0):
        pass


async def filled(house: House) -> None:
    comment = replace(
        rated(2), question="why", rating=None, comment="So cold", sentiment=feeling(-1, "test", "1")
    )
    ended = replace(case(), state=CaseState.CLOSED, ended_at=NOW, words="So cold")
    errands = await house.decided(
        Save(customer()),
        Save(contact()),
        Save(answered(invitation(), rated(2), comment)),
        Save(ended),
        Save(CaseEntry("case1", 1, NOW, "noted", "slack:W1:SAM", "Careful")),
        Save(Suppression("p1", "c1", "delivery", "cooldown", NOW)),
        Save(Audited(NOW, "slack:W1:SAM", "Sam", "digest", "", allowed=True)),
        Save(Audited(NOW, "cli", None, EXPORT, "", allowed=True)),
        Save(Customer("c9", Audience.BUYER, "No Chat", "en", None, last_bought_at=NOW)),
        Save(Purchase("p9", "web", "9", "c9", "delivery", NOW)),
        Save(Purchase("p1", "web", "1", "c1", "delivery", NOW)),
        Send(parcel("old")),
    )
    await house.settle(*errands)
    await house.store.work([pending(message("So cold", key="said", address=ANNA))], saving())


async def test_switched_off_nothing_goes(house: House) -> None:
    await filled(house)
    watched = sorted({rule.table.name for rule in RULES} - {"inbox"})
    before = [await rows(house, name) for name in watched]
    await kept(house, OFF)
    assert [await rows(house, name) for name in watched] == before
    assert {row.payload == "{}" for row in await rows(house, "inbox")} == {False}


async def test_what_came_in_is_emptied_and_stays_handled(house: House) -> None:
    await filled(house)
    await kept(house, replace(OFF, raw_days=30))
    payloads = {row.key: row.payload for row in await rows(house, "inbox")}
    assert payloads["said"] == "{}"
    assert any(payload != "{}" for payload in payloads.values()), "what is young stays"
    assert await house.store.seen([("telegram", "said")]) == {("telegram", "said")}


async def test_comments_go_and_the_counts_stay(house: House) -> None:
    await filled(house)
    before = await rows(house, "rollups")
    await kept(house, replace(OFF, comments_days=99))
    assert {row.comment for row in await rows(house, "answers")} == {None, GONE}
    assert await rows(house, "rollups") == before
    assert await house.database.read(lambda one: rollups.verify(one, house.settings)) == {}


async def test_what_was_sent_and_said_about_ended_cases_goes(house: House) -> None:
    await filled(house)
    await house.decided(Save(replace(case("case2"), words="Still open")))
    await kept(house, replace(OFF, messages_days=99))
    assert await rows(house, "outbox") == []
    assert {row.id: row.words for row in await rows(house, "cases")} == {"case1": None, "case2": "Still open"}
    assert [row.text for row in await rows(house, "case_entries")] == [None]


async def test_of_the_record_exports_stay(house: House) -> None:
    await filled(house)
    await kept(house, replace(OFF, audit_days=99))
    assert [row.action for row in await rows(house, "audit")] == [EXPORT]


async def test_who_never_had_a_chat_goes_with_their_purchases(house: House) -> None:
    await filled(house)
    await kept(house, replace(OFF, unlinked_days=99))
    assert [row.id for row in await rows(house, "customers")] == ["c1"]
    assert [row.id for row in await rows(house, "purchases")] == ["p1"]


async def test_why_somebody_was_not_asked_goes(house: House) -> None:
    await filled(house)
    await kept(house, replace(OFF, suppressions_days=99))
    assert await rows(house, "suppressions") == []


async def test_a_day_too_young_everything_stays(house: House) -> None:
    await filled(house)
    watched = sorted({rule.table.name for rule in RULES} - {"inbox"})
    before = [await rows(house, name) for name in watched]
    await kept(house, Retention(**dict.fromkeys([one.name for one in fields(Retention)], 101.0)))
    assert [await rows(house, name) for name in watched] == before


def test_every_class_that_can_be_set_has_a_rule() -> None:
    assert {rule.days for rule in RULES} == {one.name for one in fields(Retention)}


async def test_what_is_empty_loses_the_number_of_its_chat_once_no_platform_brings_it_again(
    house: House,
) -> None:
    """Telegram's keys are CHAT/MESSAGE."""
    days_ago = {"700100200/1": 3, "700100200/2": 1, "700100200/3": 3}
    for key, days in days_ago.items():
        said = message("a question", key=key, address=ANNA)
        await house.store.work([pending(replace(said, at=LATER - timedelta(days=days)))], saving())

    def emptied(connection: Connection) -> None:
        bare = update(tables.inbox).where(tables.inbox.c.key.in_(["700100200/1", "700100200/2"]))
        with connection.begin():
            connection.execute(bare.values(payload="{}", kind=FORGOTTEN))

    await house.database.write(emptied)
    await kept(house, OFF)
    keys = [row.key for row in await rows(house, "inbox")]
    assert sorted(key for key in keys if "700100200" in key) == ["700100200/2", "700100200/3"]
    assert [key for key in keys if key.startswith("handled/")]
