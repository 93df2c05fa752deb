"""``GET /metrics``: what is worth watching, as Prometheus reads it. Numbers only, no ids, no names.

What happens is counted as it happens; how things stand is asked for whenever somebody looks. Where the
storage does not answer, the numbers that it would give are left out and ``feedback_bot_storage_up`` is 0: an
old number would look like a good one.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from aiohttp import web

from bot.core.clocks import PENDING
from bot.core.effects import Lane, Parcel
from bot.core.errors import StorageUnavailable
from bot.core.events import Event, ParcelSettled, TextWritten, TimerDue
from bot.core.intake import Intake
from bot.core.ports import Clock
from bot.http.health import PlatformState

if TYPE_CHECKING:
    from prometheus_client.core import Metric

PATH = "/metrics"
_PATIENCE_S = 3.0
_ALERT_BUCKETS_S = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900)
_LAG_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)

_log = logging.getLogger(__name__)


class Counts(Protocol):
    """How much lies where."""

    @property
    def dead_letters(self) -> int: ...
    @property
    def parcels_waiting(self) -> int: ...
    @property
    def parcels_parked(self) -> int: ...
    @property
    def timers(self) -> int: ...


class Standing(Protocol):
    """What the storage says of how things stand; by case state, and by platform."""

    @property
    def counts(self) -> Counts: ...
    @property
    def oldest_due(self) -> Mapping[str, datetime]: ...
    @property
    def cases(self) -> Mapping[str, int]: ...
    @property
    def overdue(self) -> Mapping[str, int]: ...


class Metrics:
    """The numbers of one process. ``version`` is the running program's."""

    def __init__(self, version: str, clock: Clock) -> None:
        # Half a tenth of a second that nobody needs who has not switched this on.
        from prometheus_client import CollectorRegistry, Counter, Histogram, Info
        from prometheus_client.process_collector import ProcessCollector

        self._clock = clock
        self._now: _Seen | None = None
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        Info("feedback_bot", "The program that runs.", registry=registry).info({"version": version})
        self._inbound = Counter(
            "feedback_bot_inbound",
            "Events that came in, by source; taken: committed, refused: not taken, so that they come again.",
            ("source", "result"),
            registry=registry,
        )
        self._outbound = Counter(
            "feedback_bot_outbound",
            "Attempts to send, by platform; delivered, unreachable, rejected and expired end a parcel, "
            "later and unknown do not.",
            ("platform", "result"),
            registry=registry,
        )
        self._alerts = Histogram(
            "feedback_bot_alert_seconds",
            "From the commit of an unhappy answer until the alert arrived.",
            buckets=_ALERT_BUCKETS_S,
            registry=registry,
        )
        self._lag = Histogram(
            "feedback_bot_loop_lag_seconds",
            "How much later than asked for the event loop comes round.",
            buckets=_LAG_BUCKETS_S,
            registry=registry,
        )
        registry.register(_AsItStands(lambda: self._now))

    def came_in(self, event: Event, taken: bool) -> None:
        """Something was brought in, and was committed or not."""
        if not isinstance(event, TimerDue | ParcelSettled | TextWritten):
            self._inbound.labels(event.platform, "taken" if taken else "refused").inc()

    def went_out(self, parcel: Parcel, result: str) -> None:
        """An attempt to send ended so."""
        self._outbound.labels(parcel.address.platform, result).inc()
        if result == "delivered" and parcel.lane is Lane.ALERT and parcel.target is None:
            waited = self._clock.now() - parcel.not_before
            self._alerts.observe(max(waited.total_seconds(), 0.0))

    def lagged(self, seconds: float) -> None:
        """The event loop came round so much too late."""
        self._lag.observe(seconds)

    def routes(
        self,
        token: str,
        standing: Callable[[datetime], Awaitable[Standing]],
        intake: Callable[[], Intake],
        platforms: Callable[[], Awaitable[Mapping[str, PlatformState]]],
    ) -> list[web.AbstractRouteDef]:
        """One route, for whoever has the token: ``Authorization: Bearer TOKEN``."""
        from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

        wanted = f"Bearer {token}".encode()

        async def show(request: web.Request) -> web.Response:
            given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
            if not hmac.compare_digest(given, wanted):
                raise web.HTTPUnauthorized
            # Between this and the page nothing else runs, so that each gets what it has seen.
            self._now = await self._look(standing, intake, platforms)
            page = generate_latest(self._registry)
            headers = {"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
            return web.Response(body=page, headers=headers)

        return [web.get(PATH, show)]

    async def _look(
        self,
        standing: Callable[[datetime], Awaitable[Standing]],
        intake: Callable[[], Intake],
        platforms: Callable[[], Awaitable[Mapping[str, PlatformState]]],
    ) -> _Seen:
        now = self._clock.now()
        try:
            async with asyncio.timeout(_PATIENCE_S):
                return _Seen(now, intake(), await standing(now), await platforms())
        except (StorageUnavailable, TimeoutError):
            return _Seen(now, intake(), None, {})
        except Exception:  # noqa: BLE001 - what is counted in this process is worth showing all the same
            _log.exception("what the metrics ask for failed")
            return _Seen(now, intake(), None, {})


class _Seen:
    """What was found when somebody looked. ``standing`` None: the storage did not answer."""

    def __init__(
        self,
        now: datetime,
        intake: Intake,
        standing: Standing | None,
        platforms: Mapping[str, PlatformState],
    ) -> None:
        self.now, self.intake, self.standing, self.platforms = now, intake, standing, platforms

    def families(self) -> Iterator[Metric]:
        """The numbers, as Prometheus wants them."""
        waits = self.intake
        yield _gauge("storage_up", "1 while the database answers.", {(): float(self.standing is not None)})
        yield _gauge("intake_waiting", "Events that came in and are not committed yet.", {(): waits.waiting})
        yield _gauge("intake_oldest_seconds", "How long the oldest of them has waited.", {(): waits.oldest_s})
        yield _gauge("intake_held_back", "Of those, how many let others go first.", {(): waits.held_back})
        yield _gauge(
            "platform_connected",
            "1 while a platform is connected, or another process keeps the connection.",
            {(name,): float(one.connected or one.stands_by) for name, one in self.platforms.items()},
            "platform",
        )
        yield _gauge(
            "platform_last_event_timestamp_seconds",
            "When something last came from a platform.",
            {
                (name,): one.last_event_at.timestamp()
                for name, one in self.platforms.items()
                if one.last_event_at is not None
            },
            "platform",
        )
        if self.standing is not None:
            yield from self._stored(self.standing)

    def _stored(self, standing: Standing) -> Iterator[Metric]:
        counts = standing.counts
        yield _gauge(
            "outbox_waiting", "Parcels that are to be sent, now or later.", {(): counts.parcels_waiting}
        )
        yield _gauge("outbox_parked", "Parcels that were given up.", {(): counts.parcels_parked})
        yield _gauge(
            "outbox_oldest_seconds",
            "How long the oldest parcel that is due has waited.",
            {
                (platform,): max((self.now - due).total_seconds(), 0.0)
                for platform, due in standing.oldest_due.items()
            },
            "platform",
        )
        yield _gauge("dead_letters", "Events that could not be handled.", {(): counts.dead_letters})
        yield _gauge("timers", "Wake-ups that are set.", {(): counts.timers})
        yield _gauge(
            "cases_open",
            "Cases that are open, by state.",
            {(state,): n for state, n in standing.cases.items()},
            "state",
        )
        yield _gauge(
            "cases_overdue",
            "Open cases whose next step is overdue.",
            {(clock.value,): standing.overdue.get(state.value, 0) for state, clock in PENDING.items()},
            "step",
        )


class _AsItStands:
    """A collector of what was last seen."""

    def __init__(self, seen: Callable[[], _Seen | None]) -> None:
        self._seen = seen

    def collect(self) -> Iterator[Metric]:
        seen = self._seen()
        return iter(()) if seen is None else seen.families()


def _gauge(name: str, words: str, values: Mapping[tuple[str, ...], float], *labels: str) -> Metric:
    from prometheus_client.core import GaugeMetricFamily

    family = GaugeMetricFamily(f"feedback_bot_{name}", words, labels=labels)
    for named, value in values.items():
        family.add_metric(named, value)
    return family
