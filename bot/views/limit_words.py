"""A time limit as people say it."""

from __future__ import annotations

from bot.views.words import number
from monitor.deadlines.limits import Limit, LimitKind

_MINUTES = 60


def limit_words(limit: Limit | None) -> str:
    """ "6 jam", "7 hari", "3 hari kerja", "24 jam kerja"; "tanpa batas" for none."""
    if limit is None:
        return "tanpa batas"
    if limit.kind in (LimitKind.DAYS, LimitKind.WORKING_DAYS):
        return f"{number(limit.count)} hari{' kerja' if limit.kind is LimitKind.WORKING_DAYS else ''}"
    minutes = int(limit.duration.total_seconds()) // _MINUTES
    hours, rest = divmod(minutes, _MINUTES)
    words = " ".join(
        part for part in (f"{number(hours)} jam" if hours else "", f"{rest} menit" if rest else "") if part
    )
    return f"{words}{' kerja' if limit.kind is LimitKind.WORKING_HOURS else ''}"
