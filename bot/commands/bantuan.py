"""/bantuan: what can be asked here."""

from __future__ import annotations

from bot.commands.command import Reply, Request
from bot.views.replies import help_text, stranger_private, unbound


async def bantuan(request: Request) -> Reply:
    """What this chat may use; where nothing may, who is to be told which id."""
    if not request.standing.is_known:
        return stranger(request)
    commands = [(command.usage, command.description) for command in request.usable if command.in_menu]
    return Reply(help_text(commands, request.desk.title(request.scope)))


def stranger(request: Request) -> Reply:
    """For an unknown chat: its id and how to be bound, nothing else."""
    asker = request.standing.asker
    if asker.is_private:
        return Reply(stranger_private(asker.chat_id))
    return Reply(unbound(asker.chat_id, asker.topic))
