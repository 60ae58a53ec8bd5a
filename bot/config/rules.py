"""From [sla] and [calendar] to the rules in force."""

from __future__ import annotations

from bot.config.sections import SlaRule
from bot.config.settings import Settings
from monitor.areas.directory import Directory
from monitor.clock_events import ClockSettings
from monitor.deadlines.categories import Categories, Naming
from monitor.deadlines.opening_hours import Period, SpecialDay
from monitor.deadlines.pedoman import Pedoman
from monitor.deadlines.rules import Rule
from monitor.deadlines.sla import Rulebook
from monitor.deadlines.worktime import Calendar


def rulebook(settings: Settings, directory: Directory | None = None, pedoman: Pedoman | None = None) -> Rulebook:
    """The rules with the calendar they count by; limits of the pedoman are rules too. Raises BadConfiguration."""
    sla, clock = settings.sla, settings.sla.clock
    directory = directory or Directory.load(settings.areas_source)
    rules = [Rule(**{name: getattr(rule, name) for name in SlaRule.model_fields}) for rule in sla.rule]
    pedoman = pedoman or pedoman_of(settings)
    rules += pedoman.rules
    return Rulebook(
        categories_of(settings, pedoman).spread(rules),
        sla.response,
        sla.completion,
        calendar_of(settings),
        clock=ClockSettings(
            validation_pauses=clock.validation == "pauses",
            returned_restarts=clock.returned == "restarts",
            handover_restarts=clock.handover == "restarts",
            stated=frozenset(clock.model_fields_set),
        ),
        levels={area.code: area.level.value for area in directory.all()},
    )


def pedoman_of(settings: Settings) -> Pedoman:
    """The operator's table; empty when none is named. Raises BadConfiguration."""
    return Pedoman.load(settings.pedoman_source) if settings.pedoman_source else Pedoman()


def categories_of(settings: Settings, pedoman: Pedoman) -> Categories:
    """What rules and table call the categories. Raises BadConfiguration for one that is two on one day."""
    rules = enumerate(settings.sla.rule, 1)
    own = [
        Naming(rule.category, rule.aliases, f"sla.rule[{number}]", rule.valid_from, rule.valid_to)
        for number, rule in rules
    ]
    return Categories((*own, *pedoman.namings))


def category_names(settings: Settings) -> list[str]:
    """Every spelling by which a rule or the pedoman names a category."""
    rules = [name for rule in settings.sla.rule for name in (rule.category, *rule.aliases)]
    return [*rules, *(name for one in pedoman_of(settings).guidelines for name in one.names)]


def calendar_of(settings: Settings) -> Calendar:
    """The calendar, its file read again. Raises BadConfiguration."""
    section = settings.calendar
    return Calendar.load(
        settings.calendar_source,
        cuti_bersama=section.cuti_bersama,
        hours=section.hours,
        periods=[Period(period.first, period.last, period.hours) for period in section.period],
        days=[SpecialDay(day.on, day.name, day.kind == "work", day.hours) for day in section.day],
        timezone=settings.timezone.key,
    )
