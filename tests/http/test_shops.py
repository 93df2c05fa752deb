"""What Shopify, WooCommerce and Stripe send: believed by its signature alone, and read as what it is.

The samples are signed by openssl and lie, with what they mean, in ``tests/samples/shops``.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.events import ErasureRequested, Event, PurchaseReceived, PurchaseWithdrawn
from bot.http.shops import shopify, stripe, woocommerce
from bot.http.shops.shop import Forged, Malformed, Read, Shop
from bot.http.shops.untrusted import by_email

if TYPE_CHECKING:
    from tests.http.conftest import Site

FOLDER = Path(__file__).parents[1] / "samples" / "shops"
NOW = datetime(2025, 11, 22, 9, tzinfo=UTC)
Signed = Callable[[Shop, bytes, datetime], dict[str, str]]
PLATFORMS: Mapping[str, tuple[Read, Signed, str]] = {
    "shopify": (shopify.read, shopify.signed, shopify.SIGNATURE),
    "woocommerce": (woocommerce.read, woocommerce.signed, woocommerce.SIGNATURE),
    "stripe": (stripe.read, stripe.signed, stripe.SIGNATURE),
}


@dataclass(frozen=True)
class Sample:
    """One request as it came, and what it means: an entry per event."""

    name: str
    kind: str
    headers: Mapping[str, str]
    body: bytes
    means: list[dict[str, str]]

    @property
    def signature(self) -> str:
        return PLATFORMS[self.kind][2]

    def read(self, shop: Shop, now: datetime = NOW, **changes: Any) -> list[Event]:
        headers, body = changes.get("headers", self.headers), changes.get("body", self.body)
        return list(PLATFORMS[self.kind][0](shop, headers, body, now))


SAID = tomllib.loads((FOLDER / "requests.toml").read_text("utf-8"))
SAMPLES = {
    Path(one["body"]).stem: Sample(
        Path(one["body"]).stem,
        one["kind"],
        one["headers"],
        (FOLDER / one["body"]).read_bytes(),
        one["means"],
    )
    for one in SAID["request"]
}
SIGNED = [one for one in SAMPLES.values() if one.name != "woocommerce_ping"]
SHOPS = {
    kind: Shop(
        "web", kind, ("not the one it is signed with", secret), "purchase", touchpoints=frozenset({"visit"})
    )
    for kind, secret in SAID["secrets"].items()
}


def meaning(event: Event) -> dict[str, str]:
    """An event as the samples write it."""
    match event:
        case PurchaseReceived():
            known = {
                "is": "purchase",
                "order": event.order,
                "customer": event.customer_ref,
                "name": event.customer_name,
                "language": event.language,
                "product": event.product,
                "place": event.place,
                "touchpoint": event.touchpoint,
                "amount": None if event.amount is None else str(event.amount),
                "currency": event.currency,
                "bought_at": event.bought_at.isoformat(),
            }
            return {name: value for name, value in known.items() if value is not None}
        case PurchaseWithdrawn():
            return {"is": event.reason, "order": event.order}
        case ErasureRequested():
            return {"is": "erase", "customer": event.customer_ref}
        case _:
            raise AssertionError(event)


def ids(sample: Sample) -> str:
    return sample.name


# --- what is believed


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=ids)
def test_a_platforms_own_report_is_believed_and_understood(sample: Sample) -> None:
    events = sample.read(SHOPS[sample.kind])
    told = [meaning(event) for event in events]
    assert [
        {name: value for name, value in one.items() if name in meant}
        for one, meant in zip(told, sample.means, strict=True)
    ] == sample.means
    for event in events:
        assert event.platform == "shop:web"
        assert event.at == NOW


@pytest.mark.parametrize("sample", SIGNED, ids=ids)
def test_one_byte_changed_makes_it_a_forgery(sample: Sample) -> None:
    for place in {0, len(sample.body) // 3, len(sample.body) - 1}:
        changed = bytearray(sample.body)
        changed[place] ^= 1
        with pytest.raises(Forged):
            sample.read(SHOPS[sample.kind], body=bytes(changed))
    for longer in (sample.body + b"\n", b" " + sample.body, sample.body[:-1]):
        with pytest.raises(Forged):
            sample.read(SHOPS[sample.kind], body=longer)


@pytest.mark.parametrize("sample", SIGNED, ids=ids)
def test_without_its_signature_nothing_is_believed(sample: Sample) -> None:
    bare = {name: value for name, value in sample.headers.items() if name != sample.signature}
    for signature in (None, "", "x", sample.headers[sample.signature].swapcase(), "é\udcff\ud800"):
        headers = bare if signature is None else {**bare, sample.signature: signature}
        with pytest.raises(Forged):
            sample.read(SHOPS[sample.kind], headers=headers)


@pytest.mark.parametrize("kind", PLATFORMS)
def test_two_secrets_are_good_while_one_replaces_the_other(kind: str) -> None:
    read, signed, _ = PLATFORMS[kind]
    both = replace(SHOPS[kind], secrets=("the old one", "the new one"))
    for secret in both.secrets:
        one = replace(both, secrets=(secret,))
        assert read(both, signed(one, b"{}", NOW), b"{}", NOW) == ()
    with pytest.raises(Forged):
        read(both, signed(replace(both, secrets=("another",)), b"{}", NOW), b"{}", NOW)


def test_what_is_not_signed_decides_nothing() -> None:
    """The topic and the id of the delivery stand in headers that anybody can write."""
    paid = SAMPLES["shopify_orders_paid"]
    expected = paid.read(SHOPS["shopify"])
    for topic in ("customers/redact", "orders/cancelled", "refunds/create", ""):
        headers = {**paid.headers, "x-shopify-topic": topic, "x-shopify-webhook-id": "another"}
        assert paid.read(SHOPS["shopify"], headers=headers) == expected
    done = SAMPLES["woocommerce_order_updated_completed"]
    headers = {**done.headers, "x-wc-webhook-topic": "order.deleted", "x-wc-webhook-delivery-id": "2"}
    assert done.read(SHOPS["woocommerce"], headers=headers) == done.read(SHOPS["woocommerce"])


def test_woocommerces_unsigned_ping_is_taken_and_nothing_longer() -> None:
    ping = SAMPLES["woocommerce_ping"]
    assert ping.read(SHOPS["woocommerce"]) == []
    for body in (b"webhook_id=", b"webhook_id=3&id=727", b"webhook_id=3\n", b'{"webhook_id":3}', b""):
        with pytest.raises(Forged):
            ping.read(SHOPS["woocommerce"], body=body)


@pytest.mark.parametrize(("seconds", "believed"), [(-300, True), (300, True), (-301, False), (301, False)])
def test_stripes_timestamp_may_be_five_minutes_away(seconds: int, believed: bool) -> None:
    paid = SAMPLES["stripe_checkout_completed"]
    now = NOW + timedelta(seconds=seconds)
    if believed:
        assert paid.read(SHOPS["stripe"], now)
        return
    with pytest.raises(Forged):
        paid.read(SHOPS["stripe"], now)


def test_a_later_timestamp_does_not_go_with_an_older_signature() -> None:
    paid = SAMPLES["stripe_checkout_completed"]
    later = NOW + timedelta(hours=1)
    signature = paid.headers["stripe-signature"].replace(
        f"t={int(NOW.timestamp())}", f"t={int(later.timestamp())}"
    )
    with pytest.raises(Forged):
        paid.read(SHOPS["stripe"], later, headers={"stripe-signature": signature})


def test_one_of_stripes_signatures_is_enough_and_other_schemes_are_none() -> None:
    paid = SAMPLES["stripe_checkout_completed"]
    timestamp, good, _ = paid.headers["stripe-signature"].split(",")
    several = f"{timestamp},v1={'0' * 64},{good},v1=short"
    assert paid.read(SHOPS["stripe"], headers={"stripe-signature": several})
    for bad in (f"{timestamp},{good.replace('v1', 'v0')}", good, timestamp, f"t=,{good}", f"t=x,{good}"):
        with pytest.raises(Forged):
            paid.read(SHOPS["stripe"], headers={"stripe-signature": bad})


# --- how it is read


def told(kind: str, payload: object, shop: Shop | None = None) -> list[Event]:
    """What a signed payload means."""
    read, signed, _ = PLATFORMS[kind]
    shop = shop or SHOPS[kind]
    body = json.dumps(payload).encode()
    return list(read(shop, signed(shop, body, NOW), body, NOW))


def sample_of(name: str) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(SAMPLES[name].body)
    return payload


def bought(kind: str, payload: object, shop: Shop | None = None) -> PurchaseReceived:
    (event,) = told(kind, payload, shop)
    assert isinstance(event, PurchaseReceived)
    return event


def test_the_order_number_is_the_inbox_key() -> None:
    """What is reported twice is the same event, by whatever topic."""
    for name in ("shopify_orders_paid", "woocommerce_order_updated_completed", "stripe_checkout_completed"):
        (event,) = SAMPLES[name].read(SHOPS[SAMPLES[name].kind])
        assert isinstance(event, PurchaseReceived)
        assert event.key == event.order
    (event,) = SAMPLES["shopify_refunds_create"].read(SHOPS["shopify"])
    assert event.key == "6120045550001/refunded"


def test_a_payment_and_its_refund_on_stripe_name_the_same_order() -> None:
    (paid,) = SAMPLES["stripe_checkout_completed"].read(SHOPS["stripe"])
    (back,) = SAMPLES["stripe_charge_refunded"].read(SHOPS["stripe"])
    assert isinstance(paid, PurchaseReceived)
    assert isinstance(back, PurchaseWithdrawn)
    assert paid.order == back.order


def test_no_email_address_is_passed_on() -> None:
    for sample in SIGNED:
        for event in sample.read(SHOPS[sample.kind]):
            assert "@" not in repr(event)


def test_a_guest_is_the_same_customer_however_the_address_is_written() -> None:
    guest = sample_of("shopify_orders_paid_guest")
    spelled = {**guest, "id": 1, "email": "  TOM.berger@example.COM "}
    assert bought("shopify", guest).customer_ref == bought("shopify", spelled).customer_ref
    assert bought("shopify", guest).customer_ref == by_email("tom.berger@example.com")


def test_a_shopify_order_counts_once_it_is_sent_where_that_is_asked_for() -> None:
    patient = replace(SHOPS["shopify"], asks_once="fulfilled")
    assert told("shopify", sample_of("shopify_orders_paid"), patient) == []
    sent = bought("shopify", sample_of("shopify_orders_fulfilled_cash_on_delivery"), patient)
    assert sent.bought_at == datetime(2025, 11, 21, 7, 30, tzinfo=UTC)


def test_the_shops_own_place_goes_before_a_counters_number() -> None:
    counter = sample_of("shopify_orders_paid_counter")
    assert bought("shopify", counter).place == "65544332211"
    assert bought("shopify", counter).segments == {"store": "65544332211"}
    assert bought("shopify", counter, replace(SHOPS["shopify"], place="Harbour")).place == "Harbour"


def test_a_touchpoint_that_is_not_there_is_the_shops_own() -> None:
    event = sample_of("stripe_checkout_completed")
    event["data"]["object"]["metadata"]["touchpoint"] = "nowhere"
    assert bought("stripe", event).touchpoint == "purchase"


@pytest.mark.parametrize(
    ("currency", "minor_units", "amount"),
    [
        ("eur", 3630, "36.30"),
        ("jpy", 1200, "1200"),
        ("krw", 5, "5"),
        ("kwd", 5120, "5.120"),
        ("isk", 50000, "500.00"),
        ("ugx", 50000, "500.00"),
        ("huf", 104500, "1045.00"),
        ("usd", 0, "0.00"),
    ],
)
def test_stripes_amounts_are_in_the_smallest_unit(currency: str, minor_units: int, amount: str) -> None:
    event = sample_of("stripe_checkout_completed")
    event["data"]["object"].update(currency=currency, amount_total=minor_units)
    taken = bought("stripe", event)
    assert (str(taken.amount), taken.currency) == (amount, currency.upper())


def test_a_moment_without_a_zone_is_in_utc_on_woocommerce() -> None:
    order = {**sample_of("woocommerce_order_updated_completed"), "date_completed_gmt": None}
    assert bought("woocommerce", order).bought_at == datetime(2025, 11, 20, 16, 6, tzinfo=UTC)


@pytest.mark.parametrize("when", ["2031-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "yesterday", None, 5])
def test_a_moment_that_cannot_be_is_now(when: object) -> None:
    order = {**sample_of("shopify_orders_paid"), "processed_at": when, "created_at": None}
    assert bought("shopify", order).bought_at == NOW


@pytest.mark.parametrize(
    ("reason", "means"),
    [
        ("inventory", "out_of_stock"),
        ("staff", "cancelled_by_us"),
        ("customer", "cancelled"),
        ("fraud", "cancelled"),
        ("declined", "cancelled"),
        ("other", "cancelled"),
        (None, "cancelled"),
        (["staff"], "cancelled"),
    ],
)
def test_why_a_shopify_order_was_cancelled_is_told_where_it_was_our_doing(reason: object, means: str) -> None:
    order = {**sample_of("shopify_orders_paid"), "cancelled_at": "2026-11-22T10:00:00Z"}
    (event,) = told("shopify", {**order, "cancel_reason": reason})
    assert meaning(event) == {"is": means, "order": "6120045550001"}


@pytest.mark.parametrize(("status", "late"), [("delayed", True), ("in_transit", False), (None, False)])
def test_a_delivery_that_shopifys_carrier_calls_delayed_is_late(status: object, late: bool) -> None:
    step = {"id": 1, "fulfillment_id": 2, "order_id": 6120045550001, "shop_id": 3, "status": status}
    means = [{"is": "late", "order": "6120045550001"}] if late else []
    assert [meaning(event) for event in told("shopify", step)] == means


def test_a_shopify_order_whose_payment_was_voided_is_cancelled() -> None:
    (event,) = told("shopify", {**sample_of("shopify_orders_paid"), "financial_status": "voided"})
    assert meaning(event) == {"is": "cancelled", "order": "6120045550001"}


@pytest.mark.parametrize(
    ("transaction", "restock", "counts"),
    [
        ({"kind": "refund", "status": "success", "amount": "1.00"}, "no_restock", True),
        ({"kind": "refund", "status": "pending", "amount": "1.00"}, "no_restock", True),
        ({"kind": "refund", "status": "failure", "amount": "1.00"}, "no_restock", False),
        ({"kind": "refund", "status": "error", "amount": "1.00"}, "no_restock", False),
        ({"kind": "refund", "status": "success", "amount": "0.00"}, "cancel", False),
        ({"kind": "sale", "status": "success", "amount": "1.00"}, "cancel", False),
        ({"kind": "sale", "status": "success", "amount": "1.00"}, "return", True),
    ],
)
def test_a_shopify_refund_counts_if_money_or_goods_went_back(
    transaction: dict[str, str], restock: str, counts: bool
) -> None:
    refund = sample_of("shopify_refunds_create")
    refund["transactions"] = [transaction]
    refund["refund_line_items"][0]["restock_type"] = restock
    assert [meaning(event)["is"] for event in told("shopify", refund)] == ["refunded"] * counts
    order = {**sample_of("shopify_orders_paid"), "refunds": [refund]}
    assert [meaning(event)["is"] for event in told("shopify", order)] == [
        "refunded" if counts else "purchase"
    ]


@pytest.mark.parametrize(
    ("status", "means"),
    [
        ("pending", None),
        ("on-hold", None),
        ("failed", None),
        ("checkout-draft", None),
        ("refunded", "refunded"),
        ("cancelled", "cancelled"),
        ("trash", "cancelled"),
        ("completed", "purchase"),
    ],
)
def test_every_status_of_a_woocommerce_order_means_something(status: str, means: str | None) -> None:
    order = {**sample_of("woocommerce_order_updated_completed"), "status": status}
    assert [meaning(event)["is"] for event in told("woocommerce", order)] == ([means] if means else [])


@pytest.mark.parametrize(
    ("kind", "name", "changes", "customer"),
    [
        (
            "shopify",
            "shopify_orders_paid_guest",
            {"email": "", "contact_email": "a@example.com"},
            "a@example.com",
        ),
        ("stripe", "stripe_checkout_completed_guest_in_yen", {"customer_details": None}, None),
        (
            "stripe",
            "stripe_checkout_completed_guest_in_yen",
            {"customer_details": None, "customer_email": "a@example.com"},
            "a@example.com",
        ),
    ],
)
def test_a_guest_goes_by_whatever_address_is_there_else_by_the_order(
    kind: str, name: str, changes: dict[str, object], customer: str | None
) -> None:
    payload = sample_of(name)
    (payload["data"]["object"] if kind == "stripe" else payload).update(changes)
    taken = bought(kind, payload)
    assert taken.customer_ref == (by_email(customer) if customer else f"order:{taken.order}")


def test_stripe_may_put_whole_objects_where_it_named_them() -> None:
    event = sample_of("stripe_checkout_completed")
    session = event["data"]["object"]
    session["metadata"] = {}
    session["payment_intent"] = {"id": "pi_3test0001", "object": "payment_intent"}
    session["customer"] = {"id": "cus_TtestMaya01", "object": "customer"}
    session["line_items"] = {"object": "list", "data": [{"description": "House Blend"}]}
    taken = bought("stripe", event)
    assert (taken.order, taken.customer_ref, taken.product) == (
        "pi_3test0001",
        "cus_TtestMaya01",
        "House Blend",
    )


def test_what_was_taken_off_an_order_is_not_what_it_was_about() -> None:
    order = sample_of("shopify_orders_paid")
    order["line_items"][1]["current_quantity"] = 0
    assert bought("shopify", order).product == "Filter Papers"


@pytest.mark.parametrize(
    "name", ["shopify_orders_paid", "woocommerce_order_updated_completed", "stripe_checkout_completed"]
)
def test_an_order_without_a_number_is_passed_over_and_told(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    payload = sample_of(name)
    order = payload["data"]["object"] if name.startswith("stripe") else payload
    order.update(id=None, payment_intent=None, invoice=None)
    assert told(SAMPLES[name].kind, payload) == []
    assert "without a number was passed over" in caplog.text


@pytest.mark.parametrize(
    "strange", [{"amount_total": "12"}, {"amount_total": True}, {"amount_total": -1}, {"currency": None}]
)
def test_an_amount_of_stripes_that_is_none_is_left_out(strange: dict[str, object]) -> None:
    event = sample_of("stripe_checkout_completed")
    event["data"]["object"].update(strange)
    assert bought("stripe", event).amount is None


@pytest.mark.parametrize("when", ["1", True, -1, 10**11, None])
def test_a_moment_of_stripes_that_cannot_be_is_now(when: object) -> None:
    event = sample_of("stripe_checkout_completed")
    event["created"] = event["data"]["object"]["created"] = when
    assert bought("stripe", event).bought_at == NOW


@pytest.mark.parametrize("amount", ["12,50", "1e400", "NaN", True, [], "9" * 40, 1e300])
def test_an_amount_that_is_none_is_left_out(amount: object) -> None:
    assert bought("shopify", {**sample_of("shopify_orders_paid"), "total_price": amount}).amount is None


def test_amounts_are_exact() -> None:
    order = {**sample_of("woocommerce_order_updated_completed"), "total": 36.1}
    assert bought("woocommerce", order).amount == Decimal("36.1")


@pytest.mark.parametrize("kind", PLATFORMS)
@pytest.mark.parametrize(
    "body", [b"", b"[]", b"1", b"null", b"\xff{}", b"{", b'{"a":NaN}', b"[" * 100_000, b"9" * 10_000]
)
def test_what_is_no_json_object_is_malformed(kind: str, body: bytes) -> None:
    read, signed, _ = PLATFORMS[kind]
    with pytest.raises(Malformed):
        read(SHOPS[kind], signed(SHOPS[kind], body, NOW), body, NOW)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from(["paid", "completed", "refunded", "2025-11-20T17:05:01+01:00", "1.5", "de", "pos"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def changed(payload: Any, data: st.DataObject, depth: int = 0) -> Any:
    """The payload with something strange in it somewhere."""
    if depth > 5 or not isinstance(payload, dict | list) or not payload or data.draw(st.booleans()):
        return data.draw(JSON)
    if isinstance(payload, list):
        place = data.draw(st.integers(0, len(payload) - 1))
        return [changed(one, data, depth + 1) if at == place else one for at, one in enumerate(payload)]
    name = data.draw(st.sampled_from(sorted(payload)))
    if data.draw(st.booleans()):
        return {key: value for key, value in payload.items() if key != name}
    return {**payload, name: changed(payload[name], data, depth + 1)}


@given(data=st.data())
def test_no_payload_however_strange_is_more_than_malformed(data: st.DataObject) -> None:
    sample = data.draw(st.sampled_from(SIGNED))
    read, signed, _ = PLATFORMS[sample.kind]
    payload = json.loads(sample.body)
    for _ in range(data.draw(st.integers(1, 4))):
        payload = changed(payload, data)
    body = json.dumps(payload).encode()
    shop = SHOPS[sample.kind]
    try:
        events = read(shop, signed(shop, body, NOW), body, NOW)
    except Malformed:
        return
    for event in events:
        assert event.key.encode()  # whole characters, fit for any database
        assert "\0" not in repr(event)
        if isinstance(event, PurchaseReceived):
            assert event.bought_at <= NOW


@given(
    kind=st.sampled_from(sorted(PLATFORMS)),
    body=st.binary(max_size=200),
    header=st.text(st.characters(), max_size=200),
)
def test_no_request_of_a_stranger_is_more_than_forged(kind: str, body: bytes, header: str) -> None:
    read, _, name = PLATFORMS[kind]
    with pytest.raises(Forged):
        read(SHOPS[kind], {name: header}, body, NOW)


# --- through real HTTP into a real store


async def post(
    site: Site, name: str, more: Mapping[str, str] | None = None, *, spoilt: bool = False
) -> tuple[int, Any]:
    """Let a sample come in, signed with the installation's own secret for that kind of shop."""
    sample = SAMPLES[name]
    _, signed, _ = PLATFORMS[sample.kind]
    shop = next(one for one in site.shops.values() if one.kind == sample.kind)
    given = {"Content-Type": sample.headers["content-type"], **signed(shop, sample.body, site.clock.now())}
    body = sample.body.replace(b"Maya", b"Mayo") if spoilt else sample.body
    return await site.send(body, {**given, **(more or {})}, f"/shops/{sample.kind}")


@pytest.fixture
def shop_site(site: Site) -> Site:
    """An installation on the day of the samples."""
    site.clock.at = NOW - timedelta(hours=4)
    return site


BOUGHT = {
    "shopify": "shopify_orders_fulfilled_cash_on_delivery",
    "woocommerce": "woocommerce_order_updated_completed",
    "stripe": "stripe_checkout_completed",
}


@pytest.mark.parametrize("kind", PLATFORMS)
async def test_a_report_is_answered_with_links_and_again_with_the_same(shop_site: Site, kind: str) -> None:
    status, first = await post(shop_site, BOUGHT[kind])
    assert status == 200
    assert len(first["purchases"][0]["links"]["web"].rpartition("/")[2]) == 32
    again = await post(
        shop_site, BOUGHT[kind], {"X-Shopify-Webhook-Id": "another", "X-Shopify-Topic": "orders/updated"}
    )
    assert again == (200, first)
    assert await shop_site.count("purchases") == 1
    assert await shop_site.count("invitations") == 1


@pytest.mark.parametrize("kind", PLATFORMS)
async def test_a_report_that_was_changed_is_refused_and_leaves_nothing(shop_site: Site, kind: str) -> None:
    assert (await post(shop_site, BOUGHT[kind], spoilt=True))[0] == 401
    assert await shop_site.count("purchases") == 0


@pytest.mark.parametrize(
    ("paid", "back"),
    [
        ("shopify_orders_paid", "shopify_refunds_create"),
        ("shopify_orders_paid", "shopify_orders_updated_partially_refunded"),
        ("woocommerce_order_updated_completed", "woocommerce_order_updated_refunded"),
        ("woocommerce_order_updated_completed", "woocommerce_order_updated_partial_refund"),
        ("stripe_checkout_completed", "stripe_charge_refunded"),
        ("stripe_checkout_completed_guest_in_yen", "stripe_charge_dispute_created"),
    ],
)
@pytest.mark.parametrize("back_first", [False, True])
async def test_a_refund_before_the_delay_ends_withdraws_the_invitation_and_says_why(
    shop_site: Site, paid: str, back: str, back_first: bool
) -> None:
    for name in (back, paid) if back_first else (paid, back):
        assert (await post(shop_site, name))[0] == 200
    assert await shop_site.count("invitations", "state = 'planned'") == 0
    assert await shop_site.count("suppressions", "reason = 'refunded'") == 1
    assert await shop_site.count("timers", "kind = 'invite'") == 0
    assert (await post(shop_site, paid))[0] == 200
    assert await shop_site.count("invitations", "state = 'planned'") == 0


async def test_what_is_of_no_interest_is_answered_with_200_and_leaves_nothing(shop_site: Site) -> None:
    nothing = [sample for sample in SIGNED if not sample.means]
    assert len(nothing) > 8
    for sample in nothing:
        assert await post(shop_site, sample.name) == (200, {"purchases": []})
    assert await shop_site.count("purchases") == 0


async def test_woocommerces_ping_is_answered_with_200(shop_site: Site) -> None:
    ping = SAMPLES["woocommerce_ping"]
    status, _ = await shop_site.send(ping.body, ping.headers, "/shops/woocommerce")
    assert status == 200


async def test_who_is_to_be_forgotten_leaves_no_name_and_is_never_asked(shop_site: Site) -> None:
    assert (await post(shop_site, "shopify_orders_paid"))[0] == 200
    assert await shop_site.count("customers", "name = 'Maya Okafor'") == 1
    assert (await post(shop_site, "shopify_customers_redact"))[0] == 200
    assert (await post(shop_site, "shopify_orders_fulfilled_cash_on_delivery"))[0] == 200
    assert await shop_site.count("customers", "name IS NOT NULL OR language IS NOT NULL") == 0
    assert await shop_site.count("invitations", "state = 'planned'") == 0
    assert await shop_site.count("suppressions", "reason = 'erased'") == 2


async def test_strange_texts_of_a_shop_are_kept_without_a_fault(shop_site: Site) -> None:
    order = sample_of("shopify_orders_fulfilled_cash_on_delivery")
    order["customer"]["first_name"] = "\ud83d\0 \u202e Zoë " + "x" * 500
    order["line_items"][1]["title"] = "☕\udead"
    body = json.dumps(order).encode()
    shop = next(one for one in shop_site.shops.values() if one.kind == "shopify")
    status, _ = await shop_site.send(body, shopify.signed(shop, body, NOW), "/shops/shopify")
    assert status == 200
    assert await shop_site.count("customers", "length(name) < 600") == 1
