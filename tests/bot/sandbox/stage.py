"""A sandbox with three people, a group, a supergroup, a forum and private chats: who and what is in it."""

from __future__ import annotations

from telegram import Bot
from telegram.request import HTTPXRequest

from bot.sandbox import Sandbox
from bot.sandbox.objects import ChatType, Standing

TOKEN = "123:abc"
ON_DUTY, COLLEAGUE, STRANGER = 41, 42, 43
GROUP, SUPERGROUP, FORUM, SILENT = -5, -1001, -1002, 44


def furnish(sandbox: Sandbox) -> None:
    world = sandbox.world
    world.add_private(ON_DUTY, "Petugas piket")
    world.add_private(SILENT, "Belum mulai", started=False)
    world.add_group(GROUP, "Grup lama", type=ChatType.GROUP, members={COLLEAGUE: Standing.CREATOR})
    world.add_group(
        SUPERGROUP, "Kel. Cideng", members={ON_DUTY: Standing.MEMBER, COLLEAGUE: Standing.ADMINISTRATOR}
    )
    world.add_group(FORUM, "Forum kota", topics={7: "Gambir", 8: "Menteng"})


def bot_for(sandbox: Sandbox, token: str = TOKEN, read_timeout: float = 5.0) -> Bot:
    request = HTTPXRequest(read_timeout=read_timeout)
    return Bot(token, sandbox.base_url, sandbox.base_file_url, request=request, get_updates_request=request)
