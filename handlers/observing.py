"""What staff saw or heard of a customer, at which moment: written down, perhaps a case, never a score.

By a form where the platform has forms, else in one line: ``observe MOOD MOMENT [case] [CUSTOMER:] words``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core.callbacks import tool_data
from bot.core.effects import Button, Effect, Field, Line, Reply, Save, Value, form_json
from bot.core.events import ButtonPressed, CommandGiven, FormSubmitted
from bot.core.identity import Address, Customer
from bot.core.observations import Mood, Observation
from bot.core.platforms import platform_of
from bot.core.ports import Needs
from bot.core.recovery import Case, CaseKind, log
from bot.core.settings import Settings
from bot.core.spoken import clean
from bot.core.survey import Audience
from bot.core.verdict import Judgement, Verdict
from bot.core.view import View
from handlers import alerts, explaining, opening
from handlers.asking import slash
from handlers.places import refused, told_there

NOBODY = "nobody"  # whom it is about, in a button, where that is not settled
_CASE = "case"
_LONGEST_NAME = 60  # characters before a colon that may name a customer
_YES, _NO = "yes", "no"
_VERDICTS = {
    Mood.HAPPY: Verdict.HAPPY,
    Mood.NEUTRAL: Verdict.NEUTRAL,
    Mood.MIXED: Verdict.MIXED,
    Mood.UNHAPPY: Verdict.UNHAPPY,
}


@dataclass(frozen=True, slots=True)
class Noticed:
    """What was filled in or typed; ``whom`` are words that may lead to a customer."""

    mood: Mood | None
    touchpoint: str | None
    words: str
    whom: str = ""
    opens_case: bool = False

    @property
    def is_whole(self) -> bool:
        return self.mood is not None and self.touchpoint is not None and bool(self.words)


def typed(words: str, settings: Settings) -> Noticed:
    """A line: mood and moment in any order, then the words, behind a colon if they name a customer."""
    mood: Mood | None = None
    touchpoint: str | None = None
    opens_case, rest = False, clean(words).strip()
    while rest:
        first, _, after = rest.partition(" ")
        word = first.lower().strip(",:")
        if mood is None and word in set(Mood):
            mood = Mood(word)
        elif touchpoint is None and word in _moments(settings):
            touchpoint = word
        elif not opens_case and word == _CASE and (mood is not None or touchpoint is not None):
            opens_case = True
        else:
            break
        rest = after.strip()
    before, colon, behind = rest.partition(":")
    names = bool(colon) and 0 < len(before.strip()) <= _LONGEST_NAME and bool(behind.strip())
    said, whom = (behind.strip(), before.strip()) if names else (rest, "")
    return Noticed(mood, touchpoint, said, whom, opens_case)


def filled_in(fields: Mapping[str, str], settings: Settings) -> Noticed:
    """A form; what no field of ours can hold is left out."""
    mood, touchpoint = fields.get("mood", ""), fields.get("touchpoint", "")
    return Noticed(
        Mood(mood) if mood in set(Mood) else None,
        touchpoint if touchpoint in _moments(settings) else None,
        clean(fields.get("words", "")).strip(),
        fields.get("customer", "").strip(),
        fields.get("case") == _YES,
    )


def _moments(settings: Settings) -> tuple[str, ...]:
    return tuple(settings.touchpoints) or (opening.OWN_WORDS,)


def needs_of(words: str, event: CommandGiven | ButtonPressed | FormSubmitted, settings: Settings) -> Needs:
    """Whom it is about: named by the button, in the form, or before the colon."""
    if isinstance(event, CommandGiven):
        whom = typed(words, settings).whom
    else:
        fields = event.fields if isinstance(event, FormSubmitted) else {}
        whom = fields.get("customer", "").strip() if words == NOBODY else words
    return Needs(contacts=True, past=True, find=whom or None)


# --- asking for it


def button(customer: Customer | None, address: Address, view: View) -> Button:
    """What asks for it: with its form where the platform keeps forms behind buttons."""
    label, data = Line("card.button.observe"), tool_data("observe", customer.id if customer else NOBODY)
    fields = _form(customer, view) if platform_of(address).forms else ()
    return Button(label, data, fields, emphasis="quiet")


def _form(customer: Customer | None, view: View) -> tuple[Field, ...]:
    moments = tuple((one, Line("card.words", {"words": _spaced(one)})) for one in _moments(view.settings))
    moods = tuple((str(mood), Line(f"observe.mood.{mood}")) for mood in Mood)
    cases = ((_NO, Line("observe.case_no")), (_YES, Line("observe.case_yes")))
    whose = Field("customer", Line("observe.customer"), required=False)
    return (
        Field("touchpoint", Line("observe.touchpoint"), options=moments),
        Field("mood", Line("observe.mood_label"), options=moods),
        Field("words", Line("observe.words"), lines=3),
        *(() if customer else (whose,)),
        Field("case", Line("observe.case_label"), options=cases, initial=_NO),
    )


def asked(customer: Customer | None, address: Address, view: View, *, is_press: bool) -> Sequence[Effect]:
    """Show the form, or say how it is typed."""
    if platform_of(address).forms and (is_press or platform_of(address).whispers):
        titled = Button(Line("observe.form_title"), _data(customer), _form(customer, view))
        return [Reply({"ok": True, "form": form_json(titled)})]
    if platform_of(address).forms:
        rows = ((button(customer, address, view),),)
        return [told_there(view, address, "reply", "tool", Line("observe.offer"), rows=rows)]
    moments = _moments(view.settings)
    names: dict[str, Value] = {"slash": slash(view, address), "touchpoint": moments[0]}
    if customer is None:
        line = Line("observe.how", {**names, "words": ", ".join(moments)})
    else:
        line = Line("observe.how_here", {**names, "who": customer.name or customer.id, "code": customer.id})
    return [told_there(view, address, "reply", "tool", line)]


def _data(customer: Customer | None) -> str:
    return tool_data("observe", customer.id if customer else NOBODY)


# --- writing it down


def commanded(words: str, address: Address, user: Address, name: str, view: View) -> Sequence[Effect]:
    """``/observe``: alone it asks what was seen. ``user`` gave it and is told at ``address``."""
    noticed = typed(words, view.settings)
    if not noticed.is_whole:
        return asked(None, address, view, is_press=False)
    found = _found(view)
    if len(found) > 1:
        return [told_there(view, address, "reply", "tool", Line("observe.several", {"words": noticed.whom}))]
    customer = found[0] if found else None
    if customer is None and noticed.whom:  # what stands before the colon names nobody: it was said as well
        whole = f"{noticed.whom}: {noticed.words}"
        noticed = Noticed(noticed.mood, noticed.touchpoint, whole, "", noticed.opens_case)
    return _kept(noticed, customer, address, user, name, view)


def pressed(
    subject: str, fields: Mapping[str, str] | None, address: Address, user: Address, name: str, view: View
) -> Sequence[Effect]:
    """The button, or the form behind it."""
    found = _found(view)
    if fields is None:
        return asked(found[0] if subject != NOBODY and found else None, address, view, is_press=True)
    noticed = filled_in(fields, view.settings)
    if not noticed.is_whole:
        return [refused(Line("observe.no_words"))]
    names_somebody = subject != NOBODY or noticed.whom
    if names_somebody and len(found) != 1:
        key = "observe.several" if found else "observe.nobody"
        return [refused(Line(key, {"words": noticed.whom or subject}))]
    return _kept(noticed, found[0] if names_somebody else None, address, user, name, view)


def _found(view: View) -> list[Customer]:
    """The customers that the words lead to, each once."""
    customers = [one.customer for one in explaining.found_subjects(view)]
    return list({one.id: one for one in customers if one is not None}.values())


def _kept(
    noticed: Noticed, customer: Customer | None, address: Address, user: Address, name: str, view: View
) -> Sequence[Effect]:
    if customer is not None and customer.erased_at is not None:
        customer = None
    observed = Observation(
        id=view.new_id(),
        at=view.now,
        touchpoint=noticed.touchpoint or opening.OWN_WORDS,
        mood=noticed.mood or Mood.NEUTRAL,
        words=noticed.words,
        by=user.user,
        by_name=name,
        customer_id=customer.id if customer else None,
    )
    case, effects, told = _case(observed, customer, view) if noticed.opens_case else (None, [], ())
    observed = replace(observed, case_id=case.id if case else None)
    who = alerts.named(customer) if customer else {}
    values = {**who, "about": _spaced(observed.touchpoint), "words": observed.words}
    line = Line(f"observe.kept.{observed.mood}", values)
    return [
        *effects,
        Save(observed),
        told_there(view, address, "reply", "tool", line, *told),
        Reply({"ok": True}),
    ]


def _case(
    observed: Observation, customer: Customer | None, view: View
) -> tuple[Case | None, list[Effect], tuple[Line, ...]]:
    """Somebody takes care of it, in the case that is open or a new one; the customer hears of neither.

    Nobody who works with us gets a case by name who did not ask for one.
    """
    if customer is None or customer.audience is Audience.INTERNAL:
        return None, [], (Line("observe.no_case"),)
    case = view.open_case(customer.id)
    if case is not None:
        noted, entry = log(case, "noted", view.now, observed.by, observed.words)
        line = Line("timeline.noted", {"who": observed.by_name, "words": observed.words})
        joined: list[Effect] = [Save(noted), Save(entry), alerts.timeline(noted, line, view)]
        return noted, joined, (Line("observe.case_joined"),)
    opened = opening.opened(
        CaseKind.OBSERVED,
        customer,
        view,
        judgement=Judgement(_VERDICTS[observed.mood], ()),
        touchpoint=observed.touchpoint,
        words=observed.words,
        actor=observed.by,
    )
    new = next((one.fact for one in opened if isinstance(one, Save) and isinstance(one.fact, Case)), None)
    return new, opened, (Line("observe.case_opened" if new else "observe.no_case"),)


def _spaced(name: str) -> str:
    return name.replace("_", " ")
