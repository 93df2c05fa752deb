"""How fast a digest's numbers are read from the rollups, beside a GROUP BY over the answers themselves.

Both lie in the same SQLite file: the rollups of a year of responses at five touchpoints in three stores, and
a bare table with a row for each response, and indexes that have everything the GROUP BY asks for. Half of
those who answer judge a side of the experience too, which is counted beside their headline rating.

``counts`` is what the GROUP BY gives too, a period's answers by touchpoint and rating, and how far people
came; the two are checked to be the same. ``segments`` is the same for every touchpoint in every store at
once. ``report`` is all that a digest reads: also the period before, thirteen weeks, what goes together,
comments and cases.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

from bot.bench.figures import Figure, allowance
from bot.bench.machine import loop_ms
from bot.bench.people import settings_with
from bot.bench.store import EVENTS, share_of_rollups
from bot.charts import Charts, spec
from bot.core.conversation import Answer, Invitation, State
from bot.core.digest_card import card
from bot.core.digest_composing import compose
from bot.core.effects import Effect, Save
from bot.core.errors import FeedbackBotError
from bot.core.events import CommandGiven, Event
from bot.core.identity import Address
from bot.core.journey import Touchpoint
from bot.core.periods import all_time, rolling
from bot.core.ports import Needs, Pending
from bot.core.report import Report, ReportQuery, SegmentCounts
from bot.core.sentiment import Label, Sentiment
from bot.core.settings import Settings
from bot.core.survey_reading import parse_survey
from bot.core.view import View
from bot.texts import render
from bot.texts.cards import charts_of
from storage import reports
from storage.database import Database, open_database, sqlite_url
from storage.rollups import APART, joint_measure
from storage.spread import by_segment
from storage.unit_of_work import SqlStore

COLD_MS = 1500.0
WARM_MS = 500.0
ROLLUPS_SHARE = 20.0  # per cent of the writes
DAYS = 365
RECENT = 5000  # responses whose rows are stored as ours are, with comments
TODAY = date(2026, 6, 30)
_NOW = datetime(2026, 6, 30, 18, tzinfo=UTC)
_TOUCHPOINTS = ("delivery", "support", "visit", "returns", "repair")
_STORES = ("Berlin", "Hamburg", "Leipzig")
_BERLIN = ("store", "Berlin")
_READINGS = 8  # in a round
_MANY = 20_000  # rows in one insert

Say = Callable[[str], None]
Counts = Counter[tuple[str, int]]
"""Touchpoint and rating → how many gave it."""
StoreCounts = Counter[tuple[Any, ...]]
"""Store, touchpoint and rating → how many gave it."""


class Different(FeedbackBotError):
    """The two sides do not say the same: one of them has done other work."""


def words(rows: int) -> str:
    """How it is measured, beside the number of rounds."""
    where = f"{len(_TOUCHPOINTS)} touchpoints, {len(_STORES)} stores"
    return f"best round; {rows:,} responses in {DAYS} days, {where}"


def measured(*, rounds: int, rows: int, say: Say, events: int = EVENTS) -> list[Figure]:
    """Measure: reports of 30 days and of all time and a whole digest in ms, what the rollups cost in %.

    ``events`` are stored to see that, in processor time. The calibration loop is said beside each round.
    Raises Different where the GROUP BY counts otherwise.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "digest.sqlite"
        figures = asyncio.run(_measured(file, rounds, rows, say))
    shares = share_of_rollups(rounds, events)
    say(f"rollups took {', '.join(f'{share:.0f} %' for share in shares)} of the writes")
    median = statistics.median(shares)
    best = Figure(
        "digest.writes",
        median,
        "%",
        "allowed",
        ROLLUPS_SHARE,
        ROLLUPS_SHARE / max(median, 0.1),
        tuple(shares),
    )
    return [*figures, best]


async def _measured(file: Path, rounds: int, rows: int, say: Say) -> list[Figure]:
    made = business()
    database = await open_database(sqlite_url(file), synchronous="NORMAL")
    try:
        began = time.perf_counter()
        survey = made.survey("delivery")
        fill(file, rows, survey.name, survey.headline)
        say(f"{rows:,} responses and their rollups took {time.perf_counter() - began:.0f} s to write")
        store = SqlStore(database, made, "bench")
        queries = {
            "everybody": ReportQuery(rolling(30, TODAY)),
            "store": ReportQuery(rolling(30, TODAY), _BERLIN),
            "alltime": ReportQuery(all_time(TODAY)),
        }
        for query in queries.values():
            check(await store.report(query), grouped(file, query)[0])
        apart = await _segments(database, made, file, queries["everybody"], rounds, say)
        await _talk(store, made)
        read = [
            await _read((database, store), file, name, query, rounds, say) for name, query in queries.items()
        ]
        return [apart, *chain.from_iterable(read), *await _drawn(store, made, rounds, say)]
    finally:
        await database.close()


_SURVEY = parse_survey(
    {
        "name": "delivery",
        "title": "Your delivery",
        "question": [
            {"name": "delivery", "kind": "stars", "text": "How was the delivery?"},
            {"name": "courier", "kind": "stars", "text": "And the courier?", "attribute": "friendliness"},
            {"name": "better", "kind": "text", "text": "What could be better?"},
        ],
    },
    ["en"],
)
_SIDE = "courier"
_JOINT = joint_measure("stars", "stars")


def business() -> Settings:
    made = settings_with("delivery")
    return replace(
        made,
        surveys={(_SURVEY.name, _SURVEY.version): _SURVEY},
        current={_SURVEY.name: _SURVEY.version},
        touchpoints={name: Touchpoint(name, "delivery", timedelta(days=1)) for name in _TOUCHPOINTS},
    )


async def _read(
    opened: tuple[Database, SqlStore], file: Path, name: str, query: ReportQuery, rounds: int, say: Say
) -> list[Figure]:
    """Counts and whole report, each round's best reading of some: a busy machine can only make it worse."""
    database, store = opened
    counts: list[float] = []
    whole: list[float] = []
    theirs: list[float] = []
    for _ in range(rounds):
        theirs.append(1000 * min(grouped(file, query)[1] for _ in range(2)))
        counts.append(
            await _best_ms(lambda: database.read(lambda on: reports.counted_in(on, query, store.settings)))
        )
        whole.append(await _best_ms(lambda: store.report(query)))
        say(
            f"{name}: counts {counts[-1]:.1f} ms, report {whole[-1]:.1f} ms, GROUP BY {theirs[-1]:.0f} ms, "
            f"loop {loop_ms(5):.1f} ms"
        )
    baseline = min(theirs)
    return [
        Figure(f"{name}.{what}", min(ours), "ms", "GROUP BY", baseline, baseline / min(ours), tuple(ours))
        for what, ours in (("counts", counts), ("report", whole))
    ]


async def _segments(
    database: Database, made: Settings, file: Path, query: ReportQuery, rounds: int, say: Say
) -> Figure:
    """Every touchpoint in every store, each round's best reading of some."""
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(rounds):
        counted, took = grouped_by_store(file, query)
        theirs.append(1000 * min(took, grouped_by_store(file, query)[1]))
        if ratings_by_store(await database.read(lambda on: by_segment(on, query, made))) != counted:
            raise Different("the rollups of the stores are not those of the responses")
        ours.append(await _best_ms(lambda: database.read(lambda on: by_segment(on, query, made))))
        say(f"segments: counts {ours[-1]:.1f} ms, GROUP BY {theirs[-1]:.0f} ms, loop {loop_ms(5):.1f} ms")
    baseline = min(theirs)
    return Figure("segments.counts", min(ours), "ms", "GROUP BY", baseline, baseline / min(ours), tuple(ours))


async def _best_ms(read: Callable[[], Awaitable[object]]) -> float:
    took = []
    for _ in range(_READINGS):
        start = time.perf_counter()
        await read()
        took.append(time.perf_counter() - start)
    return 1000 * min(took)


async def _drawn(store: SqlStore, made: Settings, rounds: int, say: Say) -> list[Figure]:
    """A whole digest: report, words and pictures; cold with a renderer that has yet to start."""
    cold: list[float] = []
    warm: list[float] = []
    for _ in range(rounds):
        charts = Charts()
        try:
            cold.append(await _one_digest(store, made, charts))
            warm.append(await _one_digest(store, made, charts))
        finally:
            await charts.close()
        say(f"whole digest: {cold[-1]:.0f} ms cold, {warm[-1]:.0f} ms warm, loop {loop_ms(5):.1f} ms")
    return [allowance("digest.cold", "ms", cold, COLD_MS), allowance("digest.warm", "ms", warm, WARM_MS)]


async def _one_digest(store: SqlStore, made: Settings, charts: Charts) -> float:
    start = time.perf_counter()
    charts.get_ready()  # as the running bot does
    shown = card(compose(await store.report(ReportQuery(rolling(30, TODAY))), made, _NOW))
    for chart in charts_of(shown):
        await charts.png(spec(chart, render, made.language))
    return 1000 * (time.perf_counter() - start)


# --- the responses, and what is counted of them


def fill(file: Path, rows: int, survey: str, question: str) -> None:
    """The bare table, its indexes, and the rollups as they follow from it."""
    connection = sqlite3.connect(file)
    try:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -200000")
        connection.execute(
            "CREATE TABLE responses "
            "(day INTEGER, touchpoint TEXT, store TEXT, rating INTEGER, commented INTEGER, side INTEGER)"
        )
        for some in _responses(rows):
            connection.executemany("INSERT INTO responses VALUES (?, ?, ?, ?, ?, ?)", some)
        columns = "day, touchpoint, rating"
        connection.execute(f"CREATE INDEX responses_day ON responses ({columns})")
        connection.execute(f"CREATE INDEX responses_store ON responses (store, {columns})")
        connection.execute("CREATE INDEX responses_all ON responses (day, store, touchpoint, rating)")
        _count(connection, survey, question)
        connection.execute("ANALYZE responses")
        connection.commit()
    finally:
        connection.close()


def _responses(rows: int) -> Iterator[list[tuple[int, str, str, int | None, int, int | None]]]:
    """Two of five answer, most of them happily; of those a fifth comment, and half judge the side as well."""
    chance = Random(rows)
    last, ratings = TODAY.toordinal(), (1, 2, 3, 4, 4, 5, 5, 5, *[None] * 12)
    for start in range(0, rows, _MANY):
        yield [
            (
                last - number % DAYS,
                _TOUCHPOINTS[chance.randrange(len(_TOUCHPOINTS))],
                _STORES[chance.randrange(len(_STORES))],
                rating := ratings[chance.randrange(len(ratings))],
                int(rating is not None and not chance.randrange(5)),
                None if rating is None or chance.randrange(2) else chance.randint(max(1, rating - 2), 5),
            )
            for number in range(start, min(start + _MANY, rows))
        ]


def _count(connection: sqlite3.Connection, survey: str, question: str) -> None:
    """The rollups of the bare table: by day, week and for all time, for everybody and for each store."""
    connection.execute(
        "CREATE TEMP TABLE counted AS SELECT day, touchpoint, store, rating, side, count(*) AS n, "
        "sum(commented) AS commented FROM responses GROUP BY 1, 2, 3, 4, 5"
    )
    measures = (
        ("?", "'stars'", "rating", "sum(n)", "sum(n) * rating", "rating IS NOT NULL"),
        ("''", "'delivered'", "0", "sum(n)", "0", "1"),
        *[("''", f"'{name}'", "0", "sum(n)", "0", "rating IS NOT NULL") for name in ("started", "responded")],
        ("''", "'completed'", "0", "sum(n)", "0", "rating IS NOT NULL"),
        ("''", "'commented'", "0", "sum(commented)", "0", "commented > 0"),
        ("'better'", "'comment'", "0", "sum(commented)", "0", "commented > 0"),
        (f"'{_SIDE}'", "'stars'", "side", "sum(n)", "sum(n) * side", "side IS NOT NULL"),
        (f"'{_SIDE}'", f"'{_JOINT}'", "100 * side + rating", "sum(n)", "0", "side IS NOT NULL"),
    )
    for segment in ("''", "'store=' || store"):
        for day in ("day", "-((day - 1) / 7) - 1", "0"):
            for asked, measure, value, n, total, which in measures:
                parameters = (survey, question) if asked == "?" else (survey,)
                apart = f"'{APART}' || " if _JOINT in measure else ""
                connection.execute(
                    f"INSERT INTO rollups SELECT {apart}{segment}, {day}, ?, touchpoint, {asked}, {measure}, "  # noqa: S608 - from the lines above
                    f"{value}, {n}, {total} FROM counted WHERE {which} GROUP BY 1, 2, 4, 7",
                    parameters,
                )


def grouped(file: Path, query: ReportQuery) -> tuple[Counts, float]:
    """What the GROUP BY counts, and the seconds that it took."""
    found, took = _grouped(file, query, "touchpoint, rating")
    return Counter({(touchpoint, rating): n for touchpoint, rating, n in found if rating is not None}), took


def grouped_by_store(file: Path, query: ReportQuery) -> tuple[StoreCounts, float]:
    """The same for every store at once."""
    found, took = _grouped(file, query, "store, touchpoint, rating")
    return Counter({tuple(key): n for *key, n in found if key[-1] is not None}), took


def _grouped(file: Path, query: ReportQuery, what: str) -> tuple[list[tuple[Any, ...]], float]:
    where = "day >= ? AND day < ?"
    parameters: list[str | int] = [query.period.start.toordinal(), query.period.end.toordinal()]
    if query.segment is not None:
        where, parameters = f"store = ? AND {where}", [query.segment[1], *parameters]
    connection = sqlite3.connect(file)
    try:
        connection.execute("PRAGMA cache_size = -200000")
        statement = f"SELECT {what}, count(*) FROM responses WHERE {where} GROUP BY {what}"  # noqa: S608 - from the lines above
        connection.execute(statement, parameters).fetchall()  # both sides find their pages in memory
        start = time.perf_counter()
        found = connection.execute(statement, parameters).fetchall()
        return found, time.perf_counter() - start
    finally:
        connection.close()


def ratings_by_store(segments: Sequence[SegmentCounts]) -> StoreCounts:
    """What the rollups say, as the GROUP BY puts it."""
    return Counter(
        {
            (one.segment[1], of.touchpoint, rating): n
            for one in segments
            for of in one.ratings
            for rating, n in of.histogram.items()
        }
    )


def check(report: Report, grouped: Counts) -> None:
    ours: Counts = Counter()
    for one in report.now.ratings:
        if one.question == _SIDE:
            continue
        for rating, n in one.histogram.items():
            ours[one.touchpoint, rating] += n
    if ours != grouped:
        raise Different(f"the rollups of {report.now.query.period.name} are not those of the responses")


# --- some who have rows of their own


async def _talk(store: SqlStore, made: Settings) -> None:
    """Responses with comments in the last sixty days, stored by the unit of work."""
    for start in range(0, RECENT, 500):
        event = CommandGiven("bench", f"talk {start}", _NOW, Address("bench"), "ask", "")
        said = [_said(number, made) for number in range(start, start + 500)]

        def keep(_event: Event, _view: View, said: Sequence[Invitation] = said) -> Sequence[Effect]:
            return [Save(one) for one in said]

        await store.work([Pending(event, Needs(), _NOW, start)], keep)


def _said(number: int, made: Settings) -> Invitation:
    survey = made.survey("delivery")
    at = _NOW - timedelta(minutes=number * 17)
    text = next(question for question in survey.questions if question.kind == "text")
    rating = Answer(survey.headline, survey.question(survey.headline).kind, at, rating=number % 5 + 1)
    words, sentiment = _COMMENTS[number % len(_COMMENTS)] + f" {number}", _SENTIMENTS[number % 2]
    comment = Answer(text.name, text.kind, at, comment=words, sentiment=sentiment)
    return Invitation(
        id=f"bench{number:06}",
        customer_id=f"customer{number:06}",
        purchase_id=None,
        survey=survey.name,
        survey_version=survey.version,
        touchpoint=_TOUCHPOINTS[number % len(_TOUCHPOINTS)],
        segments={"store": _STORES[number % len(_STORES)]},
        started_by_customer=False,
        state=State.COMPLETED,
        planned_at=at,
        due_at=at,
        expires_at=at + timedelta(days=7),
        sent_at=at,
        delivered_at=at,
        finished_at=at,
        answers=(rating, comment),
    )


_COMMENTS = (
    "The courier was late and the box was wet, order",
    "Friendly people and quick service, order",
    "I waited two weeks for a refund, order",
    "Great mugs, fair price, thank you, order",
    "Nobody answered the phone, order",
)
_SENTIMENTS = tuple(
    Sentiment(label, p_unhappy, p_unhappy, 1 - 2 * p_unhappy, 0.8, "bench", "1", language="en", words=words)
    for label, p_unhappy, words in ((Label.UNHAPPY, 0.9, ("late",)), (Label.HAPPY, 0.1, ("quick",)))
)
