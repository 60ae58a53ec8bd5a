"""The rules as they are written, and which of them say something of a complaint, the most specific first.

A rule may name a category (with other spellings), a channel, the level of the office that holds the complaint and
a priority. Its weight: a named category weighs more than all else together; then the number of the others that are
named. Two rules of the same weight that can meet in one complaint on one day are a mistake of the configuration.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.deadlines.case import UNIT_LEVELS
from monitor.deadlines.limits import Limit, parse_limit
from monitor.errors import BadConfiguration
from monitor.model import ClockName
from monitor.spelling import words_key

ANY = "*"
DEFAULTS = "sla defaults"


Others = tuple[str | None, str | None, str | None]  # channel, unit level, priority: as keys


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for complaints of a kind that arrive from `valid_from` to `valid_to`, both included.

    `response` and `completion` are limits as written; None = this rule does not say, "none" = no due time.
    `category`: a name or "*"; `aliases`: other spellings of it. `channel`, `unit_level` (one of case.UNIT_LEVELS)
    and `priority`: None = whatever it is.
    """

    category: str
    response: str | None = None
    completion: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    aliases: tuple[str, ...] = ()
    channel: str | None = None
    unit_level: str | None = None
    priority: str | None = None
    where: str = ""  # "pedoman.csv, line 3"; "" = "sla.rule[n]", the n-th of all


@dataclass(frozen=True, slots=True)
class Entry:
    """One clock's part of one rule, in force from `first` to `last`. `source`: "sla.rule[2]" being the second."""

    limit: Limit | None
    source: str
    first: date = date.min
    last: date = date.max
    others: Others = (None, None, None)
    rule: Rule | None = None  # whose part it is; None = the default's

    @property
    def weight(self) -> int:
        """Among the entries of one category, or of all."""
        return sum(other is not None for other in self.others)

    @property
    def always_holds(self) -> bool:
        return self.first == date.min and self.last == date.max

    def meets(self, others: Others) -> bool:
        """Whether a complaint with that channel, unit level and priority is meant."""
        return all(mine is None or mine == theirs for mine, theirs in zip(self.others, others, strict=True))

    def can_meet(self, other: Entry) -> bool:
        """Whether one complaint can be meant by both."""
        pairs = zip(self.others, other.others, strict=True)
        return (
            all(mine is None or theirs is None or mine == theirs for mine, theirs in pairs)
            and self.first <= other.last
            and other.first <= self.last
        )


Entries = tuple[Entry, ...]


def label_key(label: str | None) -> str | None:
    """Two labels are the same when they differ in case and blanks only; None for one that is empty."""
    return words_key(label) or None if label else None


def limit_of(written: str, key: str) -> Limit | None:
    """Raises BadConfiguration naming `key`."""
    try:
        return parse_limit(written)
    except BadConfiguration as error:
        raise BadConfiguration(f"{key}: {error}") from error


def entries_by_category(rules: Sequence[Rule], clock: ClockName) -> dict[str, Entries]:
    """For each category ("*" among them) the rules that say something of this clock, the heaviest first.

    Raises BadConfiguration for a rule that cannot be understood and for two that could both decide.
    """
    found: dict[str, list[Entry]] = defaultdict(list)
    for number, rule in enumerate(rules, 1):
        where = rule.where or f"sla.rule[{number}]"
        categories = _categories(rule, where)
        _check(rule, where)
        written = rule.response if clock is ClockName.RESPONSE else rule.completion
        if written is None:
            continue
        entry = _entry(rule, written, where, clock)
        for key in categories:
            _refuse_twin(entry, found[key], rule, key, clock)
            found[key].append(entry)
    # Of one weight no two meet in one complaint on one day: their order decides nothing.
    return {key: tuple(sorted(entries, key=lambda one: -one.weight)) for key, entries in found.items()}


def candidates(
    by_category: dict[str, Entries], category: str | None, others: Others, last_resort: Entry
) -> Entries:
    """The entries that mean such a complaint, the heaviest first, the default last. `category`: its key."""
    own = by_category.get(category, ()) if category and category != ANY else ()
    met = [entry for entry in (*own, *by_category.get(ANY, ())) if entry.meets(others)]
    return (*met, last_resort)


def until_certain(entries: Entries) -> Entries:
    """Without what lies behind a rule that always holds: most complaints then need no date at all."""
    for i, entry in enumerate(entries):
        if entry.always_holds:
            return entries[: i + 1]
    return entries


def in_force(entries: Entries, day: date) -> Entry:
    """The heaviest of them on a local day of arrival; the last always holds."""
    return next(entry for entry in entries if entry.first <= day <= entry.last)


def _entry(rule: Rule, written: str, where: str, clock: ClockName) -> Entry:
    return Entry(
        limit_of(written, f"{where}.{clock.value}"),
        where,
        rule.valid_from or date.min,
        rule.valid_to or date.max,
        (label_key(rule.channel), rule.unit_level, label_key(rule.priority)),
        rule,
    )


def _categories(rule: Rule, where: str) -> list[str]:
    """The keys of the category and its other spellings."""
    keys = [label_key(name) for name in (rule.category, *rule.aliases)]
    if keys[0] is None:
        raise BadConfiguration(f'{where}.category is empty: name a category, or "*" for all of them.')
    if len(keys) > 1 and (keys[0] == ANY or ANY in keys[1:] or None in keys[1:]):
        raise BadConfiguration(
            f'{where}.aliases are other spellings of one category: leave out "*" and blank ones, and name it.'
        )
    return list(dict.fromkeys(key for key in keys if key is not None))


def _check(rule: Rule, where: str) -> None:
    if rule.response is None and rule.completion is None:
        raise BadConfiguration(f"{where} sets neither response nor completion: set at least one.")
    if rule.valid_from and rule.valid_to and rule.valid_to < rule.valid_from:
        raise BadConfiguration(
            f"{where}: valid_to {rule.valid_to} lies before valid_from {rule.valid_from}: correct one of them."
        )
    if rule.unit_level is not None and rule.unit_level not in UNIT_LEVELS:
        raise BadConfiguration(
            f"{where}.unit_level {rule.unit_level!r} is not known: use one of {', '.join(UNIT_LEVELS)}."
        )
    for name in ("channel", "priority"):
        if getattr(rule, name) is not None and label_key(getattr(rule, name)) is None:
            raise BadConfiguration(f"{where}.{name} is empty: name one, or leave it out for all of them.")


def _refuse_twin(entry: Entry, others: Sequence[Entry], rule: Rule, key: str, clock: ClockName) -> None:
    twin = next((one for one in others if one.weight == entry.weight and one.can_meet(entry)), None)
    if twin is None:
        return
    first, last = max(entry.first, twin.first), min(entry.last, twin.last)
    since = "" if first == date.min else f" from {first}"
    until = "" if last == date.max else f" to {last}"
    days = f"{since}{until}" or " on every day"
    name = rule.category if label_key(rule.category) == key else key
    raise BadConfiguration(
        f"{twin.source} and {entry.source} both set the {clock.value} of {name!r}{days} and weigh the same: "
        "part their validity, let one of them name more, or remove one."
    )
