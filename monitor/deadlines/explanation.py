"""Why the due times of a complaint are what they are: the rules that decided, the arithmetic, the assumptions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from monitor.clock_events import ClockEvent, ClockEventKind, ClockSettings, Pause
from monitor.deadlines.case import Case, Run
from monitor.deadlines.limits import Limit
from monitor.deadlines.reckoning import Span
from monitor.deadlines.rules import DEFAULTS, Entry

CALENDAR = "calendar.file"  # as an assumption: that only weekends are off in years whose holidays it does not know


@dataclass(frozen=True, slots=True)
class ClockRuling:
    """Which entry decides one clock, and which it won against, the heaviest first."""

    won: Entry
    beaten: tuple[Entry, ...] = ()

    @property
    def limit(self) -> Limit | None:
        """None = no due time."""
        return self.won.limit

    @property
    def source(self) -> str:
        """Where it is set: "sla.rule[2]", "pedoman.csv, line 3", "sla defaults (asumsi)"."""
        return self.won.source

    @property
    def beat(self) -> tuple[str, ...]:
        """The sources of those it won against. What lost rests on no assumption: nothing rests on it."""
        return tuple(entry.source if entry.rule else DEFAULTS for entry in self.beaten)

    @property
    def written(self) -> str:
        return self.limit.written if self.limit else "none"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why the due times are what they are. `spans` is the arithmetic of completion, `response_spans` of response.

    `completion_run`: since when the completion clock runs, why, and the pauses so far. `paused_since`: it stands
    since then and completion has no due time. `stated`: the source's own deadline won, there is no arithmetic.
    `assumed`: the configuration keys of assumptions that the completion's due time rests on, `response_assumed`
    those of response. `known_until`: the last day whose holidays are known (None: none are); `unknown_years`:
    those whose holidays are not known, yet a due time rests on them.
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
    unknown_years: tuple[int, ...]
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
        """Whether a due time rests on days whose holidays are not known."""
        return bool(self.unknown_years)

    @property
    def outruns_calendar(self) -> bool:
        """Whether what is unknown lies behind all that is known only."""
        years, until = self.unknown_years, self.known_until
        return bool(years) and until is not None and years[0] > until.year

    @property
    def unknown_spans(self) -> tuple[tuple[int, int], ...]:
        """The unknown years from first to last, in order."""
        spans: list[tuple[int, int]] = []
        for year in self.unknown_years:
            if spans and spans[-1][1] == year - 1:
                spans[-1] = spans[-1][0], year
            else:
                spans.append((year, year))
        return tuple(spans)

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
