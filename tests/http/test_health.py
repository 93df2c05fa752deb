"""``/readyz`` over a real socket: what stands in the way of which platform, and nothing that is secret."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from bot.core.intake import LONGEST_S, Intake
from bot.core.ports import Health
from bot.http import health
from bot.http.health import LONGEST_WAIT_S, Platforms, PlatformState, platform_state
from bot.http.server import HttpServer, create_app

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WELL = PlatformState(connected=True, last_event_at=NOW, oldest_due_s=2.04)


def states(**named: PlatformState) -> Platforms:
    async def ask() -> Mapping[str, PlatformState]:
        return named

    return ask


@asynccontextmanager
async def asked(
    platforms: Platforms | None, path: str = "/readyz", intake: Intake | None = None
) -> AsyncIterator[tuple[int, Any]]:
    waits = None if intake is None else lambda: intake
    server = HttpServer(create_app([], platforms=platforms, intake=waits), "127.0.0.1", 0)
    await server.start()
    try:
        async with aiohttp.ClientSession(server.url) as session, session.get(path) as answer:
            yield answer.status, await answer.json()
    finally:
        await server.stop()


async def test_a_platform_shows_its_connection_its_last_event_and_its_oldest_due_message() -> None:
    async with asked(states(telegram=WELL, slack=PlatformState(connected=True))) as (status, body):
        assert status == 200
        assert body == {
            "status": "ok",
            "checks": {},
            "platforms": {
                "telegram": {
                    "connected": True,
                    "last_event": "2026-11-22T12:00:00+00:00",
                    "oldest_due_s": 2.0,
                    "problem": None,
                },
                "slack": {"connected": True, "last_event": None, "oldest_due_s": None, "problem": None},
            },
        }


@pytest.mark.parametrize(
    ("state", "problem"),
    [
        (PlatformState(connected=False), "not connected"),
        (PlatformState(connected=False, problem="the token is refused"), "the token is refused"),
        (PlatformState(connected=True, oldest_due_s=LONGEST_WAIT_S + 1), "a message has waited for 301 s"),
        (PlatformState(connected=True, oldest_due_s=400, problem="not in the group"), "not in the group"),
    ],
)
async def test_one_platform_that_cannot_do_its_work_is_in_the_way(state: PlatformState, problem: str) -> None:
    async with asked(states(telegram=WELL, slack=state)) as (status, body):
        assert (status, body["status"]) == (503, "failing")
        assert body["platforms"]["telegram"]["problem"] is None
        assert body["platforms"]["slack"]["problem"] == problem


async def test_a_problem_that_is_not_in_the_way_yet_is_shown() -> None:
    state = PlatformState(connected=True, oldest_due_s=LONGEST_WAIT_S, problem="another process polls")
    async with asked(states(telegram=state)) as (status, body):
        assert (status, body["platforms"]["telegram"]["problem"]) == (200, "another process polls")


async def test_platforms_that_cannot_be_asked_are_in_the_way_without_a_word_about_why() -> None:
    async def broken() -> Mapping[str, PlatformState]:
        raise RuntimeError("password=hunter2")

    async with asked(broken) as (status, body):
        assert (status, body["checks"]) == (503, {"platforms": "the check itself failed, see the log"})


async def test_platforms_that_do_not_answer_are_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    async def silent() -> Mapping[str, PlatformState]:
        await asyncio.Event().wait()
        return {}

    monkeypatch.setattr(health, "_PATIENCE_S", 0.05)
    async with asked(silent) as (status, body):
        assert status == 503
        assert body["checks"]["platforms"].startswith("no answer within")


async def test_whether_the_process_lives_has_nothing_to_do_with_the_platforms() -> None:
    async with asked(states(slack=PlatformState(connected=False)), "/healthz") as (status, body):
        assert (status, body) == (200, {"status": "ok", "checks": {}})


@pytest.mark.parametrize(
    ("due", "waited"),
    [(None, None), (NOW - timedelta(seconds=90), 90.0), (NOW + timedelta(seconds=5), 0.0)],
)
def test_what_is_due_has_waited_since_then(due: datetime | None, waited: float | None) -> None:
    said = Health(connected=True, last_event_at=NOW, problem="slow")
    assert platform_state(said, due, NOW) == PlatformState(True, NOW, waited, "slow")


FLOOD = "a flood from one sender: 90 wait their turn, others go first"


@pytest.mark.parametrize(
    ("intake", "status", "problem"),
    [
        (Intake(waiting=3, oldest_s=LONGEST_S), 200, None),
        (Intake(waiting=99, held_back=90, held_back_s=400, senders_held_back=1), 200, FLOOD),
        (
            Intake(held_back=7, senders_held_back=2),
            200,
            "a flood from 2 senders: 7 wait their turn, others go first",
        ),
        (Intake(waiting=3, oldest_s=61), 503, "what came in has waited for 61 s"),
        (
            Intake(waiting=4096, full=("shop:bean", "web")),
            503,
            "too much at once from shop:bean, web: more is not taken until it is worked through",
        ),
    ],
)
async def test_what_comes_in_is_in_the_way_when_it_waits_long_or_is_not_taken(
    intake: Intake, status: int, problem: str | None
) -> None:
    async with asked(states(telegram=WELL), intake=intake) as (answered, body):
        assert (answered, body["intake"]["problem"]) == (status, problem)
        assert body["intake"] == intake.json
        assert body["platforms"]["telegram"]["problem"] is None


async def test_what_waits_is_shown_with_how_long_it_has() -> None:
    intake = Intake(waiting=99, oldest_s=0.26, held_back=90, held_back_s=4.04, senders_held_back=1)
    async with asked(None, intake=intake) as (_, body):
        assert body == {
            "status": "ok",
            "checks": {},
            "intake": {
                "waiting": 99,
                "oldest_s": 0.3,
                "held_back": 90,
                "held_back_s": 4.0,
                "problem": FLOOD,
            },
        }
