"""How one clock of a complaint stands, in a sentence; what is not known is said to be unknown."""

from __future__ import annotations

from datetime import datetime

from bot.views.markup import Html, escape, fill
from bot.views.names import DONE, LATE, SOON, UNKNOWN, WAITING
from bot.views.words import Local, span
from monitor.model import ClockName, Complaint, Moment, NearWindows, Stage, State
from monitor.states import state_of

_STOPPED = {ClockName.RESPONSE: "dijawab", ClockName.COMPLETION: "selesai"}
_LIMIT = {ClockName.RESPONSE: "batas", ClockName.COMPLETION: "tenggat"}


def moment_words(moment: Moment, local: Local, now: datetime) -> str:
    """ "08.00"; "antara kemarin 15.00 dan 08.00" when nobody saw it happen."""
    if moment.is_exact:
        return local.moment(moment.at, now)
    return f"antara {local.moment(moment.after, now)} dan {local.moment(moment.at, now)}"


def verdict(clock: ClockName, complaint: Complaint, local: Local, now: datetime, near: NearWindows) -> Html:
    """ "🔴 terlambat 2 j 12 m, batas 05.48", with the answer's or completion's own time once there is one."""
    state = state_of(clock, complaint, now, near)
    is_response = clock is ClockName.RESPONSE
    due = complaint.response_due_at if is_response else complaint.completion_due_at
    stop = complaint.responded if is_response else complaint.completed
    if state is None or due is None:
        return escape(_without_limit(clock, complaint, stop, local, now))
    limit = f"{_LIMIT[clock]} {local.moment(due, now)}"
    if state is State.UNKNOWN and stop is not None:
        return fill(
            "{mark} {what} {moment}, {limit}. Tepat waktu atau tidak <b>tidak dapat dipastikan</b> dari data ini.",
            mark=UNKNOWN,
            what=_STOPPED[clock],
            moment=moment_words(stop, local, now),
            limit=limit,
        )
    if stop is not None and stop.at <= now:
        return _stopped(clock, complaint, stop, due, limit, local, now, is_late=state is State.OVERDUE)
    return _running(state, due, limit, now)


def _without_limit(
    clock: ClockName, complaint: Complaint, stop: Moment | None, local: Local, now: datetime
) -> str:
    if complaint.stage is Stage.DISMISSED:
        return "tanpa batas waktu, karena ditolak sebagai aduan"
    if clock is ClockName.RESPONSE and complaint.response_unseen:
        return f"{UNKNOWN} waktu jawab tidak tercatat"
    if clock is ClockName.COMPLETION and complaint.stage is Stage.COMPLETE and complaint.completed is None:
        return f"{UNKNOWN} waktu selesai tidak tercatat"
    stopped = f"{_STOPPED[clock]} {moment_words(stop, local, now)}, " if stop and stop.at <= now else ""
    return f"{stopped}tanpa batas waktu"


def _running(state: State, due: datetime, limit: str, now: datetime) -> Html:
    if state is State.OVERDUE:
        return fill("{mark} <b>terlambat {late}</b>, {limit}", mark=LATE, late=span(now - due), limit=limit)
    mark = f"{SOON} segera," if state is State.NEAR else WAITING
    return fill("{mark} sisa {left}, {limit}", mark=mark, left=span(due - now), limit=limit)


def _stopped(
    clock: ClockName,
    complaint: Complaint,
    stop: Moment,
    due: datetime,
    limit: str,
    local: Local,
    now: datetime,
    *,
    is_late: bool,
) -> Html:
    took = f" ({span(stop.at - complaint.created_at)})" if stop.is_exact else ""
    what = f"{_STOPPED[clock]} {moment_words(stop, local, now)}{took}"
    if not is_late:
        return fill("{mark} {what}, tepat waktu; {limit}", mark=DONE, what=what, limit=limit)
    # Of an interval only its beginning is certain: it was at least that late.
    least = "" if stop.is_exact else "setidaknya "
    late = span(stop.after - due)
    return fill(
        "{mark} {what}, terlambat {least}{late}; {limit}",
        mark=LATE,
        what=what,
        least=least,
        late=late,
        limit=limit,
    )
