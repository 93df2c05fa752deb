"""The platforms that a configuration switches on, each as an adapter that is ready to run."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import plugins
from bot.adapters.web.adapter import WebAdapter
from bot.charts import Charts
from bot.config import Config
from bot.core.ports import Clock, Deliver, Fetcher, History, Members, OwnData, Render
from bot.core.settings import Settings

if TYPE_CHECKING:
    from bot.adapters.language_model.endpoint import Endpoint
    from bot.adapters.language_model.sender import ModelSender
    from bot.adapters.webhook.sender import WebhookSender
    from bot.config.models import LanguageModelPlace


@dataclass(frozen=True, slots=True)
class Given:
    """What every adapter is given. ``team``: the settings as they are now, with who has which role."""

    deliver: Deliver
    clock: Clock
    render: Render
    charts: Charts
    fetcher: Fetcher
    own_data: OwnData | None = None
    team: Callable[[], Settings] | None = None


def web_chat(
    config: Config, made: Settings, given: Given, history: History, draw: Callable[[], str]
) -> WebAdapter:
    """The adapter for the web chat; ``draw`` gives 128 random bits as text."""
    return WebAdapter(
        deliver=given.deliver,
        history=history,
        clock=given.clock,
        draw=draw,
        render=given.render,
        title=made.business,
        languages=made.languages,
        https=config.public_url.startswith("https://"),
        charts=given.charts,
        own_data=given.own_data,
    )


def telegram(
    config: Config, made: Settings, given: Given, moved: Mapping[str, str]
) -> plugins.ChatAdapter | None:
    """The adapter for Telegram, if the configuration has it. ``moved``: our name of a room → its own."""
    said = config.telegram
    if said is None:
        return None
    from bot.adapters.telegram.adapter import TelegramAdapter
    from bot.adapters.telegram.registration import people_on_telegram
    from bot.adapters.telegram.webhook import PATH

    return TelegramAdapter(
        token=said.token.reveal(),
        deliver=given.deliver,
        clock=given.clock,
        render=given.render,
        languages=made.languages,
        mode=said.mode,
        secret_token=said.secret_token.reveal() if said.secret_token else None,
        webhook_url=f"{config.public_url}{PATH}" if said.mode == "webhook" else None,
        api_base_url=said.api_base_url,
        give_up_after_s=said.give_up_after_s,
        charts=given.charts,
        fetcher=given.fetcher,
        own_data=given.own_data,
        moved=moved,
        rooms={room.address.room: room.role for room in made.rooms if room.address.platform == "telegram"},
        managers=people_on_telegram(made.managers),
        staff=people_on_telegram(made.staff),
        team=given.team,
    )


def slack(config: Config, made: Settings, given: Given) -> plugins.ChatAdapter | None:
    """The adapter for Slack, if the configuration has it."""
    said = config.slack
    if said is None:
        return None
    from bot.adapters.slack.adapter import SlackAdapter

    return SlackAdapter(
        bot_token=said.bot_token.reveal(),
        workspace=said.workspace,
        deliver=given.deliver,
        clock=given.clock,
        render=given.render,
        languages=made.languages,
        app_token=said.app_token.reveal() if said.app_token else None,
        signing_secret=said.signing_secret.reveal() if said.signing_secret else None,
        mode=said.mode,
        api_base_url=said.api_base_url,
        command=said.command,
        give_up_after_s=said.give_up_after_s,
        charts=given.charts,
        fetcher=given.fetcher,
        own_data=given.own_data,
    )


def others(config: Config, given: Given) -> dict[str, plugins.ChatAdapter]:
    """The adapters of installed packages that the configuration names. Raises OperatorError."""
    around = plugins.Surroundings(given.deliver, given.clock, given.render, config.business.languages)
    return {name: plugins.made(name, keys, around) for name, keys in config.adapters.items()}


def webhooks(config: Config, clock: Clock) -> WebhookSender | None:
    """What tells other programs, if the configuration names any."""
    if not config.webhooks:
        return None
    from bot.adapters.webhook.sender import Destination, WebhookSender
    from bot.core.signatures import key_of

    destinations = {
        name: Destination(
            url=said.url,
            keys=tuple(key_of(secret.reveal()) for secret in said.secret),
            allow_private=said.allow_private,
        )
        for name, said in config.webhooks.items()
    }
    return WebhookSender(destinations, clock)


def language_model(config: Config, clock: Clock, deliver: Deliver) -> ModelSender | None:
    """What asks a language model, if the configuration has one."""
    said = config.language_model
    if said is None:
        return None
    from bot.adapters.language_model.sender import ModelSender

    return ModelSender(endpoint(said), said.model, clock, deliver)


def endpoint(said: LanguageModelPlace) -> Endpoint:
    """Where a language model answers. Only an address that is written as a local one may be one."""
    from bot.adapters.language_model.endpoint import Endpoint
    from bot.adapters.webhook.public import public_socket
    from bot.config.language_model import is_local

    return Endpoint(
        said.url,
        said.api_key.reveal() if said.api_key else None,
        timeout_s=said.timeout_seconds,
        socket_factory=None if is_local(said.url) else public_socket,
    )


@contextlib.asynccontextmanager
async def members(config: Config) -> AsyncIterator[Mapping[str, Members]]:
    """By platform, who tells of the members of groups; their connections are closed at the end."""
    from bot.adapters.slack.members import SlackMembers
    from bot.adapters.telegram.members import TelegramMembers

    found: dict[str, SlackMembers | TelegramMembers] = {}
    if config.telegram is not None:
        found["telegram"] = TelegramMembers(config.telegram.token.reveal(), config.telegram.api_base_url)
    if config.slack is not None:
        found["slack"] = SlackMembers(config.slack.bot_token.reveal(), config.slack.api_base_url)
    try:
        yield found
    finally:
        for one in found.values():
            await one.close()
