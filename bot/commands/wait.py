"""/wait [wilayah]: which complaints nobody has answered yet."""

from __future__ import annotations

from bot.commands.command import Reply, Request
from bot.commands.listings import ask
from monitor.inquiry import Question


async def wait(request: Request) -> Reply:
    return await ask(request, Question.WAIT)
