"""`siaga show TICKET`: one complaint with its history, in every system that has the ticket."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.cli.command import DONE, Command, Context
from bot.cli.output import say

if TYPE_CHECKING:
    from monitor.cutoff import Span
    from monitor.desk import Desk
    from monitor.model import Complaint, Fact, Moment


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("ticket", metavar="TICKET")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def _run(args: argparse.Namespace, context: Context) -> int:
    return asyncio.run(_show(args, context))


async def _show(args: argparse.Namespace, context: Context) -> int:
    from bot.cli.paths import path_object
    from monitor.errors import NotFound

    async with context.opened() as opened, opened.desk.store.reading() as tables:
        desk = opened.desk
        found = await tables.complaints.find(args.ticket)
        if not found:
            raise NotFound(f'There is no complaint with the ticket "{args.ticket}": compare it with siaga list.')
        now = context.clock.now()
        shown = [
            (
                _as_object(complaint, desk, now),
                await tables.complaints.facts_of(complaint.id),
                await tables.cutoffs.of_arrival(complaint.created_at),
            )
            for complaint in found
        ]
    if args.format == "json":
        history = [
            {
                **one,
                **path_object(facts, desk, now),
                "history": [_fact(fact, desk.timezone, frozen) for fact in facts],
            }
            for one, facts, frozen in shown
        ]
        say(json.dumps(history, ensure_ascii=False, indent=2))
    else:
        say("\n\n".join(_as_text(one, facts, desk, now, frozen) for one, facts, frozen in shown))
    return DONE


def _as_object(complaint: Complaint, desk: Desk, at: datetime) -> dict[str, Any]:
    """The fields of `siaga list` and what it leaves out."""
    from bot.cli.rows import FIELDS, Rows, offset_time

    row = dict(zip(FIELDS, Rows(desk, [complaint], at).row(complaint), strict=True))
    zone = desk.timezone
    return {
        **row,
        "status": complaint.status,
        "area": complaint.area,
        "address": complaint.address,
        "priority": complaint.priority,
        "content": complaint.content if desk.keeps_text else None,
        "responded": _moment(complaint.responded, zone),
        "completed": _moment(complaint.completed, zone),
        "reopened_at": offset_time(complaint.restarted_at, zone),
        "stated_due_at": offset_time(complaint.stated_due_at, zone),
        "doubt": complaint.doubt.value if complaint.doubt else None,
        "listed_at": offset_time(complaint.listed_at, zone),
    }


def _moment(moment: Moment | None, zone: ZoneInfo) -> dict[str, str | None] | None:
    """`after` is null when the instant is exact, else it lies in (after, at]."""
    from bot.cli.rows import offset_time

    if moment is None:
        return None
    after = None if moment.is_exact else offset_time(moment.after, zone)
    return {"after": after, "at": offset_time(moment.at, zone)}


def _fact(fact: Fact, zone: ZoneInfo, frozen: Span | None) -> dict[str, Any]:
    from bot.cli.rows import offset_time

    return {
        "kind": fact.kind.value,
        "happened": _moment(fact.happened, zone),
        "seen_at": offset_time(fact.seen_at, zone),
        "source": fact.source,
        "after_cutoff": bool(frozen and frozen.is_later(fact)),
        "changes": {name: _plain(value, zone) for name, value in fact.changes.items()},
    }


def _plain(value: object, zone: ZoneInfo) -> object:
    from bot.cli.rows import offset_time
    from monitor.model import Moment

    if isinstance(value, datetime):
        return offset_time(value, zone)
    return _moment(value, zone) if isinstance(value, Moment) else value


def _as_text(one: Mapping[str, Any], facts: Sequence[Fact], desk: Desk, now: datetime, frozen: Span | None) -> str:
    from bot.cli.paths import path_lines
    from bot.cli.rows import local_time

    zone, arrived_at = desk.timezone, datetime.fromisoformat(one["created_at"])
    lines = [f"{name:<17}  {_words(value)}{_doubt(name, one)}" for name, value in one.items() if value is not None]
    lines += [*path_lines(facts, desk, now), "history"]
    for fact in facts:
        when = local_time(fact.happened.at, zone)
        later = f", after the cut-off of {frozen.month}" if frozen and frozen.is_later(fact) else ""
        if not fact.happened.is_exact:
            when = f"{local_time(fact.happened.after, zone)} .. {when}"
        shown = ", ".join(
            f"{name} = {_words(_plain(value, zone))}"
            for name, value in fact.changes.items()
            if value is not None and name not in ("system", "ticket", "stage_moment")
        )
        if fact.happened.at < arrived_at:
            later = f", before the arrival{later}"
        lines.append(f"  {when}  {fact.kind.value}: {shown} (from {fact.source}){later}")
    return "\n".join(lines)


def _doubt(name: str, one: Mapping[str, Any]) -> str:
    """A stop among times that cannot be true is shown as stated."""
    is_stop = name in ("responded_at", "completed_at", "responded", "completed")
    return f" (doubtful: {one['doubt']})" if one["doubt"] and is_stop else ""


def _words(value: object) -> str:
    if isinstance(value, dict):
        return f"between {value['after']} and {value['at']}" if value["after"] else str(value["at"])
    return " ".join(str(value).split())


SHOW = Command("show", "one complaint with its history", _run, _add_arguments)
