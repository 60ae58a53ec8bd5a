"""Offices as operators might configure them: drawn at random, without rules that could both decide."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from random import Random

from oracle.calendar import holidays
from oracle.deadlines import is_in_force, means, weight_of
from oracle.plain import DayText, OfficeText, PeriodText, RuleText

KELURAHAN, KECAMATAN, KOTA, GONE = "31.71.01.1003", "31.71.01", "31.71", "99.99"
LEVELS = {KELURAHAN: "kelurahan", KECAMATAN: "kecamatan", KOTA: "kota"}
CATEGORIES = ("Sampah", "Jalan Rusak", "Parkir Liar")
ALIASES = {"Sampah": ("Tumpukan sampah", "Kebersihan"), "Jalan Rusak": ("Jalan  berlubang",), "Parkir Liar": ()}
CHANNELS, PRIORITIES, OFFICE_LEVELS = ("JAKI", "SMS"), ("Tinggi", "Rendah"), ("kelurahan", "kecamatan", "unit")
BORDERS = (date(2021, 12, 31), date(2022, 6, 1), date(2023, 4, 20), date(2024, 2, 29), date(2025, 1, 1))
EVERY_KIND = tuple(product((None, *CATEGORIES), (None, *CHANNELS), (None, *OFFICE_LEVELS), (None, *PRIORITIES)))

ELAPSED = ("1h", "6h", "36h", "90m", "1 day", "2 days", "7 days", "7 days", "2 weeks", "30 days")
WORKED = (
    *("1 working day", "3 working days", "3 Working  days", "10 working days"),
    *("1 working hour", "8 working hours", "17 working hours", "24 working hours"),
)
COMPLETIONS = (*ELAPSED, *WORKED, *WORKED, "none")
RESPONSES = ("6h", "6h", "2h", "90m", "1 day", "4 working hours", "1 working day", "none")

OFFICE_HOURS = dict.fromkeys(("mon", "tue", "wed", "thu"), "07:30-16:00") | {"fri": "07:30-16:30"}
WEEKS = (
    OFFICE_HOURS,
    OFFICE_HOURS,
    dict.fromkeys(("mon", "tue", "wed", "thu"), "08:00-12:00,13:00-16:00") | {"fri": "08:00-11:30,13:00-16:30"},
    {"tue": "09:00-15:00", "sat": "08:00-12:00", "sun": "20:00-24:00"},
    dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "00:00-24:00"),
)
RAMADAN_HOURS = (
    dict.fromkeys(("mon", "tue", "wed", "thu"), "08:00-15:00") | {"fri": "08:00-15:30"},
    {"mon": "08:00-11:30,12:00-14:00", "wed": "08:00-14:00"},
)
RAMADANS = (
    *((date(2020, 4, 24), date(2020, 5, 23)), (date(2021, 4, 13), date(2021, 5, 12))),
    *((date(2022, 4, 3), date(2022, 5, 1)), (date(2023, 3, 23), date(2023, 4, 21))),
    *((date(2024, 3, 12), date(2024, 4, 9)), (date(2025, 3, 1), date(2025, 3, 30))),
    (date(2026, 2, 19), date(2026, 3, 20)),
)
ZONES = (*["Asia/Jakarta"] * 8, "Asia/Jayapura", "UTC")
HOLIDAYS = tuple(sorted(holidays(cuti_bersama=True)))


def office(random: Random) -> OfficeText:
    hours = random.choice(RAMADAN_HOURS)
    return OfficeText(
        timezone=random.choice(ZONES),
        cuti_bersama=random.random() < 0.8,
        hours=random.choice(WEEKS),
        periods=tuple(PeriodText(*days, hours) for days in RAMADANS) if random.random() < 0.5 else (),
        days=special_days(random) if random.random() < 0.5 else (),
        response=random.choice(RESPONSES),
        completion=random.choice(COMPLETIONS),
        rules=rules(random),
        validation_pauses=random.random() < 0.6,
        returned_restarts=random.random() < 0.4,
        handover_restarts=random.random() < 0.4,
        levels=LEVELS,
    )


def special_days(random: Random) -> tuple[DayText, ...]:
    """Elections on working days, Saturdays worked, holidays worked."""
    around = [day + timedelta(days=random.randint(-3, 3)) for day in random.sample(HOLIDAYS, 12)]
    return tuple(
        DayText(
            day, is_worked := random.random() < 0.5, random.choice((None, "09:00-11:00")) if is_worked else None
        )
        for day in sorted(set(around))
    )


def rules(random: Random) -> tuple[RuleText, ...]:
    taken: list[RuleText] = []
    for _ in range(random.choice((0, 1, 3, 6, 10))):
        rule = _rule(random)
        if not any(clash(rule, other) for other in taken):
            taken.append(rule)
    return tuple(taken)


def _rule(random: Random) -> RuleText:
    category = random.choice(("*", *CATEGORIES))
    says_response, says_completion = random.choice(((True, False), (False, True), (False, True), (True, True)))
    first, last = random.choice(((None, None), (None, 0), (0, None), (0, 1), (0, 0)))
    days = sorted(random.sample(BORDERS, 2))
    return RuleText(
        category if random.random() < 0.5 else category.upper(),
        random.choice(RESPONSES) if says_response else None,
        random.choice(COMPLETIONS) if says_completion else None,
        ALIASES.get(category, ()) if random.random() < 0.5 else (),
        *(random.choice((None, None, *names)) for names in (CHANNELS, OFFICE_LEVELS, PRIORITIES)),
        None if first is None else days[first],
        None if last is None else days[last],
    )


def clash(one: RuleText, other: RuleText) -> bool:
    """Whether some complaint on some day would be decided by two rules: refused as a configuration error."""
    if weight_of(one) != weight_of(other):
        return False
    if not any(getattr(one, clock) and getattr(other, clock) for clock in ("response", "completion")):
        return False
    days = (date.min, *BORDERS, date.max)
    both = [day for day in days if is_in_force(one, day) and is_in_force(other, day)]
    return bool(both) and any(
        means((one,), one, category, others, both[0]) and means((other,), other, category, others, both[0])
        for category, *others in EVERY_KIND
    )
