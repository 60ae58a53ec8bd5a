"""Polls of a source: each that began, and how it ended."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text

from storage.instants import Instant
from storage.tables.columns import Key, StorableText, id_column, metadata

polls = Table(
    "polls",
    metadata,
    id_column(),
    Column("source", Text, nullable=False),
    Column("system", Key, nullable=False),
    Column("state", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("since", Instant),  # NULL = everything was asked for
    Column("as_of", Instant),
    Column("shortfall", StorableText),  # why it was not a complete listing; NULL on a done poll = it was
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("duplicates", Integer, nullable=False),
    Column("vanished", Integer, nullable=False),
    Column("reason", StorableText),  # why it failed
    Column("retry_at", Instant),  # the source asked not to be polled before
    Column("finished_at", Instant),
    Column("unseen", Text),  # why there may be more than it brought (monitor.unseen); NULL = all is known
    Index("ix_polls_system_state", "system", "state", "id"),
)
