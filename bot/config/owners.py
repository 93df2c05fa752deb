"""Owners of rooms: to whom of the staff the cases of a room are given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.config.models import ConfigFile
from bot.config.people import ids_of, person_problem
from bot.config.places import Finding
from bot.config.platforms import is_group
from bot.config.values import shown, suggestion

_NOT_STAFF = "is not among the staff in [roles], and could not take a case; add them there, or remove this"


def owners_of(file: ConfigFile, name: str) -> tuple[str, ...]:
    """The owners of this room, each by the id that they have where the room is, if they have one there."""
    place = file.rooms[name]
    found = (_id_of(file, said, place.platform) for said in place.owners)
    return tuple(one for one in found if one is not None)


def findings(file: ConfigFile, tables: Mapping[str, Any]) -> Iterator[Finding]:
    """Each owner is somebody there is, who may take a case."""
    for name, place in file.rooms.items():
        for number, said in enumerate(place.owners):
            here = ("rooms", name, "owners", number)
            if place.role != "staff":
                yield here, "only a room of staff has cases to own; remove this"
            elif problem := person_problem(said, file, tables):
                yield here, problem
            elif not ids_of(file, said):
                yield here, f"there is no person {shown(said)} in [people]; {suggestion(said, file.people)}"
            elif _id_of(file, said, place.platform) is None:
                yield here, f"{shown(said)} {_NOT_STAFF}"


def _id_of(file: ConfigFile, said: str, platform: str) -> str | None:
    """The person's id among the staff: where the room is, before anywhere else."""
    may_be = any(map(is_group, file.roles.staff))  # a member of it is not known before it runs
    theirs = [one for one in ids_of(file, said) if may_be or one in file.roles.staff]
    here = (one for one in theirs if one.startswith(f"{platform}:"))
    return next(here, theirs[0] if theirs else None)
