"""`siaga deadline`: both deadlines, the rules, the arithmetic; of a category, or of a complaint that is stored.

`siaga deadline CATEGORY CREATED` needs no database.
"""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from bot.cli.command import DONE, Command, Context
from bot.cli.output import say
from bot.cli.parsing import instant
from monitor.deadlines.case import UNIT_LEVELS
from monitor.errors import BadConfiguration, BadInput, NotFound

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from monitor.deadlines.naming import Unnamed
    from monitor.desk import Desk
    from monitor.frozen.ruling import Ruling
    from monitor.model import Complaint
    from monitor.ports import Tables

_OF_A_CATEGORY = ("category", "created", "channel", "unit_level", "priority")


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("category", metavar="CATEGORY", nargs="?", help="as the source writes it")
    parser.add_argument("created", metavar="CREATED", nargs="?", help="arrival, such as 2026-11-23T08:00")
    parser.add_argument("--channel", metavar="C", help="where it came from, for rules that name a channel")
    parser.add_argument(
        "--unit-level", choices=UNIT_LEVELS, help="of the office that holds it, for rules that name one"
    )
    parser.add_argument("--priority", metavar="P", help="as the source writes it, for rules that name one")
    parser.add_argument("--ticket", metavar="TICKET", help="of a stored complaint, instead of all the above")
    parser.add_argument("--system", metavar="S", help="with --ticket: where several systems have it")
    parser.add_argument(
        "--at", metavar="T", help="with --ticket: as it stood then; without an offset in the configured timezone"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")


def _run(args: argparse.Namespace, context: Context) -> int:
    if args.ticket is not None:
        return _of_ticket(args, context)
    if args.system is not None or args.at is not None:
        raise BadConfiguration("siaga deadline: --system and --at belong to --ticket; see siaga deadline --help.")
    if args.category is None or args.created is None:
        raise BadConfiguration(
            "siaga deadline: give CATEGORY and CREATED, or --ticket TICKET; see siaga deadline --help."
        )
    return _of_category(args, context)


def _of_category(args: argparse.Namespace, context: Context) -> int:
    from bot.config import category_names, rulebook
    from monitor.deadlines.case import Case
    from monitor.deadlines.naming import unnamed
    from monitor.frozen.ruling import Ruling

    settings = context.settings()
    zone = settings.timezone
    rules = rulebook(settings)
    missed = unnamed(args.category, category_names(settings))
    created_at = instant(args.created, zone, "CREATED")
    case = Case(args.category, created_at, args.channel, args.unit_level, args.priority)
    return _say(args, Ruling(rules.explain(case)), zone, missed=missed)


def _of_ticket(args: argparse.Namespace, context: Context) -> int:
    given = [name for name in _OF_A_CATEGORY if getattr(args, name) is not None]
    if given:
        name = f"--{given[0].replace('_', '-')}" if given[0] in _OF_A_CATEGORY[2:] else given[0].upper()
        raise BadConfiguration(f"siaga deadline: {name} is read from the complaint of --ticket: leave it out.")
    return asyncio.run(_explain(args, context))


async def _explain(args: argparse.Namespace, context: Context) -> int:
    async with context.opened() as opened, opened.desk.store.reading() as tables:
        desk = opened.desk
        complaint = await _found(tables, args.ticket, args.system)
        at = instant(args.at, desk.timezone, "--at") if args.at else None
        if at is not None:
            complaint, ruling = await _then(desk, tables, complaint, at)
        else:
            from monitor.frozen.ruling import ruling_of

            ruling = await ruling_of(desk, tables, complaint)
    return _say(args, ruling, desk.timezone, complaint, at)


async def _found(tables: Tables, ticket: str, system: str | None) -> Complaint:
    found = await tables.complaints.find(ticket, system)
    if not found:
        where = f' in the system "{system}"' if system is not None else ""
        raise NotFound(f'There is no complaint with the ticket "{ticket}"{where}: compare it with siaga list.')
    if len(found) > 1:
        systems = ", ".join(one.system for one in found)
        raise BadInput(f'The ticket "{ticket}" is in {len(found)} systems ({systems}): name one with --system.')
    return found[0]


async def _then(desk: Desk, tables: Tables, complaint: Complaint, then: datetime) -> tuple[Complaint, Ruling]:
    """As it stood then, by what is known today; which due times were recorded then is no matter."""
    from dataclasses import replace

    from bot.cli.rows import exact_time
    from monitor.facts.history import rewind
    from monitor.frozen.ruling import ruling_of

    stood = rewind(complaint, await tables.complaints.facts_of(complaint.id), then)
    if stood is None:
        arrived = exact_time(complaint.created_at, desk.timezone)
        raise NotFound(
            f'The complaint "{complaint.ticket}" arrived at {arrived}, after --at: name a later instant.'
        )
    return stood, replace(await ruling_of(desk, tables, stood), recorded=None)


def _say(
    args: argparse.Namespace,
    ruling: Ruling,
    zone: ZoneInfo,
    complaint: Complaint | None = None,
    at: datetime | None = None,
    missed: Unnamed | None = None,
) -> int:
    from bot.cli.deadline_words import as_json, as_text

    say((as_json if args.format == "json" else as_text)(ruling, zone, complaint, at, missed))
    return DONE


DEADLINE = Command("deadline", "both deadlines of a complaint, the rules and the arithmetic", _run, _add_arguments)
