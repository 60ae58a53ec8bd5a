from __future__ import annotations

import json

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
        "source          response: sla.rule[1], over sla defaults; "
        "completion: sla.rule[3], over sla.rule[2], sla.rule[1], sla defaults (asumsi)"
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
