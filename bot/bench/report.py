"""docs/performance.md, as it follows from what ``bench all --json`` wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.bench.figures import Figure
from bot.bench.table import BENCHES
from bot.bench.whole import Entry, rounded

BUSY = 1.5
"""So many times as long as at its quickest the calibration loop takes on a busy machine."""

WANTED = {
    "postgres.one": "≥ 2",
    "postgres.two": "≥ 1.6 where the server has a core of its own",
    "persistence.rate": "≥ 200",
    "killed.answers": "0 lost",
    "killed.open": "0 lost",
    "reply.": "≥ 0.5",
}
"""By the beginning of a figure's name."""

_TITLES = {
    "store": "Storage on SQLite",
    "postgres": "Storage on PostgreSQL",
    "telegram": "Updates from Telegram",
    "persistence": "Durable updates, and what a killed process leaves",
    "memory": "Memory and replies by open conversations",
    "purchases": "Purchases over HTTP",
    "alerts": "Alerts to the staff room",
    "import": "Importing past orders",
    "digest": "Digests",
    "sentiment": "Reading comments",
    "startup": "Starting",
}
_HEAD = """# Performance

Made by `feedback-bot bench report docs/performance.json >docs/performance.md`; the numbers are those that
`feedback-bot bench all --json docs/performance.json` wrote. Each benchmark runs in a process of its own,
beside what it is compared with; a ratio above 1 is in our favour. What each does, step by step, and older
measurements stand in [operating](operating.md#speed).

`n` is the number of rounds; how much a round is stands above its table. How fast the machine was is told by
a loop of plain Python, timed before and after each benchmark; `busy` stands where it took more than half as
long again as at its quickest, or more was waiting to run beforehand than there are cores.
"""


def markdown(entries: Mapping[str, Entry]) -> str:
    """The whole document."""
    return "\n".join([_HEAD, *_sections(entries)])


def _sections(entries: Mapping[str, Entry]) -> Iterator[str]:
    measured = {name: entries[name] for name in BENCHES if name in entries}
    loops = [loop for one in measured.values() for loop in (one.machine.loop_ms, one.loop_after_ms)]
    for name, entry in measured.items():
        yield f"## {_TITLES[name]}\n"
        if entry.missing:
            yield f"`feedback-bot bench {name}` was not measured: {entry.missing}.\n"
            continue
        yield f"`feedback-bot bench {name}`: {entry.words}.\n"
        yield from _table(entry.figures)
        yield f"\n{_circumstances(entry, min(loops))}\n"
        if entry.note:
            yield f"{entry.note}\n"


def _table(figures: tuple[Figure, ...]) -> Iterator[str]:
    yield "| | ours | beside it | ratio | wanted | n | rounds |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for one in figures:
        ratio = rounded(one.ratio) if one.ratio else ""
        rounds = ", ".join(map(rounded, one.rounds))
        beside = f"{one.against}: {rounded(one.baseline)}"
        yield (
            f"| {one.name} | {rounded(one.value)} {one.unit} | {beside} | {ratio} | {_wanted(one)} | "
            f"{len(one.rounds)} | {rounds} |"
        )


def _wanted(figure: Figure) -> str:
    if figure.against == "allowed":
        return "≥ 1"
    return next((wanted for name, wanted in WANTED.items() if figure.name.startswith(name)), "")


def _circumstances(entry: Entry, quickest_ms: float) -> str:
    here = entry.machine
    is_slow = max(here.loop_ms, entry.loop_after_ms) > BUSY * quickest_ms
    busy = ", busy" if is_slow or entry.load > here.cores else ""
    when = f"{entry.at[:10]} {entry.at[11:16]} UTC"
    return (
        f"Measured {when} in {entry.took_s:.0f} s on {here.processor}, {here.cores} cores, Python "
        f"{here.python}, SQLite {here.sqlite}; fsync {here.fsync_ms:.1f} ms, loop {here.loop_ms:.1f} ms "
        f"before and {entry.loop_after_ms:.1f} ms after (quickest {quickest_ms:.1f} ms), load average "
        f"{entry.load:.1f} before{busy}."
    )
