"""Why the due times of a complaint are what they are: the rules that decided, the arithmetic, the assumptions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from monitor.clock_events import ClockEvent, ClockEventKind, ClockSettings, Pause
from monitor.deadlines.case import Case, Run
from monitor.deadlines.limits import Limit
from monitor.deadlines.reckoning import Span

CALENDAR = "calendar.file"  # as an assumption: that only weekends are off beyond the days it knows


@dataclass(frozen=True, slots=True)
class ClockRuling:
    """Which rule decides one clock. `limit` None = no due time. `beat`: the sources of those it won against."""

    limit: Limit | None
    source: str
    beat: tuple[str, ...] = ()

    @property
    def written(self) -> str:
        return self.limit.written if self.limit else "none"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why the due times are what they are. `spans` is the arithmetic of completion, `response_spans` of response.

    `completion_run`: since when the completion clock runs, why, and the pauses so far. `paused_since`: it stands
    since then and completion has no due time. `stated`: the source's own deadline won, there is no arithmetic.
    `assumed`: the configuration keys of assumptions that the completion's due time rests on, `response_assumed`
    those of response. `known_until`: the last day whose holidays are known; due times may rest on later ones.
    `clock`: which events count.
    """

    case: Case
    response_due_at: datetime | None
    completion_due_at: datetime | None
    response: ClockRuling
    completion: ClockRuling
    completion_run: Run
    paused_since: datetime | None
    stated: bool
    assumed: tuple[str, ...]
    spans: tuple[Span, ...]
    response_spans: tuple[Span, ...]
    response_assumed: tuple[str, ...]
    known_until: date | None
    clock: ClockSettings

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """Those that touch the run of the completion clock: its due time follows from them."""
        if self.stated or self.completion.limit is None:
            return ()
        end = self.completion_due_at
        return tuple(pause for pause in self.completion_run.pauses if end is None or pause.from_at <= end)

    @property
    def returns(self) -> tuple[ClockEvent, ...]:
        """When checks were refused, as far as the clock of completion could be concerned."""
        end = self.completion_due_at
        if self.stated or self.completion.limit is None:
            return ()
        events = (event for event in self.case.events if event.kind is ClockEventKind.RETURNED)
        return tuple(event for event in events if end is None or event.after <= end)

    @property
    def is_calendar_assumed(self) -> bool:
        """Whether a due time rests on days whose holidays are not known yet."""
        return CALENDAR in (*self.assumed, *self.response_assumed)

    @property
    def rule(self) -> str:
        """The limits in words."""
        return f"response {self.response.written}, completion {self.completion.written}"

    @property
    def source(self) -> str:
        """Where they are set."""
        if self.response.source == self.completion.source:
            return self.response.source
        return f"response: {self.response.source}; completion: {self.completion.source}"
