"""JSON read item by item: json.loads holds up all other threads until a body of many megabytes is done.

Objects, and the first list on the way down, are walked here; what is in that list is read by the json module, one
item at a time. Whoever wants little of an item takes it at once: a tree of a million objects is slow to let go of.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from json import JSONDecodeError
from typing import Any, NamedTuple

AT_ONCE = 1_000_000  # bytes: some 10 ms

_BLANKS = re.compile(r"[ \t\n\r]*")
# The value that begins at an index, and where it ends; StopIteration where none does. json.loads calls it, too.
_scan: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder().scan_once  # type: ignore[attr-defined]


class Each(NamedTuple):
    """What becomes of each item of the list that lies behind these members: () = the body is the list."""

    path: tuple[str, ...]
    take: Callable[[Any], Any]

    def behind(self, name: str) -> Each | None:
        """The same, seen from a member; None = it is not on the way."""
        return Each(self.path[1:], self.take) if self.path and self.path[0] == name else None


def loads(content: bytes, each: Each | None = None, *, at_once: int = AT_ONCE) -> Any:
    """The same as json.loads; `each` is asked above `at_once` bytes only. Raises ValueError, RecursionError."""
    if len(content) <= at_once:
        return json.loads(content)
    text = content.decode(json.detect_encoding(content), "surrogatepass")
    found, end = _walked(text, _blank(text, 0), each)
    if (end := _blank(text, end)) != len(text):
        raise JSONDecodeError("Extra data", text, end)
    return found


def _walked(text: str, at: int, each: Each | None) -> tuple[Any, int]:
    """The value that begins there, and where it ends."""
    match text[at : at + 1]:
        case "{":
            return _object(text, at + 1, each)
        case "[":
            return _list(text, at + 1, each.take if each and not each.path else None)
    return _read(text, at)


def _object(text: str, at: int, each: Each | None) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    at = _blank(text, at)
    if text[at : at + 1] == "}":
        return found, at + 1
    while True:
        if text[at : at + 1] != '"':
            raise JSONDecodeError("Expecting property name enclosed in double quotes", text, at)
        name, at = _read(text, at)
        at = _blank(text, at)
        if text[at : at + 1] != ":":
            raise JSONDecodeError("Expecting ':' delimiter", text, at)
        found[name], at = _walked(text, _blank(text, at + 1), each.behind(name) if each else None)
        at = _blank(text, at)
        if text[at : at + 1] == "}":
            return found, at + 1
        at = _after_comma(text, at)


def _list(text: str, at: int, take: Callable[[Any], Any] | None) -> tuple[list[Any], int]:
    found: list[Any] = []
    at = _blank(text, at)
    if text[at : at + 1] == "]":
        return found, at + 1
    while True:
        item, at = _read(text, at)
        found.append(take(item) if take else item)
        if text[at : at + 1] != ",":
            at = _blank(text, at)
            if text[at : at + 1] == "]":
                return found, at + 1
        at = _after_comma(text, at)


def _read(text: str, at: int) -> tuple[Any, int]:
    try:
        return _scan(text, at)
    except StopIteration as nothing:
        raise JSONDecodeError("Expecting value", text, nothing.value) from None


def _after_comma(text: str, at: int) -> int:
    if text[at : at + 1] != ",":
        raise JSONDecodeError("Expecting ',' delimiter", text, at)
    return _blank(text, at + 1)


def _blank(text: str, at: int) -> int:
    """Where the blanks that begin there end."""
    found = _BLANKS.match(text, at)
    return found.end() if found else at
