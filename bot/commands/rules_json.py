"""What came of trying rules, as one JSON object."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from bot.commands.rules_text import shown_value
from bot.commands.rules_words import words_json
from bot.commands.trying import Tried
from bot.core.alert_findings import Alert, AlertFindings, AlertTally, heard_up_to
from bot.core.alert_lab import ALERT_ASSUMPTIONS
from bot.core.contact_replay import ASSUMPTIONS, Tally
from bot.core.rule_lab import ContactFindings


def tried_json(tried: Tried, *, comments: bool) -> dict[str, Any]:
    """``comments``: with the words of the examples."""
    told: dict[str, Any] = {
        "first": str(tried.first),
        "last": str(tried.last),
        "days": tried.days,
        "touchpoint": tried.touchpoint,
        "changed": {key: {"now": _value(a), "then": _value(b)} for key, (a, b) in tried.changed.items()},
    }
    if tried.contact is not None:
        told["contact"] = _contact(tried.contact, tried.days)
    if tried.alerts is not None:
        told["alerts"] = _alerts(tried.alerts, tried, comments=comments)
    return told


def _value(value: object) -> object:
    return value if value is None or isinstance(value, bool | int | float | str) else shown_value(value)


def _contact(found: ContactFindings, days: int) -> dict[str, Any]:
    now, then = found.tallies
    return {
        "now": _tally(now, days),
        "then": _tally(then, days),
        "really": _tally(found.really, days),
        "assumed": list(ASSUMPTIONS),
    }


def _tally(tally: Tally, days: int) -> dict[str, Any]:
    return {
        "asked_a_day": round(tally.asked.total() / days, 4),
        "asked_by_day": _by_day(tally.asked),
        "outcomes": dict(sorted((+tally.outcomes).items())),
        "customers_asked": tally.customers,
        "postponed": tally.postponed,
    }


def _by_day(counted: Counter[date]) -> dict[str, int]:
    return {str(day): n for day, n in sorted(counted.items()) if n}


def _alerts(found: AlertFindings, tried: Tried, *, comments: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "responses": found.responses,
        "now": _alert_tally(found.now, tried.days),
        "then": _alert_tally(found.then, tried.days),
        "really_opened": found.really_opened,
        "turned_low": found.turned,
        "gained": found.gained_n,
        "lost": found.lost_n,
        "gained_examples": [_example(one, comments=comments) for one in found.gained],
        "lost_examples": [_example(one, comments=comments) for one in found.lost],
        "assumed": list(ALERT_ASSUMPTIONS),
    }
    if tried.most_alerts is not None:
        told["alerts_a_day"] = {"most": tried.most_alerts, "up_to": _within(found, tried, tried.most_alerts)}
    told["words"] = words_json(found, tried)
    return told


def _alert_tally(tally: AlertTally, days: int) -> dict[str, Any]:
    return {
        "cases_a_day": round(tally.opened.total() / days, 4),
        "cases_by_day": _by_day(tally.opened),
        "alerts": tally.alerts,
        "joined": tally.joined,
        "no_problem": tally.no_problem,
        "by_touchpoint": dict(sorted(tally.touchpoints.items())),
        "by_reason": {key.removeprefix("reason."): n for key, n in sorted(tally.reasons.items())},
        "heard_of_before_turning_low": tally.warned,
    }


def _example(alert: Alert, *, comments: bool) -> dict[str, Any]:
    told = {
        "invitation": alert.response,
        "at": alert.at.isoformat(),
        "touchpoint": alert.touchpoint,
        "kind": alert.kind.value,
        "rating": alert.rating,
        "verdict": alert.judgement.verdict.value,
        "reasons": [key.removeprefix("reason.") for key in alert.judgement.reasons],
    }
    return {**told, "comment": alert.comment} if comments else told


def _within(found: AlertFindings, tried: Tried, most: int) -> dict[str, int | None]:
    """Kind of question → the highest rating to hear of; below its scale: none; null: too many anyhow."""
    within: dict[str, int | None] = {}
    for kind in found.by_rating:
        fits = [rating for rating, alerts in heard_up_to(found, kind) if alerts / tried.days <= most]
        within[kind.value] = fits[-1] if fits else None
    return within
