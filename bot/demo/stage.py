"""Sets the demo up: sandbox, simulated CRM, database, service, terminal, in one process and a temporary folder."""

from __future__ import annotations

import argparse
import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import Service
from bot.config import Settings, load_settings
from bot.connection import connected
from bot.demo.citizens import Citizens, Deed
from bot.demo.city import CRM, CRM_KEY, OFFICE, PLAYERS, SEED, TOKEN, begins_at, configuration, populate
from bot.demo.crm import Crm
from bot.demo.crm.office import Office
from bot.demo.terminal import Terminal
from bot.demo.tour import guided_minute
from bot.logs import configure_logging
from bot.sandbox import Sandbox
from monitor.areas.directory import Directory
from monitor.clock import AdjustableClock
from monitor.errors import OutsideUnreachable
from monitor.sources.simulator import City
from storage import open_store

DEFAULT_PORT = 8812


def demo(args: argparse.Namespace) -> int:
    """Runs until Ctrl-C. Raises OutsideUnreachable when the port that was asked for is taken."""
    configure_logging([TOKEN])
    with TemporaryDirectory(prefix="siaga-demo-") as folder:
        return asyncio.run(_demo(Path(folder), args.port, args.speed))


async def _demo(folder: Path, port: int | None, speed: float) -> int:
    clock = AdjustableClock(begins_at(), speed)
    async with furnished(folder, clock, port) as (sandbox, service):
        await _perform(service, Terminal(sandbox, clock, service.desk.timezone))
    return 0


@asynccontextmanager
async def furnished(
    folder: Path, clock: AdjustableClock, port: int | None = None
) -> AsyncIterator[tuple[Sandbox, Service]]:
    """Everything in its place and listening; the service is yet to be run. `port` None = the usual or any.

    The clock stands until the CRM was read once: on a slow machine, too, the first digest has something to say.
    """
    clock.pause()
    sandbox = stage(clock)
    await _listen(sandbox, port)
    settings = _settings(folder, sandbox.origin)
    store = await open_store(settings.database_url, migrate=True)
    try:
        async with connected(settings) as bot:
            service = Service(settings, store, bot, clock, hurried=True)
            await service.prepare()
            await service.poll()
            clock.resume()
            yield sandbox, service
    finally:
        await store.close()
        await sandbox.stop()


def stage(clock: AdjustableClock) -> Sandbox:
    """Telegram and the CRM on one port, with everybody in it; not listening yet."""
    city = City(SEED, Directory.load("builtin:jakarta"))
    crm = Crm(city, clock, CRM_KEY, prefix=CRM)
    office = Office(city, clock, OFFICE)
    citizens = Citizens(city, clock)
    citizens.complain_before_the_visitor_comes()
    sandbox = Sandbox(
        TOKEN,
        clock,
        routes=[*crm.routes(), *office.routes()],
        players=PLAYERS,
        switches=[Deed("complain", "Warga Cideng mengadu", citizens.complain_now), *crm.troubles.switches()],
        tour=guided_minute(citizens.keep_one_waiting, office.forget),
        hooks={"answered": lambda: office.answered},
    )
    populate(sandbox.world)
    return sandbox


async def _listen(sandbox: Sandbox, port: int | None) -> None:
    """The usual port, else any free one; a port that was asked for must be free."""
    try:
        await sandbox.start(port=DEFAULT_PORT if port is None else port)
    except OSError as error:
        await sandbox.stop()
        if port is not None:
            raise OutsideUnreachable(f"Port {port} is taken: choose another with --port.") from error
        await sandbox.start(port=0)


def _settings(folder: Path, origin: str) -> Settings:
    path = folder / "config.toml"
    path.write_text(configuration(origin), encoding="utf-8")
    path.chmod(0o600)
    return load_settings(path, {})


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
