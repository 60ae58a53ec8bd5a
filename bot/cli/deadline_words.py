"""What `siaga deadline` says: both deadlines, the rules and the arithmetic, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.cli.deadline_standing import dues_json, known_by, standing_json, standing_text
from bot.cli.deadline_stops import stops_json, stops_text
from bot.cli.rows import exact_time, offset_time, seconds_words
from bot.cli.rule_words import won_words
from monitor.clock_events import ClockSettings
from monitor.deadlines.limits import LimitKind
from monitor.deadlines.naming import Unnamed
from monitor.deadlines.sla import ClockRuling, Explanation, Span
from monitor.frozen.ruling import Ruling
from monitor.model import Complaint, Dues, Stage


def as_json(
    ruling: Ruling,
    zone: ZoneInfo,
    complaint: Complaint | None = None,
    at: datetime | None = None,
    missed: Unnamed | None = None,
) -> str:
    """`complaint`: the stored one that is explained, if it is one; `at`: as it stood then, None = as it is.

    `missed`: the category, where nothing names it.
    """
    found = ruling.explanation
    answer: dict[str, object] = {
        **dues_json(Dues(found.response_due_at, found.completion_due_at), zone),
        "rule": "; ".join([_rule(found), _clock(found.clock), *_calendar(found)]),
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
    if missed is not None:
        answer["note"] = _missed(missed)
    if complaint is not None:
        stored = {
            "stage": complaint.stage.value,
            "stated": found.stated,
            "paused_since": offset_time(found.paused_since, zone),
            **stops_json(found, zone),
            **standing_json(ruling, zone, at),
        }
        answer = {"system": complaint.system, "ticket": complaint.ticket, **answer, **stored}
    return json.dumps(answer, ensure_ascii=False, indent=2)


def as_text(
    ruling: Ruling,
    zone: ZoneInfo,
    complaint: Complaint | None = None,
    at: datetime | None = None,
    missed: Unnamed | None = None,
) -> str:
    """The same as lines for people."""
    found = ruling.explanation
    told = [
        *(_complaint(complaint, found) if complaint else ()),
        ("response due", exact_time(found.response_due_at, zone)),
        ("completion due", _completion_due(found, zone)),
        *standing_text(ruling, zone),
        ("rule", _rule(found)),
        ("source", _source(found)),
        *([("note", _missed(missed))] if missed else ()),
        *(known_by(ruling, zone, at) if complaint else ()),
        ("clock", _clock(found.clock)),
        *(("calendar", line) for line in _calendar(found)),
        ("start", exact_time(found.case.created_at, zone)),
        *stops_text(found, zone),
    ]
    lines = [f"{name:<14}  {value}" for name, value in told]
    lines += _arithmetic("response", found.response, found.response_spans, zone)
    lines += _arithmetic("completion", found.completion, found.spans, zone)
    return "\n".join(lines)


def _missed(missed: Unnamed) -> str:
    category = " ".join(missed.category.split())
    hint = f"did you mean {missed.nearest}?" if missed.nearest else "what holds for every category decides."
    return f'no rule and no line of the pedoman names the category "{category}": {hint}'


def _complaint(one: Complaint, found: Explanation) -> Iterator[tuple[str, str]]:
    """Which it is, and what of it rules look at."""
    case = found.case
    looked_at = (one.category, one.channel, one.unit, case.unit_level, one.priority)
    yield "complaint", f"{one.ticket} in {one.system}"
    for name, value in zip(("category", "channel", "unit", "unit level", "priority"), looked_at, strict=True):
        if value:
            yield name, " ".join(value.split())
    if one.stage is Stage.DISMISSED:
        yield "stage", "dismissed as a complaint: no deadline counts"


def _completion_due(found: Explanation, zone: ZoneInfo) -> str:
    due = exact_time(found.completion_due_at, zone)
    if found.stated:
        return f"{due}, as its source states"
    if found.paused_since is not None:
        return f"none while it is checked: the clock stands since {exact_time(found.paused_since, zone)}"
    return due


def _rule(found: Explanation) -> str:
    return f"response {found.response.written}, completion as stated" if found.stated else found.rule


def _source(found: Explanation) -> str:
    """Where the limits are set, for what, and which rules lost against those."""
    if found.stated:
        return f"response: {won_words(found.response)}; completion: the source of the complaint"
    if found.response.source == found.completion.source and found.response.beat == found.completion.beat:
        return won_words(found.completion)
    return f"response: {won_words(found.response)}; completion: {won_words(found.completion)}"


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


def _calendar(found: Explanation) -> list[str]:
    if not found.is_calendar_assumed:
        return []
    if found.known_until is None:
        return ["no days off are known: weekends only (asumsi)"]
    if found.outruns_calendar:
        return [f"days off are known until {found.known_until}, after that weekends only (asumsi)"]
    years = [str(first) if first == last else f"{first}-{last}" for first, last in found.unknown_spans]
    return [f"days off of {', '.join(years)} are not known: weekends only (asumsi)"]


def _arithmetic(name: str, ruling: ClockRuling, spans: tuple[Span, ...], zone: ZoneInfo) -> Iterator[str]:
    by_days = ruling.limit is not None and ruling.limit.kind is LimitKind.WORKING_DAYS
    days, total = 0, timedelta()
    for span in spans:
        days += span.counted
        total += span.to_at - span.from_at if span.counted else timedelta()
        counted = f"day {days}" if by_days else f"+{_length(span.to_at - span.from_at)} = {_length(total)}"
        what = counted if span.counted else f"not counted: {span.why}"
        yield f"{name:<10}  {exact_time(span.from_at, zone)} - {exact_time(span.to_at, zone)}  {what}"


def _length(length: timedelta) -> str:
    """ "8h 30m", "168h", "29m 30.5s" """
    minutes, rest = divmod(length, timedelta(minutes=1))
    parts = (f"{minutes // 60}h" if minutes >= 60 else "", f"{minutes % 60}m" if minutes % 60 else "")
    seconds = f"{seconds_words(rest.seconds, rest.microseconds)}s" if rest else ""
    return " ".join(part for part in (*parts, seconds) if part) or "0m"
