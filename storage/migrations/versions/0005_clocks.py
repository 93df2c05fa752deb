"""Cases know since when their clocks run, and what staff were told of them.

Those that are open get the timer of the step that they wait for, at its deadline.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("clocks_from_us", sa.BigInteger()))
    op.add_column("cases", sa.Column("told", sa.Text()))
    op.execute(
        "INSERT INTO timers (id, kind, subject, due_us)"
        " SELECT 'sla:' || id, 'sla', id, CASE state WHEN 'open' THEN take_by_us"
        " WHEN 'taken' THEN contact_by_us ELSE resolve_by_us END"
        " FROM cases WHERE state IN ('open', 'taken', 'contacted')"
    )
