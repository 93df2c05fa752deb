"""People by name: ``[people]`` says who is meant where a setting names somebody of the team."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.config.location import KeyPath
from bot.config.models import ConfigFile
from bot.config.places import Finding, names_written, user_problem
from bot.config.platforms import user
from bot.config.values import shown, suggestion


def ids_of(file: ConfigFile, said: str) -> tuple[str, ...]:
    """Whom a name of [people], or a ``platform:workspace:user``, stands for; none for an unknown name."""
    if ":" in said:
        return (said,)
    return file.people.get(said, ())


def names(file: ConfigFile) -> dict[str, str]:
    """``platform:workspace:user`` → what they are called."""
    return {one: name for name, users in file.people.items() for one in users}


def chain(file: ConfigFile) -> tuple[str, ...]:
    """Who is told of what is overdue: rooms by name, people by id, each in one chat."""
    told = file.recovery.escalate_to
    return tuple(one for said in told for one in ([said] if said in file.rooms else ids_of(file, said)[:1]))


def on_call(file: ConfigFile) -> tuple[str, ...]:
    """Who is paged, by id, in every chat of theirs."""
    return tuple(dict.fromkeys(one for said in file.recovery.on_call for one in ids_of(file, said)))


def findings(file: ConfigFile, tables: Mapping[str, Any]) -> Iterator[Finding]:
    """Everybody who is named can be told, on a platform that is on."""
    rooms = names_written(tables, "rooms") or list(file.rooms)
    seen: dict[str, str] = {}
    for name, users in file.people.items():
        if name in rooms:
            yield ("people", name), "there is a room of this name; call one of them otherwise"
        for one in users:
            if problem := user_problem(one, file, tables):
                yield ("people", name), f"{shown(one)}: {problem}"
            if seen.setdefault(one, name) != name:
                yield ("people", name), f"{shown(one)} is {seen[one]} already; name each person once"
    yield from _named("escalate_to", file.recovery.escalate_to, rooms, file, tables)
    yield from _named("on_call", file.recovery.on_call, [], file, tables)


def _named(
    key: str, told: tuple[str, ...], rooms: list[str], file: ConfigFile, tables: Mapping[str, Any]
) -> Iterator[Finding]:
    """Each is a room or a person that there is, and named once."""
    what = "room or person" if rooms else "person"
    for place, said in enumerate(told):
        here: KeyPath = (
            ("recovery", key, place) if isinstance(tables["recovery"][key], list) else ("recovery", key)
        )
        if said in told[:place]:
            yield here, f"{shown(said)} is named twice; remove one"
        if said in rooms:
            if said in file.rooms and file.rooms[said].role == "wins":
                yield here, f"{shown(said)} reads praise only; name another room"
            continue
        if problem := person_problem(said, file, tables):
            yield here, problem
        elif not ids_of(file, said):
            yield here, f"there is no {what} {shown(said)}; {suggestion(said, [*rooms, *file.people])}"


def person_problem(said: str, file: ConfigFile, tables: Mapping[str, Any]) -> str | None:
    """What is wrong with an id that somebody is named by; None for a name, too."""
    if ":" not in said:
        return None
    try:
        return user_problem(user(said), file, tables)
    except ValueError as error:
        return str(error)
