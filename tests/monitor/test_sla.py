"""Limits and rules: which one holds, when it ends, and how that is explained."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.deadlines.case import Case
from monitor.deadlines.sla import Limit, LimitKind, Rule, Rulebook, parse_limit
from monitor.deadlines.worktime import Calendar
from monitor.errors import BadConfiguration, BadInput
from monitor.model import Dues

WIB = ZoneInfo("Asia/Jakarta")
OFFICE = Calendar.load("builtin:indonesia")
ARRIVED = datetime(2026, 11, 23, 10, 15, tzinfo=WIB)


def wib(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=WIB)


def book(*rules: Rule, **defaults: str) -> Rulebook:
    return Rulebook(rules, calendar=OFFICE, **defaults)  # type: ignore[arg-type]


def completion(rulebook: Rulebook, category: str | None, at: datetime = ARRIVED) -> timedelta | None:
    due = rulebook.dues(Case(category, at)).completion_at
    return None if due is None else due - at


@pytest.mark.parametrize(
    ("written", "kind", "amount"),
    [
        ("36h", LimitKind.ELAPSED, timedelta(hours=36)),
        ("90m", LimitKind.ELAPSED, timedelta(minutes=90)),
        ("6 hours", LimitKind.ELAPSED, timedelta(hours=6)),
        ("30 minutes", LimitKind.ELAPSED, timedelta(minutes=30)),
        ("7 days", LimitKind.DAYS, 7),
        ("1 day", LimitKind.DAYS, 1),
        ("7d", LimitKind.DAYS, 7),
        ("2 weeks", LimitKind.DAYS, 14),
        ("3 working days", LimitKind.WORKING_DAYS, 3),
        (" 3  Working  Days ", LimitKind.WORKING_DAYS, 3),
        ("24 working hours", LimitKind.WORKING_HOURS, timedelta(hours=24)),
        ("1 working hour", LimitKind.WORKING_HOURS, timedelta(hours=1)),
    ],
)
def test_written_limits_are_understood(written: str, kind: LimitKind, amount: int | timedelta) -> None:
    limit = parse_limit(written)
    assert isinstance(limit, Limit)
    assert (limit.kind, limit.count or limit.duration) == (kind, amount)


def test_none_is_no_limit() -> None:
    assert parse_limit("none") is None
    assert book(completion="None").dues(Case("x", ARRIVED)).completion_at is None


@pytest.mark.parametrize(
    "written", ["", "7", "days", "0h", "0 days", "-1h", "1.5h", "7 hari", "3 workingdays", "6h!", "999999h"]
)
def test_anything_else_is_no_limit_and_says_how_to_write_one(written: str) -> None:
    with pytest.raises(BadConfiguration, match="is not a time limit: write it like 36h"):
        parse_limit(written)


def test_defaults_are_six_hours_and_seven_days() -> None:
    assert book().dues(Case("Sampah", ARRIVED)) == Dues(ARRIVED + timedelta(hours=6), wib("2026-11-30T10:15"))
    due = book().dues(Case(None, ARRIVED)).completion_at
    assert due is not None and due.tzinfo is UTC


@pytest.mark.parametrize(
    ("limit", "start", "end"),
    [
        ("36h", "2026-11-23T10:15", "2026-11-24T22:15"),
        ("7 days", "2026-12-28T23:59:59", "2027-01-04T23:59:59"),
        ("3 working days", "2026-11-26T10:15", "2026-12-01T16:00"),
        ("3 working days", "2026-03-13T23:59:59", "2026-03-25T16:00"),
        ("24 working hours", "2026-11-23T08:00", "2026-11-25T15:00"),
        ("24 working hours", "2026-11-28T08:00", "2026-12-02T14:30"),
    ],
)
def test_limits_end_as_their_words_say(limit: str, start: str, end: str) -> None:
    assert book(completion=limit).dues(Case("x", wib(start))).completion_at == wib(end)


def test_days_keep_the_local_clock_across_summer_time_and_hours_do_not() -> None:
    new_york = ZoneInfo("America/New_York")
    calendar = Calendar(timezone="America/New_York")
    friday = datetime(2026, 3, 6, 18, 0, tzinfo=new_york)
    due = Rulebook((), "72h", "3 days", calendar).dues(Case("x", friday.astimezone(UTC)))
    assert due.completion_at == datetime(2026, 3, 9, 18, 0, tzinfo=new_york)
    assert due.response_at == datetime(2026, 3, 9, 19, 0, tzinfo=new_york)
    in_utc = Rulebook((), "72h", "3 days", calendar, "UTC").dues(Case("x", friday.astimezone(UTC)))
    assert in_utc.completion_at == in_utc.response_at


def test_category_is_compared_without_case_and_blanks() -> None:
    rules = book(Rule("Jalan  Rusak", completion="1h"))
    assert {completion(rules, c) for c in ("jalan rusak", " JALAN RUSAK ", "Jalan\tRusak")} == {timedelta(hours=1)}
    assert completion(rules, "Jalan") == timedelta(days=7)


def test_own_rule_beats_star_and_each_clock_falls_back_alone() -> None:
    rules = book(Rule("*", response="2h", completion="2 days"), Rule("Sampah", completion="1 day"))
    assert rules.dues(Case("Sampah", ARRIVED)) == Dues(ARRIVED + timedelta(hours=2), ARRIVED + timedelta(days=1))
    assert rules.dues(Case("Jalan", ARRIVED)) == Dues(ARRIVED + timedelta(hours=2), ARRIVED + timedelta(days=2))
    assert rules.dues(Case(None, ARRIVED)) == rules.dues(Case("Jalan", ARRIVED)) == rules.dues(Case("*", ARRIVED))


def test_rule_may_say_that_there_is_no_due_time() -> None:
    assert completion(book(Rule("*", completion="2 days"), Rule("Saran", completion="none")), "Saran") is None


@pytest.mark.parametrize(
    ("at", "days"),
    [
        ("2019-12-31T23:59:59", 7),
        ("2020-01-01T00:00", 5),
        ("2022-05-31T23:59:59", 5),
        ("2022-06-01T00:00", 3),
        ("2022-12-31T23:59", 3),  # valid_to is its last day
        ("2023-01-01T00:00", 5),
        ("2024-01-01T00:00", 7),
    ],
)
def test_rule_in_force_on_the_local_day_of_arrival_counts(at: str, days: int) -> None:
    rules = book(
        Rule("Sampah", completion="5 days", valid_from=date(2020, 1, 1), valid_to=date(2022, 5, 31)),
        Rule("Sampah", completion="5 days", valid_from=date(2023, 1, 1), valid_to=date(2023, 12, 31)),
        Rule("Sampah", completion="3 days", valid_from=date(2022, 6, 1), valid_to=date(2022, 12, 31)),
    )
    assert completion(rules, "Sampah", wib(at)) == timedelta(days=days)


def test_dated_own_rule_beats_a_newer_star_rule() -> None:
    rules = book(
        Rule("*", completion="9 days", valid_from=date(2025, 1, 1)),
        Rule("Sampah", completion="1 day", valid_from=date(2020, 1, 1)),
    )
    assert completion(rules, "Sampah") == timedelta(days=1)


def test_reopening_restarts_completion_by_the_rule_of_arrival() -> None:
    rules = book(Rule("*", response="1h", completion="1 day", valid_to=date(2026, 11, 23)))
    again = ARRIVED + timedelta(days=10)
    assert rules.dues(Case("x", ARRIVED, restarted_at=again)) == Dues(
        ARRIVED + timedelta(hours=1), again + timedelta(days=1)
    )


def test_stated_due_time_wins_for_completion_only() -> None:
    stated = ARRIVED + timedelta(days=99)
    again = ARRIVED + timedelta(days=1)
    expected = Dues(ARRIVED + timedelta(hours=6), stated)
    assert book().dues(Case("x", ARRIVED, stated_due_at=stated)) == expected
    assert book().dues(Case("x", ARRIVED, stated_due_at=stated, restarted_at=again)) == expected
    assert book(completion="none").dues(Case("x", ARRIVED, stated_due_at=stated)) == expected


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        (
            [Rule("A", completion="1h"), Rule(" a ", completion="2h")],
            "sla.rule[1] and sla.rule[2] both set the completion of ' a ' on every day and weigh the same",
        ),
        (
            [Rule("A", "1h", valid_to=date(2020, 1, 1)), Rule("A", "2h", valid_from=date(2019, 5, 1))],
            "sla.rule[1] and sla.rule[2] both set the response of 'A' from 2019-05-01 to 2020-01-01",
        ),
        ([Rule("A", "1h", aliases=("B",)), Rule("B", "2h")], "both set the response of 'B'"),
        ([Rule("*", "1h", channel="JAKI"), Rule("*", "2h", priority="Tinggi")], "both set the response of '*'"),
        ([Rule("*", "1h", aliases=("B",))], "sla.rule[1].aliases are other spellings of one category"),
        ([Rule("A", "1h", aliases=("*",))], "sla.rule[1].aliases are other spellings of one category"),
        ([Rule("A", "1h", channel=" ")], "sla.rule[1].channel is empty"),
        ([Rule("A", "1h", unit_level="RW")], "sla.rule[1].unit_level 'RW' is not known: use one of kelurahan"),
        ([Rule("A", completion="soon")], "sla.rule[1].completion: 'soon' is not a time limit"),
        ([Rule("A", "1 month")], "sla.rule[1].response: '1 month' is not a time limit"),
        ([Rule(" ", "1h")], "sla.rule[1].category is empty"),
        ([Rule("A")], "sla.rule[1] sets neither response nor completion"),
        (
            [Rule("A", "1h", valid_from=date(2021, 1, 2), valid_to=date(2021, 1, 1))],
            "valid_to 2021-01-01 lies before",
        ),
    ],
)
def test_mistake_in_the_rules_is_named(rules: list[Rule], sentence: str) -> None:
    with pytest.raises(BadConfiguration) as caught:
        book(*rules)
    assert sentence in str(caught.value)


def test_mistake_in_a_default_is_named() -> None:
    with pytest.raises(BadConfiguration, match=r"^sla\.response: 'x' is not"):
        book(response="x")
    with pytest.raises(BadConfiguration, match=r"'nowhere' is not known"):
        Rulebook(calendar=OFFICE, timezone="nowhere")


def test_rules_for_different_clocks_of_a_category_do_not_clash() -> None:
    rules = book(Rule("A", response="1h"), Rule("A", completion="2h"))
    assert rules.dues(Case("A", ARRIVED)) == Dues(ARRIVED + timedelta(hours=1), ARRIVED + timedelta(hours=2))


def test_date_beyond_the_calendar_is_bad_input() -> None:
    with pytest.raises(BadInput, match="No due time can be given from 9999"):
        book().dues(Case("x", datetime(9999, 12, 31, 12, tzinfo=UTC)))


def test_explanation_names_limits_and_their_sources() -> None:
    rules = book(Rule("Jalan", completion="1 day"), Rule("Sampah", response="3h", completion="3 working days"))
    assert (rules.explain(Case("sampah", ARRIVED)).rule, rules.explain(Case("sampah", ARRIVED)).source) == (
        "response 3h, completion 3 working days",
        "sla.rule[2]",
    )
    assert rules.explain(Case("Jalan", ARRIVED)).source == "response: sla defaults; completion: sla.rule[1]"
    unruled = rules.explain(Case("Saran", ARRIVED))
    assert unruled.source == "response: sla defaults; completion: sla defaults (asumsi)"
    assert unruled.assumed == ("sla.completion",)
    assert book(completion="5 days").explain(Case("Saran", ARRIVED)).source == "sla defaults"
    assert book(completion="none").explain(Case("Saran", ARRIVED)).rule == "response 6h, completion none"
    assert book(completion="none").explain(Case("Saran", ARRIVED)).spans == ()


def test_explanation_of_working_days_counts_them_on_the_fingers() -> None:
    spans = book(completion="3 working days").explain(Case("x", wib("2026-03-13T08:00"))).spans
    told = [(s.to_at.astimezone(WIB).strftime("%d.%m. %H:%M"), s.counted, s.why) for s in spans]
    assert told == [
        ("14.03. 00:00", False, "day of arrival"),
        ("16.03. 00:00", False, "weekend"),
        ("17.03. 00:00", True, ""),
        ("18.03. 00:00", True, ""),
        ("20.03. 00:00", False, "Hari Suci Nyepi (Tahun Baru Saka 1948)"),
        ("25.03. 00:00", False, "Idul Fitri 1447 Hijriah"),
        ("25.03. 16:00", True, ""),
    ]


def test_an_office_that_never_closes_works_in_one_span() -> None:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    always = Calendar(hours=dict.fromkeys(days, "00:00-24:00"))
    rules = Rulebook((), completion="30 working hours", calendar=always)
    assert rules.defaults == ("6h", "30 working hours")
    told = [(span.to_at - span.from_at, span.counted) for span in rules.explain(Case("x", ARRIVED)).spans]
    assert told == [(timedelta(hours=30), True)]


def test_explanation_of_working_hours_tells_when_the_office_was_closed() -> None:
    spans = book(completion="9 working hours").explain(Case("x", wib("2026-11-27T06:30"))).spans
    told = [(s.to_at.astimezone(WIB).strftime("%d.%m. %H:%M"), s.counted, s.why) for s in spans]
    assert told == [
        ("27.11. 07:30", False, "closed"),
        ("27.11. 16:30", True, ""),
    ]


@given(
    at=st.datetimes(datetime(2019, 12, 1), datetime(2027, 2, 1), timezones=st.just(UTC)),
    limit=st.sampled_from(
        ["36h", "7 days", "1 working days", "12 working days", "1 working hours", "40 working hours"]
    ),
)
def test_spans_lead_without_gaps_from_arrival_to_due_time(at: datetime, limit: str) -> None:
    told = book(completion=limit).explain(Case("x", at))
    assert told.spans[0].from_at == at
    assert told.spans[-1].to_at == told.completion_due_at
    assert all(one.to_at == two.from_at for one, two in zip(told.spans, told.spans[1:], strict=False))
    if limit.endswith("working hours"):
        counted = sum((s.to_at - s.from_at for s in told.spans if s.counted), timedelta())
        assert counted == timedelta(hours=int(limit.split()[0]))


RULE = Rule("A", completion="1 day")


@pytest.mark.parametrize(
    "other",
    [
        book(Rule("A", completion="2 days")),
        book(Rule("A", completion="1 day", valid_from=date(2020, 1, 1))),
        book(RULE, Rule("B", response="1h")),
        book(RULE, response="7h"),
        Rulebook((RULE,), calendar=OFFICE, timezone="UTC"),
        Rulebook((RULE,), calendar=Calendar.load(cuti_bersama=False)),
        Rulebook((RULE,), calendar=Calendar.load(hours={"mon": "08:00-09:00"})),
    ],
)
def test_fingerprint_changes_with_whatever_could_move_a_due_time(other: Rulebook) -> None:
    assert book(RULE).fingerprint != other.fingerprint
    assert book(RULE).fingerprint == book(RULE).fingerprint


def test_many_categories_are_not_remembered_for_ever() -> None:
    rules = book(Rule("A", completion="1h"))
    for i in range(10_050):
        rules.dues(Case(f"category {i}", ARRIVED))
    assert len(rules._remembered) <= 10_000
    assert completion(rules, "A") == timedelta(hours=1)


GAPPED = Calendar(known_from=date(2020, 1, 1), known_until=date(2026, 12, 31), unknown_years=[2022, 2023])


@pytest.mark.parametrize(
    ("limit", "arrived", "years"),
    [
        ("2 working days", "2026-12-29T10:00+07:00", ()),  # ends on the last day that is known
        ("2 working days", "2026-12-30T10:00+07:00", (2027,)),
        ("9 working hours", "2026-12-31T15:30+07:00", (2027,)),
        ("7 days", "2026-12-30T10:00+07:00", ()),
        ("none", "2026-12-30T10:00+07:00", ()),
        ("2 working days", "2019-06-05T10:00+07:00", (2019,)),
        ("2 working days", "2019-12-30T10:00+07:00", (2019,)),  # the day after it is the last of that year
        ("2 working days", "2019-12-31T23:59+07:00", ()),  # the day of arrival never counts
        ("2 working hours", "2019-12-31T23:59+07:00", (2019,)),
        ("260 working days", "2021-12-01T10:00+07:00", (2022,)),
        ("700 working days", "2021-12-01T10:00+07:00", (2022, 2023)),
        ("2 working hours", "2022-12-30T10:00+07:00", (2022,)),
    ],
)
def test_a_limit_in_years_that_the_calendar_does_not_know_rests_on_an_assumption(
    limit: str, arrived: str, years: tuple[int, ...]
) -> None:
    case = Case("Sampah", datetime.fromisoformat(arrived))
    rules = Rulebook([Rule("*", limit, limit)], calendar=GAPPED)
    found = rules.explain(case)
    keys = ("calendar.file",) if years else ()
    assert (found.assumed, found.response_assumed, found.is_calendar_assumed) == (keys, keys, bool(years))
    assert (found.unknown_years, found.known_until) == (years, date(2026, 12, 31))
    assert found.outruns_calendar == (years == (2027,))
    stated = rules.explain(case._replace(stated_due_at=case.created_at))
    assert (stated.assumed, stated.response_assumed) == ((), keys)


def test_without_any_known_holiday_all_working_time_rests_on_an_assumption() -> None:
    rules = Rulebook(completion="3 working days", response="6h", calendar=Calendar())
    found = rules.explain(Case("Sampah", ARRIVED))
    assert (found.assumed, found.response_assumed) == (("calendar.file",), ())
    assert found.known_until is None and not found.outruns_calendar
