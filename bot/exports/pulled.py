"""When an export was pulled from the CRM: what its content tells, and what its sender can choose instead."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.commands.button_data import ExportAct
from bot.exports.jobs import Job, JobState
from bot.views.export import Pulled
from monitor.desk import Desk
from monitor.slots import slots_between
from monitor.sources.days import Order

_DAY = timedelta(days=1)
_TIMES = {ExportAct.NEWEST: Pulled.NEWEST, ExportAct.JUST_NOW: Pulled.NOW, ExportAct.SLOT: Pulled.SLOT}
_ORDERS = {ExportAct.DAY_FIRST: Order.DAY_FIRST, ExportAct.MONTH_FIRST: Order.MONTH_FIRST}

AGAIN = frozenset((*_TIMES, *_ORDERS))  # after which the file is read once more


def guessed(desk: Desk, job: Job, newest: datetime | None) -> Job:
    """`newest`: the latest instant in it; None = it has none. It cannot have been pulled before that."""
    before = slots_between(desk.slots, desk.timezone, job.sent_at - _DAY, job.sent_at)
    slot_at = before[-1].at if before else None
    return replace(
        job,
        as_of=newest or job.sent_at,
        pulled=Pulled.NEWEST if newest else Pulled.NOW,
        newest=newest,
        slot_at=slot_at if slot_at and (newest is None or newest < slot_at < job.sent_at) else None,
    )


def chosen(job: Job, act: ExportAct) -> Job | None:
    """The job with what was pressed, to be read again; None when that is nothing it was asked."""
    if job.state is JobState.UNCLEAR:
        return replace(job, order=_ORDERS[act], state=JobState.RECEIVED) if act in _ORDERS else None
    pulled = _TIMES.get(act)
    if pulled is None:
        return None
    at = {Pulled.NEWEST: job.newest, Pulled.NOW: job.sent_at, Pulled.SLOT: job.slot_at}[pulled]
    return replace(job, as_of=at, pulled=pulled, state=JobState.RECEIVED) if at else None
