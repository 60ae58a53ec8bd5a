"""What each category is called: a spelling that is named anywhere is the category for all rules and weights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from monitor.deadlines.rules import ANY, Rule, label_key
from monitor.errors import BadConfiguration


@dataclass(frozen=True, slots=True)
class Naming:
    """That one place of the configuration calls a category so. `where`: "sla.rule[2]", "pedoman.csv, line 3"."""

    category: str
    aliases: tuple[str, ...]
    where: str


class Categories:
    """The one table of names. Raises BadConfiguration for a name that is two categories.

    Frozen months keep what `spread` and `weights` give, with all names written out: no table is kept for them.
    """

    def __init__(self, namings: Iterable[Naming] = ()) -> None:
        known = [one for one in namings if label_key(one.category) not in (None, ANY)]
        self._category_of: dict[str, tuple[str, Naming]] = {}  # by the key of an alias
        self._spellings: dict[str, dict[str, str]] = {}  # by the keys of category and name, the category first
        for one in known:
            self._learn(one)
        for one in known:
            self._refuse_alias(one)

    def key(self, name: str) -> str | None:
        """What all names of a category have in common; None for a blank one."""
        key = label_key(name)
        found = self._category_of.get(key) if key else None
        return found[0] if found else key

    def others(self, name: str) -> tuple[str, ...]:
        """The other names of the category that `name` is one of, each spelled once."""
        own, spellings = label_key(name), self._spellings.get(self.key(name) or "", {})
        return tuple(other for key, other in spellings.items() if key != own)

    def spread(self, rules: Iterable[Rule]) -> list[Rule]:
        """The rules, each with all other names of its category; unchanged where it knows them already."""
        return [self._spread(rule) for rule in rules]

    def weights(self, given: Mapping[str, Decimal], table: Mapping[str, Decimal]) -> dict[str, Decimal]:
        """Weights by every name of the categories. `given` is that of `[score.bobot]`, which wins over `table`.

        Raises BadConfiguration when `given` names a category twice.
        """
        seen: dict[str | None, str] = {}
        for name in given:
            twin = seen.setdefault(self.key(name), name)
            if label_key(twin) != label_key(name):
                raise BadConfiguration(
                    f'score.bobot names "{twin}" and "{name}", which are one category by '
                    f"{self._alias_of(twin, name)}: keep one."
                )
        silent = {name: weight for name, weight in table.items() if self.key(name) not in seen}
        found = {**silent, **given}
        for name, weight in tuple(found.items()):
            found |= dict.fromkeys(self.others(name), weight)
        return found

    def _learn(self, one: Naming) -> None:
        category = label_key(one.category) or ""
        spellings = self._spellings.setdefault(category, {category: one.category})
        for alias in one.aliases:
            key = label_key(alias)
            if key is None or key in (ANY, category):
                continue
            claimed, by = self._category_of.setdefault(key, (category, one))
            if claimed != category:
                raise BadConfiguration(
                    f'{one.where}: the alias "{alias}" of "{one.category}" is one of "{by.category}" in '
                    f"{by.where} already: keep it in one of them."
                )
            spellings.setdefault(key, alias)

    def _refuse_alias(self, one: Naming) -> None:
        found = self._category_of.get(label_key(one.category) or "")
        if found is not None:
            raise BadConfiguration(
                f'{one.where}: the category "{one.category}" is an alias of "{found[1].category}" in '
                f"{found[1].where}: write that category here, or take the alias out."
            )

    def _spread(self, rule: Rule) -> Rule:
        own = {label_key(name) for name in (rule.category, *rule.aliases)}
        more = tuple(name for name in self.others(rule.category) if label_key(name) not in own)
        return replace(rule, aliases=(*rule.aliases, *more)) if more else rule

    def _alias_of(self, *names: str) -> str:
        """Where the first of them that is an alias is named as one."""
        found = (self._category_of.get(label_key(name) or "") for name in names)
        return next(one[1].where for one in found if one)
