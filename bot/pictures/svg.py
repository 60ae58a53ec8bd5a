"""The few pieces of SVG that our pictures are made of. Every word from outside is escaped here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from html import escape

INK, FAINT, LINE, PAPER = "#16202a", "#5b6876", "#dfe4ea", "#ffffff"
_UNWRITABLE = re.compile(
    r"[^\u0020-\u007e\u00a0-\u017f\u2010-\u2015\u2018-\u201d\u2022\u2026\u2190-\u2193\u2212\u2264\u2265\u25b2\u25bc\u25cf\u2713]"
)
_NARROW = frozenset("iljtfrI1.,:;'|()[]!- ")
_WIDE = frozenset("mwMWQO@%&–—…")
_CLAUSES, _WORDS = re.compile(r".+?(?: · |$)"), re.compile(r"\S+ ?")
_TITLE, _SMALLER_TITLE, _SUBTITLE = 42, 36, 26


def document(width: int, height: int, parts: Iterable[str]) -> str:
    body = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">'
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>{body}</svg>'
    )


def rect(x: float, y: float, width: float, height: float, fill: str, *, round_: float = 6) -> str:
    """Nothing where there is nothing to fill."""
    if width <= 0 or height <= 0:
        return ""
    radius = min(round_, width / 2, height / 2)
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius:.1f}" '
        f'fill="{fill}"/>'
    )


def text(
    x: float, y: float, words: str, size: int, *, fill: str = INK, bold: bool = False, anchor: str = "start"
) -> str:
    """`y`: the base line. `anchor`: "start", "middle" or "end". Nothing where there are no words."""
    if not words:
        return ""
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}"{weight} '
        f'font-family="Inter">{escape(writable(words))}</text>'
    )


def writable(words: str) -> str:
    """What the font can draw: bold Unicode made plain, other signs (emoji, other alphabets) a dot."""
    plain = " ".join(unicodedata.normalize("NFKC", words).split())
    return _UNWRITABLE.sub("·", plain)


def width_of(words: str, size: float) -> float:
    """About how wide words are, in pixels, rather too much than too little."""
    return size * sum(0.32 if sign in _NARROW else 0.92 if sign in _WIDE else 0.6 for sign in words)


def fitted(words: str, size: float, room: float) -> str:
    """The words, cut with an ellipsis where they need more than `room` pixels."""
    words = writable(words)
    if width_of(words, size) <= room:
        return words
    while words and width_of(words + "…", size) > room:
        words = words[:-1]
    return words.rstrip() + "…"


def wrapped(words: str, size: float, room: float, most: int = 3) -> list[str]:
    """The words on up to `most` lines, broken between " · " where that is possible; the last one may be cut."""
    lines: list[str] = []
    for part in _breakable(writable(words), size, room):
        if lines and (len(lines) == most or width_of(lines[-1] + part, size) <= room):
            lines[-1] += part
        elif part:
            lines.append(part)
    return [fitted(line.strip().removesuffix(" ·"), size, room) for line in lines]


def _breakable(words: str, size: float, room: float) -> Iterator[str]:
    """Pieces to be set one after the other; those longer than a line fall into single words."""
    for clause in _CLAUSES.findall(words):
        if width_of(clause, size) <= room:
            yield clause
        else:
            yield from _WORDS.findall(clause)


def heading(title: str, subtitle: str, width: int, edge: int) -> tuple[list[str], float]:
    """Title and subtitle on as many lines as they need, a line under them, and where the picture goes on."""
    room = width - 2 * edge
    size = _TITLE if width_of(writable(title), _TITLE) <= room else _SMALLER_TITLE
    parts, y = [], 40.0
    for line in wrapped(title, size, room, most=2):
        y += size * 1.2
        parts.append(text(edge, y, line, size, bold=True))
    for line in wrapped(subtitle, _SUBTITLE, room):
        y += _SUBTITLE * 1.5
        parts.append(text(edge, y, line, _SUBTITLE, fill=FAINT))
    return [*parts, rect(edge, y + 22, room, 2, LINE, round_=0)], y + 40
