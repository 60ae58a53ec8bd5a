"""An English export of another city, read by an operator's own map: stated due times, DST, leading zeros."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.model import Stage
from monitor.sources.columns import ColumnMap

BOSTON = ColumnMap(
    name="boston",
    system="boston",
    timezone=ZoneInfo("America/New_York"),
    date_format="%Y-%m-%d %H:%M:%S",
    columns={
        "ticket": "case_enquiry_id", "created_at": "open_dt", "due_at": "target_dt", "completed_at": "closed_dt",
        "status": "case_status", "category": "type", "unit": "department", "channel": "source",
        "area": "neighborhood",
    },
    status={"Open": Stage.WAIT, "Closed": Stage.COMPLETE},
)  # fmt: skip
HEADER = [
    "case_enquiry_id", "open_dt", "target_dt", "closed_dt", "on_time", "case_status", "closure_reason",
    "case_title", "type", "department", "neighborhood", "source",
]  # fmt: skip
OPENED = datetime(2024, 11, 2, 20, 0)  # the clock goes back during the next night


def row(n: int) -> list[str | None]:
    opened = OPENED + timedelta(minutes=30 * n)
    closed = None if n % 4 == 0 else f"{opened + timedelta(days=2)}"
    return [
        f"0010{n:05}", f"{opened}", f"{opened + timedelta(days=3)}", closed, "ONTIME",
        "Closed" if closed else "Open", " ", "Street, light", "Street Lights", "PWDx",
        "South Boston / South Boston Waterfront",
        "Citizens Connect App" if n % 2 else "Constituent Call",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "tsv", "xlsx", "xls", "ods"])
def test_export_of_another_city_loses_no_row(desk, kind):
    export = desk.open(desk.table([HEADER, *(row(n) for n in range(20))], kind), BOSTON)
    rows = list(export.rows())
    assert (export.system, export.rows_total, export.counts.rejected, export.warnings) == ("boston", 20, 0, ())
    assert [each.ticket for each in rows] == [f"0010{n:05}" for n in range(20)]
    assert {each.system for each in rows} == {"boston"}
    assert [each.stage for each in rows[:3]] == [Stage.WAIT, Stage.COMPLETE, Stage.COMPLETE]
    assert rows[0].created_at == datetime(2024, 11, 3, 0, 0, tzinfo=UTC)
    assert rows[0].due_at == datetime(2024, 11, 6, 1, 0, tzinfo=UTC)  # standard time by then
    assert rows[10].created_at == datetime(2024, 11, 3, 5, 0, tzinfo=UTC)  # 01:00, its first coming
    assert rows[12].created_at == datetime(2024, 11, 3, 7, 0, tzinfo=UTC)  # 02:00, after the fold
    assert export.counts.folds == 2
    assert rows[1].completed_at == datetime(2024, 11, 5, 1, 30, tzinfo=UTC)
    assert (rows[1].category, rows[1].unit, rows[1].channel) == ("Street Lights", "PWDx", "Citizens Connect App")
    assert export.counts.unknown_areas == {"South Boston / South Boston Waterfront": 20}
    assert export.as_of == max(each.completed_at for each in rows if each.completed_at)


def test_hour_that_never_was_rejects_its_row(desk):
    lost = ["1", "2024-03-10 02:30:00", None, None, "", "Open", "", "", "", "", "", ""]
    taken, rejects = desk.read(desk.table([HEADER, lost, row(1)], "csv"), BOSTON)
    assert len(taken) == 1
    assert rejects[0].reason == (
        "created_at (column 'open_dt') does not exist in America/New_York: the clock was put forward"
    )
