"""Pressed buttons. Each is judged again by what the chat may see now, and each is answered, also when it fails."""

from __future__ import annotations

import logging
from typing import assert_never

from telegram import CallbackQuery

from bot.asking.replies import Replies
from bot.auth import Asker, asker_of_press, standing_of
from bot.commands.aduan import show
from bot.commands.button_data import (
    AreaChoice,
    Choice,
    ComplaintChoice,
    DigestPage,
    ExportChoice,
    GuidelineChoice,
    ListingPage,
    ReckoningChoice,
    read_choice,
)
from bot.commands.command import Reply, Request
from bot.commands.hitungan import hitungan
from bot.commands.listings import choose, turn
from bot.commands.pedoman import open_guideline
from bot.commands.peringkat import open_rank, switch
from bot.commands.rekap import open_recap
from bot.commands.table_data import RankChoice, RecapChoice, SwitchChoice, TableChoice
from bot.exports.inbox import Inbox
from bot.loops import described
from bot.telling.letters import page_of
from bot.views.replies import button_expired, trouble_toast
from monitor.desk import Desk
from monitor.errors import NotFound

_log = logging.getLogger(__name__)


class Presses:
    """Answers presses: the message under the finger becomes the answer."""

    def __init__(self, desk: Desk, replies: Replies, inbox: Inbox) -> None:
        self._desk = desk
        self._replies = replies
        self._inbox = inbox

    async def press(self, query: CallbackQuery) -> None:
        """The toast comes even when nothing else does: a button must not spin for ever."""
        asker = asker_of_press(query)
        choice = read_choice(query.data or "")
        if asker is None or choice is None or query.message is None:
            await self._replies.toast(query.id, button_expired())
            return
        try:
            reply = await self._answer(asker, choice)
        except NotFound:
            await self._replies.toast(query.id, button_expired())
        except Exception as error:  # noqa: BLE001 - never silence; what failed is logged without its words
            _log.error("a button press failed: %s", described(error))
            await self._replies.toast(query.id, trouble_toast(), alert=True)
        else:
            await self._replies.toast(query.id, reply.toast)
            if reply.anew:
                await self._replies.send(asker, reply)
            else:
                await self._replies.edit(asker, query.message.message_id, reply)
            if reply.then is not None:
                await reply.then()

    async def _answer(self, asker: Asker, choice: Choice) -> Reply:
        """Raises NotFound for what this chat may not see."""
        async with self._desk.store.reading() as tables:
            standing = await standing_of(asker, tables)
        request = Request(desk=self._desk, standing=standing, now=self._desk.clock.now())
        match choice:
            case DigestPage():
                reply = await self._digest_page(request, choice)
            case ListingPage():
                reply = await turn(request, choice)
            case AreaChoice():
                reply = await choose(request, choice)
            case ComplaintChoice() | ReckoningChoice():
                answer = show if isinstance(choice, ComplaintChoice) else hitungan
                reply = await answer(request, choice.complaint_id)
            case GuidelineChoice():
                reply = await open_guideline(request, choice)
            case RankChoice() | SwitchChoice() | RecapChoice():
                reply = await _open_table(request, choice)
            case ExportChoice():
                reply = await self._inbox.press(request, choice)
            case _:
                assert_never(choice)
        return reply

    async def _digest_page(self, request: Request, choice: DigestPage) -> Reply:
        """Only where the digest was sent, and only while that place is bound to what the digest was for."""
        async with self._desk.store.reading() as tables:
            notice = await tables.notices.find(choice.notice_id)
        bound = request.standing.destination
        if notice is None or bound is None or notice.destination_id != bound.id or not request.standing.is_known:
            raise NotFound("This chat was never sent that digest.")
        page = await page_of(self._desk, choice.notice_id, choice.page, request.standing.asker.chat_id)
        return Reply(page.page.html, page.keyboard)


async def _open_table(request: Request, choice: TableChoice) -> Reply:
    match choice:
        case RankChoice():
            return await open_rank(request, choice)
        case SwitchChoice():
            return await switch(request, choice)
        case RecapChoice():
            return await open_recap(request, choice)
        case _:
            assert_never(choice)
