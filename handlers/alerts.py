"""What staff see of a case: the alert, edited in place as the case moves, and the lines of its thread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.core.clocks import deadline
from bot.core.effects import Button, Lane, Line, Message, Parcel, Send
from bot.core.identity import Customer, address_from_key
from bot.core.recovery import Case, CaseState, Severity
from bot.core.severity import is_valued
from bot.core.survey import SCALES, QuestionKind
from bot.core.view import View
from handlers import case_buttons
from handlers.places import told_there

_TONES = {
    CaseState.OPEN: "open",
    CaseState.TAKEN: "taken",
    CaseState.CONTACTED: "taken",
}

_FEELINGS = {"+": "alert.theme.praised", "−": "alert.theme.blamed", "mixed": "alert.theme.mixed"}
_MENTIONED = 4  # themes of an alert, at most
NAMED = frozenset(
    "ar bg cs da de el en es fi fr he hi hu id it ja ko nl no pl pt ro ru sv th tr uk vi zh".split()
)  # languages that there is a name for

_CUSTOMER_SPEAKS = tuple(
    f"timeline.{word}" for word in ("wrote", "changed", "corrected", "sent.", "again", "reopened", "forget")
)


NEW = frozenset({"alert", "incident", "incident_update"})
"""Purposes of what staff hear of a new case by."""


def alert(case: Case, customer: Customer, view: View, *, parcel_id: str, edits: bool) -> Send:
    """The case's card for the staff room: new, or in place of the one that is there."""
    message = Message(
        lines=(_headline(case, customer),),
        rows=case_buttons.rows(case, customer, view),
        card=card(case, customer, view),
    )
    purpose = "alert_update" if edits else "alert"
    return _in_room(case, message, purpose, parcel_id, view, edits=edits)


def pointer(case: Case, line: Line, view: View) -> Send:
    """In the alert's place: where the case goes on, and nothing to press."""
    return _in_room(case, Message((line,)), "pointer", view.new_id(), view, edits=True)


def _in_room(case: Case, message: Message, purpose: str, parcel_id: str, view: View, *, edits: bool) -> Send:
    address = address_from_key(case.room)
    room = view.settings.room_at(address)
    return Send(
        Parcel(
            id=parcel_id,
            address=address,
            lane=Lane.ALERT,
            purpose=purpose,
            about=f"case:{case.id}",
            message=message,
            language=room.language if room else view.settings.language,
            not_before=view.now,
            target=case.alert if edits else None,
        )
    )


def timeline(case: Case, line: Line, view: View, *, card: dict[str, object] | None = None) -> Send:
    """One line in the alert's thread; what the customer says there can be answered like the alert."""
    purpose = "relayed" if line.key.startswith(_CUSTOMER_SPEAKS) else "timeline"
    return in_thread(case, purpose, f"case:{case.id}", line, view, card=card)


def in_thread(
    case: Case,
    purpose: str,
    about: str,
    line: Line,
    view: View,
    *more: Line,
    rows: tuple[tuple[Button, ...], ...] = (),
    card: dict[str, object] | None = None,
) -> Send:
    """One message in the alert's thread, as urgent as the alert; in a shared one it says whose it is."""
    room = address_from_key(case.room)
    lines = (*_number(case, view), line, *more)
    return told_there(
        view, room, purpose, about, *lines, rows=rows, thread=case.alert, lane=Lane.ALERT, card=card
    )


def _number(case: Case, view: View) -> Iterator[Line]:
    """Which line of the message that gathers it the case is."""
    incident = view.incident(case.incident) if case.incident else None
    if incident is not None:
        yield Line("incident.about", {"n": incident.number_of(case.id)})


def _headline(case: Case, customer: Customer) -> Line:
    return Line(f"alert.headline.{case.kind}", named(customer))


def named(customer: Customer) -> dict[str, str | int | float]:
    """The customer's name for a text, where it is known."""
    return {"who": customer.name} if customer.name else {}


def card(case: Case, customer: Customer, view: View) -> dict[str, object]:
    """The case as it stands."""
    facts: list[list[object]] = []
    if case.product:
        facts.append([Line("alert.bought").json, case.product])
    facts.append([Line("alert.touchpoint").json, case.touchpoint.replace("_", " ")])
    if case.place:
        facts.append([Line("alert.place").json, case.place])
    history = _history(customer)
    if history is not None:
        facts.append([Line("alert.history").json, history.json])
    facts += _about_the_words(case, view)
    if case.reopened:
        facts.append([Line("alert.again").json, Line("alert.reopened", {"n": case.reopened}).json])
    if case.rating_after is not None:
        facts.append([Line("alert.now").json, rating_words(replace(case, rating=case.rating_after))])
    if case.owner_name:
        facts.append([Line("alert.owner").json, case.owner_name])
    return {
        "type": "alert",
        "title": customer.name or Line("alert.somebody").json,
        "badge": Line(f"case.{case.state}").json,
        "tone": _TONES.get(case.state, "done"),
        "severity": _severity(case),
        "for": _asked(case, view),
        "rating": rating_words(case),
        "quote": case.words,
        "facts": facts,
        "reasons": [*_reasons(case), *([Line("reason.valued").json] if is_valued(customer) else [])],
        "deadline": _deadline(case, view),
    }


def _severity(case: Case) -> dict[str, object] | None:
    """A word for what matters more than others, as long as there is something to do about it."""
    if case.state not in _TONES or case.severity is Severity.NORMAL:
        return None
    return Line(f"alert.severity.{case.severity.name.lower()}").json


def _asked(case: Case, view: View) -> dict[str, object] | None:
    return meant_for(case.asked, view) if case.state is CaseState.OPEN else None


def meant_for(user: str | None, view: View) -> dict[str, object] | None:
    """Whom it is given to as long as nobody has it: a platform that can mention people does."""
    if user is None:
        return None
    name = view.settings.people.get(user, user.rpartition(":")[2])
    return {"label": Line("alert.owner_asked").json, "user": user, "name": name}


def _reasons(case: Case) -> Iterator[dict[str, object]]:
    """Why it is a case, each with the words that say so."""
    quoted = dict(case.grounds.words)
    for reason in case.reasons:
        words = ", ".join(f"“{word}”" for word in quoted.get(reason, ()))
        yield _nested("alert.quoting", reason=Line(reason).json, words=words) if words else Line(reason).json


def _about_the_words(case: Case, view: View) -> Iterator[list[object]]:
    """What they mention, and the language they are in where it is not the room's."""
    grounds = case.grounds
    room = view.settings.room_at(address_from_key(case.room))
    if grounds.aspects:
        labels = view.settings.taxonomy(grounds.language).labels
        themes = [
            _nested(_FEELINGS.get(feeling, "alert.theme.mentioned"), theme=labels.get(theme, theme))
            for theme, feeling in grounds.aspects[:_MENTIONED]
        ]
        listed = themes.pop()
        while themes:
            listed = _nested("alert.theme.listed", first=themes.pop(), rest=listed)
        yield [Line("alert.mentions").json, listed]
    spoken = room.language if room else view.settings.language
    if grounds.language is not None and grounds.language != spoken:
        name = Line(f"alert.language.{grounds.language}").json if grounds.language in NAMED else None
        yield [Line("alert.written_in").json, name or grounds.language]


def _nested(key: str, **values: object) -> dict[str, object]:
    """A line of a card whose values may be lines."""
    return {"key": key, "values": values}


def rating_words(case: Case) -> str | None:
    """The rating with the scale that it is on."""
    if case.rating is None or case.question_kind is None:
        return None
    kind = QuestionKind(case.question_kind)
    if kind is QuestionKind.THUMBS:
        return "\N{THUMBS UP SIGN}" if case.rating else "\N{THUMBS DOWN SIGN}"
    return f"{case.rating}/{SCALES[kind][1]}"


def _history(customer: Customer) -> Line | None:
    if customer.orders == 0:
        return None
    ratings = " → ".join(map(str, customer.ratings))
    key = "alert.orders_and_ratings" if len(customer.ratings) > 1 else "alert.orders"
    return Line(key, {"n": customer.orders, "ratings": ratings})


def _deadline(case: Case, view: View) -> dict[str, object] | None:
    """The next clock that runs, or has run out."""
    found = deadline(case)
    if found is None:
        return None
    clock, by = found
    key = f"clock.overdue.{clock}" if by <= view.now else f"alert.{clock}_by"
    return Line(key, {"when": wall(by, view)}).json


def wall(moment: datetime, view: View) -> str:
    """The time on the business's clock."""
    return f"{moment.astimezone(view.settings.zone):%Y-%m-%d %H:%M}"
