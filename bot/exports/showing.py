"""The preview of an export with its buttons."""

from __future__ import annotations

from datetime import datetime

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.commands.button_data import ExportAct, ExportChoice, export_data
from bot.commands.command import Reply
from bot.exports.jobs import CompleteList, Job
from bot.views import export as views
from bot.views.export import Pulled
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
        pulled=job.pulled,
        is_asked=len(_times(job)) > 1,
        complete_list=job.complete_list.title if job.complete_list else None,
        holds_all=job.holds_all,
        absent=forecast.absent[job.chosen] if job.chosen is not None and forecast.absent else 0,
        offered=bool(job.lists),
        labels=job.labels,
        unlabelled=job.unlabelled,
        local=Local(desk.timezone),
        now=now,
    )
    times = [[_button(job, label, act, is_chosen=is_chosen)] for label, act, is_chosen in _asked(desk, job, now)]
    return Reply(html, InlineKeyboardMarkup([*times, *_coverage(job), _acts(job)]))


def unclear(job: Job) -> Reply:
    """Its dates can be read in two ways, and nothing in it shows which."""
    orders = [
        _button(job, "Hari dulu (23/11)", ExportAct.DAY_FIRST),
        _button(job, "Bulan dulu (11/23)", ExportAct.MONTH_FIRST),
    ]
    cancel = _button(job, "Batal", ExportAct.CANCEL)
    return Reply(views.which_order(job.name), InlineKeyboardMarkup([orders, [cancel]]))


def _times(job: Job) -> list[Pulled]:
    """When it can have been pulled, the likeliest first."""
    slot = [Pulled.SLOT] if job.slot_at else []
    return [*([Pulled.NEWEST] if job.newest else []), Pulled.NOW, *slot]


def _asked(desk: Desk, job: Job, now: datetime) -> list[tuple[str, ExportAct, bool]]:
    """The buttons that ask when it was pulled; none where there is nothing to choose."""
    times = _times(job)
    slot = Local(desk.timezone).moment(job.slot_at, now) if job.slot_at else ""
    labels = {
        Pulled.NEWEST: ("waktu terbaru di berkas", ExportAct.NEWEST),
        Pulled.NOW: ("baru saja", ExportAct.JUST_NOW),
        Pulled.SLOT: (slot if " " in slot else f"hari ini {slot}", ExportAct.SLOT),
    }
    if len(times) < 2:
        return []
    return [(f"Ditarik: {labels[one][0]}", labels[one][1], job.pulled is one) for one in times]


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
