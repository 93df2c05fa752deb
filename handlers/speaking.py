"""We write as the customer writes: whoever does so in another language that we speak is followed into it."""

from __future__ import annotations

from bot.core import speaking
from bot.core.effects import Effect, Line, Save
from bot.core.identity import Address, Customer
from bot.core.view import View
from handlers import asking
from handlers.asking import told


def heard(words: str, customer: Customer, address: Address, view: View) -> tuple[Customer, list[Effect]]:
    """The customer after these words, and what is done about it; how to go back is said the first time."""
    current, written = asking.language_of(view, customer), view.written_in(words)
    if written not in view.settings.languages:
        return customer, []
    after = speaking.heard(customer, current, written, words, view.now)
    if after == customer:
        return customer, []
    if after.language == customer.language or speaking.was_followed(customer):
        return after, [Save(after)]
    line = Line("language.followed", {"slash": asking.slash(view, address)})
    return after, [Save(after), told(view, address, after, "reply", "language", line)]
