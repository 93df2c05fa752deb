"""What a staff room takes, and whom its cases are given to, in an operator's file."""

from __future__ import annotations

import pytest

from bot.config import settings
from tests.config.test_places import SLACK, SLACK_ROOM, TELEGRAM, TELEGRAM_ROOM, only_problem, problems, read

STAFF = '[roles]\nstaff = ["slack:T01AB2CD3:U01AB2CD3", "telegram::4711"]\n'
MARIA = '[people]\nMaria = ["slack:T01AB2CD3:U01AB2CD3", "telegram::4711"]\n'
DELIVERY = '[[touchpoint]]\nname = "delivery"\nsurvey = "delivery"\n'
BERLIN = (
    '[rooms.berlin]\nplatform = "telegram"\nroom = "-1001112223334"\nrole = "staff"\n'
    'themes = ["delivery"]\nplaces = ["Berlin"]\nsegments = {channel = ["web", "app"], size = "big"}\n'
)


def test_what_a_room_takes_and_whom_it_gives_cases_to_reach_the_core() -> None:
    core = settings(read(SLACK, TELEGRAM, SLACK_ROOM, BERLIN, 'owners = ["Maria"]\n', STAFF, MARIA), b"")
    _, berlin = core.rooms
    assert berlin.themes == {"delivery"}
    assert berlin.places == {"Berlin"}
    assert berlin.segments == {"channel=web", "channel=app", "size=big"}
    assert berlin.owners == ("telegram::4711",)


def test_an_owner_is_known_by_the_id_that_they_have_where_the_room_is() -> None:
    core = settings(read(SLACK, TELEGRAM, SLACK_ROOM, 'owners = ["Maria"]\n', STAFF, MARIA), b"")
    assert core.rooms[0].owners == ("slack:T01AB2CD3:U01AB2CD3",)


@pytest.mark.parametrize(
    ("owner", "problem"),
    [
        ("Mario", "rooms.staff.owners.1: there is no person 'Mario' in [people]; did you mean \"Maria\"?"),
        ("telegram::99", "rooms.staff.owners.1: 'telegram::99' is not among the staff in [roles]"),
        ("telegram::maria", "rooms.staff.owners.1: a person on Telegram goes by their number"),
    ],
)
def test_an_owner_is_somebody_who_may_take_a_case(owner: str, problem: str) -> None:
    people = '[people]\nMaria = "telegram::4711"\n[roles]\nstaff = ["telegram::4711"]\n'
    assert only_problem(TELEGRAM, TELEGRAM_ROOM, f'owners = ["{owner}"]\n', people).startswith(problem)


def test_a_room_of_managers_has_no_cases_to_own() -> None:
    room = '[rooms.board]\nplatform = "telegram"\nroom = "-1001112223334"\nrole = "managers"\n'
    owners = 'owners = ["telegram::4711"]\n[roles]\nstaff = ["telegram::4711"]\n'
    problem = only_problem(TELEGRAM, TELEGRAM_ROOM, room, owners)
    assert problem == "rooms.board.owners.1: only a room of staff has cases to own; remove this"


def test_a_theme_that_nothing_is_ever_about_is_a_mistake() -> None:
    problem = only_problem(TELEGRAM, TELEGRAM_ROOM, BERLIN.replace('"delivery"', '"deliverry"'))
    assert problem == "rooms.berlin.themes.1: there is no theme 'deliverry'; did you mean \"delivery\"?"


def test_where_every_room_takes_only_some_of_a_touchpoint_the_rest_would_be_nobodys() -> None:
    narrow = BERLIN.replace("berlin", "staff")
    (problem,) = problems(TELEGRAM, narrow, DELIVERY)
    assert problem.startswith("touchpoint.delivery: the staff rooms that take the touchpoint 'delivery'")
