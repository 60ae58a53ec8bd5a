"""Many rows at once, by each database's fast path: long lists of VALUES on SQLite, arrays joined on PostgreSQL.

SQLite's driver lets other threads run only while a statement is under way, so a statement is to hold many rows.
Rows are tuples of what the driver takes (instants as microseconds), in the order of `columns`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain

from sqlalchemy import Boolean, Float, Integer, LargeBinary, Table
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import TypeEngine

from storage.engine import is_sqlite
from storage.instants import Instant

Rows = Sequence[tuple[object, ...]]
_VALUES = 4_000  # in a statement; SQLite takes 32,766


async def put(connection: AsyncConnection, table: Table, columns: tuple[str, ...], rows: Rows) -> None:
    """Inserts rows; those whose key is there already are overwritten."""
    if not rows:
        return
    if not is_sqlite(connection):
        await connection.exec_driver_sql(_postgresql(table, columns), tuple(map(list, zip(*rows, strict=True))))
        return
    together = _VALUES // len(columns)
    whole = len(rows) - len(rows) % together
    if whole:
        many = [tuple(chain.from_iterable(rows[at : at + together])) for at in range(0, whole, together)]
        await connection.exec_driver_sql(_sqlite(table, columns, together), many)
    if whole < len(rows):
        await connection.exec_driver_sql(_sqlite(table, columns, 1), list(rows[whole:]))


async def add_alike(
    connection: AsyncConnection, table: Table, columns: tuple[str, ...], rows: Rows, alike: Mapping[str, object]
) -> None:
    """Inserts rows that have the values of `alike` in common: to PostgreSQL these go once, not once a row."""
    if not rows:
        return
    if is_sqlite(connection):
        same = tuple(alike.values())
        await put(connection, table, (*columns, *alike), [(*row, *same) for row in rows])
    else:
        arrays = map(list, zip(*rows, strict=True))
        statement = _postgresql_alike(table, columns, tuple(alike))
        await connection.exec_driver_sql(statement, (*arrays, *alike.values()))


async def update_by_id(connection: AsyncConnection, table: Table, columns: tuple[str, ...], rows: Rows) -> None:
    """Sets `columns` of rows that are there; each tuple begins with the id."""
    if not rows:
        return
    if is_sqlite(connection):  # one by one: UPDATE FROM a list of VALUES takes longer
        await connection.exec_driver_sql(_sqlite_update(table, columns), list(rows))
    else:
        arrays = tuple(map(list, zip(*rows, strict=True)))
        await connection.exec_driver_sql(_postgresql_update(table, columns), arrays)


@lru_cache(maxsize=32)
def _sqlite_update(table: Table, columns: tuple[str, ...]) -> str:
    news = ", ".join(f"{_quoted(name)} = ?{n}" for n, name in enumerate(columns, start=2))
    return f"UPDATE {table.name} SET {news} WHERE id = ?1"  # noqa: S608 - made of our own names


@lru_cache(maxsize=32)
def _postgresql_update(table: Table, columns: tuple[str, ...]) -> str:
    names = ("id", *columns)
    arrays = ", ".join(f"${n}::{_array(table.c[name].type)}" for n, name in enumerate(names, start=1))
    news = ", ".join(f"{_quoted(name)} = news.{_quoted(name)}" for name in columns)
    source = f"unnest({arrays}) AS news ({', '.join(map(_quoted, names))})"
    return f"UPDATE {table.name} SET {news} FROM {source} WHERE {table.name}.id = news.id"  # noqa: S608 - our own


@lru_cache(maxsize=32)
def _sqlite(table: Table, columns: tuple[str, ...], together: int) -> str:
    marks = f"({', '.join('?' * len(columns))})"
    return f"{_insert(table, columns)} VALUES {', '.join([marks] * together)} {_overwrite(table, columns)}"


@lru_cache(maxsize=32)
def _postgresql(table: Table, columns: tuple[str, ...]) -> str:
    arrays = ", ".join(f"${n}::{_array(table.c[name].type)}" for n, name in enumerate(columns, start=1))
    source = f"SELECT * FROM unnest({arrays})"  # noqa: S608 - made of our own column names
    return f"{_insert(table, columns)} {source} {_overwrite(table, columns)}"


@lru_cache(maxsize=32)
def _postgresql_alike(table: Table, columns: tuple[str, ...], alike: tuple[str, ...]) -> str:
    kinds = {name: _array(table.c[name].type) for name in (*columns, *alike)}
    arrays = ", ".join(f"${n}::{kinds[name]}" for n, name in enumerate(columns, start=1))
    same = (f"${n}::{kinds[name].removesuffix('[]')}" for n, name in enumerate(alike, start=len(columns) + 1))
    source = f"SELECT *, {', '.join(same)} FROM unnest({arrays})"  # noqa: S608 - made of our own column names
    return f"{_insert(table, (*columns, *alike))} {source}"


def _insert(table: Table, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table.name} ({', '.join(map(_quoted, columns))})"


def _overwrite(table: Table, columns: tuple[str, ...]) -> str:
    keys = [column.name for column in table.primary_key if column.name in columns]
    if not keys:
        return ""
    news = ", ".join(f"{_quoted(name)} = excluded.{_quoted(name)}" for name in columns if name not in keys)
    return f"ON CONFLICT ({', '.join(map(_quoted, keys))}) DO UPDATE SET {news}"


def _quoted(name: str) -> str:
    return f'"{name}"'


def _array(kind: TypeEngine[object]) -> str:
    if isinstance(kind, Boolean):
        return "boolean[]"
    if isinstance(kind, LargeBinary):
        return "bytea[]"
    if isinstance(kind, Float):
        return "double precision[]"
    return "bigint[]" if isinstance(kind, (Instant, Integer)) else "text[]"
