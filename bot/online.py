"""What only the platforms can say of a configuration: ``check --online``, and the manifest for Slack."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from bot.config import Config
from bot.config.language_model import host_of
from bot.config.platforms import is_group
from bot.core.errors import OperatorError
from bot.core.ports import Members

PATIENCE_S = 60.0  # for all that one platform is asked

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of ``check --online``; where it is not ``ok``, ``words`` say what to click."""

    ok: bool
    words: str


async def findings(config: Config) -> list[Finding]:
    """What the platforms that are on say of tokens, permissions and rooms."""
    asked = {"Telegram": _telegram, "Slack": _slack, "[roles]": _groups, "[language_model]": _language_model}
    answers = await asyncio.gather(*(_answer(name, ask, config) for name, ask in asked.items()))
    return [one for answer in answers for one in answer]


def slack_manifest(
    config: Config | None, public_url: str | None = None, command: str | None = None
) -> dict[str, object]:
    """What Slack makes the app from, as the configuration says or by default.

    ``public_url`` and ``command`` go before what it says; with a ``public_url`` Slack calls that address.
    Raises OperatorError for an address or a command that Slack would not take.
    """
    from bot.adapters.slack.manifest import command_problem, manifest

    if public_url and not public_url.startswith("https://"):
        raise OperatorError(f"--public-url {public_url}: Slack calls only addresses that begin with https://")
    if command and (problem := command_problem(command)):
        raise OperatorError(f"--command {command}: {problem}")
    said = config.slack if config else None
    mode = "http" if public_url else said.mode if said else "socket"
    return manifest(
        command=command or (said.command if said else "/customers"),
        mode=mode,
        public_url=public_url or (config.public_url if config and mode == "http" else None),
        name=config.business.name if config else "Feedback bot",
    )


async def _answer(
    name: str, ask: Callable[[Config], Awaitable[list[tuple[bool, str]]]], config: Config
) -> list[Finding]:
    try:
        async with asyncio.timeout(PATIENCE_S):
            found = await ask(config)
    except TimeoutError:
        found = [(False, f"no answer within {PATIENCE_S:g} s; look at this machine's way to the internet")]
    except Exception:  # noqa: BLE001  # one platform's check must not hide the other's
        _log.exception("checking %s failed", name)
        found = [(False, "the check itself failed, see above; this is a defect of ours")]
    return [Finding(ok, words if words.startswith(name) else f"{name}: {words}") for ok, words in found]


async def _telegram(config: Config) -> list[tuple[bool, str]]:
    said = config.telegram
    if said is None:
        return []
    from bot.adapters.telegram.checking import check
    from bot.adapters.telegram.webhook import PATH

    return await check(
        token=said.token.reveal(),
        api_base_url=said.api_base_url,
        mode=said.mode,
        webhook_url=f"{config.public_url}{PATH}" if said.mode == "webhook" else None,
        rooms=_rooms(config, "telegram"),
    )


async def _slack(config: Config) -> list[tuple[bool, str]]:
    said = config.slack
    if said is None:
        return []
    from bot.adapters.slack.checking import check

    return await check(
        bot_token=said.bot_token.reveal(),
        app_token=said.app_token.reveal() if said.app_token else None,
        workspace=said.workspace,
        mode=said.mode,
        api_base_url=said.api_base_url,
        rooms=_rooms(config, "slack"),
        command=said.command,
        has_groups=any(":S" in one for one in (*config.roles.staff, *config.roles.managers)),
    )


async def _language_model(config: Config) -> list[tuple[bool, str]]:
    """Whether the language model answers, asked with words of ours."""
    if config.language_model is None:
        return []
    from bot.connections import endpoint
    from bot.core.errors import ModelUnavailable
    from bot.core.language_model import answer_in, request_of, translation

    asked = translation("Der Kaffee ist gut.", "de", "en", ())
    model = endpoint(config.language_model)
    try:
        answer = answer_in(await model.complete(request_of(asked, config.language_model.model)), asked)
    except ModelUnavailable as trouble:
        return [(False, f"{host_of(config)}: {trouble.why}")]
    finally:
        await model.close()
    if answer is None:
        return [(False, f"{host_of(config)} answers, but with nothing of use; choose another model")]
    return [(True, f"{host_of(config)} answers")]


async def _groups(config: Config) -> list[tuple[bool, str]]:
    """Whether the platforms tell who is in the groups that have a role."""
    from bot.connections import members

    groups = dict.fromkeys(one for one in (*config.roles.staff, *config.roles.managers) if is_group(one))
    async with members(config) as tellers:
        return [await _group(config, one, tellers[one.partition(":")[0]]) for one in groups]


async def _group(config: Config, group: str, teller: Members) -> tuple[bool, str]:
    platform, _, id_ = group.split(":", 2)
    try:
        if platform == "slack":
            return True, f"members of {group}: {len(await teller.of(id_, frozenset()))}"
        assert config.telegram is not None  # noqa: S101  # a group there is refused without it
        ourselves = config.telegram.token.reveal().partition(":")[0]  # a bot's id begins its token
        if await teller.has(id_, ourselves):
            return True, f"the bot is in {group}, and knows members from the first thing they do"
        return False, f"the bot is not in {group}: add it to the group, or correct the number"
    except OperatorError as error:
        return False, f"{group}: {error}"


def _rooms(config: Config, platform: str) -> Mapping[str, str]:
    """The rooms on this platform: our name → their id."""
    return {name: place.room or name for name, place in config.rooms.items() if place.platform == platform}
