"""A row becomes a purchase, as it is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter

from bot.core.events import PurchaseReceived
from bot.core.identity import begun_id, hashed_id
from bot.core.settings import Settings
from bot.core.survey import Audience
from bot.http.shops.untrusted import by_email
from bot.imports import cells
from bot.imports.amounts import Read as ReadAmount
from bot.imports.cells import Remarks
from bot.imports.columns import Mapped
from bot.imports.dates import Read as ReadDate
from storage.codec import decode_mapping, fit, micros, moment
from storage.imported_purchases import BoughtRow
from storage.staging import StagedRow

_CUSTOMERS_REMEMBERED = 32_768
_LONGEST_NAME = 200  # characters
_BY_EMAIL = frozenset({"shopify", "woocommerce", "stripe"})  # kinds of shop that so call a guest
_FIELDS = (
    "order",
    "customer",
    "date",
    "amount",
    "currency",
    "product",
    "touchpoint",
    "name",
    "first_name",
    "last_name",
    "preferred_name",
    "language",
    "timezone",
    "place",
)


@dataclass(frozen=True, slots=True)
class Told:
    """What the operator says of all rows. ``kind`` is the shop's, None for one that is not configured."""

    shop: str
    touchpoint: str
    kind: str | None = None
    place: str | None = None
    currency: str | None = None


def customer_ref(kind: str | None, cell: str) -> str:
    """What this kind of shop itself calls the customer whom a cell names, when it reports."""
    return by_email(cell) if kind in _BY_EMAIL and "@" in cell else cell


def ref_of(kind: str | None, cell: str) -> str:
    """As ``customer_ref``, of a cell as it stands in the file."""
    return customer_ref(kind, fit(cell).strip())


def customers_of(shop: str, kind: str | None) -> Callable[[str], str]:
    """What leads from a cell to ``customer_id_of`` for one shop, and remembers it. Raises ValueError."""
    begun = begun_id("customer", shop, "")
    goes_by_email = kind in _BY_EMAIL

    @lru_cache(_CUSTOMERS_REMEMBERED)
    def customer(cell: str) -> str:
        ref = named(cell, "customer")
        hashed = begun.copy()
        hashed.update((customer_ref(kind, ref) if goes_by_email else ref).encode())
        return hashed_id(hashed)

    return customer


def named(cell: str, what: str) -> str:
    """What the shop calls an order or a customer. Raises ValueError."""
    said = cell.strip()
    if not said.isascii() or "\0" in said:
        said = fit(said)
    if not said:
        raise ValueError(f"there is no {what}")
    if len(said) > _LONGEST_NAME:
        raise ValueError(f"the {what} has {len(said):,} characters, {_LONGEST_NAME} are taken")
    return said


def purchases_of(shop: str) -> Callable[[str], str]:
    """``purchase_id_of`` for one shop, which is hashed once."""
    begun = begun_id("purchase", shop, "")

    def purchase(order: str) -> str:
        hashed = begun.copy()
        hashed.update(order.encode())
        return hashed_id(hashed)

    return purchase


def bought_rows(
    mapped: Mapped, told: Told, amount: ReadAmount, date: ReadDate, settings: Settings, remark: Remarks
) -> Callable[[Sequence[str]], StagedRow]:
    """What reads a row into the fields of ``BoughtRow``, a plain tuple: there are many.

    Raises ValueError with what is wrong with the row.
    """
    last = -1  # where an empty cell is put
    get = itemgetter(*(mapped.fields.get(name, last) for name in _FIELDS))
    customer_id = customers_of(told.shop, told.kind)
    product_of, place_of = cells.frequent("the product", 300), cells.frequent("the place", 200)
    name_of, preferred_of = cells.text("the name", 200), cells.text("the preferred name", 100)
    language_of, zone_of = cells.languages(settings, remark), cells.zones(remark)
    segments_of, attributes_of = objects_of(mapped.segments), objects_of(mapped.attributes)
    touchpoints = frozenset(settings.touchpoints) | {told.touchpoint}
    purchase_id = purchases_of(told.shop)

    def read(row: Sequence[str]) -> StagedRow:
        (
            order,
            customer,
            at,
            paid,
            currency,
            product,
            touchpoint,
            name,
            first_name,
            last_name,
            preferred,
            language,
            zone,
            place,
        ) = get((*row, ""))
        order = named(order, "order number")
        who = customer_id(customer)
        if touchpoint:
            touchpoint = touchpoint.strip()
            if touchpoint not in touchpoints:
                raise ValueError(f"there is no touchpoint {touchpoint[:40]!r}")
        if first_name or last_name:
            name = name or f"{first_name.strip()} {last_name.strip()}"
        return (  # the fields of BoughtRow
            who,
            purchase_id(order),
            order,
            touchpoint or told.touchpoint,
            date(at),
            product_of(product) if product else None,
            place_of(place) or told.place if place else told.place,
            amount(paid) if paid and not paid.isspace() else None,
            (cells.currency(currency) if currency else None) or told.currency,
            segments_of(row) or "{}",
            name_of(name) if name else None,
            preferred_of(preferred) if preferred else None,
            language_of(language) if language else None,
            zone_of(zone) if zone else None,
            attributes_of(row),
        )

    return read


def objects_of(places: Mapping[str, int]) -> Callable[[Sequence[str]], str | None]:
    """What makes a JSON object of the columns at these places; None where all are empty."""
    if not places:
        return lambda _row: None
    names, columns = tuple(places), tuple(places.values())

    def read(row: Sequence[str]) -> str | None:
        said = cells.as_object(names, tuple([row[place] for place in columns]))
        return None if said == "{}" else said

    return read


def asked_since(settings: Settings, now: datetime) -> dict[str, int]:
    """By touchpoint, the moment (microseconds) after which a purchase would still be asked about now."""
    since: dict[str, int] = {}
    for touchpoint in settings.touchpoints.values():
        rules = settings.rules(touchpoint.survey, touchpoint.name, Audience.BUYER)
        delay = touchpoint.delay if rules.delays else timedelta(0)
        since[touchpoint.name] = micros(now - delay - rules.expires_after)
    return since


def reported(row: BoughtRow, told: Told, ref: str, now: datetime) -> PurchaseReceived:
    """The row as the shop would report it now."""
    return PurchaseReceived(
        platform=f"shop:{told.shop}",
        key=row.order,
        at=now,
        shop=told.shop,
        order=row.order,
        customer_ref=ref,
        touchpoint=row.touchpoint,
        bought_at=moment(row.bought_us),
        customer_name=row.name,
        language=row.language,
        timezone=row.timezone,
        product=row.product,
        place=row.place,
        amount=None if row.amount is None else Decimal(row.amount),
        currency=row.currency,
        segments=decode_mapping(row.segments),
        preferred_name=row.preferred_name,
        attributes=decode_mapping(row.attributes) if row.attributes else {},
    )
