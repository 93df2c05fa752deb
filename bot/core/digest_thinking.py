"""The section of a digest that holds what the team thinks against what customers say."""

from __future__ import annotations

from bot.core.beliefs import About, Claim, Ruling, Scored, mood_of
from bot.core.digest import Digest
from bot.core.digest_charts import Json, display_name, figure, line, percent
from bot.core.digest_parts import section
from bot.core.effects import Line
from bot.core.statistics import COUNTS_ONLY_BELOW, GREY_BELOW, on_scale
from bot.core.survey import LocalText, QuestionKind

_NAMES = {QuestionKind.NPS: "NPS", QuestionKind.CSAT: "CSAT", QuestionKind.CES: "CES"}


def thinking(digest: Digest) -> list[Json]:
    """The section; none where nobody wrote down what they think."""
    if not digest.beliefs:
        return []
    told = [one for one in digest.beliefs if one.ruling is not Ruling.TOO_FEW]
    right = sum(one.ruling is Ruling.CONFIRMED for one in told)
    note = line("digest.think.note", right=right, n=len(told)) if told else line("digest.think.too_early")
    return [section("think", note, metrics=[_metric(one) for one in digest.beliefs])]


def _metric(one: Scored) -> Json:
    """The claim, what customers say of it, and who made it with what ruling in the place of a change."""
    known = one.estimate
    interval = known.interval if known.n >= COUNTS_ONLY_BELOW else None
    kind = one.claim.what[0] if one.claim.about is About.SCORE else QuestionKind.CSAT
    shown, bar = None, None
    if interval is not None and known.value is not None:
        low, high = figure(kind, interval.low), figure(kind, interval.high)
        shown = line("digest.range", low=low, high=high)
        places = {"low": interval.low, "value": known.value, "high": interval.high}
        bar = {name: round(on_scale(kind, value), 4) for name, value in places.items()}
    return {
        "label": said(one.claim, one.label).json,
        "value": _value(one, kind),
        "range": shown,
        "n": known.n,
        "change": line(f"digest.think.rules.{one.ruling}", who=", ".join(one.who)),
        "grey": known.n < GREY_BELOW,
        "bar": bar,
    }


def _value(one: Scored, kind: str) -> Json | str:
    known = one.estimate
    if known.value is None:
        return line("digest.value.none")
    if known.n < COUNTS_ONLY_BELOW:
        return line("digest.think.few")
    value = figure(kind, known.value)
    if one.claim.about is About.FEELING:
        return line(f"digest.think.felt.{mood_of(known.value)}", value=value)
    return value


def said(claim: Claim, label: LocalText) -> Line:
    """A claim in words. ``label`` is that of its option or theme."""
    if claim.about is About.FEELING:
        mood = mood_of(claim.value)
        return Line(f"digest.think.feeling.{mood}", {"touchpoint": display_name(claim.touchpoint or "")})
    if claim.about is About.SCORE:
        kind = QuestionKind(claim.what[0])
        values = {"metric": _NAMES.get(kind, kind.value), "value": figure(kind, claim.value)}
        if claim.touchpoint is None:
            return Line(f"digest.think.score.{claim.bound}", values)
        there = {"touchpoint": display_name(claim.touchpoint)}
        return Line(f"digest.think.score_at.{claim.bound}", {**there, **values})
    mood_or_option = f"theme_{claim.what[1]}" if claim.about is About.THEME else "option"
    return Line(
        f"digest.think.{mood_or_option}.{claim.bound}", {"value": percent(claim.value), "label": label}
    )
