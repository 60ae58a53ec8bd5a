"""Importing as a whole on the real store: order, absence, death, and a writer beside it."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from builders import NOW, SimpleRules, observation

from monitor.areas.directory import Directory
from monitor.clock import SteppedClock
from monitor.deadlines.case import Case
from monitor.deadlines.sla import Rulebook
from monitor.desk import Desk
from monitor.errors import BadInput
from monitor.forecast import foresee
from monitor.importing import Progress, import_export, resume_imports
from monitor.model import (
    Complaint,
    ImportRun,
    ImportState,
    Moment,
    NearWindows,
    Observation,
    Reject,
    Stage,
    State,
    Wanted,
)
from monitor.recompute import ensure_dues
from monitor.states import response_state
from storage import check
from storage.store import Store

HOUR = timedelta(hours=1)
DIRECTORY = Directory.load("builtin:jakarta")


def desk_on(store: Store) -> Desk:
    return Desk(
        store=store,
        clock=SteppedClock(NOW),
        directory=DIRECTORY,
        rules=Rulebook(),
        near=NearWindows(),
        slots=(),
        timezone=ZoneInfo("Asia/Jakarta"),
        stale_after=24 * HOUR,
    )


@dataclass
class Listing:
    """An export already read. `breaks_after`: the file turns out to be broken there."""

    found: Sequence[Observation | Reject]
    breaks_after: int | None = None
    system: str = "crm"
    is_dated: bool = True

    @property
    def as_of(self) -> datetime:
        return max((row.listed_at for row in self.found if isinstance(row, Observation)), default=NOW)

    def rows(self) -> Iterator[Observation | Reject]:
        for number, row in enumerate(self.found):
            if number == self.breaks_after:
                raise BadInput("the file ends in the middle of a row")
            yield row


@dataclass
class DatedListing(Listing):
    """One whose instant is stated."""

    stated: datetime = NOW

    @property
    def as_of(self) -> datetime:
        return self.stated


def listed(*tickets: str, hours: float = 0, **fields: object) -> Listing:
    given = {"listed_at": NOW + hours * HOUR, "stage": Stage.WAIT} | fields
    return Listing([observation(ticket=ticket, **given) for ticket in tickets])


async def bring(desk: Desk, listing: Listing, covers: str | None = None, **hooks: object) -> ImportRun:
    progress = Progress(**hooks)  # type: ignore[arg-type]
    return await import_export(desk, listing, name="export.csv", covers=covers, now=NOW, progress=progress)


async def stages(store: Store) -> dict[str, Stage]:
    async with store.reading() as tables:
        return {complaint.ticket: complaint.stage async for complaint, _ in tables.complaints.stream(Wanted())}


async def test_yesterdays_export_after_todays_reopens_nothing(store: Store) -> None:
    desk = desk_on(store)
    await bring(desk, listed("A", "B", hours=24, stage=Stage.COMPLETE))
    run = await bring(desk, listed("A", "B"))
    assert (run.new, run.state) == (0, ImportState.DONE)
    assert set((await stages(store)).values()) == {Stage.COMPLETE}


async def test_an_answer_after_exports_that_left_the_status_blank_is_as_uncertain_as_they_leave_it(
    any_store: Store,
) -> None:
    desk = desk_on(any_store)
    blank: dict[str, object] = {"stage": None, "status": None, "unlabelled": True}
    await bring(desk, listed("A", "B"))  # to be answered in four hours
    for hours in (1, 3, 5):
        await bring(desk, listed("A", hours=hours, **blank))
        await bring(desk, listed("B", hours=hours))
    await bring(desk, listed("A", "B", hours=8, stage=Stage.PROCESS, status="Proses"))
    found = await complaints_in(any_store)
    assert found["A"].responded == Moment(NOW, NOW + 8 * HOUR)
    assert found["B"].responded == Moment(NOW + 5 * HOUR, NOW + 8 * HOUR)
    states = {ticket: response_state(one, NOW + 9 * HOUR, NearWindows()) for ticket, one in found.items()}
    assert states == {"A": State.UNKNOWN, "B": State.OVERDUE}
    assert await check(any_store) == []


WAITING = "stage=wait"
NO_STATUS: dict[str, object] = {"stage": None, "status": None, "mark": b"m" * 16}  # a source without such a column


async def test_a_list_of_waiting_ones_shows_that_they_wait_though_it_has_no_status(any_store: Store) -> None:
    desk = desk_on(any_store)
    for hours in (0, 1, 3, 5):
        await bring(desk, listed("A", "B", "C", hours=hours, **NO_STATUS), WAITING)
    await bring(desk, listed("B", hours=8, **NO_STATUS), WAITING)
    found = await complaints_in(any_store)
    assert found["A"].responded == found["C"].responded == Moment(NOW + 5 * HOUR, NOW + 8 * HOUR)
    assert response_state(found["A"], NOW + 9 * HOUR, NearWindows()) is State.OVERDUE
    await bring(desk, listed("A", hours=9, stage=Stage.PROCESS, status="Proses"))
    for hours in (9, 10):  # nobody says that this one waits: a part, a cell left blank
        await bring(desk, listed("B", hours=hours, **NO_STATUS))
    await bring(desk, listed("B", hours=11, stage=None, status=None, unlabelled=True), WAITING)
    said = await foresee(desk, listed("A", "C", hours=12, **NO_STATUS), [WAITING], NOW)
    run = await bring(desk, listed("A", "C", hours=12, **NO_STATUS), WAITING)
    assert (said.changed, said.waiting, said.unchanged) == (run.changed, 1, run.unchanged) == (1, 1, 1)
    found = await complaints_in(any_store)
    assert found["B"].responded == Moment(NOW + 8 * HOUR, NOW + 12 * HOUR)
    assert (found["A"].stage, found["C"].stage) == (Stage.PROCESS, Stage.WAIT)  # it may hold others, too
    assert await check(any_store) == []


async def complaints_in(store: Store) -> dict[str, Complaint]:
    async with store.reading() as tables:
        return {one.ticket: one for one in await tables.complaints.wanted(Wanted())}


async def test_a_broken_file_leaves_the_complaints_untouched(store: Store) -> None:
    desk = desk_on(store)
    await bring(desk, listed("A"))
    broken = listed("A", "B", "C", hours=1, stage=Stage.COMPLETE)
    broken.breaks_after = 2
    with pytest.raises(BadInput):
        await bring(desk, broken)
    assert await stages(store) == {"A": Stage.WAIT}


async def test_absent_from_a_complete_list_of_waiting_ones_has_left_wait(store: Store) -> None:
    desk = desk_on(store)
    await bring(desk, listed("A", "B"))
    await bring(desk, listed("B", hours=2), covers="stage=wait")
    async with store.reading() as tables:
        (gone,) = await tables.complaints.find("A")
    assert gone.responded is not None and not gone.responded.is_exact
    assert await stages(store) == {"A": Stage.UNMAPPED, "B": Stage.WAIT}


async def test_an_empty_list_of_waiting_ones_must_say_when_it_was_true(store: Store) -> None:
    desk = desk_on(store)
    await bring(desk, listed("A", "B"))
    with pytest.raises(BadInput, match="--as-of"):
        await bring(desk, Listing([], is_dated=False), covers="stage=wait")
    assert set((await stages(store)).values()) == {Stage.WAIT}
    left: list[int] = []
    await bring(desk, DatedListing([], stated=NOW + 2 * HOUR), covers="stage=wait", left_wait=left.append)
    assert left == [2]
    assert set((await stages(store)).values()) == {Stage.UNMAPPED}


async def test_a_list_with_rejected_rows_is_not_complete(store: Store) -> None:
    desk = desk_on(store)
    await bring(desk, listed("A", "B"))
    lossy = listed("B", hours=2)
    await bring(desk, replace(lossy, found=[*lossy.found, Reject(3, None, "no date")]), covers="stage=wait")
    assert set((await stages(store)).values()) == {Stage.WAIT}


class Killed(BaseException):
    pass


async def test_killed_between_merge_and_conclusion_the_next_start_concludes(store: Store) -> None:
    desk = desk_on(store)
    await bring(desk, listed("A", "B"))

    def die(_: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        await bring(desk, listed("B", hours=2), covers="stage=wait", merged=die)
    assert (await stages(store))["A"] is Stage.WAIT
    (ended,) = await resume_imports(desk, NOW, Progress())
    assert ended.state is ImportState.DONE
    assert (await stages(store))["A"] is Stage.UNMAPPED
    assert await resume_imports(desk, NOW, Progress()) == []


async def test_concluding_twice_takes_nobody_for_absent(store: Store) -> None:
    """The service may end an import while its own process still lives: what it dropped proves nothing."""
    desk = desk_on(store)
    await bring(desk, listed("A", "B"))
    async with store.writing() as tables:
        run = await tables.imports.start("export.csv", "crm", NOW, "stage=wait")
        await tables.imports.stage(run.id, [observation(ticket="A", listed_at=NOW + HOUR, stage=Stage.WAIT)])
        await tables.imports.staged(run.id, as_of=NOW + HOUR, read=1, rejected=0)
    await resume_imports(desk, NOW, Progress())
    async with store.writing() as tables:
        swept = await tables.imports.sweep_left_wait(run.id, Wanted(), NOW + HOUR, NOW, limit=100)
    assert swept == 0
    assert (await stages(store))["A"] is Stage.WAIT


async def test_rules_corrected_while_an_import_runs_hold_for_its_rows_too(store: Store) -> None:
    old = desk_on(store)
    new = replace(old, rules=Rulebook(response="1h"))
    await ensure_dues(old, NOW)

    async def corrected() -> None:
        await ensure_dues(new, NOW)

    await bring(old, listed("A", "B"), breathe=corrected)
    await ensure_dues(new, NOW)
    async with store.reading() as tables:
        found = await tables.complaints.wanted(Wanted())
    assert len(found) == 2
    assert all(one.response_due_at == one.created_at + HOUR for one in found)


async def test_staging_of_a_living_process_is_left_alone_and_of_a_dead_one_refused(store: Store) -> None:
    desk = desk_on(store)
    async with store.writing() as tables:
        await tables.imports.start("export.csv", "crm", NOW)
    assert await resume_imports(desk, NOW + 0.5 * HOUR, Progress()) == []
    (ended,) = await resume_imports(desk, NOW + 2 * HOUR, Progress())
    assert ended.state is ImportState.REFUSED


async def test_the_bot_writes_between_the_batches(store: Store) -> None:
    desk = desk_on(store)
    written: list[int] = []

    async def write() -> None:
        for number in range(3):
            async with store.writing() as tables:
                await tables.ledger.set_note("bot", str(number))
            written.append(len(await stages(store)))

    rows = listed(*(f"T{number:05}" for number in range(5000)))
    await asyncio.gather(bring(desk, rows), write())
    assert written[-1] < 5000


def test_simple_rules_are_the_defaults() -> None:
    """The builders' rules and the real ones agree, so that tests of both speak of the same due times."""
    assert SimpleRules().dues(Case("Sampah", NOW)) == Rulebook().dues(Case("Sampah", NOW))
