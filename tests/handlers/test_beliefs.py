"""Staff and managers write down what they think, and the digest scores it."""

from __future__ import annotations

from bot.core.beliefs import standing
from bot.core.identity import Address
from tests.handlers.conftest import ALEX, MAYA, SAM, World

SAM_ALONE = Address("web", person="sam")


def claims(world: World) -> list[tuple[str, str, float]]:
    found = standing(world.rows.beliefs.values())
    return [(one.by_name, one.claim.what[0] if one.claim.what else "", one.claim.value) for one in found]


def last(world: World, at: Address) -> str:
    return world.words(at)[-1]


def test_a_belief_is_written_down_and_said_back_as_it_was_understood(world: World) -> None:
    world.command("believe", "csat is 90 %", SAM, sender="Sam")
    assert claims(world) == [("Sam", "csat", 0.9)]
    assert "CSAT is about 90%" in last(world, SAM.place)


def test_a_new_one_about_the_same_takes_its_place(world: World) -> None:
    world.command("believe", "csat is 90 %", SAM, sender="Sam")
    world.command("believe", "csat is over 50 %", SAM_ALONE, sender="Sam")
    world.command("believe", "csat is 70 %", ALEX, sender="Alex")
    assert sorted(claims(world)) == [("Alex", "csat", 0.7), ("Sam", "csat", 0.5)]
    assert "in place of" in last(world, SAM_ALONE)
    assert "in place of" not in last(world, ALEX.place)


def test_what_is_not_understood_is_not_guessed_at(world: World) -> None:
    world.command("believe", "customers are nice", SAM, sender="Sam")
    assert not world.rows.beliefs
    assert "customers are nice" in last(world, SAM.place)


def test_alone_it_lists_ones_own_and_one_of_them_is_taken_back(world: World) -> None:
    world.command("believe", "nps is 40", ALEX, sender="Alex")
    world.command("believe", "csat is 90 %", SAM, sender="Sam")
    world.wait(minutes=1)
    world.command("expect", "delivery happy", SAM, sender="Sam")
    world.command("believe", "", SAM, sender="Sam")
    listed = last(world, SAM.place)
    assert listed.splitlines()[:2] == ["CSAT is about 90%", "delivery feels happy"]
    assert "NPS is" not in listed
    world.command("believe", "drop 1", SAM, sender="Sam")
    assert claims(world) == [("Alex", "nps", 40.0), ("Sam", "", 1.0)]
    for number in ("0", "2", "x", ""):
        world.command("believe", f"drop {number}", SAM, sender="Sam")
    assert len(claims(world)) == 2


def test_an_expectation_without_a_moment_names_the_moments(world: World) -> None:
    world.command("expect", "happy", SAM, sender="Sam")
    assert "visit, delivery" in last(world, SAM.place)
    assert not world.rows.beliefs


def test_customers_write_down_nothing(world: World) -> None:
    world.command("believe", "csat is 90 %", MAYA)
    assert not world.rows.beliefs
    assert MAYA.user in last(world, MAYA)
