"""What the configuration lacks is told to the operator at the slot, once for each name."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from conversation import CIDENG_GROUP, OPERATORS, bindings, seen
from outbox import MINUTE, PAGI, SECOND, SORE, Outbox, outbox
from telegram_html import judged

from bot.config.bindings import BoundChat
from bot.views.gaps import names_unlisted
from bot.views.markup import length
from bot.watching.gaps import AT_ONCE, tell_gaps
from monitor.model import DestinationKind, Scope
from monitor.unlisted import Listed, Unlisted

MARGA_GROUP = -1011


@pytest.fixture
async def box(tmp_path: Path) -> AsyncIterator[Outbox]:
    """Categories have rules, channels are listed, one unit has a group of its own."""
    async with outbox(tmp_path) as box:
        box.desk = replace(box.desk, listed=Listed(categories=["Sampah"], channels=["JAKI"]))
        box.talk.sandbox.world.add_group(MARGA_GROUP, "Bina Marga")
        marga = BoundChat(DestinationKind.GROUP, MARGA_GROUP, None, Scope(unit="Sudin Bina Marga"), "Bina Marga")
        async with box.desk.store.writing() as tables:
            await tables.destinations.synchronise([*bindings(), marga], box.now)
        yield box
        for message in box.said(OPERATORS):
            judged(message.html)


async def told(box: Outbox) -> list[str]:
    """What a slot's look at the gaps tells the operators."""
    await tell_gaps(box.desk, box.now)
    box.talk.clock.advance(10 * SECOND)
    before = len(box.said(OPERATORS))
    await box.deliver()
    return [message.text for message in box.said(OPERATORS)[before:]]


async def test_unknown_names_are_told_once_in_one_message_with_lines_to_paste(box: Outbox) -> None:
    rows = [
        seen("T1", "Cideng", category="Pohon Tumbang", channel="Qlue"),
        seen("T2", "Cideng", unit="Sudin SDA"),
        seen("T3", "Cideng", unit="Kelurahan Antah Berantah"),
    ]
    await box.talk.learn(rows)
    (text,) = await told(box)
    assert text.startswith("⚠️ Belum ada di konfigurasi: 1 kategori, 1 kanal, 1 unit, 1 kantor wilayah")
    for line in ('category = "Pohon Tumbang"', 'channels = ["JAKI", "Qlue"]', 'unit = "Sudin SDA"'):
        assert line in text
    assert "kode-baru,Kelurahan Antah Berantah" in text or ",Antah Berantah" in text
    assert await told(box) == []
    await box.talk.learn(
        [seen("T4", "Cideng", category="POHON  tumbang"), seen("T5", "Cideng", category="Banjir")]
    )
    (text,) = await told(box)
    assert "Banjir" in text and "umbang" not in text


async def test_what_is_known_is_not_told(box: Outbox) -> None:
    await box.talk.learn([seen("T1", "Cideng", category="SAMPAH", channel="jaki", unit="SUDIN BINA-MARGA")])
    assert await told(box) == []


async def test_what_reaches_no_chat_is_told_as_that_and_not_twice(box: Outbox) -> None:
    await box.talk.learn([seen("T1", "Tebet Barat", unit="Sudin SDA")])
    (text,) = await told(box)
    assert "1 aduan terbuka tidak sampai ke grup mana pun" in text


async def test_of_many_names_some_come_with_the_next_slot(box: Outbox) -> None:
    await box.talk.learn([seen(f"T{n}", "Cideng", category=f"Kategori {n}") for n in range(AT_ONCE + 3)])
    assert f"{AT_ONCE} kategori" in (await told(box))[0]
    assert "3 kategori" in (await told(box))[0]
    assert await told(box) == []


async def test_the_service_looks_at_each_slot(box: Outbox) -> None:
    await box.talk.learn([seen("T1", "Cideng", category="Banjir")])
    for slot in (SORE, PAGI):
        box.talk.clock.set(slot)
        if await box.plan():
            await tell_gaps(box.desk, box.now)
        await box.live(slot + MINUTE)
    assert len([text for text in box.texts(OPERATORS) if "Banjir" in text]) == 1
    assert box.said(CIDENG_GROUP) != []


async def test_without_an_operator_chat_nothing_counts_as_told(box: Outbox) -> None:
    await box.talk.learn([seen("T1", "Cideng", category="Banjir")])
    without = [one for one in bindings() if one.kind is not DestinationKind.OPERATOR]
    async with box.desk.store.writing() as tables:
        await tables.destinations.synchronise(without, box.now)
    assert await told(box) == []
    async with box.desk.store.writing() as tables:
        await tables.destinations.synchronise(bindings(), box.now)
    assert "Banjir" in (await told(box))[0]


NASTY = ['"', "\\", "<b>", "&amp;", "\u202e", "a\nb", "x" * 300, "👨‍👩‍👧‍👦", "]]\n[chats]"]


def test_whatever_names_hold_the_lines_can_be_pasted() -> None:
    names = dict.fromkeys(NASTY, 2)
    html = names_unlisted(Unlisted(names, names, names, names), NASTY, [f"1,{name},kelurahan" for name in NASTY])
    assert judged(html) and length(html) <= 3_900
    for kind in ("categories", "channels", "units"):
        html = names_unlisted(Unlisted(**{kind: dict.fromkeys(NASTY[:5], 1)}), [], [])
        text = judged(html)
        pasted = text[text.index("[[") if "[[" in text else text.index("channels =") :]
        tomllib.loads(pasted.replace("-100...", "-100"))
