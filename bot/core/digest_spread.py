"""Consistency beside the mean: how far answers spread, and whether places and shifts really differ.

Each value of a segment with at least 5 answers is held against all others together. It differs where the rule
of a change between periods says so (``bot.core.statistics``) at 5 % for all comparisons of places together,
and as much for those of shifts (``z_for``), and where enough answers are to be expected for that rule
(``is_tellable``). So where no place differs one is named in at most 5 % of digests, however many places there
are. Two values make one comparison.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.core.differing import Part, Spread
from bot.core.digest import Measured
from bot.core.digest_charts import Json, figure, line
from bot.core.digest_parts import named_list
from bot.core.journey import SHIFT, STORE
from bot.core.report import SegmentCounts
from bot.core.statistics import (
    COUNTS_ONLY_BELOW,
    GREY_BELOW,
    Estimate,
    change,
    deviation,
    headline,
    is_tellable,
    merge,
    total,
    z_for,
)
from bot.core.survey import SCALES, QuestionKind

MOST_ROWS = 24

_BY = (STORE, SHIFT)

Label = Callable[[str, str, str, str], Json]
"""Survey, question, kind and touchpoint → what the headline is called."""

_Place = tuple[str, str, str, str]
_Histograms = Mapping[str, Mapping[int, int]]
"""Value of the segment → its answers."""


def spreads(segments: Iterable[SegmentCounts], headlines: Iterable[Measured]) -> tuple[Spread, ...]:
    """Each headline by place and by shift, where there are at least two of which enough answered."""
    counted: dict[tuple[_Place, str], dict[str, Mapping[int, int]]] = defaultdict(dict)
    for one in segments:
        name, value = one.segment
        for rated in one.ratings:
            place = (rated.survey, rated.question, rated.kind, rated.touchpoint)
            counted[place, name][value] = rated.histogram
    asked = [(one.survey, one.question, one.kind, one.touchpoint) for one in headlines]
    found: list[Spread] = []
    for by in _BY:
        split = {place: counted[place, by] for place in asked if (place, by) in counted}
        z = z_for(sum(_comparisons(values) for values in split.values()))
        found += [_spread(place, by, values, z) for place, values in split.items()]
    return tuple(one for one in found if len(one.parts) > 1)


def _comparisons(values: _Histograms) -> int:
    every = sum(map(total, values.values()))
    enough = [n for n in map(total, values.values()) if min(n, every - n) >= COUNTS_ONLY_BELOW]
    return 1 if enough and len(values) == 2 else len(enough)


def _spread(place: _Place, by: str, values: _Histograms, z: float) -> Spread:
    survey, question, kind, touchpoint = place
    enough = [value for value, histogram in values.items() if total(histogram) >= COUNTS_ONLY_BELOW]
    parts = [_part(kind, value, values, z) for value in enough]
    parts.sort(key=lambda one: (-(one.estimate.value or 0.0), one.value))
    return Spread(survey, question, kind, touchpoint, by, len(values), tuple(parts))


def _part(kind: str, value: str, values: _Histograms, z: float) -> Part:
    here = values[value]
    others = merge(*(histogram for name, histogram in values.items() if name != value))
    against = change(kind, here, others, z=z) if total(others) >= COUNTS_ONLY_BELOW else None
    differs = against is not None and against.clear and is_tellable(kind, here, others)
    return Part(value, headline(kind, here), headline(kind, others), against, differs)


# --- as lines of the card


def even(headlines: Iterable[Measured], label: Label) -> list[Json]:
    """Mean and standard deviation of each headline, as a list."""
    return named_list("even", [_even(one, label) for one in headlines if one.estimate.n >= COUNTS_ONLY_BELOW])


def _even(one: Measured, label: Label) -> Json:
    _, best = SCALES[QuestionKind(one.kind)]
    return line(
        "digest.even.item",
        label=label(one.survey, one.question, one.kind, one.touchpoint),
        mean=f"{one.mean or 0.0:.1f}",
        best=best,
        deviation=f"{deviation(one.histogram) or 0.0:.1f}",
        count=count(one.estimate.n),
    )


def count(n: int) -> Json:
    """The n of a score, which says so where the score is rough."""
    return line("digest.rough" if n < GREY_BELOW else "digest.sure", n=n)


def compared(found: Sequence[Spread], label: Label) -> list[Json]:
    """What differs from place to place and from shift to shift, or that nothing clearly does, as lists."""
    lists: list[Json] = []
    for by in _BY:
        of_kind = [one for one in found if one.segment == by]
        items = [item for one in of_kind for item in _differences(one, label)]
        if of_kind and not items:
            most = max(one.values for one in of_kind)
            items = [line(f"digest.apart.none_{by}", n=most)]
        lists += named_list(f"apart_{by}", items)
    return lists


def _differences(spread: Spread, label: Label) -> list[Json]:
    called = label(spread.survey, spread.question, spread.kind, spread.touchpoint)
    differing = [one for one in spread.parts if one.differs]
    if spread.values == 2 and differing:
        best, worst = spread.parts
        sides = {**_side("a", best.value, best.estimate, spread.kind)}
        sides |= _side("b", worst.value, worst.estimate, spread.kind)
        return [line("digest.apart.two", label=called, **sides)]
    return [
        line(
            f"digest.apart.{'above' if one.against and one.against.difference > 0 else 'below'}",
            label=called,
            **_side("a", one.value, one.estimate, spread.kind),
            **_side("b", "", one.others, spread.kind),
        )
        for one in differing
    ]


def _side(side: str, name: str, estimate: Estimate, kind: str) -> dict[str, object]:
    score = figure(kind, estimate.value or 0.0)
    return {side: name, f"score_{side}": score, f"count_{side}": count(estimate.n)}


def table(found: Sequence[Spread], label: Label) -> Json | None:
    """Every place and shift of which enough answered; of very many those of which most did."""
    parts = [(spread, one) for spread in found for one in spread.parts]
    if not parts:
        return None
    most = sorted(parts, key=lambda one: (not one[1].differs, -one[1].estimate.n))[:MOST_ROWS]
    shown = [one for one in parts if one in most]
    rows: list[list[Json | str]] = [_row(spread, part, label) for spread, part in shown]
    if left := len(parts) - len(shown):
        rows.append([line("digest.apart.more", n=left), "", "", ""])
    return {
        "head": [line(f"digest.apart.{name}") for name in ("where", "score", "range", "count")],
        "rows": rows,
    }


def _row(spread: Spread, part: Part, label: Label) -> list[Json | str]:
    called = label(spread.survey, spread.question, spread.kind, spread.touchpoint)
    n, interval, kind = part.estimate.n, part.estimate.interval, spread.kind
    low_to_high: Json | str = ""
    if interval is not None:
        low_to_high = line(
            "digest.apart.low_to_high", low=figure(kind, interval.low), high=figure(kind, interval.high)
        )
    return [
        line("digest.apart.part", value=part.value, label=called),
        figure(kind, part.estimate.value or 0.0),
        low_to_high,
        line("digest.apart.rough", n=n) if n < GREY_BELOW else str(n),
    ]
