"""The web chat over real sockets: what a browser sees of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import aiohttp
import pytest

from bot.adapters.web import adapter, connection
from bot.adapters.web.session import COOKIE, address_of
from bot.core.effects import HANDOVER, Button, Line, Message
from bot.core.errors import TryLater
from bot.core.events import ButtonPressed, MessageReceived
from bot.core.identity import Address
from tests.adapters.web.conftest import House, parcel, unavailable

STAFF = Address("web", room="staff", person="ana")
LEE = Address("web", room="staff", person="lee")


def addressed(session: aiohttp.ClientSession) -> Address:
    """Where the browser's own chat is, found from its cookie as the server does."""
    return address_of(next(cookie.value for cookie in session.cookie_jar if cookie.key == COOKIE))


async def test_nothing_is_acknowledged_before_it_is_delivered(house: House) -> None:
    house.ledger.gate.clear()
    async with house.browser() as session, house.page(session) as page:
        await page.hear("history")
        await page.tell(type="say", key="k1", text="hello")
        with pytest.raises(TimeoutError):
            await page.socket.receive(timeout=0.1)
        house.ledger.gate.set()
        assert await page.hear("ack") == {"type": "ack", "key": "k1", "reply": {"ok": True}}


async def test_what_is_sent_again_after_a_broken_connection_is_the_same_event(house: House) -> None:
    async with house.browser() as session:
        for _ in range(2):
            async with house.page(session) as page:
                await page.tell(type="say", key="k1", text="hello")
                await page.hear("ack")
        first, again = house.ledger.delivered
        assert first.key == again.key == f"{addressed(session).key}/k1"
        assert len(house.ledger.replies) == 1


async def test_while_the_storage_is_down_the_page_is_asked_to_come_again(house: House) -> None:
    house.ledger.failures = [unavailable(), RuntimeError("a defect")]
    async with house.browser() as session, house.page(session) as page:
        for _ in range(2):
            await page.tell(type="press", key="k1", data="a:9")
            assert (await page.hear("later"))["key"] == "k1"
        await page.tell(type="press", key="k1", data="a:9")
        await page.hear("ack")
    assert [type(event) for event in house.ledger.delivered] == [ButtonPressed]


async def test_a_frame_that_makes_no_sense_is_refused_and_never_delivered(house: House) -> None:
    async with house.browser() as session, house.page(session) as page:
        await page.tell(type="say", key="k1", text="x" * 4001)
        assert await page.hear("refused") == {
            "type": "refused",
            "key": "k1",
            "text": "en:ui.too_long limit=4000",
        }
        await page.socket.send_str("not json")
        assert (await page.hear("refused"))["key"] == ""
    assert house.ledger.delivered == []


async def test_a_flood_is_put_off_and_not_delivered(house: House) -> None:
    async with house.browser() as session, house.page(session) as page:
        for n in range(60):
            await page.tell(type="say", key=f"k{n}", text="again")
        assert await page.hear("later")
    assert len(house.ledger.delivered) < 60


async def test_there_are_only_so_many_pages_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "_CONNECTIONS", 1)
    async with house.browser() as session:
        async with house.page(session) as page:
            await page.hear("history")
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                async with house.page(session):
                    pass
            assert refused.value.status == 503
        async with house.page(session) as page:
            await page.hear("history")


async def test_a_page_that_never_reads_its_history_is_cut_off_and_not_kept_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_QUEUE", 5)
    async with house.browser() as session, house.page(session, "/chat/ws?opening") as page:
        await page.hear("hello")
        for number in range(6):
            await house.adapter.send(parcel(f"p{number}", addressed(session), "hello"), None, False)
        assert (await page.socket.receive(timeout=2)).type is aiohttp.WSMsgType.CLOSE
        assert page.socket.close_code == aiohttp.WSCloseCode.TRY_AGAIN_LATER


async def test_a_page_that_opens_is_greeted_and_reads_the_history(house: House) -> None:
    async with house.browser() as session:
        house.ledger.keep(parcel("p1", addressed(session), "how was it?"))
        async with house.page(session, "/chat/ws", **{"Accept-Language": "de"}) as page:
            hello = await page.hear("hello")
            assert (hello["title"], hello["language"]) == ("Kaffee Nord", "de")
            history = await page.hear("history")
            assert isinstance(history["entries"], list)
            assert [entry["lines"] for entry in history["entries"]] == [["en:how was it?"]]


async def test_what_was_typed_is_in_the_history_under_its_inbox_key(house: House) -> None:
    async with house.browser() as session:
        async with house.page(session) as page:
            await page.tell(type="say", key="k1", text="hello")
            await page.hear("ack")
        async with house.page(session) as page:
            entries = (await page.hear("history"))["entries"]
            assert isinstance(entries, list)
            assert [(entry["id"].rsplit("/")[-1], entry["mine"]) for entry in entries] == [("k1", True)]


async def test_a_parcel_is_shown_on_every_page_of_its_address_and_on_no_other(house: House) -> None:
    async with (
        house.browser() as maya,
        house.browser() as tom,
        house.page(maya) as phone,
        house.page(maya) as laptop,
        house.page(tom) as other,
    ):
        for page in (phone, laptop, other):
            await page.hear("history")
        receipt = await house.adapter.send(parcel("p1", addressed(maya)), None, False)
        assert receipt.message == "p1"
        for page in (phone, laptop):
            shown = await page.hear("show")
            assert isinstance(shown["entry"], dict)
            assert shown["entry"]["id"] == "p1"
        with pytest.raises(TimeoutError):
            await other.socket.receive(timeout=0.1)


async def test_an_edit_names_the_entry_that_it_replaces(house: House) -> None:
    async with house.browser() as session, house.page(session) as page:
        await page.hear("history")
        edit = parcel("p2", addressed(session), "thank you", target="p1")
        await house.adapter.send(edit, "p1", False)
        shown = await page.hear("show")
        assert isinstance(shown["entry"], dict)
        assert (shown["entry"]["id"], shown["entry"]["target"]) == ("p2", "p1")


async def test_sending_to_somebody_who_is_away_succeeds_and_they_see_it_on_their_return(house: House) -> None:
    async with house.browser() as session:
        address = addressed(session)
        assert not house.adapter.connected(address)
        await house.adapter.send(parcel("p1", address), None, False)
        async with house.page(session) as page:
            entries = (await page.hear("history"))["entries"]
            assert isinstance(entries, list)
            assert [entry["id"] for entry in entries] == ["p1"]
            assert house.adapter.connected(address)


async def test_what_the_storage_knows_is_not_shown_twice_and_what_it_forgot_is_not_brought_back(
    house: House,
) -> None:
    async with house.browser() as session:
        sent = parcel("p1", addressed(session))
        await house.adapter.send(sent, None, False)
        house.ledger.keep(sent)
        async with house.page(session) as page:
            assert len((await page.hear("history"))["entries"]) == 1  # type: ignore[arg-type]  # a list
        house.ledger.said.clear()
        house.clock.moment += timedelta(minutes=1)
        async with house.page(session) as page:
            assert (await page.hear("history"))["entries"] == []


async def test_a_link_is_opened_by_whoever_comes_first_and_by_nobody_else(house: House) -> None:
    house.ledger.links = {"T0ken": None}
    async with house.browser() as maya, house.browser() as tom:
        replies = []
        for session, token in ((maya, "T0ken"), (maya, "T0ken"), (tom, "T0ken"), (tom, "unknown")):
            async with house.page(session) as page:
                await page.tell(type="open", key="k", token=token)
                replies.append((await page.hear("ack"))["reply"])
    assert [reply["ok"] for reply in replies] == [True, True, False, False]  # type: ignore[index]  # a mapping
    assert replies[2] == replies[3]


async def test_a_page_with_a_link_reads_the_history_once_that_is_opened(house: House) -> None:
    house.ledger.links = {"T0ken": None}
    async with house.browser() as session:
        here = addressed(session)
        house.ledger.keep(parcel("p0", here, "from before"))
        async with house.page(session, "/chat/ws?opening=1") as page:
            await page.hear("hello")
            house.ledger.said.clear()  # the link makes the chat somebody else's
            await page.tell(type="open", key="k", token="T0ken")
            assert (await page.next())["type"] == "ack"
            assert await page.next() == {"type": "history", "entries": []}


async def test_a_link_that_is_refused_is_followed_by_the_history_too(house: House) -> None:
    async with house.browser() as session, house.page(session, "/chat/ws?opening=1") as page:
        await page.tell(type="open", key="k", token="unknown")
        await page.hear("ack")
        await page.hear("history")


async def test_of_a_chat_that_is_handed_over_no_page_keeps_what_was_said(house: House) -> None:
    async with house.browser() as session:
        here = addressed(session)
        async with house.page(session) as old:
            await old.hear("history")
            await house.adapter.send(parcel("p1", here, "for the former one"), None, False)
            await old.hear("show")
            anew = replace(parcel("p2", here, "for the new one"), purpose=HANDOVER)
            await house.adapter.send(anew, None, False)
            async with asyncio.timeout(5):
                while not old.socket.closed:
                    await old.socket.receive()
        async with house.page(session) as again:
            entries = (await again.hear("history"))["entries"]
            assert [entry["id"] for entry in entries] == ["p2"]  # type: ignore[attr-defined]  # a list


async def test_loading_the_page_of_a_link_opens_nothing(house: House) -> None:
    async with house.browser() as session:
        response = await session.get("/chat/T0ken")
        assert response.status == 200
        assert "T0ken" not in await response.text()
    assert house.ledger.delivered == []


async def test_the_session_is_a_cookie_that_scripts_cannot_read_and_that_stays_the_same(house: House) -> None:
    async with house.browser() as session:
        before = addressed(session)
        response = await session.get("/chat")
        cookie = response.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/chat" in cookie
        assert addressed(session) == before
        assert response.headers["Cache-Control"] == "no-store"
    async with house.browser() as other:
        assert addressed(other) != before


async def test_an_address_does_not_give_the_cookie_away(house: House) -> None:
    async with house.browser() as session:
        secret = next(iter(session.cookie_jar)).value
        assert len(addressed(session).person) == 32
        assert secret not in addressed(session).key


async def test_without_a_session_there_is_no_socket(house: House) -> None:
    async with aiohttp.ClientSession(house.url) as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect("/chat/ws")
        assert refused.value.status == 401


async def test_everyone_in_a_room_reads_what_one_of_them_types(house: House) -> None:
    house.adapter.attach_room("staff", STAFF, "Ana", "Staff room")
    house.adapter.attach_room("lee", LEE, "Lee", "Staff room", ["/digest"])
    async with (
        house.browser() as session,
        house.page(session, "/rooms/staff/ws") as ana,
        house.page(session, "/rooms/lee/ws") as lee,
    ):
        assert (await ana.hear("hello"))["title"] == "Staff room"
        assert (await lee.hear("hello"))["suggestions"] == ["/digest"]
        await lee.hear("history")
        await ana.tell(type="say", key="k1", text="/digest last month")
        mine, theirs = (await ana.hear("show"))["entry"], (await lee.hear("show"))["entry"]
    assert isinstance(mine, dict)
    assert isinstance(theirs, dict)
    assert (mine["mine"], theirs["mine"], theirs["who"]) == (True, False, "Ana")
    assert theirs["lines"] == ["/digest last month"]


async def test_a_parcel_to_a_room_reaches_everyone_who_sits_in_it(house: House) -> None:
    house.adapter.attach_room("staff", STAFF, "Ana", "Staff room")
    async with house.browser() as session, house.page(session, "/rooms/staff/ws") as page:
        await page.hear("history")
        buttons = ((Button(Line("take"), "c:1:take"),),)
        alert = parcel("p1", Address("web", room="staff"), message=Message((), buttons))
        await house.adapter.send(alert, None, False)
        assert await page.hear("show")
        await page.tell(type="press", key="k1", data="c:1:take")
        await page.hear("ack")
    [pressed] = house.ledger.delivered
    assert isinstance(pressed, ButtonPressed)
    assert (pressed.address, pressed.sender_name) == (STAFF, "Ana")


async def test_a_seat_that_moves_takes_its_page_along(house: House) -> None:
    house.adapter.attach_room("phone", Address("web", person="maya"), "Maya", "Maya's phone")
    async with house.browser() as session:
        async with house.page(session, "/rooms/phone/ws") as page:
            before = await page.hear("hello")
            house.adapter.attach_room("phone", Address("web", person="tom"), "Tom", "Tom's phone")
            async with asyncio.timeout(5):
                while not page.socket.closed:
                    await page.socket.receive()
        async with house.page(session, "/rooms/phone/ws") as page:
            after = await page.hear("hello")
    assert before["chat"] != after["chat"]


async def test_while_the_network_is_broken_nobody_comes_in_and_sending_waits(house: House) -> None:
    async with house.browser() as session:
        async with house.page(session) as page:
            await page.hear("history")
            breaking = asyncio.create_task(house.adapter.break_network(True))
            assert (await page.socket.receive()).type is aiohttp.WSMsgType.CLOSE
            await breaking
        with pytest.raises(TryLater):
            await house.adapter.send(parcel("p1", addressed(session)), None, False)
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect("/chat/ws")
        await house.adapter.break_network(False)
        async with house.page(session) as page:
            await page.tell(type="say", key="k1", text="back again")
            await page.hear("ack")
    assert [type(event) for event in house.ledger.delivered] == [MessageReceived]
