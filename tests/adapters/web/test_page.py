"""The chat page in a real browser: nothing typed is lost, nothing said twice, nothing taken for markup."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from playwright.async_api import Page, async_playwright, expect

from bot.adapters.web.session import COOKIE, address_of
from bot.core.effects import HANDOVER, Button, Field, Line, Message, Template, form_json
from bot.core.events import ButtonPressed, FormSubmitted, MessageReceived
from bot.core.identity import Address
from tests.adapters.web.conftest import House, parcel
from tests.contracts.running import until
from tests.hostile import SHORT

CHROMIUM = shutil.which("chromium")
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
STAFF = Address("web", room="staff", person="ana")
HOSTILE_URL = {"words": "https://evil.example"}
HOSTILE = "<img src=x onerror=\"document.title='pwned'\"> & <b>bold</b>"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine")


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A phone."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS.split())
        phone = await chromium.new_context(
            viewport={"width": 390, "height": 844}, locale="en-US", timezone_id="UTC"
        )
        yield await phone.new_page()
        await chromium.close()


async def address(page: Page) -> Address:
    cookies = await page.context.cookies()
    return address_of(next(cookie["value"] for cookie in cookies if cookie["name"] == COOKIE))


async def chat(house: House, page: Page, path: str = "/chat") -> Address:
    """Open the page and wait until it is connected."""
    await page.goto(house.url + path)
    await expect(page.get_by_role("textbox")).to_be_enabled()
    return await address(page)


async def say(page: Page, text: str) -> None:
    await page.get_by_role("textbox").fill(text)
    await page.keyboard.press("Enter")


def texts(house: House) -> list[str]:
    return [event.text for event in house.ledger.delivered if isinstance(event, MessageReceived)]


async def test_enter_sends_and_shift_enter_makes_a_new_line(house: House, page: Page) -> None:
    await chat(house, page)
    await page.get_by_role("textbox").press_sequentially("one")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("two")
    await page.keyboard.press("Enter")
    await expect(page.locator(".mine time")).to_have_count(1)
    assert texts(house) == ["one\ntwo"]
    await expect(page.get_by_role("textbox")).to_have_value("")


async def test_the_page_turns_round_with_the_language_that_we_write_in(house: House, page: Page) -> None:
    here = await chat(house, page)
    await expect(page.locator("html")).to_have_attribute("dir", "ltr")
    await house.adapter.send(parcel("p1", here, "مرحبا", language="ar"), None, False)
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    await expect(page.get_by_role("textbox")).to_have_attribute("placeholder", "ar:ui.write")
    bubble, title = page.locator(".entry .bubble"), page.locator(".chat-title bdi")
    for one in (bubble, title):
        box = await one.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] > 360, "on the right of a phone that is 390 wide"


async def test_what_is_typed_without_a_connection_waits_and_is_said_once(house: House, page: Page) -> None:
    await chat(house, page)
    await house.adapter.break_network(True)
    await say(page, "are you there?")
    await expect(page.locator(".banner")).to_have_text("en:ui.offline")
    await expect(page.locator(".mine .meta")).to_have_text("en:ui.sending")
    await house.adapter.break_network(False)
    await expect(page.locator(".mine time")).to_have_count(1, timeout=15_000)
    await expect(page.locator(".banner")).to_have_text("")
    assert texts(house) == ["are you there?"]


async def test_what_is_typed_survives_the_page_being_closed(house: House, page: Page) -> None:
    await chat(house, page)
    await house.adapter.break_network(True)
    await say(page, "first")
    await say(page, "second")
    await page.get_by_role("textbox").fill("a draft")
    await page.close()
    await house.adapter.break_network(False)
    again = await page.context.new_page()
    await chat(house, again)
    await expect(again.locator(".mine time")).to_have_count(2)
    await expect(again.get_by_role("textbox")).to_have_value("a draft")
    assert texts(house) == ["first", "second"]


async def test_a_lost_acknowledgement_leads_to_no_second_bubble(house: House, page: Page) -> None:
    await chat(house, page)
    house.ledger.gate.clear()
    await say(page, "hello")
    await expect(page.locator(".mine")).to_have_count(1)
    await page.reload()
    house.ledger.gate.set()
    await expect(page.locator(".mine time")).to_have_count(1)
    await expect(page.locator(".mine")).to_have_count(1)
    assert len(house.ledger.replies) == 1


async def test_an_edit_replaces_the_message_and_its_buttons_in_place(house: House, page: Page) -> None:
    maya = await chat(house, page)
    scale = (tuple(Button(Line(str(n)), f"a:{n}") for n in range(11)),)
    asked = parcel("p1", maya, message=Message((Line("how was it?"),), scale))
    await house.adapter.send(asked, None, False)
    await house.adapter.send(parcel("p2", maya, "and why?"), None, False)
    await page.get_by_role("button", name="en:9").click()
    await expect(page.get_by_role("button", name="en:9")).to_have_attribute("aria-disabled", "true")
    await house.adapter.send(parcel("p3", maya, "you chose 9", target="p1"), "p1", False)
    await house.adapter.send(parcel("p3", maya, "you chose 9", target="p1"), "p1", False)
    await expect(page.locator(".bubble")).to_have_text(["en:you chose 9", "en:and why?"])
    await expect(page.locator(".row")).to_have_count(0)
    assert [e.data for e in house.ledger.delivered if isinstance(e, ButtonPressed)] == ["a:9"]


async def test_of_several_choices_the_next_can_be_pressed_as_soon_as_the_first_is_shown(
    house: House, page: Page
) -> None:
    maya = await chat(house, page)

    def asked(*chosen: str) -> Message:
        marked = {name: "✓ " if name in chosen else "" for name in ("price", "speed")}
        return Message(
            (Line("what matters?"),),
            (tuple(Button(Line(f"{mark}{name}"), f"a:{name}") for name, mark in marked.items()),),
        )

    await house.adapter.send(parcel("p1", maya, message=asked()), None, False)
    await page.get_by_role("button", name="en:price").click()
    await expect(page.get_by_role("button", name="en:speed")).to_have_attribute("aria-disabled", "true")
    await house.adapter.send(parcel("p2", maya, message=asked("price"), target="p1"), "p1", False)
    await expect(page.get_by_role("button", name="en:✓ price")).to_have_attribute("aria-disabled", "true")
    assert await page.get_by_role("button", name="en:speed").get_attribute("aria-disabled") == "false"
    await page.get_by_role("button", name="en:speed").click(timeout=1_000)
    await until(lambda: pressed(house) == ["a:price", "a:speed"], "both are pressed")


def pressed(house: House) -> list[str]:
    return [event.data for event in house.ledger.delivered if isinstance(event, ButtonPressed)]


async def test_five_stars_stand_in_one_row_on_a_narrow_phone(house: House, page: Page) -> None:
    await chat(house, page)
    await page.set_viewport_size({"width": 320, "height": 640})
    tops = await page.evaluate(STARS)
    assert len(tops) == 5
    assert len(set(tops)) == 1


STARS = """async () => {
  const { EntryView } = await import("/chat/static/entries.js");
  const row = [1, 2, 3, 4, 5].map((n) => ({ label: `${n} ★`, data: `a:${n}`, form: [], emphasis: "" }));
  const entry = { id: "p1", at: "2026-03-02T09:30:00Z", mine: false, lines: ["stars?"], rows: [row] };
  document.querySelector(".log").append(new EntryView(entry, {}, {}).element);
  return [...document.querySelectorAll(".row .button")].map((one) => one.offsetTop);
}"""


async def test_the_day_is_the_servers_even_before_the_answer_is_there(house: House, page: Page) -> None:
    await chat(house, page)
    await house.adapter.break_network(True)
    await say(page, "hello")
    await expect(page.locator(".day")).to_have_text("Monday, March 2")


async def test_a_parcel_that_is_sent_again_is_shown_once(house: House, page: Page) -> None:
    maya = await chat(house, page)
    for id in ("p1", "p1", "p2"):
        await house.adapter.send(parcel(id, maya, id), None, False)
    await expect(page.locator(".bubble").last).to_have_text("en:p2")
    await house.adapter.break_network(True)
    await house.adapter.break_network(False)
    await page.evaluate("window.dispatchEvent(new Event('online'))")
    await say(page, "still here")
    await expect(page.locator(".mine time")).to_have_count(1)
    await expect(page.locator(".bubble")).to_have_text(["en:p1", "en:p2", "still here"])


async def test_an_alert_that_moves_on_takes_nothing_from_whoever_is_writing_a_reply(
    house: House, page: Page
) -> None:
    maya = await chat(house, page)
    reply = Button(Line("reply"), "c:1:reply", form=(Field("text", Line("words"), lines=3),))
    card = {"type": "alert", "title": "Maya", "tone": "open", "badge": "open"}
    await house.adapter.send(parcel("p1", maya, message=Message((), ((reply,),), card)), None, False)
    await page.get_by_role("button", name="reply").click()
    words = page.get_by_role("textbox", name="en:words")
    await expect(words).to_be_focused()
    await words.fill("we are so")
    taken = Message((), ((reply,),), {**card, "badge": "taken by Ben"})
    await house.adapter.send(parcel("p2", maya, message=taken, target="p1"), "p1", False)
    await expect(page.locator(".badge")).to_have_text("taken by Ben")
    await expect(words).to_be_focused()
    await words.press("Escape")
    await expect(words).to_have_count(0)
    await expect(page.get_by_role("button", name="reply")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(words).to_have_value("we are so")
    await words.fill("we are so sorry")
    await page.get_by_role("button", name="en:ui.submit").click()
    await expect(words).to_have_count(0)
    assert [e.fields for e in house.ledger.delivered if isinstance(e, FormSubmitted)] == [
        {"text": "we are so sorry"}
    ]


async def test_a_form_that_comes_back_keeps_what_was_typed_and_can_be_sent_anyway(
    house: House, page: Page
) -> None:
    maya = await chat(house, page)
    reply = Button(Line("reply"), "c:1:reply", form=(Field("text", Line("words"), lines=3),))
    await house.adapter.send(parcel("p1", maya, message=Message((), ((reply,),))), None, False)
    await page.get_by_role("button", name="reply").click()
    words = page.get_by_role("textbox", name="en:words")
    await words.fill("you should have asked")
    anew = form_json(replace(reply, data="c:1:reply:mark"), Line("anyway"))
    house.ledger.answers.append({"ok": False, "text": Line("look again").json, "form": anew})
    await page.get_by_role("button", name="en:ui.submit").click()
    await expect(page.get_by_role("alert").filter(has_text="en:look again")).to_be_visible()
    await expect(words).to_have_value("you should have asked")
    await words.press("Escape")
    await page.get_by_role("button", name="reply").click()
    await expect(words).to_have_value("you should have asked")
    await page.get_by_role("button", name="en:anyway").click()
    await expect(words).to_have_count(0)
    sent = [one for one in house.ledger.delivered if isinstance(one, FormSubmitted)]
    assert [one.data for one in sent] == ["c:1:reply", "c:1:reply:mark"]
    assert sent[0].fields == sent[1].fields


async def test_a_press_may_be_answered_with_a_form_whose_templates_fill_it(house: House, page: Page) -> None:
    maya = await chat(house, page)
    reply = Button(Line("reply"), "c:1:reply")
    await house.adapter.send(parcel("p1", maya, message=Message((), ((reply,),))), None, False)
    offered = (Template(Line("sorry"), "en"), Template(Line("tell me"), "en"))
    fields = (
        Field("text", Line("words"), lines=3, templates=offered),
        Field("day", Line("when"), kind="date", required=False),
    )
    form = form_json(replace(reply, form=fields, note=(Line("ask first"),)))
    house.ledger.answers.append({"ok": True, "form": form})
    await page.get_by_role("button", name="reply").click()
    words = page.get_by_role("textbox", name="en:words")
    await expect(words).to_be_focused()
    await expect(page.get_by_text("en:ask first")).to_be_visible()
    await page.get_by_role("button", name="en:sorry").click()
    await expect(words).to_have_value("en:sorry")
    await page.get_by_role("button", name="en:tell me").click()
    await expect(words).to_have_value("en:tell me")
    await words.fill("Hi Maya")
    await page.get_by_role("button", name="en:sorry").click()
    await expect(words).to_have_value("Hi Maya\n\nen:sorry")
    suggested = replace(fields[1], initial="2026-03-03")
    anew = form_json(replace(reply, data="c:1:reply:mark", form=(fields[0], suggested)))
    house.ledger.answers.append({"ok": False, "text": Line("a promise").json, "form": anew})
    await page.get_by_role("button", name="en:ui.submit").click()
    await expect(page.get_by_label("en:when")).to_have_value("2026-03-03")
    await page.get_by_role("button", name="en:ui.submit").click()
    await expect(words).to_have_count(0)
    sent = [(one.data, one.fields) for one in house.ledger.delivered if isinstance(one, FormSubmitted)]
    assert sent == [
        ("c:1:reply", {"text": "Hi Maya\n\nen:sorry", "day": ""}),
        ("c:1:reply:mark", {"text": "Hi Maya\n\nen:sorry", "day": "2026-03-03"}),
    ]


async def test_a_form_that_is_asked_for_again_keeps_what_was_typed(house: House, page: Page) -> None:
    maya = await chat(house, page)
    reply = Button(Line("reply"), "c:1:reply")
    await house.adapter.send(parcel("p1", maya, message=Message((), ((reply,),))), None, False)
    form = form_json(replace(reply, form=(Field("text", Line("words"), lines=3),)))
    house.ledger.answers += [{"ok": True, "form": form}, {"ok": True, "form": form}]
    button = page.get_by_role("button", name="en:reply")
    await button.click()
    words = page.get_by_role("textbox", name="en:words")
    await words.fill("we are so")
    await button.click()
    await expect(words).to_have_count(0)
    await button.click()
    await expect(words).to_have_value("we are so")


async def test_nobodys_words_are_taken_for_markup(house: House, page: Page) -> None:
    maya = await chat(house, page)
    card = {
        "type": "alert",
        "title": HOSTILE,
        "quote": HOSTILE,
        "facts": [[HOSTILE, HOSTILE]],
        "reasons": [HOSTILE],
    }
    hostile = Message((Line(HOSTILE),), ((Button(Line(HOSTILE), "x"),),), card)
    await house.adapter.send(parcel("p1", maya, message=hostile), None, False)
    digest = {
        "type": "digest",
        "title": HOSTILE,
        "sections": [{"title": HOSTILE, "quotes": [{"text": HOSTILE, "by": HOSTILE}]}],
    }
    await house.adapter.send(parcel("p2", maya, message=Message((), card=digest)), None, False)
    await say(page, HOSTILE)
    await expect(page.locator(".mine .bubble")).to_have_text(HOSTILE)
    await expect(page.locator(".digest h3")).to_have_text(HOSTILE)
    assert await page.locator(".log img, .log b").count() == 0
    assert await page.title() == "Kaffee Nord"


async def test_a_used_link_shows_the_same_kind_page_as_an_unknown_one(house: House, page: Page) -> None:
    house.ledger.links = {"used": "somebody else", "fresh": None}
    seen = []
    for token in ("used", "unknown"):
        await page.goto(f"{house.url}/chat/{token}")
        await expect(page.locator(".gone h2")).to_have_text("en:ui.link_gone_title")
        await expect(page.locator(".gone p")).to_have_text("en:link")
        seen.append(await page.inner_text("body"))
    assert seen[0] == seen[1]
    await chat(house, page, "/chat/fresh")
    await expect(page.locator(".gone")).to_have_count(0)
    await page.wait_for_url(f"{house.url}/chat")


async def test_an_address_of_ours_can_be_clicked_and_one_that_somebody_wrote_cannot(
    house: House, page: Page
) -> None:
    maya = await chat(house, page)
    review = Line("review", {"url": "https://reviews.example/b"})
    await house.adapter.send(
        parcel("p1", maya, message=Message((Line("evil", HOSTILE_URL), review))), None, False
    )
    await say(page, "https://evil.example/mine")
    await expect(page.locator(".mine .bubble")).to_have_count(1)
    links = page.locator(".log a")
    await expect(links).to_have_count(1)
    await expect(links).to_have_attribute("href", "https://reviews.example/b")
    await expect(links).to_have_attribute("rel", "noopener noreferrer")


async def test_a_chat_that_is_handed_over_shows_nothing_of_before(house: House, page: Page) -> None:
    house.ledger.links = {"toms": None}
    maya = await chat(house, page)
    await house.adapter.send(parcel("p1", maya, "her answer"), None, False)
    await expect(page.locator(".bubble")).to_have_text(["en:her answer"])
    anew = replace(parcel("p2", maya, "his question"), purpose=HANDOVER)
    house.ledger.keep(anew)
    await house.adapter.send(anew, None, False)
    await expect(page.locator(".bubble")).to_have_text(["en:his question"])
    await page.goto(f"{house.url}/chat/toms")
    await expect(page.locator(".bubble")).to_have_text(["en:his question"])


async def test_a_narrow_phone_scrolls_in_one_direction_only(house: House, page: Page) -> None:
    await page.set_viewport_size({"width": 320, "height": 568})
    maya = await chat(house, page)
    scale = (tuple(Button(Line(str(n)), f"a:{n}") for n in range(11)),)
    await house.adapter.send(parcel("p1", maya, "x" * 300, message=Message((), scale)), None, False)
    await say(page, "https://shop.example/" + "x" * 300)
    await expect(page.locator(".mine time")).to_have_count(1)
    assert await page.evaluate("document.querySelector('.scroller').scrollWidth") <= 320
    for box in [await button.bounding_box() for button in await page.locator(".row .button").all()]:
        assert box is not None
        assert box["height"] >= 44


async def test_a_long_history_opens_at_its_end(house: House, page: Page) -> None:
    await page.goto(f"{house.url}/chat")
    maya = await address(page)
    for n in range(5000):
        house.ledger.keep(parcel(f"p{n}", maya, f"message {n}"))
    await page.reload()
    await expect(page.locator(".bubble")).to_have_count(200)
    await expect(page.locator(".bubble").last).to_be_in_viewport()


async def test_the_hostile_corpus_is_words_on_the_page_and_nothing_more(house: House, page: Page) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))
    maya = await chat(house, page)
    title = await page.title()
    asked.clear()
    tags = "main :is(script, img, iframe, svg, style, link, object, a, textarea[onfocus])"
    before = await page.locator(tags).count()
    for number, words in enumerate(SHORT.values()):
        buttons = ((Button(Line(words), f"a:{number}"),),)
        message = Message((Line(words), Line("x", {"name": words})), buttons)
        await house.adapter.send(parcel(f"p{number}", maya, message=message), None, False)
    await expect(page.locator(".bubble")).to_have_count(len(SHORT))
    assert await page.title() == title
    assert await page.locator(tags).count() == before
    assert await page.locator("main [onerror], main [onload], main [srcdoc]").count() == 0
    shown = " ".join((await page.locator("main").inner_text()).split())
    for words in ("<script>document.title='pwned'</script>", "<svg onload=alert(1)>", "javascript:alert(1)"):
        assert words in shown
    assert asked == []  # nobody was asked for anything, and nothing was fetched
