"""What the courier is told of a call that failed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from bot.adapters.slack.failures import code_of, failure_of
from bot.core.errors import Rejected, TryLater, Unknown, Unreachable
from bot.core.identity import Address

PERSON = Address("slack", "T1", person="U1")
ROOM = Address("slack", "T1", "C1")
api_error: Any = SlackApiError  # its constructor has no types


def refused(error: str, status: int = 200, headers: dict[str, str] | None = None) -> Any:
    data = {"ok": False, "error": error} if error else {}
    response = SimpleNamespace(data=data, status_code=status, headers=headers or {})
    return api_error(f"the words {error} of a customer", response)


@pytest.mark.parametrize("status", [200, 429])
def test_too_many_requests_wait_as_long_as_slack_asks(status: int) -> None:
    failure = failure_of(refused("ratelimited", status, {"Retry-After": "7"}), ROOM)
    assert isinstance(failure.error, TryLater)
    assert failure.error.after_s == 7


@pytest.mark.parametrize("asked", ["", "soon", "0"])
def test_an_odd_wait_is_a_second(asked: str) -> None:
    failure = failure_of(refused("ratelimited", 429, {"Retry-After": asked}), ROOM)
    assert isinstance(failure.error, TryLater)
    assert failure.error.after_s == 1


@pytest.mark.parametrize(
    "error",
    ["user_not_found", "user_disabled", "cannot_dm_bot", "messages_tab_disabled", "channel_not_found"],
)
def test_a_person_who_cannot_be_written_to_is_unreachable(error: str) -> None:
    assert isinstance(failure_of(refused(error), PERSON).error, Unreachable)


@pytest.mark.parametrize(
    "error", ["not_in_channel", "channel_not_found", "is_archived", "restricted_action", "never_heard_of"]
)
def test_a_room_is_never_unreachable_and_says_what_to_do(error: str) -> None:
    failure = failure_of(refused(error), ROOM)
    assert isinstance(failure.error, TryLater)
    assert failure.error.after_s == 60
    assert failure.remedy


def test_who_is_to_invite_the_bot_is_told_how() -> None:
    assert "/invite" in failure_of(refused("not_in_channel"), ROOM).remedy


@pytest.mark.parametrize("error", ["invalid_auth", "token_revoked", "not_authed", "account_inactive"])
@pytest.mark.parametrize("address", [PERSON, ROOM])
def test_a_refused_token_is_nobodys_fault_and_waits(error: str, address: Address) -> None:
    failure = failure_of(refused(error), address)
    assert isinstance(failure.error, TryLater)
    assert failure.token


@pytest.mark.parametrize("error", ["internal_error", "fatal_error", "service_unavailable", ""])
def test_what_slack_leaves_open_is_unknown(error: str) -> None:
    assert isinstance(failure_of(refused(error), ROOM).error, Unknown)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_that_fails_leaves_it_open(status: int) -> None:
    assert isinstance(failure_of(refused("something", status), PERSON).error, Unknown)


def test_what_slack_will_never_take_is_rejected() -> None:
    assert isinstance(failure_of(refused("msg_too_long"), PERSON).error, Rejected)


def test_a_connection_that_was_not_made_did_nothing() -> None:
    for error in (aiohttp.ConnectionTimeoutError(), aiohttp.InvalidURL("slack")):
        assert isinstance(failure_of(error, ROOM).error, TryLater)


@pytest.mark.parametrize(
    "error",
    [
        TimeoutError(),
        aiohttp.ServerDisconnectedError(),
        aiohttp.ClientOSError(),
        ConnectionResetError(),
        AttributeError("no JSON"),
    ],
)
def test_an_answer_that_got_lost_leaves_it_open(error: Exception) -> None:
    assert isinstance(failure_of(error, ROOM).error, Unknown)


def test_no_failure_repeats_what_slack_was_told() -> None:
    for error in ("user_not_found", "msg_too_long", "internal_error", "not_in_channel"):
        failure = failure_of(refused(error), ROOM)
        assert "customer" not in f"{failure.error} {failure.remedy} {failure.code}"


def test_an_answer_that_is_no_json_has_no_code() -> None:
    assert code_of(api_error("x", SimpleNamespace(data="<html>", status_code=200))) == ""
    assert code_of(api_error("x", SimpleNamespace(status=502))) == ""
