"""One of the staff at work on a case, and what every step of theirs leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.callbacks import CasePressed
from bot.core.effects import Button, Effect, Line, Reply, Save
from bot.core.identity import Address, Customer
from bot.core.recovery import Case, log
from bot.core.settings import Room
from bot.core.view import View
from handlers import alerts, clocks, incidents


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


def moved(
    case: Case,
    work: Work,
    kind: str,
    line: Line,
    text: str | None,
    view: View,
    *,
    to: Room | None = None,
    rows: tuple[tuple[Button, ...], ...] = (),
) -> list[Effect]:
    """Save the case with one more line in its log, edit the alert, write the line into its thread.

    With ``to`` the alert goes to that room. ``rows`` are buttons below the line. Nothing else about the case
    may be saved behind these: one that was gathered gets its own alert here.
    """
    logged, entry = log(case, kind, view.now, work.address.user, text)
    if to is None:
        logged, shown = incidents.shown(logged, work.customer, view)
    else:
        logged, shown = incidents.moved_to(logged, to, work.customer, view)
    return [
        Save(logged),
        Save(entry),
        *shown,
        alerts.in_thread(logged, "timeline", f"case:{case.id}", line, view, rows=rows),
        clocks.wound(logged, view),
        Reply({"ok": True}),
    ]
