"""Freezes the months whose cut-off has come, by what was known then: killed anywhere, the same rows come of it.

Who was down at a cut-off freezes the same figures days later: they are made from the facts recorded by then, the
settings in force then and the official figures entered by then. Reading takes no lock; what is written is small.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.basis import Basis
from monitor.cutoff import FrozenMonth, Span, due_months
from monitor.data_kept import encode_data
from monitor.desk import Desk
from monitor.frozen.figures import Layout, TableName, encode_figures, layout_for
from monitor.frozen.settings_text import KeptSettings, decode_settings, digest_of, encode_settings
from monitor.frozen.settings_then import understood
from monitor.period import Month, Period
from monitor.polls import PollState
from monitor.ports import Tables
from monitor.ranks.rank import Counting
from monitor.scores.judging import Arrival, Arrivals
from monitor.scores.ranking import Official, in_order
from monitor.scores.scoring import FORMULA

PATIENCE = timedelta(hours=1)  # for an import or poll that was under way at the cut-off

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Figures:
    """`complaints`: how many they were made from."""

    text: str
    complaints: int


async def freeze_once(desk: Desk, now: datetime) -> bool:
    """Freezes the oldest month that is due; whether one was. Another may be due as well."""
    async with desk.store.reading() as tables:
        month = await _next_due(desk, tables, now)
        if month is None:
            return False
        document, basis = await _settings(desk, tables, month)
        frozen = await _frozen(desk, tables, month, basis, now)
        frozen = replace(frozen, settings=digest_of(document))
        read_through = await tables.complaints.newest_fact()
    async with desk.store.writing() as tables:
        is_new = await tables.cutoffs.freeze(frozen, document, read_through)
    if is_new:
        log.info("%s is frozen: %d complaints, facts up to %d.", month, frozen.complaints, frozen.span.fact)
    return is_new


async def note_settings(desk: Desk, now: datetime) -> None:
    """From now on these settings are in force: a cut-off from here on is reckoned by them, whenever that is."""
    document = await asyncio.to_thread(encode_settings, desk)
    async with desk.store.writing() as tables:
        await tables.cutoffs.use_settings(document, now)


async def figures_of(tables: Tables, basis: Basis, span: Span, layout: Layout | None = None) -> Figures:
    """The tables of a month as they were at its cut-off: those of the layout, else all that are frozen today."""
    period = Period.month(span.month)
    layout = layout or layout_for(basis.directory)
    counts = {
        name: Counting(
            basis,
            name.by,
            period,
            now=span.cut_at,
            at=None,
            within=name.within,
            apart_only=name.holds_apart_only,
        )
        for name in layout.tables
    }
    complaints = 0
    async for rows in tables.cutoffs.arrivals(span.begins_at, span.ends_before, span.fact):
        complaints += len(rows)
        await asyncio.to_thread(_count, counts, rows)
    official = await tables.scores.official(span.month, span.month, known_by=span.cut_at)
    return Figures(
        await asyncio.to_thread(_told, counts, official, basis.scoring.min_n, layout.fields), complaints
    )


async def _next_due(desk: Desk, tables: Tables, now: datetime) -> Month | None:
    months = await tables.cutoffs.months()
    known_since = await tables.cutoffs.known_since()
    last = months[-1] if months else None
    due = due_months(desk.cutoff, desk.timezone, now, known_since=known_since, last=last)
    month = next(due, None)
    if month is None or await _is_under_way(desk, tables, desk.cutoff.of(month, desk.timezone), now):
        return None
    return month


async def _is_under_way(desk: Desk, tables: Tables, cut_at: datetime, now: datetime) -> bool:
    """Whether what began before the cut-off, and is known as of then, is still being written down."""
    if now - cut_at >= PATIENCE:
        return False
    poll = (await tables.polls.history(desk.system)).latest
    runs = await tables.imports.unfinished()
    begun = [run.started_at for run in runs]
    if poll is not None and poll.state is PollState.RUNNING:
        begun.append(poll.started_at)
    return any(started_at <= cut_at for started_at in begun)


async def _settings(desk: Desk, tables: Tables, month: Month) -> tuple[str, KeptSettings]:
    """Those in force at the cut-off; today's when they are not known, or this release cannot reckon by them."""
    known = await tables.cutoffs.settings_at(desk.cutoff.of(month, desk.timezone))
    found = await understood(known) if known is not None else None
    if known is not None and found is not None and found.formula == FORMULA:
        return known, found
    if known is not None:
        log.warning("The settings of the cut-off of %s are not those of this release: today's are used.", month)
    document = await asyncio.to_thread(encode_settings, desk)
    return document, await asyncio.to_thread(decode_settings, document)


async def _frozen(desk: Desk, tables: Tables, month: Month, basis: KeptSettings, now: datetime) -> FrozenMonth:
    """Without the name of its settings."""
    period, cut_at = Period.month(month), desk.cutoff.of(month, desk.timezone)
    span = Span(
        month=month,
        begins_at=period.begins_at(basis.timezone),
        ends_before=period.ends_before(basis.timezone),
        cut_at=cut_at,
        fact=await tables.cutoffs.last_fact(cut_at),
    )
    figures = await figures_of(tables, basis, span)
    terms = basis.data_terms or desk.data_terms
    words = await tables.cutoffs.words(terms.system, cut_at)
    return FrozenMonth(
        span=span,
        frozen_at=now,
        settings="",
        formula=FORMULA,
        complaints=figures.complaints,
        figures=figures.text,
        data=None if words is None else encode_data(words, terms),
    )


def _count(counts: Mapping[TableName, Counting], rows: Sequence[Arrival]) -> None:
    for counting in counts.values():
        counting.add(Arrivals(rows))


def _told(counts: Mapping[TableName, Counting], official: Official, min_n: int, fields: Sequence[str]) -> str:
    rows = {name: in_order(counting.rows(official), min_n) for name, counting in counts.items()}
    return encode_figures(rows, fields)
