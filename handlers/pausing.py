"""Pausing: managers have us ask nobody for a while. What customers start is answered as ever."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bot.core.effects import Effect, Line, Pause, Save
from bot.core.events import CommandGiven
from bot.core.identity import Address
from bot.core.permissions import may
from bot.core.settings import Settings
from bot.core.view import View
from handlers.asking import slash
from handlers.places import is_nameless, refused_there, told_there, who_are_you


def may_pause(address: Address, settings: Settings) -> bool:
    """Whoever is in the managers' room and shows who they are, and managers in their own chat."""
    return may("pause", address, settings)


def asked(event: CommandGiven, view: View) -> Sequence[Effect]:
    """``/pause`` and ``/resume``: said twice, the second changes nothing."""
    address = event.address
    if is_nameless(address):
        return [who_are_you(view, address)] if view.settings.room_at(address) else []
    if not may_pause(address, view.settings):
        line = Line("pausing.managers_only", {"user": address.user, "slash": slash(view, address)})
        return refused_there(line, address, view, "pause")
    return COMMANDS[event.name](address, view)


def _paused(address: Address, view: View) -> Sequence[Effect]:
    """What comes due from now on is dropped, with this as the reason."""
    pause = view.rows.pause
    if pause is not None and pause.is_on:
        return [_told("already", address, view, when=_local(pause.at, view))]
    return [Save(Pause(is_on=True, at=view.now, by=address.user)), _told("paused", address, view)]


def _resumed(address: Address, view: View) -> Sequence[Effect]:
    """What was dropped meanwhile stays so: nobody is asked about the past in a heap."""
    pause = view.rows.pause
    if pause is None or not pause.is_on:
        return [_told("not_paused", address, view)]
    on_again = Save(Pause(is_on=False, at=view.now, by=address.user))
    return [on_again, _told("resumed", address, view, when=_local(pause.at, view))]


def _told(what: str, address: Address, view: View, **values: str) -> Effect:
    line = Line(f"pausing.{what}", {"slash": slash(view, address), **values})
    return told_there(view, address, "reply", "pause", line)


def _local(at: datetime, view: View) -> str:
    return f"{at.astimezone(view.settings.zone):%Y-%m-%d %H:%M}"


COMMANDS: Mapping[str, Callable[[Address, View], Sequence[Effect]]] = {"pause": _paused, "resume": _resumed}
