"""Improvements, and the customers whose answers raised them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_PLANNED = sa.text("stage = 'planned'")


def upgrade() -> None:
    op.create_table(
        "improvements",
        sa.Column("id", sa.Text(), primary_key=True),
        *(
            sa.Column(name, sa.Text(), nullable=name == "theme")
            for name in ("problem", "touchpoint", "theme", "owner", "owner_name", "due", "by")
        ),
        sa.Column("made_us", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("room", "stage", "words")),
        sa.Column("done_us", sa.BigInteger()),
        sa.Column("raised", sa.Integer(), nullable=False),
        sa.Column("drafted_us", sa.BigInteger()),
        sa.Column("hushed", sa.Integer(), nullable=False),
        sa.Column("approved_by", sa.Text()),
        sa.Column("told_us", sa.BigInteger()),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("told", "left_out", "better", "not_better", "unsure")
        ),
        sa.Column("measured_us", sa.BigInteger()),
        sa.Column("measurement", sa.Text()),
        sa.Column("declined_us", sa.BigInteger()),
        sa.Column("why", sa.Text()),
        sa.Column("reminded_us", sa.BigInteger()),
        sa.Column("moved_us", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("improvements_moved", "improvements", ["moved_us"])
    op.create_index(
        "improvements_planned", "improvements", ["due"], sqlite_where=_PLANNED, postgresql_where=_PLANNED
    )
    op.create_table(
        "contributors",
        sa.Column("improvement_id", sa.Text(), sa.ForeignKey("improvements.id"), primary_key=True),
        sa.Column("customer_id", sa.Text(), primary_key=True),
        sa.Column("invitation_id", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("said_us", sa.BigInteger(), nullable=False),
        sa.Column("told_us", sa.BigInteger()),
        sa.Column("left_out", sa.Text()),
        sa.Column("better", sa.Text()),
        sqlite_with_rowid=False,
    )
    op.create_index("contributors_customer", "contributors", ["customer_id"])
