"""What a digest is told of segments and of who came back: of whom, since when, and at what cost."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.conversation import Invitation
from bot.core.effects import Save
from bot.core.journey import Purchase
from bot.core.periods import Period, all_time, rolling
from bot.core.report import Report, ReportQuery, Returned
from bot.core.survey import Audience
from storage import returned, spread
from storage.measuring import recording
from tests.storage.conftest import ZONE, House, answered, customer, invitation, make_business, rated

TODAY = date(2026, 6, 1)
QUERY = ReportQuery(rolling(30, TODAY), today=TODAY)
ASKED = datetime(2026, 2, 1, 12, tzinfo=ZoneInfo("UTC"))
DAY = timedelta(days=1)


def asked(number: int, rating: int, at: datetime = ASKED, **changes: object) -> Invitation:
    """Sent, delivered and answered at this moment."""
    one = answered(invitation(f"i{number}", f"c{number}"), rated(rating, at))
    return replace(one, sent_at=at, delivered_at=at, **changes)  # type: ignore[arg-type]  # any field


def bought(number: int, at: datetime, **changes: object) -> Purchase:
    one = Purchase(f"p{number}{at}", "main", f"{number}{at}", f"c{number}", "delivery", at)
    return replace(one, **changes)  # type: ignore[arg-type]  # any field


async def happened(house: House, *facts: object) -> None:
    await house.decided(*[Save(one) for one in facts])  # type: ignore[arg-type]  # any fact


async def report(house: House, query: ReportQuery = QUERY) -> Report:
    return await house.store.report(query)


async def came_back(house: House, query: ReportQuery = QUERY) -> tuple[int, int, int, int]:
    found = (await report(house, query)).returned
    assert found is not None
    return found.happy_back, found.happy, found.unhappy_back, found.unhappy


# --- who came back


async def test_who_bought_within_90_days_of_the_answer_came_back(house: House) -> None:
    for number, (rating, after) in enumerate(
        ((5, 90 * DAY), (4, 90 * DAY + timedelta(seconds=1)), (1, DAY), (2, -DAY), (3, DAY))
    ):
        await happened(house, customer(f"c{number}"), asked(number, rating), bought(number, ASKED + after))
    assert await came_back(house) == (1, 2, 1, 2)  # in the middle is neither


async def test_what_was_taken_back_is_no_purchase(house: House) -> None:
    for number, why in enumerate(("refunded", "cancelled", "late", None)):
        back = bought(number, ASKED + DAY, not_asked=why)
        await happened(house, customer(f"c{number}"), asked(number, 5), back)
    assert await came_back(house) == (2, 4, 0, 0)


async def test_erased_people_internal_ones_and_trials_are_not_counted(house: House) -> None:
    await happened(
        house,
        replace(customer("c1"), erased_at=ASKED),
        replace(customer("c2"), audience=Audience.INTERNAL),
        *[customer(f"c{number}") for number in (3, 4, 5)],
        *[asked(number, 5) for number in (1, 2, 5)],
        asked(3, 5, trial=True),
        asked(4, 5, started_by_customer=True),
    )
    assert await came_back(house) == (0, 1, 0, 0)


async def test_a_customer_counts_once_by_the_latest_rating(house: House) -> None:
    await happened(house, customer("c1"), asked(1, 5))
    later = replace(asked(2, 1, ASKED + 5 * DAY), customer_id="c1")
    await happened(house, later, bought(1, ASKED + DAY))
    assert await came_back(house) == (0, 0, 0, 1)  # bought before the latest answer, not after it


async def test_only_those_count_whose_90_days_are_over(house: House) -> None:
    end = datetime(2026, 3, 3, tzinfo=ZONE)  # ninety days before today begins
    assert returned.cohort(QUERY) == (date(2025, 12, 3), end.date())
    hour = timedelta(hours=1)  # by which the clocks went forward since
    second = timedelta(seconds=1)
    moments = (
        end - hour - second,
        end - hour + second,
        end,
        datetime(2025, 12, 3, tzinfo=ZONE),
        datetime(2025, 12, 2, 23, tzinfo=ZONE),
    )
    for number, at in enumerate(moments):
        await happened(house, customer(f"c{number}"), asked(number, 5, at))
    slow = asked(9, 5, end - 2 * DAY)
    late = replace(slow, answers=(rated(5, end + 5 * DAY),))
    await happened(house, customer("c9"), late)
    assert (await came_back(house))[1] == 2


@pytest.mark.parametrize(
    ("period", "today", "span"),
    [
        (rolling(30, TODAY), TODAY, (date(2025, 12, 3), date(2026, 3, 3))),
        (rolling(200, TODAY), TODAY, (date(2025, 8, 15), date(2026, 3, 3))),
        (Period("past", date(2025, 1, 1), date(2025, 4, 1)), TODAY, (date(2024, 10, 3), date(2025, 1, 1))),
        (all_time(TODAY), TODAY, (date(1970, 1, 1), date(2026, 3, 3))),
        (rolling(30, date(1970, 2, 1)), date(1970, 2, 1), None),
        (rolling(30, TODAY), None, None),
    ],
)
def test_the_cohort_is_as_long_as_the_period_and_at_least_90_days(
    period: Period, today: date | None, span: tuple[date, date] | None
) -> None:
    assert returned.cohort(ReportQuery(period, today=today)) == span


async def test_who_came_back_is_limited_as_the_query_is(house: House) -> None:
    for number, (store, touchpoint) in enumerate(
        (("Berlin", "delivery"), ("Hamburg", "delivery"), ("Kiel", "delivery"), ("Berlin", "support"))
    ):
        one = asked(number, 5, segments={"store": store}, touchpoint=touchpoint)
        await happened(house, customer(f"c{number}"), one)
    assert (await came_back(house, replace(QUERY, segment=("store", "Berlin"))))[1] == 2
    assert (await came_back(house, replace(QUERY, places=("Hamburg", "Kiel"))))[1] == 2
    assert (await came_back(house, replace(QUERY, touchpoint="support")))[1] == 1


async def test_only_the_newest_are_looked_at_and_that_is_said(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        await happened(house, customer(f"c{number}"), asked(number, 1 if number else 5, ASKED + number * DAY))
    monkeypatch.setattr(returned, "NEWEST", 4)
    found = (await report(house)).returned
    assert isinstance(found, Returned)
    assert (found.happy, found.unhappy, found.newest) == (1, 3, None)
    monkeypatch.setattr(returned, "NEWEST", 3)
    found = (await report(house)).returned
    assert isinstance(found, Returned)
    assert (found.happy, found.unhappy, found.newest) == (0, 3, 3)


# --- segments


async def segments(house: House, query: ReportQuery) -> list[str]:
    return ["=".join(one.segment) for one in (await report(house, query)).segments]


async def test_segments_are_told_as_far_as_the_query_allows(house: House) -> None:
    now = datetime(2026, 5, 20, 12, tzinfo=ZoneInfo("UTC"))
    for number, store in enumerate(("Berlin", "Hamburg", "Kiel")):
        await happened(house, asked(number, 5, now, segments={"store": store, "shift": "late"}))
    places = ["store=Berlin", "store=Hamburg", "store=Kiel"]
    assert await segments(house, QUERY) == ["shift=late", *places]
    assert await segments(house, replace(QUERY, places=("Berlin", "Kiel"))) == [places[0], places[2]]
    assert await segments(house, replace(QUERY, segment=("store", "Berlin"))) == []
    assert await segments(house, replace(QUERY, touchpoint="support")) == []
    assert await segments(house, ReportQuery(rolling(3, TODAY), today=TODAY)) == []


async def test_of_very_many_segments_places_go_first_and_each_kind_is_whole_or_left_out(
    house: House, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime(2026, 5, 20, 12, tzinfo=ZoneInfo("UTC"))
    for number in range(6):
        about = {"item": f"mug {number}", "store": "BH"[number % 2], "shift": "el"[number % 2]}
        await happened(house, asked(number, 5, now, segments=about))
    with sqlite3.connect(file) as raw:  # what lies apart is no segment, and takes nobody's place
        raw.executemany(
            "INSERT INTO rollups VALUES (?, 1, 's', 't', 'q', 'm', 0, 1, 0)",
            [(f"=store={number}",) for number in range(30)],
        )
    for most, shown in (
        (10, {"item": 6, "shift": 2, "store": 2}),
        (9, {"shift": 2, "store": 2}),
        (4, {"shift": 2, "store": 2}),
        (3, {"store": 2}),
        (1, {}),
    ):
        monkeypatch.setattr(spread, "MOST_SEGMENTS", most)
        found = [one.partition("=")[0] for one in await segments(house, QUERY)]
        assert {kind: found.count(kind) for kind in found} == shown, most


# --- at what cost


def plan(file: Path, query: ReportQuery) -> Sequence[str]:
    """What SQLite does for each statement."""
    with recording(file) as (connection, statements):
        spread.by_segment(connection, query, make_business())
        returned.returned(connection, query, make_business())
    with sqlite3.connect(file) as raw:
        return [
            row[3]
            for one in statements
            for row in raw.execute(f"EXPLAIN QUERY PLAN {one.sql}", one.parameters)
        ]


@pytest.mark.parametrize("places", [(), ("Berlin", "Kiel")])
@pytest.mark.parametrize("period", [rolling(30, TODAY), all_time(TODAY)])
async def test_no_table_is_read_through(
    house: House, file: Path, period: Period, places: tuple[str, ...]
) -> None:
    await happened(house, customer("c1"), asked(1, 5, segments={"store": "Berlin"}))
    steps = plan(file, ReportQuery(period, places=places, today=TODAY))
    tables = ("rollups", "invitations", "answers", "customers", "purchases")
    assert [step for step in steps if step.startswith("SCAN") and any(name in step for name in tables)] == []
    looked_up = " ".join(step for step in steps if step.startswith("SEARCH"))
    for index in ("INDEX invitations_sent", "INDEX purchases_customer", "PRIMARY KEY (segment=? AND day"):
        assert index in looked_up
