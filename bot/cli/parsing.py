"""The grammar of the command line, put together from the commands; a slip is one plain sentence."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NoReturn
from zoneinfo import ZoneInfo

from bot.cli.command import Command
from bot.cli.output import say
from monitor.errors import BadConfiguration

FORMATS = ("text", "json", "csv")


class PlainParser(argparse.ArgumentParser):
    """Refuses with one sentence instead of the usage; no abbreviated options."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"allow_abbrev": False, **kwargs})  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        raise BadConfiguration(f"{self.prog}: {message}; see {self.prog} --help.")


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        say(f"siaga {version('siaga')}")
        parser.exit()


def parser(commands: Iterable[Command]) -> PlainParser:
    """The whole command line. The chosen command is `args.run`."""
    top = PlainParser(prog="siaga", description="The watch over citizens' complaints in Jakarta's CRM.")
    top.add_argument("--config", metavar="FILE", help="configuration; default $SIAGA_CONFIG, else ./config.toml")
    top.add_argument("--version", action=_Version, nargs=0, help="print the version")
    words = top.add_subparsers(metavar="COMMAND", required=True, parser_class=PlainParser)
    for command in commands:
        below = words.add_parser(command.name, help=command.summary, description=command.summary)
        below.set_defaults(run=command.run)
        command.add_arguments(below)
    return top


def instant(written: str, zone: ZoneInfo, option: str) -> datetime:
    """The instant of ISO 8601 text in UTC; without an offset it is local time of `zone`."""
    try:
        read = datetime.fromisoformat(written.strip())
        return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadConfiguration(
            f'{option}: "{written}" is not an instant; write it like 2026-11-23T08:00 or with an offset.'
        ) from None
