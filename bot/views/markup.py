"""Telegram's HTML, built so that data never becomes markup: all is escaped unless it is already `Html`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
_TAG = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"\s+")
# Marks that turn the direction of the whole rest of a line, and other invisible ones; joiners in emoji may stay.
_DROPPED = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
_JOINERS = frozenset("\u200c\u200d")
_MOST_MARKS = 3  # combining marks on one letter: more are a joke, and push lines into each other


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


NOTHING = Html("")


def clean(data: str) -> str:
    """Data on one line, without invisible signs that would break the lines around it."""
    kept: list[str] = []
    marks = 0
    for sign in _SPACES.sub(" ", data).strip():
        kind = unicodedata.category(sign)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if marks <= _MOST_MARKS and (kind not in _DROPPED or (sign in _JOINERS and kept)):
            kept.append(sign)
    return "".join(kept).strip()


def clip(data: str, most: int) -> str:
    """Data cleaned and of at most `most` code points, "…" included. Never cuts inside an emoji or a letter."""
    shown = clean(data[: most * 8])
    if len(shown) <= most and len(data) <= most * 8:
        return shown
    end = most - 1
    while 0 < end < len(shown) and _continues(shown, end):
        end -= 1
    return shown[:end].rstrip() + "…"


def _continues(text: str, index: int) -> bool:
    """Whether the sign at `index` belongs to the one before it."""
    sign, before = text[index], text[index - 1]
    return (
        sign in _JOINERS
        or before in _JOINERS
        or unicodedata.category(sign) in ("Mn", "Me", "Mc")
        or "\U0001f3fb" <= sign <= "\U0001f3ff"  # skin tones
        or ("\U0001f1e6" <= sign <= "\U0001f1ff" and "\U0001f1e6" <= before <= "\U0001f1ff")  # flags
    )


def escape(data: str) -> Html:
    """Data as markup that shows exactly it, line ends kept. `Html` passes unchanged."""
    return data if isinstance(data, Html) else Html(data.translate(_ESCAPES))


def fill(template: str, **data: str | int) -> Html:
    """The template, which is markup, with escaped data in its `{names}`."""
    values = {name: value if isinstance(value, int) else escape(value) for name, value in data.items()}
    return Html(template.format(**values))


def bold(content: str) -> Html:
    return Html(f"<b>{escape(content)}</b>")


def code(content: str) -> Html:
    """One tap copies it."""
    return Html(f"<code>{escape(content)}</code>")


def pre(content: str) -> Html:
    """Letters of one width: tables."""
    return Html(f"<pre>{escape(content)}</pre>")


def tail(content: str) -> Html:
    """A long tail: folded until it is tapped."""
    return Html(f"<blockquote expandable>{escape(content)}</blockquote>")


def joined(pieces: Iterable[str], between: str = "\n") -> Html:
    """The pieces that hold something, with `between` between them."""
    return Html(escape(between).join(escape(piece) for piece in pieces if piece))


def plain(html: str) -> str:
    """The text that Telegram shows for markup made here."""
    text = _TAG.sub("", html)
    for sign, written in (("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("&", "&amp;")):
        text = text.replace(written, sign)
    return text


def length(html: str) -> int:
    """Code points after parsing: what Telegram's limit counts."""
    return len(plain(html))
