"""The tables. Every one says what it holds of a person, in ``info["privacy"]``:

*personal* is about somebody, *derived* was made from what is personal and goes with it, *anonymous* leads to
nobody. Moments are microseconds since 1970 in UTC (``_us``), JSON is text, ids are text. Nothing has a type
that needs converting on its way in or out.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

# Written out, because an index on part of a table is used only where the condition is repeated word by word.
INVITATION_ACTIVE = (
    "finished_us IS NULL"  # not by state: most steps change it, and would write the index anew
)
INVITATION_STARTED = "started_by_customer = 0 AND trial = 0 AND sent_us IS NOT NULL"
CASE_OPEN = "state NOT IN ('confirmed', 'silent', 'closed')"
PARCEL_WAITING = "state = 'waiting'"
PARCEL_PARKED = "state = 'parked'"
PARCEL_ANSWERABLE = "purpose IN ('alert', 'incident', 'prompt', 'relayed') AND receipt IS NOT NULL"
IMPROVEMENT_PLANNED = "stage = 'planned'"
COMMENTED = "comment IS NOT NULL"
PLAYED_BACK = "playback IS NOT NULL"

_Sequence = BigInteger().with_variant(Integer, "sqlite")


def _info(privacy: str, *, by_key: bool = True) -> dict[str, Any]:
    """``by_key``: SQLite keeps the rows in the primary key's own tree, one less to write."""
    return {"info": {"privacy": privacy}, **({"sqlite_with_rowid": False} if by_key else {})}


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


addresses = Table(
    "addresses",
    metadata,
    Column("key", Text, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("room", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("customer_id", Text),
    Column("reachable", Integer, nullable=False),  # 0 or 1
    Column("stray", Text),  # JSON of an aside
    Column("lease_until_us", BigInteger),  # null: free
    Column("lease_owner", Text),
    Column("fence", BigInteger, nullable=False),
    Column("blocked_until_us", BigInteger),
    Index("addresses_customer", "customer_id", **_where("customer_id IS NOT NULL")),
    **_info("personal"),
)

customers = Table(
    "customers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("audience", Text, nullable=False),
    Column("name", Text),
    Column("language", Text),
    Column("timezone", Text),
    Column("orders", Integer, nullable=False),
    Column("ratings", Text, nullable=False),  # JSON list, oldest first
    Column("invited_at", Text, nullable=False),  # JSON object, survey -> microseconds
    Column("ignored", Integer, nullable=False),
    Column("opted_out_us", BigInteger),
    Column("erased_us", BigInteger),
    Column("preferred_name", Text),
    Column("place", Text),
    Column("first_bought_us", BigInteger),
    Column("last_bought_us", BigInteger),
    Column("attributes", Text),  # JSON list of [name, value, source, microseconds]
    Column("muted_until_us", BigInteger),
    Index("customers_name", "name", **_where("name IS NOT NULL")),
    Index("customers_internal", "id", **_where("audience = 'internal'")),
    **_info("personal"),
)

links = Table(
    "links",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("customer_id", Text, nullable=False),
    Column("purchase_id", Text, nullable=False),
    Column("expires_us", BigInteger, nullable=False),
    Column("opened_by", Text),  # address key
    Column("kind", Text, nullable=False, server_default="purchase"),
    Index("links_customer", "customer_id"),
    **_info("personal"),
)

purchases = Table(
    "purchases",
    metadata,
    Column("id", Text, primary_key=True),
    Column("shop", Text, nullable=False),
    Column("order", Text, nullable=False),
    Column("customer_id", Text, nullable=False),
    Column("touchpoint", Text, nullable=False),
    Column("bought_us", BigInteger, nullable=False),
    Column("product", Text),
    Column("place", Text),
    Column("amount", Text),  # decimal digits, exactly as given
    Column("currency", Text),
    Column("segments", Text, nullable=False),  # JSON object
    Column("not_asked", Text),  # reason
    Index("purchases_shop", "shop"),
    Index("purchases_customer", "customer_id", "bought_us"),
    # The id is the hash of shop and order, and keeps them unique. Rows lie in the order they came: a fat row
    # in a tree of hashes costs an import a third of its speed.
    **_info("personal", by_key=False),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("customer_id", Text, nullable=False),
    Column("purchase_id", Text),
    Column("survey", Text, nullable=False),
    Column("survey_version", Text, nullable=False),
    Column("touchpoint", Text, nullable=False),
    Column("segments", Text, nullable=False),  # JSON object
    Column("started_by_customer", Integer, nullable=False),  # 0 or 1
    Column("state", Text, nullable=False),
    Column("planned_us", BigInteger, nullable=False),
    Column("due_us", BigInteger, nullable=False),
    Column("expires_us", BigInteger, nullable=False),
    Column("address", Text),  # address key
    Column("product", Text),
    Column("sent_us", BigInteger),
    Column("delivered_us", BigInteger),
    Column("finished_us", BigInteger),
    Column("question", Text),
    Column("message", Text),  # parcel id
    Column("asked_again", Integer, nullable=False),
    Column("reminded", Integer, nullable=False),  # 0 or 1
    Column("aside", Text),  # JSON
    Column("place", Text),
    Column("trial", Integer, nullable=False, server_default="0"),  # 0 or 1
    Index("invitations_sent", "sent_us", **_where(INVITATION_STARTED)),
    Index("invitations_active", "customer_id", **_where(INVITATION_ACTIVE)),
    Index("invitations_customer", "customer_id"),
    **_info("personal"),
)

answers = Table(
    "answers",
    metadata,
    Column("invitation_id", Text, ForeignKey("invitations.id"), primary_key=True),
    Column("question", Text, primary_key=True),
    Column("position", Integer, nullable=False),  # in the order given, from 0
    Column("kind", Text, nullable=False),
    Column("answered_us", BigInteger, nullable=False),  # of the first answer: a revision keeps its day
    Column("rating", Integer),
    Column("options", Text, nullable=False),  # JSON list
    Column("comment", Text),
    Column("skipped", Integer, nullable=False),  # 0 or 1
    Column("polarity", Double),  # -1 … 1
    Column("sentiment_label", Text),
    Column("confidence", Double),  # 0 … 1
    Column("analyzer", Text),
    Column("analyzer_version", Text),
    Column("evidence", Text),  # JSON list of [kind, reference]
    Column("said_in", Text),  # inbox key of a message
    Column("p_unhappy", Double),  # 0 … 1
    Column("has_complaint", Double),  # 0 … 1
    Column("felt", Text),  # JSON: what explains the sentiment; quotes the comment
    Column("playback", Text),  # JSON
    Index("answers_commented", "answered_us", **_where(COMMENTED)),
    Index("answers_played_back", "answered_us", **_where(PLAYED_BACK)),
    **_info("personal"),
)

cases = Table(
    "cases",
    metadata,
    Column("id", Text, primary_key=True),
    Column("customer_id", Text, nullable=False),
    Column("invitation_id", Text),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("opened_us", BigInteger, nullable=False),
    Column("touchpoint", Text, nullable=False),
    Column("room", Text, nullable=False),  # address key
    Column("alert", Text, nullable=False),  # parcel id
    Column("reasons", Text, nullable=False),  # JSON list of text keys
    Column("take_by_us", BigInteger, nullable=False),
    Column("contact_by_us", BigInteger, nullable=False),
    Column("resolve_by_us", BigInteger, nullable=False),
    Column("rating", Integer),
    Column("question_kind", Text),
    Column("words", Text),
    Column("product", Text),
    Column("owner", Text),
    Column("owner_name", Text),
    Column("taken_us", BigInteger),
    Column("contacted_us", BigInteger),
    Column("resolved_us", BigInteger),
    Column("ended_us", BigInteger),
    Column("reopened", Integer, nullable=False),
    Column("cause", Text),
    Column("entries", Integer, nullable=False),
    Column("grounds", Text),  # JSON: the words that decided; quotes the customer
    Column("clocks_from_us", BigInteger),
    Column("told", Text),  # JSON list: what staff were told of its clocks
    Column("severity", Integer, nullable=False, server_default="0"),
    Column("place", Text),
    Column("theme", Text),
    Column("asked", Text),
    Column("closed_for", Text),
    Column("done", Text),
    Column("followed_up_us", BigInteger),
    Column("rating_after", Integer),
    Column("incident", Text),  # parcel id
    Column("copies", Text),  # JSON list of [parcel id, address key]
    Column("waits_since_us", BigInteger),
    Index("cases_open", "customer_id", unique=True, **_where(CASE_OPEN)),
    Index("cases_opened", "opened_us"),
    Index("cases_customer", "customer_id"),
    Index("cases_owner", "owner", **_where("owner IS NOT NULL")),
    **_info("personal"),
)

promises = Table(
    "promises",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case_id", Text, ForeignKey("cases.id"), nullable=False),
    Column("customer_id", Text, nullable=False),
    Column("by", Text, nullable=False),  # platform:workspace:user
    Column("by_name", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("made_us", BigInteger, nullable=False),
    Column("due_us", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("reminded_us", BigInteger),
    Column("settled_us", BigInteger),
    Index("promises_case", "case_id"),
    Index("promises_customer", "customer_id"),
    Index("promises_due", "due_us"),
    **_info("personal"),
)

gestures = Table(
    "gestures",
    metadata,
    Column("id", Text, primary_key=True),
    Column("customer_id", Text, nullable=False),
    Column("case_id", Text),
    Column("name", Text, nullable=False),
    Column("cost", Text, nullable=False),  # decimal digits
    Column("currency", Text, nullable=False),
    Column("by", Text, nullable=False),  # platform:workspace:user
    Column("by_name", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Column("undone_us", BigInteger),
    Index("gestures_at", "at_us"),
    Index("gestures_customer", "customer_id"),
    **_info("personal"),
)

off_duty = Table(
    "off_duty",
    metadata,
    Column("user", Text, primary_key=True),  # platform:workspace:user
    Column("is_off", Integer, nullable=False),  # 0 or 1
    Column("at_us", BigInteger, nullable=False),
    Column("until_us", BigInteger),
    **_info("anonymous"),  # of staff, by the ids that stand in the configuration
)

observations = Table(
    "observations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at_us", BigInteger, nullable=False),
    Column("touchpoint", Text, nullable=False),
    Column("mood", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("by", Text, nullable=False),  # platform:workspace:user
    Column("by_name", Text, nullable=False),
    Column("customer_id", Text),
    Column("case_id", Text),
    Index("observations_at", "at_us"),
    Index("observations_customer", "customer_id", **_where("customer_id IS NOT NULL")),
    **_info("personal"),
)

beliefs = Table(
    "beliefs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("at_us", BigInteger, nullable=False),
    Column("by", Text, nullable=False),  # platform:workspace:user
    Column("by_name", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("what", Text, nullable=False),  # JSON list
    Column("touchpoint", Text),
    Column("bound", Text, nullable=False),
    Column("value", Double, nullable=False),
    Column("withdrawn_us", BigInteger),
    **_info("anonymous"),  # of staff, by the ids that stand in the configuration; no customer is named
)

books = Table(
    "books",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at_us", BigInteger, nullable=False),
    Column("period", Text, nullable=False),  # the first day of its month, ISO
    Column("pages", Text, nullable=False),  # JSON; numbers of groups, no words of customers
    **_info("anonymous"),
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", Text, primary_key=True),  # parcel id
    Column("room", Text, nullable=False),  # address key
    Column("theme", Text),
    Column("place", Text),
    Column("opened_us", BigInteger, nullable=False),
    Column("last_us", BigInteger, nullable=False),
    Column("cases", Text, nullable=False),  # JSON list; quotes customers
    Index("incidents_last", "last_us"),
    **_info("personal"),
)

audit = Table(
    "audit",
    metadata,
    Column("sequence", _Sequence, primary_key=True, autoincrement=True),
    Column("at_us", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),  # platform:workspace:user
    Column("actor_name", Text),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),  # "case:ID", "customer:ID", ""
    Column("allowed", Integer, nullable=False),  # 0 or 1
    Column("detail", Text),
    Index("audit_at", "at_us"),
    Index("audit_subject", "subject", **_where("subject <> ''")),
    **_info("personal", by_key=False),
)

improvements = Table(
    "improvements",
    metadata,
    Column("id", Text, primary_key=True),
    Column("problem", Text, nullable=False),
    Column("touchpoint", Text, nullable=False),
    Column("theme", Text),
    Column("owner", Text, nullable=False),  # platform:workspace:user
    Column("owner_name", Text, nullable=False),
    Column("due", Text, nullable=False),  # ISO date
    Column("by", Text, nullable=False),  # platform:workspace:user
    Column("made_us", BigInteger, nullable=False),
    Column("room", Text, nullable=False),  # address key
    Column("stage", Text, nullable=False),
    Column("words", Text, nullable=False),  # JSON object, by language
    Column("done_us", BigInteger),
    Column("raised", Integer, nullable=False),
    Column("drafted_us", BigInteger),
    Column("hushed", Integer, nullable=False),  # 0 or 1
    Column("approved_by", Text),
    Column("told_us", BigInteger),
    Column("told", Integer, nullable=False),
    Column("left_out", Integer, nullable=False),
    Column("better", Integer, nullable=False),
    Column("not_better", Integer, nullable=False),
    Column("unsure", Integer, nullable=False),
    Column("measured_us", BigInteger),
    Column("measurement", Text),  # JSON
    Column("declined_us", BigInteger),
    Column("why", Text),
    Column("reminded_us", BigInteger),
    Column("moved_us", BigInteger, nullable=False),
    Index("improvements_moved", "moved_us"),
    Index("improvements_planned", "due", **_where(IMPROVEMENT_PLANNED)),
    **_info("anonymous"),  # of managers, by the ids that stand in the configuration
)

contributors = Table(
    "contributors",
    metadata,
    Column("improvement_id", Text, ForeignKey("improvements.id"), primary_key=True),
    Column("customer_id", Text, primary_key=True),
    Column("invitation_id", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Column("said_us", BigInteger, nullable=False),
    Column("told_us", BigInteger),
    Column("left_out", Text),
    Column("better", Text),
    Index("contributors_customer", "customer_id"),
    **_info("personal"),
)

case_entries = Table(
    "case_entries",
    metadata,
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at_us", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Text),
    Column("text", Text),
    **_info("personal"),
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("sequence", _Sequence, primary_key=True, autoincrement=True),
    Column("purchase_id", Text, nullable=False),
    Column("customer_id", Text, nullable=False),
    Column("touchpoint", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Index("suppressions_at", "at_us"),
    Index("suppressions_purchase", "purchase_id"),
    Index("suppressions_customer", "customer_id"),
    **_info("personal", by_key=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("place", Text, nullable=False),  # key of the room or private chat, '' for none
    Column("at_us", BigInteger, nullable=False),
    Column("payload", Text, nullable=False),  # JSON of the event
    Column("reply", Text),  # JSON object, null: nothing to say
    Index("inbox_place", "place", "at_us", **_where("place <> ''")),
    **_info("personal"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("sequence", _Sequence, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False),
    Column("address", Text, nullable=False),  # address key
    Column("lane", Integer, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("message", Text, nullable=False),  # JSON
    Column("language", Text, nullable=False),
    Column("not_before_us", BigInteger, nullable=False),
    Column("not_after_us", BigInteger),
    Column("target", Text),  # parcel id
    Column("thread", Text),  # parcel id
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("unknown", Integer, nullable=False),  # 1: an attempt ended with its outcome not known
    Column("receipt", Text),
    Column("created_us", BigInteger, nullable=False),
    Column("settled_us", BigInteger),
    Column("first_due_us", BigInteger),  # what not_before_us was before the parcel was put off
    CheckConstraint("state IN ('waiting', 'sent', 'expired', 'unreachable', 'parked')", name="outbox_state"),
    UniqueConstraint("id", name="outbox_id"),
    Index("outbox_waiting", "address", "not_before_us", **_where(PARCEL_WAITING)),
    Index("outbox_address", "address"),
    Index("outbox_answerable", "address", "receipt", **_where(PARCEL_ANSWERABLE)),
    Index("outbox_parked", "sequence", **_where(PARCEL_PARKED)),
    **_info("personal", by_key=False),
)

timers = Table(
    "timers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("due_us", BigInteger, nullable=False),
    Index("timers_due", "due_us"),
    **_info("derived"),
)

digest_runs = Table(
    "digest_runs",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("local_date", Text, primary_key=True),  # ISO
    Column("at_us", BigInteger, nullable=False),
    Column("skipped", Integer, nullable=False),  # 0 or 1
    **_info("anonymous"),
)

rollups = Table(
    "rollups",
    metadata,
    # In the order that a report reads them: one segment, a run of days.
    Column("segment", Text, primary_key=True),  # '' for everybody, or 'store=Berlin'
    # The date's ordinal; a week below 0, all time 0.
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("survey", Text, primary_key=True),
    Column("touchpoint", Text, primary_key=True),
    Column("question", Text, primary_key=True),  # '' where it is about the response as a whole
    Column("measure", Text, primary_key=True),
    Column("value", Integer, primary_key=True, autoincrement=False),
    Column("n", BigInteger, nullable=False),
    Column("total", Double, nullable=False),
    **_info("anonymous"),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("sequence", _Sequence, primary_key=True, autoincrement=True),
    Column("platform", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Column("error", Text, nullable=False),
    Column("payload", Text, nullable=False),  # JSON of the event
    **_info("personal", by_key=False),
)

moved_rooms = Table(
    "moved_rooms",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("room", Text, primary_key=True),  # as we know it
    Column("to", Text, nullable=False),  # as the platform knows it
    Column("at_us", BigInteger, nullable=False),
    **_info("anonymous"),
)

pauses = Table(
    "pauses",
    metadata,
    Column("name", Text, primary_key=True),  # 'invitations'
    Column("is_on", Integer, nullable=False),  # 0 or 1
    Column("at_us", BigInteger, nullable=False),
    Column("by", Text, nullable=False),  # platform:workspace:user
    **_info("anonymous"),
)

claims = Table(
    "claims",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("roles", Text, nullable=False),  # with spaces between
    Column("expires_us", BigInteger, nullable=False),
    Column("claimed_by", Text),  # platform:workspace:user
    **_info("personal"),
)

grants = Table(
    "grants",
    metadata,
    Column("user", Text, primary_key=True),  # platform:workspace:user
    Column("role", Text, primary_key=True),
    Column("group", Text, primary_key=True),  # platform:workspace:group; empty: claimed
    Column("at_us", BigInteger, nullable=False),
    **_info("personal"),
)

holds = Table(
    "holds",
    metadata,
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("until_us", BigInteger, nullable=False),
    **_info("anonymous"),
)

installation = Table(
    "installation",
    metadata,
    Column("name", Text, primary_key=True),  # 'link_key'
    Column("value", Text, nullable=False),
    **_info("anonymous"),
)

surveys = Table(
    "surveys",
    metadata,
    Column("name", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("definition", Text, nullable=False),  # JSON
    **_info("anonymous"),
)
