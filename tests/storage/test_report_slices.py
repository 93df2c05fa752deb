"""Whose answers a report counts: of a segment, of some places together, and of two sides in one moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.conversation import State
from bot.core.effects import Fact, Save
from bot.core.eligibility import Suppression
from bot.core.journey import Purchase
from bot.core.report import Beginning, Numbers, ReportQuery
from tests.storage.conftest import NOW, SURVEY, House, answered, case, customer, invitation, rated
from tests.storage.test_reports import MARCH, comment, respond

BERLIN, HAMBURG, BREMEN = ({"store": name} for name in ("Berlin", "Hamburg", "Bremen"))
HERE = ReportQuery(MARCH, ("store", "Berlin"))
BOTH = ReportQuery(MARCH, places=("Berlin", "Hamburg"))


async def shops(house: House) -> None:
    """5 in Berlin, 3 in Hamburg, 1 in Bremen, each with words, a case and a purchase not asked about."""
    for number, (segments, rating) in enumerate(((BERLIN, 5), (HAMBURG, 3), (BREMEN, 1))):
        await respond(
            house, number, rated(rating), comment(f"said in {segments['store']}"), segments=segments
        )
        facts: tuple[Fact, ...] = (
            replace(case(f"case{number}", f"c{number}"), invitation_id=f"i{number}"),
            Purchase(f"p{number}", "web", f"{number}", f"c{number}", "delivery", NOW, segments=segments),
            Suppression(f"p{number}", f"c{number}", "delivery", "cool_down", NOW),
        )
        await house.decided(*map(Save, facts))


async def test_the_numbers_of_some_places_are_theirs_together_and_nothing_of_the_others(house: House) -> None:
    await shops(house)
    now = (await house.store.report(BOTH)).now
    assert now.ratings[0].histogram == {5: 1, 3: 1}
    assert {row.text for row in now.comments} == {"said in Berlin", "said in Hamburg"}
    assert now.comments_total == 2
    assert now.suppressions == {"cool_down": 2}
    assert now.cases.opened == 2
    assert [one.histogram for _, one in now.trend] == [{5: 1, 3: 1}]
    assert now.funnels[0].delivered == 2


@pytest.mark.parametrize("query", [HERE, BOTH, ReportQuery(MARCH, places=("Berlin",))])
async def test_nothing_in_a_report_of_places_was_said_elsewhere(house: House, query: ReportQuery) -> None:
    await shops(house)
    assert "Bremen" not in str(await house.store.report(query))


async def test_two_sides_are_counted_in_one_report(house: House) -> None:
    await shops(house)
    report = await house.store.report(replace(HERE, against=ReportQuery(MARCH, ("store", "Hamburg"))))
    assert report.against is not None
    assert (report.now.ratings[0].histogram, report.against.now.ratings[0].histogram) == ({5: 1}, {3: 1})
    assert report.against.before.query.period == MARCH.previous()
    assert report.against.against is None


async def test_what_is_behind_a_score_is_looked_for_in_the_words_of_both_periods(house: House) -> None:
    earlier = NOW - timedelta(days=7)
    await respond(house, 1, replace(rated(5), answered_at=earlier), comment("said before", earlier))
    await respond(house, 2, rated(5), comment("said now"))
    report = await house.store.report(ReportQuery(MARCH, why=True))
    told = [[row.text for row in side.comments] for side in (report.now, report.before)]
    assert told == [["said now"], ["said before"]]


async def test_every_segment_that_was_counted_is_known_and_each_once(house: House) -> None:
    assert await house.store.segments() == []
    await shops(house)
    await respond(house, 9, rated(5), segments={"store": "Berlin", "product": "Mug=Cup"})
    found = await house.store.segments()
    assert found == [("product", "Mug=Cup"), ("store", "Berlin"), ("store", "Bremen"), ("store", "Hamburg")]


# --- before anybody has answered


async def beginning(house: House, query: ReportQuery | None = None) -> Beginning | None:
    return (await house.store.report(query or ReportQuery(MARCH))).beginning


async def test_an_empty_database_is_a_beginning_without_anything(house: House) -> None:
    assert await beginning(house) == Beginning()


async def test_a_beginning_counts_what_came_in_and_says_when_the_first_question_goes_out(
    house: House,
) -> None:
    first, later = (
        replace(
            invitation(f"i{day}", f"c{day}"),
            state=State.PLANNED,
            due_at=NOW + timedelta(days=day),
            sent_at=None,
            delivered_at=None,
        )
        for day in (1, 2)
    )
    sent = replace(invitation("i3", "c3"), state=State.ASKED)
    await house.decided(
        Save(customer("c1")),
        Save(customer("c2")),
        Save(customer("c3")),
        Save(Purchase("p1", "web", "1", "c1", "delivery", NOW)),
        Save(first),
        Save(later),
        Save(sent),
    )
    found = await beginning(house)
    assert found is not None
    assert (found.purchases, found.customers, found.delivered) == (1, 3, 1)
    assert (found.waiting, found.next_at) == (2, first.due_at)


async def test_once_anybody_answered_it_is_no_beginning_any_more(house: House) -> None:
    given = answered(invitation("i1", "c1"), rated(5))
    await house.decided(Save(given))
    assert await beginning(house) is None
    assert given.survey == SURVEY.name


async def test_whoever_may_see_some_places_only_is_not_told_what_came_in_everywhere(house: House) -> None:
    assert await beginning(house, HERE) is None
    assert isinstance((await house.store.report(HERE)).now, Numbers)
