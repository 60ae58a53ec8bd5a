"""Whether the bot may write in a chat, asked of Telegram without writing anything."""

from __future__ import annotations

from telegram import Bot, ChatFullInfo, ChatMember, ChatMemberRestricted
from telegram.constants import ChatMemberStatus, ChatType

from bot.cli.telegram import asked
from monitor.errors import DestinationMoved, NeverAgain
from monitor.model import Destination


async def why_mute(bot: Bot, destination: Destination) -> str | None:
    """Why the bot cannot write there, with what to do; None = it can. Raises TryLater."""
    try:
        chat = await asked(bot.get_chat(destination.chat_id))
        if chat.type == ChatType.PRIVATE:
            return None
        if destination.topic and not chat.is_forum:
            return "the group has no topics: turn them on or remove topic"
        return _why_silenced(await asked(bot.get_chat_member(destination.chat_id, bot.id)), chat)
    except DestinationMoved as moved:
        return f"the group became a supergroup: its id is now {moved.new_chat_id}"
    except NeverAgain as refusal:
        if destination.chat_id > 0:
            return "the person has not pressed Start in the bot's private chat"
        return f"{str(refusal).rstrip('.')}: add the bot to the group and compare the id"


def _why_silenced(member: ChatMember, chat: ChatFullInfo) -> str | None:
    if member.status in (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED):
        return "the bot is not in the group: add it"
    if isinstance(member, ChatMemberRestricted):
        return None if member.can_send_messages else "the bot is restricted: let it send messages"
    everybody = chat.permissions
    if member.status == ChatMemberStatus.MEMBER and everybody and everybody.can_send_messages is False:
        return "only administrators may write there: make the bot one"
    return None
