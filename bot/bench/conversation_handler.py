"""The baseline: the same conversation on python-telegram-bot's own ``Application``, in memory.

As its documentation shows it: a ``ConversationHandler`` with a state for each question, whose callbacks
answer the press and edit the message, as ours does. Nothing is stored, unless it is given a file: then its
``PicklePersistence`` writes it after every update.
"""

from __future__ import annotations

import asyncio
import pickle
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    ExtBot,
    MessageHandler,
    PicklePersistence,
    filters,
)
from telegram.warnings import PTBUserWarning

from bot.bench.people import invitation_id, invitation_of, user_id
from bot.bench.traffic import SURVEY, Keyboard, keyboard
from bot.bench.transport import StubTransport
from bot.core.callbacks import invitation_data
from bot.core.settings import Settings

_OPTION, _WORDS = 1, 2
_TOKEN = "123456:BENCH"  # noqa: S105 - nobody's
_NAME = "survey"
_ASKED_AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


class Conversations:
    """The whole bot; ``run`` fetches updates from a transport and handles them until it is cancelled.

    What is known of everybody is kept in ``file``, where one is given, and written after every update.
    """

    def __init__(
        self, settings: Settings, transport: StubTransport, *, concurrent: bool, file: Path | None = None
    ) -> None:
        self._survey = settings.survey(SURVEY)
        self._concurrent = concurrent
        self._is_kept = file is not None
        builder: Any = Application.builder().token(_TOKEN).updater(None).job_queue(None)
        if file is not None:
            builder = builder.persistence(PicklePersistence(file))
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
                        if self._is_kept:
                            await application.update_persistence()
                offset = updates[-1].update_id + 1 if updates else offset

    def _conversation(self) -> ConversationHandler[Any]:
        return ConversationHandler(
            entry_points=[CallbackQueryHandler(self._rated, r"^a\|[a-z2-7]+\|easy\|[1-7]$")],
            states={
                _OPTION: [CallbackQueryHandler(self._chosen, r"^a\|[a-z2-7]+\|solved\|[a-z]+$")],
                _WORDS: [MessageHandler(filters.TEXT & ~filters.COMMAND, self._commented)],
            },
            fallbacks=[CommandHandler("stop", self._stopped)],
            name=_NAME,
            persistent=self._is_kept,
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


async def keep_open(file: Path, settings: Settings, customers: range, *, bare: bool = False) -> None:
    """Write a file in which each of these has given a rating, and is asked the second question.

    It knows of them what ours does, unless it is ``bare``: then no more than this conversation needs to go
    on, and neither a reminder nor an alert could be written.
    """
    persistence = PicklePersistence(file, on_flush=True)
    persistence.set_bot(ExtBot(_TOKEN))
    await persistence.get_user_data()  # there is none, nor of anything else
    asked = settings.survey(SURVEY).first.text["en"]
    for number in customers:
        chat = user_id(number)
        told = {
            **({} if bare else _known(number, settings)),
            "invitation": invitation_id(number),
            "rating": 5,
            "said": f"{asked}\nYour answer: 5 of 7",
        }
        await persistence.update_user_data(chat, told)
        await persistence.update_conversation(_NAME, (chat, chat), _OPTION)
    await persistence.flush()


def _known(number: int, settings: Settings) -> dict[str, object]:
    """What ours keeps of somebody who is asked, for the alert, the reminder and the digest."""
    customer, _, invitation = invitation_of(number, settings, _ASKED_AT)
    return {
        "name": customer.name,
        "language": customer.language,
        "orders": customer.orders,
        "purchase": invitation.purchase_id,
        "product": invitation.product,
        "touchpoint": invitation.touchpoint,
        **invitation.segments,
        "asked_at": _ASKED_AT + timedelta(seconds=number),
        "rated_at": _ASKED_AT + timedelta(seconds=number + 60),
        "remind_at": _ASKED_AT + timedelta(days=2, seconds=number),
        "expires_at": _ASKED_AT + timedelta(days=7, seconds=number),
        "message": 2,
    }


async def kept_ratings(file: Path) -> set[int] | None:
    """The users whose rating and conversation are in the file; None where it cannot be read any more."""
    persistence = PicklePersistence(file)
    persistence.set_bot(ExtBot(_TOKEN))
    try:
        talking = await persistence.get_conversations(_NAME)
        told = await persistence.get_user_data()
    except (TypeError, EOFError, pickle.UnpicklingError):
        return None
    return {user for user, one in told.items() if "rating" in one and (user, user) in talking}


def _markup(rows: Keyboard) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(one["text"], callback_data=one["callback_data"]) for one in row]
            for row in rows
        ]
    )
