"""Somebody writes more at once than is answered at once: they hear so, once a day, and nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.effects import Effect, Line
from bot.core.events import TimerDue
from bot.core.identity import address_from_key
from bot.core.intake import FLOOD
from bot.core.ports import Needs
from bot.core.settings import Settings
from bot.core.view import View
from handlers.asking import told


def needs_of_timer(event: TimerDue, _settings: Settings) -> Needs:
    return Needs(addresses=(address_from_key(event.subject),))


def much_at_once(event: TimerDue, view: View) -> Sequence[Effect]:
    """Said in their own chat, to whomever we know there."""
    address = address_from_key(event.subject)
    customer = view.customer_at(address)
    return [] if customer is None else [told(view, address, customer, "reply", FLOOD, Line("flood.much"))]
