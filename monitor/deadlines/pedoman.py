"""The operator's table of categories, as the annex of the decree has it: limits, weight, unit, completeness.

    category,aliases,response,completion,bobot,unit,criteria

`aliases` and `criteria` hold several values with "|" between them. Limits are written as in `[sla]`; an empty cell
says nothing. Only `category` is required.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from hashlib import blake2b
from pathlib import Path

from monitor.deadlines.categories import Categories, Naming
from monitor.deadlines.limits import parse_limit
from monitor.deadlines.rules import Rule
from monitor.errors import BadConfiguration
from monitor.operator_table import OperatorTable
from monitor.spelling import words_key

COLUMNS = ("category", "aliases", "response", "completion", "bobot", "unit", "criteria")
_TABLE = OperatorTable("The table", "pedoman.file", COLUMNS, ("category",))
_ALIKE = 0.6  # share of equal letters from which a category is worth suggesting
_MOST_BOBOT = 1_000
_LONGEST = 100  # of what is written in a chat


@dataclass(frozen=True, slots=True, kw_only=True)
class Guideline:
    """What the table says of one category. None and () = nothing. `where`: "pedoman.csv, line 3"."""

    category: str
    aliases: tuple[str, ...] = ()
    response: str | None = None
    completion: str | None = None
    bobot: Decimal | None = None
    unit: str | None = None
    criteria: tuple[str, ...] = ()
    where: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.category, *self.aliases)

    @property
    def id(self) -> str:
        """Short, and the same as long as the category is called so: for buttons."""
        return blake2b(words_key(self.category).encode(), digest_size=5).hexdigest()


class Pedoman:
    """The table, asked by the names people write. `categories`: what else they are called."""

    def __init__(self, guidelines: Iterable[Guideline] = (), categories: Categories | None = None) -> None:
        self.guidelines = tuple(guidelines)
        self._categories = categories or Categories()
        self._by_key = {words_key(name): one for one in self.guidelines for name in one.names}
        self._by_id = {one.id: one for one in self.guidelines}

    @classmethod
    def load(cls, file: str | Path) -> Pedoman:
        """Raises BadConfiguration, naming file and line."""
        return cls(read_guidelines(file))

    @property
    def rules(self) -> list[Rule]:
        """The limits of the table, as the rules they are."""
        return [
            Rule(one.category, one.response, one.completion, aliases=one.aliases, where=one.where)
            for one in self.guidelines
            if one.response or one.completion
        ]

    @property
    def bobot(self) -> dict[str, Decimal]:
        """Category -> weight, where the table gives one."""
        return {one.category: one.bobot for one in self.guidelines if one.bobot is not None}

    @property
    def namings(self) -> list[Naming]:
        return [Naming(one.category, one.aliases, one.where) for one in self.guidelines]

    def of(self, category: str | None) -> Guideline | None:
        """By its name or an alias, in any case and spacing."""
        key = self._categories.key(category) if category else None
        return self._by_key.get(key) if key else None

    def by_id(self, id_: str) -> Guideline | None:
        return self._by_id.get(id_)

    def similar(self, written: str, most: int = 5) -> tuple[Guideline, ...]:
        """What may have been meant, the likeliest first: names that hold what is written, then alike ones."""
        key = words_key(written[:_LONGEST])
        if not key:
            return ()
        holding = sorted((name for name in self._by_key if key in name), key=lambda name: (name.find(key), name))
        alike = get_close_matches(key, self._by_key, most, _ALIKE)
        found = dict.fromkeys(self._by_key[name].id for name in (*holding, *alike))
        return tuple(self._by_id[id_] for id_ in list(found)[:most])


def read_guidelines(file: str | Path) -> tuple[Guideline, ...]:
    """The rows of the CSV in its order. Raises BadConfiguration."""
    table = _TABLE.rows(_TABLE.text(file), Path(file).name)
    rows = [_guideline(where, cells) for where, cells in table]
    _check_names(rows)
    return tuple(rows)


def _guideline(where: str, cells: Mapping[str, str]) -> Guideline:
    cell = {column: " ".join(value.split()) for column, value in cells.items()}
    if not cell["category"]:
        raise BadConfiguration(f"{where}: category is empty, but every line needs one.")
    return Guideline(
        category=cell["category"],
        aliases=_several(cell["aliases"]),
        response=_limit(where, "response", cell["response"]),
        completion=_limit(where, "completion", cell["completion"]),
        bobot=_bobot(where, cell["bobot"]),
        unit=cell["unit"] or None,
        criteria=_several(cell["criteria"]),
        where=where,
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(value for part in cell.split("|") if (value := part.strip()))


def _limit(where: str, column: str, written: str) -> str | None:
    if not written:
        return None
    try:
        parse_limit(written)
    except BadConfiguration as error:
        raise BadConfiguration(f"{where}: {column}: {error}") from error
    return written


def _bobot(where: str, written: str) -> Decimal | None:
    """With a decimal comma or point."""
    if not written:
        return None
    try:
        weight = Decimal(written.replace(",", "."))
    except InvalidOperation:
        weight = Decimal("NaN")
    if not (weight.is_finite() and 0 < weight <= _MOST_BOBOT):
        raise BadConfiguration(f"{where}: bobot {written!r} is not a number above 0, such as 1 or 2.5.")
    return weight


def _check_names(guidelines: Iterable[Guideline]) -> None:
    known: dict[str, Guideline] = {}
    for one in guidelines:
        for name in one.names:
            twin = known.setdefault(words_key(name), one)
            if twin is not one:
                raise BadConfiguration(
                    f"{one.where}: {name!r} stands in {twin.where} already: remove one of them."
                )
