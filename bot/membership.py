"""Groups that have a role: who is in them, asked of their platforms, kept, and asked again.

What was last known holds while a platform is away. On a platform that does not tell who all are in a group
(Telegram), somebody is known from the moment that they first do something that is not for customers.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Protocol

from bot.core.claims import Grant
from bot.core.errors import OperatorError, StorageUnavailable
from bot.core.events import ButtonPressed, CommandGiven, Event, FormSubmitted, HomeOpened, MessageReceived
from bot.core.identity import Address, Role
from bot.core.permissions import OWN
from bot.core.ports import Clock, Deliver, Members

logger = logging.getLogger(__name__)

EVERY_S = 300.0
AGAIN_S = 60.0  # before somebody who was no member is asked about again
PATIENCE_S = 3.0  # an event does not wait longer for what a platform says
_ASKED_ABOUT = 4096  # people

Groups = Callable[[], Iterable[tuple[str, Role]]]
"""The groups that have a role, ``platform:workspace:group``, as the configuration names them now."""


class Kept(Protocol):
    """Where members are kept."""

    async def granted(self) -> list[Grant]: ...

    async def join(self, new: list[Grant]) -> None: ...

    async def leave(self, gone: list[Grant]) -> None: ...


class Membership:
    """Keeps the members of ``groups``. ``changed`` is awaited when somebody came or went."""

    def __init__(
        self,
        groups: Groups,
        platforms: Mapping[str, Members],
        kept: Kept,
        clock: Clock,
        changed: Callable[[], Awaitable[None]],
    ) -> None:
        self._groups = groups
        self._platforms = platforms
        self._kept = kept
        self._clock = clock
        self._changed = changed
        self._asked: dict[str, float] = {}  # user → when, in the loop's seconds
        self._troubles: set[str] = set()  # groups whose trouble is in the log already

    async def run(self) -> None:
        """Look again and again, until cancelled."""
        while True:
            try:
                await self.look()
            except StorageUnavailable:
                logger.warning("members of groups: storage unavailable; tried again")
            await asyncio.sleep(EVERY_S)

    async def look(self) -> None:
        """Ask for the members of every group, and keep who came and who went. Raises StorageUnavailable."""
        known = await self._kept.granted()
        new: list[Grant] = []
        gone: list[Grant] = []
        for group, role in self._groups():
            before = {one.user: one for one in known if (one.group, one.role) == (group, role)}
            now = await self._members_of(group, frozenset(before))
            if now is not None:
                new += [Grant(user, role, self._clock.now(), group) for user in sorted(now - before.keys())]
                gone += [before[user] for user in sorted(before.keys() - now)]
        await self._keep(new, gone)

    def watching(self, deliver: Deliver) -> Deliver:
        """``deliver``, but that somebody who may be a member is asked about before their event is decided."""

        async def watched(event: Event) -> Mapping[str, object]:
            address = _acting(event)
            if address is not None:
                await self._ask_about(address)
            return await deliver(event)

        return watched

    async def _ask_about(self, address: Address) -> None:
        source = self._platforms.get(address.platform)
        groups = [one for one in self._groups() if one[0].startswith(f"{address.platform}:")]
        if source is None or not groups or not self._is_due(address.user):
            return
        known = {(one.user, one.group, one.role) for one in await self._kept.granted()}
        new = []
        for group, role in groups:
            if (address.user, group, role) in known:
                continue
            try:
                async with asyncio.timeout(PATIENCE_S):
                    if await source.has(_id_of(group), address.person):
                        new.append(Grant(address.user, role, self._clock.now(), group))
            except (TimeoutError, OperatorError) as error:
                self._say(group, str(error) or "no answer in time")
        await self._keep(new, [])

    def _is_due(self, user: str) -> bool:
        now = asyncio.get_running_loop().time()
        if now - self._asked.get(user, float("-inf")) < AGAIN_S:
            return False
        if len(self._asked) >= _ASKED_ABOUT:
            self._asked.clear()
        self._asked[user] = now
        return True

    async def _members_of(self, group: str, before: frozenset[str]) -> frozenset[str] | None:
        """Their users; None where the platform does not say, or is not switched on."""
        platform, workspace, id_ = group.split(":", 2)
        source = self._platforms.get(platform)
        if source is None:
            return None
        try:
            found = await source.of(id_, frozenset(user.rpartition(":")[2] for user in before))
        except OperatorError as error:
            self._say(group, str(error))
            return None
        self._troubles.discard(group)
        return frozenset(f"{platform}:{workspace}:{person}" for person in found)

    async def _keep(self, new: list[Grant], gone: list[Grant]) -> None:
        if new:
            await self._kept.join(new)
        if gone:
            await self._kept.leave(gone)
        if new or gone:
            await self._changed()

    def _say(self, group: str, problem: str) -> None:
        """Once, until it is over."""
        if group not in self._troubles:
            self._troubles.add(group)
            logger.warning("%s; who was known to be in it stays so", problem)


def _id_of(group: str) -> str:
    return group.split(":", 2)[2]


def _acting(event: Event) -> Address | None:
    """Who does what only the team does: something in a room, or a command that is not for customers."""
    match event:
        case CommandGiven() if event.name in OWN and not event.address.room:
            return None
        case CommandGiven() | HomeOpened():
            return event.address if event.address.person else None
        case ButtonPressed() | FormSubmitted() | MessageReceived() if event.address.room:
            return event.address if event.address.person else None
        case _:
            return None
