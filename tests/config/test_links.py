"""Places and links in the configuration: what the core gets of them, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.config import Config, parse, settings
from bot.config.overview import hints
from bot.core.errors import ConfigurationError
from bot.core.journey import Place
from bot.core.settings import Settings

BASE = """
[business]
name = "Mug & Co"
[rooms.staff]
platform = "telegram"
room = "-1009876543210"
role = "staff"
[[touchpoint]]
name = "visit"
survey = "csat"
[[touchpoint]]
name = "team"
survey = "internal-pulse"
"""
TELEGRAM = '[telegram]\ntoken = "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234"\n'
NAMED = TELEGRAM + 'username = "@mugandco_bot"\n'
PUBLIC = '[http]\npublic_url = "https://feedback.example.com/"\n'
WEB = "https://feedback.example.com/chat/{token}"
DEEP = "https://t.me/mugandco_bot?start={token}"


def read(text: str) -> Config:
    return parse(BASE + text, Path("config.toml"), {})


def core(text: str) -> Settings:
    return settings(read(text), b"k" * 32)


def problem(text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        read(TELEGRAM + text)
    (one,) = caught.value.problems
    return str(one)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (TELEGRAM, {}),
        (NAMED, {"telegram": DEEP}),
        (TELEGRAM + PUBLIC, {"web": WEB}),
        (NAMED + PUBLIC, {"web": WEB, "telegram": DEEP}),
        (NAMED + PUBLIC + "[web]\nenabled = false\n", {"telegram": DEEP}),
    ],
)
def test_links_lead_to_what_is_on_and_can_be_reached(text: str, links: dict[str, str]) -> None:
    assert core(text).links == links


def test_a_telegram_bot_without_its_name_is_hinted_at() -> None:
    assert any("set [telegram] username" in hint for hint in hints(read(TELEGRAM + PUBLIC)))
    assert not any("[telegram] username" in hint for hint in hints(read(NAMED + PUBLIC)))


def test_how_long_a_link_lives() -> None:
    assert core(TELEGRAM).link_lives_for == timedelta(days=60)
    assert core(TELEGRAM + "[links]\nexpire_after_days = 7.5\n").link_lives_for == timedelta(days=7.5)
    assert "this must be at least 1, not 0" in problem("[links]\nexpire_after_days = 0\n")


def test_places_go_by_the_shops_names() -> None:
    text = """
[places.Berlin]
timezone = "Europe/Berlin"
review_url = "https://reviews.example.com/r?place=mug%20co&x=1"
touchpoint = "visit"
[places."Köln Mitte"]
"""
    berlin = Place(
        "Berlin", ZoneInfo("Europe/Berlin"), "https://reviews.example.com/r?place=mug%20co&x=1", "visit"
    )
    assert core(TELEGRAM + text).places == {"Berlin": berlin, "Köln Mitte": Place("Köln Mitte")}


@pytest.mark.parametrize(
    "url",
    [
        "http://reviews.example.com",
        "reviews.example.com",
        "https://reviews.example.com/a b",
        "https://reviews.example.com/<!channel>",
        "https://x|y",
        "javascript:alert(1)",
        "https://" + "x" * 600,
        7,
    ],
)
def test_a_review_link_is_a_whole_address_that_nothing_can_hide_in(url: object) -> None:
    written = url if isinstance(url, int) else f'"{url}"'
    assert 'write the address as "https://…"' in problem(f"[places.Berlin]\nreview_url = {written}\n")


def test_a_touchpoint_that_is_not_there_is_named_with_the_one_that_was_meant() -> None:
    said = problem('[places.Berlin]\ntouchpoint = "vist"\n')
    assert "places.Berlin.touchpoint: there is no touchpoint 'vist'; did you mean \"visit\"?" in said


def test_whoever_walks_in_is_not_asked_what_staff_are_asked() -> None:
    said = problem('[places.Berlin]\ntouchpoint = "team"\n')
    assert "its survey internal-pulse is for people who work with you" in said


@pytest.mark.parametrize("name", ['" Berlin"', '""', f'"{"x" * 101}"', '"a\\nb"'])
def test_a_place_has_a_name_that_can_be_told(name: str) -> None:
    assert "name a place as the shop does" in problem(f"[places.{name}]\n")


def test_pages_are_where_we_listen_unless_an_address_is_named() -> None:
    assert read(TELEGRAM).public_url_at(8090) == "http://127.0.0.1:8090"
    assert read(TELEGRAM + PUBLIC).public_url_at(8090) == "https://feedback.example.com"
