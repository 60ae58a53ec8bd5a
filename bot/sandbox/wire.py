"""The world's values in the JSON shapes of the Bot API."""

from __future__ import annotations

from typing import Any

from bot.sandbox.objects import Attachment, Chat, Message, Press, Standing, Topic, User

Json = dict[str, Any]

_ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
)
_MEMBER_RIGHTS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_edit_tag",
    "can_react_to_messages",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)


def user_json(user: User) -> Json:
    shaped: Json = {"id": user.id, "is_bot": user.is_bot, "first_name": user.first_name}
    if user.username:
        shaped["username"] = user.username
    return shaped if user.is_bot else shaped | {"language_code": "id"}


def chat_json(chat: Chat) -> Json:
    name = "first_name" if chat.is_private else "title"
    shaped: Json = {"id": chat.id, "type": chat.type.value, name: chat.title}
    if chat.username:
        shaped["username"] = chat.username
    return shaped | ({"is_forum": True} if chat.is_forum else {})


def full_chat_json(chat: Chat) -> Json:
    """What getChat adds."""
    shaped = chat_json(chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"),
            False,
        ),
    }
    if not chat.is_private:
        shaped["permissions"] = dict.fromkeys(_MEMBER_RIGHTS, True)
    pinned = [message for message in chat.messages.values() if message.pinned]
    return shaped | ({"pinned_message": message_json(pinned[-1], chat)} if pinned else {})


def message_json(message: Message, chat: Chat, *, with_reply: bool = True) -> Json:
    shaped: Json = {
        "message_id": message.id,
        "date": int(message.date.timestamp()),
        "chat": chat_json(chat),
        "from": user_json(message.sender),
    }
    if message.sender_chat is not None:
        shaped["sender_chat"] = chat_json(chat)
    if message.topic is not None:
        shaped |= {"message_thread_id": message.topic, "is_topic_message": True}
    if message.edited_at:
        shaped["edit_date"] = int(message.edited_at.timestamp())
    if with_reply:
        shaped |= _reply(message, chat)
    if message.markup:
        shaped["reply_markup"] = {"inline_keyboard": message.markup}
    return shaped | _content(message) | message.service


def _reply(message: Message, chat: Chat) -> Json:
    """What it answers. In a topic, a message that answers none "answers" the topic's creation, as in Telegram."""
    replied = chat.messages.get(message.reply_to or 0)
    if replied:
        return {"reply_to_message": message_json(replied, chat, with_reply=False)}
    topic = chat.topics.get(message.topic or 0)
    if topic is None or message.service:
        return {}
    created = {key: value for key, value in topic_json(topic).items() if key != "message_thread_id"}
    named = {"message_thread_id": topic.id, "is_topic_message": True, "forum_topic_created": created}
    root = {"message_id": topic.id, "date": int(message.date.timestamp()), "chat": chat_json(chat)}
    return {"reply_to_message": root | named}


def _content(message: Message) -> Json:
    file = message.attachment
    if not file:
        return _worded("text", "entities", message)
    shaped: Json = {"document": document_json(file)} if file.kind == "document" else {"photo": [photo_json(file)]}
    return shaped | _worded("caption", "caption_entities", message)


def _worded(text: str, entities: str, message: Message) -> Json:
    if not message.text:
        return {}
    return {text: message.text} | ({entities: message.entities} if message.entities else {})


def document_json(file: Attachment) -> Json:
    return _file_id(file) | {"file_name": file.name, "mime_type": file.mime_type}


def photo_json(file: Attachment) -> Json:
    return _file_id(file) | {"width": file.width, "height": file.height}


def file_json(file: Attachment) -> Json:
    """What getFile answers."""
    return _file_id(file) | {"file_path": file.path}


def _file_id(file: Attachment) -> Json:
    return {"file_id": file.file_id, "file_unique_id": f"u{file.file_id}", "file_size": len(file.content)}


def topic_json(topic: Topic) -> Json:
    return {"message_thread_id": topic.id, "name": topic.name, "icon_color": 7322096}


def member_json(user: User, standing: Standing) -> Json:
    """A ChatMember of the right kind, with every field that its kind requires."""
    shaped: Json = {"user": user_json(user), "status": standing.value}
    if standing is Standing.CREATOR:
        return shaped | {"is_anonymous": False}
    if standing is Standing.ADMINISTRATOR:
        return shaped | {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(_ADMIN_RIGHTS, True)
    if standing is Standing.RESTRICTED:
        return shaped | {"is_member": True, "until_date": 0} | dict.fromkeys(_MEMBER_RIGHTS, False)
    return shaped | ({"until_date": 0} if standing is Standing.KICKED else {})


def press_json(press: Press, message: Json) -> Json:
    """A CallbackQuery; `message` is the message with the button."""
    return {
        "id": press.id,
        "from": user_json(press.user),
        "chat_instance": str(press.chat_id),
        "message": message,
        "data": press.data,
    }
