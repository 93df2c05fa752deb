"""``feedback-bot link``, as an operator types it: the links of purchases and places, and their pictures."""

from __future__ import annotations

import asyncio
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import zxingcpp
from numpy import array
from PIL import Image

from bot import app, config
from bot.core.events import LinkOpened, PurchaseReceived
from bot.core.identity import Address
from bot.demo.clocks import SetClock
from tests.commands.asked import run as typed

NOW = datetime.now(UTC)
SHOP = """
[business]
name = "Shop"
[http]
public_url = "https://feedback.example.com"
[telegram]
token = "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234"
username = "mugandco_bot"
[rooms.staff]
platform = "telegram"
room = "-1009876543210"
role = "staff"
[places.Berlin]
[places."Köln Mitte"]
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return typed("link", *arguments)


def bought(order: str, shop: str = "web") -> PurchaseReceived:
    return PurchaseReceived(
        f"shop:{shop}", order, NOW, shop, order, "maya", "purchase", NOW, customer_name="Maya Okafor"
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A shop with orders 1001, 1002 (opened), 1003 (reported long ago), and two that are called 7."""
    written = tmp_path / "config.toml"
    written.write_text(SHOP, "utf-8")

    async def fill() -> None:
        shop = config.load(written)
        async with app.opened(shop, shop.data_folder) as opened:
            clock = SetClock(NOW - timedelta(days=90))
            engine = app.Engine(opened.settings, opened.store, clock=clock)
            async with engine.running(ticking=False):
                await engine.deliver(replace(bought("1003"), at=clock.now()))
                clock.move_to(NOW)
                for order in (bought("1001"), bought("7"), bought("7", "till")):
                    await engine.deliver(order)
                token = str((await engine.deliver(bought("1002")))["link_token"])
                tom = Address("web", person="tom")
                await engine.deliver(LinkOpened("web", "1", NOW, tom, token))

    asyncio.run(fill())
    return written


def url_in(done: subprocess.CompletedProcess[str], platform: str) -> str:
    assert done.returncode == 0, done.stderr
    (line,) = (line for line in done.stdout.splitlines() if line.startswith(f"{platform}: "))
    return line.partition(": ")[2]


def test_a_purchases_links_lead_to_every_platform_and_are_the_same_each_time(path: Path) -> None:
    first, again = run("1001", "--config", str(path)), run("1001", "--config", str(path))
    web, telegram = url_in(first, "Web page"), url_in(first, "Telegram")
    token = web.removeprefix("https://feedback.example.com/chat/")
    assert len(token) == 32
    assert telegram == f"https://t.me/mugandco_bot?start={token}"
    assert first.stdout == again.stdout
    assert f"Not opened yet; it can be until {NOW + timedelta(days=60):%Y-%m-%d}." in first.stdout


def test_it_says_how_the_link_is(path: Path) -> None:
    assert "It was opened already" in run("1002", "--config", str(path)).stdout
    assert "It ran out on" in run("1003", "--config", str(path)).stdout


def test_a_places_link_is_one_of_its_own(path: Path) -> None:
    berlin, cologne = (
        url_in(run("--place", name, "--config", str(path)), "Web page") for name in ("Berlin", "Köln Mitte")
    )
    assert berlin != cologne


@pytest.mark.parametrize(("platform", "title"), [("web", "Web page"), ("telegram", "Telegram")])
def test_its_picture_is_read_as_the_link(path: Path, platform: str, title: str) -> None:
    drawn = path.parent / "code.png"
    done = run("--place", "Berlin", "--for", platform, "--qr", str(drawn), "--config", str(path))
    pixels = array(Image.open(drawn).convert("L"))
    assert [found.text for found in zxingcpp.read_barcodes(pixels)] == [url_in(done, title)]
    assert len(pixels) > 800  # for a counter
    run("1001", "--qr", str(drawn), "--config", str(path))
    assert len(array(Image.open(drawn))) < 300  # for a receipt


def test_it_is_drawn_as_svg_too(path: Path) -> None:
    drawn = path.parent / "code.SVG"
    assert run("1001", "--qr", str(drawn), "--config", str(path)).returncode == 0
    assert drawn.read_text("utf-8").startswith("<svg")


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["999"], "There is no order and no purchase '999'."),
        (["7"], "'7' is more than one purchase; name one by its id: "),
        (["--place", "berlin"], "There is no place 'berlin' in the configuration's [places]"),
        (["1001", "--place", "Berlin"], "not allowed with argument"),
        ([], "one of the arguments purchase --place is required"),
        (["1001", "--qr", "code.gif"], "name a file that ends with .png or .svg"),
        (["1001", "--qr", "no/such/folder/code.png"], "cannot be written"),
        (["1001", "--for", "slack"], "is not known here"),
    ],
)
def test_a_wrong_request_ends_with_one_clear_line(path: Path, arguments: list[str], wanted: str) -> None:
    done = run(*arguments, "--config", str(path))
    assert done.returncode == 2
    assert wanted in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("without", "arguments", "wanted"),
    [
        ('username = "mugandco_bot"\n', ["--for", "telegram"], "set [telegram] username"),
        ('[http]\npublic_url = "https://feedback.example.com"\n', ["--for", "web"], "set [http] public_url"),
    ],
)
def test_what_is_missing_for_a_link_is_named(
    path: Path, without: str, arguments: list[str], wanted: str
) -> None:
    path.write_text(SHOP.replace(without, ""), "utf-8")
    done = run("--place", "Berlin", *arguments, "--config", str(path))
    assert (done.returncode, wanted in done.stderr) == (2, True)


def test_before_the_first_start_there_is_no_key_to_make_links_with(tmp_path: Path) -> None:
    written = tmp_path / "config.toml"
    written.write_text(SHOP, "utf-8")
    done = run("--place", "Berlin", "--config", str(written))
    assert done.returncode == 2
    assert "Start the bot once" in done.stderr
    assert list(tmp_path.iterdir()) == [written]
