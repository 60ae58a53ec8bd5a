"""When a limit ends, sentence by sentence as docs/reference.md says under "Deadlines". Knows nothing of `monitor`.

Slow on purpose: it walks from day to day and asks of each whether it counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from oracle.calendar import Office
from oracle.plain import HOUR, MINUTE, OfficeText, RuleText

Pause = tuple[int, int | None]  # stands from .. until; None = still
ONE_DAY = timedelta(days=1)
UNITS = {"m": MINUTE, "minutes": MINUTE, "h": HOUR, "hour": HOUR, "hours": HOUR}
DAYS = {"d": 1, "day": 1, "days": 1, "week": 7, "weeks": 7}


def limit_end(written: str, start: int, pauses: list[Pause], office: Office) -> int | None:
    """`pauses`: in order, apart from each other, none before `start`. None: no due time."""
    if written.casefold() == "none":
        return None
    found = re.fullmatch(r"\s*(\d+)\s*(\D+?)\s*", written)
    assert found, written
    count, unit = int(found[1]), " ".join(found[2].split()).casefold()
    if unit in ("working day", "working days"):
        return _working_days(count, start, pauses, office)
    if unit in ("working hour", "working hours"):
        return _working_hours(count * HOUR, start, pauses, office)
    if unit in UNITS:
        return _elapsed(start + count * UNITS[unit], pauses)
    return _elapsed(office.same_clock(start, count * DAYS[unit]), pauses)


def _elapsed(without: int, pauses: list[Pause]) -> int | None:
    """The due time moves by the length of the pauses that lie before it, or begin exactly then."""
    due = without
    while True:
        moved = without
        for since, until in pauses:
            if since <= due:
                if until is None:
                    return None
                moved += until - since
        if moved == due:
            return due
        due = moved


def _working_hours(left: int, start: int, pauses: list[Pause], office: Office) -> int | None:
    """Runs only while the office is open and the clock does not stand."""
    day = office.day_of(start)
    while True:
        for opens, closes in office.spans(day):
            for since, until in _running(max(opens, start), closes, pauses):
                if until - since >= left:
                    return _when_it_runs(since + left, pauses)
                left -= until - since
        if pauses and pauses[-1][1] is None and pauses[-1][0] < office.midnight(day):
            return None
        day += ONE_DAY


def _running(since: int, until: int, pauses: list[Pause]) -> list[tuple[int, int]]:
    """The parts of a span in which the clock runs."""
    parts = []
    for stands, runs in pauses:
        if stands > since:
            parts.append((since, min(stands, until)))
        since = until if runs is None else max(since, runs)
        if since >= until:
            break
    parts.append((since, until))
    return [(one, other) for one, other in parts if one < other]


def _when_it_runs(at: int, pauses: list[Pause]) -> int | None:
    """A pause that begins exactly at the due time still counts."""
    for since, until in pauses:
        if since <= at and (until is None or at < until):
            return until
    return at


def _working_days(left: int, start: int, pauses: list[Pause], office: Office) -> int | None:
    """Neither the day of the start nor days off count; another counts when the clock runs as it closes."""
    day = office.day_of(start)
    while True:
        day += ONE_DAY
        spans = office.spans(day)
        if not spans:
            continue
        closes = spans[-1][1]
        standing = [until for since, until in pauses if since <= closes and (until is None or closes < until)]
        if standing == [None]:
            return None
        left -= not standing
        if not left:
            return closes


def label(written: str | None) -> str:
    """Labels are compared without regard to case and blanks."""
    return " ".join((written or "").split()).casefold()


def limit_of(
    text: OfficeText, clock: str, category: str | None, others: tuple[str | None, ...], arrived: date
) -> str:
    """That of the heaviest rule that means the complaint. `others`: channel, level of the office, priority."""
    best: tuple[tuple[bool, int], str] | None = None
    for rule in text.rules:
        written: str | None = getattr(rule, clock)
        if (
            written is None
            or not is_in_force(rule, arrived)
            or not means(text.rules, rule, category, others, arrived)
        ):
            continue
        weight = weight_of(rule)
        assert best is None or best[0] != weight, "two rules decide"
        if best is None or weight > best[0]:
            best = weight, written
    if best:
        return best[1]
    default: str = getattr(text, clock)
    return default


def means(
    rules: Sequence[RuleText],
    rule: RuleText,
    category: str | None,
    others: tuple[str | None, ...],
    arrived: date,
) -> bool:
    """What any rule in force says is another spelling is one for all of them."""
    same = [one for one in rules if label(one.category) == label(rule.category) and is_in_force(one, arrived)]
    names = {label(name) for one in same for name in (one.category, *one.aliases)}
    if rule.category != "*" and label(category) not in names:
        return False
    named = (rule.channel, rule.unit_level, rule.priority)
    return all(wants is None or label(wants) == label(has) for wants, has in zip(named, others, strict=True))


def weight_of(rule: RuleText) -> tuple[bool, int]:
    named = (rule.channel, rule.unit_level, rule.priority)
    return rule.category != "*", sum(one is not None for one in named)


def is_in_force(rule: RuleText, day: date) -> bool:
    return (rule.valid_from or date.min) <= day <= (rule.valid_to or date.max)
