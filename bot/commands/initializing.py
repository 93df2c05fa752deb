"""What ``feedback-bot init`` does: ask, look online if that is wanted, write, and print a claim."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bot import config, online
from bot.commands.asking import Asker, machine_zone
from bot.commands.claim import claim
from bot.config.platforms import SLACK_API, TELEGRAM_API
from bot.config.starting import (
    FILES,
    VARIABLES,
    Answers,
    group_problem,
    language_problem,
    text_problem,
    written,
    zone_problem,
)
from bot.core.errors import ConfigurationError, FeedbackBotError, OperatorError

_NEITHER = "Where is your team? Give --telegram, --slack, or both."
_SAME = "the same"


def begin(options: argparse.Namespace, *, is_asked: bool) -> None:
    """Do it. Raises OperatorError where something is missing or wrong; then nothing is left behind."""
    target: Path = options.config
    if target.exists():
        raise OperatorError(
            f"There is a configuration {target} already; it is left as it is. Name another with --config."
        )
    asker = Asker(is_asked=is_asked)
    tokens: dict[str, tuple[str, str]] = {}
    answers = _asked(options, asker, tokens)
    asker.settle()
    loaded = _kept(target, answers, {key: value for key, (value, kept) in tokens.items() if kept == "file"})
    print(f"Written: {target}. feedback-bot check says what it switches on.")
    if options.online:
        _look(loaded)
    _print_claim(loaded)
    print(f"Now start the bot: feedback-bot run{_named(target)}")


def _asked(options: argparse.Namespace, asker: Asker, tokens: dict[str, tuple[str, str]]) -> Answers:
    business = asker.text(options.name, "--name", "What is your business called?", text_problem)
    language = asker.text(options.language, "--language", "Your language", language_problem, "en")
    zone = asker.text(options.timezone, "--timezone", "Your time zone", zone_problem, machine_zone())
    on_telegram, on_slack = _platforms(options, asker)
    if asker.is_asked and not options.online:
        options.online = asker.yes("May I ask Telegram and Slack whether what you give is right?")
    username, workspace = options.username, options.workspace
    telegram_api = options.telegram_api or TELEGRAM_API
    slack_api = options.slack_api or SLACK_API
    rooms: dict[str, str] = {}
    if on_telegram:
        given = _Token("telegram.token", "The token, from @BotFather", _username, telegram_api)
        if found := _taken(given, asker, tokens, online=options.online):
            username = found
            print(f"✓ Telegram: this is @{username}")
    if on_slack:
        given = _Token("slack.bot_token", "The bot token, xoxb-…", _workspace, slack_api)
        if found := _taken(given, asker, tokens, online=options.online):
            workspace = found
            print(f"✓ Slack: the workspace is {workspace}")
        given = _Token("slack.app_token", "The app-level token, xapp-…", _socket_mode, slack_api)
        if found := _taken(given, asker, tokens, online=options.online):
            print(f"✓ Slack: {found}")
        if workspace is None:
            workspace = asker.text(None, "--workspace", "The workspace, T…", _any)
    if asker.is_asked and options.online and options.staff_room is None:
        rooms = _rooms_seen(tokens, telegram_api, slack_api, f"@{username}" if username else "the bot")
    staff = asker.text(
        options.staff_room,
        "--staff-room",
        f"The room of your staff{_of(rooms)}",
        group_problem,
        _first(rooms),
        meant=partial(_by_title, rooms=rooms),
    )
    managers = _managers_room(options, asker, rooms)
    return Answers(
        business=business,
        language=language,
        timezone=zone,
        staff_room=staff,
        managers_room=managers if managers != staff else None,
        telegram=tokens_at(tokens, "telegram.token") if on_telegram else None,
        username=username,
        telegram_api=telegram_api,
        slack=(tokens_at(tokens, "slack.bot_token"), tokens_at(tokens, "slack.app_token"))
        if on_slack
        else None,
        workspace=workspace,
        slack_api=slack_api,
        public_url=options.public_url,
    )


def _platforms(options: argparse.Namespace, asker: Asker) -> tuple[bool, bool]:
    if options.telegram or options.slack:
        return options.telegram, options.slack
    if not asker.is_asked:
        raise OperatorError(_NEITHER)
    words = "Where is your team: telegram, slack or both?"
    said = asker.text(None, "", words, _platform_problem, "telegram", meant=str.lower)
    return said != "slack", said != "telegram"


def _platform_problem(said: str) -> str | None:
    return None if said in {"telegram", "slack", "both"} else "write telegram, slack or both"


def _any(said: str) -> str | None:
    return None if said else "it is needed"


@dataclass(frozen=True, slots=True)
class _Token:
    """One that is asked for, and what its platform can say of it."""

    key: str
    words: str
    look: Callable[[str, str], Coroutine[None, None, str]] | None = None
    api: str = ""


def _taken(wanted: _Token, asker: Asker, tokens: dict[str, tuple[str, str]], *, online: bool) -> str | None:
    """Take a token; what its platform says of it, if it is asked. One that was typed wrong is asked again."""
    while True:
        value, source = asker.secret(wanted.key, wanted.words)
        tokens[wanted.key] = (value, source or "file")
        if not online or wanted.look is None or asker.problems:
            return None
        try:
            return asyncio.run(wanted.look(value, wanted.api))
        except OperatorError as error:
            if source:
                raise
            print(f"  {error}")


def tokens_at(tokens: Mapping[str, tuple[str, str]], key: str) -> tuple[str, str]:
    """Where the configuration finds a token: in the environment, or in a file beside it."""
    kept = tokens[key][1]
    return (kept, VARIABLES[key]) if kept == "env" else (kept, FILES[key])


def _managers_room(options: argparse.Namespace, asker: Asker, rooms: Mapping[str, str]) -> str | None:
    if options.managers_room is None and not asker.is_asked:
        return None

    def problem(said: str) -> str | None:
        return None if said == _SAME else group_problem(said)

    words = f"The room of your managers{_of(rooms)}"
    meant = partial(_by_title, rooms=rooms)
    said = asker.text(options.managers_room, "--managers-room", words, problem, _SAME, meant=meant)
    return None if said == _SAME else said


def _of(rooms: Mapping[str, str]) -> str:
    known = ", ".join(f"{room} is {title}" for room, title in rooms.items())
    return f" ({known})" if known else ""


def _by_title(said: str, rooms: Mapping[str, str]) -> str:
    """The id of the one room with this title, as it was just shown; else what was said."""
    wanted = said.removeprefix("#").casefold()
    found = [room for room, title in rooms.items() if title.casefold() == wanted]
    return found[0] if len(found) == 1 else said


def _first(rooms: Mapping[str, str]) -> str | None:
    return next(iter(rooms), None)


def _rooms_seen(
    tokens: Mapping[str, tuple[str, str]], telegram_api: str, slack_api: str, called: str
) -> dict[str, str]:
    """Wait until the bot was added to the rooms, and look which they are."""
    input(f"Now add {called} to the room of your staff, and to that of your managers; then press Enter. ")
    found: dict[str, str] = {}
    for key, look in (("telegram.token", _groups), ("slack.bot_token", _channels)):
        if key in tokens:
            api = telegram_api if key == "telegram.token" else slack_api
            try:
                found.update(asyncio.run(look(tokens[key][0], api)))
            except OperatorError as error:
                print(f"  {error}")
    return found


async def _username(token: str, api: str) -> str:
    from bot.adapters.telegram.setting_up import username

    return await username(token, api)


async def _groups(token: str, api: str) -> dict[str, str]:
    from bot.adapters.telegram.setting_up import groups

    return await groups(token, api)


async def _workspace(token: str, api: str) -> str:
    from bot.adapters.slack.setting_up import workspace

    return await workspace(token, api)


async def _socket_mode(token: str, api: str) -> str:
    from bot.adapters.slack.setting_up import socket_mode

    return await socket_mode(token, api)


async def _channels(token: str, api: str) -> dict[str, str]:
    from bot.adapters.slack.setting_up import channels

    return await channels(token, api)


def _kept(target: Path, answers: Answers, secrets: Mapping[str, str]) -> config.Config:
    """Write the tokens, each for its owner's eyes, and the configuration; nothing where it is refused."""
    left: list[Path] = []
    try:
        for key, value in secrets.items():
            path = target.parent / FILES[key]
            _write(path, f"{value}\n", 0o600)
            left.append(path)
        text = written(answers)
        loaded = config.parse(text, target)
        _write(target, text, 0o644)
    except ConfigurationError as error:
        _remove(left)
        raise OperatorError(f"With these answers the configuration would not work:\n{error}") from None
    except FileExistsError as error:
        _remove(left)
        raise OperatorError(f"{error.filename} is there already; it is left as it is.") from None
    except OSError as error:
        _remove(left)
        raise OperatorError(f"{error.filename}: cannot be written ({error.strerror}).") from None
    return loaded


def _write(path: Path, text: str, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def _remove(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _look(loaded: config.Config) -> None:
    from bot import logs

    logs.redact(*(secret.reveal() for secret in loaded.secrets))
    for one in asyncio.run(online.findings(loaded)):
        print(logs.masked(f"{'✓' if one.ok else '✗'} {one.words}"))


def _print_claim(loaded: config.Config) -> None:
    try:
        print(*asyncio.run(claim(loaded)), sep="\n")
    except FeedbackBotError as error:
        print(f"No link for the first manager yet ({error}); later: feedback-bot claim")


def _named(target: Path) -> str:
    return "" if target == Path("config.toml") else f" --config {target}"
