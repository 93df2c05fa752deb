"""What becomes of an improvement: taken over, done, declined; told to those who raised it, or to nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.core.callbacks import improvement_data
from bot.core.effects import Button, CancelTimer, Effect, Field, Line, Reply, Save, SetTimer, Timer, form_json
from bot.core.events import TimerDue
from bot.core.identity import Address
from bot.core.improvements import MOST_WORDS, Improvement, Improving, Step, allows, take
from bot.core.platforms import platform_of
from bot.core.ports import Needs
from bot.core.settings import Settings
from bot.core.spoken import clean
from bot.core.view import View
from handlers import improvement_cards, measuring, news
from handlers.places import refused, told_there

GATHERED_AT_ONCE = 200  # customers a unit of work
_AGAIN = timedelta(minutes=10)
_PROMPTED = {"done": "words", "words": "words", "decline": "why"}
_WORDS = "words_"  # and a language: the field that holds what customers are told in it


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody does about an improvement, and where; ``fields`` is None until words were asked for."""

    action: str
    improvement: Improvement
    who: str
    address: Address
    fields: Mapping[str, str] | None = None

    def field(self, name: str) -> str:
        return clean((self.fields or {}).get(name, "")).strip()[:MOST_WORDS]


def taken(work: Work, view: View) -> Sequence[Effect]:
    """The step that a button or an answer means; words that it needs are asked for."""
    if not _IS_DUE[work.action](work.improvement):
        return [refused(Line("improve.moved_on"))]
    if work.action in _PROMPTED and work.fields is None:
        return _asked_for(work.action, work.improvement, work.address, view)
    return _STEPS[work.action](work, view)


def _asked_for(action: str, improvement: Improvement, address: Address, view: View) -> Sequence[Effect]:
    """The words that it needs: by a form, else by an answer to a prompt, which is for rooms."""
    data = improvement_data(improvement.id, action)
    if platform_of(address).forms:
        form = Button(Line(f"improve.form.{action}"), data, _word_fields(action, improvement, view))
        return [Reply({"ok": True, "form": form_json(form)})]
    if not address.room:
        return [refused(Line("improve.in_the_room"))]
    hint = Line("improve.prompt.hint")
    card: dict[str, object] = {"type": "prompt", "placeholder": hint.json}
    line = Line(f"improve.prompt.{action}", {"problem": improvement.problem})
    thread = improvement_cards.card_id(improvement)
    return [
        told_there(view, address, "prompt", data, line, thread=thread, card=card),
        Reply({"ok": True}),
    ]


def _word_fields(action: str, improvement: Improvement, view: View) -> tuple[Field, ...]:
    """What customers are told, in each language of the business, or why nothing is done."""
    if _PROMPTED[action] == "why":
        return (Field("why", Line("improve.form.why"), lines=2),)
    return tuple(
        Field(
            f"{_WORDS}{language}",
            Line("improve.form.told_in", {"code": language}) if place else Line("improve.form.told"),
            lines=3,
            required=place == 0,
            initial=improvement.words.get(language, ""),
        )
        for place, language in enumerate(view.settings.languages)
    )


def fields_of(action: str, words: str, address: Address, view: View) -> dict[str, str]:
    """What an answer to a prompt fills in; it is in the room's language."""
    if _PROMPTED.get(action) == "why":
        return {"why": words}
    settings, room = view.settings, view.settings.room_at(address)
    spoken = room.language if room and room.language in settings.languages else settings.language
    return {f"{_WORDS}{spoken}": words}


def _words(work: Work, view: View) -> dict[str, str]:
    """What customers are told, in the languages in which it was written."""
    said = {language: work.field(f"{_WORDS}{language}") for language in view.settings.languages}
    return {language: words for language, words in said.items() if words}


def _taken(work: Work, view: View) -> Sequence[Effect]:
    mine = replace(work.improvement, owner=work.address.user, owner_name=work.who)
    return [Save(mine), *improvement_cards.card(mine, view), Reply({"ok": True})]


def _done(work: Work, view: View) -> Sequence[Effect]:
    """It is looked for who raised it; then managers read what those would be told."""
    words = _words(work, view)
    if not words:
        return [refused(Line("improve.needs_words"))]
    done = take(work.improvement, Step.DO, words=words, done_at=view.now)
    return [
        Save(done),
        *improvement_cards.card(done, view),
        CancelTimer(f"improve_due:{done.id}"),
        SetTimer(Timer("raised", f"{done.id}@", view.now)),
        measuring.planned(done, view),
        Reply({"ok": True}),
    ]


def _declined(work: Work, view: View) -> Sequence[Effect]:
    why = work.field("why")
    if not why:
        return [refused(Line("improve.needs_words"))]
    declined = take(work.improvement, Step.DECLINE, why=why, declined_at=view.now)
    no_more = CancelTimer(f"improve_due:{declined.id}")
    return [Save(declined), *improvement_cards.card(declined, view), no_more, Reply({"ok": True})]


def _reworded(work: Work, view: View) -> Sequence[Effect]:
    words = _words(work, view)
    if not words:
        return [refused(Line("improve.needs_words"))]
    changed = replace(work.improvement, words={**work.improvement.words, **words})
    shown = [*_draft(changed, view), *improvement_cards.card(changed, view)]
    return [Save(changed), *shown, Reply({"ok": True})]


def _approved(work: Work, view: View) -> Sequence[Effect]:
    told = take(work.improvement, Step.TELL, told_at=view.now, approved_by=work.address.user)
    return [Save(told), *_draft(told, view), news.begun(told, view), Reply({"ok": True})]


def _hushed(work: Work, view: View) -> Sequence[Effect]:
    hushed = replace(work.improvement, hushed=True)
    return [Save(hushed), *_draft(hushed, view), Reply({"ok": True})]


def _draft(improvement: Improvement, view: View) -> Sequence[Effect]:
    """The draft again, with the words of one who raised it."""
    sample = news.sample(news.raised_by(one, view) for one in view.contributors_to(improvement.id))
    return improvement_cards.draft(improvement, sample, view, is_new=False)


_STEPS: Mapping[str, Callable[[Work, View], Sequence[Effect]]] = {
    "take": _taken,
    "done": _done,
    "decline": _declined,
    "words": _reworded,
    "send": _approved,
    "hush": _hushed,
}


def _is_drafted(improvement: Improvement) -> bool:
    return improvement.drafted_at is not None and not improvement.hushed and allows(improvement, Step.TELL)


_IS_DUE: Mapping[str, Callable[[Improvement], bool]] = {
    "take": lambda one: allows(one, Step.DO),
    "done": lambda one: allows(one, Step.DO),
    "decline": lambda one: allows(one, Step.DECLINE),
    "words": _is_drafted,
    "send": lambda one: _is_drafted(one) and one.raised > 0,
    "hush": _is_drafted,
}
"""What an improvement must still be for each of them."""


# --- timers


def needs_of_raised(event: TimerDue, _: Settings) -> Needs:
    """Who raised it: looked for before the event is decided."""
    improvement_id = event.subject.partition("@")[0]
    return Needs(improving=Improving(ids=(improvement_id,), raised=improvement_id))


def needs_of_due(event: TimerDue, _: Settings) -> Needs:
    return Needs(improving=Improving(ids=(event.subject,)))


def gathered(event: TimerDue, view: View) -> Sequence[Effect]:
    """Some more of those who raised it are on record; once all are, what they would be told is drafted."""
    improvement_id, _, after = event.subject.partition("@")
    improvement = view.improvement(improvement_id)
    if improvement is None or improvement.drafted_at is not None or improvement.done_at is None:
        return []
    if view.raised is None:
        return [SetTimer(Timer("raised", event.subject, view.now + _AGAIN))]
    left = [one for one in view.raised if one.customer_id > after]
    some = left[:GATHERED_AT_ONCE]
    counted = replace(improvement, raised=improvement.raised + len(some))
    kept: list[Effect] = [Save(news.contributor_of(counted, one)) for one in some]
    if len(left) > len(some):
        subject = f"{improvement_id}@{some[-1].customer_id}"
        return [Save(counted), *kept, SetTimer(Timer("raised", subject, view.now))]
    drafted = replace(counted, drafted_at=view.now)
    sample = news.sample(view.raised)
    return [Save(drafted), *kept, *improvement_cards.draft(drafted, sample, view, is_new=True)]


def overdue(event: TimerDue, view: View) -> Sequence[Effect]:
    """Its owner is reminded, once."""
    improvement = view.improvement(event.subject)
    if improvement is None or improvement.reminded_at is not None:
        return []
    if not improvement.is_overdue(improvement_cards.today(view)):
        return []
    reminded = replace(improvement, reminded_at=view.now)
    names = {
        "problem": improvement.problem,
        "due": improvement.due.isoformat(),
        "who": improvement.owner_name,
    }
    reminder = improvement_cards.note(reminded, Line("improve.overdue", names), view, for_owner=True)
    return [Save(reminded), *reminder, *improvement_cards.card(reminded, view)]
