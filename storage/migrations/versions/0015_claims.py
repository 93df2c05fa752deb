"""Roles that were claimed, and the words that they are claimed by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "claims",
        sa.Column("token_hash", sa.Text(), primary_key=True),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("expires_us", sa.BigInteger(), nullable=False),
        sa.Column("claimed_by", sa.Text()),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "grants",
        sa.Column("user", sa.Text(), primary_key=True),
        sa.Column("role", sa.Text(), primary_key=True),
        sa.Column("group", sa.Text(), primary_key=True),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
