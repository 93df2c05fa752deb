"""``feedback-bot run``: the adapters, the HTTP server and the engine, until asked to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import timedelta

from aiohttp import web

from bot import app, lag
from bot.adapters.web.adapter import WebAdapter
from bot.adapters.web.words import preferred_language
from bot.again import ReadsAgain
from bot.charts import Charts
from bot.config import Config
from bot.config.language_model import plan_of
from bot.config.own_texts import wording
from bot.connections import Given, language_model, members, others, slack, telegram, web_chat, webhooks
from bot.control import control
from bot.core.errors import StorageUnavailable
from bot.core.language_model import PLATFORM
from bot.core.ports import Analyzer, Clock, EvidenceSource, Render
from bot.enrich import warm_up
from bot.evidence import EvidenceFetcher
from bot.holding import Holder, Holds
from bot.http import privacy, qr
from bot.http.health import Platforms, PlatformState, platform_state
from bot.http.metrics import Metrics
from bot.http.purchases import shop_routes
from bot.http.server import HttpServer, create_app
from bot.membership import Membership
from bot.outdated import outdated
from bot.own_files import OwnFiles
from bot.plugins import ChatAdapter
from bot.qr import draw
from bot.reloading import Reloading
from bot.sentiment.adapted import configured
from bot.sentiment.language import language_of
from bot.texts.privacy_page import STYLE_HASH, page
from storage.database import Database
from storage.unit_of_work import SqlStore

logger = logging.getLogger(__name__)


async def run(
    config: Config,
    port: int | None,
    announce: Callable[[str], None],
    stopping: Callable[[], None] = lambda: None,
) -> None:
    """``feedback-bot run``: serve until asked to stop, or until a platform has refused us for too long.

    ``port`` stands in for the configured one; ``announce`` is given the address once it is open, and
    ``stopping`` is called once this begins to stop. Raises PlatformRefused.
    """
    asked_to_stop = app.stop_signal()
    async with app.opened(config, config.data_folder) as opened_storage, members(config) as tellers:
        made, store = opened_storage.settings, opened_storage.store
        analyzer = configured(config)
        charts = Charts()
        clock = app.SystemClock()
        metrics = Metrics(app.version(), clock) if config.http.metrics_token is not None else None
        engine = app.Engine(
            made,
            store,
            clock=clock,
            analyzer=analyzer,
            identify=language_of,
            on_report=charts.get_ready,  # the pictures follow the numbers
            came_in=metrics.came_in if metrics else None,
            went_out=metrics.went_out if metrics else None,
        )
        sources: dict[str, EvidenceSource] = {}
        fetcher = EvidenceFetcher(engine.clock, sources)
        said = wording(config)
        membership = Membership(
            lambda: engine.settings.role_groups, tellers, store, engine.clock, engine.read_roles
        )
        given = Given(
            membership.watching(engine.deliver),
            engine.clock,
            said,
            charts,
            fetcher,
            OwnFiles(opened_storage.database, lambda: engine.settings, engine.clock, said),
            lambda: engine.settings,
        )
        chat = web_chat(config, made, given, opened_storage.history, lambda: secrets.token_hex(16))
        moved = await store.moved_rooms("telegram")
        made_here = {"telegram": telegram(config, made, given, moved), "slack": slack(config, made, given)}
        ours = {name: adapter for name, adapter in made_here.items() if adapter is not None}
        platforms = {**ours, **others(config, given)}
        engine.senders.update({"web": chat, **platforms})
        engine.readers.update(
            {name: one.read_again for name, one in platforms.items() if isinstance(one, ReadsAgain)}
        )
        sources.update({name: adapter.evidence for name, adapter in platforms.items()})
        told = webhooks(config, engine.clock)
        if told is not None:
            engine.senders["webhook"] = told
        model = language_model(config, engine.clock, engine.deliver)
        if model is not None:
            engine.senders[PLATFORM] = model
        holders = _holders(config, opened_storage.holds, engine.clock)

        async def states() -> Mapping[str, PlatformState]:
            return await _states(platforms, holders, store, engine.clock)

        listening = config.http.port if port is None else port
        public_url = config.public_url_at(listening)
        site = create_app(
            [
                chat.routes() if config.web.enabled else [],
                *(adapter.routes() for adapter in platforms.values()),
                shop_routes(
                    config.reporting_shops,
                    engine.deliver,
                    engine.clock,
                    links=made.links,
                    public_url=public_url,
                ),
                qr.routes(made.links, draw),
                privacy.routes(_privacy_page(config, said), made.languages, preferred_language, STYLE_HASH),
                _metrics_routes(config, metrics, engine, states),
            ],
            ready={"storage": _storage_check(opened_storage.database, store, engine.clock)},
            platforms=states,
            intake=engine.intake,
            frame_ancestors=config.web.frame_ancestors,
            public_url=public_url,
            proxies=config.http.proxies,
            on_shutdown=(chat.close,),
        )
        server = HttpServer(site, config.http.host, listening)
        try:
            async with (
                engine.running(),
                _warming(analyzer, made.language, opened_storage.database),
                _following(chat, opened_storage),
                lag.watched(metrics.lagged) if metrics else contextlib.nullcontext(),
                _reloading(Reloading(config, engine, opened_storage.database, said)),
                _keeping(membership),
            ):
                await _serve(server, platforms, holders, asked_to_stop, announce, stopping)
        finally:
            await fetcher.close()
            for adapter in platforms.values():
                await adapter.close()
            if told is not None:
                await told.close()
            if model is not None:
                await model.close()


def _privacy_page(config: Config, render: Render) -> Callable[[str], str]:
    """A language → what is said of privacy in it."""
    said, business, languages = config.privacy, config.business.name, config.business.languages
    plan = plan_of(config)
    return lambda language: page(business, said.text, said.contact, language, languages, render, plan)


@contextlib.asynccontextmanager
async def _warming(analyzer: Analyzer, language: str, database: Database) -> AsyncIterator[None]:
    """Load the analyzer beside the work, so that nobody's first comment waits for it; then all is loaded."""

    async def warm() -> None:
        await warm_up(analyzer, language)
        app.settle_memory()
        if (words := await outdated(database, analyzer)) is not None:
            logger.warning(words)

    warming = asyncio.create_task(warm())
    try:
        yield
    finally:
        warming.cancel()
        # What fails here fails again at the first comment, where it is logged and done without.
        await asyncio.gather(warming, return_exceptions=True)


@contextlib.asynccontextmanager
async def _reloading(reloading: Reloading) -> AsyncIterator[None]:
    """Read the configuration again whenever a command or SIGHUP asks for it."""
    under_way = set[asyncio.Task[None]]()

    def on_signal() -> None:
        task = asyncio.create_task(reloading.on_signal(), name="reload")
        under_way.add(task)
        task.add_done_callback(under_way.discard)

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGHUP, on_signal)
    try:
        async with control(reloading.data_folder, {"reload": reloading.asked}):
            yield
    finally:
        loop.remove_signal_handler(signal.SIGHUP)
        await asyncio.gather(*under_way, return_exceptions=True)


@contextlib.asynccontextmanager
async def _following(chat: WebAdapter, kept: app.Storage) -> AsyncIterator[None]:
    """Where other processes work on the same database, show on our pages what these send."""
    following = asyncio.create_task(chat.follow(kept.history.last_sent)) if kept.holds else None
    try:
        yield
    finally:
        if following is not None:
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)


@contextlib.asynccontextmanager
async def _keeping(membership: Membership) -> AsyncIterator[None]:
    """Keep who is in the groups that have a role."""
    keeping = asyncio.create_task(membership.run())
    try:
        yield
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


async def _serve(
    server: HttpServer,
    platforms: Mapping[str, ChatAdapter],
    holders: Mapping[str, Holder],
    asked_to_stop: asyncio.Event,
    announce: Callable[[str], None],
    stopping: Callable[[], None],
) -> None:
    """Take events in until asked to stop. Raises what made a platform's source give up."""
    await server.start()
    sources = [
        asyncio.create_task(holders[name].run(adapter.run) if name in holders else adapter.run(), name=name)
        for name, adapter in platforms.items()
    ]
    asked = asyncio.create_task(asked_to_stop.wait())
    try:
        announce(server.url)
        logger.info("started, version %s", app.version())
        await asyncio.wait([asked, *sources], return_when=asyncio.FIRST_COMPLETED)
        for source in sources:
            if source.done():
                source.result()
    finally:
        logger.info("stopping")
        stopping()
        for task in (asked, *sources):
            task.cancel()
        await asyncio.gather(asked, *sources, return_exceptions=True)
        await server.stop()


def _metrics_routes(
    config: Config, metrics: Metrics | None, engine: app.Engine, states: Platforms
) -> list[web.AbstractRouteDef]:
    """The page of metrics, where the configuration has a token for it."""
    token = config.http.metrics_token
    if metrics is None or token is None:
        return []
    return metrics.routes(token.reveal(), engine.store.standing, engine.intake, states)


async def _states(
    platforms: Mapping[str, ChatAdapter], holders: Mapping[str, Holder], store: SqlStore, clock: Clock
) -> Mapping[str, PlatformState]:
    """How each platform is, for ``/readyz``."""
    now = clock.now()
    oldest = await store.oldest_due(now)
    return {
        name: platform_state(
            adapter.health(), oldest.get(name), now, stands_by=name in holders and not holders[name].is_ours
        )
        for name, adapter in platforms.items()
    }


def _holders(config: Config, holds: Holds | None, clock: Clock) -> dict[str, Holder]:
    """By platform: whose connection only one of several processes keeps."""
    if holds is None:
        return {}
    only_once = {
        "telegram": config.telegram is not None and config.telegram.mode == "polling",
        "slack": config.slack is not None and config.slack.mode == "socket",
    }
    return {name: Holder(holds, name, clock) for name, one in only_once.items() if one}


def _storage_check(database: Database, store: SqlStore, clock: Clock) -> Callable[[], Awaitable[str | None]]:
    """What is wrong and since when. What failed is tried again first: perhaps nobody has written since."""

    async def check() -> str | None:
        with contextlib.suppress(StorageUnavailable):
            await store.counts()
            await database.look_again()
        if (trouble := database.trouble) is None:
            return None
        since = clock.now() - timedelta(seconds=trouble.for_s)
        return f"{trouble.words} (since {since:%Y-%m-%d %H:%M:%S} UTC)"

    return check
