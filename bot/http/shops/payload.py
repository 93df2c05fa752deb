"""What a shop of no particular kind reports: one purchase, or many, as JSON.

A purchase is any moment that can be judged: an order, a support ticket, a visit. ``PURCHASE`` and
``WITHDRAWAL`` say what belongs to it, to the reader here and to the OpenAPI document.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.core.events import PurchaseReceived, PurchaseWithdrawn
from bot.core.identity import Address
from bot.http.shops.shapes import (
    MOST_PROBLEMS,
    Amount,
    Choice,
    Moment,
    Problems,
    Record,
    Shape,
    Text,
    Texts,
    Variants,
    Zone,
    kind_of,
    shown,
    unknown,
)
from bot.http.shops.shop import Malformed, Shop

MOST_PURCHASES = 500  # in one request
_LATEST = timedelta(days=366)  # from now: a visit may be booked ahead
WITHDRAWN = ("refunded", "cancelled", "late", "cancelled_by_us", "out_of_stock")

_SMALL = Text(60)
TELEGRAM = Record(
    "TelegramAddress",
    {
        "platform": Choice(("telegram",)),
        "person": Text(
            19,
            "Their number on Telegram.",
            pattern="^[0-9]+$",
            remedy='a person on Telegram goes by their number, such as "123456789"',
            example="123456789",
        ),
    },
    ("platform", "person"),
)
SLACK = Record(
    "SlackAddress",
    {
        "platform": Choice(("slack",)),
        "workspace": Text(
            21,
            "The id of the workspace.",
            pattern="^T[A-Z0-9]{2,20}$",
            remedy='a workspace goes by its id, such as "T0123ABCD"',
            example="T0123ABCD",
        ),
        "person": Text(
            21,
            "Their member id.",
            pattern="^[UW][A-Z0-9]{2,20}$",
            remedy='a person on Slack goes by their member id, such as "U0123ABCD"',
            example="U0123ABCD",
        ),
    },
    ("platform", "workspace", "person"),
)
_ADDRESS = Variants("platform", {"telegram": TELEGRAM, "slack": SLACK})
CUSTOMER = Record(
    "Customer",
    {
        "ref": Text(
            200, "What you call this customer, always the same: a number, say.", example="customer-17"
        ),
        "name": Text(200, "Their name.", example="Maya Okafor"),
        "preferred_name": Text(100, "How they like to be called.", example="Maya"),
        "language": Text(
            35,
            "A language code; one that we have no words in counts as not given.",
            pattern="^[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8}){0,3}$",
            remedy='write a language code, such as "en" or "pt-BR"',
            example="en",
        ),
        "timezone": Zone("Where they live, as a name of the tz database."),
        "audience": Choice(("buyer", "internal"), 'Without it "buyer".'),
        "attributes": Texts(
            50,
            _SMALL,
            Text(500),
            "What else is known of them; the newest value of each name is kept.",
            {"tier": "gold"},
        ),
        "address": _ADDRESS,
    },
    ("ref",),
)
_DETAILS: Mapping[str, Shape] = {
    "customer": CUSTOMER,
    "touchpoint": Text(
        40,
        "The kind of moment: a name of [[touchpoint]]. Without it that of the shop.",
        pattern="^[a-z][a-z0-9_-]{0,39}$",
        remedy="it is a name of [[touchpoint]] in the configuration",
        example="purchase",
    ),
    "bought_at": Moment("When it happened, at most a year from now."),
    "product": Text(300, "What it was about, in the customer's words.", example="House Blend"),
    "place": Text(200, "The shop or branch. Without it that of the shop.", example="Berlin"),
    "amount": Amount("What was paid. Exact: as text, or as a number of at most six decimals."),
    "currency": Text(
        3,
        "ISO 4217.",
        pattern="^[A-Z]{3}$",
        remedy='write the three letters of ISO 4217, such as "EUR"',
        example="EUR",
    ),
    "segments": Texts(
        20, _SMALL, Text(200), "Slices that digests can be cut by.", {"store": "Berlin", "channel": "web"}
    ),
}
_ORDER = Text(200, "The order, ticket or visit: reported again, it is the same one.", example="1001")
PURCHASE = Record(
    "Purchase",
    {
        "order": _ORDER,
        "status": Choice(("completed",), "May be left out."),
        **_DETAILS,
    },
    ("order", "customer", "bought_at"),
    "Something that a customer can be asked about.",
    {
        "order": "1001",
        "customer": {"ref": "customer-17", "name": "Maya Okafor"},
        "bought_at": "2026-11-22T14:03:00+01:00",
        "product": "House Blend",
        "amount": "12.90",
        "currency": "EUR",
    },
)
WITHDRAWAL = Record(
    "Withdrawal",
    {"order": _ORDER, "status": Choice(WITHDRAWN), **_DETAILS},
    ("order", "status"),
    "An order that was taken back, or went wrong: nobody is asked about it, and what [kindness] says "
    "is done. What else is said of it is not kept.",
    {"order": "1001", "status": "refunded"},
)
REPORT = Variants(
    "status",
    {"completed": PURCHASE, **dict.fromkeys(WITHDRAWN, WITHDRAWAL)},
    default="completed",
)
RECORDS = (PURCHASE, WITHDRAWAL, CUSTOMER, TELEGRAM, SLACK)


def events_in(shop: Shop, body: bytes, now: datetime) -> Sequence[PurchaseReceived | PurchaseWithdrawn]:
    """The purchases and withdrawals that this body reports, in order.

    Raises Malformed with every problem (the first ``MOST_PROBLEMS``); then nothing of it is taken.
    """
    document = parsed(body)
    problems: Problems = []
    events = []
    for place, raw in _reports(document):
        before = len(problems)
        said = REPORT.read(raw, place, problems)
        if said is not None and len(problems) == before:
            _check(said, shop, now, place, problems)
        if said is not None and len(problems) == before:
            events.append(_event(said, shop, now))
        if len(problems) >= MOST_PROBLEMS:
            break
    if problems:
        raise Malformed(problems[:MOST_PROBLEMS])
    return events


def parsed(body: bytes) -> object:
    """The JSON in a body, numbers with a point as exact decimals. Raises Malformed for what is none."""
    try:
        return json.loads(
            body.decode("utf-8"),
            parse_float=_exact,
            parse_constant=_no_number,
            object_pairs_hook=_without_repeats,
        )
    except UnicodeDecodeError:
        raise Malformed([("", "this is not text in UTF-8")]) from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Malformed([("", f"this is not JSON: {error.msg} ({where})")]) from None
    except RecursionError:
        raise Malformed([("", "this is nested too deeply")]) from None
    except _Refused as error:
        raise Malformed([("", str(error))]) from None
    except ValueError:  # a whole number of more digits than Python reads
        raise Malformed([("", "this holds a number that is too long")]) from None


class _Refused(ValueError):
    """JSON that Python would read, and that we do not take."""


def _exact(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise _Refused("this holds a number that is too large or too small") from None


def _no_number(word: str) -> object:
    raise _Refused(f"{word} is no number in JSON")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in named if names.count(name) > 1)
        raise _Refused(f"the key {shown(twice)} stands twice in one object; remove one")
    return named


def _reports(document: object) -> Sequence[tuple[str, object]]:
    """Each report with its place. Raises Malformed for what is neither one nor several."""
    if isinstance(document, dict) and "purchases" in document:
        more = [(f"/{name}", 'unknown key; beside "purchases" there is none') for name in document]
        if len(more) > 1:
            raise Malformed([one for one in more if one[0] != "/purchases"][:MOST_PROBLEMS])
        return _many("/purchases", document["purchases"])
    if isinstance(document, list):
        return _many("", document)
    return [("", document)]


def _many(place: str, reports: object) -> Sequence[tuple[str, object]]:
    if not isinstance(reports, list):
        raise Malformed([(place, f"this must be a list of purchases, not {kind_of(reports)}")])
    if not 1 <= len(reports) <= MOST_PURCHASES:
        raise Malformed(
            [
                (
                    place,
                    f"this must hold 1 to {MOST_PURCHASES} purchases, not {len(reports)}; send them in parts",
                )
            ]
        )
    return [(f"{place}/{number}", one) for number, one in enumerate(reports)]


def _check(said: Mapping[str, Any], shop: Shop, now: datetime, place: str, problems: Problems) -> None:
    """What the report says against what there is here."""
    if any(said["order"].endswith(f"/{word}") for word in WITHDRAWN):
        problems.append((f"{place}/order", "an order must not end like this; leave the end out"))
    touchpoint = said.get("touchpoint")
    if touchpoint is not None and touchpoint not in shop.touchpoints | {shop.touchpoint}:
        known = sorted(shop.touchpoints | {shop.touchpoint})
        problems.append((f"{place}/touchpoint", unknown(touchpoint, known)))
    at = said.get("bought_at")
    if at is not None and at > now + _LATEST:
        problems.append((f"{place}/bought_at", "this is more than a year from now; check its year"))
    address = (said.get("customer") or {}).get("address")
    if address is not None and address["platform"] not in shop.platforms:
        off = f"{address['platform']} is not switched on here; leave the address out"
        problems.append((f"{place}/customer/address/platform", off))


def _event(said: Mapping[str, Any], shop: Shop, now: datetime) -> PurchaseReceived | PurchaseWithdrawn:
    platform, order = f"shop:{shop.name}", said["order"]
    status = said.get("status")
    if status in WITHDRAWN:
        return PurchaseWithdrawn(platform, f"{order}/{status}", now, shop.name, order, status)
    customer = said["customer"]
    return PurchaseReceived(
        platform=platform,
        key=order,
        at=now,
        shop=shop.name,
        order=order,
        customer_ref=customer["ref"],
        touchpoint=said.get("touchpoint") or shop.touchpoint,
        bought_at=said["bought_at"],
        customer_name=customer.get("name"),
        language=customer.get("language"),
        timezone=customer.get("timezone"),
        product=said.get("product"),
        place=said.get("place") or shop.place,
        amount=said.get("amount"),
        currency=said.get("currency"),
        segments=said.get("segments") or {},
        audience=customer.get("audience") or "buyer",
        address=_address(customer.get("address")),
        preferred_name=customer.get("preferred_name"),
        attributes=customer.get("attributes") or {},
    )


def _address(said: Mapping[str, str] | None) -> Address | None:
    if said is None:
        return None
    return Address(said["platform"], said.get("workspace", ""), person=said["person"])
