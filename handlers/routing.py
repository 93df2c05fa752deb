"""Which staff room a case belongs in, and whom of the staff it is given to."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.identity import Role
from bot.core.recovery import Case, Grounds
from bot.core.settings import Room
from bot.core.view import View

_BLAMED = frozenset({"−", "mixed"})
_PRAISED = "+"


def blamed_in(grounds: Grounds) -> tuple[str, ...]:
    """The themes that a case is about: what is blamed, what is blamed most first.

    Where nobody knows how the words are meant: whatever they mention.
    """
    blamed = tuple(theme for theme, feeling in grounds.aspects if feeling in _BLAMED)
    return blamed or tuple(theme for theme, feeling in grounds.aspects if feeling != _PRAISED)


def room_of(case: Case, segments: Mapping[str, str], view: View) -> Room | None:
    """The staff room for it, as the operator's rules and the customer's words have it."""
    return view.settings.room_for(
        Role.STAFF,
        case.touchpoint,
        themes=blamed_in(case.grounds),
        place=case.place,
        segments=segments,
    )


def owner_on_duty(room: Room | None, view: View) -> str | None:
    """Whom of its owners a case is given to: the first who is on duty, ``platform:workspace:user``."""
    staff = view.settings.staff
    owners = room.owners if room else ()
    return next((one for one in owners if one in staff and not view.is_off_duty(one)), None)
