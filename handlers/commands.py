"""Commands: what each one does and who may give it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.core.effects import Effect
from bot.core.events import CommandGiven, MessageReceived
from bot.core.identity import Address, Customer
from bot.core.lexicons import LEXICONS
from bot.core.permissions import Place, place_of
from bot.core.platforms import platform_of
from bot.core.spoken import bare_words, clean
from bot.core.verdict import Aside
from bot.core.view import View
from handlers import (
    beliefs,
    book,
    claiming,
    connecting,
    digests,
    guessing,
    improvements,
    introducing,
    leaving,
    own_data,
    own_settings,
    own_words,
    pausing,
    rooms,
    staff,
    strays,
    trials,
)
from handlers.customers import known_customer


def given(event: CommandGiven, view: View) -> Sequence[Effect]:
    """One command. Some are for managers, what else is said in a room for staff, the rest for customers.

    Where praise is read nothing is done.
    """
    if place_of(event.address, view.settings) is Place.WINS_ROOM:
        return rooms.commanded(event, view)
    if event.name in FOR_ANYBODY:
        return FOR_ANYBODY[event.name](event, view)
    if event.name in FOR_MANAGERS:
        return FOR_MANAGERS[event.name](event, view)
    if staff.is_for(event, view.settings):
        return staff.given(event, view)
    if event.address.room:
        return rooms.commanded(event, view)
    customer, effects = known_customer(event.address, view, event.sender_name, event.language)
    done = FOR_CUSTOMERS.get(event.name, _unknown)
    return [*effects, *done(event, customer, view)]


def _feedback(event: CommandGiven, customer: Customer, view: View) -> Sequence[Effect]:
    return strays.feedback_wanted(event.address, customer, view)


def _stop(event: CommandGiven, customer: Customer, view: View) -> Sequence[Effect]:
    current = view.open_invitation(customer.id)
    stopped = leaving.opt_out(current, customer, event.address, view)
    if current is not None and current.trial:
        return trials.tried(current, stopped, customer, event.address, view)
    return stopped


def _language(event: CommandGiven, customer: Customer, view: View) -> Sequence[Effect]:
    return own_settings.language_asked(event.argument, customer, event.address, view)


def _name(event: CommandGiven, customer: Customer, view: View) -> Sequence[Effect]:
    return own_settings.named(event.argument, customer, event.address, view)


def _connect(event: CommandGiven, customer: Customer, view: View) -> Sequence[Effect]:
    return connecting.asked(customer, event.address, view)


def _mydata(event: CommandGiven, customer: Customer, view: View) -> Sequence[Effect]:
    return own_data.given_out(customer, event.address, view)


def _unknown(event: CommandGiven, customer: Customer, view: View) -> Sequence[Effect]:
    """What follows a command that we do not have is a message like any other."""
    return strays.offer_menu(Aside(clean(event.argument)), event.address, customer, view)


def _told(
    telling: Callable[[Customer, Address, View], Effect],
) -> Callable[[CommandGiven, Customer, View], Sequence[Effect]]:
    """A command that is answered with one message."""
    return lambda event, customer, view: [telling(customer, event.address, view)]


FOR_MANAGERS: Mapping[str, Callable[[CommandGiven, View], Sequence[Effect]]] = {
    "digest": digests.asked,
    book.COMMAND: book.asked,
    **dict.fromkeys(pausing.COMMANDS, pausing.asked),
    **dict.fromkeys(improvements.NAMES, improvements.asked),
    **dict.fromkeys(beliefs.COMMANDS, beliefs.asked),
    guessing.COMMAND: guessing.asked,
}
FOR_ANYBODY: Mapping[str, Callable[[CommandGiven, View], Sequence[Effect]]] = {
    claiming.COMMAND: claiming.given,
    **dict.fromkeys(introducing.COMMANDS, introducing.asked),
}
FOR_CUSTOMERS: Mapping[str, Callable[[CommandGiven, Customer, View], Sequence[Effect]]] = {
    "start": _told(own_settings.greeted),
    "feedback": _feedback,
    "stop": _stop,
    "language": _language,
    "name": _name,
    "connect": _connect,
    "privacy": _told(own_settings.privacy_told),
    "mydata": _mydata,
    "mine": _told(own_words.shown),
    "forget": _told(own_data.forget_asked),
    "about": _told(own_settings.about_told),
    "help": _told(own_settings.helped),
}
_SPOKEN = {
    bare_words(phrase): command
    for lexicon in reversed(tuple(LEXICONS.values()))  # of two that share a word, the first holds
    for phrase, command in lexicon.commands.items()
    if command in FOR_CUSTOMERS
}
"""What is typed for a command, in every language: whose it is, is not known yet."""


def is_spoken(event: MessageReceived) -> bool:
    """Whether this may be a command without its slash, on a platform that keeps the slash for itself."""
    is_bare = not event.address.room and not event.evidence and platform_of(event.address).bare_commands
    return is_bare and bare_words(clean(event.text)) in _SPOKEN


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
        name=_SPOKEN[bare_words(clean(event.text))],
        argument="",
        sender_name=event.sender_name,
        language=event.language,
    )
