"""``feedback-bot bench statistics``: how often a change is called where there is none, and one is found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from bot.core.errors import OperatorError
from bot.progress import Progress

if TYPE_CHECKING:
    from bot.bench.enumerated import Worst

SPREAD = (5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 50, 70, 100, 140, 200, 300)
EVERYBODY_UP_TO = 60
"""Up to it, and at each two hundred, all populations are gone through; else those that come out worst."""
POWER = (
    *((10, 0.9, 0.4), (20, 0.9, 0.6), (30, 0.85, 0.55), (50, 0.8, 0.6)),
    *((100, 0.8, 0.65), (200, 0.8, 0.7), (1000, 0.8, 0.75)),
)
"""Answers on each side, the share before, and now."""


def run(*, every: bool, as_json: bool, only: str | None = None) -> None:
    """Enumerate and print; ``every`` takes all sizes from 5 to 1,000, and minutes."""
    try:
        from bot.bench import enumerated
    except ImportError:
        raise OperatorError(
            "bench statistics needs numpy, which the bot does without: pip install numpy"
        ) from None
    sizes = range(enumerated.SMALLEST, enumerated.LARGEST + 1) if every else SPREAD
    pairs = [(n, n) for n in sizes] + [
        pair for pair in enumerated.unequal() if every or pair[0] * pair[1] <= 3_000
    ]
    found: list[Worst] = []
    kinds = [kind for kind in ("shares", "NPS", "stars") if only in (None, kind)]
    work = [(kind, n, m) for kind in kinds for n, m in pairs]
    whole = sum(_effort(n, m) for _, n, m in work)
    done = 0.0
    with Progress("Enumerating") as progress:
        for kind, n, m in work:
            found.append(_worst(kind, n, m))
            if as_json:
                print(json.dumps(asdict(found[-1])), flush=True)
            done += _effort(n, m)
            progress.at(done / whole, f"{kind}, {n} and {m} answers")
    for line in _powers_json() if as_json else _table(found):
        print(line)


def _effort(n: int, m: int) -> float:
    return float(n * m**0.5)


def _worst(kind: str, n: int, m: int) -> Worst:
    from bot.bench import enumerated as all_

    if kind == "shares":
        return all_.worst_share(n, m)
    is_thorough = max(n, m) <= EVERYBODY_UP_TO or (n == m and n % 200 == 0)
    if kind == "NPS":
        return all_.worst_nps(n, m) if is_thorough else all_.worst_nps(n, m, all_.WORST_POPULATIONS)
    if is_thorough:
        return all_.worst_stars(n, m)
    return all_.worst_stars(n, m, all_.WORST_RATED, all_.WORST_STARS)


def _table(found: list[Worst]) -> Iterator[str]:
    yield "kind    sizes                 called a change where there is none, at worst"
    for kind in dict.fromkeys(one.kind for one in found):
        for name, is_equal in (("equal", True), ("unequal", False)):
            of = [one for one in found if one.kind == kind and (one.n_now == one.n_before) is is_equal]
            if of:
                worst = max(of, key=lambda one: one.error)
                sizes = f"{name}, {len(of)} pairs"
                at = f"{worst.n_now} and {worst.n_before} answers, {worst.where}"
                yield f"{kind:7} {sizes:20} {worst.error:7.2%}  {at}"
    yield ""
    yield "answers  share          changed: found  by ranges that do not overlap"
    for n, before, now, ours, naive in powers():
        yield f"{n:7}  {before:.0%} to {now:.0%} {ours:20.0%} {naive:14.0%}"


def powers() -> Iterator[tuple[int, float, float, float, float]]:
    """Answers on each side, share before and now, found by our rule and by the naive one."""
    from bot.bench.enumerated import power

    for n, before, now in POWER:
        yield (n, before, now, *power(n, before, now))


def _powers_json() -> Iterator[str]:
    for n, before, now, ours, naive in powers():
        yield json.dumps({"n": n, "before": before, "now": now, "found": ours, "not_overlapping": naive})
