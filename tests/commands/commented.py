"""A shop whose customers have commented, as an analyzer of old judged them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import app, config
from bot.core.conversation import Answer, Invitation, State
from bot.core.effects import Save
from bot.core.events import MessageReceived
from bot.core.identity import Address, Customer
from bot.core.playback import Playback, PlaybackReply
from bot.core.ports import Needs, Pending
from bot.core.sentiment import Sentiment
from bot.core.settings import Settings
from bot.core.survey import Audience, QuestionKind
from bot.core.verdict import Verdict
from storage import rollups
from storage.reanalysis import Version
from tests.feelings import feeling

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
OLD = Version("old", "0")
CORRECTED = Playback(Verdict.HAPPY, (), OLD.analyzer, OLD.version, PlaybackReply.NOT_QUITE, Verdict.UNHAPPY)
CONFIG = """
[business]
name = "Shop"
timezone = "Europe/Berlin"
languages = ["en"]
[storage]
data = "data"
[telegram]
token = "123456789:AAF-abcdefghijklmnopqrstuvwxyz01234"
api_base_url = "http://127.0.0.1:9"
[rooms.staff]
platform = "telegram"
room = "-1009876543210"
role = "staff"
[[touchpoint]]
name = "delivery"
survey = "delivery"
"""
_AT_ONCE = 500


def a_shop(folder: Path, comments: Sequence[str], days_apart: float = 0.01, **changes: object) -> Path:
    """Its configuration. Each comment is one customer's; the last one is the newest."""
    folder.mkdir(exist_ok=True)
    file = folder / "config.toml"
    file.write_text(CONFIG, "utf-8")
    asyncio.run(_fill(file, comments, timedelta(days=days_apart), changes))
    return file


def old_opinion(number: int) -> Sentiment:
    """As random as it was."""
    return feeling((number % 21 - 10) / 10, OLD.analyzer, OLD.version)


async def _fill(file: Path, comments: Sequence[str], apart: timedelta, changes: dict[str, object]) -> None:
    loaded = config.load(file)
    async with app.opened(loaded, loaded.data_folder) as opened:
        for start in range(0, len(comments), _AT_ONCE):
            facts = [
                Save(fact)
                for number, words in enumerate(comments[start : start + _AT_ONCE], start)
                for fact in _facts(
                    number, words, NOW - apart * (len(comments) - 1 - number), opened.settings, changes
                )
            ]
            event = MessageReceived("web", f"filled {start}", NOW, Address("web", person="1"), "hello")
            await opened.store.work(
                [Pending(event, Needs(), NOW, 7)],
                lambda _event, _view, facts=facts: facts,  # type: ignore[misc]  # bound where it is made
            )


def _facts(
    number: int, words: str, at: datetime, made: Settings, changes: dict[str, object]
) -> tuple[Customer, Invitation]:
    survey = made.survey("delivery")
    rating = Answer(survey.headline, QuestionKind.STARS, at, rating=number % 5 + 1)
    question = next(one.name for one in survey.questions if one.kind is QuestionKind.TEXT)
    comment = Answer(question, QuestionKind.TEXT, at, comment=words, sentiment=old_opinion(number))
    asked = Invitation(
        id=f"i{number:05}",
        customer_id=f"c{number:05}",
        purchase_id=None,
        survey=survey.name,
        survey_version=survey.version,
        touchpoint="delivery",
        segments={"store": "Berlin" if number % 2 else "Wien"},
        started_by_customer=False,
        state=State.COMPLETED,
        planned_at=at,
        due_at=at,
        expires_at=at + timedelta(days=7),
        address=Address("web", person=f"{number}"),
        sent_at=at,
        delivered_at=at,
        finished_at=at,
        question=None,
        answers=(rating, replace(comment, **changes)),  # type: ignore[arg-type]  # any field
    )
    return Customer(asked.customer_id, Audience.BUYER, f"Customer {number}", "en", None), asked


def differences(file: Path) -> object:
    """Where the counts are not those of a recount."""

    async def verify() -> object:
        async with app.reading(config.load(file)) as (database, made):
            return await database.read(lambda on: rollups.verify(on, made))

    return asyncio.run(verify())
