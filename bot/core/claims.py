"""Roles that are not in the configuration: claimed by a word that the operator's machine printed, once.

A claim is stored hashed. Who says its word first has its roles from then on, without a restart; nobody after.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.identity import Role
from bot.core.settings import Settings

PREFIX = "claim-"
"""What the word in a link begins with, so that it is known from a receipt's."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A word that makes whoever says it first staff, a manager, or both. ``claimed_by`` is a user's id."""

    token_hash: str
    roles: tuple[Role, ...]
    expires_at: datetime
    claimed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """Somebody, ``platform:workspace:user``, has this role since then."""

    user: str
    role: Role
    at: datetime


def with_roles(made: Settings, granted: Iterable[tuple[str, Role]]) -> Settings:
    """The settings with these (user, role) beside whom the configuration names."""
    found = [*granted]
    staff = {user for user, role in found if role is Role.STAFF}
    managers = {user for user, role in found if role is Role.MANAGER}
    if staff <= made.staff and managers <= made.managers:
        return made
    return replace(made, staff=made.staff | staff, managers=made.managers | managers)
