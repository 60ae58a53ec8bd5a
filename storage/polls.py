"""Polls of a source, taken in page by page: the rows behind `monitor.ports.Polls`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.errors import NotFound
from monitor.facts.history import apply, vanished
from monitor.facts.taking import Take
from monitor.model import Complaint, Observation
from monitor.polls import FEW, PollHistory, PollRun, PollState, implausible
from monitor.sources.source import Recalled
from monitor.unseen import Unseen
from storage.bulk import put
from storage.drift import known_fields
from storage.instants import to_micros
from storage.pages import merge_page
from storage.recognising import move_on
from storage.rows import COLUMNS, FACT_COLUMNS, RAW, complaint_of, complaint_row, fact_row, raw, ticket_key
from storage.selection import is_open
from storage.tables import complaints, facts, polls
from storage.words import DONE, SOUND, WHOLE, missed

COUNTERS = ("new", "changed", "unchanged", "rejected", "duplicates", "vanished")
KEPT = timedelta(days=30)
_AT_ONCE = 500  # tickets looked up by one question
_NOBODY: Mapping[str, datetime] = MappingProxyType({})


class Polls:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def start(self, source: str, system: str, now: datetime, since: datetime | None) -> PollRun:
        """A poll begins; one of that system that never ended is abandoned."""
        running = (polls.c.system == system, polls.c.state == PollState.RUNNING.value)
        ended = {"state": PollState.ABANDONED.value, "finished_at": now}
        await self._connection.execute(update(polls).where(*running).values(**ended))
        await self._forget(system, now)
        values: dict[str, Any] = dict.fromkeys(COUNTERS, 0) | {"source": source, "system": system, "since": since}
        values |= {"started_at": now, "state": PollState.RUNNING.value}
        return _run((await self._connection.execute(insert(polls).values(**values).returning(polls))).one())

    async def take_in(self, poll_id: int, observations: Sequence[Observation], take: Take) -> PollRun:
        """Takes in up to a thousand rows; what they add is a fact at once. Raises NotFound."""
        run = await self._get(poll_id)
        merged = await merge_page(self._connection, run.system, observations, take)
        return await self._update(
            poll_id,
            new=polls.c.new + merged.new,
            changed=polls.c.changed + merged.changed,
            unchanged=polls.c.unchanged + merged.unchanged,
        )

    async def recognise(
        self, poll_id: int, words: Sequence[tuple[str, bytes | None]], listed_at: datetime
    ) -> set[str]:
        """Moves on the complaints of which the listing says what was said last, by tickets and marks.

        The tickets of those; all others are to be read and taken in, among them what has no mark or is listed
        twice, in whatever spelling. Raises NotFound.
        """
        run = await self._get(poll_id)
        keys = [ticket_key(ticket) for ticket, _ in words]
        times = Counter(keys)
        told = zip(keys, words, strict=True)
        said = {key: mark for key, (_, mark) in told if mark is not None and times[key] == 1}
        found = await move_on(self._connection, run.system, said, listed_at)
        if found:
            await self._update(poll_id, unchanged=polls.c.unchanged + len(found))
        return {ticket for key, (ticket, _) in zip(keys, words, strict=True) if key in found}

    async def conclude(
        self,
        poll_id: int,
        now: datetime,
        *,
        as_of: datetime,
        shortfall: str | None,
        unseen: Unseen | None,
        rejected: int,
        duplicates: int,
        spared: Collection[str],
        gone: Mapping[str, datetime] = _NOBODY,
        believing: bool = False,
    ) -> PollRun:
        """The listing came to its end. After a complete one, what two of them in a row lacked has vanished.

        `spared`: tickets that were listed, though they could not be taken. `gone`: tickets that the source was
        seen not to show any more, and since when: those have vanished too, unless they were shown since.
        `believing`: however many they are; else a listing that lacks too many is short.
        """
        run = await self._get(poll_id)
        if shortfall is None and not believing:
            shortfall = implausible(await self._absent(run, spared), await self.open_count(run.system))
            unseen = Unseen.DROPPED if shortfall else unseen
        if run.since is None and unseen is None and await self._places_nothing(run):
            unseen = Unseen.UNPLACED
        vanished = await self._vanish_absent(run, now, spared) if shortfall is None else 0
        vanished += await self._vanish_gone(run, now, gone)
        return await self._update(
            poll_id,
            state=PollState.DONE.value,
            finished_at=now,
            as_of=as_of,
            shortfall=shortfall,
            unseen=unseen.value if unseen else None,
            rejected=rejected,
            duplicates=duplicates,
            vanished=vanished,
        )

    async def fail(
        self, poll_id: int, now: datetime, reason: str, *, rejected: int = 0, retry_at: datetime | None = None
    ) -> PollRun:
        """The listing broke off. What it had brought is kept."""
        ended = {"state": PollState.FAILED.value, "finished_at": now, "reason": reason}
        return await self._update(poll_id, **ended, rejected=rejected, retry_at=retry_at)

    async def history(self, system: str) -> PollHistory:
        """What the next poll of that system depends on."""
        done = await self._last(system, DONE)
        failed = (polls.c.system == system, polls.c.state == PollState.FAILED.value)
        query = select(func.count(), func.min(polls.c.started_at)).where(
            *failed, polls.c.id > (done.id if done else 0)
        )
        count, since = (await self._connection.execute(query)).one()
        return PollHistory(
            latest=await self._last(system),
            done=done,
            sound=await self._last(system, DONE, SOUND),
            whole=await self._last(system, DONE, WHOLE),
            tried_whole=await self._last(system, WHOLE),
            failed=count,
            failing_since=since,
            unseen=await missed(self._connection, system),
        )

    async def open_count(self, system: str) -> int:
        """How many open complaints of that system are known."""
        query = select(func.count()).select_from(complaints).where(complaints.c.system == system, is_open())
        return int((await self._connection.execute(query)).scalar_one())

    async def known_fields(self, system: str, fields: Sequence[str], listed_since: datetime) -> list[str]:
        """Those of `fields` (monitor.drift.TELLING) that some open complaint shown since then has."""
        return await known_fields(self._connection, system, fields, listed_since)

    async def recall(self, system: str, arrived_before: datetime, *, limit: int) -> list[Recalled]:
        """Open complaints that still count as shown by their source, those not seen for the longest time first."""
        columns = (complaints.c.ticket, complaints.c.created_at, complaints.c.listed_at)
        query = (
            select(*columns)
            .where(_unindexed(complaints.c.system) == system, is_open(), complaints.c.missing_since.is_(None))
            .where(_unindexed(complaints.c.created_at) < arrived_before)
            .order_by(complaints.c.listed_at, complaints.c.id)
            .limit(limit)
        )
        return [Recalled(*row) for row in await self._connection.execute(query)]

    async def _vanish_gone(self, run: PollRun, now: datetime, gone: Mapping[str, datetime]) -> int:
        since = {ticket_key(ticket): at for ticket, at in gone.items()}
        keys = sorted(since)
        done = 0
        for start in range(0, len(keys), _AT_ONCE):
            few = complaints.c.ticket_key.in_(keys[start : start + _AT_ONCE])
            done += await self._vanish(run, now, few, lambda known: since[ticket_key(known.ticket)])
        return done

    async def _vanish_absent(self, run: PollRun, now: datetime, spared: Collection[str]) -> int:
        before = await self._complete_before(run)
        if before is None:
            return 0
        return await self._vanish(run, now, _absent_since(before, spared), lambda _: before)

    async def _absent(self, run: PollRun, spared: Collection[str]) -> int:
        """How many would have vanished."""
        before = await self._complete_before(run)
        if before is None:
            return 0
        shown = (complaints.c.system == run.system, is_open(), complaints.c.missing_since.is_(None))
        query = select(func.count()).select_from(complaints).where(*shown, _absent_since(before, spared))
        return int((await self._connection.execute(query)).scalar_one())

    async def _complete_before(self, run: PollRun) -> datetime | None:
        """When the complete listing before this one was true."""
        before = await self._last(run.system, DONE, polls.c.shortfall.is_(None), polls.c.id < run.id)
        return before.as_of if before else None

    async def _places_nothing(self, run: PollRun) -> bool:
        """Whether of all that the listing showed nothing lies anywhere; of one or two that is no wonder."""
        shown = (complaints.c.system == run.system, complaints.c.listed_at >= run.started_at)
        placed = or_(complaints.c.area_code.is_not(None), complaints.c.unit_area_code.is_not(None))
        first = await self._connection.execute(select(complaints.c.id).where(*shown, placed).limit(1))
        if first.one_or_none() is not None:
            return False
        some = await self._connection.execute(select(complaints.c.id).where(*shown).limit(FEW))
        return len(some.all()) == FEW

    async def _vanish(
        self, run: PollRun, now: datetime, which: ColumnElement[bool], since: Callable[[Complaint], datetime]
    ) -> int:
        """Those of `which` that are open and were not shown since have vanished then. How many."""
        query = (
            select(*RAW, complaints.c.seen_hash, raw(complaints.c.latest_at))
            .where(complaints.c.system == run.system, is_open(), complaints.c.missing_since.is_(None), which)
            .order_by(complaints.c.id)
        )
        rows = (await self._connection.execute(query)).all()
        known = [(complaint_of(row), row[-2], row[-1]) for row in rows]
        found = [one for one in known if one[0].listed_at < since(one[0])]
        marked = [_vanished(*one, since(one[0]), now, run.source) for one in found]
        await put(self._connection, complaints, COLUMNS, [row for row, _ in marked])
        await put(self._connection, facts, FACT_COLUMNS, [fact for _, fact in marked])
        return len(found)

    async def _forget(self, system: str, now: datetime) -> None:
        """Old polls, but for those that the next one depends on, and those that `words` depends on since then."""
        known = await self.history(system)
        kept = {run.id for run in (known.latest, known.done, known.sound, known.whole, known.tried_whole) if run}
        complete = await self._last(system, DONE, polls.c.shortfall.is_(None))
        kept |= {complete.id} if complete else set()
        old = (polls.c.system == system, polls.c.started_at < now - KEPT)
        newest = select(func.max(polls.c.id)).where(*old, DONE).group_by(polls.c.unseen, WHOLE)
        kept |= set((await self._connection.execute(newest)).scalars())
        await self._connection.execute(delete(polls).where(*old, polls.c.id.not_in(sorted(kept))))

    async def _last(self, system: str, *conditions: ColumnElement[bool]) -> PollRun | None:
        query = select(polls).where(polls.c.system == system, *conditions).order_by(polls.c.id.desc()).limit(1)
        row = (await self._connection.execute(query)).one_or_none()
        return _run(row) if row else None

    async def _get(self, poll_id: int) -> PollRun:
        row = (await self._connection.execute(select(polls).where(polls.c.id == poll_id))).one_or_none()
        if row is None:
            raise NotFound(f"There is no poll number {poll_id}.")
        return _run(row)

    async def _update(self, poll_id: int, **values: Any) -> PollRun:
        query = update(polls).where(polls.c.id == poll_id).values(**values).returning(polls)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            raise NotFound(f"There is no poll number {poll_id}.")
        return _run(row)


def _run(row: Row[Any]) -> PollRun:
    fields = dict(row._mapping)
    unseen = Unseen(fields["unseen"]) if fields["unseen"] else None
    return PollRun(**{**fields, "state": PollState(fields["state"]), "unseen": unseen})


def _absent_since(before: datetime, spared: Collection[str]) -> ColumnElement[bool]:
    listed = complaints.c.ticket_key.in_(sorted(map(ticket_key, spared)))
    return and_(~listed, complaints.c.listed_at < before)


def _unindexed(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Not to be looked up by: SQLite would read every complaint of a system rather than the few open ones."""
    return func.coalesce(column, column)


def _vanished(
    known: Complaint, seen_hash: bytes | None, latest_at: int, since: datetime, now: datetime, source: str
) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """The complaint's row and the fact's."""
    fact = vanished(known, since, now, source)
    complaint = apply(known, [fact])
    latest = max(latest_at, to_micros(fact.happened.at))
    return complaint_row(complaint, seen_hash, latest), fact_row(known.id, fact)
