"""Who may do what, and where: the table as it is meant, and every command tried as it stands there.

The table here is written out again, on purpose: what the code's own says is held against it, and then every
command × role × place × platform is given for real.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from bot.adapters.slack import messages
from bot.adapters.telegram import registration
from bot.core.callbacks import case_data
from bot.core.effects import Parcel
from bot.core.identity import Address, Role
from bot.core.permissions import OWN, TABLE, TOOLS, WORK, Place, may
from bot.core.settings import Room
from handlers import casework, commands, rooms, staff
from tests.handlers.conftest import MAYA, World, settings

CHAT, STAFF_ROOM, MANAGERS_ROOM, ELSEWHERE = "chat", "staff_room", "managers_room", "elsewhere"
WINS_ROOM = "wins_room"  # nobody commands anything there

MEANT: Mapping[str, Mapping[str, str]] = {
    # command group: who → where it is allowed, on the web and on Telegram
    "their own": {
        "customer": "chat",
        "staff": "chat",
        "manager": "chat",
    },
    "numbers": {
        "customer": "managers_room",
        "staff": "managers_room",
        "manager": "chat staff_room managers_room elsewhere",
    },
    "pausing": {
        "customer": "managers_room",
        "staff": "managers_room",
        "manager": "chat managers_room",
    },
    "thinking": {
        "customer": "",
        "staff": "chat staff_room managers_room",
        "manager": "chat staff_room managers_room",
    },
    "guessing": {
        "customer": "managers_room",
        "staff": "chat staff_room managers_room",
        "manager": "chat staff_room managers_room",
    },
    "themselves": {
        "customer": "chat staff_room managers_room elsewhere",
        "staff": "chat staff_room managers_room elsewhere",
        "manager": "chat staff_room managers_room elsewhere",
    },
    "tools": {
        "customer": "",
        "staff": "chat staff_room",
        "manager": "",
    },
    "work": {
        "customer": "",
        "staff": "chat staff_room managers_room elsewhere",
        "manager": "",
    },
}
GROUPS = {
    "their own": (
        "start feedback stop language name connect privacy mydata mine forget about help claim".split()
    ),
    "numbers": ["digest", "book"],
    "pausing": ["pause", "resume", "improve", "improvements"],
    "thinking": ["believe", "expect"],
    "guessing": ["guess"],
    "themselves": ["whoami", "here"],
    "tools": "ask why tryit customer observe duty".split(),
    "work": (
        "take release reply send note resolve hand_over dismiss undo mute "
        "translate translated draft drafted promise kept broken drop gesture takeback"
    ).split(),
}
PEOPLE = {"customer": "eve", "staff": "sam", "manager": "alex", "nameless": ""}
PLATFORMS = ("web", "telegram", "slack")
REFUSALS = (
    "staff_tools.staff_only",
    "pausing.managers_only",
    "improve.managers_only",
    "digest_command.managers_only",
    "belief.team_only",
    "guess.team_only",
    "book.managers_only",
    "case.staff_only",
    "rooms.help",
    "rooms.nameless",
)


def world_on(platform: str) -> World:
    """A business on one platform: a staff room, a managers' room, Maya unhappy in her web chat."""
    made = settings()
    rooms_there = tuple(
        Room(name, Address(platform, room=name), role, "en")
        for name, role in (("staff", Role.STAFF), ("managers", Role.MANAGER), ("wins", Role.WINS))
    )
    world = World(
        replace(
            made,
            rooms=rooms_there,
            staff=frozenset({f"{platform}::sam"}),
            managers=frozenset({f"{platform}::alex"}),
        )
    )
    world.ask()
    world.press("1")
    return world


def at(platform: str, who: str, where: str) -> Address:
    rooms_there = {STAFF_ROOM: "staff", MANAGERS_ROOM: "managers", WINS_ROOM: "wins", ELSEWHERE: "other"}
    return Address(platform, room=rooms_there.get(where, ""), person=PEOPLE[who])


def is_meant(group: str, who: str, where: str, platform: str) -> bool:
    if who == "nameless":
        return False
    if group == "tools" and who == "staff" and platform == "slack":
        return where != WINS_ROOM  # Slack shows them the answer alone
    return where in MEANT[group][who].split()


def cases(*groups: str) -> Iterator[tuple[str, str, str, str, str]]:
    for group in groups:
        for command in GROUPS[group]:
            for platform in PLATFORMS:
                for who in PEOPLE:
                    for where in (CHAT, STAFF_ROOM, MANAGERS_ROOM, WINS_ROOM, ELSEWHERE):
                        if who != "nameless" or where != CHAT:
                            yield group, command, platform, who, where


def test_the_table_names_every_command_that_there_is() -> None:
    handled = {
        *commands.FOR_MANAGERS,
        *commands.FOR_CUSTOMERS,
        *commands.FOR_ANYBODY,
        *staff.GIVEN,
        "observe",  # with a form of its own
        *casework.ACTIONS,
    }
    assert TABLE.keys() == handled
    assert {one for group in GROUPS.values() for one in group} == handled
    assert rooms.WORK - {"hand", "handover"} <= WORK  # other words for hand_over
    offered = {*messages.CUSTOMER_COMMANDS, *messages.STAFF_COMMANDS, messages.DIGEST}
    offered |= {*registration.CUSTOMER, *registration.MANAGER, *registration.STAFF}
    assert offered - {"handover"} <= TABLE.keys()
    assert OWN.isdisjoint(WORK | TOOLS)


@pytest.mark.parametrize("group", GROUPS)
def test_the_table_says_what_is_meant(group: str) -> None:
    for _, command, platform, who, where in cases(group):
        world = replace(
            settings(),
            rooms=(
                Room("staff", Address(platform, room="staff"), Role.STAFF, "en"),
                Room("managers", Address(platform, room="managers"), Role.MANAGER, "en"),
                Room("wins", Address(platform, room="wins"), Role.WINS, "en"),
            ),
            staff=frozenset({f"{platform}::sam"}),
            managers=frozenset({f"{platform}::alex"}),
        )
        allowed = may(command, at(platform, who, where), world)
        assert allowed is is_meant(group, who, where, platform), (command, platform, who, where)


def is_refused(reply: Mapping[str, object], said: list[Parcel]) -> bool:
    """Whether nothing was done: no word at all, a no, or what can be done here."""
    text = reply.get("text")
    if reply.get("ok") is False:
        return isinstance(text, dict) and str(text["key"]).startswith(REFUSALS)
    keys = [line.key for parcel in said for line in parcel.message.lines]
    shows = "form" in reply or "text" in reply or any(parcel.message.card for parcel in said)
    return not shows and all(key.startswith(REFUSALS) for key in keys)


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    "group", ["their own", "themselves", "numbers", "pausing", "thinking", "guessing", "tools"]
)
def test_every_command_is_done_where_the_table_says_so_and_nowhere_else(group: str, platform: str) -> None:
    for _, command, there, who, where in cases(group):
        if there != platform:
            continue
        world = world_on(platform)
        before = len(world.parcels), dict(world.rows.off_duty), world.rows.pause
        reply = world.command(command, "", at(platform, who, where), sender=who.title())
        said = world.parcels[before[0] :]
        allowed = is_meant(group, who, where, platform)
        assert is_refused(reply, said) is not allowed, (command, who, where, reply, said)
        if not allowed:
            assert (world.rows.off_duty, world.rows.pause) == before[1:]


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("command", GROUPS["work"])
def test_work_on_a_case_is_staffs_wherever_its_buttons_stand(command: str, platform: str) -> None:
    for _, named, there, who, where in cases("work"):
        if there != platform or named != command:
            continue
        world = world_on(platform)
        detail = (
            "1"
            if command in {"send", "translated", "drafted", "promise", "kept", "broken", "drop", "takeback"}
            else None
        )
        before = world.case, len(world.entries)
        data = case_data(world.case.id, command, detail)
        reply = world.press_data(data, at(platform, who, where), who.title())
        allowed = is_meant("work", who, where, platform)
        text = reply.get("text")
        key = text["key"] if isinstance(text, dict) else ""
        assert (key == "case.staff_only") is not allowed, (command, who, where, reply)
        if not allowed:
            assert (world.case, len(world.entries)) == before


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("command", sorted(rooms.WORK))
def test_typed_in_the_alerts_thread_it_is_the_same(command: str, platform: str) -> None:
    for who in PEOPLE:
        world = world_on(platform)
        before = world.case, len(world.entries), len(world.parcels)
        address = at(platform, who, STAFF_ROOM)
        reply = world.command(command, "", address, sender=who.title(), answers=world.case.alert)
        keys = {line.key for parcel in world.parcels[before[2] :] for line in parcel.message.lines}
        text = reply.get("text")
        keys |= {str(text["key"])} if isinstance(text, dict) else set()
        refused = bool(keys & {"case.staff_only", "rooms.nameless"})
        assert refused is (who != "staff"), (command, who, keys)
        if refused:
            assert (world.case, len(world.entries)) == before[:2]


def test_nobody_else_learns_who_the_customer_is_by_trying(world: World) -> None:
    world.ask()
    world.press("1")
    for command in GROUPS["work"]:
        reply = world.press_data(case_data(world.case.id, command), Address("web", person="eve"))
        assert "Maya" not in str(reply)


def test_places_are_told_apart_by_the_rooms_of_the_configuration() -> None:
    assert {place.value for place in Place} == {CHAT, STAFF_ROOM, MANAGERS_ROOM, WINS_ROOM, ELSEWHERE}
    assert may("take", MAYA, replace(settings(), staff=frozenset({MAYA.user})))


@pytest.mark.parametrize("platform", PLATFORMS)
def test_where_praise_is_read_nothing_but_help_is_said_and_no_button_does_anything(platform: str) -> None:
    for who in PEOPLE:
        world = world_on(platform)
        before = len(world.parcels), world.case, len(world.entries)
        here = at(platform, who, WINS_ROOM)
        for command in sorted(TABLE.keys() | {"nonsense"}):
            world.command(command, "", here, sender=who.title())
        said = {line.key for parcel in world.parcels[before[0] :] for line in parcel.message.lines}
        assert said == {"rooms.help.wins"}
        world.say("delivery is late", here)
        world.press_data(case_data(world.case.id, "take"), here, who.title())
        assert (world.case, len(world.entries)) == before[1:]
