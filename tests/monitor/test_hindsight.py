"""What the oracle found: dates that come late, answers that come with a check, labels that say nothing."""

from __future__ import annotations

from builders import HOUR, NOW
from stories import at, told

from monitor.clock_events import ClockEvent, ClockEventKind
from monitor.facts.history import rewind
from monitor.model import Moment, Stage

WAIT, PROCESS, COMPLETE = at(Stage.WAIT), at(Stage.PROCESS), at(Stage.COMPLETE)


def between(after: float, until: float) -> Moment:
    """Hours after the first listing."""
    return Moment(NOW + after * HOUR, NOW + until * HOUR)


def exactly(hour: float) -> Moment:
    return between(hour, hour)


def test_a_refusal_did_not_come_in_the_instant_of_the_dated_answer() -> None:
    returned = at(Stage.RETURNED, responded_at=NOW + 0.5 * HOUR)
    known, _ = told(WAIT, returned)
    assert known.responded == exactly(0.5)
    assert known.clock_events == (ClockEvent(ClockEventKind.RETURNED, NOW + 0.5 * HOUR, NOW + HOUR),)
    first, _ = told(at(Stage.RETURNED, responded_at=NOW - 0.5 * HOUR))
    assert first.clock_events == (ClockEvent(ClockEventKind.RETURNED, NOW - 0.5 * HOUR, NOW),)


def test_an_end_without_a_date_came_after_the_dated_answer() -> None:
    known, _ = told(WAIT, at(Stage.COMPLETE, responded_at=NOW + 0.5 * HOUR))
    assert known.completed == between(0.5, 1)


def test_a_label_that_nobody_mapped_does_not_say_that_it_still_waits() -> None:
    unmapped = at(Stage.UNMAPPED)
    known, _ = told(WAIT, WAIT, unmapped, unmapped, PROCESS)
    assert known.responded == between(1, 4)
    assert known.stage_moment == between(3, 4)
    never_waited, _ = told(unmapped, PROCESS)
    assert never_waited.responded == between(-2, 1)


def test_a_date_that_came_late_counts_at_every_instant() -> None:
    answered, late = NOW + 0.25 * HOUR, at(Stage.PROCESS, responded_at=NOW + 0.25 * HOUR)
    known, facts = told(WAIT, PROCESS, late)
    before, after = (rewind(known, facts, answered + shift * HOUR) for shift in (-0.1, 0.1))
    assert before is not None and before.responded is None
    assert after is not None and after.responded == Moment.exactly(answered)


def test_an_end_that_is_dated_late_is_complete_from_then_on() -> None:
    dated = at(Stage.COMPLETE, completed_at=NOW + 1.5 * HOUR)
    known, facts = told(WAIT, PROCESS, COMPLETE, dated)
    stages = {}
    for hour in (1.4, 1.5, 1.9):
        then = rewind(known, facts, NOW + hour * HOUR)
        assert then is not None
        stages[hour] = then.stage, then.completed
    done = (Stage.COMPLETE, exactly(1.5))
    assert stages == {1.4: (Stage.PROCESS, None), 1.5: done, 1.9: done}


def test_a_hand_over_that_may_have_come_before_the_end_counts_looking_back_too() -> None:
    handed = at(Stage.COMPLETE, unit="Sudin B", completed_at=NOW + 0.5 * HOUR)
    known, facts = told(at(Stage.PROCESS, unit="Sudin A"), handed)
    then = rewind(known, facts, NOW + 9 * HOUR)
    assert then is not None and then.clock_events == known.clock_events
    assert [event.kind for event in known.clock_events] == [ClockEventKind.HANDED_OVER]
