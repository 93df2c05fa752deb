"""Evidence and edits, rooms that move, alerts that are answered, how long a parcel has been due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ANSWERABLE = sa.text("purpose IN ('alert', 'prompt', 'relayed') AND receipt IS NOT NULL")


def upgrade() -> None:
    op.add_column("answers", sa.Column("evidence", sa.Text()))
    op.add_column("answers", sa.Column("said_in", sa.Text()))
    op.add_column("outbox", sa.Column("first_due_us", sa.BigInteger()))
    op.create_index(
        "outbox_answerable",
        "outbox",
        ["address", "receipt"],
        sqlite_where=_ANSWERABLE,
        postgresql_where=_ANSWERABLE,
    )
    op.create_table(
        "moved_rooms",
        sa.Column("platform", sa.Text(), primary_key=True),
        sa.Column("room", sa.Text(), primary_key=True),
        sa.Column("to", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
