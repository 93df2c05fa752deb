"""Who answered and who did not: of each value of a segment the share of delivered invitations that was
answered, against that of the others.

The rule is that of ``digest_spread``, its 5 % shared by all comparisons of response rates. A survey at a
touchpoint where more answered than were asked, at any value, is left out of its segment: customers who start
themselves, by a code on the wall, are in no such rate.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from bot.core.differing import Answered
from bot.core.digest_charts import Json, display_name, line, percent
from bot.core.digest_parts import named_list
from bot.core.digest_spread import count
from bot.core.report import Funnel, SegmentCounts
from bot.core.statistics import COUNTS_ONLY_BELOW, Estimate, change_of_shares, is_tellable, share, z_for

MOST_TOLD = 2

_Rate = tuple[int, int]
"""Responded and delivered."""


def answering(segments: Iterable[SegmentCounts]) -> tuple[Answered, ...]:
    """Every comparison, the greatest difference first; of two values it is told once, of the higher."""
    funnels: dict[str, dict[str, Sequence[Funnel]]] = defaultdict(dict)
    for one in segments:
        name, value = one.segment
        funnels[name][value] = one.funnels
    pairs = [
        (name, value, sorted(rates), rates[value], _others(value, rates))
        for name, by_value in sorted(funnels.items())
        for rates in [_rates(by_value)]
        for value in sorted(rates)
    ]
    enough = [one for one in pairs if min(one[3][1], one[4][1]) >= COUNTS_ONLY_BELOW]
    told = [one for one in enough if len(one[2]) != 2 or _is_told_of(one[3], one[4], one[1], one[2])]
    z = z_for(len(told))
    found = [_answered(name, value, values, here, others, z) for name, value, values, here, others in told]
    return tuple(sorted(found, key=lambda one: (-abs(one.against.difference), one.segment, one.value)))


def _rates(funnels: dict[str, Sequence[Funnel]]) -> dict[str, _Rate]:
    started = {
        (one.survey, one.touchpoint)
        for of_value in funnels.values()
        for one in of_value
        if one.responded > one.delivered
    }
    rates: dict[str, _Rate] = {}
    for value, of_value in funnels.items():
        asked = [one for one in of_value if (one.survey, one.touchpoint) not in started and one.delivered]
        if asked:
            rates[value] = (sum(one.responded for one in asked), sum(one.delivered for one in asked))
    return rates


def _others(value: str, rates: dict[str, _Rate]) -> _Rate:
    others = [rate for name, rate in rates.items() if name != value]
    return sum(one for one, _ in others), sum(of for _, of in others)


def _is_told_of(here: _Rate, other: _Rate, value: str, values: Sequence[str]) -> bool:
    """Of two values the one that answered more, of two alike the first."""
    mine, theirs = here[0] * other[1], other[0] * here[1]
    return mine > theirs or (mine == theirs and value == values[0])


def _answered(name: str, value: str, values: Sequence[str], here: _Rate, others: _Rate, z: float) -> Answered:
    against = change_of_shares(*here, *others, z=z)
    tellable = is_tellable("thumbs", _thumbs(here), _thumbs(others))
    differs = against.clear and tellable
    return Answered(name, value, tuple(values), share(*here), share(*others), against, differs)


def _thumbs(rate: _Rate) -> dict[int, int]:
    return {1: rate[0], 0: rate[1] - rate[0]}


# --- as lines of the card


def who_answered(found: Sequence[Answered]) -> list[Json]:
    """The clearest differences, one of each segment, or that there is none, as a list."""
    if not found:
        return []
    clearest: dict[str, Answered] = {}
    for one in found:
        if one.differs:
            clearest.setdefault(one.segment, one)
    items = [_item(one) for one in list(clearest.values())[:MOST_TOLD]]
    return named_list("answering", items or [line("digest.answering.none", names=_names(found))])


def _names(found: Sequence[Answered]) -> str:
    return ", ".join(dict.fromkeys(display_name(one.segment) for one in sorted(found, key=_by_segment)))


def _by_segment(one: Answered) -> str:
    return one.segment


def _item(one: Answered) -> Json:
    values = {**_side("a", one.rate), **_side("b", one.others), "who": _called(one.segment, one.value)}
    if len(one.values) == 2:
        (other,) = (value for value in one.values if value != one.value)
        return line("digest.answering.two", other=_called(one.segment, other), **values)
    more = "more" if one.against.difference > 0 else "less"
    return line(f"digest.answering.{more}", **values)


def _called(segment: str, value: str) -> str:
    return f"{display_name(segment)} {value}"


def _side(side: str, rate: Estimate) -> dict[str, object]:
    interval = rate.interval
    return {
        f"rate_{side}": percent(rate.value or 0.0),
        f"low_{side}": percent(interval.low if interval else 0.0),
        f"high_{side}": percent(interval.high if interval else 0.0),
        f"count_{side}": count(rate.n),
    }
