"""A page speaks the browser's language, until we write in another: then it speaks that one."""

from __future__ import annotations

from bot.adapters.web.session import COOKIE, address_of
from bot.core.events import CommandGiven, LinkOpened, MessageReceived
from bot.core.identity import Address
from tests.adapters.web.conftest import House, parcel

STAFF = Address("web", room="staff", person="ana")


async def test_the_page_runs_the_way_its_language_runs(house: House) -> None:
    async with house.browser() as session:
        for liked, begins in (("ar-EG", '<html lang="ar" dir="rtl">'), ("de", '<html lang="de" dir="ltr">')):
            page = await (await session.get("/chat", headers={"Accept-Language": liked})).text()
            assert begins in page


async def test_what_the_browser_speaks_goes_with_what_is_said(house: House) -> None:
    async with (
        house.browser() as session,
        house.page(session, "/chat/ws?opening", **{"Accept-Language": "ar"}) as page,
    ):
        await page.tell(type="open", key="k0", token="abc")
        await page.tell(type="say", key="k1", text="مرحبا")
        await page.tell(type="say", key="k2", text="/feedback")
        for _ in range(3):
            await page.hear("ack")
    spoken = [
        event.language
        for event in house.ledger.delivered
        if isinstance(event, MessageReceived | CommandGiven | LinkOpened)
    ]
    assert spoken == ["ar", "ar", "ar"]


async def test_a_language_that_we_do_not_have_is_none(house: House) -> None:
    async with (
        house.browser() as session,
        house.page(session, "/chat/ws", **{"Accept-Language": "nl"}) as page,
    ):
        assert (await page.hear("hello"))["language"] == "en"
        await page.tell(type="say", key="k1", text="hoi")
        await page.hear("ack")
    (event,) = house.ledger.delivered
    assert isinstance(event, MessageReceived)
    assert event.language is None


async def test_a_page_follows_the_language_that_we_write_in(house: House) -> None:
    async with house.browser() as session, house.page(session) as page:
        await page.hear("history")
        here = address_of(next(cookie.value for cookie in session.cookie_jar if cookie.key == COOKIE))
        await house.adapter.send(parcel("p1", here, language="ar"), None, False)
        words = await page.next()
        assert (words["type"], words["language"], words["direction"]) == ("words", "ar", "rtl")
        assert isinstance(words["words"], dict)
        assert words["words"]["send"] == "ar:ui.send"
        assert (await page.next())["type"] == "show"
        await house.adapter.send(parcel("p2", here, language="ar"), None, False)
        assert (await page.next())["type"] == "show", "said once"
        await house.adapter.send(parcel("p3", here, language="xx"), None, False)
        assert (await page.next())["type"] == "show", "a page has no words in a language that is not ours"


async def test_a_page_that_opens_again_speaks_the_language_that_we_last_wrote_in(house: House) -> None:
    async with house.browser() as session:
        here = address_of(next(cookie.value for cookie in session.cookie_jar if cookie.key == COOKIE))
        house.ledger.keep(parcel("p1", here, language="de"))
        async with house.page(session) as page:
            assert (await page.hear("hello"))["language"] == "en"
            words = await page.next()
            assert (words["type"], words["language"]) == ("words", "de")
            assert (await page.next())["type"] == "history"


async def test_a_room_keeps_the_readers_own_language(house: House) -> None:
    house.adapter.attach_room("staff", STAFF, "Ana", "Staff")
    async with house.browser() as session, house.page(session, "/rooms/staff/ws") as page:
        await page.hear("history")
        await house.adapter.send(parcel("p1", STAFF.place, language="de"), None, False)
        assert (await page.next())["type"] == "show"
