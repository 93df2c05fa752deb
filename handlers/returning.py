"""A way back: who talks with us on a page gets a link of their own to it once staff look into something.

It is theirs alone: whoever opens it first on another device is taken for them, it runs out, and it can be
switched off, before it was opened and after. Beside it stands the way on into Telegram, which connects both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.callbacks import ReturnPressed, return_data
from bot.core.conversation import Invitation
from bot.core.effects import HANDOVER, Button, Effect, Line, Save
from bot.core.events import Event, LinkOpened
from bot.core.identity import Address, Contact, Customer, Link, LinkKind, address_from_key, stranger_id
from bot.core.recovery import Case
from bot.core.settings import Settings
from bot.core.survey import Audience
from bot.core.view import View
from handlers import invitations, merging
from handlers.asking import told
from handlers.customers import reached_at

_HERE = "web"
_CHATS = {_HERE: LinkKind.RETURN, "telegram": LinkKind.CONNECT}
"""Where the way back and the way on lead."""


def hashes(case_id: str, settings: Settings) -> tuple[str, ...]:
    """The hashes of the links that this case's customer was given: they follow from the case."""
    return tuple(invitations.token_hash(_token(case_id, chat, settings)) for chat in _CHATS)


def _token(case_id: str, chat: str, settings: Settings) -> str:
    return invitations.link_token(settings.link_key, f"return:{chat}:{case_id}")


def offered(event: Event, effects: Sequence[Effect], view: View) -> list[Effect]:
    """The link, when what was said on a page opens a case; while a survey goes on there, at its end."""
    settings, address = view.settings, getattr(event, "address", None)
    if not settings.return_lives_for or _HERE not in settings.links:
        return []
    if not isinstance(address, Address) or address.platform != _HERE or address.room:
        return []
    saved = [effect.fact for effect in effects if isinstance(effect, Save)]
    customers = [fact for fact in saved if isinstance(fact, Customer)]
    customer = customers[-1] if customers else view.customer_at(address)
    if customer is None or customer.audience is not Audience.BUYER:
        return []
    case = _to_come_back_to(customer, [fact for fact in saved if isinstance(fact, Case)], saved, view)
    return _given(case, customer, address, view) if case else []


def _to_come_back_to(
    customer: Customer, cases: Sequence[Case], saved: Sequence[object], view: View
) -> Case | None:
    """The case that is new, and nothing is asked; or that was opened in a survey which ends now."""
    talks = [fact for fact in saved if isinstance(fact, Invitation)]
    talk = talks[-1] if talks else view.open_invitation(customer.id)
    if talk is not None and talk.finished_at is None and talk.question is not None and talk.sent_at:
        return None
    new = [case for case in cases if case.customer_id == customer.id and view.case(case.id) is None]
    if new:
        return new[-1]
    before = view.open_invitation(customer.id)
    case = view.open_case(customer.id)
    ends = talk is not None and before is not None and before.id == talk.id and talk.finished_at is not None
    return case if ends and case is not None and talk and case.invitation_id == talk.id else None


def _given(case: Case, customer: Customer, address: Address, view: View) -> list[Effect]:
    settings = view.settings
    until = view.now + settings.return_lives_for
    day = f"{until.astimezone(settings.zone):%Y-%m-%d}"
    effects: list[Effect] = []
    lines: list[Line] = []
    for chat, kind in _CHATS.items():
        if chat in settings.links:
            token = _token(case.id, chat, settings)
            effects.append(Save(Link(invitations.token_hash(token), customer.id, "", until, kind=kind)))
            values = {"url": settings.links[chat].replace("{token}", token)}
            lines.append(Line(f"return.way.{chat}", {**values, "when": day}))
    off = Button(Line("return.off"), return_data(case.id, "off"), emphasis="quiet")
    about = f"case:{case.id}"
    said = told(view, address, customer, "return", about, Line("return.keep"), *lines, rows=((off,),))
    return [*effects, said]


def opened(link: Link, customer: Customer, event: LinkOpened, view: View) -> list[Effect]:
    """On another device this chat goes on; where it was all the time nothing happens, nor is it used up."""
    address, former = event.address, view.customer_at(event.address)
    if former is not None and former.id == customer.id:
        return []
    other_chat = reached_at(customer, view)
    case = view.open_case(customer.id)
    effects: list[Effect] = [
        Save(replace(link, opened_by=address.key)),
        *merging.now_at(address, customer, view),
        told(view, address, customer, "reply", "return", _named("return.welcome", customer)),
    ]
    if other_chat is not None:
        rows = ((Button(Line("return.not_me"), return_data(case.id, "not_me")),),) if case else ()
        line = Line("return.opened")
        effects.append(told(view, other_chat, customer, "reply", "return", line, rows=rows))
    return effects


def pressed(press: ReturnPressed, address: Address, view: View) -> Sequence[Effect]:
    """Switched off: it opens nothing any more, and whoever came by it is out again."""
    customer, case = view.customer_at(address), view.case(press.case_id)
    if customer is None or case is None or case.customer_id != customer.id:
        return []
    given = [view.link(one) for one in hashes(case.id, view.settings)]
    theirs = [link for link in given if link is not None and link.customer_id == customer.id]
    effects: list[Effect] = []
    for link in theirs:
        effects.append(Save(replace(link, expires_at=min(link.expires_at, view.now))))
        came = address_from_key(link.opened_by) if link.opened_by else None
        if came is not None and came != address:
            effects += _out_again(came, customer, view)
    if not theirs:
        return []
    return [*effects, told(view, address, customer, "reply", "return", Line("return.is_off"))]


def _out_again(address: Address, customer: Customer, view: View) -> list[Effect]:
    """Whoever is there is a stranger from now on; a page begins anew."""
    contact = view.contact(address)
    if contact is None or contact.customer_id != customer.id:
        return []
    stranger = Customer(stranger_id(address), Audience.BUYER, None, customer.language, None)
    return [
        Save(stranger),
        Save(Contact(address, stranger.id)),
        told(view, address, stranger, HANDOVER, "return", Line("return.ended")),
    ]


def _named(key: str, customer: Customer) -> Line:
    return Line(key, {"name": customer.first_name} if customer.first_name else {})
