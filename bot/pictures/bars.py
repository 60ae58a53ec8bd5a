"""A list of names with a bar each: ranks, busiest kelurahan, categories, channels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.pictures.svg import FAINT, INK, PAPER, document, fitted, heading, rect, text, width_of, wrapped

WIDTH = 1080
MOST = 24  # bars: chats make a higher picture so narrow that nobody can read it on a phone
_EDGE, _ROW, _BAR = 48, 76, 16
_NAME, _MORE, _NOTE, _GAP = 29, 24, 26, 28
_TRACK, _OWN = "#edf1f5", "#fff1e3"
_COLOURS = {"plain": "#3572c6", "own": "#c2570c", "good": "#2e8b57", "poor": "#c23b3b"}


@dataclass(frozen=True, slots=True)
class Bar:
    """`value` None: nothing to draw, the words say why ("N/A"). `tone`: "plain", "own", "good" or "poor".

    `place` stands before the name, `words` at the right edge, `more` fainter before them.
    """

    name: str
    value: float | None
    words: str
    tone: str = "plain"
    place: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Some bars under a title of their own; `note` says what is left out of them."""

    bars: tuple[Bar, ...]
    title: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart:
    """`most`: the value of a full bar; None = the largest."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    footnote: str = ""
    most: float | None = None

    @property
    def bars(self) -> tuple[Bar, ...]:
        return tuple(bar for section in self.sections for bar in section.bars)


@dataclass(frozen=True, slots=True)
class _Rooms:
    """What the columns need, in pixels, and what a full bar stands for."""

    place: float
    words: float
    full: float


def bars_svg(chart: BarChart) -> str:
    """The picture as SVG, at most MOST bars."""
    parts, y = heading(chart.title, chart.subtitle, WIDTH, _EDGE)
    rooms, left = _rooms(chart), MOST
    for section in chart.sections:
        drawn, y = _section(section, section.bars[:left], y, rooms)
        left -= min(len(section.bars), left)
        parts += drawn
    drawn, y = _lines([chart.footnote], y, 23)
    return document(WIDTH, int(y + 36), [*parts, *drawn])


def _rooms(chart: BarChart) -> _Rooms:
    bars = chart.bars[:MOST]
    full = chart.most or max((bar.value or 0 for bar in bars), default=0) or 1
    place = max((width_of(bar.place, _NAME) for bar in bars), default=0)
    words = max((width_of(bar.words, _NAME) for bar in bars), default=0) + _GAP
    return _Rooms(min(place + _GAP / 2, WIDTH / 5) if place else 0, min(words, WIDTH / 2), full)


def _section(section: Section, bars: tuple[Bar, ...], y: float, rooms: _Rooms) -> tuple[list[str], float]:
    parts = []
    if section.title:
        words = fitted(section.title, _NOTE, WIDTH - 2 * _EDGE)
        parts.append(text(_EDGE, y + 34, words, _NOTE, bold=True, fill=FAINT))
        y += 50
    for bar in bars:
        parts += _row(bar, y, rooms)
        y += _ROW
    drawn, y = _lines([section.note], y, _NOTE)
    return [*parts, *drawn], y + _GAP


def _lines(notes: Iterable[str], y: float, size: int) -> tuple[list[str], float]:
    """Faint words, on as many lines as they need."""
    parts = []
    for line in (line for note in notes for line in wrapped(note, size, WIDTH - 2 * _EDGE)):
        y += size * 1.4
        parts.append(text(_EDGE, y, line, size, fill=FAINT))
    return parts, y


def _row(bar: Bar, y: float, rooms: _Rooms) -> list[str]:
    """Place, name and words, and under them the bar from edge to edge."""
    own, line, room = bar.tone == "own", y + 33, WIDTH - 2 * _EDGE
    length = room * min(max((bar.value or 0) / rooms.full, 0), 1)
    more = fitted(bar.more, _MORE, 190)
    taken = rooms.words + (width_of(more, _MORE) + 40 if more else 16)
    name = fitted(bar.name, _NAME, room - rooms.place - taken)
    words = fitted(bar.words, _NAME, rooms.words)
    left, right = _EDGE + rooms.place, WIDTH - _EDGE
    return [
        rect(_EDGE - 16, y, room + 32, _ROW - 4, _OWN) if own else "",
        text(left - _GAP / 2, line, fitted(bar.place, _NAME, rooms.place), _NAME, fill=FAINT, anchor="end"),
        text(left, line, name, _NAME, bold=own),
        text(right - rooms.words, line, more, _MORE, fill=FAINT, anchor="end"),
        text(right, line, words, _NAME, bold=True, anchor="end", fill=FAINT if bar.value is None else INK),
        rect(_EDGE, y + 46, room, _BAR, _TRACK if bar.value is not None else PAPER),
        rect(_EDGE, y + 46, length, _BAR, _COLOURS.get(bar.tone, _COLOURS["plain"])),
    ]
