"""Data goes to stdout; sentences, progress and logs go to stderr. Nothing that looks like a secret leaves."""

from __future__ import annotations

import os
import re
import sys
from types import TracebackType
from typing import Any, Self

_TOKEN = re.compile(r"(?<!\d)\d{3,}:[A-Za-z0-9_-]{8,}")
_PASSWORD = re.compile(r"(://[^\s:/@]*:)[^\s/@]+@")


def discreet(text: str) -> str:
    """The text without what looks like a bot token or the password of a URL."""
    return _PASSWORD.sub(r"\1***@", _TOKEN.sub("***", text))


def say(text: str) -> None:
    """One line of data."""
    sys.stdout.write(text + "\n")


def tell(sentence: str) -> None:
    """One sentence to the person at the terminal."""
    sys.stderr.write(discreet(" ".join(sentence.split())) + "\n")
    sys.stderr.flush()


def close_quietly() -> None:
    """After a broken pipe: what is still buffered must not complain at the end of the process."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


class Bar:
    """A progress bar on a terminal, silence elsewhere. It appears with the first step."""

    def __init__(self, what: str, total: int | None = None) -> None:
        self._what = what
        self._total = total
        self._bar: Any = None
        self._shows = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def at(self, done: int) -> None:
        """So many rows are done."""
        if not self._shows:
            return
        if self._bar is None:
            from tqdm import tqdm  # type: ignore[import-untyped]

            self._bar = tqdm(desc=self._what, total=self._total, unit=" rows", file=sys.stderr, leave=False)
        self._bar.update(done - self._bar.n)
