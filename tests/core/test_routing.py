"""Which room takes what: the one that names most of it, of equals the first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.identity import Address, Role
from bot.core.settings import Room, Settings
from tests.core.test_settings import SETTINGS

ALL = Room("all", Address("web", room="all"), Role.STAFF, "en")


def room(name: str, **names: frozenset[str]) -> Room:
    return replace(ALL, name=name, address=Address("web", room=name), **names)  # type: ignore[arg-type]  # sets only


def taking(*values: str) -> frozenset[str]:
    return frozenset(values)


DELIVERY = room("delivery", themes=taking("delivery", "waiting"))
BERLIN = room("berlin", places=taking("Berlin"))
BERLIN_DELIVERY = room("both", themes=taking("delivery"), places=taking("Berlin"))
WEB = room("web", segments=taking("channel=web", "channel=app", "size=big"))


def found(rooms: tuple[Room, ...], *themes: str, place: str | None = None, **segments: str) -> str:
    settings: Settings = replace(SETTINGS, rooms=rooms)
    taken = settings.room_for(Role.STAFF, "visit", themes=themes, place=place, segments=segments)
    assert taken is not None
    return taken.name


@pytest.mark.parametrize(
    ("themes", "place", "room"),
    [
        ((), None, "all"),
        (("delivery",), None, "delivery"),
        (("taste", "waiting"), None, "delivery"),
        (("taste",), "Berlin", "berlin"),
        (("delivery",), "Berlin", "both"),
        (("waiting",), "Potsdam", "delivery"),
        (("taste",), "Potsdam", "all"),
    ],
)
def test_the_room_that_names_most_of_it_takes_it(
    themes: tuple[str, ...], place: str | None, room: str
) -> None:
    assert found((ALL, DELIVERY, BERLIN, BERLIN_DELIVERY), *themes, place=place) == room


def test_of_rooms_that_name_as_much_the_first_takes_it() -> None:
    assert found((ALL, BERLIN, DELIVERY), "delivery", place="Berlin") == "berlin"
    assert found((ALL, DELIVERY, BERLIN), "delivery", place="Berlin") == "delivery"


def test_a_room_takes_any_value_of_a_segment_and_needs_every_segment_that_it_names() -> None:
    assert found((ALL, WEB), channel="app", size="big") == "web"
    assert found((ALL, WEB), channel="app", size="small") == "all"
    assert found((ALL, WEB), channel="app") == "all"


def test_where_no_room_takes_it_the_first_does_so_that_somebody_hears() -> None:
    assert found((DELIVERY, BERLIN), "taste", place="Potsdam") == "delivery"
