"""What stopped or restarted a completion clock, with its instants: without them days cannot be added up."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from bot.cli.rows import exact_time, offset_time
from monitor.clock_events import ClockEvent
from monitor.deadlines.explanation import Explanation


def stops_json(found: Explanation, zone: ZoneInfo) -> dict[str, object]:
    """Every pause that counted, every refused check as the interval it is known by, and the restart."""
    run = found.completion_run
    started_anew = (
        {"at": offset_time(run.start_at, zone), "why": run.why} if run.why and not found.stated else None
    )
    return {
        "started_anew": started_anew,
        "pauses": [
            {"from": offset_time(pause.from_at, zone), "to": offset_time(pause.to_at, zone)}
            for pause in found.pauses
        ],
        "returned": [
            {"after": offset_time(event.after, zone), "by": offset_time(event.at, zone)} for event in found.returns
        ],
    }


def stops_text(found: Explanation, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    """The same as lines for people."""
    run = found.completion_run
    if run.why and not found.stated:
        yield "started anew", f"{exact_time(run.start_at, zone)}, completion only: {run.why}"
    for event in found.returns:
        yield "returned", _moment(event, zone)
    for from_at, to_at in found.pauses:
        until = exact_time(to_at, zone) if to_at is not None else "it still stands"
        yield "paused", f"{exact_time(from_at, zone)} - {until}, completion only: it is checked"
    if not found.stated and any(event.after < event.at for event in found.case.events):
        yield "events", "some are known as intervals only: what favours those who must act counts"


def _moment(event: ClockEvent, zone: ZoneInfo) -> str:
    if event.after == event.at:
        return exact_time(event.at, zone)
    return f"after {exact_time(event.after, zone)}, by {exact_time(event.at, zone)}"
