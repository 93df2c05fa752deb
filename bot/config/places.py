"""Whether what the bot has to say can arrive: the platforms that are on, the rooms there, and the people.

An alert that nobody can look into is the one thing that must never be, so that a configuration without a
room for it is refused. On the web there are rooms in the demo only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from bot import texts, themes
from bot.config.location import KeyPath
from bot.config.models import ConfigFile, RoomPlace
from bot.config.platforms import FOUND, SLACK_API, TELEGRAM_API, is_group, member, room_problem
from bot.config.values import shown, suggestion
from bot.core.identity import Address

Finding = tuple[KeyPath, str]

_WEBHOOK_PORTS = frozenset({None, 80, 88, 443, 8443})  # the only ones that Telegram calls
_WEB_ROOM = 'nobody can look into a room on the web; use "telegram" or "slack", the web chat is for customers'
_NO_STAFF_ROOM = (
    'no room has role = "staff", so nobody would hear of an unhappy customer; add a section [rooms.staff]'
)
_ONE_PLACE = "give it a place of its own, or remove it and let its digests name that room"
_UNHEARD = (
    "no staff room takes this touchpoint; name {} in the touchpoints of a staff room, or leave them out in "
    "one, which then takes every touchpoint"
)
_UNHEARD_ELSE = (
    "the staff rooms that take the touchpoint {} take only some of it; have one that names no themes, places "
    "or segments, which then takes the rest"
)
_NO_MANAGER = "this is nobody in managers, so there are no numbers to limit; add them there, or remove this"
TITLES = {"telegram": "Telegram", "slack": "Slack", "web": "the web"}


def room_address(file: ConfigFile, name: str) -> Address:
    """Where a message to the room of this name goes."""
    place = file.rooms[name]
    workspace = file.slack.workspace if place.platform == "slack" and file.slack else ""
    return Address(place.platform, workspace, place.room or name)


def names_written(tables: Mapping[str, Any], section: str) -> list[str]:
    """The names of an array of tables or a table of tables, as the file writes them."""
    said = tables.get(section)
    if isinstance(said, dict):
        return list(said)
    elements = said if isinstance(said, list) else []
    return [one["name"] for one in elements if isinstance(one, dict) and isinstance(one.get("name"), str)]


def place_written(tables: Mapping[str, Any], section: str, name: str) -> KeyPath:
    """Where the element of this name stands; the section where it is ours by default."""
    elements = tables.get(section)
    for place, one in enumerate(elements if isinstance(elements, list) else []):
        if isinstance(one, dict) and one.get("name") == name:
            return (section, place)
    return (section,)


def findings(file: ConfigFile, tables: Mapping[str, Any], *, demo: bool) -> Iterator[Finding]:
    """Everything about platforms, rooms and people that does not fit together."""
    yield from _telegram(file, tables)
    yield from _slack(file, tables)
    for name, place in file.rooms.items():
        yield from _room(name, place, tables, demo=demo)
    yield from _same_place(file)
    yield from _staff_rooms(file, tables, demo=demo)
    yield from _people(file, tables)
    if demo and not file.web.enabled:
        yield ("web", "enabled"), "the demo lives in the web chat; leave it on"


def _telegram(file: ConfigFile, tables: Mapping[str, Any]) -> Iterator[Finding]:
    said = file.telegram
    if said is None or said.mode != "webhook":
        return
    is_theirs = said.api_base_url == TELEGRAM_API
    if said.secret_token is None:
        yield from _missing(tables, "telegram", "secret_token", 'mode = "webhook"')
    yield from _public(file, tables, 'telegram.mode = "webhook"', is_theirs=is_theirs)
    port = urlsplit(file.http.public_url or "").port
    if is_theirs and port not in _WEBHOOK_PORTS:
        yield ("http", "public_url"), f"Telegram calls the ports 443, 80, 88 and 8443 only, not {port}"


def _slack(file: ConfigFile, tables: Mapping[str, Any]) -> Iterator[Finding]:
    said = file.slack
    if said is None:
        return
    from bot.adapters.slack.manifest import command_problem

    if problem := command_problem(said.command):
        yield ("slack", "command"), problem
    if said.mode == "http":
        if said.signing_secret is None:
            yield from _missing(tables, "slack", "signing_secret", 'mode = "http"')
        yield from _public(file, tables, 'slack.mode = "http"', is_theirs=said.api_base_url == SLACK_API)
    elif said.app_token is None and tables["slack"].get("mode", "socket") == "socket":
        yield from _missing(tables, "slack", "app_token", 'mode = "socket"')


def _public(
    file: ConfigFile, tables: Mapping[str, Any], needed_by: str, *, is_theirs: bool
) -> Iterator[Finding]:
    """Whoever calls us must reach us; a server of the operator's own may do so without TLS."""
    url = file.http.public_url
    if url is None:
        yield from _missing(tables, "http", "public_url", needed_by)
    elif is_theirs and not url.startswith("https://"):
        yield ("http", "public_url"), f"{needed_by} needs an address that begins with https://"


def _missing(tables: Mapping[str, Any], section: str, key: str, needed_by: str) -> Iterator[Finding]:
    """What something else needs; where it is written, and wrong, that is a problem already."""
    said = tables.get(section)
    if not isinstance(said, dict) or key not in said:
        remedy = FOUND[f"{section}.{key}"]
        yield (section, key), f"this is missing, and {needed_by} needs it; {remedy}"


def _room(name: str, place: RoomPlace, tables: Mapping[str, Any], *, demo: bool) -> Iterator[Finding]:
    here = ("rooms", name)
    if place.platform == "web" and not demo:
        yield (*here, "platform"), _WEB_ROOM
    elif place.platform != "web" and place.platform not in tables:
        title = TITLES[place.platform]
        yield (*here, "platform"), f"{title} is not switched on; add a section [{place.platform}]"
    elif (place.room is not None or "room" not in tables.get("rooms", {}).get(name, ())) and (
        problem := room_problem(place.platform, place.room)
    ):
        yield (*here, "room"), problem
    yield from _room_words(here, place, tables)


def _room_words(here: KeyPath, place: RoomPlace, tables: Mapping[str, Any]) -> Iterator[Finding]:
    shipped = texts.shipped_languages()
    if place.language is not None and place.language not in shipped:
        known = suggestion(place.language, shipped)
        yield (*here, "language"), f"there are no texts in {shown(place.language)}; {known}"
    touchpoints = names_written(tables, "touchpoint") or ["purchase"]
    for number, touchpoint in enumerate(place.touchpoints):
        if touchpoint not in touchpoints:
            known = suggestion(touchpoint, touchpoints)
            yield (*here, "touchpoints", number), f"there is no touchpoint {shown(touchpoint)}; {known}"
    yield from _room_themes(here, place, tables)


def _room_themes(here: KeyPath, place: RoomPlace, tables: Mapping[str, Any]) -> Iterator[Finding]:
    """Only where all themes are ours: those of a file of the operator's are proven where it is read."""
    if not place.themes or "file" in tables.get("themes", {}):
        return
    known = [name for language in themes.shipped_languages() for name in themes.shipped(language).themes]
    for number, theme in enumerate(place.themes):
        if theme not in known:
            meant = suggestion(theme, sorted(set(known)))
            yield (*here, "themes", number), f"there is no theme {shown(theme)}; {meant}"


def _same_place(file: ConfigFile) -> Iterator[Finding]:
    taken: dict[Address, str] = {}
    for name in file.rooms:
        first = taken.setdefault(room_address(file, name), name)
        if first != name:
            yield ("rooms", name), f"this is the same place as the room {first}; {_ONE_PLACE}"


def _staff_rooms(file: ConfigFile, tables: Mapping[str, Any], *, demo: bool) -> Iterator[Finding]:
    """Every alert has a room. Not judged where a room is wrong: it may be the one."""
    if len(file.rooms) < len(names_written(tables, "rooms")):
        return
    rooms = [place for place in file.rooms.values() if place.role == "staff"]
    if not rooms:
        where = "" if demo else " with a Telegram group or a Slack channel"
        yield ("rooms",), f"{_NO_STAFF_ROOM}{where}"
    for one in file.touchpoint if rooms else ():
        taking = [place for place in rooms if not place.touchpoints or one.name in place.touchpoints]
        if not taking:
            yield place_written(tables, "touchpoint", one.name), _UNHEARD.format(shown(one.name))
        elif all(place.themes or place.places or place.segments for place in taking):
            yield place_written(tables, "touchpoint", one.name), _UNHEARD_ELSE.format(shown(one.name))


def _people(file: ConfigFile, tables: Mapping[str, Any]) -> Iterator[Finding]:
    for role in ("staff", "managers"):
        for user in getattr(file.roles, role):
            if problem := user_problem(user, file, tables):
                yield ("roles", role, _number(user, tables["roles"][role])), problem
    for user in file.roles.places:
        if user not in file.roles.managers and not any(map(is_group, file.roles.managers)):
            yield ("roles", "places", user), _NO_MANAGER


def _number(user: str, written: list[object]) -> int:
    """Where somebody stands in a list in which others may be wrong."""
    return next(number for number, said in enumerate(written) if _is(user, said))


def _is(user: str, said: object) -> bool:
    try:
        return member(said) == user
    except ValueError:
        return False


def user_problem(user: str, file: ConfigFile, tables: Mapping[str, Any]) -> str | None:
    """Why somebody, ``platform:workspace:user``, cannot be told anything here; None if they can."""
    platform, workspace, _ = user.split(":")
    if platform != "web" and platform not in tables:
        return f"{TITLES[platform]} is not switched on; add a section [{platform}]"
    if platform == "slack" and file.slack and workspace != file.slack.workspace:
        return f"this is another workspace than slack.workspace, {file.slack.workspace}"
    return None
