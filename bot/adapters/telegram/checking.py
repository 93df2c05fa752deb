"""What ``check --online`` finds out about Telegram: whether it works, and what to click where it does not."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from telegram import Bot, ChatFullInfo, ChatMember, ChatMemberAdministrator, ChatMemberRestricted, User
from telegram.error import TelegramError

from bot.adapters.telegram.client import Client, Refused, sure
from bot.adapters.telegram.failures import described, is_token_refused

Finding = tuple[bool, str]

_WHERE_TOKENS_ARE = "open @BotFather, choose /mybots, your bot, API Token, and copy it into [telegram] token"
_MEMBERS = frozenset({"creator", "administrator", "member", "restricted"})


async def check(
    *,
    token: str,
    api_base_url: str,
    mode: str,
    webhook_url: str | None,
    rooms: Mapping[str, str],
) -> list[Finding]:
    """Findings, each with whether it is well. Changes nothing. ``rooms``: name → id in the configuration."""
    client = Client(token, api_base_url)
    try:
        return await _findings(client.api, mode, webhook_url, rooms)
    finally:
        await client.close()


async def _findings(api: Bot, mode: str, webhook_url: str | None, rooms: Mapping[str, str]) -> list[Finding]:
    try:
        me = await sure(api.get_me())
    except TelegramError as error:
        return [no_answer(error)]
    found = [_introduced(me)]
    try:
        found.append(await _way_in(api, mode, webhook_url))
    except TelegramError as error:
        found.append((False, f"Telegram: the webhook cannot be looked at ({described(error)}); try again"))
    found += [await _room(api, me, name, room) for name, room in rooms.items()]
    if rooms:
        found.append(_privacy(me))
    return found


def no_answer(error: TelegramError) -> Finding:
    """What is to be done about a question that Telegram did not answer."""
    if is_token_refused(error):
        return False, f"Telegram does not accept the token: {_WHERE_TOKENS_ARE}"
    return False, (
        f"Telegram cannot be asked ({described(error)}): see that this machine reaches the internet,"
        " and that [telegram] api_base_url is right"
    )


def _introduced(me: User) -> Finding:
    return (
        True,
        f"Telegram: this is @{me.username}; customers' links begin with https://t.me/{me.username}?start=",
    )


async def _way_in(api: Bot, mode: str, webhook_url: str | None) -> Finding:
    info = await sure(api.get_webhook_info())
    host = urlsplit(info.url).hostname
    if mode == "polling":
        if not info.url:
            return True, "Telegram: polling; no webhook is in the way"
        return False, (
            f"Telegram: a webhook at {host} takes this bot's messages. If another program still uses it,"
            " give this one a bot of its own (@BotFather, /newbot); if not, `feedback-bot run` removes it"
        )
    if not info.url:
        return True, "Telegram: no webhook yet; `feedback-bot run` sets it"
    if webhook_url and urlsplit(info.url).hostname != urlsplit(webhook_url).hostname:
        return False, (
            f"Telegram: the webhook is at {host}, not where [http] public_url says. If another program uses"
            " it, give this one a bot of its own (@BotFather, /newbot); if not, `feedback-bot run` changes it"
        )
    if info.pending_update_count and info.last_error_message:
        return False, (
            f"Telegram cannot reach the webhook at {host} ({info.last_error_message}), and"
            f" {info.pending_update_count} updates wait: see that [http] public_url leads here, by https"
        )
    return True, f"Telegram: the webhook at {host} is set"


async def _room(api: Bot, me: User, name: str, room: str) -> Finding:
    where = f"Telegram room {name} ({room})"
    if not room.removeprefix("-").isdigit():
        return False, f"{where}: the id of a group is a number such as -1001234567890"
    try:
        chat = await sure(api.get_chat(int(room)))
        member = await sure(api.get_chat_member(int(room), me.id))
    except TelegramError as error:
        return False, f"{where}: {_unreachable(error, me)}"
    if chat.type not in {"group", "supergroup"}:
        return False, f"{where}: this is a {chat.type} chat; staff and managers need a group"
    return _membership(where, chat, member, me)


def _unreachable(error: TelegramError, me: User) -> str:
    if isinstance(error, Refused) and error.moved_to is not None:
        return f'the group has become a supergroup; put room = "{error.moved_to}" into the configuration'
    if isinstance(error, Refused) and error.status in {400, 403}:
        return (
            f"@{me.username} is not in that group, or there is no such group. Open the group, choose its"
            f" name, Add members, and add @{me.username}"
        )
    return f"Telegram cannot be asked ({described(error)}); try again"


def _membership(where: str, chat: ChatFullInfo, member: ChatMember, me: User) -> Finding:
    if member.status not in _MEMBERS or (isinstance(member, ChatMemberRestricted) and not member.is_member):
        return False, (
            f"{where}: @{me.username} is not a member. Open the group, choose its name, Add members, and add"
            f" @{me.username}"
        )
    if isinstance(member, ChatMemberRestricted) and not member.can_send_messages:
        return False, (
            f"{where}: @{me.username} may not send messages. Open the group, choose its name, Edit,"
            f" Permissions, Exceptions, and remove @{me.username} there"
        )
    may_all = chat.permissions is None or chat.permissions.can_send_messages is not False
    if not may_all and not isinstance(member, ChatMemberAdministrator) and member.status == "member":
        return False, (
            f"{where}: only administrators may write there. Open the group, choose its name, Edit,"
            f" Administrators, and add @{me.username}"
        )
    return True, f"{where}: @{me.username} is a member and may send messages"


def _privacy(me: User) -> Finding:
    if me.can_read_all_group_messages:
        return True, (
            "Telegram: group privacy is off, so the bot sees everything that is said in its groups; it needs"
            " replies and commands only (@BotFather, /mybots, Bot Settings, Group Privacy turns it on)"
        )
    return True, (
        "Telegram: group privacy is on: in groups the bot sees commands and replies to its own messages,"
        " which is all that it needs"
    )
