"""A coordinator sends the export to the bot: what would change, what it covers, taken in by a press."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from conversation import (
    CIDENG_GROUP,
    CITY,
    CITY_GROUP,
    COORDINATOR,
    HOUR,
    NOW,
    ON_DUTY,
    STRANGER,
    Conversation,
    callback_data,
    conversation,
    directory,
    people,
    seen,
)
from table_dump import dump
from telegram_html import judged

from bot.app import Service
from bot.border.pace import Pace
from bot.border.sender import Sender
from bot.config import load_settings
from bot.config.bindings import BoundPerson
from bot.exports import downloads
from bot.exports.jobs import JobState, jobs
from bot.exports.reading import Reader
from bot.exports.work import Exports
from bot.sandbox import Fault, FaultKind, acts
from bot.sandbox.objects import Message
from monitor.errors import TryLater
from monitor.model import Role, Scope, Stage
from monitor.sources.columns import ColumnMap
from monitor.sources.files.names import safe_name
from monitor.sources.headings import builtin_map

VIEWER = 45
MINUTE = timedelta(minutes=1)
TAKE, CANCEL, RECAP, PARTIAL = "Ambil (simpan)", "Batal", "Rekap saja", "✓ Hanya sebagian"
COMPLETE = "Daftar wait lengkap Kota Jakarta Pusat"
OLD, NEW, LOST = "JK2611220412", "JK2611230100", "JK2611220777"
HEAD = "No Tiket,Tanggal Masuk,Tanggal Update,Status,Kategori,Kelurahan,Kecamatan\n"
EXPORT = HEAD + (
    f"{OLD},2026-11-23 00:00,2026-11-23 07:59,Proses,Sampah,Cideng,Gambir\n"
    f"{NEW},2026-11-23 07:30,2026-11-23 07:30,Menunggu,Jalan,Kwitang,Senen\n"
)
REJECTED = "=1+1,kemarin,,Menunggu,Jalan,Kwitang,Senen\n"


@dataclass
class Desk:
    """The conversation, with somebody who works on what was sent."""

    talk: Conversation
    exports: Exports

    async def send(self, content: str | bytes, name: str = "ekspor.csv", by: int = COORDINATOR) -> list[Message]:
        """What the bot has to say to a file that arrives."""
        world, data = self.talk.sandbox.world, content.encode() if isinstance(content, str) else content
        chat = acts.private_chat(world, by)
        last = chat.last_message_id + 1
        acts.say(world, chat, by, "", file=world.keep_file(name, "text/csv", data, "document"))
        await self.talk.settle()
        await self.work()
        return self.talk.said(by, after=last)

    async def work(self) -> None:
        while await self.exports.work_once():
            self.talk.clock.advance(timedelta(seconds=2))

    async def preview(self, content: str | bytes = EXPORT, name: str = "ekspor.csv") -> Message:
        answers = await self.send(content, name)
        assert len(answers) == 1
        return answers[0]

    async def press(self, message: Message, label: str, *, by: int = COORDINATOR) -> str | None:
        toast = await self.talk.press(message, callback_data(message)[label], by=by)
        await self.work()
        return toast

    async def complaint(self, ticket: str) -> Stage | None:
        async with self.talk.desk.store.reading() as tables:
            found = await tables.complaints.find(ticket)
        return found[0].stage if found else None

    async def facts(self) -> object:
        return await dump(self.talk.desk.store)


@pytest.fixture
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where files are kept for a moment: none may stay behind."""
    folder = tmp_path / "private"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.glob("siaga-*")) == []


@pytest.fixture
async def desk(tmp_path: Path, private: Path) -> AsyncIterator[Desk]:
    """Known: two waiting complaints. All that the bot says must please Telegram."""
    async with conversation(tmp_path) as talk:
        await talk.learn([seen(OLD, "Cideng", age=8 * HOUR), seen(LOST, "Kwitang", age=9 * HOUR)])
        async with talk.desk.store.writing() as tables:
            viewer = BoundPerson(VIEWER, "Pelihat", Role.VIEWER, Scope(areas=(CITY,)), digest=False)
            await tables.people.synchronise([*people(), viewer], talk.clock.now())
        yield Desk(talk, worker(talk))
        for chat in talk.sandbox.world.chats.values():
            for message in talk.said(chat.id):
                if message.html:
                    judged(message.html)


def worker(talk: Conversation) -> Exports:
    async def pause(delay: timedelta) -> None:
        talk.clock.advance(delay)

    async def breathe() -> None:
        return

    zone = talk.desk.timezone
    own = ColumnMap(
        name="lain", timezone=zone, columns={"ticket": "Ref", "created_at": "Lahir", "status": "Keadaan"}
    )
    reader = Reader(talk.bot, (builtin_map(zone), own), directory())
    return Exports(talk.desk, Sender(talk.bot, Pace(), talk.clock), reader, breathe, pause)


async def test_the_preview_tells_what_would_change_and_writes_nothing(desk: Desk) -> None:
    before = await desk.facts()
    message = await desk.preview()
    assert "2 baris" in message.text
    assert "1 baru, 1 berubah, 0 tetap. Berstatus wait: 1." in message.text
    assert "Data 07.59" in message.text
    assert list(callback_data(message)) == [f"✓ {NEWEST}", JUST_NOW, PARTIAL, COMPLETE, TAKE, RECAP, CANCEL]
    assert await desk.facts() == before


async def test_a_press_takes_it_in(desk: Desk) -> None:
    message = await desk.preview()
    await desk.press(message, TAKE)
    assert "Tersimpan: 1 baru, 1 berubah, 0 tetap." in message.text
    assert callback_data(message) == {}
    assert await desk.complaint(NEW) is Stage.WAIT
    assert await desk.complaint(OLD) is Stage.PROCESS
    assert await desk.complaint(LOST) is Stage.WAIT


async def test_a_complete_list_says_who_has_left_wait_before_and_after(desk: Desk) -> None:
    message = await desk.preview()
    await desk.press(message, COMPLETE)
    assert "1 aduan sudah tidak wait" in message.text
    assert f"✓ {COMPLETE}" in callback_data(message)
    assert await desk.complaint(LOST) is Stage.WAIT
    await desk.press(message, TAKE)
    assert "Tersimpan: 1 baru, 1 berubah, 1 sudah tidak wait, 0 tetap." in message.text
    assert await desk.complaint(LOST) is not Stage.WAIT


async def test_the_choice_can_be_taken_back(desk: Desk) -> None:
    message = await desk.preview()
    await desk.press(message, COMPLETE)
    await desk.press(message, "Hanya sebagian")
    await desk.press(message, TAKE)
    assert await desk.complaint(LOST) is Stage.WAIT


async def asked(talk: Conversation, question: str = "/wait Gelora") -> str:
    return (await talk.ask(CITY_GROUP, question)).text


async def test_a_part_makes_nothing_nihil_and_the_button_says_that_it_is_none(
    tmp_path: Path, private: Path
) -> None:
    async with conversation(tmp_path) as talk:
        desk = Desk(talk, worker(talk))
        message = await desk.preview()
        assert "Dianggap hanya sebagian data: tidak ada yang disebut NIHIL karenanya." in message.text
        await desk.press(message, TAKE)
        assert "Disimpan sebagai sebagian saja" in message.text
        assert "Tidak ada aduan" not in await asked(talk)
        assert "Data tidak lengkap: ekspor terakhir hanya sebagian" in await asked(talk)
        assert "Data tidak lengkap: ekspor terakhir hanya sebagian" in await asked(talk, "/status")
        message = await desk.preview()
        await desk.press(message, COMPLETE)
        await desk.press(message, TAKE)
        assert "Tidak ada aduan berstatus wait di Kel. Gelora" in await asked(talk)


async def test_where_every_export_is_complete_it_is_taken_for_that_unless_denied(
    tmp_path: Path, private: Path
) -> None:
    async with conversation(tmp_path, exports_whole=True) as talk:
        desk = Desk(talk, worker(talk))
        message = await desk.preview()
        assert "Dianggap memuat semua aduan terbuka." in message.text
        assert {"Hanya sebagian", "✓ Semua aduan terbuka", COMPLETE} <= set(callback_data(message))
        await desk.press(message, "Hanya sebagian")
        await desk.press(message, TAKE)
        assert "Tidak ada aduan" not in await asked(talk)
        message = await desk.preview()
        await desk.press(message, TAKE)
        assert "Tersimpan: 0 baru, 0 berubah, 2 tetap." in message.text and "sebagian" not in message.text
        assert "Tidak ada aduan berstatus wait di Kel. Gelora" in await asked(talk)


async def test_pressing_twice_imports_once(desk: Desk) -> None:
    message = await desk.preview()
    data = callback_data(message)[TAKE]
    chat = desk.talk.chat(COORDINATOR)
    presses = [acts.press(desk.talk.sandbox.world, chat, COORDINATOR, message.id, data) for _ in range(2)]
    await desk.talk.settle()
    await desk.work()
    assert "Tersimpan: 1 baru" in message.text
    assert [(press.answer or {}).get("text") or "" for press in presses] == [
        "",
        "Berkas ini sedang dikerjakan. Mohon tunggu sebentar.",
    ]
    assert len(desk.talk.said(COORDINATOR)) == 1


async def test_cancelling_stores_nothing(desk: Desk) -> None:
    before = await desk.facts()
    message = await desk.preview()
    await desk.press(message, CANCEL)
    assert message.text == "Dibatalkan: dari berkas ekspor.csv tidak ada yang disimpan."
    assert await desk.facts() == before


async def test_a_recap_counts_by_kecamatan_category_and_channel_and_leaves_the_choice(desk: Desk) -> None:
    before = await desk.facts()
    more = "JK2611230101,2026-11-23 07:31,,Menunggu,JALAN,Kwitang,Senen,JAKI\n"
    rows = EXPORT.splitlines()
    message = await desk.preview("\n".join([f"{rows[0]},Kanal", f"{rows[1]},JAKI", f"{rows[2]},SMS", more]))
    await desk.press(message, RECAP)
    shown = desk.talk.said(COORDINATOR)[-1].text.split()
    assert (
        shown
        == (
            "Rekap ekspor.csv Tidak ada yang disimpan. Kecamatan wait pros. Gambir 0 1 Senen 2 0 Jumlah 2 1 "
            "pros. = masih diproses, sel. = selesai atau ditolak, lain = status belum dikenal "
            "Kategori wait pros. JALAN 2 0 Sampah 0 1 Kanal jumlah JAKI 2 SMS 1"
        ).split()
    )
    assert TAKE in callback_data(message)
    assert await desk.facts() == before


NEWEST, JUST_NOW = "Ditarik: waktu terbaru di berkas", "Ditarik: baru saja"


async def test_when_it_was_pulled_is_guessed_from_its_content_and_asked(desk: Desk) -> None:
    desk.talk.clock.advance(90 * MINUTE)
    message = await desk.preview()
    assert "Data 07.59, waktu terbaru di berkas." in message.text
    assert [label for label in callback_data(message) if "Ditarik" in label] == [
        f"✓ {NEWEST}",
        JUST_NOW,
        "Ditarik: hari ini 08.00",
    ]
    await desk.press(message, "Ditarik: hari ini 08.00")
    assert "Data 08.00, menurut pilihan Anda." in message.text
    assert "✓ Ditarik: hari ini 08.00" in callback_data(message)
    assert "1 baru, 1 berubah, 0 tetap" in message.text
    await desk.press(message, TAKE)
    assert "data 08.00" in message.text
    async with desk.talk.desk.store.reading() as tables:
        (found,) = await tables.complaints.find(NEW)
    assert found.listed_at == NOW


async def test_who_pulled_it_just_now_says_so_and_more_have_left_wait(desk: Desk) -> None:
    desk.talk.clock.advance(2 * HOUR)
    await desk.talk.learn(
        [seen("JK2611230555", "Cideng", age=3 * HOUR, listed_at=NOW + 2 * HOUR)]
    )  # still waiting at 10.00
    message = await desk.preview()
    await desk.press(message, COMPLETE)
    assert "1 aduan sudah tidak wait" in message.text, "what was seen at 10.00 is later than the file"
    desk.talk.clock.advance(MINUTE)
    message = await desk.preview()
    await desk.press(message, JUST_NOW)
    await desk.press(message, COMPLETE)
    assert "Data 10.01, saat berkas dikirim." in message.text
    assert "2 aduan sudah tidak wait" in message.text


async def test_a_file_without_a_time_after_the_slot_can_only_be_of_just_now(desk: Desk) -> None:
    message = await desk.preview(
        HEAD.replace("Tanggal Update", "x") + f"{NEW},2026-11-23 07:30,,Menunggu,Jalan,Kwitang,Senen\n"
    )
    assert [label for label in callback_data(message) if "Ditarik" in label] == [f"✓ {NEWEST}", JUST_NOW]


EITHER = "No Tiket,Tanggal Masuk,Status,Kelurahan\nJK2611100001,10/11/2026 07:30,Menunggu,Cideng\n"


@pytest.mark.parametrize(
    ("label", "day"), [("Hari dulu (23/11)", "2026-11-10"), ("Bulan dulu (11/23)", "2026-10-11")]
)
async def test_dates_that_can_be_read_both_ways_are_asked_about(desk: Desk, label: str, day: str) -> None:
    before = await desk.facts()
    message = await desk.preview(EITHER)
    assert message.text.startswith("Tanggal di berkas ekspor.csv bisa dibaca dengan dua cara")
    assert list(callback_data(message)) == ["Hari dulu (23/11)", "Bulan dulu (11/23)", CANCEL]
    assert await desk.facts() == before
    await desk.press(message, label)
    assert "1 baru" in message.text
    await desk.press(message, TAKE)
    async with desk.talk.desk.store.reading() as tables:
        (found,) = await tables.complaints.find("JK2611100001")
    assert found.created_at.astimezone(desk.talk.desk.timezone).date().isoformat() == day


async def test_the_question_about_the_dates_survives_a_restart(desk: Desk) -> None:
    message = await desk.preview(EITHER)
    desk.exports = worker(desk.talk)
    await desk.press(message, "Hari dulu (23/11)")
    assert "1 baru" in message.text
    await desk.press(message, CANCEL)
    assert message.text.startswith("Dibatalkan")


async def test_rejected_rows_come_back_as_a_file_without_formulas(desk: Desk) -> None:
    message = await desk.preview(EXPORT + REJECTED)
    assert "1 baris ditolak: waktu masuk tidak terbaca (1)." in message.text
    await desk.press(message, COMPLETE)
    assert "tidak dianggap keluar dari wait" in message.text
    await desk.press(message, TAKE)
    assert await desk.complaint(LOST) is Stage.WAIT
    file = desk.talk.said(COORDINATOR)[-1].attachment
    assert file is not None
    assert file.name == "ditolak-ekspor.csv"
    lines = file.content.decode("utf-8-sig").splitlines()
    assert lines == ["baris,tiket,sebab", "4,'=1+1,waktu masuk tidak terbaca"]


async def test_rows_without_a_status_are_counted_and_are_not_waiting(desk: Desk) -> None:
    message = await desk.preview(HEAD + f"{NEW},2026-11-23 07:30,,,Jalan,Kwitang,Senen\n")
    assert "1 baris tanpa status: yang baru dianggap terbuka, tahapnya belum diketahui." in message.text
    assert "Berstatus wait: 0." in message.text
    await desk.press(message, TAKE)
    assert await desk.complaint(NEW) is Stage.UNMAPPED


async def test_labels_that_mean_nothing_are_named(desk: Desk) -> None:
    message = await desk.preview(HEAD + f"{NEW},2026-11-23 07:30,,Antre <b>,Jalan,Kwitang,Senen\n")
    assert "Status yang belum dikenal siaga: “Antre <b>” (1)." in message.text


async def test_the_map_that_fits_best_is_used(desk: Desk) -> None:
    message = await desk.preview(f"Ref;Lahir;Keadaan\n{NEW};2026-11-23 07:30;Menunggu\n")
    await desk.press(message, TAKE)
    assert await desk.complaint(NEW) is Stage.WAIT


async def test_a_ticket_listed_twice_counts_once_as_its_last_row(desk: Desk) -> None:
    again = f"{NEW.lower()},2026-11-23 07:30,2026-11-23 07:40,Proses,Jalan,Kwitang,Senen\n"
    message = await desk.preview(EXPORT + again)
    assert "1 baru, 1 berubah, 0 tetap. Berstatus wait: 0." in message.text


async def test_the_same_export_again_would_change_nothing(desk: Desk) -> None:
    await desk.press(await desk.preview(), TAKE)
    answers = await desk.send(EXPORT)
    assert "0 baru, 0 berubah, 2 tetap" in answers[-1].text


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", None),
        (b"%PDF-1.7 ....", "ini dokumen PDF, bukan tabel"),
        (b"\x89PNG\r\n\x1a\n....", "ini gambar"),
        (b"<html><body>login</body></html>", "ini halaman web"),
        (b"nama,alamat\na,b\n", "tidak ada kolom nomor tiket"),
        (b"PK\x03\x04 broken", "berkasnya rusak"),
        (HEAD.encode() + b'"JK1,2026-11-23', None),
    ],
)
async def test_what_is_no_export_gets_one_sentence(desk: Desk, content: bytes, why: str | None) -> None:
    before = await desk.facts()
    message = await desk.preview(content or b"\n", "../<b>jahat.xlsx")
    assert message.text.startswith("⚠️")
    assert callback_data(message) == {}
    if why is not None:
        assert f"Berkas ini tidak bisa dibaca: {why}" in message.text
    assert await desk.facts() == before


async def test_a_file_of_rejects_only_offers_nothing(desk: Desk) -> None:
    message = await desk.preview(HEAD + REJECTED)
    assert "tidak ada baris yang bisa disimpan" in message.text
    assert callback_data(message) == {}


@pytest.mark.parametrize("name", ["announced", "streamed"])
async def test_too_much_is_refused_before_and_while_downloading(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    world = desk.talk.sandbox.world
    kept = world.keep_file("besar.csv", "text/csv", b"x" * 5000, "document")
    with pytest.raises(downloads.TooBig):
        if name == "announced":
            async with downloads.downloaded(desk.talk.bot, kept.file_id, kept.name, most=4999):
                pytest.fail("it was downloaded")
        else:
            file = await desk.talk.bot.get_file(kept.file_id)
            assert file.file_path is not None
            request = desk.talk.bot.request
            assert isinstance(request, downloads.FileRequest)
            await request.stream(file.file_path, tmp_path / "besar.csv", 4999)


async def test_a_file_is_readable_by_nobody_else_and_gone_afterwards(desk: Desk, private: Path) -> None:
    kept = desk.talk.sandbox.world.keep_file("a.csv", "text/csv", b"abc", "document")
    async with downloads.downloaded(desk.talk.bot, kept.file_id, "../../etc/passwd\u202e") as path:
        assert path.read_bytes() == b"abc"
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert path.parent.parent == private
    assert not path.parent.exists()


@pytest.mark.parametrize("name", ["", "...", "/", "a" * 500 + ".xlsx", "😀" * 200, "x." + "y" * 300, "\x00\n"])
def test_any_name_becomes_one_for_a_file(name: str, tmp_path: Path) -> None:
    safe = safe_name(name)
    (tmp_path / safe).write_bytes(b"")
    assert (tmp_path / safe).parent == tmp_path
    assert (tmp_path / safe).is_file()


async def test_only_coordinators_and_operators_may_send(desk: Desk) -> None:
    world = desk.talk.sandbox.world
    refused = (await desk.send(EXPORT, by=VIEWER))[0]
    assert refused.text.startswith("Berkas data CRM hanya diterima dari koordinator.")
    stranger = (await desk.send(EXPORT, by=STRANGER))[0]
    assert "Akun Anda belum terdaftar" in stranger.text
    group = desk.talk.chat(CIDENG_GROUP)
    acts.say(world, group, ON_DUTY, "", file=world.keep_file("a.csv", "text/csv", EXPORT.encode(), "document"))
    await desk.talk.settle()
    await desk.work()
    assert desk.talk.said(CIDENG_GROUP) == []
    async with desk.talk.desk.store.reading() as tables:
        assert await jobs(tables) == ()


async def test_who_lost_the_role_can_press_no_more(desk: Desk) -> None:
    message = await desk.preview()
    async with desk.talk.desk.store.writing() as tables:
        demoted = BoundPerson(COORDINATOR, "Koordinator", Role.VIEWER, Scope(areas=(CITY,)), digest=True)
        await tables.people.synchronise([demoted], desk.talk.clock.now())
    await desk.press(message, TAKE)
    assert await desk.complaint(NEW) is None


async def test_a_choice_survives_a_restart(desk: Desk) -> None:
    message = await desk.preview()
    await desk.press(message, COMPLETE)
    desk.exports = worker(desk.talk)
    await desk.press(message, TAKE)
    assert await desk.complaint(LOST) is not Stage.WAIT


async def test_telegram_out_of_reach_is_waited_out(desk: Desk) -> None:
    message = await desk.preview()
    desk.talk.sandbox.faults.order(Fault(FaultKind.BROKEN, method="getFile"))
    await desk.talk.press(message, callback_data(message)[TAKE], by=COORDINATOR)
    with pytest.raises(TryLater):
        await desk.exports.work_once()
    await desk.work()
    assert "Tersimpan: 1 baru" in message.text


async def test_what_telegram_no_longer_has_must_be_sent_again(desk: Desk) -> None:
    message = await desk.preview()
    desk.talk.sandbox.world.files.clear()
    await desk.press(message, TAKE)
    assert "Mohon kirim berkasnya sekali lagi" in message.text
    async with desk.talk.desk.store.reading() as tables:
        assert [job.state for job in await jobs(tables)] == [JobState.CLOSED]


async def test_an_export_that_is_forgotten_must_be_sent_again(desk: Desk) -> None:
    message = await desk.preview()
    async with desk.talk.desk.store.writing() as tables:
        await tables.ledger.set_note("exports", "[]")
    await desk.press(message, TAKE)
    assert "Mohon kirim berkasnya sekali lagi" in message.text


async def test_a_result_that_was_not_told_is_told_after_a_restart(desk: Desk) -> None:
    message = await desk.preview(EXPORT + REJECTED)
    await desk.talk.press(message, callback_data(message)[TAKE], by=COORDINATOR)
    assert await desk.exports.work_once()
    assert await desk.complaint(NEW) is Stage.WAIT
    desk.exports = worker(desk.talk)
    await desk.work()
    assert "Tersimpan: 1 baru, 1 berubah" in message.text
    assert desk.talk.said(COORDINATOR)[-1].attachment is not None


async def test_rejects_that_cannot_be_read_again_do_not_hide_what_was_saved(desk: Desk) -> None:
    message = await desk.preview(EXPORT + REJECTED)
    await desk.talk.press(message, callback_data(message)[TAKE], by=COORDINATOR)
    assert await desk.exports.work_once()
    desk.talk.sandbox.world.files.clear()
    await desk.work()
    assert "Tersimpan: 1 baru, 1 berubah" in message.text


def workbook() -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Data")
        for number, row in enumerate(EXPORT.splitlines()):
            sheet.write_row(number, 0, row.split(","))
    return out.getvalue()


CONFIGURATION = """
[telegram]
token = "TOKEN"
base_url = "BOT"
[[people]]
user_id = 44
name = "Koordinator"
role = "coordinator"
areas = ["31.71"]
"""


async def test_the_service_takes_a_workbook_from_its_chat(desk: Desk, tmp_path: Path) -> None:
    sandbox, clock = desk.talk.sandbox, desk.talk.clock
    path = tmp_path / "config.toml"
    path.write_text(CONFIGURATION.replace("TOKEN", sandbox.token).replace("BOT", sandbox.base_url))
    path.chmod(0o600)
    service = Service(load_settings(path, {}), desk.talk.desk.store, desk.talk.bot, clock)
    running = asyncio.create_task(service.run())
    world, chat = sandbox.world, acts.private_chat(sandbox.world, COORDINATOR)
    acts.say(world, chat, COORDINATOR, "", file=world.keep_file("pagi.xlsx", "", workbook(), "document"))
    pressed = False
    async with asyncio.timeout(30):
        while await desk.complaint(NEW) is None or "Tersimpan: 1 baru" not in desk.talk.said(COORDINATOR)[-1].text:
            await asyncio.wait([running], timeout=0.05)
            clock.advance(timedelta(seconds=1))
            previews = [message for message in desk.talk.said(COORDINATOR) if TAKE in callback_data(message)]
            if previews and not pressed:
                acts.press(world, chat, COORDINATOR, previews[0].id, callback_data(previews[0])[TAKE])
                pressed = True
    service.stop()
    await running
