"""A database as large as a city's after years, made by SQL within a minute: the ground of the large benchmarks.

    with big_database(2_000_000) as file: ...

One complaint in a hundred is open (20,000 of 2,000,000), the rest is complete, or one in `every`: with one in five
a database of 100,000 has as many open ones. 500 arrive each day, as in all of Jakarta, so that the latest month is
the same whatever the size of the database. There are no facts, and the due
times are those of the defaults (6 hours, 7 days): good for everything that asks how things stand now.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.areas.directory import Directory, Level
from monitor.clock import SteppedClock
from monitor.deadlines.sla import Rulebook
from monitor.desk import Desk
from monitor.model import NearWindows
from monitor.scope import unit_key
from storage import Store, migrate
from storage.instants import to_micros

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PER_DAY = 500
SMALL, LARGE = 100_000, 2_000_000
CATEGORIES = ("Sampah", "Jalan", "Parkir Liar", "Pohon Tumbang", "Saluran", "Lampu Jalan", "Trotoar", "Bangunan")
CHANNELS = ("JAKI", "JAKI", "JAKI", "JAKI", "JAKI", "JAKI", "JAKI", "Email", "Twitter", "Kantor Lurah")
UNITS = ("Sudin Bina Marga", "Sudin SDA", "Sudin Lingkungan Hidup", "Satpol PP")
_HOUR = 3_600_000_000
_NEVER = 253402300799999999  # the year 9999: nothing runs

# Two numbers that look random, made of the complaint's own: `a` decides the stage, `b` the durations.
_BUILD = """
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :count),
drawn AS (
    SELECT n, :now - (:count - n) * :step AS created, (n * 2654435761 >> 7) % 1000003 AS a,
           (n * 40503 + (n * 2246822519 >> 9)) % 999983 AS b
    FROM number
),
lived AS (
    SELECT drawn.*, areas.name AS area, areas.code AS code, areas.unit AS office,
           categories.name AS category, channels.name AS channel, units.name AS other,
           created + (b % 900) * (b % 29) * 1000000 AS answered, created + (b % 864) * 900000000 AS done,
           a % :every = 0 AS is_open, a % (5 * :every) = 0 AS waits
    FROM drawn
    JOIN areas ON areas.i = (a * 31 + b) % (SELECT count(*) FROM areas)
    JOIN categories ON categories.i = (a >> 3) % (SELECT count(*) FROM categories)
    JOIN channels ON channels.i = (b >> 3) % (SELECT count(*) FROM channels)
    JOIN units ON units.i = (b >> 5) % (SELECT count(*) FROM units)
),
staged AS (
    SELECT *, CASE WHEN waits OR answered > :now THEN 'wait' WHEN is_open OR done > :now THEN 'process'
              ELSE 'complete' END AS stage,
           CASE WHEN a % 20 = 1 THEN NULL WHEN a % 7 = 1 THEN other ELSE office END AS unit
    FROM lived
)
INSERT INTO complaints (
    id, system, ticket, ticket_key, created_at, stage, status, stage_after, stage_at,
    responded_after, responded_at, completed_after, completed_at, response_due_at, completion_due_at,
    category, category_key, channel, channel_key, unit, unit_key, unit_area_code, area, area_code, owner_code,
    address, lat, lon, geotagged, handovers, response_unseen, source, holds_at, listed_at, urgent_at, latest_at
)
SELECT n, 'crm', 'JK' || (100000000000 + n), 'jk' || (100000000000 + n), created, stage, stage, created, created,
    CASE WHEN stage = 'wait' THEN NULL WHEN a % 33 = 2 THEN max(answered - 4 * :hour, created) ELSE answered END,
    CASE WHEN stage <> 'wait' THEN answered END,
    CASE WHEN stage = 'complete' THEN max(done, answered) END,
    CASE WHEN stage = 'complete' THEN max(done, answered) END,
    created + 6 * :hour, created + 168 * :hour,
    category, lower(category), channel, lower(channel), unit, keys.key,
    CASE WHEN unit = office THEN code END, area, CASE WHEN a % 10 = 3 THEN NULL ELSE code END,
    CASE WHEN unit = office THEN code WHEN unit IS NULL AND a % 10 <> 3 THEN code END,
    'Jl. ' || area || ' Raya nomor ' || (a % 300), -6.2 + (b % 1000) / 1e5, 106.8 + (a % 1000) / 1e5, a % 10 <> 3,
    a % 3, 0, 'export.csv', max(created, :now - 3600000000), :now - 3600000000,
    CASE stage WHEN 'wait' THEN created + 6 * :hour WHEN 'process' THEN created + 168 * :hour ELSE :never END,
    CASE stage WHEN 'wait' THEN created WHEN 'process' THEN answered ELSE max(done, answered) END
FROM staged LEFT JOIN keys ON keys.name = unit
"""


@contextmanager
def big_database(count: int, *, every: int = 100) -> Iterator[Path]:
    """The file of a migrated SQLite database with so many rows, in a temporary folder; `every`: see `build`."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "siaga.db"
        build(file, count, every=every)
        yield file


def build(file: Path, count: int, *, every: int = 100) -> None:
    """Fills a new database; its indexes are made when all rows are there. `every`: a multiple of 5."""
    asyncio.run(migrate(url_of(file)))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'complaints' AND sql > ''"
        ).fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        _fill_lists(connection)
        step = 86_400_000_000 // PER_DAY
        numbers = {
            "count": count,
            "every": every,
            "now": to_micros(NOW),
            "step": step,
            "hour": _HOUR,
            "never": _NEVER,
        }
        connection.execute(_BUILD, numbers)
        for _, sql in indexes:
            connection.execute(sql)
        connection.commit()
        connection.execute("ANALYZE")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _fill_lists(connection: sqlite3.Connection) -> None:
    """Temporary tables of names, each with a number from 0."""
    kelurahan = list(Directory.load("builtin:jakarta").of_level(Level.KELURAHAN))
    random.Random(1).shuffle(kelurahan)
    areas = [(area.code, area.name, f"Kelurahan {area.name}") for area in kelurahan]
    connection.execute("CREATE TEMP TABLE areas (i INTEGER PRIMARY KEY, code, name, unit)")
    connection.executemany("INSERT INTO areas VALUES (?, ?, ?, ?)", [(i, *area) for i, area in enumerate(areas)])
    for table, names in (("categories", CATEGORIES), ("channels", CHANNELS), ("units", UNITS)):
        connection.execute(f"CREATE TEMP TABLE {table} (i INTEGER PRIMARY KEY, name)")
        connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", list(enumerate(names)))
    keys = {unit: unit_key(unit) for unit in (*UNITS, *(unit for *_, unit in areas))}
    connection.execute("CREATE TEMP TABLE keys (name PRIMARY KEY, key) WITHOUT ROWID")
    connection.executemany("INSERT INTO keys VALUES (?, ?)", keys.items())


def url_of(file: Path) -> str:
    return f"sqlite:///{file}"


def desk_on(store: Store) -> Desk:
    """The defaults of the configuration, at NOW."""
    return Desk(
        store=store,
        clock=SteppedClock(NOW),
        directory=Directory.load("builtin:jakarta"),
        rules=Rulebook(),
        near=NearWindows(),
        slots=(),
        timezone=ZoneInfo("Asia/Jakarta"),
        stale_after=timedelta(hours=24),
    )
