"""The commands. Heavy things are imported by the command that needs them: ``--help`` answers at once."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.errors import FeedbackBotError, OperatorError

if TYPE_CHECKING:
    from bot.demo.headless import Outcome
    from bot.replay import Replayed

OK, FAILED, MISUSED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status. An operator's mistake is a line, never a traceback."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if not hasattr(options, "command"):
        parser.print_help()
        return OK
    try:
        status: int = options.command(options)
    except OperatorError as error:
        print(f"feedback-bot: {error}", file=sys.stderr)
        return MISUSED
    except FeedbackBotError as error:
        print(f"feedback-bot: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return OK
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="feedback-bot",
        description="Asks your customers how it was, tells your team who is unhappy, "
        "and gives managers an honest digest.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name, (words, fill) in _COMMANDS.items():
        fill(commands.add_parser(name, help=words))
    return parser


def command_names() -> tuple[str, ...]:
    """Every command there is."""
    return tuple(_COMMANDS)


def _config_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config", type=Path, default=Path("config.toml"), metavar="FILE", help="default: config.toml"
    )


def _whole(least: int, name: str, most: int = 1_000_000) -> Callable[[str], int]:
    def number(raw: str) -> int:
        if not raw.isdigit() or not least <= int(raw) <= most:
            raise argparse.ArgumentTypeError(
                f"{name} must be a whole number from {least} to {most}, not {raw!r}"
            )
        return int(raw)

    return number


def _demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--headless", action="store_true", help="no browser: live through it and print the digest"
    )
    parser.add_argument(
        "--customers", type=_whole(1, "customers", 100_000), default=200, metavar="N", help="default: 200"
    )
    parser.add_argument("--days", type=_whole(1, "days", 3650), default=90, metavar="N", help="default: 90")
    parser.add_argument(
        "--seed",
        type=_whole(0, "seed"),
        default=7,
        metavar="N",
        help="another seed, another story; default: 7",
    )
    parser.add_argument("--data", metavar="DIR", help="keep the data here, and go on with what is there")
    parser.add_argument("--json", action="store_true", help="with --headless: end with one JSON object")
    parser.add_argument(
        "--port", type=_whole(0, "port", 65535), default=8765, metavar="N", help="default: 8765"
    )
    parser.add_argument("--open", action="store_true", help="open the page in your browser")
    parser.add_argument("--discard", action="store_true", help=argparse.SUPPRESS)  # a restart of its own
    parser.set_defaults(command=_do_demo)


def _do_demo(options: argparse.Namespace) -> int:
    from bot.demo.sandbox import data_folder

    with data_folder(options.data, options.discard) as folder:
        if options.headless:
            from bot.demo.headless import headless

            outcome = asyncio.run(headless(folder, options.customers, options.days, options.seed))
            return _ended(outcome, options.json)
        from bot.demo.server import serve

        again = ["-m", "bot", "demo", "--data", str(folder), "--port", str(options.port)]
        again += ["--seed", str(options.seed), "--days", str(options.days)]
        again += ["--discard"] if options.discard or options.data is None else []
        asyncio.run(
            serve(folder, options.port, options.seed, options.days, options.open, [sys.executable, *again])
        )
    return OK


def _ended(outcome: Outcome | Replayed, as_json: bool) -> int:
    """Print the digest, the findings and the numbers; failed when anything was lost or doubled."""
    findings = outcome.findings.lost + outcome.findings.doubled
    print(outcome.digest)
    for finding in findings:
        print(f"finding: {finding}", file=sys.stderr)
    if as_json:
        print(json.dumps(outcome.counts))
    else:
        print(", ".join(f"{name} {value}" for name, value in outcome.counts.items()))
    return FAILED if findings else OK


def _run(parser: argparse.ArgumentParser) -> None:
    _config_option(parser)
    parser.add_argument("--port", type=_whole(0, "port", 65535), metavar="N", help="instead of [http] port")
    parser.add_argument(
        "--log-level",
        choices=("debug", "info", "warning", "error"),
        default="info",
        metavar="LEVEL",
        help="debug, info, warning or error; default: info",
    )
    parser.set_defaults(command=_do_run)


def _do_run(options: argparse.Namespace) -> int:
    from bot import config, logs, service
    from bot.config.overview import overview

    loaded = config.load(options.config)
    logs.redact(*(secret.reveal() for secret in loaded.secrets))
    logs.configure(options.log_level)

    def announce(url: str) -> None:
        print(f"feedback-bot is running on {url}", *overview(loaded, url), sep="\n", flush=True)

    asyncio.run(service.run(loaded, options.port, announce))
    return OK


def _check(parser: argparse.ArgumentParser) -> None:
    _config_option(parser)
    parser.add_argument(
        "--online",
        action="store_true",
        help="ask Telegram and Slack too: tokens, permissions, and whether the bot is in every room",
    )
    parser.set_defaults(command=_do_check)


def _do_check(options: argparse.Namespace) -> int:
    from bot import config, logs
    from bot.config.overview import hints, overview

    loaded = config.load(options.config)
    print(
        f"{options.config}: all right. Touchpoints: {len(loaded.touchpoint)}, "
        f"surveys: {len(loaded.definitions)}, rooms: {len(loaded.rooms)}."
    )
    print(*overview(loaded), *(f"Hint: {hint}" for hint in hints(loaded)), sep="\n", flush=True)
    if not options.online:
        return OK
    from bot import online

    logs.redact(*(secret.reveal() for secret in loaded.secrets))
    logs.configure("ERROR")
    findings = asyncio.run(online.findings(loaded))
    for one in findings:
        print(logs.masked(f"{'✓' if one.ok else '✗'} {one.words}"))
    return OK if all(one.ok for one in findings) else FAILED


def _slack(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("manifest",), help="manifest: what Slack makes the app from")
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="as this file says; without it: the defaults"
    )
    parser.add_argument(
        "--public-url", metavar="URL", help="Slack calls this address, instead of Socket Mode"
    )
    parser.add_argument("--command", metavar="NAME", dest="slash", help="default: /customers")
    parser.set_defaults(command=_do_slack)


def _do_slack(options: argparse.Namespace) -> int:
    from bot import config, online

    loaded = config.load(options.config) if options.config else None
    manifest = online.slack_manifest(loaded, options.public_url, options.slash)
    print(json.dumps(manifest, indent=2, ensure_ascii=False))
    return OK


def _migrate(parser: argparse.ArgumentParser) -> None:
    _config_option(parser)
    parser.set_defaults(command=_do_migrate)


def _do_migrate(options: argparse.Namespace) -> int:
    from bot import app, config

    loaded = config.load(options.config)
    revision = asyncio.run(app.migrate(loaded))
    print(f"{loaded.data_folder}: the database has schema revision {revision}.")
    return OK


def _digest(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs="*", help='as after /digest: "last month", "october", "last 30 days"')
    _config_option(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.set_defaults(command=_do_digest)


def _do_digest(options: argparse.Namespace) -> int:
    from bot import app, config

    print(asyncio.run(app.print_digest(config.load(options.config), " ".join(options.words), options.format)))
    return OK


def _replay(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a CSV or TSV file with a header")
    parser.add_argument("--date", required=True, metavar="COLUMN")
    parser.add_argument("--rating", required=True, metavar="COLUMN")
    parser.add_argument("--comment", required=True, metavar="COLUMN")
    parser.add_argument("--customer", metavar="COLUMN")
    parser.add_argument("--product", metavar="COLUMN")
    parser.add_argument("--scale", choices=("1-5", "0-10", "1-7"), default="1-5", help="default: 1-5")
    parser.add_argument("--data", metavar="DIR", help="keep the data here, and go on with what is there")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.set_defaults(command=_do_replay)


def _do_replay(options: argparse.Namespace) -> int:
    from bot.demo.sandbox import data_folder
    from bot.replay import Columns, replay

    columns = Columns(options.date, options.rating, options.comment, options.customer, options.product)
    with data_folder(options.data) as folder:
        return _ended(asyncio.run(replay(options.file, columns, options.scale, folder)), options.json)


def _bench(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what",
        choices=("store", "telegram"),
        help="store: durable events a second beside bare sqlite3; telegram: updates a second beside "
        "python-telegram-bot's ConversationHandler, and how long a reply takes",
    )
    parser.add_argument("--rounds", type=_whole(1, "rounds", 100), default=5, metavar="N", help="default: 5")
    parser.add_argument(
        "--fsync-ms",
        type=float,
        default=0.0,
        metavar="MS",
        help="store: add this to each commit, on both sides",
    )
    parser.add_argument(
        "--seconds",
        type=_whole(1, "seconds", 3600),
        default=20,
        metavar="N",
        help="telegram: how long a round of 100 updates a second lasts; default: 20",
    )
    parser.add_argument(
        "--conversations",
        type=_whole(1, "conversations", 10_000_000),
        default=100_000,
        metavar="N",
        help="telegram: open conversations in the database meanwhile; default: 100000",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(command=_do_bench)


def _do_bench(options: argparse.Namespace) -> int:
    from bot import bench

    bench.run(
        options.what,
        as_json=options.json,
        rounds=options.rounds,
        fsync_ms=options.fsync_ms,
        seconds=options.seconds,
        open_conversations=options.conversations,
    )
    return OK


_COMMANDS: Mapping[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
    "demo": ("try it: a shop, a phone and two rooms on one page, no tokens", _demo),
    "run": ("run the bot", _run),
    "check": ("report every problem of a configuration at once", _check),
    "slack": ("print the manifest that Slack makes the app from", _slack),
    "migrate": ("bring the database up to date", _migrate),
    "digest": ("print the managers' digest", _digest),
    "replay-reviews": ("bring real reviews through the whole loop", _replay),
    "bench": ("measure speed against a baseline", _bench),
}
