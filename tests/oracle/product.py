"""The product, given the same plain words as the oracle: its own rulebook, calendar, facts and states."""

from __future__ import annotations

from typing import NamedTuple

from oracle.plain import History, OfficeText, RuleText, instant, micros

from monitor.clock_events import ClockSettings
from monitor.deadlines.categories import Categories, Naming
from monitor.deadlines.dues import case_of, due_again
from monitor.deadlines.opening_hours import Period, SpecialDay
from monitor.deadlines.sla import Rule, Rulebook
from monitor.deadlines.worktime import Calendar
from monitor.facts.history import rewind
from monitor.facts.taking import taker
from monitor.model import Complaint, Fact, NearWindows, Observation, Stage
from monitor.states import completion_state, response_state

NEAR = NearWindows()


class Told(NamedTuple):
    """A complaint after all its listings, and all its facts."""

    complaint: Complaint
    facts: list[Fact]


def rulebook(text: OfficeText) -> Rulebook:
    calendar = Calendar.load(
        cuti_bersama=text.cuti_bersama,
        hours=text.hours,
        periods=[Period(one.first, one.last, one.hours) for one in text.periods],
        days=[SpecialDay(one.on, is_worked=one.is_worked, hours=one.hours) for one in text.days],
        timezone=text.timezone,
    )
    clock = ClockSettings(text.validation_pauses, text.returned_restarts, text.handover_restarts)
    namings = [Naming(rule.category, rule.aliases, "", rule.valid_from, rule.valid_to) for rule in text.rules]
    rules = Categories(namings).spread(_rule(rule) for rule in text.rules)
    return Rulebook(rules, text.response, text.completion, calendar, clock=clock, levels=text.levels)


def _rule(rule: RuleText) -> Rule:
    return Rule(**{name: getattr(rule, name) for name in RuleText.__dataclass_fields__})


def told(book: Rulebook, history: History) -> Told:
    """Every listing taken in, one after the other, as an import or a poll does."""
    known: Complaint | None = None
    facts: list[Fact] = []
    for seen in observations(history):
        taken = taker(book, seen.listed_at, "export")(known, seen)
        known = taken.complaint
        facts += taken.facts
    assert known is not None
    return Told(known, facts)


def observations(history: History) -> list[Observation]:
    def at(micros: int | None) -> object:
        return None if micros is None else instant(micros)

    return [
        Observation(
            system="crm",
            ticket="JK1",
            listed_at=instant(seen.listed),
            changed_at=at(seen.changed),  # type: ignore[arg-type]
            created_at=instant(history.created),
            stage=Stage(seen.stage) if seen.stage else None,
            status=seen.stage,
            unlabelled=None if seen.stage else True,
            responded_at=at(seen.responded),  # type: ignore[arg-type]
            completed_at=at(seen.completed),  # type: ignore[arg-type]
            due_at=at(seen.due),  # type: ignore[arg-type]
            category=history.category,
            channel=history.channel,
            priority=history.priority,
            unit=seen.unit,
            unit_area_code=seen.unit_code,
            area_code=history.area_code,
        )
        for seen in history.sightings
    ]


Dues = tuple[int | None, int | None]
States = tuple[str | None, str | None]


def dues(complaint: Complaint) -> Dues:
    found = complaint.response_due_at, complaint.completion_due_at
    return tuple(due and micros(due) for due in found)  # type: ignore[return-value]


def dues_by_the_rules(book: Rulebook, complaint: Complaint) -> Dues:
    found = book.dues(case_of(complaint, book))
    return tuple(due and micros(due) for due in (found.response_at, found.completion_at))  # type: ignore[return-value]


def states(complaint: Complaint, at: int) -> States:
    found = response_state(complaint, instant(at), NEAR), completion_state(complaint, instant(at), NEAR)
    return tuple(state and state.value for state in found)  # type: ignore[return-value]


def rewound(book: Rulebook, one: Told, then: int) -> Complaint | None:
    found = rewind(one.complaint, one.facts, instant(then))
    return found and due_again(found, book)
