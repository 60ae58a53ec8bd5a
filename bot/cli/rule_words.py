"""Which rule decided a clock: where it is written, for what it holds, and which ones it won against."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.deadlines.explanation import ClockRuling
from monitor.deadlines.rules import ANY, Rule


def won_words(ruling: ClockRuling) -> str:
    """ "sla.rule[3] (category Sampah, channel JAKI, from 2026-11-01), over sla.rule[1], sla defaults" """
    rule = ruling.won.rule
    won = f"{ruling.source} ({', '.join(_holds_for(rule))})" if rule else ruling.source
    return f"{won}, over {', '.join(ruling.beat)}" if ruling.beat else won


def _holds_for(rule: Rule) -> Iterator[str]:
    yield "every category" if rule.category.strip() == ANY else f"category {rule.category}"
    for name, value in (("channel", rule.channel), ("unit level", rule.unit_level), ("priority", rule.priority)):
        if value is not None:
            yield f"{name} {value}"
    if rule.valid_from:
        yield f"from {rule.valid_from}"
    if rule.valid_to:
        yield f"to {rule.valid_to}"
