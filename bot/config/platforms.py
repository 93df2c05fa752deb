"""Telegram and Slack as the configuration names them: their sections, tokens, rooms and people.

Newcomers paste one token where another belongs, and names where numbers belong. What was written is
recognised where it can be, so that the problem says what it is, and where the right one is found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from bot.config.values import Seconds, Secret, SecretText, Section, Url, shown

TELEGRAM_API = "https://api.telegram.org"
SLACK_API = "https://slack.com/api/"

_APP = "api.slack.com/apps, your app"
FOUND: Mapping[str, str] = {
    "telegram.token": "@BotFather in Telegram gives it: /mybots, your bot, API Token",
    "telegram.secret_token": "make up a long one of letters and digits: by it the bot knows Telegram's calls",
    "slack.bot_token": (
        f"it begins with xoxb- and stands at {_APP}, OAuth & Permissions, Bot User OAuth Token"
    ),
    "slack.app_token": (
        f"it begins with xapp- and is made at {_APP}, Basic Information, App-Level Tokens, with the scope "
        "connections:write"
    ),
    "slack.signing_secret": f"it stands at {_APP}, Basic Information, App Credentials",
    "http.public_url": (
        'give the address at which this bot is reached, such as "https://feedback.example.com"'
    ),
}
"""Where each secret, and what else a platform needs, is found: as a problem tells it."""

_WORKSPACE = (
    "in a browser, the address of Slack is app.slack.com/client/T…/C…: write the part with T, such as "
    '"T0123ABCD"'
)
_GROUP = (
    "open it on web.telegram.org/a in a browser: the address ends with its number; "
    'write that in quotes, such as "-1001234567890"'
)
EXAMPLES = frozenset({"-1001234567890", "-1002345678901", "C0123ABCD", "T0123ABCD"})
"""The ids of config.example.toml: whoever leaves one there would wait for alerts for ever."""

_CHANNEL = 'click its name in Slack: the id stands at the bottom of "About", such as "C0123ABCD"'
_PERSON_ON_TELEGRAM = (
    "web.telegram.org/a shows it in the address of their chat, and your own in that of Saved Messages; "
    'write it as "telegram::123456789"'
)
_PERSON_ON_SLACK = 'open their profile in Slack, the three dots, "Copy member ID"; write it as '

_TOKENS: Mapping[str, tuple[str, str]] = {
    r"\d+:[\w-]{15,}": ("the token of a Telegram bot", "telegram.token"),
    r"xoxb-\S+": ("the bot token of a Slack app", "slack.bot_token"),
    r"xapp-\S+": ("the app-level token of a Slack app", "slack.app_token"),
    r"xoxp-\S+": ("a user's token of a Slack app", ""),
    r"xoxe[.-]\S+": ("a Slack token that expires; make the app anew without token rotation", ""),
}
"""What a pasted secret may be → what it is, and the key that it belongs in, if any."""


def _token(key: str, pattern: str) -> Callable[[Secret], Secret]:
    """Lets a secret of this pattern through; else says which other one it is, and where this is found."""

    def check(secret: Secret) -> Secret:
        value = secret.reveal()
        for other, (what, where) in _TOKENS.items():
            if where != key and re.fullmatch(other, value, re.ASCII):
                belongs = f", which belongs in {where}" if where else ""
                raise ValueError(f"this is {what}{belongs}; the right one: {FOUND[key]}")
        if not re.fullmatch(pattern, value, re.ASCII):
            raise ValueError(f"this is not the whole of it, or something else; {FOUND[key]}")
        return secret

    return check


def _telegram_api(url: str) -> str:
    if "/bot" in url:
        raise ValueError('leave out "/bot" and what follows; the token has a key of its own')
    return url


def _username(raw: object) -> str:
    if isinstance(raw, str) and re.fullmatch(r"@?[A-Za-z]\w{3,31}", raw, re.ASCII):
        return raw.removeprefix("@")
    raise ValueError('write the name of the bot as it stands after t.me/, such as "mugandco_bot"')


def _workspace(raw: object) -> str:
    said = raw if isinstance(raw, str) else ""
    if said in EXAMPLES:
        raise ValueError(f"this is the example's; {_WORKSPACE}")
    if re.fullmatch("E[A-Z0-9]{2,20}", said):
        raise ValueError(f"this is an organisation; {_WORKSPACE}")
    if not re.fullmatch("T[A-Z0-9]{2,20}", said):
        raise ValueError(f"a workspace goes by its id; {_WORKSPACE}")
    return said


def _secret_token(secret: Secret) -> Secret:
    if not re.fullmatch("[A-Za-z0-9_-]{1,256}", secret.reveal()):
        raise ValueError('make it of A-Z, a-z, 0-9, "_" and "-", at most 256 characters')
    return secret


TelegramToken = Annotated[SecretText, AfterValidator(_token("telegram.token", r"\d{3,}:[\w-]{15,}"))]
BotToken = Annotated[SecretText, AfterValidator(_token("slack.bot_token", r"xoxb-\S{6,}"))]
AppToken = Annotated[SecretText, AfterValidator(_token("slack.app_token", r"xapp-\S{6,}"))]
SigningSecret = Annotated[SecretText, AfterValidator(_token("slack.signing_secret", r"[\w-]{8,}"))]
SecretToken = Annotated[SecretText, AfterValidator(_secret_token)]


class Telegram(Section):
    """The bot on Telegram. ``username`` is what stands after t.me/ in links to it."""

    token: TelegramToken = Field(description=FOUND["telegram.token"])
    username: Annotated[str, BeforeValidator(_username)] | None = None
    mode: Literal["polling", "webhook"] = "polling"
    secret_token: SecretToken | None = None
    api_base_url: Annotated[Url, AfterValidator(_telegram_api)] = TELEGRAM_API
    give_up_after_s: Seconds = 60


class Slack(Section):
    """The app on Slack, in one workspace."""

    bot_token: BotToken = Field(description=FOUND["slack.bot_token"])
    app_token: AppToken | None = None
    signing_secret: SigningSecret | None = None
    workspace: Annotated[str, BeforeValidator(_workspace)] = Field(description=_WORKSPACE)
    mode: Literal["socket", "http"] = "socket"
    command: Annotated[str, Field(strict=True)] = "/customers"
    api_base_url: Annotated[Url, AfterValidator(lambda url: f"{url}/")] = SLACK_API
    give_up_after_s: Seconds = 60


# --- rooms and people


def room_problem(platform: str, room: str | None) -> str | None:
    """What is wrong with the id of a room on this platform, and how the right one is found."""
    return _ROOM_PROBLEMS[platform](room)


def _telegram_room(room: str | None) -> str | None:
    if room is None:
        return f"this is missing; a Telegram group goes by its number: {_GROUP}"
    if room in EXAMPLES:
        return f"this is the example's number; put that of your group: {_GROUP}"
    if re.fullmatch(r"-\d{1,19}", room, re.ASCII):
        return None
    if room.isdigit():
        return f"a group's number begins with a minus, this one may be a person's; {_GROUP}"
    return f"a Telegram group goes by its number, not by its name or link; {_GROUP}"


def _slack_room(room: str | None) -> str | None:
    if room is None:
        return f"this is missing; a Slack channel goes by its id: {_CHANNEL}"
    if room in EXAMPLES:
        return f"this is the example's id; put that of your channel: {_CHANNEL}"
    if re.fullmatch("[CG][A-Z0-9]{2,20}", room):
        return None
    if re.fullmatch("D[A-Z0-9]{6,20}", room):
        return f"this is a direct message; name a channel that the bot is in: {_CHANNEL}"
    if re.fullmatch("[TUW][A-Z0-9]{6,20}", room):
        return f"this is a workspace or a person, not a channel; {_CHANNEL}"
    return f"a Slack channel goes by its id, not by its name; {_CHANNEL}"


def _web_room(room: str | None) -> str | None:
    if room is None or re.fullmatch("[a-z][a-z0-9_-]{0,39}", room):
        return None
    return 'this must be a name of a-z, 0-9, "-" and "_", at most 40, a letter first'


_ROOM_PROBLEMS: Mapping[str, Callable[[str | None], str | None]] = {
    "telegram": _telegram_room,
    "slack": _slack_room,
    "web": _web_room,
}


def user(raw: object) -> str:
    """A person's id. Raises ValueError, with the remedy, for what is none."""
    if not isinstance(raw, str) or not re.fullmatch(r"[a-z]+:[^:\s]*:[^:\s]+", raw):
        raise ValueError(
            'name a person as "platform:workspace:user", such as "telegram::123456789" or '
            '"slack:T0123ABCD:U0123ABCD"'
        )
    platform, workspace, person = raw.split(":")
    match platform:
        case "telegram" if not re.fullmatch(r"\d{1,19}", person, re.ASCII):
            raise ValueError(
                f"a person on Telegram goes by their number, not by their name; {_PERSON_ON_TELEGRAM}"
            )
        case "telegram" if workspace:
            raise ValueError(f'Telegram has no workspaces; write "telegram::{person}"')
        case "slack" if not re.fullmatch("T[A-Z0-9]{2,20}", workspace):
            raise ValueError(f"between the colons stands the id of the workspace; {_WORKSPACE}")
        case "slack" if not re.fullmatch("[UW][A-Z0-9]{2,20}", person):
            raise ValueError(
                "a person on Slack goes by their member id, not by their name; "
                f'{_PERSON_ON_SLACK}"slack:{workspace}:U0123ABCD"'
            )
        case "telegram" | "slack" | "web":
            return raw
    raise ValueError(f"there is no platform {shown(platform)}; known: telegram, slack")


User = Annotated[str, BeforeValidator(user)]


def member(raw: object) -> str:
    """A person's id, or that of a group whose members are meant. Raises ValueError for what is neither.

    A group is a Telegram group (``telegram:-100…``), a Slack user group (``slack:T…:S…``) or a Slack channel
    (``slack:T…:C…``); it comes back as ``platform:workspace:group``.
    """
    said = raw if isinstance(raw, str) else ""
    if found := re.fullmatch(r"telegram::?(-\d{1,19})", said, re.ASCII):
        if found[1] in EXAMPLES:
            raise ValueError(f"this is the example's number; put that of your group: {_GROUP}")
        return f"telegram::{found[1]}"
    if re.fullmatch(r"slack:T[A-Z0-9]{2,20}:[SCG][A-Z0-9]{2,20}", said):
        return said
    return user(raw)


def is_group(said: str) -> bool:
    """Whether this member of ``[roles]`` is a group, and not a person."""
    platform, _, id_ = said.split(":", 2)
    return id_.startswith({"telegram": ("-",), "slack": ("S", "C", "G")}.get(platform, ()))


Member = Annotated[str, BeforeValidator(member)]
