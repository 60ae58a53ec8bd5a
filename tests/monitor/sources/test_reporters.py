"""Who complains is never read, whatever the field is called."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from monitor.errors import BadConfiguration
from monitor.sources.columns import ColumnMap
from monitor.sources.headings import builtin_map
from monitor.sources.open311.plan import open311_map
from monitor.sources.public_crm.plan import public_map
from monitor.sources.reporters import names_reporter

JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.mark.parametrize(
    "written",
    [
        "Nama Pelapor", "NAMA_PELAPOR", "nama-pelapor", "namaPelapor", "pelapor", "Pelapor.Nama", "Nama Lengkap",
        "Nama", "Nama Warga", "Pengadu", "Pengirim", "No HP", "No. HP", "NoHP", "nomorHp", "HP", "Telepon",
        "No. Telp.",
        "Telp/HP", "Nomor WA", "WhatsApp", "Email", "E-mail", "e_mail Pelapor", "Surel", "NIK", "No. KTP",
        "nik_pelapor",
        "No KK", "Jenis Kelamin", "Tanggal Lahir", "reporter.name", "reporter", "data.reporter.address",
        "reporterName",
        "reporter_phone", "user.phone", "phoneNumber", "first_name", "lastName", "full name",
        "username", "user.name",
        "account_id", "device_id", "createdBy.name", "citizen.name", "complainant", "contactName",
        "sender.address",
        "Nama Pemohon", "Pemohon", "Kontak", "contact", "requester.name", "requestor", "author", "creator.id",
        "caller", "customer.name", "informant", "person.name", "people[*].name", "profile.name", "client.name",
        "warga.nama", "Nama Akun", "twitter_handle", "Instagram", "Alamat Rumah", "*.name", "@", "merge(@)",
        "map(&name, @)",
        "to_string(@)", "join(' ', values(@))", "attributes.email", '"phone number"',
    ],
)  # fmt: skip
def test_the_reporter_has_many_names(written: str) -> None:
    assert names_reporter(written)


@pytest.mark.parametrize(
    "written",
    [
        "Nama Kelurahan", "Tanggal Pelaporan", "Sumber Laporan", "Kanal Pengaduan", "category.name", "unit.name",
        "village.district.name", "code", "description", "tags[0].name", "tags[*].name", "Isi Laporan Warga",
        "status_notes", "agency_responsible",
        "service_name", "address", "Alamat Lengkap", "Pelaksana", "Wilayah", "location.address", "ward", "hpl",
        "user_unit",
        "Nama Unit", "created_at", "Wakil Walikota", "kkpp",
    ],
)  # fmt: skip
def test_what_else_is_written_is_read(written: str) -> None:
    assert not names_reporter(written)


@pytest.mark.parametrize(
    "known", [builtin_map(JAKARTA), public_map(JAKARTA, "crm", {}), open311_map(JAKARTA, "crm", {})]
)
def test_no_map_of_ours_names_the_reporter(known: ColumnMap) -> None:
    assert not [heading for name in known.columns for heading in known.headings(name) if names_reporter(heading)]


@pytest.mark.parametrize("field", ["content", "address", "unit", "category", "ticket"])
def test_a_map_that_names_the_reporter_is_a_configuration_error(field: str) -> None:
    columns = {"ticket": "Tiket", "created_at": "Dibuat", field: ("Isi", "Nama Pelapor")}
    with pytest.raises(BadConfiguration, match=r'"Nama Pelapor" for .* is about the reporter'):
        ColumnMap(name="mine", timezone=JAKARTA, columns=columns)
