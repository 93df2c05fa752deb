"""Signatures of Standard Webhooks, with the library of their authors as the oracle."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from bot.core.signatures import is_signed, key_of, signature

SECRET = "whsec_b2xkIGtleSBvZiB0aGUgc2hvcCwgMjQgYnl0ZXM="
KEY, OTHER = key_of(SECRET), b"another key"
AT_S = 1_772_452_800
BODY = b'{"id": 1}'
GOOD = signature(KEY, "msg_1", AT_S, BODY)


def believed(
    signatures: str = GOOD,
    *,
    keys: tuple[bytes, ...] = (KEY,),
    message_id: str = "msg_1",
    timestamp: str = str(AT_S),
    body: bytes = BODY,
    now_s: float = AT_S,
) -> bool:
    found = is_signed(keys, message_id, timestamp, signatures, body, now_s)
    assert isinstance(found, bool)
    return found


@given(st.text(st.characters(codec="utf-8"), min_size=1), st.integers(0, 4_000_000_000), st.text())
def test_what_we_sign_is_what_the_authors_library_signs(message_id: str, at_s: int, words: str) -> None:
    body = words.encode("utf-8", "replace")
    expected = Webhook(SECRET).sign(message_id, datetime.fromtimestamp(at_s, UTC), body.decode())
    assert signature(KEY, message_id, at_s, body) == expected
    assert believed(expected, message_id=message_id, timestamp=str(at_s), body=body, now_s=at_s)


def test_a_key_is_base64_with_its_prefix_or_without() -> None:
    assert KEY == b"old key of the shop, 24 bytes"
    assert key_of(SECRET.removeprefix("whsec_")) == KEY


@pytest.mark.parametrize("secret", ["whsec_!", "whsec_b2x", "b2xk IGtl", "whsec_whsec_b2xk"])
def test_a_secret_that_is_no_base64_is_refused_without_being_shown(secret: str) -> None:
    with pytest.raises(ValueError, match=r"^a signing secret is base64 behind whsec_$") as caught:
        key_of(secret)
    assert caught.value.__suppress_context__


def test_one_other_byte_anywhere_is_not_believed() -> None:
    assert believed()
    assert not believed(body=BODY + b" ")
    assert not believed(message_id="msg_2")
    assert not believed(timestamp=str(AT_S + 1))
    assert not believed(GOOD.replace("v1,", "v2,"))
    assert not believed(GOOD[:-1])
    assert not believed("")


def test_any_of_several_signatures_by_any_of_several_keys_is_enough() -> None:
    other = signature(OTHER, "msg_1", AT_S, BODY)
    for one in (f"{GOOD} {other}", f"{other} {GOOD}", f"v1,AAAA {GOOD}", f"{GOOD} v1,AAAA"):
        assert believed(one)
        assert believed(one, keys=(b"neither", KEY))
        assert believed(one, keys=(KEY, b"neither"))
        assert not believed(one, keys=(b"neither",))
    assert not believed(keys=())


@pytest.mark.parametrize(("away_s", "fits"), [(0, True), (300, True), (300.5, False), (1e9, False)])
def test_a_timestamp_is_of_now_give_or_take_five_minutes(away_s: float, fits: bool) -> None:
    assert believed(now_s=AT_S + away_s) is fits
    assert believed(now_s=AT_S - away_s) is fits


@pytest.mark.parametrize(
    "timestamp",
    ["", "now", "²", "-1", "1e9", "１７７２４５２８００", f"{AT_S}.0", f" {AT_S}", f"+{AT_S}", "9" * 13],
)
def test_a_timestamp_is_at_most_twelve_digits(timestamp: str) -> None:
    for now_s in (AT_S, 0, 9_999_999_999_999):
        assert not believed(timestamp=timestamp, now_s=now_s)


def test_the_last_second_that_twelve_digits_can_say_is_one() -> None:
    last_s = 999_999_999_999
    for at_s, fits in ((last_s, True), (last_s + 1, False)):
        signed = signature(KEY, "msg_1", at_s, BODY)
        assert believed(signed, timestamp=str(at_s), now_s=at_s) is fits


def test_a_header_that_is_no_utf8_is_wrong_and_nothing_worse() -> None:
    """The web server gives bytes that are none as lone surrogates."""
    strange = b"\xff\xfe".decode("utf-8", "surrogateescape")
    assert not believed(strange)
    assert not believed(message_id=strange)
    assert believed(f"{strange} {GOOD}")
    assert believed(signature(KEY, strange, AT_S, BODY), message_id=strange)


def test_a_body_of_any_bytes_can_be_signed() -> None:
    body = bytes(range(256))
    assert believed(signature(KEY, "msg_1", AT_S, body), body=body)
    assert base64.b64decode(GOOD.removeprefix("v1,"), validate=True)
