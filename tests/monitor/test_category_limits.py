"""What /pedoman says holds for some complaints of a category only."""

from __future__ import annotations

from datetime import UTC, date, datetime

from monitor.deadlines.category_limits import limits_of
from monitor.deadlines.sla import Rule, Rulebook

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def narrower(*rules: Rule, category: str = "Jalan") -> list[tuple[str, str | None, str]]:
    found = limits_of(Rulebook(rules), category, NOW).narrower
    return [(one.clock.value, one.channel, one.limit.written if one.limit else "none") for one in found]


def test_a_rule_that_names_a_channel_is_told_beside_that_of_all() -> None:
    rules = [Rule("Jalan", completion="5 working days"), Rule("jalan", "none", "2 working days", channel="JAKI")]
    assert narrower(*rules) == [("response", "JAKI", "none"), ("completion", "JAKI", "2 working days")]
    limits = limits_of(Rulebook(rules), "Jalan", NOW)
    assert limits.completion is not None and limits.completion.written == "5 working days" and not limits.assumed


def test_a_rule_of_another_category_or_another_time_is_left_out() -> None:
    old = Rule("Jalan", completion="1 day", channel="SMS", valid_to=date(2026, 11, 22))
    coming = Rule("Jalan", completion="1 day", channel="SMS", valid_from=date(2026, 11, 24))
    assert narrower(old, coming, Rule("Sampah", completion="2 days", channel="JAKI")) == []


def test_a_rule_for_every_category_is_told_where_none_of_the_category_outweighs_it() -> None:
    anything = Rule("*", "1h", "2 days", channel="JAKI")
    assert narrower(anything, Rule("Jalan", completion="5 days")) == [("response", "JAKI", "1h")]
    assert len(narrower(anything)) == 2


def test_an_alias_is_told_what_its_category_is() -> None:
    assert narrower(
        Rule("Jalan", completion="1 day", aliases=("Lubang",), priority="Tinggi"), category="LUBANG"
    ) == [("completion", None, "1 day")]
