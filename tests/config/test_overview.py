"""What ``check`` and ``run`` say of a configuration that works: what is on, and what may be forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import Config, parse
from bot.config.overview import hints, overview

WHOLE = """
[business]
name = "Mug & Co"
[http]
public_url = "https://feedback.example.com"
[telegram]
token = "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234"
username = "mugandco_bot"
[rooms.front]
platform = "telegram"
room = "-1009876543210"
role = "staff"
[rooms.board]
platform = "telegram"
room = "-1009876543211"
role = "managers"
[roles]
staff = ["telegram::4711"]
managers = ["telegram::4712"]
"""


def read(text: str) -> Config:
    return parse(text, Path("config.toml"), {})


def test_what_is_on_is_said_in_two_lines() -> None:
    assert overview(read(WHOLE)) == [
        "Customers are asked on Telegram (polling) and the web chat (https://feedback.example.com).",
        "Alerts go to front (Telegram -1009876543210); digests to board (Telegram -1009876543211).",
    ]


def test_whoever_has_thought_of_everything_is_given_no_hint() -> None:
    assert hints(read(WHOLE)) == []


@pytest.mark.parametrize(
    ("there", "instead", "hint"),
    [
        ('staff = ["telegram::4711"]', "", "[roles] staff names nobody: only who has opened a link"),
        ('staff = ["telegram::4711"]', 'staff = ["web::anna"]', "[roles] staff names nobody on Telegram"),
        ('role = "managers"', 'role = "staff"', 'No room has role = "managers"'),
        (
            'public_url = "https://feedback.example.com"',
            "",
            "Links for customers lead to http://127.0.0.1:8080",
        ),
    ],
)
def test_what_may_be_forgotten_is_hinted_at(there: str, instead: str, hint: str) -> None:
    (said,) = hints(read(WHOLE.replace(there, instead)))
    assert said.startswith(hint)


def test_without_managers_and_a_room_for_them_nobody_may_ask_for_numbers() -> None:
    nobody = WHOLE.replace('managers = ["telegram::4712"]', "")
    assert hints(read(nobody)) == []
    said = hints(read(nobody.replace('role = "managers"', 'role = "staff"')))
    assert said[0].startswith('Nobody may ask for "/digest"')


def test_who_wants_no_digest_is_given_no_hint() -> None:
    assert hints(read("digest = []\n" + WHOLE.replace('role = "managers"', 'role = "staff"'))) == []


PULSE = """
[[touchpoint]]
name = "team"
survey = "internal-pulse"
[[pulse]]
name = "mood"
touchpoint = "team"
every = "week"
"""


def test_a_pulse_that_comes_round_before_the_cool_down_is_over_is_hinted_at() -> None:
    (said,) = hints(read(WHOLE + PULSE))
    assert said == (
        "The pulse mood comes round every week, before the cool-down of those who were asked is over: "
        "set between_any_days and between_same_nps_days in [contact.audience.internal] to at most 6."
    )


@pytest.mark.parametrize(("days", "hinted"), [(6, 0), (7, 1)])
def test_a_cool_down_that_is_a_day_shorter_is_none(days: int, hinted: int) -> None:
    own = f"[contact.audience.internal]\nbetween_any_days = 6\nbetween_same_nps_days = {days}\n"
    assert len(hints(read(WHOLE + own + PULSE))) == hinted
