"""Coordinators are asked for a fresh export before a slot, once, and only when the data is too old for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from conversation import COORDINATOR, NOW, ON_DUTY, Conversation, conversation, people, seen
from telegram_html import judged

from bot.border.pace import Pace
from bot.border.sender import Sender
from bot.config.bindings import BoundPerson
from bot.telling.delivery import deliver_once
from bot.watching.reminders import remind_once
from monitor.model import Role, Scope

HALF_PAST_TWO = timedelta(hours=6, minutes=30)  # after 08.00; the slot is at 15.00
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Conversation]:
    """The coordinator has pressed Start; the data is of 07.58."""
    async with conversation(tmp_path) as talk:
        await talk.learn([seen("JK2611220412", "Cideng")])
        await talk.say(COORDINATOR, "/start")
        yield talk


async def reminded(talk: Conversation) -> list[str]:
    """What is planned and delivered at this instant, to the coordinator."""
    last = talk.chat(COORDINATOR).last_message_id
    now = talk.clock.now()
    await remind_once(talk.desk, now)
    while await deliver_once(talk.desk, Sender(talk.bot, Pace(), talk.clock), talk.clock.now()):
        talk.clock.advance(timedelta(seconds=2))
    return [judged(message.html) for message in talk.said(COORDINATOR, after=last)]


def advance_to(talk: Conversation, since_eight: timedelta) -> None:
    talk.clock.advance(NOW + since_eight - talk.clock.now())


async def test_half_an_hour_before_a_slot_old_data_is_asked_for_once(talk: Conversation) -> None:
    advance_to(talk, HALF_PAST_TWO)
    assert await reminded(talk) == [
        "⚠️ Data terakhir 07.58.\n"
        "Mohon kirim ekspor CRM ke sini sebelum 15.00 WIB, agar pengecekan berikutnya memakai data baru."
    ]
    talk.clock.advance(5 * MINUTE)
    assert await reminded(talk) == []


async def test_nobody_is_asked_too_early_or_when_the_data_is_fresh(talk: Conversation) -> None:
    advance_to(talk, HALF_PAST_TWO - MINUTE)
    assert await reminded(talk) == []
    await talk.learn([seen("JK2611220412", "Cideng")], as_of=talk.clock.now() - timedelta(minutes=119))
    advance_to(talk, HALF_PAST_TWO)
    assert await reminded(talk) == []


async def test_every_slot_has_its_own_reminder(talk: Conversation) -> None:
    advance_to(talk, HALF_PAST_TWO)
    assert len(await reminded(talk)) == 1
    advance_to(talk, timedelta(hours=23, minutes=40))
    (next_day,) = await reminded(talk)
    assert "Data terakhir kemarin 07.58." in next_day
    assert "sebelum 08.00 WIB" in next_day


@pytest.mark.parametrize(("role", "digest"), [(Role.COORDINATOR, False), (Role.VIEWER, True)])
async def test_only_coordinators_with_digests_are_asked(talk: Conversation, role: Role, digest: bool) -> None:
    async with talk.desk.store.writing() as tables:
        changed = BoundPerson(COORDINATOR, "Seseorang", role, Scope(areas=("31.71",)), digest=digest)
        await tables.people.synchronise([changed], talk.clock.now())
    advance_to(talk, HALF_PAST_TWO)
    assert await reminded(talk) == []


async def test_who_has_not_pressed_start_is_not_asked(talk: Conversation) -> None:
    async with talk.desk.store.writing() as tables:
        other = BoundPerson(ON_DUTY, "Lain", Role.COORDINATOR, Scope(areas=("31.71",)), digest=True)
        await tables.people.synchronise([*people(), other], talk.clock.now())
    advance_to(talk, HALF_PAST_TWO)
    assert await remind_once(talk.desk, talk.clock.now()) == 1
