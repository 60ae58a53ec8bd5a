"""Official figures that were entered. A correction is another row: the newest of a month and subject counts."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

from storage.instants import Instant
from storage.tables.columns import Key, StorableText, id_column, metadata

official_scores = Table(
    "official_scores",
    metadata,
    id_column(),
    Column("month", Key, nullable=False),  # "2021-12"
    Column("subject", Key, nullable=False),  # see monitor/scores/holders.py
    Column("name", StorableText, nullable=False),
    Column("nilai_thousandths", Integer),  # NULL = N/A
    Column("source", StorableText, nullable=False),  # the file
    Column("imported_at", Instant, nullable=False),
    Index("ix_official_scores_month_subject", "month", "subject", "id"),
)
