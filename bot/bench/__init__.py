"""How fast we are, always beside something else that is measured in the same run."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from bot.bench.figures import Figure
from bot.bench.machine import machine


def run(
    what: str,
    *,
    as_json: bool = False,
    rounds: int = 5,
    fsync_ms: float = 0.0,
    seconds: float | None = None,
    open_conversations: int = 100_000,
    rows: int = 1_000_000,
) -> None:
    """Measure and print: a table, or one JSON object a line. How it goes is said on standard error.

    ``fsync_ms`` is added to every commit of ``store``, on both sides. A round of ``telegram``'s latency takes
    ``seconds`` (20), on a database with so many ``open_conversations``; one of ``purchases`` or ``alerts``
    too (10). ``import`` reads so many ``rows``, and ``digest`` has so many responses.
    """
    here = machine()
    if what == "store":
        from bot.bench import store

        words = store.words(fsync_ms)
        figures = store.measured(rounds=rounds, fsync_ms=fsync_ms)
    elif what == "purchases":
        from bot.bench import purchases

        each_s = 10.0 if seconds is None else seconds
        words = purchases.words(each_s)
        figures = purchases.measured(rounds=rounds, seconds=each_s, say=_say)
    elif what == "import":
        from bot.bench import imports

        words = imports.words(rows)
        figures = imports.measured(rounds=rounds, rows=rows, say=_say)
    elif what == "alerts":
        from bot.bench import alerts

        each_s = 10.0 if seconds is None else seconds
        words = alerts.words(each_s)
        figures = alerts.measured(rounds=rounds, seconds=each_s, say=_say)
    elif what == "digest":
        from bot.bench import digest

        words = digest.words(rows)
        figures = digest.measured(rounds=rounds, rows=rows, say=_say)
    elif what == "sentiment":
        from bot.bench import sentiment

        words = sentiment.words()
        figures = sentiment.measured(rounds=rounds, say=_say)
    else:
        from bot.bench import telegram

        each_s = 20.0 if seconds is None else seconds
        words = telegram.words(each_s, open_conversations)
        figures = telegram.measured(
            rounds=rounds, seconds=each_s, open_conversations=open_conversations, say=_say
        )
    if as_json:
        for figure in figures:
            print(json.dumps(asdict(figure)))
        return
    print(f"{here.processor}, {here.cores} cores, Python {here.python}, SQLite {here.sqlite}")
    print(f"fsync {here.fsync_ms:.2f} ms, loop {here.loop_ms:.1f} ms")
    print(f"{rounds} rounds; {words}")
    for figure in figures:
        print(_line(figure))


def _line(figure: Figure) -> str:
    each = " ".join(f"{value:.{0 if value >= 100 else 2}f}" for value in figure.rounds)
    return (
        f"{figure.name:16} {figure.value:10.2f} {figure.unit:9} {figure.against} {figure.baseline:10.2f}"
        f"  ratio {figure.ratio:.2f}  rounds {each}"
    )


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
