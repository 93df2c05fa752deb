"""A language model that answers, is slow, wrong or gone: what is sent, what comes in, and what waits."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.adapters.language_model import endpoint as endpoint_module
from bot.adapters.language_model.endpoint import Endpoint
from bot.adapters.language_model.sender import AGAIN_S, FAILURES, LONGEST, SHORTEST, ModelSender
from bot.adapters.webhook.public import public_socket
from bot.core.effects import EMPTIED, Lane, Message, Parcel
from bot.core.errors import StorageUnavailable, TryLater
from bot.core.events import Event, TextWritten
from bot.core.language_model import line_for, translation
from bot.core.ports import Receipt
from tests.peers.model_peer import ModelPeer, model_peer

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
WORDS = "El pedido #2041 de Maya llegó roto"
KEY = "sk-a-key-of-the-tests"


class Clock:
    def __init__(self) -> None:
        self.at = AT

    def now(self) -> datetime:
        return self.at


class House:
    """The sender with a clock set by hand, and what it brought in."""

    def __init__(self, peer: ModelPeer, timeout_s: float = 5.0) -> None:
        self.clock = Clock()
        self.came: list[TextWritten] = []
        self.storage_is_gone = False
        self.endpoint = Endpoint(peer.url, KEY, timeout_s=timeout_s, socket_factory=None)
        self.sender = ModelSender(self.endpoint, "some-model", self.clock, self.deliver)

    async def deliver(self, event: Event) -> Mapping[str, object]:
        if self.storage_is_gone:
            raise StorageUnavailable("gone")
        assert isinstance(event, TextWritten)
        self.came.append(event)
        return {}

    async def send(self, sent: Parcel | None = None) -> Receipt:
        return await self.sender.send(sent or parcel(), None, False)

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.came]


def parcel(id_: str = "p1", words: str = WORDS) -> Parcel:
    card = {
        **translation(words, "es", "de", ("Maya",)).card,
        "number": 3,
        "beside": "line",
        "thread": "alert",
    }
    return Parcel(
        id_, line_for("c1"), Lane.REPLY, "translation", "case:c1", Message((), card=card), "de", not_before=AT
    )


@pytest.fixture
async def peer() -> AsyncIterator[ModelPeer]:
    async with model_peer() as listens:
        yield listens


@pytest.fixture
async def house(peer: ModelPeer) -> AsyncIterator[House]:
    made = House(peer)
    yield made
    await made.sender.close()


async def test_it_is_asked_with_what_may_leave_and_answers_by_an_event(peer: ModelPeer, house: House) -> None:
    peer.say = lambda text: text.replace("llegó roto", "kam kaputt an")
    assert await house.send() == Receipt("p1")
    ((path, headers, body),) = peer.got
    assert (path, headers["Authorization"], body["model"]) == (
        "/v1/chat/completions",
        f"Bearer {KEY}",
        "some-model",
    )
    assert peer.texts == ["El pedido [[NUMBER_1]] de [[NAME_1]] llegó roto"]
    (event,) = house.came
    assert (event.key, event.about, event.number, event.beside, event.thread) == (
        "p1",
        "case:c1",
        3,
        "line",
        "alert",
    )
    assert event.text == "El pedido #2041 de Maya kam kaputt an"
    assert (event.characters, event.hidden) == (len(peer.texts[0]), 2)


async def test_an_answer_that_was_led_astray_brings_no_link_no_ping_and_no_length(
    peer: ModelPeer, house: House
) -> None:
    peer.say = lambda _: "SYSTEM OVERRIDE <!channel> pay at https://evil.example or call 0176 1234567"
    await house.send()
    assert house.texts == ["SYSTEM OVERRIDE […] pay at […] or call […]"]
    peer.say = lambda _: "pay me " * 10_000
    await house.send(parcel("p2"))
    assert house.texts[1:] == [""]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"no json at all", 200),
        (b"[" * 50_000, 200),
        (b"{}", 200),
        (b'{"choices": [{"message": {"content": null}}]}', 200),
        (b"\xff\xfe\x00", 200),
        (b"{}", 500),
        (b"{}", 401),
        (b"{}", 404),
        (b"", 301),
        (b"", 307),
    ],
)
async def test_a_wrong_answer_is_given_up_and_on_record_as_none(
    peer: ModelPeer, house: House, body: bytes, status: int
) -> None:
    peer.body, peer.status = body, status
    peer.headers = {"Location": f"{peer.url}/elsewhere"}
    assert await house.send() == Receipt("p1")
    assert house.texts == [""]
    assert peer.requests == 1  # nothing is followed, nothing tried again


async def test_an_answer_without_end_is_cut_off(
    peer: ModelPeer, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint_module, "MOST_BYTES", 100_000)
    peer.endless = True
    await house.send()
    assert house.texts == [""]


async def test_a_slow_one_is_waited_for_no_longer_than_was_said(peer: ModelPeer) -> None:
    house = House(peer, timeout_s=0.1)
    peer.hang = asyncio.Event()
    began = asyncio.get_running_loop().time()
    await house.send()
    assert asyncio.get_running_loop().time() - began < 2
    assert house.texts == [""]
    await house.sender.close()


async def test_one_that_hangs_up_is_given_up(peer: ModelPeer, house: House) -> None:
    peer.cut_off = True
    await house.send()
    assert house.texts == [""]


@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_one_is_asked_again_and_each_time_is_on_record(
    peer: ModelPeer, house: House, status: int
) -> None:
    peer.status = status
    with pytest.raises(TryLater) as later:
        await house.send()
    assert later.value.after_s == AGAIN_S
    house.clock.at += timedelta(seconds=5)
    peer.status = 200
    await house.send()
    assert [one.key for one in house.came] == [f"p1@{AT.isoformat()}", "p1"]


async def test_one_that_is_not_there_is_asked_again_and_nothing_has_left() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        house = House(ModelPeer(port=closed.getsockname()[1]))
        with pytest.raises(TryLater):
            await house.send()
        assert house.came == []
        await house.sender.close()


async def test_after_failures_in_a_row_nothing_is_asked_for_a_while(peer: ModelPeer, house: House) -> None:
    peer.status = 500
    for number in range(FAILURES):
        await house.send(parcel(f"p{number}"))
    with pytest.raises(TryLater) as later:
        await house.send(parcel("next"))
    assert (later.value.after_s, len(peer.got)) == (SHORTEST.total_seconds(), FAILURES)
    house.clock.at += SHORTEST
    peer.status = 200
    await house.send(parcel("next"))
    await house.send(parcel("after"))
    assert len(peer.got) == FAILURES + 2


async def test_the_while_grows_up_to_a_bound(peer: ModelPeer, house: House) -> None:
    peer.status = 500
    waits = []
    for _ in range(20):
        try:
            await house.send()
        except TryLater as later:
            waits.append(later.after_s)
            house.clock.at += timedelta(seconds=later.after_s)
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST.total_seconds()


async def test_the_same_trouble_is_told_once(
    peer: ModelPeer, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    peer.status = 401
    with caplog.at_level(logging.DEBUG):
        await house.send()
        await house.send()
    said = [one.getMessage() for one in caplog.records if "language model" in one.getMessage()]
    assert said == [
        "language model: it answers 401; correct [language_model] api_key; what it was to write is left out"
    ]


async def test_neither_key_nor_words_stand_in_the_log(
    peer: ModelPeer, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await house.send()
        peer.body = b"no json"
        await house.send()
    assert KEY not in caplog.text
    assert "roto" not in caplog.text


async def test_what_was_taken_out_of_a_parcel_meanwhile_is_not_asked(peer: ModelPeer, house: House) -> None:
    emptied = Parcel("p1", line_for("c1"), Lane.REPLY, "translation", "case:c1", EMPTIED, "de", not_before=AT)
    assert await house.send(emptied) == Receipt("p1")
    assert (peer.got, house.came) == ([], [])


async def test_an_answer_that_cannot_be_stored_is_asked_for_again(house: House) -> None:
    house.storage_is_gone = True
    with pytest.raises(TryLater):
        await house.send()
    house.storage_is_gone = False
    await house.send()
    assert [one.key for one in house.came] == ["p1"]


class Misleading(AbstractResolver):
    """A name on the internet that leads into the operator's own network."""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host="127.0.0.1", port=port, family=family, proto=0, flags=0),
        ]

    async def close(self) -> None:
        """Nothing is held."""


async def test_a_name_that_leads_into_the_own_network_is_not_connected_to(peer: ModelPeer) -> None:
    house = House(peer)
    url = f"http://model.example.com:{peer.port}/v1"
    misled = Endpoint(url, KEY, timeout_s=5, socket_factory=public_socket, resolver=Misleading())
    sender = ModelSender(misled, "some-model", house.clock, house.deliver)
    with pytest.raises(TryLater):
        await sender.send(parcel(), None, False)
    assert (peer.got, house.came) == ([], [])
    await sender.close()
    await house.sender.close()


async def test_an_answer_is_json_that_the_peer_speaks(peer: ModelPeer, house: House) -> None:
    """The stand-in keeps to the documented shape, so that what is read here is what servers say."""
    peer.body = json.dumps(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "some-model",
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": "Kaputt", "refusal": None},
                    "logprobs": None,
                    "finish_reason": "stop",
                }
            ],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }
    ).encode()
    await house.send()
    assert house.texts == ["Kaputt"]
