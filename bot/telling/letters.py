"""A claimed notice becomes pages, at the last moment, so that they are true when they are sent."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from telegram import InlineKeyboardMarkup

from bot.border.keyboards import digest_turn, keyboard_for
from bot.commands.pedoman import offered
from bot.views.digest import digest_pages, repeat_label, sign_of_life
from bot.views.handovers import handovers_page
from bot.views.words import Local
from monitor.audience import is_told
from monitor.desk import Desk
from monitor.errors import NotFound
from monitor.handover_alerts import concerns, told_by
from monitor.handovers import path_of
from monitor.model import Destination, Notice, NoticeKind, Page
from monitor.report import digest_for, occasion_of, speaks_empty
from monitor.slots import SlotInstant

NOTHING_OPEN = "sudah tidak ada aduan terbuka"
NO_LONGER_SILENT = "ada aduan terbuka"
NO_DIGESTS = "orang ini tidak lagi menerima ringkasan pribadi"
NOT_STORED = "aduan sudah tidak tersimpan"
SETTLED = "aduan sudah tidak terbuka, atau tidak tampak lagi di CRM"
NOT_THEIRS = "aduan bukan lagi urusan tujuan ini"
NOT_ASKED_FOR = "pemberitahuan perpindahan unit dimatikan"


class NotWorthTelling(Exception):
    """Things changed since the notice was planned; its text is the reason, in Indonesian."""


@dataclass(frozen=True, slots=True)
class TurnedPage:
    """Page `number` (counted from 1) of a sent digest, with its buttons."""

    page: Page
    keyboard: InlineKeyboardMarkup


async def pages_of(desk: Desk, notice: Notice, destination: Destination, now: datetime) -> tuple[Page, ...]:
    """What the notice says at `now`. What may have arrived already is said again in the same words.

    Raises NotWorthTelling.
    """
    if notice.repeat and notice.pages:
        return notice.pages
    if notice.kind in (NoticeKind.OPERATOR, NoticeKind.REMINDER):
        return (Page(html=notice.text or "", text=""),)
    if notice.kind is NoticeKind.HANDOVERS:
        return (await _handovers(desk, notice, destination, now),)
    if not destination.gets_digests:
        raise NotWorthTelling(NO_DIGESTS)
    return await _digest(desk, notice, destination, now)


async def _handovers(desk: Desk, notice: Notice, destination: Destination, now: datetime) -> Page:
    told = told_by(notice.key)
    try:
        async with desk.store.reading() as tables:
            complaint = await tables.complaints.get(told.complaint_id)
            path = path_of(await tables.complaints.facts_of(told.complaint_id)).latest
    except NotFound:
        raise NotWorthTelling(NOT_STORED) from None
    if not is_told(complaint) or path.episode != told.episode:
        raise NotWorthTelling(SETTLED)
    if not desk.handovers_told:
        raise NotWorthTelling(NOT_ASKED_FOR)
    if not concerns(desk, destination.scope, complaint, [stint.holder for stint in path.stints]):
        raise NotWorthTelling(NOT_THEIRS)
    return handovers_page(
        complaint,
        path,
        area_title=desk.area_title(complaint.area_code),
        local=Local(desk.timezone),
        now=now,
        near=desk.near,
        data=await desk.data_age(now),
    )


async def _digest(desk: Desk, notice: Notice, destination: Destination, now: datetime) -> tuple[Page, ...]:
    if notice.slot_at is None:
        raise ValueError(f"notice {notice.id} is a digest without a slot")
    async with desk.store.reading() as tables:
        previous_at = await tables.ledger.last_slot_before(notice.slot_at)
    slot = SlotInstant(notice.slot_at, notice.subject)
    digest = await digest_for(desk, destination, occasion_of(desk, slot, now, previous_at))
    local = Local(desk.timezone)
    if notice.kind is NoticeKind.SIGN_OF_LIFE:
        if not digest.is_empty:
            raise NotWorthTelling(NO_LONGER_SILENT)
        return (sign_of_life(desk.title(destination.scope), local, now, digest.data),)
    if digest.is_empty and not speaks_empty(desk, destination.scope, digest.data):
        raise NotWorthTelling(NOTHING_OPEN)
    # In a thread: twenty thousand open complaints must not hold up the other chats.
    return await asyncio.to_thread(digest_pages, digest, local, shows_address=desk.shows_address)


async def turned(desk: Desk, notice: Notice, pages: tuple[Page, ...], number: int) -> TurnedPage:
    """Page `number` with its buttons; the first one says so when it may be there twice."""
    page = pages[number - 1]
    if notice.kind in (NoticeKind.DIGEST, NoticeKind.HANDOVERS):
        keyboard = keyboard_for(
            page,
            number=number,
            of=len(pages),
            turn=digest_turn(notice.id),
            ticket_url=desk.ticket_url,
            whatsapp_text=page.text if notice.kind is NoticeKind.DIGEST else None,
        )
    else:
        keyboard = InlineKeyboardMarkup([])
    if notice.kind is NoticeKind.HANDOVERS:
        keyboard = offered(keyboard, desk, await _category(desk, notice))
    shown = repeat_label(page) if notice.repeat and number == 1 else page
    return TurnedPage(shown, keyboard)


async def _category(desk: Desk, notice: Notice) -> str | None:
    """That of the complaint whose hand-overs are told, if it is still stored."""
    if not desk.pedoman.guidelines:
        return None
    try:
        async with desk.store.reading() as tables:
            return (await tables.complaints.get(told_by(notice.key).complaint_id)).category
    except NotFound:
        return None


async def page_of(desk: Desk, notice_id: int, number: int, chat_id: int) -> TurnedPage:
    """The page that a button under a sent digest asks for, as it was when it was sent.

    Raises NotFound when there is none, or when the button was not pressed in the chat that was told.
    """
    async with desk.store.reading() as tables:
        notice = await tables.notices.find(notice_id)
        destination = await tables.destinations.get(notice.destination_id) if notice else None
    if notice is None or destination is None or destination.chat_id != chat_id:
        raise NotFound("This chat was never sent that digest.")
    if not 1 <= number <= len(notice.pages):
        raise NotFound(f"That digest has no page {number}.")
    return await turned(desk, notice, notice.pages, number)
