"""Bugs as they are made, each around the code as it is: what the simulation must find."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.effects import Effect, Parcel, Send
from bot.core.errors import Unknown
from bot.core.events import Event, TimerDue
from bot.core.ports import Committed, Decide, Errand, Needs, Pending, Receipt, Sender
from bot.core.view import View
from bot.simulation.faults.chance import HIGH
from bot.simulation.faults.process import Deliver, WatchedStore
from bot.simulation.faults.world import Build


def acknowledges_at_once(deliver: Deliver) -> Deliver:
    """The platform is told that it is taken, and then it is worked on."""
    under_way: set[asyncio.Task[object]] = set()

    async def taken(event: Event) -> Mapping[str, object]:
        task = asyncio.ensure_future(deliver(event))
        under_way.add(task)
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        return {}

    return taken


class AlertsAfterwards(WatchedStore):
    """The case is committed, and its alert in a transaction of its own, right after that."""

    async def work(self, batch: Sequence[Pending], decide: Decide) -> Committed:
        alerts: list[Effect] = []

        def without_alerts(event: Event, view: View) -> Sequence[Effect]:
            effects = decide(event, view)
            alerts.extend(one for one in effects if _is_alert(one))
            return [one for one in effects if not _is_alert(one)]

        first = await super().work(batch, without_alerts)
        if not alerts:
            return first
        now, key = batch[-1].now, f"alerts/{batch[0].event.platform}/{batch[0].event.key}"
        event = TimerDue("timer", key, now, key, "alerts", key, now)
        then = await super().work([Pending(event, Needs(), now, 0)], lambda _event, _view: alerts)
        return Committed(first.replies, (*first.errands, *then.errands), first.wake_at)


def _is_alert(effect: Effect) -> bool:
    return isinstance(effect, Send) and effect.parcel.purpose in {"alert", "incident"}


class Trusting:
    """Takes an outcome that nobody knows for a success."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def send(
        self, parcel: Parcel, target: str | None, recovered: bool, thread: str | None = None
    ) -> Receipt:
        try:
            return await self._sender.send(parcel, target, recovered, thread)
        except Unknown:
            return Receipt(target or parcel.id)


class NeverFenced(WatchedStore):
    """Whoever was given a parcel sends it, however long ago that was."""

    async def work(self, batch: Sequence[Pending], decide: Decide) -> Committed:
        done = await super().work(batch, decide)
        return replace(done, errands=tuple(map(_for_ever, done.errands)))

    async def claim(self, now: datetime, limit: int) -> list[Errand]:
        return [_for_ever(one) for one in await super().claim(now, limit)]


def _for_ever(errand: Errand) -> Errand:
    return replace(errand, until=errand.until + timedelta(days=1))


OFTEN = {**HIGH, "killed": 0.04, "killed_sending": 0.02, "frozen": 0.03}
"""Processes die and stand still ten times as often: a bug that needs it shows itself in a small run."""

PLANTED: Mapping[str, Build] = {
    "acknowledge before commit": Build(door=acknowledges_at_once, rates=OFTEN),
    "alert in a second transaction": Build(store=AlertsAfterwards, rates=OFTEN),
    "unknown treated as sent": Build(sender=Trusting, rates=OFTEN),
    "lease without fencing": Build(store=NeverFenced, rates=OFTEN),
}
