"""Calendar warnings and the arithmetic of a deadline, as a chat reads them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from builders import complaint
from hypothesis import given
from hypothesis import strategies as st
from telegram_html import judged

from bot.views import calendar
from bot.views.reckoning import reckoning_html
from bot.views.words import Local
from monitor.clock_events import ClockEvent, ClockEventKind, ClockSettings
from monitor.deadlines.case import Case
from monitor.deadlines.rules import Rule
from monitor.deadlines.sla import Rulebook
from monitor.deadlines.worktime import Calendar
from monitor.frozen.ruling import Ruling
from monitor.model import Dues, Stage


def test_operator_reads_of_the_calendar(golden) -> None:
    golden("calendar_ends", calendar.calendar_ends(date(2026, 12, 31), 58))
    golden("calendar_ended", calendar.calendar_ended(date(2026, 12, 31)))
    golden("calendar_empty", calendar.calendar_is_empty())
    one = [(date(2026, 8, 17), "Hari Kemerdekaan <RI>"), (date(2027, 5, 1), None)]
    golden("calendar_differs", calendar.calendar_differs(one))
    golden(
        "calendar_differs_often",
        calendar.calendar_differs([(date(year, 5, 1), "Buruh") for year in range(2020, 2040)]),
    )


CALENDAR = Calendar.load()
PAUSING = ClockSettings(
    validation_pauses=True, returned_restarts=True, stated=frozenset({"validation", "returned"})
)


def wib(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo("Asia/Jakarta"))


def reckoned(local: Local, rules: Sequence[Rule], arrived: str, *, clock=None, stage=Stage.PROCESS, **more) -> str:
    case = Case("Jalan", wib(arrived), **more)
    found = Rulebook(rules, calendar=CALENDAR, clock=clock).explain(case)
    return reckoning_html(complaint("JK2611230007", created_at=case.created_at, stage=stage), Ruling(found), local)


def checked(began: str, ended: str | None = None, kind=ClockEventKind.CHECK_ENDED, since: str | None = None):
    events = [ClockEvent(ClockEventKind.CHECK_BEGAN, wib(since or began), wib(began))]
    return tuple(events if ended is None else [*events, ClockEvent(kind, wib(ended), wib(ended))])


def test_defaults_are_reckoned_and_marked_as_assumed(golden, local) -> None:
    golden("reckoning_default", reckoned(local, (), "2026-11-23T10:15"))


def test_working_days_are_counted_on_the_fingers(golden, local) -> None:
    rules = (Rule("*", completion="5 days"), Rule("Jalan", response="3h", completion="3 working days"))
    golden("reckoning_working_days", reckoned(local, rules, "2026-12-22T16:30"))
    pause = checked("2026-12-28T10:00", "2026-12-29T10:00")
    golden(
        "reckoning_working_days_paused", reckoned(local, rules, "2026-12-22T16:30", clock=PAUSING, events=pause)
    )


def test_the_winning_rule_and_what_it_beat_are_told_in_peoples_words(local) -> None:
    rules = (
        Rule("*", completion="5 days"),
        Rule("Jalan", completion="4 days", where="ped.csv, line 3"),
        Rule("Jalan", completion="3 days", channel="JAKI", priority="Tinggi", valid_from=date(2026, 11, 1)),
    )
    lines = reckoned(local, rules, "2026-12-22T16:30", channel="jaki", priority="tinggi").splitlines()
    won = "kategori Jalan, kanal JAKI, prioritas Tinggi, yang masuk sejak 1 Nov 2026 (aturan ke-3 di konfigurasi)"
    assert f"Aturan: {won}" in lines
    assert (
        "Mengalahkan: kategori Jalan (pedoman baris 3); semua kategori (aturan ke-1 di konfigurasi); batas bawaan"
    ) in lines
    assert not any("sla." in line or "line" in line for line in lines)


def test_hours_sum_up_to_hours_and_days_to_days(local) -> None:
    rules = (Rule("Jalan", completion="24h"),)
    pause = checked("2026-11-23T12:00", "2026-11-23T18:00")
    clock = ClockSettings(validation_pauses=True)
    html = reckoned(local, rules, "2026-11-23T10:00", clock=clock, events=pause)
    assert "Sen 23 Nov 18.00 - Sel 24 Nov 16.00 · 22 j\nJumlah: 24 j\n" in html
    html = reckoned(local, (), "2026-11-23T10:00", clock=clock, events=pause)
    assert " · 6 hari 22 j\nJumlah: 7 hari\n" in html


def test_pauses_are_told_with_both_instants_where_days_are_counted(local) -> None:
    rules = (Rule("Jalan", completion="3 working days"),)
    pause = checked("2026-12-28T10:00", "2026-12-29T10:00", kind=ClockEventKind.RETURNED)
    later = checked("2027-03-01T10:00", "2027-03-02T10:00")  # long after the due time
    clock = ClockSettings(validation_pauses=True)
    lines = reckoned(local, rules, "2026-12-22T16:30", clock=clock, events=(*pause, *later)).splitlines()
    at = lines.index("Jam berhenti (menunggu validasi):")
    assert lines[at + 1 : at + 3] == ["Sen 28 Des 10.00 - Sel 29 Des 10.00", "TL ditolak Sel 29 Des 10.00"]
    assert not any("Mar" in line for line in lines)
    between = ClockEvent(ClockEventKind.RETURNED, wib("2026-12-28T15:00"), wib("2026-12-29T10:00"))
    html = reckoned(local, rules, "2026-12-22T16:30", clock=clock, events=(pause[0], between))
    assert "\nTL ditolak antara Sen 28 Des 15.00 dan Sel 29 Des 10.00\n" in html


def test_working_hours_add_up(golden, local) -> None:
    rules = (Rule("Jalan", completion="24 working hours"),)
    golden("reckoning_working_hours", reckoned(local, rules, "2026-11-26T15:30"))
    over_the_weekend = checked("2026-11-27T10:00", "2026-11-30T09:00")
    golden("reckoning_pause", reckoned(local, rules, "2026-11-26T15:30", clock=PAUSING, events=over_the_weekend))


def test_what_lies_beyond_the_known_calendar_is_marked_as_assumed(golden, local) -> None:
    rules = (Rule("Jalan", response="4 working hours", completion="2 working days"),)
    html = reckoned(local, rules, "2026-12-30T10:00")
    assert "Asumsi: kalender hari libur baru diketahui sampai 31 Des 2026." in html
    golden("reckoning_beyond", html)
    assert "kalender" not in reckoned(local, rules, "2026-12-28T10:00")


@pytest.mark.parametrize(
    ("calendar", "limit", "words"),
    [
        ({}, "3 working days", "belum berisi satu hari pun"),
        ({"known_from": date(2020, 1, 1)}, "3 working days", "belum diketahui untuk 2019"),
        ({"known_from": date(2022, 1, 1)}, "900 working days", "belum diketahui untuk 2019-2021"),
        (
            {"known_from": date(2020, 1, 1), "unknown_years": [2021, 2022]},
            "900 working days",
            "belum diketahui untuk 2019, 2021-2022",
        ),
    ],
)
def test_years_whose_holidays_are_not_known_are_named(local, calendar, limit, words) -> None:
    until = {"known_until": date(2026, 12, 31)} if calendar else {}
    rules = Rulebook([Rule("*", "6h", limit)], calendar=Calendar(**calendar, **until))
    case = Case("Jalan", wib("2019-06-05T10:00"))
    found = reckoning_html(complaint(created_at=case.created_at), Ruling(rules.explain(case)), local)
    assert found.endswith(f"Asumsi: kalender hari libur {words}.")


def test_seconds_are_shown_where_they_are_not_zero(golden, local) -> None:
    rules = (Rule("Jalan", completion="9 working hours"),)
    html = reckoned(local, rules, "2026-11-26T15:29:59.5")
    for line in ("Masuk Kam 26 Nov 2026 15.29.59,5 WIB", "Kam 26 Nov 15.29.59,5-16.00 · 30 m 0,5 d"):
        assert line in html
    assert "Jum 27 Nov 07.30-15.59.59,5 · 8 j 29 m 59,5 d" in html and "Jumlah: 9 j\n" in html
    golden("reckoning_seconds", reckoned(local, (), "2026-11-23T23:59:59"))


def test_a_clock_that_stands_has_no_end_yet(golden, local) -> None:
    events = checked("2026-11-25T10:00", since="2026-11-25T08:00")
    golden("reckoning_paused", reckoned(local, (), "2026-11-23T10:15", clock=PAUSING, events=events))


def test_a_restart_a_stated_end_and_none_at_all(golden, local) -> None:
    back = checked("2026-11-25T10:00", "2026-11-26T09:00", kind=ClockEventKind.RETURNED)
    rules = (Rule("Jalan", completion="2 working days"),)
    golden("reckoning_restarted", reckoned(local, rules, "2026-11-23T10:15", clock=PAUSING, events=back))
    stated = wib("2026-12-01T12:00")
    golden("reckoning_stated", reckoned(local, (), "2026-11-23T10:15", stated_due_at=stated))
    none = (Rule("*", response="none", completion="none"),)
    golden("reckoning_none", reckoned(local, none, "2026-11-23T10:15"))
    golden("reckoning_dismissed", reckoned(local, (), "2026-11-23T10:15", stage=Stage.DISMISSED))


def test_what_does_not_fit_is_said(golden, local) -> None:
    rules = (Rule("Jalan", completion="200 working days"),)
    html = reckoned(local, rules, "2026-01-05T10:15:30")
    golden("reckoning_long", html)
    assert "baris tidak dimuat di sini" in html


@given(
    start=st.datetimes(datetime(2020, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC)),
    limit=st.sampled_from(
        ["1m", "36h", "7 days", "999 days", "1 working days", "700 working days", "900 working hours"]
    ),
    hours=st.lists(st.integers(1, 400), max_size=30),
)
def test_every_reckoning_can_be_sent(start: datetime, limit: str, hours: list[int]) -> None:
    events, at = [], start
    for number, gap in enumerate(hours):
        at += timedelta(hours=gap)
        kind = ClockEventKind.CHECK_ENDED if number % 2 else ClockEventKind.CHECK_BEGAN
        events.append(ClockEvent(kind, at, at))
    case = Case("Jalan <b>", start, events=tuple(events))
    rules = (Rule("*", completion=limit),)
    found = Rulebook(rules, calendar=CALENDAR, clock=ClockSettings(validation_pauses=True)).explain(case)
    html = reckoning_html(complaint("JK&1"), Ruling(found), Local(ZoneInfo("Asia/Jakarta")))
    assert len(judged(html)) < 4000


def test_deadlines_of_a_frozen_month_name_their_rules_and_what_stands(golden, local) -> None:
    case = Case("Jalan", datetime(2026, 10, 15, 3, tzinfo=UTC))
    due = datetime(2026, 10, 22, 3, tzinfo=UTC)
    ruling = Ruling(Rulebook().explain(case), frozen=True, recorded=Dues(case.created_at, due))
    golden(
        "reckoning_frozen", reckoning_html(complaint("JK2610150007", created_at=case.created_at), ruling, local)
    )
