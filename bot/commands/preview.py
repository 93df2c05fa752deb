"""``feedback-bot preview``: what a customer would get about a purchase, when, and in which words."""

from __future__ import annotations

import argparse
import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.commands.options import OK, config_option

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from bot.commands.looking import Looked
    from bot.core.effects import Line, Parcel
    from bot.core.ports import Render
    from handlers.previews import Preview


def fill(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument(
        "words",
        nargs="+",
        metavar="PURCHASE",
        help="an order number or a purchase's id; a customer stands for their latest purchase",
    )
    config_option(parser)
    parser.add_argument("--language", metavar="CODE", help="as if this were the customer's; default: theirs")
    parser.add_argument("--json", action="store_true", help="one JSON object, moments in UTC")
    parser.set_defaults(command=do)


def do(options: argparse.Namespace) -> int:
    """Do it; returns the exit status. Reads only, and sends nothing."""
    from bot import config
    from bot.commands.looking import look_up
    from bot.config.own_texts import wording

    loaded = config.load(options.config)
    looked = asyncio.run(look_up(loaded, " ".join(options.words)))
    made = _preview(looked, options.language)
    zone, language = looked.view.settings.zone_for(made.customer)[0], looked.view.settings.language
    render = wording(loaded)
    if options.json:
        print(json.dumps(_json(made, zone, render), indent=2, ensure_ascii=False))
    else:
        print("\n".join(_text(made, zone, language, render)))
    return OK


def _preview(looked: Looked, language: str | None) -> Preview:
    """Raises OperatorError where there is no purchase to ask about, and for a language that we have not."""
    from bot.core.effects import Save
    from bot.core.errors import OperatorError
    from handlers.explaining import latest
    from handlers.previews import preview

    view, customer = looked.view, looked.subject.customer
    if customer is None:
        raise OperatorError("this order was taken back before it was reported: nobody is asked about it")
    purchase = looked.subject.purchase or latest(customer, view)
    if purchase is None:
        raise OperatorError(
            f"customer {customer.id} has bought nothing yet, so there is nothing to ask about"
        )
    if language is not None:
        if language not in view.settings.languages:
            raise OperatorError(
                f"--language: {language!r} is not among [business] languages: "
                f"{', '.join(view.settings.languages)}"
            )
        customer = replace(customer, language=language)
        view.apply(Save(customer))
    return preview(purchase, customer, view)


def _text(made: Preview, zone: ZoneInfo, language: str, render: Render) -> Iterator[str]:
    from bot.core.effects import Line
    from bot.texts.terminal import headed, wrapped
    from handlers.explaining import local

    def words(key: str, **values: str) -> str:
        return render(Line(key, values), language)

    yield from wrapped(render(Line("preview.title", made.subject.names), language))
    for line in _when(made, zone):
        yield from wrapped(render(line, language))
    yield from headed(words("preview.invitation"))
    yield from _message(made.invitation, render)
    if made.reminder is None:
        yield from ("", words("preview.no_reminder"))
        return
    when = local(made.reminder.not_before, zone)
    yield from headed(words("preview.reminder", when=when, zone=str(zone)))
    yield from _message(made.reminder, render)


def _when(made: Preview, zone: ZoneInfo) -> Iterator[Line]:
    """Its moments, and what comes of it."""
    from bot.core.effects import Line
    from handlers.explaining import local

    moments = [{"when": local(moment, zone), "zone": str(zone)} for moment in made.moments]
    if made.asked_at is not None:
        yield Line("preview.already", {"when": local(made.asked_at, zone)})
    for place, moment in enumerate(moments):
        yield Line("preview.waits" if place else "preview.at", moment)
    if made.reason is None:
        yield Line("preview.sent", {**moments[-1], "platform": made.invitation.address.platform})
        return
    decided = local(made.decided_at, zone) if made.decided_at else ""
    yield Line("preview.not_sent")
    yield Line(f"why.reason.{made.reason}", {"when": decided, "order": made.order})
    yield Line("preview.on_link" if made.on_link else "preview.if_asked")


def _message(parcel: Parcel, render: Render) -> Iterator[str]:
    """The lines, and the buttons row by row, in the customer's language."""
    from bot.texts.terminal import wrapped

    for line in parcel.message.lines:
        for part in render(line, parcel.language).splitlines():
            yield from wrapped(part, "  ")
    for row in parcel.message.rows:
        buttons = (f"[{render(button.label, parcel.language)}]" for button in row)
        yield from wrapped(" ".join(buttons), "  ")


def _json(made: Preview, zone: ZoneInfo, render: Render) -> dict[str, object]:
    def message(parcel: Parcel) -> dict[str, object]:
        return {
            "at": parcel.not_before.isoformat(),
            "language": parcel.language,
            "lines": [render(line, parcel.language) for line in parcel.message.lines],
            "buttons": [
                [render(button.label, parcel.language) for button in row] for row in parcel.message.rows
            ],
        }

    return {
        "purchase": made.subject.purchase.id if made.subject.purchase else None,
        "customer": made.customer.id,
        "zone": str(zone),
        "moments": [moment.isoformat() for moment in made.moments],
        "sent_at": made.sent_at.isoformat() if made.sent_at else None,
        "platform": None if made.on_link else made.invitation.address.platform,
        "reason": made.reason,
        "decided_at": made.decided_at.isoformat() if made.decided_at else None,
        "asked_at": made.asked_at.isoformat() if made.asked_at else None,
        "invitation": message(made.invitation),
        "reminder": message(made.reminder) if made.reminder else None,
    }
