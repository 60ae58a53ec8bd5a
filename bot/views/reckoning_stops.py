"""What stopped a completion clock, with its instants: whole days alone cannot be checked with a pencil."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views.reckoning_lines import stretch_words
from bot.views.words import Local, number
from monitor.clock_events import ClockEvent, Pause
from monitor.deadlines.explanation import Explanation
from monitor.deadlines.limits import LimitKind

_FIRST, _LAST = 6, 6  # of many their beginning and their end are shown
_BY_OFFICE = (LimitKind.WORKING_DAYS, LimitKind.WORKING_HOURS)


def stops_words(found: Explanation, local: Local) -> str:
    """One a line; "" for none. Day and night, the pauses are spans of the sum already and are told there."""
    limit = found.completion.limit
    pauses = found.pauses if limit is not None and limit.kind in _BY_OFFICE else ()
    lines = _fitting([_pause(one, local) for one in pauses])
    head = ["Jam berhenti (menunggu validasi):"] if lines else []
    return "\n".join([*head, *lines, *_fitting([_return(one, local) for one in found.returns])])


def _pause(one: Pause, local: Local) -> str:
    if one.to_at is None:
        return f"{local.day(one.from_at)} {local.hour(one.from_at)} - belum berakhir"
    return stretch_words(one.from_at, one.to_at, local)


def _return(one: ClockEvent, local: Local) -> str:
    if one.after == one.at:
        return f"TL ditolak {local.day(one.at)} {local.hour(one.at)}"
    after, by = (f"{local.day(at)} {local.hour(at)}" for at in (one.after, one.at))
    return f"TL ditolak antara {after} dan {by}"


def _fitting(lines: Sequence[str]) -> list[str]:
    if len(lines) <= _FIRST + _LAST + 1:
        return list(lines)
    left_out = number(len(lines) - _FIRST - _LAST)
    return [*lines[:_FIRST], f"... {left_out} baris lain di siaga deadline --ticket ...", *lines[-_LAST:]]
