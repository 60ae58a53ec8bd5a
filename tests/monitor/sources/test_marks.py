"""The same mark: the same words, read in the same way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.areas.directory import Directory
from monitor.model import Observation, Reject, Stage
from monitor.sources.columns import FIELDS, ColumnMap
from monitor.sources.marks import marker
from monitor.sources.placing import DirectoryNames
from monitor.sources.web.items import ItemReader, layout_of

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MAP = ColumnMap(
    name="crm",
    timezone=ZoneInfo("Asia/Jakarta"),
    columns={name: name for name in FIELDS} | {"city": "kota"},
)
DIRECTORY = Directory.load("builtin:jakarta")
AREAS = DirectoryNames(DIRECTORY)
ITEM = {"ticket": "JK1", "created_at": "2026-11-21 08:30", "status": "Menunggu", "area": "Cideng"}


def read(items: Sequence[Any], listed_at: datetime = NOW) -> list[Observation | Reject]:
    return ItemReader(MAP, "crm.rest", AREAS, NOW).read(items, listed_at).read()


def mark_of(cells: Sequence[str], column_map: ColumnMap = MAP, areas: DirectoryNames = AREAS) -> bytes:
    return marker(column_map, layout_of(column_map), None, areas)(cells)


def test_the_mark_is_of_the_words_not_of_the_listing() -> None:
    (one,), (other,) = read([ITEM]), read([{**ITEM, "unmapped": "noise"}], NOW.replace(hour=9))
    assert isinstance(one, Observation)
    assert isinstance(other, Observation)
    assert one.mark == other.mark is not None


@pytest.mark.parametrize("name", ["created_at", "status", "area", "unit", "lat", "completed_at"])
def test_another_word_is_another_mark(name: str) -> None:
    values = {
        "created_at": "2026-11-21 08:31",
        "lat": -6.1,
        "completed_at": "2026-11-22 08:00",
        "status": "Proses",
    }
    (one,), (other,) = read([ITEM]), read([{**ITEM, name: values.get(name, "Gambir")}])
    assert isinstance(one, Observation)
    assert isinstance(other, Observation)
    assert one.mark != other.mark


@pytest.mark.parametrize("said", [{"status": "Melayang"}, {"area": "Atlantis"}, {"lat": 200}])
def test_a_row_that_gives_cause_for_a_remark_is_read_each_time(said: dict[str, Any]) -> None:
    (row,) = read([{**ITEM, **said}])
    assert isinstance(row, Observation)
    assert row.mark is None


@pytest.mark.parametrize(
    "column_map",
    [
        replace(MAP, timezone=ZoneInfo("Asia/Makassar")),
        replace(MAP, date_format="%Y-%m-%d %H:%M"),
        replace(MAP, status={"Menunggu": Stage.PROCESS}),
        replace(MAP, columns={name: name for name in FIELDS if name != "status"}),
    ],
)
def test_whoever_reads_the_same_words_otherwise_marks_them_otherwise(column_map: ColumnMap) -> None:
    cells = [""] * len(FIELDS)
    assert mark_of(cells, column_map) != mark_of(cells)


def test_another_directory_of_areas_marks_otherwise() -> None:
    fewer = DirectoryNames(Directory(area for area in DIRECTORY.all() if area.name != "Cideng"))
    assert fewer.fingerprint != AREAS.fingerprint
    assert mark_of([""] * len(FIELDS), areas=fewer) != mark_of([""] * len(FIELDS))


CELLS = st.lists(st.text(st.sampled_from("a\x1f\ud800"), max_size=3), min_size=3, max_size=3)


@given(CELLS, CELLS)
def test_only_the_same_cells_have_the_same_mark(one: list[str], other: list[str]) -> None:
    assert (mark_of(one) == mark_of(other)) == (one == other)


def test_rows_are_read_when_they_are_asked_for_and_those_known_never() -> None:
    reader = ItemReader(MAP, "crm.rest", AREAS, NOW)
    page = reader.read([ITEM, {**ITEM, "ticket": "JK2", "status": "Melayang"}, {"ticket": " "}], NOW)
    assert page.tickets == ["JK1", "JK2", None]
    assert (reader.counts.read, reader.counts.rejected, reader.counts.unmapped.times) == (3, 0, 0)
    assert [row.ticket for row in page.read({"JK2"})] == ["JK1", None]
    assert (reader.counts.rejected, reader.counts.unmapped.times) == (1, 0)
    assert isinstance(page[1], Observation)
    assert [row.ticket for row in page[:2]] == ["JK1", "JK2"]
