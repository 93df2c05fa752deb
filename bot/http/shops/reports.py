"""What reports of all platforms have in common: a signature in base64, and what they become. Pure."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from bot.core.events import ErasureRequested, PurchaseReceived, PurchaseWithdrawn
from bot.core.identity import derived_id
from bot.http.shops.shop import Forged, Shop


@dataclass(frozen=True, slots=True)
class Order:
    """An order as a platform tells it, in our words. ``customer`` is the platform's own name for them."""

    id: str
    customer: str
    bought_at: datetime
    name: str | None = None
    language: str | None = None
    product: str | None = None
    place: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    touchpoint: str | None = None


def base64_signature(secret: str, body: bytes) -> str:
    """HMAC-SHA256 of the body under the secret as it stands, in base64."""
    return base64.b64encode(hmac.new(secret.encode(), body, sha256).digest()).decode("ascii")


def verify(body: bytes, given: str | None, secrets: Iterable[str]) -> None:
    """Raises Forged unless ``given`` is the body's signature under one of the secrets. In constant time."""
    received = (given or "").encode("utf-8", "surrogatepass")
    matches = False
    for secret in secrets:
        matches |= hmac.compare_digest(base64_signature(secret, body).encode(), received)
    if not matches:
        raise Forged


def purchase(shop: Shop, order: Order, now: datetime) -> Sequence[PurchaseReceived]:
    """The order was bought. Its own id is the inbox key: reported again, it is the same purchase."""
    place = order.place or shop.place
    return (
        PurchaseReceived(
            platform=f"shop:{shop.name}",
            key=order.id,
            at=now,
            shop=shop.name,
            order=order.id,
            customer_ref=order.customer,
            touchpoint=order.touchpoint if order.touchpoint in shop.touchpoints else shop.touchpoint,
            bought_at=order.bought_at,
            customer_name=order.name,
            language=order.language,
            product=order.product,
            place=place,
            amount=order.amount,
            currency=order.currency,
            segments={"store": place} if place else {},
        ),
    )


def withdrawal(shop: Shop, order: str, reason: str, now: datetime) -> Sequence[PurchaseWithdrawn]:
    """The order was taken back, or went wrong; ``reason`` as in PurchaseWithdrawn."""
    key = f"{order}/{reason}"
    return (PurchaseWithdrawn(f"shop:{shop.name}", key, now, shop.name, order, reason),)


def erasure(shop: Shop, customer: str, now: datetime) -> Sequence[ErasureRequested]:
    """This customer wants to be forgotten."""
    key = f"erase/{derived_id('erase', customer)}"  # it is kept, and leads to nobody
    return (ErasureRequested(f"shop:{shop.name}", key, now, shop.name, customer),)
