"""The ways in that must prove themselves: what comes by each, and by what it is believed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.http.shops import shopify, standard, stripe, woocommerce
from bot.http.shops.shop import PATHS
from tests.contracts.conftest import SECRET_TOKEN
from tests.contracts.people import MAYA, TEAM
from tests.contracts.shops import order
from tests.peers.slack_control import signed as slack_signed
from tests.peers.slack_state import APP, BOT_USER
from tests.security.site import Site

SAMPLES = Path(__file__).parents[1] / "samples" / "shops"
Headers = Mapping[str, str]
Proof = Callable[[Site, bytes, float], Headers]
"""(site, body, how many seconds ago) → the headers by which it is believed."""

_SIGNED = {
    "generic": standard.signed,
    "shopify": shopify.signed,
    "woocommerce": woocommerce.signed,
    "stripe": stripe.signed,
}


def _shops(kind: str) -> Proof:
    def prove(site: Site, body: bytes, ago_s: float) -> Headers:
        at = datetime.fromtimestamp(time.time() - ago_s, UTC)
        return {"Content-Type": "application/json", **_SIGNED[kind](site.shops[kind], body, at)}

    return prove


def _telegrams(_site: Site, _body: bytes, _ago_s: float) -> Headers:
    return {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET_TOKEN}


def _slacks(_site: Site, body: bytes, ago_s: float) -> Headers:
    kind = "application/json" if body[:1] in b"{[" else "application/x-www-form-urlencoded"
    return {**slack_signed(body.decode("utf-8", "replace"), age_s=ago_s), "Content-Type": kind}


def update(number: int, text: str = "hello", user: int = 700_100_200) -> dict[str, Any]:
    """A message as Telegram tells of it."""
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": int(time.time()),
            "chat": {"id": user, "type": "private", "first_name": "Maya"},
            "from": {"id": user, "is_bot": False, "first_name": "Maya", "language_code": "en"},
            "text": text,
        },
    }


def message(number: int, text: str = "hello", user: str = MAYA) -> dict[str, Any]:
    """A direct message as Slack tells of it."""
    at = f"1767225600.{number:06d}"
    return {
        "token": "verification",
        "api_app_id": APP,
        "type": "event_callback",
        "team_id": TEAM,
        "event_id": f"Ev{number:010d}",
        "event_time": 1767225600,
        "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
        "event": {
            "type": "message",
            "channel": "D0MAYA",
            "channel_type": "im",
            "user": user,
            "text": text,
            "ts": at,
            "event_ts": at,
            "team": TEAM,
        },
    }


def sample(name: str) -> dict[str, Any]:
    """A shop's report as it came."""
    found: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_bytes())
    return found


@dataclass(frozen=True)
class Way:
    """``is_dated``: what is older than five minutes is not believed. ``table``: where it leaves a row."""

    path: str
    prove: Proof
    payload: object
    table: str
    is_dated: bool

    @property
    def body(self) -> bytes:
        return json.dumps(self.payload).encode()


WAYS = {
    way.path: way
    for way in (
        Way(PATHS["generic"], _shops("generic"), order("4711"), "purchases", True),
        Way(PATHS["shopify"], _shops("shopify"), sample("shopify_orders_paid"), "purchases", False),
        Way(
            PATHS["woocommerce"],
            _shops("woocommerce"),
            sample("woocommerce_order_updated_completed"),
            "purchases",
            False,
        ),
        Way(PATHS["stripe"], _shops("stripe"), sample("stripe_checkout_completed"), "purchases", True),
        Way("/telegram/webhook", _telegrams, update(5, "/help"), "inbox", False),
        Way("/slack/events", _slacks, message(5, "help"), "inbox", True),
    )
}
"""By path."""
