"""All that a month's figures depend on besides its facts, as one text: the same settings are the same bytes.

Due times are facts, so the figures are reckoned again by areas, score and timezone alone. Rules and calendar are
kept so that years later it can be told, and reckoned by hand, why a due time was what it was; the terms of the
data so that who freezes late tells its age as it was called then.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from monitor.areas.directory import Directory
from monitor.areas.file import COLUMNS, area_line, parse_areas
from monitor.basis import Settled
from monitor.clock_events import ClockSettings
from monitor.data_kept import DataTerms, decode_terms, encode_terms
from monitor.deadlines.opening_hours import Period, SpecialDay
from monitor.deadlines.rules import Rule
from monitor.deadlines.sla import Rulebook
from monitor.deadlines.worktime import Calendar, zone_named
from monitor.scores.scoring import FORMULA, Grade, Scoring

_RULE = tuple(field.name for field in fields(Rule))
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class KeptSettings:
    """What a text of `encode_settings` says. `formula`: nilai's version. `data_terms`: None in older ones."""

    formula: str
    timezone: ZoneInfo
    directory: Directory
    scoring: Scoring
    rules: Rulebook
    data_terms: DataTerms | None


def encode_settings(basis: Settled) -> str:
    """The settings as text."""
    told = _judging(basis)
    if basis.data_terms is not None:
        told["data"] = encode_terms(basis.data_terms)
    return _as_text(told)


def encode_judging(basis: Settled) -> str:
    """Of the settings what figures are reckoned by: all but the terms of the data."""
    return _as_text(_judging(basis))


def _judging(basis: Settled) -> dict[str, object]:
    return {
        "formula": FORMULA,
        "timezone": basis.timezone.key,
        "score": _score(basis.scoring),
        "sla": _rules(basis.rules),
        "calendar": _calendar(basis.rules.calendar),
        "areas": [area_line(area) for area in basis.directory.all()],
    }


def _as_text(told: Mapping[str, object]) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decode_settings(document: str) -> KeptSettings:
    """Raises BadConfiguration for what this release cannot understand any more."""
    told = json.loads(document)
    areas = parse_areas("\n".join((",".join(COLUMNS), *told["areas"])), "the areas of a frozen month")
    levels = {area.code: area.level.value for area in areas}
    return KeptSettings(
        formula=told["formula"],
        timezone=zone_named(told["timezone"]),
        directory=Directory(areas),
        scoring=_scoring_of(told["score"]),
        rules=_rulebook_of(told["sla"], _calendar_of(told["calendar"]), levels),
        data_terms=decode_terms(told["data"]) if "data" in told else None,
    )


def digest_of(document: str) -> str:
    """What names the settings: 16 hexadecimal digits."""
    return blake2b(document.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _score(scoring: Scoring) -> dict[str, object]:
    return {
        "response_weight": str(scoring.response_weight),
        "completion_weight": str(scoring.completion_weight),
        "grades": [[grade.late // _MICROSECOND, str(grade.points)] for grade in scoring.grades],
        "slopes": scoring.slopes,
        "bobot": _written(scoring.bobot),
        "bands": _written(scoring.bands),
        "min_n": scoring.min_n,
    }


def _written(numbers: Mapping[str, Decimal]) -> dict[str, str]:
    return {name: str(number) for name, number in numbers.items()}


def _scoring_of(told: Mapping[str, Any]) -> Scoring:
    return Scoring(
        response_weight=Decimal(told["response_weight"]),
        completion_weight=Decimal(told["completion_weight"]),
        grades=tuple(Grade(late * _MICROSECOND, Decimal(points)) for late, points in told["grades"]),
        slopes=told["slopes"],
        bobot={name: Decimal(number) for name, number in told["bobot"].items()},
        bands={name: Decimal(number) for name, number in told["bands"].items()},
        min_n=told["min_n"],
    )


def _rules(rules: Rulebook) -> dict[str, object]:
    clock = rules.clock
    return {
        "defaults": rules.defaults,
        "rules": [{name: _plain(getattr(rule, name)) for name in _RULE} for rule in rules.rules],
        "clock": {
            "validation_pauses": clock.validation_pauses,
            "returned_restarts": clock.returned_restarts,
            "handover_restarts": clock.handover_restarts,
            "stated": sorted(clock.stated),
        },
        "timezone": rules.zone.key,
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _rulebook_of(told: Mapping[str, Any], calendar: Calendar, levels: Mapping[str, str]) -> Rulebook:
    response, completion = told["defaults"]
    clock = told["clock"]
    return Rulebook(
        [_rule(one) for one in told["rules"]],
        response,
        completion,
        calendar,
        told["timezone"],
        clock=ClockSettings(**clock | {"stated": frozenset(clock["stated"])}),
        levels=levels,
    )


def _rule(told: Mapping[str, Any]) -> Rule:
    days = {name: _day(told[name]) for name in ("valid_from", "valid_to")}
    return Rule(**{**told, **days, "aliases": tuple(told["aliases"])})


def _day(written: str | None) -> date | None:
    return None if written is None else date.fromisoformat(written)


def _calendar(calendar: Calendar) -> dict[str, object]:
    return {
        "timezone": calendar.timezone,
        "hours": calendar.hours,
        "periods": [[str(one.first), str(one.last), one.hours] for one in calendar.periods],
        "days_off": {str(day): name for day, name in calendar.days_off.items()},
        "worked": {str(day): hours for day, hours in calendar.worked_days.items()},
        "known": [_plain(calendar.known_from), _plain(calendar.known_until)],
        **({"unknown_years": sorted(calendar.unknown_years)} if calendar.unknown_years else {}),
    }


def _calendar_of(told: Mapping[str, Any]) -> Calendar:
    known_from, known_until = map(_day, told["known"])
    worked = told["worked"].items()
    return Calendar(
        {date.fromisoformat(day): name for day, name in told["days_off"].items()},
        hours=told["hours"],
        periods=[
            Period(date.fromisoformat(first), date.fromisoformat(last), hours)
            for first, last, hours in told["periods"]
        ],
        days=[SpecialDay(date.fromisoformat(day), is_worked=True, hours=hours) for day, hours in worked],
        timezone=told["timezone"],
        known_from=known_from,
        known_until=known_until,
        unknown_years=told.get("unknown_years", ()),
    )
