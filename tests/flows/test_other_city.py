"""An English export of another city: no good row is rejected, and the numbers are a spreadsheet's.

58,000 rows in `make soak`, enough to cross every batch in `make test`.
"""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flows.other_city import CONFIGURATION, NEIGHBORHOODS, ZONE, Case, overdue_at, write_areas, write_export

from bot.cli import main


@pytest.fixture(scope="module", params=[9_000, pytest.param(58_000, marks=pytest.mark.soak)])
def city(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> tuple[Path, list[Case]]:
    """The configuration with everything imported, and what the export holds."""
    folder = tmp_path_factory.mktemp("city")
    (folder / "config.toml").write_text(CONFIGURATION)
    write_areas(folder / "areas.csv")
    cases = write_export(folder / "export.csv", request.param)
    status = main(
        ["--config", str(folder / "config.toml"), "import", str(folder / "export.csv"), "--map", "english"]
    )
    assert status == 0
    return folder / "config.toml", cases


def listed(capsys: pytest.CaptureFixture[str], config: Path, *words: str) -> Sequence[dict[str, object]]:
    capsys.readouterr()
    assert main(["--config", str(config), "list", "--format", "json", *words]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert isinstance(answer, list)
    return answer


def test_every_row_is_a_complaint(capsys: pytest.CaptureFixture[str], city: tuple[Path, list[Case]]) -> None:
    config, cases = city
    complaints = listed(capsys, config)
    assert {row["ticket"] for row in complaints} == {case.ticket for case in cases}
    assert {row["system"] for row in complaints} == {"north"}
    by_area = Counter(row["kelurahan"] for row in complaints if row["kelurahan"])
    assert by_area == Counter(case.neighborhood for case in cases if case.neighborhood in NEIGHBORHOODS)


@pytest.mark.parametrize("at", ["2025-03-09T12:00", "2025-07-01T00:00", "2025-11-02T01:30", "2026-03-01T00:00"])
def test_overdue_at_an_instant_is_what_a_spreadsheet_gives(
    capsys: pytest.CaptureFixture[str], city: tuple[Path, list[Case]], at: str
) -> None:
    config, cases = city
    instant = datetime.fromisoformat(at).replace(tzinfo=ZONE).astimezone(UTC)
    expected = overdue_at(cases, instant)
    assert len(expected) > len(cases) / 60
    assert {row["ticket"] for row in listed(capsys, config, "--state", "overdue", "--at", at)} == expected


def test_open_at_an_instant_is_what_had_not_closed_by_then(
    capsys: pytest.CaptureFixture[str], city: tuple[Path, list[Case]]
) -> None:
    config, cases = city
    at = datetime(2025, 7, 1, tzinfo=ZONE).astimezone(UTC)
    expected = {case.ticket for case in cases if case.opened <= at and not (case.closed and case.closed <= at)}
    assert {row["ticket"] for row in listed(capsys, config, "--open", "--at", "2025-07-01")} == expected
