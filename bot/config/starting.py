"""A first configuration: from a few answers to a file with a word on each key, which ``check`` accepts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError, create_model

from bot import texts
from bot.config.platforms import (
    SLACK_API,
    TELEGRAM_API,
    AppToken,
    BotToken,
    TelegramToken,
    room_problem,
)
from bot.config.values import Section, Surroundings, Zone, shown, suggestion

TOKENS: Mapping[str, Any] = {
    "telegram.token": TelegramToken,
    "slack.bot_token": BotToken,
    "slack.app_token": AppToken,
}
"""The secrets that are asked for, by key."""

FILES: Mapping[str, str] = {
    "telegram.token": "telegram.token",
    "slack.bot_token": "slack-bot.token",
    "slack.app_token": "slack-app.token",
}
VARIABLES: Mapping[str, str] = {
    "telegram.token": "TELEGRAM_TOKEN",
    "slack.bot_token": "SLACK_BOT_TOKEN",
    "slack.app_token": "SLACK_APP_TOKEN",
}


@dataclass(frozen=True, slots=True)
class Answers:
    """What was asked. A token says where it is kept, as ``env`` or ``file`` and its name."""

    business: str
    language: str
    timezone: str
    staff_room: str
    managers_room: str | None = None  # without one, the digest is read with the alerts
    telegram: tuple[str, str] | None = None  # where its token is
    username: str | None = None
    telegram_api: str = TELEGRAM_API
    slack: tuple[tuple[str, str], tuple[str, str]] | None = None  # where the bot's and the app's tokens are
    workspace: str | None = None
    slack_api: str = SLACK_API
    public_url: str | None = None


def text_problem(said: str) -> str | None:
    """What is wrong with the name of a business."""
    return None if 0 < len(said) <= 200 else "write how customers know you, in at most 200 characters"


def language_problem(said: str) -> str | None:
    """What is wrong with a language's code."""
    known = texts.shipped_languages()
    return None if said in known else f"there are no texts in {shown(said)}; {suggestion(said, known)}"


def zone_problem(said: str) -> str | None:
    """What is wrong with the name of a time zone."""
    return _problem(Zone, said)


def token_problem(key: str) -> Callable[[str], str | None]:
    """What is wrong with the secret of this key; says what was pasted instead, and quotes none of it."""
    return lambda said: _problem(TOKENS[key], said)


def group_problem(said: str) -> str | None:
    """What is wrong with the id of a room; which platform it is on shows in it."""
    return room_problem(platform_of_room(said), said)


def platform_of_room(room: str) -> str:
    """A Telegram group goes by a number, a Slack channel by letters."""
    return "telegram" if room.lstrip("-").isdigit() else "slack"


def _problem(kind: Any, said: str) -> str | None:
    alone = create_model("Alone", __base__=Section, value=(kind, ...))
    try:
        alone.model_validate({"value": said}, context=Surroundings(Path(), {}))
    except ValidationError as error:
        cause = error.errors()[0].get("ctx", {}).get("error")
        return str(cause or error.errors()[0]["msg"])
    return None


def written(answers: Answers) -> str:
    """The file."""
    parts = [_BEGINNING.format(example="config.example.toml"), _business(answers)]
    if answers.public_url:
        parts.append(_HTTP.format(url=_quoted(answers.public_url)))
    if answers.telegram:
        parts.append(_telegram(answers, answers.telegram))
    if answers.slack:
        parts.append(_slack(answers, *answers.slack))
    parts.append(_room("staff", answers.staff_room, "# Where your staff hear of unhappy customers."))
    if answers.managers_room:
        parts.append(_room("managers", answers.managers_room, "# Where your managers read the digest."))
    parts.append(_ROLES)
    parts.append(_DIGEST.format(room="managers" if answers.managers_room else "staff"))
    return "\n".join(parts)


_BEGINNING = """\
# feedback-bot: your settings. What else there is, with every default: {example}.
# After a change: feedback-bot check
"""
_HTTP = """\
# How customers reach the web chat and its links.
[http]
public_url = {url}
"""
_ROLES = """\
# Who may do what, by immutable ids: "telegram::123456789", "slack:T0123ABCD:U0123ABCD". Whoever opens a link
# that "feedback-bot claim" prints has their role beside these. /whoami tells anybody their id.
[roles]
# Who may take cases and answer customers.
staff = []
# Who may ask for /digest everywhere.
managers = []
"""
_DIGEST = """\
# What happened in the week, for your managers.
[[digest]]
name = "weekly"
every = "week"
on = "monday"
at = "09:00"
room = "{room}"
"""


def _business(answers: Answers) -> str:
    return f"""\
[business]
# How customers know you.
name = {_quoted(answers.business)}
# The first is your own.
languages = [{_quoted(answers.language)}]
# Days, opening hours and digests go by it.
timezone = {_quoted(answers.timezone)}
"""


def _telegram(answers: Answers, token: tuple[str, str]) -> str:
    lines = ["[telegram]", "# From @BotFather.", f"token = {_secret(token)}"]
    if answers.username:
        lines += ["# What stands after t.me/ in links to the bot.", f"username = {_quoted(answers.username)}"]
    else:
        lines += ["# What stands after t.me/ in links to the bot; without it no link leads to Telegram."]
        lines += ['#username = "mugandco_bot"']
    if answers.telegram_api != TELEGRAM_API:
        lines += ["# A Bot API server of your own.", f"api_base_url = {_quoted(answers.telegram_api)}"]
    return "\n".join([*lines, ""])


def _slack(answers: Answers, bot_token: tuple[str, str], app_token: tuple[str, str]) -> str:
    lines = ["[slack]", "# OAuth & Permissions, Bot User OAuth Token.", f"bot_token = {_secret(bot_token)}"]
    lines += ["# Basic Information, App-Level Tokens.", f"app_token = {_secret(app_token)}"]
    lines += ["# The workspace.", f"workspace = {_quoted(answers.workspace or '')}"]
    if answers.slack_api != SLACK_API:
        lines += ["# Only for a Slack that is not slack.com.", f"api_base_url = {_quoted(answers.slack_api)}"]
    return "\n".join([*lines, ""])


def _room(name: str, room: str, comment: str) -> str:
    platform = platform_of_room(room)
    return f'{comment}\n[rooms.{name}]\nplatform = "{platform}"\nroom = {_quoted(room)}\nrole = "{name}"\n'


def _secret(where: tuple[str, str]) -> str:
    kind, name = where
    return f"{{{kind} = {_quoted(name)}}}"


def _quoted(said: str) -> str:
    """A basic string of TOML: JSON's escapes are among its own, and what JSON leaves is let through."""
    return json.dumps(said, ensure_ascii=False).replace("\x7f", "\\u007f")
