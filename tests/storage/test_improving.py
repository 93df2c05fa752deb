"""Improvements are kept as they were decided, and who raised one is found in the answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.core import quoting
from bot.core.conversation import Answer
from bot.core.effects import Save
from bot.core.identity import Address
from bot.core.improvements import (
    Better,
    Contributor,
    Effectiveness,
    Improvement,
    Improving,
    Measurement,
    Raised,
    Stage,
)
from bot.core.periods import Period
from bot.core.ports import Needs
from bot.core.quoting import Consent
from bot.core.report import ReportQuery
from bot.core.settings import Settings
from bot.core.survey import Audience, QuestionKind
from bot.core.themes import Taxonomy, Theme
from storage.database import Database
from storage.unit_of_work import SqlStore
from tests.feelings import feeling
from tests.storage.conftest import NOW, House, answered, contact, customer, invitation, rated

PLANNED = Improvement(
    id="i-late",
    problem="Couriers come late",
    touchpoint="delivery",
    theme="wait",
    owner="web::alex",
    owner_name="Alex",
    due=date(2026, 4, 1),
    by="web::alex",
    made_at=NOW,
    room="web::managers:",
)
DONE = replace(PLANNED, stage=Stage.DONE, words={"en": "Two couriers"}, done_at=NOW + timedelta(days=10))
MEASURED = replace(
    DONE,
    stage=Stage.MEASURED,
    raised=3,
    drafted_at=NOW,
    hushed=True,
    approved_by="web::alex",
    told_at=NOW + timedelta(days=11),
    told=2,
    left_out=1,
    better=1,
    not_better=1,
    unsure=0,
    measured_at=NOW + timedelta(days=41),
    measurement=Measurement(Effectiveness.IMPROVED, 30, "csat", 0.5, 40, 0.9, 50, 0.2, 0.6),
    why="no",
    declined_at=NOW,
    reminded_at=NOW,
)


@pytest.fixture
def house(database: Database, business: Settings) -> House:
    waiting = Taxonomy([Theme("wait", "Waiting", words=("wait", "late"))])
    made = replace(business, taxonomies={"": waiting})
    return House(SqlStore(database, made, "this process"), database, made)


async def said(
    house: House,
    name: str,
    words: str,
    *,
    rating: int = 1,
    at: datetime = NOW,
    touchpoint: str = "delivery",
    trial: bool = False,
    audience: Audience = Audience.BUYER,
) -> None:
    """Somebody rates and says this."""
    polarity = -0.7 if rating < 3 else 0.7
    why = Answer("why", QuestionKind.TEXT, at, comment=words, sentiment=feeling(polarity))
    asked = replace(invitation(f"i-{name}", name), touchpoint=touchpoint, trial=trial)
    who = replace(customer(name), audience=audience)
    address = Address("web", person=name)
    facts = (who, contact(name, address), answered(asked, rated(rating, at), why))
    await house.decided(*[Save(one) for one in facts], now=at)


@pytest.mark.parametrize("one", [PLANNED, DONE, MEASURED], ids=lambda one: one.stage)
async def test_an_improvement_is_read_as_it_was_written(house: House, one: Improvement) -> None:
    await house.decided(Save(one))
    assert (await house.view(Needs(improving=Improving(ids=(one.id,))))).improvement(one.id) == one
    assert (await house.view(Needs(improving=Improving(board=True)))).improvement(one.id) == one
    assert (await house.view(Needs())).improvement(one.id) is None


async def test_who_raised_it_is_read_as_it_was_written_in_order(house: House) -> None:
    waits = Contributor(PLANNED.id, "c1", "i1", "late again", NOW)
    was_told = replace(waits, customer_id="c2", told_at=NOW, better=Better.NO)
    left_out = replace(waits, customer_id="c3", left_out="erased")
    await house.decided(Save(PLANNED), Save(left_out), Save(waits), Save(was_told))
    view = await house.view(Needs(improving=Improving(batch=(PLANNED.id, "", 2))))
    assert view.contributors_to(PLANNED.id) == [waits, was_told]
    view = await house.view(Needs(improving=Improving(batch=(PLANNED.id, "c2", 2))))
    assert view.contributors_to(PLANNED.id) == [left_out]


async def test_with_a_customer_comes_what_they_contributed_to(house: House) -> None:
    await said(house, "ann", "late again")
    theirs = Contributor(PLANNED.id, "ann", "i-ann", "late again", NOW)
    await house.decided(Save(PLANNED), Save(theirs), Save(replace(theirs, customer_id="bob")))
    ann = (Address("web", person="ann"),)
    view = await house.view(Needs(addresses=ann, improving=Improving(theirs=True)))
    assert view.contributors_to(PLANNED.id) == [theirs]
    assert view.improvement(PLANNED.id) == PLANNED
    assert (await house.view(Needs(addresses=ann))).contributors_to(PLANNED.id) == []


async def test_exactly_those_raised_it_who_blame_its_theme_there_in_the_time_before(house: House) -> None:
    await said(house, "ann", "late again")
    await said(house, "bob", "the cup was broken")
    await said(house, "cat", "no wait at all, lovely", rating=5)
    await said(house, "dan", "late at the counter", touchpoint="visit")
    await said(house, "eve", "late, but I only tried it", trial=True)
    await said(house, "fay", "my shift is always late", audience=Audience.INTERNAL)
    await said(house, "guy", "late last year", at=NOW - timedelta(days=91))
    await said(house, "hal", "late once more", at=NOW + timedelta(days=11))
    await said(house, "ian", "nice, but you should be less late", rating=5)
    await house.decided(Save(DONE))
    assert await house.store.raised(DONE.id) == (
        Raised("ann", "i-ann", "late again", NOW),
        Raised("ian", "i-ian", "nice, but you should be less late", NOW),
    )


async def test_before_it_is_done_nobody_raised_it(house: House) -> None:
    await said(house, "ann", "late again")
    await house.decided(Save(PLANNED))
    assert await house.store.raised(PLANNED.id) == ()
    assert await house.store.raised("nothing") == ()


async def test_a_report_has_what_moved_in_its_period_and_what_is_planned(house: House) -> None:
    other = replace(PLANNED, id="i-other", touchpoint="visit")
    await house.decided(Save(DONE), Save(replace(PLANNED, id="i-open")), Save(other))
    march, june = Period("2026-03", date(2026, 3, 1), date(2026, 4, 1)), date(2026, 6, 1)
    report = await house.store.report(ReportQuery(march))
    assert [one.id for one in report.now.improvements] == ["i-late", "i-open", "i-other"]
    report = await house.store.report(ReportQuery(march, touchpoint="visit"))
    assert [one.id for one in report.now.improvements] == ["i-other"]
    for query in (ReportQuery(march, ("store", "Berlin")), ReportQuery(march, places=("Berlin", "Bonn"))):
        assert (await house.store.report(query)).now.improvements == ()  # they are about every place
    later = Period("2026-06", june, date(2026, 7, 1))
    assert [one.id for one in (await house.store.report(ReportQuery(later))).now.improvements] == [
        "i-open",
        "i-other",
    ]
    before = Period("2026-01", date(2026, 1, 1), date(2026, 2, 1))
    assert (await house.store.report(ReportQuery(before))).now.improvements == ()


async def test_who_does_not_want_to_be_quoted_is_known_among_those_who_raised_it(house: House) -> None:
    for name in ("c1", "c2"):
        await said(house, name, "I had to wait so long")
    await house.decided(Save(quoting.said(customer("c1"), Consent.NEVER, NOW)))
    await house.decided(Save(replace(DONE, theme="wait", touchpoint="delivery")))
    raised = await house.store.raised(DONE.id)
    assert [(one.customer_id, one.is_quotable) for one in raised] == [("c1", False), ("c2", True)]
    await house.decided(
        *[Save(Contributor(DONE.id, name, f"i-{name}", "wait", NOW)) for name in ("c1", "c2")]
    )
    view = await house.view(Needs(improving=Improving(batch=(DONE.id, "", 20))))
    assert view.rows.never_quoted == {"c1"}
