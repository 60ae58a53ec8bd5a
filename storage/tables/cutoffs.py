"""Months that are frozen. Rows are never changed: what a month was frozen as stays."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Table, Text

from storage.instants import Instant
from storage.tables.columns import Key, StorableText, id_column, metadata

settings = Table(
    "settings",
    metadata,
    id_column(),
    Column("digest", Key, nullable=False, unique=True),  # of the document: the same settings are one row
    Column("document", StorableText, nullable=False),  # JSON, see monitor/frozen/settings_text.py
)

settings_in_force = Table(
    "settings_in_force",
    metadata,
    id_column(),
    Column("settings_id", BigInteger, ForeignKey("settings.id"), nullable=False),
    Column("since_at", Instant, nullable=False),
)

frozen_months = Table(
    "frozen_months",
    metadata,
    Column("month", Key, primary_key=True),  # "2021-12"
    Column("begins_at", Instant, nullable=False),
    Column("ends_before", Instant, nullable=False),
    Column("cut_at", Instant, nullable=False),
    Column("frozen_at", Instant, nullable=False),
    Column("fact_id", BigInteger, nullable=False),  # the last fact that was known; that row may be deleted since
    Column("settings_id", BigInteger, ForeignKey("settings.id"), nullable=False),
    Column("formula", Text, nullable=False),
    Column("complaints", Integer, nullable=False),  # how many the figures were made from
    Column("figures", StorableText, nullable=False),  # JSON, see monitor/frozen/figures.py
    Column("data", StorableText),  # JSON, see monitor/data_kept.py; NULL = not known
)
