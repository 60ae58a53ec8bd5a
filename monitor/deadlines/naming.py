"""Whether anybody named a category: one that is misspelled is decided by the default without a word otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from monitor.deadlines.rules import ANY, label_key

_ALIKE = 0.6  # share of equal letters from which a name is worth suggesting
_LONGEST = 100


class Unnamed(NamedTuple):
    """A category that nothing names. `nearest`: what may have been meant, as it is spelled there."""

    category: str
    nearest: str | None


def unnamed(category: str, names: Iterable[str]) -> Unnamed | None:
    """None when one of `names` is the category, or when there are none that it could be missed among."""
    spelled = {key: name for name in names if (key := label_key(name)) and key != ANY}
    key = label_key(category)
    if not spelled or not key or key in spelled:
        return None
    near = get_close_matches(key[:_LONGEST], spelled, 1, _ALIKE)
    return Unnamed(category, spelled[near[0]] if near else None)
