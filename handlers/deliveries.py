"""What became of a parcel, where it matters: an invitation that arrived, a person who cannot be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.effects import Effect, Save
from bot.core.events import Outcome, ParcelSettled
from bot.core.view import View


def settled(event: ParcelSettled, view: View) -> Sequence[Effect]:
    """Most parcels that arrive change nothing."""
    if event.outcome is Outcome.UNREACHABLE:
        contact = view.contact(event.address)
        return [Save(replace(contact, reachable=False))] if contact is not None else []
    if event.outcome is not Outcome.DELIVERED or event.purpose != "invitation":
        return []
    invitation = view.invitation(event.about.removeprefix("invitation:"))
    if invitation is None or invitation.delivered_at is not None:
        return []
    return [Save(replace(invitation, delivered_at=event.at))]
