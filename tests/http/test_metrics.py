"""``/metrics`` over a real socket: who may see it, and that each number is what happened."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest

from bot.core.effects import Lane, Line, Message, Parcel
from bot.core.errors import StorageUnavailable
from bot.core.events import MessageReceived, TimerDue
from bot.core.identity import Address
from bot.core.intake import Intake
from bot.http.health import PlatformState
from bot.http.metrics import Metrics
from bot.http.server import HttpServer, create_app
from storage.dead_letters import Counts
from storage.standing import Standing
from tests.http.conftest import NOW, StillClock

TOKEN = "made-up-token"
STANDING = Standing(
    Counts(dead_letters=2, parcels_waiting=5, parcels_parked=1, timers=9),
    {"slack": NOW - timedelta(seconds=90)},
    {"open": 3, "taken": 1, "resolved": 4},
    {"open": 2, "taken": 0, "resolved": 0},
)
PARCEL = Parcel(
    "p1",
    Address("slack", "T1", room="C1"),
    Lane.ALERT,
    "alert",
    "case:c1",
    Message((Line("said.thanks"),)),
    "en",
    NOW - timedelta(seconds=2),
)


@asynccontextmanager
async def page(
    metrics: Metrics, standing: Standing | None = STANDING
) -> AsyncIterator[aiohttp.ClientSession]:
    async def stands(_now: object) -> Standing:
        if standing is None:
            raise StorageUnavailable("gone")
        return standing

    async def platforms() -> Mapping[str, PlatformState]:
        return {"slack": PlatformState(connected=True, last_event_at=NOW), "telegram": PlatformState(False)}

    routes = metrics.routes(TOKEN, stands, lambda: Intake(waiting=7, oldest_s=1.5), platforms)
    server = HttpServer(create_app([routes]), "127.0.0.1", 0)
    await server.start()
    try:
        async with aiohttp.ClientSession(server.url) as session:
            yield session
    finally:
        await server.stop()


async def numbers(metrics: Metrics, standing: Standing | None = STANDING) -> dict[str, float]:
    """The page's numbers, by name and labels as they stand there."""
    async with (
        page(metrics, standing) as session,
        session.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}) as answer,
    ):
        assert answer.status == 200
        lines = [line for line in (await answer.text()).splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


@pytest.fixture
def metrics() -> Metrics:
    return Metrics("1.2.3", StillClock())


@pytest.mark.parametrize("given", [None, "Bearer wrong", TOKEN, "Bearer ", "Bearer \udcff"])
async def test_nobody_without_the_token_sees_a_number(metrics: Metrics, given: str | None) -> None:
    headers = (
        {} if given is None else {"Authorization": given.encode("utf-8", "surrogateescape").decode("latin-1")}
    )
    async with page(metrics) as session, session.get("/metrics", headers=headers) as answer:
        assert answer.status == 401
        assert "feedback_bot" not in await answer.text()


async def test_how_things_stand_is_shown_as_it_is_now(metrics: Metrics) -> None:
    found = await numbers(metrics)
    wanted = {
        "storage_up": 1,
        "dead_letters": 2,
        "outbox_waiting": 5,
        "outbox_parked": 1,
        'outbox_oldest_seconds{platform="slack"}': 90,
        'cases_open{state="open"}': 3,
        'cases_open{state="resolved"}': 4,
        'cases_overdue{step="take"}': 2,
        'cases_overdue{step="contact"}': 0,
        'cases_overdue{step="resolve"}': 0,
        "intake_waiting": 7,
        "intake_oldest_seconds": 1.5,
        'platform_connected{platform="slack"}': 1,
        'platform_connected{platform="telegram"}': 0,
        'platform_last_event_timestamp_seconds{platform="slack"}': NOW.timestamp(),
        'info{version="1.2.3"}': 1,
    }
    assert {name: found.get(f"feedback_bot_{name}") for name in wanted} == wanted
    assert any(name.startswith("process_resident_memory_bytes") for name in found)


async def test_without_the_storage_its_numbers_are_left_out_and_not_shown_as_they_were(
    metrics: Metrics,
) -> None:
    await numbers(metrics)
    found = await numbers(metrics, None)
    assert found["feedback_bot_storage_up"] == 0
    assert found["feedback_bot_intake_waiting"] == 7
    assert not [name for name in found if name.startswith(("feedback_bot_outbox", "feedback_bot_cases"))]


async def test_what_came_in_is_counted_by_source_and_whether_it_was_taken(metrics: Metrics) -> None:
    said = MessageReceived("telegram", "1", NOW, Address("telegram", person="7"), "hello")
    for taken in (True, True, False):
        metrics.came_in(said, taken)
    metrics.came_in(TimerDue("timer", "t", NOW, "t", "sla", "c1", NOW), taken=True)
    found = await numbers(metrics)
    counted = {name: n for name, n in found.items() if name.startswith("feedback_bot_inbound_total")}
    assert counted == {
        'feedback_bot_inbound_total{result="taken",source="telegram"}': 2,
        'feedback_bot_inbound_total{result="refused",source="telegram"}': 1,
    }


async def test_an_alert_is_timed_from_its_commit_and_its_edits_are_not(metrics: Metrics) -> None:
    metrics.went_out(PARCEL, "unknown")
    metrics.went_out(PARCEL, "delivered")
    metrics.went_out(replace(PARCEL, id="p2", target="p1"), "delivered")
    metrics.went_out(replace(PARCEL, id="p3", lane=Lane.SURVEY), "delivered")
    found = await numbers(metrics)
    assert found["feedback_bot_alert_seconds_count"] == 1
    assert found["feedback_bot_alert_seconds_sum"] == 2
    assert found['feedback_bot_outbound_total{platform="slack",result="unknown"}'] == 1
    assert found['feedback_bot_outbound_total{platform="slack",result="delivered"}'] == 3
