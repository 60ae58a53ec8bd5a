"""The guided minute of the demo names what is there."""

from __future__ import annotations

import re

from bot.commands.registry import COMMANDS
from bot.demo.city import CHATS, PLAYERS
from bot.demo.terminal import HELP
from bot.demo.tour import guided_minute

STEPS = guided_minute(lambda: None, lambda: None)


def test_every_command_that_is_named_exists_and_the_tables_are_among_them() -> None:
    known = {name for command in COMMANDS for name in (command.name, *command.aliases)}
    named = set(re.findall(r"(?<!\w)/(\w+)", " ".join([HELP, *(step.text for step in STEPS)])))
    assert named <= known and {"wait", "peringkat", "rekap"} <= named
    awaited = {step.done_when.partition(":/")[2] for step in STEPS if step.done_when.startswith("command:")}
    assert awaited <= named


def test_every_step_is_in_a_chat_with_a_player_of_the_demo() -> None:
    chats, players = {chat.id for chat in CHATS}, {player.id for player in PLAYERS}
    assert {step.chat for step in STEPS} - {None, 0} <= chats
    assert {step.player for step in STEPS} - {None, 0} <= players
