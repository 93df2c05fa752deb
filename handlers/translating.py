"""What a customer writes in another language than the staff room's, in the room's, beside the original.

The original is there at once, whatever comes of it. A language model is asked by a parcel, as everything that
leaves does; its answer comes back as an event and joins the message that shows the original. It is asked of
buyers only, and not of whoever wants their words passed on to nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.core.audit import Audited
from bot.core.effects import Effect, Lane, Line, Message, Parcel, Save, Send
from bot.core.events import TextWritten
from bot.core.identity import Customer, address_from_key
from bot.core.language_model import PLATFORM as ACTOR
from bot.core.language_model import TRANSLATION, WORTH_IT_FOR, line_for, translation
from bot.core.quoting import Consent, consent_of
from bot.core.recovery import Case, CaseEntry
from bot.core.settings import Settings
from bot.core.survey import Audience
from bot.core.view import View
from handlers import alerts

_THEIR_WORDS = frozenset({"opened", "wrote", "changed"})
"""Lines of a case's log that hold words of the customer's, where nobody of the team is their actor."""


def wanted(effects: Sequence[Effect], view: View) -> list[Effect]:
    """What is to be asked about what these effects, which the view does not show yet, write into cases."""
    if not _is_on(view.settings):
        return []
    saved = [one.fact for one in effects if isinstance(one, Save)]
    cases = {one.id: one for one in saved if isinstance(one, Case)}
    customers = {one.id: one for one in saved if isinstance(one, Customer)}
    asked: list[Effect] = []
    for entry in saved:
        if isinstance(entry, CaseEntry) and entry.kind in _THEIR_WORDS and not entry.actor and entry.text:
            case = cases.get(entry.case_id) or view.case(entry.case_id)
            customer = case and (customers.get(case.customer_id) or view.customer(case.customer_id))
            if case and customer and may_leave(customer):
                asked += _asked(entry, case, customer, effects, view)
    return asked


def _asked(
    entry: CaseEntry, case: Case, customer: Customer, effects: Sequence[Effect], view: View
) -> Iterator[Effect]:
    words = entry.text or ""
    source, target = _written_in(words, case, customer, view), room_language(case, view)
    if source == target or not any(map(str.isalpha, words)):
        return
    asked = translation(words, source or "", target, known_names(case, customer, view))
    shown = next(
        (one.parcel.id for one in effects if isinstance(one, Send) and _shows(one, words, case)), None
    )
    card = {**asked.card, "number": entry.number, "beside": shown, "thread": case.alert}
    yield Send(
        Parcel(
            id=view.new_id(),
            address=line_for(case.id),
            lane=Lane.REPLY,
            purpose=TRANSLATION,
            about=f"case:{case.id}",
            message=Message((), card=card),
            language=target,
            not_before=view.now,
            not_after=view.now + WORTH_IT_FOR,
        )
    )


def written(event: TextWritten, view: View) -> Sequence[Effect]:
    """The answer joins the original; that something was sent is on record, whatever came back."""
    said = f"{event.characters} characters, {event.hidden} hidden" + ("" if event.text else ", no answer")
    case = view.case(case_of(event))
    subject = event.about if case else ""
    on_record = Save(Audited(view.now, ACTOR, None, event.use, subject, allowed=True, detail=said))
    if case is None or not event.text:
        return [on_record]
    customer = view.customer(case.customer_id)
    entry = next(
        (one for one in view.case_entries(case.id, event.number) if one.number == event.number), None
    )
    if customer is None or entry is None or not entry.text or not may_leave(customer):
        return [on_record]
    return [on_record, _beside(entry, case, customer, event, view)]


def _beside(entry: CaseEntry, case: Case, customer: Customer, event: TextWritten, view: View) -> Send:
    """The original and the translation in one message: the one that shows the original, if it is there."""
    key = "timeline.changed" if entry.kind == "changed" else "timeline.wrote"
    original = Line(key, {"words": entry.text or "", **alerts.named(customer)})
    translated = Line("timeline.translated", {"words": event.text})
    sent = alerts.in_thread(case, "relayed", event.about, original, view, translated)
    still_there = event.thread == case.alert  # else it was moved to another room since
    return Send(replace(sent.parcel, target=event.beside if still_there else None))


def may_leave(customer: Customer) -> bool:
    """Whether words of theirs may be shown to a language model."""
    objects = consent_of(customer.attributes) is Consent.NEVER
    return customer.audience is Audience.BUYER and customer.erased_at is None and not objects


def room_language(case: Case, view: View) -> str:
    """The two-letter code of what is spoken where the case's alert is."""
    room = view.settings.room_at(address_from_key(case.room))
    return _short(room.language if room else view.settings.language)


def known_names(case: Case, customer: Customer, view: View) -> list[str]:
    """Everybody's whom we know by name and who may be named."""
    theirs = (customer.name, customer.preferred_name, case.owner_name)
    return [one for one in (*theirs, *view.settings.known_people) if one]


def _is_on(settings: Settings) -> bool:
    return settings.language_model is not None and TRANSLATION in settings.language_model.uses


def _written_in(words: str, case: Case, customer: Customer, view: View) -> str | None:
    """The language of these words, as sure as it can be told; None where nothing tells."""
    felt = view.sentiment(words)
    found = view.written_in(words) or (felt.language if felt else None)
    spoken = found or customer.language or case.grounds.language
    return _short(spoken) if spoken and spoken != "und" else None


def _short(code: str) -> str:
    return code.partition("-")[0].lower()


def _shows(sent: Send, words: str, case: Case) -> bool:
    """Whether this message is the line of the case's thread that shows these words."""
    parcel = sent.parcel
    is_line = parcel.thread == case.alert and parcel.purpose == "relayed"
    return is_line and any(line.values.get("words") == words for line in parcel.message.lines)


def case_of(event: TextWritten) -> str:
    """The id of the case that it is about."""
    return event.about.removeprefix("case:")
