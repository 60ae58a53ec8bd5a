"""Rules and calendar are corrected while siaga runs: read again, due times derived again as facts, told once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from conversation import CIDENG_GROUP, NOW, OPERATORS, Conversation, conversation, seen

from bot.app import Service
from bot.border.pace import Pace
from bot.border.sender import Sender
from bot.config import load_settings
from bot.telling.delivery import deliver_once
from bot.watching.calendar_watch import tell_calendar_once
from monitor.cutoff import FrozenMonth, Span
from monitor.deadlines.sla import Rulebook
from monitor.deadlines.worktime import Calendar, SpecialDay
from monitor.model import Complaint, FactKind
from monitor.period import Month
from monitor.recompute import NOTE, ensure_dues, note_rules_used
from storage import check

CONFIGURATION = """
[telegram]
token = "TOKEN"
base_url = "BOT"
[calendar]
file = "libur.csv"
[sla]
completion = "COMPLETION"
[[chats]]
id = -1001
area = "Kel. Cideng"
"""
DAYS = "date,kind,name\n2026-12-25,national,Natal\n"
ARRIVED = NOW - timedelta(hours=1)
OCTOBER = Span(
    month=Month(2026, 10),
    begins_at=datetime(2026, 9, 30, 17, tzinfo=UTC),
    ends_before=datetime(2026, 10, 31, 17, tzinfo=UTC),
    cut_at=datetime(2026, 11, 8, 16, 59, tzinfo=UTC),
    fact=0,
)


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Conversation]:
    async with conversation(tmp_path) as talk:
        yield talk


class Office:
    """The service with its configuration on disk, the rows under it, and SIGHUP."""

    def __init__(self, talk: Conversation, folder: Path) -> None:
        self.talk, self.folder = talk, folder
        self.write()
        self.service = Service(load_settings(self.path, {}), talk.desk.store, talk.bot, talk.clock)

    @property
    def path(self) -> Path:
        return self.folder / "config.toml"

    def write(self, completion: str = "3 working days", days: str = DAYS) -> None:
        sandbox = self.talk.sandbox
        text = CONFIGURATION.replace("TOKEN", sandbox.token).replace("BOT", sandbox.base_url)
        self.path.write_text(text.replace("COMPLETION", completion))
        self.path.chmod(0o600)
        (self.folder / "libur.csv").write_text(days)

    async def reload(self) -> None:
        await self.service.reload(load_settings(self.path, {}))

    async def complaint(self, ticket: str = "JK1") -> Complaint:
        async with self.talk.desk.store.reading() as tables:
            (found,) = await tables.complaints.find(ticket)
        return found

    async def kinds(self, ticket: str = "JK1") -> list[FactKind]:
        known = await self.complaint(ticket)
        async with self.talk.desk.store.reading() as tables:
            return [fact.kind for fact in await tables.complaints.facts_of(known.id)]


@pytest.fixture
def office(talk: Conversation, tmp_path: Path) -> Office:
    return Office(talk, tmp_path)


def closing(day: int) -> datetime:
    return datetime(2026, 11, day, 9, 0, tzinfo=UTC)


async def test_a_corrected_calendar_is_read_again_and_moves_due_times_as_facts(
    talk: Conversation, office: Office
) -> None:
    await office.service.prepare()
    await talk.learn([seen("JK1", "Cideng")])
    await office.service.prepare()
    await office.reload()  # nothing was corrected
    before = await office.complaint()
    assert before.completion_due_at == ARRIVED + timedelta(days=7)  # taken in by the rules of another desk
    await ensure_dues(replace(talk.desk, rules=Rulebook(completion="1 day")), NOW)
    await office.reload()
    assert (await office.complaint()).completion_due_at == closing(26)

    office.write(days=DAYS + "2026-11-24,regional,Pilkada\n")
    await office.reload()
    assert (await office.complaint()).completion_due_at == datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
    office.write(completion="2 working days", days=DAYS + "2026-11-24,regional,Pilkada\n")
    await office.reload()
    assert (await office.complaint()).completion_due_at == closing(26)
    assert (await office.kinds()).count(FactKind.DUE) == 4
    assert await check(talk.desk.store) == []  # type: ignore[arg-type]
    text = (await talk.ask(CIDENG_GROUP, "/aduan JK1")).text
    assert "Kam 26 Nov 16.00" in text


async def test_a_restarted_service_trusts_no_note_of_another_process(talk: Conversation, office: Office) -> None:
    await office.service.prepare()
    newer = Rulebook(completion="1 day")
    await ensure_dues(replace(talk.desk, rules=newer), NOW)  # a command with the next configuration...
    await talk.learn([seen("JK1", "Cideng")])  # ...while the service still takes words in by the old one
    assert (await office.complaint()).completion_due_at == ARRIVED + timedelta(days=7)
    assert await ensure_dues(replace(talk.desk, rules=newer), NOW) == 0
    assert await ensure_dues(replace(talk.desk, rules=newer), NOW, serves=True) == 1
    assert (await office.complaint()).completion_due_at == ARRIVED + timedelta(days=1)
    assert await ensure_dues(replace(talk.desk, rules=newer), NOW, serves=True) == 0


async def test_a_recomputation_cut_short_goes_on_with_the_next_start(talk: Conversation, office: Office) -> None:
    await talk.learn([seen(f"JK{number}", "Cideng") for number in range(3)])
    newer = replace(talk.desk, rules=Rulebook(completion="1 day"))

    def cut(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await ensure_dues(newer, NOW, cut)
    async with talk.desk.store.reading() as tables:
        assert await tables.ledger.note(NOTE) != newer.rules.fingerprint
    assert await ensure_dues(newer, NOW) == 3
    assert (await office.kinds()).count(FactKind.DUE) == 1


async def test_what_others_take_in_while_it_is_recomputed_is_derived_again_next_time(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.recompute.BATCH", 1)
    await ensure_dues(talk.desk, NOW)
    await talk.learn([seen("JK1", "Cideng")])
    newer = replace(talk.desk, rules=Rulebook(completion="1 day"))

    async def poll_by_the_old_ones() -> None:
        async with talk.desk.store.writing() as tables:
            await note_rules_used(tables, talk.desk.rules)

    assert await ensure_dues(newer, NOW, breathe=poll_by_the_old_ones) == 1
    assert await ensure_dues(newer, NOW) == 1
    assert await ensure_dues(newer, NOW) == 0


async def test_frozen_arrivals_keep_their_due_times(talk: Conversation, office: Office) -> None:
    ages = {"JK1": 0, "JK2": 40, "JK3": 70}
    await talk.learn([seen(ticket, "Cideng", age=timedelta(days=age)) for ticket, age in ages.items()])
    async with talk.desk.store.writing() as tables:
        frozen = FrozenMonth(span=OCTOBER, frozen_at=NOW, settings="", formula="", complaints=0, figures="")
        assert await tables.cutoffs.freeze(frozen, "{}", 0)
    assert await ensure_dues(replace(talk.desk, rules=Rulebook(completion="1 day")), NOW) == 2
    assert (await office.complaint("JK3")).completion_due_at == NOW - timedelta(days=69)
    assert (await office.complaint("JK2")).completion_due_at == NOW - timedelta(days=33)


async def told(talk: Conversation) -> list[str]:
    """What the operators read, delivered now."""
    sender = Sender(talk.bot, Pace(), talk.clock)
    while await deliver_once(talk.desk, sender, talk.clock.now()):
        talk.clock.advance(timedelta(seconds=4))
    return [message.text for message in talk.said(OPERATORS)]


async def test_operators_hear_once_that_the_calendar_ends_and_once_that_it_has(talk: Conversation) -> None:
    talk.desk = replace(talk.desk, rules=Rulebook(calendar=Calendar.load()))
    november = datetime(2026, 10, 31, 3, tzinfo=UTC)
    assert not await tell_calendar_once(talk.desk, november)
    for later in range(3, 60, 20):
        await tell_calendar_once(talk.desk, november + timedelta(days=later))
    texts = await told(talk)
    assert len(texts) == 1 and "Kalender libur hanya sampai Kam 31 Des 2026, 58 hari lagi" in texts[0]
    for later in range(62, 70):
        await tell_calendar_once(talk.desk, november + timedelta(days=later))
    talk.clock.advance(timedelta(days=50))
    texts = await told(talk)
    assert len(texts) == 2 and "sudah habis sejak Kam 31 Des 2026" in texts[1]


async def test_operators_hear_once_where_a_fixed_holiday_differs(talk: Conversation) -> None:
    off = {date(2027, 1, 1): "Tahun Baru", date(2027, 6, 1): "Pancasila", date(2027, 12, 24): "Natal"}
    known = {"known_from": date(2027, 1, 1), "known_until": date(2027, 12, 31)}
    talk.desk = replace(talk.desk, rules=Rulebook(calendar=Calendar(off, **known)))
    await tell_calendar_once(talk.desk, NOW)
    await tell_calendar_once(talk.desk, NOW)
    (text,) = await told(talk)
    assert "berbeda dari pembanding pada 1 hari libur" in text  # 1 May and Christmas are a Saturday: off anyway
    assert "Sel 17 Agu 2027: tidak ada di kalender, padahal" in text
    off.pop(date(2027, 6, 1))
    decided = [SpecialDay(date(2027, 8, 17), is_worked=True)]
    talk.desk = replace(talk.desk, rules=Rulebook(calendar=Calendar(off, days=decided, **known)))
    await tell_calendar_once(talk.desk, NOW)
    _, text = await told(talk)
    assert "Sel 1 Jun 2027" in text and "17 Agu" not in text  # what the operator wrote down is his word
