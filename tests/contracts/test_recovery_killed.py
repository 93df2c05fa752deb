"""From an unhappy answer on Telegram to the last word, with a SIGKILL after every step. Real processes."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import pytest

from tests.contracts.conftest import Install, slack_section, telegram_section
from tests.contracts.people import SAM, STAFF_ROOM, OnTelegram, press_on_slack, spoken
from tests.contracts.running import settled, traceback_in, until
from tests.peers.slack_control import SlackControl
from tests.peers.telegram_control import TelegramControl

WORDS = "The courier was rude and the cup broke"
REPLY = "I am so sorry. A new one is on its way."
ANSWER = "thank you, that is kind"
DONE = "Sent a new one"
ASKED_AT_ONCE = "\n[recovery]\nfollow_up_after_hours = 0\n"


async def said_in(slack: SlackControl) -> list[str]:
    """What the staff room's threads say, a message each."""
    messages = await slack.messages(STAFF_ROOM)
    return [spoken(one) for one in messages if one.get("thread_ts", one["ts"]) != one["ts"]]


async def in_thread(slack: SlackControl, words: str, *, within_s: float = 60) -> None:
    async def is_there() -> bool:
        return any(words in one for one in await said_in(slack))

    await until(is_there, f"{words!r} in the thread", within_s)


async def filled_in(slack: SlackControl, button: str, values: dict[str, object]) -> None:
    """Sam presses, fills in the form, and sees it close."""
    await press_on_slack(slack, SAM, STAFF_ROOM, button)
    view = await slack.wait_for_view(SAM, timeout_s=30)
    outcome = await slack.submit(SAM, str(view["id"]), values)
    assert outcome["outcome"] == "closed", outcome


async def taken(slack: SlackControl) -> None:
    """Slack brings no press a second time, so whoever sees nothing happen presses again."""
    await press_on_slack(slack, SAM, STAFF_ROOM, "Take")


@pytest.mark.parametrize("after_s", [0.0, 0.15])
async def test_killed_after_every_step_of_a_recovery_nothing_is_lost_and_nothing_doubled_on_slack(
    after_s: float, telegram: TelegramControl, slack: SlackControl, install: Install
) -> None:
    maya = OnTelegram(telegram)
    await telegram.say(maya.user, "/start")
    sections = (telegram_section(telegram.url, "polling"), slack_section(slack.url, "socket"), ASKED_AT_ONCE)
    async with install(*sections) as running:

        async def killed_after(step: Awaitable[object], seen: Callable[[], Awaitable[None]]) -> None:
            """Let it happen, kill the process, start it again, and wait for what must come of it."""
            await step
            await asyncio.sleep(after_s)  # the moment of the kill is what is varied
            await running.kill()
            await running.start()
            await seen()

        await running.purchase(maya.address)
        await running.start()
        await maya.sees("how satisfied")
        await maya.press("1")
        await maya.sees("What went wrong?")
        await killed_after(maya.say(WORDS), lambda: shown(slack, "The courier was rude"))
        await killed_after(taken(slack), lambda: took(slack))
        await killed_after(filled_in(slack, "Reply", {"text": REPLY}), lambda: maya.sees(REPLY))
        await in_thread(slack, "wrote to the customer")
        await killed_after(maya.say(ANSWER), lambda: in_thread(slack, ANSWER))
        await killed_after(
            filled_in(slack, "Resolve", {"cause": "delivery", "done": DONE}),
            lambda: maya.sees("Did we put it right?", timeout_s=60),
        )
        await in_thread(slack, DONE)
        await killed_after(maya.press("4"), lambda: in_thread(slack, "says it was put right"))
        await until(lambda: settled(running), "everything is sent", 60)
        assert await running.stop() == 0
        assert traceback_in(running.output) == []
    messages = await slack.messages(STAFF_ROOM)
    assert len([one for one in messages if one.get("thread_ts", one["ts"]) == one["ts"]]) == 1
    assert [words for words, times in Counter(await said_in(slack)).items() if times > 1] == []
    assert sum(REPLY in one for one in await maya.chat()) in {1, 2}


async def shown(slack: SlackControl, words: str) -> None:
    await slack.wait_for(STAFF_ROOM, words, timeout_s=60)


async def took(slack: SlackControl) -> None:
    """The press was taken, or is made once more."""
    try:
        await in_thread(slack, "took it", within_s=5)
    except AssertionError:
        await taken(slack)
        await in_thread(slack, "took it")
