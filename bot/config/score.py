"""The section [score]: how nilai is reckoned."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PositiveInt

from bot.config.section import Section
from bot.config.words import Duration
from monitor.deadlines.categories import Categories
from monitor.scores.scoring import BANDS, PER_HOUR, Grade, Scoring

_DECIMALS = 6
_MOST = 1_000_000


def parse_number(written: object) -> Decimal:
    """The number of 85, 0.5 or "0.5". Raises ValueError stating the rule."""
    try:
        number = None if isinstance(written, bool) else Decimal(str(written).strip())
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or abs(number) > _MOST or number != round(number, _DECIMALS):
        raise ValueError(f"must be a number up to {_MOST:,} with at most {_DECIMALS} decimals, such as 0.5")
    return number


Number = Annotated[Decimal, BeforeValidator(parse_number)]


class GradeSection(Section):
    late: Duration
    points: Number


_GRADES = tuple(GradeSection(late=grade.late, points=grade.points) for grade in PER_HOUR)


class Score(Section):
    response_weight: Number = Decimal("0.5")
    completion_weight: Number = Decimal("0.5")
    fall: Literal["linear", "steps"] = "linear"
    grades: tuple[GradeSection, ...] = _GRADES
    bobot: dict[str, Number] = Field(default_factory=dict)
    bands: dict[str, Number] = Field(default_factory=lambda: dict(BANDS))
    min_n: PositiveInt = 1


def scoring_of(section: Score, bobot: Mapping[str, Decimal], categories: Categories) -> Scoring:
    """`bobot`: that of the operator's table, where [score.bobot] says nothing. Raises BadConfiguration."""
    return Scoring(
        response_weight=section.response_weight,
        completion_weight=section.completion_weight,
        grades=tuple(Grade(grade.late, grade.points) for grade in section.grades),
        slopes=section.fall == "linear",
        bobot=categories.weights(section.bobot, bobot),
        bands=section.bands,
        min_n=section.min_n,
    )
