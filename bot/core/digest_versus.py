"""Two of a kind side by side: two places, two touchpoints or two periods.

Ratings are compared where the same was asked at the same touchpoint; where touchpoints are compared, where
the same kind of question was asked. A difference is called one by the rule of a change between periods.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.digest import Digest, Measured
from bot.core.digest_charts import (
    SHOWN_THEMES,
    Json,
    beyond,
    difference,
    display_name,
    figure,
    line,
    percent,
)
from bot.core.digest_json import digest_json
from bot.core.digest_parts import days, section
from bot.core.report import ReportQuery
from bot.core.statistics import (
    COUNTS_ONLY_BELOW,
    GREY_BELOW,
    Change,
    Estimate,
    change,
    change_of_shares,
    headline,
    merge,
    on_scale,
    share,
)

DRAWN_MEASURES = 10
_SHARE = "thumbs"  # a kind whose score is a share


@dataclass(frozen=True, slots=True)
class Pair:
    """One measure on both sides. ``moved``: how far the first is from the second; None with too few."""

    name: str  # for machines
    label: Json
    kind: str
    first: Estimate
    second: Estimate
    moved: Change | None


def versus_card(first: Digest, second: Digest) -> Mapping[str, object]:
    """A card of the digest's shape."""
    names = _names(first.query, second.query)
    pairs = [*_ratings(first, second), *_rates(first, second)]
    return {
        "type": "digest",
        "title": _title(first, second, names),
        "subtitle": line("digest.versus.answers", a=names[0], b=names[1], n_a=_n(first), n_b=_n(second)),
        "sections": [_scores(pairs, names), _themes(first, second, names)],
        "charts": _chart(pairs, names),
    }


def versus_json(first: Digest, second: Digest) -> dict[str, object]:
    """Both digests whole, and what was compared."""
    pairs = [*_ratings(first, second), *_rates(first, second)]
    return {
        "first": digest_json(first),
        "second": digest_json(second),
        "compared": [
            {
                "name": one.name,
                "kind": one.kind,
                "first": {"n": one.first.n, "value": one.first.value},
                "second": {"n": one.second.n, "value": one.second.value},
                "difference": one.moved
                and {
                    "value": one.moved.difference,
                    "low": one.moved.interval.low,
                    "high": one.moved.interval.high,
                    "clear": one.moved.clear,
                },
            }
            for one in pairs
        ],
    }


def _names(one: ReportQuery, other: ReportQuery) -> tuple[str, str]:
    """What each side is called: by that in which they differ."""

    def name(query: ReportQuery, beside: ReportQuery) -> str:
        parts = []
        if query.segment and query.segment != beside.segment:
            parts.append(query.segment[1])
        if query.touchpoint and query.touchpoint != beside.touchpoint:
            parts.append(display_name(query.touchpoint))
        if query.period != beside.period:
            parts.append(query.period.name)
        return ", ".join(parts)

    return name(one, other), name(other, one)


def _title(first: Digest, second: Digest, names: tuple[str, str]) -> Json:
    query = first.query
    shared = []
    if query.segment and query.segment == second.query.segment:
        shared.append(query.segment[1])
    if query.touchpoint and query.touchpoint == second.query.touchpoint:
        shared.append(display_name(query.touchpoint))
    shared += query.places
    about = ", ".join([*shared, f"{names[0]} – {names[1]}"])
    if query.period != second.query.period:
        return line("digest.versus.heading", business=first.business, about=about)
    return line("digest.versus.heading_days", business=first.business, about=about, **days(query.period))


def _n(digest: Digest) -> int:
    return digest.buyers.answers or 0


# --- what is compared


def _ratings(first: Digest, second: Digest) -> list[Pair]:
    one_touchpoint = first.query.touchpoint == second.query.touchpoint
    mine, theirs = (_by_question(one, one_touchpoint) for one in (first, second))
    silent: Counted = {}, "", {}
    return [
        _pair(".".join(filter(None, key)), label, kind, mine.get(key, silent)[2], theirs.get(key, silent)[2])
        for key, (label, kind, _) in {**mine, **theirs}.items()
    ]


_Key = tuple[str, ...]
Counted = tuple[Json, str, Mapping[int, int]]
"""Its label, kind and histogram."""


def _by_question(digest: Digest, one_touchpoint: bool) -> dict[_Key, Counted]:
    found: dict[_Key, Counted] = {}
    headlines = digest.buyers.headlines
    for one in (*headlines, *digest.buyers.others):
        if not one.estimate.n:
            continue
        key = _key(one, one_touchpoint, is_headline=one in headlines)
        if key is None:
            continue
        label = _label(one, one_touchpoint, is_headline=one in headlines)
        before = found.get(key, (label, one.kind, {}))[2]
        found[key] = label, one.kind, merge(before, one.histogram)
    return found


def _key(one: Measured, one_touchpoint: bool, *, is_headline: bool) -> _Key | None:
    if one_touchpoint:
        return one.touchpoint, one.survey, one.question, one.kind
    if is_headline:
        return ("", one.kind)
    return (one.attribute, one.kind) if one.attribute else None


def _label(one: Measured, one_touchpoint: bool, *, is_headline: bool) -> Json:
    if is_headline:
        if one_touchpoint:
            return line(f"digest.label.{one.kind}", touchpoint=display_name(one.touchpoint))
        return line(f"digest.versus.kind.{one.kind}")
    name = display_name(one.attribute or one.question)
    if one_touchpoint:
        return line("digest.label.question", touchpoint=display_name(one.touchpoint), question=name)
    return line("digest.versus.attribute", attribute=name)


def _pair(name: str, label: Json, kind: str, mine: Mapping[int, int], theirs: Mapping[int, int]) -> Pair:
    first, second = headline(kind, mine), headline(kind, theirs)
    enough = min(first.n, second.n) >= COUNTS_ONLY_BELOW
    return Pair(name, label, kind, first, second, change(kind, mine, theirs) if enough else None)


def _rates(first: Digest, second: Digest) -> list[Pair]:
    """Who answered, and whose case was put right."""
    pairs = []
    for name, mine, theirs in (
        ("response", first.buyers.response, second.buyers.response),
        ("recovered", first.ledger.recovered_share, second.ledger.recovered_share),
        ("in_time", first.ledger.kept_levels, second.ledger.kept_levels),
    ):
        if mine.n or theirs.n:
            label = line(f"digest.versus.{name}")
            pairs.append(Pair(name, label, _SHARE, mine, theirs, _moved(mine, theirs)))
    return pairs


def _moved(mine: Estimate, theirs: Estimate) -> Change | None:
    if min(mine.n, theirs.n) < COUNTS_ONLY_BELOW or mine.value is None or theirs.value is None:
        return None
    return change_of_shares(round(mine.value * mine.n), mine.n, round(theirs.value * theirs.n), theirs.n)


# --- how it is shown


def _scores(pairs: list[Pair], names: tuple[str, str]) -> Json:
    if not pairs:
        return section("versus", line("digest.versus.nothing"))
    rows = [
        [one.label, _value(one.kind, one.first), _value(one.kind, one.second), _verdict(one, names)]
        for one in pairs
    ]
    head = [line("digest.versus.what"), *names, line("digest.versus.difference")]
    return section("versus", line("digest.versus.rule"), table={"head": head, "rows": rows})


def _value(kind: str, estimate: Estimate) -> Json:
    if estimate.value is None:
        return line("digest.value.none")
    if estimate.n < COUNTS_ONLY_BELOW or estimate.interval is None:
        return line("digest.versus.few", n=estimate.n)
    low, high = (figure(kind, end) for end in (estimate.interval.low, estimate.interval.high))
    return line("digest.versus.value", value=figure(kind, estimate.value), n=estimate.n, low=low, high=high)


def _verdict(one: Pair, names: tuple[str, str]) -> Json:
    if one.moved is None:
        return line("digest.versus.too_few")
    if not one.moved.clear:
        return line("digest.versus.unclear")
    better = names[0] if one.moved.difference > 0 else names[1]
    return line("digest.versus.clear", better=better, by=difference(one.kind, one.moved.difference))


def _themes(first: Digest, second: Digest, names: tuple[str, str]) -> Json:
    """How many of the comments of each side complain of each theme."""
    of = [one.buyers.comments for one in (first, second)]
    counts = [{str(theme.theme): theme for theme in one.buyers.unhappy.themes} for one in (first, second)]
    known = {**counts[1], **counts[0]}

    def mentions(theme: str) -> list[int]:
        return [side[theme].n if theme in side else 0 for side in counts]

    ranked = sorted(known, key=lambda theme: (-sum(mentions(theme)), theme))[:SHOWN_THEMES]
    if not ranked:
        return section("versus_themes", line("digest.versus_themes.none"))
    rows: list[list[Json | str]] = []
    for name in ranked:
        mine, theirs = (share(n, total) for n, total in zip(mentions(name), of, strict=True))
        pair = Pair(name, {}, _SHARE, mine, theirs, _moved(mine, theirs))
        label = line("digest.themes.label", theme=known[name].label)
        rows.append([label, *(_mentioned(one) for one in (mine, theirs)), _more_often(pair, names)])
    head = [line("digest.themes.theme"), *names, line("digest.versus.difference")]
    return section("versus_themes", line("digest.versus_themes.read"), table={"head": head, "rows": rows})


def _mentioned(estimate: Estimate) -> Json:
    if estimate.value is None:
        return line("digest.versus_themes.no_comments")
    return line(
        "digest.versus_themes.mentioned",
        n=round(estimate.value * estimate.n),
        of=estimate.n,
        share=percent(estimate.value),
    )


def _more_often(one: Pair, names: tuple[str, str]) -> Json:
    if one.moved is not None and one.moved.clear:
        more = names[0] if one.moved.difference > 0 else names[1]
        return line("digest.versus_themes.more", more=more)
    return _verdict(one, names)


def _chart(pairs: list[Pair], names: tuple[str, str]) -> list[Json]:
    shown = [one for one in pairs if max(one.first.n, one.second.n) >= COUNTS_ONLY_BELOW]
    if not shown:
        return []
    rows = [
        {
            "label": one.label,
            "sides": [_mark(one.kind, estimate) for estimate in (one.first, one.second)],
            "drawn": place < DRAWN_MEASURES,
        }
        for place, one in enumerate(shown)
    ]
    words = {
        "title": line("digest.versus.picture"),
        "subtitle": line("digest.versus.picture_note"),
        **{name: line(f"digest.chart.{name}") for name in ("too_few", "no_answers")},
        **beyond(DRAWN_MEASURES, len(rows), "versus_some"),
    }
    data = {"names": list(names), "rows": rows, "words": words}
    alt = line("digest.versus.alt", a=names[0], b=names[1], n=len(rows))
    return [{"kind": "versus", "alt": alt, "data": data}]


def _mark(kind: str, estimate: Estimate) -> Json:
    """Where a score lies between the worst and the best, in percent of the way; null with too few."""
    if estimate.value is None or estimate.interval is None or estimate.n < COUNTS_ONLY_BELOW:
        return {"n": estimate.n, "value": None, "low": None, "high": None, "figure": None, "grey": True}
    low, value, high = (
        round(100 * on_scale(kind, one), 2)
        for one in (estimate.interval.low, estimate.value, estimate.interval.high)
    )
    grey = estimate.n < GREY_BELOW
    written = figure(kind, estimate.value)
    return {"n": estimate.n, "value": value, "low": low, "high": high, "figure": written, "grey": grey}
