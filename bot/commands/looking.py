"""What commands look up that explain one purchase or customer: read only, beside a running process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from bot.config import Config
    from bot.core.view import View
    from handlers.explaining import Subject


@dataclass(frozen=True, slots=True)
class Looked:
    """One purchase or customer, and everything that is loaded about it, as of now."""

    subject: Subject
    view: View


async def look_up(config: Config, words: str) -> Looked:
    """What these words mean, an order or a customer. Raises OperatorError for none and for several."""
    from bot import app
    from bot.core.errors import OperatorError
    from bot.core.ports import Needs
    from bot.core.view import View
    from bot.enrich import with_found
    from handlers import explaining, invitations
    from storage import finding, loading

    now = app.SystemClock().now()
    async with app.reading(config) as (database, made):
        wanted = Needs(contacts=True, past=True, bought=True, standing=invitations.standing(made, now))
        found = await database.read(lambda connection: finding.find(connection, words, made.shops))
        needs = with_found(wanted, found)
        rows = (await database.read(lambda connection: loading.load(connection, [needs], to_save=False))).rows
    view = View(made, rows).for_event(now, 0, found=found)
    subjects = explaining.found_subjects(view)
    if not subjects:
        raise OperatorError(
            f"nothing is called {words!r}; an order number, a purchase's or customer's id, a customer's "
            "number or e-mail, or the beginning of a name will do"
        )
    if len(subjects) > 1:
        which = "\n".join(_choice(one, made.zone) for one in subjects)
        raise OperatorError(f"{words!r} may be several; name one by its id:\n{which}")
    return Looked(subjects[0], view)


def _choice(subject: Subject, zone: ZoneInfo) -> str:
    """One of several, with the id that leads to it alone."""
    from bot.texts.terminal import plain

    purchase, customer = subject.purchase, subject.customer
    who = plain(customer.name or "") if customer else ""
    if purchase is None:
        return f"  {customer.id if customer else ''}  {who}"
    bought = f"{purchase.bought_at.astimezone(zone):%Y-%m-%d}"
    return f"  {purchase.id}  order {plain(purchase.order)} ({plain(purchase.shop)}), {bought}, {who}"
