"""Whom a case can go to: others of the staff who work where it is, and the other rooms of staff."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.effects import Line
from bot.core.identity import Role, address_from_key, chat_of, derived_id
from bot.core.recovery import Case
from bot.core.settings import Room
from bot.core.view import View


@dataclass(frozen=True, slots=True)
class Target:
    """A person (``user``, platform:workspace:user) or a ``room``, as staff call them."""

    name: str
    user: str | None = None
    room: Room | None = None

    @property
    def code(self) -> str:
        """What a button carries: names and ids may be long."""
        return derived_id("target", self.user or "", self.room.name if self.room else "")

    @property
    def label(self) -> Line:
        return Line("case.target.room" if self.room else "case.target.person", {"who": self.name})


def name_of(user: str, view: View) -> str:
    """What this person of the staff is called; the platform's own id where nobody said."""
    return view.settings.people.get(user) or chat_of(user).person


def targets(case: Case, view: View) -> list[Target]:
    """Who is on duty and works on the case's platform, but for who has it; then the other rooms."""
    settings, here = view.settings, address_from_key(case.room)
    people = [
        Target(name_of(user, view), user=user)
        for user in settings.staff
        if user != case.owner
        and _works_at(user, here.platform, here.workspace)
        and not view.is_off_duty(user)
    ]
    rooms = [
        Target(room.name, room=room)
        for room in settings.rooms
        if room.role is Role.STAFF and room.address != here
    ]
    return [*sorted(people, key=lambda one: (one.name.casefold(), one.user or "")), *rooms]


def _works_at(user: str, platform: str, workspace: str) -> bool:
    chat = chat_of(user)
    return (chat.platform, chat.workspace) == (platform, workspace)


def meant(words: str, case: Case, view: View) -> Target | None:
    """The one whom a code means, or whose name begins like this; None where that is nobody, or several."""
    known = targets(case, view)
    typed = words.strip().removeprefix("@").casefold()
    for found in (
        [one for one in known if one.code == words],
        [one for one in known if typed in {one.name.casefold(), one.user}],
        [one for one in known if typed and one.name.casefold().startswith(typed)],
    ):
        if found:
            return found[0] if len(found) == 1 else None
    return None
