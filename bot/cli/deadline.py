"""`siaga deadline CATEGORY CREATED`: both deadlines, the rule, the arithmetic. Needs no database."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.cli.command import DONE, Command, Context
from bot.cli.output import say
from bot.cli.parsing import instant

if TYPE_CHECKING:
    from monitor.sla import Explanation


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("category", metavar="CATEGORY", help="as the source writes it")
    parser.add_argument("created", metavar="CREATED", help="arrival, such as 2026-11-23T08:00")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def _run(args: argparse.Namespace, context: Context) -> int:
    from bot.config import rulebook
    from monitor.case import Case

    settings = context.settings()
    zone = settings.timezone
    found = rulebook(settings).explain(Case(args.category, instant(args.created, zone, "CREATED")))
    say(_as_json(found, zone) if args.format == "json" else _as_text(found, zone))
    return DONE


def _as_json(found: Explanation, zone: ZoneInfo) -> str:
    import json

    from bot.cli.rows import offset_time

    answer = {
        "response_due_at": offset_time(found.response_due_at, zone),
        "completion_due_at": offset_time(found.completion_due_at, zone),
        "rule": found.rule,
        "source": found.source,
        "spans": [
            {
                "from": offset_time(span.from_at, zone),
                "to": offset_time(span.to_at, zone),
                "counted": span.counted,
            }
            for span in found.spans
        ],
    }
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _as_text(found: Explanation, zone: ZoneInfo) -> str:
    from bot.cli.rows import local_time

    lines = [
        f"response due    {local_time(found.response_due_at, zone)}",
        f"completion due  {local_time(found.completion_due_at, zone)}",
        f"rule            {found.rule}",
        f"source          {found.source}",
    ]
    for name, spans in (("response", found.response_spans), ("completion", found.spans)):
        for span in spans:
            counts = "counted" if span.counted else f"not counted: {span.why}"
            start, end = local_time(span.from_at, zone), local_time(span.to_at, zone)
            lines.append(f"{name:<10}  {start} - {end}  {counts}")
    return "\n".join(lines)


DEADLINE = Command("deadline", "both deadlines of a complaint, the rule and the arithmetic", _run, _add_arguments)
