"""The limits of a category: those of any complaint, and those of some channel, office or priority."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.deadlines.explanation import Explanation
from monitor.deadlines.limits import Limit
from monitor.deadlines.rules import ANY, Rule, label_key
from monitor.deadlines.sla import Case, Rulebook
from monitor.model import ClockName


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrower:
    """What decides one clock of complaints with that channel, unit level and priority; None = whatever it is."""

    clock: ClockName
    limit: Limit | None
    channel: str | None = None
    unit_level: str | None = None
    priority: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryLimits:
    """`response`, `completion`: where nothing in `narrower` holds. `assumed`: completion is siaga's default."""

    response: Limit | None
    completion: Limit | None
    assumed: bool
    narrower: tuple[Narrower, ...] = ()


def limits_of(rules: Rulebook, category: str, at: datetime) -> CategoryLimits:
    """Of what arrives at `at`."""
    explained = rules.explain(Case(category, at))
    return CategoryLimits(
        response=explained.response.limit,
        completion=explained.completion.limit,
        assumed="sla.completion" in explained.assumed,
        narrower=_narrower(rules, category, at),
    )


def _narrower(rules: Rulebook, category: str, at: datetime) -> tuple[Narrower, ...]:
    """In the order the rules are written, without those that another rule outweighs."""
    found = []
    for rule in rules.rules:
        if not _names_more(rule) or not _means(rule, category):
            continue
        explained = rules.explain(Case(category, at, rule.channel, rule.unit_level, rule.priority))
        found += [_as_narrower(rule, clock, explained) for clock in _decided(explained, rule)]
    return tuple(found)


def _decided(explained: Explanation, rule: Rule) -> list[ClockName]:
    rulings = {ClockName.RESPONSE: explained.response, ClockName.COMPLETION: explained.completion}
    return [clock for clock, ruling in rulings.items() if ruling.won.rule is rule]


def _as_narrower(rule: Rule, clock: ClockName, explained: Explanation) -> Narrower:
    return Narrower(
        clock=clock,
        limit=(explained.response if clock is ClockName.RESPONSE else explained.completion).limit,
        channel=rule.channel,
        unit_level=rule.unit_level,
        priority=rule.priority,
    )


def _names_more(rule: Rule) -> bool:
    return any(one is not None for one in (rule.channel, rule.unit_level, rule.priority))


def _means(rule: Rule, category: str) -> bool:
    names = {label_key(name) for name in (rule.category, *rule.aliases)}
    return ANY in names or label_key(category) in names
