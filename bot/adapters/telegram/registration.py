"""The commands that apps offer: a customer's in private chats, and what managers, staff and rooms have."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from telegram import BotCommand, BotCommandScope, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import TelegramError

from bot.adapters.telegram.client import Client, Refused, pause_s
from bot.adapters.telegram.failures import described
from bot.adapters.telegram.rooms import Rooms
from bot.core.effects import Line
from bot.core.identity import Role
from bot.core.ports import Render
from bot.texts.cutting import cut

CUSTOMER = (
    "feedback",
    "stop",
    "language",
    "name",
    "connect",
    "privacy",
    "mydata",
    "mine",
    "forget",
    "about",
    "help",
    "start",
)
THINKING = ("believe", "expect", "guess")
MANAGER = ("digest", "book", *THINKING, "improve", "improvements", "pause", "resume")
TOOLS = ("ask", "why", "customer", "observe", "tryit", "duty")
STAFF = (
    *("take", "reply", "promise", "note", "resolve", "gesture"),
    *("release", "handover", "dismiss", "undo", "mute"),
    *TOOLS,
    *THINKING,
)
MAX_DESCRIPTION = 256

_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 300.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Menu:
    """The commands of one scope: of every private chat where ``chat`` is None."""

    names: tuple[str, ...]
    chat: str | None = None

    @property
    def scope(self) -> BotCommandScope:
        return BotCommandScopeAllPrivateChats() if self.chat is None else BotCommandScopeChat(int(self.chat))


def menus(rooms: Mapping[str, Role], managers: Sequence[str], staff: Sequence[str] = ()) -> Iterator[Menu]:
    """Who is offered what. ``rooms`` by Telegram's id of them, ``managers`` and ``staff`` by user id."""
    yield Menu(CUSTOMER)
    for room, role in rooms.items():
        if role in _OF_ROOMS and _is_number(room):
            yield Menu(_OF_ROOMS[role], room)
    for user in dict.fromkeys((*managers, *staff)):
        if _is_number(user):
            theirs = (*(MANAGER if user in managers else ()), *((*TOOLS, *THINKING) if user in staff else ()))
            yield Menu((*dict.fromkeys(theirs), *CUSTOMER), user)


_OF_ROOMS: Mapping[Role, tuple[str, ...]] = {Role.MANAGER: MANAGER, Role.STAFF: STAFF}


def people_on_telegram(users: Iterable[str]) -> tuple[str, ...]:
    """The ids there of those who are there, of users as ``[roles]`` names them."""
    return tuple(user.rpartition(":")[2] for user in sorted(users) if user.startswith("telegram:"))


async def register(
    client: Client,
    render: Render,
    languages: Sequence[str],
    rooms: Mapping[str, Role],
    managers: Sequence[str],
    names: Rooms,
    staff: Sequence[str] = (),
    only: Collection[str] | None = None,
) -> None:
    """Tell Telegram, however often it takes; nothing waits for this. ``only``: of these people alone; who of
    them has no role any more is offered what customers are.
    """
    theirs = {names.theirs(room): role for room, role in rooms.items()}
    offered = [menu for menu in menus(theirs, managers, staff) if only is None or menu.chat in only]
    gone = {*(only or ())} - {menu.chat for menu in offered}
    for menu in (*offered, *(Menu((), chat) for chat in sorted(gone) if _is_number(chat))):
        for language in (None, *languages):
            commands = _described(menu.names, language or languages[0], render)
            if commands or menu.chat in gone:
                await _insist(client, menu, commands, language)


def changed(old: Iterable[Menu], new: Iterable[Menu]) -> frozenset[str]:
    """Whose own menu is another one now, or is no more."""
    before, after = ({menu.chat: menu.names for menu in menus if menu.chat} for menus in (old, new))
    return frozenset(chat for chat in (*before, *after) if before.get(chat) != after.get(chat))


async def _insist(client: Client, menu: Menu, commands: Sequence[BotCommand], language: str | None) -> None:
    failures = 0
    while True:
        try:
            tag = language and language.split("-")[0]
            if commands:
                await client.api.set_my_commands(commands, scope=menu.scope, language_code=tag)
            else:
                await client.api.delete_my_commands(scope=menu.scope, language_code=tag)
            return
        except TelegramError as error:
            if isinstance(error, Refused) and error.status in {400, 403}:
                # Somebody who has never written to us, or a room that we are not in yet.
                _log.info("telegram: commands for chat %s not set (%s)", menu.chat, described(error))
                return
            asked_s = error.retry_after_s if isinstance(error, Refused) else None
            await asyncio.sleep(max(asked_s or 0.0, pause_s(failures, _FIRST_PAUSE_S, _LONGEST_PAUSE_S)))
            failures += 1


def _described(names: Sequence[str], language: str, render: Render) -> list[BotCommand]:
    """The commands with what they do; one that no catalogue describes is not offered."""
    commands = []
    for name in names:
        try:
            description = cut(render(Line(f"command.{name}"), language).strip(), MAX_DESCRIPTION)
        except KeyError:
            continue
        if description:
            commands.append(BotCommand(name, description))
    return commands


def _is_number(chat: str) -> bool:
    return chat.removeprefix("-").isascii() and chat.removeprefix("-").isdigit()
