"""What shops report, over real sockets into a real store: who is believed, what is taken and answered."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import sys
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from bot import dispatcher
from bot.app import SystemClock
from bot.config import parse
from bot.http import promptly, purchases
from bot.http.buckets import BURST
from bot.http.shops import standard
from bot.http.shops.payload import RECORDS
from tests.http.conftest import PUBLIC, Site, opened

DOCUMENT = Path(__file__).parents[2] / "docs" / "purchases.md"

OLD = "whsec_b2xkIGtleSBvZiB0aGUgc2hvcCwgMjQgYnl0ZXM="
NEW = "whsec_bmV3IGtleSBvZiB0aGUgc2hvcCwgMjQgYnl0ZXM="


def purchase(order: str = "1001", **more: Any) -> dict[str, Any]:
    return {
        "order": order,
        "customer": {"ref": "customer-17", "name": "Maya Okafor"},
        "bought_at": "2026-11-22T12:30:00+01:00",
        **more,
    }


def signed(site: Site, raw: bytes) -> dict[str, str]:
    return standard.signed(site.shops["web"], raw, site.clock.now())


# --- accepted


async def test_a_purchase_is_answered_with_the_links_for_its_receipt(site: Site) -> None:
    status, body = await site.report(purchase())
    assert status == 200
    (taken,) = body["purchases"]
    token = taken["links"]["web"].removeprefix("https://feedback.example.com/chat/")
    assert len(token) == 32
    assert taken == {
        "purchase": taken["purchase"],
        "links": {
            "web": f"https://feedback.example.com/chat/{token}",
            "telegram": f"https://t.me/roastery_bot?start={token}",
        },
        "qr": f"https://feedback.example.com/qr/{token}.svg",
    }
    assert await site.count("purchases", f"id = '{taken['purchase']}'") == 1
    assert await site.count("invitations", "state = 'planned'") == 1


async def test_all_that_is_said_of_a_purchase_is_kept_exactly(site: Site) -> None:
    status, _ = await site.report(
        purchase(
            customer={
                "ref": "17",
                "name": "Maya Okafor",
                "preferred_name": "Maya",
                "language": "en",
                "timezone": "Europe/Berlin",
                "audience": "buyer",
                "attributes": {"tier": "gold"},
                "address": {"platform": "telegram", "person": "4711"},
            },
            touchpoint="support",
            product="Häuser Röstung ☕",
            place="Berlin",
            amount="12.90",
            currency="EUR",
            segments={"channel": "web"},
        )
    )
    assert status == 200
    kept = await site.database.read(
        lambda connection: (
            connection.exec_driver_sql(
                "SELECT shop, touchpoint, product, place, amount, currency, segments FROM purchases"
            ).one(),
            connection.exec_driver_sql("SELECT name, preferred_name, timezone FROM customers").one(),
            connection.exec_driver_sql("SELECT person FROM addresses WHERE platform = 'telegram'").one(),
        )
    )
    assert [tuple(row) for row in kept] == [
        (
            "web",
            "support",
            "Häuser Röstung ☕",
            "Berlin",
            "12.90",
            "EUR",
            '{"store":"Berlin","channel":"web"}',
        ),
        ("Maya Okafor", "Maya", "Europe/Berlin"),
        ("4711",),
    ]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('"12.90"', "12.90"),
        ("12.9", "12.9"),
        ("0.1", "0.1"),
        ("1e2", "100"),
        ("999999999999.999999", "999999999999.999999"),
        ("0", "0"),
        ("-0.0", "0"),
    ],
)
async def test_an_amount_is_kept_as_it_was_written(site: Site, written: str, kept: str) -> None:
    raw = json.dumps(purchase(amount=None)).replace("null", written).encode()
    assert (await site.send(raw, signed(site, raw)))[0] == 200
    assert await site.count("purchases", f"amount = '{kept}'") == 1


async def test_a_shop_gives_its_purchases_its_own_touchpoint_and_place(site: Site) -> None:
    await site.report(purchase("1"), "web")
    await site.report(purchase("2"), "till")
    assert await site.count("purchases", "shop = 'web' AND touchpoint = 'purchase' AND place = 'Online'") == 1
    assert await site.count("purchases", "shop = 'till' AND touchpoint = 'support' AND place IS NULL") == 1


async def test_a_batch_is_answered_in_its_order(site: Site) -> None:
    alone = [(await site.report(purchase(str(number))))[1]["purchases"][0] for number in range(3)]
    several = [purchase(str(number)) for number in (2, 0, 1)]
    for document in (several, {"purchases": several}):
        status, body = await site.report(document)
        assert status == 200
        assert body["purchases"] == [alone[2], alone[0], alone[1]]


async def test_five_hundred_at_once_are_taken_and_one_more_is_not(site: Site) -> None:
    five_hundred = [purchase(str(number)) for number in range(500)]
    status, body = await site.report(five_hundred)
    assert (status, len(body["purchases"])) == (200, 500)
    status, body = await site.report([*five_hundred, purchase("more")])
    assert status == 422
    assert body["problems"][0]["problem"] == "this must hold 1 to 500 purchases, not 501; send them in parts"
    assert await site.count("purchases") == 500


async def test_an_order_that_is_taken_back_is_asked_about_no_more(site: Site) -> None:
    await site.report(purchase())
    status, body = await site.report({"order": "1001", "status": "refunded"})
    assert (status, body) == (200, {"purchases": [{"ok": True}]})
    assert await site.count("suppressions", "reason = 'refunded'") == 1
    assert await site.count("invitations", "state = 'withdrawn'") == 1


@pytest.mark.parametrize("status", ["late", "cancelled_by_us", "out_of_stock"])
async def test_an_order_that_went_wrong_is_asked_about_no_more(site: Site, status: str) -> None:
    await site.report(purchase())
    answer, body = await site.report({"order": "1001", "status": status})
    assert (answer, body) == (200, {"purchases": [{"ok": True}]})
    assert await site.count("suppressions", f"reason = '{status}'") == 1


async def test_a_purchase_and_its_cancellation_may_come_in_one_batch(site: Site) -> None:
    status, body = await site.report([purchase(), purchase(status="cancelled")])
    assert status == 200
    assert body["purchases"][1] == {"ok": True}
    assert await site.count("suppressions", "reason = 'cancelled'") == 1


# --- who is believed


async def test_one_byte_changed_is_refused(site: Site) -> None:
    raw = json.dumps(purchase()).encode()
    headers = signed(site, raw)
    for place in range(0, len(raw), 7):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        assert (await site.send(changed, headers))[0] in {401, 429}
    assert (await site.send(raw, headers))[0] == 200


@pytest.mark.parametrize("late", [timedelta(seconds=301), timedelta(seconds=-301), timedelta(days=4000)])
async def test_a_timestamp_that_is_not_of_now_is_refused(site: Site, late: timedelta) -> None:
    raw = json.dumps(purchase()).encode()
    headers = signed(site, raw)
    site.clock.forward(late)
    assert await site.send(raw, headers) == (401, {"error": "Unauthorized", "status": 401})
    site.clock.forward(-late)
    assert (await site.send(raw, headers))[0] == 200


async def test_every_refusal_says_the_same(site: Site) -> None:
    raw = json.dumps(purchase()).encode()
    right = signed(site, raw)
    wrong = [
        {},
        {**right, "webhook-signature": ""},
        {**right, "webhook-signature": "v1,"},
        {**right, "webhook-signature": right["webhook-signature"].replace("v1,", "v2,")},
        {**right, "webhook-id": "another"},
        {**right, "webhook-timestamp": "now"},
        {**right, "webhook-timestamp": "9" * 400},
        {**right, "webhook-timestamp": "²"},
        standard.signed(replace(site.shops["web"], secrets=("whsec_" + "QUFB" * 8,)), raw, site.clock.now()),
    ]
    answers = [await site.send(raw, headers) for headers in wrong]
    answers += [
        await site.send(b"{", {}),
        await site.send(b"", {}),
        await site.send(raw, {}, "/shops/stripe"),
    ]
    assert answers == [(401, {"error": "Unauthorized", "status": 401})] * 12
    assert await site.count("inbox", "platform = 'shop:web'") == 0


async def test_a_request_that_is_replayed_is_answered_alike_and_asks_once(site: Site) -> None:
    raw = json.dumps(purchase()).encode()
    headers = signed(site, raw)
    first = await site.send(raw, headers)
    assert first[0] == 200
    assert await site.send(raw, headers) == first
    assert await site.send(raw, {**signed(site, raw), "X-Request-Id": "another"}) == first
    assert await site.report(purchase(product="Another")) == first
    together = await asyncio.gather(*(site.send(raw, headers) for _ in range(20)))
    assert together == [first] * 20
    assert (await site.count("purchases"), await site.count("invitations")) == (1, 1)


async def test_the_same_number_in_two_shops_is_two_orders(site: Site) -> None:
    web, till = await site.report(purchase(), "web"), await site.report(purchase(), "till")
    assert web != till
    assert await site.count("purchases") == 2


@pytest.mark.parametrize("secret", [OLD, NEW])
async def test_what_the_standards_own_library_signs_is_taken_with_either_secret(
    site: Site, secret: str
) -> None:
    raw = json.dumps(purchase())
    at = site.clock.now().astimezone(UTC)
    headers = {
        "webhook-id": "msg_2b",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": "v1,bm90IHRoaXMgb25l " + Webhook(secret).sign("msg_2b", at, raw),
    }
    assert (await site.send(raw.encode(), headers))[0] == 200


def test_what_we_sign_is_taken_by_the_standards_own_library(site: Site) -> None:
    raw = json.dumps(purchase()).encode()
    headers = standard.signed(site.shops["web"], raw, datetime.now(UTC))
    assert Webhook(OLD).verify(raw, headers) == purchase()


async def test_whoever_hammers_is_told_to_slow_down_and_a_shop_never_is(site: Site) -> None:
    raw = json.dumps(purchase()).encode()
    statuses = [(await site.send(raw, {}))[0] for _ in range(BURST + 5)]
    assert statuses == [401] * BURST + [429] * 5
    async with site.session.post(
        "/purchases", data=raw, headers={"Content-Type": "application/json"}
    ) as last:
        assert int(last.headers["Retry-After"]) > 0
    assert (await site.report(purchase()))[0] == 200


async def test_a_browser_on_another_site_can_report_nothing(site: Site) -> None:
    raw = json.dumps(purchase()).encode()
    status, _ = await site.send(raw, {**signed(site, raw), "Origin": "https://evil.example"})
    assert status == 403


# --- what is no purchase


async def problems_of(site: Site, document: object) -> dict[str, str]:
    status, body = await site.report(document)
    assert status == 422, body
    assert (body["error"], body["status"]) == ("Unprocessable Entity", 422)
    return {one["place"]: one["problem"] for one in body["problems"]}


async def test_a_batch_with_one_bad_item_takes_none_and_names_the_place(site: Site) -> None:
    items = [purchase("1"), purchase("2", bought_at="yesterday"), purchase("3")]
    assert list(await problems_of(site, items)) == ["/1/bought_at"]
    assert list(await problems_of(site, {"purchases": items})) == ["/purchases/1/bought_at"]
    assert await site.count("purchases") == 0
    items[1] = purchase("2")
    assert (await site.report(items))[0] == 200
    assert await site.count("purchases") == 3


async def test_every_problem_is_told_at_once_with_its_place_and_remedy(site: Site) -> None:
    found = await problems_of(
        site,
        {
            "order": 1001,
            "custommer": {},
            "customer": {
                "name": "x" * 201,
                "timezone": "berlin",
                "language": "en_",
                "attributes": {"tier": 1, "a/b": "\0"},
                "address": {"platform": "slack", "workspace": "roastery", "person": "@maya"},
            },
            "touchpoint": "",
            "bought_at": "2026-11-22T12:30:00",
            "amount": -1,
            "currency": "€",
            "segments": ["Berlin"],
        },
    )
    assert found == {
        "/order": "this must be text in quotes, not a number",
        "/custommer": 'unknown key; did you mean "customer"?',
        "/customer/ref": "this is missing; add it",
        "/customer/name": "this is longer than 200 characters",
        "/customer/timezone": "there is no time zone 'berlin'; did you mean \"Europe/Berlin\"?",
        "/customer/language": (
            '\'en_\' is not what belongs here; write a language code, such as "en" or "pt-BR"'
        ),
        "/customer/attributes/tier": "this must be text in quotes, not a number",
        "/customer/attributes/a~1b": "this holds a control character or half a character; remove it",
        "/customer/address/workspace": (
            "'roastery' is not what belongs here; a workspace goes by its id, such as \"T0123ABCD\""
        ),
        "/customer/address/person": (
            "'@maya' is not what belongs here; a person on Slack goes by their member id, "
            'such as "U0123ABCD"'
        ),
        "/touchpoint": "this must not be empty; leave it out where there is none",
        "/bought_at": (
            "'2026-11-22T12:30:00' is no moment after 1970; write a moment with its zone, "
            'such as "2026-11-22T14:03:00+01:00"'
        ),
        "/amount": '-1 is no amount; write it as "12.90": up to twelve digits and six decimals, no sign',
        "/currency": (
            "'\\u20ac' is not what belongs here; write the three letters of ISO 4217, such as \"EUR\""
        ),
        "/segments": "this must be an object of at most 20 texts by name",
    }


async def test_what_is_not_here_is_named_beside_what_is(site: Site) -> None:
    found = await problems_of(site, purchase(touchpoint="suport"))
    assert found == {"/touchpoint": "there is no 'suport'; did you mean \"support\"?"}
    found = await problems_of(site, purchase(touchpoint="zzz"))
    assert found == {"/touchpoint": "there is no 'zzz'; known: purchase, support"}
    slack = {"platform": "slack", "workspace": "T0123ABCD", "person": "U0123ABCD"}
    found = await problems_of(site, purchase(customer={"ref": "1", "address": slack}))
    assert found == {"/customer/address/platform": "slack is not switched on here; leave the address out"}
    assert list(await problems_of(site, purchase(status="refundet"))) == ["/status"]
    assert list(await problems_of(site, purchase(bought_at="2226-01-01T00:00:00Z"))) == ["/bought_at"]
    assert list(await problems_of(site, purchase("17/refunded"))) == ["/order"]


@pytest.mark.parametrize("field", ["order", "customer", "bought_at", "status", "amount", "segments"])
async def test_whatever_stands_in_a_field_is_never_our_fault(site: Site, field: str) -> None:
    values: list[Any] = [None, True, 1, 1.5, "x", [], {}, [[]], "a\u2028b", "x" * 70_000]
    for value in values:
        status, _ = await site.report({**purchase(), field: value})
        assert status in {200, 422}


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "this is not JSON: Expecting value"),
        (b"{", "this is not JSON: Expecting property name"),
        (b"\xff\xfe", "this is not text in UTF-8"),
        (b"[" * 100_000, "this is nested too deeply"),
        (b'{"a":' * 20_000, "this is nested too deeply"),
        (b"[]", "this must hold 1 to 500 purchases, not 0"),
        (b'{"purchases": {}}', "this must be a list of purchases, not an object"),
        (b'{"purchases": [], "order": "1"}', 'unknown key; beside "purchases" there is none'),
        (b"null", "this must be an object, not null"),
        (b'{"order": "1", "order": "2"}', "the key 'order' stands twice in one object"),
        (b'{"amount": NaN}', "NaN is no number in JSON"),
        (b'{"amount": -Infinity}', "-Infinity is no number in JSON"),
        (b'{"amount": 1e99999999999999999999}', "this holds a number that is too large or too small"),
        (b'{"amount": ' + b"9" * 5000 + b"}", "this holds a number that is too long"),
        (b'{"amount": 1e999999}', "a number that is too large is no amount"),
        (b'{"amount": 1e-999999}', "1E-999999 is no amount"),
        (b'{"amount": 0.0000001}', "1E-7 is no amount"),
        (b'{"order": "\\ud800"}', "this holds a control character or half a character"),
        (b'{"order": "a\\u0000b"}', "this holds a control character or half a character"),
        (b'{"bought_at": "2026-02-30T10:00:00Z"}', "'2026-02-30T10:00:00Z' is no moment"),
        (b'{"bought_at": "0001-01-01T00:00:00+14:00"}', "'0001-01-01T00:00:00+14:00' is no moment"),
        (b'{"bought_at": "9999-12-31T23:59:59-14:00"}', "'9999-12-31T23:59:59-14:00' is no moment"),
        (b'{"bought_at": "2026-11-22T10:00:00+99:99"}', "'2026-11-22T10:00:00+99:99' is no moment"),
        (b'{"customer": {"timezone": "../../etc/passwd"}}', "there is no time zone '../../etc/passwd'"),
        (b'{"customer": {"timezone": "Europe"}}', "there is no time zone 'Europe'"),
    ],
)
async def test_a_body_that_is_none_is_refused_in_plain_words(site: Site, raw: bytes, problem: str) -> None:
    status, body = await site.send(raw, signed(site, raw))
    assert status == 422
    assert any(one["problem"].startswith(problem) for one in body["problems"]), body


async def test_fifty_problems_are_enough(site: Site) -> None:
    many_keys = {f"key{number}": 1 for number in range(10_000)}
    many_items = [purchase(str(number), product=1) for number in range(100)]
    documents: list[object] = [many_keys, many_items, [{}] * 500]
    for document in documents:
        status, body = await site.report(document)
        assert (status, len(body["problems"])) == (422, 50)


async def test_what_may_be_left_out_may_be_null(site: Site) -> None:
    nothing = dict.fromkeys(("touchpoint", "product", "amount", "currency", "segments", "status"))
    customer = {"ref": "1", "name": None, "address": None, "timezone": None, "attributes": None}
    assert (await site.report({**purchase(customer=customer), **nothing}))[0] == 200


async def test_a_body_beyond_the_limit_is_refused_however_it_comes(site: Site) -> None:
    raw = b" " * (purchases.MAX_BODY - 200) + json.dumps(purchase()).encode()
    assert (await site.send(raw, signed(site, raw)))[0] == 200
    raw = b" " * purchases.MAX_BODY + json.dumps(purchase()).encode()
    headers = {**signed(site, raw), "Content-Type": "application/json"}
    assert (await site.send(raw, headers))[0] == 413
    async with site.session.post("/purchases", data=BytesIO(raw), headers=headers, chunked=True) as response:
        assert response.status == 413


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "x"])
@pytest.mark.parametrize(("path", "statuses"), [("/purchases", {415}), ("/shops/shopify", {401})])
async def test_what_is_compressed_or_says_so_is_refused(
    site: Site, path: str, statuses: set[int], encoding: str
) -> None:
    for raw in (b"garbage", zlib.compress(b" " * 10_000_000), json.dumps(purchase()).encode()):
        status, _ = await site.send(raw, {**signed(site, raw), "Content-Encoding": encoding}, path)
        assert status in statuses


async def test_whoever_hangs_up_in_the_middle_is_no_fault_of_ours(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", int(site.url.rpartition(":")[2]))
    head = (
        "POST /purchases HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n"
    )
    writer.write(head.encode() + b"{")
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert (await site.report(purchase()))[0] == 200
    assert [record for record in caplog.records if record.exc_info] == []


async def test_only_json_is_taken(site: Site) -> None:
    raw = json.dumps(purchase()).encode()
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/octet-stream"):
        assert (await site.send(raw, {**signed(site, raw), "Content-Type": kind}))[0] == 415
    kind = "application/json; charset=utf-8"
    assert (await site.send(raw, {**signed(site, raw), "Content-Type": kind}))[0] == 200


# --- what the document for shops says


def shown_in_the_document(language: str) -> str:
    (piece,) = re.findall(rf"(?ms)^```{language}\n(.*?)^```", DOCUMENT.read_text("utf-8"))
    return str(piece)


def test_the_readme_shows_the_same_program() -> None:
    assert shown_in_the_document("python") in (DOCUMENT.parents[1] / "README.md").read_text("utf-8")


async def test_the_program_in_the_document_reports_a_purchase(tmp_path: Path) -> None:
    async with opened(tmp_path, SystemClock()) as (config, kept, url):
        program = shown_in_the_document("python").replace(PUBLIC, url)
        secret = config.shops["web"].secret[0].reveal()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", program), stdout=asyncio.subprocess.PIPE, env={"SHOP_SECRET": secret}
        )
        said, _ = await process.communicate()
        counted = await kept.database.read(
            lambda connection: connection.exec_driver_sql("SELECT product FROM purchases").all()
        )
    assert [row[0] for row in counted] == ["House Blend"]
    (taken,) = json.loads(said)["purchases"]
    (shown,) = json.loads(shown_in_the_document("json"))["purchases"]
    assert list(taken) == list(shown)
    assert list(taken["links"]) == list(shown["links"])


def test_the_document_and_its_configuration_name_what_there_is(tmp_path: Path) -> None:
    text = DOCUMENT.read_text("utf-8")
    assert [name for one in RECORDS for name in one.fields if f"`{name}`" not in text] == []
    section = shown_in_the_document("ini")
    config = parse(
        '[business]\nname = "x"\n' + section, tmp_path / "config.toml", {"SHOP_SECRET": OLD}, demo=True
    )
    assert [(shop.name, shop.kind, shop.secrets) for shop in config.reporting_shops] == [
        ("web", "generic", (OLD,))
    ]


# --- when it cannot be kept


async def test_a_fault_of_the_storage_is_told_in_time_and_the_order_is_kept_once_it_is_over(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(promptly, "ANSWERED_WITHIN_S", 0.05)
    await site.database.write(lambda connection: connection.exec_driver_sql("PRAGMA busy_timeout = 1"))
    raw = json.dumps([purchase("1"), purchase("2")]).encode()
    headers = signed(site, raw)
    other = sqlite3.connect(tmp_path / "data" / "feedback-bot.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    async with asyncio.timeout(sum(dispatcher.RETRY_WAITS_S) / 2):
        status, _ = await site.send(raw, headers)
        assert status == 503
    other.rollback()
    other.close()
    async with asyncio.timeout(5):
        while await site.count("purchases") < 2:  # noqa: ASYNC110  # nobody asks for it any more
            await asyncio.sleep(0.02)
    monkeypatch.undo()
    status, body = await site.send(raw, headers)
    assert (status, len(body["purchases"]), await site.count("purchases")) == (200, 2, 2)


async def test_what_cannot_be_kept_is_not_acknowledged_and_the_next_try_succeeds(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "RETRY_WAITS_S", (0.0,))
    await site.database.write(lambda connection: connection.exec_driver_sql("PRAGMA busy_timeout = 1"))
    raw = json.dumps([purchase("1"), purchase("2")]).encode()
    headers = signed(site, raw)
    other = sqlite3.connect(tmp_path / "data" / "feedback-bot.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    async with site.session.post(
        "/purchases", data=raw, headers={**headers, "Content-Type": "application/json"}
    ) as refused:
        assert refused.status == 503
        assert int(refused.headers["Retry-After"]) > 0
    other.rollback()
    other.close()
    assert await site.count("purchases") == 0
    status, body = await site.send(raw, headers)
    assert (status, len(body["purchases"])) == (200, 2)
    assert await site.count("purchases") == 2
