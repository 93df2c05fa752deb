"""``/feedback`` from somebody who has bought things: about which of them?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.callbacks import MAX_BYTES, SubjectPressed, parse, subject_data
from bot.core.conversation import State
from bot.texts import render
from tests.handlers.conftest import MAYA, MAYA_ON_SLACK, MONDAY, TOM, World


def labels(world: World) -> list[str]:
    """What can be chosen in the latest message."""
    rows = world.parcels[-1].message.rows
    return [render(button.label, "en") for row in rows for button in row]


def buy(world: World, *products: str | None) -> list[str]:
    """One purchase a day, the last just now; their ids."""
    first = world.now - timedelta(days=len(products) - 1)
    return [
        str(world.buy(f"{day}", product=product, bought_at=first + timedelta(days=day))["purchase"])
        for day, product in enumerate(products)
    ]


def test_the_last_three_purchases_and_something_else_can_be_chosen(world: World) -> None:
    buy(world, "Mug", "Grinder", None, "Beans")
    world.command("feedback")
    assert labels(world) == [
        "Beans (2026-03-02)",
        "Order 2 (2026-03-01)",
        "Grinder (2026-02-28)",
        "Something else",
    ]
    assert world.purposes() == ["feedback"]


def test_the_one_purchase_and_something_else(world: World) -> None:
    world.buy()
    world.command("feedback")
    assert labels(world) == ["Mug (2026-03-02)", "Something else"]


def test_who_has_bought_nothing_is_asked_at_once(world: World) -> None:
    world.command("feedback")
    assert world.purposes() == ["invitation"]
    assert world.invitation.touchpoint == "own_words"


def test_the_purchase_that_is_chosen_is_asked_about_by_its_own_survey(world: World) -> None:
    older = str(world.buy("1", touchpoint="delivery", product="Grinder")["purchase"])
    buy(world, "Mug")
    world.command("feedback")
    world.read()
    world.press(older)
    assert world.purposes() == ["invitation"]
    (asked,) = (one for one in world.rows.invitations.values() if one.state is State.ASKED)
    assert (asked.purchase_id, asked.survey, asked.product) == (older, "delivery", "Grinder")
    assert asked.started_by_customer


def test_the_purchase_that_would_be_asked_about_anyway_is_asked_about_once(world: World) -> None:
    (mug,) = buy(world, "Mug")
    world.command("feedback")
    world.press(mug)
    assert (world.invitation.state, world.invitation.started_by_customer) == (State.ASKED, True)
    assert "invite" not in {timer.kind for timer in world.timers.values()}


def test_something_else_asks_the_default_survey_about_nothing_they_bought(world: World) -> None:
    world.buy(touchpoint="delivery")
    world.command("feedback")
    world.press("other")
    (asked,) = (one for one in world.rows.invitations.values() if one.state is State.ASKED)
    assert (asked.survey, asked.touchpoint, asked.purchase_id) == ("three-questions", "own_words", None)


def test_what_they_have_told_us_about_is_not_offered_again(world: World) -> None:
    mug, grinder = buy(world, "Mug", "Grinder")
    world.command("feedback")
    world.press(grinder)
    world.say("5")
    for _ in range(2):
        world.press("skip")
    world.command("feedback")
    assert labels(world) == ["Mug (2026-03-01)", "Something else"]
    world.read()
    world.press(grinder)
    assert "told us about that one already" in world.words()[0]
    assert mug != grinder


def test_what_was_put_off_and_never_answered_is_offered_again(world: World) -> None:
    world.ask()
    world.press("decline")
    world.command("feedback")
    assert labels(world) == ["Mug (2026-03-02)", "Something else"]


def test_what_is_going_on_goes_on(world: World) -> None:
    world.ask()
    world.command("feedback")
    assert world.purposes() == ["retired", "question"]


def test_a_late_press_goes_on_with_what_is_open_and_a_double_one_changes_nothing(world: World) -> None:
    mug, grinder = buy(world, "Mug", "Grinder")
    world.command("feedback")
    world.press(mug)
    world.read()
    world.press(mug)
    assert world.purposes() == []
    world.wait(minutes=1)
    world.press(grinder)
    assert world.purposes() == ["retired", "question"]
    assert [one.purchase_id for one in world.rows.invitations.values() if one.state is State.ASKED] == [mug]


def test_somebody_elses_purchase_cannot_be_chosen(world: World) -> None:
    theirs = str(world.buy("9", who="tom", name="Tom Berger", address=TOM)["purchase"])
    world.buy()
    for made_up in (theirs, "nonsense", "aaaaaaaaaaaaaaaa"):
        world.press_data(subject_data(made_up))
    assert world.purposes() == []
    assert world.purposes(TOM) == []


def test_words_that_wait_are_about_what_was_bought_last(world: World) -> None:
    world.buy()
    world.say("the soup was lovely")
    world.press("feedback")
    assert world.invitation.product == "Mug"
    assert world.invitation.aside is not None


def test_in_the_menu_without_words_it_is_the_same(world: World) -> None:
    world.buy(address=MAYA_ON_SLACK)
    world.press_data("m|feedback", MAYA_ON_SLACK)
    assert labels(world) == ["Mug (2026-03-02)", "Something else"]


def test_the_word_alone_offers_it_too_where_commands_are_words(world: World) -> None:
    world.buy(address=MAYA_ON_SLACK)
    world.say("feedback", MAYA_ON_SLACK)
    assert labels(world) == ["Mug (2026-03-02)", "Something else"]


@pytest.mark.parametrize("purchase_id", ["a" * 16, None])
def test_what_a_button_carries_comes_back(purchase_id: str | None) -> None:
    data = subject_data(purchase_id)
    assert len(data) <= MAX_BYTES
    assert parse(data) == SubjectPressed(purchase_id)
    assert parse("p|") is None


def test_what_was_bought_in_another_zone_has_the_day_of_the_business(world: World) -> None:
    world.buy(bought_at=MONDAY.replace(hour=23) - timedelta(days=1))
    world.command("feedback", at=MAYA)
    assert labels(world)[0] == "Mug (2026-03-02)"
