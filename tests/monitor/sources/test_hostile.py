"""Files that are no table, or mean harm: one sentence, never a crash, never much memory."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from contextlib import suppress
from datetime import datetime

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile

from monitor.errors import BadInput
from monitor.model import Observation
from monitor.sources import archives, delimited

GOOD = [["ticket", "created_at", "address"], ["1", datetime(2026, 11, 21, 8, 30), "Jl. A"]]
GOOD_CSV = "ticket,created_at,address\n1,2026-11-21 08:30,Jl. A\n"


def refusal(desk, path) -> str:
    with pytest.raises(BadInput) as error:
        list(desk.open(path).rows())
    sentence = str(error.value)
    assert sentence.startswith((path.name, str(path)))
    assert re.fullmatch(r"[^\n]{20,400}\.", sentence)
    return sentence


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("kosong.csv", b"", "is empty"),
        ("kosong.xlsx", b"", "is empty"),
        ("tanda.csv", b"\xef\xbb\xbf\r\n\r\n", "is empty"),
        ("halaman.csv", b"<!DOCTYPE html><html><body><table><tr><td>1</td></tr></table>", "web page or XML"),
        ("halaman.xls", b"\xef\xbb\xbf\n <html xmlns:x='urn'><table>", "web page or XML"),
        ("utf16.xls", "<html><table>".encode("utf-16"), "web page or XML"),
        ("lama.xls", b"<?xml version='1.0'?><Workbook/>", "web page or XML"),
        ("surat.csv", b"%PDF-1.7 ...", "PDF document"),
        ("foto.csv", b"\x89PNG\r\n\x1a\n....", "picture"),
        ("arsip.csv", b"\x1f\x8b\x08\x08rest", "gzip archive"),
        ("acak.csv", bytes(range(1, 256)) * 40, "binary data"),
        ("nol.csv", GOOD_CSV.encode() + b"2,2026-11-21 08:30,\x00\n", "NUL bytes"),
        ("nol16.csv", (GOOD_CSV + "\0\n").encode("utf-16"), "NUL bytes"),
        ("potong16.csv", GOOD_CSV.encode("utf-16")[:-1], "truncated UTF-16"),
        ("bukan.csv", b"\xef\xbb\xbf" + GOOD_CSV.encode() + b"Caf\xe9\n", "marked as UTF-8 but is not"),
        ("huruf.csv", "ticket,created_at\né,2026-11-21\nCaf".encode() + b"\xc3", "middle of a letter"),
        ("buku.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x01" * 600, "damaged, truncated or no workbook"),
        ("kata.csv", b"hanya sebuah kalimat", "no column for ticket and created_at"),
        ("json.csv", b'[{"ticket": "1", "created_at": "2026-11-21"}]', "no column for created_at|no column for"),
    ],
)
def test_what_is_no_table_gets_one_sentence(desk, name, content, said):
    assert re.search(said, refusal(desk, desk.bytes(name, content)))


def test_directory_and_missing_file_and_device_get_one_sentence(desk, tmp_path):
    assert "is a directory" in refusal(desk, tmp_path)
    assert "does not exist" in refusal(desk, tmp_path / "tidak-ada.csv")


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@pytest.mark.parametrize("share", [0.3, 0.95])
def test_truncated_zip_is_refused(desk, kind, share):
    content = desk.table(GOOD, kind).read_bytes()
    assert "damaged or truncated" in refusal(
        desk, desk.bytes(f"potong.{kind}", content[: int(len(content) * share)])
    )


def test_truncated_xls_is_refused(desk):
    content = desk.table(GOOD, "xls").read_bytes()
    assert "damaged" in refusal(desk, desk.bytes("potong.xls", content[:2000]))


def test_csv_that_breaks_off_in_a_row_is_refused(desk):
    path = desk.text(GOOD_CSV + "2,2026-11-21 08:3")
    assert "breaks off in the middle of row 3" in refusal(desk, path)


def test_last_line_without_line_end_is_no_truncation(desk):
    assert len(desk.read(desk.text(GOOD_CSV.rstrip()))[0]) == 1
    taken, rejects = desk.read(desk.text(GOOD_CSV + "Total,1"))
    assert (len(taken), rejects[0].reason) == (1, "a row of totals, not a complaint")


def test_password_protected_xlsx_is_refused(desk):
    locked = io.BytesIO()
    with desk.table(GOOD, "xlsx").open("rb") as plain:
        OOXMLFile(plain).encrypt("rahasia", locked)
    assert "protected with a password" in refusal(desk, desk.bytes("kunci.xlsx", locked.getvalue()))


def test_password_protected_xls_is_refused(desk):
    content = bytearray(desk.table(GOOD, "xls").read_bytes())
    begin = content.index(struct.pack("<HHH", 0x0809, 16, 0x0600)) + 20  # behind the workbook's BOF record
    (length,) = struct.unpack_from("<H", content, begin + 2)
    struct.pack_into("<H", content, begin, 0x2F)  # its next record becomes FILEPASS
    struct.pack_into("<HHH", content, begin + 4, 0, 0, 0)
    assert length >= 2
    assert "protected with a password" in refusal(desk, desk.bytes("kunci.xls", bytes(content)))


def test_password_protected_ods_is_refused(desk):
    path = rezipped(desk, "ods", {"META-INF/manifest.xml": b"<manifest><encryption-data/></manifest>"})
    assert "protected with a password" in refusal(desk, path)


def rezipped(desk, kind: str, changed: dict[str, bytes]):
    """A good workbook with some parts replaced or added."""
    path = desk.folder / f"ubah.{kind}"
    with zipfile.ZipFile(desk.table(GOOD, kind)) as good, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in good.namelist():
            new.writestr(name, changed.get(name, good.read(name)))
        for name in changed.keys() - set(good.namelist()):
            new.writestr(name, changed[name])
    return path


def test_zip_bomb_is_refused_by_what_it_declares(desk):
    path = rezipped(desk, "xlsx", {"xl/sharedStrings.xml": b"0" * (archives.SUSPECT + 1)})
    assert "would unpack to far more" in refusal(desk, path)


def test_zip_bomb_that_lies_about_its_size_is_refused(desk):
    path = rezipped(desk, "xlsx", {"xl/sharedStrings.xml": b"0" * (archives.SUSPECT + 1)})
    content = path.read_bytes().replace(struct.pack("<I", archives.SUSPECT + 1), struct.pack("<I", 1000))
    assert "damaged or truncated" in refusal(desk, desk.bytes("bohong.xlsx", content))


@pytest.mark.parametrize(("kind", "part"), [("xlsx", "xl/workbook.xml"), ("ods", "content.xml")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_external_entities_are_refused(desk, kind, part, encoding):
    evil = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    assert "XML entity declarations" in refusal(desk, rezipped(desk, kind, {part: evil.encode(encoding)}))


@pytest.mark.parametrize(
    ("names", "said"),
    [(["xl/workbook.bin"], "binary workbook"), (["word/document.xml"], "not a workbook"),
     (["a.csv"], "not a workbook"),
     (["content.xml"], "not a workbook"), ([], "not a workbook")],
)  # fmt: skip
def test_other_zips_are_refused(desk, names, said):
    path = desk.folder / "lain.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    assert re.search(said, refusal(desk, path))


def test_one_cell_far_away_neither_crashes_nor_eats_the_memory(desk):
    path = desk.folder / "jauh.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["ticket", "created_at"])
        sheet.write(1_048_575, 16_383, "x")
    assert "too large to be read as a workbook" in refusal(desk, path)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_ten_thousand_columns_are_refused(desk, kind):
    header = ["ticket", "created_at", *(f"k{n}" for n in range(10_000))]
    assert "more than 1,000 columns" in refusal(desk, desk.table([header], kind))


def test_formulas_are_text(desk):
    lines = ['"=HYPERLINK(""http://x"")",Jalan', "+62,@SUM(A1)", '"=""00123""",-']
    path = desk.text("ticket,category,created_at\n" + "".join(f"{line},2026-11-21 08:30\n" for line in lines))
    taken, rejects = desk.read(path)
    assert rejects == []
    assert [row.ticket for row in taken] == ['=HYPERLINK("http://x")', "+62", "00123"]
    assert [row.category for row in taken] == ["Jalan", "@SUM(A1)", None]


@pytest.mark.parametrize("kind", ["csv", "ods"])
def test_enormous_cell_rejects_its_row_only(desk, kind):
    rows = [GOOD[0], ["1", GOOD[1][1], "x" * 100_000], ["2", GOOD[1][1], "y" * 32_767]]
    taken, rejects = desk.read(desk.table(rows, kind))
    assert [row.ticket for row in taken] == ["2"]
    assert rejects == [type(rejects[0])(2, "1", "a cell is longer than 32,767 characters")]


@pytest.mark.parametrize("rest", [100, 50_000])
def test_quotation_mark_never_closed_is_refused_whatever_follows(desk, rest):
    path = desk.text(GOOD_CSV + '2,2026-11-21 08:30,"Jl. B\n' + "3,2026-11-21 08:30,Jl. C\n" * rest)
    assert "row 3 does not end" in refusal(desk, path)


def test_quotation_mark_never_closed_in_the_header_is_refused(desk):
    refusal(desk, desk.text('"ticket,created_at\n' + "1,2026-11-21 08:30\n" * 100_000))


def test_line_without_end_is_refused(desk):
    assert "does not end" in refusal(desk, desk.text(GOOD_CSV + "x" * 3_000_000))


def test_endless_commas_are_refused(desk, monkeypatch):
    monkeypatch.setattr(delimited, "_LONGEST_RECORD", 10_000)
    assert "does not end" in refusal(desk, desk.text(GOOD_CSV + "\n" * 30 + "," * 20_000 + "\n"))


@given(st.binary(max_size=400), st.sampled_from([b"", b"ticket,created_at,address\n", b"PK\x03\x04", b"\xff\xfe"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_raise_anything_but_the_one_sentence(desk, content, start):
    with suppress(BadInput):
        list(desk.open(desk.bytes("acak.dat", start + content)).rows())


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_damaged_workbooks_raise_nothing_but_the_one_sentence(desk, kind):
    good = desk.table(GOOD, kind).read_bytes()
    for share in range(1, 10):
        at = len(good) * share // 10
        with suppress(BadInput):
            list(desk.open(desk.bytes(f"rusak.{kind}", good[:at] + b"\xff" * 16 + good[at + 16 :])).rows())


def test_nothing_of_a_broken_row_is_told(desk):
    _, rejects = desk.read(desk.text("ticket,created_at,address\n7,rahasia,alamat rahasia\n"))
    assert rejects[0].ticket == "7"
    assert "rahasia" not in rejects[0].reason


def test_workbook_process_sees_no_secret(desk, monkeypatch):
    monkeypatch.setenv("SIAGA_TELEGRAM__TOKEN", "123:abc")
    export = desk.open(desk.table(GOOD, "xlsx"))
    environment = (desk.process_folder(export) / "environ").read_bytes()
    assert b"SIAGA" not in environment
    assert isinstance(next(export.rows()), Observation)


def test_closing_an_export_ends_its_process(desk):
    export = desk.open(desk.table(GOOD, "ods"))
    folder = desk.process_folder(export)
    assert folder.exists()
    export.close()
    export.close()
    assert not folder.exists()
