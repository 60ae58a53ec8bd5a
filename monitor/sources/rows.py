"""One row of an export -> an Observation, or a Reject that says why.

What a source says is kept as said; only the impossible is left out, and counted (`Counts.dropped`):
- a response, completion or update before the arrival;
- a completion time beside a status that is not finished: the status is believed;
- an update time in the future, which would outvote everything to come;
- coordinates that are none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import lru_cache

from monitor.model import Observation, Reject, Stage
from monitor.sources.cells import clean_text, is_nothing, read_degrees, read_ticket, read_yes_no
from monitor.sources.columns import ColumnMap, Layout
from monitor.sources.counts import Counts
from monitor.sources.dates import Instants, NotADate
from monitor.sources.labels import StatusLabels
from monitor.sources.placing import AreaNames
from monitor.sources.row_times import RowRefused, RowTimes, Times
from monitor.sources.table import Row

_REMEMBERED = 65_536
_LONGEST_TICKET = 100
_LONGEST_NAME = 300
_TOTALS = ("total", "grand total", "sub total", "subtotal", "jumlah")


class RowReader:
    """Reads the rows of one export. `listed_at`: when the listing was true; `now`: what is the future."""

    def __init__(
        self,
        column_map: ColumnMap,
        layout: Layout,
        instants: Instants,
        areas: AreaNames,
        *,
        listed_at: datetime,
        now: datetime,
        counts: Counts,
    ) -> None:
        self._system = column_map.system
        self._zone = column_map.timezone
        self._layout = layout
        self._instants = instants
        self._times = RowTimes(layout, instants, now, counts)
        self._areas = areas
        self._listed_at = listed_at
        self._counts = counts
        self._has_status = "status" in layout.indexes
        self._has_stops = not {"responded_at", "completed_at"}.isdisjoint(layout.indexes)
        self._ticket_heading = layout.headings["ticket"].casefold()
        self._stage_of = lru_cache(_REMEMBERED)(StatusLabels(column_map.status).stage)
        self._name_of: Callable[[str], str] = lru_cache(_REMEMBERED)(_name)

    def observations(self, rows: Iterable[Row]) -> Iterator[Observation | Reject]:
        counts = self._counts
        for row in rows:
            counts.read += 1
            try:
                yield self._observation(row)
            except RowRefused as refusal:
                counts.rejected += 1
                yield Reject(row.number, _ticket_of(row), self._reason(row, refusal))
            counts.folds = self._instants.folds

    def _observation(self, row: Row) -> Observation:
        if row.fault:
            raise RowRefused(row.fault)
        (ticket, created, updated, responded, completed, due, status, category, channel, unit) = row.cells[:10]
        (area, district, city, address, lat, lon, geotagged, content, priority) = row.cells[10:]
        ticket = self._ticket(ticket)
        label = self._short(status, "status")
        times = self._times.read(created, updated, responded, completed, due)
        stage = self._stage(label, times)
        on = times.created.astimezone(self._zone).date()
        names = (self._short(area, "area"), self._short(district, "district"), self._short(city, "city"))
        code, unknown = self._areas.locate(*names, on) if any(names) else (None, None)
        if unknown:
            self._counts.unknown_areas.add(unknown)
        holder = self._short(unit, "unit")
        return Observation(
            system=self._system,
            ticket=ticket,
            listed_at=self._listed_at,
            changed_at=times.updated,
            created_at=times.created,
            stage=stage,
            status=label or None,
            responded_at=times.responded,
            completed_at=self._completion(times.completed, stage),
            due_at=times.due,
            category=self._short(category, "category") or None,
            channel=self._short(channel, "channel") or None,
            unit=holder or None,
            unit_area_code=self._areas.office_code(holder, on) if holder else None,
            area=names[0] or names[1] or names[2] or None,
            area_code=code,
            address=_name(address) or None,
            lat=self._degrees(lat, 90, "lat"),
            lon=self._degrees(lon, 180, "lon"),
            geotagged=read_yes_no(geotagged) if geotagged else None,
            content=_name(content) or None if content else None,
            priority=self._short(priority, "priority") or None,
        )

    def _ticket(self, written: str) -> str:
        ticket = _name(read_ticket(written))
        if not ticket:
            raise RowRefused(f"no ticket number (column {self._layout.headings['ticket']!r})")
        if len(ticket) > _LONGEST_TICKET:
            raise RowRefused(f"the ticket number is longer than {_LONGEST_TICKET} characters")
        if ticket.casefold() == self._ticket_heading:
            raise RowRefused("the header once more, not a complaint")
        return ticket

    def _reason(self, row: Row, refusal: RowRefused) -> str:
        if row.fault is None and _is_total(row.cells) and not self._is_date(row.cells[1]):
            return "a row of totals, not a complaint"
        return str(refusal)

    def _is_date(self, written: str) -> bool:
        try:
            return bool(self._instants.read(written.strip()))
        except NotADate:
            return False

    def _short(self, written: str, field: str) -> str:
        name = self._name_of(written) if written else ""
        if len(name) > _LONGEST_NAME:
            raise RowRefused(
                f"{field} (column {self._layout.headings[field]!r}) is longer than {_LONGEST_NAME} characters"
            )
        return name

    def _stage(self, label: str, times: Times) -> Stage | None:
        """The label's stage; without a status column what the stopped clocks tell; else not carried."""
        if self._has_status:
            stage = self._stage_of(label) if label else None
            if stage is Stage.UNMAPPED:
                self._counts.unmapped.add(label)
            return stage
        if not self._has_stops:
            return None
        if times.completed:
            return Stage.COMPLETE
        return Stage.PROCESS if times.responded else Stage.WAIT

    def _completion(self, completed: datetime | None, stage: Stage | None) -> datetime | None:
        if completed is not None and stage is not None and stage.is_open:
            self._counts.dropped.add("completed_at beside a status that is not finished")
            return None
        return completed

    def _degrees(self, written: str, limit: float, field: str) -> float | None:
        if not written or is_nothing(written.strip()):
            return None
        degrees = read_degrees(written, limit)
        if degrees is None:
            self._counts.dropped.add(f"{field} out of range")
        return degrees


def _name(written: str) -> str:
    text = clean_text(written)
    return "" if is_nothing(text) else text


def _ticket_of(row: Row) -> str | None:
    ticket = read_ticket(row.cells[0])
    return ticket if 0 < len(ticket) <= _LONGEST_TICKET else None


def _is_total(cells: Iterable[str]) -> bool:
    first = next((cell.strip() for cell in cells if cell and not cell.isspace()), "")
    return first[:11].casefold().startswith(_TOTALS)
