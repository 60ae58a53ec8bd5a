"""`siaga db`: the database's upkeep."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from bot.cli.command import BAD_NEWS, DONE, Command, Context
from bot.cli.output import say, tell


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    steps = parser.add_subparsers(metavar="STEP", required=True, parser_class=type(parser))
    for name, summary, run in (
        ("migrate", "bring the tables up to date", _migrate),
        ("check", "rebuild every complaint from its facts and compare", _check),
        ("backup", "copy the database to a new file while it is in use", _backup),
        ("restore", "put a copy back in place of all there is; stop siaga run first", _restore),
    ):
        step = steps.add_parser(name, help=summary, description=summary)
        step.set_defaults(run=run)
        if name in ("backup", "restore"):
            step.add_argument("file", metavar="FILE")


def _migrate(_: argparse.Namespace, context: Context) -> int:
    url = context.settings().database_url
    from storage import migrate

    changed = asyncio.run(migrate(url))
    tell("The tables were brought up to date." if changed else "The tables are up to date.")
    return DONE


def _check(_: argparse.Namespace, context: Context) -> int:
    url = context.settings().database_url
    from storage import open_store
    from storage.upkeep import check

    async def faults() -> list[str]:
        store = await open_store(url, migrate=False)
        try:
            return await check(store)
        finally:
            await store.close()

    found = asyncio.run(faults())
    for fault in found:
        say(fault)
    tell(f"{len(found)} faults were found." if found else "Every complaint is what its facts say.")
    return BAD_NEWS if found else DONE


def _backup(args: argparse.Namespace, context: Context) -> int:
    url = context.settings().database_url
    from storage.copies import backup

    asyncio.run(backup(url, Path(args.file)))
    tell(f"The database was copied to {args.file}.")
    return DONE


def _restore(args: argparse.Namespace, context: Context) -> int:
    url = context.settings().database_url
    from storage.copies import restore

    asyncio.run(restore(url, Path(args.file)))
    tell(f"The database is that of {args.file} again.")
    return DONE


DB = Command("db", "the database's upkeep: migrate, check, backup, restore", _migrate, _add_arguments)
