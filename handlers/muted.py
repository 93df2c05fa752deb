"""Whether what a customer says is held back from staff for now: they were muted for abuse.

What endangers somebody is passed on whoever writes it, and so is what belongs to a case that is open.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.core.effects import Line
from bot.core.identity import Customer
from bot.core.view import View

_PASSES = "safety"


def holds_back(customer: Customer, signals: Collection[str], view: View) -> bool:
    """Whether what this customer says, with these signals in it, opens no case for now."""
    until = customer.muted_until
    return until is not None and view.now < until and _PASSES not in signals


def held_back(customer: Customer, view: View) -> Line:
    """What somebody is told whose message is not passed on."""
    return Line("said.held_back", {"when": day(customer.muted_until or view.now, view)})


def day(moment: datetime, view: View) -> str:
    """On the business's calendar."""
    return f"{moment.astimezone(view.settings.zone):%Y-%m-%d}"
