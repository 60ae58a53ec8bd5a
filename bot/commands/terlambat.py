"""/terlambat [wilayah]: which complaints are past a limit that still runs."""

from __future__ import annotations

from bot.commands.command import Reply, Request
from bot.commands.listings import ask
from monitor.inquiry import Question


async def terlambat(request: Request) -> Reply:
    return await ask(request, Question.OVERDUE)
