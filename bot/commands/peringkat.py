"""/peringkat [kecamatan|kelurahan|unit] [bulan]: the own place, the highest and the lowest, as a picture too."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.commands.command import Picture, Reply, Request
from bot.commands.periods import read_month
from bot.commands.table_data import SUMMARY, RankChoice, SwitchChoice, rank_data, switch_data
from bot.pictures.bars import bars_svg
from bot.pictures.ranking import ranking_chart
from bot.views.markup import fill
from bot.views.rank_cut import SMALL
from bot.views.rank_words import LEVELS, month_words
from bot.views.ranking import future_month, rank_not_understood, rank_outside, ranking_message, ranking_page
from bot.views.words import Local
from monitor.errors import NotFound
from monitor.model import Role, Scope
from monitor.period import Month
from monitor.rank_answer import standings_for
from monitor.ranks.disclosure import Decision, decide, is_open
from monitor.ranks.standings import Sight, Standings, sights
from monitor.scores.holders import By

_WORDS = {
    **dict.fromkeys(("kelurahan", "kel", "kel.", "lurah"), By.KELURAHAN),
    **dict.fromkeys(("kecamatan", "kec", "kec.", "camat"), By.KECAMATAN),
    **dict.fromkeys(("kota", "kabupaten", "walikota"), By.KOTA),
    **dict.fromkeys(("unit", "opd", "skpd", "dinas", "suku", "sudin"), By.UNIT),
}
_OPENED = "{whose} sekarang melihat nilai, peringkat, dan urutan.{units}"
_CLOSED = "{whose} tidak lagi melihat nilai, peringkat, dan urutan perkiraan siaga.{units}"
_UNITS_APART = " Grup unit tidak ikut: itu diatur koordinator semua wilayah."
_EVERYWHERE, _IN_AREAS = "Semua grup, juga grup unit,", "Grup di wilayah Anda"
_EARLIEST = 2000


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was typed: the level (None = the usual one) and the month (None = not understood)."""

    by: By | None
    month: Month | None


async def peringkat(request: Request) -> Reply:
    asked = _read(request.arguments, _today(request))
    if asked.month is None:
        return Reply(rank_not_understood(request.arguments), _offers(request))
    seen = _sights(request)
    sight = seen[0] if asked.by is None else next((one for one in seen if one.by is asked.by), None)
    if sight is None:
        title, levels = request.desk.title(request.scope), [one.by for one in seen]
        return Reply(rank_outside(title, levels), _offers(request))
    return await _answer(request, sight, RankChoice(sight.by, asked.month))


async def open_rank(request: Request, choice: RankChoice) -> Reply:
    """What a button asks for. Raises NotFound when this chat may not see it."""
    sight = next((one for one in _sights(request) if one.by is choice.by), None)
    if sight is None or not choice.month.year >= _EARLIEST:
        raise NotFound(f"A rank by {choice.by} is not for this chat.")
    reply = await _answer(request, sight, choice)
    if choice.is_picture:
        return Reply("", picture=reply.picture)
    return replace(reply, picture=None)


async def switch(request: Request, choice: SwitchChoice) -> Reply:
    """Opens our own nilai to groups, or closes it again. Raises NotFound for those who may not."""
    user_id = request.standing.asker.user_id
    if user_id is None or not _decides(request):
        raise NotFound("Only a coordinator, in private, decides what groups are shown.")
    desk = request.desk
    decision = Decision(choice.is_open, user_id, request.now)
    async with desk.store.writing() as tables:
        await decide(tables.ledger, desk.directory, request.scope, decision)
    reply = await open_rank(request, RankChoice(choice.by, choice.month))
    return replace(reply, toast=_toast(request.scope, is_open=choice.is_open))


def _toast(scope: Scope, *, is_open: bool) -> str:
    """Whose groups it concerns: a unit works everywhere, so whoever has only some areas does not decide for it."""
    whose, units = (_EVERYWHERE, "") if scope.everything else (_IN_AREAS, _UNITS_APART)
    return (_OPENED if is_open else _CLOSED).format(whose=whose, units=units)


def _read(written: str, today: date) -> _Asked:
    words = written.split()
    levels = [by for word in words if (by := _WORDS.get(word.casefold()))]
    rest = " ".join(word for word in words if word.casefold() not in _WORDS)
    understood = len(set(levels)) <= 1
    return _Asked(levels[0] if levels else None, read_month(rest, today) if understood else None)


def _today(request: Request) -> date:
    return request.now.astimezone(request.desk.timezone).date()


def _decides(request: Request) -> bool:
    """Whether our own nilai is theirs to show; they see it themselves."""
    standing = request.standing
    return standing.asker.is_private and standing.role in (Role.COORDINATOR, Role.OPERATOR)


def _sights(request: Request) -> tuple[Sight, ...]:
    desk = request.desk
    return sights(desk.directory, request.scope, desk.reach(request.scope), sees_all=_decides(request))


async def _answer(request: Request, sight: Sight, choice: RankChoice) -> Reply:
    local, now = Local(request.desk.timezone), request.now
    if choice.month > Month.of(_today(request)):
        return Reply(future_month(choice.month, local, now), _offers(request))
    opened = await _is_open(request)
    told = await standings_for(
        request.desk,
        request.scope,
        sight,
        choice.month,
        shows_estimates=opened or _decides(request),
        briefly=choice.page != SUMMARY or choice.is_picture,
    )
    keyboard = _keyboard(request, told, choice, pages=0, is_open=opened)
    if choice.page != SUMMARY and told.has_table:
        html, page, pages = ranking_page(told, local, now, choice.page)
        keyboard = _keyboard(request, told, replace(choice, page=page), pages=pages, is_open=opened)
        return Reply(html, keyboard)
    return Reply(ranking_message(told, local, now), keyboard, picture=_picture(told, local, request))


async def _is_open(request: Request) -> bool:
    desk = request.desk
    async with desk.store.reading() as tables:
        return await is_open(tables.ledger, desk.directory, request.scope)


def _picture(told: Standings, local: Local, request: Request) -> Picture | None:
    if not told.has_table or told.is_empty:
        return None
    chart = ranking_chart(told, local, request.now)
    return Picture(partial(bars_svg, chart), fill("{title}", title=chart.title))


def _keyboard(
    request: Request, told: Standings, choice: RankChoice, *, pages: int, is_open: bool
) -> InlineKeyboardMarkup:
    by, month = choice.by, choice.month
    today = Month.of(_today(request))
    months = []
    if month.before.year >= _EARLIEST:
        months.append(_button(f"‹ {month_words(month.before, today)}", RankChoice(by, month.before)))
    if told.has_table and not told.is_empty:
        months.append(_button("Gambar", RankChoice(by, month, is_picture=True)))
    if month < today:
        months.append(_button(f"{month_words(month.next, today)} ›", RankChoice(by, month.next)))
    others = [one.by for one in _sights(request) if one.by is not by]
    levels = [_button(LEVELS[other].capitalize(), RankChoice(other, month)) for other in others]
    whole, turns = _whole(told, choice, pages) if told.has_table else ([], [])
    switches = []
    if _decides(request):
        label = "Tutup di grup" if is_open else "Izinkan di grup"
        data = switch_data(SwitchChoice(not is_open, by, month))
        switches = [InlineKeyboardButton(label, callback_data=data)]
    return InlineKeyboardMarkup([row for row in (turns, whole, months, levels, switches) if row])


_Row = list[InlineKeyboardButton]


def _whole(told: Standings, choice: RankChoice, pages: int) -> tuple[_Row, _Row]:
    """The way to the whole table or back from it, and through its pages."""
    if not pages:
        rows = len(told.rows)
        return [_button(f"Lihat semua ({rows})", replace(choice, page=1))] if rows > SMALL else [], []
    back = [_button("Ringkasan", replace(choice, page=SUMMARY))]
    if pages == 1:
        return back, []
    before, after = (choice.page - 2) % pages + 1, choice.page % pages + 1
    labels = (("‹", before), (f"{choice.page}/{pages}", choice.page), ("›", after))
    return back, [_button(label, replace(choice, page=page)) for label, page in labels]


def _offers(request: Request) -> InlineKeyboardMarkup:
    """What can be asked for here."""
    month = Month.of(_today(request))
    seen = _sights(request)
    levels = [_button(LEVELS[one.by].capitalize(), RankChoice(one.by, month)) for one in seen]
    last = [_button("Bulan lalu", RankChoice(seen[0].by, month.before))]
    now = [_button("Bulan ini", RankChoice(seen[0].by, month))]
    return InlineKeyboardMarkup([levels, now + last] if len(levels) > 1 else [now + last])


def _button(label: str, choice: RankChoice) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=rank_data(choice))
