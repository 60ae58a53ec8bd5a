"""Sending through the real bot library to the sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.request import HTTPXRequest

from bot.border.pace import Pace
from bot.border.sender import Sender
from bot.border.telegram_errors import MessageRefused
from bot.pictures.bars import Bar, BarChart, Section, bars_svg
from bot.pictures.render import png
from bot.sandbox import Fault, FaultKind, Limits, Sandbox
from bot.sandbox.objects import ChatType
from monitor.clock import SteppedClock
from monitor.errors import (
    BadConfiguration,
    DeliveryUnknown,
    DestinationLost,
    DestinationMoved,
    OutsideUnreachable,
    RateLimited,
)

TOKEN = "123456:AAsandbox-token"
GROUP, FORUM, STRANGER = -1001, -1002, 43
SECOND = timedelta(seconds=1)


@dataclass
class Stage:
    sandbox: Sandbox
    clock: SteppedClock
    sender: Sender

    async def send(self, html: str = "halo", chat_id: int = GROUP, topic: int | None = None) -> int:
        """A second after the last one."""
        self.clock.advance(SECOND)
        return await self.sender.send(chat_id, topic, html)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    clock = SteppedClock(datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
    sandbox = Sandbox(TOKEN, clock, Limits())
    sandbox.world.add_group(GROUP, "Cideng")
    sandbox.world.add_group(FORUM, "Forum", topics={7: "Gambir"})
    await sandbox.start()
    request = HTTPXRequest(8, read_timeout=0.3, connect_timeout=0.3)
    async with Bot(TOKEN, sandbox.base_url, sandbox.base_file_url, request=request) as bot:
        yield Stage(sandbox, clock, Sender(bot, Pace(), clock))
    await sandbox.stop()


async def test_a_message_goes_out_as_html_with_its_buttons(stage: Stage) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Buka di CRM", url="https://crm.example.org/1")]])
    message_id = await stage.sender.send(GROUP, None, "<b>2 aduan</b>", keyboard)
    message = stage.sandbox.world.chats[GROUP].messages[message_id]
    assert (message.text, message.html) == ("2 aduan", "<b>2 aduan</b>")
    assert [button["text"] for button in message.buttons()] == ["Buka di CRM"]


async def test_a_topic_is_kept_and_the_first_topic_is_left_out(stage: Stage) -> None:
    message_id = await stage.send(chat_id=FORUM, topic=7)
    assert stage.sandbox.world.chats[FORUM].messages[message_id].topic == 7
    await stage.send(chat_id=FORUM, topic=1)


async def test_too_early_is_told_before_anything_is_sent(stage: Stage) -> None:
    await stage.send()
    with pytest.raises(RateLimited) as early:
        await stage.sender.send(GROUP, None, "halo")
    assert early.value.retry_after == SECOND
    assert len(stage.sandbox.world.chats[GROUP].messages) == 1


async def test_an_edit_counts_and_one_that_changes_nothing_is_no_error(stage: Stage) -> None:
    message_id = await stage.send()
    with pytest.raises(RateLimited):
        await stage.sender.edit(GROUP, message_id, "lain")
    stage.clock.advance(SECOND)
    await stage.sender.edit(GROUP, message_id, "lain")
    stage.clock.advance(SECOND)
    await stage.sender.edit(GROUP, message_id, "lain")
    assert stage.sandbox.world.chats[GROUP].messages[message_id].text == "lain"


async def test_telegrams_wait_holds_that_chat_only(stage: Stage) -> None:
    stage.sandbox.faults.order(Fault(FaultKind.TOO_MANY, chat=GROUP, retry_after=60))
    with pytest.raises(RateLimited) as limited:
        await stage.send()
    assert limited.value.retry_after == timedelta(seconds=60)
    await stage.send(chat_id=FORUM, topic=7)
    with pytest.raises(RateLimited):
        await stage.send()
    stage.clock.advance(timedelta(seconds=60))
    await stage.send()


async def test_each_trouble_has_its_error(stage: Stage) -> None:
    order = stage.sandbox.faults.order
    with pytest.raises(DestinationLost):
        await stage.send(chat_id=STRANGER)
    with pytest.raises(DestinationLost):
        await stage.send(chat_id=FORUM, topic=99)
    with pytest.raises(MessageRefused):
        await stage.send("<b>tidak ditutup", chat_id=FORUM, topic=7)
    order(Fault(FaultKind.BROKEN, chat=FORUM))
    with pytest.raises(DeliveryUnknown):
        await stage.send(chat_id=FORUM, topic=7)


async def test_a_group_that_moved_tells_its_new_id() -> None:
    clock = SteppedClock(datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
    sandbox = Sandbox(TOKEN, clock)
    sandbox.world.add_group(-55, "Lama", type=ChatType.GROUP)
    await sandbox.start()
    sandbox.faults.order(Fault(FaultKind.MIGRATE, chat=-55, new_id=-1000055))
    async with Bot(TOKEN, sandbox.base_url, sandbox.base_file_url) as bot:
        with pytest.raises(DestinationMoved) as moved:
            await Sender(bot, Pace(), clock).send(-55, None, "halo")
    await sandbox.stop()
    assert moved.value.new_chat_id == -1000055


@pytest.mark.parametrize("kind", [FaultKind.HANG, FaultKind.CUT])
async def test_no_answer_may_mean_that_it_arrived(stage: Stage, kind: FaultKind) -> None:
    stage.sandbox.faults.order(Fault(kind, chat=GROUP, after_accept=True))
    with pytest.raises(DeliveryUnknown):
        await stage.send()
    assert len(stage.sandbox.world.chats[GROUP].messages) == 1


async def test_no_connection_means_that_nothing_was_sent(stage: Stage) -> None:
    await stage.sandbox.stop()
    with pytest.raises(OutsideUnreachable):
        await stage.send()


async def test_a_wrong_token_is_the_operators_to_correct_and_is_not_shown(stage: Stage) -> None:
    wrong = "123456:AAwrong-token"
    sender = Sender(Bot(wrong, stage.sandbox.base_url), Pace(), stage.clock)
    async with sender.bot.request:
        with pytest.raises(BadConfiguration) as refused:
            await sender.send(GROUP, None, "halo")
    assert "telegram.token" in str(refused.value)
    assert wrong not in str(refused.value)


PICTURE = png(bars_svg(BarChart(title="Peringkat", subtitle="", sections=(Section((Bar("Cideng", 1, "1"),)),))))


async def test_a_press_answered_too_late_does_no_harm(stage: Stage) -> None:
    await stage.sender.answer_press("12345", "Tercatat.")


async def test_a_file_counts_for_the_pace_like_a_message(stage: Stage) -> None:
    message_id = await stage.sender.send_document(GROUP, "ditolak.csv", b"baris\n", "3 &lt; 4")
    sent = stage.sandbox.world.chats[GROUP].messages[message_id]
    assert sent.attachment is not None
    assert (sent.attachment.name, sent.attachment.content, sent.text) == ("ditolak.csv", b"baris\n", "3 < 4")
    with pytest.raises(RateLimited):
        await stage.sender.send(GROUP, None, "halo")
    with pytest.raises(RateLimited):
        await stage.sender.send_document(GROUP, "ditolak.csv", b"baris\n")


async def test_a_picture_goes_to_its_topic_and_counts_like_a_message(stage: Stage) -> None:
    message_id = await stage.sender.send_photo(GROUP, None, PICTURE, "Peringkat &amp; nilai")
    sent = stage.sandbox.world.chats[GROUP].messages[message_id]
    assert sent.attachment is not None
    assert (sent.attachment.content, sent.text) == (PICTURE, "Peringkat & nilai")
    with pytest.raises(RateLimited):
        await stage.sender.send_photo(GROUP, None, PICTURE, "")
