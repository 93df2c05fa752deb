"""What the team thinks: ``/believe`` and ``/expect``. The digest holds it against what customers say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.core.belief_scoring import label_of
from bot.core.beliefs import Belief, Claim, belief_id, read_claim, read_feeling, standing
from bot.core.digest_thinking import said
from bot.core.effects import Effect, Line, Save
from bot.core.events import CommandGiven
from bot.core.identity import Address
from bot.core.permissions import may
from bot.core.ports import Needs
from bot.core.settings import Settings
from bot.core.spoken import clean
from bot.core.view import View
from handlers.asking import slash
from handlers.places import is_nameless, refused_there, told_there, who_are_you

_DROP = "drop"


def needs_of(event: CommandGiven, settings: Settings) -> Needs:
    """What was believed before."""
    return Needs(beliefs=may(event.name, event.address, settings))


def asked(event: CommandGiven, view: View) -> Sequence[Effect]:
    """Written down under the name of whoever said it, or what they think by now."""
    address = event.address
    if is_nameless(address):
        return [who_are_you(view, address)] if view.settings.room_at(address) else []
    if not may(event.name, address, view.settings):
        return refused_there(Line("belief.team_only", {"user": address.user}), address, view, "belief")
    words = clean(event.argument).strip()
    return COMMANDS[event.name](words, event, view)


def _believe(words: str, event: CommandGiven, view: View) -> Sequence[Effect]:
    if not words:
        return [_listed(event, view)]
    first, _, number = words.partition(" ")
    if first.lower() == _DROP:
        return _dropped(number.strip(), event, view)
    claim = read_claim(words, view.settings)
    if claim is None:
        return [_told(event.address, view, _line("not_understood", event, view, words=words))]
    return _kept(claim, event, view)


def _expect(words: str, event: CommandGiven, view: View) -> Sequence[Effect]:
    claim = read_feeling(words, view.settings)
    if claim is not None:
        return _kept(claim, event, view)
    moments = list(view.settings.touchpoints)
    names = {"moments": ", ".join(moments), "touchpoint": next(iter(moments), "")}
    return [_told(event.address, view, _line("expect_how", event, view, **names))]


def _kept(claim: Claim, event: CommandGiven, view: View) -> Sequence[Effect]:
    """In place of what they thought of the same before."""
    by = event.address.user
    name = (event.sender_name or "").strip() or view.settings.people.get(by) or event.address.person
    belief = Belief(belief_id(by, claim), view.now, by, name, claim)
    before = view.rows.beliefs.get(belief.id)
    is_new = before is None or before.withdrawn_at is not None or before.claim == claim
    line = _line("kept" if is_new else "replaced", event, view, who=name)
    return [Save(belief), _told(event.address, view, line, _in_words(claim, view))]


def _dropped(number: str, event: CommandGiven, view: View) -> Sequence[Effect]:
    theirs = _theirs(event.address, view)
    if not number.isdecimal() or not 1 <= int(number) <= len(theirs):
        return [_told(event.address, view, _line("no_such", event, view, number=number or "0"))]
    belief = theirs[int(number) - 1]
    lines = _line("dropped", event, view), _in_words(belief.claim, view)
    return [Save(replace(belief, withdrawn_at=view.now)), _told(event.address, view, *lines)]


def _listed(event: CommandGiven, view: View) -> Effect:
    """What they think, the first said first, and how more is said."""
    lines = [_in_words(one.claim, view) for one in _theirs(event.address, view)]
    if lines:
        lines.append(_line("yours", event, view))
    return _told(event.address, view, *lines, _line("how", event, view))


def _theirs(address: Address, view: View) -> list[Belief]:
    return [one for one in standing(view.rows.beliefs.values()) if one.by == address.user]


def _in_words(claim: Claim, view: View) -> Line:
    return said(claim, label_of(claim, view.settings))


def _line(word: str, event: CommandGiven, view: View, **values: str) -> Line:
    return Line(f"belief.{word}", {"slash": slash(view, event.address), **values})


def _told(address: Address, view: View, *lines: Line) -> Effect:
    return told_there(view, address, "reply", "belief", *lines)


COMMANDS: Mapping[str, Callable[[str, CommandGiven, View], Sequence[Effect]]] = {
    "believe": _believe,
    "expect": _expect,
}
