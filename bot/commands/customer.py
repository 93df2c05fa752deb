"""``feedback-bot customer``: what is held of one customer, shown, or written into files for them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

from bot.commands import customer_data
from bot.commands.options import config_option

ACTIONS: Mapping[str, tuple[str, Callable[[argparse.Namespace], int]]] = {
    "show": ("print it", customer_data.show),
    "export": ("write it as a page and as JSON, for the customer who asked", customer_data.export),
}


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    said = "; ".join(f"{name}: {words}" for name, (words, _) in ACTIONS.items())
    parser.add_argument("action", choices=tuple(ACTIONS), help=said)
    parser.add_argument(
        "words",
        nargs="+",
        metavar="CUSTOMER|ORDER",
        help="an order number, a customer's id, number, e-mail or name, or a chat: platform:workspace:user",
    )
    customer_data.fill(parser)
    config_option(parser)
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status."""
    return ACTIONS[options.action][1](options)
