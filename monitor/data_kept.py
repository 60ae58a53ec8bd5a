"""How old the data of a frozen month was at its cut-off, and what it lacked: the words of then, as text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from monitor.areas.directory import Directory
from monitor.awareness import Word, age_by, heard
from monitor.model import DataAge
from monitor.scope import Reach
from monitor.unseen import Unseen

_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTerms:
    """What the configuration says of the data. `stale_after`: older is old. `partial`: why it is never the whole
    truth, in Indonesian."""

    system: str
    stale_after: timedelta
    partial: str | None


@dataclass(frozen=True, slots=True)
class KnownData:
    """`words`: what polls and imports had said by the cut-off."""

    words: tuple[Word, ...]
    terms: DataTerms

    def age(self, directory: Directory, reach: Reach | None, at: datetime) -> DataAge:
        """How old the data of a reach was at `at`, the cut-off."""
        return age_by(self.words, directory, reach, at, self.terms)

    def lacks(self, directory: Directory, reach: Reach | None) -> str | None:
        """Why it was not the whole truth: a value of Unseen, or what the configuration said; None = it was."""
        _, unseen = heard(self.words, directory, reach)
        return self.terms.partial or (unseen.value if unseen else None)


def encode_data(words: Sequence[Word], terms: DataTerms) -> str:
    """As text: the same words are the same bytes."""
    said = sorted(([word.as_of.isoformat(), word.covers, word.unseen] for word in words), key=str)
    return json.dumps({"words": said, "terms": encode_terms(terms)}, ensure_ascii=False, separators=(",", ":"))


def decode_data(data: str) -> KnownData:
    """What `encode_data` made."""
    told = json.loads(data)
    words = (
        Word(datetime.fromisoformat(as_of), covers, Unseen(unseen) if unseen else None)
        for as_of, covers, unseen in told["words"]
    )
    return KnownData(tuple(words), decode_terms(told["terms"]))


def encode_terms(terms: DataTerms) -> dict[str, object]:
    return {
        "system": terms.system,
        "stale_after": terms.stale_after // _MICROSECOND,
        "partial": terms.partial,
    }


def decode_terms(told: dict[str, Any]) -> DataTerms:
    return DataTerms(
        system=told["system"], stale_after=told["stale_after"] * _MICROSECOND, partial=told["partial"]
    )
