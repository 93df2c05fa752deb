"""What went wrong with a call → what it means for a parcel."""

from __future__ import annotations

import json

import httpx
import pytest
from telegram.error import NetworkError, TelegramError, TimedOut

from bot.adapters.telegram.client import Garbled, Refused, refusal
from bot.adapters.telegram.failures import (
    described,
    is_stale_press,
    is_token_refused,
    is_uneditable,
    is_unmodified,
    send_error,
)
from bot.core.errors import Rejected, SendError, TryLater, Unknown, Unreachable


def said_no(status: int, description: str, **parameters: object) -> Refused:
    answer = {
        "ok": False,
        "error_code": status,
        "description": f"Some: {description}",
        "parameters": parameters,
    }
    error = refusal(status, json.dumps(answer).encode())
    assert isinstance(error, Refused)
    return error


def on_the_way(cause: Exception, kind: type[TelegramError] = NetworkError) -> TelegramError:
    error = kind("it went wrong")
    error.__cause__ = cause
    return error


def test_a_flood_wait_is_as_long_as_telegram_asks() -> None:
    wait = send_error(said_no(429, "Too Many Requests: retry after 17", retry_after=17), room=False)
    assert isinstance(wait, TryLater)
    assert wait.after_s == 17
    assert isinstance(send_error(said_no(429, "Too Many Requests"), room=True), TryLater)


@pytest.mark.parametrize(
    ("status", "description"),
    [
        (403, "bot was blocked by the user"),
        (403, "user is deactivated"),
        (403, "bot can't initiate conversation with a user"),
        (400, "chat not found"),
        (400, "PEER_ID_INVALID"),
    ],
)
def test_somebody_who_cannot_be_written_to_is_unreachable(status: int, description: str) -> None:
    assert isinstance(send_error(said_no(status, description), room=False), Unreachable)


@pytest.mark.parametrize(
    ("status", "description"),
    [
        (403, "bot was kicked from the supergroup chat"),
        (403, "bot is not a member of the supergroup chat"),
        (400, "chat not found"),
        (400, "not enough rights to send text messages to the chat"),
        (400, "CHAT_WRITE_FORBIDDEN"),
    ],
)
def test_a_room_waits_for_the_operator_and_loses_no_alert(status: int, description: str) -> None:
    wait = send_error(said_no(status, description), room=True)
    assert isinstance(wait, TryLater)
    assert wait.after_s == 60


@pytest.mark.parametrize("status", [401, 404])
def test_a_refused_token_is_the_operators_and_no_parcel_is_lost(status: int) -> None:
    error = said_no(status, "Unauthorized")
    assert is_token_refused(error)
    assert isinstance(send_error(error, room=False), TryLater)


@pytest.mark.parametrize(
    "cause", [httpx.ConnectError(""), httpx.ConnectTimeout(""), httpx.PoolTimeout(""), httpx.ProxyError("")]
)
def test_what_was_never_sent_is_sent_again(cause: Exception) -> None:
    assert isinstance(send_error(on_the_way(cause), room=False), TryLater)
    assert isinstance(send_error(on_the_way(cause, TimedOut), room=True), TryLater)


@pytest.mark.parametrize(
    "error",
    [
        on_the_way(httpx.ReadTimeout(""), TimedOut),
        on_the_way(httpx.WriteTimeout(""), TimedOut),
        on_the_way(httpx.ReadError("")),
        on_the_way(httpx.RemoteProtocolError("")),
        said_no(500, "Internal Server Error"),
        Garbled(502),
        Garbled(200),
        KeyError("result"),
        TimeoutError(),
    ],
)
def test_what_may_have_arrived_is_unknown(error: Exception) -> None:
    assert isinstance(send_error(error, room=False), Unknown)
    assert isinstance(send_error(error, room=True), Unknown)


@pytest.mark.parametrize("room", [False, True])
def test_what_telegram_never_takes_is_rejected(room: bool) -> None:
    assert isinstance(send_error(said_no(400, "message is too long"), room=room), Rejected)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 502])
@pytest.mark.parametrize("payload", [b"<html>no</html>", b"[]", b'{"ok": false}', b"\xff", b"[" * 100_000])
def test_somebody_in_between_blocks_nobody(status: int, payload: bytes) -> None:
    """A proxy's page is not Telegram's word that a customer has blocked us, or that the token is wrong."""
    error = refusal(status, payload)
    assert isinstance(error, Garbled)
    assert not is_token_refused(error)
    assert isinstance(send_error(error, room=False), Unknown)


def test_a_group_that_moved_says_where_to() -> None:
    upgraded = said_no(400, "group chat was upgraded to a supergroup chat", migrate_to_chat_id=-100500)
    assert upgraded.moved_to == "-100500"


def test_edits_that_need_no_edit_and_edits_that_cannot_be_are_told_apart() -> None:
    assert is_unmodified(said_no(400, "message is not modified: specified new message content is the same"))
    for description in (
        "message to edit not found",
        "message can't be edited",
        "there is no text in the message to edit",
    ):
        assert is_uneditable(said_no(400, description))
        assert not is_unmodified(said_no(400, description))
    assert not is_uneditable(said_no(400, "chat not found"))


def test_an_answer_to_a_press_may_come_too_late() -> None:
    assert is_stale_press(
        said_no(400, "query is too old and response timeout expired or query ID is invalid")
    )


def test_no_description_of_a_failure_quotes_what_was_sent() -> None:
    error = said_no(400, "BUTTON_DATA_INVALID near 'my private words'")
    meaning = send_error(error, room=False)
    assert isinstance(meaning, SendError)
    for text in (described(error), str(meaning), str(error), repr(error)):
        assert "private" not in text
    assert "button_data_invalid" in described(error)
