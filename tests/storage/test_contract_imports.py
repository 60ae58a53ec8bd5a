from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from builders import CIDENG, HOUR, NOW, SimpleRules, bring_in, merge_all, observation, take_at
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from table_dump import dump
from thoroughness import examples

from monitor.deadlines.case import Case
from monitor.errors import NotFound
from monitor.facts.taking import Taken
from monitor.model import Complaint, FactKind, ImportState, Moment, Observation, Stage, Wanted
from monitor.ports import Tables
from storage import check
from storage.store import Store
from storage.tables import staging

YESTERDAY = NOW - timedelta(days=1)
ARRIVED = NOW - timedelta(days=2)


async def the(store: Store, ticket: str) -> Complaint:
    async with store.reading() as tables:
        (found,) = await tables.complaints.find(ticket)
        return found


async def test_the_same_file_twice_changes_nothing(any_store: Store) -> None:
    rows = [
        observation("A"),
        observation("B", stage=Stage.PROCESS, status="Proses"),
        observation("C", stage=Stage.COMPLETE, completed_at=NOW, changed_at=NOW),
    ]
    await bring_in(any_store, rows)
    before = await dump(any_store)
    run = await bring_in(any_store, rows, now=NOW + HOUR)
    assert (run.new, run.changed, run.unchanged) == (0, 0, 3)
    assert await dump(any_store) == before


async def test_an_unchanged_row_costs_no_decision_and_moves_forward(any_store: Store) -> None:
    await bring_in(any_store, [observation("A", listed_at=YESTERDAY, created_at=ARRIVED)])

    def never(known: Complaint | None, seen: Observation) -> Taken:
        raise AssertionError(seen.ticket)

    run = await bring_in(any_store, [observation("A", created_at=ARRIVED)], take=never)
    assert run.unchanged == 1
    moved = await the(any_store, "A")
    assert (moved.holds_at, moved.listed_at) == (NOW, NOW)


async def test_a_row_with_its_own_update_time_holds_since_then(any_store: Store) -> None:
    row = observation("A", created_at=ARRIVED, changed_at=ARRIVED, listed_at=YESTERDAY)
    await bring_in(any_store, [row])
    await bring_in(any_store, [observation("A", created_at=ARRIVED, changed_at=ARRIVED)])
    moved = await the(any_store, "A")
    assert (moved.holds_at, moved.listed_at) == (ARRIVED, NOW)


async def test_yesterdays_export_after_todays_reopens_nothing(any_store: Store) -> None:
    closed = {"stage": Stage.COMPLETE, "status": "Selesai", "completed_at": NOW - HOUR}
    await bring_in(
        any_store, [observation("A", created_at=ARRIVED, **closed), observation("B", created_at=ARRIVED)]
    )
    run = await bring_in(
        any_store,
        [
            observation("A", created_at=ARRIVED, listed_at=YESTERDAY),
            observation("B", created_at=ARRIVED, listed_at=YESTERDAY, stage=Stage.PROCESS, unit="Dinas X"),
        ],
        now=NOW + HOUR,
    )
    assert run.new == 0
    assert (await the(any_store, "A")).stage is Stage.COMPLETE
    assert (await the(any_store, "B")).stage is Stage.WAIT
    assert (await the(any_store, "B")).unit == "Dinas X"  # a blank is filled
    assert await check(any_store) == []


async def test_an_older_word_with_the_same_content_narrows_when_it_happened(any_store: Store) -> None:
    working = {"stage": Stage.PROCESS, "status": "Proses", "created_at": ARRIVED}
    await bring_in(any_store, [observation("A", **working)])
    run = await bring_in(any_store, [observation("A", listed_at=YESTERDAY, **working)])
    assert run.changed == 1
    assert (await the(any_store, "A")).responded == Moment(ARRIVED, YESTERDAY)


async def test_the_same_word_again_bounds_an_answer_of_which_nothing_was_known(any_store: Store) -> None:
    """Listed at the instant it arrived: it was answered, and nobody can say when."""
    working = {"stage": Stage.PROCESS, "status": "Proses", "created_at": NOW}
    rows = [observation("A", **working), observation("B", **working | {"stage": Stage.COMPLETE})]
    await bring_in(any_store, rows)
    first = await the(any_store, "A")
    assert (first.responded, first.response_unseen) == (None, True)
    assert (await bring_in(any_store, rows)).unchanged == 2
    run = await bring_in(any_store, [replace(row, listed_at=NOW + HOUR) for row in rows])
    assert run.changed == 2
    assert (await the(any_store, "A")).responded == Moment(NOW, NOW + HOUR)
    assert (await the(any_store, "B")).completed == Moment(NOW, NOW + HOUR)
    run = await bring_in(any_store, [replace(row, listed_at=NOW + 2 * HOUR) for row in rows])
    assert run.unchanged == 2
    assert await check(any_store) == []


async def test_a_corrected_arrival_is_kept_with_its_due_times(any_store: Store) -> None:
    await bring_in(any_store, [observation("A", listed_at=YESTERDAY, created_at=ARRIVED)])
    run = await bring_in(any_store, [observation("A", created_at=ARRIVED + HOUR)])
    known = await the(any_store, "A")
    assert (run.changed, known.created_at) == (1, ARRIVED + HOUR)
    assert known.response_due_at == ARRIVED + 7 * HOUR
    assert await check(any_store) == []


async def test_an_older_word_does_not_become_the_latest(any_store: Store) -> None:
    """Its hash is not kept: the newest row is still known as unchanged, the old one is offered again."""
    newest = observation("A", created_at=ARRIVED, status="Wait")
    await bring_in(any_store, [newest])
    await bring_in(any_store, [observation("A", created_at=ARRIVED, listed_at=YESTERDAY, status="Menunggu")])
    assert (await bring_in(any_store, [newest])).unchanged == 1
    later = observation("A", created_at=ARRIVED, listed_at=NOW + HOUR, status="Menunggu")
    await bring_in(any_store, [later])
    assert (await the(any_store, "A")).status == "Menunggu"


async def test_a_ticket_staged_twice_keeps_the_last_and_counts(any_store: Store) -> None:
    async with any_store.writing() as tables:
        run = await tables.imports.start("a.csv", "crm", NOW, "stage=wait")
        first = [observation("A", category="one"), observation("A", category="two"), observation("B")]
        await tables.imports.stage(run.id, first)
        await tables.imports.stage(run.id, [observation("B", category="three")])
        run = await tables.imports.staged(run.id, as_of=NOW, read=5, rejected=1)
    assert (run.state, run.duplicates, run.read, run.rejected, run.covers) == (
        ImportState.MERGING,
        2,
        5,
        1,
        "stage=wait",
    )
    run = await merge_all(any_store, run.id, take_at())
    assert (run.state, run.new, run.finished_at) == (ImportState.DONE, 2, NOW)
    assert (await the(any_store, "A")).category == "two"
    assert (await the(any_store, "B")).category == "three"


async def test_a_ticket_is_the_same_whatever_its_case_and_blanks(any_store: Store) -> None:
    await bring_in(any_store, [observation("JK 1", listed_at=YESTERDAY, created_at=ARRIVED)])
    run = await bring_in(any_store, [observation("jk  1 ", created_at=ARRIVED, stage=Stage.PROCESS)])
    assert (run.new, run.changed) == (0, 1)
    known = await the(any_store, " Jk 1")
    assert (known.ticket, known.stage) == ("JK 1", Stage.PROCESS)
    run = await bring_in(any_store, [observation("Jk 1", created_at=ARRIVED, stage=Stage.PROCESS)])
    assert (run.new, run.unchanged) == (0, 1)
    assert await check(any_store) == []


async def test_a_ticket_staged_in_two_spellings_keeps_the_last_and_counts(any_store: Store) -> None:
    rows = [observation("A", category="one"), observation(" a", category="two"), observation("B")]
    run = await bring_in(any_store, rows, limit=1)
    assert (run.new, run.duplicates) == (2, 1)
    assert (await the(any_store, "A")).category == "two"


async def test_absence_is_judged_by_the_same_ticket_in_another_spelling(any_store: Store) -> None:
    await bring_in(any_store, [observation("JK1", listed_at=YESTERDAY, created_at=ARRIVED)])
    assert await sweep(any_store, [observation("jk1", created_at=ARRIVED)]) == [0]


async def test_a_merge_goes_on_where_it_stopped(any_store: Store) -> None:
    rows = [observation(f"T{n}") for n in (3, 1, 2, 5, 4)]
    async with any_store.writing() as tables:
        run = await tables.imports.start("a.csv", "crm", NOW)
        await tables.imports.stage(run.id, rows)
        await tables.imports.staged(run.id, as_of=NOW, read=5, rejected=0)
        run = await tables.imports.merge(run.id, take_at(), limit=2)
    assert (run.state, run.merged_through, run.new) == (ImportState.MERGING, "t2", 2)
    async with any_store.reading() as tables:
        assert [one.id for one in await tables.imports.unfinished()] == [run.id]
        assert await tables.imports.words("crm") == []
    run = await merge_all(any_store, run.id, take_at(), limit=2)
    assert (run.new, run.merged_through) == (5, "t5")
    async with any_store.reading() as tables:
        assert await tables.imports.unfinished() == []
        assert await newest(tables, "crm") == NOW


async def newest(tables: Tables, system: str) -> datetime:
    return max(word.as_of for word in await tables.imports.words(system))


async def brought(store: Store, system: str, as_of: datetime, *, rows: int = 1, covers: str | None = None) -> None:
    async with store.writing() as tables:
        run = await tables.imports.start("a.csv", system, NOW, covers)
        taken = [observation(f"T{number}", system=system) for number in range(rows)]
        await tables.imports.stage(run.id, taken)
        await tables.imports.staged(run.id, as_of=as_of, read=rows + 1, rejected=1)
    await merge_all(store, run.id, take_at())
    async with store.writing() as tables:
        await tables.imports.finish(run.id, NOW)


async def test_an_import_that_took_no_row_does_not_make_the_data_younger(any_store: Store) -> None:
    await brought(any_store, "crm", NOW)
    await brought(any_store, "crm", NOW + timedelta(days=1), rows=0)
    async with any_store.reading() as tables:
        assert await newest(tables, "crm") == NOW
    await brought(any_store, "crm", NOW + timedelta(days=2), rows=0, covers="stage=wait")
    async with any_store.reading() as tables:
        assert await newest(tables, "crm") == NOW + timedelta(days=2)


async def test_another_system_does_not_make_the_data_younger(any_store: Store) -> None:
    await brought(any_store, "crm", NOW)
    await brought(any_store, "elsewhere", NOW + timedelta(days=1))
    await brought(any_store, "third", NOW + timedelta(days=2))
    async with any_store.reading() as tables:
        assert await newest(tables, "crm") == NOW
        assert await newest(tables, "elsewhere") == NOW + timedelta(days=1)
        assert await newest(tables, "nowhere") == NOW


async def test_a_refused_import_leaves_nothing_and_speaks_for_nothing(any_store: Store) -> None:
    async with any_store.writing() as tables:
        other = await tables.imports.start("b.csv", "crm", NOW)
        await tables.imports.stage(other.id, [observation("B")])
        run = await tables.imports.start("a.csv", "crm", NOW)
        await tables.imports.stage(run.id, [observation("A")])
        run = await tables.imports.finish(run.id, NOW, refused=True)
    assert run.state is ImportState.REFUSED
    await merge_all(any_store, other.id, take_at())
    async with any_store.reading() as tables:
        assert await tables.imports.words("crm") == []
        assert [one.ticket for one in await tables.complaints.wanted(Wanted())] == ["B"]


async def test_what_is_staged_goes_with_its_import(any_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.dropping.PORTION", 2)
    async with any_store.writing() as tables:
        run = await tables.imports.start("a.csv", "crm", NOW)
        await tables.imports.stage(run.id, [observation(f"T{n}") for n in range(5)])
        await tables.imports.finish(run.id, NOW, refused=True)
    left = [len((await dump(any_store, staging))[0])]
    for _ in range(2):
        async with any_store.writing() as tables:
            await tables.imports.start("b.csv", "crm", NOW)
        left.append(len((await dump(any_store, staging))[0]))
    assert left == [3, 1, 0]
    await bring_in(any_store, [observation("A"), observation("B")])
    assert await dump(any_store, staging) == [[]]


async def test_absence_tells_nothing_where_nothing_was_covered(any_store: Store) -> None:
    async with any_store.writing() as tables:
        run = await tables.imports.start("a.csv", "crm", NOW)
        with pytest.raises(ValueError, match="absence"):
            await tables.imports.sweep_left_wait(run.id, Wanted(), NOW, NOW, limit=1)


async def test_an_unknown_import_and_a_foreign_row_are_refused(any_store: Store) -> None:
    async with any_store.writing() as tables:
        run = await tables.imports.start("a.csv", "crm", NOW)
        with pytest.raises(NotFound):
            await tables.imports.stage(run.id + 1, [])
        with pytest.raises(NotFound):
            await tables.imports.merge(run.id + 1, take_at(), limit=1)
        with pytest.raises(ValueError, match="boston"):
            await tables.imports.stage(run.id, [observation("A", system="boston")])


async def sweep(store: Store, rows: list[Observation], limit: int = 10) -> list[int]:
    """A complete list of the waiting ones in Cideng; how many left, batch by batch."""
    async with store.writing() as tables:
        run = await tables.imports.start("wait.csv", "crm", NOW, "stage=wait area=Cideng")
        await tables.imports.stage(run.id, rows)
        await tables.imports.staged(run.id, as_of=NOW, read=len(rows), rejected=0)
        while (run := await tables.imports.merge(run.id, take_at(), limit=10)).state is not ImportState.DONE:
            pass
    done = [limit]
    while done[-1]:
        async with store.writing() as tables:
            wanted = Wanted(areas=frozenset({CIDENG}), stage=Stage.WAIT)
            done.append(await tables.imports.sweep_left_wait(run.id, wanted, NOW, NOW, limit=limit))
    async with store.writing() as tables:
        await tables.imports.finish(run.id, NOW)
    return done[1:]


async def test_what_a_complete_list_lacks_has_left_wait(any_store: Store) -> None:
    before = {"created_at": ARRIVED, "listed_at": YESTERDAY}
    await bring_in(
        any_store,
        [
            observation("gone 1", **before),
            observation("gone 2", **before),
            observation("gone 3", **before),
            observation("here", **before),
            observation("elsewhere", area_code="31.74", **before),
            observation("working", stage=Stage.PROCESS, **before),
            observation("seen later", created_at=ARRIVED, listed_at=NOW + HOUR),
        ],
    )
    assert await sweep(any_store, [observation("here", created_at=ARRIVED)], limit=2) == [2, 1, 0]
    async with any_store.reading() as tables:
        stages = {one.ticket: one.stage for one in await tables.complaints.wanted(Wanted())}
        (gone,) = await tables.complaints.find("gone 1")
        facts = await tables.complaints.facts_of(gone.id)
    left = sorted(ticket for ticket, stage in stages.items() if stage is Stage.UNMAPPED)
    assert left == ["gone 1", "gone 2", "gone 3"]
    assert facts[-1].kind is FactKind.LEFT_WAIT
    assert gone.responded == Moment(YESTERDAY, NOW)
    assert await check(any_store) == []


async def test_a_row_that_waits_again_after_its_absence_is_offered_though_it_says_the_same(
    any_store: Store,
) -> None:
    row = {"created_at": ARRIVED, "changed_at": ARRIVED}
    await bring_in(any_store, [observation("A", listed_at=YESTERDAY, **row)])
    assert await sweep(any_store, []) == [1, 0]
    await bring_in(any_store, [observation("A", listed_at=YESTERDAY + HOUR, **row)])
    assert (await the(any_store, "A")).stage is Stage.UNMAPPED
    await bring_in(any_store, [observation("A", listed_at=NOW + HOUR, **row)])
    assert (await the(any_store, "A")).stage is Stage.WAIT
    await bring_in(
        any_store, [observation("A", created_at=ARRIVED, listed_at=YESTERDAY + HOUR, stage=Stage.PROCESS)]
    )
    assert (await the(any_store, "A")).stage is Stage.WAIT
    assert await check(any_store) == []


async def test_what_left_wait_unseen_is_known_again_from_a_row_changed_before(any_store: Store) -> None:
    """The export says when the row changed: before the list that lacked it, and that is no older word."""
    await bring_in(any_store, [observation("A", listed_at=YESTERDAY, created_at=ARRIVED)])
    await sweep(any_store, [])
    changed = {"stage": Stage.PROCESS, "status": "Proses", "changed_at": NOW - HOUR, "listed_at": NOW + HOUR}
    await bring_in(any_store, [observation("A", created_at=ARRIVED, **changed)])
    known = await the(any_store, "A")
    assert (known.stage, known.holds_at) == (Stage.PROCESS, NOW)


hostile = st.text(st.characters() | st.sampled_from("\0\ud800\udfff😀𝐁\\u0000'\";--\r\n"), max_size=20)


async def test_a_ticket_is_found_by_what_was_typed_and_by_what_is_stored(any_store: Store) -> None:
    await bring_in(any_store, [observation("0 \0", category="\0x\ud800")])
    async with any_store.reading() as tables:
        found = [(await tables.complaints.find(ticket))[0].ticket for ticket in ("0 \0", "0", "0 ")]
        assert found == ["0 "] * 3
        assert len(await tables.complaints.wanted(Wanted(category="X\ud800"))) == 1


@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(ticket=hostile.filter(lambda text: text.replace("\0", "").strip()), says=hostile, number=st.floats())
async def test_hostile_texts_come_back_whole_or_cleaned(
    any_store: Store, ticket: str, says: str, number: float
) -> None:
    said = {"category": says, "address": says, "status": says, "area": says, "unit": says or None, "lat": number}
    await bring_in(any_store, [observation(ticket, **said)])
    await bring_in(any_store, [observation(ticket, listed_at=NOW + HOUR, stage=Stage.PROCESS, **said)])
    clean = ticket.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    async with any_store.reading() as tables:
        (found,) = [one for one in await tables.complaints.find(ticket) if one.ticket == clean]
    assert found.address == says.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert await check(any_store) == []


def test_the_rules_of_the_builders_are_those_of_the_domain() -> None:
    dues = SimpleRules().dues(Case("Sampah", NOW))
    assert (dues.response_at, dues.completion_at) == (NOW + 6 * HOUR, NOW + timedelta(days=7))
