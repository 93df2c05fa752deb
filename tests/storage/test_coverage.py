"""Coverage of touchpoints: what happened, who was asked, who answered; silence and unknown names show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.core.conversation import State
from bot.core.coverage import Coverage, Hearing, holes_first
from bot.core.effects import Save
from bot.core.journey import Purchase, Touchpoint
from bot.core.survey import Audience
from storage.coverage import coverage
from tests.storage.conftest import NOW, SURVEY, House, answered, invitation, rated

TODAY = NOW.date()
INTERNAL = replace(SURVEY, name="pulse", audience=Audience.INTERNAL)


async def found(house: House, *, by_place: bool = False) -> dict[tuple[str, str | None], Coverage]:
    rows = await house.database.read(
        lambda connection: coverage(connection, house.settings, NOW, by_place=by_place)
    )
    return {(one.touchpoint, one.place): one for one in rows}


async def bought(house: House, number: int, touchpoint: str = "delivery", **changes: object) -> None:
    row = Purchase(f"p{number}", "main", str(number), f"c{number}", touchpoint, NOW - timedelta(days=1))
    await house.decided(Save(replace(row, **changes)))  # type: ignore[arg-type]  # any field


async def asked(house: House, number: int, *ratings: int, **changes: object) -> None:
    """Somebody was asked, and perhaps gave a rating."""
    sent = invitation(f"i{number}", f"c{number}")
    given = answered(sent, *[rated(rating) for rating in ratings]) if ratings else sent
    await house.decided(Save(replace(given, **changes)))  # type: ignore[arg-type]  # any field


async def test_moments_invitations_and_answers_are_counted_by_touchpoint(house: House) -> None:
    for number in range(4):
        await bought(house, number)
    await asked(house, 0, 5)
    await asked(house, 1)
    await asked(house, 2, delivered_at=None)
    await asked(house, 3, 4, started_by_customer=True)
    one = (await found(house))["delivery", None]
    assert (one.survey, one.audience) == (SURVEY.name, Audience.BUYER)
    assert (one.moments, one.invited, one.delivered, one.answered) == (4, 3, 3, 2)
    assert one.response_rate == pytest.approx(2 / 3)
    assert one.last_answer == TODAY
    assert one.hearing(TODAY) is Hearing.FRESH


async def test_a_touchpoint_that_nothing_is_known_of_is_a_hole(house: House) -> None:
    one = (await found(house))["delivery", None]
    assert one == Coverage("delivery", SURVEY.name, Audience.BUYER, None, 0, 0, 0, 0, None)
    assert one.response_rate is None
    assert one.hearing(TODAY) is Hearing.NO_MOMENTS


async def test_what_happens_and_was_never_answered_is_never_heard_of(house: House) -> None:
    await bought(house, 1)
    await asked(house, 1)
    assert (await found(house))["delivery", None].hearing(TODAY) is Hearing.NEVER


async def test_an_answer_of_long_ago_is_stale_though_it_is_not_counted_any_more(house: House) -> None:
    old = NOW - timedelta(days=200)
    await asked(house, 1, 5, sent_at=old, delivered_at=old, finished_at=old, state=State.COMPLETED)
    one = (await found(house))["delivery", None]
    assert (one.invited, one.answered, one.last_answer) == (0, 0, old.date())
    assert one.hearing(TODAY) is Hearing.STALE


async def test_a_touchpoint_that_only_shops_know_is_named(house: House) -> None:
    await bought(house, 1, "pick-up")
    one = (await found(house))["pick-up", None]
    assert (one.survey, one.audience, one.moments) == (None, None, 1)
    assert one.hearing(TODAY) is Hearing.NOT_CONFIGURED


async def test_moments_of_long_ago_and_orders_that_nobody_reported_are_not_counted(house: House) -> None:
    await bought(house, 1, bought_at=NOW - timedelta(days=91))
    await bought(house, 2, customer_id="", not_asked="refunded")
    assert (await found(house))["delivery", None].moments == 0


async def test_a_trial_and_what_somebody_began_in_their_own_words_are_no_touchpoint(house: House) -> None:
    await asked(house, 1, 5, trial=True)
    await asked(house, 2, 5, touchpoint="own_words", started_by_customer=True)
    rows = await found(house)
    assert list(rows) == [("delivery", None)]
    assert rows["delivery", None].delivered == 0


async def test_by_place_each_place_has_a_row(house: House) -> None:
    await bought(house, 1, place="Berlin")
    await bought(house, 2, place="Ulm")
    await bought(house, 3)
    await asked(house, 1, 5, place="Berlin")
    rows = await found(house, by_place=True)
    assert {place: (one.moments, one.answered) for (_, place), one in rows.items()} == {
        "Berlin": (1, 1),
        "Ulm": (1, 0),
        None: (1, 0),
    }
    assert rows["delivery", "Ulm"].hearing(TODAY) is Hearing.NEVER


@pytest.mark.parametrize(("people", "told"), [(4, None), (5, 5)])
async def test_of_fewer_than_five_who_work_with_us_it_is_not_told_who_answered(
    people: int, told: int | None, house: House
) -> None:
    house.settings = replace(
        house.settings,
        touchpoints={"team": Touchpoint("team", INTERNAL.name, timedelta(0))},
        surveys={(INTERNAL.name, INTERNAL.version): INTERNAL},
        current={INTERNAL.name: INTERNAL.version},
    )
    for number in range(people):
        await asked(house, number, 1, survey=INTERNAL.name, touchpoint="team")
    one = (await found(house))["team", None]
    assert (one.answered, one.last_answer) == (told, TODAY if told else None)
    assert one.hearing(TODAY) is (Hearing.FRESH if told else Hearing.FEW)
    assert (one.response_rate is None) is (told is None)


def test_holes_come_first_and_of_equals_what_happens_most() -> None:
    def row(name: str, moments: int, last: date | None = None, survey: str | None = "nps") -> Coverage:
        return Coverage(name, survey, Audience.BUYER, None, moments, 0, 0, 0, last)

    rows = [
        row("fresh", 9, TODAY),
        row("stale", 9, TODAY - timedelta(days=31)),
        row("just fresh", 1, TODAY - timedelta(days=30)),
        row("quiet", 0),
        row("rarely", 1),
        row("often", 7),
        row("typo", 1, survey=None),
    ]
    assert [one.touchpoint for one in holes_first(rows, TODAY)] == [
        *("typo", "often", "rarely", "quiet", "stale", "fresh", "just fresh")
    ]
