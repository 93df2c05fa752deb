"""The benchmark of Telegram's updates: small, whole, and its checker sees what was not answered."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import bench
from bot.bench import telegram
from bot.bench.answers import Unanswered, reply_times_s
from bot.bench.conversation_handler import Conversations
from bot.bench.people import settings_with
from bot.bench.sizes import QUICK
from bot.bench.traffic import STEPS, SURVEY, Update, conversations
from bot.bench.transport import Call, Crowd, StubTransport

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def updates() -> list[Update]:
    talks = conversations(settings_with(SURVEY), range(3), NOW)
    return [update for talk in talks for update in talk]


@pytest.fixture(scope="module")
def calls() -> list[Call]:
    """What the library's bot hands over when three people talk with it."""
    return asyncio.run(_handed_over())


async def _handed_over() -> list[Call]:
    settings = settings_with(SURVEY)
    transport = StubTransport()
    theirs = Conversations(settings, transport, concurrent=False)
    running = asyncio.create_task(theirs.run())
    await Crowd(transport, conversations(settings, range(3), NOW)).talk(2)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    return transport.calls


def test_every_figure_is_measured_and_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bench.run("telegram", replace(QUICK, rounds=2, customers=40), as_json=True)
    figures = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(figure["name"], figure["unit"], figure["against"]) for figure in figures] == [
        ("telegram.normal", "updates/s", "ConversationHandler"),
        ("telegram.full", "updates/s", "ConversationHandler"),
        ("telegram.reply_p99", "ms", "allowed"),
        ("telegram.loop_gap", "ms", "allowed"),
    ]
    for figure in figures:
        assert min(figure["value"], figure["baseline"], figure["ratio"], *figure["rounds"]) > 0
        assert len(figure["rounds"]) == 2


def test_both_sides_make_the_same_calls(
    tmp_path: Path, calls: list[Call], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours: list[Call] = []

    def kept(updates: list[Update], made: list[Call]) -> list[float]:
        ours.extend(made)
        return reply_times_s(updates, made)

    monkeypatch.setattr(telegram, "reply_times_s", kept)
    telegram.Throughput(tmp_path, 3).ours("NORMAL")

    def counted(made: list[Call]) -> dict[str, int]:
        return {
            name: sum(one.method == name for one in made)
            for name in ("answerCallbackQuery", "editMessageText", "sendMessage")
        }

    assert (
        counted(ours) == counted(calls) == {"answerCallbackQuery": 6, "editMessageText": 9, "sendMessage": 3}
    )


def test_who_is_answered_once_has_been_answered(updates: list[Update], calls: list[Call]) -> None:
    assert len(reply_times_s(updates, calls)) == 3 * STEPS


@pytest.mark.parametrize("method", ["answerCallbackQuery", "editMessageText", "sendMessage"])
def test_a_missing_call_is_seen(updates: list[Update], calls: list[Call], method: str) -> None:
    last = max(place for place, call in enumerate(calls) if call.method == method and is_answer(call))
    with pytest.raises(Unanswered, match="1 of 9"):
        reply_times_s(updates, [*calls[:last], *calls[last + 1 :]])


@pytest.mark.parametrize("method", ["answerCallbackQuery", "editMessageText", "sendMessage"])
def test_a_call_too_many_is_seen(updates: list[Update], calls: list[Call], method: str) -> None:
    again = next(call for call in calls if call.method == method and is_answer(call))
    with pytest.raises(Unanswered, match="1 of 9"):
        reply_times_s(updates, [*calls, again])


def is_answer(call: Call) -> bool:
    return "reply_markup" in call.parameters or "callback_query_id" in call.parameters
