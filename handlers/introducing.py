"""``/whoami`` and ``/here``: who somebody is, and where, as the configuration has to be told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.core.effects import Effect, Line, Reply
from bot.core.events import CommandGiven
from bot.core.identity import Address, Role
from bot.core.platforms import platform_of
from bot.core.view import View
from handlers.asking import slash
from handlers.places import is_nameless, told_there, who_are_you

_ROLES = (Role.STAFF, Role.MANAGER)


def _who(event: CommandGiven, view: View) -> Sequence[Effect]:
    address = event.address
    theirs = view.settings.roles_of(address)
    has = [role.value for role in _ROLES if role in theirs]
    word = "both" if len(has) > 1 else next(iter(has), "customer")
    return _answered(Line(f"whoami.{word}", {"user": address.user}), address, view, "whoami")


def _where(event: CommandGiven, view: View) -> Sequence[Effect]:
    address = event.address
    if not address.room:
        line = Line("here.chat", {"user": address.user, "slash": slash(view, address)})
        return _answered(line, address, view, "here")
    room = view.settings.room_at(address)
    values = {"room": address.room, "platform": address.platform}
    if room is not None:
        return _answered(Line("here.known", {**values, "name": room.name}), address, view, "here")
    return _answered(Line("here.new", values), address, view, "here")


COMMANDS: Mapping[str, Callable[[CommandGiven, View], Sequence[Effect]]] = {"whoami": _who, "here": _where}


def asked(event: CommandGiven, view: View) -> Sequence[Effect]:
    """Either command, answered where it was given: to whoever asked alone, where the platform can do that."""
    if is_nameless(event.address):
        return [who_are_you(view, event.address)]
    return COMMANDS[event.name](event, view)


def _answered(line: Line, address: Address, view: View, about: str) -> list[Effect]:
    if address.room and platform_of(address).whispers:
        return [Reply({"ok": True, "text": line.json})]
    return [told_there(view, address, "reply", about, line)]
