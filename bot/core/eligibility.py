"""Whom to ask, and when. The only way to an invitation; whoever is not asked has the reason on record.

The gates are tried in the order of the table, and the first that is closed decides:

1. What lasts *drops* at once: erased, opted out, a withdrawn purchase, a pause, the wrong audience, not in
   the sample, too many ignored.
2. Quiet hours, and the wait for the hour at which the customer usually buys, *postpone*.
3. What belongs to the moment *drops* when that moment has come: a conversation or a case that is open,
   cool-downs, the launch cap. So nobody is dropped at night for what is different in the morning.

The name of a gate that drops is the reason on the ``Suppression``; of a withdrawn purchase it is why it was
withdrawn. What a customer starts passes by these gates, and so does what staff try out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

from bot.core.identity import Customer
from bot.core.periods import QuietHours, next_within_hour, outside_quiet_hours
from bot.core.survey import Audience

Value = str | int | float

_AN_HOUR = timedelta(hours=1)


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
    """Everything a gate may look at.

    ``audience`` is the survey's (None: whoever), ``paused_since`` set while managers pause, ``invited_today``
    how many invitations we started on this date, ``not_asked`` why nobody is asked about the purchase,
    ``usual_hour`` (0…23, local) when the customer usually buys, where that is known. ``zone_from`` says whose
    zone it is: "customer", "place" or "business".
    """

    now: datetime
    customer: Customer
    purchase_id: str
    survey: str
    survey_is_nps: bool
    case_open: bool
    conversation_open: bool
    rules: ContactRules
    zone: ZoneInfo
    audience: Audience | None = None
    paused_since: datetime | None = None
    invited_today: int = 0
    not_asked: str | None = None
    usual_hour: int | None = None
    expires_at: datetime | None = None
    zone_from: str = "business"


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """One gate and what it said; ``until`` is set when it postpones.

    ``values`` are the rule and what was found, for a person who reads it: local dates (2026-03-01), local
    moments (2026-03-01 21:14), numbers. ``because`` tells ways of passing apart: "off" (there is no such
    rule), "never" (nothing is known that it could hold against), "other" (it is not about this survey),
    "quiet" and "late" (waiting for the usual hour would be no use).
    """

    gate: str
    passed: bool
    until: datetime | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    because: str = ""

    @property
    def reason(self) -> str:
        """What stands on the suppression where this gate drops."""
        return str(self.values.get("reason", self.gate))

    @property
    def key(self) -> str:
        """The text that says it: ``why.gate.NAME.closed``, ``….passed``, ``….off`` …"""
        return f"why.gate.{self.gate}.{self.because or ('passed' if self.passed else 'closed')}"


@dataclass(frozen=True, slots=True)
class Suppression:
    """The recorded decision not to ask, with its reason: the name of the gate, or of what took its place."""

    purchase_id: str
    customer_id: str
    touchpoint: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Found:
    """What one gate found; its name is in the table."""

    passed: bool
    values: Mapping[str, Value] = field(default_factory=dict)
    because: str = ""
    until: datetime | None = None


_PASSED = _Found(passed=True)
_OFF = _Found(passed=True, because="off")
_NEVER = _Found(passed=True, because="never")
_OTHER = _Found(passed=True, because="other")


def _day(moment: datetime, asking: Asking) -> str:
    return f"{moment.astimezone(asking.zone):%Y-%m-%d}"


def _moment(moment: datetime, asking: Asking) -> str:
    return f"{moment.astimezone(asking.zone):%Y-%m-%d %H:%M}"


def _days(span: timedelta) -> float:
    return round(span / timedelta(days=1), 2)


def _erased(asking: Asking) -> _Found:
    at = asking.customer.erased_at
    return _PASSED if at is None else _Found(passed=False, values={"since": _day(at, asking)})


def _opted_out(asking: Asking) -> _Found:
    at = asking.customer.opted_out_at
    return _PASSED if at is None else _Found(passed=False, values={"since": _day(at, asking)})


def _withdrawn(asking: Asking) -> _Found:
    why = asking.not_asked
    return _PASSED if why is None else _Found(passed=False, values={"reason": why})


def _paused(asking: Asking) -> _Found:
    at = asking.paused_since
    return _PASSED if at is None else _Found(passed=False, values={"since": _moment(at, asking)})


def _audience(asking: Asking) -> _Found:
    """Who buys and who works with us are never asked the same, nor counted together."""
    theirs, asked = asking.customer.audience, asking.audience or asking.customer.audience
    values = {"survey": asking.survey, "audience": str(theirs), "asked": str(asked)}
    return _Found(passed=theirs is asked, values=values)


def _sampling(asking: Asking) -> _Found:
    """The same purchase always falls on the same side."""
    share = asking.rules.sampling
    if share >= 1:
        return _OFF
    drawn = int.from_bytes(blake2b(asking.purchase_id.encode(), digest_size=4).digest(), "big")
    return _Found(passed=drawn < share * 2**32, values={"percent": round(share * 100, 1)})


def _ignored(asking: Asking) -> _Found:
    limit, ignored = asking.rules.ignored_in_a_row, asking.customer.ignored
    if limit == 0:
        return _OFF
    return _Found(passed=ignored < limit, values={"ignored": ignored, "limit": limit})


def _quiet_hours(asking: Asking) -> _Found:
    quiet = asking.rules.quiet
    if quiet.start == quiet.end:
        return _OFF
    values: dict[str, Value] = {
        "from": f"{quiet.start:%H:%M}",
        "to": f"{quiet.end:%H:%M}",
        "zone": str(asking.zone),
        "zone_from": asking.zone_from,
        "local": _moment(asking.now, asking),
    }
    until = outside_quiet_hours(asking.now, quiet, asking.zone)
    if until <= asking.now:
        return _Found(passed=True, values=values)
    return _Found(passed=False, values={**values, "next": _moment(until, asking)}, until=until)


def _usual_hour(asking: Asking) -> _Found:
    """Wait for the hour at which they usually buy, unless it is a quiet one or comes too late."""
    hour = asking.usual_hour
    if not asking.rules.near_usual_hour:
        return _OFF
    if hour is None:
        return _NEVER
    values: dict[str, Value] = {"hour": f"{hour:02}:00", "zone": str(asking.zone)}
    begins = next_within_hour(asking.now, hour, asking.zone)
    if begins == asking.now:
        return _Found(passed=True, values=values)
    until = outside_quiet_hours(begins, asking.rules.quiet, asking.zone)
    if until - begins >= _AN_HOUR:
        return _Found(passed=True, values=values, because="quiet")
    if asking.expires_at is not None and until >= asking.expires_at:
        return _Found(passed=True, values=values, because="late")
    return _Found(passed=False, values={**values, "next": _moment(until, asking)}, until=until)


def _conversation_open(asking: Asking) -> _Found:
    return _Found(passed=not asking.conversation_open)


def _open_case(asking: Asking) -> _Found:
    return _OFF if asking.rules.while_case_open else _Found(passed=not asking.case_open)


def _cool_down(asking: Asking) -> _Found:
    """The time between any two invitations, by the rule of the one that is about to be sent."""
    invited = asking.customer.invited_at
    last = max(invited, key=lambda survey: invited[survey], default=None)
    return _after(None if last is None else (last, invited[last]), asking.rules.between_any, asking)


def _same_nps(asking: Asking) -> _Found:
    return _after_same(asking.rules.between_same_nps, asking) if asking.survey_is_nps else _OTHER


def _same_survey(asking: Asking) -> _Found:
    return _OTHER if asking.survey_is_nps else _after_same(asking.rules.between_same, asking)


def _after_same(span: timedelta, asking: Asking) -> _Found:
    at = asking.customer.invited_at.get(asking.survey)
    return _after(None if at is None else (asking.survey, at), span, asking)


def _after(last: tuple[str, datetime] | None, span: timedelta, asking: Asking) -> _Found:
    if not span:
        return _OFF
    if last is None:
        return _Found(passed=True, values={"days": _days(span)}, because="never")
    survey, at = last
    values: dict[str, Value] = {
        "days": _days(span),
        "survey": survey,
        "last": _day(at, asking),
        "next": _day(at + span, asking),
    }
    return _Found(passed=asking.now - at >= span, values=values)


def _launch_cap(asking: Asking) -> _Found:
    cap, invited = asking.rules.launch_cap, asking.invited_today
    return _Found(passed=invited < cap, values={"cap": cap, "invited": invited}) if cap else _OFF


GATES: tuple[tuple[str, Callable[[Asking], _Found]], ...] = (
    ("erased", _erased),
    ("opted_out", _opted_out),
    ("withdrawn", _withdrawn),
    ("paused", _paused),
    ("audience", _audience),
    ("sampling", _sampling),
    ("ignored", _ignored),
    ("quiet_hours", _quiet_hours),
    ("usual_hour", _usual_hour),
    ("conversation_open", _conversation_open),
    ("open_case", _open_case),
    ("cool_down", _cool_down),
    ("same_nps", _same_nps),
    ("same_survey", _same_survey),
    ("launch_cap", _launch_cap),
)
_NO_REASONS = frozenset({"withdrawn", "quiet_hours", "usual_hour"})  # it has its own reasons; they postpone
REASONS: tuple[str, ...] = (
    *(gate for gate, _ in GATES if gate not in _NO_REASONS),
    *("refunded", "cancelled", "late", "cancelled_by_us", "out_of_stock"),
    *("imported", "merged", "expired"),
    *("no_survey", "no_address", "unreachable", "rejected", "restored"),
)
"""Everything that a ``Suppression`` may give as its reason."""


def gate_verdicts(asking: Asking) -> tuple[GateVerdict, ...]:
    """Every gate and what it says, also behind one that is closed: what ``feedback-bot why`` prints."""
    return tuple(_verdict(gate, found(asking)) for gate, found in GATES)


def first_closed(asking: Asking) -> GateVerdict | None:
    """The gate that decides, or None when the customer may be asked now."""
    for gate, found in GATES:
        said = found(asking)
        if not said.passed:
            return _verdict(gate, said)
    return None


def planned(
    bought_at: datetime, now: datetime, delay: timedelta, rules: ContactRules
) -> tuple[datetime, datetime]:
    """When to ask about a purchase that is reported ``now``, and when that is too late: (due, expires)."""
    moment = bought_at + (delay if rules.delays else timedelta(0))
    return max(now, moment), moment + rules.expires_after


def decision(asking: Asking) -> GateVerdict | None:
    """What comes of an invitation whose moment has come: None to ask; else drop it, or wait ``until``.

    What has expired, or would have by the time it may be sent, is dropped as "expired".
    """
    expires_at = asking.expires_at
    if expires_at is not None and asking.now >= expires_at:
        return GateVerdict("expired", passed=False)
    closed = first_closed(asking)
    if closed is None or closed.until is None or expires_at is None or closed.until < expires_at:
        return closed
    return GateVerdict("expired", passed=False)


def _verdict(gate: str, said: _Found) -> GateVerdict:
    return GateVerdict(gate, said.passed, said.until, said.values, said.because)
