"""What an officer would pull out of the simulated CRM by hand: the rows of a sheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.sources.simulator.cases import Record

HEADINGS = (
    "Nomor Tiket", "Tanggal Laporan", "Status", "Kategori", "Kanal", "Unit Kerja", "Kelurahan", "Kecamatan",
    "Kota", "Alamat", "Tanggal Respon", "Tanggal Selesai",
)  # fmt: skip
_WRITTEN = "%d/%m/%Y %H:%M:%S"


def export_rows(records: Sequence[Record], zone: ZoneInfo) -> list[tuple[str, ...]]:
    """The headings and one row for each complaint, by arrival; times in local time, "" for what is not known."""
    rows = (_row(record, zone) for record in sorted(records, key=lambda r: (r.created_at, r.ticket)))
    return [HEADINGS, *rows]


def export_csv(rows: Sequence[Sequence[str]]) -> str:
    """The rows as the office's spreadsheets write them: semicolons between, no byte order mark."""
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\n").writerows(rows)
    return written.getvalue()


def _row(record: Record, zone: ZoneInfo) -> tuple[str, ...]:
    def local(at: datetime | None) -> str:
        return at.astimezone(zone).strftime(_WRITTEN) if at else ""

    arrival, place = record.arrival, record.arrival.place
    return (
        record.ticket,
        local(record.created_at),
        record.status,
        arrival.topic.name,
        arrival.channel.name,
        record.unit or "",
        place.name if place else "",
        place.kecamatan if place else "",
        place.kota if place else "",
        arrival.address or "",
        local(record.responded_at),
        local(record.completed_at),
    )
