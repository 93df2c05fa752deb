"""The sections of a digest on the sides of the experience, on what goes together with the headline, and on
what staff noted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from bot.core.digest import Digest
from bot.core.digest_charts import Json, display_name, figure, line
from bot.core.digest_parts import metric, named_list, section
from bot.core.drivers import ANSWERS_NEEDED
from bot.core.report import ObservedCount
from bot.core.sides import Driver, Drivers, Side
from bot.core.themes import ATTRIBUTES


def sides(digest: Digest) -> list[Json]:
    """The section on the sides, and under it what goes together; none where there is nothing to say."""
    found = digest.sides
    scales = Counter(one.attribute for one in found.rated)
    holes = [
        line(f"digest.sides.holes.{name}", sides=joined([_name(one) for one in names]))
        for name, names in (("silent", found.silent), ("never_asked", found.never_asked))
        if names
    ]
    if not (found.rated or holes):
        return []
    shown = section(
        "sides",
        line("digest.sides.note" if found.rated else "digest.sides.none"),
        metrics=[metric(one, _label(one, by_kind=scales[one.attribute] > 1)) for one in found.rated],
        lists=named_list("sides.holes", holes),
    )
    return [shown, *_together(found.drivers)]


def joined(lines: Sequence[Json]) -> Json:
    """Several lines as one: "a, b and c"."""
    first, *others = lines
    for number, one in enumerate(others, 2):
        first = line(f"digest.sides.{'and' if number == len(lines) else 'comma'}", first=first, last=one)
    return first


def _name(attribute: str) -> Json:
    if attribute in ATTRIBUTES:
        return line(f"digest.side.{attribute}")
    return line("digest.side.other", side=display_name(attribute))


def _label(one: Side, *, by_kind: bool) -> Json:
    """What it is a side of, and where it was asked; on which scale too where it was asked on several."""
    values: dict[str, object] = {
        "side": _name(one.attribute),
        "aspect": line(f"digest.sides.aspect.{one.aspect}"),
        "touchpoints": ", ".join(display_name(name) for name in one.touchpoints),
    }
    if by_kind:
        return line("digest.sides.label_of_kind", kind=line(f"digest.side_kind.{one.kind}"), **values)
    return line("digest.sides.label", **values)


# --- what goes together with the headline


def _together(drivers: Iterable[Drivers]) -> list[Json]:
    """What goes together is never said to be the cause."""
    lists = [_of_survey(one) for one in drivers if one.ranked or one.waiting]
    return [section("drivers", line("digest.drivers.note"), lists=lists)] if lists else []


def _of_survey(one: Drivers) -> Json:
    items = [_driver(driver) for driver in one.ranked]
    items += [
        line("digest.drivers.waiting", side=_name(name), needed=ANSWERS_NEEDED, n=n)
        for name, n in one.waiting
    ]
    return {"title": _leaders(one), "items": items}


def _leaders(one: Drivers) -> Json:
    """Who goes first. Those that cannot be told from the first are named with it."""
    leaders = [_name(driver.attribute) for driver in one.ranked if driver.leads]
    if not one.ranked:
        return line("digest.drivers.waiting_all", survey=one.title)
    if not leaders:
        return line("digest.drivers.unclear", survey=one.title)
    how = "several" if len(leaders) > 1 else "one" if len(one.ranked) > 1 else "only"
    return line(f"digest.drivers.{how}", survey=one.title, sides=joined(leaders))


def _driver(one: Driver) -> Json:
    rho, score = one.rho, one.score
    values: dict[str, object] = {"side": _name(one.attribute), "n": rho.n}
    if score.value is not None:
        values["score"] = line(f"digest.drivers.score.{one.kind}", value=figure(one.kind, score.value))
    if rho.value is None:
        return line("digest.drivers.alike", **values)
    if rho.interval is None:
        return line("digest.drivers.exact", rho=_figure(rho.value), **values)
    low, high = _figure(rho.interval.low), _figure(rho.interval.high)
    return line("digest.drivers.item", rho=_figure(rho.value), low=low, high=high, **values)


def _figure(rho: float) -> str:
    shown = f"{abs(rho):.2f}"
    return f"−{shown}" if rho < 0 and float(shown) else shown


# --- what staff noted


def observed(digest: Digest) -> list[Json]:
    """Apart from all that customers said themselves; none where nothing was noted."""
    if not digest.observed:
        return []
    places = sorted(digest.observed, key=lambda one: one.touchpoint)
    counts = [(name, list(group)) for name, group in groupby(places, lambda one: one.touchpoint)]
    counts.sort(key=lambda one: -sum(count.n for count in one[1]))
    items = [_observed(touchpoint, group) for touchpoint, group in counts]
    note = line("digest.observed.note", n=sum(one.n for one in digest.observed))
    return [section("observed", note, lists=[{"title": None, "items": items}])]


def _observed(touchpoint: str, counts: Iterable[ObservedCount]) -> Json:
    most_first = sorted(counts, key=lambda one: (-one.n, one.mood))
    moods = joined([line(f"digest.observed.mood.{one.mood}", n=one.n) for one in most_first])
    return line("digest.observed.item", touchpoint=display_name(touchpoint), moods=moods)
