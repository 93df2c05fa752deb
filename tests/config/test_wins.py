"""Rooms of wins: when they are told, of whom, who is asked for it, and what must not go there."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from bot.config import Config, parse, settings
from bot.config.overview import overview
from bot.core.errors import ConfigurationError
from bot.core.identity import Role
from bot.core.periods import PeriodKind

SHOP = """
[business]
name = "Bean There"
timezone = "Europe/Berlin"

[telegram]
token = "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234"

[rooms.staff]
platform = "telegram"
room = "-1"
role = "staff"
"""
JOY = """
[rooms.joy]
platform = "telegram"
room = "-2"
role = "wins"
"""


def read(text: str) -> Config:
    return parse(SHOP + text, Path("shop.toml"), {})


def problems(text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        read(text)
    return [*caught.value.problems]


def test_a_room_of_wins_is_told_every_day_by_the_business_clock() -> None:
    config = read(JOY + '[wins]\nat = "16:30"\n')
    made = settings(config, b"")
    plan = made.digests["wins:joy"]
    assert (plan.is_wins, plan.room, plan.covers) == (True, "joy", PeriodKind.DAY)
    assert (plan.schedule.at, plan.schedule.zone.key) == (time(16, 30), "Europe/Berlin")
    assert [room.role for room in made.rooms] == [Role.STAFF, Role.WINS]
    assert any("Praise goes to joy (Telegram -2), every day at 16:30." in line for line in overview(config))


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("", False),
        (JOY, True),
        ("[quotes]\nask = true\n", True),
        (JOY + "[quotes]\nask = false\n", False),
    ],
)
def test_customers_are_asked_where_a_room_reads_it_or_as_is_said(text: str, asks: bool) -> None:
    config = read(text)
    assert settings(config, b"").ask_to_quote is asks
    assert any("asked whether they may be quoted" in line for line in overview(config)) is asks


def test_whoever_is_named_may_be_praised_each_once() -> None:
    text = '[people]\nMaria = ["telegram::1"]\nSam = ["telegram::2"]\n[themes]\nstaff = ["maria", "Tom"]\n'
    assert settings(read(text), b"").staff_names == ("Maria", "Tom", "Sam")


def test_no_digest_and_no_overdue_case_goes_where_praise_is_read() -> None:
    digest = '[[digest]]\nname = "weekly"\nroom = "joy"\n'
    assert any("digest.weekly.room: 'joy' reads praise only" in one for one in problems(JOY + digest))
    overdue = '[recovery]\nescalate_to = ["joy"]\n'
    assert any("recovery.escalate_to.1: 'joy' reads praise only" in one for one in problems(JOY + overdue))


def test_a_digest_asks_for_guesses_only_where_that_is_said() -> None:
    digest = '[[digest]]\nname = "weekly"\nroom = "staff"\n'
    assert not settings(read(digest), b"").digests["weekly"].guess
    assert settings(read(digest + "guess = true\n"), b"").digests["weekly"].guess
