"""A first configuration: whatever was answered, what is written is read again as it was said."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.config import Config, parse
from bot.config.starting import Answers, written

TELEGRAM = ("env", "TELEGRAM_TOKEN")
SLACK = (("env", "SLACK_BOT_TOKEN"), ("file", "slack-app.token"))
ROOM = "-1009876543210"
ENVIRON = {
    "TELEGRAM_TOKEN": "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234",
    "SLACK_BOT_TOKEN": "xoxb-1-abcdef",
}
ON_TELEGRAM = {"staff_room": ROOM, "telegram": TELEGRAM}
ON_SLACK = {"staff_room": "C01AB2CD3", "slack": SLACK, "workspace": "T01AB2CD3"}


def read(folder: Path, **said: object) -> Config:
    (folder / "slack-app.token").write_text("xapp-1-abcdef")
    answers = Answers('Mug "&" Co', "de", "Europe/Berlin", **said)  # type: ignore[arg-type]  # as in the tables
    return parse(written(answers), folder / "config.toml", ENVIRON)


@pytest.mark.parametrize(
    ("said", "room", "digest"),
    [
        (ON_TELEGRAM, "telegram", "staff"),
        (
            {**ON_TELEGRAM, "username": "mugandco_bot", "managers_room": "-1001112223334"},
            "telegram",
            "managers",
        ),
        ({**ON_SLACK, "slack_api": "https://slack.example.com/api/"}, "slack", "staff"),
        ({**ON_SLACK, "managers_room": "C09ZY8XW7"}, "slack", "managers"),
    ],
)
def test_what_was_answered_is_what_is_read(
    said: dict[str, object], room: str, digest: str, tmp_path: Path
) -> None:
    config = read(tmp_path, **said)
    assert (config.business.name, config.business.timezone) == ('Mug "&" Co', ZoneInfo("Europe/Berlin"))
    assert (config.rooms["staff"].platform, config.rooms["staff"].room) == (room, said["staff_room"])
    assert [one.room for one in config.digest or ()] == [digest]
    assert (config.telegram is None, config.slack is None) == (room != "telegram", room != "slack")


def test_the_address_that_customers_reach_is_written_where_there_is_one(tmp_path: Path) -> None:
    assert read(tmp_path, **ON_TELEGRAM).http.public_url is None
    public = read(tmp_path, **ON_TELEGRAM, public_url="https://feedback.example.com")
    assert public.http.public_url == "https://feedback.example.com"
