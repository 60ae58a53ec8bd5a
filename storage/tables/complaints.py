"""What is known of complaints: the facts, and one row a complaint that is their projection."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.instants import Instant
from storage.tables.columns import Key, StorableText, id_column, metadata

KEPT_TEXT = text("content IS NOT NULL")
OPEN = text("stage NOT IN ('complete', 'dismissed')")
JUDGED = (
    "created_at",
    "stage",
    "responded_at",
    "response_unseen",
    "completed_at",
    "response_due_at",
    "completion_due_at",
    "missing_since",
)

complaints = Table(
    "complaints",
    metadata,
    id_column(),
    Column("system", Key, nullable=False),
    Column("ticket", Key, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("stage", Text, nullable=False),
    Column("status", StorableText),
    Column("stage_after", Instant, nullable=False),
    Column("stage_at", Instant, nullable=False),
    Column("responded_after", Instant),
    Column("responded_at", Instant),
    Column("completed_after", Instant),
    Column("completed_at", Instant),
    Column("restarted_at", Instant),
    Column("stated_due_at", Instant),
    Column("response_due_at", Instant),
    Column("completion_due_at", Instant),
    Column("category", StorableText),
    Column("channel", StorableText),
    Column("unit", StorableText),
    Column("unit_area_code", Text),
    Column("area", StorableText),
    Column("area_code", Text),
    Column("address", StorableText),
    Column("lat", Float),
    Column("lon", Float),
    Column("geotagged", Boolean),
    Column("handovers", Integer, nullable=False),
    Column("response_unseen", Boolean, nullable=False),
    Column("source", StorableText, nullable=False),
    # Bookkeeping: not folded from facts.
    Column("holds_at", Instant, nullable=False),
    Column("listed_at", Instant, nullable=False),
    Column("seen_hash", LargeBinary),  # of the latest word's content; NULL = offer the next one whatever it says
    # Derived, so that a question finds its rows by an index.
    Column("ticket_key", Key, nullable=False),
    Column("owner_code", Text),
    Column("unit_key", Text),
    Column("category_key", Text),
    Column("channel_key", Text),
    Column("urgent_at", Instant, nullable=False),  # the year 9999 = nothing that runs
    Column("latest_at", Instant, nullable=False),  # the newest `happened_at` of its facts
    Column("missing_since", Instant),  # folded from facts: open, yet absent from complete listings since then
    Column("content", StorableText),  # the complaint's text, scrubbed; NULL unless privacy.keep_text
    Column("priority", StorableText),
    Column("clock_events", Text),  # folded from facts: JSON, see encoding.py; NULL = none
    Column("doubt", Text),  # why its times are not measured by; NULL = they are
    Column("stage_listed_at", Instant),  # bookkeeping, see monitor/facts/showing.py; NULL = `listed_at`
    UniqueConstraint("system", "ticket"),
    Index(
        "uq_complaints_ticket_key", "ticket_key", "system", unique=True
    ),  # who it is; `ticket`: as first written
    Index(None, "created_at"),
    Index(
        "ix_complaints_open_owner",
        "owner_code",
        "urgent_at",
        *JUDGED,  # so that an answer is counted and ordered out of the index alone: see storage/listing.py
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    ),
    Index("ix_complaints_open_area", "area_code", "urgent_at", sqlite_where=OPEN, postgresql_where=OPEN),
    Index("ix_complaints_open_unit", "unit_key", "urgent_at", sqlite_where=OPEN, postgresql_where=OPEN),
    Index("ix_complaints_text", "id", sqlite_where=KEPT_TEXT, postgresql_where=KEPT_TEXT),
    Index("ix_complaints_open_urgent", "urgent_at", sqlite_where=OPEN, postgresql_where=OPEN),
)

facts = Table(
    "facts",
    metadata,
    id_column(),
    Column("complaint_id", BigInteger, ForeignKey("complaints.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("happened_after", Instant, nullable=False),
    Column("happened_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("source", StorableText, nullable=False),
    Column("changes", Text, nullable=False),  # JSON, see encoding.py
    Index(None, "complaint_id"),
    Index(None, "seen_at"),
)
