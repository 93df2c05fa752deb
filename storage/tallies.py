"""How many of everything there are, and what was answered: for demos, and for the judge of a run."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from storage.database import Database
from storage.tables import answers, cases, invitations, purchases, suppressions


def counts(connection: Connection) -> dict[str, int]:
    """Rows by what they are; a response is an invitation with at least one answer."""
    wanted = {
        "purchases": select(func.count()).select_from(purchases),
        "invitations": select(func.count()).where(invitations.c.sent_us.is_not(None)),
        "suppressions": select(func.count()).select_from(suppressions),
        "responses": select(func.count(answers.c.invitation_id.distinct())),
        "answers": select(func.count()).select_from(answers),
        "cases": select(func.count()).select_from(cases),
    }
    with connection.begin():
        return {name: int(connection.execute(query).scalar_one()) for name, query in wanted.items()}


def ratings(connection: Connection) -> dict[tuple[str, str], int | None]:
    """Every answer's rating by (invitation, question); None where the answer holds none."""
    with connection.begin():
        rows = connection.execute(select(answers.c.invitation_id, answers.c.question, answers.c.rating))
        return {(invitation_id, question): rating for invitation_id, question, rating in rows}


async def read_counts(database: Database) -> dict[str, int]:
    """``counts``, read only."""
    return await database.read(counts)


async def read_ratings(database: Database) -> dict[tuple[str, str], int | None]:
    """``ratings``, read only."""
    return await database.read(ratings)
