"""Which complaint stands in which section of whose digest, and the numbers beside them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from digest_cases import (
    ACTIVITY,
    AFTERNOON,
    CIDENG,
    CITY,
    DAY,
    FRESH,
    GAMBIR,
    GELORA,
    HOUR,
    KWITANG,
    NOW,
    audience,
    complaint,
    directory,
    held_by,
    occasion,
)
from hypothesis import given
from hypothesis import strategies as st

from monitor.areas.directory import Level
from monitor.clock import SteppedClock
from monitor.digest import Audience, Digest, SectionKind, audience_of, compose
from monitor.model import ClockName, Complaint, Moment, Scope, Stage
from monitor.scope import Holding, reach_of

MICROSECOND = timedelta(microseconds=1)


def digest(complaints: Sequence[Complaint], who: Audience | None = None) -> Digest:
    return compose(complaints, who or audience(CIDENG), occasion(), data=FRESH, activity=ACTIVITY)


def section_of(one: Complaint, who: Audience | None = None) -> SectionKind | None:
    sections = digest([one], who).sections
    return sections[0].kind if sections else None


@pytest.mark.parametrize(
    ("due_at", "kind"),
    [
        (NOW - MICROSECOND, SectionKind.RESPONSE_OVERDUE),
        (NOW, SectionKind.RESPONSE_BEFORE_NEXT),
        (AFTERNOON - MICROSECOND, SectionKind.RESPONSE_BEFORE_NEXT),
        (AFTERNOON, SectionKind.WAITING),
        (None, SectionKind.WAITING),
    ],
)
def test_waiting_complaint_is_placed_by_its_response_clock(due_at, kind) -> None:
    assert section_of(complaint(response_due_at=due_at)) is kind


@pytest.mark.parametrize(
    ("due_at", "kind"),
    [
        (NOW - MICROSECOND, SectionKind.COMPLETION_OVERDUE),
        (NOW, SectionKind.COMPLETION_BEFORE_NEXT),
        (AFTERNOON - MICROSECOND, SectionKind.COMPLETION_BEFORE_NEXT),
        (AFTERNOON, SectionKind.IN_PROCESS),
        (None, SectionKind.IN_PROCESS),
    ],
)
def test_answered_complaint_is_placed_by_its_completion_clock(due_at, kind) -> None:
    one = complaint(stage=Stage.PROCESS, completion_due_at=due_at, response_due_at=NOW - DAY)
    assert section_of(one) is kind
    assert digest([one]).in_process == 1


def test_waiting_complaint_whose_completion_is_late_is_not_hidden_among_the_others() -> None:
    one = complaint(response_due_at=None, completion_due_at=NOW - HOUR)
    assert section_of(one) is SectionKind.COMPLETION_OVERDUE
    assert digest([one]).in_process == 0


def test_late_answer_comes_before_late_completion() -> None:
    one = complaint(age=9 * DAY)
    made = digest([one])
    assert [section.kind for section in made.sections] == [SectionKind.RESPONSE_OVERDUE]
    assert made.sections[0].lines[0].clock is ClockName.RESPONSE


def test_unmapped_stage_waits_unless_the_answer_is_known() -> None:
    unmapped = complaint(stage=Stage.UNMAPPED, age=7 * HOUR)
    answered = complaint(stage=Stage.UNMAPPED, age=7 * HOUR, responded=Moment(NOW - HOUR, NOW))
    assert section_of(unmapped) is SectionKind.RESPONSE_OVERDUE
    assert section_of(answered) is SectionKind.IN_PROCESS
    assert digest([answered]).in_process == 1


def test_complaint_back_in_wait_after_its_answer_still_waits_but_owes_no_answer() -> None:
    one = complaint(age=9 * HOUR, responded=Moment.exactly(NOW - 8 * HOUR))
    made = digest([one])
    assert made.lines(SectionKind.WAITING)[0].clock is ClockName.COMPLETION
    assert made.in_process == 0


@pytest.mark.parametrize("stage", [Stage.COMPLETE, Stage.DISMISSED])
def test_closed_complaints_are_nobodys_business(stage) -> None:
    assert digest([complaint(stage=stage, age=DAY, completed=Moment.exactly(NOW))]).is_empty


def test_what_the_crm_shows_no_more_is_in_no_section_and_named_to_the_city_only() -> None:
    gone = complaint("JK2611220001", missing_since=NOW - HOUR)
    city = digest([gone, complaint(age=7 * HOUR)], audience(CITY))
    assert city.missing == ("JK2611220001",)
    assert [len(section.lines) for section in city.sections] == [1]
    kelurahan = digest([gone])
    assert (kelurahan.missing, kelurahan.is_empty) == ((), True)
    assert digest([gone], audience(GELORA, KWITANG)).missing == ()


def test_held_elsewhere_is_shown_apart_and_never_as_late() -> None:
    one = held_by("Sudin Bina Marga", stage=Stage.WAIT, age=9 * DAY)
    made = digest([one, complaint(area_code=GELORA)])
    assert [section.kind for section in made.sections] == [SectionKind.ELSEWHERE]
    assert made.in_process == 0
    assert not made.is_empty


def test_unplaced_complaint_is_the_citys_and_counted() -> None:
    one = complaint(area=None, area_code=None, age=7 * HOUR)
    made = digest([one], audience(CITY))
    assert made.unplaced == 1
    assert [line.complaint for line in made.lines(SectionKind.RESPONSE_OVERDUE)] == [one]
    assert [row.waiting for row in made.rows if row.code == ""] == [1]
    assert digest([one]).is_empty


def test_lines_come_by_due_time_and_those_without_one_last() -> None:
    without, later, sooner = (
        complaint(response_due_at=due, completion_due_at=None) for due in (None, NOW + 9 * HOUR, NOW + 8 * HOUR)
    )
    lines = digest([without, later, sooner]).lines(SectionKind.WAITING)
    assert [line.complaint for line in lines] == [sooner, later, without]


def test_those_in_process_come_by_due_time_and_after_all_that_is_urgent() -> None:
    later, sooner = (complaint(age=age * DAY, stage=Stage.PROCESS) for age in (1, 3))
    urgent = complaint(age=8 * DAY, stage=Stage.PROCESS)
    made = digest([later, held_by("Sudin Bina Marga"), sooner, urgent])
    order = [SectionKind.COMPLETION_OVERDUE, SectionKind.IN_PROCESS, SectionKind.ELSEWHERE]
    assert [section.kind for section in made.sections] == order
    assert [line.complaint for line in made.lines(SectionKind.IN_PROCESS)] == [sooner, later]
    assert made.in_process == 3


def test_table_of_the_city_counts_by_kecamatan_of_whoever_must_act() -> None:
    made = digest(
        [
            complaint(age=7 * HOUR, area_code=CIDENG),
            complaint(age=2 * HOUR, area_code=CIDENG),
            complaint(
                response_due_at=NOW + DAY, area_code=KWITANG, unit="Kecamatan Gambir", unit_area_code=GAMBIR
            ),
            complaint(age=DAY, stage=Stage.PROCESS, area_code=GELORA),
            complaint(area_code=GELORA, unit="Kota", unit_area_code=CITY),
        ],
        audience(CITY),
    )
    rows = {row.code: (row.title, row.waiting, row.overdue, row.before_next) for row in made.rows}
    assert rows[GAMBIR] == ("Gambir", 3, 1, 1)
    assert rows[CITY] == ("Kota Jakarta Pusat", 1, 0, 1)
    assert len(rows) == 9
    assert sum(waiting for _, waiting, _, _ in rows.values()) == 4


def test_office_of_a_kecamatan_is_not_taken_for_a_kelurahan_of_that_name() -> None:
    one = complaint(area_code=CIDENG, unit="Kecamatan Gambir", unit_area_code=GAMBIR)
    made = digest([one], audience(GAMBIR))
    assert [row.title for row in made.rows if row.waiting] == ["Kec. Gambir"]


def test_worst_kelurahan_are_those_with_most_late_answers() -> None:
    late = [complaint(age=7 * HOUR, area_code=code) for code in (KWITANG, GELORA, GELORA, CIDENG)]
    made = digest([*late, complaint(age=HOUR, area_code=CIDENG)], audience(CITY))
    assert [(row.title, row.overdue) for row in made.worst] == [("Gelora", 2), ("Cideng", 1), ("Kwitang", 1)]
    assert digest(late).worst == ()


def test_nihil_is_a_kelurahan_that_has_and_hosts_nothing_open() -> None:
    made = digest(
        [
            complaint(area_code=CIDENG),
            complaint(area_code=KWITANG, stage=Stage.PROCESS, age=DAY),
            held_by("Sudin Bina Marga", area_code=GELORA),
        ],
        audience(CITY),
    )
    assert made.nihil == 44 - 3
    assert digest([], audience(CITY)).nihil == 44


complaints = st.lists(
    st.builds(
        complaint,
        age=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=20)),
        stage=st.sampled_from(list(Stage)),
        area_code=st.sampled_from([CIDENG, GELORA, KWITANG, GAMBIR, CITY, None, "unknown"]),
        unit=st.sampled_from([None, "Sudin Bina Marga"]),
        unit_area_code=st.sampled_from([None, CIDENG, GAMBIR]),
    ),
    max_size=30,
)


@given(complaints, st.sampled_from([(CIDENG,), (GAMBIR,), (CITY,), (CIDENG, KWITANG), ()]))
def test_every_open_complaint_is_in_exactly_one_section(found, codes) -> None:
    who = audience(*codes)
    made = digest(found, who)
    told = [line.complaint.id for section in made.sections for line in section.lines]
    holding = {one.id: who.reach.holding(one) for one in found if one.stage.is_open}
    seen = {number for number, held in holding.items() if held is not Holding.OUTSIDE}
    assert len(told) == len(set(told))
    assert set(told) == seen
    assert len(made.lines(SectionKind.IN_PROCESS)) <= made.in_process
    assert made.is_empty == (not seen)
    waiting = [one for one in found if one.id in seen and one.stage in (Stage.WAIT, Stage.UNMAPPED)]
    ours = [one for one in waiting if holding[one.id] is not Holding.ELSEWHERE]
    if made.rows:
        assert sum(row.waiting for row in made.rows) == len(ours)
        assert sum(row.overdue for row in made.rows) == len(made.lines(SectionKind.RESPONSE_OVERDUE))
        assert sum(row.before_next for row in made.rows) == len(made.lines(SectionKind.RESPONSE_BEFORE_NEXT))


@dataclass
class Office:
    """As much of a desk as tells an audience."""

    clock: SteppedClock
    directory: Any = None
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Jakarta"))

    def reach(self, scope: Scope) -> Any:
        return reach_of(scope, directory().within, takes_unplaced=scope.everything)

    def title(self, scope: Scope) -> str:
        return "judul"


def office(at: datetime = NOW) -> Any:
    return Office(SteppedClock(at), directory())


def test_audience_of_a_city_has_its_kecamatan_and_kelurahan() -> None:
    who = audience_of(office(), Scope(areas=(CITY,)))
    assert (who.level, len(who.table), len(who.kelurahan), who.spans_many) == (Level.KOTA, 8, 44, True)


def test_audience_of_a_kelurahan_needs_no_table() -> None:
    who = audience_of(office(), Scope(areas=(CIDENG,)))
    assert (who.level, who.table, who.spans_many) == (Level.KELURAHAN, (), False)


def test_audience_of_everything_has_a_table_of_cities() -> None:
    who = audience_of(office(), Scope(everything=True))
    assert (who.level, len(who.table), len(who.kelurahan)) == (None, 6, 267)


def test_audience_of_a_unit_or_of_several_areas_has_no_table() -> None:
    unit = audience_of(office(), Scope(unit="Sudin Bina Marga"))
    assert (unit.level, unit.table, unit.kelurahan, unit.spans_many) == (None, (), (), True)
    several = audience_of(office(), Scope(areas=(CIDENG, KWITANG)))
    assert (several.level, several.table, len(several.kelurahan)) == (None, (), 2)


def test_unknown_code_has_no_lineage() -> None:
    who = audience_of(office(), Scope(areas=(CITY,)))
    assert who.lineage("unknown") == ()
    assert [area.level for area in who.lineage(CIDENG)] == [Level.KELURAHAN, Level.KECAMATAN, Level.KOTA]
