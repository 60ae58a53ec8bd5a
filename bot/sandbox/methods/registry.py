"""Every method by name. Names are looked up without regard to case, as Telegram does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.methods import chats, edits, messages, profile
from bot.sandbox.params import Params
from bot.sandbox.world import World


@dataclass(frozen=True)
class Method:
    """`paced`: it counts against the sending limits. Answers are JSON values."""

    name: str
    run: Callable[[World, Params], Any]
    paced: bool = False


_ALL = (
    Method("getMe", profile.get_me),
    Method("setMyCommands", profile.set_my_commands),
    Method("getMyCommands", profile.get_my_commands),
    Method("deleteMyCommands", profile.delete_my_commands),
    Method("setWebhook", profile.set_webhook),
    Method("deleteWebhook", profile.delete_webhook),
    Method("getWebhookInfo", profile.get_webhook_info),
    Method("sendMessage", messages.send_message, paced=True),
    Method("sendDocument", messages.send_document, paced=True),
    Method("sendPhoto", messages.send_photo, paced=True),
    Method("sendChatAction", messages.send_chat_action),
    Method("editMessageText", edits.edit_message_text, paced=True),
    Method("editMessageReplyMarkup", edits.edit_message_reply_markup, paced=True),
    Method("deleteMessage", edits.delete_message),
    Method("pinChatMessage", edits.pin_chat_message),
    Method("unpinChatMessage", edits.unpin_chat_message),
    Method("answerCallbackQuery", edits.answer_callback_query),
    Method("getChat", chats.get_chat),
    Method("getChatMember", chats.get_chat_member),
    Method("getChatAdministrators", chats.get_chat_administrators),
    Method("getChatMemberCount", chats.get_chat_member_count),
    Method("leaveChat", chats.leave_chat),
    Method("createForumTopic", chats.create_forum_topic),
    Method("getFile", chats.get_file),
)
METHODS = {method.name.lower(): method for method in _ALL}
