"""What plain sqlite3 takes for the same: upserts of 25 columns, a thousand a transaction, the same PRAGMAs."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from storage.engine import WIPING, WRITER_CACHE, WRITER_LOG

COLUMNS = 25
TOGETHER = 1_000


class Spent:
    """Seconds on the wall, and of all processors: on a busy machine only the latter can be compared."""

    def __init__(self) -> None:
        self.wall, self.cpu = -time.perf_counter(), -time.process_time()

    def until_now(self) -> Spent:
        self.wall += time.perf_counter()
        self.cpu += time.process_time()
        return self


class Floor:
    """A bare table whose key is the first column. `written`: seconds of the database alone."""

    def __init__(self, database: Path) -> None:
        self.written = 0.0
        self._connection = sqlite3.connect(database, isolation_level=None)
        usual = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL", WRITER_CACHE, WRITER_LOG, WIPING)
        for pragma in usual:
            self._connection.execute(pragma)
        names = [f"c{number}" for number in range(COLUMNS)]
        self._connection.execute(f"CREATE TABLE bare (id INTEGER PRIMARY KEY, {', '.join(names)}, UNIQUE (c0))")
        news = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
        self._upsert = (
            f"INSERT INTO bare ({', '.join(names)}) VALUES ({', '.join('?' * COLUMNS)}) "
            f"ON CONFLICT (c0) DO UPDATE SET {news}"
        )

    def take(self, rows: Iterable[Any]) -> Spent:
        """What it took to read all rows and write them."""
        spent, self.written, ahead = Spent(), 0.0, iter(rows)
        while batch := list(islice(ahead, TOGETHER)):
            began = time.perf_counter()
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany(self._upsert, batch)
            self._connection.execute("COMMIT")
            self.written += time.perf_counter() - began
        return spent.until_now()
