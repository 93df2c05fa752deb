"""The baseline: the same conversation on python-telegram-bot's own ``Application``, in memory.

As its documentation shows it: a ``ConversationHandler`` with a state for each question, whose callbacks
answer the press and edit the message, as ours does. Nothing is stored.
"""

from __future__ import annotations

import asyncio
import warnings
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    filters,
)
from telegram.warnings import PTBUserWarning

from bot.bench.traffic import SURVEY, Keyboard, keyboard
from bot.bench.transport import StubTransport
from bot.core.callbacks import invitation_data
from bot.core.settings import Settings

_OPTION, _WORDS = 1, 2
_TOKEN = "123456:BENCH"  # noqa: S105 - nobody's


class Conversations:
    """The whole bot; ``run`` fetches updates from a transport and handles them until it is cancelled."""

    def __init__(self, settings: Settings, transport: StubTransport, *, concurrent: bool) -> None:
        self._survey = settings.survey(SURVEY)
        self._concurrent = concurrent
        builder = Application.builder().token(_TOKEN).updater(None).job_queue(None)
        self._application: Application[Any, Any, Any, Any, Any, Any] = (
            builder.request(transport).get_updates_request(transport).concurrent_updates(concurrent).build()
        )
        with warnings.catch_warnings():
            # It warns of what is meant: a conversation with a person, over several messages.
            warnings.simplefilter("ignore", PTBUserWarning)
            self._application.add_handler(self._conversation())

    async def run(self) -> None:
        async with self._application as application:
            offset = 0
            while True:
                updates = await application.bot.get_updates(offset=offset)
                if self._concurrent:
                    process = application.update_processor.process_update
                    await asyncio.gather(
                        *[process(update, application.process_update(update)) for update in updates]
                    )
                else:
                    for update in updates:
                        await application.process_update(update)
                offset = updates[-1].update_id + 1 if updates else offset

    def _conversation(self) -> ConversationHandler[Any]:
        return ConversationHandler(
            entry_points=[CallbackQueryHandler(self._rated, r"^a\|[a-z2-7]+\|easy\|[1-7]$")],
            states={
                _OPTION: [CallbackQueryHandler(self._chosen, r"^a\|[a-z2-7]+\|solved\|[a-z]+$")],
                _WORDS: [MessageHandler(filters.TEXT & ~filters.COMMAND, self._commented)],
            },
            fallbacks=[CommandHandler("stop", self._stopped)],
        )

    async def _rated(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        query, told = update.callback_query, context.user_data
        if query is None or query.data is None or told is None:
            raise LookupError("not a press")
        await query.answer()
        _, invitation, _, value = query.data.split("|")
        told["invitation"] = invitation
        told["rating"] = int(value)
        asked, question = self._survey.first, self._survey.question("solved")
        told["said"] = f"{asked.text['en']}\nYour answer: {value} of 7"
        await query.edit_message_text(
            f"{told['said']}\n{question.text['en']}\n2 of 3",
            reply_markup=_markup(keyboard(invitation, question)),
        )
        return _OPTION

    async def _chosen(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        query, told = update.callback_query, context.user_data
        if query is None or query.data is None or query.message is None or told is None:
            raise LookupError("not a press")
        await query.answer()
        _, invitation, name, value = query.data.split("|")
        told["option"] = value
        told["message"] = query.message.message_id
        asked, question = self._survey.question(name), self._survey.question("words")
        label = next(option.label["en"] for option in asked.options if option.name == value)
        told["said"] += f"\n{asked.text['en']}\nYour answer: {label}\n{question.text['en']}"
        await query.edit_message_text(
            f"{told['said']}\n3 of 3", reply_markup=_markup(keyboard(invitation, question))
        )
        return _WORDS

    async def _commented(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        message, told = update.message, context.user_data
        if message is None or told is None:
            raise LookupError("not a message")
        told["comment"] = message.text
        said = f"{told['said']}\nThank you, I've kept your words."
        await context.bot.edit_message_text(said, message.chat.id, told["message"])
        revise = {"text": "Change my rating", "callback_data": invitation_data(told["invitation"], "revise")}
        await message.reply_text(
            "That's all. Thank you! This really helps us.", reply_markup=_markup([[revise]])
        )
        return ConversationHandler.END

    async def _stopped(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:  # noqa: ARG002
        return ConversationHandler.END


def _markup(rows: Keyboard) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(one["text"], callback_data=one["callback_data"]) for one in row]
            for row in rows
        ]
    )
