"""`siaga db`: the database's upkeep."""

from __future__ import annotations

import argparse
import asyncio

from bot.cli.command import DONE, Command, Context
from bot.cli.output import tell


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    steps = parser.add_subparsers(metavar="STEP", required=True, parser_class=type(parser))
    for name, summary, run in (
        ("migrate", "bring the tables up to date", _migrate),
        ("check", "rebuild every complaint from its facts and compare", _check),
    ):
        steps.add_parser(name, help=summary, description=summary).set_defaults(run=run)
    backup = steps.add_parser("backup", help="copy the database to a file while it is in use")
    backup.add_argument("file", metavar="FILE")
    backup.set_defaults(run=_backup)
    restore = steps.add_parser("restore", help="put a copy back; stop siaga run first")
    restore.add_argument("file", metavar="FILE")
    restore.set_defaults(run=_restore)


def _migrate(_: argparse.Namespace, context: Context) -> int:
    from storage import open_store

    async def step() -> None:
        store = await open_store(context.settings().database_url, migrate=True)
        await store.close()

    asyncio.run(step())
    tell("The tables are up to date.")
    return DONE


def _check(_: argparse.Namespace, context: Context) -> int:
    return DONE


def _backup(args: argparse.Namespace, context: Context) -> int:
    return DONE


def _restore(args: argparse.Namespace, context: Context) -> int:
    return DONE


DB = Command("db", "the database's upkeep: migrate, check, backup, restore", _migrate, _add_arguments)
