"""Imports, and the rows of a file between reading it and taking them in."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, text

from storage.instants import Instant
from storage.tables.columns import Key, StorableText, id_column, metadata

UNFINISHED = text("finished_at IS NULL")

imports = Table(
    "imports",
    metadata,
    id_column(),
    Column("name", StorableText, nullable=False),
    Column("system", Key, nullable=False),
    Column("state", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("as_of", Instant),
    Column("covers", StorableText),
    Column("read", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("duplicates", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("merged_through", Key),  # a ticket's key
    Column("finished_at", Instant),
    Column("offered", Integer, nullable=False),  # rows given to `stage`, doubles included
    Column("unseen", Text),  # why there may be more than it holds of what it covers (monitor.unseen)
    Index("ix_imports_unfinished", "id", sqlite_where=UNFINISHED, postgresql_where=UNFINISHED),
)

staging = Table(
    "staging",
    metadata,
    Column("import_id", BigInteger, ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True),
    Column("ticket_key", Key, primary_key=True),
    Column("ticket", StorableText, nullable=False),  # as written
    Column("listed_at", Instant, nullable=False),
    Column("holds_at", Instant, nullable=False),
    Column("content_hash", LargeBinary, nullable=False),
    Column("payload", Text, nullable=False),  # JSON of the observation without `listed_at`, see encoding.py
    sqlite_with_rowid=False,
)
