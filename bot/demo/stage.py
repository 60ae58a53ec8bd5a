"""Sets the demo up: sandbox, database, sample, service, terminal, in one process and a temporary folder."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from importlib.resources import as_file
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import Service, breathe
from bot.config import Settings, load_settings
from bot.connection import connected
from bot.demo.city import TOKEN, begins_at, configuration, populate, sample
from bot.demo.terminal import Terminal
from bot.logs import configure_logging
from bot.sandbox import Sandbox
from monitor.clock import RunningClock
from monitor.errors import OutsideUnreachable
from monitor.importing import Progress, import_export
from monitor.sources.headings import builtin_map
from monitor.sources.placing import DirectoryNames
from monitor.sources.tabular import open_export
from storage import open_store

DEFAULT_PORT = 8812


def demo(args: argparse.Namespace) -> int:
    """Runs until Ctrl-C. Raises OutsideUnreachable when the port that was asked for is taken."""
    configure_logging([TOKEN])
    with TemporaryDirectory(prefix="siaga-demo-") as folder:
        return asyncio.run(_demo(Path(folder), args.port, args.speed))


async def _demo(folder: Path, port: int | None, speed: float) -> int:
    clock = RunningClock(begins_at(), speed)
    sandbox = Sandbox(TOKEN, clock)
    populate(sandbox.world)
    await _listen(sandbox, port)
    settings = _settings(folder, sandbox.base_url)
    store = await open_store(settings.database_url, migrate=True)
    try:
        async with connected(settings) as bot:
            service = Service(settings, store, bot, clock, hurried=True)
            await service.prepare()
            await _take_sample_in(service, clock)
            await _perform(service, Terminal(sandbox, clock, service.desk.timezone))
    finally:
        await store.close()
        await sandbox.stop()
    return 0


async def _listen(sandbox: Sandbox, port: int | None) -> None:
    """The usual port, else any free one; a port that was asked for must be free."""
    try:
        await sandbox.start(port=DEFAULT_PORT if port is None else port)
    except OSError as error:
        await sandbox.stop()
        if port is not None:
            raise OutsideUnreachable(f"Port {port} is taken: choose another with --port.") from error
        await sandbox.start(port=0)


def _settings(folder: Path, base_url: str) -> Settings:
    path = folder / "config.toml"
    path.write_text(configuration(base_url), encoding="utf-8")
    path.chmod(0o600)
    return load_settings(path, {})


async def _take_sample_in(service: Service, clock: RunningClock) -> None:
    desk, now = service.desk, clock.now()
    column_map = builtin_map(desk.timezone, system="crm")
    names = DirectoryNames(desk.directory)
    with as_file(sample()) as path, open_export(path, column_map, names, as_of=None, now=now) as export:
        run = await import_export(
            desk, export, name=path.name, covers=None, now=now, progress=Progress(breathe=breathe)
        )
    sys.stderr.write(f"Sample imported: {run.new} complaints, true as of {export.as_of:%d %b %Y %H:%M} UTC.\n")


async def _perform(service: Service, terminal: Terminal) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, service.stop)
    terminal.open()
    terminal.begin()
    showing = asyncio.create_task(terminal.show())
    try:
        await service.run()
    finally:
        showing.cancel()
        await asyncio.gather(showing, return_exceptions=True)
