"""Who is answered, and what they may see."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Update

from bot.asking.courtesy import Courtesy
from bot.auth import Asker, Standing, asker_of, asker_of_press, is_own_word, topic_of
from bot.commands.command import Needs
from bot.commands.registry import COMMANDS, command_named, usable_by
from monitor.model import Scope

GROUP, PERSON, ANONYMOUS = -1001, 42, 1087968824
CHAT = {"id": GROUP, "type": "supergroup", "title": "CRM"}
HUMAN = {"id": PERSON, "is_bot": False, "first_name": "Piket"}


def message(**fields: Any) -> Any:
    raw = {"message_id": 5, "date": 1_795_400_000, "chat": CHAT, "from": HUMAN, "text": "/wait"} | fields
    update = Update.de_json({"update_id": 1, "message": raw}, None)
    assert update.message is not None
    return update.message


def test_a_member_is_served_in_the_group() -> None:
    assert asker_of(message()) == Asker(GROUP, None, PERSON, is_private=False)


def test_a_person_is_served_in_private() -> None:
    chat = {"id": PERSON, "type": "private", "first_name": "Piket"}
    assert asker_of(message(chat=chat)) == Asker(PERSON, None, PERSON, is_private=True)


def test_an_anonymous_admin_is_served_as_the_chat() -> None:
    group_anonymous_bot = {"id": ANONYMOUS, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    written = message(sender_chat=CHAT, **{"from": group_anonymous_bot})
    assert asker_of(written) == Asker(GROUP, None, None, is_private=False)


@pytest.mark.parametrize(
    "fields",
    [
        {"from": {"id": 9, "is_bot": True, "first_name": "Bot"}},
        {"from": None},
        {"sender_chat": {"id": -1009, "type": "channel", "title": "Kanal"}},
        {"sender_chat": {"id": -1009, "type": "channel", "title": "Kanal"}, "is_automatic_forward": True},
        {"chat": {"id": -1009, "type": "channel", "title": "Kanal"}},
        {"via_bot": {"id": 9, "is_bot": True, "first_name": "Bot"}},
    ],
)
def test_bots_and_channels_are_nobody_to_answer(fields: dict[str, Any]) -> None:
    assert asker_of(message(**fields)) is None


def test_a_reply_outside_of_a_forum_has_no_topic() -> None:
    assert topic_of(message(message_thread_id=3)) is None
    assert topic_of(message(message_thread_id=3, is_topic_message=True)) == 3


def test_what_is_passed_on_is_not_the_asker_s_own_word() -> None:
    origin = {"type": "user", "date": 1, "sender_user": HUMAN}
    assert is_own_word(message())
    assert not is_own_word(message(forward_origin=origin))


def press(**fields: Any) -> Any:
    raw = {"id": "1", "from": HUMAN, "chat_instance": "1", "data": "x"} | fields
    update = Update.de_json({"update_id": 1, "callback_query": raw}, None)
    assert update.callback_query is not None
    return update.callback_query


def test_a_press_belongs_to_the_chat_of_its_message() -> None:
    pressed = {
        "message_id": 5,
        "date": 1_795_400_000,
        "chat": CHAT,
        "message_thread_id": 7,
        "is_topic_message": True,
    }
    assert asker_of_press(press(message=pressed)) == Asker(GROUP, 7, PERSON, is_private=False)


def test_a_press_on_a_message_too_old_to_be_known_is_nobodys() -> None:
    assert asker_of_press(press()) is None
    assert asker_of_press(press(message={"message_id": 5, "date": 0, "chat": CHAT})) is None


def test_strangers_may_use_only_what_tells_nothing() -> None:
    stranger = Standing(Asker(1, None, 1, is_private=True))
    known = Standing(Asker(1, None, 1, is_private=True), scope=Scope(areas=("31.71",)))
    assert {command.name for command in usable_by(stranger)} == {"bantuan", "start"}
    assert usable_by(known) == COMMANDS
    assert all(command.needs in Needs for command in COMMANDS)


def test_names_and_aliases_are_telegram_s_and_no_two_commands_share_one() -> None:
    names = [name for command in COMMANDS for name in (command.name, *command.aliases)]
    assert len(set(names)) == len(names)
    assert all(name.isascii() and name.islower() and len(name) <= 32 for name in names)
    assert command_named("lewat") is command_named("terlambat")
    assert command_named("tenggat") is command_named("segera")
    assert command_named("hapus") is None


def test_unknown_chats_are_spoken_to_once_an_hour() -> None:
    courtesy = Courtesy()
    at = [datetime(2026, 11, 23, hour, minute, tzinfo=UTC) for hour, minute in ((1, 0), (1, 59), (2, 0), (2, 1))]
    assert [courtesy.may_speak(7, instant) for instant in at] == [True, False, True, False]
    assert courtesy.may_speak(8, at[0])


def test_courtesy_remembers_no_end_of_chats() -> None:
    courtesy = Courtesy()
    now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    for chat_id in range(5_000):
        courtesy.spoke(chat_id, now)
    assert courtesy.may_speak(0, now)
    assert not courtesy.may_speak(4_999, now)
