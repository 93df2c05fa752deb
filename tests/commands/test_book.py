"""``feedback-bot book``, as an operator types it."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot import app, config
from bot.core.book import Book, Chapter, Sentence
from bot.core.effects import Save
from bot.core.events import MessageReceived
from bot.core.identity import Address
from bot.core.periods import Period, PeriodKind, last_complete
from bot.core.ports import Needs, Pending
from tests.commands.asked import run, written


def kept(version: int, yes: int, period: Period, at: date) -> Book:
    price = {"option": {"en": "Price"}}
    sentence = Sentence(
        "|want|price", "|want", Chapter.WANT, "", "book.want", price, "thumbs", {1: yes, 0: 100 - yes}, at
    )
    return Book(version, app.SystemClock().now(), period, (sentence,))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A book of two versions, the newer one of the last whole month."""
    file = written(tmp_path)

    async def fill() -> None:
        loaded = config.load(file)
        async with app.opened(loaded, loaded.data_folder) as opened:
            now = app.SystemClock().now()
            month = last_complete(PeriodKind.MONTH, now.astimezone(opened.settings.zone).date())
            day = timedelta(days=1)
            versions = (
                kept(1, 30, month.previous(), month.start - day),
                kept(2, 60, month, month.end - day),
            )
            event = MessageReceived("telegram", "1", now, Address("telegram", person="7"), "hello")
            await opened.store.work(
                [Pending(event, Needs(), now, 1)], lambda *_: [Save(one) for one in versions]
            )

    asyncio.run(fill())
    return file


def test_it_prints_the_book_as_a_document(path: Path) -> None:
    done = run("book", "--config", str(path))
    assert done.returncode == 0
    assert done.stdout.startswith("# Our customers: the book of Bean There, version 2\n")
    assert "\n## What they want\n\n- 60% want: Price (likely 50% to 69%, n=100, " in done.stdout
    assert "it was 30%" in done.stdout


def test_what_changed_is_printed_by_itself(path: Path) -> None:
    printed = run("book", "--diff", "--config", str(path)).stdout
    assert printed.startswith("## What changed\n")
    assert "### Higher than before\n\n- 60% want: Price; it was 30%" in printed
    assert "## What they want" not in printed


def test_it_is_written_to_a_file(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "book.md"
    done = run("book", "--out", str(out), "--config", str(path))
    assert (done.returncode, done.stdout) == (0, "")
    assert out.read_text("utf-8").startswith("# Our customers")
    refused = run("book", "--out", str(tmp_path / "none" / "book.md"), "--config", str(path))
    assert refused.returncode != 0
    assert "cannot be written" in refused.stderr


def test_before_the_first_version_it_is_written_from_what_is_there(tmp_path: Path) -> None:
    file = written(tmp_path)
    run("migrate", "--config", str(file))
    done = run("book", "--config", str(file))
    assert done.returncode == 0, done.stderr
    assert "version 1" in done.stdout
