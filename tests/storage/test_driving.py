"""Ratings of a side of the experience beside the headline, and what staff noted, as a report has them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, Update, update

from bot.core.conversation import Answer
from bot.core.effects import Save
from bot.core.identity import Customer
from bot.core.journey import Touchpoint
from bot.core.observations import Mood, Observation
from bot.core.report import JointCount, ObservedCount, ReportQuery
from bot.core.survey import Audience, QuestionKind
from bot.core.survey_reading import parse_survey
from storage import reports, rollups
from storage.database import Database
from storage.tables import rollups as counts
from storage.unit_of_work import SqlStore
from tests.storage.conftest import NOW, House, answered, case, invitation, make_business, rated
from tests.storage.test_reports import MARCH

QUESTIONS = [
    {"name": "how", "kind": "csat", "text": "How was it?"},
    {"name": "staff", "kind": "stars", "text": "The staff?", "attribute": "friendliness"},
    {"name": "shop", "kind": "stars", "text": "The shop?"},
]
VISIT = parse_survey({"name": "visit", "title": "Your visit", "question": QUESTIONS}, ["en"])
PULSE = parse_survey(
    {"name": "pulse", "title": "Work", "audience": "internal", "question": QUESTIONS}, ["en"]
)
BERLIN, HAMBURG = ("store", "Berlin"), ("store", "Hamburg")


@pytest.fixture
def house(database: Database) -> House:
    made = replace(
        make_business(),
        touchpoints={
            "visit": Touchpoint("visit", "visit", timedelta(0)),
            "work": Touchpoint("work", "pulse", timedelta(0)),
        },
        surveys={(one.name, one.version): one for one in (VISIT, PULSE)},
        current={one.name: one.version for one in (VISIT, PULSE)},
    )
    return House(SqlStore(database, made, "this process"), database, made)


def stars(question: str, rating: int) -> Answer:
    return Answer(question, QuestionKind.STARS, NOW, rating=rating)


async def visited(house: House, number: int, how: int, staff: int, store: str = "Berlin") -> None:
    asked = replace(
        invitation(f"i{number}", f"c{number}"),
        survey="visit",
        survey_version=VISIT.version,
        touchpoint="visit",
        segments={"store": store},
    )
    await house.decided(
        Save(answered(asked, rated(how), stars("staff", staff), stars("shop", 3))),
    )


async def joint(house: House, query: ReportQuery) -> tuple[JointCount, ...]:
    return (await house.store.report(query)).now.joint


def counted(counts: dict[tuple[int, int], int]) -> tuple[JointCount, ...]:
    return (JointCount("visit", "staff", "stars", "csat", counts),)


async def test_what_is_about_a_side_is_counted_beside_the_headline(house: House) -> None:
    await visited(house, 1, how=5, staff=4)
    await visited(house, 2, how=5, staff=4)
    await visited(house, 3, how=1, staff=2, store="Hamburg")
    assert await joint(house, ReportQuery(MARCH)) == counted({(4, 5): 2, (2, 1): 1})
    assert await joint(house, ReportQuery(MARCH, HAMBURG)) == counted({(2, 1): 1})
    assert await joint(house, ReportQuery(MARCH, places=("Berlin",))) == counted({(4, 5): 2})
    assert await joint(house, ReportQuery(MARCH, touchpoint="work")) == ()
    assert await joint(house, ReportQuery(MARCH.previous())) == ()


async def test_a_rating_of_the_same_name_that_is_about_no_side_in_its_own_survey_is_not_counted(
    database: Database,
) -> None:
    plain = [QUESTIONS[0], {key: value for key, value in QUESTIONS[1].items() if key != "attribute"}]
    other = parse_survey({"name": "other", "title": "Other", "question": plain}, ["en"])
    made = replace(
        make_business(),
        surveys={(one.name, one.version): one for one in (VISIT, other)},
        current={one.name: one.version for one in (VISIT, other)},
    )
    house = House(SqlStore(database, made, "this process"), database, made)
    await visited(house, 1, how=5, staff=4)
    asked = replace(invitation("i2", "c2"), survey="other", survey_version=other.version)
    await house.decided(Save(answered(asked, rated(1), stars("staff", 2))))
    assert await joint(house, ReportQuery(MARCH)) == counted({(4, 5): 1})


async def test_of_people_who_work_with_us_none_is_counted_beside_another(house: House) -> None:
    for number in range(120):
        asked = replace(
            invitation(f"w{number}", f"s{number}"),
            survey="pulse",
            survey_version=PULSE.version,
            touchpoint="work",
        )
        await house.decided(Save(answered(asked, rated(1 + number % 5), stars("staff", 3))))
    assert await joint(house, ReportQuery(MARCH, today=(NOW + timedelta(days=60)).date())) == ()


async def test_rebuilding_brings_lost_pairs_back(house: House) -> None:
    await visited(house, 1, how=5, staff=4)
    spoil = update(counts).where(counts.c.measure == "joint:stars:csat").values(n=7)
    await house.database.write(lambda connection: _in_its_own(connection, spoil))
    assert await joint(house, ReportQuery(MARCH)) == counted({(4, 5): 7})
    wrong = await house.database.read(lambda connection: rollups.verify(connection, house.settings))
    assert {key[5] for key in wrong} == {"joint:stars:csat"}
    for some in rollups.corrections(wrong):
        await house.database.write(partial(rollups.correct, some=some))
    assert await joint(house, ReportQuery(MARCH)) == counted({(4, 5): 1})


def _in_its_own(connection: Connection, statement: Update) -> None:
    with connection.begin():
        connection.execute(statement)


# --- what staff noted


def noted(number: int, mood: Mood = Mood.UNHAPPY, **changes: object) -> Save:
    one = Observation(f"o{number}", NOW, "visit", mood, "secret words", "web::sam", "Sam")
    return Save(replace(one, **changes))  # type: ignore[arg-type]  # any field


async def test_what_staff_noted_is_counted_by_touchpoint_and_mood(house: House) -> None:
    await house.decided(
        noted(1, customer_id="c1"),
        noted(2),
        noted(3, Mood.HAPPY),
        noted(4, touchpoint="till"),
        noted(5, at=NOW - timedelta(days=40)),
    )
    report = await house.store.report(ReportQuery(MARCH))
    assert report.now.observed == (
        ObservedCount("visit", Mood.UNHAPPY, 2),
        ObservedCount("till", Mood.UNHAPPY, 1),
        ObservedCount("visit", Mood.HAPPY, 1),
    )
    assert "secret" not in str(report)
    assert "c1" not in str(report)
    assert report.now.ratings == ()
    only = await house.store.report(ReportQuery(MARCH, touchpoint="till"))
    assert only.now.observed == (ObservedCount("till", Mood.UNHAPPY, 1),)


async def test_nothing_that_was_noted_of_people_who_work_with_us_is_counted(house: House) -> None:
    await house.decided(
        Save(Customer("kim", Audience.INTERNAL, "Kim", "en", None)),
        noted(1, customer_id="kim"),
        noted(2, touchpoint="work"),
    )
    assert (await house.store.report(ReportQuery(MARCH))).now.observed == ()


async def test_whoever_may_see_one_place_learns_of_what_was_noted_in_cases_there(house: House) -> None:
    await visited(house, 1, how=1, staff=2, store="Hamburg")
    await house.decided(Save(replace(case("case1", "c1"), invitation_id="i1", touchpoint="visit")))
    await house.decided(noted(1, case_id="case1"), noted(2), noted(3, customer_id="c1"))
    for query in (ReportQuery(MARCH, HAMBURG), ReportQuery(MARCH, places=("Hamburg", "Bremen"))):
        report = await house.store.report(query)
        assert report.now.observed == (ObservedCount("visit", Mood.UNHAPPY, 1),)
    for query in (ReportQuery(MARCH, BERLIN), ReportQuery(MARCH, places=("Berlin",))):
        assert (await house.store.report(query)).now.observed == ()


# --- beside it


async def test_pairs_lie_apart_and_are_no_segment(house: House) -> None:
    await visited(house, 1, how=5, staff=4)
    assert await house.database.read(reports.counted_segments) == [BERLIN]
    report = await house.store.report(ReportQuery(MARCH, by_segment=True))
    assert [one.now.query.segment for one in report.slices] == [BERLIN]


async def test_beside_a_comment_stands_the_headline_of_its_own_survey_and_nothing_else(
    database: Database,
) -> None:
    staff_leads = parse_survey({"name": "team", "title": "Team", "question": QUESTIONS[1:]}, ["en"])
    made = replace(
        make_business(),
        surveys={(one.name, one.version): one for one in (VISIT, staff_leads)},
        current={one.name: one.version for one in (VISIT, staff_leads)},
    )
    house = House(SqlStore(database, made, "this process"), database, made)
    for number, answers in enumerate(((rated(2), stars("staff", 5)), (stars("staff", 4),), ())):
        asked = replace(invitation(f"i{number}", f"c{number}"), survey="visit", survey_version=VISIT.version)
        words = Answer("why", QuestionKind.TEXT, NOW - timedelta(minutes=number), comment=f"words {number}")
        await house.decided(Save(answered(asked, *answers, words)))
    comments = (await house.store.report(ReportQuery(MARCH))).now.comments
    assert [(one.text, one.kind, one.rating) for one in comments] == [
        ("words 0", "csat", 2),
        ("words 1", None, None),
        ("words 2", None, None),
    ]


async def test_each_touchpoint_and_period_is_asked_about_by_itself(house: House) -> None:
    await visited(house, 1, how=5, staff=4)
    for query, n in (
        (ReportQuery(MARCH, touchpoint="visit"), 1),
        (ReportQuery(MARCH, touchpoint="work"), 0),
        (ReportQuery(MARCH.previous(), touchpoint="visit"), 0),
        (ReportQuery(MARCH, HAMBURG, "visit"), 0),
        (ReportQuery(MARCH, BERLIN, "visit"), 1),
    ):
        now = (await house.store.report(query)).now
        assert len(now.joint) == n
        assert bool(now.ratings) == bool(n)
        assert bool(now.trend) == bool(n)
