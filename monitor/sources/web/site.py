"""How one web source is asked, whatever it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What an error tells people to check, as keys of the configuration. `size`: the cure of huge answers."""

    url: str
    key: str
    question: str
    size: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """At most `concurrency` questions at once, a new one only after `every`, `most` of them in one listing."""

    concurrency: int = 4
    every: timedelta = timedelta(0)
    most: int = 500


@dataclass(frozen=True, kw_only=True)
class Site:
    """`url` without a query; `headers` are secrets; `max_bytes` of an answer, unpacked; `tries` of a question."""

    hints: ClassVar[Hints]

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout: timedelta = timedelta(seconds=60)
    max_bytes: int = 20 * 1024**2
    tries: int = 4
    proxy: str = ""
