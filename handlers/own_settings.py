"""What somebody settles for themselves: hello, the language, and what is explained to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.core.callbacks import SettingPressed, setting_data
from bot.core.effects import Button, Effect, Line, Save
from bot.core.identity import Address, Customer
from bot.core.language_model import told_of
from bot.core.speaking import chosen
from bot.core.spoken import clean
from bot.core.view import View
from handlers import asking, forgetting, quoting
from handlers.asking import told
from handlers.customers import known_customer, spoken_in
from handlers.purchases import PREFERRED_NAME, with_attributes

_LANGUAGES_A_ROW = 3
_LONGEST_NAME = 40  # characters


def greeted(customer: Customer, address: Address, view: View) -> Effect:
    """Hello: who this is. What somebody asked us to stop stays stopped, unless they now say otherwise."""
    business, slash = view.settings.business, asking.slash(view, address)
    hello = Line("start.greeting", {"business": business, "name": customer.first_name or ""})
    if customer.opted_out_at is None:
        return told(view, address, customer, "reply", "start", hello, Line("start.ways", {"slash": slash}))
    rows = tuple((Button(Line(f"start.{word}"), setting_data("subscribe", word)),) for word in ("yes", "no"))
    lines = (hello, Line("start.stopped", {"slash": slash}), Line("start.ask_again"))
    return told(view, address, customer, "reply", "start", *lines, rows=rows)


def _asked_again(customer: Customer, address: Address, view: View) -> list[Effect]:
    """They want to be asked again; only this lifts a stop. Pressed again it changes nothing."""
    if customer.opted_out_at is None or customer.erased_at is not None:
        return []
    line = Line("start.subscribed", {"slash": asking.slash(view, address)})
    return [
        Save(replace(customer, opted_out_at=None, ignored=0)),
        told(view, address, customer, "reply", "start", line),
    ]


def named(words: str, customer: Customer, address: Address, view: View) -> Sequence[Effect]:
    """``/name Ann``: how they like to be called, whatever a shop or a platform says."""
    name = " ".join(clean(words).split())[:_LONGEST_NAME].strip()
    if not name or customer.erased_at is not None:
        line = Line("name.ask", {"slash": asking.slash(view, address)})
        return [told(view, address, customer, "reply", "name", line)]
    attributes = with_attributes(customer.attributes, {PREFERRED_NAME: name}, "customer", view.now)
    called = replace(customer, preferred_name=name, attributes=attributes)
    line = Line("name.set", {"name": name})
    return [Save(called), told(view, address, called, "reply", "name", line)]


def helped(customer: Customer, address: Address, view: View) -> Effect:
    """What can be said here."""
    business, slash = view.settings.business, asking.slash(view, address)
    lines = (
        Line("help.customer", {"business": business}),
        Line("help.commands", {"slash": slash}),
        *((Line("help.about", {"slash": slash, "business": business}),) if view.settings.about else ()),
    )
    return told(view, address, customer, "reply", "help", *lines)


def about_told(customer: Customer, address: Address, view: View) -> Effect:
    """What the business says of itself, in the operator's own words; we invent nothing."""
    business, words = view.settings.business, view.settings.about
    if not words:
        return told(view, address, customer, "reply", "about", Line("about.nothing", {"business": business}))
    lines = Line("about.title", {"business": business}), Line("about.words", {"words": words})
    return told(view, address, customer, "reply", "about", *lines)


def privacy_told(customer: Customer, address: Address, view: View) -> Effect:
    """What is kept, why, who sees it, and how to have a say in it."""
    business = view.settings.business
    how_it_stands, rows = quoting.choices(customer, view)
    lines = (
        Line("privacy.what", {"business": business}),
        Line("privacy.who", {"business": business}),
        *how_it_stands,
        Line("privacy.ways", {"slash": asking.slash(view, address)}),
        *_privacy_page(view),
    )
    return told(view, address, customer, "reply", "privacy", *lines, rows=rows)


def _privacy_page(view: View) -> Iterator[Line]:
    """Who else sees it, where all of it stands, and whom to ask."""
    if (plan := view.settings.language_model) is not None:
        yield from (Line(key, {"host": plan.host}) for key in told_of(plan))
    if view.settings.privacy_url:
        yield Line("privacy.more", {"url": view.settings.privacy_url})
    if view.settings.privacy_contact:
        yield Line("privacy.contact", {"contact": view.settings.privacy_contact})


def language_asked(words: str, customer: Customer, address: Address, view: View) -> Sequence[Effect]:
    """``/language`` offers what there is, ``/language de`` sets it at once."""
    languages = view.settings.languages
    chosen = spoken_in(words.strip(), view.settings)
    if chosen is not None:
        return _language_set(chosen, customer, address, view)
    if len(languages) == 1:
        return [told(view, address, customer, "reply", "language", Line("language.only"))]
    buttons = [Button(Line(f"language.{code}"), setting_data("language", code)) for code in languages]
    rows = tuple(
        tuple(buttons[place : place + _LANGUAGES_A_ROW]) for place in range(0, len(buttons), _LANGUAGES_A_ROW)
    )
    return [told(view, address, customer, "reply", "language", Line("language.ask"), rows=rows)]


def _language_set(code: str, customer: Customer, address: Address, view: View) -> Sequence[Effect]:
    speaking = chosen(customer, code, view.now)
    return [Save(speaking), told(view, address, speaking, "reply", "language", Line("language.set"))]


def setting_pressed(pressed: SettingPressed, address: Address, view: View) -> Sequence[Effect]:
    """A button of ``/language``, ``/forget``, ``/privacy`` or ``/start``."""
    if address.room:
        return []
    customer, effects = known_customer(address, view)
    match pressed:
        case SettingPressed("language", code) if code in view.settings.languages:
            return [*effects, *_language_set(code, customer, address, view)]
        case SettingPressed("subscribe", "yes"):
            return [*effects, *_asked_again(customer, address, view)]
        case SettingPressed("subscribe", "no"):
            return [*effects, told(view, address, customer, "reply", "start", Line("start.stays"))]
        case SettingPressed("quotes", value):
            return [*effects, *quoting.settled(value, customer, address, view)]
        case SettingPressed("forget", "yes"):
            return [*effects, *forgetting.forgotten(customer, view, address)]
        case SettingPressed("forget", "no"):
            return [*effects, told(view, address, customer, "reply", "forget", Line("forget.kept"))]
        case _:
            return []
