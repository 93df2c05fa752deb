"""``feedback-bot replay-reviews``: real reviews go through the real loop, at their own dates.

Every row becomes a purchase, an invitation and a conversation in which its writer types the rating and the
comment. An acceptance tool: nothing is sent anywhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot import app, config
from bot.config import Config
from bot.core import callbacks
from bot.core.digest_card import card
from bot.core.digest_json import digest_json
from bot.core.errors import OperatorError
from bot.core.events import PurchaseReceived
from bot.core.identity import Address
from bot.core.periods import local_date
from bot.demo.clocks import SetClock
from bot.demo.sandbox import Sandbox, judged, sandbox, summary
from bot.progress import Progress
from bot.reviews import Columns, Review, Table, read, write_rejects
from bot.simulation.checker import Findings
from bot.simulation.people import Reaction
from bot.simulation.run import Run, purchase_deed
from bot.simulation.transcript import Entry
from bot.texts import render
from bot.texts.digest_text import text

__all__ = ["Columns", "Replayed", "replay"]

REJECTS = "rejects.tsv"
CONFIGURATION = Path(__file__).parent / "demo" / "replay.toml"
_SCALES: Mapping[str, tuple[str, tuple[int, int], int]] = {  # survey, scale, low up to
    "1-5": ("stars", (1, 5), 2),
    "0-10": ("nps", (0, 10), 6),
    "1-7": ("ces", (1, 7), 3),
}
_ANSWERS_AFTER = timedelta(minutes=1)
_APART = timedelta(hours=2)  # between two rows of one customer on one day
_CALM_DOWN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay ends with. ``data`` is the digest for machines."""

    digest: str
    data: Mapping[str, object]
    counts: dict[str, int]
    findings: Findings


async def replay(path: Path, columns: Columns, scale: str, folder: Path) -> Replayed:
    """Replay a file, or go on where a killed run stopped. Raises OperatorError for an unusable file."""
    survey, (low, high), low_up_to = _SCALES[scale]
    table = read(path, columns, (low, high))
    write_rejects(folder / REJECTS, table.rejected)
    cast = _Cast(_spread(table.reviews), low_up_to)
    if not cast.reviews:
        raise OperatorError(f"{path}: no row can be used. The reasons are in {folder / REJECTS}.")
    start = cast.reviews[0].at
    end = max(review.at for review in cast.reviews) + _CALM_DOWN
    clock = SetClock(start)
    async with sandbox(folder, clock, seed=0, configuration=_configuration(survey)) as box:
        run = Run(box.engine, box.rooms, clock, cast.react)
        for review in cast.reviews:
            run.add(purchase_deed(_purchase(review, table)))
        run.resume()
        with Progress("Replaying") as bar:
            await run.until(end, lambda now: bar.at((now - start) / (end - start)))
        return await _replayed(box, table, start, end)


def _configuration(survey: str) -> Config:
    """The replay's own configuration, asking this survey."""
    text = CONFIGURATION.read_text("utf-8").replace('survey = "stars"', f'survey = "{survey}"')
    return config.parse(text, CONFIGURATION, demo=True)


async def _replayed(box: Sandbox, table: Table, start: datetime, end: datetime) -> Replayed:
    zone = box.settings.zone
    words = f"{local_date(start, zone)}..{local_date(end, zone)}"
    digest = await app.digest_for(words, box.engine.store, end)
    findings = await judged(box)
    counts = await summary(box, findings)
    return Replayed(
        text(card(digest), render, box.settings.language),
        digest_json(digest),
        {"rows": len(table.reviews), "rejected": len(table.rejected), **counts},
        findings,
    )


def _spread(reviews: Iterable[Review]) -> list[Review]:
    """In order of time; a customer's reviews of one day are hours apart, so that each is asked about."""
    spread = []
    last: dict[str, datetime] = {}
    for review in sorted(reviews, key=lambda one: (one.at, one.line)):
        who = _who(review)
        at = max(review.at, last[who] + _APART) if who in last else review.at
        last[who] = at
        spread.append(replace(review, at=at))
    return sorted(spread, key=lambda one: one.at)


def _who(review: Review) -> str:
    return review.customer or f"line {review.line}"


def _address(review: Review) -> Address:
    return Address("web", "", "", f"reviewer {_who(review)}".replace(":", "_"))


def _purchase(review: Review, table: Table) -> PurchaseReceived:
    return PurchaseReceived(
        platform=f"file:{table.file_hash}",
        key=f"{table.file_hash}:{review.line}",
        at=review.at,
        shop=table.file_hash,
        order=str(review.line),
        customer_ref=_who(review),
        touchpoint="review",
        bought_at=review.at,
        customer_name=f"Reviewer {_who(review)}",
        product=review.product,
        segments={"product": review.product} if review.product else {},
        address=_address(review),
    )


class _Cast:
    """Everybody who wrote a review, and what they type when they are asked."""

    def __init__(self, reviews: list[Review], low_up_to: int) -> None:
        self.reviews = reviews
        self._low_up_to = low_up_to
        self._by_room: dict[str, list[Review]] = defaultdict(list)
        for review in reviews:
            self._by_room[_address(review).key].append(review)

    def react(self, entry: Entry) -> list[Reaction]:
        """Type the rating where a rating is asked, the comment where words are."""
        review = self._asked(entry)
        question = _question(entry)
        if review is None or question is None:
            return []
        pressed, only_skip = question
        meant = {"about": entry["about"], "question": pressed.question, "name": f"Reviewer {_who(review)}"}
        kind, data = "say", review.comment
        if not only_skip:
            data = str(review.rating)
            meant |= {"rating": review.rating, "low": review.rating <= self._low_up_to}
        elif not review.comment:
            kind, data = "press", entry["buttons"][0]
        address = _address(review)
        key = f"{entry['id']}:0"
        return [Reaction(key, _ANSWERS_AFTER, kind, address, _who(review), data, {}, meant)]

    def _asked(self, entry: Entry) -> Review | None:
        """The review that this message is about: the customer's latest one by then."""
        reviews = self._by_room.get(entry["room"], [])
        place = bisect_right(reviews, datetime.fromisoformat(entry["at"]), key=lambda review: review.at)
        return reviews[place - 1] if place else None


def _question(entry: Entry) -> tuple[callbacks.AnswerPressed, bool] | None:
    """The question that a message asks, and whether it asks for words."""
    if entry["purpose"] not in {"invitation", "question", "again"}:
        return None
    parsed = (callbacks.parse(data) for data in entry["buttons"])
    answers = [pressed for pressed in parsed if isinstance(pressed, callbacks.AnswerPressed)]
    return (answers[0], {pressed.value for pressed in answers} == {"skip"}) if answers else None
