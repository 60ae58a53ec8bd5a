from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from builders import complaint

from bot.cli.deadline_words import as_json, as_text
from monitor.deadlines.case import Case
from monitor.deadlines.sla import Rulebook
from monitor.frozen.ruling import AtCutoff, Ruling
from monitor.model import Dues, Stage

from .conftest import Place

RULE = """
[[sla.rule]]
category = "Sampah"
completion = "1 working days"
"""


def test_both_deadlines_with_rule_and_arithmetic(place: Place) -> None:
    place.configure(RULE)
    said = place.siaga("deadline", "sampah", "2026-11-20T20:00", "--format", "json")
    assert said.code == 0 and said.err == ""
    answer = json.loads(said.out)
    assert list(answer) == ["response_due_at", "completion_due_at", "rule", "source", "spans"]
    assert answer["response_due_at"] == "2026-11-21T02:00:00+07:00"
    assert answer["completion_due_at"] == "2026-11-23T16:00:00+07:00"
    assert "1 working days" in answer["rule"] and "sla.rule[1]" in answer["source"]
    assert answer["spans"][0]["from"] == "2026-11-20T20:00:00+07:00"
    assert [span["counted"] for span in answer["spans"]] == [False, False, True]
    assert answer["spans"][-1]["to"] == answer["completion_due_at"]


def test_the_text_says_the_same_to_people(place: Place) -> None:
    place.configure(RULE)
    said = place.siaga("deadline", "Sampah", "2026-11-20T13:00Z")
    lines = said.out.splitlines()
    assert lines[0] == "response due    2026-11-21 02:00+07:00"
    assert lines[1] == "completion due  2026-11-23 16:00+07:00"
    assert (
        lines[4]
        == "clock           validation runs (asumsi), returned resumes (asumsi), handover continues (asumsi)"
    )
    assert lines[6:] == [
        "response    2026-11-20 20:00+07:00 - 2026-11-21 02:00+07:00  +6h = 6h",
        "completion  2026-11-20 20:00+07:00 - 2026-11-21 00:00+07:00  not counted: day of arrival",
        "completion  2026-11-21 00:00+07:00 - 2026-11-23 00:00+07:00  not counted: weekend",
        "completion  2026-11-23 00:00+07:00 - 2026-11-23 16:00+07:00  day 1",
    ]


def test_a_category_that_nothing_names_is_said_and_asked_back(place: Place) -> None:
    place.configure(RULE)
    said = place.siaga("deadline", "Sampahh", "2026-11-20T20:00")
    note = 'no rule and no line of the pedoman names the category "Sampahh": did you mean Sampah?'
    assert said.code == 0 and f"note            {note}" in said.out.splitlines()
    told = json.loads(place.siaga("deadline", "Sampahh", "2026-11-20T20:00", "--format", "json").out)
    assert told["note"] == note
    assert "what holds for every category decides." in place.siaga("deadline", "Kabel", "2026-11-20").out
    assert "note" not in place.siaga("deadline", "SAMPAH", "2026-11-20T20:00").out


MORE_RULES = """
[[sla.rule]]
category = "*"
response = "3h"
completion = "9 working hours"
[[sla.rule]]
category = "Sampah"
aliases = ["Tumpukan sampah"]
completion = "2 days"
[[sla.rule]]
category = "Sampah"
channel = "JAKI"
unit_level = "kelurahan"
priority = "Tinggi"
completion = "36h"
[sla.clock]
returned = "restarts"
"""


def test_the_most_specific_rule_wins_and_what_it_beat_is_named(place: Place) -> None:
    place.configure(MORE_RULES)
    kind = ("--channel", "jaki", "--unit-level", "kelurahan", "--priority", "TINGGI")
    said = place.siaga("deadline", "tumpukan SAMPAH", "2026-11-20T20:00", "--format", "json")
    assert json.loads(said.out)["completion_due_at"] == "2026-11-22T20:00:00+07:00"
    assert json.loads(said.out)["rule"] == (
        "response 3h, completion 2 days; validation runs (asumsi), returned restarts, handover continues (asumsi)"
    )
    lines = place.siaga("deadline", "Sampah", "2026-11-20T20:00", *kind).out.splitlines()
    assert lines[1] == "completion due  2026-11-22 08:00+07:00"
    assert lines[3] == (
        "source          response: sla.rule[1] (every category), over sla defaults; "
        "completion: sla.rule[3] (category Sampah, channel JAKI, unit level kelurahan, priority Tinggi), "
        "over sla.rule[2], sla.rule[1], sla defaults"
    )


def test_working_hours_add_up_line_by_line(place: Place) -> None:
    place.configure(MORE_RULES)
    lines = place.siaga("deadline", "Lain", "2026-11-20T15:00:30").out.splitlines()
    counted = [line.partition("  +")[2] for line in lines if line.startswith("completion ") and "  +" in line]
    assert counted == ["1h 29m 30s = 1h 29m 30s", "7h 30m 30s = 9h"]


def test_an_unknown_unit_level_is_refused(place: Place) -> None:
    said = place.siaga("deadline", "Lain", "2026-11-20", "--unit-level", "RW")
    assert said.code == 2 and "--unit-level" in said.err


def test_no_limit_is_no_due_time(place: Place) -> None:
    place.configure('[[sla.rule]]\ncategory = "Lain"\ncompletion = "none"\n')
    said = place.siaga("deadline", "Lain", "2026-11-20", "--format", "json")
    assert json.loads(said.out)["completion_due_at"] is None
    assert "completion due  none" in place.siaga("deadline", "Lain", "2026-11-20").out


def test_a_limit_in_working_time_without_hours_is_a_configuration_error(place: Place) -> None:
    place.configure(RULE)
    said = place.siaga("deadline", "Sampah", "2026-11-20", SIAGA_CALENDAR__HOURS='{"mon": ""}')
    assert said.code in (0, 2) and "Traceback" not in said.err


def test_seconds_are_shown_so_that_the_sum_can_be_checked(place: Place) -> None:
    place.configure(MORE_RULES)
    lines = place.siaga("deadline", "Lain", "2026-11-20T15:00:29.5").out.splitlines()
    assert lines[0] == "response due    2026-11-20 18:00:29.5+07:00"
    assert lines[7:] == [
        "response    2026-11-20 15:00:29.5+07:00 - 2026-11-20 18:00:29.5+07:00  +3h = 3h",
        "completion  2026-11-20 15:00:29.5+07:00 - 2026-11-20 16:30+07:00  +1h 29m 30.5s = 1h 29m 30.5s",
        "completion  2026-11-20 16:30+07:00 - 2026-11-21 00:00+07:00  not counted: closed",
        "completion  2026-11-21 00:00+07:00 - 2026-11-23 00:00+07:00  not counted: weekend",
        "completion  2026-11-23 00:00+07:00 - 2026-11-23 07:30+07:00  not counted: closed",
        "completion  2026-11-23 07:30+07:00 - 2026-11-23 15:00:29.5+07:00  +7h 30m 29.5s = 9h",
    ]


def test_a_deadline_beyond_the_known_calendar_is_marked(place: Place) -> None:
    place.configure(RULE)
    until = "days off are known until 2026-12-31, after that weekends only (asumsi)"
    said = place.siaga("deadline", "Sampah", "2026-12-31T10:00")
    assert f"calendar        {until}" in said.out.splitlines()
    answer = place.siaga("deadline", "Sampah", "2026-12-31T10:00", "--format", "json").out
    assert json.loads(answer)["rule"].endswith(until)
    assert "asumsi" not in place.siaga("deadline", "Sampah", "2026-12-30T10:00").out.partition("calendar")[2]
    said = place.siaga("deadline", "Sampah", "2019-12-30T10:00").out.splitlines()
    assert "calendar        days off of 2019 are not known: weekends only (asumsi)" in said


def test_a_deadline_by_a_calendar_without_any_day_is_marked(place: Place) -> None:
    place.write("libur.csv", "date,kind,name\n")
    place.configure(RULE)
    path = place.folder / "config.toml"
    path.write_text(path.read_text().replace("builtin:indonesia", "libur.csv"))
    said = place.siaga("deadline", "Sampah", "2026-12-24T10:00").out.splitlines()
    assert "calendar        no days off are known: weekends only (asumsi)" in said


HEADINGS = "Nomor Tiket,Tanggal Laporan,Status,Kelurahan,SKPD,Kategori\n"
RETURNING = """
[[sla.rule]]
category = "Sampah"
aliases = ["Tumpukan"]
completion = "2 days"
[sla.clock]
validation = "pauses"
returned = "restarts"
"""


def listed(place: Place, at: str, status: str, **env: str) -> None:
    row = f"JK1,2026-11-20 09:00:07,{status},Cideng,,tumpukan\n"
    said = place.siaga("import", place.write("export.csv", HEADINGS + row), "--as-of", at, **env)
    assert said.code == 0, said.err


def test_a_stored_complaint_is_explained_from_its_facts(place: Place) -> None:
    place.configure(RETURNING)
    listed(place, "2026-11-20T10:00", "Proses")
    listed(place, "2026-11-21T09:00", "Menunggu Validasi")
    paused = place.siaga("deadline", "--ticket", " jk1 ")
    assert paused.code == 0 and paused.out.splitlines()[:5] == [
        "complaint       JK1 in crm",
        "category        tumpukan",
        "unit level      kelurahan",
        "response due    2026-11-20 15:00:07+07:00",
        "completion due  none while it is checked: the clock stands since 2026-11-20 10:00+07:00",
    ]
    standing = json.loads(place.siaga("deadline", "--ticket", "JK1", "--format", "json").out)
    assert standing["pauses"] == [{"from": "2026-11-20T10:00:00+07:00", "to": None}]
    assert (
        "\npaused          2026-11-20 10:00+07:00 - it still stands, completion only: it is checked" in paused.out
    )
    listed(place, "2026-11-21T15:00", "TL Ditolak")
    lines = place.siaga("deadline", "--ticket", "JK1").out.splitlines()
    assert lines[4] == "completion due  2026-11-23 15:00+07:00"
    assert lines[5] == "rule            response 6h, completion 2 days"
    assert "started anew    2026-11-21 15:00+07:00, completion only: returned" in lines
    assert "events          some are known as intervals only: what favours those who must act counts" in lines
    assert lines[-1] == "completion  2026-11-21 15:00+07:00 - 2026-11-23 15:00+07:00  +48h = 48h"

    assert "returned        after 2026-11-21 09:00+07:00, by 2026-11-21 15:00+07:00" in lines

    answer = json.loads(place.siaga("deadline", "--ticket", "JK1", "--format", "json").out)
    assert answer["started_anew"] == {"at": "2026-11-21T15:00:00+07:00", "why": "returned"}
    assert answer["returned"] == [{"after": "2026-11-21T09:00:00+07:00", "by": "2026-11-21T15:00:00+07:00"}]
    (known,) = json.loads(place.siaga("list", "--format", "json").out)
    assert all(answer[name] == known[name] for name in ("ticket", "response_due_at", "completion_due_at", "stage"))
    assert (answer["frozen"], answer["recorded"], answer["stated"]) == (False, None, False)
    assert answer["spans"][-1]["to"] == answer["completion_due_at"]

    then = json.loads(
        place.siaga("deadline", "--ticket", "JK1", "--at", "2026-11-21T12:00", "--format", "json").out
    )
    assert (then["completion_due_at"], then["paused_since"]) == (None, "2026-11-20T10:00:00+07:00")
    assert then["at"] == "2026-11-21T12:00:00+07:00" and answer["at"] is None
    told = place.siaga("deadline", "--ticket", "JK1", "--at", "2026-11-21T12:00").out
    by_today = "what had happened by 2026-11-21 12:00+07:00, as known today: also what was recorded later"
    assert f"facts           {by_today}" in told.splitlines()
    early = place.siaga("deadline", "--ticket", "JK1", "--at", "2026-11-20T09:00")
    assert early.code == 1 and early.err.count("\n") == 1 and "after --at" in early.err


def test_which_complaint_is_meant_must_be_clear(place: Place) -> None:
    listed(place, "2026-11-20T10:00", "Proses")
    listed(place, "2026-11-20T10:00", "Proses", SIAGA_CRM__SYSTEM="lama")
    for words, code, sentence in (
        (("--ticket", "JK1"), 2, "is in 2 systems (crm, lama): name one with --system."),
        (("--ticket", "JK1", "--system", "baru"), 1, 'no complaint with the ticket "JK1" in the system "baru"'),
        (("--ticket", "JK2"), 1, 'no complaint with the ticket "JK2": compare it with siaga list.'),
        (("--ticket", "JK1", "--channel", "JAKI"), 2, "--channel is read from the complaint of --ticket"),
        (("Sampah", "--ticket", "JK1"), 2, "CATEGORY is read from the complaint of --ticket"),
        (("Sampah", "2026-11-20", "--at", "2026-11-21"), 2, "--system and --at belong to --ticket"),
        (("Sampah",), 2, "give CATEGORY and CREATED, or --ticket TICKET"),
    ):
        said = place.siaga("deadline", *words)
        assert said.code == code and sentence in said.err and said.err.count("\n") == 1
    assert place.siaga("deadline", "--ticket", "JK1", "--system", "lama").out.startswith(
        "complaint       JK1 in lama"
    )


JAKARTA = ZoneInfo("Asia/Jakarta")
ARRIVED = datetime(2026, 10, 15, 3, tzinfo=UTC)


def test_what_was_frozen_names_its_rules_and_what_stands() -> None:
    one = complaint("JK1", created_at=ARRIVED)
    ruling = Ruling(Rulebook().explain(Case("Jalan", ARRIVED)), frozen=True, recorded=Dues(ARRIVED, None))
    lines = as_text(ruling, JAKARTA, one).splitlines()
    assert "rules of        the month that was frozen, as they were then" in lines
    assert "recorded        response 2026-10-15 10:00+07:00, completion none: these stand" in lines
    told = json.loads(as_json(ruling, JAKARTA, one))
    recorded = {"response_due_at": "2026-10-15T10:00:00+07:00", "completion_due_at": None}
    assert (told["frozen"], told["recorded"]) == (True, recorded)


def test_the_due_times_of_the_cut_off_stand_beside_todays() -> None:
    one, cut_at = complaint("JK1", created_at=ARRIVED), datetime(2026, 11, 8, 16, 59, tzinfo=UTC)
    ruling = Ruling(Rulebook().explain(Case("Jalan", ARRIVED)), True, None, AtCutoff(cut_at, Dues(ARRIVED, None)))
    lines = as_text(ruling, JAKARTA, one).splitlines()
    assert (
        "at cut-off      response 2026-10-15 10:00+07:00, completion none, as known at 2026-11-08 23:59+07:00; "
        "not those above: the frozen figures count by these"
    ) in lines
    assert "facts           as known today: some became known after the cut-off" in lines
    assert json.loads(as_json(ruling, JAKARTA, one))["at_cutoff"] == {
        "cut_at": "2026-11-08T23:59:00+07:00",
        "counted": True,
        "response_due_at": "2026-10-15T10:00:00+07:00",
        "completion_due_at": None,
    }
    late = replace(ruling, at_cutoff=AtCutoff(cut_at, None))
    assert "at cut-off      not known as a complaint of that month" in as_text(late, JAKARTA, one)
    assert json.loads(as_json(late, JAKARTA, one))["at_cutoff"]["counted"] is False


def test_a_stated_deadline_and_a_dismissed_complaint_say_so() -> None:
    ruling = Ruling(Rulebook().explain(Case("Jalan", ARRIVED, stated_due_at=ARRIVED)))
    text = as_text(ruling, JAKARTA, complaint("JK1", created_at=ARRIVED, stage=Stage.DISMISSED))
    assert "\nstage           dismissed as a complaint: no deadline counts\n" in text
    assert "\ncompletion due  2026-10-15 10:00+07:00, as its source states\n" in text
    assert "\nrule            response 6h, completion as stated\n" in text
    assert "completion: the source of the complaint" in text
