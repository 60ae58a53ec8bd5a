"""The built-in column map: headings seen or likely in Indonesian exports, and siaga's own CSV names."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from monitor.sources.columns import ColumnMap

BUILTIN = "builtin"
_COLUMNS: dict[str, tuple[str, ...]] = {
    "ticket": (
        "ticket", "Nomor Tiket", "No. Tiket", "ID Tiket", "Kode Tiket", "Tiket", "Nomor Laporan", "No Laporan",
        "Kode Laporan", "ID Laporan", "Nomor Aduan", "No Aduan", "ID Aduan", "Kode Aduan", "Ticket Number",
        "Ticket ID",
    ),
    "created_at": (
        "created_at", "Tanggal Laporan", "Tgl Laporan", "Waktu Laporan", "Tanggal Laporan Masuk", "Tanggal Masuk",
        "Tgl Masuk", "Waktu Masuk", "Tanggal Aduan", "Tgl Aduan", "Waktu Aduan", "Tanggal Lapor", "Dibuat",
        "Dibuat Pada", "Tanggal Dibuat", "Tanggal", "Created", "Created Date",
    ),
    "updated_at": (
        "updated_at", "Terakhir Diperbarui", "Tanggal Diperbarui", "Diperbarui", "Diperbarui Pada",
        "Tanggal Update", "Tgl Update", "Update Terakhir", "Last Updated",
    ),
    "responded_at": (
        "responded_at", "Tanggal Respon", "Tgl Respon", "Waktu Respon", "Tanggal Respons", "Waktu Respons",
        "Tanggal Tanggapan", "Direspon Pada",
    ),
    "completed_at": (
        "completed_at", "Tanggal Selesai", "Tgl Selesai", "Waktu Selesai", "Tanggal Penyelesaian",
        "Waktu Penyelesaian", "Selesai Pada",
    ),
    "due_at": (
        "due_at", "Batas Waktu", "Batas Waktu Penyelesaian", "Tenggat", "Tenggat Waktu", "Jatuh Tempo",
        "Due Date",
    ),
    "status": ("status", "Status Laporan", "Status Aduan", "Status Tindak Lanjut", "Status Terakhir", "stage"),
    "category": ("category", "Kategori", "Kategori Laporan", "Kategori Aduan", "Jenis Aduan", "Permasalahan"),
    "channel": (
        "channel", "Kanal", "Kanal Laporan", "Kanal Aduan", "Kanal Pengaduan", "Sumber Laporan", "Sumber Aduan",
        "Sumber",
    ),
    "unit": (
        "unit", "SKPD", "Unit Kerja", "UPD", "Perangkat Daerah", "OPD", "PD/UKPD", "UKPD", "Ditangani Oleh",
        "Penanggung Jawab", "Unit",
    ),
    "area": ("area", "Kelurahan", "Desa/Kelurahan", "Kelurahan/Desa", "Nama Kelurahan"),
    "district": ("district", "Kecamatan", "Nama Kecamatan"),
    "city": ("city", "Kota", "Wilayah", "Kota/Kab", "Kota/Kabupaten", "Kab/Kota", "Kabupaten/Kota"),
    "address": ("address", "Alamat", "Alamat Laporan", "Detail Alamat", "Alamat Lengkap", "Lokasi"),
    "lat": ("lat", "Lintang", "Latitude"),
    "lon": ("lon", "Bujur", "Longitude", "lng", "long"),
    "content": (
        "content", "Isi Laporan", "Isi Aduan", "Isi Pengaduan", "Deskripsi", "Deskripsi Laporan", "Uraian",
        "Uraian Laporan", "Isi", "Keluhan", "Permasalahan", "Description",
    ),
    "priority": ("priority", "Prioritas", "Tingkat Prioritas", "Urgensi", "Tingkat Urgensi"),
    "geotagged": ("geotagged", "Geotag", "Geotagging", "Geo Tagging", "Geotagging/Non Geotagging"),
}  # fmt: skip


def builtin_map(timezone: ZoneInfo, *, system: str = "crm") -> ColumnMap:
    """The map used when none is named: it knows many headings and requires ticket and arrival only."""
    return ColumnMap(name=BUILTIN, system=system, timezone=timezone, columns=_COLUMNS, lenient=True)
