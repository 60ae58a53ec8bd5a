"""The tables of a real report come out of complaint-level data, cell by cell, in JSON and in CSV."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Mapping
from zoneinfo import ZoneInfo

import pytest
import report_2023 as report

from .conftest import Place

Table = dict[str, dict[str, int]]  # of rows: of columns; sums are called "total"


def summed(cells: Mapping[str, Mapping[str, int]]) -> Table:
    """With the sums of rows and columns."""
    table = {name: {**row, "total": sum(row.values())} for name, row in cells.items()}
    columns = next(iter(table.values()))
    table["total"] = {column: sum(row[column] for row in table.values()) for column in columns}
    return table


def by_units(cells: Mapping[str, tuple[int, ...]]) -> Table:
    return summed({name: dict(zip(report.UNITS, counts, strict=True)) for name, counts in cells.items()})


BY_MONTH = summed(
    {unit: dict(zip(report.MONTHS, counts, strict=True)) for unit, counts in report.BY_MONTH.items()}
)
BY_CATEGORY, BY_CHANNEL = by_units(report.BY_CATEGORY), by_units(report.BY_CHANNEL)
BY_UNIT = {**{unit: {"total": n} for unit, n in report.BY_UNIT.items()}, "total": {"total": report.GRAND_TOTAL}}


def test_the_figures_are_those_of_the_report() -> None:
    for table in (BY_MONTH, BY_CATEGORY, BY_CHANNEL):
        assert table["total"]["total"] == report.GRAND_TOTAL
    for table in (BY_CATEGORY, BY_CHANNEL):
        assert {unit: table["total"][unit] for unit in report.UNITS} == report.BY_UNIT
    assert {unit: BY_MONTH[unit]["total"] for unit in report.UNITS} == report.BY_UNIT
    assert tuple(BY_MONTH["total"][month] for month in report.MONTHS) == report.MONTH_TOTALS
    assert tuple(BY_CATEGORY[name]["total"] for name in report.BY_CATEGORY) == report.CATEGORY_TOTALS
    assert tuple(BY_CHANNEL[name]["total"] for name in report.BY_CHANNEL) == report.CHANNEL_TOTALS
    assert BY_CATEGORY["Keluhan Pelayanan"]["total"] == 43  # its text says 48


@pytest.fixture(params=["Asia/Jakarta", "UTC"])
def reported(request: pytest.FixtureRequest, place: Place) -> Place:
    """The year imported with its map; two bystanders in the last second before it and the first after it."""
    zone = ZoneInfo(request.param)
    place.configure(report.MAP.format(zone=request.param))
    said = place.siaga(
        "import", place.write("crm.csv", report.export(random.Random(2023), zone)), "--map", "dukcapil"
    )
    assert said.code == 0 and "466 new" in said.out + said.err, said
    beside = (
        "Nomor Tiket,Tanggal Laporan,Status,Kategori,Kanal,SKPD\n"
        "JK1,2022-12-31 23:59:59,Selesai,KTP-el,JAKI,Dinas\nJK2,2024-01-01 00:00:00,Selesai,KTP-el,JAKI,Dinas\n"
    )
    assert place.siaga("import", place.write("beside.csv", beside)).code == 0
    return place


def of_json(place: Place, *words: str) -> Table:
    said = place.siaga("recap", "--year", 2023, "--format", "json", "--rows", *words)
    assert said.code == 0, said.err
    rows, cols = words[0], words[-1]
    return {
        line[rows] if line["kind"] == "row" else line["kind"]: {
            **{cell[cols]: cell["count"] for cell in line["cells"]},
            "total": line["total"],
        }
        for line in json.loads(said.out)
    }


def of_csv(place: Place, *words: str) -> Table:
    said = place.siaga("recap", "--year", 2023, "--format", "csv", "--rows", *words)
    assert said.code == 0, said.err
    table = list(csv.DictReader(io.StringIO(said.out)))
    return {
        {"Total": "total"}.get(line[words[0]], line[words[0]]): {
            name: int(count) for name, count in line.items() if name != words[0]
        }
        for line in table
    }


def test_the_tables_come_out_of_the_complaints(reported: Place) -> None:
    for words, expected in (
        (("unit",), BY_UNIT),  # 2.1
        (("unit", "--cols", "month"), BY_MONTH),  # 2.2
        (("category", "--cols", "unit"), BY_CATEGORY),  # 2.3
        (("channel", "--cols", "unit"), BY_CHANNEL),  # 2.6
    ):
        assert of_json(reported, *words) == expected, words
        assert of_csv(reported, *words) == expected, words
