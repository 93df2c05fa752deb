"""What follows from a case that has moved, whoever moved it: elsewhere among staff, and for the customer.

It follows from what is saved: the last of each case among an event's effects is held against what the view
had before, so that nothing that opens a case or moves it has to think of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.effects import Effect, Save
from bot.core.identity import Customer
from bot.core.recovery import Case
from bot.core.view import View
from handlers import acknowledging, copies, paging


def with_following(effects: Sequence[Effect], view: View) -> Sequence[Effect]:
    """These effects, which the view does not show yet, with what else is to be done before and after them."""
    saved = [effect.fact for effect in effects if isinstance(effect, Save)]
    cases = {fact.id: fact for fact in saved if isinstance(fact, Case)}
    if not cases:
        return effects
    customers = {fact.id: fact for fact in saved if isinstance(fact, Customer)}
    first: list[Effect] = []
    then: list[Effect] = []
    for case in cases.values():
        before = view.case(case.id)
        customer = customers.get(case.customer_id) or view.customer(case.customer_id)
        if customer is None:
            continue
        first += acknowledging.put_aside(before, case, customer, view)
        if before is not None:
            then += copies.edited(before, case, customer, view)
        then += paging.paged(case, customer, view)
    return [*first, *effects, *then]
