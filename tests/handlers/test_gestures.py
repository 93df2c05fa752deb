"""Thoughtful surprises: one tap, within the budget, logged, and taken back with another tap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.core.effects import Parcel
from bot.core.gestures import GesturePlan, GestureRules
from bot.core.identity import Address
from bot.core.recovery import CaseState
from bot.texts import render
from bot.texts.cards import rendered
from tests.handlers.conftest import KIM, MAYA, SAM, SAM_ON_TELEGRAM, World

COFFEE = GesturePlan("coffee", {"en": "A free coffee"}, Decimal("3.50"))
VOUCHER = GesturePlan("voucher", {"en": "A voucher"}, Decimal(10))
RULES = GestureRules({"coffee": COFFEE, "voucher": VOUCHER}, "EUR", Decimal(20), Decimal("13.50"))


def taken(world: World, rules: GestureRules = RULES, room: Address = SAM) -> str:
    """A case that Sam has taken, where gestures can be given; the alert's receipt."""
    world.staff_on(room)
    world.settings = replace(world.settings, gestures=rules)
    world.ask()
    world.press("1")
    world.press("take", room, "Sam Reed")
    world.read(room)
    world.read(MAYA)
    return world.case.alert


def anew(world: World, who: str = "tom") -> None:
    """Another customer's case takes the place of this one."""
    case = replace(world.case, id="other", customer_id=who)
    world.rows.customers[who] = replace(world.rows.customers[world.case.customer_id], id=who)
    world.rows.cases = {case.id: case}


def give(world: World, name: str, who: Address = SAM) -> Mapping[str, object]:
    return world.press_data(f"c|{world.case.id}|gesture|{name}", who, who.person.title())


def words_of(reply: Mapping[str, object]) -> str:
    return str(rendered(reply["text"], "en", render))


def about_it(world: World, room: Address = SAM) -> list[Parcel]:
    return [parcel for parcel in world.read(room) if parcel.purpose == "gesture"]


def said(parcels: list[Parcel]) -> list[str]:
    return ["\n".join(render(line, "en") for line in parcel.message.lines) for parcel in parcels]


def labels(parcel: Parcel) -> list[str]:
    return [render(button.label, "en") for row in parcel.message.rows for button in row]


def test_one_tap_on_the_alert_gives_it_and_the_thread_says_so(world: World) -> None:
    taken(world)
    assert [render(world.button(name, SAM).label, "en") for name in ("coffee", "voucher")] == [
        "A free coffee (3.50 EUR)",
        "A voucher (10 EUR)",
    ]
    assert give(world, "coffee") == {"ok": True}
    (gesture,) = world.rows.gestures.values()
    assert (gesture.name, gesture.cost, gesture.currency) == ("coffee", Decimal("3.50"), "EUR")
    assert (gesture.by, gesture.case_id, gesture.customer_id) == (SAM.user, world.case.id, world.maya.id)
    (told,) = about_it(world)
    assert said([told]) == ["Sam gives them: A free coffee (3.50 EUR). The customer hears of it from you."]
    assert told.thread == world.case.alert
    assert (world.entries[-1].kind, world.entries[-1].text) == ("gave", "coffee 3.50 EUR")
    assert world.read(MAYA) == [], "whoever gives it tells the customer"


def test_on_a_case_that_nobody_has_there_is_nothing_to_give_yet(world: World) -> None:
    world.settings = replace(world.settings, gestures=RULES)
    world.ask()
    world.press("1")
    with pytest.raises(LookupError):
        world.button("coffee", SAM)


def test_a_second_tap_gives_nothing_more(world: World) -> None:
    taken(world)
    give(world, "coffee")
    assert words_of(give(world, "coffee", KIM)) == "They were given that already in this case."
    assert len(world.rows.gestures) == 1


def test_nobody_gives_more_than_their_own_share_of_the_month(world: World) -> None:
    taken(world)
    give(world, "voucher")
    anew(world)
    assert words_of(give(world, "voucher")) == "That's more than you have left this month: 3.50 EUR."
    assert give(world, "coffee") == {"ok": True}, "to the cent"


def test_all_together_give_no_more_than_the_month_has(world: World) -> None:
    taken(world)
    give(world, "voucher")
    give(world, "coffee")
    assert words_of(give(world, "voucher", KIM)) == "They were given that already in this case."
    anew(world)
    refusal = words_of(give(world, "voucher", KIM))
    assert refusal == "That's more than is left of this month's budget: 6.50 EUR."
    assert len(world.rows.gestures) == 2


def test_with_the_business_own_month_the_budget_is_full_again(world: World) -> None:
    taken(world)
    give(world, "voucher")
    anew(world)
    world.now = world.now.replace(day=31, hour=21)  # 23:00 in Berlin, in summer time
    assert give(world, "voucher")["ok"] is False
    world.now = world.now.replace(hour=22)
    assert give(world, "voucher") == {"ok": True}


def test_what_is_taken_back_is_in_the_budget_again_and_shown_in_place(world: World) -> None:
    taken(world)
    give(world, "voucher")
    (told,) = about_it(world)
    back = told.message.rows[0][0]
    assert render(back.label, "en") == "Take it back"
    assert world.press_data(back.data, KIM, "Kim") == {"ok": True}
    (edited,) = about_it(world)
    assert (edited.target, said([edited])) == (told.id, ["Kim took it back: A voucher (10 EUR)"])
    assert labels(edited) == []
    assert words_of(world.press_data(back.data, SAM, "Sam")) == "That was taken back already."
    assert give(world, "voucher") == {"ok": True}, "it can be given after all"


@pytest.mark.parametrize("data", ["c|{case}|gesture|cake", "c|{case}|takeback|nothing"])
def test_what_there_is_not_is_refused(world: World, data: str) -> None:
    taken(world)
    assert world.press_data(data.format(case=world.case.id), SAM, "Sam")["ok"] is False
    assert world.rows.gestures == {}


def test_nobody_but_staff_gives_anything(world: World) -> None:
    taken(world)
    assert give(world, "coffee", MAYA)["ok"] is False
    assert world.rows.gestures == {}


def test_without_any_set_up_there_is_no_button(world: World) -> None:
    taken(world, GestureRules())
    with pytest.raises(LookupError):
        world.button("coffee", SAM)
    refusal = words_of(world.press_data(f"c|{world.case.id}|gesture", SAM, "Sam"))
    assert refusal.startswith("No gestures are set up.")


def test_where_there_are_many_one_button_asks_which(world: World) -> None:
    many = {f"g{number}": replace(COFFEE, name=f"g{number}") for number in range(5)}
    taken(world, replace(RULES, plans=many))
    form = world.press("gesture", SAM, "Sam")["form"]
    assert isinstance(form, Mapping)
    (field,) = form["fields"]
    assert [name for name, _ in field["options"]] == list(many)
    assert world.submit_data(str(form["data"]), {"gesture": "g3"}) == {"ok": True}
    assert [one.name for one in world.rows.gestures.values()] == ["g3"]


def test_what_is_not_covered_any_more_is_not_offered(world: World) -> None:
    taken(world)
    give(world, "voucher")
    form = world.press("resolve", SAM, "Sam")["form"]
    assert isinstance(form, Mapping)
    (field,) = [one for one in form["fields"] if one["name"] == "gesture"]
    assert [name for name, _ in field["options"]] == ["none", "coffee"]
    assert rendered(field["label"], "en", render) == "Give them something? You have 3.50 EUR left this month"


# By command, and as a case is resolved.


def test_a_command_gives_it_and_without_a_name_asks_which(world: World) -> None:
    alert = taken(world, room=SAM_ON_TELEGRAM)
    world.command("gesture", "", SAM_ON_TELEGRAM, sender="Sam Reed", answers=alert)
    (asked,) = about_it(world, SAM_ON_TELEGRAM)
    assert said([asked]) == ["What would you like to give Maya Okafor?"]
    assert labels(asked) == ["A free coffee (3.50 EUR)", "A voucher (10 EUR)"]
    world.command("gesture", "Coffee", SAM_ON_TELEGRAM, sender="Sam Reed", answers=alert)
    assert [one.name for one in world.rows.gestures.values()] == ["coffee"]


def test_resolving_says_what_was_given(world: World) -> None:
    taken(world)
    fields = {"cause": "quality", "done": "Sent a new one", "gesture": "coffee"}
    assert world.submit("resolve", fields) == {"ok": True}
    assert (world.case.state, world.case.done) == (CaseState.RESOLVED, "Sent a new one")
    assert [one.name for one in world.rows.gestures.values()] == ["coffee"]


def test_a_case_is_not_resolved_with_what_cannot_be_given(world: World) -> None:
    taken(world, replace(RULES, a_month=Decimal(1)))
    fields = {"cause": "quality", "done": "Sent a new one", "gesture": "coffee"}
    assert world.submit("resolve", fields)["ok"] is False
    assert world.case.state is CaseState.TAKEN
    assert world.submit("resolve", {**fields, "gesture": "none"}) == {"ok": True}
    assert world.rows.gestures == {}


# A proposal.


def orders(world: World, number: int) -> None:
    world.change(orders=number)


def test_who_comes_often_may_be_given_something_proposed_once(world: World) -> None:
    taken(world)
    orders(world, 5)
    world.submit("reply", {"text": "So sorry!"})
    (proposed,) = about_it(world)
    assert said([proposed]) == [
        "Maya Okafor has ordered 5 times. A small surprise might be nice, if you like."
    ]
    assert labels(proposed) == ["A free coffee (3.50 EUR)", "A voucher (10 EUR)"]
    world.submit("reply", {"text": "Anything else?"})
    assert about_it(world) == []


@pytest.mark.parametrize(("number", "loyal_from"), [(4, 5), (50, 0)])
def test_for_others_nothing_is_proposed(world: World, number: int, loyal_from: int) -> None:
    taken(world, replace(RULES, loyal_from=loyal_from))
    orders(world, number)
    world.submit("reply", {"text": "So sorry!"})
    assert about_it(world) == []


def test_who_was_given_something_is_proposed_nothing(world: World) -> None:
    taken(world)
    orders(world, 9)
    give(world, "coffee")
    about_it(world)
    world.submit("reply", {"text": "So sorry!"})
    assert about_it(world) == []


@pytest.mark.parametrize("rating", ["1", "2"])
def test_what_they_rated_makes_no_difference(world: World, rating: str) -> None:
    world.settings = replace(world.settings, gestures=RULES)
    world.ask()
    world.press(rating)
    world.press("take", SAM, "Sam Reed")
    world.read(SAM)
    orders(world, 5)
    world.submit("reply", {"text": "So sorry!"})
    assert len(about_it(world)) == 1
