"""What staff do about a cause: steps, and words to begin a reply with; as shipped, or the operator's own."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.aspects import Feeling
from bot.core.effects import Line, Template
from bot.core.identity import Customer
from bot.core.recovery import Case
from bot.core.settings import Settings
from bot.core.view import View
from handlers.asking import language_of

_OTHERWISE = "other"
_STEPS = ("step1", "step2", "step3")  # of what is shipped for each cause
_REPLIES = ("reply1", "reply2")
_AT_FAULT = (str(Feeling.NEGATIVE), str(Feeling.MIXED))

CAUSES: Mapping[str, str] = {
    **dict.fromkeys(("delivery", "waiting"), "delivery"),
    **dict.fromkeys(("service", "staff", "cleanliness", "ambience", "access", "place"), "service"),
    **dict.fromkeys(("support", "communication", "privacy"), "communication"),
    **dict.fromkeys(("price", "payment", "refund"), "price"),
    **dict.fromkeys(("quality", "broken", "connection", "food", "comfort", "looks", "result"), "quality"),
    **dict.fromkeys(("wrong_item", "packaging", "fit", "selection", "returns", "menu"), "product"),
}
"""Theme → what it most likely comes from."""


def likely_cause(case: Case, settings: Settings) -> str | None:
    """What the case most likely comes from, by what is blamed most in it; None where nothing tells."""
    if case.cause in settings.causes:
        return case.cause
    blamed = (theme for theme, feeling in case.grounds.aspects if feeling in _AT_FAULT)
    cause = CAUSES.get(case.theme or next(blamed, ""))
    return cause if cause in settings.causes else None


def steps(case: Case, view: View) -> tuple[Line, ...]:
    """What helps with what it likely comes from: a heading, and a line for each step."""
    cause = likely_cause(case, view.settings) or _OTHERWISE
    own = view.settings.playbooks.get(cause)
    if own is None:
        said = tuple(Line(f"playbook.{cause}.{step}") for step in _STEPS)
    else:
        said = tuple(Line("playbook.own_step", {"step": step}) for step in _by_language(own.steps))
    return (Line(f"playbook.{cause}.head"), *said) if said else ()


def templates(case: Case, customer: Customer, view: View) -> tuple[Template, ...]:
    """Words to begin a reply to this customer with, in their language."""
    cause, language = likely_cause(case, view.settings) or _OTHERWISE, language_of(view, customer)
    own = view.settings.playbooks.get(cause)
    if own is None:
        values = {"name": customer.first_name or ""}
        return tuple(Template(Line(f"playbook.{cause}.{reply}", values), language) for reply in _REPLIES)
    values = {"name": customer.first_name or "", "product": case.product or ""}
    given = {name: value for name, value in values.items() if value}
    return tuple(
        Template(Line("playbook.own_words", {"text": _spoken(words, language), **given}), language)
        for words in _by_language(own.templates)
    )


def _by_language(words: Mapping[str, tuple[str, ...]]) -> list[dict[str, str]]:
    """The first in every language, the second in every language …"""
    longest = max((len(texts) for texts in words.values()), default=0)
    return [
        {language: texts[place] for language, texts in words.items() if place < len(texts)}
        for place in range(longest)
    ]


def _spoken(words: Mapping[str, str], language: str) -> Mapping[str, str]:
    """In this language alone where there are such words, whoever reads them; else as they are."""
    return {language: words[language]} if language in words else words
