"""What stops a clock, from the CRM's listings to the button under /aduan."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from conversation import CIDENG_GROUP, NOW, Conversation, callback_data, conversation, listening, seen

from monitor.deadlines.sla import ClockSettings, Rule, Rulebook
from monitor.frozen.freezing import freeze_once, note_settings
from monitor.model import Complaint, Stage, Wanted
from monitor.recompute import ensure_dues
from monitor.standing import complaints_at
from storage import check

WIB = ZoneInfo("Asia/Jakarta")
RULES = (Rule("Sampah", completion="16 working hours"),)
PAUSING = ClockSettings(validation_pauses=True, stated=frozenset({"validation"}))
BUTTON = "Hitungan tenggat"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=WIB)


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Conversation]:
    async with conversation(tmp_path) as talk:
        yield with_rules(talk, Rulebook(RULES, clock=PAUSING))


def with_rules(talk: Conversation, rules: Rulebook) -> Conversation:
    return listening(talk.sandbox, replace(talk.desk, rules=rules), talk.clock, talk.bot)


async def listed(talk: Conversation, when: datetime, stage: Stage, area: str = "Cideng", **fields: object) -> None:
    """A listing that was true then, of a complaint that arrived on Friday at 15.00."""
    age = NOW - at(20, 15)
    row = seen("JK1", area, age=age, stage=stage, status=stage.value, listed_at=when, changed_at=when, **fields)
    await talk.learn([row], as_of=when)


async def known(talk: Conversation) -> Complaint:
    async with talk.desk.store.reading() as tables:
        (found,) = await tables.complaints.find("JK1")
    return found


async def test_a_pause_over_the_weekend_is_reckoned_and_shown(talk: Conversation) -> None:
    await listed(talk, at(20, 15, 30), Stage.PROCESS)
    await listed(talk, at(20, 16), Stage.VALIDATION)
    assert (await known(talk)).completion_due_at is None  # the clock stands
    answer = await talk.ask(CIDENG_GROUP, "/aduan JK1")
    assert "Penyelesaian: jam berhenti sejak Jum 20 Nov 15.30 (menunggu validasi)\n" in answer.text
    await talk.press(answer, callback_data(answer)[BUTTON])
    assert "Tenggat: belum ada, jam berhenti sejak Jum 20 Nov 2026 15.30 WIB" in answer.text
    assert "Jum 20 Nov 15.00-15.30 · 30 m" in answer.text
    await talk.press(answer, callback_data(answer)["Kembali ke aduan"])
    assert "jam berhenti sejak" in answer.text and BUTTON in callback_data(answer)

    await listed(talk, at(23, 7, 50), Stage.RETURNED)
    due = at(24, 14, 50)  # half an hour on Friday, 8 h 10 m on Monday, 7 h 20 m on Tuesday
    assert (await known(talk)).completion_due_at == due
    await talk.press(answer, callback_data(answer)[BUTTON])
    for line in (
        "Jum 20 Nov 15.00-15.30 · 30 m",
        "(Sab 21 Nov - Min 22 Nov: akhir pekan)",
        "Sen 23 Nov 07.50-16.00 · 8 j 10 m",
        "Sel 24 Nov 07.30-14.50 · 7 j 20 m",
        "Jumlah: 16 j",
        "Tenggat: Sel 24 Nov 2026 14.50 WIB",
        "Sebagian kejadian hanya diketahui rentang waktunya",
    ):
        assert line in answer.text.splitlines() or line in answer.text
    assert "TL ditolak tidak memulai jam dari awal" in answer.text  # nobody wrote that down
    assert await check(talk.desk.store) == []  # type: ignore[arg-type]


async def test_a_deadline_beyond_the_known_holidays_is_marked_as_assumed(talk: Conversation) -> None:
    rules = (Rule("Sampah", response="24h", completion="40 working days"),)
    clock = ClockSettings(stated=frozenset({"validation", "returned", "handover"}))
    talk = with_rules(talk, Rulebook(rules, clock=clock))
    await listed(talk, at(20, 15, 30), Stage.PROCESS)
    answer = await talk.ask(CIDENG_GROUP, "/aduan JK1")
    (line,) = [line for line in answer.text.splitlines() if line.startswith("Penyelesaian:")]
    assert line.endswith("(asumsi)") and answer.text.count("(asumsi)") == 1
    await talk.press(answer, callback_data(answer)[BUTTON])
    assert answer.text.endswith("Asumsi: kalender hari libur baru diketahui sampai 31 Des 2026.")


async def test_a_corrected_setting_is_recomputed_from_what_was_kept(talk: Conversation) -> None:
    await listed(talk, at(20, 15, 30), Stage.PROCESS)
    await listed(talk, at(20, 16), Stage.VALIDATION)
    await listed(talk, at(22, 12), Stage.RETURNED, unit="Sudin Bina Marga")
    await listed(talk, at(23, 7, 30), Stage.PROCESS, unit="Sudin SDA")
    dues = {}
    for name, clock in {
        "nothing": ClockSettings(),
        "pauses": ClockSettings(validation_pauses=True),
        "returned": ClockSettings(returned_restarts=True),
        "handover": ClockSettings(handover_restarts=True),
    }.items():
        desk = replace(talk.desk, rules=Rulebook(RULES, clock=clock))
        await ensure_dues(desk, talk.clock.now())
        dues[name] = (await known(talk)).completion_due_at
        assert [one async for one in complaints_at(desk, Wanted(), at(23, 7, 40))] == [
            replace(await known(talk), holds_at=at(23, 7, 30), listed_at=at(23, 7, 30))
        ]
    assert dues == {
        "nothing": at(24, 13, 30),  # 1 h 30 m on Friday, Monday's 8 h 30 m, 6 h
        "pauses": at(24, 14, 30),
        "returned": at(24, 15),  # anew on Sunday at noon
        "handover": at(24, 15),
    }
    # Before the check was refused the clock stood; before the check it ran.
    desk = replace(talk.desk, rules=Rulebook(RULES, clock=PAUSING))
    then = [one for at_hour in (at(20, 15, 40), at(21, 9)) async for one in complaints_at(desk, Wanted(), at_hour)]
    assert then[0].completion_due_at == at(24, 13, 30)
    assert then[1].completion_due_at is None


async def test_the_button_shows_nothing_that_is_another_chats_by_now(talk: Conversation) -> None:
    await listed(talk, at(20, 15, 30), Stage.WAIT)
    answer = await talk.ask(CIDENG_GROUP, "/aduan JK1")
    before = answer.text
    await listed(talk, at(20, 16), Stage.WAIT, area="Gambir")
    assert await talk.press(answer, callback_data(answer)[BUTTON])  # a toast
    assert answer.text == before


async def test_the_rule_of_an_office_holds_while_that_office_holds_it(talk: Conversation) -> None:
    levels = {area.code: area.level.value for area in talk.desk.directory.all()}
    rules = (
        Rule("*", completion="1 day", unit_level="kelurahan"),
        Rule("*", completion="9 days", unit_level="unit"),
        Rule("Sampah", completion="5 days", channel="JAKI", priority="Tinggi"),
    )
    talk = with_rules(talk, Rulebook(rules, levels=levels))
    days = []
    for hour, says in enumerate(({}, {"unit": "Sudin SDA"}, {"priority": "tinggi"})):
        await listed(talk, at(20, 16 + hour), Stage.PROCESS, **says)
        days.append(((await known(talk)).completion_due_at or NOW) - at(20, 15))
    assert days == [timedelta(days=1), timedelta(days=9), timedelta(days=5)]


async def test_the_deadlines_of_a_frozen_month_are_explained_by_its_own_rules(tmp_path: Path) -> None:
    october = datetime(2026, 10, 15, 10, tzinfo=WIB)
    async with conversation(tmp_path) as talk:
        talk.clock.set(october)
        await note_settings(talk.desk, october)
        await talk.learn([seen("JK1", "Cideng", created_at=october, listed_at=october)], as_of=october)
        talk.clock.set(NOW)
        assert await freeze_once(talk.desk, NOW)
        corrected = with_rules(talk, Rulebook((Rule("Sampah", completion="2 working days"),)))
        await ensure_dues(corrected.desk, NOW)
        answer = await corrected.ask(CIDENG_GROUP, "/aduan JK1")
        await corrected.press(answer, callback_data(answer)[BUTTON])
        text = corrected.chat(CIDENG_GROUP).messages[answer.id].text
    assert "Tenggat: Kam 22 Okt 2026 10.00 WIB" in text
    assert "Dihitung dengan aturan saat bulannya dibekukan." in text and "lain dari hitungan" not in text


async def test_data_after_the_cut_off_is_told_beside_what_was_frozen(tmp_path: Path) -> None:
    october = datetime(2026, 10, 15, 10, tzinfo=WIB)
    rules = Rulebook((Rule("Parkir liar", response="2h", completion="24h"),))
    async with conversation(tmp_path) as talk:
        talk = with_rules(talk, rules)
        talk.clock.set(october)
        await note_settings(talk.desk, october)
        one = seen("JK1", "Cideng", created_at=october, listed_at=october, category="Parkir liar")
        await talk.learn([one, replace(one, ticket="JK2")], as_of=october)
        talk.clock.set(NOW)
        assert await freeze_once(talk.desk, NOW)
        moved = replace(one, category="Lampu", listed_at=NOW)
        done = replace(one, ticket="JK2", stage=Stage.PROCESS, status="Proses", listed_at=NOW)
        await talk.learn([moved, done, replace(one, ticket="JK3", listed_at=NOW)], as_of=NOW)
        text = {ticket: await reckoned(talk, ticket) for ticket in ("JK1", "JK2", "JK3")}
    assert "Tenggat: Kam 22 Okt 2026 10.00 WIB" in text["JK1"]
    assert "Dihitung dengan aturan saat bulannya dibekukan, tetapi dari data hari ini.\n" in text["JK1"]
    assert (
        "⚠️ Setelah cut-off (Min 8 Nov 2026 23.59 WIB) masih masuk data baru. Nilai bulan itu memakai tenggat saat "
        "cut-off:\nrespon Kam 15 Okt 2026 12.00 WIB\npenyelesaian Jum 16 Okt 2026 10.00 WIB"
    ) in text["JK1"]
    assert "masih masuk data baru; tenggatnya sama seperti saat cut-off." in text["JK2"]
    assert "aduan ini belum dikenal sebagai aduan bulan itu; nilai bulan itu tanpa aduan ini." in text["JK3"]


async def reckoned(talk: Conversation, ticket: str) -> str:
    answer = await talk.ask(CIDENG_GROUP, f"/aduan {ticket}")
    await talk.press(answer, callback_data(answer)[BUTTON])
    return talk.chat(CIDENG_GROUP).messages[answer.id].text
