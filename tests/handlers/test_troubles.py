"""An order that went wrong, as the shop tells: as the operator wants an apology, a case, both or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.conversation import State
from bot.core.events import PurchaseWithdrawn
from bot.core.journey import TROUBLES
from bot.core.recovery import CaseKind, CaseState
from bot.core.settings import Kindness
from tests.handlers.conftest import MAYA, SAM, World


def kind(world: World, **kindness: str) -> None:
    """What the operator wants."""
    acts = {trouble: Kindness(act) for trouble, act in kindness.items()}
    world.settings = replace(world.settings, kindness=acts)


def told(world: World, trouble: str, order: str = "1") -> None:
    world.deliver(PurchaseWithdrawn("shop:demo", f"{order}/{trouble}", world.now, "demo", order, trouble))
    world.wait(hours=0)


def apologies(world: World) -> list[str]:
    return [parcel.about for parcel in world.parcels if parcel.purpose == "apology"]


@pytest.mark.parametrize("trouble", TROUBLES)
def test_the_survey_is_withheld_whatever_else_is_done(world: World, trouble: str) -> None:
    world.buy()
    told(world, trouble)
    world.wait(days=30)
    assert world.invitation.state is State.WITHDRAWN
    assert world.reasons == [trouble]
    assert (world.purposes(), world.read(SAM)) == ([], [])


@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize(
    ("act", "sorry", "opened"),
    [("nothing", 0, 0), ("apology", 1, 0), ("case", 0, 1), ("both", 1, 1)],
)
def test_what_is_done_is_what_the_operator_wants(
    world: World, trouble: str, act: str, sorry: int, opened: int
) -> None:
    kind(world, **{trouble: act})
    world.buy()
    told(world, trouble)
    assert (len(apologies(world)), len(world.rows.cases)) == (sorry, opened)


def test_the_case_says_why_and_what_it_is_about(world: World) -> None:
    kind(world, late="case")
    world.buy()
    told(world, "late")
    case = world.case
    assert (case.kind, case.state, case.touchpoint, case.product) == (
        CaseKind.TROUBLE,
        "open",
        "visit",
        "Mug",
    )
    assert case.reasons == ("reason.trouble", "reason.order.late")
    assert world.words(SAM) == ["Maya Okafor: something went wrong with their order"]


def test_an_order_has_one_apology_however_often_and_for_whatever_it_is_told(world: World) -> None:
    kind(world, late="apology", out_of_stock="apology", refunded="apology")
    world.buy()
    for trouble in ("late", "late", "out_of_stock", "refunded"):
        told(world, trouble)
    assert len(apologies(world)) == 1
    (purchase,) = world.rows.purchases.values()
    assert purchase.not_asked == "out_of_stock"


def test_another_order_has_its_own(world: World) -> None:
    kind(world, late="apology")
    world.buy("1")
    told(world, "late", "1")
    world.buy("2")
    told(world, "late", "2")
    assert len(set(apologies(world))) == 2


def test_why_money_went_back_may_be_told_after_it_did(world: World) -> None:
    kind(world, out_of_stock="apology")
    world.buy()
    told(world, "refunded")
    told(world, "out_of_stock")
    assert len(apologies(world)) == 1


def test_trouble_that_is_told_before_its_order_waits_for_it(world: World) -> None:
    kind(world, late="both")
    told(world, "late")
    world.buy()
    world.wait(hours=0)
    assert (len(apologies(world)), len(world.rows.cases)) == (1, 1)
    assert world.reasons == ["late"]


def test_an_apology_waits_for_the_quiet_hours_to_end(world: World) -> None:
    kind(world, late="apology")
    world.buy()
    world.now = world.now.replace(hour=21)
    told(world, "late")
    world.wait(hours=10)
    assert apologies(world) == []
    world.wait(hours=1)
    assert len(apologies(world)) == 1
    (words,) = world.words()
    assert words.splitlines() == [
        "Hello Maya, your order (Mug) is taking longer than it should. We're sorry to keep you waiting.",
        "If there's anything you'd like to tell us, just write here: a person reads along.",
    ]


@pytest.mark.parametrize("field", ["opted_out_at", "erased_at"])
def test_who_wants_to_hear_nothing_is_not_written_to(world: World, field: str) -> None:
    kind(world, late="apology")
    world.buy()
    world.change(**{field: world.now})
    told(world, "late")
    assert apologies(world) == []


def test_who_has_no_chat_with_us_is_not_written_to_and_staff_still_hear_of_it(world: World) -> None:
    kind(world, late="both")
    world.buy(address=None)
    told(world, "late")
    assert (apologies(world), len(world.rows.cases)) == ([], 1)


def test_of_people_who_work_with_us_nothing_is_made(world: World) -> None:
    kind(world, late="both")
    world.buy(audience="internal", touchpoint="pulse")
    told(world, "late")
    assert (apologies(world), world.rows.cases) == ([], {})


def test_where_staff_look_after_the_customer_their_thread_is_told_and_not_the_customer(world: World) -> None:
    kind(world, late="both")
    world.ask()
    world.press("1")
    world.buy("2", product="Grinder")
    world.read(SAM)
    told(world, "late", "2")
    (line,) = world.read(SAM)
    assert line.thread == world.case.alert
    assert line.message.lines[0].key == "timeline.order.late"
    assert apologies(world) == []
    assert world.entries[-1].text == "late 2"


def test_who_was_written_to_at_night_by_a_person_has_no_apology_from_us_in_the_morning(world: World) -> None:
    kind(world, late="both")
    world.buy()
    world.now = world.now.replace(hour=21)
    told(world, "late")
    world.submit("reply", {"text": "So sorry, Maya"})
    world.wait(days=1)
    assert apologies(world) == []


def test_the_case_goes_its_way_like_any_other(world: World) -> None:
    kind(world, late="case")
    world.buy()
    told(world, "late")
    world.press("take", SAM, "Sam Reed")
    world.submit("resolve", {"cause": "delivery", "done": "It came"})
    world.wait(hours=0)
    assert world.values(MAYA)[-2:] == ["yes", "no"]
    world.press("yes")
    assert world.case.state is CaseState.CONFIRMED


def test_an_apology_does_not_count_as_an_invitation(world: World) -> None:
    """Who is told that we are sorry may be asked about the next order."""
    kind(world, late="apology")
    world.buy("1")
    told(world, "late", "1")
    world.now += timedelta(hours=1)
    world.buy("2")
    world.wait(hours=3)
    assert "invitation" in world.purposes()
