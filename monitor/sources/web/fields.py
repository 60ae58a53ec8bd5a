"""Where a value is in a JSON item, and the value as the text of a cell.

Plain dotted paths become a chain of lookups: twenty-five compiled JMESPath expressions allow 5,600 items/s only.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from monitor.errors import BadConfiguration
from monitor.sources.table import LONGEST_CELL

Getter = Callable[[Any], Any]

_PLAIN = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*", re.ASCII)


class Drift(Exception):
    """A value of another shape than a cell can hold; its text says which, without the value."""


def getter(expression: str, key: str) -> Getter:
    """Finds what `expression`, a JMESPath, names; None where there is nothing.

    Raises BadConfiguration naming `key` for an expression that cannot be read.
    """
    expression = expression.strip()
    if expression == "@":
        return lambda item: item
    if path := plain_path(expression):
        first, *rest = path
        return _chain(first, tuple(rest)) if rest else _member(first)
    return _expression(expression, key)


def plain_path(expression: str) -> tuple[str, ...]:
    """The members one after the other when that is all the expression is, else ()."""
    plain = _PLAIN.fullmatch(expression.strip())
    return tuple(plain[0].split(".")) if plain else ()


def _member(name: str) -> Getter:
    def find(item: Any) -> Any:
        return item.get(name) if item.__class__ is dict else None

    return find


def _chain(first: str, rest: tuple[str, ...]) -> Getter:
    def find(item: Any) -> Any:
        found = item.get(first) if item.__class__ is dict else None
        for name in rest:
            if found.__class__ is not dict:
                return None
            found = found.get(name)
        return found

    return find


def strict_chain(path: tuple[str, ...]) -> Getter:
    """The same of a plain path. Raises Drift where a value stands in the place of an object on the way."""
    first, *rest = path

    def find(item: Any) -> Any:
        found = item.get(first)
        for name in rest:
            if found.__class__ is not dict:
                return nothing_in(found)
            found = found.get(name)
        return found

    return find


def nothing_in(found: Any) -> Any:
    """None for null, and for [] and "", which some servers write for it. Raises Drift for anything else."""
    if found is not None and found != [] and found != "":
        raise Drift("leads through a value where an object was")
    return None


def _expression(expression: str, key: str) -> Getter:
    import jmespath  # only where a path is not plain
    from jmespath.exceptions import JMESPathError

    try:
        compiled = jmespath.compile(expression)
    except (JMESPathError, ValueError):
        raise BadConfiguration(
            f'{key} = "{expression}" is not a JMESPath: write one like data.items or tags[0].name.'
        ) from None

    def find(item: Any) -> Any:
        try:
            return compiled.search(item)
        except JMESPathError:  # a function was given a value of another type: the shape has drifted
            return None

    return find


def cell(value: Any) -> str:
    """The text of a plain value, "" for null. Raises Drift for objects, lists and endless texts."""
    if value is None:
        return ""
    if value.__class__ is str:
        if len(value) > LONGEST_CELL:
            raise Drift(f"holds more than {LONGEST_CELL} characters")
        return str(value)
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, int):
        return str(value)
    raise Drift("holds an object, not a value" if isinstance(value, dict) else "holds a list, not a value")


def ticket_cell(value: Any) -> str:
    """The same of a ticket number, which is a text or a whole number. Raises Drift for anything else too."""
    if value is True or value is False:
        raise Drift("holds true or false, not a ticket number")
    if isinstance(value, float) and not (value.is_integer() and abs(value) < 1e15):
        raise Drift("holds a fraction, not a ticket number")
    return cell(value)
