"""Cases know their severity, place, theme and end; what belongs to recovery has tables of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_Sequence = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OWNED = sa.text("owner IS NOT NULL")
_NAMED = sa.text("customer_id IS NOT NULL")
_ABOUT = sa.text("subject <> ''")
_ANSWERABLE = sa.text("purpose IN ('alert', 'incident', 'prompt', 'relayed') AND receipt IS NOT NULL")


def upgrade() -> None:
    op.add_column("customers", sa.Column("muted_until_us", sa.BigInteger()))
    op.add_column("cases", sa.Column("severity", sa.Integer(), nullable=False, server_default="0"))
    for name in ("place", "theme", "asked", "closed_for", "done"):
        op.add_column("cases", sa.Column(name, sa.Text()))
    op.add_column("cases", sa.Column("followed_up_us", sa.BigInteger()))
    op.add_column("cases", sa.Column("rating_after", sa.Integer()))
    for name in ("incident", "copies"):
        op.add_column("cases", sa.Column(name, sa.Text()))
    op.add_column("cases", sa.Column("waits_since_us", sa.BigInteger()))
    # Until now the customer was asked as soon as it was put right.
    op.execute("UPDATE cases SET followed_up_us = resolved_us WHERE state = 'resolved'")
    op.create_index("cases_owner", "cases", ["owner"], sqlite_where=_OWNED, postgresql_where=_OWNED)
    op.drop_index("outbox_answerable", "outbox")
    op.create_index(
        "outbox_answerable",
        "outbox",
        ["address", "receipt"],
        sqlite_where=_ANSWERABLE,
        postgresql_where=_ANSWERABLE,
    )
    _of_work()
    _of_watching()


def _of_work() -> None:
    op.create_table(
        "promises",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("case_id", sa.Text(), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_us", sa.BigInteger(), nullable=False),
        sa.Column("due_us", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reminded_us", sa.BigInteger()),
        sa.Column("settled_us", sa.BigInteger()),
        sqlite_with_rowid=False,
    )
    op.create_index("promises_case", "promises", ["case_id"])
    op.create_index("promises_customer", "promises", ["customer_id"])
    op.create_index("promises_due", "promises", ["due_us"])
    op.create_table(
        "gestures",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("cost", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("undone_us", sa.BigInteger()),
        sqlite_with_rowid=False,
    )
    op.create_index("gestures_at", "gestures", ["at_us"])
    op.create_index("gestures_customer", "gestures", ["customer_id"])
    op.create_table(
        "off_duty",
        sa.Column("user", sa.Text(), primary_key=True),
        sa.Column("is_off", sa.Integer(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("until_us", sa.BigInteger()),
        sqlite_with_rowid=False,
    )


def _of_watching() -> None:
    op.create_table(
        "observations",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("touchpoint", sa.Text(), nullable=False),
        sa.Column("mood", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text()),
        sa.Column("case_id", sa.Text()),
        sqlite_with_rowid=False,
    )
    op.create_index("observations_at", "observations", ["at_us"])
    op.create_index(
        "observations_customer",
        "observations",
        ["customer_id"],
        sqlite_where=_NAMED,
        postgresql_where=_NAMED,
    )
    op.create_table(
        "incidents",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text()),
        sa.Column("place", sa.Text()),
        sa.Column("opened_us", sa.BigInteger(), nullable=False),
        sa.Column("last_us", sa.BigInteger(), nullable=False),
        sa.Column("cases", sa.Text(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("incidents_last", "incidents", ["last_us"])
    op.create_table(
        "audit",
        sa.Column("sequence", _Sequence, primary_key=True, autoincrement=True),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("actor_name", sa.Text()),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("allowed", sa.Integer(), nullable=False),
        sa.Column("detail", sa.Text()),
    )
    op.create_index("audit_at", "audit", ["at_us"])
    op.create_index("audit_subject", "audit", ["subject"], sqlite_where=_ABOUT, postgresql_where=_ABOUT)
