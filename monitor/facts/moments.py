"""When something can have happened, as far as listings tell. Pure.

An interval that no instant lies in is no knowledge: it never becomes an exact moment (contract: Identity).
"""

from __future__ import annotations

from datetime import datetime

from monitor.model import Moment, Observation


def somewhere(at: datetime, *afters: datetime) -> Moment | None:
    """Somewhere in (`after`, `at`], of `afters` the first that lies before `at`; None when none does."""
    return next((Moment(after, at) for after in afters if after < at), None)


def between(at: datetime, *afters: datetime) -> Moment:
    """The same for what is no clock's stop and is put somewhere: when all contradict `at`, at the last of them."""
    return somewhere(at, *afters) or Moment.exactly(afters[-1])


def stopped_by(seen: Observation, *afters: datetime) -> Moment | None:
    """When a clock stopped that `seen` shows stopped; None when that cannot be after any of `afters`.

    A row's own update time ends the interval, else the instant at which the listing was true.
    """
    if seen.completed_at and not (seen.created_at and seen.completed_at < seen.created_at):
        return somewhere(min(seen.holds_at, seen.completed_at), *afters)
    return somewhere(seen.holds_at, *afters) or somewhere(seen.listed_at, *afters)


def moved(moment: Moment, old: datetime, new: datetime) -> Moment | None:
    """A moment when the arrival it was told of is corrected from `old` to `new`; None: it cannot have been then.

    An interval that began with the arrival follows it; nothing happens before the arrival.
    """
    if moment.is_exact:
        return moment if moment.at >= new else None
    return somewhere(moment.at, new if moment.after == old else max(moment.after, new))
