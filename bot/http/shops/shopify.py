"""Shopify's webhooks: signed by ``X-Shopify-Hmac-Sha256``, the base64 of HMAC-SHA256 over the raw body.

Nothing else in the headers is signed, so what a report is follows from the shape of its body, and which order
it is about from the number in it: the topic and ``X-Shopify-Webhook-Id`` could be anybody's.

==========================  ========================================================================
an order                    bought once it is paid (or sent, where ``asks_once`` says so); one that is
                            cancelled or voided, or of which money went back, is withdrawn; by
                            ``cancel_reason`` it was out of stock, or cancelled by the shop's own staff
a refund                    its order is withdrawn, if money or goods went back
a step of its delivery      late, where the carrier says ``delayed``
customers/redact            the customer is to be forgotten, by number and by e-mail address
customers/data_request      a person has to answer it: written into the log
shop/redact                 the same
==========================  ========================================================================

A test order is nobody's. Without access to protected customer data the customer has a number and no name.
https://shopify.dev/docs/apps/build/webhooks, https://shopify.dev/docs/api/admin-rest/latest/resources/order
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bot.core.events import Event
from bot.http.shops.reports import Order, base64_signature, erasure, purchase, verify, withdrawal
from bot.http.shops.shop import Shop
from bot.http.shops.untrusted import (
    Json,
    by_email,
    currency,
    first_plausible,
    id_of,
    language,
    moment,
    money,
    name_of,
    parsed,
    part,
    parts,
    text,
)

SIGNATURE = "x-shopify-hmac-sha256"

_MONEY_BACK = frozenset({"refunded", "partially_refunded"})
_NO_MONEY_MOVED = frozenset({"failure", "error"})
_CANCELLED_FOR = {"inventory": "out_of_stock", "staff": "cancelled_by_us"}

_log = logging.getLogger(__name__)


def signed(shop: Shop, body: bytes, _now: datetime) -> dict[str, str]:
    """The headers by which Shopify's reports are known."""
    return {SIGNATURE: base64_signature(shop.secrets[0], body)}


def read(shop: Shop, headers: Mapping[str, str], body: bytes, now: datetime) -> Sequence[Event]:
    """What a report says. Raises Forged, or Malformed for what is no JSON object."""
    verify(body, headers.get(SIGNATURE), shop.secrets)
    payload = parsed(body)
    for marks, read_one in _SHAPES:
        if marks <= payload.keys():
            return read_one(shop, payload, now)
    return ()


def _order(shop: Shop, order: Json, now: datetime) -> Sequence[Event]:
    number = id_of(order)
    if number is None:
        _log.warning("shop %s: an order without a number was passed over", shop.name)
        return ()
    if order.get("test") is True:
        return ()
    paid = text(order, "financial_status")
    if order.get("cancelled_at") or paid == "voided":
        why = _CANCELLED_FOR.get(text(order, "cancel_reason") or "", "cancelled")
        return withdrawal(shop, number, why, now)
    if paid in _MONEY_BACK or any(_gave_back(refund) for refund in parts(order, "refunds")):
        return withdrawal(shop, number, "refunded", now)
    sent = text(order, "fulfillment_status") == "fulfilled"
    if not sent and (paid != "paid" or shop.asks_once == "fulfilled"):
        return ()
    item = max(_items(order), key=_price, default={})
    return purchase(
        shop,
        Order(
            id=number,
            customer=_customer(order, number),
            bought_at=_moment(shop, order, now),
            name=name_of(part(order, "customer")) or name_of(part(order, "billing_address")),
            language=language(order, "customer_locale"),
            product=text(item, "title") or text(item, "name"),
            place=None if shop.place else _counter(order),
            amount=money(order, "total_price"),
            currency=currency(order, "currency"),
        ),
        now,
    )


def _customer(order: Json, number: str) -> str:
    """By number; a guest by e-mail address, hashed; somebody at the counter by what they bought."""
    known = id_of(part(order, "customer"))
    email = text(part(order, "customer"), "email") or text(order, "email") or text(order, "contact_email")
    return known or (by_email(email) if email else f"order:{number}")


def _moment(shop: Shop, order: Json, now: datetime) -> datetime:
    """When it was bought; where one is to be asked once it is sent, when the last of it was sent."""
    bought = [moment(order, "processed_at"), moment(order, "created_at")]
    if shop.asks_once == "fulfilled":
        sent = [at for one in parts(order, "fulfillments") if (at := moment(one, "created_at")) is not None]
        return first_plausible([max(sent, default=None), *bought], now)
    return first_plausible(bought, now)


def _items(order: Json) -> Sequence[Json]:
    """What was bought and not taken off the order again."""
    return [item for item in parts(order, "line_items") if item.get("current_quantity") != 0]


def _price(item: Json) -> float:
    return float(money(item, "price") or 0)


def _counter(order: Json) -> str | None:
    """The number of the location of a counter, which the place may be called by."""
    return id_of(order, "location_id") if text(order, "source_name") == "pos" else None


def _gave_back(refund: Json) -> bool:
    """Whether money or goods went back; items are also taken off an order by a refund of nothing."""
    paid_back = any(
        text(one, "kind") == "refund"
        and text(one, "status") not in _NO_MONEY_MOVED
        and money(one, "amount") != 0
        for one in parts(refund, "transactions")
    )
    return paid_back or any(
        text(item, "restock_type") == "return" for item in parts(refund, "refund_line_items")
    )


def _refund(shop: Shop, refund: Json, now: datetime) -> Sequence[Event]:
    number = id_of(refund, "order_id")
    return withdrawal(shop, number, "refunded", now) if number and _gave_back(refund) else ()


def _delivery(shop: Shop, step: Json, now: datetime) -> Sequence[Event]:
    number = id_of(step, "order_id")
    return withdrawal(shop, number, "late", now) if number and text(step, "status") == "delayed" else ()


def _redact(shop: Shop, request: Json, now: datetime) -> Sequence[Event]:
    """Whoever has an account now may have been a guest before."""
    known, email = id_of(part(request, "customer")), text(part(request, "customer"), "email")
    return (
        *(erasure(shop, known, now) if known else ()),
        *(erasure(shop, by_email(email), now) if email else ()),
    )


def _data_request(shop: Shop, request: Json, _now: datetime) -> Sequence[Event]:
    number = id_of(part(request, "data_request")) or "without a number"
    _log.warning("shop %s: data request %s has to be answered by a person", shop.name, number)
    return ()


def _shop_redact(shop: Shop, _request: Json, _now: datetime) -> Sequence[Event]:
    _log.warning("shop %s has left: the data of its customers has to be deleted by a person", shop.name)
    return ()


_SHAPES: Sequence[tuple[frozenset[str], Callable[[Shop, Json, datetime], Sequence[Event]]]] = (
    (frozenset({"customer", "orders_to_redact"}), _redact),
    (frozenset({"customer", "orders_requested"}), _data_request),
    (frozenset({"line_items", "financial_status"}), _order),
    (frozenset({"order_id", "refund_line_items"}), _refund),
    (frozenset({"order_id", "fulfillment_id", "status"}), _delivery),
    (frozenset({"shop_id", "shop_domain"}), _shop_redact),
)
"""The fields by which a body is known → who reads it; the first that fits. Nothing else is of interest."""
