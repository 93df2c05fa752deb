"""The OpenAPI document: kept in the repository as it is served, and true of a server that runs."""

from __future__ import annotations

import asyncio
import math
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from requests.auth import AuthBase
from schemathesis import Case
from schemathesis.config import SchemathesisConfig

from bot import app
from bot.http import openapi
from bot.http.buckets import Buckets
from bot.http.shops import shopify, standard, stripe, woocommerce
from bot.http.shops.shop import PATHS, Shop
from tests.http.conftest import opened

KEPT = Path(__file__).parents[2] / "docs" / "openapi.json"
REWRITE = 'python -c "from bot.http import openapi; print(openapi.text(), end=str())" > docs/openapi.json'
SIGNED = {
    "generic": standard.signed,
    "shopify": shopify.signed,
    "woocommerce": woocommerce.signed,
    "stripe": stripe.signed,
}
CASES = 200  # of each operation, at least
GENERATION = {"deterministic": True, "database": "none"}


def of_this_installation() -> dict[str, Any]:
    """The document, with what only this installation knows: its touchpoints, its chats, what time it is."""
    document = openapi.document()
    schemas = document["components"]["schemas"]
    narrower = {
        "touchpoint": ["purchase", "support", None],
        "bought_at": ["2026-11-22T14:03:00+01:00", "2019-02-28t23:59:59.25z"],
    }
    for name in ("Purchase", "Withdrawal"):
        for key, values in narrower.items():
            schemas[name]["properties"][key]["enum"] = values
    person = schemas["Customer"]["properties"]
    person["timezone"]["enum"] = ["Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC", None]
    person["address"] = {"anyOf": [{"$ref": "#/components/schemas/TelegramAddress"}, {"type": "null"}]}
    del schemas["SlackAddress"]
    return document


TOO_MUCH = {"negative_data_rejection": {"expected-statuses": [400, 401, 413, 415, 422, 429]}}
"""More purchases than may be in one request are often more bytes as well."""

behind_the_signature = schemathesis.openapi.from_dict(
    of_this_installation(),
    config=SchemathesisConfig.from_dict(
        {"generation": {**GENERATION, "with-security-parameters": False}, "checks": TOO_MUCH}
    ),
)
before_the_signature = schemathesis.openapi.from_dict(
    openapi.document(), config=SchemathesisConfig.from_dict({"generation": GENERATION})
)
every_case = settings(
    max_examples=CASES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
a_few_cases = settings(every_case, max_examples=40)  # one is answered like the other


def test_the_document_in_the_repository_is_the_one_that_is_served() -> None:
    assert KEPT.read_text("utf-8") == openapi.text(), f"write it anew: {REWRITE}"


def test_the_document_is_openapi() -> None:
    before_the_signature.validate()


class Signed(AuthBase):
    """Signs whatever is sent, as the shop of that path would."""

    def __init__(self, shops: Mapping[str, Shop]) -> None:
        self._by_path = {PATHS[kind]: (shop, SIGNED[kind]) for kind, shop in shops.items()}

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        shop, signed = self._by_path.get(request.path_url, (None, None))
        if shop is not None and signed is not None:
            body = request.body or b""
            assert isinstance(body, str | bytes)
            raw = body.encode() if isinstance(body, str) else body
            request.headers.update(signed(shop, raw, app.SystemClock().now()))
        return request


@dataclass
class Running:
    """An installation in a thread of its own, and what it has answered so far."""

    url: str
    signer: Signed
    answered: Counter[tuple[str, bool, int]] = field(default_factory=Counter)  # path, was signed, status

    def send(self, case: Case[Any], *, is_signed: bool) -> None:
        """Send it, and hold the answer against the document."""
        with requests.Session() as session:
            session.auth = self.signer if is_signed else None
            response = case.call(base_url=self.url, session=session)
        self.answered[case.path, is_signed, response.status_code] += 1
        case.validate_response(response)

    def judge(self) -> None:
        """Enough was asked of whatever was asked, and much of it was let in."""
        for path, is_signed in {(path, is_signed) for path, is_signed, _ in self.answered}:
            by_status = {
                status: number
                for (*where, status), number in self.answered.items()
                if where == [path, is_signed]
            }
            if path != "/openapi.json":  # which takes nothing
                enough = sum(by_status.values()) >= CASES and by_status.get(200, 0) >= CASES / 4
                assert enough if is_signed else 200 not in by_status, (path, by_status)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Serves while the tests of this file run."""
    told: list[Running] = []
    started, stop = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        folder = tmp_path_factory.mktemp("site")
        async with opened(folder, app.SystemClock(), Buckets(burst=math.inf)) as (config, _, url):
            shops = {shop.kind: shop for shop in reversed(config.reporting_shops)}
            told.append(Running(url, Signed(shops)))
            started.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert started.wait(30)
    yield told[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join(30)
    loop.close()
    told[0].judge()


@behind_the_signature.parametrize()
@every_case
def test_what_is_signed_is_answered_as_the_document_says(case: Case[Any], running: Running) -> None:
    running.send(case, is_signed=True)


@before_the_signature.parametrize()
@a_few_cases
def test_what_is_not_signed_is_let_in_nowhere(case: Case[Any], running: Running) -> None:
    running.send(case, is_signed=False)
