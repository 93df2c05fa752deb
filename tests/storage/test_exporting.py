"""What is given out of the stored rows, and what never is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.core.effects import Save
from bot.core.identity import Customer
from bot.core.journey import Purchase, Touchpoint
from bot.core.periods import all_time, parse_period
from bot.core.quoting import Consent, said
from bot.core.survey import Audience
from storage import export_reading
from storage.export_reading import LeftOut, Wanted
from storage.exporting import export
from storage.unit_of_work import SqlStore
from tests.storage.conftest import NOW, SURVEY, House, answered, case, customer, invitation, rated

PULSE = replace(SURVEY, name="pulse", version="p1", audience=Audience.INTERNAL)
LATER = NOW.date() + timedelta(days=10)
ALL = Wanted("answers", all_time(LATER), LATER)
HOUR = timedelta(hours=1)


@pytest.fixture
def house(house: House) -> House:
    """A shop that asks its buyers about deliveries, and its people about their work."""
    house.settings = replace(
        house.settings,
        touchpoints={**house.settings.touchpoints, "team": Touchpoint("team", PULSE.name, timedelta(0))},
        surveys={**house.settings.surveys, (PULSE.name, PULSE.version): PULSE},
        current={**house.settings.current, PULSE.name: PULSE.version},
    )
    house.store = SqlStore(house.database, house.settings, "this process")
    return house


async def bought(house: House, number: int, **changes: Any) -> None:
    """A customer's answer: a rating with a comment."""
    given = replace(rated(number % 5 + 1), comment=f"words {number}")
    asked = replace(answered(invitation(f"i{number}", f"c{number}"), given), **changes)
    await house.decided(Save(customer(f"c{number}")), Save(asked))


async def works(house: House, number: int) -> None:
    given = replace(rated(4), comment=f"inside {number}")
    asked = replace(
        answered(invitation(f"w{number}", f"works{number}"), given),
        survey=PULSE.name,
        survey_version=PULSE.version,
        touchpoint="team",
        segments={},
    )
    await house.decided(Save(Customer(f"works{number}", Audience.INTERNAL, "Ada", None, None)), Save(asked))


async def rows(house: House, wanted: Wanted) -> tuple[list[dict[str, Any]], LeftOut]:
    left = LeftOut()
    found = await export(house.database, wanted, house.settings, lambda read: [one.row for one in read(left)])
    return found, left


def of(rows: Sequence[dict[str, Any]], column: str) -> list[Any]:
    return [row[column] for row in rows]


async def test_every_row_comes_once_however_many_pages_it_takes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_reading, "PAGE", 2)
    for number in range(5):
        await bought(house, number)
    for table in ("responses", "answers", "comments", "customers"):
        found, _ = await rows(house, replace(ALL, table=table))
        assert sorted(of(found, "customer")) == ["c0", "c1", "c2", "c3", "c4"]


async def test_a_response_is_one_row_with_its_headline_rating_and_all_its_words(house: House) -> None:
    why = replace(rated(0), question="why", rating=None, comment="and the bread was dry")
    first = replace(rated(2), comment="Cold soup")
    await house.decided(Save(customer()), Save(answered(invitation(), first, why)))
    ((row,), left) = await rows(house, replace(ALL, table="responses"))
    assert (row["question"], row["kind"], row["rating"], row["answers"]) == ("how", "csat", 2, 2)
    assert row["comment"] == "Cold soup\nand the bread was dry"
    assert row["segments"] == ["store=Berlin"]
    assert left == LeftOut()


async def test_what_is_asked_for_alone_is_given(house: House) -> None:
    await bought(house, 1)
    await bought(house, 2, touchpoint="visit", segments={"store": "Wien"})
    long_ago = parse_period("2020", LATER)
    assert long_ago is not None
    for table in ("responses", "answers", "comments"):
        every = replace(ALL, table=table)
        for wanted, found in (
            (replace(every, touchpoint="visit"), ["c2"]),
            (replace(every, segment=("store", "Wien")), ["c2"]),
            (replace(every, survey="pulse", audience=Audience.BUYER), []),
            (replace(every, period=long_ago), []),
            (replace(every, audience=Audience.INTERNAL), []),
        ):
            assert of((await rows(house, wanted))[0], "customer") == found, (table, wanted)


async def test_what_was_only_tried_is_no_answer(house: House) -> None:
    await bought(house, 1, trial=True)
    assert (await rows(house, ALL))[0] == []


async def test_words_of_who_is_not_to_be_quoted_stay_here_and_their_rating_counts(house: House) -> None:
    await bought(house, 1)
    await house.decided(Save(said(customer("c1"), Consent.NEVER, NOW)))
    for table in ("responses", "answers"):
        ((row,), left) = await rows(house, replace(ALL, table=table))
        assert (row["rating"], row["comment"], row["quotes"]) == (2, None, "never")
        assert left.unquoted == 1


async def test_who_was_forgotten_is_in_no_row(house: House) -> None:
    await bought(house, 1)
    await house.decided(Save(replace(customer("c1"), erased_at=NOW)), Save(case("case1", "c1")))
    for table in ("responses", "answers", "comments", "cases"):
        ((row,), left) = await rows(house, replace(ALL, table=table))
        assert (row["customer"], row["comment"], left.forgotten) == (None, None, 1)
    assert (await rows(house, replace(ALL, table="customers")))[0] == []


async def test_of_four_who_work_here_nothing_is_told_and_it_is_said_how_much_is_left_out(
    house: House,
) -> None:
    for number in range(4):
        await works(house, number)
    for table in ("responses", "answers", "comments"):
        found, left = await rows(house, replace(ALL, table=table))
        assert (found, left.confidential) == ([], 4)


async def test_of_five_the_ratings_are_told_with_nothing_that_leads_to_anybody(house: House) -> None:
    for number in range(5):
        await works(house, number)
    for table in ("responses", "answers"):
        found, left = await rows(house, replace(ALL, table=table))
        assert left.confidential == 0
        assert of(found, "rating") == [4, 4, 4, 4, 4]
        assert {frozenset(row) for row in found} == {
            frozenset({"audience", "survey", "touchpoint", "answered_at", "question", "kind", "rating"})
        }
        assert {type(row["answered_at"]) for row in found} == {date}
    comments, _ = await rows(house, replace(ALL, table="comments"))
    assert of(comments, "comment") == [f"inside {number}" for number in range(5)]
    assert {"customer", "response", "rating"}.isdisjoint(comments[0])


async def test_today_is_not_told_of_people_who_work_here(house: House) -> None:
    for number in range(5):
        await works(house, number)
    found, left = await rows(house, replace(ALL, today=NOW.date()))
    assert (found, left.confidential) == ([], 5)


async def test_who_works_here_is_no_buyer_whatever_they_were_asked(house: House) -> None:
    await works(house, 1)
    await bought(house, 1, customer_id="works1")
    for table in ("responses", "answers", "comments"):
        found, left = await rows(house, replace(ALL, table=table))
        assert (found, left.confidential) == ([], 2)


async def test_people_who_work_here_are_in_no_list_of_customers_cases_or_purchases(house: House) -> None:
    await works(house, 1)
    bought = Purchase(
        id="p1",
        shop="web",
        order="7",
        customer_id="works1",
        touchpoint="delivery",
        bought_at=NOW,
    )
    await house.decided(Save(case("case1", "works1")), Save(bought))
    for table in ("customers", "cases", "purchases"):
        assert (await rows(house, replace(ALL, table=table)))[0] == []


async def test_a_purchase_without_a_known_customer_is_not_said_to_be_forgotten(house: House) -> None:
    await house.decided(
        Save(Purchase(id="p1", shop="web", order="=7", customer_id="", touchpoint="delivery", bought_at=NOW))
    )
    ((row,), left) = await rows(house, replace(ALL, table="purchases"))
    assert (row["order"], left.forgotten) == ("=7", 0)


async def test_a_case_is_a_row_with_its_words_and_times(house: House) -> None:
    told = replace(case("case1", "c1"), words="Cold soup", taken_at=NOW + HOUR)
    await house.decided(Save(customer()), Save(told))
    ((row,), _) = await rows(house, replace(ALL, table="cases"))
    assert (row["comment"], row["opened_at"], row["taken_at"]) == ("Cold soup", NOW, NOW + HOUR)


async def test_what_those_who_work_here_said_is_narrowed_down_to_a_survey_and_its_headline(
    house: House,
) -> None:
    for number in range(5):
        await works(house, number)
    found, left = await rows(house, replace(ALL, table="responses", survey="pulse"))
    assert (of(found, "rating"), left.confidential) == ([4, 4, 4, 4, 4], 0)
    for table in ("responses", "answers", "comments"):
        found, left = await rows(house, replace(ALL, table=table, survey="after-sale"))
        assert (found, left.confidential) == ([], 0)


async def test_of_those_who_work_here_a_response_is_its_headline_alone(house: House) -> None:
    for number in range(5):
        asked = invitation(f"w{number}", f"works{number}")
        given = (rated(4), replace(rated(2), question="other"))
        await house.decided(
            Save(Customer(f"works{number}", Audience.INTERNAL, "Ada", None, None)),
            Save(
                replace(
                    answered(asked, *given),
                    survey=PULSE.name,
                    survey_version=PULSE.version,
                    touchpoint="team",
                    segments={},
                )
            ),
        )
    assert len((await rows(house, ALL))[0]) == 10
    assert of((await rows(house, replace(ALL, table="responses")))[0], "question") == ["how"] * 5


async def test_purchases_are_narrowed_down_to_a_segment(house: House) -> None:
    for number, store in enumerate(("Berlin", "Wien")):
        bought_at = NOW + number * HOUR
        one = Purchase(f"p{number}", "web", f"A-{number}", "c1", "delivery", bought_at)
        await house.decided(Save(customer()), Save(replace(one, segments={"store": store})))
    wanted = replace(ALL, table="purchases")
    assert len((await rows(house, wanted))[0]) == 2
    assert of((await rows(house, replace(wanted, segment=("store", "Wien"))))[0], "order") == ["A-1"]
