"""/rekap [periode]: what arrived, as a table that fits a phone, a picture, a workbook."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.commands.command import Document, Picture, Reply, Request
from bot.commands.periods import read_period
from bot.commands.table_data import PICTURE, WORKBOOK, RecapChoice, Shape, recap_data
from bot.documents.recap import write_workbook
from bot.pictures.recap import recap_svg
from bot.views.markup import fill
from bot.views.recap import MOST_ROWS, page_count, recap_message
from bot.views.recap_words import future_period, period_words, recap_not_understood
from bot.views.words import Local
from monitor.areas.directory import Level
from monitor.counting import counted
from monitor.crosstables.crossing import Question
from monitor.crosstables.dimensions import Dimension
from monitor.crosstables.recap import About, Layout, Recap, recap_of
from monitor.desk import Desk
from monitor.errors import NotFound
from monitor.model import Scope
from monitor.period import Month, Period

_LABELS = {
    Shape.AREA: "Wilayah",
    Shape.CATEGORY: "Kategori",
    Shape.CHANNEL: "Kanal",
    Shape.UNIT: "Unit",
    Shape.MONTH: "Bulan",
    Shape.STAGE: "Status",
    Shape.HOUR: "Jam",
}
_SHAPES = {label.casefold(): shape for shape, label in _LABELS.items()}
_DIMENSIONS = {
    Shape.CATEGORY: Dimension.CATEGORY,
    Shape.CHANNEL: Dimension.CHANNEL,
    Shape.UNIT: Dimension.UNIT,
    Shape.MONTH: Dimension.MONTH,
    Shape.STAGE: Dimension.STAGE,
    Shape.HOUR: Dimension.HOUR,
}
_BY_MONTH = (Shape.AREA, Shape.CATEGORY, Shape.CHANNEL, Shape.UNIT)  # of these every month has a column
_A_ROW = 3


@dataclass(frozen=True, slots=True)
class _Counted:
    """A table with what it is a table of, and the words for it."""

    recap: Recap
    about: About
    local: Local


async def rekap(request: Request) -> Reply:
    shape, rest = _read_shape(request.arguments)
    if shape is not None and shape not in _shapes(request):
        shape, rest = None, request.arguments
    period = read_period(rest, _today(request))
    if period is None:
        return Reply(recap_not_understood(request.arguments), _offers(request))
    return await _answer(request, RecapChoice(shape or _usual(request), period))


async def open_recap(request: Request, choice: RecapChoice) -> Reply:
    """What a button asks for. Raises NotFound when this chat may not see it."""
    private = request.standing.asker.is_private
    if choice.shape not in _shapes(request) or (choice.act == WORKBOOK and not private):
        raise NotFound("That table is not for this chat.")
    return await _answer(request, choice)


def _read_shape(written: str) -> tuple[Shape | None, str]:
    """The breakdown that a word at the beginning or the end names, and what is left: "kategori oktober"."""
    words = written.split()
    for place, left in ((0, words[1:]), (-1, words[:-1])):
        shape = _SHAPES.get(words[place].casefold()) if words else None
        if shape is not None and (shape is not Shape.MONTH or not left):
            return shape, " ".join(left)
    return None, written


def _today(request: Request) -> date:
    return request.now.astimezone(request.desk.timezone).date()


def _shapes(request: Request) -> tuple[Shape, ...]:
    alone = request.desk.is_one_kelurahan(request.scope)
    return tuple(shape for shape in Shape if not (alone and shape is Shape.AREA))


def _usual(request: Request) -> Shape:
    return Shape.CATEGORY if request.scope.unit or Shape.AREA not in _shapes(request) else Shape.AREA


async def _answer(request: Request, choice: RecapChoice) -> Reply:
    if choice.period.first_on > _today(request):
        return Reply(future_period(choice.period.first_on, choice.period.last_on), _offers(request))
    found = await _count(request, choice)
    if choice.act == WORKBOOK:
        return Reply("", document=_document(request, found, choice))
    picture = _picture(request, found)
    if choice.act == PICTURE:
        return Reply("", picture=picture)
    pages = page_count(found.recap)
    page = min(max(choice.page, 1), pages)
    html = recap_message(found.recap, found.about, found.local, request.now, first=(page - 1) * MOST_ROWS)
    return Reply(html, _keyboard(request, replace(choice, page=page), pages, has_rows=found.recap.total > 0))


async def _count(request: Request, choice: RecapChoice) -> _Counted:
    desk, period = request.desk, choice.period
    layout = _layout(desk, request.scope, choice.shape, period, _today(request))
    reach = desk.reach(request.scope)
    question = Question(
        axes=layout.axes,
        at=request.now,
        zone=desk.timezone,
        wanted=reach.wanted(open_only=False),
        first_on=period.first_on,
        last_on=period.last_on,
        near=desk.near,
    )
    recap = recap_of(await counted(desk, question), layout, desk.directory)
    about = About(
        scope=desk.title(request.scope),
        data=await desk.data_age(request.now, reach),
        first_on=period.first_on,
        last_on=min(period.last_on, _today(request)),
    )
    return _Counted(recap, about, Local(desk.timezone))


def _layout(desk: Desk, scope: Scope, shape: Shape, period: Period, today: date) -> Layout:
    """Months as columns where there are several; else stages beside areas."""
    rows = _areas(desk, scope) if shape is Shape.AREA else _DIMENSIONS[shape]
    cols = Dimension.STAGE if shape is Shape.AREA else None
    if shape in _BY_MONTH and len(period.months) > 1:
        cols = Dimension.MONTH
    return Layout(rows=(rows,), cols=cols, first_on=period.first_on, last_on=min(period.last_on, today))


def _areas(desk: Desk, scope: Scope) -> Dimension:
    """The level below the areas of a scope."""
    if scope.everything:
        return Dimension.KOTA if len(desk.directory.of_level(Level.KOTA)) > 1 else Dimension.KECAMATAN
    levels = {desk.directory.get(code).level for code in scope.areas}
    return Dimension.KECAMATAN if scope.unit or Level.KOTA in levels else Dimension.KELURAHAN


def _picture(request: Request, found: _Counted) -> Picture:
    draw = partial(recap_svg, found.recap, found.about, found.local, request.now)
    period = period_words(found.about.first_on, found.about.last_on)
    return Picture(draw, fill("Rekap aduan · {scope} · {period}", scope=found.about.scope[:200], period=period))


def _document(request: Request, found: _Counted, choice: RecapChoice) -> Document:
    period = choice.period
    name = f"rekap-{period.first_on:%Y%m%d}-{period.last_on:%Y%m%d}.xlsx"

    def make() -> bytes:
        with TemporaryDirectory(prefix="siaga-") as folder:
            path = Path(folder) / name
            write_workbook(str(path), found.recap, found.about, found.local, request.now)
            return path.read_bytes()

    return Document(name, make, "")


def _keyboard(request: Request, choice: RecapChoice, pages: int, *, has_rows: bool) -> InlineKeyboardMarkup:
    shapes = [
        _button(_LABELS[shape], replace(_of_shape(choice, shape), page=1))
        for shape in _shapes(request)
        if shape is not choice.shape
    ]
    if has_rows:
        shapes.append(_button("Gambar", replace(choice, act=PICTURE)))
    if request.standing.asker.is_private:
        shapes.append(_button("Berkas XLSX", replace(choice, act=WORKBOOK)))
    rows = [shapes[place : place + _A_ROW] for place in range(0, len(shapes), _A_ROW)]
    return InlineKeyboardMarkup([*_turns(choice, pages), *rows])


def _of_shape(choice: RecapChoice, shape: Shape) -> RecapChoice:
    """The same broken down otherwise; months are those of the year when there is only one."""
    months = choice.period.months
    if shape is Shape.MONTH and len(months) == 1:
        return replace(choice, shape=shape, period=Period.year(months[0].year))
    return replace(choice, shape=shape)


def _turns(choice: RecapChoice, pages: int) -> list[list[InlineKeyboardButton]]:
    if pages < 2:
        return []
    before, after = (choice.page - 2) % pages + 1, choice.page % pages + 1
    labels = (("‹", before), (f"{choice.page}/{pages}", choice.page), ("›", after))
    return [[_button(label, replace(choice, page=page)) for label, page in labels]]


def _offers(request: Request) -> InlineKeyboardMarkup:
    """The periods that are asked for most."""
    today, shape = _today(request), _usual(request)
    month = Month.of(today)
    offered = {
        "Hari ini": Period(today, today),
        "Bulan ini": Period.month(month),
        "Bulan lalu": Period.month(month.before),
        "Tahun ini": Period.year(today.year),
    }
    buttons = [_button(label, RecapChoice(shape, period)) for label, period in offered.items()]
    return InlineKeyboardMarkup([buttons[:2], buttons[2:]])


def _button(label: str, choice: RecapChoice) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=recap_data(choice))
