"""The benchmark of purchases, in parts: what it sends is taken, and its checker sees what was not done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from bot import bench
from bot.bench import purchases
from bot.bench.purchases import SHOP, Load, Unaccepted
from bot.bench.sizes import QUICK
from bot.core.errors import OperatorError
from bot.core.events import PurchaseReceived
from bot.http.shops import standard

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WHOLE = Load(sent=100, accepted=100, refused=0, failed=0, took_s=0.1, p50_ms=1.0, p99_ms=2.0)


def in_the_file(raw: bytes) -> Iterator[bytes]:
    """The requests, as purchases.lua reads them."""
    while raw:
        length, _, rest = raw.partition(b"\n")
        yield rest[: int(length)]
        raw = rest[int(length) :]


def test_every_request_is_signed_and_about_an_order_of_its_own() -> None:
    made = list(in_the_file(purchases.requests("127.0.0.1:8080", ["a", "b", "c"], NOW)))
    orders, customers = set(), set()
    for request in made:
        head, _, body = request.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        assert first == "POST /purchases HTTP/1.1"
        assert (headers["host"], headers["content-length"]) == ("127.0.0.1:8080", str(len(body)))
        (event,) = standard.read(SHOP, headers, body, NOW)
        assert isinstance(event, PurchaseReceived)
        orders.add(event.order)
        customers.add(event.customer_ref)
    assert orders == {"a", "b", "c"}
    assert len(customers) == 3


def test_a_round_in_which_all_was_done_counts() -> None:
    purchases.checked(WHOLE, 100)
    assert WHOLE.per_s == 1000


@pytest.mark.parametrize(
    ("load", "kept"),
    [
        (WHOLE, 99),
        (WHOLE, 101),
        (Load(100, 99, 1, 0, 0.1, 1.0, 2.0), 99),
        (Load(100, 99, 0, 1, 0.1, 1.0, 2.0), 99),
        (Load(100, 99, 0, 0, 0.1, 1.0, 2.0), 99),
        (Load(0, 0, 0, 0, 0.1, 1.0, 2.0), 0),
    ],
)
def test_a_round_in_which_something_was_lost_does_not_count(load: Load, kept: int) -> None:
    with pytest.raises(Unaccepted):
        purchases.checked(load, kept)


def test_without_wrk_the_operator_is_told_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OperatorError, match="apt install wrk"):
        bench.run("purchases", QUICK)


async def test_the_baseline_answers_the_same_requests_with_nothing() -> None:
    with purchases.served("-m", "bot.bench.idle_server") as url:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
        async with aiohttp.ClientSession() as session:
            for method, status in (("POST", 204), ("GET", 405)):
                async with session.request(method, f"{url}/purchases", data=b"{}") as response:
                    assert response.status == status


def test_the_service_that_is_measured_starts_and_keeps_nothing_yet(tmp_path: Path) -> None:
    with purchases.served(*purchases.service(tmp_path)):
        assert purchases.purchases_in(tmp_path) == 0
