"""What people asked of us outlives a restore."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.errors import StorageUnavailable
from bot.core.ports import Needs
from bot.core.settings import Settings
from storage.database import Database
from storage.tombstones import Tombstone, Tombstones, Wish, standing
from storage.unit_of_work import SqlStore
from tests.storage.conftest import NOW, customer, decide_nothing, message, pending, saving

HOUR = timedelta(hours=1)


@pytest.fixture
def stones(tmp_path: Path) -> Tombstones:
    return Tombstones(tmp_path / "tombstones.txt")


async def test_each_wish_is_one_line_and_nothing_else_is(
    database: Database, business: Settings, stones: Tombstones
) -> None:
    store = SqlStore(database, business, "test", stones)
    known = customer()
    stopped = replace(known, opted_out_at=NOW)
    steps = [known, replace(known, orders=2), stopped, stopped, known, replace(stopped, erased_at=NOW)]
    for number, one in enumerate(steps):
        unit = pending(message(key=str(number)), Needs(customers=(known.id,)), now=NOW + number * HOUR)
        await store.work([unit], saving(one))
    assert stones.read() == [
        Tombstone(NOW + 2 * HOUR, Wish.STOPPED, known.id),
        Tombstone(NOW + 4 * HOUR, Wish.RESUMED, known.id),
        Tombstone(NOW + 5 * HOUR, Wish.ERASED, known.id),
    ]


async def test_what_cannot_be_written_down_is_not_done(
    database: Database, business: Settings, tmp_path: Path
) -> None:
    (tmp_path / "taken").mkdir()
    store = SqlStore(database, business, "test", Tombstones(tmp_path / "taken"))
    gone = replace(customer(), erased_at=NOW)
    with pytest.raises(StorageUnavailable):
        await store.work([pending(message())], saving(gone))
    assert await store.seen([("telegram", "1")]) == set()


def test_a_line_that_was_cut_off_spoils_no_other(stones: Tombstones, tmp_path: Path) -> None:
    first, second = (Tombstone(NOW, Wish.STOPPED, id_) for id_ in ("c1", "c2"))
    stones.add([first])
    with (tmp_path / "tombstones.txt").open("a") as opened:
        opened.write("2026-03-02T12:0")
    stones.add([second])
    assert stones.read() == [first, second]


def test_only_its_owner_reads_it(stones: Tombstones, tmp_path: Path) -> None:
    stones.add([Tombstone(NOW, Wish.FORGET, "c1")])
    assert (tmp_path / "tombstones.txt").stat().st_mode & 0o777 == 0o600


async def test_of_a_database_without_the_file_it_begins_with_what_is_so(
    database: Database, business: Settings, stones: Tombstones
) -> None:
    store = SqlStore(database, business, "before")
    facts = [
        replace(customer(), id="c1", opted_out_at=NOW - HOUR, erased_at=NOW),
        replace(customer(), id="c2", opted_out_at=NOW - 2 * HOUR),
        replace(customer(), id="c3"),
    ]
    await store.work([pending(message())], saving(*facts))
    for _ in range(2):
        await database.read(stones.begin)
    assert stones.read() == [
        Tombstone(NOW - 2 * HOUR, Wish.STOPPED, "c2"),
        Tombstone(NOW, Wish.ERASED, "c1"),
    ]
    await store.work([pending(message(key="2"))], decide_nothing)


@pytest.mark.parametrize(
    ("wishes", "left"),
    [
        ([(-1, "stopped")], []),
        ([(1, "stopped")], ["stopped"]),
        ([(1, "stopped"), (2, "resumed")], ["resumed"]),
        ([(1, "forget"), (2, "stopped")], ["forget", "stopped"]),
        ([(-1, "erased")], ["erased"]),
        ([(1, "erased"), (2, "forget"), (2, "stopped")], ["erased"]),
        ([(-9, "forget"), (1, "erased")], ["erased"]),
    ],
)
def test_after_a_restore_what_came_later_holds_and_who_was_erased_stays_so(
    wishes: list[tuple[int, str]], left: list[str]
) -> None:
    stones = [Tombstone(NOW + hours * HOUR, Wish(wish), "c1") for hours, wish in wishes]
    assert [stone.wish.value for stone in standing(stones, NOW)] == left


async def test_who_is_forgotten_already_is_written_down_once(
    database: Database, business: Settings, stones: Tombstones
) -> None:
    store = SqlStore(database, business, "test", stones)
    for number in range(2):
        unit = pending(message(key=str(number)), Needs(customers=("c1",)))
        await store.work([unit], saving(replace(customer(), erased_at=NOW, orders=number)))
    assert stones.read() == [Tombstone(NOW, Wish.ERASED, "c1")]
