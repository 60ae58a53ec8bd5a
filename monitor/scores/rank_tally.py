"""What is counted of one subject of a rank while its complaints pass by, in one pass and in whole numbers."""

from __future__ import annotations

from array import array
from collections import Counter

from monitor.model import Stage
from monitor.scores.judging import Arrival, Outcome, Verdict, completion_outcome, response_outcome
from monitor.scores.scoring import Scoring

_KEPT = Outcome(Verdict.IN_TIME)
_DECIDED = Verdict.LATE
_FINISHED = (Stage.COMPLETE.value, Stage.DISMISSED.value)


class ClockTally:
    """One clock. `decided`: stopped, or past due and running; `took`: microseconds until the known stops."""

    __slots__ = ("decided", "in_time", "took")

    def __init__(self) -> None:
        self.decided = 0
        self.in_time = 0
        self.took = array("q")

    def keeps(self, begun: int, due: int | None, after: int | None, stop: int | None, at: int) -> bool:
        """Whether it stopped exactly then and in time, which is counted at once: nearly all did."""
        if stop is None or due is None or after != stop or not begun <= stop <= due or stop > at:
            return False
        self.decided += 1
        self.in_time += 1
        self.took.append(stop - begun)
        return True

    def add(self, one: Outcome) -> None:
        if one.verdict <= Verdict.LATE:
            self.decided += 1
            if one.verdict == Verdict.IN_TIME:
                self.in_time += 1
        if one.took is not None:
            self.took.append(one.took)


class Tally:
    """One subject. `n`: all that arrived; of the others a complaint may be in several, but in `dismissed` alone.

    `unknown`: with a clock that cannot be judged, `doubtful` of them for a time that cannot be true;
    `undecided`: with a clock that runs and is not yet due. `earned` and `possible`: see Scoring.nilai, by month.
    """

    __slots__ = (
        "completion",
        "dismissed",
        "doubtful",
        "earned",
        "n",
        "names",
        "overdue_open",
        "possible",
        "response",
        "undecided",
        "unknown",
    )

    def __init__(self, months: int = 1) -> None:
        self.n = self.unknown = self.doubtful = self.dismissed = self.undecided = self.overdue_open = 0
        self.response, self.completion = ClockTally(), ClockTally()
        self.earned, self.possible = [0] * months, [0] * months
        self.names: Counter[str] = Counter()


class Judge:
    """Judges complaints as seen at `at` and counts them; no time after `latest` can be true (microseconds)."""

    def __init__(self, scoring: Scoring, at: int, latest: int) -> None:
        self._scoring = scoring
        self._at, self._latest = at, latest
        self._response_weight, self._completion_weight = scoring.weights
        self._full = scoring.points(0)

    def count(self, one: Arrival, tally: Tally, month: int = 0) -> None:
        """Adds it to the tally of its subject and of its month."""
        tally.n += 1
        if one.stage == Stage.DISMISSED:
            tally.dismissed += 1
            return
        answered = completed = False
        if one.doubt is None:
            answered = not one.response_unseen and tally.response.keeps(
                one.created, one.response_due, one.responded_after, one.responded, self._at
            )
            begun = one.created if one.restarted is None else one.restarted
            completed = tally.completion.keeps(
                begun, one.completion_due, one.completed_after, one.completed, self._at
            )
        response, completion = _KEPT, _KEPT
        if not answered:
            response = response_outcome(one, self._at, self._latest)
            tally.response.add(response)
        if not completed:
            completion = completion_outcome(one, self._at, self._latest)
            tally.completion.add(completion)
        if not (answered and completed):
            _count_odd(one, tally, response, completion)
        self._score(one, tally, month, response, completion)

    def _score(self, one: Arrival, tally: Tally, month: int, response: Outcome, completion: Outcome) -> None:
        bobot = self._scoring.bobot_of(one.category)
        for clock, weight in ((response, self._response_weight), (completion, self._completion_weight)):
            if clock.verdict <= _DECIDED:
                tally.possible[month] += bobot * weight
                tally.earned[month] += (
                    bobot * weight * (self._scoring.points(clock.late) if clock.late else self._full)
                )


def _count_odd(one: Arrival, tally: Tally, response: Outcome, completion: Outcome) -> None:
    verdicts = response.verdict, completion.verdict
    if Verdict.DOUBTFUL in verdicts:
        tally.doubtful += 1
        tally.unknown += 1
    elif Verdict.UNKNOWN in verdicts:
        tally.unknown += 1
    if Verdict.UNDECIDED in verdicts:
        tally.undecided += 1
    is_overdue = any(clock.runs and clock.verdict == Verdict.LATE for clock in (response, completion))
    if is_overdue and one.stage not in _FINISHED:
        tally.overdue_open += 1
