"""Long jobs. Who was erased, or asked for it, under an earlier release is erased whole now."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0015"
branch_labels = None
depends_on = None

_WISHED = """
INSERT INTO chores (kind, subject, at_us, detail)
SELECT 'erase', customers.id, coalesce(customers.erased_us, customers.opted_out_us, 0), '{}'
FROM customers
WHERE customers.erased_us IS NOT NULL OR customers.id IN (
    SELECT cases.customer_id FROM cases
    WHERE cases.reasons LIKE '%"reason.forget"%' AND cases.state NOT IN ('confirmed', 'silent', 'closed')
)
"""


def upgrade() -> None:
    op.create_table(
        "chores",
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("subject", sa.Text(), primary_key=True),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.execute(_WISHED)
