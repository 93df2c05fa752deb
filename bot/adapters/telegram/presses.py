"""Answers to button presses: until one comes, a button shows that it is at work."""

from __future__ import annotations

import logging

from telegram.error import TelegramError

from bot.adapters.telegram.client import Client
from bot.adapters.telegram.failures import described, is_stale_press

_POPUP_FROM = 60  # characters; a shorter notice is read while it passes by

_log = logging.getLogger(__name__)


async def answer(client: Client, query: str, text: str) -> None:
    """Let the button rest, and tell whoever pressed it ``text``, if there is any. Best effort."""
    said: dict[str, object] = {"text": text, "show_alert": len(text) > _POPUP_FROM} if text else {}
    try:
        await client.call("answerCallbackQuery", {"callback_query_id": query, **said})
    except TelegramError as error:
        if not is_stale_press(error):
            _log.info("telegram: a button press was not answered (%s)", described(error))
