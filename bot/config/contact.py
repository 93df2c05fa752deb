"""``[contact]``: the rules for everybody, and what differs for an audience, a survey or a touchpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from bot.config.models import ConfigFile, Contact, ContactThere
from bot.config.places import Finding, names_written
from bot.config.values import shown, suggestion
from bot.core.eligibility import ContactRules
from bot.core.periods import QuietHours
from bot.core.settings import Scope

_TOO_LATE = "by then the invitation has expired; set it below expires_after_days, or to 0 for never"


def _as_days(value: float) -> timedelta:
    return timedelta(days=value)


def _as_it_is(value: object) -> object:
    return value


_FIELDS: Mapping[str, tuple[str, Callable[[Any], object]]] = {
    "between_any_days": ("between_any", _as_days),
    "between_same_nps_days": ("between_same_nps", _as_days),
    "between_same_days": ("between_same", _as_days),
    "reminder_after_days": ("reminder_after", _as_days),
    "expires_after_days": ("expires_after", _as_days),
    "ignored_in_a_row": ("ignored_in_a_row", _as_it_is),
    "sampling": ("sampling", _as_it_is),
    "while_case_open": ("while_case_open", _as_it_is),
    "near_usual_hour": ("near_usual_hour", _as_it_is),
}
"""The key → the field of ``ContactRules``, and how the one becomes the other."""


def contact_rules(contact: Contact) -> ContactRules:
    """The rules for everybody."""
    said: dict[str, Any] = _differing(contact)
    return ContactRules(launch_cap=contact.launch_cap_a_day, **said)


def contact_for(contact: Contact) -> dict[tuple[Scope, str], Mapping[str, object]]:
    """What differs, by whom or what it is said for."""
    return {(scope, name): _differing(there) for scope, name, there in _scoped(contact)}


def _differing(there: Contact | ContactThere) -> dict[str, object]:
    said: dict[str, object] = {}
    for key, (field, made) in _FIELDS.items():
        value = getattr(there, key)
        if value is not None:
            said[field] = made(value)
    if there.quiet_from is not None and there.quiet_to is not None:
        said["quiet"] = QuietHours(there.quiet_from, there.quiet_to)
    return said


def _scoped(contact: Contact) -> Iterator[tuple[Scope, str, ContactThere]]:
    for scope in Scope:
        tables: Mapping[str, ContactThere] = getattr(contact, scope)
        for name, there in tables.items():
            yield scope, name, there


def findings(file: ConfigFile, tables: Mapping[str, Any], surveys: Iterable[str]) -> Iterator[Finding]:
    """What is said for something that is not there, and rules that contradict each other."""
    known = {
        Scope.SURVEY: list(dict.fromkeys([*surveys, *names_written(tables, "survey")])),
        Scope.TOUCHPOINT: names_written(tables, "touchpoint") or [one.name for one in file.touchpoint],
    }
    yield from _reminder(file.contact, file.contact, ("contact",))
    for scope, name, there in _scoped(file.contact):
        here = ("contact", scope.value, name)
        names = known.get(scope, [name])
        if name not in names:
            yield here, f"there is no {scope} {shown(name)}; {suggestion(name, names)}"
        yield from _reminder(there, file.contact, here)
        if (there.quiet_from is None) is not (there.quiet_to is None):
            given, missing = ("from", "to") if there.quiet_to is None else ("to", "from")
            yield (*here, f"quiet_{given}"), f"give quiet_{missing} here too: the two belong together"


def _reminder(there: Contact | ContactThere, general: Contact, here: tuple[str, ...]) -> Iterator[Finding]:
    """A reminder comes before the end, whichever of the two is said here."""
    after, expires = there.reminder_after_days, there.expires_after_days
    if after is None and expires is None:
        return
    if (general.reminder_after_days if after is None else after) < (expires or general.expires_after_days):
        return
    if after is None:
        yield (
            (*here, "expires_after_days"),
            "the reminder would come later; raise it above reminder_after_days",
        )
    else:
        yield (*here, "reminder_after_days"), _TOO_LATE
