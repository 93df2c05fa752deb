"""What is known of customers, places, links that connect chats, trials, pauses, why nobody is asked."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STARTED = sa.text("started_by_customer = 0 AND trial = 0 AND sent_us IS NOT NULL")
_NAMED = sa.text("name IS NOT NULL")
_INTERNAL = sa.text("audience = 'internal'")


def upgrade() -> None:
    for name, kind in (
        ("preferred_name", sa.Text()),
        ("place", sa.Text()),
        ("first_bought_us", sa.BigInteger()),
        ("last_bought_us", sa.BigInteger()),
        ("attributes", sa.Text()),
    ):
        op.add_column("customers", sa.Column(name, kind))
    op.add_column("links", sa.Column("kind", sa.Text(), nullable=False, server_default="purchase"))
    op.add_column("invitations", sa.Column("place", sa.Text()))
    op.add_column("invitations", sa.Column("trial", sa.Integer(), nullable=False, server_default="0"))
    _rebuild_purchases()
    for name, table, columns, condition in (
        ("customers_name", "customers", ["name"], _NAMED),
        ("customers_internal", "customers", ["id"], _INTERNAL),
        ("invitations_sent", "invitations", ["sent_us"], _STARTED),
    ):
        op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)
    op.create_table(
        "pauses",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("is_on", sa.Integer(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sqlite_with_rowid=False,
    )


def _rebuild_purchases() -> None:
    """Another column and other indexes; on SQLite the rows also leave the primary key's tree."""
    op.drop_index("purchases_customer", "purchases")
    if op.get_bind().dialect.name == "sqlite":
        op.rename_table("purchases", "purchases_before")
        columns: list[sa.Column[Any]] = [
            sa.Column("id", sa.Text(), primary_key=True),
            *(sa.Column(name, sa.Text(), nullable=False) for name in ("shop", "order", "customer_id")),
            sa.Column("touchpoint", sa.Text(), nullable=False),
            sa.Column("bought_us", sa.BigInteger(), nullable=False),
            *(sa.Column(name, sa.Text()) for name in ("product", "place", "amount", "currency")),
            sa.Column("segments", sa.Text(), nullable=False),
        ]
        op.create_table("purchases", *columns, sa.Column("not_asked", sa.Text()))
        op.execute("INSERT INTO purchases SELECT *, NULL FROM purchases_before")
        op.drop_table("purchases_before")
    else:
        op.drop_constraint("purchases_shop_order", "purchases", type_="unique")
        op.add_column("purchases", sa.Column("not_asked", sa.Text()))
    op.create_index("purchases_shop", "purchases", ["shop"])
    op.create_index("purchases_customer", "purchases", ["customer_id", "bought_us"])
