"""Names that people write in several ways, spelled one way: the commonest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping


def words_key(name: str) -> str:
    """Labels are the same when they differ in case and blanks only."""
    return " ".join(name.split()).casefold()


class Spelling:
    """Variants of a name -> the commonest one. Ties go to the first in the alphabet.

    `names`: each as often as it was written, or how often each was.
    """

    def __init__(
        self, names: Iterable[str | None] | Mapping[str | None, int], key: Callable[[str], str] = words_key
    ) -> None:
        self._key = key
        forms: dict[str, Counter[str]] = {}
        for name, times in Counter(names).items():
            if name:
                forms.setdefault(key(name), Counter())[name.strip()] += times
        self._best = {key: min(form, key=lambda name: (-form[name], name)) for key, form in forms.items()}

    def of(self, name: str | None) -> str | None:
        return self._best[self._key(name)] if name else None
