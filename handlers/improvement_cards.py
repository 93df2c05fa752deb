"""What managers see of improvements: a card each, the draft for customers, the board."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.core.callbacks import MAX_BYTES, improvement_data, new_improvement_data
from bot.core.digest import Digest
from bot.core.digest_changed import verdict
from bot.core.effects import Button, Lane, Line, Message, Parcel, Send
from bot.core.identity import Address, Role, address_from_key, derived_id
from bot.core.improvements import Improvement, Raised, Stage, by_urgency
from bot.core.periods import local_date
from bot.core.view import View
from handlers.improvement_words import about, news_lines, theme_name, words_in
from handlers.places import told_there

OFFERED = 3  # themes of a digest
BOARD_LINES = 20
_PLANNED = ("done", "take", "decline")
_DRAFTED = ("send", "words", "hush")


def card_id(improvement: Improvement) -> str:
    """The parcel in which the improvement first stands."""
    return derived_id("improvement", improvement.id)


def draft_id(improvement: Improvement) -> str:
    """The parcel that first shows what customers would be told."""
    return derived_id("improvement", improvement.id, "draft")


def card(improvement: Improvement, view: View, *, is_new: bool = False) -> list[Send]:
    """The improvement as it stands: new, or in place of what it was before."""
    actions = _PLANNED if improvement.stage is Stage.PLANNED else ()
    rows = (_buttons(improvement, actions),) if actions else ()
    message = Message(tuple(_card_lines(improvement, view)), rows)
    return _in_room(improvement, message, "improvement", card_id(improvement), view, edits=not is_new)


def _card_lines(improvement: Improvement, view: View) -> list[Line]:
    touchpoint = improvement.touchpoint.replace("_", " ")
    lines = [Line("improve.card.title", {"problem": improvement.problem, "touchpoint": touchpoint})]
    if improvement.theme is not None:
        lines.append(Line("improve.card.theme", {"theme": theme_name(improvement.theme, view)}))
    if improvement.stage is Stage.PLANNED:
        key = "overdue" if improvement.is_overdue(today(view)) else "planned"
        names = {"who": improvement.owner_name, "due": improvement.due.isoformat()}
        return [*lines, Line(f"improve.card.{key}", names)]
    if improvement.stage is Stage.DECLINED:
        return [*lines, Line("improve.card.declined", {"why": improvement.why or ""})]
    lines.append(Line("improve.card.done", {"words": words_in(improvement, view.settings.language)}))
    if improvement.told:
        lines.append(Line("improve.card.told", {"n": improvement.told}))
    said = {
        "better": improvement.better,
        "not_better": improvement.not_better,
        "unsure": improvement.unsure,
    }
    if any(said.values()):
        lines.append(Line("improve.card.said", said))
    return [*lines, result(improvement)]


def result(improvement: Improvement) -> Line:
    """Whether it helped, as a line."""
    said = verdict(improvement.measurement)
    return Line(str(said["key"]), said["values"])  # type: ignore[arg-type]  # as ``line`` made it


def draft(improvement: Improvement, sample: Raised | None, view: View, *, is_new: bool) -> list[Send]:
    """What they would be told, with one of their own sentences; sent only once a manager says so."""
    actions: tuple[str, ...] = ()
    if improvement.hushed:
        lines = [Line("improve.draft.hushed", {"n": improvement.raised})]
    elif improvement.told_at is not None:
        sent = {"n": improvement.raised, "told": improvement.told, "left_out": improvement.left_out}
        key = "sent" if improvement.is_sent else "sending"
        lines = [Line(f"improve.draft.{key}", sent)]
    elif sample is None:
        lines = [Line("improve.draft.nobody")]
    else:
        preview = news_lines(improvement, sample.words, sample.at, None, view.settings.language, view)
        lines, actions = [Line("improve.draft.head", {"n": improvement.raised}), *preview], _DRAFTED
    rows = (_buttons(improvement, actions),) if actions else ()
    message = Message(tuple(lines), rows)
    return _in_room(improvement, message, "draft", draft_id(improvement), view, edits=not is_new)


def _buttons(improvement: Improvement, actions: Sequence[str]) -> tuple[Button, ...]:
    values = {"n": improvement.raised}
    return tuple(
        Button(
            Line(f"improve.button.{action}", values if action == "send" else {}),
            improvement_data(improvement.id, action),
            emphasis="primary" if place == 0 else "quiet" if place == len(actions) - 1 else "",
        )
        for place, action in enumerate(actions)
    )


def note(improvement: Improvement, line: Line, view: View, *, for_owner: bool = False) -> list[Send]:
    """A line in the thread of the improvement's card; ``for_owner`` calls whoever has it."""
    address = _place(improvement, view)
    if address is None:
        return []
    owner = {
        "label": Line("improve.owner").json,
        "user": improvement.owner,
        "name": improvement.owner_name,
    }
    card: dict[str, object] | None = {"type": "told", "for": owner} if for_owner else None
    rows = (_buttons(improvement, _PLANNED),) if for_owner else ()
    stays = address.key == improvement.room
    thread = card_id(improvement) if stays else None
    about_it = about(improvement)
    return [
        told_there(view, address, "improvement_note", about_it, line, rows=rows, thread=thread, card=card)
    ]


def _place(improvement: Improvement, view: View) -> Address | None:
    """Where it is told of: where it stands, unless that was limited to some places since it was planned.

    An improvement is about every place, so then it goes to a managers' room that sees all, or nowhere.
    """
    address = address_from_key(improvement.room)
    if not view.settings.places_shown(address):
        return address
    rooms = (room for room in view.settings.rooms if room.role is Role.MANAGER and not room.places)
    return next((room.address for room in rooms), None)


def _in_room(
    improvement: Improvement, message: Message, purpose: str, first: str, view: View, *, edits: bool
) -> list[Send]:
    address = _place(improvement, view)
    if address is None:
        return []
    room, stays = view.settings.room_at(address), address.key == improvement.room
    sent = Send(
        Parcel(
            id=view.new_id() if edits else first,
            address=address,
            lane=Lane.REPLY,
            purpose=f"{purpose}_update" if edits and stays else purpose,
            about=about(improvement),
            message=message,
            language=room.language if room else view.settings.language,
            not_before=view.now,
            target=first if edits and stays else None,
        )
    )
    return [sent]


def board(improvements: Sequence[Improvement], address: Address, view: View) -> Send:
    """All that is planned, what is due first, and what has moved last."""
    shown = by_urgency(improvements)[:BOARD_LINES]
    if not shown:
        return told_there(view, address, "reply", "improvements", Line("improve.board.empty"))
    lines = [Line("improve.board.title"), *(_board_line(one, view) for one in shown)]
    return told_there(view, address, "reply", "improvements", *lines)


def _board_line(improvement: Improvement, view: View) -> Line:
    is_overdue = improvement.is_overdue(today(view))
    key = "overdue" if is_overdue else str(improvement.stage)
    return Line(
        f"improve.board.{key}",
        {
            "problem": improvement.problem,
            "touchpoint": improvement.touchpoint.replace("_", " "),
            "who": improvement.owner_name,
            "due": improvement.due.isoformat(),
            "told": improvement.told,
            "why": improvement.why or "",
        },
    )


def offers(digest: Digest, address: Address, view: View) -> tuple[tuple[Button, ...], ...]:
    """A button for each of the themes that hurt most, where managers are who see all places."""
    room = view.settings.room_at(address)
    if address.room and (room is None or room.role is not Role.MANAGER):
        return ()
    if view.settings.places_shown(address):
        return ()
    several = [one for one in digest.buyers.unhappy.themes if one.n > 1][:OFFERED]
    buttons = [
        Button(
            Line("improve.button.new", {"theme": one.label}),
            new_improvement_data(one.theme, digest.query.touchpoint),
            emphasis="quiet",
        )
        for one in several
    ]
    return tuple((one,) for one in buttons if is_carried(one.data))


def is_carried(data: str) -> bool:
    """Whether a button can carry this: a theme that is a name may be long, or in any script."""
    return data.isascii() and len(data) <= MAX_BYTES and data.count("|") == 3


def today(view: View) -> date:
    """The date where the business is."""
    return local_date(view.now, view.settings.zone)
