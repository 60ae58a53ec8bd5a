"""/pedoman KATEGORI: limits, weight, unit in charge and completeness, from the operator's table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.border.keyboards import with_button
from bot.commands.button_data import GuidelineChoice, guideline_data
from bot.commands.command import Reply, Request
from bot.views.markup import clip
from bot.views.pedoman import guideline_html, guidelines_html, no_guideline_html
from monitor.deadlines.category_limits import CategoryLimits, limits_of
from monitor.deadlines.pedoman import Guideline
from monitor.desk import Desk
from monitor.errors import NotFound

_MOST_OFFERED = 8
_LONGEST_LABEL = 48


async def pedoman(request: Request) -> Reply:
    table = request.desk.pedoman
    if not request.arguments:
        return Reply(guidelines_html(table.guidelines), guideline_buttons(table.guidelines[:_MOST_OFFERED]))
    found = table.of(request.arguments)
    if found is not None:
        return _shown(request, found)
    buttons = guideline_buttons(table.similar(request.arguments))
    limits, bobot = _in_force(request, request.arguments)
    return Reply(no_guideline_html(request.arguments, limits, bobot, has_buttons=buttons is not None), buttons)


async def open_guideline(request: Request, choice: GuidelineChoice) -> Reply:
    """The category of a button. Raises NotFound where nothing may be seen, and for one that is gone."""
    found = request.desk.pedoman.by_id(choice.id)
    if found is None or not request.standing.is_known:
        raise NotFound("That category is not in the table any more.")
    return replace(_shown(request, found), anew=choice.anew)


def offered(keyboard: InlineKeyboardMarkup, desk: Desk, category: str | None) -> InlineKeyboardMarkup:
    """With a button for the category's guideline, if the table has it; the message above it stays."""
    found = desk.pedoman.of(category) if category else None
    if found is None:
        return keyboard
    label = clip(f"Pedoman {found.category}", _LONGEST_LABEL)
    return with_button(keyboard, label, guideline_data(GuidelineChoice(found.id, anew=True)))


def guideline_buttons(guidelines: Iterable[Guideline]) -> InlineKeyboardMarkup | None:
    rows = [
        [
            InlineKeyboardButton(
                clip(one.category, _LONGEST_LABEL), callback_data=guideline_data(GuidelineChoice(one.id))
            )
        ]
        for one in guidelines
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def _shown(request: Request, guideline: Guideline) -> Reply:
    return Reply(guideline_html(guideline, *_in_force(request, guideline.category)))


def _in_force(request: Request, category: str) -> tuple[CategoryLimits, Decimal]:
    """The limits of what arrives now, and its weight in a nilai."""
    desk = request.desk
    return limits_of(desk.rules, category, request.now), desk.scoring.weight_of(category)
