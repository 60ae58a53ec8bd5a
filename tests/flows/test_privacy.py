"""Who complains leaves no trace: not in the database, not beside it, not in a log, not in a group."""

from __future__ import annotations

import csv
import json
import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from builders import observation
from conversation import CIDENG_GROUP, COORDINATOR, NOW, conversation, desk_of, seen
from hostile_api import FIELDS, JAKARTA, api, item
from polled import polled_desk

from monitor.clock import SteppedClock
from monitor.desk import Desk
from monitor.errors import BadInput
from monitor.forgetting import NOTE, forget, forget_once
from monitor.importing import Progress, import_export, resume_imports
from monitor.model import Complaint, ImportRun, Reject, Stage, Wanted
from monitor.poll import poll_once
from monitor.sources.columns import ColumnMap
from monitor.sources.headings import builtin_map
from monitor.sources.placing import DirectoryNames
from monitor.sources.tabular import open_export
from storage import check
from storage.store import Store

DAY = timedelta(days=1)
PHONE, BARE, MAIL, NIK, PLATE = (
    "0812-3456-7890",
    "81234567890",
    "orang.tertentu@mail.example",
    "3171012345678901",
    "B 1234 XYZ",
)
NAMED, REPORTER = "Contoh Pelapor", "Nama Rahasia"
PLANTED = (PHONE, BARE, MAIL, NIK, PLATE, NAMED, REPORTER, "0812 3456 7890")
TEXT = f"Lampu mati total. Hubungi {PHONE} atau {MAIL},\nNIK {NIK}, mobil {PLATE} parkir di sini"
ADDRESS = f"Jl. Cideng Barat (Bpk. {NAMED}, 0812 3456 7890)"
HEADINGS = ["Nomor Tiket", "Tanggal Laporan", "Status", "Kategori", "Kelurahan", "Alamat", "Isi Laporan"]
REPORTERS = ["Nama Pelapor", "No HP", "Email", "NIK"]


async def nobody() -> None:
    """Nothing else runs beside a test."""


def exported(folder: Path, *rows: list[str]) -> Path:
    path = folder / "tarikan.csv"
    with path.open("w", newline="") as out:
        csv.writer(out).writerows([HEADINGS + REPORTERS, *rows])
    return path


def row(ticket: str, on: str = "2026-11-23 06:00:00", **cells: str) -> list[str]:
    said = dict(zip(HEADINGS, [ticket, on, "Menunggu", "Sampah", "Cideng", ADDRESS, TEXT], strict=True)) | cells
    return [*said.values(), REPORTER, PHONE, MAIL, NIK]


async def taken(desk: Desk, path: Path, column_map: ColumnMap, progress: Progress | None = None) -> ImportRun:
    with open_export(path, column_map, DirectoryNames(desk.directory), as_of=None, now=NOW) as export:
        return await import_export(
            desk, export, name=path.name, covers=None, now=NOW, progress=progress or Progress()
        )


def keeping(keeps_text: bool, retention: timedelta | None = None) -> ColumnMap:
    return replace(builtin_map(JAKARTA), keeps_text=keeps_text, retention=retention)


@pytest.mark.parametrize("keeps_text", [True, False])
async def test_no_reporter_is_in_the_files_or_in_the_logs_after_an_import(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture, keeps_text: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    desk = desk_of(store, SteppedClock(NOW))
    label = {"Kategori": f"Sampah, telp {PHONE}", "Status": f"Aneh {PHONE}", "Kelurahan": f"Cideng ({PHONE})"}
    hostile = [row("JK2", on=f"kemarin, {PHONE}"), row("JK3", Kategori=TEXT * 9), row("JK4", **label)]
    rejects: list[Reject] = []
    export = exported(tmp_path, row("JK2611230001"), *hostile)
    run = await taken(desk, export, keeping(keeps_text), Progress(rejected=rejects.append))
    assert (run.new, run.rejected) == (2, 2)
    held = b"".join((tmp_path / name).read_bytes() for name in ("siaga.db", "siaga.db-wal"))
    assert b"Cideng Barat" in held
    assert [word for word in PLANTED if word.encode() in held] == []
    assert (b"Lampu mati total" in held) is keeps_text
    told = caplog.text + repr(rejects)
    assert [word for word in (*PLANTED, "Lampu", "Cideng Barat") if word in told] == []
    (kept,) = await the(store, "JK2611230001")
    assert kept.content == (
        None
        if not keeps_text
        else "Lampu mati total. Hubungi [nomor telepon] atau [alamat e-mail],\n"
        "NIK [NIK], mobil [pelat nomor] parkir di sini"
    )
    assert kept.address == "Jl. Cideng Barat (Bpk. [nama], [nomor telepon])"
    assert await check(store) == []


async def the(store: Store, ticket: str) -> list[Complaint]:
    async with store.reading() as tables:
        return await tables.complaints.find(ticket)


@pytest.mark.parametrize("keeps_text", [True, False])
async def test_no_reporter_is_in_the_files_or_in_the_logs_after_a_poll(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture, keeps_text: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    desk, _, clock = polled_desk(store, NOW)
    fields = {**FIELDS, "content": "text", "address": "address"}
    reading = ColumnMap(name="rest", timezone=JAKARTA, columns=fields, keeps_text=keeps_text)
    whose = {"reporter": {"name": REPORTER, "phone": PHONE, "email": MAIL, "nik": NIK}, "address": ADDRESS}
    hostile = [
        item("JK2", createdAt=TEXT, text=TEXT, **whose),
        item("JK3", text={"deep": TEXT}, category=TEXT, **whose),
    ]
    async with api(NOW) as crm:
        crm.clock = clock
        crm.says([item("JK1", text=TEXT, **whose), *hostile])
        source = crm.source(column_map=reading, headers={"X-Api-Key": "kunci-rahasia"})
        await poll_once(desk, source, NOW)
        crm.says({"error": TEXT})
        with pytest.raises(BadInput) as caught:
            await poll_once(desk, source, NOW, full=True)
    held = b"".join((tmp_path / name).read_bytes() for name in ("siaga.db", "siaga.db-wal"))
    assert [word for word in (*PLANTED, "kunci-rahasia") if word.encode() in held] == []
    assert (b"Lampu mati total" in held) is keeps_text
    told = caplog.text + str(caught.value)
    assert [word for word in (*PLANTED, "Lampu", "kunci-rahasia") if word in told] == []


async def test_an_old_export_brings_nothing_back_and_is_no_failure(store: Store, tmp_path: Path) -> None:
    desk = replace(desk_of(store, SteppedClock(NOW)), retention=100 * DAY)
    export = exported(tmp_path, row("OLD", "2026-06-01 06:00:00"), row("NEW"))
    run = await taken(desk, export, keeping(False))
    assert run.new == 2
    assert await forget(desk, NOW, nobody) == 1
    aged: list[Reject] = []
    run = await taken(desk, export, keeping(False, desk.retention), Progress(aged=aged.append))
    assert (run.new, run.unchanged, run.rejected) == (0, 1, 0)
    assert [(one.row, one.ticket, one.reason) for one in aged] == [(2, "OLD", "older than privacy.retention")]
    assert await the(store, "OLD") == []
    assert await check(store) == []


async def test_what_is_told_of_an_old_one_that_is_known_is_listened_to(store: Store, tmp_path: Path) -> None:
    desk = replace(desk_of(store, SteppedClock(NOW)), retention=100 * DAY)
    await taken(desk, exported(tmp_path, row("OLD", "2026-06-01 06:00:00")), keeping(False))
    over = exported(tmp_path, row("OLD", "2026-06-01 06:00:00", Status="Selesai"), row("NEW"))
    await taken(desk, over, keeping(False, desk.retention))
    (known,) = await the(store, "OLD")
    assert known.stage is Stage.COMPLETE
    assert await forget(desk, NOW, nobody) == 0


async def test_a_listing_of_old_ones_only_is_a_complete_one(store: Store) -> None:
    desk, source, clock = polled_desk(store, NOW)
    old = observation("OLD", created_at=NOW - 400 * DAY)
    source.lists(Reject(1, "OLD", "older than privacy.retention", old))
    result = await poll_once(desk, source, clock.now())
    assert (result.complete, result.rejected, result.aged, result.new) == (True, 0, 1, 0)


async def test_forgetting_is_done_once_a_day_and_goes_on_where_it_was_cut(store: Store) -> None:
    desk = replace(desk_of(store, SteppedClock(NOW)), retention=100 * DAY, timezone=JAKARTA)
    async with store.writing() as tables:
        rows = [seen(f"T{n:04}", "Cideng", age=200 * DAY, listed_at=NOW - 200 * DAY) for n in range(1_200)]
        run = await tables.imports.start("a.csv", "crm", NOW)
        await tables.imports.stage(run.id, rows)
        await tables.imports.staged(run.id, as_of=NOW, read=len(rows), rejected=0)
    await resume_imports(desk, NOW, Progress())

    class Killed(Exception):
        pass

    async def dies() -> None:
        raise Killed

    with pytest.raises(Killed):
        await forget_once(desk, NOW, dies)
    assert await left(store) == 700
    assert await check(store) == []
    assert await forget_once(desk, NOW, nobody) is True
    assert await left(store) == 0
    assert await forget_once(desk, NOW + timedelta(hours=3), nobody) is False
    assert await forget_once(desk, NOW + timedelta(hours=18), nobody) is True
    async with store.reading() as tables:
        assert await tables.ledger.note(NOTE) == "2026-11-24"


async def left(store: Store) -> int:
    async with store.reading() as tables:
        return len(await tables.complaints.wanted(Wanted()))


async def test_texts_that_are_no_longer_kept_are_dropped(store: Store, tmp_path: Path) -> None:
    desk = replace(desk_of(store, SteppedClock(NOW)), keeps_text=True)
    await taken(desk, exported(tmp_path, row("JK1")), keeping(True))
    assert await forget(desk, NOW, nobody) == 0
    assert (await the(store, "JK1"))[0].content is not None
    assert await forget(replace(desk, keeps_text=False), NOW, nobody) == 0
    held = b"".join((tmp_path / name).read_bytes() for name in ("siaga.db", "siaga.db-wal"))
    assert b"Lampu mati" not in held
    assert await check(store) == []


TICKET = "JK2611230009"


@pytest.mark.parametrize(
    ("keeps_text", "posts_text", "group", "private"),
    [(False, False, False, False), (True, False, False, True), (True, True, True, True)],
)
async def test_the_text_is_read_in_private_and_in_groups_only_when_posted(
    tmp_path: Path, keeps_text: bool, posts_text: bool, group: bool, private: bool
) -> None:
    async with conversation(tmp_path, keeps_text=keeps_text, posts_text=posts_text) as talk:
        await talk.learn([seen(TICKET, "Cideng", content="Lampu mati <b>total</b> & gelap")])
        answers = [
            await talk.ask(CIDENG_GROUP, f"/aduan {TICKET}"),
            await talk.ask(COORDINATOR, f"/aduan {TICKET}"),
        ]
        assert ["Lampu mati <b>total</b> & gelap" in answer.text for answer in answers] == [group, private]
        passed_on = json.dumps([answer.buttons() for answer in answers])
        assert ("Lampu" in passed_on) is posts_text
