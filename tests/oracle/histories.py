"""Complaints as a source might show them: drawn at random, where deadlines are easily got wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from oracle.calendar import Office
from oracle.offices import (
    ALIASES,
    BORDERS,
    CATEGORIES,
    CHANNELS,
    GONE,
    HOLIDAYS,
    KECAMATAN,
    KELURAHAN,
    KOTA,
    PRIORITIES,
    RAMADANS,
)
from oracle.plain import DAY, HOUR, MINUTE, SECOND, History, OfficeText, Sighting, micros
from oracle.verdicts import Verdict

CLOCKS = (
    time(0),
    time(23, 59, 59),
    time(7, 30),
    time(7, 29, 59),
    time(16),
    time(16, 30),
    time(12),
    time(15, 59, 59),
)
MONTH_ENDS = [date(year, month, 1) - timedelta(days=1) for year in range(2020, 2028) for month in (1, 2, 3, 7)]
AROUND = (0, -1, 1, 2, -2, 3)
SPECIAL = [*MONTH_ENDS, *BORDERS, *(day for days in RAMADANS for day in days)]
GAPS = (SECOND, 90 * MINUTE, 6 * HOUR, 9 * HOUR, 17 * HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY, 11 * DAY)

UNITS = (
    *((None, None), ("Sudin SDA", None), ("SUDIN-SDA", None), ("Dinas LH", None)),
    *(("Kec. Gambir", KECAMATAN), ("Kel. Cideng", KELURAHAN), ("Kota Jakarta Pusat", KOTA)),
)
NEXT = {  # what usually follows, the commonest often
    "wait": ("wait", "process", "process", "coordination", "validation", "complete", "unmapped", "dismissed"),
    "coordination": ("coordination", "process", "disposition", "wait", "complete"),
    "disposition": ("process", "disposition", "complete"),
    "process": ("process", "validation", "validation", "complete", "coordination", "unmapped", "returned"),
    "validation": ("validation", "returned", "returned", "complete", "process", "unmapped"),
    "returned": ("returned", "process", "validation", "validation", "complete"),
    "unmapped": ("unmapped", "process", "wait", "validation", "complete", "returned"),
    "complete": ("complete", "complete", "process", "returned", "validation", "wait", "dismissed"),
    "dismissed": ("dismissed",),
}


def histories(random: Random, text: OfficeText, office: Office, count: int, first: int = 0) -> list[History]:
    """`first`: the number of the first one; those that follow arrive around one holiday after the other."""
    return [_Teller(random, text, office, number).told() for number in range(first, first + count)]


def arrival(random: Random, zone: ZoneInfo, number: int) -> int:
    """Every second one at a holiday, each in turn; the others at the ends of months, rules and periods."""
    if number % 2:
        turn, holiday = divmod(number // 2, len(HOLIDAYS))
        day = HOLIDAYS[holiday] + timedelta(days=AROUND[turn % len(AROUND)])
    else:
        day = random.choice(SPECIAL) + timedelta(days=random.choice((0, 0, -1, 1)))
    at = micros(datetime.combine(day, random.choice(CLOCKS), zone))
    if random.random() < 0.3:
        at += random.randrange(int(micros(datetime.combine(day, time.max, zone)) - at) + 1)
    return at - at % SECOND if random.random() < 0.9 else at


@dataclass
class _Teller:
    """Tells one complaint, listing by listing; knows what is true and shows a part of it."""

    random: Random
    text: OfficeText
    office: Office
    number: int
    created: int = 0
    shown: list[Sighting] = field(default_factory=list)
    stage: str = "wait"
    unit: tuple[str | None, str | None] = (None, None)
    responded: int | None = None
    completed: int | None = None

    def told(self) -> History:
        random = self.random
        self.created = arrival(random, self.office.zone, self.number)
        category = random.choice((None, *CATEGORIES, *CATEGORIES, "Lain"))
        if category in ALIASES and random.random() < 0.4:
            category = random.choice((category.upper(), f" {category.lower()} ", *ALIASES[category]))
        self.unit = random.choice(UNITS)
        self.history = History(
            self.created,
            category,
            random.choice((None, *CHANNELS, "jaki ")),
            random.choice((None, *PRIORITIES, "TINGGI")),
            random.choice((None, KELURAHAN, KECAMATAN, GONE)),
            (),
        )
        for _ in range(random.choice((1, 2, 2, 3, 3, 4, 5, 6, 8))):
            self._show()
        return self._so_far()

    def _so_far(self) -> History:
        one = self.history
        return History(one.created, one.category, one.channel, one.priority, one.area_code, tuple(self.shown))

    def _show(self) -> None:
        random, before = self.random, self.shown[-1].listed if self.shown else self.created
        listed = self._when(before)
        changed = random.randint(before + 1, listed) if random.random() < 0.4 else None
        holds = listed if changed is None else changed
        was, self.stage = self.stage, random.choice(NEXT[self.stage])
        if self.stage != was:
            self._happens(was, before, holds)
        if was not in ("complete", "dismissed") and random.random() < 0.25:
            self.unit = random.choice(UNITS[1:])
        blank = random.random()
        is_told = random.random() < 0.85  # else the status is left blank, and with it the end
        self.shown.append(
            Sighting(
                listed,
                changed,
                self.stage if is_told else None,
                *(self.unit if blank < 0.85 else (None, None)),
                self.responded if random.random() < 0.5 else None,
                self.completed if is_told and self.stage == "complete" and random.random() < 0.6 else None,
                listed + random.choice((DAY, 9 * DAY)) if random.random() < 0.02 else None,
            )
        )

    def _when(self, before: int) -> int:
        """The next listing: some time later, or around the present due time."""
        random = self.random
        if self.shown and random.random() < 0.4:
            dues = Verdict(self.text, self.office, self._so_far()).dues
            due = random.choice(dues)
            if due is not None and before + 2 < due < before + 60 * DAY:
                return due + random.choice((-1, 0, 0, 1, SECOND, 5 * HOUR))
        gap = random.choice(GAPS)
        return before + (gap if random.random() < 0.3 else random.randint(2, 2 * gap))

    def _happens(self, was: str, before: int, holds: int) -> None:
        """What is true of the change that this listing is the first to show."""
        random = self.random
        if self.responded is None and self.stage not in ("wait", "unmapped", "dismissed"):
            self.responded = random.randint(before + 1, holds)
        if self.stage == "complete":
            earliest = max(before + 1, self.responded or 0)
            dues = Verdict(self.text, self.office, self._so_far()).dues if self.shown else (None,)
            exactly = [
                due + shift for due in dues if due for shift in (-1, 0, 1) if earliest <= due + shift <= holds
            ]
            self.completed = random.choice(exactly) if exactly else random.randint(earliest, holds)
        elif was == "complete":
            self.completed = None
