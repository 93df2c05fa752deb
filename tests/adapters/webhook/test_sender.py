"""Notices on their way: what a receiver gets, what its answers mean, and where nothing is sent."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from standardwebhooks import Webhook

from bot.adapters.webhook import sender as sender_module
from bot.adapters.webhook.sender import Destination, WebhookSender, wait_s
from bot.core.effects import Lane, Message, Parcel
from bot.core.errors import Rejected, SendError, TryLater, Unknown
from bot.core.identity import Address
from bot.core.ports import Receipt
from bot.core.signatures import key_of

SECRET = "whsec_bm90aWNlLXNlY3JldC1vZi10aGUtdGVzdHMtMDE="
OLD_SECRET = "whsec_b2xkLXNlY3JldC1vZi10aGUtdGVzdHMtMDEyMzQ="
AT = datetime(2026, 3, 2, 10, 0, 0, 250_000, tzinfo=UTC)


class StillClock:
    """The real time, for whoever checks the signature."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def now(self) -> datetime:
        return self.at


@dataclass
class Receiver:
    """A program that is told."""

    port: int = 0
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    hang: asyncio.Event | None = None
    cut_off: bool = False
    endless: bool = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/told?of=us"

    async def take(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.got.append((request.path_qs, {name.lower(): one for name, one in request.headers.items()}, body))
        if self.hang is not None:
            await self.hang.wait()
        if self.cut_off and request.transport is not None:
            request.transport.abort()
        if not self.endless:
            return web.Response(status=self.status, headers=self.headers)
        response = web.StreamResponse(status=self.status)
        await response.prepare(request)
        while True:
            await response.write(b"x" * 65536)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    listens = Receiver()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", listens.take)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    listens.port = runner.addresses[0][1]
    try:
        yield listens
    finally:
        if listens.hang is not None:
            listens.hang.set()
        await runner.cleanup()


class Names(AbstractResolver):
    """Every name means these addresses, one after the other; then the last of them for ever."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = list(addresses)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        address = self.addresses.pop(0) if len(self.addresses) > 1 else self.addresses[0]
        return [
            ResolveResult(
                hostname=host, host=address, port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST
            )
        ]

    async def close(self) -> None:
        pass


def notice(id_: str = "aaaaaaaaaaaaaaaa", webhook: str = "crm") -> Parcel:
    card = {"type": "notice", "event": "case.opened", "data": {"case": "c1", "words": "Kälte\ud83d"}}
    return Parcel(
        id=id_,
        address=Address("webhook", room=webhook),
        lane=Lane.REPLY,
        purpose="notice",
        about="case:c1",
        message=Message((), card=card),
        language="en",
        not_before=AT,
    )


async def sent(
    url: str,
    parcel: Parcel | None = None,
    *,
    secrets: Sequence[str] = (SECRET,),
    allow_private: bool = True,
    resolver: AbstractResolver | None = None,
    timeout_s: float = 10.0,
) -> Receipt:
    destination = Destination(url, tuple(map(key_of, secrets)), allow_private)
    sender = WebhookSender({"crm": destination}, StillClock(), resolver, timeout_s)
    try:
        return await sender.send(parcel or notice(), None, recovered=False)
    finally:
        await sender.close()


# --- what a receiver gets


async def test_a_notice_is_signed_and_goes_by_its_parcels_id(receiver: Receiver) -> None:
    assert await sent(receiver.url) == Receipt("aaaaaaaaaaaaaaaa")
    ((path, headers, body),) = receiver.got
    assert path == "/told?of=us"
    assert headers["webhook-id"] == "aaaaaaaaaaaaaaaa"
    assert headers["content-type"] == "application/json"
    assert Webhook(SECRET).verify(body, headers) == {
        "type": "case.opened",
        "timestamp": "2026-03-02T10:00:00.250000Z",
        "data": {"case": "c1", "words": "Kälte\ud83d"},
    }


async def test_another_attempt_has_the_same_id_and_the_same_body(receiver: Receiver) -> None:
    await sent(receiver.url)
    await sent(receiver.url)
    first, second = receiver.got
    assert (first[1]["webhook-id"], first[2]) == (second[1]["webhook-id"], second[2])


async def test_while_a_secret_is_replaced_both_are_signed_with(receiver: Receiver) -> None:
    await sent(receiver.url, secrets=(SECRET, OLD_SECRET))
    ((_, headers, body),) = receiver.got
    for secret in (SECRET, OLD_SECRET):
        assert Webhook(secret).verify(body, headers)


# --- what its answers mean


@pytest.mark.parametrize(
    ("status", "means"),
    [
        (200, None),
        (202, None),
        (204, None),
        (301, Rejected),
        (302, Rejected),
        (307, Rejected),
        (308, Rejected),
        (400, Rejected),
        (401, Rejected),
        (404, Rejected),
        (408, TryLater),
        (410, Rejected),
        (425, TryLater),
        (429, TryLater),
        (500, TryLater),
        (503, TryLater),
        (599, TryLater),
    ],
)
async def test_every_status_means_something(
    receiver: Receiver, status: int, means: type[SendError] | None
) -> None:
    receiver.status = status
    receiver.headers = {"Location": f"http://127.0.0.1:{receiver.port}/elsewhere"}
    if means is None:
        await sent(receiver.url)
    else:
        with pytest.raises(means):
            await sent(receiver.url)
    assert [path for path, _, _ in receiver.got] == ["/told?of=us"]  # no redirect was followed


async def test_a_receiver_may_say_when_to_come_again(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 429, {"Retry-After": "7"}
    with pytest.raises(TryLater) as later:
        await sent(receiver.url)
    assert later.value.after_s == 7


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("120", 120),
        (" 5 ", 5),
        ("0", 1),
        ("999999999999999999999", 3600),
        ("Mon, 02 Mar 2026 10:02:00 GMT", 120),
        ("Mon, 02 Mar 2026 09:00:00 GMT", 1),
        ("Mon, 02 Mar 2036 09:00:00 GMT", 3600),
        ("Mon, 02 Mar 2026 10:02:00", 120),
        ("-5", 30),
        ("1e9", 30),
        ("²", 30),
        ("soon", 30),
        ("", 30),
        (None, 30),
        ("Fri, 31 Dec 9999 23:59:59 -2359", 3600),
        ("Fri, 31 Dec 9999 23:59:59 -9999", 30),
    ],
)
def test_what_it_asks_for_is_kept_within_bounds(asked: str | None, seconds: float) -> None:
    assert wait_s(asked, AT.replace(microsecond=0)) == seconds


async def test_whoever_hangs_may_have_taken_it(receiver: Receiver) -> None:
    receiver.hang = asyncio.Event()
    with pytest.raises(Unknown):
        await sent(receiver.url, timeout_s=0.2)
    assert len(receiver.got) == 1


async def test_whoever_hangs_up_may_have_taken_it(receiver: Receiver) -> None:
    receiver.cut_off = True
    with pytest.raises(Unknown):
        await sent(receiver.url)


async def test_what_it_says_is_not_read(receiver: Receiver) -> None:
    receiver.endless = True
    assert await sent(receiver.url) == Receipt("aaaaaaaaaaaaaaaa")


async def test_whoever_does_not_listen_was_sent_nothing() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(TryLater):
            await sent(f"http://127.0.0.1:{unused.getsockname()[1]}/")


async def test_whoever_speaks_no_tls_was_sent_nothing(receiver: Receiver) -> None:
    with pytest.raises(TryLater):
        await sent(receiver.url.replace("http:", "https:"))
    assert receiver.got == []


async def test_a_webhook_that_is_not_configured_any_more_gets_nothing(receiver: Receiver) -> None:
    with pytest.raises(Rejected):
        await sent(receiver.url, notice(webhook="gone"))
    assert receiver.got == []


# --- where nothing is sent


@pytest.mark.parametrize("host", ["127.0.0.1", "[::ffff:127.0.0.1]", "2130706433", "localhost"])
async def test_a_private_address_gets_nothing(receiver: Receiver, host: str) -> None:
    with pytest.raises(TryLater):
        await sent(receiver.url.replace("127.0.0.1", host), allow_private=False)
    assert receiver.got == []


async def test_a_name_that_leads_to_a_private_address_gets_nothing(receiver: Receiver) -> None:
    url = receiver.url.replace("127.0.0.1", "crm.example.com")
    with pytest.raises(TryLater):
        await sent(url, allow_private=False, resolver=Names("127.0.0.1"))
    assert receiver.got == []
    await sent(url, allow_private=True, resolver=Names("127.0.0.1"))
    assert len(receiver.got) == 1


async def test_what_a_name_led_to_a_moment_ago_does_not_count(receiver: Receiver) -> None:
    """Rebinding: whoever looks the name up first sees a public address, whoever connects another one."""
    names = Names("93.184.215.14", "127.0.0.1")
    assert [one["host"] for one in await names.resolve("crm.example.com")] == ["93.184.215.14"]
    with pytest.raises(TryLater):
        await sent(receiver.url.replace("127.0.0.1", "crm.example.com"), allow_private=False, resolver=names)
    assert receiver.got == []


async def test_no_proxy_of_the_environment_is_used(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    await sent(receiver.url)
    assert len(receiver.got) == 1


# --- what is said of it


async def test_a_problem_is_said_once_until_it_is_another(
    receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, sender_module.__name__)
    destination = Destination(receiver.url, (key_of(SECRET),), allow_private=True)
    sender = WebhookSender({"crm": destination}, StillClock())
    for status in (503, 503, 500, 500, 200, 500):
        receiver.status = status
        if status == 200:
            await sender.send(notice(), None, recovered=False)
        else:
            with pytest.raises(TryLater):
                await sender.send(notice(), None, recovered=False)
    await sender.close()
    said = [record.getMessage() for record in caplog.records]
    assert said == [f"webhook crm: it answers {one}; notices wait" for one in (503, 500, 500)]


async def test_neither_address_nor_secret_nor_words_are_shown(
    receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for status in (200, 302, 404, 410, 429):
        receiver.status = status
        with contextlib.suppress(SendError):
            await sent(receiver.url)
    assert "of=us" not in repr(Destination(receiver.url, (key_of(SECRET),)))
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("bot")]
    for hidden in ("127.0.0.1", "of=us", SECRET.removeprefix("whsec_"), "Kälte"):
        assert hidden not in "".join(ours)


def test_the_wait_for_an_answer_is_shorter_than_a_send_may_take() -> None:
    from bot.delivery.courier import SEND_TIMEOUT_S

    assert timedelta(seconds=sender_module.TIMEOUT_S) < timedelta(seconds=SEND_TIMEOUT_S)
