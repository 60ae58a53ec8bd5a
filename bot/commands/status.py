"""/status: is siaga awake, how old is its data, what waits to be sent, when does it speak next."""

from __future__ import annotations

from datetime import datetime

from bot.commands.command import Reply, Request
from bot.views.status import status_page
from bot.views.words import Local
from monitor.clock import AHEAD
from monitor.scope import Holding
from monitor.slots import next_slot


async def status(request: Request) -> Reply:
    desk = request.desk
    reach = desk.reach(request.scope)
    async with desk.store.reading() as tables:
        queue = await tables.notices.waiting()
        unread = (await tables.polls.history(desk.system)).unread
        complaints = await tables.complaints.wanted(reach.wanted(), arrived_by=request.now + AHEAD)
    page = status_page(
        title=desk.title(request.scope),
        data=await desk.data_age(request.now, reach),
        queue=queue,
        next_slot=_next_slot(request),
        now=request.now,
        local=Local(desk.timezone),
        source=desk.source,
        unread=unread,
        open_count=sum(reach.holding(one) in (Holding.OURS, Holding.UNPLACED) for one in complaints),
    )
    return Reply(page.html)


def _next_slot(request: Request) -> tuple[str, datetime] | None:
    coming = next_slot(request.desk.slots, request.desk.timezone, request.now)
    return (coming.name, coming.at) if coming else None
