"""Who may ask what, who is invited, and what happened to siaga itself."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Table, Text

from storage.instants import Instant
from storage.tables.columns import Key, StorableText, id_column, metadata

people = Table(
    "people",
    metadata,
    id_column(),
    Column("user_id", BigInteger, unique=True),
    Column("name", StorableText, nullable=False),
    Column("role", Text, nullable=False),
    Column("scope", Text, nullable=False),  # JSON, see encoding.py
    Column("digest", Boolean, nullable=False),
    Column("configured", Boolean, nullable=False),
    Column("retired_at", Instant),
)

invitations = Table(
    "invitations",
    metadata,
    Column("token_hash", Key, primary_key=True),
    Column("name", StorableText, nullable=False),
    Column("role", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("digest", Boolean, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("person_id", BigInteger, ForeignKey("people.id")),
)

slots = Table(
    "slots",
    metadata,
    Column("slot_at", Instant, primary_key=True, autoincrement=False),
    Column("name", Key, primary_key=True),
    Column("opened_at", Instant, nullable=False),
)

notes = Table(
    "notes",
    metadata,
    Column("name", Key, primary_key=True),
    Column("value", StorableText, nullable=False),
)
