"""What can stop a clock is folded from facts: small stories of one complaint."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import HOUR, NOW
from hypothesis import given
from hypothesis import strategies as st
from stories import at, told

from monitor.clock_events import MOST, MOST_HANDOVERS, ClockEvent, ClockEventKind, restart_of
from monitor.facts.history import rewind
from monitor.model import Stage

BEGAN, ENDED, RETURNED, HANDED = ClockEventKind
ARRIVED = NOW - 2 * HOUR


def events(*listings: dict[str, object]) -> list[tuple[str, float, float]]:
    """Kind, and the hours after the first listing between which it happened."""
    return [
        (event.kind.value, (event.after - NOW) / HOUR, (event.at - NOW) / HOUR)
        for event in told(*listings)[0].clock_events
    ]


WAIT, PROCESS, VALIDATION = at(Stage.WAIT), at(Stage.PROCESS), at(Stage.VALIDATION)


def test_a_check_that_is_refused_and_one_that_ends_it() -> None:
    refused = at(Stage.RETURNED)
    assert events(WAIT, PROCESS, VALIDATION, VALIDATION, refused, VALIDATION, at(Stage.COMPLETE)) == [
        ("began", 1, 2),
        ("returned", 3, 4),
        ("began", 4, 5),
        ("ended", 5, 6),
    ]


def test_a_check_that_was_there_at_first_sight_may_have_begun_with_the_arrival() -> None:
    assert events(VALIDATION, PROCESS) == [("began", -2, 0), ("ended", 0, 1)]
    assert events(at(Stage.RETURNED)) == [("returned", -2, 0)]


def test_an_unmapped_label_ends_a_check() -> None:
    assert events(VALIDATION, at(Stage.UNMAPPED))[-1] == ("ended", 0, 1)


def restarted_at(*listings: dict[str, object]) -> float | None:
    """The hours after the first listing at which the latest hand-over that counts was."""
    known, _ = told(*listings)
    found = restart_of(known.clock_events, HANDED, known.completed.at if known.completed else None)
    return None if found is None else (found - NOW) / HOUR


def test_the_latest_hand_over_before_the_end_counts() -> None:
    units = [at(Stage.PROCESS, unit=name) for name in ("Sudin A", "Sudin B", "Sudin A")]
    assert events(*units) == [("handed_over", 0, 1), ("handed_over", 1, 2)]
    done = at(Stage.COMPLETE, unit="Sudin A")
    assert restarted_at(*units, done, at(Stage.COMPLETE, unit="Sudin C")) == 2
    assert restarted_at(units[0], at(Stage.COMPLETE, unit="Sudin B")) == 1  # which came first?


def test_an_end_that_is_dated_later_tells_which_hand_over_was_before_it() -> None:
    first, second = at(Stage.PROCESS, unit="Sudin A"), at(Stage.PROCESS, unit="Sudin B")
    early = at(Stage.COMPLETE, completed_at=NOW + 0.5 * HOUR, unit="Sudin B")
    late = at(Stage.COMPLETE, completed_at=NOW + 3.5 * HOUR, unit="Sudin C")
    blank: dict[str, object] = {"stage": None, "status": None, "unlabelled": True, "unit": "Sudin C"}
    assert restarted_at(first, second, early, blank) == 0.5
    assert restarted_at(first, second, early, blank, late) == 3  # it was not over yet, and nobody had shown that
    third = at(Stage.PROCESS, unit="Sudin C")
    assert restarted_at(first, second, second, third, late | {"completed_at": NOW + 1.5 * HOUR}) == 1


def test_an_end_that_is_dated_later_dates_the_end_of_the_check() -> None:
    done = at(Stage.COMPLETE)
    dated = at(Stage.COMPLETE, completed_at=NOW + 1.5 * HOUR)
    assert events(VALIDATION, VALIDATION, done) == [("began", -2, 0), ("ended", 1, 2)]
    assert events(VALIDATION, VALIDATION, done, dated) == [("began", -2, 0), ("ended", 1.5, 1.5)]


def test_nothing_happened_before_a_corrected_arrival() -> None:
    later, earlier = NOW - HOUR, NOW - 5 * HOUR
    assert events(VALIDATION, at(Stage.VALIDATION, created_at=earlier)) == [("began", -5, 0)]
    assert events(VALIDATION, at(Stage.VALIDATION, created_at=later)) == [("began", -1, 0)]
    assert events(VALIDATION, at(Stage.VALIDATION, created_at=NOW + HOUR)) == [("began", 1, 1)]


def test_a_source_that_flaps_does_not_grow_a_row_for_ever() -> None:
    known, _ = told(*[PROCESS, VALIDATION] * MOST)
    assert len(known.clock_events) == MOST
    assert known.clock_events[-1] == ClockEvent(BEGAN, known.stage_moment.after, known.stage_moment.at)
    units = [at(Stage.VALIDATION, unit=name) for name in ("Sudin A", "Sudin B")]
    known, _ = told(*units * MOST_HANDOVERS)
    assert [event.kind for event in known.clock_events] == [*[HANDED] * MOST_HANDOVERS, BEGAN]


def test_what_had_not_happened_yet_stopped_nothing() -> None:
    known, facts = told(WAIT, PROCESS, VALIDATION, at(Stage.RETURNED), VALIDATION)
    then = rewind(known, facts, NOW + 2.5 * HOUR)
    assert then is not None
    assert [event.kind for event in then.clock_events] == [BEGAN]
    now = rewind(known, facts, NOW + 9 * HOUR)
    assert now is not None and now.clock_events == known.clock_events


STAGES = [stage for stage in Stage if stage is not Stage.DISMISSED]
LISTINGS = st.lists(
    st.builds(
        lambda stage, unit, hours: at(stage, unit=unit, created_at=ARRIVED + timedelta(hours=hours)),
        st.sampled_from(STAGES),
        st.sampled_from(["Sudin A", "Sudin B"]),
        st.sampled_from([0, 0, 0, -3, 1]),
    ),
    min_size=1,
    max_size=12,
)


@given(LISTINGS)
def test_the_fold_of_all_facts_is_the_complaint_step_by_step(listings: list[dict[str, object]]) -> None:
    known, facts = told(*listings)
    kinds = [event.kind for event in known.clock_events]
    assert kinds.count(HANDED) == known.handovers
    stages = [event for event in known.clock_events if event.kind is not HANDED]
    assert [event.at for event in stages] == sorted(event.at for event in stages)
    if known.stage is Stage.VALIDATION:
        assert stages[-1].kind is BEGAN
    rewound = rewind(known, facts, NOW + timedelta(days=9))
    assert rewound is not None and rewound.clock_events == known.clock_events


@pytest.mark.parametrize("stage", [Stage.WAIT, Stage.PROCESS, Stage.COMPLETE, Stage.DISMISSED])
def test_most_complaints_have_none(stage: Stage) -> None:
    assert events(WAIT, at(stage)) == []
