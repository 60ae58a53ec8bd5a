"""Where siaga writes, what it has to tell, and every try to tell it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text, text

from storage.instants import Instant
from storage.tables.columns import Key, StorableText, id_column, metadata

WHOLE_CHAT = text("topic IS NULL")
ONE_TOPIC = text("topic IS NOT NULL")
WAITING = text("state IN ('planned', 'ambiguous')")
CLAIMED = text("state = 'claimed'")
UNRECORDED = text("outcome IS NULL")

destinations = Table(
    "destinations",
    metadata,
    id_column(),
    Column("kind", Text, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("topic", BigInteger),
    Column("scope", Text, nullable=False),  # JSON, see encoding.py
    Column("name", StorableText, nullable=False),
    Column("state", Text, nullable=False),
    Column("state_at", Instant),  # since when; NULL = since it was added
    Column("lost_reason", StorableText),
    Column("configured", Boolean, nullable=False),
    Column("not_before", Instant),
    Column("person_id", BigInteger, ForeignKey("people.id")),  # the private chat of this person
    Column("retired_at", Instant),  # no longer wanted; kept for what was told there
    # Two indexes, because NULL topics are all different to a plain unique key.
    Index("uq_destinations_chat", "chat_id", unique=True, sqlite_where=WHOLE_CHAT, postgresql_where=WHOLE_CHAT),
    Index(
        "uq_destinations_topic",
        "chat_id",
        "topic",
        unique=True,
        sqlite_where=ONE_TOPIC,
        postgresql_where=ONE_TOPIC,
    ),
)

moved_chats = Table(
    "moved_chats",
    metadata,
    Column("old_chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("new_chat_id", BigInteger, nullable=False),
    Column("moved_at", Instant, nullable=False),
)

notices = Table(
    "notices",
    metadata,
    id_column(),
    Column("key", Key, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("destination_id", BigInteger, ForeignKey("destinations.id"), nullable=False, index=True),
    Column("subject", StorableText, nullable=False),
    Column("slot_at", Instant),
    Column("text", StorableText),
    Column("state", Text, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("reason", StorableText),
    Column("tries", Integer, nullable=False),
    Column("repeat", Boolean, nullable=False),
    Column("pages", Text, nullable=False),  # JSON, see encoding.py
    Column("rendered_at", Instant),
    Column("message_id", BigInteger),
    Column("sent_at", Instant),
    Column("planned_at", Instant, nullable=False),
    Column("lease_until", Instant),
    Index("ix_notices_waiting", "not_before", sqlite_where=WAITING, postgresql_where=WAITING),
    Index("ix_notices_claimed", "lease_until", sqlite_where=CLAIMED, postgresql_where=CLAIMED),
)

attempts = Table(
    "attempts",
    metadata,
    id_column(),
    Column("notice_id", BigInteger, ForeignKey("notices.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("begun_at", Instant, nullable=False),
    Column("outcome", Text),  # a NoticeState, or "unknown"; NULL = under way, or cut off
    Column("reason", StorableText),
    Column("ended_at", Instant),
    Index("ix_attempts_unrecorded", "notice_id", sqlite_where=UNRECORDED, postgresql_where=UNRECORDED),
)
