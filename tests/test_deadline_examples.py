"""The worked examples of docs/reference.md are what the rules give."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.clock_events import ClockEvent, ClockEventKind, ClockSettings
from monitor.deadlines.case import Case
from monitor.deadlines.sla import Rulebook
from monitor.deadlines.worktime import Calendar

WIB = ZoneInfo("Asia/Jakarta")
OFFICE = Calendar.load()
SECTION = (
    (Path(__file__).parents[1] / "docs/reference.md")
    .read_text()
    .partition("## Deadlines")[2]
    .partition("\n## ")[0]
)
ROWS = [
    [cell.strip(" `") for cell in line.strip("|").split("|")]
    for line in SECTION.splitlines()
    if re.match(r"\| `\d", line)
]


def wib(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=WIB)


def check_of(written: str) -> tuple[ClockEvent, ...]:
    """ "2026-01-31 20:00 to 2026-02-02 08:00", or "2026-01-31 20:00 and still"."""
    began, _, ended = written.replace(" and still", "").partition(" to ")
    events = [ClockEvent(ClockEventKind.CHECK_BEGAN, wib(began), wib(began))]
    return (*events, ClockEvent(ClockEventKind.CHECK_ENDED, wib(ended), wib(ended))) if ended else tuple(events)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[-1]}")
def test_the_example_is_true(row: list[str]) -> None:
    limit, arrival, *check, due, _ = row
    rules = Rulebook((), completion=limit, calendar=OFFICE, clock=ClockSettings(validation_pauses=True))
    case = Case("x", wib(arrival), events=check_of(check[0]) if check else ())
    assert rules.dues(case).completion_at == (None if due == "none" else wib(due))


def test_there_are_examples_with_and_without_pauses() -> None:
    assert sorted({len(row) for row in ROWS}) == [4, 5] and len(ROWS) > 20
