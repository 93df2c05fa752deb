"""A digest for machines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import timedelta

from bot.core.beliefs import Scored
from bot.core.digest import Choices, Digest, Group, Measured, Rates
from bot.core.digest_differs import differing_json
from bot.core.digest_praise import praise_json
from bot.core.figures_json import Json, change_json, estimate_json
from bot.core.improvements import Improvement, Measurement
from bot.core.ledger import Ledger, Money
from bot.core.mentions import ThemeCount
from bot.core.periods import Period
from bot.core.report import CaseNumbers, Understood
from bot.core.sides_json import sides_json
from bot.core.statistics import COUNTS_ONLY_BELOW, Showing, deviation, share


def digest_json(digest: Digest) -> dict[str, object]:
    """The digest as numbers: shares 0..1, NPS -100..100, means in ratings; null is unknown or hidden."""
    query = digest.query
    groups = [group for group in (digest.buyers, digest.internal) if group is not None]
    return {
        "business": digest.business,
        "made_at": digest.made_at.isoformat(),
        "period": _json_period(query.period),
        "previous": _json_period(digest.previous),
        "segment": None if query.segment is None else {query.segment[0]: query.segment[1]},
        "touchpoint": query.touchpoint,
        "headlines": [_json_measured(one, group) for group in groups for one in group.headlines],
        "others": [_json_measured(one, group) for group in groups for one in group.others],
        **sides_json(digest.sides),
        "observed": [
            {"touchpoint": one.touchpoint, "mood": one.mood.value, "n": one.n} for one in digest.observed
        ],
        "funnels": [_json_funnel(one, group) for group in groups for one in group.funnels],
        "choices": [_json_choices(one, group) for group in groups for one in group.choices],
        "themes": {
            "unhappy": [_json_theme(one) for one in digest.buyers.unhappy.themes],
            "happy": [_json_theme(one) for one in digest.buyers.happy.themes],
        },
        "comments": {
            "read": digest.comments_read,
            "total": digest.comments_total,
            "unhappy": digest.buyers.unhappy.n,
            "happy": digest.buyers.happy.n,
        },
        "understood": _json_understood(digest.understood),
        "quotes": [
            {
                "mood": mood,
                "text": one.text,
                "rating": one.rating,
                "touchpoint": one.touchpoint,
                "day": str(one.day),
            }
            for mood, voices in (("unhappy", digest.buyers.unhappy), ("happy", digest.buyers.happy))
            for one in voices.quotes
        ],
        "not_asked": dict(digest.suppressed),
        "uncovered": list(digest.uncovered),
        "cases": _json_cases(digest.cases),
        "cases_before": _json_cases(digest.cases_before),
        "ledger": _json_ledger(digest.ledger),
        "improvements": [_json_improvement(one) for one in digest.improvements],
        "beliefs": [_json_belief(one) for one in digest.beliefs],
        **praise_json(digest),
        "expected": {
            name: {"value": one.value, "people": one.people} for name, one in digest.expected.items()
        },
        "differing": differing_json(digest.differing),
        "trends": [
            {
                "survey": trend.survey,
                "kind": trend.kind,
                "weeks": [
                    {
                        "week": str(point.week),
                        **estimate_json(point.estimate),
                        "limits": point.limits and [point.limits.low, point.limits.high],
                        "unusual": point.is_unusual,
                    }
                    for point in trend.points
                ],
            }
            for trend in digest.buyers.trends
        ],
    }


def _json_improvement(one: Improvement) -> Json:
    measured = one.measurement
    return {
        "problem": one.problem,
        "touchpoint": one.touchpoint,
        "theme": one.theme,
        "stage": one.stage.value,
        "owner": one.owner_name,
        "due": one.due.isoformat(),
        "raised": one.raised,
        "told": one.told,
        "left_out": one.left_out,
        "said": {"better": one.better, "not_better": one.not_better, "unsure": one.unsure},
        "why": one.why,
        "measured": None if measured is None else measured_json(measured),
    }


def measured_json(measured: Measurement) -> Json:
    """Before and after, in the unit of its kind; null where there were too few answers."""
    return {field.name: getattr(measured, field.name) for field in fields(measured)}


def ledger_json(digest: Digest) -> dict[str, object]:
    """The recovery of the digest by itself."""
    return {
        "business": digest.business,
        "made_at": digest.made_at.isoformat(),
        "period": _json_period(digest.query.period),
        "cases": _json_cases(digest.cases),
        "ledger": _json_ledger(digest.ledger),
    }


def _json_belief(one: Scored) -> Json:
    """A feeling runs from 0, unhappy, to 1, happy."""
    claim = one.claim
    return {
        "about": claim.about.value,
        "what": list(claim.what),
        "touchpoint": claim.touchpoint,
        "bound": claim.bound.value,
        "value": claim.value,
        "who": list(one.who),
        "ruling": one.ruling.value,
        "known": estimate_json(one.estimate),
    }


def _json_ledger(ledger: Ledger) -> Json:
    """Shares 0..1 with their n; of fewer than 5 there is none. Amounts are decimal digits."""
    median = ledger.median_to_resolve
    return {
        "recovered": {"yes": ledger.recovered, "no": ledger.not_recovered, "silent": ledger.silent}
        | {"asked": ledger.asked, **estimate_json(ledger.recovered_share)},
        "in_time": {"cases": ledger.in_time, **estimate_json(ledger.kept_levels)},
        "resolved_in_time": ledger.resolved_in_time,
        "median_to_resolve_s": None if median is None else median.total_seconds(),
        "false_alarms": ledger.false_alarms,
        "causes": dict(ledger.causes),
        "promises": {"kept": ledger.promises_kept, "broken": ledger.promises_broken}
        | estimate_json(ledger.kept_promises),
        "gestures": _json_money(ledger.gestures),
        "bought_after_gestures": _json_money(ledger.later_of_gestures),
        "bought_again": ledger.back,
        "bought_after_recovery": _json_money(ledger.later),
    }


def _json_money(sums: Sequence[Money]) -> list[Json]:
    return [{"currency": one.currency, "amount": str(one.amount), "n": one.n} for one in sums]


def _json_theme(one: ThemeCount) -> Json:
    """Mentions in this mood and in all other comments; ``lift``: how many times as often as in those."""
    return {
        "theme": one.theme,
        "attribute": one.attribute,
        "mentions": one.n,
        "others": one.others,
        "lift": None if one.lift is None else round(one.lift, 2),
        "phrases": list(one.phrases),
        "quote": one.quote or None,
    }


def _json_period(period: Period) -> Json:
    """``end`` is not included."""
    return {"name": period.name, "start": period.start.isoformat(), "end": period.end.isoformat()}


def _json_understood(understood: Understood) -> Json:
    """``n`` customers replied to what we had heard, to ``right`` it was right; of few there is no share."""
    return {"right": understood.right, **estimate_json(share(understood.right, understood.replied))}


def _json_measured(one: Measured, group: Group) -> Json:
    """Where it is hidden even n is null: nobody is to learn how many kept silent."""
    hidden: Json = {"n": None} if one.showing is Showing.HIDDEN else {}
    return {
        "survey": one.survey,
        "question": one.question,
        "kind": one.kind,
        "touchpoint": one.touchpoint,
        "audience": str(group.audience),
        "showing": str(one.showing),
        **estimate_json(one.estimate),
        **hidden,
        "mean": None if one.estimate.n < COUNTS_ONLY_BELOW else one.mean,
        "deviation": None if one.estimate.n < COUNTS_ONLY_BELOW else deviation(one.histogram),
        "histogram": {str(rating): n for rating, n in sorted(one.histogram.items())},
        "before": estimate_json(one.before),
        "change": change_json(one.change),
        "goal": one.goal,
        "standing": None if one.standing is None else str(one.standing),
    }


def _json_funnel(one: Rates, group: Group) -> Json:
    counts = one.counts
    return {
        "survey": counts.survey,
        "touchpoint": counts.touchpoint,
        "audience": str(group.audience),
        "delivered": counts.delivered,
        "responded": counts.responded,
        "completed": counts.completed,
        "commented": counts.commented,
        "response_rate": one.responded,
        "completion_rate": one.completed,
        "comment_rate": one.commented,
    }


def _json_choices(one: Choices, group: Group) -> Json:
    return {
        "survey": one.survey,
        "question": one.question,
        "audience": str(group.audience),
        "asks": str(one.asks),
        "answered": one.answered,
        "options": {name: n for name, _, n in one.options},
    }


def _json_cases(cases: CaseNumbers) -> Json:
    """Durations in seconds."""
    numbers: Json = {}
    for one in fields(cases):
        value = getattr(cases, one.name)
        is_time = isinstance(value, timedelta) or one.name.startswith("median")
        numbers[f"{one.name}_s" if is_time else one.name] = (
            value.total_seconds() if isinstance(value, timedelta) else value
        )
    return numbers
