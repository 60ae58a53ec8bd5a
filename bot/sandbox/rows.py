"""The world's values as the JSON rows of /sandbox."""

from __future__ import annotations

from typing import Any

from bot.sandbox.objects import Chat, Message

Json = dict[str, Any]


def chat_row(chat: Chat) -> Json:
    return {
        "id": chat.id,
        "title": chat.title,
        "type": chat.type.value,
        "is_forum": chat.is_forum,
        "topics": [
            {"id": topic.id, "name": topic.name, "state": topic.state.value} for topic in chat.topics.values()
        ],
        "members": [{"id": user_id, "status": standing} for user_id, standing in chat.members.items()],
        "bot": chat.bot.value,
        "migrated_to": chat.migrated_to,
    }


def message_row(message: Message) -> Json:
    """`from` is a user id (a chat's own id for an anonymous admin), `date` ISO 8601 with offset."""
    file = message.attachment
    return {
        "message_id": message.id,
        "date": message.date.isoformat(),
        "from": message.sender_chat or message.sender.id,
        "from_name": message.sender.first_name,
        "text": message.text,
        "html": message.html,
        "topic": message.topic,
        "buttons": [[_button_row(button) for button in row] for row in message.markup],
        "file": _file_row(file.file_id, file.name, file.mime_type, len(file.content)) if file else None,
        "edited": message.edited_at is not None,
        "pinned": message.pinned,
        "reply_to": message.reply_to,
        "service": next(iter(message.service), None),
    }


def _button_row(button: Json) -> Json:
    if "callback_data" in button:
        return {"text": button["text"], "data": button["callback_data"]}
    if "copy_text" in button:
        return {"text": button["text"], "copy": button["copy_text"]["text"]}
    return {"text": button["text"], "url": button["url"]}


def _file_row(file_id: str, name: str, mime_type: str, size: int) -> Json:
    return {"name": name, "mime_type": mime_type, "size": size, "url": f"/sandbox/files/{file_id}"}
