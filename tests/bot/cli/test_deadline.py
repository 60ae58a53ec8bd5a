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
    assert any("not counted" in line for line in lines)


def test_no_limit_is_no_due_time(place: Place) -> None:
    place.configure('[[sla.rule]]\ncategory = "Lain"\ncompletion = "none"\n')
    said = place.siaga("deadline", "Lain", "2026-11-20", "--format", "json")
    assert json.loads(said.out)["completion_due_at"] is None
    assert "completion due  none" in place.siaga("deadline", "Lain", "2026-11-20").out


def test_a_limit_in_working_time_without_hours_is_a_configuration_error(place: Place) -> None:
    place.configure(RULE)
    said = place.siaga("deadline", "Sampah", "2026-11-20", SIAGA_CALENDAR__HOURS='{"mon": ""}')
    assert said.code in (0, 2) and "Traceback" not in said.err
