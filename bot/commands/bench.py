"""``feedback-bot bench``: speed beside a baseline."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.options import OK, whole_number
from bot.core.errors import OperatorError

if TYPE_CHECKING:
    from bot.bench.sizes import Sizes

NAMES = (
    *("store", "postgres", "telegram", "persistence", "memory", "purchases"),
    *("alerts", "import", "digest", "sentiment", "startup"),
)
_STANDARD_OUTPUT = Path("-")


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument(
        "what",
        choices=("all", "report", *NAMES, "statistics"),
        help="all: every one but statistics, each in a process of its own, in one table; "
        "report: docs/performance.md from what all --json wrote; "
        "store: durable events a second beside bare sqlite3; telegram: updates a second beside "
        "python-telegram-bot's ConversationHandler, and how long a reply takes; postgres: durable "
        "events a second beside asyncpg, and by two processes; persistence: updates a second beside "
        "PicklePersistence written for every update, and what each loses when killed; memory: of the "
        "process and how long a reply takes, by how many conversations are open; startup: how long "
        "--help, check and run take until they are there; alerts: how "
        "long an unhappy answer takes to its staff room, and a burst of them; purchases: durable "
        "requests a second, sent by wrk, beside the same server that does nothing; "
        "import: rows a second beside a plain csv read and sqlite3 insert, and peak memory; "
        "digest: how long its numbers take beside a GROUP BY over the answers, and a whole one; "
        "sentiment: texts a second beside TextBlob and VADER, what loading takes, and one comment; "
        "statistics: how often a change is called where there is none, by going through all samples",
    )
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="report: what all --json wrote")
    parser.add_argument("--rounds", type=whole_number(1, "rounds", 100), metavar="N", help="default: 5")
    parser.add_argument(
        "--fsync-ms",
        type=float,
        metavar="MS",
        help="store: add this to each commit, on both sides",
    )
    parser.add_argument(
        "--seconds",
        type=whole_number(1, "seconds", 3600),
        metavar="N",
        help="telegram: how long a round of 100 updates a second lasts; default: 20. "
        "alerts, purchases: how long a round lasts; default: 10. memory: the same; default: 5",
    )
    parser.add_argument(
        "--conversations",
        type=whole_number(1, "conversations", 10_000_000),
        metavar="N",
        help="telegram: open conversations in the database meanwhile; default: 100000",
    )
    parser.add_argument(
        "--rows",
        type=whole_number(1, "rows", 100_000_000),
        metavar="N",
        help="import: how many rows; digest: how many responses; default: 1000000. memory: how many "
        "conversations are open at most; default: 10000",
    )
    parser.add_argument(
        "--every",
        action="store_true",
        help="statistics: every number of answers from 5 to 1000, which takes an hour; else a spread",
    )
    parser.add_argument("--postgres", metavar="URL", help="postgres: a server to make databases on")
    parser.add_argument("--quick", action="store_true", help="so little that only whether it works is seen")
    parser.add_argument(
        "--only", default="", metavar="NAMES", help="all: these, with commas; what FILE holds of others stays"
    )
    parser.add_argument("--markdown", action="store_true", help="all: print docs/performance.md at the end")
    parser.add_argument(
        "--json",
        nargs="?",
        type=Path,
        const=_STANDARD_OUTPUT,
        metavar="FILE",
        help="all: write it there; else one JSON object a line, without FILE",
    )
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    if options.what == "statistics":
        from bot.bench import changes

        changes.run(every=options.every, as_json=options.json is not None)
        return OK
    if options.what == "report":
        return _report(options)
    if options.what == "all":
        return _all(options)
    from bot import bench

    if options.json not in (None, _STANDARD_OUTPUT):
        raise OperatorError("bench writes a file with all only; --json FILE --only NAME measures one")
    bench.run(options.what, _sizes(options), as_json=options.json is not None)
    return OK


def _report(options: argparse.Namespace) -> int:
    from bot.bench import report, whole

    if options.file is None:
        raise OperatorError("bench report needs the FILE that bench all --json FILE wrote")
    print(report.markdown(whole.read(options.file)), end="")
    return OK


def _all(options: argparse.Namespace) -> int:
    from bot.bench import report, whole

    is_file = options.json not in (None, _STANDARD_OUTPUT)
    is_table = not options.markdown and options.json != _STANDARD_OUTPUT
    entries = whole.run(
        _sizes(options),
        [name for name in options.only.split(",") if name],
        options.json if is_file else None,
        print if is_table else lambda line: print(line, file=sys.stderr),
    )
    if options.json == _STANDARD_OUTPUT:
        print(whole.as_json(entries), end="")
    elif options.markdown:
        print(report.markdown(entries), end="")
    return OK


def _sizes(options: argparse.Namespace) -> Sizes:
    """What was asked for; what was not, is as the benchmarks like it, or little."""
    from bot.bench.sizes import QUICK, Sizes

    asked = {
        "rounds": options.rounds,
        "fsync_ms": options.fsync_ms,
        "seconds": options.seconds,
        "open_conversations": options.conversations,
        "rows": options.rows,
        "postgres": options.postgres,
    }
    sizes = replace(
        QUICK if options.quick else Sizes(), **{name: one for name, one in asked.items() if one is not None}
    )
    if options.rows is not None and options.what in ("memory", "all"):
        beside = (*[size for size in sizes.open_beside if size < options.rows], options.rows)
        return replace(sizes, open_beside=beside)
    return sizes
