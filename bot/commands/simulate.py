"""``feedback-bot simulate``: months among faulty platforms, judged against what is promised."""

from __future__ import annotations

import argparse
import json
import sys

from bot.commands.options import FAILED, OK, whole_number

_LEVELS = ("none", "low", "high")


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument(
        "--conversations",
        type=whole_number(1, "conversations", 1_000_000),
        default=1000,
        metavar="N",
        help="about so many a seed; default: 1000",
    )
    parser.add_argument(
        "--seed", type=whole_number(0, "seed"), default=1, metavar="S", help="the first seed; default: 1"
    )
    parser.add_argument(
        "--seeds",
        type=whole_number(1, "seeds", 10_000),
        default=1,
        metavar="N",
        help="so many seeds, one after the other; default: 1",
    )
    parser.add_argument(
        "--days",
        type=whole_number(1, "days", 3650),
        default=100,
        metavar="N",
        help="of purchases; default: 100",
    )
    parser.add_argument(
        "--faults", choices=_LEVELS, default="high", help="how much goes wrong; default: high"
    )
    parser.add_argument(
        "--processes",
        type=whole_number(1, "processes", 4),
        default=1,
        metavar="N",
        help="of ours, at once on one database; default: 1",
    )
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    from bot.simulation.faults.running import shortest_story, simulated
    from bot.simulation.faults.world import Told

    total: dict[str, object] = {}
    for seed in range(options.seed, options.seed + options.seeds):
        told = Told(options.conversations, seed, options.faults, options.processes, days=options.days)
        outcome = simulated(told)
        total = _added(total, dict(outcome.counts))
        print(f"seed {seed}: {_line(dict(outcome.counts))}", file=sys.stderr if options.json else sys.stdout)
        if broken := outcome.findings.broken:
            print(f"\nseed {seed} broke a promise:", *broken, sep="\n  ", file=sys.stderr)
            print(f"\nIts shortest story:\n{shortest_story(told)}", file=sys.stderr)
            if options.json:
                print(json.dumps(total))
            return FAILED
    if options.json:
        print(json.dumps(total))
    elif options.seeds > 1:
        print(f"in all: {_line(total)}")
    return OK


def _added(total: dict[str, object], counts: dict[str, object]) -> dict[str, object]:
    """Numbers in sum; of several histories the latest one's digest."""
    return {
        name: count + before
        if isinstance(count, int) and isinstance(before := total.get(name, 0), int)
        else count
        for name, count in counts.items()
    }


def _line(counts: dict[str, object]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counts.items())
