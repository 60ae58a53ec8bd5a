"""/segera [wilayah]: which complaints will soon be late."""

from __future__ import annotations

from bot.commands.command import Reply, Request
from bot.commands.listings import ask
from monitor.inquiry import Question


async def segera(request: Request) -> Reply:
    return await ask(request, Question.SOON)
