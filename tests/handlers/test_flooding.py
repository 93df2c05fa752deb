"""Who writes more at once than is answered at once is told so, kindly, in their own chat."""

from __future__ import annotations

from bot.core.effects import Timer
from bot.core.identity import Address
from bot.core.intake import FLOOD
from tests.handlers.conftest import MAYA, World


def flood(world: World, address: Address) -> None:
    world.fire(Timer(FLOOD, address.key, world.now))


def test_who_floods_is_told_that_it_is_a_lot_at_once(world: World) -> None:
    world.ask()
    world.read()
    flood(world, MAYA)
    assert world.words() == [
        "That's a lot at once, thank you. I'm going through it bit by bit, so my answers may take a moment."
    ]


def test_somebody_whom_nobody_knows_is_told_nothing(world: World) -> None:
    stranger = Address("web", person="stranger")
    flood(world, stranger)
    assert world.words(stranger) == []
