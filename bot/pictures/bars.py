"""A list of names with a bar each: ranks, busiest kelurahan, categories, channels."""

from __future__ import annotations

from dataclasses import dataclass

from bot.pictures.svg import FAINT, INK, LINE, document, fitted, rect, text

WIDTH = 1080
MOST = 50  # rows; a picture is looked at, not read
_EDGE, _ROW, _BAR = 48, 54, 30
_COLOURS = {"plain": "#3572c6", "own": "#e07a1f", "good": "#2e8b57", "poor": "#c94f4f"}


@dataclass(frozen=True, slots=True)
class Bar:
    """`value` None: nothing to draw, the words say why ("N/A"). `tone`: "plain", "own", "good" or "poor"."""

    name: str
    value: float | None
    words: str
    tone: str = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart:
    """`most`: the value of a full bar; None = the largest. `gap_after`: rows after which a gap is left.

    `name_room`, `words_room`: pixels left and right of the bars.
    """

    title: str
    subtitle: str
    bars: tuple[Bar, ...]
    footnote: str = ""
    most: float | None = None
    gap_after: frozenset[int] = frozenset()
    name_room: int = 330
    words_room: int = 220


def bars_svg(chart: BarChart) -> str:
    """The picture as SVG, at most MOST bars."""
    bars = chart.bars[:MOST]
    full = chart.most or max((bar.value or 0 for bar in bars), default=0) or 1
    parts = [*_heading(chart)]
    y = 190.0
    for number, bar in enumerate(bars, 1):
        parts += _row(bar, y, full, chart)
        y += _ROW
        if number in chart.gap_after and number < len(bars):
            parts.append(text(_EDGE, y + 18, "…", 26, fill=FAINT))
            y += 40
    parts.append(text(_EDGE, y + 46, fitted(chart.footnote, 22, WIDTH - 2 * _EDGE), 22, fill=FAINT))
    return document(WIDTH, int(y + 84), parts)


def _heading(chart: BarChart) -> list[str]:
    room = WIDTH - 2 * _EDGE
    return [
        text(_EDGE, 86, fitted(chart.title, 40, room), 40, bold=True),
        text(_EDGE, 132, fitted(chart.subtitle, 25, room), 25, fill=FAINT),
        rect(_EDGE, 156, room, 2, LINE, round_=0),
    ]


def _row(bar: Bar, y: float, full: float, chart: BarChart) -> list[str]:
    room = WIDTH - 2 * _EDGE - chart.name_room - chart.words_room
    length = room * min(max((bar.value or 0) / full, 0), 1)
    own = bar.tone == "own"
    left, line = _EDGE + chart.name_room, y + 26
    return [
        text(_EDGE, line, fitted(bar.name, 25, chart.name_room - 16), 25, bold=own),
        rect(left, y + 2, room, _BAR, "#f1f4f7"),
        rect(left, y + 2, length, _BAR, _COLOURS.get(bar.tone, _COLOURS["plain"])),
        text(
            WIDTH - _EDGE,
            line,
            fitted(bar.words, 25, chart.words_room - 16),
            25,
            bold=own,
            anchor="end",
            fill=INK if bar.value is not None else FAINT,
        ),
    ]
