"""What a customer writes in another language than the staff room's, in the room's, beside the original.

The original is there at once, whatever comes of it. A language model is asked by a parcel, as everything that
leaves does; its answer comes back as an event and joins the message that shows the original. It is asked of
buyers only, and not of whoever wants their words passed on to nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core.effects import Effect, Line, Save, Send
from bot.core.events import TextWritten
from bot.core.identity import Customer
from bot.core.language_model import DRAFTS
from bot.core.recovery import Case, CaseEntry
from bot.core.view import View
from handlers import alerts, reply_drafts, translated_replies
from handlers.model_requests import (
    in_its_place,
    is_on,
    may_leave,
    on_record,
    room_language,
    short,
    translation_asked,
)

_THEIR_WORDS = frozenset({"opened", "wrote", "changed"})
"""Lines of a case's log that hold words of the customer's, where nobody of the team is their actor."""


def wanted(effects: Sequence[Effect], view: View) -> list[Effect]:
    """What is to be asked about what these effects, which the view does not show yet, write into cases."""
    if not is_on(view.settings):
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
    shown = next(
        (one.parcel.id for one in effects if isinstance(one, Send) and _shows(one, words, case)), None
    )
    yield translation_asked(words, (source or "", target), case, customer, entry.number, shown, view)


def written(event: TextWritten, view: View) -> Sequence[Effect]:
    """The answer joins the original; that something was sent is on record, whatever came back."""
    case = view.case(case_of(event))
    recorded = on_record(event, event.about if case else "", view)
    if case is not None and event.use == DRAFTS:
        return [recorded, *reply_drafts.came(case, event, view)]
    if case is None or not event.text:
        return [recorded]
    customer = view.customer(case.customer_id)
    entry = view.case_entry(case.id, event.number)
    if customer is None or entry is None or not entry.text or not may_leave(customer):
        return [recorded]
    if translated_replies.is_reply(entry):
        return [recorded, *translated_replies.came(entry, case, event, view)]
    if reply_drafts.is_draft(entry):
        return [recorded, *reply_drafts.translated(entry, case, event, view)]
    return [recorded, _beside(entry, case, customer, event, view)]


def _beside(entry: CaseEntry, case: Case, customer: Customer, event: TextWritten, view: View) -> Send:
    """The original and the translation in one message: the one that shows the original, if it is there."""
    key = "timeline.changed" if entry.kind == "changed" else "timeline.wrote"
    original = Line(key, {"words": entry.text or "", **alerts.named(customer)})
    translated = Line("timeline.translated", {"words": event.text})
    sent = alerts.in_thread(case, "relayed", event.about, original, view, translated)
    return in_its_place(sent, case, event)


def _written_in(words: str, case: Case, customer: Customer, view: View) -> str | None:
    """The language of these words, as sure as it can be told; None where nothing tells."""
    felt = view.sentiment(words)
    found = view.written_in(words) or (felt.language if felt else None)
    spoken = found or customer.language or case.grounds.language
    return short(spoken) if spoken and spoken != "und" else None


def _shows(sent: Send, words: str, case: Case) -> bool:
    """Whether this message is the line of the case's thread that shows these words."""
    parcel = sent.parcel
    is_line = parcel.thread == case.alert and parcel.purpose == "relayed"
    return is_line and any(line.values.get("words") == words for line in parcel.message.lines)


def case_of(event: TextWritten) -> str:
    """The id of the case that it is about."""
    return event.about.removeprefix("case:")
