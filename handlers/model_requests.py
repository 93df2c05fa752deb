"""What may be asked of a language model, about whom, and how it is put on its way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.audit import Audited
from bot.core.draft_reading import rating_in_words
from bot.core.effects import Lane, Message, Parcel, Save, Send
from bot.core.events import TextWritten
from bot.core.identity import Customer, address_from_key
from bot.core.language_model import (
    DRAFTS,
    PLATFORM,
    TRANSLATION,
    WORTH_IT_FOR,
    Asked,
    asks_for,
    draft,
    line_for,
    translation,
)
from bot.core.quoting import Consent, consent_of
from bot.core.recovery import Case
from bot.core.settings import Settings
from bot.core.survey import Audience
from bot.core.view import View

_DRAFT_WORTH_IT_FOR = timedelta(minutes=2)
"""After that whoever asked for it has written their own."""


def is_on(settings: Settings) -> bool:
    """Whether translations may be asked for."""
    return asks_for(settings.language_model, TRANSLATION)


def can_be_drafted(case: Case, customer: Customer, view: View) -> bool:
    """Whether a machine may draft a reply, and has something to go by."""
    has_grounds = bool(case.words) or case.rating is not None
    return asks_for(view.settings.language_model, DRAFTS) and has_grounds and may_leave(customer)


def may_leave(customer: Customer) -> bool:
    """Whether words of theirs, or to them, may be shown to a language model."""
    objects = consent_of(customer.attributes) is Consent.NEVER
    return customer.audience is Audience.BUYER and customer.erased_at is None and not objects


def on_record(event: TextWritten, subject: str, view: View) -> Save:
    """That something was sent, how much, and whether an answer came; no words of it."""
    said = f"{event.characters} characters, {event.hidden} hidden" + ("" if event.text else ", no answer")
    return Save(Audited(view.now, PLATFORM, None, event.use, subject, allowed=True, detail=said))


def in_its_place(sent: Send, case: Case, event: TextWritten) -> Send:
    """Instead of the message that it was asked beside, unless the case was moved to another room since."""
    target = event.beside if event.thread == case.alert else None
    return Send(replace(sent.parcel, target=target))


def room_language(case: Case, view: View) -> str:
    """The two-letter code of what is spoken where the case's alert is."""
    room = view.settings.room_at(address_from_key(case.room))
    return short(room.language if room else view.settings.language)


def short(code: str) -> str:
    """The two letters of a language's code."""
    return code.partition("-")[0].lower()


def speaks_another(case: Case, customer: Customer, view: View) -> bool:
    """Whether a reply to this customer can be translated, and would be in another language."""
    if not is_on(view.settings) or not may_leave(customer) or not customer.language:
        return False
    return short(customer.language) != room_language(case, view)


def translation_asked(
    words: str,
    languages: tuple[str, str],
    case: Case,
    customer: Customer,
    number: int,
    beside: str | None,
    view: View,
) -> Send:
    """Ask for these words in another language: ``languages`` are from ("": not known) and to.

    ``number`` is the line of the case's log that holds them, ``beside`` the message in its thread that shows
    them.
    """
    source, target = languages
    asked = translation(words, source, target, _known_names(case, customer, view))
    return _sent(asked, case, number, beside, WORTH_IT_FOR, view)


def draft_asked(case: Case, customer: Customer, number: int, beside: str, view: View) -> Send:
    """Ask for a reply to this customer, in the language that they wrote in, or else speak.

    ``number`` is the line of the case's log that says so, ``beside`` the message that it will stand in.
    """
    facts = {"touchpoint": case.touchpoint.replace("_", " ")}
    if case.rating is not None and case.question_kind is not None:
        facts["rating"] = rating_in_words(case.rating, case.question_kind)
    written_in = case.grounds.language if case.grounds.language != "und" else None
    language = short(written_in or customer.language or view.settings.language)
    asked = draft(case.words or "", facts, language, _known_names(case, customer, view))
    return _sent(asked, case, number, beside, _DRAFT_WORTH_IT_FOR, view)


def _sent(
    asked: Asked, case: Case, number: int, beside: str | None, worth_it_for: timedelta, view: View
) -> Send:
    card = {**asked.card, "number": number, "beside": beside, "thread": case.alert}
    return Send(
        Parcel(
            id=view.new_id(),
            address=line_for(case.id),
            lane=Lane.REPLY,
            purpose=asked.use,
            about=f"case:{case.id}",
            message=Message((), card=card),
            language=asked.target,
            not_before=view.now,
            not_after=view.now + worth_it_for,
        )
    )


def _known_names(case: Case, customer: Customer, view: View) -> list[str]:
    """Everybody's whom we know by name and who may be named."""
    theirs = (customer.name, customer.preferred_name, case.owner_name)
    return [one for one in (*theirs, *view.settings.known_people) if one]
