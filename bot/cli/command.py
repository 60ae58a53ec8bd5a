"""What a command is, and what each of them is given: the configuration, the clock, the opened desk."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.clock import Clock

if TYPE_CHECKING:  # the configuration's libraries are loaded by the command that needs them
    from bot.config import Parts, Settings
    from monitor.desk import Desk

DONE = 0
BAD_NEWS = 1
USAGE = 2
UNREACHABLE = 3


@dataclass(frozen=True, slots=True)
class Opened:
    """The desk with what the configuration says besides."""

    settings: Settings
    parts: Parts
    desk: Desk


@dataclass(frozen=True, slots=True)
class Context:
    """Where a command runs: the configuration file, the environment, the clock."""

    path: Path
    env: Mapping[str, str]
    clock: Clock

    def settings(self) -> Settings:
        """Raises BadConfiguration."""
        from bot.cli.output import tell
        from bot.config import load_settings

        return load_settings(self.path, self.env, warn=tell)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Opened]:
        """The desk on an up-to-date database, its due times those of the rules in force.

        Raises BadConfiguration, and OutsideUnreachable when there is no database.
        """
        settings = self.settings()
        from bot.cli.output import Bar
        from bot.config import build_parts, desk_parts
        from monitor.recompute import ensure_dues
        from storage import open_store

        parts = build_parts(settings)
        store = await open_store(settings.database_url, migrate=True)
        try:
            desk = desk_parts(settings, store, self.clock, parts)
            with Bar("recomputing due times") as bar:
                await ensure_dues(desk, self.clock.now(), bar.at)
            yield Opened(settings, parts, desk)
        finally:
            await store.close()


Run = Callable[[argparse.Namespace, Context], int]


def _no_arguments(_: argparse.ArgumentParser) -> None:
    """The command's name says everything."""


@dataclass(frozen=True, slots=True)
class Command:
    """One word of the command line. `run` returns the exit code or raises a SiagaError."""

    name: str
    summary: str
    run: Run
    add_arguments: Callable[[argparse.ArgumentParser], None] = _no_arguments
