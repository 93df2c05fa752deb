"""The Telegram peer is as strict as Telegram: what it lets pass, the real one takes."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from itertools import pairwise

import aiohttp
import pytest
from aiogram.types import Update
from aiohttp import web

from tests.peers.telegram_control import TOKEN, TelegramControl, peer_process
from tests.peers.telegram_peer import TelegramPeer

MAYA, LEO = 5001, 5002
Json = dict[str, object]


class Caller:
    """Calls the API as a form, the way python-telegram-bot does."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self._url = url
        self._session = session

    async def __call__(self, method: str, **given: object) -> tuple[int, Json]:
        form = {
            name: value if isinstance(value, str | bytes) else json.dumps(value)
            for name, value in given.items()
        }
        async with self._session.post(f"{self._url}/bot{TOKEN}/{method}", data=form) as answer:
            return answer.status, await answer.json()

    async def result(self, method: str, **given: object) -> object:
        status, body = await self(method, **given)
        assert status == 200, body
        return body["result"]

    async def updates(self, **given: object) -> list[int]:
        found = await self.result("getUpdates", **given)
        assert isinstance(found, list)
        return [update["update_id"] for update in found]

    async def refusal(self, method: str, **given: object) -> str:
        status, body = await self(method, **given)
        assert status >= 400, body
        assert body["error_code"] == status
        return str(body["description"])


@pytest.fixture
async def phone() -> AsyncIterator[TelegramControl]:
    async with TelegramPeer() as peer, TelegramControl(peer.url) as control:
        yield control


@pytest.fixture
async def call(phone: TelegramControl) -> AsyncIterator[Caller]:
    async with aiohttp.ClientSession() as session:
        yield Caller(phone.url, session)


def keyboard(*labels: str, data: str = "x") -> Json:
    return {"inline_keyboard": [[{"text": label, "callback_data": data}] for label in labels]}


# -- updates ------------------------------------------------------------------------------------------


async def test_an_update_is_served_until_a_higher_offset_confirms_it(
    phone: TelegramControl, call: Caller
) -> None:
    for text in ("one", "two", "three"):
        await phone.say(MAYA, text)
    first, second, third = await call.updates()
    assert await call.updates(offset=first, limit=2) == [first, second]
    assert await call.updates(offset=third) == [third]
    assert await call.updates() == [third]
    assert await call.updates(offset=third + 1) == []
    assert await phone.pending() == 0


async def test_a_negative_offset_forgets_all_that_came_before(phone: TelegramControl, call: Caller) -> None:
    for text in ("one", "two", "three"):
        await phone.say(MAYA, text)
    last_two = await call.updates(offset=-2)
    assert len(last_two) == 2
    assert await call.updates() == last_two


async def test_a_poll_waits_for_what_comes(phone: TelegramControl, call: Caller) -> None:
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(call.updates(timeout=20))
        await called(phone, "getUpdates")
        await phone.say(MAYA, "hello")
    assert len(poll.result()) == 1


async def test_a_poll_ends_empty_when_its_time_is_over(call: Caller) -> None:
    began = time.monotonic()
    assert await call.updates(timeout=1) == []
    assert 0.9 < time.monotonic() - began < 10


async def test_the_kinds_that_are_allowed_stay_until_others_are_named(
    phone: TelegramControl, call: Caller
) -> None:
    await call.updates(allowed_updates=["message"])
    message_id = await phone.say(MAYA, "hello")
    await phone.press(MAYA, message_id, "x", MAYA)
    assert len(await call.updates()) == 1
    await call.updates(allowed_updates=["callback_query"])
    await phone.press(MAYA, message_id, "x", MAYA)
    await phone.say(MAYA, "not of interest")
    assert len(await call.updates()) == 2


async def test_of_two_pollers_the_earlier_is_told_of_the_conflict(
    phone: TelegramControl, call: Caller
) -> None:
    async with asyncio.TaskGroup() as group:
        earlier = group.create_task(call("getUpdates", timeout=20))
        await called(phone, "getUpdates")
        later = group.create_task(call("getUpdates", timeout=20))
        assert (await earlier)[0] == 409
        await phone.say(MAYA, "hello")
    assert later.result()[0] == 200


async def test_nobody_polls_while_there_is_a_webhook(call: Caller) -> None:
    await call.result("setWebhook", url="http://127.0.0.1:9/x")
    assert "can't use getUpdates method while webhook is active" in await call.refusal("getUpdates")
    await call.result("deleteWebhook")
    assert await call.updates() == []


async def test_a_confirmed_update_can_be_served_once_more(phone: TelegramControl, call: Caller) -> None:
    await phone.say(MAYA, "hello")
    (update_id,) = await call.updates()
    assert await call.updates(offset=update_id + 1) == []
    await phone.repeat(update_id)
    assert await call.updates(offset=update_id + 1) == [update_id]
    assert await call.updates(offset=update_id + 1) == []


async def test_every_update_is_one_that_an_independent_client_reads(
    phone: TelegramControl, call: Caller
) -> None:
    first = await phone.say(MAYA, "/start abc", name="Maya Brown", language="de")
    for kind in ("voice", "photo", "video", "file", "video_note", "sticker", "location"):
        await phone.say(MAYA, "look", evidence=kind, reply_to=first)
    await phone.edit(MAYA, first, "changed")
    await phone.press(MAYA, first, "x", MAYA)
    await phone.press(MAYA, 99_999, "x", MAYA)
    await phone.add_group(-77, "Staff", [MAYA, LEO])
    for status in ("restricted", "administrator", "kicked", "member", "left", "member"):
        await phone.member(-77, LEO, status)
    await phone.say(LEO, "/digest@peer_test_bot now", chat_id=-77)
    await phone.say(1087968824, "/digest", chat_id=-77)
    await phone.migrate(-77, -10077)
    await phone.member(MAYA, MAYA, "kicked")
    found = await call.result("getUpdates")
    assert isinstance(found, list)
    assert len(found) > 20
    for raw in found:
        assert Update.model_validate(raw).event_type
    command = Update.model_validate(found[0]).message
    assert command is not None
    assert command.entities is not None
    assert command.entities[0].extract_from(command.text or "") == "/start"


async def test_in_a_group_a_member_sees_only_what_is_meant_for_it(
    phone: TelegramControl, call: Caller
) -> None:
    await phone.add_group(-77, "Staff", [MAYA])
    sent = await call.result("sendMessage", chat_id=-77, text="an alert")
    assert isinstance(sent, dict)
    await phone.say(MAYA, "nice weather", chat_id=-77)
    await phone.say(MAYA, "on it", chat_id=-77, reply_to=sent["message_id"])
    await phone.say(MAYA, "/digest", chat_id=-77)
    assert len(await call.updates()) == 2


# -- the webhook --------------------------------------------------------------------------------------


@asynccontextmanager
async def receiver(statuses: list[int]) -> AsyncIterator[tuple[str, list[tuple[str | None, int]]]]:
    """Answers with these statuses, then with 200; keeps (secret, update_id)."""
    seen: list[tuple[str | None, int]] = []

    async def take(request: web.Request) -> web.Response:
        update: Mapping[str, int] = await request.json()
        seen.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), update["update_id"]))
        return web.Response(status=statuses.pop(0) if statuses else 200)

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook", seen
    finally:
        await runner.cleanup()


async def test_a_webhook_gets_each_update_in_order_until_it_takes_it(
    phone: TelegramControl, call: Caller
) -> None:
    async with receiver([503, 500, 302]) as (url, seen):
        await call.result("setWebhook", url=url, secret_token="a-secret_1")
        await phone.say(MAYA, "one")
        await phone.say(MAYA, "two")
        await until(lambda: len(seen) >= 5)
        info = await call.result("getWebhookInfo")
    ids = [update_id for _, update_id in seen]
    assert ids == [ids[0]] * 4 + [ids[0] + 1]
    assert {secret for secret, _ in seen} == {"a-secret_1"}
    attempts = await phone.webhook_attempts()
    waits = [after["at"] - before["at"] for before, after in pairwise(attempts[:4])]
    assert waits == sorted(waits)
    assert await phone.pending() == 0
    assert isinstance(info, dict)
    assert info["last_error_message"] == "Wrong response from the webhook: 302"


async def test_pending_updates_can_be_dropped_with_the_webhook(phone: TelegramControl, call: Caller) -> None:
    await phone.say(MAYA, "one")
    await call.result("deleteWebhook", drop_pending_updates=True)
    assert await call.updates() == []


# -- refusals -----------------------------------------------------------------------------------------

MALFORMED: list[tuple[str, str, Json, str]] = [
    ("an unknown parameter", "sendMessage", {"text": "x", "colour": "red"}, "no parameter 'colour'"),
    ("a missing one", "sendMessage", {}, "text is required"),
    ("an empty text", "sendMessage", {"text": ""}, "allowed are 1-4096"),
    ("a blank text", "sendMessage", {"text": " \n\u200b\u00a0"}, "text is empty"),
    ("a long text", "sendMessage", {"text": "x" * 4097}, "allowed are 1-4096"),
    ("a text long in UTF-16", "sendMessage", {"text": "😀" * 2049}, "allowed are 1-4096"),
    ("a parse mode", "sendMessage", {"text": "x", "parse_mode": "HTML"}, "parses no text"),
    (
        "an unknown name deep inside",
        "sendMessage",
        {"text": "x", "link_preview_options": {"disabled": True}},
        "no 'disabled' is known",
    ),
    (
        "a wrong type deep inside",
        "sendMessage",
        {"text": "x", "reply_parameters": {"message_id": "7"}},
        "message_id must be int",
    ),
    (
        "a mark beyond the text",
        "sendMessage",
        {"text": "😀", "entities": [{"type": "bold", "offset": 0, "length": 3}]},
        "after the end of the text",
    ),
    (
        "a mark on half a character",
        "sendMessage",
        {"text": "😀", "entities": [{"type": "bold", "offset": 0, "length": 1}]},
        "in a middle of a UTF-16 symbol",
    ),
    (
        "button data of 65 bytes",
        "sendMessage",
        {"text": "x", "reply_markup": keyboard("a", data="ä" * 32 + "x")},
        "allowed are 1-64",
    ),
    (
        "101 buttons",
        "sendMessage",
        {"text": "x", "reply_markup": keyboard(*["a"] * 101)},
        "REPLY_MARKUP_TOO_LONG",
    ),
    (
        "nine in a row",
        "sendMessage",
        {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "x"}] * 9]}},
        "9 buttons in a row",
    ),
    (
        "a button that does nothing",
        "sendMessage",
        {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}},
        "Text buttons are unallowed",
    ),
    (
        "two kinds of markup at once",
        "sendMessage",
        {"text": "x", "reply_markup": keyboard("a") | {"force_reply": True}},
        "together",
    ),
    ("a long caption", "sendPhoto", {"photo": "id", "caption": "x" * 1025}, "allowed are 0-1024"),
    ("no picture", "sendPhoto", {"photo": "attach://nothing"}, "wrong file identifier"),
    (
        "an album of one",
        "sendMediaGroup",
        {"media": [{"type": "photo", "media": "id"}]},
        "allowed are 2-10",
    ),
    ("an unknown action", "sendChatAction", {"action": "dancing"}, "wrong parameter action"),
]


@pytest.mark.parametrize(
    ("method", "given", "words"), [case[1:] for case in MALFORMED], ids=[case[0] for case in MALFORMED]
)
async def test_what_telegram_would_not_take_is_refused_and_kept(
    phone: TelegramControl, call: Caller, method: str, given: Json, words: str
) -> None:
    await phone.say(MAYA, "/start")
    assert words in await call.refusal(method, chat_id=MAYA, **given)
    (refusal,) = await phone.refusals()
    assert refusal["method"] == method


async def test_methods_that_need_no_chat_are_held_to_their_limits(
    phone: TelegramControl, call: Caller
) -> None:
    start = [{"command": "start", "description": "Begin"}]
    assert "allowed are 0-200" in await call.refusal(
        "answerCallbackQuery", callback_query_id="1", text="x" * 201
    )
    assert "characters that are not" in await call.refusal("setWebhook", url="https://x", secret_token="a b")
    assert "HTTPS" in await call.refusal("setWebhook", url="http://example.org")
    assert "allowed are 1-100" in await call.refusal("getUpdates", limit=101)
    assert "not allowed" in await call.refusal(
        "setMyCommands", commands=[{"command": "Go", "description": "x"}]
    )
    assert "allowed are 0-100" in await call.refusal("setMyCommands", commands=start * 101)
    assert "language code" in await call.refusal("setMyCommands", commands=start, language_code="eng")
    assert "chat not found" in await call.refusal(
        "setMyCommands", commands=start, scope={"type": "chat", "chat_id": 1}
    )
    assert "method not found" in await call.refusal("sendGreetings")
    assert len(await phone.refusals()) == 8  # an unknown chat is nobody's mistake


async def test_an_edit_that_changes_nothing_is_refused_as_telegram_does(
    phone: TelegramControl, call: Caller
) -> None:
    await phone.say(MAYA, "/start")
    sent = await call.result("sendMessage", chat_id=MAYA, text="How was it?", reply_markup=keyboard("8"))
    assert isinstance(sent, dict)
    where: Json = {"chat_id": MAYA, "message_id": sent["message_id"]}
    same = await call.refusal("editMessageText", **where, text="How was it? ", reply_markup=keyboard("8"))
    assert "message is not modified" in same
    await call.result("editMessageText", **where, text="How was it?")
    (shown,) = [
        message for message in await phone.messages(MAYA) if message["message_id"] == sent["message_id"]
    ]
    assert "reply_markup" not in shown
    assert shown["edit_date"]
    assert "message to edit not found" in await call.refusal(
        "editMessageText", chat_id=MAYA, message_id=1, text="x"
    )
    assert await phone.refusals() == []


async def test_only_ones_own_messages_without_a_reply_keyboard_can_be_edited(
    phone: TelegramControl, call: Caller
) -> None:
    theirs = await phone.say(MAYA, "/start")
    prompt = await call.result(
        "sendMessage", chat_id=MAYA, text="Your words?", reply_markup={"force_reply": True}
    )
    assert isinstance(prompt, dict)
    for message_id in (theirs, prompt["message_id"]):
        refusal = await call.refusal("editMessageText", chat_id=MAYA, message_id=message_id, text="x")
        assert "message can't be edited" in refusal
    assert len(await phone.refusals()) == 2


async def test_who_cannot_be_written_to_is_refused_with_telegrams_words(
    phone: TelegramControl, call: Caller
) -> None:
    await phone.add_person(LEO, "Leo Stone")
    await phone.say(MAYA, "/start")
    await phone.member(MAYA, MAYA, "kicked")
    await phone.add_group(-77, "Staff", [LEO])
    await phone.migrate(-77, -10077)
    await phone.add_group(-88, "Others", [LEO], status="kicked")
    said = {
        chat_id: await call.refusal("sendMessage", chat_id=chat_id, text="x")
        for chat_id in (LEO, MAYA, 9, -77, -88)
    }
    assert said == {
        LEO: "Forbidden: bot can't initiate conversation with a user",
        MAYA: "Forbidden: bot was blocked by the user",
        9: "Bad Request: chat not found",
        -77: "Bad Request: group chat was upgraded to a supergroup chat",
        -88: "Forbidden: bot was kicked from the group chat",
    }
    _, body = await call("sendMessage", chat_id=-77, text="x")
    assert body["parameters"] == {"migrate_to_chat_id": -10077}
    assert await phone.refusals() == []


async def test_a_press_is_answered_once_and_soon(phone: TelegramControl, call: Caller) -> None:
    message_id = await phone.say(MAYA, "/start")
    query_id = await phone.press(MAYA, message_id, "x", MAYA)
    await call.result("answerCallbackQuery", callback_query_id=query_id, text="Thanks")
    assert "query is too old" in await call.refusal("answerCallbackQuery", callback_query_id=query_id)
    await phone.query_lifetime(-1)
    late = await phone.press(MAYA, message_id, "x", MAYA)
    assert "query is too old" in await call.refusal("answerCallbackQuery", callback_query_id=late)
    (answer,) = await phone.answers()
    assert answer["text"] == "Thanks"


async def test_text_is_kept_as_telegram_cleans_it(phone: TelegramControl, call: Caller) -> None:
    await phone.say(MAYA, "/start")
    sent = await call.result("sendMessage", chat_id=MAYA, text=" a\tb\r\n\u202eשלום 👍🏽\x00\n ")
    assert isinstance(sent, dict)
    assert sent["text"] == "a b\nשלום 👍🏽"


# -- faults -------------------------------------------------------------------------------------------


async def test_a_fault_meets_its_method_and_chat_as_often_as_was_ordered(
    phone: TelegramControl, call: Caller
) -> None:
    for person in (MAYA, LEO):
        await phone.say(person, "/start")
    await phone.fault("sendMessage", "429", times=2, chat_id=MAYA, after_s=7)
    assert (await call("sendMessage", chat_id=LEO, text="x"))[0] == 200
    for _ in range(2):
        _, body = await call("sendMessage", chat_id=MAYA, text="x")
        assert body["parameters"] == {"retry_after": 7}
    assert (await call("sendMessage", chat_id=MAYA, text="x"))[0] == 200
    assert await phone.refusals() == []


@pytest.mark.parametrize(("kind", "arrives"), [("reset", False), ("drop_after", True), ("hang", False)])
async def test_a_cut_connection_leaves_the_message_there_or_not(
    phone: TelegramControl, call: Caller, kind: str, arrives: bool
) -> None:
    await phone.say(MAYA, "/start")
    await phone.fault("sendMessage", kind, after_s=0.05)
    with pytest.raises(aiohttp.ClientError):
        await call("sendMessage", chat_id=MAYA, text="are you there?")
    texts = [message["text"] for message in await phone.messages(MAYA)]
    assert ("are you there?" in texts) == arrives


async def test_a_poll_that_waits_meets_the_fault_at_once(phone: TelegramControl, call: Caller) -> None:
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(call("getUpdates", timeout=20))
        await called(phone, "getUpdates")
        await phone.fault("getUpdates", "401")
    assert poll.result()[0] == 401


async def test_flood_control_slows_one_chat_and_not_the_other(phone: TelegramControl, call: Caller) -> None:
    for person in (MAYA, LEO):
        await phone.say(person, "/start")
    await phone.flood(on=True, burst=2)
    statuses = [(await call("sendMessage", chat_id=MAYA, text="x"))[0] for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert (await call("sendMessage", chat_id=LEO, text="x"))[0] == 200


# -- the process --------------------------------------------------------------------------------------


async def test_it_runs_in_a_process_of_its_own_until_it_is_told_to_end() -> None:
    async with peer_process() as url, TelegramControl(url) as phone:
        await phone.say(MAYA, "hello")
        assert await phone.pending() == 1


async def called(phone: TelegramControl, method: str) -> None:
    """Wait until this method has been called."""
    async with asyncio.timeout(10):
        while not await phone.requests(method):  # noqa: ASYNC110  # it may be in another process
            await asyncio.sleep(0.01)


async def until(so: Callable[[], bool]) -> None:
    """Wait until this is so."""
    async with asyncio.timeout(10):
        while not so():  # noqa: ASYNC110  # whatever makes it so tells nobody
            await asyncio.sleep(0.01)
