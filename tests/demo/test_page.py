"""The demo's page in a real browser: a purchase, a conversation, an alert, a digest."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PATIENCE_MS = 60_000

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine")


@pytest.fixture
def process(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A demo of ten days in a process of its own."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "bot",
            "demo",
            "--port",
            "0",
            "--days",
            "10",
            "--data",
            str(tmp_path / "data"),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout:
        yield process
        process.terminate()
        assert process.wait(timeout=15) == 0


@pytest.fixture
def demo(process: subprocess.Popen[str]) -> str:
    """The demo's address."""
    return started(process)


def started(process: subprocess.Popen[str]) -> str:
    """Wait until it says where it is."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "http://127.0.0.1:" in line
    return line.split()[4]


@pytest.fixture
async def page(demo: str) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        opened = await browser.new_page(viewport={"width": 1280, "height": 800})
        opened.set_default_timeout(PATIENCE_MS)
        problems: list[str] = []
        opened.on("pageerror", lambda error: problems.append(str(error)))
        answer = await opened.goto(demo)
        assert answer is not None
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        yield opened
        await browser.close()
        assert problems == []


def panel(page: Page, name: str) -> Locator:
    return page.locator(f"#panel-{name}")


async def seen(locator: Locator) -> None:
    await expect(locator.last).to_be_visible(timeout=PATIENCE_MS)


async def type_into(room: Locator, text: str) -> None:
    await room.locator("textarea").last.fill(text)
    await room.locator("textarea").last.press("Enter")


async def test_a_purchase_becomes_an_answer_an_alert_and_a_digest(page: Page) -> None:
    phone, staff, managers = panel(page, "phone"), panel(page, "staff"), panel(page, "managers")
    await page.get_by_role("button", name="Buy: House Blend").click()
    await phone.get_by_role("button", name="2", exact=True).click()
    await seen(staff.get_by_text("Maya Okafor is unhappy"))
    await type_into(phone, "The cup was dirty <b>and</b> cold. I want my money back.")
    await seen(staff.get_by_text("The cup was dirty <b>and</b> cold."))
    await seen(staff.get_by_text("Wants money back"))
    await staff.get_by_role("button", name="Take", exact=True).last.click()
    await seen(staff.get_by_text("Sam Reed took it"))
    digests = managers.get_by_role("heading", name="How Corner Roastery did")
    await seen(digests)
    earlier = await digests.count()
    await type_into(managers, "/digest")
    await expect(digests).to_have_count(earlier + 1, timeout=PATIENCE_MS)
    await seen(managers.get_by_text("n = "))
    picture = managers.locator("figure.picture img").last
    await picture.scroll_into_view_if_needed()
    await expect(picture).to_have_js_property("complete", True, timeout=PATIENCE_MS)
    assert await picture.evaluate("image => image.naturalWidth") > 400
    assert await picture.get_attribute("alt")


async def test_the_staffs_reply_reaches_the_phone_and_the_customer_has_the_last_word(page: Page) -> None:
    phone, staff = panel(page, "phone"), panel(page, "staff")
    await page.get_by_role("button", name="Buy: Saturday Tasting").click()
    await phone.get_by_role("button", name="1", exact=True).click()
    await seen(staff.get_by_text("Maya Okafor is unhappy"))
    await staff.get_by_role("button", name="Reply", exact=True).last.click()
    form = staff.locator(".form").last
    await form.locator("textarea").fill("I am sorry, Maya. Please come by, the next one is on us.")
    await form.get_by_role("button", name="Send").click()
    await seen(phone.get_by_text("Sam: I am sorry, Maya."))
    await staff.get_by_role("button", name="Resolve", exact=True).last.click()
    form = staff.locator(".form").last
    await form.locator("select").first.select_option("quality")
    await form.locator("textarea").fill("Refunded")
    await form.get_by_role("button", name="Send").click()
    await seen(staff.get_by_text("Sam Reed put it right: Refunded"))
    await page.get_by_role("button", name="Skip a day").click()
    await in_the_morning_at_the_latest(page, phone.get_by_text("Did we put it right?"))
    await phone.get_by_role("button", name="5", exact=True).last.click()
    await seen(staff.get_by_text("Recovered"))


async def in_the_morning_at_the_latest(page: Page, locator: Locator) -> None:
    """The demo begins at the hour that it is; at night nobody is asked before nine."""
    for _ in range(14):
        with contextlib.suppress(AssertionError):
            await expect(locator.last).to_be_visible(timeout=2_000)
            return
        await page.get_by_role("button", name="Skip an hour").click()
    await seen(locator)


async def test_nothing_is_lost_or_doubled_by_pressing_twice_a_broken_network_and_a_restart(
    page: Page, process: subprocess.Popen[str]
) -> None:
    phone, staff = panel(page, "phone"), panel(page, "staff")
    await page.get_by_role("button", name="Buy: House Blend").click()
    await phone.get_by_role("button", name="1", exact=True).click()
    await seen(phone.get_by_text("What went wrong?"))
    await page.get_by_role("button", name="Press twice").click()
    await page.get_by_role("button", name="Break the network").click()
    await seen(page.get_by_text("The network is broken."))
    await type_into(phone, "It was cold.")
    await page.get_by_role("button", name="Mend the network").click()
    await seen(staff.get_by_text("It was cold."))
    await page.get_by_role("button", name="Restart the bot").click()
    await asyncio.to_thread(started, process)
    await type_into(phone, "price and speed")
    await seen(phone.get_by_text("Our team knows"))
    await expect(phone.get_by_text("What went wrong?")).to_have_count(1)
    await expect(phone.get_by_text("It was cold.")).to_have_count(1)
    await expect(staff.get_by_text("Maya Okafor is unhappy")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_nothing_sticks_out_sideways_at_any_width(page: Page, width: int, scheme: str) -> None:
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await page.set_viewport_size({"width": width, "height": 800})
    await seen(page.get_by_role("button", name="Skip a day"))
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
