"""WooCommerce's webhooks: signed by ``X-WC-Webhook-Signature``, base64 of HMAC-SHA256 over the raw body.

There is no topic for a completed order: ``order.created`` and ``order.updated`` bring the order with every
change, and its ``status`` says what happened. Topic and resource stand in headers that are not signed, so
what a body is follows from its shape.

========================  ==========================================================================
``completed``             bought, at the moment of completion
``refunded``, refunds     withdrawn, also where a part went back
``cancelled``, ``trash``  withdrawn
anything else             not yet: paid and not sent, on hold, a draft
========================  ==========================================================================

The first thing that WooCommerce sends is a ping, ``webhook_id=N`` as a form, which it does not sign and to
which it wants 200, or the webhook is not saved. It is answered so, and nothing is done.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.core.events import Event
from bot.http.shops.reports import Order, base64_signature, purchase, verify, withdrawal
from bot.http.shops.shop import Shop
from bot.http.shops.untrusted import (
    Json,
    by_email,
    currency,
    first_plausible,
    id_of,
    moment,
    money,
    name_of,
    parsed,
    part,
    parts,
    text,
)

SIGNATURE = "x-wc-webhook-signature"

_PING = re.compile(rb"webhook_id=\d{1,20}")
_ORDER = frozenset({"status", "order_key", "line_items"})
_CANCELLED = frozenset({"cancelled", "trash"})

_log = logging.getLogger(__name__)


def signed(shop: Shop, body: bytes, _now: datetime) -> dict[str, str]:
    """The headers by which WooCommerce's reports are known."""
    return {SIGNATURE: base64_signature(shop.secrets[0], body)}


def read(shop: Shop, headers: Mapping[str, str], body: bytes, now: datetime) -> Sequence[Event]:
    """What a report says. Raises Forged, or Malformed for what is no JSON object."""
    if _PING.fullmatch(body):
        return ()
    verify(body, headers.get(SIGNATURE), shop.secrets)
    payload = parsed(body)
    return _order(shop, payload, now) if payload.keys() >= _ORDER else ()


def _order(shop: Shop, order: Json, now: datetime) -> Sequence[Event]:
    number = id_of(order)
    if number is None:
        _log.warning("shop %s: an order without a number was passed over", shop.name)
        return ()
    status = text(order, "status")
    if status == "refunded" or parts(order, "refunds"):
        return withdrawal(shop, number, "refunded", now)
    if status in _CANCELLED:
        return withdrawal(shop, number, "cancelled", now)
    if status != "completed":
        return ()
    item = max(parts(order, "line_items"), key=_price, default={})
    moments = [
        moment(order, f"date_{what}_gmt") for what in ("completed", "paid", "created")
    ]  # without a zone, in UTC
    return purchase(
        shop,
        Order(
            id=number,
            customer=_customer(order, number),
            bought_at=first_plausible(moments, now),
            name=name_of(part(order, "billing")),
            product=text(item, "parent_name") or text(item, "name"),
            amount=money(order, "total"),
            currency=currency(order, "currency"),
        ),
        now,
    )


def _customer(order: Json, number: str) -> str:
    """By number, which is 0 for a guest: those by e-mail address, hashed, or by what they bought."""
    email = text(part(order, "billing"), "email")
    return id_of(order, "customer_id") or (by_email(email) if email else f"order:{number}")


def _price(item: Json) -> float:
    return float(money(item, "total") or 0)
