"""Comments are understood: probabilities beside the polarity, what explains them, what was said back.

Comments analysed before had a polarity alone; their probabilities are read off it, until they are analysed
anew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_PLAYED_BACK = sa.text("playback IS NOT NULL")


def upgrade() -> None:
    for name, kind in (
        ("p_unhappy", sa.Double()),
        ("has_complaint", sa.Double()),
        ("felt", sa.Text()),
        ("playback", sa.Text()),
    ):
        op.add_column("answers", sa.Column(name, kind))
    op.add_column("cases", sa.Column("grounds", sa.Text()))
    op.execute(
        "UPDATE answers SET p_unhappy = (1 - polarity) / 2, has_complaint = (1 - polarity) / 2,"
        " sentiment_label = CASE sentiment_label WHEN 'negative' THEN 'unhappy' WHEN 'positive' THEN 'happy'"
        " ELSE sentiment_label END WHERE polarity IS NOT NULL"
    )
    op.create_index(
        "answers_played_back",
        "answers",
        ["answered_us"],
        sqlite_where=_PLAYED_BACK,
        postgresql_where=_PLAYED_BACK,
    )
