"""``feedback-bot preview``, as an operator types it: what a customer would get, when, in which words."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.texts.terminal import COLUMNS, width
from tests.commands.asked import run, with_past, written

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_past(written(tmp_path_factory.mktemp("preview")))


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in the middle of quiet hours, which end in two hours or a little less."""
    now = datetime.now(TOKYO)
    begins, ends = (f"{now + timedelta(hours=hours):%H:%M}" for hours in (-6, 2))
    return with_past(written(tmp_path_factory.mktemp("quiet"), (begins, ends)))


def preview(path: Path, *words: str) -> str:
    done = run("preview", *words, "--config", str(path))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def test_it_shows_the_exact_message_with_its_buttons_and_the_reminder(path: Path) -> None:
    told = preview(path, "1042")
    first, second = told.split("The reminder, ")
    assert "  Hi Maya, how satisfied are you with the delivery of Mug?\n" in first
    assert "  [1] [2] [3] [4] [5]\n  [Not now] [Later] [Stop asking]\n" in first
    assert "I am Bean There's feedback bot." in first
    assert "Just one gentle nudge, Maya" in second
    assert "feedback bot" not in second
    assert max(width(line) for line in told.splitlines()) <= COLUMNS


def test_it_says_when_in_the_customers_own_zone(quiet: Path) -> None:
    said = json.loads(preview(quiet, "3001", "--json"))
    planned, *_, sent = [datetime.fromisoformat(moment).astimezone(TOKYO) for moment in said["moments"]]
    assert said["zone"] == "Asia/Tokyo"
    assert sent > planned
    assert timedelta(hours=1, minutes=55) < sent - datetime.now(TOKYO) <= timedelta(hours=2)
    assert said["sent_at"] == said["moments"][-1] == said["invitation"]["at"]
    told = preview(quiet, "3001")
    assert f"Then it waits until {sent:%Y-%m-%d %H:%M} (Asia/Tokyo)" in told
    assert f"Sent {sent:%Y-%m-%d %H:%M} (Asia/Tokyo), telegram" in told


def test_the_reminder_comes_three_days_later(path: Path) -> None:
    said = json.loads(preview(path, "3001", "--json"))
    asked, reminded = (datetime.fromisoformat(said[name]["at"]) for name in ("invitation", "reminder"))
    assert reminded - asked == timedelta(days=3)


def test_a_closed_gate_is_said_and_the_words_are_shown_all_the_same(path: Path) -> None:
    told = preview(path, "1042")
    assert "Nothing is sent:" in told
    assert "not asked about 1042, too soon after another survey" in told
    assert "If they were asked all the same, it would be this" in told
    assert "Hi Maya" in told


def test_what_is_decided_already_is_not_decided_anew(path: Path) -> None:
    told = preview(path, "1041")
    assert "not asked about 1041, too soon after another survey" in told
    assert "Planned for" not in told


def test_who_was_asked_already_is_said(path: Path) -> None:
    assert "They were asked already, on " in preview(path, "1040")


def test_without_a_chat_it_shows_what_the_link_leads_to(path: Path) -> None:
    told = preview(path, "2001")
    assert "this is what they get once they open their link" in told.replace("\n", " ")
    assert "Hi Tom" in told
    assert "No reminder follows" in told
    assert json.loads(preview(path, "2001", "--json"))["platform"] is None


def test_a_customer_stands_for_their_latest_purchase(path: Path) -> None:
    assert preview(path, "maya") == preview(path, "1042")


def test_it_can_be_shown_in_another_language_of_the_business(path: Path) -> None:
    assert preview(path, "1042", "--language", "en") == preview(path, "1042")


def test_nothing_is_written_or_sent(path: Path) -> None:
    def dump() -> list[str]:
        with sqlite3.connect(path.parent / "data" / "feedback-bot.db") as database:
            return [*database.iterdump()]

    before = dump()
    for order in ("1040", "1041", "1042", "2001"):
        preview(path, order)
    assert dump() == before


# What goes wrong.


def refused(*arguments: str) -> str:
    done = run("preview", *arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    return done.stderr


def test_an_order_that_there_is_not_is_refused(path: Path) -> None:
    assert "nothing is called '4711'" in refused("4711", "--config", str(path))


def test_an_order_that_was_taken_back_before_it_was_reported_has_nothing_to_show(path: Path) -> None:
    assert "taken back" in refused("9", "--config", str(path))


def test_a_language_that_the_business_does_not_have_is_refused_with_those_it_has(path: Path) -> None:
    told = refused("1042", "--language", "tlh", "--config", str(path))
    assert "'tlh' is not among [business] languages: en" in told


def test_without_a_database_it_says_so(tmp_path: Path) -> None:
    assert "there is no database yet" in refused("1", "--config", str(written(tmp_path)))
