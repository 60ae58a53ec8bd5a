"""What becomes of a complaint: who holds it, at which stage, from when, until it is closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from monitor.model import Stage
from monitor.sources.simulator.attention import Attention
from monitor.sources.simulator.dice import Dice

LABELS = {
    Stage.WAIT: "Menunggu",
    Stage.COORDINATION: "Koordinasi",
    Stage.DISPOSITION: "Disposisi",
    Stage.PROCESS: "Proses",
    Stage.VALIDATION: "Menunggu Validasi",
    Stage.RETURNED: "TL Ditolak",
    Stage.COMPLETE: "Selesai",
    Stage.DISMISSED: "Ditolak",
}
_MISSPELLED = 0.02  # labels in another case or with a trailing blank
_BREATH = timedelta(minutes=1)  # between two steps at least

# Medians in hours of full attention, of the mean office; spreads of their logarithms.
_TO_ANSWER, _TO_TAKE, _TO_VALIDATE, _TO_RESUME = 0.6, 2.5, 2.5, 1.5
_SPREAD = 0.85

_DISMISSED = 0.015
_HANDED_LATE = 0.04  # handed over when work has begun
_SORTED = 0.7  # of those without a place: a unit is found
_SENT_BACK, _STUBBORN, _STUBBORNLY = 0.2, 0.05, 0.8
_MOST_HANDOVERS = 9
_DISPOSED = 0.15  # by way of the dinas
_UNCHECKED = 0.1  # closed without validation
_RETURNED, _MOST_RETURNS = 0.11, 3


@dataclass(frozen=True, slots=True)
class Step:
    """From `at` on the complaint is at `stage`, held by `unit` (None = by nobody yet); `label`: as written."""

    at: datetime
    stage: Stage
    unit: str | None
    label: str


@dataclass(frozen=True, slots=True)
class Matter:
    """What decides the course of a complaint, apart from chance. `home`: the office of where it was made;
    `craft`: the unit that knows how; `work`, `handed`: as in Topic. Closed at `ends_by` at the latest."""

    home: str | None
    craft: str | None
    work: float
    handed: float
    ends_by: datetime


class Course:
    """Goes on from where `steps` ends, until the complaint is closed."""

    def __init__(
        self,
        steps: list[Step],
        matter: Matter,
        dice: Dice,
        attention: Attention,
        pace: Callable[[str | None], float],
    ) -> None:
        self._steps, self._matter, self._dice = steps, matter, dice
        self._attention, self._pace = attention, pace
        self._sent_back = _STUBBORNLY if dice.chance(_STUBBORN) else _SENT_BACK
        self._turns = {
            Stage.WAIT: self._answer,
            Stage.COORDINATION: self._take,
            Stage.DISPOSITION: self._begin,
            Stage.PROCESS: self._work,
            Stage.VALIDATION: self._validate,
            Stage.RETURNED: self._resume,
        }

    def run(self) -> tuple[Step, ...]:
        while turn := self._turns.get(self._steps[-1].stage):
            turn()
        return tuple(self._steps)

    def _answer(self) -> None:
        if self._dice.chance(_DISMISSED):
            self._go(_TO_ANSWER, Stage.DISMISSED)
        elif self._matter.home is None:
            self._sort()
        elif self._matter.craft and self._dice.chance(self._matter.handed):
            self._go(_TO_ANSWER, Stage.COORDINATION, self._matter.craft)
        else:
            self._go(_TO_ANSWER, Stage.PROCESS)

    def _sort(self) -> None:
        """Somebody at the city reads where it belongs."""
        if self._matter.craft and self._dice.chance(_SORTED):
            self._go(2 * _TO_ANSWER, Stage.COORDINATION, self._matter.craft)
        else:
            self._go(2 * _TO_ANSWER, Stage.PROCESS)

    def _take(self) -> None:
        """Whoever it was handed to takes it, or hands it on: bolak-balik."""
        home, craft, holder = self._matter.home, self._matter.craft, self._steps[-1].unit
        other = craft if holder == home else home
        if other and handovers(self._steps) < _MOST_HANDOVERS and self._dice.chance(self._sent_back):
            self._go(_TO_TAKE, Stage.COORDINATION, other)
        elif holder != home and self._dice.chance(_DISPOSED):
            self._go(_TO_TAKE, Stage.DISPOSITION)
        else:
            self._go(_TO_TAKE, Stage.PROCESS)

    def _begin(self) -> None:
        self._go(_TO_TAKE, Stage.PROCESS)

    def _work(self) -> None:
        home, craft, holder = self._matter.home, self._matter.craft, self._steps[-1].unit
        if home and craft and holder == home and self._dice.chance(_HANDED_LATE):
            self._go(_TO_TAKE, Stage.COORDINATION, craft)
        elif self._dice.chance(_UNCHECKED):
            self._go(self._matter.work, Stage.COMPLETE)
        else:
            again = any(step.stage is Stage.RETURNED for step in self._steps)
            self._go(self._matter.work / 2 if again else self._matter.work, Stage.VALIDATION)

    def _validate(self) -> None:
        returns = sum(step.stage is Stage.RETURNED for step in self._steps)
        refused = returns < _MOST_RETURNS and self._dice.chance(_RETURNED)
        self._go(_TO_VALIDATE, Stage.RETURNED if refused else Stage.COMPLETE)

    def _resume(self) -> None:
        self._go(_TO_RESUME, Stage.PROCESS)

    def _go(self, effort: float, stage: Stage, unit: str | None = None) -> None:
        """The next step, after `effort` median hours of the holder's attention. No unit = the holder keeps it."""
        last = self._steps[-1]
        pace = 1.0 if last.stage is Stage.VALIDATION else self._pace(last.unit)
        at = self._attention.spent(last.at, self._dice.lognormal(effort * pace, _SPREAD))
        at = max(at, last.at + _BREATH)
        if at >= self._matter.ends_by and stage is not Stage.DISMISSED:
            at, stage, unit = max(self._matter.ends_by, last.at + _BREATH), Stage.COMPLETE, None
        self._steps.append(Step(at, stage, unit or last.unit, self._label(stage)))

    def _label(self, stage: Stage) -> str:
        label = LABELS[stage]
        if self._dice.chance(_MISSPELLED):
            return self._dice.pick((f"{label} ", label.upper(), label.lower()))
        return label


def handovers(steps: list[Step] | tuple[Step, ...]) -> int:
    """How often the holding unit changed; getting a first one is no change."""
    return sum(before.unit not in (None, after.unit) for before, after in pairwise(steps))
