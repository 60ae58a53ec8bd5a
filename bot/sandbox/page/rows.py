"""What the page is told of chats, messages and faults: the rows of the hands and what is shown besides."""

from __future__ import annotations

from typing import Any

from bot.sandbox.faults import Fault
from bot.sandbox.objects import Chat, Message
from bot.sandbox.rows import chat_row, message_row

Json = dict[str, Any]


def shown_chat(chat: Chat) -> Json:
    return chat_row(chat) | {"started": chat.started, "last_message_id": chat.last_message_id}


def shown_message(message: Message) -> Json:
    """`entities` as the Bot API has them: offsets and lengths in UTF-16 units, which are JavaScript's too."""
    file = message.attachment
    kind = (
        {"kind": file.kind, "width": file.width, "height": file.height, "is_gone": not file.content}
        if file
        else {}
    )
    return message_row(message) | {
        "chat": message.chat_id,
        "entities": message.entities,
        "by_bot": message.sender.is_bot and message.sender_chat is None,
        "about": _about(message),
        "picture": kind if kind.get("kind") == "photo" else None,
    }


def shown_fault(fault: Fault) -> Json:
    return {
        "kind": fault.kind.value,
        "chat": fault.chat,
        "method": fault.method,
        "retry_after": fault.retry_after,
        "times": fault.times,
    }


def _about(message: Message) -> Json:
    """What a service message speaks of: the pinned message's id, a chat's id, a topic's name."""
    for name, content in message.service.items():
        if name == "pinned_message":
            return {"message_id": content["message_id"]}
        if isinstance(content, int):
            return {"chat": content}
        if isinstance(content, dict):
            return {"name": str(content.get("name", ""))}
    return {}
