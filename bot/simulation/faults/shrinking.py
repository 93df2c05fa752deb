"""From a run that broke a promise to its shortest story: as few orders and faults as still break it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from bot.simulation.faults.history import Entry
from bot.simulation.faults.promises import judge
from bot.simulation.faults.world import START, Build, Lived, Told, live

MOST_RUNS = 60

T = TypeVar("T")

_Judged = tuple[Lived, tuple[str, ...]]


def shortest(told: Told, build: Build | None = None, most_runs: int | None = None) -> _Judged | None:
    """The smallest run found in which a promise of the same kind is broken, and what is broken in it.

    None where the run breaks none. Halves, quarters, … are left out in turn, first of the orders and then of
    the faults, as long as what is left still fails.
    """
    first, broken = _judged(told, build)
    if not broken:
        return None
    kind = broken[0].partition(":")[0]
    best: _Judged = first, broken
    left = MOST_RUNS if most_runs is None else most_runs

    def fails(tried: Told) -> bool:
        nonlocal best, left
        if left <= 0:
            return False
        left -= 1
        lived, found = _judged(tried, build)
        if any(one.startswith(f"{kind}:") for one in found):
            best = lived, found
            return True
        return False

    orders = sorted(
        one["meant"]["order"] for one in first.history if one["t"] == "did" and one["kind"] == "buy"
    )
    _fewer(orders, lambda some: fails(replace(best[0].told, orders=frozenset(some))))
    _fewer(list(best[0].struck), lambda some: fails(replace(best[0].told, only=frozenset(some))))
    return best


def _judged(told: Told, build: Build | None) -> _Judged:
    lived = live(told, build)
    return lived, tuple(judge(lived.history, lived.rows, START).broken)


def _fewer(whole: Sequence[T], fails: Callable[[Sequence[T]], bool]) -> None:
    """Leave parts out, ever smaller ones, as long as the rest still fails.

    Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input" (2002), complements only.
    """
    kept, parts = list(whole), 2
    if kept and fails([]):
        return
    while len(kept) > 1:
        size = -(-len(kept) // parts)
        for begin in range(0, len(kept), size):
            rest = kept[:begin] + kept[begin + size :]
            if fails(rest):
                kept, parts = rest, max(2, parts - 1)
                break
        else:
            if size == 1:
                return
            parts = min(len(kept), parts * 2)


def story(lived: Lived, broken: Iterable[str]) -> str:
    """A run as it can be read: what happened when, in whose words, and what was wrong with it."""
    lines = [f"{_moment(entry)}  {_words(entry)}" for entry in lived.history if _is_told(entry)]
    faults = "\n".join(f"  {one}" for one in lived.struck) or "  none"
    wrong = "\n".join(f"  {one}" for one in broken)
    return "\n".join([*lines, "Faults:", faults, "Broken:", wrong])


def _moment(entry: Entry) -> str:
    return f"{START + timedelta(seconds=entry['at']):%a %Y-%m-%d %H:%M:%S}"


def _is_told(entry: Entry) -> bool:
    return not (entry["t"] == "shown" and entry["purpose"] == "digest")


def _words(entry: Entry) -> str:
    if entry["t"] != "shown":
        return _HAPPENED[entry["t"]].format_map({"where": "", **entry}).rstrip()
    words = (entry["lines"] or [entry.get("title") or ""])[-1]
    about = f"{entry['purpose']} {entry['id']} about {entry['about']}"
    return f"  {entry['room']} is shown {about}: {words}"


_HAPPENED = {
    "did": "{who} does: {kind}  ({key})",
    "acked": "  acknowledged: {key}",
    "failed": "  {by} tries to send {id}: {how}",
    "dropped": "  {by} sends {id} again: it is there already",
    "killed": "{by} is killed {where}",
    "started": "{by} starts",
    "frozen": "{by} stands still {where}, for {for_s} s",
    "clock": "{by}'s clock is {off_s} s off",
    "disk": "the disk: {is}",
    "platform": "a platform: {is}",
    "blocked": "{who} blocks us",
    "unblocked": "{who} lets us write again",
}
