"""Answers that list complaints: asked by a command, chosen by a button, turned page by page.

Pages of one answer belong together: they are judged at the same instant, out of the same data. When newer data has
come in meanwhile, or the answer is old, turning a page gives the present answer from its beginning and says so.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.border.keyboards import keyboard_for
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
from bot.views.listing import listing_page
from bot.views.pages import pages_for, window
from bot.views.replies import outside_scope, unknown_area, which_one
from bot.views.words import Local
from monitor.areas.directory import Area, Level
from monitor.audience import audience_of
from monitor.errors import NotFound
from monitor.inquiry import Found, Inquiry, Question
from monitor.listing import listing_of
from monitor.model import DataAge, Scope
from monitor.ports import Tables

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
    desk = request.desk
    data = await desk.data_age(request.now, desk.reach(narrowed(request, wanted.area)))
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
    audience = audience_of(desk, narrowed(request, area_code))
    inquiry = Inquiry(question, audience.reach, at or whole_seconds(request.now), desk.near)
    async with desk.store.reading() as tables:
        data = await desk.age_of(tables, inquiry.at, audience.reach)
        number, found = await _page_of(tables, inquiry, max(page, 1))
    listing = listing_of(inquiry, found, window(number)[0], audience, data)
    shown = listing_page(listing, Local(desk.timezone), shows_address=desk.shows_address)

    def turned(number: int) -> str:
        data_at = _instant_of(data)
        wanted = ListingPage(question=question, area=area_code, at=inquiry.at, data_at=data_at, page=number)
        return listing_data(wanted)

    keyboard = keyboard_for(
        shown,
        number=number,
        of=pages_for(found.total),
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


async def _page_of(tables: Tables, inquiry: Inquiry, page: int) -> tuple[int, Found]:
    """That page, or the last one when there are fewer by now."""
    found = await tables.complaints.listed(inquiry, *window(page))
    last = pages_for(found.total)
    if page <= last:
        return page, found
    return last, await tables.complaints.listed(inquiry, *window(last))


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
