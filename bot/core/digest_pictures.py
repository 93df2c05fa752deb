"""The data behind the pictures that stand on the page only: distribution, priorities, recovery.

They have the shape of ``digest_charts``, and ``"place": "page"``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.digest import Digest, Group
from bot.core.digest_charts import (
    TREND_CHARTS,
    Json,
    all_themes,
    beyond,
    figure,
    line,
    percent,
)
from bot.core.statistics import COUNTS_ONLY_BELOW, GREY_BELOW, headline, merge
from bot.core.survey import SCALES, LocalText, QuestionKind, is_high, is_low

DRAWN_PRIORITIES = 10
THEMES_FOR_PRIORITIES = 3
_MOODS = ("high", "middle", "low")


def page_charts(digest: Digest) -> list[Json]:
    """The pictures that have something to show, of buyers only."""
    return [
        {**chart, "place": "page"}
        for chart in (*_distributions(digest.buyers), *_priorities(digest.buyers), *_funnel(digest))
    ]


# --- distribution


def _distributions(group: Group) -> list[Json]:
    """How often each rating was given, for the surveys with the most answers; of fewer than 5 nothing."""
    found: dict[tuple[str, str], tuple[LocalText, dict[int, int]]] = {}
    for one in group.headlines:
        _, histogram = found.get((one.survey, one.kind), (one.title, {}))
        found[one.survey, one.kind] = one.title, merge(histogram, one.histogram)
    most = sorted(found.items(), key=lambda one: (-sum(one[1][1].values()), one[0]))
    return [
        _distribution(QuestionKind(kind), title, histogram)
        for (_, kind), (title, histogram) in most[:TREND_CHARTS]
        if sum(histogram.values()) >= COUNTS_ONLY_BELOW
    ]


def _distribution(kind: QuestionKind, title: LocalText, histogram: Mapping[int, int]) -> Json:
    n = sum(histogram.values())
    worst, best = SCALES[kind]
    ratings: list[Json] = [
        {
            "rating": line(f"digest.chart.thumb.{rating}") if kind is QuestionKind.THUMBS else str(rating),
            "n": histogram.get(rating, 0),
            "share": percent(histogram.get(rating, 0) / n),
            "mood": _mood(kind, rating),
        }
        for rating in range(best, worst - 1, -1)
    ]
    counts = {
        mood: sum(given for rating, given in histogram.items() if _mood(kind, rating) == mood)
        for mood in _MOODS
        if any(one["mood"] == mood for one in ratings)
    }
    of = "nps" if kind is QuestionKind.NPS else "rating"
    groups = [
        {
            "mood": mood,
            "label": line(f"digest.chart.mood.{of}.{mood}"),
            "n": given,
            "share": percent(given / n),
        }
        for mood, given in counts.items()
    ]
    estimate = headline(kind, histogram)
    values: Json = {"survey": title, "count": f"{n:,}", "value": figure(kind, estimate.value or 0.0)}
    if estimate.interval is not None:
        values |= {
            name: figure(kind, value)
            for name, value in (("low_end", estimate.interval.low), ("high_end", estimate.interval.high))
        }
    sure = "rough" if n < GREY_BELOW else "sure"
    alt = {**values, **{mood: percent(counts.get(mood, 0) / n) for mood in _MOODS}}
    return {
        "kind": "distribution",
        "alt": line(f"digest.chart.distribution_alt.{of}", **alt),
        "data": {
            "n": n,
            "ratings": ratings,
            "groups": groups,
            "words": {
                "title": line(f"digest.chart.trend.{kind}", survey=title),
                "subtitle": line(f"digest.chart.distribution.{sure}", **values),
            },
        },
    }


def _mood(kind: QuestionKind, rating: int) -> str:
    return "low" if is_low(kind, rating) else "high" if is_high(kind, rating) else "middle"


# --- priorities


def _priorities(group: Group) -> list[Json]:
    """Every theme by how often it is mentioned and how many of those who do are unhappy."""
    themes: list[Json] = []
    counts = sorted(all_themes(group), key=lambda one: -(one[1] + one[2]))
    for place, (label, unhappy, happy) in enumerate(counts):
        n = unhappy + happy
        known = n >= COUNTS_ONLY_BELOW
        share = percent(unhappy / n) if known else None
        says = line("digest.chart.priority", share=share, count=f"{n:,}") if known else None
        themes.append(
            {
                "label": label,
                "n": n,
                "unhappy": unhappy,
                "share": share,
                "says": says,
                "grey": n < GREY_BELOW,
                "drawn": known and place < DRAWN_PRIORITIES,
            }
        )
    drawn = [one for one in themes if one["drawn"]]
    if len(drawn) < THEMES_FOR_PRIORITIES:
        return []
    words: Json = {
        "title": line("digest.chart.priorities"),
        "subtitle": line("digest.chart.priorities_subtitle"),
        "mentions": line("digest.chart.mentions"),
        "full": line("digest.chart.mentioned_full", from_n=GREY_BELOW),
        "grey": line("digest.chart.mentioned_grey", from_n=COUNTS_ONLY_BELOW, to_n=GREY_BELOW - 1),
        **beyond(len(drawn), len(themes), "priorities_some", few=COUNTS_ONLY_BELOW),
    }
    alt = line("digest.chart.priorities_alt", n=len(drawn))
    return [{"kind": "priorities", "alt": alt, "data": {"themes": themes, "words": words}}]


# --- recovery


def _funnel(digest: Digest) -> list[Json]:
    """How far staff came with the cases of the period; of fewer than 5 the section has all there is."""
    cases, ledger = digest.cases, digest.ledger
    if cases.opened < COUNTS_ONLY_BELOW:
        return []
    steps: Sequence[tuple[str, int, int | None]] = (
        ("opened", cases.opened, None),
        ("taken", cases.taken, cases.taken_in_time),
        ("contacted", cases.contacted, cases.contacted_in_time),
        ("resolved", cases.resolved, ledger.resolved_in_time if ledger.cases else None),
        ("recovered", ledger.recovered, None),
    )
    rows = []
    for name, n, in_time in steps:
        share = percent(n / cases.opened) if name != "opened" else None
        key = "opened" if share is None else "step" if in_time is None or not n else "step_in_time"
        says = line(
            f"digest.chart.funnel.{key}", count=f"{n:,}", share=share or "", in_time=f"{in_time or 0:,}"
        )
        label = line(f"digest.chart.funnel.label.{name}")
        rows.append({"label": label, "n": n, "share": share, "in_time": in_time, "says": says})
    words = {
        "title": line("digest.chart.funnel.title"),
        "subtitle": line("digest.chart.funnel.subtitle", n=cases.opened, count=f"{cases.opened:,}"),
        **{name: line(f"digest.chart.funnel.{name}") for name in ("in_time", "late", "no_clock")},
    }
    counts = {name: n for name, n, _ in steps}
    alt = line("digest.chart.funnel.alt", **counts)
    return [{"kind": "funnel", "alt": alt, "data": {"steps": rows, "words": words}}]
