"""/peringkat in chats: who sees what, who decides it, months, buttons, pictures."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from conversation import (
    CIDENG_GROUP,
    CITY,
    CITY_GROUP,
    COORDINATOR,
    FORUM,
    GAMBIR_TOPIC,
    NOW,
    OPERATORS,
    STRANGER,
    UNBOUND,
    Conversation,
    callback_data,
    code,
    conversation,
    people,
    seen,
)
from sqlalchemy import func, update
from telegram_html import judged

from bot.config.bindings import BoundChat, BoundPerson
from bot.sandbox.objects import Message, Standing
from bot.views.replies import button_expired
from monitor.areas.directory import Level
from monitor.frozen.freezing import freeze_once
from monitor.model import DestinationKind, Observation, Role, Scope, Stage
from monitor.period import Month
from monitor.ranks.disclosure import Decision, decide, is_open
from monitor.scores.ranking import OfficialScore
from storage.tables import frozen_months

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
ALLOW, CLOSE = "Izinkan di grup", "Tutup di grup"
LURAH, CAMAT, HEAD = 45, 46, 47
GAMBIR = code("Gambir", Level.KECAMATAN)
PLACES = ("Cideng", "Gambir", "Kwitang", "Menteng", "Senen", "Petamburan")
HIDDEN = "belum dibuka di sini"


def ended(ticket: str, area: str, age: timedelta, answered: timedelta, **says: object) -> Observation:
    created_at = NOW - age
    stops = {"responded_at": created_at + answered, "completed_at": created_at + max(answered, DAY)}
    return seen(ticket, area, age=age, stage=Stage.COMPLETE, status="Selesai", **stops, **says)


def history() -> Iterator[Observation]:
    """Cideng answers one of five too late in November, and was the last in October."""
    for number, area in enumerate(PLACES):
        for place in range(5):
            late = (area == "Cideng" and place == 0) or (area == "Senen" and place < 2)
            yield ended(f"N{number}{place}", area, (2 + place) * DAY, 20 * HOUR if late else 40 * MINUTE)
            was_late = area == "Cideng"
            yield ended(f"O{number}{place}", area, (30 + place) * DAY, 20 * HOUR if was_late else 40 * MINUTE)


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Conversation]:
    async with conversation(tmp_path) as talk:
        lurah = BoundPerson(LURAH, "Lurah", Role.VIEWER, Scope(areas=(code("Cideng"),)), digest=False)
        camat = BoundPerson(CAMAT, "Camat", Role.COORDINATOR, Scope(areas=(GAMBIR,)), digest=False)
        async with talk.desk.store.writing() as tables:
            await tables.people.synchronise([*people(), lurah, camat], NOW)
        await talk.learn(history())
        yield talk


async def words(talk: Conversation, chat_id: int, text: str = "/peringkat", **how: object) -> Message:
    """The words of an answer; a picture may follow them."""
    answers = await talk.say(chat_id, text, **how)  # type: ignore[arg-type]
    judged(answers[0].html)
    assert [one.attachment.kind for one in answers[1:] if one.attachment] == ["photo"] * (len(answers) - 1)
    return answers[0]


async def press(talk: Conversation, message: Message, label: str, **how: object) -> str | None:
    return await talk.press(message, callback_data(message)[label], **how)  # type: ignore[arg-type]


async def allow(talk: Conversation) -> None:
    answer = await words(talk, COORDINATOR)
    assert await press(talk, answer, ALLOW, by=COORDINATOR)


async def test_the_own_place_comes_first_once_a_coordinator_allowed_it(talk: Conversation) -> None:
    await allow(talk)
    answer = await words(talk, CIDENG_GROUP)
    assert answer.text.startswith("Urutan 5 dari 6 · Peringkat A · Nilai 98,6")
    assert "(perkiraan siaga, November berjalan, data 07.58)\n" in answer.text
    assert "Dijawab tepat waktu: 4 dari 5 (80,0 %; rentang 37,6–96,4 %) · separuh dalam 40 m" in answer.text
    assert answer.text.endswith("Naik 1 dari Oktober.")
    assert list(callback_data(answer)) == ["‹ Oktober"]


async def test_a_group_hears_no_nilai_before_that(talk: Conversation) -> None:
    for chat_id in (CIDENG_GROUP, CITY_GROUP, OPERATORS):
        answer = await words(talk, chat_id)
        assert HIDDEN in answer.text and "aduan masuk" in answer.text
        assert not any(word in answer.text for word in ("Nilai 9", "Urutan ", "Peringkat A", "perkiraan siaga,"))


async def test_only_coordinators_see_it_in_private_before_that(talk: Conversation) -> None:
    assert HIDDEN in (await words(talk, LURAH)).text
    answer = await words(talk, COORDINATOR)
    assert "perkiraan siaga, November berjalan" in answer.text and HIDDEN not in answer.text
    assert ALLOW in callback_data(answer)
    await press(talk, answer, ALLOW, by=COORDINATOR)
    assert "Urutan 5 dari 6" in (await words(talk, LURAH)).text


async def test_it_can_be_closed_again_and_is_kept_with_who_and_when(talk: Conversation) -> None:
    answer = await words(talk, COORDINATOR)
    toast = await press(talk, answer, ALLOW, by=COORDINATOR)
    assert toast is not None
    assert toast.startswith(
        "Grup di wilayah Anda sekarang melihat nilai, peringkat, dan urutan. Grup unit tidak ikut"
    )
    async with talk.desk.store.reading() as tables:
        note = await tables.ledger.note(f"nilai in groups: {CITY}")
    assert note is not None and f'"by": {COORDINATOR}' in note and '"at": "2026-11-23T01:0' in note
    await press(talk, answer, CLOSE, by=COORDINATOR)
    assert ALLOW in callback_data(answer)
    assert HIDDEN in (await words(talk, CIDENG_GROUP)).text


async def test_the_nearest_decision_holds(talk: Conversation) -> None:
    await allow(talk)
    answer = await words(talk, CAMAT)
    assert answer.text.startswith("Urutan") and "Sawah Besar" in answer.text  # a coordinator sees the others too
    await press(talk, answer, CLOSE, by=CAMAT)
    assert HIDDEN in (await words(talk, CIDENG_GROUP)).text  # lies in Gambir
    assert HIDDEN not in (await words(talk, CITY_GROUP)).text


async def test_everywhere_is_decided_by_those_who_see_everything(talk: Conversation) -> None:
    desk = talk.desk
    everything, unit = Scope(everything=True), Scope(unit="Sudin Bina Marga")
    async with desk.store.writing() as tables:
        await decide(tables.ledger, desk.directory, everything, Decision(True, 1, NOW))
        for scope in (everything, unit, Scope(areas=(CITY,)), Scope(areas=(code("Cideng"), GAMBIR))):
            assert await is_open(tables.ledger, desk.directory, scope)
        await decide(tables.ledger, desk.directory, unit, Decision(False, 1, NOW))
        assert not await is_open(tables.ledger, desk.directory, replace(unit, unit="SUDIN BINA-MARGA"))
        await decide(tables.ledger, desk.directory, Scope(areas=(code("Cideng"),)), Decision(False, 1, NOW))
        assert not await is_open(tables.ledger, desk.directory, Scope(areas=(code("Kwitang"), code("Cideng"))))


async def test_a_unit_hears_who_can_open_its_group_and_that_one_does(talk: Conversation) -> None:
    unit = BoundChat(DestinationKind.GROUP, UNBOUND, None, Scope(unit="Sudin Bina Marga"), "Sudin Bina Marga")
    head = BoundPerson(HEAD, "Koordinator DKI", Role.COORDINATOR, Scope(everything=True), digest=False)
    async with talk.desk.store.writing() as tables:
        await tables.destinations.synchronise([unit], NOW)
        await tables.people.synchronise([*people(), head], NOW)
    await talk.learn([ended("UNIT1", "Cideng", DAY, HOUR, unit="Sudin Bina Marga")])
    await allow(talk)
    answer = await words(talk, UNBOUND)
    assert f"{HIDDEN}. Koordinator semua wilayah atau operator dapat mengizinkannya" in answer.text
    asked = await words(talk, HEAD)
    toast = await press(talk, asked, ALLOW, by=HEAD)
    assert toast == "Semua grup, juga grup unit, sekarang melihat nilai, peringkat, dan urutan."
    assert HIDDEN not in (await words(talk, UNBOUND)).text


async def test_who_presses_is_judged_again(talk: Conversation) -> None:
    answer = await words(talk, COORDINATOR)
    data = callback_data(answer)[ALLOW]
    in_group = await words(talk, CITY_GROUP)
    talk.chat(CITY_GROUP).members[COORDINATOR] = Standing.MEMBER
    assert await talk.forge(in_group, data, by=COORDINATOR) == button_expired()  # in private only
    lurah = await words(talk, LURAH)
    assert await talk.forge(lurah, data, by=LURAH) == button_expired()
    demoted = [replace(one, role=Role.VIEWER) for one in people()]
    async with talk.desk.store.writing() as tables:
        await tables.people.synchronise(demoted, NOW)
    assert await talk.press(answer, data, by=COORDINATOR) == button_expired()
    assert HIDDEN in (await words(talk, CIDENG_GROUP)).text


async def test_official_figures_are_always_told_and_marked(talk: Conversation) -> None:
    given = {"Cideng": Decimal(99), "Gambir": Decimal(98)}
    scores = [OfficialScore(Month(2026, 10), code(name), name, nilai) for name, nilai in given.items()]
    async with talk.desk.store.writing() as tables:
        await tables.scores.enter(scores, "test", NOW)
    answer = await words(talk, CIDENG_GROUP, "/peringkat oktober")
    assert answer.text.startswith("Urutan 1 dari 2 · Peringkat A · Nilai 99,000 (resmi, Oktober, data 07.58)")
    assert "kelurahan yang bernilai resmi" in answer.text and HIDDEN in answer.text
    district = await words(talk, FORUM, "/peringkat kelurahan oktober", topic=GAMBIR_TOPIC)
    assert "1 Cideng          99,000 A     5\n" in district.text and "perkiraan siaga," not in district.text
    scores = [replace(scores[0], subject=code("Kwitang"), name="Kwitang", nilai=None)]
    async with talk.desk.store.writing() as tables:
        await tables.scores.enter(scores, "test", NOW)
    answer = await words(talk, COORDINATOR, "/peringkat kelurahan oktober")
    assert "sebagian resmi, lainnya perkiraan siaga" in answer.text
    assert "Cideng         99,000* A" in answer.text and "Nilai N/A: Kwitang\n38 tanpa aduan" in answer.text


async def test_a_group_sees_nobody_else(talk: Conversation) -> None:
    await allow(talk)
    for chat_id, topic in ((CIDENG_GROUP, None), (FORUM, GAMBIR_TOPIC)):
        for asked in ("", " kelurahan", " oktober"):
            answers = await talk.say(chat_id, f"/peringkat{asked}", topic=topic)
            assert not any(name in one.text for one in answers for name in ("Kwitang", "Menteng", "Sawah Besar"))
    outside = await words(talk, CIDENG_GROUP, "/peringkat unit")
    assert outside.text == "Di sini hanya terlihat peringkat Kel. Cideng."
    several = await words(talk, CITY_GROUP, "/peringkat kota")
    assert several.text.startswith("Untuk Kota Jakarta Pusat terlihat peringkat kecamatan, kelurahan atau unit")
    units = await words(talk, CITY_GROUP, "/peringkat unit")
    assert units.text.startswith("Tidak ada unit yang memegang aduan") and "30 belum ada unit" in units.text
    for data in ("r:c:202611:p0", "r:u:202611:p1", "r:o:202611:g"):
        assert await talk.forge(outside, data) == button_expired()


async def test_a_kota_sees_the_table_and_a_picture_of_it(talk: Conversation) -> None:
    await allow(talk)
    answer, picture = await talk.say(CITY_GROUP, "/peringkat")
    assert "Peringkat kecamatan · Kota Jakarta Pusat\n" in answer.text
    assert picture.attachment is not None and picture.attachment.content.startswith(b"\x89PNG")
    assert (picture.attachment.kind, picture.attachment.width) == ("photo", 1080)
    assert picture.text == "Nilai per kecamatan · Kota Jakarta Pusat"
    await press(talk, answer, "Kelurahan")
    assert "Lima teratas" in answer.text and "Di bawah peringkat A: NIHIL" in answer.text
    assert talk.said(CITY_GROUP)[-1] is picture  # turning over sends no more pictures
    await press(talk, answer, "Lihat semua (44)")
    assert answer.text.count("\n") > 40 and "1/2" in callback_data(answer)
    await press(talk, answer, "›")
    assert "N/A" in answer.text and "2/2" in callback_data(answer)
    await press(talk, answer, "Ringkasan")
    await press(talk, answer, "Gambar")
    assert talk.said(CITY_GROUP)[-1].text == "Nilai per kelurahan · Kota Jakarta Pusat"
    assert "Lima teratas" in answer.text


async def test_months_are_turned_and_never_into_the_future(talk: Conversation) -> None:
    await allow(talk)
    answer = await words(talk, CIDENG_GROUP)
    await press(talk, answer, "‹ Oktober")
    assert "(perkiraan siaga, Oktober, data 07.58)" in answer.text and answer.text.startswith("Urutan 6 dari 6")
    assert list(callback_data(answer)) == ["‹ September", "November ›"]
    await press(talk, answer, "‹ September")
    assert "tidak menyimpan aduan yang masuk pada September" in answer.text
    future = await words(talk, CIDENG_GROUP, "/peringkat desember 2026")
    assert future.text == "Desember belum dimulai, jadi belum ada peringkatnya."
    await press(talk, future, "Bulan lalu")
    assert "Oktober" in future.text
    assert await talk.forge(future, "r:l:209912:p0") == ""
    assert "Desember 2099 belum dimulai" in future.text


async def test_what_is_not_understood_is_asked_back(talk: Conversation) -> None:
    for asked in ("gambir", "kelurahan kecamatan", "okt 26", "<b>", "x" * 4000, "2026-13"):
        answer = await words(talk, CITY_GROUP, f"/peringkat {asked}")
        assert "belum dimengerti" in answer.text
    assert list(callback_data(answer)) == ["Kecamatan", "Kelurahan", "Unit", "Bulan ini", "Bulan lalu"]
    await press(talk, answer, "Kelurahan")
    assert "kelurahan · Kota Jakarta Pusat" in answer.text


async def test_a_level_and_a_month_may_come_in_any_order(talk: Conversation) -> None:
    await allow(talk)
    for asked in ("kelurahan oktober", "oktober kel", "LURAH 2026-10", "okt 2026 kelurahan"):
        answer = await words(talk, CIDENG_GROUP, f"/peringkat@{talk.bot.username} {asked}")
        assert "(perkiraan siaga, Oktober, data 07.58)" in answer.text


async def test_old_data_says_so_and_nothing_is_nihil(talk: Conversation) -> None:
    await allow(talk)
    talk.clock.advance(2 * DAY)
    answer = await words(talk, CITY_GROUP, "/peringkat kelurahan")
    assert answer.text.startswith("⚠️ Data terakhir") and "NIHIL" not in answer.text


async def test_nobody_else_is_answered(talk: Conversation) -> None:
    for chat_id in (UNBOUND, STRANGER):
        answer = await talk.ask(chat_id, "/peringkat")
        assert "aduan masuk" not in answer.text and "Urutan" not in answer.text


async def test_random_presses_never_show_a_kelurahan_another_one(talk: Conversation) -> None:
    """Hostile data, and what siaga wrote for others."""
    await allow(talk)
    answer = await words(talk, CIDENG_GROUP)
    chance = random.Random(7)
    for _ in range(12):
        month, act = chance.choice(("10", "11")), chance.choice(("g", "p0", "p1", "p99"))
        await talk.forge(answer, f"r:{chance.choice('oclu')}:2026{month}:{act}")
        assert not any(name in answer.text for name in PLACES[1:])
    assert not [one for one in talk.said(CIDENG_GROUP) if one.attachment]


async def test_what_costs_most_is_told_to_those_who_can_finish_it(talk: Conversation) -> None:
    await talk.learn([seen("LATE1", "Cideng", age=9 * HOUR), seen("LATE2", "Kwitang", age=9 * HOUR)])
    closed = await words(talk, CIDENG_GROUP)
    first = "Selesaikan ini dulu · Kel. Cideng\n• LATE1 · batas jawab 05.00 sudah lewat\n"
    assert first in closed.text and "bila tidak ada" not in closed.text
    await allow(talk)
    answer = await words(talk, CIDENG_GROUP)
    assert "Saat dibekukan Sel 8 Des 23.59: " in answer.text and "bila tidak ada lagi yang dijawab" in answer.text
    city = await words(talk, CITY_GROUP)
    assert "Selesaikan ini dulu · Kota Jakarta Pusat\n• LATE1 · " in city.text and "• LATE2 · " in city.text
    assert "Perkiraan nilai Kota Jakarta Pusat sekarang 9" in city.text
    await talk.learn([ended("UNIT1", "Cideng", DAY, HOUR, unit="Sudin Bina Marga")])
    units = await words(talk, CITY_GROUP, "/peringkat unit")
    assert "Perkiraan nilai Kota Jakarta Pusat sekarang 9" in units.text


async def test_a_month_stays_as_it_was_frozen(talk: Conversation) -> None:
    await allow(talk)
    async with talk.desk.store.reading() as tables:
        known = await tables.cutoffs.known_since()
    assert known is not None and not await freeze_once(talk.desk, NOW)  # nothing was known at October's cut-off
    talk.clock.set(datetime(2026, 12, 8, 17, 0, tzinfo=UTC))
    assert await freeze_once(talk.desk, talk.clock.now())
    answer = await words(talk, CIDENG_GROUP, "/peringkat november")
    assert answer.text.startswith("⚠️ Saat dibekukan, data terakhir Sen 23 Nov 07.58, 15 h 16 j sebelumnya.")
    assert "\nUrutan 5 dari 6 · Peringkat A · Nilai " in answer.text
    assert "(perkiraan siaga, November, dibekukan kemarin 23.59, data saat itu Sen 23 Nov 07.58)" in answer.text
    assert "Setelah cut-off" not in answer.text and "Selesaikan" not in answer.text
    units = await words(talk, COORDINATOR, "/peringkat unit november")
    assert units.text.endswith("Dibekukan kemarin 23.59, data saat itu Sen 23 Nov 07.58")
    await talk.learn([ended("NEW", "Cideng", 3 * DAY, 30 * HOUR)])
    later = await words(talk, CIDENG_GROUP, "/peringkat november")
    assert later.text.partition("\n\n")[0] in answer.text  # the same words
    assert "Setelah cut-off berubah: Cideng nilai " in later.text and "aduan 5 → 6" in later.text
    scores = [OfficialScore(Month(2026, 11), code("Cideng"), "Cideng", Decimal("99.5"))]
    async with talk.desk.store.writing() as tables:
        await tables.scores.enter(scores, "test", talk.clock.now())
    official = await words(talk, CIDENG_GROUP, "/peringkat november")
    assert "Nilai 99,500 (resmi, November, dibekukan" in official.text


async def test_a_table_that_an_older_release_did_not_freeze_is_said_to_be_of_now(talk: Conversation) -> None:
    talk.clock.set(datetime(2026, 12, 8, 17, 0, tzinfo=UTC))
    assert await freeze_once(talk.desk, talk.clock.now())
    async with talk.desk.store.writing() as tables:
        older = func.replace(frozen_months.c.figures, '"unit:31.71"', '"ward:31.71"')
        await tables.connection.execute(update(frozen_months).values(figures=older, data=None))
    units = await words(talk, COORDINATOR, "/peringkat unit november")
    assert units.text.startswith("⚠️ Tabel unit Kota Jakarta Pusat bulan November belum dibekukan: angka di bawah")
    assert units.text.endswith("Belum dibekukan, data Sen 23 Nov 07.58")
    other = await words(talk, COORDINATOR, "/peringkat kelurahan november")
    assert other.text.startswith("⚠️ Umur data saat bulan ini dibekukan tidak diketahui.")
