"""The button under /aduan that shows how its deadlines were reckoned."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.commands.aduan import visible
from bot.commands.button_data import ComplaintChoice, complaint_data
from bot.commands.command import Reply, Request
from bot.views.reckoning import reckoning_html
from bot.views.words import Local
from monitor.frozen.ruling import ruling_of


async def hitungan(request: Request, complaint_id: int) -> Reply:
    """The arithmetic of one complaint. Raises NotFound when there is none, or none that this chat may see."""
    desk = request.desk
    async with desk.store.reading() as tables:
        complaint = await visible(request, tables, complaint_id)
        ruling = await ruling_of(desk, tables, complaint)
    html = reckoning_html(complaint, ruling, Local(desk.timezone))
    back = InlineKeyboardButton("Kembali ke aduan", callback_data=complaint_data(ComplaintChoice(complaint_id)))
    return Reply(html, InlineKeyboardMarkup([[back]]))
