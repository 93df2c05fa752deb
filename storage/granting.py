"""Claims and the roles that came of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, select

from bot.core.claims import Claim, Grant
from bot.core.identity import Role
from storage.codec import fit, fit_or_none, micros, moment
from storage.statements import AnyRow, Values, many, rows_by
from storage.tables import claims, grants
from storage.upserts import inserting

_CLAIMS = select(claims).where(claims.c.token_hash.in_(many()))
_GRANTS = select(grants).order_by(grants.c.user, grants.c.role, grants.c.group)


def claim_row(claim: Claim) -> Values:
    return {
        "token_hash": claim.token_hash,
        "roles": " ".join(role.value for role in claim.roles),
        "expires_us": micros(claim.expires_at),
        "claimed_by": fit_or_none(claim.claimed_by),
    }


def claim_from(row: AnyRow) -> Claim:
    token_hash, roles, expires_us, claimed_by = row
    return Claim(token_hash, tuple(Role(role) for role in roles.split()), moment(expires_us), claimed_by)


def grant_row(grant: Grant) -> Values:
    return {
        "user": fit(grant.user),
        "role": grant.role.value,
        "group": fit(grant.group),
        "at_us": micros(grant.at),
    }


def claims_with(connection: Connection, hashes: Iterable[str]) -> list[Claim]:
    """Those of these hashes that there are."""
    return [claim_from(row) for row in rows_by(connection, _CLAIMS, hashes)]


def granted(connection: Connection) -> list[Grant]:
    """Every role that is not in the configuration, by user."""
    found = connection.execute(_GRANTS)
    return [Grant(user, Role(role), moment(at_us), group) for user, role, group, at_us in found]


def put_in(connection: Connection, claim: Claim) -> None:
    """A new claim, in a transaction of its own."""
    with connection.begin():
        connection.execute(claims.insert().values(claim_row(claim)))


def take_back(connection: Connection, user: str) -> int:
    """Take every claimed role of somebody back, in a transaction of its own; how many there were."""
    with connection.begin():
        claimed = delete(grants).where(grants.c.user == user, grants.c.group == "")
        return connection.execute(claimed).rowcount


def join(connection: Connection, new: Sequence[Grant]) -> None:
    """These are members of their groups, in a transaction of its own; who is one already stays so."""
    with connection.begin():
        rows = sorted(
            (grant_row(one) for one in new), key=lambda row: (row["user"], row["role"], row["group"])
        )
        statement = inserting(connection.dialect.name, grants).on_conflict_do_nothing()
        if rows:
            connection.execute(statement, rows)


def leave(connection: Connection, gone: Sequence[Grant]) -> None:
    """These are members no longer, in a transaction of its own."""
    with connection.begin():
        for one in gone:
            connection.execute(
                delete(grants).where(
                    grants.c.user == one.user, grants.c.role == one.role.value, grants.c.group == one.group
                )
            )
