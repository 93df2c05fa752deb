"""The benchmark of digests: small, whole, and it sees where the two sides do not count the same."""

from __future__ import annotations

import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from bot.bench import digest
from bot.bench.digest import Different
from bot.core.periods import all_time, rolling
from bot.core.report import ReportQuery
from storage.database import open_database, sqlite_url
from storage.unit_of_work import SqlStore

TODAY = digest.TODAY
QUERIES = (
    ReportQuery(rolling(30, TODAY)),
    ReportQuery(rolling(30, TODAY), ("store", "Berlin")),
    ReportQuery(all_time(TODAY)),
)


def test_every_figure_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest, "RECENT", 500)
    said: list[str] = []
    figures = digest.measured(rounds=1, rows=3000, say=said.append, events=64)
    assert [(figure.name, figure.unit) for figure in figures] == [
        ("segments.counts", "ms"),
        *[
            (f"{name}.{what}", "ms")
            for name in ("everybody", "store", "alltime")
            for what in ("counts", "report")
        ],
        ("digest.cold", "ms"),
        ("digest.warm", "ms"),
        ("digest.writes", "%"),
    ]
    assert all(figure.value > 0 for figure in figures[:-1])
    assert sum("loop" in line for line in said) == 5, "how fast the machine was stands beside each round"


async def test_the_rollups_are_those_of_the_responses_and_a_difference_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "digest.sqlite"
    made = digest.business()
    database = await open_database(sqlite_url(file), synchronous="NORMAL")
    store = SqlStore(database, made, "test")
    digest.fill(file, 2000, "delivery", made.survey("delivery").headline)
    for query in QUERIES:
        digest.check(await store.report(query), digest.grouped(file, query)[0])
    connection = sqlite3.connect(file)
    connection.execute(
        "DELETE FROM responses WHERE rowid = (SELECT max(rowid) FROM responses WHERE rating > 0)"
    )
    connection.commit()
    counts: Counter[tuple[str, int]] = digest.grouped(file, QUERIES[2])[0]
    connection.close()
    with pytest.raises(Different, match="not those of the responses"):
        digest.check(await store.report(QUERIES[2]), counts)
    await database.close()
