"""What a digest is told of people who work with us: nothing that leads to one, nothing of buyers' numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.core.conversation import Answer, State
from bot.core.digest import Digest
from bot.core.digest_card import card
from bot.core.digest_charts import charts
from bot.core.digest_composing import compose
from bot.core.digest_json import digest_json
from bot.core.effects import Save
from bot.core.eligibility import Suppression
from bot.core.identity import Customer
from bot.core.journey import Touchpoint
from bot.core.periods import PeriodKind, all_time, containing, rolling
from bot.core.report import Numbers, ReportQuery
from bot.core.survey import Audience, QuestionKind
from storage.unit_of_work import SqlStore
from tests.storage.conftest import NOW, SURVEY, House, answered, case, invitation, rated

PULSE = replace(SURVEY, name="pulse", version="p1", audience=Audience.INTERNAL)
MARCH = containing(PeriodKind.MONTH, NOW.date())
DAY = timedelta(days=1)
LATER = NOW.date() + 10 * DAY


@pytest.fixture
def house(house: House) -> House:
    """A shop that asks its buyers about deliveries, and its people about their work."""
    house.settings = replace(
        house.settings,
        touchpoints={
            **house.settings.touchpoints,
            "team": Touchpoint("team", PULSE.name, timedelta(0)),
        },
        surveys={**house.settings.surveys, (PULSE.name, PULSE.version): PULSE},
        current={**house.settings.current, PULSE.name: PULSE.version},
    )
    house.store = SqlStore(house.database, house.settings, "this process")
    return house


def wrote(text: str, at: datetime) -> Answer:
    return Answer("why", QuestionKind.TEXT, at, comment=text)


def wants(option: str, at: datetime) -> Answer:
    return Answer("wants", QuestionKind.CHOICES, at, options=(option,))


async def worker(
    house: House,
    number: int,
    *answers: Answer,
    at: datetime = NOW,
    group: str | None = None,
    survey: str = PULSE.name,
    touchpoint: str = "team",
) -> None:
    """Somebody who works here answers: a rating of 1 where nothing else is said."""
    given = replace(
        answered(invitation(f"w{number}", f"works{number}"), *(answers or [rated(1, at)])),
        survey=survey,
        survey_version=PULSE.version,
        touchpoint=touchpoint,
        segments={"group": group} if group else {},
        sent_at=at,
        delivered_at=at,
    )
    await house.decided(Save(Customer(f"works{number}", Audience.INTERNAL, "Ada", None, None)), Save(given))


async def buyer(house: House, number: int, *answers: Answer) -> None:
    given = answered(invitation(f"b{number}", f"buys{number}"), *(answers or [rated(5)]))
    await house.decided(Save(replace(given, state=State.RUNNING)))


async def told(house: House, query: ReportQuery | None = None, today: date = LATER) -> Numbers:
    asked = replace(query or ReportQuery(MARCH), today=today)
    return (await house.store.report(asked)).now


async def composed(house: House, query: ReportQuery | None = None, today: date = LATER) -> Digest:
    asked = replace(query or ReportQuery(MARCH), today=today)
    return compose(await house.store.report(asked), house.settings, NOW + 10 * DAY)


def of_buyers(digest: Digest) -> Sequence[object]:
    """Everything in a digest that is about buyers, pictures included."""
    as_json = digest_json(digest)
    sections = card(digest)["sections"]
    assert isinstance(sections, list)
    return [
        replace(digest, internal=None),
        [one for one in sections if one["title"]["key"] != "digest.internal.title"],
        charts(digest),
        {name: as_json[name] for name in ("themes", "comments", "quotes", "not_asked", "cases", "trends")},
    ]


async def everything_internal(house: House) -> None:
    """Six who work here answer, are not asked and want a call; half of them are forgotten since."""
    for number in range(6):
        await worker(
            house, number, rated(1), wrote("the wait is terrible", NOW), wants("price", NOW), group="kitchen"
        )
        who = Customer(f"works{number}", Audience.INTERNAL, "Ada", None, None)
        wants_help = replace(case(f"case{number}", who.id), touchpoint="own_words")
        if number % 2:
            wants_help = replace(wants_help, touchpoint="team", invitation_id=f"w{number}")
        else:
            in_the_shop = Suppression(f"p{number}", who.id, "delivery", "audience", NOW)
            await house.decided(Save(who), Save(in_the_shop))
        await house.decided(
            Save(Suppression(f"m{number}", who.id, "team", "cool_down", NOW)), Save(wants_help)
        )


async def everything_of_buyers(house: House) -> None:
    for number in range(6):
        await buyer(house, number, rated(5), wrote("lovely, and so quick", NOW), wants("speed", NOW))
    await house.decided(
        Save(Suppression("p9", "buys9", "delivery", "cool_down", NOW)), Save(case("own", "buys1"))
    )


async def test_what_people_who_work_here_say_changes_no_number_of_buyers(house: House) -> None:
    await everything_of_buyers(house)
    without = await composed(house)
    await everything_internal(house)
    together = await composed(house)
    assert of_buyers(together) == of_buyers(without)
    assert together.internal is not None
    assert together.internal.answers == together.internal.comments == 6


async def test_what_buyers_say_changes_no_number_of_people_who_work_here(house: House) -> None:
    await everything_internal(house)
    without = (await composed(house)).internal
    await everything_of_buyers(house)
    assert (await composed(house)).internal == without
    assert without is not None
    assert without.headlines[0].estimate.n == 6


async def test_the_buyers_sample_of_comments_is_not_filled_with_others(house: House) -> None:
    for number in range(501):
        at = NOW + timedelta(microseconds=number + 1)
        await house.decided(
            Save(Customer(f"works{number}", Audience.INTERNAL, "Ada", None, None)),
            Save(
                replace(
                    answered(invitation(f"w{number}", f"works{number}"), wrote("tools", at)),
                    survey=PULSE.name,
                    survey_version=PULSE.version,
                    touchpoint="team",
                )
            ),
        )
    await buyer(house, 1, wrote("the only one of a buyer", NOW))
    found = await told(house)
    assert [one.text for one in found.comments if one.survey == SURVEY.name] == ["the only one of a buyer"]
    assert found.comments_total == 1


async def test_of_four_nothing_is_told_and_of_five_everything(house: House) -> None:
    for number in range(4):
        await worker(house, number, rated(1), wrote(f"words {number}", NOW), wants("price", NOW))
    found = await told(house)
    assert (found.ratings, found.funnels, found.choices, found.comments, found.trend) == ((),) * 5
    await worker(house, 4, rated(1), wrote("words 4", NOW), wants("price", NOW))
    found = await told(house)
    assert found.ratings[0].histogram == {1: 5}
    assert (found.funnels[0].delivered, found.funnels[0].responded) == (5, 5)
    assert (found.choices[0].n, len(found.comments), len(found.trend)) == (5, 5, 1)


async def test_of_today_nothing_is_told_and_nothing_where_today_is_not_known(house: House) -> None:
    for number in range(6):
        await worker(house, number)
    assert (await told(house, today=NOW.date())).ratings == ()
    assert (await told(house, today=NOW.date() + DAY)).ratings[0].histogram == {1: 6}
    assert (await house.store.report(ReportQuery(MARCH))).now.ratings == ()


async def test_fewer_than_five_wait_and_are_told_with_those_after_them(house: House) -> None:
    for number, days in enumerate((0, 0, 0, 8, 8)):
        await worker(house, number, at=NOW + days * DAY)
    weeks = [ReportQuery(containing(PeriodKind.WEEK, (NOW + days * DAY).date())) for days in (0, 7)]
    assert (await told(house, weeks[0])).ratings == ()
    assert (await told(house, weeks[1])).ratings[0].histogram == {1: 5}


async def test_one_day_more_or_less_never_shows_what_one_person_said(house: House) -> None:
    for number, rating in enumerate((5, 5, 5, 5, 5, 1)):
        at = NOW + (DAY if rating == 1 else timedelta(0))
        await worker(house, number, rated(rating, at), wrote(f"said {rating}", at), at=at)
    short = ReportQuery(rolling(30, NOW.date()))
    longer = ReportQuery(rolling(31, NOW.date() + DAY))
    assert (await told(house, short)).ratings == (await told(house, longer)).ratings
    assert {one.text for one in (await told(house, longer)).comments} == {"said 5"}


async def test_of_many_comments_by_few_people_none_is_told(house: House) -> None:
    for number in range(6):
        words = [replace(wrote("mine", NOW), question=name) for name in ("how", "why")] if number < 4 else []
        await worker(house, number, *(words or [rated(1)]))
    assert (await told(house)).comments == ()


async def test_a_group_is_told_only_where_no_few_are_left(house: House) -> None:
    groups = ["kitchen"] * 7 + ["bar"] * 6 + ["office"] * 2
    for number, group in enumerate(groups):
        await worker(house, number, group=group)
    at_last = LATER + 60 * DAY

    async def n(group: str | None, today: date = at_last) -> int:
        segment = None if group is None else ("group", group)
        found = await told(house, ReportQuery(all_time(today), segment), today)
        return sum(sum(one.histogram.values()) for one in found.ratings)

    assert [await n(group) for group in (None, "kitchen", "bar", "office", "other")] == [15, 7, 0, 0, 0]
    in_time = NOW.date() + 5 * DAY
    assert [await n(group, in_time) for group in (None, "kitchen")] == [0, 0], (
        "all wait a week for the others"
    )


async def test_a_group_is_not_what_is_left_when_those_without_one_are_taken_away(house: House) -> None:
    for number in range(9):
        await worker(house, number, group="kitchen" if number < 7 else None)
    everybody = await told(house, ReportQuery(all_time(LATER)))
    kitchen = await told(house, ReportQuery(all_time(LATER), ("group", "kitchen")))
    assert everybody.ratings[0].histogram == {1: 9}
    assert (kitchen.ratings, kitchen.comments) == ((), ())


async def test_a_segment_of_buyers_with_a_name_that_begins_alike_is_no_group(house: House) -> None:
    for number in range(10):
        await worker(house, number, group="kitchen" if number < 5 else "bar")
    await buyer(house, 1)
    query = ReportQuery(MARCH, ("grou", "p=kitchen"))
    assert (await told(house, query)).ratings == ()


async def test_a_survey_that_was_for_them_once_stays_confidential(house: House) -> None:
    """The operator turns it into a buyers' survey; what was said before is not told one by one."""
    await worker(house, 1, rated(1), wrote("do not tell", NOW))
    now_for_buyers = replace(PULSE, version="p2", audience=Audience.BUYER)
    house.settings = replace(
        house.settings,
        surveys={**house.settings.surveys, (PULSE.name, "p2"): now_for_buyers},
        current={**house.settings.current, PULSE.name: "p2"},
    )
    house.store = SqlStore(house.database, house.settings, "this process")
    digest = await composed(house)
    assert "do not tell" not in str(digest)
    assert all(one.estimate.n == 0 for one in digest.buyers.headlines)


async def test_of_a_digest_below_five_not_even_the_words_are_in_the_card(house: House) -> None:
    for number in range(4):
        await worker(house, number, rated(1), wrote("whisper", NOW))
    digest = await composed(house)
    assert "whisper" not in f"{digest} {card(digest)} {digest_json(digest)}"
    assert digest.internal is not None
    assert digest.internal.answers is None


async def test_whoever_sees_some_places_together_is_told_nothing_of_those_who_work_here(house: House) -> None:
    for number in range(12):
        await worker(house, number)
    places = ReportQuery(MARCH, places=("Berlin", "Hamburg"))
    assert [one.survey for one in (await told(house)).ratings] == [PULSE.name]
    assert (await told(house, places)).ratings == ()
    assert (await told(house, places)).trend == ()
