"""Every number of a digest, computed once more from the stored rows by plain code that knows nothing of ours.

Fifty random histories: two surveys of buyers and one of people who work here, skips, revisions, trials,
customers who never answer, answers at midnight on both sides of a change of clocks, cases, suppressions, what
staff noted, and older answers of customers who bought again or did not.
Each is asked about by day and for all time, for everybody and for each segment.
"""

from __future__ import annotations

import json
import math
import random
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from scipy import stats as scipy_stats
from sqlalchemy import Connection, text

from bot.core import drivers
from bot.core.conversation import Answer, Invitation, State
from bot.core.digest_composing import compose
from bot.core.digest_json import digest_json
from bot.core.effects import Effect, Save
from bot.core.eligibility import Suppression
from bot.core.events import Event
from bot.core.journey import Purchase, Touchpoint
from bot.core.observations import Mood, Observation
from bot.core.periods import Period, PeriodKind, all_time, containing, rolling
from bot.core.ports import Needs
from bot.core.recovery import CaseState
from bot.core.report import ReportQuery
from bot.core.settings import Settings
from bot.core.survey import Audience, QuestionKind
from bot.core.survey_reading import parse_survey
from bot.core.view import View
from storage import reports
from storage.sqlite_driver import synchronous_engine
from storage.tables import metadata
from storage.unit_of_work import UnitOfWork
from tests.feelings import feeling
from tests.storage.conftest import ANNA, SURVEY, ZONE, case, customer, make_business, message, pending

TODAY = date(2026, 4, 12)
NOW = datetime(2026, 4, 12, 18, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NPS = parse_survey(
    {
        "name": "visit",
        "title": "Your visit",
        "question": [
            {"name": "recommend", "kind": "nps", "text": "Would you?"},
            {"name": "staff", "kind": "stars", "text": "And the staff?", "attribute": "friendliness"},
            {"name": "wait", "kind": "csat", "text": "And the wait?", "attribute": "timeliness"},
            {"name": "why", "kind": "text", "text": "Why?"},
        ],
    },
    ["en"],
)
PULSE = parse_survey(
    {
        "name": "pulse",
        "title": "Work",
        "audience": "internal",
        "question": [{"name": "mood", "kind": "csat", "text": "How is work?"}],
    },
    ["en"],
)
SURVEYS = {one.name: one for one in (SURVEY, NPS, PULSE)}
HEADLINE = {"after-sale": ("how", "csat"), "visit": ("recommend", "nps")}
KINDS = {
    **{("after-sale", one.name): one.kind for one in SURVEY.questions},
    **{("visit", one.name): one.kind for one in NPS.questions},
    ("pulse", "mood"): QuestionKind.CSAT,
}
SIDES = {("visit", "staff"): "friendliness", ("visit", "wait"): "timeliness"}
GOALS = {"after-sale": 0.7, "visit": 10.0}


def business() -> Settings:
    return replace(
        make_business(),
        touchpoints={
            "delivery": Touchpoint("delivery", "after-sale", timedelta(days=1)),
            "support": Touchpoint("support", "after-sale", timedelta(days=1)),
            "visit": Touchpoint("visit", "visit", timedelta(days=1)),
            "work": Touchpoint("work", "pulse", timedelta(days=1)),
        },
        surveys={(one.name, one.version): one for one in SURVEYS.values()},
        current={one.name: one.version for one in SURVEYS.values()},
        goals=GOALS,
    )


# --- a history


class History:
    """What happened, made up from a seed and stored the way that everything is."""

    def __init__(self, seed: int, connection: Connection) -> None:
        self._chance = random.Random(seed)
        self._unit = UnitOfWork(business(), "this process")
        self._connection = connection
        self._events = 0
        self._cases: list[str] = []
        self._good = self._chance.random()
        # In every other history Hamburg is worse, few answer at night, and happy customers come back.
        self._uneven = seed % 2 == 1

    def live(self) -> None:
        chance = self._chance
        everybody = [self._asked(number) for number in range(chance.choice((3, 40, 120, 260)))]
        self._save(*everybody)
        self._came_back()
        for one in everybody:
            for _ in range(chance.choice((0, 0, 0, 1, 2))):
                later = self._revised(one)
                self._save(later, of=one.id)
        for number, one in enumerate(everybody):
            if chance.random() < 0.25 and one.survey != "pulse" and not one.trial:
                self._save(*self._case(number, one))
                self._cases.append(f"case{number}")
        for number in range(chance.randrange(30)):
            at = self._moment()
            segments = {"store": chance.choice(("Berlin", "Hamburg"))}
            where = chance.choice(("delivery", "visit"))
            bought = Purchase(f"q{number}", "main", str(number), f"q{number}", where, at, segments=segments)
            reason = chance.choice(("cool_down", "opted_out", "sampling"))
            self._save(bought, Suppression(bought.id, bought.customer_id, where, reason, at))
        for number in range(chance.randrange(30)):
            self._save(
                Observation(
                    id=f"o{number}",
                    at=self._moment(),
                    touchpoint=chance.choice(("delivery", "visit", "work")),
                    mood=chance.choice(list(Mood)),
                    words="seen",
                    by="web::staff",
                    by_name="Sam",
                    case_id=chance.choice((None, *self._cases)),
                )
            )

    def _save(self, *facts: object, of: str | None = None) -> None:
        self._events += 1

        def decide(_event: Event, _view: View) -> Sequence[Effect]:
            return [Save(fact) for fact in facts]  # type: ignore[arg-type]  # any fact

        event = message(key=f"event {self._events}")
        needs = Needs(invitations=(of,)) if of else Needs()
        committed = self._unit.work_on(self._connection, [pending(event, needs, now=NOW)], decide)
        assert not committed.errands

    def _came_back(self) -> None:
        """Some months before: a few customers were asked several times, some are gone, and some buy a lot."""
        chance, people = self._chance, self._chance.choice((2, 40, 80))
        since = datetime(2025, 9, 20, tzinfo=ZONE)
        old = [
            replace(
                customer(f"old{number}"),
                audience=chance.choice((*[Audience.BUYER] * 5, Audience.INTERNAL)),
                erased_at=NOW if chance.random() < 0.1 else None,
            )
            for number in range(people)
        ]
        asked = [self._asked(1000 + number, since) for number in range(2 * people)]
        theirs = [replace(one, customer_id=f"old{chance.randrange(people)}") for one in asked]
        pleased = [
            one.customer_id for one in theirs for answer in one.answers[:1] if answer.rating in (5, 10)
        ]
        buyers = pleased if self._uneven and pleased else [one.id for one in old]
        bought = [
            Purchase(
                f"r{number}",
                "main",
                f"r{number}",
                chance.choice(buyers),
                "visit",
                self._moment(since) + timedelta(days=chance.randrange(120)),
                not_asked=chance.choice((None, "late", "refunded")),
            )
            for number in range(3 * people)
        ]
        self._save(*old, *theirs, *bought)

    def _moment(self, since: datetime = datetime(2026, 1, 20, tzinfo=ZONE)) -> datetime:
        """Often within a minute of midnight in Berlin, on either side of the last Sunday in March."""
        chance = self._chance
        day = since + timedelta(days=chance.randrange(82))
        if chance.random() < 0.3:
            wall = day + timedelta(seconds=chance.choice((-1, 0, 1, 59)))
        else:
            wall = day + timedelta(minutes=chance.randrange(24 * 60))
        return wall.astimezone(UTC)

    def _asked(
        self,
        number: int,
        since: datetime = datetime(2026, 1, 20, tzinfo=ZONE),
    ) -> Invitation:
        chance, at = self._chance, self._moment(since)
        touchpoint = chance.choice(("delivery", "delivery", "support", "visit", "visit", "work"))
        survey = {"visit": NPS, "work": PULSE}.get(touchpoint, SURVEY)
        segments = {"store": chance.choice(("Berlin", "Hamburg"))}
        good = self._good * (0.2 if self._uneven and segments["store"] == "Hamburg" else 1)
        if chance.random() < 0.5:
            segments["customer"] = chance.choice(("new", "returning"))
        if chance.random() < 0.8:
            segments["shift"] = chance.choice(("early", "late", "night"))
        sent = None if chance.random() < 0.1 else at
        asked = Invitation(
            id=f"i{number}",
            customer_id=f"c{number}",
            purchase_id=None,
            survey=survey.name,
            survey_version=survey.version,
            touchpoint=touchpoint,
            segments=segments,
            started_by_customer=sent is None,
            state=State.ASKED,
            planned_at=at,
            due_at=at,
            expires_at=at + timedelta(days=7),
            address=ANNA,
            sent_at=sent,
            delivered_at=sent and sent + timedelta(hours=chance.randrange(30)),
            question=survey.first.name,
            trial=chance.random() < 0.05,
        )
        answers: list[Answer] = []
        leaves = 0.7 if self._uneven and segments.get("shift") == "night" else 0.25
        for question in survey.questions:
            if chance.random() < leaves:
                break
            at += timedelta(minutes=chance.randrange(1, 400))
            answers.append(self._answer(survey.name, question.name, at, good))
        if not answers:
            return asked
        if len(answers) < len(survey.questions):
            return replace(asked, state=State.RUNNING, answers=tuple(answers))
        done = at + timedelta(minutes=chance.randrange(300))
        return replace(asked, state=State.COMPLETED, answers=tuple(answers), finished_at=done)

    def _answer(self, survey: str, name: str, at: datetime, good: float) -> Answer:
        chance, kind = self._chance, KINDS[survey, name]
        if chance.random() < 0.15:
            return Answer(name, kind, at, skipped=True)
        if kind is QuestionKind.TEXT:
            felt = chance.choice((None, -0.9, 0.0, 0.9))
            sentiment = None if felt is None else feeling(felt)
            return Answer(name, kind, at, comment=f"words {chance.random()}", sentiment=sentiment)
        if kind is QuestionKind.CHOICES:
            return Answer(
                name, kind, at, options=tuple(chance.sample(("price", "speed"), chance.randrange(3)))
            )
        low, high = (0, 10) if kind is QuestionKind.NPS else (1, 5)
        return Answer(name, kind, at, rating=high if chance.random() < good else chance.randint(low, high))

    def _revised(self, one: Invitation) -> Invitation:
        changed = tuple(
            self._answer(one.survey, answer.question, answer.answered_at + timedelta(hours=20), self._good)
            if self._chance.random() < 0.4
            else answer
            for answer in one.answers
        )
        return replace(one, answers=changed)

    def _case(self, number: int, one: Invitation) -> Iterator[object]:
        chance = self._chance
        opened = case(f"case{number}", one.customer_id, opened_at=one.planned_at + timedelta(hours=1))
        moments = [
            opened.opened_at + timedelta(minutes=step * chance.randrange(1, 900)) for step in (1, 2, 4)
        ]
        steps = chance.randrange(4)
        state = (CaseState.OPEN, CaseState.TAKEN, CaseState.CONTACTED, CaseState.CONFIRMED)[steps]
        yield replace(
            opened,
            invitation_id=one.id,
            touchpoint=one.touchpoint,
            state=state,
            taken_at=moments[0] if steps > 0 else None,
            contacted_at=moments[1] if steps > 1 else None,
            resolved_at=moments[2] if steps > 2 else None,
            ended_at=moments[2] if steps > 2 else None,
            reopened=chance.randrange(2),
        )


# --- what is stored, and the same numbers from it


@dataclass(frozen=True)
class Stored:
    """The rows, as an export has them."""

    invitations: list[Mapping[str, Any]]
    answers: Mapping[str, list[Mapping[str, Any]]]
    cases: list[Mapping[str, Any]]
    suppressions: list[Mapping[str, Any]]
    observations: list[Mapping[str, Any]]
    buyers: set[str]  # who are still there
    purchases: list[Mapping[str, Any]]


def stored(connection: Connection) -> Stored:
    def rows(table: str) -> list[Mapping[str, Any]]:
        return [dict(row) for row in connection.execute(text(f"SELECT * FROM {table}")).mappings()]  # noqa: S608 - ours

    invitations: list[Mapping[str, Any]] = [
        {**row, "segments": json.loads(row["segments"])}
        for row in rows("invitations")
        if row["survey"] != "pulse" and not row["trial"]
    ]
    answers: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows("answers"):
        answers[row["invitation_id"]].append({**row, "options": json.loads(row["options"])})
    bought = {row["id"]: json.loads(row["segments"]) for row in rows("purchases")}
    missed: list[Mapping[str, Any]] = [
        {**row, "segments": bought[row["purchase_id"]]} for row in rows("suppressions")
    ]
    buyers = {
        row["id"] for row in rows("customers") if row["audience"] == "buyer" and row["erased_us"] is None
    }
    seen = rows("observations")
    return Stored(invitations, answers, rows("cases"), missed, seen, buyers, rows("purchases"))


@cache
def day_of(us: int) -> date:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)).astimezone(ZONE).date()


class Recomputed:
    """The numbers of one period, for one segment."""

    def __init__(self, data: Stored, start: date, end: date, segment: tuple[str, str] | None) -> None:
        self._data, self._start, self._end = data, start, end
        self.asked = [
            row
            for row in data.invitations
            if segment is None or row["segments"].get(segment[0]) == segment[1]
        ]
        self._by_id = {row["id"]: row for row in self.asked}
        self._segment = segment

    def within(self, us: int | None) -> bool:
        return us is not None and self._start <= day_of(us) < self._end

    def _given(self) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        for row in self.asked:
            for answer in self._data.answers[row["id"]]:
                yield row, answer

    def histograms(self) -> dict[tuple[str, str, str], Counter[int]]:
        found: dict[tuple[str, str, str], Counter[int]] = defaultdict(Counter)
        for row, answer in self._given():
            if answer["rating"] is not None and self.within(answer["answered_us"]):
                found[row["survey"], answer["question"], row["touchpoint"]][answer["rating"]] += 1
        return found

    def sides(self) -> dict[tuple[str, str], tuple[list[str], Counter[int]]]:
        """Attribute and kind → touchpoints and ratings of all of them together."""
        found: dict[tuple[str, str], tuple[set[str], Counter[int]]] = defaultdict(lambda: (set(), Counter()))
        for (survey, question, touchpoint), histogram in self.histograms().items():
            if side := SIDES.get((survey, question)):
                places, together = found[side, KINDS[survey, question].value]
                places.add(touchpoint)
                together.update(histogram)
        return {scale: (sorted(places), together) for scale, (places, together) in found.items()}

    def pairs(self) -> dict[str, list[tuple[int, int]]]:
        """Attribute → its rating and the headline's, response by response; of the day of its own rating."""
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for row, answer in self._given():
            side = SIDES.get((row["survey"], answer["question"]))
            if side is None or answer["rating"] is None or not self.within(answer["answered_us"]):
                continue
            name, _ = HEADLINE[row["survey"]]
            for other in self._data.answers[row["id"]]:
                if other["question"] == name and other["rating"] is not None:
                    found[side].append((answer["rating"], other["rating"]))
        return found

    def observed(self) -> Counter[tuple[str, str]]:
        asked_in = {row["id"]: row["invitation_id"] for row in self._data.cases}
        return Counter(
            (row["touchpoint"], row["mood"])
            for row in self._data.observations
            if self.within(row["at_us"])
            and row["touchpoint"] != "work"
            and (self._segment is None or asked_in.get(row["case_id"]) in self._by_id)
        )

    def weeks(self) -> dict[str, dict[date, Counter[int]]]:
        last = self._end - timedelta(days=1)
        monday = last - timedelta(days=last.weekday() + 12 * 7)
        found: dict[str, dict[date, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
        for row, answer in self._given():
            day = day_of(answer["answered_us"])
            is_headline = answer["question"] == HEADLINE[row["survey"]][0]
            if is_headline and answer["rating"] is not None and monday <= day < self._end:
                week = day - timedelta(days=day.weekday())
                found[row["survey"]][week][answer["rating"]] += 1
        return found

    def funnels(self) -> dict[tuple[str, str], Counter[str]]:
        found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for row in self.asked:
            steps, given = found[row["survey"], row["touchpoint"]], self._data.answers[row["id"]]
            sent = row["sent_us"] if row["delivered_us"] is not None else None
            headline = [
                one["answered_us"]
                for one in given
                if one["question"] == HEADLINE[row["survey"]][0] and one["rating"] is not None
            ]
            wrote = [one["answered_us"] for one in given if one["comment"]]
            steps["delivered"] += self.within(sent)
            steps["responded"] += self.within(min(headline, default=None))
            steps["completed"] += row["state"] == "completed" and self.within(row["finished_us"])
            steps["commented"] += self.within(min(wrote, default=None))
        return {place: steps for place, steps in found.items() if steps.total()}

    def choices(self) -> dict[str, tuple[int, dict[str, int]]]:
        answered: Counter[str] = Counter()
        options: dict[str, Counter[str]] = defaultdict(Counter)
        for _, answer in self._given():
            if answer["options"] and self.within(answer["answered_us"]):
                answered[answer["question"]] += 1
                options[answer["question"]].update(answer["options"])
        return {name: (n, dict(options[name])) for name, n in answered.items()}

    def moods(self) -> Counter[str]:
        """The rating says it; where it says neither, the words."""
        found: Counter[str] = Counter()
        for row, answer in self._given():
            if not answer["comment"] or not self.within(answer["answered_us"]):
                continue
            found["total"] += 1
            name, kind = HEADLINE[row["survey"]]
            ratings = {one["question"]: one["rating"] for one in self._data.answers[row["id"]]}
            rating, felt = ratings.get(name), answer["polarity"]
            low, high = (6, 9) if kind == "nps" else (2, 4)
            if rating is not None and (rating <= low or rating >= high):
                found["unhappy" if rating <= low else "happy"] += 1
            elif felt is not None and abs(felt) > 0.5:
                found["unhappy" if felt < 0 else "happy"] += 1
        return found

    def not_asked(self) -> dict[str, int]:
        segment = self._segment
        return dict(
            Counter(
                row["reason"]
                for row in self._data.suppressions
                if self.within(row["at_us"])
                and (segment is None or row["segments"].get(segment[0]) == segment[1])
            )
        )

    def cases(self) -> dict[str, object]:
        found = [
            row
            for row in self._data.cases
            if self.within(row["opened_us"])
            and (self._segment is None or row["invitation_id"] in self._by_id)
        ]
        taken = [row for row in found if row["taken_us"] is not None]
        contacted = [row for row in found if row["contacted_us"] is not None]

        def median(name: str, rows: Sequence[Mapping[str, Any]]) -> float | None:
            took = [(row[name] - row["opened_us"]) / 1e6 for row in rows]
            return statistics.median(took) if took else None

        return {
            "opened": len(found),
            "taken": len(taken),
            "taken_in_time": sum(row["taken_us"] <= row["take_by_us"] for row in taken),
            "contacted": len(contacted),
            "contacted_in_time": sum(row["contacted_us"] <= row["contact_by_us"] for row in contacted),
            "resolved": sum(row["resolved_us"] is not None for row in found),
            "confirmed": sum(row["state"] == "confirmed" for row in found),
            "reopened": sum(row["reopened"] > 0 for row in found),
            "still_open": sum(row["state"] != "confirmed" for row in found),
            "median_to_take_s": median("taken_us", taken),
            "median_to_contact_s": median("contacted_us", contacted),
        }


# --- scores, from their papers


def wilson(good: int, n: int, z: float = 1.96) -> tuple[float, float]:
    p = good / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, min(p, centre - half)), min(1.0, max(p, centre + half))


def groups(histogram: Mapping[int, int]) -> tuple[int, int]:
    return sum(n for one, n in histogram.items() if one > 8), sum(
        n for one, n in histogram.items() if one < 7
    )


def score(kind: str, histogram: Mapping[int, int]) -> dict[str, float | None]:
    n = sum(histogram.values())
    if n < 5:
        return {"n": n, "value": None, "low": None, "high": None}
    if kind == "nps":
        promoters, detractors = groups(histogram)
        p, d = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)
        half = 196 * math.sqrt((p + d - (p - d) ** 2) / (n + 3))
        low, high = max(-100, 100 * (p - d) - half), min(100, 100 * (p - d) + half)
        return {"n": n, "value": 100 * (promoters - detractors) / n, "low": low, "high": high}
    if kind == "csat":
        good = histogram.get(4, 0) + histogram.get(5, 0)
        low, high = wilson(good, n)
        return {"n": n, "value": good / n, "low": low, "high": high}
    every = [one for one, count in histogram.items() for _ in range(count)]
    mean = statistics.fmean(every)
    half = scipy_stats.t.ppf(0.975, n - 1) * statistics.stdev(every) / math.sqrt(n)
    return {"n": n, "value": mean, "low": max(1, mean - half), "high": min(5, mean + half)}


def changed(
    kind: str, now: Mapping[int, int], before: Mapping[int, int], z: float = 1.96
) -> dict[str, object] | None:
    """Of NPS and of shares; the stars' test has tests of its own."""
    n, m = sum(now.values()), sum(before.values())
    if min(n, m) < 5:
        return None
    noise = 1 / n + 1 / m
    if kind == "nps":
        (p, d), (q, e) = groups(now), groups(before)
        difference = p / n - d / n - q / m + e / m
        p1, d1, p2, d2 = (
            (p + 0.75) / (n + 3),
            (d + 0.75) / (n + 3),
            (q + 0.75) / (m + 3),
            (e + 0.75) / (m + 3),
        )
        half = z * math.sqrt((p1 + d1 - (p1 - d1) ** 2) / (n + 3) + (p2 + d2 - (p2 - d2) ** 2) / (m + 3))
        centre, spread = p1 - d1 - p2 + d2, (p + q + d + e) / (n + m) - ((p + q - d - e) / (n + m)) ** 2
        low, high = centre - half, centre + half
        unit = 100
    else:
        good, was = (one.get(4, 0) + one.get(5, 0) for one in (now, before))
        (l1, u1), (l2, u2) = wilson(good, n, z), wilson(was, m, z)
        difference = good / n - was / m
        low = difference - math.sqrt((good / n - l1) ** 2 + (u2 - was / m) ** 2)
        high = difference + math.sqrt((u1 - good / n) ** 2 + (was / m - l2) ** 2)
        share = (good + was) / (n + m)
        spread, unit = share * (1 - share), 1
    clear = (low > 0 or high < 0) and abs(difference) - noise / 2 > z * math.sqrt(max(spread, 0) * noise)
    return {"difference": unit * difference, "low": unit * low, "high": unit * high, "clear": clear}


# --- the comparison


QUERIES: Sequence[Period] = (
    all_time(TODAY),
    rolling(17, TODAY),
    containing(PeriodKind.MONTH, date(2026, 3, 31)),
    containing(PeriodKind.WEEK, date(2026, 3, 29)),  # the clocks go forward on its last day
    containing(PeriodKind.DAY, date(2026, 3, 29)),
)
SEGMENTS = (None, ("store", "Berlin"), ("store", "Hamburg"), ("customer", "new"), ("customer", "nobody"))


@pytest.mark.parametrize("seed", range(50))
def test_every_number_is_the_one_that_the_stored_answers_give(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # None of these histories is so long that a hundred rated the same side.
    monkeypatch.setattr(drivers, "ANSWERS_NEEDED", ENOUGH)
    engine = synchronous_engine("BEGIN", connect_args={"isolation_level": None})
    metadata.create_all(engine)
    settings = business()
    with engine.connect() as connection:
        History(seed, connection).live()
        assert connection.execute(text("SELECT count(*) FROM dead_letters")).scalar() == 0
        data = stored(connection)
        connection.rollback()
        for period in QUERIES:
            for segment in SEGMENTS:
                query = ReportQuery(period, segment, today=TODAY)
                report = reports.report(connection, query, settings)
                compare(digest_json(compose(report, settings, NOW)), data, period, segment)
    engine.dispose()


ENOUGH = 8  # joint answers


def compare(told: Any, data: Stored, period: Period, segment: tuple[str, str] | None) -> None:
    now = Recomputed(data, period.start, period.end, segment)
    before = Recomputed(data, period.previous().start, period.previous().end, segment)
    compare_ratings(
        [one for one in told["headlines"] + told["others"] if one["survey"] != "pulse"], now, before
    )
    compare_funnels([one for one in told["funnels"] if one["survey"] != "pulse"], now)
    assert {one["question"]: (one["answered"], one["options"]) for one in told["choices"]} == now.choices()
    moods = now.moods()
    assert told["comments"] == {
        "read": moods["total"],
        "total": moods["total"],
        "unhappy": moods["unhappy"],
        "happy": moods["happy"],
    }
    compare_sides(told["sides"]["rated"], now, before)
    compare_drivers(told["drivers"], now)
    observed = {(one["touchpoint"], one["mood"]): one["n"] for one in told["observed"]}
    assert observed == now.observed()
    assert told["not_asked"] == now.not_asked()
    assert told["cases"] == pytest.approx(now.cases())
    assert told["cases_before"] == pytest.approx(before.cases())
    compare_trends([one for one in told["trends"] if one["survey"] != "pulse"], now, period)
    compare_spreads(told["differing"]["spreads"], data, period, segment)
    compare_answered(told["differing"]["answered"], data, period, segment)
    compare_came_back(told["differing"]["came_back"], data, period, segment)


def compare_ratings(told: Any, now: Recomputed, before: Recomputed) -> None:
    shown = {(one["survey"], one["question"], one["touchpoint"]): one for one in told}
    assert len(shown) == len(told), "nothing twice"
    histograms, earlier = now.histograms(), before.histograms()
    assert histograms.keys() | earlier.keys() <= shown.keys(), "nothing is left out"
    for place, one in shown.items():
        histogram: Mapping[int, int] = histograms.get(place, {})
        was: Mapping[int, int] = earlier.get(place, {})
        kind = one["kind"]
        assert one["histogram"] == {str(value): n for value, n in sorted(histogram.items())}
        assert {name: one[name] for name in ("n", "value", "low", "high")} == near(score(kind, histogram))
        assert one["before"] == near(score(kind, was))
        every = [value for value, n in histogram.items() for _ in range(n)]
        assert one["mean"] == (pytest.approx(statistics.fmean(every)) if len(every) >= 5 else None)
        assert one["deviation"] == (pytest.approx(statistics.stdev(every)) if len(every) >= 5 else None)
        is_headline = HEADLINE[place[0]][0] == place[1]
        assert one["goal"] == (GOALS[place[0]] if is_headline else None)
        if is_headline and len(every) >= 5:
            reached, missed = one["low"] >= one["goal"], one["high"] < one["goal"]
            assert one["standing"] == ("reached" if reached else "missed" if missed else "open")
        if kind != "stars":
            expected = changed(kind, histogram, was)
            assert one["change"] == (None if expected is None else near(expected))


def compare_sides(told: Any, now: Recomputed, before: Recomputed) -> None:
    sides, earlier = now.sides(), before.sides()
    assert {(one["attribute"], one["kind"]) for one in told} == sides.keys()
    for one in told:
        scale = one["attribute"], one["kind"]
        places, histogram = sides[scale]
        was = earlier[scale][1] if scale in earlier else Counter[int]()
        assert one["touchpoints"] == places
        assert one["histogram"] == {str(value): n for value, n in sorted(histogram.items())}
        assert {name: one[name] for name in ("n", "value", "low", "high")} == near(
            score(one["kind"], histogram)
        )
        assert one["before"] == near(score(one["kind"], was))
        if one["kind"] != "stars":
            expected = changed(one["kind"], histogram, was)
            assert one["change"] == (None if expected is None else near(expected))


def compare_drivers(told: Any, now: Recomputed) -> None:
    pairs = now.pairs()
    assert [one["survey"] for one in told] == (["visit"] if pairs else [])
    for survey in told:
        waiting = {side: len(both) for side, both in pairs.items() if len(both) < ENOUGH}
        assert survey["waiting"] == waiting
        ranked = {one["attribute"]: one for one in survey["ranked"]}
        assert ranked.keys() == pairs.keys() - waiting.keys()
        for side, one in ranked.items():
            sides, headlines = zip(*pairs[side], strict=True)
            kind = next(KINDS[place].value for place, name in SIDES.items() if name == side)
            assert one["score"] == near(score(kind, Counter(sides)))
            assert {name: one[name] for name in ("n", "rho", "low", "high")} == near(
                spearman(sides, headlines)
            )
        if survey["ranked"] and survey["ranked"][0]["low"] is not None:
            lowest = survey["ranked"][0]["low"]
            for one in survey["ranked"]:
                known = one["high"] is not None
                assert one["leads"] == (known and lowest > 0 and one["high"] >= lowest)


def spearman(sides: Sequence[int], headlines: Sequence[int]) -> dict[str, float | None]:
    n = len(sides)
    if len(set(sides)) == 1 or len(set(headlines)) == 1:
        return {"n": n, "rho": None, "low": None, "high": None}
    rho = float(scipy_stats.spearmanr(sides, headlines).statistic)
    if abs(rho) > 1 - 1e-12:
        return {"n": n, "rho": rho, "low": None, "high": None}
    error = 1.96 * math.sqrt((1 + rho**2 / 2) / (n - 3))
    low, high = math.tanh(math.atanh(rho) - error), math.tanh(math.atanh(rho) + error)
    return {"n": n, "rho": rho, "low": low, "high": high}


def limits_after(kind: str, earlier: Sequence[int], n: int) -> list[float] | None:
    """Three sigma around the answers of the weeks before, on the scale."""
    if len(earlier) < 30 or n < 5:
        return None
    match kind:
        case "nps":
            values = [100.0 if value > 8 else -100.0 if value < 7 else 0.0 for value in earlier]
        case "csat":
            values = [float(value > 3) for value in earlier]
        case _:
            values = [float(value) for value in earlier]
    worst, best = {"nps": (-100, 100), "csat": (0, 1), "stars": (1, 5)}[kind]
    centre, variance = statistics.fmean(values), statistics.pvariance(values)
    sigma = math.sqrt(variance / n + variance / len(values))
    return [max(worst, centre - 3 * sigma), min(best, centre + 3 * sigma)]


def near(expected: Any) -> Any:
    return pytest.approx(expected, abs=1e-6)


RATES = {"responded": "response_rate", "completed": "completion_rate", "commented": "comment_rate"}


def compare_funnels(told: Any, now: Recomputed) -> None:
    funnels = now.funnels()
    assert {(one["survey"], one["touchpoint"]) for one in told} == funnels.keys()
    for one in told:
        steps = funnels[one["survey"], one["touchpoint"]]
        delivered = steps["delivered"]
        for step, rate in RATES.items():
            assert one[step] == steps[step]
            has_rate = delivered >= 5 and steps[step] <= delivered
            assert one[rate] == (pytest.approx(steps[step] / delivered) if has_rate else None)
        assert one["delivered"] == delivered


def compare_trends(told: Any, now: Recomputed, period: Period) -> None:
    expected = now.weeks()
    assert {one["survey"] for one in told} == expected.keys()
    for trend in told:
        weeks = {date.fromisoformat(one["week"]): one for one in trend["weeks"]}
        earlier: list[int] = []
        for week, one in weeks.items():
            histogram: Mapping[int, int] = expected[trend["survey"]].get(week, {})
            assert {name: one[name] for name in ("n", "value", "low", "high")} == near(
                score(trend["kind"], histogram)
            )
            limits = limits_after(trend["kind"], earlier, one["n"])
            assert one["limits"] == (None if limits is None else near(limits))
            if trend["kind"] != "stars":
                outside = limits is not None and not limits[0] <= one["value"] <= limits[1]
                moved = changed(trend["kind"], histogram, Counter(earlier))
                assert one["unusual"] == (outside and moved is not None and moved["clear"])
            earlier += [value for value, n in histogram.items() for _ in range(n)]
        answered = [week for week, histogram in expected[trend["survey"]].items() if histogram]
        last = min(TODAY, period.end - timedelta(days=1))
        assert set(answered) <= weeks.keys()
        assert len(weeks) == (last - min(answered)).days // 7 + 1, (
            "every week once, also those without answers"
        )


# --- where it differs


def by_value(
    data: Stored, period: Period, name: str, segment: tuple[str, str] | None
) -> dict[str, Recomputed]:
    """Value → its numbers; of one segment nothing is told by others."""
    values = {row["segments"][name] for row in data.invitations if name in row["segments"]}
    return {
        value: Recomputed(data, period.start, period.end, (name, value))
        for value in values
        if segment is None
    }


def level(comparisons: int) -> float:
    return float(scipy_stats.norm.isf(0.025 / comparisons)) if comparisons > 1 else 1.96


def is_enough(kind: str, one: Mapping[int, int], other: Mapping[int, int]) -> bool:
    """Cochran's least count of one, of what is rarer than the most frequent outcome."""
    outcomes: Counter[bool | int] = Counter()
    for histogram in (one, other):
        for rating, n in histogram.items():
            outcomes[(rating > 6) + (rating > 8) if kind == "nps" else rating > 3] += n
    every, smaller = outcomes.total(), min(sum(one.values()), sum(other.values()))
    return smaller * (every - max(outcomes.values())) / every >= 1


def compare_spreads(told: Any, data: Stored, period: Period, segment: tuple[str, str] | None) -> None:
    expected: dict[tuple[str, str, str], dict[str, Any]] = {}
    for name in ("store", "shift"):
        places: dict[tuple[str, str], dict[str, Counter[int]]] = defaultdict(dict)
        for value, numbers in by_value(data, period, name, segment).items():
            for (survey, question, touchpoint), histogram in numbers.histograms().items():
                if HEADLINE[survey][0] == question:
                    places[survey, touchpoint][value] = histogram
        pairs = [
            (place, value, here, sum((one for other, one in values.items() if other != value), Counter()))
            for place, values in places.items()
            for value, here in values.items()
        ]
        compared = [one for one in pairs if min(one[2].total(), one[3].total()) >= 5]
        z = level(sum(0.5 if len(places[one[0]]) == 2 else 1 for one in compared).__ceil__())
        for (survey, touchpoint), value, here, others in pairs:
            kind = HEADLINE[survey][1]
            moved = changed(kind, here, others, z)
            if here.total() >= 5:
                expected.setdefault((name, survey, touchpoint), {})[value] = (
                    score(kind, here),
                    None if moved is None else score(kind, others),
                    moved,
                    bool(moved and moved["clear"] and is_enough(kind, here, others)),
                )
    found = {(one["segment"], one["survey"], one["touchpoint"]): one for one in told}
    assert found.keys() == {key for key, parts in expected.items() if len(parts) > 1}
    for key, spread in found.items():
        assert [one["value"] for one in spread["parts"]] == sorted(
            expected[key], key=lambda value: (-expected[key][value][0]["value"], value)
        )
        for part in spread["parts"]:
            own, others, moved, differs = expected[key][part["value"]]
            assert part["score"] == near(own)
            assert part["others"] == (None if others is None else near(others))
            assert part["difference"] == near_difference(moved)
            assert part["differs"] is differs


def near_difference(moved: Mapping[str, Any] | None) -> Any:
    return None if moved is None else near(moved)


def compare_answered(told: Any, data: Stored, period: Period, segment: tuple[str, str] | None) -> None:
    rates: list[tuple[str, str, list[str], Counter[int], Counter[int]]] = []
    for name in ("customer", "shift", "store"):
        funnels = {value: one.funnels() for value, one in by_value(data, period, name, segment).items()}
        started = {
            place
            for one in funnels.values()
            for place, steps in one.items()
            if steps["responded"] > steps["delivered"]
        }
        thumbs: dict[str, Counter[int]] = {}
        for value, one in funnels.items():
            asked = [steps for place, steps in one.items() if place not in started and steps["delivered"]]
            if asked:
                responded = sum(steps["responded"] for steps in asked)
                silent = sum(steps["delivered"] for steps in asked) - responded
                thumbs[value] = Counter({5: responded, 1: silent})
        for value, here in thumbs.items():
            others = sum((one for other, one in thumbs.items() if other != value), Counter[int]())
            if min(here.total(), others.total()) >= 5:
                rates.append((name, value, sorted(thumbs), here, others))
    once = {
        (name, value): (values, here, others)
        for name, value, values, here, others in rates
        if len(values) != 2
        or (here[5] * others.total(), value == values[0]) > (others[5] * here.total(), value != values[0])
    }
    assert {(one["segment"], one["value"]) for one in told} == once.keys()
    assert told == sorted(told, key=lambda one: -abs(one["difference"]["difference"]))
    for one in told:
        values, here, others = once[one["segment"], one["value"]]
        moved = changed("csat", here, others, level(len(once)))
        assert moved is not None
        assert one["values"] == values
        assert one["rate"] == near(score("csat", here))
        assert one["others"] == near(score("csat", others))
        assert one["difference"] == near_difference(moved)
        assert one["differs"] == bool(moved["clear"] and is_enough("csat", here, others))


def compare_came_back(told: Any, data: Stored, period: Period, segment: tuple[str, str] | None) -> None:
    ninety = timedelta(days=90)
    end = min(period.end, TODAY) - ninety
    start = max(date(1970, 1, 1), end - max(ninety, period.end - period.start))
    over_us = (datetime.combine(end + ninety, datetime.min.time(), ZONE) - EPOCH) // timedelta(microseconds=1)
    ninety_us = ninety // timedelta(microseconds=1)
    asked = Recomputed(data, start, end, segment)
    latest: dict[str, tuple[int, int, str]] = {}
    for row in asked.asked:
        if (
            row["started_by_customer"]
            or not asked.within(row["sent_us"])
            or row["customer_id"] not in data.buyers
        ):
            continue
        question, kind = HEADLINE[row["survey"]]
        for answer in data.answers[row["id"]]:
            at_us, rating = answer["answered_us"], answer["rating"]
            if answer["question"] == question and rating is not None and at_us + ninety_us <= over_us:
                latest[row["customer_id"]] = max(
                    latest.get(row["customer_id"], (0, 0, "")), (at_us, rating, kind)
                )
    sides = {"happy": [0, 0], "unhappy": [0, 0]}
    for who, (at_us, rating, kind) in latest.items():
        low, high = (6, 9) if kind == "nps" else (2, 4)
        if low < rating < high:
            continue
        side = sides["happy" if rating >= high else "unhappy"]
        side[0] += 1
        side[1] += any(
            row["customer_id"] == who
            and at_us < row["bought_us"] <= at_us + ninety_us
            and row["not_asked"] != "refunded"
            for row in data.purchases
        )
    if min(sides["happy"][0], sides["unhappy"][0]) < 5:
        assert told is None
        return
    (happy, happy_back), (unhappy, unhappy_back) = sides["happy"], sides["unhappy"]
    assert (told["start"], told["end"], told["newest"]) == (start.isoformat(), end.isoformat(), None)
    back, gone = {5: happy_back, 1: happy - happy_back}, {5: unhappy_back, 1: unhappy - unhappy_back}
    moved = changed("csat", back, gone)
    assert moved is not None
    assert told["happy"] == near(score("csat", back))
    assert told["unhappy"] == near(score("csat", gone))
    assert told["difference"] == near_difference(moved)
    assert told["differs"] == moved["clear"]
