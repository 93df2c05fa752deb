"""Improvements: from a theme in one tap to done, told and measured, in the managers' room.

By a form where the platform has forms, else in one line, ``improve TOUCHPOINT: problem, by DATE``, and with
answers to prompts. What is done is measured (``measuring``), and told to those who raised it (``news``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.core import callbacks
from bot.core.callbacks import BetterPressed, ImprovementPressed, new_improvement_data
from bot.core.effects import (
    Button,
    Effect,
    Field,
    Line,
    Reply,
    Save,
    Sent,
    SetTimer,
    Timer,
    form_json,
)
from bot.core.events import ButtonPressed, CommandGiven, FormSubmitted, MessageReceived, TimerDue
from bot.core.identity import Address, Role, derived_id
from bot.core.improvements import (
    DUE_WITHIN,
    MOST_WORDS,
    Improvement,
    Improving,
)
from bot.core.periods import local_date, wall_to_utc
from bot.core.permissions import may
from bot.core.platforms import platform_of
from bot.core.ports import Needs
from bot.core.promise_words import dated
from bot.core.raising import theme_of
from bot.core.settings import Settings
from bot.core.spoken import clean
from bot.core.view import View
from handlers import improvement_cards, improvement_steps, measuring, news
from handlers.asking import slash
from handlers.colleagues import name_of
from handlers.improvement_steps import Work
from handlers.improvement_words import theme_name
from handlers.places import is_nameless, limited_to_places, refused, refused_there, told_there, who_are_you

NAMES = frozenset({"improve", "improvements"})
_LOOKED_AT = 20  # of those who raised it, for one who may be quoted in the draft
_REMINDED_AT = time(9)  # local, on the day after it was due
_BY = re.compile(r"^(?P<problem>.+?)[,;]?\s+(?:due\s+)?by\s+(?P<day>.+)$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An improvement as somebody fills it in or types it."""

    problem: str
    touchpoint: str | None
    due: date | None
    owner: str
    owner_name: str
    theme: str | None = None


def needs_of_command(event: CommandGiven, settings: Settings) -> Needs:
    """The board, for whoever may see it."""
    allowed = may(event.name, event.address, settings) and not settings.places_shown(event.address)
    return Needs(improving=Improving(board=event.name == "improvements" and allowed))


def needs_of_press(
    pressed: ImprovementPressed | BetterPressed, event: ButtonPressed | FormSubmitted, settings: Settings
) -> Needs:
    """The improvement, with somebody who raised it; one that a press makes has an id by its day."""
    if isinstance(pressed, BetterPressed):
        theirs = Improving(ids=(pressed.improvement_id,), theirs=True)
        return Needs(addresses=(event.address,), improving=theirs)
    if pressed.action != callbacks.NEW:
        id_ = pressed.improvement_id
        return Needs(improving=Improving(ids=(id_,), batch=(id_, "", _LOOKED_AT)))
    if pressed.theme is None:
        return Needs()
    touchpoint = pressed.touchpoint or ""
    id_ = _id_of(pressed.theme, touchpoint, local_date(event.at, settings.zone))
    return Needs(improving=Improving(ids=(id_,)))


def _id_of(theme: str, touchpoint: str, day: date) -> str:
    """One a theme, touchpoint and date, however often it is pressed."""
    return derived_id("improvement", theme, touchpoint, day.isoformat())


# --- asking for one


def asked(event: CommandGiven, view: View) -> Sequence[Effect]:
    """``/improve`` and ``/improvements``."""
    address = event.address
    barred = _barred(event.name, address, view)
    if barred is not None:
        return barred
    if event.name == "improvements":
        found = [*view.rows.improvements.values()]
        return [improvement_cards.board(found, address, view), Reply({"ok": True})]
    words = clean(event.argument).strip()
    who = _called(event.sender_name, address)
    if not words:
        return _form_or_how(address, view)
    wanted = _typed(words, address.user, who, view)
    if wanted.touchpoint is None:
        names = ", ".join(view.settings.touchpoints)
        line = Line("improve.which", {"words": names, "slash": slash(view, address)})
        return [told_there(view, address, "reply", "improvements", line), Reply({"ok": True})]
    return _planned(wanted, view.new_id(), address, view)


def _barred(command: str, address: Address, view: View) -> Sequence[Effect] | None:
    """What is said to who may not; None for who may."""
    if is_nameless(address):
        return [who_are_you(view, address)] if view.settings.room_at(address) else []
    if may(command, address, view.settings):
        return limited_to_places(address, view, "improvements") or None
    line = Line("improve.managers_only", {"user": address.user})
    return refused_there(line, address, view, "improvements")


def _called(name: str | None, address: Address) -> str:
    return (name or "").strip() or address.person


def _form_or_how(address: Address, view: View) -> Sequence[Effect]:
    """The form at once where only who asks sees it, else a button for it, else how it is typed."""
    platform = platform_of(address)
    if platform.forms and platform.whispers:
        return [Reply({"ok": True, "form": form_json(_form(None, None, address, view))})]
    if platform.forms:
        rows = ((_form(None, None, address, view),),)
        return [told_there(view, address, "reply", "improvements", Line("improve.offer"), rows=rows)]
    names = {"slash": slash(view, address), "touchpoint": next(iter(view.settings.touchpoints), "")}
    return [told_there(view, address, "reply", "improvements", Line("improve.how", names))]


def _form(theme: str | None, touchpoint: str | None, address: Address, view: View) -> Button:
    """Problem, owner, due, touchpoint: with what is known filled in."""
    settings = view.settings
    moments = tuple(
        (name, Line("card.words", {"words": name.replace("_", " ")})) for name in settings.touchpoints
    )
    people = _people(address, view)
    only = next(iter(settings.touchpoints), "") if len(settings.touchpoints) == 1 else ""
    fields = (
        Field(
            "problem",
            Line("improve.form.problem"),
            lines=2,
            initial=theme_name(theme, view) if theme else "",
        ),
        Field("touchpoint", Line("improve.form.touchpoint"), options=moments, initial=touchpoint or only),
        Field(
            "owner",
            Line("improve.form.owner"),
            options=tuple((derived_id("owner", user), Line("card.words", {"words": name}))
                          for user, name in people.items()),
            initial=derived_id("owner", address.user),
        ),
        Field("due", Line("improve.form.due"), kind="date", initial=_default_due(view).isoformat()),
    )  # fmt: skip
    return Button(Line("improve.form.title"), new_improvement_data(theme, touchpoint), fields)


def _people(address: Address, view: View) -> dict[str, str]:
    """Who can have an improvement: whoever asks, and the people of the configuration, by name."""
    settings = view.settings
    known = {user: name_of(user, view) for user in {*settings.managers, *settings.staff}}
    here = {address.user: settings.people.get(address.user, address.person)}
    others = sorted(known.items(), key=lambda one: (one[1].casefold(), one[0]))
    return {**here, **{user: name for user, name in others if user not in here}}


def _default_due(view: View) -> date:
    return improvement_cards.today(view) + DUE_WITHIN


def _typed(words: str, user: str, name: str, view: View) -> Wanted:
    """``delivery: couriers ring twice, by 1 December``; a touchpoint that stands in the words will do."""
    settings, due = view.settings, None
    now = view.now.astimezone(settings.zone)
    if (found := _BY.match(words)) and (read := dated(f"by {found['day']}", now)) and not read[1]:
        words, due = found["problem"], read[0].day
    names = {one.replace("_", " ").casefold(): one for one in settings.touchpoints}
    before, colon, behind = words.partition(":")
    touchpoint = names.get(before.strip().casefold().replace("_", " ")) if colon else None
    if touchpoint is not None and behind.strip():
        words = behind.strip()
    else:
        said = f" {words.casefold().replace('_', ' ')} "
        touchpoint = next((one for name, one in names.items() if f" {name} " in said), None)
    if touchpoint is None and len(names) == 1:
        touchpoint = next(iter(settings.touchpoints))
    return Wanted(words[:MOST_WORDS], touchpoint, due, user, name)


# --- pressing


def pressed(press: ImprovementPressed, event: ButtonPressed | FormSubmitted, view: View) -> Sequence[Effect]:
    """A button of an improvement, or the form behind it."""
    address = event.address
    barred = _barred("improve", address, view)
    if barred is not None:
        return barred
    who = _called(event.sender_name, address)
    fields = event.fields if isinstance(event, FormSubmitted) else None
    if press.action == callbacks.NEW:
        return _new(press, fields, who, address, view)
    improvement = view.improvement(press.improvement_id)
    if improvement is None:
        return [refused(Line("improve.gone"))]
    return improvement_steps.taken(Work(press.action, improvement, who, address, fields), view)


def _new(
    press: ImprovementPressed, fields: Mapping[str, str] | None, who: str, address: Address, view: View
) -> Sequence[Effect]:
    if fields is not None:
        return _filled_in(press, fields, who, address, view)
    if platform_of(address).forms:
        return [Reply({"ok": True, "form": form_json(_form(press.theme, press.touchpoint, address, view))})]
    if press.theme is None:
        return _form_or_how(address, view)
    names = tuple(view.settings.touchpoints)
    touchpoint = press.touchpoint or (names[0] if len(names) == 1 else None)
    if touchpoint not in names:
        return [_which(press.theme, names, address, view), Reply({"ok": True})]
    id_ = _id_of(press.theme, press.touchpoint or "", improvement_cards.today(view))
    if view.improvement(id_) is not None:
        return [refused(Line("improve.known"))]
    problem = theme_name(press.theme, view)
    wanted = Wanted(problem, touchpoint, None, address.user, who, press.theme)
    return _planned(wanted, id_, address, view)


def _which(theme: str, names: Sequence[str], address: Address, view: View) -> Effect:
    """At which moment? A button each."""
    buttons = [
        Button(Line("card.words", {"words": name.replace("_", " ")}), new_improvement_data(theme, name))
        for name in names
    ]
    rows = tuple((one,) for one in buttons if improvement_cards.is_carried(one.data))
    line = Line("improve.at_which", {"theme": theme_name(theme, view)})
    return told_there(view, address, "reply", "improvements", line, rows=rows)


def _filled_in(
    press: ImprovementPressed, fields: Mapping[str, str], who: str, address: Address, view: View
) -> Sequence[Effect]:
    problem = clean(fields.get("problem", "")).strip()[:MOST_WORDS]
    touchpoint = fields.get("touchpoint", "")
    if not problem or touchpoint not in view.settings.touchpoints:
        return [refused(Line("improve.needs_problem"))]
    due = _read_date(fields.get("due", ""))
    if due is not None and due < improvement_cards.today(view):
        return [refused(Line("improve.due_past"))]
    people = {derived_id("owner", user): (user, name) for user, name in _people(address, view).items()}
    user, name = people.get(fields.get("owner", ""), (address.user, who))
    name = who if user == address.user else name
    wanted = Wanted(problem, touchpoint, due, user, name, press.theme)
    return _planned(wanted, view.new_id(), address, view)


def _read_date(words: str) -> date | None:
    try:
        return date.fromisoformat(words.strip())
    except ValueError:
        return None


def _planned(wanted: Wanted, id_: str, address: Address, view: View) -> Sequence[Effect]:
    """It is on the board: a card in the managers' room, and a reminder once it is overdue."""
    settings, touchpoint = view.settings, wanted.touchpoint or ""
    theme = wanted.theme or theme_of(wanted.problem, settings.taxonomy())
    improvement = Improvement(
        id=id_,
        problem=wanted.problem,
        touchpoint=touchpoint,
        theme=theme,
        owner=wanted.owner,
        owner_name=wanted.owner_name,
        due=wanted.due or _default_due(view),
        by=address.user,
        made_at=view.now,
        room=_room(address, touchpoint, view).key,
    )
    overdue_at = wall_to_utc(improvement.due + timedelta(days=1), _REMINDED_AT, settings.zone)
    effects: list[Effect] = [
        Save(improvement),
        *improvement_cards.card(improvement, view, is_new=True),
        SetTimer(Timer("improve_due", improvement.id, overdue_at)),
    ]
    if address.place.key != improvement.room:
        kept = Line("improve.kept", {"problem": improvement.problem, "due": improvement.due.isoformat()})
        effects.append(told_there(view, address, "reply", "improvements", kept))
    return [*effects, Reply({"ok": True})]


def _room(address: Address, touchpoint: str, view: View) -> Address:
    """The managers' room where it was asked for there, else theirs for the touchpoint, else this chat.

    An improvement is about every place, so it stands in no room that is limited to some.
    """
    if address.room:
        return address.place
    room = view.settings.room_for(Role.MANAGER, touchpoint)
    return room.address if room is not None and not room.places else address.place


def prompted(sent: Sent) -> ImprovementPressed | None:
    """The improvement whose words a prompt asks for."""
    press = callbacks.parse(sent.about) if sent.purpose == "prompt" else None
    return press if isinstance(press, ImprovementPressed) else None


def answered(press: ImprovementPressed, event: MessageReceived, view: View) -> Sequence[Effect]:
    """The answer to a prompt."""
    address = event.address
    barred = _barred("improve", address, view)
    if barred is not None:
        return barred
    improvement, words = view.improvement(press.improvement_id), clean(event.text).strip()
    if improvement is None or not words:
        return [told_there(view, address, "refused", "improvements", Line("improve.needs_words"))]
    who = _called(event.sender_name, address)
    fields = improvement_steps.fields_of(press.action, words, address, view)
    done = improvement_steps.taken(Work(press.action, improvement, who, address, fields), view)
    return [*done, *_aloud(done, address, view)]


def _aloud(effects: Sequence[Effect], address: Address, view: View) -> list[Effect]:
    """A refusal is said in the room: an answer to a prompt has no other way to be told."""
    said: list[Effect] = []
    for effect in effects:
        match effect:
            case Reply({"ok": False, "text": {"key": str(key), "values": dict(values)}}):
                said.append(told_there(view, address, "refused", "improvements", Line(key, values)))
    return said


KINDS: Mapping[str, Callable[[TimerDue, View], Sequence[Effect]]] = {
    "raised": improvement_steps.gathered,
    "improve_due": improvement_steps.overdue,
    "tell": news.next_batch,
    "tell_one": news.one_told,
    "measure": measuring.measured,
}
NEEDS: Mapping[str, Callable[[TimerDue, Settings], Needs]] = {
    "raised": improvement_steps.needs_of_raised,
    "improve_due": improvement_steps.needs_of_due,
    "tell": news.needs_of_batch,
    "tell_one": news.needs_of_one,
    "measure": measuring.needs_of,
}
"""What each kind of timer here wakes up for, and needs."""
