"""The CSVs that an operator keeps are opened, decoded and checked alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.areas.file import read_areas
from monitor.deadlines.holidays import read_holidays
from monitor.deadlines.pedoman import read_guidelines
from monitor.errors import BadConfiguration

TABLES: list[tuple[Callable[[Path], object], str, str, str]] = [
    (read_areas, "areas.file", "code,name,level", "1,A,kota"),
    (read_holidays, "calendar.file", "date,kind,name", "2026-01-01,national,A"),
    (read_guidelines, "pedoman.file", "category,unit,aliases", "A,B,C"),
]
MISTAKES: list[tuple[Callable[[str, str], bytes], str]] = [
    (lambda header, row: f"{header}\n{row}".encode("utf-16"), "is not UTF-8 text: save it as CSV UTF-8"),
    (
        lambda header, row: f"{header}\n{row}\n".encode() + b"\n" * 5_000_000,
        "is larger than 5 MB: KEY names a short",
    ),
    (lambda header, row: f"{header}\n{row},x".encode(), "line 2: more values than the header has columns"),
    (lambda header, row: f'{header}\n{row}\n"a"b'.encode(), "line 3: not readable as CSV"),
    (
        lambda header, row: f"{header},{header.split(',')[0]}\n{row},".encode(),
        "line 1: the column .* is there twice",
    ),
    (lambda header, row: b"", "line 1: the column .* is missing"),
]


@pytest.mark.parametrize(("read", "key", "header", "row"), TABLES, ids=lambda one: str(one)[:14])
def test_mistakes_are_told_alike(
    read: Callable[[Path], object], key: str, header: str, row: str, tmp_path: Path
) -> None:
    file = tmp_path / "table.csv"
    for written, sentence in MISTAKES:
        file.write_bytes(written(header, row))
        with pytest.raises(BadConfiguration, match=sentence.replace("KEY", key)):
            read(file)
    with pytest.raises(BadConfiguration, match=f"cannot be read .*: correct {key}"):
        read(tmp_path)


@pytest.mark.parametrize(("read", "key", "header", "row"), TABLES, ids=lambda one: str(one)[:14])
def test_a_spreadsheets_marks_and_blank_lines_are_passed_over(
    read: Callable[[Path], tuple[object, ...]], key: str, header: str, row: str, tmp_path: Path
) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(f"\ufeff{header}\r\n\r\n , ,\r\n{row},,\r\n".encode())
    plain = tmp_path / "plain" / "table.csv"
    plain.parent.mkdir()
    plain.write_text(f"{header}\n\n\n{row}\n")
    (found,), (expected,) = read(file), read(plain)
    assert found == expected


def test_only_days_off_may_have_columns_that_are_not_read(tmp_path: Path) -> None:
    for read, _, header, row in TABLES:
        file = tmp_path / "table.csv"
        file.write_text(f"{header},decree\n{row},SKB\n")
        if read is read_holidays:
            assert len(read_holidays(file)) == 1
        else:
            with pytest.raises(BadConfiguration, match="line 1: unknown column 'decree'"):
                read(file)


@pytest.mark.parametrize(("read", "key", "header", "row"), TABLES, ids=lambda one: str(one)[:14])
def test_blank_columns_at_the_end_are_passed_over(
    read: Callable[[Path], tuple[object, ...]], key: str, header: str, row: str, tmp_path: Path
) -> None:
    file, plain = tmp_path / "table.csv", tmp_path / "plain" / "table.csv"
    plain.parent.mkdir()
    plain.write_text(f"{header}\n{row}\n")
    for end in (",", ",,", ", ,"):
        file.write_text(f"{header}{end}\n{row}{end}\n")
        assert read(file) == read(plain)
    file.write_text(f"{header},\n{row},x\n")
    with pytest.raises(BadConfiguration, match="line 2: more values than the header has columns"):
        read(file)
