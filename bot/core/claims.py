"""Roles that are not in the configuration: claimed by a word that the operator's machine printed, once.

A claim is stored hashed. Who says its word first has its roles from then on, without a restart; nobody after.
Members of a group that has a role are kept in the same way: a platform tells who they are, and may be away.
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
    """Somebody, ``platform:workspace:user``, has this role since then.

    ``group``: as a member of it, which has the role in the configuration; empty for a role that was claimed.
    """

    user: str
    role: Role
    at: datetime
    group: str = ""


def with_roles(made: Settings, grants: Iterable[Grant]) -> Settings:
    """The settings with these beside whom the configuration names; members only of groups that it names."""
    found = [one for one in grants if not one.group or (one.group, one.role) in made.role_groups]
    staff = {one.user for one in found if one.role is Role.STAFF}
    managers = {one.user for one in found if one.role is Role.MANAGER}
    if staff <= made.staff and managers <= made.managers:
        return made
    return replace(made, staff=made.staff | staff, managers=made.managers | managers)
