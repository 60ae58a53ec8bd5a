"""Settings as text: back again as they were, and the same bytes for the same."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from monitor.areas.directory import Directory
from monitor.areas.file import Area, Level
from monitor.clock import as_utc
from monitor.clock_events import ClockSettings
from monitor.data_kept import DataTerms
from monitor.deadlines.case import Case
from monitor.deadlines.categories import Categories, Naming
from monitor.deadlines.opening_hours import Period, SpecialDay
from monitor.deadlines.rules import Rule
from monitor.deadlines.sla import Rulebook
from monitor.deadlines.worktime import Calendar
from monitor.errors import BadConfiguration
from monitor.frozen.settings_text import decode_settings, digest_of, encode_settings
from monitor.scores.scoring import FORMULA, Grade, Scoring

JAKARTA = ZoneInfo("Asia/Jakarta")
TERMS = DataTerms(system="crm", stale_after=timedelta(minutes=15), partial=None)


@dataclass(frozen=True)
class Plain:
    timezone: ZoneInfo
    directory: Directory
    scoring: Scoring
    rules: Rulebook
    data_terms: DataTerms = TERMS


def everything() -> Plain:
    """Each kind of setting, used."""
    areas = [
        Area("31", 'Kota "Jaya", Raya', Level.KOTA),
        Area("31.1", "Baru", Level.KECAMATAN, "31", ("Br", "B R"), date(2020, 1, 1)),
        Area("31.2", "Lama", Level.KECAMATAN, "31", valid_to=date(2019, 12, 31), successors=("31.1",)),
    ]
    calendar = Calendar(
        {date(2026, 12, 25): "Natal"},
        hours={"mon": "08:00-12:00,13:00-24:00", "sat": "00:30-01:00"},
        periods=[Period(date(2026, 2, 18), date(2026, 3, 19), {"mon": "08:00-15:00"})],
        days=[
            SpecialDay(date(2026, 11, 7), "Pilkada"),
            SpecialDay(date(2026, 11, 14), "kerja", True, "09:00-10:00"),
        ],
        known_from=date(2020, 1, 1),
        known_until=date(2026, 12, 31),
        unknown_years=[2023, 2021],
    )
    rules = Rulebook(
        [
            Rule("Sampah", "2h", "3 working days", date(2020, 1, 1), date(2027, 1, 1), ("Smp",), "JAKI", "unit"),
            Rule("*", completion="none", priority="Tinggi", where="pedoman.csv, line 3"),
        ],
        "90m",
        "24 working hours",
        calendar,
        clock=ClockSettings(True, False, True, frozenset({"validation", "handover"})),
        levels={area.code: area.level.value for area in areas},
    )
    grades = (Grade(timedelta(0), Decimal(100)), Grade(timedelta(minutes=7), Decimal("33.333")))
    scoring = Scoring(
        response_weight=Decimal("0.3"),
        grades=grades,
        slopes=False,
        bobot={"Sampah": Decimal("1.5"), "A": Decimal(2)},
        bands={"Baik": Decimal(60), "Buruk": Decimal(0)},
        min_n=3,
    )
    return Plain(JAKARTA, Directory(areas), scoring, rules)


@pytest.mark.parametrize(
    "basis", [everything(), Plain(JAKARTA, Directory.load("builtin:jakarta"), Scoring(), Rulebook())]
)
def test_settings_come_back_as_they_were(basis: Plain) -> None:
    document = encode_settings(basis)
    found = decode_settings(document)
    assert (found.formula, found.timezone) == (FORMULA, JAKARTA)
    assert found.directory.all() == basis.directory.all()
    assert found.scoring.fingerprint == basis.scoring.fingerprint
    assert found.rules.fingerprint == basis.rules.fingerprint
    assert (found.rules.rules, found.rules.clock) == (basis.rules.rules, basis.rules.clock)
    assert encode_settings(found) == document and digest_of(encode_settings(found)) == digest_of(document)


def test_due_times_follow_from_the_settings_that_were_kept() -> None:
    basis = everything()
    found = decode_settings(encode_settings(basis))
    for day in range(1, 60):
        created_at = as_utc(basis.rules.calendar.spans_on(date(2026, 11, 2))[0][0]) + timedelta(
            days=day, hours=day
        )
        for case in (Case("smp", created_at, "JAKI", "unit"), Case("Jalan", created_at)):
            assert found.rules.dues(case) == basis.rules.dues(case)


def test_names_given_elsewhere_are_kept_with_each_rule_and_weight() -> None:
    rules = [Rule("A", completion="1 day", channel="SMS", aliases=("B",)), Rule("A", completion="2 days")]
    categories = Categories([Naming(rule.category, rule.aliases, "") for rule in rules])
    weighed = Scoring(bobot=categories.weights({"A": Decimal(3)}, {}))
    basis = replace(everything(), scoring=weighed, rules=Rulebook(categories.spread(rules)))
    found = decode_settings(encode_settings(basis))
    arrived = Case("b", as_utc(basis.rules.calendar.spans_on(date(2026, 11, 2))[0][0]))
    assert found.rules.dues(arrived).completion_at == arrived.created_at + timedelta(days=2)
    assert found.scoring.weight_of("b") == 3


def test_what_was_kept_before_names_were_one_table_keeps_its_meaning() -> None:
    rules = [
        Rule("A", completion="1 day", valid_to=date(2026, 6, 30), aliases=("B",)),
        Rule("B", completion="2 days", valid_from=date(2026, 7, 1)),  # would be refused today
    ]
    basis = replace(everything(), rules=Rulebook(rules), scoring=Scoring(bobot={"A": Decimal(3)}))
    found = decode_settings(encode_settings(basis))
    arrived = Case("b", as_utc(basis.rules.calendar.spans_on(date(2026, 11, 2))[0][0]))
    assert found.rules.explain(arrived).completion.source == "sla.rule[2]"
    assert found.scoring.weight_of("b") == 1


def test_a_changed_setting_is_another_document() -> None:
    basis = everything()
    others = [
        Plain(ZoneInfo("Asia/Makassar"), basis.directory, basis.scoring, basis.rules),
        Plain(JAKARTA, Directory(basis.directory.all()[:1]), basis.scoring, basis.rules),
        Plain(JAKARTA, basis.directory, Scoring(), basis.rules),
        Plain(JAKARTA, basis.directory, basis.scoring, Rulebook()),
        Plain(JAKARTA, basis.directory, basis.scoring, basis.rules, replace(TERMS, partial="hanya aduan publik")),
    ]
    documents = {encode_settings(one) for one in (basis, *others)}
    assert len({digest_of(document) for document in documents}) == 6


def test_older_settings_do_not_tell_of_the_data() -> None:
    told = json.loads(encode_settings(everything()))
    assert decode_settings(json.dumps(told)).data_terms == TERMS
    del told["data"]
    assert decode_settings(json.dumps(told)).data_terms is None


def test_settings_that_no_longer_make_sense_are_refused() -> None:
    document = encode_settings(everything()).replace("Asia/Jakarta", "Asia/Nowhere")
    with pytest.raises(BadConfiguration):
        decode_settings(document)
