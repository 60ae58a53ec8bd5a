"""One table of names: on which days a name is which category."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from monitor.deadlines.case import Case
from monitor.deadlines.categories import Categories, Naming
from monitor.deadlines.rules import Rule
from monitor.deadlines.sla import Rulebook
from monitor.errors import BadConfiguration

OLD, NEW = {"valid_to": date(2024, 12, 31)}, {"valid_from": date(2025, 1, 1)}
ROAD = Rule("Jalan", completion="1 day", aliases=("Trotoar",), **OLD)
OWN = Rule("Trotoar", completion="3 days", **NEW)
PARK = Rule("Taman", completion="3 days", aliases=("trotoar",), **NEW)


def categories(*rules: Rule) -> Categories:
    numbered = enumerate(rules, 1)
    return Categories(
        Naming(one.category, one.aliases, f"sla.rule[{number}]", one.valid_from, one.valid_to)
        for number, one in numbered
    )


def sources(*rules: Rule, name: str = "Trotoar", channel: str | None = None) -> list[str]:
    """Which rule decides of what arrives in 2024, and in 2025."""
    book = Rulebook(categories(*rules).spread(rules))
    arrived = (datetime(year, 6, 1, tzinfo=UTC) for year in (2024, 2025))
    return [book.explain(Case(name, at, channel)).completion.source for at in arrived]


@pytest.mark.parametrize("later", [OWN, PARK])
def test_a_name_may_be_one_category_first_and_another_later(later: Rule) -> None:
    assert sources(ROAD, later) == sources(later, ROAD)[::-1] == ["sla.rule[1]", "sla.rule[2]"]


def test_an_alias_ends_with_the_rule_that_gives_it() -> None:
    assert sources(ROAD, Rule("Jalan", completion="2 days", **NEW)) == ["sla.rule[1]", "sla defaults (asumsi)"]


def test_an_alias_holds_for_the_other_rules_on_its_days_only() -> None:
    letter = Rule("Jalan", completion="2 days", channel="Surat")
    assert sources(ROAD, letter, channel="Surat") == ["sla.rule[2]", "sla defaults (asumsi)"]
    assert sources(letter, ROAD, PARK, channel="Surat") == ["sla.rule[1]", "sla.rule[3]"]
    assert sources(ROAD, letter, name="jalan", channel="Surat") == ["sla.rule[2]", "sla.rule[2]"]


def test_an_alias_that_is_given_again_goes_on() -> None:
    again = Rule("Jalan", completion="2 days", channel="SMS", aliases=("Trotoar",), **NEW)
    letter = Rule("Jalan", completion="2 days", channel="Surat")
    spread = categories(ROAD, again, letter).spread([ROAD, again, letter])
    assert [one.aliases for one in spread] == [("Trotoar",)] * 3


@pytest.mark.parametrize(
    ("later", "sentence"),
    [
        (PARK, r'sla\.rule\[2\]: the alias "trotoar" of "Taman" is one of "Jalan" in sla\.rule\[1\] .* part'),
        (OWN, r'sla\.rule\[2\]: the category "Trotoar" is an alias of "Jalan" in sla\.rule\[1\] .* part'),
    ],
)
def test_a_name_that_is_two_categories_on_one_day_is_a_mistake(later: Rule, sentence: str) -> None:
    road = Rule("Jalan", completion="1 day", aliases=("Trotoar",), valid_to=date(2025, 1, 1))
    with pytest.raises(BadConfiguration, match=sentence):
        categories(road, later)


@pytest.mark.parametrize(
    ("rules", "given", "weight"),
    [
        ((ROAD,), {"Jalan": 2}, 2),
        ((ROAD,), {"Trotoar": 2}, 2),
        ((ROAD, OWN), {"Jalan": 2, "Trotoar": 5}, 5),
        ((ROAD, PARK), {"Jalan": 2, "Taman": 2}, 2),
        ((ROAD, PARK), {}, None),
    ],
)
def test_a_weight_is_that_of_all_that_a_name_ever_was(
    rules: tuple[Rule, ...], given: Mapping[str, int], weight: int | None
) -> None:
    found = categories(*rules).weights({name: Decimal(one) for name, one in given.items()}, {})
    assert {name.casefold(): one for name, one in found.items()}.get("trotoar") == weight


@pytest.mark.parametrize(
    ("later", "sentence"),
    [
        (PARK, r'"Trotoar" is one of "Jalan", which weighs 2 and "Taman", which weighs 1, .* give "Trotoar" a'),
        (OWN, r'"Trotoar" is one of "Jalan", which weighs 2 and "Trotoar", which weighs 1, .* give "Trotoar" a'),
    ],
)
def test_a_weight_that_is_left_open_is_a_mistake(later: Rule, sentence: str) -> None:
    with pytest.raises(BadConfiguration, match=sentence):
        categories(ROAD, later).weights({"Jalan": Decimal(2)}, {})


def test_a_name_is_looked_up_as_what_it_was_last() -> None:
    found = (categories(ROAD, later).key(" TROTOAR") for later in (PARK, OWN))
    assert list(found) == ["taman", "trotoar"]
    assert categories(ROAD).key("trotoar") == "jalan"
