"""Gestures as the core needs them: ``[gestures]`` says how much, each ``[[gesture]]`` what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.config.models import ConfigFile
from bot.config.places import Finding
from bot.config.values import shown, suggestion
from bot.core.gestures import GesturePlan, GestureRules


def gesture_rules(file: ConfigFile) -> GestureRules:
    """What may be given, in the order of the file."""
    said = file.gestures
    plans = {one.name: GesturePlan(one.name, _label(one.label, file), one.cost) for one in file.gesture}
    return GestureRules(plans, said.currency, said.a_month, said.a_month_each, said.loyal_from_orders)


def _label(words: Mapping[str, str], file: ConfigFile) -> dict[str, str]:
    return {language or file.business.languages[0]: text for language, text in words.items()}


def findings(file: ConfigFile) -> Iterator[Finding]:
    """Labels in languages that are not spoken, and what the month's budget never has room for."""
    limits = (file.gestures.a_month, file.gestures.a_month_each)
    least = min((one for one in limits if one is not None), default=None)
    for place, one in enumerate(file.gesture):
        for language in one.label:
            if language and language not in file.business.languages:
                known = suggestion(language, file.business.languages)
                yield ("gesture", place, "label", language), f"no such language is spoken here; {known}"
        if least is not None and one.cost > least:
            yield (
                ("gesture", place, "cost"),
                f"{shown(str(one.cost))} is more than there is in a month; lower it, or raise the budget",
            )
