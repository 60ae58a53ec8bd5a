"""/rekap in chats: periods, breakdowns, pages, pictures, workbooks; only what the chat may see."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from conversation import (
    CIDENG_GROUP,
    CITY_GROUP,
    COORDINATOR,
    FORUM,
    GAMBIR_TOPIC,
    NOW,
    STRANGER,
    UNBOUND,
    Conversation,
    callback_data,
    conversation,
    seen,
)
from python_calamine import load_workbook
from telegram_html import judged

from bot.config.bindings import BoundChat
from bot.sandbox.objects import Message
from bot.views.replies import button_expired
from monitor.model import DestinationKind, Observation, Scope, Stage

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MARGA = "Sudin Bina Marga"
MARGA_GROUP = -1011


def arrivals() -> Iterator[Observation]:
    """Three in Cideng and two in Kwitang in November, one each of forty categories in Cideng in October."""
    yield seen("N1", "Cideng", age=HOUR)
    yield seen("N2", "Cideng", age=2 * DAY, category="Jalan", unit=MARGA, stage=Stage.PROCESS, status="Proses")
    yield seen("N3", "Cideng", age=3 * DAY, channel="Twitter", stage=Stage.PROCESS, status="Proses")
    yield seen("N4", "Kwitang", age=HOUR, category="Rahasia Kwitang")
    yield seen("N5", "Kwitang", age=4 * DAY, unit=MARGA, stage=Stage.PROCESS, status="Proses")
    for number in range(40):
        yield seen(f"O{number}", "Cideng", age=(25 + number % 20) * DAY, category=f"Kategori {number:02}")


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Conversation]:
    async with conversation(tmp_path) as talk:
        await talk.learn(arrivals())
        yield talk


async def ask(talk: Conversation, chat_id: int, text: str, **how: object) -> Message:
    answer = await talk.ask(chat_id, text, **how)
    judged(answer.html)
    return answer


async def press(talk: Conversation, message: Message, label: str, **how: object) -> str | None:
    toast = await talk.press(message, callback_data(message)[label], **how)  # type: ignore[arg-type]
    judged(message.html)
    return toast


def total(message: Message) -> int:
    return int(next(line for line in message.text.split("\n") if line.startswith("Total")).split()[-1])


async def test_each_chat_begins_with_the_breakdown_that_suits_it(talk: Conversation) -> None:
    city = await ask(talk, CITY_GROUP, "/rekap")
    assert "Rekap aduan · Kota Jakarta Pusat\nMasuk: 1 Nov 2026 s.d. 23 Nov 2026 · data 07.58\n" in city.text
    assert "Kecamatan      proses wait Total\nGambir              2    1     3\nSenen " in city.text
    district = await ask(talk, FORUM, "/rekap", topic=GAMBIR_TOPIC)
    assert "Kelurahan" in district.text and "Cideng" in district.text and total(district) == 3
    own = await ask(talk, CIDENG_GROUP, "/rekap")
    assert "Kategori                   Total\nSampah                         2\nJalan " in own.text
    assert "Wilayah" not in callback_data(own)


async def test_a_chat_sees_its_own_only(talk: Conversation) -> None:
    answer = await ask(talk, CIDENG_GROUP, "/rekap")
    for label in ("Kanal", "Unit", "Status", "Jam", "Kategori"):
        await press(talk, answer, label)
        assert total(answer) == 3 and "Kwitang" not in answer.text
    assert await talk.forge(answer, "k:w:20261101:20261130:p1") == button_expired()
    for chat_id in (UNBOUND, STRANGER):
        assert "Total" not in (await talk.ask(chat_id, "/rekap")).text


async def test_a_unit_sees_what_it_holds(talk: Conversation) -> None:
    talk.sandbox.world.add_group(MARGA_GROUP, MARGA)
    bound = BoundChat(DestinationKind.GROUP, MARGA_GROUP, None, Scope(unit=MARGA), MARGA)
    async with talk.desk.store.writing() as tables:
        await tables.destinations.synchronise([bound], NOW)
    answer = await ask(talk, MARGA_GROUP, "/rekap")
    assert "Kategori" in answer.text and total(answer) == 2
    await press(talk, answer, "Wilayah")
    assert "Gambir" in answer.text and "Senen" in answer.text and total(answer) == 2


PERIODS = (
    ("hari ini", 2, "23 Nov 2026"),
    ("minggu lalu", 3, "16 Nov 2026 s.d. 22 Nov 2026"),
    ("1-21 nov", 3, "1 Nov 2026 s.d. 21 Nov 2026"),
    ("bulan lalu", 40, "1 Okt 2026 s.d. 31 Okt 2026"),
    ("2026", 45, "1 Jan 2026 s.d. 23 Nov 2026"),
    ("KATEGORI oktober", 40, "1 Okt 2026"),
    ("2026-10 kategori", 40, "1 Okt 2026"),
)


async def test_periods_are_understood(talk: Conversation) -> None:
    for asked, count, period in PERIODS:
        answer = await ask(talk, CITY_GROUP, f"/rekap {asked}")
        assert period in answer.text and total(answer) == count


async def test_a_day_on_which_nothing_arrived_says_so(talk: Conversation) -> None:
    answer = await ask(talk, CITY_GROUP, "/rekap kemarin")
    assert answer.text.endswith("Masuk: 22 Nov 2026 · data 07.58\nTidak ada aduan yang masuk.")
    assert "Gambar" not in callback_data(answer)
    talk.clock.advance(2 * DAY)
    old = await ask(talk, CITY_GROUP, "/rekap kemarin")
    assert old.text.endswith("Belum ada aduan yang tampak dalam data ini.")


async def test_a_year_has_its_months_as_columns_and_rows(talk: Conversation) -> None:
    answer = await ask(talk, CITY_GROUP, "/rekap tahun ini")
    assert "Okt Nov Total" in answer.text
    await press(talk, answer, "Bulan")
    assert "Okt 2026                      40\nNov 2026                       5\nTotal" in answer.text
    month = await ask(talk, CITY_GROUP, "/rekap")
    await press(talk, month, "Bulan")  # of a single month: those of its year
    assert "Okt 2026                      40\n" in month.text


async def test_what_is_more_than_a_screen_is_turned_to(talk: Conversation) -> None:
    answer = await ask(talk, CIDENG_GROUP, "/rekap oktober")
    assert "dan 16 lagi: 16 aduan" in answer.text
    await press(talk, answer, "›")
    assert "baris 25 dan seterusnya" in answer.text and "lagi" not in answer.text
    assert total(answer) == 40 and answer.text.count("Kategori ") > 15
    await press(talk, answer, "2/2")
    assert "baris 25" in answer.text
    assert await talk.forge(answer, "k:k:20261001:20261031:p999") == ""
    assert "2/2" in callback_data(answer)


async def test_the_picture_comes_as_a_picture(talk: Conversation) -> None:
    answer = await ask(talk, CITY_GROUP, "/rekap")
    words = answer.text
    await press(talk, answer, "Gambar")
    grid = talk.said(CITY_GROUP)[-1]
    assert grid.attachment is not None and (grid.attachment.kind, grid.attachment.width) == ("photo", 1280)
    assert grid.text == "Rekap aduan · Kota Jakarta Pusat · 1 Nov 2026 s.d. 23 Nov 2026" and answer.text == words
    await press(talk, answer, "Kanal")
    await press(talk, answer, "Gambar")
    bars = talk.said(CITY_GROUP)[-1].attachment
    assert bars is not None and bars.width == 1080 and bars.name == "gambar.png"


async def test_the_workbook_is_for_people_in_private(talk: Conversation) -> None:
    answer = await ask(talk, COORDINATOR, "/rekap")
    await press(talk, answer, "Berkas XLSX", by=COORDINATOR)
    file = talk.said(COORDINATOR)[-1].attachment
    assert file is not None and file.name == "rekap-20261101-20261130.xlsx"
    rows = load_workbook(BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "Kecamatan" and ["Total", 3.0, 2.0, 5.0] in rows
    group = await ask(talk, CITY_GROUP, "/rekap")
    assert "Berkas XLSX" not in callback_data(group)
    assert await talk.forge(group, "k:w:20261101:20261130:x") == button_expired()


async def test_what_is_not_understood_is_asked_back(talk: Conversation) -> None:
    for asked in ("kapan", "31 nov", "wilayah kapan", "<b>&", "x" * 4000, "1-2-3-4-5"):
        answer = await ask(talk, CIDENG_GROUP, f"/rekap {asked}")
        assert "belum dimengerti" in answer.text
    await press(talk, answer, "Bulan lalu")
    assert total(answer) == 40


async def test_the_future_is_not_counted(talk: Conversation) -> None:
    answer = await ask(talk, CITY_GROUP, "/rekap desember 2026")
    assert answer.text == "1 Des 2026 s.d. 31 Des 2026 belum dimulai, jadi belum ada yang dihitung."
    await press(talk, answer, "Tahun ini")
    assert total(answer) == 45
    assert await talk.forge(answer, "k:b:20000101:20991231:p1") == ""
    assert total(answer) == 45


async def test_a_failing_picture_leaves_the_words(talk: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.commands.rekap.recap_svg", lambda *_: "<svg")
    answer = await ask(talk, CITY_GROUP, "/rekap")
    assert await press(talk, answer, "Gambar") == ""
    assert talk.said(CITY_GROUP)[-1] is answer
