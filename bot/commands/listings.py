"""Answers that list complaints: asked by a command, chosen by a button, turned page by page.

Pages of one answer belong together: they are judged at the same instant, out of the same data. When newer data has
come in meanwhile, or the answer is old, turning a page gives the present answer from its beginning and says so.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.commands.areas import Asked, lies_within, read_area
from bot.commands.button_data import (
    MOST_BYTES,
    AreaChoice,
    ListingPage,
    area_data,
    listing_data,
    whole_seconds,
)
from bot.commands.command import Reply, Request
from bot.keyboards import keyboard_for
from bot.views.listing import listing_pages
from bot.views.replies import outside_scope, unknown_area, which_one
from bot.views.words import Local
from monitor.areas import Area, Level
from monitor.audience import audience_of
from monitor.clock import AHEAD
from monitor.desk import Desk
from monitor.errors import NotFound
from monitor.listing import Question, answer
from monitor.model import DataAge, Page, Scope

_STAYS_TRUE = timedelta(hours=1)  # clocks run on: an older answer begins again
_BEGINS_AGAIN = "Data sudah diperbarui; daftar dimulai lagi dari awal."


async def ask(request: Request, question: Question) -> Reply:
    """The answer for the area that was named, or for all that this chat sees."""
    if not request.arguments:
        return await listing_reply(request, question, None)
    desk = request.desk
    today = request.now.astimezone(desk.timezone).date()
    asked = read_area(request.arguments, desk.directory, desk.reach(request.scope), today)
    if asked.area is not None:
        return await listing_reply(request, question, asked.area.code)
    return _asked_back(request, question, asked)


async def choose(request: Request, choice: AreaChoice) -> Reply:
    """The answer for an area chosen by button. Raises NotFound when this chat may not see it."""
    return await listing_reply(request, choice.question, choice.area)


async def turn(request: Request, wanted: ListingPage) -> Reply:
    """Another page of an answer. Raises NotFound when this chat may not see its area."""
    data = await request.desk.data_age(request.now)
    fresh = timedelta(0) <= request.now - wanted.at <= _STAYS_TRUE
    if fresh and _instant_of(data) == wanted.data_at:
        return await listing_reply(request, wanted.question, wanted.area, at=wanted.at, page=wanted.page)
    reply = await listing_reply(request, wanted.question, wanted.area)
    return Reply(reply.html, reply.keyboard, toast=_BEGINS_AGAIN)


async def listing_reply(
    request: Request, question: Question, area_code: str | None, *, at: datetime | None = None, page: int = 1
) -> Reply:
    """A page of the answer as of `at` (None = now). Raises NotFound for an area outside of the chat's scope."""
    desk = request.desk
    at = at or whole_seconds(request.now)
    data = await desk.data_age(at)
    pages = await _pages(desk, question, narrowed(request, area_code), at, data)
    number = min(max(page, 1), len(pages))

    def turned(number: int) -> str:
        data_at = _instant_of(data)
        return listing_data(ListingPage(question=question, area=area_code, at=at, data_at=data_at, page=number))

    shown = pages[number - 1]
    keyboard = keyboard_for(
        shown,
        number=number,
        of=len(pages),
        turn=turned,
        ticket_url=desk.ticket_url,
        whatsapp_text=shown.text if shown.tickets else None,
    )
    return Reply(shown.html, keyboard)


def narrowed(request: Request, area_code: str | None) -> Scope:
    """The chat's scope, or an area inside of it. Raises NotFound."""
    if area_code is None:
        return request.scope
    area = request.desk.directory.get(area_code)
    if not lies_within(area, request.desk.reach(request.scope)):
        raise NotFound(f"The area {area_code} is not for this chat.")
    return Scope(areas=(area.code,))


async def _pages(desk: Desk, question: Question, scope: Scope, at: datetime, data: DataAge) -> tuple[Page, ...]:
    """All pages. Made in a thread: twenty thousand open complaints must not hold up the other chats."""
    audience = audience_of(desk, scope)
    async with desk.store.reading() as tables:
        complaints = await tables.complaints.wanted(audience.reach.wanted(), arrived_by=at + AHEAD)

    def made() -> tuple[Page, ...]:
        listing = answer(question, complaints, audience, at=at, near=desk.near, data=data)
        return listing_pages(listing, Local(desk.timezone), shows_address=desk.shows_address)

    return await asyncio.to_thread(made)


def _asked_back(request: Request, question: Question, asked: Asked) -> Reply:
    if asked.outside:
        areas = [request.desk.directory.get(code) for code in request.scope.areas]
        is_city = any(area.level is Level.KOTA for area in areas)
        return Reply(outside_scope(request.desk.title(request.scope), is_city=is_city))
    wording = unknown_area if asked.guessed or not asked.candidates else which_one
    return Reply(wording(request.arguments), _area_buttons(question, asked.candidates))


def _area_buttons(question: Question, areas: tuple[Area, ...]) -> InlineKeyboardMarkup | None:
    rows = [
        [InlineKeyboardButton(area.title, callback_data=data)]
        for area in areas
        if len((data := area_data(AreaChoice(question, area.code))).encode()) <= MOST_BYTES
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def _instant_of(data: DataAge) -> datetime | None:
    return whole_seconds(data.as_of) if data.as_of else None
