"""What is counted for a day is counted for its week too, below 0."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "INSERT INTO rollups (segment, day, survey, touchpoint, question, measure, value, n, total) "
        "SELECT segment, -((day - 1) / 7) - 1, survey, touchpoint, question, measure, value, "
        "sum(n), sum(total) FROM rollups WHERE day > 0 GROUP BY 1, 2, 3, 4, 5, 6, 7"
    )
