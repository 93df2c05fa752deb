"""The present rules, as they hold at each touchpoint: a table with the keys of the configuration file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.commands.columns import columns
from bot.commands.rules_text import shown_value
from bot.core.eligibility import ContactRules
from bot.core.settings import Settings
from bot.core.survey import QuestionKind
from bot.core.verdict import AlertRules
from bot.texts.terminal import headed


def _days(span: timedelta) -> float:
    return span / timedelta(days=1)


_CONTACT: Mapping[str, Callable[[ContactRules], object]] = {
    "between_any_days": lambda rules: _days(rules.between_any),
    "between_same_nps_days": lambda rules: _days(rules.between_same_nps),
    "between_same_days": lambda rules: _days(rules.between_same),
    "quiet_from": lambda rules: rules.quiet.start,
    "quiet_to": lambda rules: rules.quiet.end,
    "near_usual_hour": lambda rules: rules.near_usual_hour,
    "reminder_after_days": lambda rules: _days(rules.reminder_after),
    "expires_after_days": lambda rules: _days(rules.expires_after),
    "ignored_in_a_row": lambda rules: rules.ignored_in_a_row,
    "sampling": lambda rules: rules.sampling,
    "while_case_open": lambda rules: rules.while_case_open,
}
_ALERTS: Mapping[str, Callable[[AlertRules], object]] = {
    "nps_up_to": lambda rules: rules.low_up_to[QuestionKind.NPS],
    "csat_up_to": lambda rules: rules.low_up_to[QuestionKind.CSAT],
    "ces_up_to": lambda rules: rules.low_up_to[QuestionKind.CES],
    "stars_up_to": lambda rules: rules.low_up_to[QuestionKind.STARS],
    "thumbs_down": lambda rules: rules.hears_of(QuestionKind.THUMBS, 0),
    "unhappy_from": lambda rules: rules.unhappy_from,
    "complaint_from": lambda rules: rules.complaint_from,
    "mixed": lambda rules: rules.mixed,
    "words_alone": lambda rules: rules.words_alone,
}


def rules_text(settings: Settings) -> str:
    """Both tables: a column for each touchpoint, what holds there."""
    told = _effective(settings)
    lines: list[str] = []
    for section in ("contact", "alerts"):
        lines += headed(f"[{section}]")
        by_place = {name: one[section] for name, one in told.items()}
        head = ("", *by_place)
        keys = next(iter(by_place.values()))
        lines += columns([head, *((key, *(one[key] for one in by_place.values())) for key in keys)])
    cap = settings.contact.launch_cap
    lines += ["", f"launch_cap_a_day: {cap or '0 (none)'}; it holds for all customers together."]
    return "\n".join(lines[1:])


def rules_json(settings: Settings) -> dict[str, object]:
    """Touchpoint → section → key → value, with the launch cap for all of them."""
    return {"launch_cap_a_day": settings.contact.launch_cap, "touchpoints": _effective(settings)}


def _effective(settings: Settings) -> dict[str, dict[str, dict[str, str]]]:
    """What holds at each touchpoint, for those whom its survey is for."""
    told: dict[str, dict[str, dict[str, str]]] = {}
    for name, touchpoint in settings.touchpoints.items():
        contact = settings.rules(touchpoint.survey, name, settings.survey(touchpoint.survey).audience)
        alerts = settings.alert_rules(name)
        told[name] = {
            "contact": {key: shown_value(value(contact)) for key, value in _CONTACT.items()},
            "alerts": {key: shown_value(value(alerts)) for key, value in _ALERTS.items()},
        }
    return told
