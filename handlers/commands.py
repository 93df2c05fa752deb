"""Commands: what each one does and who may give it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.core.effects import Effect
from bot.core.events import CommandGiven, MessageReceived
from bot.core.identity import Address, Customer
from bot.core.platforms import platform_of
from bot.core.spoken import clean
from bot.core.verdict import Aside
from bot.core.view import View
from handlers import digests, leaving, own_data, own_settings, rooms, strays
from handlers.customers import known_customer

_SPOKEN = frozenset({"feedback", "language", "privacy", "mydata", "forget", "help"})


def given(event: CommandGiven, view: View) -> Sequence[Effect]:
    """One command. ``/digest`` is for managers, what is said in a room for staff, the rest for customers."""
    if event.name == "digest":
        return digests.asked(event, view)
    if event.address.room:
        return rooms.commanded(event, view)
    customer, effects = known_customer(event.address, view, event.sender_name, event.language)
    done = _CUSTOMERS.get(event.name, _unknown)
    return [*effects, *done(event, customer, view)]


def _feedback(event: CommandGiven, customer: Customer, view: View) -> Sequence[Effect]:
    return strays.feedback_wanted(event.address, customer, view)


def _stop(event: CommandGiven, customer: Customer, view: View) -> Sequence[Effect]:
    return leaving.opt_out(view.open_invitation(customer.id), customer, event.address, view)


def _language(event: CommandGiven, customer: Customer, view: View) -> Sequence[Effect]:
    return own_settings.language_asked(event.argument, customer, event.address, view)


def _unknown(event: CommandGiven, customer: Customer, view: View) -> Sequence[Effect]:
    """What follows a command that we do not have is a message like any other."""
    return strays.offer_menu(Aside(clean(event.argument)), event.address, customer, view)


def _told(
    telling: Callable[[Customer, Address, View], Effect],
) -> Callable[[CommandGiven, Customer, View], Sequence[Effect]]:
    """A command that is answered with one message."""
    return lambda event, customer, view: [telling(customer, event.address, view)]


_CUSTOMERS: Mapping[str, Callable[[CommandGiven, Customer, View], Sequence[Effect]]] = {
    "start": _told(own_settings.greeted),
    "feedback": _feedback,
    "stop": _stop,
    "language": _language,
    "privacy": _told(own_settings.privacy_told),
    "mydata": _told(own_data.shown),
    "forget": _told(own_data.forget_asked),
    "help": _told(own_settings.helped),
}


def is_spoken(event: MessageReceived) -> bool:
    """Whether this may be a command without its slash, on a platform that keeps the slash for itself."""
    is_bare = not event.address.room and not event.evidence and platform_of(event.address).bare_commands
    return is_bare and _word(event) in _SPOKEN


def spoken(event: MessageReceived, view: View) -> CommandGiven | None:
    """The command that somebody typed as a word while nothing was asked."""
    customer = view.customer_at(event.address)
    if not is_spoken(event) or (customer and view.open_invitation(customer.id)):
        return None
    return CommandGiven(
        platform=event.platform,
        key=event.key,
        at=event.at,
        address=event.address,
        name=_word(event),
        argument="",
        sender_name=event.sender_name,
        language=event.language,
    )


def _word(event: MessageReceived) -> str:
    return clean(event.text).lower().removeprefix("/")
