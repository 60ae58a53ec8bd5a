"""Which commands somebody is offered in a chat: the narrowest menu the bot has set, as Telegram chooses it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bot.sandbox.objects import Chat, Standing
from bot.sandbox.world import World

_RULING = (Standing.CREATOR, Standing.ADMINISTRATOR)
_LANGUAGES = ("id", "")


def menu_of(world: World, chat: Chat | None, chat_id: int, user_id: int) -> list[dict[str, str]]:
    """[{"command", "description"}]; `chat` None = a private chat that has not begun."""
    for scope in _scopes(chat, chat_id, user_id):
        for language in _LANGUAGES:
            commands = world.commands.get((json.dumps(scope, sort_keys=True), language))
            if commands:
                return commands
    return []


def _scopes(chat: Chat | None, chat_id: int, user_id: int) -> Iterator[dict[str, object]]:
    """From the narrowest to the widest."""
    here = {"chat_id": chat_id}
    if chat is None or chat.is_private:
        yield {"type": "chat", **here}
        yield {"type": "all_private_chats"}
    else:
        rules = user_id == chat_id or chat.members.get(user_id) in _RULING
        yield {"type": "chat_member", **here, "user_id": user_id}
        if rules:
            yield {"type": "chat_administrators", **here}
        yield {"type": "chat", **here}
        if rules:
            yield {"type": "all_chat_administrators"}
        yield {"type": "all_group_chats"}
    yield {"type": "default"}
