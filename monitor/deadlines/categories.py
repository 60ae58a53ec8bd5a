"""What each category is called, and on which days: an alias is one for all rules and weights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from monitor.deadlines.rules import ANY, Rule, label_key
from monitor.errors import BadConfiguration

Days = tuple[date, date]  # both included
_ENDLESS = (date.min, date.max)
_UNWEIGHED = Decimal(1)


@dataclass(frozen=True, slots=True)
class Naming:
    """That one place of the configuration calls a category so, on some days; None = without a beginning, an end.

    `where`: "sla.rule[2]", "pedoman.csv, line 3".
    """

    category: str
    aliases: tuple[str, ...]
    where: str
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def days(self) -> Days:
        return self.valid_from or date.min, self.valid_to or date.max


class Categories:
    """The one table of names. Raises BadConfiguration for a name that is two categories on one day.

    Frozen months keep what `spread` and `weights` give, with all names written out: no table is kept for them.
    """

    def __init__(self, namings: Iterable[Naming] = ()) -> None:
        known = [one for one in namings if label_key(one.category) not in (None, ANY)]
        self._claims: dict[str, list[tuple[str, Naming]]] = defaultdict(list)  # by alias: categories it is one of
        self._own: dict[str, list[Naming]] = defaultdict(list)
        self._spellings: dict[str, dict[str, str]] = {}  # by the keys of category and name, the category first
        for one in known:
            self._learn(one)
        for one in known:
            self._refuse_alias(one)

    def key(self, name: str) -> str | None:
        """The category that a name is one of, the latest of several; None for a blank one."""
        key = label_key(name)
        claims = [(one.days[1], category) for category, one in self._claims.get(key or "", ())]
        own = [(one.days[1], key) for one in self._own.get(key or "", ())]
        return max(claims + own, key=lambda claim: claim[0])[1] if claims and key else key

    def spread(self, rules: Iterable[Rule]) -> list[Rule]:
        """The rules, each with all other names of its category; unchanged where it knows them already.

        What a name holds for a part of a rule's days only follows at the end, as a rule of those days.
        """
        whole: list[Rule] = []
        parts: list[Rule] = []
        for number, rule in enumerate(rules, 1):
            named = list(self._named(rule))
            days = _days_of(rule)
            always = tuple(name for name, held in named if held == [days])
            whole.append(replace(rule, aliases=(*rule.aliases, *always)) if always else rule)
            where = rule.where or f"sla.rule[{number}]"
            parts += [_part(rule, name, one, where) for name, held in named if held != [days] for one in held]
        return [*whole, *parts]

    def weights(self, given: Mapping[str, Decimal], table: Mapping[str, Decimal]) -> dict[str, Decimal]:
        """Weights by every name of the categories. `given` is that of `[score.bobot]`, which wins over `table`.

        A name that is one category first and another later weighs by itself where it is given, else as they do.
        Raises BadConfiguration when `given` names a category twice, or leaves open what such a name weighs.
        """
        seen: dict[str | None, str] = {}
        for name in given:
            twin = seen.setdefault(self._only(name), name)
            if label_key(twin) != label_key(name):
                raise BadConfiguration(
                    f'score.bobot names "{twin}" and "{name}", which are one category by '
                    f"{self._alias_of(twin, name)}: keep one."
                )
        found = {**{name: one for name, one in table.items() if self._only(name) not in seen}, **given}
        for name, weight in tuple(found.items()):
            category, own = self._only(name) or "", label_key(name)
            spellings = self._spellings.get(category, {}).items()
            found |= {other: weight for key, other in spellings if key != own and self._only(other) == category}
        return {**found, **dict(self._at_times(found))}

    def _learn(self, one: Naming) -> None:
        category = label_key(one.category) or ""
        self._own[category].append(one)
        spellings = self._spellings.setdefault(category, {category: one.category})
        for alias in one.aliases:
            key = label_key(alias)
            if key is None or key in (ANY, category):
                continue
            for claimed, by in self._claims[key]:
                if claimed != category and _shared(one.days, by.days):
                    raise BadConfiguration(
                        f'{one.where}: the alias "{alias}" of "{one.category}" is one of "{by.category}" in '
                        f"{by.where} on the same days: keep it in one of them, or part the days of two rules."
                    )
            self._claims[key].append((category, one))
            spellings.setdefault(key, alias)

    def _refuse_alias(self, one: Naming) -> None:
        for _, by in self._claims.get(label_key(one.category) or "", ()):
            if _shared(one.days, by.days):
                raise BadConfiguration(
                    f'{one.where}: the category "{one.category}" is an alias of "{by.category}" in {by.where} on '
                    "the same days: write that category here, take the alias out, or part the days of two rules."
                )

    def _named(self, rule: Rule) -> Iterator[tuple[str, list[Days]]]:
        """The other names of the rule's category that hold on days of it, and those days."""
        category = label_key(rule.category) or ""
        own = {label_key(name) for name in (rule.category, *rule.aliases)}
        for key, name in self._spellings.get(category, {}).items():
            shared = (_shared(days, _days_of(rule)) for days in self._held(key, category))
            if key not in own and (held := [days for days in shared if days]):
                yield name, held

    def _held(self, alias: str, category: str) -> list[Days]:
        """The days on which it is one of that category."""
        return _joined(one.days for claimed, one in self._claims.get(alias, ()) if claimed == category)

    def _only(self, name: str) -> str | None:
        """The category that a name is one of whenever it is one at all, else itself."""
        key = label_key(name)
        categories = {category for category, _ in self._claims.get(key or "", ())}
        return categories.pop() if len(categories) == 1 and key not in self._own else key

    def _at_times(self, weights: Mapping[str, Decimal]) -> Iterator[tuple[str, Decimal]]:
        """What names weigh that are several categories, each on its days, and that nobody weighed."""
        known = {label_key(name): weight for name, weight in weights.items()}
        for key, claims in self._claims.items():
            if key in known:
                continue
            name = self._spellings[claims[0][0]][key]
            categories = {category: by.category for category, by in claims}
            categories |= {key: name} if key in self._own else {}
            found = {known.get(category, _UNWEIGHED) for category in categories}
            if len(found) > 1:
                raise BadConfiguration(_open_words(name, categories, known))
            if found != {_UNWEIGHED}:
                yield name, found.pop()

    def _alias_of(self, *names: str) -> str:
        """Where the first of them that is an alias is named as one."""
        return next(claims[0][1].where for name in names if (claims := self._claims.get(label_key(name) or "")))


def _open_words(name: str, categories: Mapping[str, str], known: Mapping[str | None, Decimal]) -> str:
    weighed = " and ".join(f'"{one}", which weighs {known.get(key, 1)}' for key, one in categories.items())
    return f'score.bobot: "{name}" is one of {weighed}, on different days: give "{name}" a weight there.'


def _days_of(rule: Rule) -> Days:
    return rule.valid_from or date.min, rule.valid_to or date.max


def _part(rule: Rule, name: str, days: Days, where: str) -> Rule:
    """The rule for one name on some of its days."""
    first, last = (None if day in _ENDLESS else day for day in days)
    return replace(rule, category=name, aliases=(), valid_from=first, valid_to=last, where=where)


def _shared(days: Days, others: Days) -> Days | None:
    first, last = max(days[0], others[0]), min(days[1], others[1])
    return (first, last) if first <= last else None


def _joined(several: Iterable[Days]) -> list[Days]:
    """In order, those that touch or overlap as one."""
    found: list[Days] = []
    for first, last in sorted(several):
        if found and first.toordinal() <= found[-1][1].toordinal() + 1:
            first, last = found[-1][0], max(found.pop()[1], last)
        found.append((first, last))
    return found
