"""Trying rules on the stored past: which days, which labs, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.config import Config, settings
from bot.config.changes import Changes
from bot.config.values import shown, suggestion
from bot.core.alert_findings import AlertFindings
from bot.core.alert_lab import Judged, alert_lab
from bot.core.contact_replay import Counted, Deciding
from bot.core.errors import OperatorError
from bot.core.past import Past
from bot.core.periods import local_date, wall_to_utc
from bot.core.rule_lab import ContactFindings, contact_lab
from bot.core.settings import Settings
from bot.core.survey import Survey
from handlers import invitations


@dataclass(frozen=True, slots=True)
class Tried:
    """What was tried, and what came of it. ``first`` to ``last`` are the local days that are counted.

    ``changed``: key → the value that it has now (None: the general one), and the one that was tried.
    """

    first: date
    last: date
    touchpoint: str | None
    changed: Mapping[str, tuple[object, object]]
    most_alerts: int | None
    contact: ContactFindings | None
    alerts: AlertFindings | None
    settings: Settings  # of the rules that were tried
    analyzer: str  # as the configuration names it

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is to be tried: the present configuration and the changed one, over so many days before ``at``."""

    now: Config
    then: Config
    changes: Changes
    at: datetime
    days: int
    touchpoint: str | None
    most_alerts: int | None

    def prove(self) -> None:
        """Raises OperatorError for a touchpoint that there is not."""
        names = [one.name for one in self.now.touchpoint]
        if self.touchpoint is not None and self.touchpoint not in names:
            known = suggestion(self.touchpoint, names)
            raise OperatorError(f"--touchpoint: there is no touchpoint {shown(self.touchpoint)}; {known}")

    def run(self, past: Past, surveys: Iterable[Survey], progress: Callable[[float], None]) -> Tried:
        """Live through it. ``surveys`` are the versions that were ever used. Raises OperatorError."""
        known = tuple(surveys)
        now, then = settings(self.now, b"", known), settings(self.then, b"", known)
        first, since, until = self._days(past, now)
        tries_contact = any(path[0] == "contact" for path in self.changes)
        tries_alerts = self.most_alerts is not None or any(path[0] == "alerts" for path in self.changes)
        half = 0.8 if tries_contact and tries_alerts else float(tries_contact)
        contact = alerts = None
        if tries_contact:
            deciding = Deciding(invitations.plan, invitations.came_due)
            counted = Counted(since, until, self.touchpoint)
            contact = contact_lab(past, (now, then), deciding, counted, lambda share: progress(half * share))
        if tries_alerts:
            judged = Judged(since, until, self.touchpoint)
            alerts = alert_lab(past, now, then, judged, lambda share: progress(half + (1 - half) * share))
        return Tried(
            first=first,
            last=local_date(until, now.zone) - timedelta(days=1),
            touchpoint=self.touchpoint,
            changed={
                ".".join(map(str, path)): (value_at(self.now, path), value_at(self.then, path))
                for path in self.changes
            },
            most_alerts=self.most_alerts,
            contact=contact,
            alerts=alerts,
            settings=then,
            analyzer=self.then.sentiment.analyzer,
        )

    def _days(self, past: Past, made: Settings) -> tuple[date, datetime, datetime]:
        """The first whole local day that is counted, its beginning, and that of today."""
        today = local_date(self.at, made.zone)
        began = past.first_purchase()
        if began is None or local_date(began, made.zone) >= today:
            raise OperatorError("there is no past to try rules on yet: no purchase before today is stored")
        first = max(today - timedelta(days=self.days), local_date(began, made.zone))
        return first, wall_to_utc(first, time(0), made.zone), wall_to_utc(today, time(0), made.zone)


def value_at(config: object, path: tuple[str | int, ...]) -> object:
    """What the configuration says there; None where it says nothing of its own."""
    value = config
    for part in path:
        value = value.get(part) if isinstance(value, Mapping) else getattr(value, str(part), None)
    return value
