"""The rows that an import did not take: row, ticket, reason; never their text."""

from __future__ import annotations

import csv
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from bot.cli.output import tell
from bot.cli.tables import guarded, written_to

if TYPE_CHECKING:
    from monitor.model import Reject

_SHOWN = 20  # of each file, when no CSV was asked for


class Rejects:
    """Writes them to a CSV (`row,ticket,reason,file`), else tells the first ones of each file."""

    def __init__(self, path: str | None) -> None:
        self._path = path
        self._stack = ExitStack()
        self._writer: Any = None
        self._counts: dict[str, int] = {}

    def __enter__(self) -> Self:
        if self._path is not None:
            out = self._stack.enter_context(written_to(self._path, bom=True))
            self._writer = csv.writer(out, lineterminator="\n")
            self._writer.writerow(("row", "ticket", "reason", "file"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def of(self, file: str) -> Callable[[Reject], None]:
        """What takes the rejects of that file."""

        def take(reject: Reject) -> None:
            self._counts[file] = self._counts.get(file, 0) + 1
            if self._writer is not None:
                self._writer.writerow((reject.row, guarded(reject.ticket), reject.reason, guarded(file)))
            elif self._counts[file] <= _SHOWN:
                named = f" ({reject.ticket})" if reject.ticket else ""
                tell(f"{file}, row {reject.row}{named}: {reject.reason}")

        return take

    def tell_the_rest(self, file: str) -> None:
        """Where the rejects of the file are to be read."""
        count = self._counts.get(file, 0)
        if count and self._path is not None:
            tell(f"{file}: the {count} rows that were not taken are listed in {self._path}.")
        elif count > _SHOWN:
            tell(f"{file}: {count - _SHOWN} more rows were not taken: --rejects OUT.csv lists them all.")
