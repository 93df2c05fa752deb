"""Somebody who may ask for everything tries to find out what a few people who work here said.

Each answer of these histories has a value, a choice and words of its own, so that what is told is a set of
answers, and one thing less another is found out whatever it was. The attacker asks for every period, group
and place on several days, and takes whatever was told away from whatever else was, again and again.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest
from sqlalchemy import Connection, delete

from bot.core.conversation import Answer, Invitation, State
from bot.core.effects import Effect, Save
from bot.core.identity import Customer
from bot.core.journey import Touchpoint
from bot.core.periods import EARLIEST, Period, PeriodKind, all_time, containing, rolling
from bot.core.report import Numbers, ReportQuery
from bot.core.statistics import COUNTS_ONLY_BELOW
from bot.core.survey import Audience, QuestionKind
from storage import reports, tables
from storage.confidential import confidential
from storage.unit_of_work import SqlStore
from tests.storage.conftest import NOW, SURVEY, House, answered, invitation

PULSE = replace(SURVEY, name="pulse", version="p1", audience=Audience.INTERNAL)
TOUCHPOINTS = ("team", "shift")
DAY = timedelta(days=1)
LIVED = 45  # days
GROUPS = ("kitchen", "bar", "office")
PLACES = ("Berlin", "Hamburg")
ROUNDS = 3  # of subtracting what was found out from what was told
MOST_KNOWN = 400

Set = frozenset[int]
"""Of answers, by number."""
Known = Mapping[tuple[str, str], set[Set]]
"""What somebody was told, by touchpoint and what was asked: what may be taken from each other."""


@pytest.fixture
def house(house: House) -> House:
    house.settings = replace(
        house.settings,
        touchpoints={name: Touchpoint(name, PULSE.name, timedelta(0)) for name in TOUCHPOINTS},
        surveys={(PULSE.name, PULSE.version): PULSE},
        current={PULSE.name: PULSE.version},
    )
    house.store = SqlStore(house.database, house.settings, "this process")
    return house


def history(chance: random.Random) -> tuple[list[Invitation], Mapping[int, str]]:
    """Some who work here answer now and then, a few of them in a group of three; answer → who gave it."""
    people = {f"ann{number}": "office" for number in range(3)}
    for number in range(chance.randrange(6, 30)):
        people[f"bob{number}"] = chance.choice(("kitchen", "kitchen", "bar", ""))
    homes = {"kitchen": "Berlin", "bar": "Hamburg"}  # all of a group, and some who are in none
    lives = {who: homes.get(group) or chance.choice(PLACES) for who, group in people.items()}
    with_places = chance.random() < 0.4
    given: list[Invitation] = []
    whose: dict[int, str] = {}
    for who, group in people.items():
        at_team = chance.random() < 0.8
        for _ in range(chance.choice((1, 1, 2, 3))):
            number = len(whose) + 1
            whose[number] = who
            at = NOW + chance.randrange(LIVED) * DAY
            segments = {"group": group} if group else {}
            if with_places:
                segments["store"] = lives[who]
            said = [Answer("how", QuestionKind.CSAT, at, rating=number)]
            if chance.random() < 0.7:
                said.append(Answer("wants", QuestionKind.CHOICES, at, options=(f"{number}",)))
            if chance.random() < 0.6:
                said.append(Answer("why", QuestionKind.TEXT, at, comment=f"{number}"))
            asked = answered(invitation(f"w{number}", who), *said)
            given.append(
                replace(
                    asked,
                    survey=PULSE.name,
                    survey_version=PULSE.version,
                    touchpoint=TOUCHPOINTS[0] if at_team else TOUCHPOINTS[1],
                    segments=segments,
                    state=State.COMPLETED,
                    sent_at=at,
                    delivered_at=at,
                    finished_at=at,
                )
            )
    return given, whose


def periods(today: date) -> Iterator[Period]:
    first = NOW.date()
    yield all_time(today)
    for number in range(LIVED + 1):
        yield containing(PeriodKind.DAY, first + number * DAY)
        if number % 7 == 0:
            yield containing(PeriodKind.WEEK, first + number * DAY)
    for number in range(3):
        yield containing(PeriodKind.MONTH, first + number * 31 * DAY)
    for days in (3, 7, 14, 30):
        yield rolling(days, today)
    yield Period("since", EARLIEST, today - DAY)


def queries(today: date) -> Iterator[ReportQuery]:
    every: list[tuple[str, str] | None] = [None]
    every += [("group", group) for group in GROUPS]
    every += [("store", place) for place in PLACES]
    for segment in every:
        for touchpoint in (None, *TOUCHPOINTS):
            yield ReportQuery(all_time(today), segment, touchpoint, today)


def told_in(found: Numbers) -> Iterator[tuple[tuple[str, str], Set]]:
    """What can be read in these numbers."""
    weeks: dict[tuple[date, str], set[int]] = defaultdict(set)
    for one in found.ratings:
        yield (one.touchpoint, "rating"), frozenset(one.histogram)
    for week, one in found.trend:
        weeks[week, one.touchpoint] |= one.histogram.keys()
    for (_, touchpoint), numbers in weeks.items():
        yield (touchpoint, "rating"), frozenset(numbers)
    yield ("", "choice"), frozenset(int(one.option) for one in found.choices)
    for touchpoint in TOUCHPOINTS:
        said = (int(one.text) for one in found.comments if one.touchpoint == touchpoint)
        yield (touchpoint, "words"), frozenset(said)


def told(house: House, connection: Connection) -> Known:
    known: dict[tuple[str, str], set[Set]] = defaultdict(set)
    seen = set()
    for days in (9, 23, 31, LIVED, LIVED + 2, LIVED + 40):
        today = NOW.date() + days * DAY
        for query in queries(today):
            with connection.begin():
                internal = confidential(connection, query, house.settings)
                for period in periods(today):
                    counted, spoken = internal.counted(period), internal.spoken(period)
                    # The same counts and words, with the same weeks before them, tell nothing new.
                    told_here = (query.segment, query.touchpoint, str(counted), str(spoken))
                    if not (counted or spoken) or told_here in seen:
                        continue
                    seen.add(told_here)
                    asked = replace(query, period=period)
                    found = reports.numbers(connection, asked, house.settings, internal)
                    for what, numbers in told_in(found):
                        known[what].add(numbers)
    return known


def found_out(told_of: set[Set]) -> set[Set]:
    """All that follows by taking what is within something away from it, one, two or all of one kind."""
    known = {one for one in told_of if one}
    for _ in range(ROUNDS):
        new: set[Set] = set()
        for whole in known:
            within = [one for one in known if one < whole]
            new.update(whole - one for one in within)
            new.update(whole - one - other for one, other in combinations(within[:12], 2) if not one & other)
        known |= {one for one in new if one}
        if len(known) > MOST_KNOWN:
            break
    return known


async def test_what_fewer_than_five_said_is_found_out_by_no_subtraction(house: House) -> None:
    chance = random.Random(3)
    learned = 0
    for number in range(9):
        given, whose = history(chance)
        given = [
            replace(one, id=f"{number}.{one.id}", customer_id=f"{number}.{one.customer_id}") for one in given
        ]
        people = {one.customer_id for one in given}
        staff: list[Effect] = [Save(Customer(who, Audience.INTERNAL, "Ada", None, None)) for who in people]
        await house.decided(*staff, *(Save(one) for one in given))
        known = await house.database.read(lambda connection: told(house, connection))
        for what, sets in known.items():
            for one in found_out(sets):
                who = {whose[answer] for answer in one}
                assert len(who) >= COUNTS_ONLY_BELOW, (number, what, sorted(one), who)
                learned += 1
        await clear(house)
    assert learned > 100, "much is told all the same"


async def clear(house: House) -> None:
    """The next history begins with nothing."""

    def empty(connection: Connection) -> None:
        with connection.begin():
            for table in (tables.answers, tables.invitations, tables.rollups, tables.customers):
                connection.execute(delete(table))

    await house.database.write(empty)


def test_the_attacker_finds_out_what_can_be() -> None:
    six, five, two, three = frozenset(range(6)), frozenset(range(5)), frozenset({0, 1}), frozenset({2, 3, 4})
    assert frozenset({5}) in found_out({six, five})
    assert frozenset({5}) in found_out({six, two, three})
