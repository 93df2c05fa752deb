"""Everything, as of the first release."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    op.create_table(
        "addresses",
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text()),
        sa.Column("reachable", sa.Integer(), nullable=False),
        sa.Column("stray", sa.Text()),
        sa.Column("lease_until_us", sa.BigInteger()),
        sa.Column("lease_owner", sa.Text()),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("blocked_until_us", sa.BigInteger()),
        sqlite_with_rowid=False,
    )
    op.create_index("addresses_customer", "addresses", ["customer_id"], **_where("customer_id IS NOT NULL"))
    op.create_table(
        "customers",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("language", sa.Text()),
        sa.Column("timezone", sa.Text()),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("ratings", sa.Text(), nullable=False),
        sa.Column("invited_at", sa.Text(), nullable=False),
        sa.Column("ignored", sa.Integer(), nullable=False),
        sa.Column("opted_out_us", sa.BigInteger()),
        sa.Column("erased_us", sa.BigInteger()),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "links",
        sa.Column("token_hash", sa.Text(), primary_key=True),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("purchase_id", sa.Text(), nullable=False),
        sa.Column("expires_us", sa.BigInteger(), nullable=False),
        sa.Column("opened_by", sa.Text()),
        sqlite_with_rowid=False,
    )
    op.create_index("links_customer", "links", ["customer_id"])
    op.create_table(
        "purchases",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("shop", sa.Text(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("touchpoint", sa.Text(), nullable=False),
        sa.Column("bought_us", sa.BigInteger(), nullable=False),
        sa.Column("product", sa.Text()),
        sa.Column("place", sa.Text()),
        sa.Column("amount", sa.Text()),
        sa.Column("currency", sa.Text()),
        sa.Column("segments", sa.Text(), nullable=False),
        sa.UniqueConstraint("shop", "order", name="purchases_shop_order"),
        sqlite_with_rowid=False,
    )
    op.create_index("purchases_customer", "purchases", ["customer_id"])
    op.create_table(
        "invitations",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("purchase_id", sa.Text()),
        sa.Column("survey", sa.Text(), nullable=False),
        sa.Column("survey_version", sa.Text(), nullable=False),
        sa.Column("touchpoint", sa.Text(), nullable=False),
        sa.Column("segments", sa.Text(), nullable=False),
        sa.Column("started_by_customer", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("planned_us", sa.BigInteger(), nullable=False),
        sa.Column("due_us", sa.BigInteger(), nullable=False),
        sa.Column("expires_us", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text()),
        sa.Column("product", sa.Text()),
        sa.Column("sent_us", sa.BigInteger()),
        sa.Column("delivered_us", sa.BigInteger()),
        sa.Column("finished_us", sa.BigInteger()),
        sa.Column("question", sa.Text()),
        sa.Column("message", sa.Text()),
        sa.Column("asked_again", sa.Integer(), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("aside", sa.Text()),
        sqlite_with_rowid=False,
    )
    op.create_index("invitations_active", "invitations", ["customer_id"], **_where("finished_us IS NULL"))
    op.create_index("invitations_customer", "invitations", ["customer_id"])
    op.create_table(
        "answers",
        sa.Column("invitation_id", sa.Text(), sa.ForeignKey("invitations.id"), primary_key=True),
        sa.Column("question", sa.Text(), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("answered_us", sa.BigInteger(), nullable=False),
        sa.Column("rating", sa.Integer()),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text()),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("polarity", sa.Double()),
        sa.Column("sentiment_label", sa.Text()),
        sa.Column("confidence", sa.Double()),
        sa.Column("analyzer", sa.Text()),
        sa.Column("analyzer_version", sa.Text()),
        sqlite_with_rowid=False,
    )
    op.create_index("answers_commented", "answers", ["answered_us"], **_where("comment IS NOT NULL"))
    op.create_table(
        "cases",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("invitation_id", sa.Text()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_us", sa.BigInteger(), nullable=False),
        sa.Column("touchpoint", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("alert", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("take_by_us", sa.BigInteger(), nullable=False),
        sa.Column("contact_by_us", sa.BigInteger(), nullable=False),
        sa.Column("resolve_by_us", sa.BigInteger(), nullable=False),
        sa.Column("rating", sa.Integer()),
        sa.Column("question_kind", sa.Text()),
        sa.Column("words", sa.Text()),
        sa.Column("product", sa.Text()),
        sa.Column("owner", sa.Text()),
        sa.Column("owner_name", sa.Text()),
        sa.Column("taken_us", sa.BigInteger()),
        sa.Column("contacted_us", sa.BigInteger()),
        sa.Column("resolved_us", sa.BigInteger()),
        sa.Column("ended_us", sa.BigInteger()),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("cause", sa.Text()),
        sa.Column("entries", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("cases_customer", "cases", ["customer_id"])
    op.create_index(
        "cases_open",
        "cases",
        ["customer_id"],
        unique=True,
        **_where("state NOT IN ('confirmed', 'silent', 'closed')"),
    )
    op.create_index("cases_opened", "cases", ["opened_us"])
    op.create_table(
        "case_entries",
        sa.Column("case_id", sa.Text(), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text()),
        sa.Column("text", sa.Text()),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "suppressions",
        sa.Column("sequence", _SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("purchase_id", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("touchpoint", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
    )
    op.create_index("suppressions_at", "suppressions", ["at_us"])
    op.create_index("suppressions_customer", "suppressions", ["customer_id"])
    op.create_index("suppressions_purchase", "suppressions", ["purchase_id"])
    op.create_table(
        "inbox",
        sa.Column("platform", sa.Text(), primary_key=True),
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text()),
        sqlite_with_rowid=False,
    )
    op.create_index("inbox_place", "inbox", ["place", "at_us"], **_where("place <> ''"))
    op.create_table(
        "outbox",
        sa.Column("sequence", _SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("lane", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("not_before_us", sa.BigInteger(), nullable=False),
        sa.Column("not_after_us", sa.BigInteger()),
        sa.Column("target", sa.Text()),
        sa.Column("thread", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.Text()),
        sa.Column("created_us", sa.BigInteger(), nullable=False),
        sa.Column("settled_us", sa.BigInteger()),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'expired', 'unreachable', 'parked')", name="outbox_state"
        ),
        sa.UniqueConstraint("id", name="outbox_id"),
    )
    op.create_index("outbox_address", "outbox", ["address"])
    op.create_index("outbox_parked", "outbox", ["sequence"], **_where("state = 'parked'"))
    op.create_index("outbox_waiting", "outbox", ["address", "not_before_us"], **_where("state = 'waiting'"))
    op.create_table(
        "timers",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("due_us", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("timers_due", "timers", ["due_us"])
    op.create_table(
        "digest_runs",
        sa.Column("digest", sa.Text(), primary_key=True),
        sa.Column("local_date", sa.Text(), primary_key=True),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rollups",
        sa.Column("segment", sa.Text(), primary_key=True),
        sa.Column("day", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("survey", sa.Text(), primary_key=True),
        sa.Column("touchpoint", sa.Text(), primary_key=True),
        sa.Column("question", sa.Text(), primary_key=True),
        sa.Column("measure", sa.Text(), primary_key=True),
        sa.Column("value", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.Double(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "dead_letters",
        sa.Column("sequence", _SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at_us", sa.BigInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
    )
    op.create_table(
        "surveys",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("version", sa.Text(), primary_key=True),
        sa.Column("definition", sa.Text(), nullable=False),
        sqlite_with_rowid=False,
    )
