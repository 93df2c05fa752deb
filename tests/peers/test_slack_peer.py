"""The Slack peer against Slack's own client: what the platform refuses, it refuses."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.peers.slack_blocks import Check
from tests.peers.slack_control import PeerRefused, SlackControl, signed
from tests.peers.slack_deliveries import signature
from tests.peers.slack_peer import APP_TOKEN, BOT_TOKEN, BOT_USER, SIGNING_SECRET, SlackPeer

ROOM = "C0ROOM"
FORM: dict[str, Any] = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Reply"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "text",
            "label": {"type": "plain_text", "text": "Words"},
            "element": {"type": "plain_text_input", "action_id": "text"},
        }
    ],
}
BUTTON: dict[str, Any] = {
    "type": "actions",
    "elements": [
        {
            "type": "button",
            "text": {"type": "plain_text", "text": "Take"},
            "action_id": "take",
            "value": "c|1|take",
        }
    ],
}


@pytest.fixture
async def control() -> AsyncIterator[SlackControl]:
    async with SlackPeer() as peer, SlackControl(peer.url) as control:
        await control.add_channel(ROOM, "staff", [BOT_USER, "UANA"])
        yield control


@pytest.fixture
async def client(control: SlackControl) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(BOT_TOKEN, control.api_base_url, session=session, retry_handlers=[])


async def refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


@pytest.fixture
async def socket(control: SlackControl) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A bare Socket Mode connection that has had its hello."""
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(base_url=control.api_base_url, session=session, retry_handlers=[])
        url = str((await client.apps_connections_open(app_token=APP_TOKEN))["url"])
        async with session.ws_connect(url) as socket:
            assert (await socket.receive_json())["type"] == "hello"
            yield socket


@asynccontextmanager
async def listening(handler: Callable[[web.Request], Awaitable[web.Response]]) -> AsyncIterator[str]:
    """An app's events address."""
    app = web.Application()
    app.add_routes([web.post("/slack/events", handler)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


async def test_a_message_is_posted_edited_and_read_back_with_its_metadata_only_on_request(
    client: AsyncWebClient,
) -> None:
    metadata = {"event_type": "parcel", "event_payload": {"parcel": "p1"}}
    posted = await client.chat_postMessage(channel=ROOM, text="hello", metadata=metadata)
    await client.chat_update(channel=ROOM, ts=posted["ts"], text="goodbye")
    plain = await client.conversations_history(channel=ROOM)
    full = await client.conversations_history(channel=ROOM, include_all_metadata=True)
    assert [message["text"] for message in plain["messages"]] == ["goodbye"]
    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == metadata


async def test_a_message_to_a_person_opens_their_direct_message(
    control: SlackControl, client: AsyncWebClient
) -> None:
    await control.add_user("UMAYA", "Maya Brown")
    posted = await client.chat_postMessage(channel="UMAYA", text="hello")
    assert posted["channel"] == await control.dm_of("UMAYA")
    assert await refused(client.chat_postMessage(channel="UNOBODY", text="hello")) == "channel_not_found"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": ROOM, "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": ROOM, "text": ""}, "no_text"),
        ({"channel": ROOM, "text": "a", "colour": "red"}, "invalid_arguments"),
        ({"channel": ROOM, "text": "a", "thread_ts": "yesterday"}, "invalid_arguments"),
        ({"channel": ROOM, "text": "a", "metadata": {"parcel": "p1"}}, "invalid_metadata_format"),
        ({"channel": ROOM, "text": "a", "blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
    ],
)
async def test_what_no_correct_client_sends_is_refused_and_written_down(
    control: SlackControl, client: AsyncWebClient, arguments: dict[str, object], error: str
) -> None:
    assert await refused(client.api_call("chat.postMessage", json=arguments)) == error
    assert [one["error"] for one in await control.refusals()] == [error]


async def test_where_the_bot_may_not_write_is_refused_without_being_its_mistake(
    control: SlackControl, client: AsyncWebClient
) -> None:
    await control.add_channel("C0OTHER", "other", ["UANA"])
    await control.add_channel("C0SECRET", "secret", ["UANA"], private=True)
    assert await refused(client.chat_postMessage(channel="C0OTHER", text="a")) == "not_in_channel"
    assert await refused(client.chat_postMessage(channel="C0SECRET", text="a")) == "channel_not_found"
    await control.archive(ROOM)
    assert await refused(client.chat_postMessage(channel=ROOM, text="a")) == "is_archived"
    assert await control.refusals() == []


async def test_each_token_is_for_its_own_methods(client: AsyncWebClient) -> None:
    assert await refused(client.apps_connections_open(app_token=BOT_TOKEN)) == "not_allowed_token_type"
    posted = client.chat_postMessage(channel=ROOM, text="a", token=APP_TOKEN)
    assert await refused(posted) == "not_allowed_token_type"
    assert await refused(client.auth_test(token="xoxb-of-another")) == "invalid_auth"


async def test_a_scope_that_was_taken_away_is_missed_by_its_name(
    control: SlackControl, client: AsyncWebClient
) -> None:
    await control.settings(scopes=["chat:write"])
    with pytest.raises(SlackApiError) as caught:
        await client.users_info(user="UANA")
    assert caught.value.response["needed"] == "users:read"
    assert (await client.auth_test()).headers["x-oauth-scopes"] == "chat:write"


def text(words: str, kind: str = "plain_text") -> dict[str, str]:
    return {"type": kind, "text": words}


def pressed(**changes: object) -> dict[str, object]:
    return {"type": "actions", "elements": [{**BUTTON["elements"][0], **changes}]}


@pytest.mark.parametrize(
    "block",
    [
        {"type": "section"},
        {"type": "section", "text": text("")},
        {"type": "section", "text": text("x" * 3001)},
        {"type": "section", "text": {**text("a", "mrkdwn"), "emoji": True}},
        {"type": "section", "fields": [text("x" * 2001)]},
        {"type": "section", "fields": [text("a")] * 11},
        {"type": "section", "text": text("a"), "colour": "red"},
        {"type": "header", "text": text("x" * 151)},
        {"type": "header", "text": text("a", "mrkdwn")},
        {"type": "actions", "elements": []},
        {"type": "actions", "elements": [{**BUTTON["elements"][0], "action_id": str(n)} for n in range(26)]},
        pressed(text=text("x" * 76)),
        pressed(text=text("a", "mrkdwn")),
        pressed(value="x" * 2001),
        pressed(action_id="x" * 256),
        pressed(style="loud"),
        pressed(data="c|1"),
        {"type": "actions", "elements": BUTTON["elements"] * 2},
        {"type": "context", "elements": []},
        {"type": "image", "slack_file": {"id": "F0NEVERSEEN"}, "alt_text": "a chart"},
        {"type": "image", "image_url": "https://example.org/a.png"},
        {"type": "rich_text", "elements": []},
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}],
        },
        {"type": "rich_text", "elements": [{"type": "text", "text": "a"}]},
        {"type": "sections", "text": text("a")},
    ],
)
def test_a_block_beyond_the_limits_is_a_problem(block: dict[str, object]) -> None:
    check = Check()
    check.blocks([block], "message")
    assert check.problems


def test_blocks_within_the_limits_are_none() -> None:
    select = {
        "type": "static_select",
        "action_id": "cause",
        "options": [{"text": text("Late"), "value": "late"}],
        "initial_option": {"text": text("Late"), "value": "late"},
    }
    quote = {"type": "rich_text_quote", "elements": [{"type": "text", "text": "cold <!channel>"}]}
    check = Check(frozenset({"F0123456789"}))
    check.blocks(
        [
            {"type": "section", "text": text("x" * 3000, "mrkdwn"), "accessory": select},
            {"type": "header", "text": text("x" * 150)},
            {"type": "context", "elements": [text("small"), text("*s*", "mrkdwn")]},
            {"type": "rich_text", "elements": [quote]},
            {"type": "image", "slack_file": {"id": "F0123456789"}, "alt_text": "a chart"},
            BUTTON,
            {"type": "divider"},
        ],
        "message",
    )
    assert check.problems == []


async def test_a_mention_that_calls_somebody_is_noticed_and_an_escaped_one_is_none(
    control: SlackControl, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel=ROOM, text="&lt;!channel&gt; @here")
    assert await control.pings() == []
    await client.chat_postMessage(channel=ROOM, text="<!channel> <@UANA|ana>")
    assert [one["ping"] for one in await control.pings()] == ["<!channel>", "<@UANA|ana>"]


async def test_a_picture_can_be_shown_once_slack_has_looked_it_over(
    control: SlackControl, client: AsyncWebClient
) -> None:
    await control.settings(file_ready_after_s=0)
    ticket = await client.files_getUploadURLExternal(filename="a.png", length=3)
    image = {"type": "image", "slack_file": {"id": ticket["file_id"]}, "alt_text": "a chart"}
    early = client.chat_postMessage(channel=ROOM, text="a", blocks=[image])
    assert await refused(early) == "invalid_blocks"
    async with aiohttp.ClientSession() as session:
        assert (await session.post(str(ticket["upload_url"]), data=b"abc")).status == 200
    await client.files_completeUploadExternal(files=[{"id": str(ticket["file_id"]), "title": "a"}])
    assert (await client.chat_postMessage(channel=ROOM, text="a", blocks=[image]))["ok"]


async def test_a_socket_gets_what_people_do_until_it_is_acknowledged(
    control: SlackControl, socket: aiohttp.ClientWebSocketResponse
) -> None:
    await control.settings(timeout_s=0.1)
    await control.say("UMAYA", "the soup was <cold> 👎")
    first, again = await socket.receive_json(), await socket.receive_json()
    assert (first["retry_attempt"], again["retry_attempt"]) == (0, 1)
    assert first["payload"] == again["payload"]
    event = first["payload"]["event"]
    assert (event["type"], event["text"]) == ("message", "the soup was &lt;cold&gt; :-1:")
    await socket.send_json({"envelope_id": again["envelope_id"]})
    await control.wait_until_taken()
    assert (await control.deliveries())[0]["attempts"] == 2


async def test_a_socket_address_is_good_for_one_connection(control: SlackControl) -> None:
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(base_url=control.api_base_url, session=session, retry_handlers=[])
        await control.fault("apps.connections.open", "dead_url")
        dead = str((await client.apps_connections_open(app_token=APP_TOKEN))["url"])
        used = str((await client.apps_connections_open(app_token=APP_TOKEN))["url"])
        async with session.ws_connect(used) as socket:
            assert (await socket.receive_json())["type"] == "hello"
        for url in (dead, used):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(url)


@pytest.mark.parametrize(
    ("kind", "ending"),
    [("close", aiohttp.WSMsgType.CLOSE), ("reset", aiohttp.WSMsgType.ERROR), ("refresh", None)],
)
async def test_a_socket_goes_bad_in_the_way_that_is_asked_for(
    control: SlackControl,
    socket: aiohttp.ClientWebSocketResponse,
    kind: str,
    ending: aiohttp.WSMsgType | None,
) -> None:
    assert await control.socket(kind) == 1
    message = await socket.receive()
    if ending is None:
        assert message.json()["reason"] == "refresh_requested"
    else:
        assert message.type in (ending, aiohttp.WSMsgType.CLOSED)


async def test_a_half_open_socket_answers_no_ping(
    control: SlackControl, socket: aiohttp.ClientWebSocketResponse
) -> None:
    await socket.ping(b"1")
    await control.socket("half_open")
    await control.say("UMAYA", "hello")
    with pytest.raises(TimeoutError):
        await socket.receive(timeout=0.2)


async def test_a_form_is_opened_once_in_time_and_shows_its_errors(
    control: SlackControl, client: AsyncWebClient, socket: aiohttp.ClientWebSocketResponse
) -> None:
    posted = await client.chat_postMessage(channel=ROOM, text="alert", blocks=[BUTTON])
    await socket.send_json({"envelope_id": (await socket.receive_json())["envelope_id"]})  # our own message
    await control.press("UANA", ROOM, str(posted["ts"]), "c|1|take")
    envelope = await socket.receive_json()
    action = envelope["payload"]["actions"][0]
    assert (action["value"], action["action_id"]) == ("c|1|take", "take")
    await socket.send_json({"envelope_id": envelope["envelope_id"]})
    trigger = envelope["payload"]["trigger_id"]
    await client.views_open(trigger_id=trigger, view=FORM)
    assert await refused(client.views_open(trigger_id=trigger, view=FORM)) == "exchanged_trigger_id"
    view = await control.wait_for_view("UANA")

    async def answer(**body: object) -> dict[str, Any]:
        submitting = asyncio.ensure_future(control.submit("UANA", view["id"], {"text": "sorry"}))
        envelope = await socket.receive_json()
        await socket.send_json({"envelope_id": envelope["envelope_id"], "payload": body})
        values = envelope["payload"]["view"]["state"]["values"]
        assert values == {"text": {"text": {"type": "plain_text_input", "value": "sorry"}}}
        return await submitting

    errors = {"response_action": "errors", "errors": {"text": "too short"}}
    assert await answer(**errors) == {"outcome": "errors", "errors": {"text": "too short"}}
    assert await answer() == {"outcome": "closed", "errors": {}}
    assert await control.views() == []
    with pytest.raises(PeerRefused):
        await control.press("UANA", ROOM, str(posted["ts"]), "c|1|nothing")


async def test_events_are_signed_and_come_again_after_an_error(control: SlackControl) -> None:
    await control.settings(retry_factor=0)
    seen: list[tuple[str | None, bool]] = []

    async def listen(request: web.Request) -> web.Response:
        body = await request.read()
        said = await request.json()
        if said["type"] == "url_verification":
            return web.json_response({"challenge": said["challenge"]})
        at = request.headers["X-Slack-Request-Timestamp"]
        right = signature(SIGNING_SECRET, at, body) == request.headers["X-Slack-Signature"]
        seen.append((request.headers.get("X-Slack-Retry-Num"), right))
        return web.Response(status=503 if len(seen) < 3 else 200)

    async with listening(listen) as url:
        assert await control.events_url(url)
        await control.say("UMAYA", "hello")
        await control.wait_until_taken()
    assert seen == [(None, True), ("1", True), ("2", True)]
    assert await control.lost() == []


async def test_a_request_can_be_forged_for_the_app_to_refuse(control: SlackControl) -> None:
    async def echo(request: web.Request) -> web.Response:
        return web.Response(text=f"{request.headers.get('X-Slack-Signature')} {await request.text()}")

    async with listening(echo) as url:
        assert await control.events_url(url)
        headers = signed("{}", secret="wrong", age_s=360)
        answer = await control.raw_http(headers, "{}")
    assert answer["body"] == f"{headers['X-Slack-Signature']} {{}}"


async def test_faults_come_as_often_as_asked_and_are_no_refusals(
    control: SlackControl, client: AsyncWebClient
) -> None:
    await control.fault("chat.postMessage", "429", times=2, after_s=7)
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel=ROOM, text="a")
        assert caught.value.response.headers["Retry-After"] == "7"
    await control.fault("chat.postMessage", "drop_after")
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=ROOM, text="accepted")
    await control.fault("chat.postMessage", "reset")
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=ROOM, text="never seen")
    assert [one["text"] for one in await control.messages(ROOM)] == ["accepted"]
    assert await control.refusals() == []


async def test_the_pace_is_kept_for_each_channel_when_it_is_switched_on(
    control: SlackControl, client: AsyncWebClient
) -> None:
    await control.settings(rate_limits=True)
    await control.add_channel("C0OTHER", "other", [BOT_USER])
    for _ in range(3):
        await client.chat_postMessage(channel=ROOM, text="a")
    assert await refused(client.chat_postMessage(channel=ROOM, text="a")) == "ratelimited"
    assert (await client.chat_postMessage(channel="C0OTHER", text="a"))["ok"]


async def test_it_runs_in_a_process_of_its_own() -> None:
    program = Path(__file__).with_name("slack_peer.py")
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(program), "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode().strip()
    assert line.startswith("listening on http://127.0.0.1:")
    async with SlackControl(line.removeprefix("listening on ")) as control:
        assert await control.requests() == []
    process.terminate()
    assert await process.wait() == 0
