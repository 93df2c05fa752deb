"""The benchmark on a PostgreSQL server: small, whole, and it leaves no database behind."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import asyncpg
import pytest

from bot.bench import postgres
from bot.core.errors import OperatorError
from tests.postgres import wait_for

if TYPE_CHECKING:
    from tests.postgres import Server


async def databases(url: str) -> set[str]:
    connection = await asyncpg.connect(url)
    try:
        return {row["datname"] for row in await connection.fetch("SELECT datname FROM pg_database")}
    finally:
        await connection.close()


def test_every_figure_has_its_baseline_beside_it(postgres_server: Server) -> None:
    server, figures = postgres.measured(postgres_server.url, rounds=1, events=32, say=lambda _: None)
    assert "PostgreSQL" in server
    assert "fsync" in server
    assert [(figure.name, figure.unit, figure.against) for figure in figures] == [
        ("postgres.one", "events/s", "asyncpg"),
        ("postgres.pool", "events/s", "asyncpg ×8"),
        ("postgres.two", "events/s", "one process"),
    ]
    assert all(min(figure.value, figure.baseline, figure.ratio, *figure.rounds) > 0 for figure in figures)
    left = wait_for(databases(postgres_server.url))
    assert [name for name in left if name.startswith("feedback_bot_bench")] == []


def test_a_server_that_is_not_there_is_told_in_a_line() -> None:
    with pytest.raises(OperatorError, match="cannot be reached"):
        postgres.measured("postgresql://nobody@127.0.0.1:9/none", rounds=1, events=1, say=lambda _: None)


def test_without_its_driver_it_asks_for_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    with pytest.raises(OperatorError, match=r"needs the extra \[postgres\]"):
        postgres.measured("postgresql://nobody@127.0.0.1:9/none", rounds=1, events=1, say=lambda _: None)
