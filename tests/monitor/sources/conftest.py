"""Exports made by code: the same table in every format, and how to open it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from monitor.model import Observation, Reject
from monitor.sources.columns import ColumnMap
from monitor.sources.headings import builtin_map
from monitor.sources.placing import Place
from monitor.sources.tabular import Export, open_export

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
Sheet = Sequence[Sequence[Any]]


CODES = {"cideng": "31.71.01.1002", "gambir": "31.71.01", "jakarta pusat": "31.71"}


class FewAreas:
    """A kelurahan, the kecamatan and the kota it lies in."""

    fingerprint = "few"

    def era(self, on: date) -> date | None:
        return None

    def locate(self, area: str, district: str, city: str, on: date) -> Place:
        unknown = None
        for written in filter(None, (area, district, city)):
            if code := CODES.get(written.casefold()):
                return Place(code, unknown)
            unknown = unknown or written
        return Place(None, unknown)

    def office_code(self, unit: str, on: date) -> str | None:
        return CODES.get(unit.casefold().removeprefix("kelurahan "))


class Desk:
    """Writes tables into files and reads them back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.map = builtin_map(ZoneInfo("Asia/Jakarta"))
        self._opened: list[Export] = []

    def bytes(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path

    def text(self, content: str, name: str = "ekspor.csv", encoding: str = "utf-8") -> Path:
        return self.bytes(name, content.encode(encoding))

    def table(self, rows: Sheet, kind: str) -> Path:
        path = self.folder / f"ekspor.{kind}"
        WRITERS[kind](path, {"Data": rows})
        return path

    def sheets(self, sheets: dict[str, Sheet], kind: str = "xlsx") -> Path:
        path = self.folder / f"lembar.{kind}"
        WRITERS[kind](path, sheets)
        return path

    def open(self, path: Path, column_map: ColumnMap | None = None, as_of: datetime | None = None) -> Export:
        export = open_export(path, column_map or self.map, FewAreas(), as_of=as_of, now=NOW)
        self._opened.append(export)
        return export

    def read(self, path: Path, column_map: ColumnMap | None = None) -> tuple[list[Observation], list[Reject]]:
        rows = list(self.open(path, column_map).rows())
        taken = [row for row in rows if isinstance(row, Observation)]
        return taken, [row for row in rows if isinstance(row, Reject)]

    def process_folder(self, export: Export) -> Path:
        """What the system shows of the process that holds an export's workbook."""
        assert export._book is not None
        return Path("/proc") / str(export._book._process.pid)

    def close(self) -> None:
        for export in self._opened:
            export.close()


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def _write_text(delimiter: str) -> Callable[[Path, dict[str, Sheet]], None]:
    def write(path: Path, sheets: dict[str, Sheet]) -> None:
        (rows,) = sheets.values()
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, delimiter=delimiter).writerows([_as_text(cell) for cell in row] for row in rows)

    return write


def _as_text(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _write_xlsx(path: Path, sheets: dict[str, Sheet]) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        dates = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for y, row in enumerate(rows):
                for x, cell in enumerate(row):
                    if isinstance(cell, datetime):
                        sheet.write_datetime(y, x, cell, dates)
                    else:
                        sheet.write(y, x, cell)


def _write_xls(path: Path, sheets: dict[str, Sheet]) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    dates = xlwt.easyxf(num_format_str="YYYY-MM-DD HH:MM:SS")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write(y, x, cell, dates)
                elif cell is not None:
                    sheet.write(y, x, cell)
    book.save(str(path))


def _write_ods(path: Path, sheets: dict[str, Sheet]) -> None:
    book = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        sheet = Table(name=name)
        for row in rows:
            line = TableRow()
            for cell in row:
                line.addElement(_ods_cell(cell))
            sheet.addElement(line)
        book.spreadsheet.addElement(sheet)
    book.save(str(path))


def _ods_cell(cell: Any) -> TableCell:
    if cell is None:
        return TableCell()
    if isinstance(cell, datetime):
        return TableCell(valuetype="date", datevalue=cell.isoformat())
    if isinstance(cell, int | float):
        return TableCell(valuetype="float", value=str(cell))
    element = TableCell(valuetype="string")
    element.addElement(P(text=cell))
    return element


WRITERS: dict[str, Callable[[Path, dict[str, Sheet]], None]] = {
    "csv": _write_text(","),
    "tsv": _write_text("\t"),
    "xlsx": _write_xlsx,
    "xls": _write_xls,
    "ods": _write_ods,
}
