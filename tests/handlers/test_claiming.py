"""A role is claimed by the first who says the word, once; and who is told what they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.claims import Claim, Grant, with_roles
from bot.core.events import LinkOpened
from bot.core.identity import Address, Role
from handlers.claiming import claim_hash
from tests.handlers.conftest import MONDAY, SAM_ON_SLACK, SAM_ON_TELEGRAM, World, settings

EVE = Address("telegram", person="4711")
ADA = Address("telegram", person="4712")
WORD = "claim-abcdefghijklmnopqrstuvwxyz"
BOTH = (Role.MANAGER, Role.STAFF)


@pytest.fixture
def world() -> World:
    world = World()
    claim = Claim(claim_hash(WORD), BOTH, MONDAY + timedelta(hours=1))
    world.rows.claims[claim.token_hash] = claim
    return world


def opens(world: World, who: Address, word: str = WORD) -> str:
    world.deliver(LinkOpened(who.platform, f"{len(world.parcels)}", world.now, who, word, "Eve"))
    return world.parcels[-1].message.lines[0].key


def roles(world: World) -> set[tuple[str, Role]]:
    return {(one.user, one.role) for one in world.rows.grants.values()}


def test_who_opens_the_link_first_has_its_roles(world: World) -> None:
    assert opens(world, EVE) == "claim.done.both"
    assert roles(world) == {(EVE.user, Role.MANAGER), (EVE.user, Role.STAFF)}
    assert world.rows.grants[EVE.user, Role.MANAGER, ""] == Grant(EVE.user, Role.MANAGER, MONDAY)


def test_nobody_has_them_by_the_same_word_afterwards(world: World) -> None:
    opens(world, EVE)
    assert opens(world, ADA) == "claim.unknown"
    assert opens(world, EVE) == "claim.already"
    assert {user for user, _ in roles(world)} == {EVE.user}


def test_a_word_that_has_run_out_gives_nothing(world: World) -> None:
    world.now = MONDAY + timedelta(hours=1)
    assert opens(world, EVE) == "claim.expired"
    assert roles(world) == set()


def test_a_word_that_was_never_printed_gives_nothing(world: World) -> None:
    assert opens(world, EVE, "claim-made-up") == "claim.unknown"
    assert roles(world) == set()


def test_on_the_web_nobody_becomes_anything(world: World) -> None:
    assert opens(world, Address("web", person="maya")) == "claim.not_here"
    assert roles(world) == set()


@pytest.mark.parametrize("typed", [WORD, WORD.removeprefix("claim-"), f" {WORD.upper()} "])
def test_the_word_may_be_typed_after_the_command(world: World, typed: str) -> None:
    world.command("claim", typed, replace(SAM_ON_SLACK, room=""))
    assert {user for user, _ in roles(world)} == {SAM_ON_SLACK.user}


def test_in_a_room_no_word_is_heard(world: World) -> None:
    world.command("claim", WORD, SAM_ON_TELEGRAM)
    assert roles(world) == set()


def test_every_try_is_on_record(world: World) -> None:
    opens(world, EVE)
    opens(world, ADA)
    assert [(one.actor, one.action, one.allowed) for one in world.audited] == [
        (EVE.user, "claim", True),
        (ADA.user, "claim", False),
    ]


def test_a_claimed_role_is_a_role_like_one_of_the_configuration() -> None:
    made = with_roles(settings(), [Grant(EVE.user, Role.MANAGER, MONDAY)])
    assert Role.MANAGER in made.roles_of(EVE)
    assert Role.STAFF not in made.roles_of(EVE)
    assert Role.MANAGER not in settings().roles_of(EVE)


def test_whoami_says_the_id_and_the_role(world: World) -> None:
    world.command("whoami", "", EVE)
    line = world.parcels[-1].message.lines[0]
    assert (line.key, line.values["user"]) == ("whoami.customer", "telegram::4711")
    world.command("whoami", "", SAM_ON_TELEGRAM)
    assert world.parcels[-1].message.lines[0].key == "whoami.staff"


def test_here_says_what_to_paste_where_no_room_is_yet(world: World) -> None:
    reply = world.command("here", "", Address("slack", "T0", "C9", "U1"))
    assert reply == {"ok": True, "text": {"key": "here.new", "values": {"room": "C9", "platform": "slack"}}}
    world.command("here", "", EVE)
    assert world.parcels[-1].message.lines[0].key == "here.chat"
