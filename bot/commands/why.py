"""``feedback-bot why``: why somebody is asked, or not, with every gate and what is on record."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from bot.commands.options import OK, config_option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.effects import Line
    from handlers.explaining import Explanation


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument(
        "words",
        nargs="+",
        metavar="PURCHASE|CUSTOMER",
        help="an order number, a purchase's or customer's id, a customer's number or e-mail, or their name",
    )
    config_option(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object, moments in UTC")
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status. Reads only."""
    from bot import config
    from bot.commands.looking import look_up
    from bot.texts.terminal import as_json
    from handlers.explaining import explain

    looked = asyncio.run(look_up(config.load(options.config), " ".join(options.words)))
    explanation, language = explain(looked.subject, looked.view), looked.view.settings.language
    if options.json:
        print(as_json(_json(explanation, language)))
    else:
        print("\n".join(_text(explanation, language)))
    return OK


def _text(said: Explanation, language: str) -> Iterator[str]:
    from bot.core.effects import Line
    from bot.texts import render
    from bot.texts.terminal import aligned, headed, wrapped

    def words(line: Line) -> str:
        return render(line, language)

    for line in (said.title, *said.status, said.now):
        yield from wrapped(words(line))
    yield from headed(words(Line("why.head.gates")))
    yield from aligned([(gate.gate, words(Line(gate.key, gate.values))) for gate in said.gates], hanging=2)
    if said.history:
        yield from headed(words(Line("why.head.history")))
        for line in said.history:
            yield from wrapped(words(line), others="  ")
    if said.record:
        yield from headed(words(Line("why.head.record")))
        yield from aligned([_fact(words(line)) for line in said.record])


def _fact(words: str) -> tuple[str, str]:
    """What it is, and what it is for them."""
    label, _, value = words.partition(": ")
    return label, value


def _json(said: Explanation, language: str) -> dict[str, object]:
    """Names, values and the same words."""
    from bot.core.effects import Line
    from bot.texts import render

    def line(one: Line) -> dict[str, object]:
        return {**one.json, "text": render(one, language)}

    purchase, customer = said.subject.purchase, said.subject.customer
    return {
        "purchase": purchase.id if purchase else None,
        "order": purchase.order if purchase else None,
        "customer": customer.id if customer else None,
        "status": [line(one) for one in said.status],
        "now": line(said.now),
        "gates": [
            {
                "gate": gate.gate,
                "passed": gate.passed,
                "until": gate.until.isoformat() if gate.until else None,
                "because": gate.because or None,
                "values": dict(gate.values),
                "text": render(Line(gate.key, gate.values), language),
            }
            for gate in said.gates
        ],
        "history": [line(one) for one in said.history],
        "record": [line(one) for one in said.record],
    }
