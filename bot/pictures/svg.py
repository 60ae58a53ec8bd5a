"""The few pieces of SVG that our pictures are made of. Every word from outside is escaped here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from html import escape

INK, FAINT, LINE, PAPER = "#16202a", "#5b6876", "#dfe4ea", "#ffffff"
_UNWRITABLE = re.compile(
    r"[^\u0020-\u007e\u00a0-\u017f\u2010-\u2015\u2018-\u201d\u2022\u2026\u2190-\u2193\u2212\u2264\u2265\u25b2\u25bc\u25cf\u2713]"
)
_NARROW = frozenset("iljtfrI1.,:;'|()[]!- ")
_WIDE = frozenset("mwMWQO@%&–—…")


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
    """`y`: the base line. `anchor`: "start", "middle" or "end"."""
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
