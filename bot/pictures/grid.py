"""A cross table as a picture: the more, the darker the cell; the number is always written in it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.pictures.svg import FAINT, INK, LINE, document, fitted, rect, text

WIDTH = 1280
MOST_ROWS, MOST_COLUMNS = 50, 16
_EDGE, _NAME, _ROW, _HEAD = 48, 280, 50, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """`cells[row][column]`; `totals` stand behind the rows, `sums` (with the grand total last) under them."""

    title: str
    subtitle: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]
    totals: tuple[int, ...]
    sums: tuple[int, ...]
    footnote: str = ""


def grid_svg(grid: Grid) -> str:
    """The picture as SVG. Rows and columns beyond what can be read on a phone are left out and said to be."""
    columns = grid.columns[:MOST_COLUMNS]
    step = (WIDTH - 2 * _EDGE - _NAME) / (len(columns) + 1)
    most = max((cell for row in grid.cells for cell in row), default=0) or 1
    parts = [*_heading(grid), *_column_names(columns, step)]
    y = float(_HEAD)
    for name, cells, total in list(zip(grid.rows, grid.cells, grid.totals, strict=True))[:MOST_ROWS]:
        parts += _row(name, (*cells[: len(columns)], total), y, step, most)
        y += _ROW
    parts += [rect(_EDGE, y + 4, WIDTH - 2 * _EDGE, 2, LINE, round_=0)]
    parts += _row("Jumlah", (*grid.sums[: len(columns)], grid.sums[-1]), y + 8, step, 0)
    y += _ROW + 8
    footnote = _footnote(grid)
    if footnote:
        parts.append(text(_EDGE, y + 42, fitted(footnote, 21, WIDTH - 2 * _EDGE), 21, fill=FAINT))
    return document(WIDTH, int(y + (78 if footnote else 40)), parts)


def _footnote(grid: Grid) -> str:
    left_out = max(len(grid.rows) - MOST_ROWS, 0), max(len(grid.columns) - MOST_COLUMNS, 0)
    missing = [f"{n} {what}" for n, what in zip(left_out, ("baris", "kolom"), strict=True) if n]
    return " · ".join(filter(None, [grid.footnote, f"tidak digambar: {', '.join(missing)}" if missing else ""]))


def _heading(grid: Grid) -> list[str]:
    room = WIDTH - 2 * _EDGE
    return [
        text(_EDGE, 80, fitted(grid.title, 38, room), 38, bold=True),
        text(_EDGE, 122, fitted(grid.subtitle, 24, room), 24, fill=FAINT),
    ]


def _column_names(columns: tuple[str, ...], step: float) -> list[str]:
    left = _EDGE + _NAME
    return [
        text(left + (i + 0.5) * step, _HEAD - 16, fitted(name, 20, step), 20, fill=FAINT, anchor="middle")
        for i, name in enumerate((*columns, "Jumlah"))
    ]


def _row(name: str, cells: tuple[int, ...], y: float, step: float, most: int) -> list[str]:
    """The last cell is the total: never coloured. `most` 0: none is."""
    parts = [text(_EDGE, y + 32, fitted(name, 23, _NAME - 12), 23, bold=not most)]
    for i, cell in enumerate(cells):
        x, is_total = _EDGE + _NAME + i * step, i == len(cells) - 1
        share = 0.0 if is_total or not most else cell / most
        parts.append(rect(x + 2, y + 2, step - 4, _ROW - 6, _shade(share)) if share else "")
        fill = "#ffffff" if share > 0.6 else INK if cell else "#aab4be"
        size = 23 if len(str(cell)) < 6 else 17
        words = f"{cell:,}".replace(",", ".")
        parts.append(text(x + step / 2, y + 32, words, size, fill=fill, bold=is_total, anchor="middle"))
    return parts


def _shade(share: float) -> str:
    """From nearly white to deep blue."""
    low, high = (232, 240, 250), (38, 84, 160)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(low, high, strict=True))
