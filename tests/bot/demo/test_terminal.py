"""A line typed into the terminal of the demo goes to the chat that was meant, or nowhere."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.demo.city import CHATS
from bot.demo.terminal import Terminal
from bot.sandbox import Sandbox
from monitor.clock import SteppedClock

CLOCK = SteppedClock(datetime(2026, 11, 23, 1, 0, tzinfo=UTC))


@pytest.fixture
def sandbox() -> Sandbox:
    sandbox = Sandbox("1:demo", CLOCK)
    for chat in CHATS:
        sandbox.world.add_group(chat.id, chat.title)
    return sandbox


def said(sandbox: Sandbox) -> dict[int, list[str]]:
    """By the number of the chat."""
    chats = [sandbox.world.chats[chat.id] for chat in CHATS]
    return {
        number: [message.text for message in chat.messages.values()]
        for number, chat in enumerate(chats, 1)
        if chat.messages
    }


def test_a_number_chooses_the_chat_and_stays_chosen(sandbox: Sandbox) -> None:
    terminal = Terminal(sandbox, CLOCK, ZoneInfo("Asia/Jakarta"))
    terminal._typed("1 /wait")
    terminal._typed("/segera")
    assert said(sandbox) == {1: ["/wait", "/segera"]}


@pytest.mark.parametrize("number", ["10", "0", "99"])
def test_a_number_of_no_chat_is_told_and_says_nothing_anywhere(
    sandbox: Sandbox, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Terminal(sandbox, CLOCK, ZoneInfo("Asia/Jakarta"))._typed(f"{number} /wait")
    assert said(sandbox) == {}
    assert f"there is no chat {number}: the chats are 1 to {len(CHATS) + 1}." in capsys.readouterr().out
