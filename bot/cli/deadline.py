"""`siaga deadline CATEGORY CREATED`: both deadlines, the rules, the arithmetic. Needs no database."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.cli.command import DONE, Command, Context
from bot.cli.output import say
from bot.cli.parsing import instant
from monitor.case import UNIT_LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from monitor.clock_events import ClockSettings
    from monitor.sla import ClockRuling, Explanation, Span


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("category", metavar="CATEGORY", help="as the source writes it")
    parser.add_argument("created", metavar="CREATED", help="arrival, such as 2026-11-23T08:00")
    parser.add_argument("--channel", metavar="C", help="where it came from, for rules that name a channel")
    parser.add_argument(
        "--unit-level", choices=UNIT_LEVELS, help="of the office that holds it, for rules that name one"
    )
    parser.add_argument("--priority", metavar="P", help="as the source writes it, for rules that name one")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def _run(args: argparse.Namespace, context: Context) -> int:
    from bot.config import rulebook
    from monitor.case import Case

    settings = context.settings()
    zone = settings.timezone
    rules = rulebook(settings)
    created_at = instant(args.created, zone, "CREATED")
    found = rules.explain(Case(args.category, created_at, args.channel, args.unit_level, args.priority))
    words = _as_json if args.format == "json" else _as_text
    say(words(found, rules.clock, zone))
    return DONE


def _as_json(found: Explanation, clock: ClockSettings, zone: ZoneInfo) -> str:
    import json

    from bot.cli.rows import offset_time

    answer = {
        "response_due_at": offset_time(found.response_due_at, zone),
        "completion_due_at": offset_time(found.completion_due_at, zone),
        "rule": f"{found.rule}; {_clock(clock)}",
        "source": _source(found),
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


def _as_text(found: Explanation, clock: ClockSettings, zone: ZoneInfo) -> str:
    from bot.cli.rows import local_time

    lines = [
        f"response due    {local_time(found.response_due_at, zone)}",
        f"completion due  {local_time(found.completion_due_at, zone)}",
        f"rule            {found.rule}",
        f"source          {_source(found)}",
        f"clock           {_clock(clock)}",
        f"start           {local_time(found.case.created_at, zone)}",
    ]
    lines += _arithmetic("response", found.response, found.response_spans, zone)
    lines += _arithmetic("completion", found.completion, found.spans, zone)
    return "\n".join(lines)


def _source(found: Explanation) -> str:
    """Where the limits are set, and which rules lost against those."""
    if found.response.source == found.completion.source and found.response.beat == found.completion.beat:
        return _won(found.completion)
    return f"response: {_won(found.response)}; completion: {_won(found.completion)}"


def _won(ruling: ClockRuling) -> str:
    return f"{ruling.source}, over {', '.join(ruling.beat)}" if ruling.beat else ruling.source


def _clock(clock: ClockSettings) -> str:
    """What else would move completion; what nobody wrote down is an assumption."""
    words = {
        "validation": "pauses" if clock.validation_pauses else "runs",
        "returned": "restarts" if clock.returned_restarts else "resumes",
        "handover": "restarts" if clock.handover_restarts else "continues",
    }
    return ", ".join(
        f"{name} {word}" + ("" if name in clock.stated else " (asumsi)") for name, word in words.items()
    )


def _arithmetic(name: str, ruling: ClockRuling, spans: tuple[Span, ...], zone: ZoneInfo) -> Iterator[str]:
    from datetime import timedelta

    from bot.cli.rows import local_time
    from monitor.limits import LimitKind

    by_days = ruling.limit is not None and ruling.limit.kind is LimitKind.WORKING_DAYS
    days, total = 0, timedelta()
    for span in spans:
        days += span.counted
        total += span.to_at - span.from_at if span.counted else timedelta()
        counted = f"day {days}" if by_days else f"+{_length(span.to_at - span.from_at)} = {_length(total)}"
        what = counted if span.counted else f"not counted: {span.why}"
        yield f"{name:<10}  {local_time(span.from_at, zone)} - {local_time(span.to_at, zone)}  {what}"


def _length(length: timedelta) -> str:
    """ "8h 30m", "168h" """
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    parts = (f"{minutes // 60}h" if minutes >= 60 else "", f"{minutes % 60}m" if minutes % 60 else "")
    return " ".join(part for part in (*parts, f"{seconds}s" if seconds else "") if part) or "0m"


DEADLINE = Command("deadline", "both deadlines of a complaint, the rules and the arithmetic", _run, _add_arguments)
