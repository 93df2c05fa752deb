"""What Telegram says of a token before there is a configuration: whose it is, and which groups it is in."""

from __future__ import annotations

from collections.abc import Mapping

from telegram.error import TelegramError

from bot.adapters.telegram.checking import no_answer
from bot.adapters.telegram.client import ALLOWED_UPDATES, Client, sure
from bot.core.errors import OperatorError

_SPARE_S = 8.0


async def username(token: str, api_base_url: str) -> str:
    """What stands after t.me/ in the bot's address. Raises OperatorError where Telegram does not say."""
    client = Client(token, api_base_url)
    try:
        return (await sure(client.api.get_me())).username or ""
    except TelegramError as error:
        raise OperatorError(no_answer(error)[1]) from None
    finally:
        await client.close()


async def groups(token: str, api_base_url: str) -> dict[str, str]:
    """The groups that something came from lately: number → title. Nothing is acknowledged by looking.

    Raises OperatorError where Telegram does not say, as while the bot runs elsewhere.
    """
    client = Client(token, api_base_url)
    try:
        found = await client.updates(None, 0, _SPARE_S, ALLOWED_UPDATES)
    except TelegramError as error:
        raise OperatorError(no_answer(error)[1]) from None
    finally:
        await client.close()
    chats = [_chat(update) for update in found] if isinstance(found, list) else []
    return {str(chat["id"]): str(chat.get("title", "")) for chat in chats if _is_group(chat)}


def _chat(update: object) -> Mapping[str, object]:
    """The chat that an update is from; nothing where it is from none."""
    for kind in ("my_chat_member", "message"):
        part = update.get(kind) if isinstance(update, dict) else None
        chat = part.get("chat") if isinstance(part, dict) else None
        if isinstance(chat, dict):
            return chat
    return {}


def _is_group(chat: Mapping[str, object]) -> bool:
    return chat.get("type") in {"group", "supergroup"} and type(chat.get("id")) is int
