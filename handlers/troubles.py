"""An order went wrong, and the shop says so before anybody complains: an apology, a case, both or nothing.

The operator decides by what happened. Nobody is asked about the order either way. An apology goes out once an
order, outside the quiet hours, and not where a person of ours is looking after the customer already: they
hear of it in their thread instead.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.effects import Effect, Line, Save, SetTimer, Timer
from bot.core.identity import Customer
from bot.core.journey import TROUBLES, Purchase
from bot.core.recovery import Case, CaseKind, log
from bot.core.settings import Kindness
from bot.core.survey import Audience
from bot.core.verdict import Judgement, Verdict
from bot.core.view import View
from handlers import alerts, cases, opening
from handlers.asking import allowed_from, told
from handlers.customers import reached_at

_APOLOGISES = frozenset({Kindness.APOLOGY, Kindness.BOTH})
_OPENS = frozenset({Kindness.CASE, Kindness.BOTH})


def heard_of(purchase: Purchase, customer: Customer, view: View, before: str | None = None) -> list[Effect]:
    """What is done about this order, as ``not_asked`` says that it went wrong.

    ``before`` is what was said of it earlier: an order has one apology.
    """
    trouble = purchase.not_asked
    if trouble not in TROUBLES or customer.audience is not Audience.BUYER or customer.erased_at is not None:
        return []
    kindness = _kindness(trouble, view)
    case = view.open_case(customer.id)
    if kindness is Kindness.NOTHING:
        return []
    if case is not None:
        return _added_to(case, purchase, trouble, customer, view)
    effects = _case(purchase, trouble, customer, view) if kindness in _OPENS else []
    if kindness in _APOLOGISES and _kindness(before or "", view) not in _APOLOGISES:
        effects.append(SetTimer(Timer("apology", purchase.id, allowed_from(view, customer))))
    return effects


def _kindness(trouble: str, view: View) -> Kindness:
    return view.settings.kindness.get(trouble, Kindness.NOTHING)


def _added_to(case: Case, purchase: Purchase, trouble: str, customer: Customer, view: View) -> list[Effect]:
    """Whoever looks after the customer hears of it."""
    noted, entry = log(case, "trouble", view.now, None, f"{trouble} {purchase.order}")
    line = Line(f"timeline.order.{trouble}", {"order": _named(purchase), **cases.who_is(customer)})
    return [Save(noted), Save(entry), alerts.timeline(noted, line, view)]


def _case(purchase: Purchase, trouble: str, customer: Customer, view: View) -> list[Effect]:
    """Staff look after it, though nobody has complained."""
    return opening.opened(
        CaseKind.TROUBLE,
        customer,
        view,
        judgement=Judgement(Verdict.NEUTRAL, (f"reason.order.{trouble}",)),
        touchpoint=purchase.touchpoint,
        place=purchase.place,
        product=purchase.product,
    )


def apology_due(purchase: Purchase, view: View) -> Sequence[Effect]:
    """Say sorry, unless a person has written to them since."""
    customer, case = view.customer(purchase.customer_id), view.open_case(purchase.customer_id)
    is_looked_after = case is not None and (
        case.kind is not CaseKind.TROUBLE or case.contacted_at is not None
    )
    if customer is None or purchase.not_asked not in TROUBLES or is_looked_after:
        return []
    moment = allowed_from(view, customer)
    if moment > view.now:
        return [SetTimer(Timer("apology", purchase.id, moment))]
    return _sorry(purchase, customer, view)


def _sorry(purchase: Purchase, customer: Customer, view: View) -> list[Effect]:
    """Who wants to hear nothing from us, or cannot be reached, is not written to."""
    address = reached_at(customer, view)
    if address is None or customer.has_left:
        return []
    values = {"name": customer.first_name or "", "order": _named(purchase)}
    line = Line(f"apology.{purchase.not_asked}", values)
    return [told(view, address, customer, "apology", f"purchase:{purchase.id}", line, Line("apology.person"))]


def _named(purchase: Purchase) -> str:
    return purchase.product or purchase.order
