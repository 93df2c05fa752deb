"""Commands: what each one does and who may give it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.effects import Effect, Line
from bot.core.events import CommandGiven
from bot.core.spoken import clean
from bot.core.verdict import Aside
from bot.core.view import View
from handlers import asking, digests, leaving, strays
from handlers.customers import known_customer


def given(event: CommandGiven, view: View) -> Sequence[Effect]:
    """One command. ``/digest`` is for managers; the others are a customer's, in their own chat."""
    if event.name == "digest":
        return digests.asked(event, view)
    if event.address.room:
        return []
    customer, effects = known_customer(event.address, view, event.sender_name)
    match event.name:
        case "feedback":
            effects += strays.feedback_wanted(event.address, customer, view)
        case "stop":
            invitation = view.open_invitation(customer.id)
            effects += leaving.opt_out(invitation, customer, event.address, view)
        case "start" | "help":
            line = Line("help.customer", {"business": view.settings.business})
            effects.append(asking.told(view, event.address, customer, "reply", "help", line))
        case _:
            words = Aside(clean(event.argument))
            effects += strays.offer_menu(words, event.address, customer, view)
    return effects
