"""The preview of an export with its buttons."""

from __future__ import annotations

from datetime import datetime

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.commands.button_data import ExportAct, ExportChoice, export_data
from bot.commands.command import Reply
from bot.exports.jobs import CompleteList, Job
from bot.views import export as views
from bot.views.markup import clip
from bot.views.words import Local
from monitor.desk import Desk

_LABEL = 40
_CHOSEN = "✓ "


def shown(desk: Desk, job: Job, now: datetime) -> Reply:
    """What the export would change, as far as it was read."""
    forecast = job.forecast
    if forecast is None or job.as_of is None:
        return Reply(views.reading(job.name))
    if not forecast.taken:
        return Reply(views.nothing_to_take(job.name, forecast))
    html = views.preview(
        job.name,
        forecast,
        as_of=job.as_of,
        is_dated=job.is_dated,
        complete_list=job.complete_list.title if job.complete_list else None,
        holds_all=job.holds_all,
        absent=forecast.absent[job.chosen] if job.chosen is not None and forecast.absent else 0,
        offered=bool(job.lists),
        labels=job.labels,
        local=Local(desk.timezone),
        now=now,
    )
    return Reply(html, InlineKeyboardMarkup([*_coverage(job), _acts(job)]))


def _coverage(job: Job) -> list[list[InlineKeyboardButton]]:
    """What the export covers: one below the other, the chosen one marked."""
    if not job.lists:
        return []
    partial = _button(job, "Hanya sebagian", ExportAct.PARTIAL, is_chosen=job.chosen is None)
    complete = [
        _button(job, _called(one), ExportAct.COVERS, index, is_chosen=job.chosen == index)
        for index, one in enumerate(job.lists)
    ]
    return [[partial], *([button] for button in complete)]


def _called(one: CompleteList) -> str:
    return f"Daftar wait lengkap {one.title}" if one.covers else one.title.capitalize()


def _acts(job: Job) -> list[InlineKeyboardButton]:
    return [
        _button(job, "Ambil (simpan)", ExportAct.TAKE),
        _button(job, "Rekap saja", ExportAct.RECAP),
        _button(job, "Batal", ExportAct.CANCEL),
    ]


def _button(
    job: Job, label: str, act: ExportAct, covers: int | None = None, *, is_chosen: bool = False
) -> InlineKeyboardButton:
    data = export_data(ExportChoice(act, job.message_id, covers))
    return InlineKeyboardButton((_CHOSEN if is_chosen else "") + clip(label, _LABEL), callback_data=data)
