"""``feedback-bot claim``: a link that makes whoever opens it first a manager, staff, or both."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.commands.options import OK, config_option, whole_number

if TYPE_CHECKING:
    from bot.config import Config
    from bot.core.identity import Role

HOURS = 24
_MOST_HOURS = 24 * 30
_ROLES = ("both", "managers", "staff")


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    config_option(parser)
    parser.add_argument("--role", choices=_ROLES, default="both", help="what it makes of them; default: both")
    parser.add_argument(
        "--hours",
        type=whole_number(1, "hours", _MOST_HOURS),
        default=HOURS,
        metavar="N",
        help=f"how long it can be used; default: {HOURS}",
    )
    parser.add_argument(
        "--list",
        dest="shows",
        action="store_true",
        help="print who has a role by a claim, or as a member of a group",
    )
    parser.add_argument(
        "--take-back", metavar="USER", help="take back what USER has claimed, as in telegram::123456789"
    )
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    import asyncio

    from bot import config

    loaded = config.load(options.config)
    if options.shows:
        print(*asyncio.run(_listed(loaded)), sep="\n")
    elif options.take_back:
        print(asyncio.run(_taken_back(loaded, options.take_back)))
    else:
        print(*asyncio.run(claim(loaded, options.role, options.hours)), sep="\n")
    return OK


async def claim(loaded: Config, role: str = "both", hours: int = HOURS) -> list[str]:
    """Store a new word, hashed; the lines that say where it is used."""
    import secrets
    from base64 import b32encode

    from bot import app
    from bot.commands.opening import open_to_write
    from bot.core.claims import Claim
    from handlers.claiming import claim_hash
    from storage import granting

    word = b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()
    expires_at = app.SystemClock().now() + timedelta(hours=hours)
    made = Claim(claim_hash(word), _roles(role), expires_at)
    database, _ = await open_to_write(loaded)
    try:
        await database.write(lambda connection: granting.put_in(connection, made))
    finally:
        await database.close()
    return _ways(loaded, word, role, hours)


def _roles(role: str) -> tuple[Role, ...]:
    from bot.core.identity import Role

    return {"both": (Role.MANAGER, Role.STAFF), "managers": (Role.MANAGER,), "staff": (Role.STAFF,)}[role]


def _ways(loaded: Config, word: str, role: str, hours: int) -> list[str]:
    from bot.core.claims import PREFIX

    becomes = {"both": "a manager, and staff", "managers": "a manager", "staff": "staff"}[role]
    lines = [f"Whoever uses this first, within {hours} h and while the bot runs, becomes {becomes}:"]
    if loaded.telegram is not None and loaded.telegram.username is not None:
        lines.append(f"  Telegram: https://t.me/{loaded.telegram.username}?start={PREFIX}{word}")
    elif loaded.telegram is not None:
        lines.append(f"  Telegram: open the chat with your bot, and send: /claim {word}")
    if loaded.slack is not None:
        lines.append(f"  Slack: {loaded.slack.command} claim {word}")
    if loaded.telegram is not None and loaded.slack is not None:
        lines.append(
            "One of the two: who works on both claims once on each (feedback-bot claim prints another)."
        )
    return lines


async def _listed(loaded: Config) -> list[str]:
    from bot import app
    from bot.config.people import names
    from storage import granting

    called = names(loaded)
    async with app.reading(loaded) as (database, _):
        found = await database.read(granting.granted)
    lines = []
    for one in found:
        by, who = one.group or "claimed", called.get(one.user, "")
        lines.append(f"{one.user}  {one.role}  since {one.at:%Y-%m-%d}  {by}  {who}")
    return [line.rstrip() for line in lines] or ["Nobody has a role but by the configuration."]


async def _taken_back(loaded: Config, user: str) -> str:
    from bot.commands.opening import open_to_write
    from bot.core.errors import OperatorError
    from storage import granting

    database, _ = await open_to_write(loaded)
    try:
        taken = await database.write(lambda connection: granting.take_back(connection, user))
    finally:
        await database.close()
    if not taken:
        raise OperatorError(f"{user} has claimed no role; feedback-bot claim --list says who has.")
    return f"{user} has no claimed role any more; a bot that runs knows within 15 seconds."
