"""Trouble ordered by hand arrives as the bot library's own errors."""

from __future__ import annotations

import asyncio

import pytest
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.sandbox import Fault, FaultKind, Sandbox
from tests.bot.sandbox.stage import FORUM, GROUP, ON_DUTY, SUPERGROUP, bot_for


@pytest.mark.parametrize(
    ("fault", "chat_id", "error", "words"),
    [
        (Fault(FaultKind.TOO_MANY, retry_after=7200), SUPERGROUP, RetryAfter, "Retry in 7200|Retry in 2:00:00"),
        (Fault(FaultKind.FORBIDDEN), SUPERGROUP, Forbidden, "bot was kicked from the supergroup chat"),
        (Fault(FaultKind.FORBIDDEN), ON_DUTY, Forbidden, "bot was blocked by the user"),
        (Fault(FaultKind.BAD_REQUEST), SUPERGROUP, BadRequest, "Not enough rights"),
        (Fault(FaultKind.BAD_REQUEST, description="chat not found"), SUPERGROUP, BadRequest, "Chat not found"),
        (Fault(FaultKind.BROKEN), SUPERGROUP, NetworkError, "Internal Server Error"),
        (Fault(FaultKind.CUT), SUPERGROUP, NetworkError, "disconnected"),
    ],
)
async def test_fault_is_met_once_and_stores_nothing(
    bot: Bot, sandbox: Sandbox, fault: Fault, chat_id: int, error: type[Exception], words: str
) -> None:
    sandbox.faults.order(fault)
    with pytest.raises(error, match=words):
        await bot.send_message(chat_id, "a")
    assert sandbox.world.chats[chat_id].messages == {}
    assert await bot.send_message(chat_id, "a")


async def test_hanging_call_times_out_and_the_message_is_there_all_the_same(sandbox: Sandbox) -> None:
    sandbox.faults.order(Fault(FaultKind.HANG, after_accept=True))
    async with bot_for(sandbox, read_timeout=0.3) as bot:
        with pytest.raises(TimedOut):
            await bot.send_message(SUPERGROUP, "a")
        assert [message.text for message in sandbox.world.chats[SUPERGROUP].messages.values()] == ["a"]
        assert await bot.send_message(SUPERGROUP, "b")


async def test_hanging_call_is_forgotten_with_its_client(sandbox: Sandbox) -> None:
    sandbox.faults.order(Fault(FaultKind.HANG))
    async with bot_for(sandbox, read_timeout=0.1) as bot:
        with pytest.raises(TimedOut):
            await bot.send_message(SUPERGROUP, "a")
    async with asyncio.timeout(2):
        await sandbox.stop()
    assert [(call.method, call.code) for call in sandbox.calls] == [("getMe", 200), ("sendMessage", 0)]


async def test_migration_is_real(bot: Bot, sandbox: Sandbox) -> None:
    sandbox.faults.order(Fault(FaultKind.MIGRATE, chat=GROUP, new_id=-1009))
    for _ in range(2):
        with pytest.raises(ChatMigrated) as moved:
            await bot.send_message(GROUP, "a")
        assert moved.value.new_chat_id == -1009
    assert await bot.send_message(-1009, "a")


async def test_topic_fault_meets_only_calls_with_a_topic(bot: Bot, sandbox: Sandbox) -> None:
    sandbox.faults.order(Fault(FaultKind.TOPIC))
    assert await bot.send_message(FORUM, "a")
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(FORUM, "a", message_thread_id=7)


async def test_fault_meets_only_its_chat_and_method(bot: Bot, sandbox: Sandbox) -> None:
    sandbox.faults.order(Fault(FaultKind.BROKEN, method="sendmessage", chat=FORUM))
    assert await bot.send_message(SUPERGROUP, "a")
    assert await bot.get_chat(FORUM)
    with pytest.raises(NetworkError):
        await bot.send_message(FORUM, "a")


async def test_fault_without_method_leaves_polling_alone(bot: Bot, sandbox: Sandbox) -> None:
    sandbox.faults.order(Fault(FaultKind.BROKEN, times=0))
    assert await bot.get_updates() == ()
    for _ in range(3):
        with pytest.raises(NetworkError):
            await bot.send_message(SUPERGROUP, "a")
    assert sandbox.faults.clear() == 1
    assert await bot.send_message(SUPERGROUP, "a")


async def test_star_meets_every_method_so_many_times(bot: Bot, sandbox: Sandbox) -> None:
    sandbox.faults.order(Fault(FaultKind.BROKEN, method="*", times=2))
    for call in (bot.get_updates, bot.get_webhook_info):
        with pytest.raises(NetworkError):
            await call()
    assert await bot.get_updates() == ()
