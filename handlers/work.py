"""One of the staff at work on a case, and what every step of theirs leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.callbacks import CasePressed
from bot.core.effects import Effect, Line, Reply, Save
from bot.core.identity import Address, Customer
from bot.core.recovery import Case, log
from bot.core.view import View
from handlers import alerts, cases, clocks


@dataclass(frozen=True, slots=True)
class Work:
    """One of the staff at work on a case: who, where, and what they filled in."""

    case: Case
    customer: Customer
    pressed: CasePressed
    fields: Mapping[str, str]
    address: Address
    name: str
    in_form: bool

    def field(self, name: str) -> str:
        return self.fields.get(name, "").strip()


def moved(case: Case, work: Work, kind: str, line: Line, text: str | None, view: View) -> list[Effect]:
    """Save the case with one more line in its log, edit the alert, write the line into its thread."""
    logged, entry = log(case, kind, view.now, work.address.user, text)
    return [
        Save(logged),
        Save(entry),
        cases.edited(logged, work.customer, view),
        alerts.timeline(logged, line, view),
        clocks.wound(logged, view),
        Reply({"ok": True}),
    ]
