"""Whom to ask, and when. The only way to an invitation; whoever is not asked has the reason on record.

Gates are tried in the order of the table. Quiet hours *postpone*; every other gate *drops*, and its
name is the reason on the ``Suppression``. What a customer starts passes by the gates that protect
people from being asked too often, never by those that protect the erased.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

from bot.core.identity import Customer
from bot.core.periods import QuietHours, outside_quiet_hours


@dataclass(frozen=True, slots=True)
class ContactRules:
    """How often, how late and how many. A zero switches a rule off."""

    between_any: timedelta = timedelta(days=30)
    between_same_nps: timedelta = timedelta(days=90)
    quiet: QuietHours = QuietHours(time(20), time(9))
    reminder_after: timedelta = timedelta(days=3)
    expires_after: timedelta = timedelta(days=7)
    ignored_in_a_row: int = 2
    sampling: float = 1.0  # share of purchases asked about, 0…1
    while_case_open: bool = False
    delays: bool = True  # false: touchpoint delays are not waited for
    between_same: timedelta = timedelta(0)  # two invitations to the same survey that is not NPS
    near_usual_hour: bool = False  # wait for the hour at which the customer usually buys
    launch_cap: int = 0  # invitations a day, all customers together, by the business's date; 0: no cap


@dataclass(frozen=True, slots=True)
class Asking:
    """Everything a gate may look at."""

    now: datetime
    customer: Customer
    purchase_id: str
    survey: str
    survey_is_nps: bool
    case_open: bool
    conversation_open: bool
    rules: ContactRules
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """One gate and what it said; ``until`` is set when it postpones."""

    gate: str
    passed: bool
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Suppression:
    """The recorded decision not to ask, with its reason: the name of the gate, or of what took its place."""

    purchase_id: str
    customer_id: str
    touchpoint: str
    reason: str
    at: datetime


def _erased(asking: Asking) -> bool:
    return asking.customer.erased_at is None


def _opted_out(asking: Asking) -> bool:
    return asking.customer.opted_out_at is None


def _conversation_open(asking: Asking) -> bool:
    return not asking.conversation_open


def _open_case(asking: Asking) -> bool:
    return asking.rules.while_case_open or not asking.case_open


def _sampling(asking: Asking) -> bool:
    """The same purchase always falls on the same side."""
    drawn = int.from_bytes(blake2b(asking.purchase_id.encode(), digest_size=4).digest(), "big")
    return drawn < asking.rules.sampling * 2**32


def _ignored(asking: Asking) -> bool:
    limit = asking.rules.ignored_in_a_row
    return limit == 0 or asking.customer.ignored < limit


def _cool_down(asking: Asking) -> bool:
    last = max(asking.customer.invited_at.values(), default=None)
    return last is None or asking.now - last >= asking.rules.between_any


def _same_nps(asking: Asking) -> bool:
    last = asking.customer.invited_at.get(asking.survey)
    return not asking.survey_is_nps or last is None or asking.now - last >= asking.rules.between_same_nps


GATES: tuple[tuple[str, Callable[[Asking], bool]], ...] = (
    ("erased", _erased),
    ("opted_out", _opted_out),
    ("conversation_open", _conversation_open),
    ("open_case", _open_case),
    ("sampling", _sampling),
    ("ignored", _ignored),
    ("cool_down", _cool_down),
    ("same_nps", _same_nps),
)


def gate_verdicts(asking: Asking) -> tuple[GateVerdict, ...]:
    """Every gate and what it says, quiet hours last: what ``feedback-bot why`` prints."""
    verdicts = [GateVerdict(name, passes(asking)) for name, passes in GATES]
    allowed_from = outside_quiet_hours(asking.now, asking.rules.quiet, asking.zone)
    quiet = allowed_from > asking.now
    verdicts.append(GateVerdict("quiet_hours", not quiet, allowed_from if quiet else None))
    return tuple(verdicts)


def first_closed(asking: Asking) -> GateVerdict | None:
    """The gate that decides, or None when the customer may be asked now."""
    return next((verdict for verdict in gate_verdicts(asking) if not verdict.passed), None)
