"""The simulated city's export is read by the real reader, and says the truth."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.areas.directory import Directory
from monitor.model import Observation
from monitor.sources.headings import builtin_map
from monitor.sources.placing import DirectoryNames
from monitor.sources.simulator import City, export_csv
from monitor.sources.simulator.officers_export import HEADINGS
from monitor.sources.tabular import open_export

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

SAMPLE = Path(__file__).parents[3] / "data/sample_jakarta_pusat.csv"


def test_headings_are_those_of_the_sample() -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as sample:
        with_headings = next(csv.reader(sample, delimiter=";"))
    assert tuple(with_headings) == HEADINGS


def test_every_row_is_taken_with_its_true_stage_times_and_place(
    city: City, directory: Directory, tmp_path: Path
) -> None:
    path = tmp_path / "ekspor.csv"
    path.write_text(export_csv(city.export_rows(AT)), encoding="utf-8")
    truth = {record.ticket: record for record in city.state_at(AT)}
    column_map = builtin_map(ZoneInfo("Asia/Jakarta"))
    with open_export(path, column_map, DirectoryNames(directory), as_of=None, now=AT) as export:
        read = list(export.rows())
    assert len(read) == len(truth)
    for row in read:
        assert isinstance(row, Observation)
        record = truth.pop(row.ticket)
        place = record.arrival.place
        assert (row.stage, row.created_at, row.responded_at, row.completed_at) == (
            record.stage, record.created_at, record.responded_at, record.completed_at,
        )  # fmt: skip
        assert row.area_code == (place.code if place else None)
        assert row.unit == record.unit
    assert not truth
