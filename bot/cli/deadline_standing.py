"""By which rules and facts a stored complaint is reckoned, and which due times stand or were frozen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cli.rows import exact_time, offset_time
from monitor.frozen.ruling import AtCutoff, Ruling
from monitor.model import Dues


def dues_json(dues: Dues, zone: ZoneInfo) -> dict[str, str | None]:
    return {
        "response_due_at": offset_time(dues.response_at, zone),
        "completion_due_at": offset_time(dues.completion_at, zone),
    }


def standing_json(ruling: Ruling, zone: ZoneInfo, at: datetime | None) -> dict[str, object]:
    """`at`: as it stood then, None = as it is."""
    return {
        "at": offset_time(at, zone),
        "frozen": ruling.frozen,
        "recorded": dues_json(ruling.recorded, zone) if ruling.recorded else None,
        "at_cutoff": _cutoff_json(ruling.at_cutoff, zone) if ruling.at_cutoff else None,
    }


def standing_text(ruling: Ruling, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    """The due times that stand where they are others, and those of the cut-off where more became known since."""
    if ruling.recorded is not None:
        yield "recorded", f"{_both(ruling.recorded, zone)}: these stand"
    then = ruling.at_cutoff
    if then is None:
        return
    cut_at = exact_time(then.cut_at, zone)
    if then.dues is None:
        yield (
            "at cut-off",
            f"not known as a complaint of that month at {cut_at}: its frozen figures are without it",
        )
        return
    how = "the same" if ruling.stands_as_frozen else "not those above: the frozen figures count by these"
    stood = f" (its clock stood since {exact_time(then.paused_since, zone)})" if then.paused_since else ""
    yield "at cut-off", f"{_both(then.dues, zone)}{stood}, as known at {cut_at}; {how}"


def known_by(ruling: Ruling, zone: ZoneInfo, at: datetime | None) -> Iterator[tuple[str, str]]:
    """By the rules and the facts of when."""
    if ruling.frozen:
        yield "rules of", "the month that was frozen, as they were then"
    if at is not None:
        yield "facts", f"what had happened by {exact_time(at, zone)}, as known today: also what was recorded later"
    elif ruling.at_cutoff is not None:
        yield "facts", "as known today: some became known after the cut-off"


def _cutoff_json(then: AtCutoff, zone: ZoneInfo) -> dict[str, object]:
    dues = dues_json(then.dues or Dues(None, None), zone)
    return {"cut_at": offset_time(then.cut_at, zone), "counted": then.dues is not None, **dues}


def _both(dues: Dues, zone: ZoneInfo) -> str:
    return f"response {exact_time(dues.response_at, zone)}, completion {exact_time(dues.completion_at, zone)}"
