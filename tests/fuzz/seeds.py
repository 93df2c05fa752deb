"""True payloads of every kind, of every platform and shop: what the wrong ones are made from."""

from __future__ import annotations

import json
from typing import Any

from bot.http.shops.shop import PATHS
from tests.contracts.people import MAYA, SAM, STAFF_ROOM, TEAM
from tests.contracts.shops import order
from tests.peers.slack_state import APP
from tests.security.ways import SAMPLES, message, update

_CHAT = {"id": -1001234567, "type": "supergroup", "title": "Staff"}
_PERSON = {"id": 700_100_200, "is_bot": False, "first_name": "Maya", "last_name": "O", "language_code": "en"}
_PRIVATE = {"id": 700_100_200, "type": "private", "first_name": "Maya"}
_DATE = 1_767_225_600


def _telegram(**parts: Any) -> dict[str, Any]:
    return {"update_id": 7, **parts}


def _message(**parts: Any) -> dict[str, Any]:
    return {"message_id": 7, "date": _DATE, "chat": _PRIVATE, "from": _PERSON, **parts}


TELEGRAM: list[Any] = [
    update(7),
    update(8, "/start"),
    update(9, "/start 0123456789abcdef0123456789abcdef"),
    update(10, "/digest last month"),
    _telegram(message=_message(chat=_CHAT, text="/digest", reply_to_message=_message(text="x"))),
    _telegram(message=_message(chat=_CHAT, migrate_to_chat_id=-1009876)),
    _telegram(message=_message(photo=[{"file_id": "p1", "width": 1, "height": 1}], caption="look")),
    _telegram(
        message=_message(voice={"file_id": "v1", "duration": 3}, location={"latitude": 1, "longitude": 2})
    ),
    _telegram(
        message=_message(contact={"phone_number": "+49 30 1"}, sticker={"file_id": "s", "emoji": "👍"})
    ),
    _telegram(edited_message=_message(text="later", edit_date=_DATE + 5)),
    _telegram(
        callback_query={"id": "q1", "from": _PERSON, "data": "a|x|score|5", "message": _message(text="?")}
    ),
    _telegram(
        my_chat_member={
            "chat": _PRIVATE,
            "from": _PERSON,
            "date": _DATE,
            "old_chat_member": {"status": "member", "user": _PERSON},
            "new_chat_member": {"status": "kicked", "user": _PERSON, "until_date": 0},
        }
    ),
    _telegram(channel_post=_message(text="news"), poll={"id": "1"}),
]


def _slack_event(**event: Any) -> dict[str, Any]:
    outer = message(7)
    return {**outer, "event": {**outer["event"], **event}}


def _interaction(kind: str, **parts: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "token": "verification",
        "api_app_id": APP,
        "team": {"id": TEAM, "domain": "test"},
        "user": {"id": SAM, "username": "sam", "name": "sam", "team_id": TEAM},
        "trigger_id": "1.2.abc",
        **parts,
    }


_ROOM_MESSAGE = {"type": "message", "ts": "1767225600.000100", "text": "x", "bot_id": "B0", "blocks": []}
SLACK_EVENTS: list[Any] = [
    message(7),
    _slack_event(text="/digest", channel_type="channel", channel=STAFF_ROOM, thread_ts="1767225600.000100"),
    _slack_event(type="app_mention", text="<@U0BOT> take", channel=STAFF_ROOM),
    _slack_event(subtype="message_changed", message={"user": MAYA, "text": "y", "ts": "1767225600.000007"}),
    _slack_event(
        subtype="file_share", files=[{"id": "F1", "mimetype": "image/png", "subtype": "slack_audio"}]
    ),
    _slack_event(type="app_home_opened", tab="home"),
    _slack_event(type="member_joined_channel", channel=STAFF_ROOM),
    _slack_event(type="channel_archive", channel=STAFF_ROOM),
    _slack_event(type="tokens_revoked_not", tokens={"oauth": ["U"], "bot": ["U"]}),
    {"type": "url_verification", "challenge": "x", "token": "verification"},
]
SLACK_INTERACTIONS: list[Any] = [
    _interaction(
        "block_actions",
        channel={"id": STAFF_ROOM, "name": "alerts"},
        container={"type": "message", "message_ts": "1767225600.000100", "channel_id": STAFF_ROOM},
        message=_ROOM_MESSAGE,
        response_url="http://127.0.0.1:9/",
        actions=[
            {
                "type": "button",
                "action_id": "c|x|take",
                "block_id": "b",
                "value": "c|x|take",
                "action_ts": "1.1",
            }
        ],
        state={"values": {}},
    ),
    _interaction(
        "view_submission",
        view={
            "id": "V1",
            "type": "modal",
            "callback_id": "c|x|note",
            "private_metadata": "c|x|note",
            "hash": "1.a",
            "state": {"values": {"text": {"text": {"type": "plain_text_input", "value": "hello"}}}},
            "blocks": [],
        },
        response_urls=[],
    ),
    _interaction(
        "message_action",
        callback_id="take",
        channel={"id": STAFF_ROOM, "name": "alerts"},
        message=_ROOM_MESSAGE,
        message_ts="1767225600.000100",
        response_url="http://127.0.0.1:9/",
        action_ts="1.1",
    ),
    _interaction("view_closed", view={"id": "V1", "type": "modal", "callback_id": "x"}, is_cleared=False),
    _interaction("shortcut", callback_id="help", action_ts="1.1"),
]
SLACK_COMMANDS: list[Any] = [
    {
        "token": "verification",
        "command": "/customers",
        "text": text,
        "user_id": SAM,
        "user_name": "sam",
        "team_id": TEAM,
        "team_domain": "test",
        "channel_id": STAFF_ROOM,
        "channel_name": "alerts",
        "api_app_id": APP,
        "response_url": "http://127.0.0.1:9/",
        "trigger_id": "1.2.abc",
    }
    for text in ("", "digest last month", "customer Maya", "help")
]

FRAMES: list[Any] = [
    {"type": "say", "key": "k1", "text": "hello"},
    {"type": "say", "key": "k2", "text": "/digest last month"},
    {"type": "press", "key": "k3", "data": "a|x|score|5"},
    {"type": "press", "key": "k4", "data": "c|x|take"},
    {"type": "submit", "key": "k5", "data": "c|x|note", "fields": {"text": "hello", "date": "2026-01-01"}},
    {"type": "open", "key": "k6", "token": "0123456789abcdef0123456789abcdef"},
]


def _reports(kind: str) -> list[Any]:
    return [json.loads(path.read_bytes()) for path in sorted(SAMPLES.glob(f"{kind}_*.json"))]


SHOPS: dict[str, list[Any]] = {
    PATHS["generic"]: [
        order("1"),
        [order("2"), order("3", touchpoint="visit", place="Berlin", segments={"store": "Berlin"})],
        order("4", address={"platform": "telegram", "person": "7"}, language="de", timezone="Europe/Berlin"),
        {"order": "1", "withdrawn": "refunded"},
    ],
    PATHS["shopify"]: _reports("shopify"),
    PATHS["woocommerce"]: _reports("woocommerce"),
    PATHS["stripe"]: _reports("stripe"),
}
