"""A cross table as a picture: the more, the darker the cell; the number is always written in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.pictures.svg import FAINT, INK, LINE, document, fitted, heading, rect, text, width_of, wrapped
from bot.views.words import number

WIDTH = 1280
MOST_ROWS, MOST_COLUMNS = 25, 13  # chats make a higher picture so narrow that nobody can read it on a phone
_EDGE, _NAME, _ROW, _TOTAL, _PAD = 48, 280, 54, 130, 14
_SIZES, _HEAD_SIZES = (25, 23, 21, 19, 17, 15, 13), (22, 21, 20, 19, 18, 17, 16)
_ZERO = "#8a96a3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """`cells[row][column]`; `totals` stand behind the rows, `sums` (with the grand total last) under them.

    `plain_row`, `plain_column`: what sums others, and would make all else pale: never coloured.
    """

    title: str
    subtitle: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]
    totals: tuple[int, ...]
    sums: tuple[int, ...]
    footnote: str = ""
    plain_row: int | None = None
    plain_column: int | None = None


@dataclass(frozen=True, slots=True)
class _Columns:
    """How many there are without the totals, how wide each is, and the sizes of letters that fit."""

    count: int
    step: float
    head_size: int
    cell_size: int
    total_size: int

    def middle(self, place: int) -> float:
        """Behind the last one stand the totals."""
        return _EDGE + _NAME + place * self.step + (_TOTAL if place == self.count else self.step) / 2

    def room(self, place: int) -> float:
        return (_TOTAL if place == self.count else self.step) - _PAD


def grid_svg(grid: Grid) -> str:
    """The picture as SVG: at most MOST_ROWS rows and MOST_COLUMNS columns."""
    columns = _columns(grid)
    parts, y = heading(grid.title, grid.subtitle, WIDTH, _EDGE)
    for place, name in enumerate((*grid.columns[: columns.count], "Jumlah")):
        words = fitted(name, columns.head_size, columns.room(place) + _PAD)
        parts.append(text(columns.middle(place), y + 28, words, columns.head_size, fill=FAINT, anchor="middle"))
    y += 44
    shades = _shades(grid)
    for name, cells, total, shade in list(zip(grid.rows, grid.cells, grid.totals, shades, strict=True))[
        :MOST_ROWS
    ]:
        parts += _row(name, cells[: columns.count], total, y, columns, shade)
        y += _ROW
    parts += [rect(_EDGE, y + 4, WIDTH - 2 * _EDGE, 2, LINE, round_=0)]
    parts += _row("Jumlah", grid.sums[: columns.count], grid.sums[-1], y + 8, columns, ())
    y += _ROW + 16
    for line in wrapped(grid.footnote, 23, WIDTH - 2 * _EDGE):
        y += 32
        parts.append(text(_EDGE, y, line, 23, fill=FAINT))
    return document(WIDTH, int(y + 36), parts)


def _columns(grid: Grid) -> _Columns:
    count = min(len(grid.columns), MOST_COLUMNS)
    step = (WIDTH - 2 * _EDGE - _NAME - _TOTAL) / max(count, 1)
    rows = [cells for place, cells in enumerate(grid.cells) if place != grid.plain_row]
    totals = [number(total) for total in (*grid.totals, *grid.sums[-1:])]
    return _Columns(
        count,
        step,
        _size(grid.columns[:count], step, _HEAD_SIZES),
        _size([number(cell) for cells in rows for cell in cells], step - _PAD, _SIZES),
        _size(totals, _TOTAL - _PAD, _SIZES),
    )


def _size(written: Iterable[str], room: float, sizes: Sequence[int]) -> int:
    """The largest letters in which all fit."""
    widest = max((width_of(words, 1) for words in written), default=0)
    return next((size for size in sizes if widest * size <= room), sizes[-1])


def _shades(grid: Grid) -> list[tuple[float, ...]]:
    """How dark each cell is, from 0 to 1: its share of the largest one that may be coloured."""

    def coloured(row: int, column: int) -> int:
        return 0 if row == grid.plain_row or column == grid.plain_column else grid.cells[row][column]

    cells = [[coloured(row, column) for column in range(len(line))] for row, line in enumerate(grid.cells)]
    most = max((cell for line in cells for cell in line), default=0) or 1
    return [tuple(cell / most for cell in line) for line in cells]


def _row(
    name: str, cells: Sequence[int], total: int, y: float, columns: _Columns, shades: Sequence[float]
) -> list[str]:
    """Without `shades` it is the row of sums."""
    line, step = y + 35, columns.step
    size = min(columns.cell_size, _size(map(number, cells), step - 4, _SIZES))
    name_size = _size([name], _NAME - 12, _SIZES[:4])
    parts = [text(_EDGE, line, fitted(name, name_size, _NAME - 12), name_size, bold=not shades)]
    for place, cell in enumerate(cells):
        share, x = shades[place] if shades else 0.0, columns.middle(place)
        parts.append(rect(x - step / 2 + 2, y + 2, step - 4, _ROW - 4, _shade(share)) if share else "")
        fill = "#ffffff" if share > 0.6 else INK if cell else _ZERO
        parts.append(text(x, line, number(cell), size, fill=fill, bold=not shades, anchor="middle"))
    words = number(total)
    parts.append(text(columns.middle(len(cells)), line, words, columns.total_size, bold=True, anchor="middle"))
    return parts


def _shade(share: float) -> str:
    """From nearly white to deep blue."""
    low, high = (232, 240, 250), (38, 84, 160)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(low, high, strict=True))
