"""Stripe's webhooks: ``Stripe-Signature: t=…,v1=…``, hex of HMAC-SHA256 over ``t.body``, 300 s tolerance.

While an endpoint's secret is rolled Stripe signs with both, so there may be several ``v1``; other schemes
(``v0``) are passed over. An order goes by its payment intent, which a payment and its refund both name; what
was paid without one goes by its invoice, else by its checkout session.

======================================  ============================================================
checkout.session.completed              bought, once ``payment_status`` is "paid"
checkout.session.async_payment_…        the same, where the money takes days
charge.refunded                         withdrawn, also where a part went back
charge.dispute.created                  withdrawn as refunded: the customer has asked for their money
======================================  ============================================================

What Stripe does not know may stand in the session's metadata: ``product``, ``place``, ``touchpoint`` and
``customer_ref``. https://docs.stripe.com/webhooks/signature, https://docs.stripe.com/currencies
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from bot.core.events import Event
from bot.core.signatures import TOLERANCE_S
from bot.http.shops.reports import Order, purchase, withdrawal
from bot.http.shops.shop import Forged, Shop
from bot.http.shops.untrusted import (
    Json,
    by_email,
    currency,
    first_plausible,
    id_of,
    language,
    parsed,
    part,
    parts,
    seconds,
    text,
)

SIGNATURE = "stripe-signature"

_LONGEST_HEADER = 4096  # characters
_NO_DECIMALS = frozenset("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split())
_THREE_DECIMALS = frozenset("BHD JOD KWD OMR TND".split())
# ISK and UGX have no decimals any more and are still told with two; HUF and TWD lack them in payouts only.

_log = logging.getLogger(__name__)


def signed(shop: Shop, body: bytes, now: datetime) -> dict[str, str]:
    """The headers by which Stripe's reports are known."""
    at_s = int(now.timestamp())
    return {SIGNATURE: f"t={at_s},v1={_signature(shop.secrets[0], str(at_s), body)}"}


def read(shop: Shop, headers: Mapping[str, str], body: bytes, now: datetime) -> Sequence[Event]:
    """What a report says. Raises Forged, or Malformed for what is no JSON object."""
    _verify(shop.secrets, headers.get(SIGNATURE, ""), body, now)
    event = parsed(body)
    read_one = _TYPES.get(text(event, "type") or "")
    return read_one(shop, event, part(part(event, "data"), "object"), now) if read_one else ()


def _signature(secret: str, timestamp: str, body: bytes) -> str:
    return hmac.new(secret.encode(), b"%s.%s" % (timestamp.encode(), body), sha256).hexdigest()


def _verify(secrets: Sequence[str], header: str, body: bytes, now: datetime) -> None:
    """Raises Forged unless the header signs this body, by now. In constant time."""
    fields = [field.strip().partition("=") for field in header[:_LONGEST_HEADER].split(",")]
    timestamp = next((value for name, _, value in fields if name == "t"), "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise Forged("the signature has no timestamp")
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE_S:
        raise Forged(f"its timestamp is more than {TOLERANCE_S} s from now: it is old, or a clock is wrong")
    given = [value.encode("utf-8", "surrogatepass") for name, _, value in fields if name == "v1"]
    matches = False
    for secret in secrets:
        wanted = _signature(secret, timestamp, body).encode()
        for one in given:
            matches |= hmac.compare_digest(wanted, one)
    if not matches:
        raise Forged


def _paid(shop: Shop, event: Json, session: Json, now: datetime) -> Sequence[Event]:
    if text(session, "payment_status") != "paid":
        return ()
    session_id = id_of(session)
    number = _called(session, "payment_intent") or _called(session, "invoice") or session_id
    if number is None:
        _log.warning("shop %s: a payment without a number was passed over", shop.name)
        return ()
    metadata, details = part(session, "metadata"), part(session, "customer_details")
    item = next(iter(parts(part(session, "line_items"), "data")), {})
    unit = currency(session, "currency")
    return purchase(
        shop,
        Order(
            id=number,
            customer=_customer(session, number),
            bought_at=first_plausible([seconds(event, "created"), seconds(session, "created")], now),
            name=text(details, "name") or text(part(session, "shipping_details"), "name"),
            language=language(session, "locale"),
            product=text(metadata, "product") or text(item, "description"),
            place=text(metadata, "place"),
            amount=_amount(session.get("amount_total"), unit),
            currency=unit,
            touchpoint=text(metadata, "touchpoint"),
        ),
        now,
    )


def _customer(session: Json, number: str) -> str:
    """As the shop calls them, else as Stripe does; a guest by e-mail address, hashed, or by the payment."""
    known = id_of(part(session, "metadata"), "customer_ref") or _called(session, "customer")
    email = text(part(session, "customer_details"), "email") or text(session, "customer_email")
    return known or (by_email(email) if email else f"order:{number}")


def _called(holder: Json, name: str) -> str | None:
    """What another object is called: Stripe names it, or puts it there whole."""
    return text(holder, name) or id_of(part(holder, name))


def _amount(minor_units: object, unit: str | None) -> Decimal | None:
    """The amount in the currency itself: Stripe counts in its smallest unit."""
    if not isinstance(minor_units, int) or isinstance(minor_units, bool) or unit is None:
        return None
    if not 0 <= minor_units < 10**12:
        return None
    decimals = 0 if unit in _NO_DECIMALS else 3 if unit in _THREE_DECIMALS else 2
    return Decimal(minor_units).scaleb(-decimals)


def _money_back(shop: Shop, _event: Json, charge: Json, now: datetime) -> Sequence[Event]:
    """A charge or a dispute of one. One of a subscription may be known by its invoice."""
    numbers = (_called(charge, "payment_intent"), _called(charge, "invoice"))
    return [event for number in numbers if number for event in withdrawal(shop, number, "refunded", now)]


_TYPES: Mapping[str, Callable[[Shop, Json, Json, datetime], Sequence[Event]]] = {
    "checkout.session.completed": _paid,
    "checkout.session.async_payment_succeeded": _paid,
    "charge.refunded": _money_back,
    "charge.dispute.created": _money_back,
}
