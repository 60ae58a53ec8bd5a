"""Officers' exports (CSV, TSV, XLSX, XLS, ODS): a path and a column map become a stream of observations.

    with open_export(path, column_map, names, as_of=None, now=now) as export:
        for row in export.rows(): ...          # Observation | Reject

Synchronous; run it in a thread. Memory stays flat: the file is read twice as a stream, once to learn the
order of day and month and the newest instant, once for the rows. A workbook is held by a process of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType

from monitor.errors import BadInput
from monitor.flaws import Flaw
from monitor.model import Observation, Reject
from monitor.sources.columns import HEADER_ROWS, REQUIRED, ColumnMap, Layout, find_header
from monitor.sources.counts import Counts
from monitor.sources.date_order import FirstPass
from monitor.sources.dates import Instants
from monitor.sources.days import Order
from monitor.sources.delimited import DelimitedTable
from monitor.sources.openings import Kind, look_at
from monitor.sources.placing import AreaNames
from monitor.sources.rows import RowReader
from monitor.sources.table import Row, Table
from monitor.sources.workbook import Workbook


@dataclass(kw_only=True)
class Export:
    """An opened export, both of whose passes can succeed. Close it, or use it in a `with`.

    `as_of`: when the listing was true: as given, else the newest instant in the file that is not in the
    future, else now (then it is not `is_dated`). `rows_total`: rows that are not blank. `warnings`:
    sentences for the operator.
    """

    name: str
    system: str
    kind: str  # "csv", "tsv", "xlsx", "xls", "ods"
    as_of: datetime
    is_dated: bool
    rows_total: int
    layout: Layout
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    date_order: Order | None = None
    warnings: tuple[str, ...] = ()
    counts: Counts = field(default_factory=Counts)
    _table: Table
    _book: Workbook | None
    _map: ColumnMap
    _instants: Instants
    _areas: AreaNames
    _now: datetime

    def rows(self) -> Iterator[Observation | Reject]:
        """Every row that is not blank, in the file's order; fills `counts` from nought."""
        self.counts = Counts()
        self._instants.folds = 0
        reader = RowReader(
            self._map,
            self.layout,
            self._instants,
            self._areas,
            listed_at=self.as_of,
            now=self._now,
            counts=self.counts,
        )
        return reader.observations(_rows(self._table, self.layout))

    def close(self) -> None:
        if self._book:
            self._book.close()

    def __enter__(self) -> Export:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_export(
    path: Path,
    column_map: ColumnMap,
    areas: AreaNames,
    *,
    as_of: datetime | None,
    now: datetime,
    order: Order | None = None,
) -> Export:
    """Opens an export and reads it through once. Raises BadInput, one sentence, for a file that is none.

    `order`: which of day and month comes first where the file does not show it.
    """
    kind = look_at(path)
    first = FirstPass(path.name, column_map.timezone, column_map.date_format, now, order)
    table, layout, book = _read_through(path, kind, column_map, first)
    text = table if isinstance(table, DelimitedTable) else None
    return Export(
        name=path.name,
        system=column_map.system,
        kind=("tsv" if text.delimiter == "\t" else "csv") if text else kind.value,
        as_of=as_of or first.newest or now,
        is_dated=(as_of or first.newest) is not None,
        rows_total=first.rows,
        layout=layout,
        sheet=table.sheet,
        encoding=text.encoding if text else None,
        delimiter=text.delimiter if text else None,
        date_order=first.order,
        warnings=tuple(_warnings(column_map, layout, first, as_of)),
        _table=table,
        _book=book,
        _map=column_map,
        _instants=first.instants,
        _areas=areas,
        _now=now,
    )


def _read_through(
    path: Path, kind: Kind, column_map: ColumnMap, first: FirstPass
) -> tuple[Table, Layout, Workbook | None]:
    """The table with the layout of its columns, after the first pass over its rows."""
    book = None if kind is Kind.TEXT else Workbook(path)
    try:
        table, layout = _find_table(path, column_map, book)
        first.run(_rows(table, layout), layout)
    except BaseException:
        if book:
            book.close()
        raise
    return table, layout, book


def _rows(table: Table, layout: Layout) -> Iterator[Row]:
    return table.rows(layout.picks, after=layout.header_row, width=layout.width)


def _find_table(path: Path, column_map: ColumnMap, book: Workbook | None) -> tuple[Table, Layout]:
    """The text's one table, or the first sheet that has the header. Raises BadInput naming what is missing."""
    best: Layout | None = None
    for table in book.tables() if book else [_text_table(path, column_map)]:
        layout = find_header(table.head(), column_map)
        if layout and not layout.missing:
            return table, layout
        if layout and (best is None or len(layout.indexes) > len(best.indexes)):
            best = layout
    missing = best.missing if best else REQUIRED
    looked_for = "; ".join(f"{name}: {_quoted(column_map.headings(name))}" for name in missing)
    raise BadInput(
        f"{path.name} has no column for {' and '.join(missing)} in its first {HEADER_ROWS} rows (looked for "
        f"{looked_for}): name its heading in columns of an import map.",
        Flaw.NO_TICKETS if "ticket" in missing else Flaw.NO_DATES,
    )


def _text_table(path: Path, column_map: ColumnMap) -> DelimitedTable:
    def known(head: Sequence[Sequence[str]]) -> int:
        layout = find_header(head, column_map)
        return len(layout.indexes) if layout else 0

    return DelimitedTable(path, known)


def _quoted(headings: tuple[str, ...]) -> str:
    shown = ", ".join(f"{heading!r}" for heading in headings[:4])
    return f"{shown} and {len(headings) - 4} more" if len(headings) > 4 else shown


def _warnings(column_map: ColumnMap, layout: Layout, first: FirstPass, as_of: datetime | None) -> Iterator[str]:
    for name in () if column_map.lenient else column_map.columns:
        if name not in layout.indexes and column_map.headings(name):
            yield f"No column for {name} (looked for {_quoted(column_map.headings(name))}): it stays unknown."
    for heading in layout.repeated:
        yield f"The heading {heading!r} occurs more than once: the first column was taken."
    if first.newest is None and as_of is None:
        yield "No date in the file says when it was true: it is taken as of now."
    if first.newest and as_of and first.newest > as_of:
        yield f"The file holds dates after {as_of.isoformat()}, the instant it is said to be true at."
