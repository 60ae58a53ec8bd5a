"""Which rule wins: the most specific one in force; two that could both decide are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from builders import GAMBIR, complaint
from hypothesis import given
from hypothesis import strategies as st

from monitor.clock_events import ClockEvent, ClockEventKind
from monitor.deadlines.case import Case
from monitor.deadlines.dues import case_of, due_again, due_fact, first_dues
from monitor.deadlines.sla import ClockSettings, Rule, Rulebook
from monitor.deadlines.worktime import Calendar
from monitor.errors import BadConfiguration
from monitor.model import FactKind, Moment

OFFICE = Calendar.load()
ARRIVED = datetime(2026, 11, 23, 3, 15, tzinfo=UTC)
SAMPAH = Case("Sampah", ARRIVED, "JAKI", "kelurahan", "Tinggi")
LADDER = (
    Rule("*", completion="1 day"),
    Rule("*", completion="2 days", channel="JAKI"),
    Rule("*", completion="3 days", channel="jaki", unit_level="kelurahan"),
    Rule("*", completion="4 days", channel="JAKI ", unit_level="kelurahan", priority="TINGGI"),
    Rule("Sampah", completion="5 days"),
    Rule("Sampah", completion="6 days", priority="tinggi"),
    Rule("Sampah", completion="7 days", priority="tinggi", unit_level="kelurahan"),
    Rule("Sampah", completion="8 days", priority="tinggi", unit_level="kelurahan", channel="JAKI"),
)


DEFAULTS, ASSUMED = "sla defaults", "sla defaults (asumsi)"  # what lost rests on no assumption


def decided(rules: tuple[Rule, ...], case: Case) -> tuple[str, tuple[str, ...]]:
    found = Rulebook(rules, calendar=OFFICE).explain(case).completion
    return found.source, found.beat


def test_a_category_weighs_more_than_all_else_and_then_the_number_of_the_others() -> None:
    sources = [f"sla.rule[{number}]" for number in range(len(LADDER), 0, -1)]
    expected = [*sources, DEFAULTS]
    for left in range(len(LADDER), -1, -1):
        source, beat = decided(LADDER[:left], SAMPAH)
        assert [source, *beat] == (expected[len(LADDER) - left :] if left else [ASSUMED])


@pytest.mark.parametrize(
    ("changes", "winner"),
    [
        ({"priority": None}, 5),
        ({"priority": "rendah"}, 5),
        ({"unit_level": "unit"}, 6),
        ({"channel": "SMS"}, 7),
        ({"category": "Jalan"}, 4),
        ({"category": None, "priority": ""}, 3),
        ({"category": "Jalan", "unit_level": None}, 2),
        ({"category": "Jalan", "channel": None}, 1),
    ],
)
def test_a_rule_holds_only_for_what_it_names(changes: dict[str, str | None], winner: int) -> None:
    assert decided(LADDER, SAMPAH._replace(**changes))[0] == f"sla.rule[{winner}]"  # type: ignore[arg-type]


def test_other_spellings_are_the_category() -> None:
    rules = (Rule("Sampah", completion="1 day", aliases=("Tumpukan  sampah", "sampah")),)
    for name in ("tumpukan SAMPAH", "Sampah", " sampah "):
        assert decided(rules, Case(name, ARRIVED))[0] == "sla.rule[1]"
    assert decided(rules, Case("Sampah liar", ARRIVED))[0] == "sla defaults (asumsi)"


def test_a_rule_wins_and_is_beaten_on_its_last_day_still() -> None:
    last = date(2026, 11, 23)
    rules = (Rule("Sampah", completion="1 day", valid_to=last), Rule("*", completion="2 days", valid_to=last))
    assert decided(rules, SAMPAH) == ("sla.rule[1]", ("sla.rule[2]", "sla defaults"))


def test_a_rule_wins_and_is_beaten_on_its_first_day_already() -> None:
    first = date(2026, 11, 23)
    rules = (
        Rule("Sampah", completion="1 day", valid_from=first),
        Rule("*", completion="2 days", valid_from=first),
    )
    assert decided(rules, SAMPAH) == ("sla.rule[1]", ("sla.rule[2]", "sla defaults"))


def test_a_heavier_rule_out_of_force_beats_nobody() -> None:
    rules = (Rule("Sampah", completion="1 day", valid_to=date(2026, 11, 22)), Rule("*", completion="2 days"))
    assert decided(rules, SAMPAH) == ("sla.rule[2]", ("sla defaults",))


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        ({"channel": "JAKI"}, {"priority": "Tinggi"}, True),  # one complaint can be both
        ({"channel": "JAKI"}, {"channel": "SMS"}, False),
        ({"channel": "JAKI", "priority": "a"}, {"channel": "JAKI", "unit_level": "kota"}, True),
        ({"channel": "JAKI", "priority": "a"}, {"priority": "b", "unit_level": "kota"}, False),
        ({"channel": "JAKI"}, {}, False),  # the first weighs more
        ({"valid_to": date(2026, 1, 1)}, {"valid_from": date(2026, 1, 1)}, True),
        ({"valid_to": date(2025, 12, 31)}, {"valid_from": date(2026, 1, 1)}, False),
        ({"aliases": ("B",)}, {"category": "b"}, True),
        ({"aliases": ("B",)}, {"category": "C", "aliases": ("B",)}, True),
        ({"category": "*"}, {}, False),
    ],
)
def test_rules_of_one_weight_that_can_meet_are_refused(
    one: dict[str, object], other: dict[str, object], clash: bool
) -> None:
    rules = [replace(Rule("A", completion="1 day"), **says) for says in (one, other)]  # type: ignore[arg-type]
    for pair in (rules, rules[::-1]):
        if clash:
            with pytest.raises(
                BadConfiguration, match=r"sla\.rule\[1\] and sla\.rule\[2\] both set the completion"
            ):
                Rulebook(pair, calendar=OFFICE)
        else:
            Rulebook(pair, calendar=OFFICE)


NAMES = {"channel": ("JAKI", "SMS"), "unit_level": ("kelurahan", "unit"), "priority": ("Tinggi", "Rendah")}
NAMED = st.fixed_dictionaries({name: st.sampled_from([None, *names]) for name, names in NAMES.items()})
RULES = st.builds(lambda category, says: Rule(category, completion="1 day", **says), st.sampled_from("AB*"), NAMED)
EVERY_CASE = [
    Case(category, ARRIVED, *others)
    for category, *others in product("ABC", *([None, *names] for names in NAMES.values()))
]


def meets(rule: Rule, case: Case) -> bool:
    pairs = ((rule.channel, case.channel), (rule.unit_level, case.unit_level), (rule.priority, case.priority))
    return rule.category in ("*", case.category) and all(mine in (None, theirs) for mine, theirs in pairs)


def weight(rule: Rule) -> tuple[bool, int]:
    return rule.category != "*", sum(bool(one) for one in (rule.channel, rule.unit_level, rule.priority))


@given(st.lists(RULES, max_size=5))
def test_no_complaint_is_ever_decided_by_two_rules(rules: list[Rule]) -> None:
    met = {case: [rule for rule in rules if meets(rule, case)] for case in EVERY_CASE}
    is_doubtful = any(len({*map(weight, found)}) < len(found) for found in met.values())
    try:
        book = Rulebook(rules, calendar=OFFICE)
    except BadConfiguration:
        assert is_doubtful
        return
    assert not is_doubtful
    for case, found in met.items():
        expected = sorted(found, key=weight, reverse=True)
        ruling = book.explain(case).completion
        told = [ruling.source, *ruling.beat]
        assert told == [
            *(f"sla.rule[{rules.index(rule) + 1}]" for rule in expected),
            DEFAULTS if found else ASSUMED,
        ]
        assert book.dues(case).completion_at == ARRIVED + timedelta(days=1 if found else 7)


LEVELS = {GAMBIR: "kelurahan", "31.71.01": "kecamatan"}


@pytest.mark.parametrize(
    ("says", "level"),
    [
        ({"area_code": GAMBIR}, "kelurahan"),  # nobody holds it: where it was made
        ({"area_code": GAMBIR, "unit": "Kec. Gambir", "unit_area_code": "31.71.01"}, "kecamatan"),
        ({"area_code": GAMBIR, "unit": "Sudin SDA"}, "unit"),
        ({"area_code": None, "unit": "Kel. Antah", "unit_area_code": "99.99"}, "unit"),  # an area that is gone
        ({"area_code": None}, None),
        ({"area_code": "99.99"}, None),
    ],
)
def test_the_level_is_that_of_the_office_that_holds_it(says: dict[str, str | None], level: str | None) -> None:
    one = complaint(**says)
    book = Rulebook((Rule("*", completion="none", unit_level="unit"),), calendar=OFFICE, levels=LEVELS)
    assert case_of(one, book).unit_level == level
    assert (due_again(one, book).completion_due_at is None) is (level == "unit")


def test_a_due_time_that_changes_is_a_fact_of_its_complaint() -> None:
    one, book, at = complaint(id=7), Rulebook((), "1h", "1 day", calendar=OFFICE), Moment.exactly(ARRIVED)
    found = due_fact(one, book, at, ARRIVED, "rules")
    assert found is not None and (found.complaint_id, found.kind) == (7, FactKind.DUE)
    assert found.changes == {
        "response_due_at": one.created_at + timedelta(hours=1),
        "completion_due_at": one.created_at + timedelta(days=1),
    }
    assert due_fact(due_again(one, book), book, at, ARRIVED, "rules") is None
    unsaved = due_fact(replace(one, id=0), book, at, ARRIVED, "rules")
    assert unsaved is not None and unsaved.complaint_id is None


def test_what_arrives_has_the_due_times_of_its_area_and_of_its_end() -> None:
    rules = (Rule("*", "none", "none", unit_level="kelurahan"), Rule("*", "1h", "1 day", unit_level="unit"))
    clock = ClockSettings(handover_restarts=True)
    book = Rulebook(rules, calendar=OFFICE, clock=clock, levels={GAMBIR: "kelurahan"})
    later = ARRIVED + timedelta(hours=9)
    fields: dict[str, object] = {"created_at": ARRIVED, "unit": None, "unit_area_code": None, "area_code": GAMBIR}
    fields |= {"stated_due_at": None, "clock_events": (ClockEvent(ClockEventKind.HANDED_OVER, later, later),)}
    assert first_dues(fields, book) == {}
    fields["unit"] = "Sudin SDA"
    day = timedelta(days=1)
    assert first_dues(fields, book)["completion_due_at"] == later + day
    fields["completed"] = Moment.exactly(later - timedelta(hours=1))
    assert first_dues(fields, book)["completion_due_at"] == ARRIVED + day


def test_levels_count_in_the_fingerprint_only_when_a_rule_asks_for_them() -> None:
    asking = (Rule("*", completion="1 day", unit_level="unit"),)
    assert (
        Rulebook(asking, calendar=OFFICE, levels=LEVELS).fingerprint
        != Rulebook(asking, calendar=OFFICE).fingerprint
    )
    assert Rulebook((), calendar=OFFICE, levels=LEVELS).fingerprint == Rulebook((), calendar=OFFICE).fingerprint
