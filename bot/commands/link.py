"""``feedback-bot link``: a purchase's link, or a place's own, as text and as a QR code."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.options import OK, config_option

if TYPE_CHECKING:
    from datetime import datetime

    from bot.config import Config
    from bot.core.identity import Link

_SIZES = ("receipt", "counter")
_TITLES = {"web": "Web page", "telegram": "Telegram"}


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("purchase", nargs="?", help="an order's number, or a purchase's id")
    which.add_argument("--place", metavar="NAME", help="the link of a place's counter, as in [places.NAME]")
    parser.add_argument(
        "--for", dest="platform", choices=tuple(_TITLES), help="only the link that leads there"
    )
    parser.add_argument("--qr", type=Path, metavar="FILE", help="write its QR code to FILE.png or FILE.svg")
    parser.add_argument(
        "--size", choices=_SIZES, help="of the QR code; default: receipt, and counter for a place"
    )
    config_option(parser)
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status. Reads only."""
    import asyncio

    from bot import config

    loaded = config.load(options.config)
    links = _templates(loaded, options.platform)
    key, notes = _key(loaded), []
    if options.place is not None:
        token = _place_token(options.place, key, loaded)
    else:
        token, note = asyncio.run(_purchase_token(options.purchase, key, loaded))
        notes.append(note)
    urls = {platform: url.replace("{token}", token) for platform, url in links.items()}
    for platform, url in urls.items():
        print(f"{_TITLES[platform]}: {url}")
    for note in notes:
        print(note)
    if options.qr is not None:
        size = options.size or _SIZES[options.place is not None]
        _write(options.qr, next(iter(urls.values())), size)
        print(f"QR code for {_TITLES[next(iter(urls))]}: {options.qr}")
    return OK


def _templates(config: Config, platform: str | None) -> dict[str, str]:
    """Where links lead, or only there. Raises OperatorError where none does."""
    from bot.config import link_templates
    from bot.core.errors import OperatorError

    known = link_templates(config)
    if not known:
        raise OperatorError(
            "No link leads anywhere yet: set [http] public_url for the web chat, or [telegram] username."
        )
    if platform is None:
        return known
    if platform not in known:
        key = "[http] public_url" if platform == "web" else "[telegram] username"
        raise OperatorError(f"No link leads to {_TITLES[platform]}: set {key}.")
    return {platform: known[platform]}


def _place_token(name: str, key: bytes, config: Config) -> str:
    from bot.config.values import shown, suggestion
    from bot.core.errors import OperatorError
    from handlers.links import place_token

    if name not in config.places:
        known = suggestion(name, config.places)
        raise OperatorError(f"There is no place {shown(name)} in the configuration's [places]; {known}")
    return place_token(name, key)


async def _purchase_token(words: str, key: bytes, config: Config) -> tuple[str, str]:
    """The token of the purchase that is meant, and how its link is. Raises OperatorError where none fits."""
    from bot import app
    from bot.config.values import shown
    from bot.core.errors import OperatorError
    from bot.core.link_tokens import link_token, token_hash
    from storage import receipts
    from storage.database import open_database

    database = await open_database(app.database_url(config, config.data_folder), read_only=True)
    try:
        found = await database.read(lambda connection: receipts.purchases_called(connection, words))
        if not found:
            raise OperatorError(f"There is no order and no purchase {shown(words)}.")
        if len(found) > 1:
            which = ", ".join(f"{one.id} ({one.shop}, {one.bought_at:%Y-%m-%d})" for one in found)
            raise OperatorError(f"{shown(words)} is more than one purchase; name one by its id: {which}.")
        token = link_token(key, found[0].id)
        link = await database.read(lambda connection: receipts.link_with(connection, token_hash(token)))
    finally:
        await database.close()
    return token, _state(link, app.SystemClock().now())


def _state(link: Link | None, now: datetime) -> str:
    if link is None:
        return "This purchase has no link: it was imported, or its customer was erased. It leads nowhere."
    if link.opened_by is not None:
        return "It was opened already, and belongs to the chat in which it was."
    if now >= link.expires_at:
        return f"It ran out on {link.expires_at:%Y-%m-%d}: whoever opens it is told so kindly."
    return f"Not opened yet; it can be until {link.expires_at:%Y-%m-%d}."


def _key(config: Config) -> bytes:
    """What links are made with. Raises OperatorError where nobody has made it yet."""
    import asyncio

    from bot import app
    from bot.core.errors import OperatorError

    if (shared := asyncio.run(_shared_key(config))) is not None:
        return shared
    if not (config.data_folder / app.KEY_FILE).exists():
        raise OperatorError(
            f"There is no {app.KEY_FILE} in {config.data_folder} yet, which links are made with. "
            "Start the bot once with feedback-bot run."
        )
    return app.link_key(config.data_folder)


async def _shared_key(config: Config) -> bytes | None:
    """Of several processes on one database; None on a file."""
    from bot import app
    from storage.database import open_database
    from storage.installation import known_link_key

    if not app.is_shared(config):
        return None
    database = await open_database(app.database_url(config, config.data_folder), read_only=True)
    try:
        return await known_link_key(database)
    finally:
        await database.close()


def _write(path: Path, url: str, size: str) -> None:
    from bot.core.errors import OperatorError
    from bot.qr import PNG, SVG, draw

    form = path.suffix.removeprefix(".").lower()
    if form not in {PNG, SVG}:
        raise OperatorError(f"{path}: name a file that ends with .png or .svg.")
    try:
        path.write_bytes(draw(url, form, size))
    except OSError as error:
        raise OperatorError(f"{path}: cannot be written ({error.strerror}).") from None
