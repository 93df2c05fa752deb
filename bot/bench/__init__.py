"""How fast we are, always beside something else that is measured in the same run."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from bot.bench.figures import Figure
from bot.bench.machine import machine
from bot.bench.sizes import Sizes
from bot.bench.table import BENCHES


def run(what: str, sizes: Sizes, *, as_json: bool = False) -> None:
    """Measure and print: a table, or one JSON object a line. How it goes is said on standard error."""
    here = machine()
    measured = BENCHES[what](sizes, _say)
    if as_json:
        for figure in measured.figures:
            print(json.dumps(asdict(figure)))
        return
    print(f"{here.processor}, {here.cores} cores, Python {here.python}, SQLite {here.sqlite}")
    print(f"fsync {here.fsync_ms:.2f} ms, loop {here.loop_ms:.1f} ms")
    print(f"{sizes.rounds} rounds; {measured.words}")
    for figure in measured.figures:
        print(_line(figure))


def _line(figure: Figure) -> str:
    each = " ".join(f"{value:.{0 if value >= 100 else 2}f}" for value in figure.rounds)
    ratio = f"ratio {figure.ratio:.2f}" if figure.ratio else ""
    return (
        f"{figure.name:16} {figure.value:10.2f} {figure.unit:9} {figure.against} {figure.baseline:10.2f}"
        f"  {ratio}  rounds {each}"
    )


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
