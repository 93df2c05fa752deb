"""``feedback-bot bench``: speed beside a baseline."""

from __future__ import annotations

import argparse

from bot.commands.options import OK, whole_number


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument(
        "what",
        choices=("store", "telegram", "alerts", "purchases", "import", "digest", "sentiment", "statistics"),
        help="store: durable events a second beside bare sqlite3; telegram: updates a second beside "
        "python-telegram-bot's ConversationHandler, and how long a reply takes; alerts: how "
        "long an unhappy answer takes to its staff room, and a burst of them; purchases: durable "
        "requests a second, sent by wrk, beside the same server that does nothing; "
        "import: rows a second beside a plain csv read and sqlite3 insert, and peak memory; "
        "digest: how long its numbers take beside a GROUP BY over the answers, and a whole one; "
        "sentiment: texts a second beside TextBlob and VADER, what loading takes, and one comment; "
        "statistics: how often a change is called where there is none, by going through all samples",
    )
    parser.add_argument(
        "--rounds", type=whole_number(1, "rounds", 100), default=5, metavar="N", help="default: 5"
    )
    parser.add_argument(
        "--fsync-ms",
        type=float,
        default=0.0,
        metavar="MS",
        help="store: add this to each commit, on both sides",
    )
    parser.add_argument(
        "--seconds",
        type=whole_number(1, "seconds", 3600),
        metavar="N",
        help="telegram: how long a round of 100 updates a second lasts; default: 20. "
        "alerts, purchases: how long a round lasts; default: 10",
    )
    parser.add_argument(
        "--conversations",
        type=whole_number(1, "conversations", 10_000_000),
        default=100_000,
        metavar="N",
        help="telegram: open conversations in the database meanwhile; default: 100000",
    )
    parser.add_argument(
        "--rows",
        type=whole_number(1, "rows", 100_000_000),
        default=1_000_000,
        metavar="N",
        help="import: how many rows; digest: how many responses; default: 1000000",
    )
    parser.add_argument(
        "--every",
        action="store_true",
        help="statistics: every number of answers from 5 to 1000, which takes an hour; else a spread",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    if options.what == "statistics":
        from bot.bench import changes

        changes.run(every=options.every, as_json=options.json)
        return OK
    from bot import bench

    bench.run(
        options.what,
        as_json=options.json,
        rounds=options.rounds,
        fsync_ms=options.fsync_ms,
        seconds=options.seconds,
        open_conversations=options.conversations,
        rows=options.rows,
    )
    return OK
