"""``[webhooks.NAME]``: who is told, where, and signed with what; and what would never arrive."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from bot.adapters.webhook.sender import headers_of
from bot.config import Config, parse, settings
from bot.config.overview import overview
from bot.connections import webhooks
from bot.core.errors import ConfigurationError
from bot.core.settings import Webhook
from bot.core.signatures import key_of
from bot.demo.clocks import SetClock
from bot.http.notices import CASE, NOTICES, schema_of

SECRET = "whsec_b2xkIGtleSBvZiB0aGUgc2hvcCwgMjQgYnl0ZXM="
OTHER = "whsec_bmV3IGtleSBvZiB0aGUgc2hvcCwgMjQgYnl0ZXM="
BEFORE = '[business]\nname = "Mug & Co"\n'
PRIVATE = "this is not on the public internet; add allow_private = true if that is meant"
PLAIN = "only https:// is sent to, unless allow_private = true"


def read(url: str = "https://crm.example.com/feedback", *more: str, secret: str = f'"{SECRET}"') -> Config:
    section = ["[webhooks.crm]", f'url = "{url}"', f"secret = {secret}", *more]
    return parse(BEFORE + "\n".join(section), Path("config.toml"), {}, demo=True)


def problem(url: str = "https://crm.example.com/", *more: str, secret: str = f'"{SECRET}"') -> str:
    with pytest.raises(ConfigurationError) as caught:
        read(url, *more, secret=secret)
    (said,) = caught.value.problems
    return said


def test_a_webhook_is_told_of_everything_unless_it_says_otherwise() -> None:
    assert settings(read(), b"").webhooks == (Webhook("crm", frozenset({"response", "case"})),)
    some = read("https://crm.example.com/", 'events = ["case"]')
    assert settings(some, b"").webhooks == (Webhook("crm", frozenset({"case"})),)
    assert overview(some)[-1] == "The webhook crm is told of each case."


def test_without_a_webhook_there_is_nothing_that_sends() -> None:
    clock = SetClock(datetime(2026, 3, 2, tzinfo=UTC))
    assert webhooks(parse(BEFORE, Path("config.toml"), {}, demo=True), clock) is None
    assert webhooks(read(secret=f'["{SECRET}", "{OTHER}"]'), clock) is not None


@pytest.mark.parametrize(
    "url",
    [
        "https://crm.example.com",
        "https://crm.example.com:8443/a/b?token=x&y=1",
        "https://8.8.8.8/told",
        "https://[2606:4700::1111]/told",
    ],
)
def test_an_address_on_the_public_internet_is_taken_as_it_is(url: str) -> None:
    assert read(url).webhooks["crm"].url == url


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("http://crm.example.com/", PLAIN),
        ("https://127.0.0.1/told", PRIVATE),
        ("https://localhost:8443/", PRIVATE),
        ("https://crm.localhost/", PRIVATE),
        ("https://192.168.1.20/", PRIVATE),
        ("https://169.254.169.254/latest", PRIVATE),
        ("https://[::1]/", PRIVATE),
        ("https://[::ffff:10.0.0.1]/", PRIVATE),
    ],
)
def test_what_nothing_would_be_sent_to_is_a_problem_unless_it_is_allowed(url: str, wrong: str) -> None:
    assert problem(url) == f"config.toml:4: webhooks.crm.url: {wrong}"
    assert read(url, "allow_private = true").webhooks["crm"].allow_private


@pytest.mark.parametrize(
    "url",
    [
        "",
        "crm.example.com",
        "ftp://crm.example.com/",
        "https://user:password@crm.example.com/",
        "https://crm.example.com/#here",
        "https://crm.example.com/a b",
        "https://crm.example.com:port/",
        "https:///told",
    ],
)
def test_what_is_no_address_is_a_problem(url: str) -> None:
    wrong = 'write the address as "https://crm.example.com/feedback", without a user or #'
    assert problem(url) == f"config.toml:4: webhooks.crm.url: {wrong}"


@pytest.mark.parametrize("secret", ['"whsec_c2hvcnQ="', '"not base64 at all!!!"'])
def test_a_secret_that_nothing_can_be_signed_with_is_a_problem_that_does_not_show_it(secret: str) -> None:
    said = problem(secret=secret)
    assert said.startswith("config.toml:5: webhooks.crm.secret: this is not base64 of 24 bytes or more")
    assert secret.strip('"') not in said


def test_the_logs_know_the_secrets() -> None:
    config = read(secret=f'["{SECRET}", "{OTHER}"]')
    assert {SECRET, OTHER} <= {secret.reveal() for secret in config.secrets}


def test_an_event_that_there_is_not_and_no_event_at_all_are_problems() -> None:
    with pytest.raises(ConfigurationError) as caught:
        read("https://crm.example.com/", 'events = ["case", "purchase"]')
    assert list(caught.value.problems) == [
        """config.toml:6: webhooks.crm.events.2: there is no 'purchase'; did you mean "case"?"""
    ]
    assert "webhooks.crm.events" in problem("https://crm.example.com/", "events = []")


# --- docs/shops.md says what is so

DOCUMENT = (Path(__file__).parents[2] / "docs" / "shops.md").read_text("utf-8")


def pieces(language: str) -> list[str]:
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```", DOCUMENT)


def test_the_sections_that_the_document_shows_are_valid() -> None:
    given = {"SHOPIFY_SECRET": "made-up-1", "WOO_SECRET": "made-up-2", "STRIPE_SIGNING_SECRET": "made-up-3"}
    text = BEFORE + "\n".join(pieces("ini"))
    config = parse(text, Path("config.toml"), {**given, "CRM_WEBHOOK_SECRET": SECRET}, demo=True)
    assert sorted(config.shops) == ["shopify", "stripe", "woo"]
    assert sorted(config.webhooks) == ["crm"]


def test_a_receiver_that_checks_as_the_document_shows_believes_our_notices_alone() -> None:
    (code,) = pieces("python")
    shown: dict[str, Any] = {}
    exec(code, shown)  # noqa: S102 - our own document
    is_ours: Callable[[Mapping[str, str], bytes, str], bool] = shown["is_ours"]
    body = b'{"type":"case.opened"}'
    headers = headers_of("aaaaaaaaaaaaaaaa", body, [key_of(OTHER), key_of(SECRET)], datetime.now(UTC))
    assert is_ours(headers, body, SECRET)
    assert is_ours(headers, body, OTHER)
    assert not is_ours(headers, body + b" ", SECRET)
    assert not is_ours({**headers, "webhook-id": "another"}, body, SECRET)
    old = headers_of("aaaaaaaaaaaaaaaa", body, [key_of(SECRET)], datetime.now(UTC) - timedelta(hours=1))
    assert not is_ours(old, body, SECRET)


def test_the_notice_that_the_document_shows_is_one() -> None:
    (shown,) = pieces("json")
    notice = json.loads(shown)
    jsonschema_rs.validate(schema_of(notice["type"]), notice)
    for event in NOTICES:
        assert f"`{event}`" in DOCUMENT
    for name in CASE["properties"]:
        assert f"`{name}`" in DOCUMENT
