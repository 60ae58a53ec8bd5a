"""`siaga sync` and `siaga check` over a watched folder."""

from __future__ import annotations

import fcntl
import os
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli.serving import cannot_serve
from bot.config import build_parts, load_settings

from .conftest import NOW, Place, Said

EXPORT = "Nomor Tiket,Tanggal Laporan,Status,Kelurahan\nJK1,2026-11-22 20:00,Menunggu,Cideng\n"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def exports(place: Place) -> Path:
    folder = place.folder / "exports"
    folder.mkdir()
    return folder


def put(exports: Path, name: str, content: str, ago: timedelta = MINUTE) -> Path:
    path = exports / name
    path.write_text(content)
    at = (NOW - ago).timestamp()
    os.utime(path, (at, at))
    return path


def siaga(place: Place, *words: str, **env: str) -> Said:
    return place.siaga(*words, SIAGA_CRM__SOURCE="files", **env)


def test_sync_takes_in_what_is_ready_and_says_so(place: Place, exports: Path) -> None:
    put(exports, "ekspor.csv", EXPORT)
    said = siaga(place, "sync")
    assert (said.code, said.err) == (0, "")
    assert said.out == (
        "20261123T013000Z-ekspor.csv: 1 new, 0 changed, 0 unchanged, 0 rejected, 0 duplicates; "
        "true as of 2026-11-22T20:00:00+07:00.\n"
    )
    said = siaga(place, "sync")
    assert (said.code, said.out) == (0, f"files: nothing new in {exports}.\n")
    assert [path.name for path in (exports / "done").iterdir()] == ["20261123T013000Z-ekspor.csv"]


def test_what_is_refused_is_bad_news_with_its_reason(place: Place, exports: Path) -> None:
    put(exports, "a.csv", EXPORT + "JK2,kemarin,Menunggu,Cideng\n")
    put(exports, "b.csv", "<html>")
    said = siaga(place, "sync")
    assert said.code == 1 and "1 new, 0 changed, 0 unchanged, 1 rejected" in said.out
    assert "Rejected: created_at (column 'Tanggal Laporan') is not a date that can be read: 1 rows." in said.err
    assert "rejected/20261123T013000Z-a.csv.rejects.csv" in said.err
    assert "20261123T013000Z-b.csv: refused, and put into rejected/: " in said.err


def test_what_cannot_be_read_now_is_left_for_later(place: Place, exports: Path) -> None:
    put(exports, "baru.csv", EXPORT, ago=timedelta(0))
    held = os.open(put(exports, "kunci.csv", EXPORT), os.O_RDWR)
    fcntl.flock(held, fcntl.LOCK_EX)
    said = siaga(place, "sync", SIAGA_CRM__FILES__SETTLE="2m")
    os.close(held)
    assert (said.code, said.out) == (0, f"files: nothing new in {exports}.\n")
    assert "'baru.csv' is still being written" in said.err
    assert "'kunci.csv' is still being written" in said.err
    os.utime(exports / "kunci.csv", (1, 1))
    held = os.open(exports / "kunci.csv", os.O_RDWR)
    fcntl.flock(held, fcntl.LOCK_EX)
    said = siaga(place, "check", "--offline")
    os.close(held)
    assert "FAIL  folder         'kunci.csv' cannot be opened" in said.out


def test_a_folder_that_is_not_there_is_one_sentence(place: Place) -> None:
    said = siaga(place, "sync")
    assert (said.code, said.out, said.err.count("\n")) == (3, "", 1)
    assert f"{place.folder / 'exports'} cannot be used (No such file or directory)" in said.err
    said = siaga(place, "check", "--offline")
    assert said.code == 3 and "FAIL  folder " in said.out


def test_check_says_what_the_folder_holds_and_what_files_cannot_serve(place: Place, exports: Path) -> None:
    put(exports, "ekspor.csv", EXPORT)
    (exports / "map").mkdir()
    said = siaga(place, "check", "--offline")
    assert said.code == 0
    assert (
        "note  source         files without night uploads cannot serve night escalation: what arrives" in said.out
    )
    assert f"ok    folder         {exports}: 1 files wait for siaga sync or siaga run\n" in said.out
    assert "note  folder         1 entries are no plain files and are left alone\n" in said.out
    assert "note  folder         no export was taken from it yet\n" in said.out
    assert (exports / "ekspor.csv").exists()
    siaga(place, "sync")
    place.clock.advance(timedelta(minutes=65))
    said = siaga(place, "check", "--offline")
    assert "the last export taken is 20261123T013000Z-ekspor.csv, 1 h 5 m ago" in said.out


@pytest.mark.parametrize(
    ("section", "said"),
    [
        (
            '[crm.public]\nbase_url = "http://127.0.0.1:9"\n',
            ["public complaints only", "it does not say when", "over 30 days ago are not shown"],
        ),
        ('[crm.open311]\nurl = "http://127.0.0.1:9"\n', ["it does not say when a complaint was answered"]),
        (
            '[crm.rest]\nurl = "http://127.0.0.1:9"\ncomplete = false\n'
            'fields = { ticket = "a", created_at = "b", responded_at = "c" }\n',
            ["crm.rest.complete is false"],
        ),
        ('[crm.rest]\nurl = "http://127.0.0.1:9"\nfields = { ticket = "a", created_at = "b" }\n', ["it does not"]),
    ],
)
def test_what_each_source_cannot_serve_is_a_line_each(tmp_path: Path, section: str, said: list[str]) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f'[crm]\nsource = "{section.partition("]")[0].removeprefix("[crm.")}"\n{section}')
    lines = list(cannot_serve(build_parts(load_settings(path, {}))))
    assert len(lines) == len(said)
    assert all(words in line for words, line in zip(said, lines, strict=True))
